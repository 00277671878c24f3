/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small key-value server: one thread per connection, everything in memory.
 *
 *     SET key value     +OK
 *     GET key           $length, value        or  -no such key
 *     ECHO length text  $length, text
 *     STATS             +requests=... errors=... keys=... per-second=...
 *     PING              +PONG
 *
 * It has a hole, the one that made Heartbleed famous: see cmd_echo().
 */
#include "kvserver.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUCKETS 1024

struct entry {
    struct entry *next;
    char *key;
    char *value;
};

static struct client clients[MAX_CLIENTS];
static pthread_mutex_t clients_lock = PTHREAD_MUTEX_INITIALIZER;

static struct entry *store[BUCKETS];
static pthread_mutex_t store_lock = PTHREAD_MUTEX_INITIALIZER;

/* Counted by many threads: use the __atomic builtins. */
static unsigned long requests;
static unsigned long errors;
static unsigned long keys;
static unsigned long per_second;

/* ---- Replies ---- */

void send_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, data, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the reader of this connection will notice */
        data += sent;
        length -= sent;
    }
}

__attribute__((format(printf, 2, 3)))
static void reply(struct client *client, const char *format, ...)
{
    char line[256];
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(line, sizeof(line) - 1, format, args);
    va_end(args);
    if (length > (int)sizeof(line) - 2)
        length = sizeof(line) - 2;
    line[length] = '\n';
    send_all(client->fd, line, length + 1);
}

static void reply_data(struct client *client, const char *data, size_t length)
{
    reply(client, "$%zu", length);
    send_all(client->fd, data, length);
    send_all(client->fd, "\n", 1);
}

static void reply_error(struct client *client, const char *why)
{
    __atomic_add_fetch(&errors, 1, __ATOMIC_RELAXED);
    reply(client, "-%s", why);
}

/* ---- The store ---- */

static struct entry **bucket_of(const char *key)
{
    unsigned hash = 2166136261u;

    while (*key)
        hash = (hash ^ (unsigned char)*key++) * 16777619u;
    return &store[hash % BUCKETS];
}

static struct entry *find(const char *key)
{
    struct entry *entry = *bucket_of(key);

    while (entry && strcmp(entry->key, key) != 0)
        entry = entry->next;
    return entry;
}

static void put(const char *key, const char *value)
{
    struct entry *entry = find(key);

    if (!entry) {
        struct entry **bucket = bucket_of(key);

        entry = calloc(1, sizeof(*entry));
        entry->key = strdup(key);
        entry->next = *bucket;
        *bucket = entry;
        __atomic_add_fetch(&keys, 1, __ATOMIC_RELAXED);
    }
    free(entry->value);
    entry->value = strdup(value);
}

/* ---- The commands ---- */

static void cmd_set(struct client *client, char *args)
{
    char *key = strsep(&args, " ");

    if (!args) {
        reply_error(client, "usage: SET key value");
        return;
    }
    pthread_mutex_lock(&store_lock);
    put(key, args);
    pthread_mutex_unlock(&store_lock);
    reply(client, "+OK");
}

static void cmd_get(struct client *client, char *args)
{
    struct entry *entry;
    char *value;

    pthread_mutex_lock(&store_lock);
    entry = find(args);
    value = entry ? strdup(entry->value) : NULL;
    pthread_mutex_unlock(&store_lock);

    if (value)
        reply_data(client, value, strlen(value));
    else
        reply_error(client, "no such key");
    free(value);
}

/*
 * ECHO length text: sends the text back.
 * The hole: the client says how long its text is, and is believed. Whatever lies behind the
 * request in memory goes out as well, such as the last requests of other clients.
 */
static void cmd_echo(struct client *client, char *args)
{
    char *text;
    size_t length = strtoul(args, &text, 10);

    if (*text != ' ' || length > 4096) {
        reply_error(client, "usage: ECHO length text");
        return;
    }
    reply_data(client, text + 1, length);
}

static void cmd_stats(struct client *client, char *args)
{
    (void)args;
    reply(client, "+requests=%lu errors=%lu keys=%lu per-second=%lu",
          __atomic_load_n(&requests, __ATOMIC_RELAXED), __atomic_load_n(&errors, __ATOMIC_RELAXED),
          __atomic_load_n(&keys, __ATOMIC_RELAXED), __atomic_load_n(&per_second, __ATOMIC_RELAXED));
}

static void cmd_ping(struct client *client, char *args)
{
    (void)args;
    reply(client, "+PONG");
}

static const struct command {
    const char *name;
    void (*run)(struct client *client, char *args);
} commands[] = {
    { "SET", cmd_set },     { "GET", cmd_get },   { "ECHO", cmd_echo },
    { "STATS", cmd_stats }, { "PING", cmd_ping },
};

static void run_request(struct client *client)
{
    char *args = client->request;
    char *name = strsep(&args, " ");

    __atomic_add_fetch(&requests, 1, __ATOMIC_RELAXED);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            commands[i].run(client, args ? args : name + strlen(name));
            return;
        }
    }
    reply_error(client, "unknown command");
}

/* ---- Threads ---- */

/* Reads one line into client->request, without its end. Returns 0 at the end of the stream. */
static int read_request(struct client *client)
{
    size_t length = 0;
    char c;

    while (recv(client->fd, &c, 1, 0) == 1) {
        if (c == '\n') {
            if (length > 0 && client->request[length - 1] == '\r')
                length--;
            client->request[length] = '\0';
            return 1;
        }
        if (length < sizeof(client->request) - 1)
            client->request[length++] = c;
    }
    return 0;
}

static void *serve_client(void *arg)
{
    struct client *client = arg;

    while (read_request(client))
        run_request(client);
    close(client->fd);
    pthread_mutex_lock(&clients_lock);
    client->fd = -1;
    pthread_mutex_unlock(&clients_lock);
    return NULL;
}

/* Works out how many requests there were in the last second. */
static void *keep_statistics(void *arg)
{
    (void)arg;
    for (;;) {
        unsigned long before = __atomic_load_n(&requests, __ATOMIC_RELAXED);

        sleep(1);
        __atomic_store_n(&per_second, __atomic_load_n(&requests, __ATOMIC_RELAXED) - before,
                         __ATOMIC_RELAXED);
    }
    return NULL;
}

static struct client *claim_client(int fd)
{
    struct client *found = NULL;

    pthread_mutex_lock(&clients_lock);
    for (int i = 0; i < MAX_CLIENTS && !found; i++) {
        if (clients[i].fd < 0) {
            found = &clients[i];
            found->fd = fd;
        }
    }
    pthread_mutex_unlock(&clients_lock);
    return found;
}

static void start_thread(void *(*run)(void *), void *arg)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, run, arg) != 0) {
        perror("pthread_create");
        exit(1);
    }
    pthread_detach(thread);
}

static int listen_on(unsigned short port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 64) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
        perror("kvserver");
        exit(1);
    }
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    int listener;

    for (int i = 0; i < MAX_CLIENTS; i++)
        clients[i].fd = -1;
    listener = listen_on(argc > 1 ? atoi(argv[1]) : 0); /* 0: any free port */
    start_thread(keep_statistics, NULL);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        struct client *client = fd < 0 ? NULL : claim_client(fd);

        if (client)
            start_thread(serve_client, client);
        else if (fd >= 0)
            close(fd);
    }
}
