/* The connections that are open, so that none of them keeps its place for longer than it may. */
#ifndef DQL_SERVE_CONNECTIONS_H
#define DQL_SERVE_CONNECTIONS_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#define DQL_SERVE_CONNECTIONS 256

typedef struct dql_serve_connection {
    bool open;
    int socket;
    /* Since when its request has not come whole, or its answer has not been taken. */
    struct timespec since;
} dql_serve_connection;

typedef struct dql_serve_connections {
    pthread_mutex_t mutex;
    dql_serve_connection all[DQL_SERVE_CONNECTIONS];
    unsigned count;
} dql_serve_connections;

/* NULL where there are as many as there may be. */
dql_serve_connection *dql_serve_open(dql_serve_connections *of, int socket);
/* Its socket must still be open. */
void dql_serve_close(dql_serve_connections *of, dql_serve_connection *which);
/* Its time begins anew. NULL does nothing. */
void dql_serve_restart(dql_serve_connections *of, dql_serve_connection *which);
/* Ends those whose time is over; and where places are few, the slowest. Call it again and again. */
void dql_serve_end_slow(dql_serve_connections *of, unsigned timeout);

#endif
