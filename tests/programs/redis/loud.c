/* SPDX-License-Identifier: Apache-2.0 */
/* ECHO answers with "loud:" before the text, so that a client sees which code ran. */
#include "server.h"

void echoCommand(client *c)
{
    addReplyBulkSds(c, sdscatprintf(sdsempty(), "loud:%s", (char *)c->argv[1]->ptr));
}
