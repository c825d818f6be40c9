/* The HTTP library ends connections that are silent. Those that send a byte now and then are ended here. */
#define _POSIX_C_SOURCE 200809L
#include "serve/connections.h"

#include <stddef.h>
#include <sys/socket.h>

/* From here on the slowest connection goes, if it has had this many seconds. */
#define CROWDED (DQL_SERVE_CONNECTIONS * 3 / 4)
#define LEAST_SECONDS 1

dql_serve_connection *dql_serve_open(dql_serve_connections *of, int socket) {
    dql_serve_connection *found = NULL;
    pthread_mutex_lock(&of->mutex);
    for (size_t i = 0; i < DQL_SERVE_CONNECTIONS && !found; i++) {
        if (!of->all[i].open) found = &of->all[i];
    }
    if (found) {
        found->open = true;
        found->socket = socket;
        clock_gettime(CLOCK_MONOTONIC, &found->since);
        of->count++;
    }
    pthread_mutex_unlock(&of->mutex);
    return found;
}

void dql_serve_close(dql_serve_connections *of, dql_serve_connection *which) {
    if (!which) return;
    pthread_mutex_lock(&of->mutex);
    which->open = false;
    of->count--;
    pthread_mutex_unlock(&of->mutex);
}

void dql_serve_restart(dql_serve_connections *of, dql_serve_connection *which) {
    if (!which) return;
    pthread_mutex_lock(&of->mutex);
    clock_gettime(CLOCK_MONOTONIC, &which->since);
    pthread_mutex_unlock(&of->mutex);
}

static double seconds_between(const struct timespec *from, const struct timespec *to) {
    return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

/* The library sees the end of its input, and closes it. */
static void end(dql_serve_connection *which, const struct timespec *now) {
    shutdown(which->socket, SHUT_RDWR);
    which->since = *now;
}

static dql_serve_connection *find_slowest(dql_serve_connections *of) {
    dql_serve_connection *slowest = NULL;
    for (size_t i = 0; i < DQL_SERVE_CONNECTIONS; i++) {
        dql_serve_connection *each = &of->all[i];
        if (each->open && (!slowest || seconds_between(&each->since, &slowest->since) > 0)) slowest = each;
    }
    return slowest;
}

void dql_serve_end_slow(dql_serve_connections *of, unsigned timeout) {
    struct timespec now;
    pthread_mutex_lock(&of->mutex);
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (size_t i = 0; i < DQL_SERVE_CONNECTIONS; i++) {
        dql_serve_connection *each = &of->all[i];
        if (each->open && seconds_between(&each->since, &now) >= timeout) end(each, &now);
    }
    for (unsigned left = of->count; left > CROWDED; left--) {
        dql_serve_connection *slowest = find_slowest(of);
        if (!slowest || seconds_between(&slowest->since, &now) < LEAST_SECONDS) break;
        end(slowest, &now);
    }
    pthread_mutex_unlock(&of->mutex);
}
