/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KVSERVER_H
#define KVSERVER_H

#include <stddef.h>

#define MAX_CLIENTS 64
#define MAX_REQUEST 128

/* One connection. The table of clients is an array: neighbours in memory. */
struct client {
    int fd;
    char request[MAX_REQUEST];
};
void send_all(int fd, const char *data, size_t length);

#endif
