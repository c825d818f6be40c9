/* Requests and answers over HTTP, and the access log. libmicrohttpd reads and writes; what is answered is answer.c's. */
#define _POSIX_C_SOURCE 200809L
#include "serve/connections.h"
#include "serve/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define THREADS 4
/* All that a connection holds while it is read: the longest request line with its header fields. */
#define CONNECTION_BYTES (64u * 1024)
/* No request here needs a body. One that is longer is refused: at once where it is announced, else at its end, if that comes soon. */
#define LONGEST_BODY (1024u * 1024)
#define LONGEST_READ (16 * LONGEST_BODY)
/* How often connections are looked at. */
#define LOOK_MILLISECONDS 100
#define LONGEST_LOGGED 4000
#define METHODS "GET, HEAD, OPTIONS"
/* How long a stop waits for requests that have begun, and how long for connections that are not accepted yet. */
#define DRAIN_MILLISECONDS 10000
#define ACCEPT_MILLISECONDS 1000
#define STEP_MILLISECONDS 5
/* So long nothing must be under way until all is taken for answered: bytes may have come that nobody has read yet. */
#define QUIET_STEPS 10

typedef struct server {
    const dql_serve_data *data;
    const dql_serve_settings *settings;
    dql_serve_connections connections;
    atomic_uint in_flight;
    atomic_bool stopping;
    /* Of the minute that has begun: its number, and the requests in it. */
    pthread_mutex_t rate_mutex;
    time_t minute;
    unsigned in_minute;
} server;

/* What is left of a minute. */
typedef struct rate {
    unsigned left;
    unsigned seconds;
    bool exceeded;
} rate;

typedef struct request {
    server *of;
    char *target;
    struct timespec start;
    const char *method;
    /* 0: none was answered. */
    unsigned status;
    size_t sent;
    size_t body;
    bool begun;
    rate rate;
} request;

/* ---- The access log ---- */

static double milliseconds_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) * 1e3 + (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

static void log_request(const request *about) {
    char when[32] = "";
    time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts)) strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &parts);
    char status[16] = "-";
    if (about->status) snprintf(status, sizeof status, "%u", about->status);
    size_t length = strlen(about->target);
    bool cut = length > LONGEST_LOGGED;
    dql_serve_log("%s %s %.*s%s %s %zu %.1f ms", when, about->method ? about->method : "-",
                  cut ? LONGEST_LOGGED : (int)length, about->target, cut ? "…" : "", status, about->sent,
                  milliseconds_since(&about->start));
}

/* ---- Connections ---- */

static dql_serve_connection *connection_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void follow(void *context, struct MHD_Connection *connection, void **kept,
                   enum MHD_ConnectionNotificationCode what) {
    server *of = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *kept = info ? dql_serve_open(&of->connections, info->connect_fd) : NULL;
    } else {
        dql_serve_close(&of->connections, *kept);
        *kept = NULL;
    }
}

/* ---- A request's life: its line is read, it is answered, it is over ---- */

static void *begin(void *context, const char *target, struct MHD_Connection *connection) {
    (void)connection;
    server *of = context;
    request *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->of = of;
    /* The library keeps the line for as long as the request, but takes it apart. */
    made->target = strdup(target);
    clock_gettime(CLOCK_MONOTONIC, &made->start);
    atomic_fetch_add(&of->in_flight, 1);
    return made;
}

static void end(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode how) {
    (void)how;
    server *of = context;
    dql_serve_restart(&of->connections, connection_of(connection));
    request *made = *state;
    *state = NULL;
    if (!made) return;
    if (!of->settings->quiet && made->target) log_request(made);
    free(made->target);
    free(made);
    atomic_fetch_sub(&of->in_flight, 1);
}

static const char *header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* To whoever reads the answer, and whoever reads the log. */
static void add_warning(struct MHD_Response *response, const request *made, const dql_serve_bytes *warning) {
    if (!warning->length) return;
    MHD_add_response_header(response, "Deskql-Warning", warning->bytes);
    if (!made->of->settings->quiet) dql_serve_error("warning: %s", warning->bytes);
}

/* ---- The rate ---- */

#define SECONDS_A_MINUTE 60

/* Counts a request. A minute is one of the clock's: when the next begins nobody has documented. */
static rate count_request(server *of) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    pthread_mutex_lock(&of->rate_mutex);
    if (now.tv_sec / SECONDS_A_MINUTE != of->minute) of->in_minute = 0;
    of->minute = now.tv_sec / SECONDS_A_MINUTE;
    bool exceeded = of->in_minute >= of->settings->rate_limit;
    if (!exceeded) of->in_minute++;
    rate counted = {of->settings->rate_limit - of->in_minute,
                    (unsigned)(SECONDS_A_MINUTE - now.tv_sec % SECONDS_A_MINUTE), exceeded};
    pthread_mutex_unlock(&of->rate_mutex);
    return counted;
}

