/* SPDX-License-Identifier: Apache-2.0 */
/* tracer PID: seizes all threads of a process, as a debugger does, until it is told to quit. */
#include "../common/serve.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/ptrace.h>

static void answer(const char *command)
{
    printf("FAIL unknown command %s\n", command);
}

int main(int argc, char **argv)
{
    char path[64];
    struct dirent *task;
    DIR *tasks;

    snprintf(path, sizeof(path), "/proc/%s/task", argc == 2 ? argv[1] : "");
    tasks = opendir(path);
    if (!tasks)
        return 2;
    while ((task = readdir(tasks)))
        if (task->d_name[0] != '.' && ptrace(PTRACE_SEIZE, atoi(task->d_name), 0, 0) != 0) {
            perror("PTRACE_SEIZE");
            return 1;
        }
    return serve(answer);
}
