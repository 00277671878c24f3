/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fix for the hole in kvserver's ECHO: one function, corrected.
 * Made into a live patch by: nsb generate kvserver fix.so -o fix.patch.so
 */
#include "kvserver.h"

#include <nsb/vzp.h>
#include <stdlib.h>
#include <string.h>

VZP_FILE("kvserver.c")
VZP_STATIC_FUNC_REF(void, reply, (struct client *client, const char *format, ...))
VZP_STATIC_VAR_REF(unsigned long, errors)

VZP_KEEP static void cmd_echo(struct client *client, char *args)
{
    char *text;
    size_t length = strtoul(args, &text, 10);

    if (*text != ' ' || length > strlen(text + 1)) {
        __atomic_add_fetch(&errors, 1, __ATOMIC_RELAXED);
        reply(client, "-the text is shorter than that");
        return;
    }
    reply(client, "$%zu", length);
    send_all(client->fd, text + 1, length);
    send_all(client->fd, "\n", 1);
}