static void add_number(struct MHD_Response *response, const char *name, unsigned number) {
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    MHD_add_response_header(response, name, text);
}

static void add_rate(struct MHD_Response *response, const request *made) {
    if (!made->of->settings->rate_limit) return;
    add_number(response, "X-Rate-Limit-Limit", made->of->settings->rate_limit);
    add_number(response, "X-Rate-Limit-Remaining", made->rate.left);
    add_number(response, "X-Rate-Limit-Reset", made->rate.seconds);
    if (made->rate.exceeded) add_number(response, "Retry-After", made->rate.seconds);
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, request *made, dql_serve_answer *answer) {
    if (answer->body.failed) {
        dql_serve_bytes_free(&answer->body);
        return MHD_NO;
    }
    bool has_body = answer->body.length > 0;
    bool packed =
        has_body && dql_serve_takes_gzip(header(connection, "Accept-Encoding")) && dql_serve_compress(&answer->body);
    size_t length = answer->body.length;
    struct MHD_Response *response = MHD_create_response_from_buffer(length, answer->body.bytes, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        dql_serve_bytes_free(&answer->body);
        return MHD_NO;
    }
    if (has_body) MHD_add_response_header(response, "Content-Type", "application/json");
    if (packed) MHD_add_response_header(response, "Content-Encoding", "gzip");
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    MHD_add_response_header(response, "Server", "deskql-serve");
    if (answer->status == 401) MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    if (answer->status == 405 || answer->status == 204) MHD_add_response_header(response, "Allow", METHODS);
    add_warning(response, made, &answer->warning);
    add_rate(response, made);
    if (atomic_load(&made->of->stopping)) MHD_add_response_header(response, "Connection", "close");
    dql_serve_restart(&made->of->connections, connection_of(connection));
    made->status = answer->status;
    made->sent = strcmp(made->method, "HEAD") == 0 ? 0 : length;
    enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- What is answered ---- */

/* Returns NULL where the token is right, or none is wanted. */
static const char *refuse_token(struct MHD_Connection *connection, const char *token) {
    static const char scheme[] = "bearer ";
    const size_t length = sizeof scheme - 1;
    if (!token) return NULL;
    const char *given = header(connection, "Authorization");
    if (!given) return "must be set";
    for (size_t i = 0; i < length; i++) {
        if ((given[i] | 0x20) != (scheme[i] | 0x20)) return "must be ‘Bearer’ and a token";
    }
    given += length + strspn(given + length, " ");
    return strcmp(given, token) == 0 ? NULL : "must be the token of this server";
}

/* HTTP/1.0 has requests without a host, but no browser sends any. */
static bool is_for_loopback(struct MHD_Connection *connection, const char *target) {
    static const char scheme[] = "http://";
    const char *host = header(connection, "Host");
    if (host && !dql_serve_is_loopback(host, strlen(host))) return false;
    if (strncasecmp(target, scheme, sizeof scheme - 1) != 0) return true;
    target += sizeof scheme - 1;
    return dql_serve_is_loopback(target, strcspn(target, "/?"));
}

static bool is_too_long(struct MHD_Connection *connection) {
    const char *length = header(connection, "Content-Length");
    return length && strtoull(length, NULL, 10) > LONGEST_BODY;
}

static void make_answer(struct MHD_Connection *connection, request *made, dql_serve_answer *answer) {
    const dql_serve_settings *settings = made->of->settings;
    const char *refused = refuse_token(connection, settings->token);
    if (settings->rate_limit) made->rate = count_request(made->of);
    if (!is_for_loopback(connection, made->target)) {
        dql_serve_refuse(answer, 421, "host", "must be one of ‘localhost, 127.0.0.1, [::1]’");
    } else if (made->rate.exceeded) {
        dql_serve_refuse(answer, 429, "rate", "must be lower");
    } else if (made->body > LONGEST_BODY || is_too_long(connection)) {
        dql_serve_refuse(answer, 413, "body", "must be 1 MiB or smaller");
    } else if (refused) {
        dql_serve_refuse(answer, 401, "authorization", refused);
    } else if (strcmp(made->method, "OPTIONS") == 0) {
        answer->status = 204;
    } else if (strcmp(made->method, "GET") != 0 && strcmp(made->method, "HEAD") != 0) {
        dql_serve_refuse(answer, 405, "method", "must be one of ‘" METHODS "’");
    } else {
        dql_serve_get(made->of->data, made->target, answer);
    }
    bool documented = settings->errors == DQL_SERVE_ERRORS_MAP ||
                      (settings->errors == DQL_SERVE_ERRORS_SEEN && answer->status == 400);
    if (answer->status >= 400 && !documented) dql_serve_list_errors(answer);
}

/* Called when the header fields are there, for each piece of a body, and when all has come. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state) {
    (void)context;
    (void)path;
    (void)version;
    (void)upload;
    request *made = *state;
    if (!made || !made->target) return MHD_NO;
    if (!made->begun) {
        made->begun = true;
        made->method = method;
        if (!is_too_long(connection)) return MHD_YES;
    } else if (*upload_size) {
        made->body += *upload_size;
        *upload_size = 0;
        return made->body > LONGEST_READ ? MHD_NO : MHD_YES;
    }
    dql_serve_answer answer = {0};
    make_answer(connection, made, &answer);
    enum MHD_Result result = send_answer(connection, made, &answer);
    dql_serve_bytes_free(&answer.warning);
    return result;
}

/* Paths and queries are taken as they come: what is encoded in them is answer.c's matter. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

/* ---- Start and stop ---- */

static volatile sig_atomic_t stop_signals = 0;

static void count_signal(int number) {
    (void)number;
    stop_signals++;
}

static void wait_milliseconds(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* The signals are blocked in the threads that libmicrohttpd starts from here; `*before` is for this one. */
static void take_signals(sigset_t *before) {
    sigset_t both;
    struct sigaction action = {.sa_handler = count_signal};
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGINT);
    pthread_sigmask(SIG_BLOCK, &both, before);
    sigdelset(before, SIGTERM);
    sigdelset(before, SIGINT);
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

static struct MHD_Daemon *start(server *made) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(made->settings->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    errno = 0;
    return MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ITC, made->settings->port, NULL, NULL, handle, made,
                            MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)DQL_SERVE_CONNECTIONS,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
                            made->settings->timeout, MHD_OPTION_URI_LOG_CALLBACK, begin, made,
                            MHD_OPTION_NOTIFY_COMPLETED, end, made, MHD_OPTION_NOTIFY_CONNECTION, follow, made,
                            MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_END);
}

