/* SPDX-License-Identifier: Apache-2.0 */
/* A program with more than 60 libraries; the function under patch is in the last one. */
#include "../common/serve.h"

long subject(void);

static void answer(const char *command)
{
    long result = subject();

    /* new: function_7(1000) + variable_40 + common(), which is library 3's */
    if (!answer_expect(command, result == 1 ? "old" : result == 1007 + 40 + 3 ? "new" : "neither"))
        printf("FAIL unknown command\n");
}

int main(void)
{
    return serve(answer);
}