/* First the connections that the system has made already are accepted, then no more, then what has begun is answered. A second
   signal ends the waiting. */
static void stop(server *made, struct MHD_Daemon *daemon) {
    atomic_store(&made->stopping, true);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_LISTEN_FD);
    struct pollfd listening = {info ? info->listen_fd : -1, POLLIN, 0};
    for (long waited = 0; waited < ACCEPT_MILLISECONDS && stop_signals < 2; waited += STEP_MILLISECONDS) {
        if (poll(&listening, 1, 0) <= 0) break;
        wait_milliseconds(STEP_MILLISECONDS);
    }
    MHD_socket listener = MHD_quiesce_daemon(daemon);
    if (listener != MHD_INVALID_SOCKET) close(listener);
    unsigned quiet_steps = 0;
    for (long waited = 0; waited < DRAIN_MILLISECONDS && stop_signals < 2; waited += STEP_MILLISECONDS) {
        quiet_steps = atomic_load(&made->in_flight) ? 0 : quiet_steps + 1;
        if (quiet_steps > QUIET_STEPS) break;
        wait_milliseconds(STEP_MILLISECONDS);
    }
    unsigned left = atomic_load(&made->in_flight);
    if (left) dql_serve_error("stopped with %u requests unanswered", left);
    MHD_stop_daemon(daemon);
}

bool dql_serve_run(const dql_serve_data *data, const dql_serve_settings *settings) {
    server made = {.data = data,
                   .settings = settings,
                   .connections = {.mutex = PTHREAD_MUTEX_INITIALIZER},
                   .rate_mutex = PTHREAD_MUTEX_INITIALIZER};
    sigset_t before;
    take_signals(&before);
    struct MHD_Daemon *daemon = start(&made);
    if (!daemon)
        return dql_serve_error("cannot listen on 127.0.0.1:%u: %s", settings->port,
                               errno ? strerror(errno) : "libmicrohttpd does not start");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    printf("listening on http://127.0.0.1:%u\n", info ? info->port : settings->port);
    bool good = fflush(stdout) == 0;
    if (!good) dql_serve_error("cannot write standard output: %s", strerror(errno));
    const struct timespec look = {0, LOOK_MILLISECONDS * 1000000L};
    while (good && !stop_signals) {
        pselect(0, NULL, NULL, NULL, &look, &before);
        dql_serve_end_slow(&made.connections, settings->timeout);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    stop(&made, daemon);
    return good;
}
