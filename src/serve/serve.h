/*
 * The program `deskql-serve`: the API's tickets endpoints on loopback, over tickets that are held in memory. A stand-in for tests of
 * clients. Uses the public headers and the renderers alone.
 */
#ifndef DQL_SERVE_SERVE_H
#define DQL_SERVE_SERVE_H

#include <deskql/deskql.h>
#include <stdio.h>

/* ---- Bytes (bytes.c) ------------------------------------------------------------------------------------------------- */

/* Text that grows. Where memory ran out, `failed` stays, and what is appended is dropped. */
typedef struct dql_serve_bytes {
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
} dql_serve_bytes;

/* A deskql_sink; the context is a dql_serve_bytes. */
int dql_serve_append(void *context, const char *bytes, size_t length);
__attribute__((format(printf, 2, 3))) void dql_serve_print(dql_serve_bytes *bytes, const char *format, ...);
/* Appends text with nothing in it that a terminal obeys. */
void dql_serve_append_visible(dql_serve_bytes *bytes, const char *text, size_t length);
void dql_serve_bytes_free(dql_serve_bytes *bytes);
/* Puts gzip's form of the bytes in their place. Where there is no memory they stay, and it returns false. */
bool dql_serve_compress(dql_serve_bytes *bytes);
/* Whether an `Accept-Encoding` (NULL: there is none) takes gzip. */
bool dql_serve_takes_gzip(const char *accepted);

/* Writes `deskql-serve: ` and a message to standard error, made safe for a terminal. Returns false. */
__attribute__((format(printf, 1, 2))) bool dql_serve_error(const char *format, ...);
/* The same without a name before it, as is usual for a place in a file. */
__attribute__((format(printf, 1, 2))) bool dql_serve_log(const char *format, ...);

/* ---- Tickets (data.c) ------------------------------------------------------------------------------------------------ */

typedef struct dql_serve_item {
    int64_t id;
    const deskql_json_value *value;
    /* Where it stands among the others. */
    size_t index;
} dql_serve_item;

/* An array, and its items by id. */
typedef struct dql_serve_kind {
    const char *name;
    size_t name_length;
    const deskql_json_value *array;
    dql_serve_item *items;
    size_t count;
} dql_serve_kind;

/* It does not change after it is made, so requests may be answered by several threads at once. */
typedef struct dql_serve_data {
    /* What was parsed: an array of tickets, or an object that has one. */
    dql_serve_bytes text;
    deskql_json *json;
    /* What is answered by. */
    deskql_readings readings;
    /* Nothing is included that only this server has. */
    bool strict;
    /* The first is the tickets, the others are those of `included`. */
    dql_serve_kind *kinds;
    size_t kind_count;
    /* Of the empty query: writes whole values. */
    deskql_document *document;
    deskql_plan *plan;
    deskql_matcher *matcher;
} dql_serve_data;

/* Reads a file of tickets, `-` for standard input, whole. Returns false after a message. */
bool dql_serve_read(const char *path, dql_serve_bytes *text);
/* Reads a file of readings. Returns false after a message. */
bool dql_serve_read_readings(const char *path, deskql_readings *readings);
/* Takes a text over: a JSON array of tickets, a TicketsAPIBody, or a ticket a line. `name` is what messages call it. Returns false after
   a message; dql_serve_data_free in either case. */
bool dql_serve_load(dql_serve_data *data, dql_serve_bytes *text, const char *name);
void dql_serve_data_free(dql_serve_data *data);
/* The item of an id, the first where there are several; NULL where there is none. */
const dql_serve_item *dql_serve_find(const dql_serve_item *by_id, size_t count, int64_t id);
/* NULL where the data has no such array. */
const dql_serve_kind *dql_serve_find_kind(const dql_serve_data *data, const char *name, size_t length);

/* ---- Made tickets (generate.c) --------------------------------------------------------------------------------------- */

#define DQL_SERVE_MOST_TICKETS 1000000

/* Appends a TicketsAPIBody with `count` tickets; the same count, seed and `strict` give the same bytes everywhere. `strict` leaves out
   what no model of the vendor's has. */
void dql_serve_generate(dql_serve_bytes *text, uint32_t count, uint64_t seed, bool strict);

/* ---- Answers (answer.c) ---------------------------------------------------------------------------------------------- */

typedef struct dql_serve_answer {
    unsigned status;
    /* JSON. Where it failed, there is no answer. */
    dql_serve_bytes body;
    /* What the client may not expect of the answer, in a line; empty: nothing. */
    dql_serve_bytes warning;
} dql_serve_answer;

/* Answers GET of a target (path and query string, as they came). */
void dql_serve_get(const dql_serve_data *data, const char *target, dql_serve_answer *answer);
/* An answer of one mistake, in the form of the Validator. */
void dql_serve_refuse(dql_serve_answer *answer, unsigned status, const char *key, const char *message);
/* Puts the other form of errors, as servers were seen to have it, in the place of the Validator's: an array of objects. */
void dql_serve_list_errors(dql_serve_answer *answer);

/* Whether a `Host` with its port names this machine's loopback interface (host.c). */
bool dql_serve_is_loopback(const char *host, size_t length);

/* ---- Searches (search.c) --------------------------------------------------------------------------------------------- */

/* The request for a list that selects what a search does, and the search's page. */
typedef struct dql_serve_search {
    dql_serve_bytes request;
    int64_t page;
    int64_t size;
} dql_serve_search;

/* Makes them of a search's plan. Returns false where the answer is ready, or there is no memory for one; free `request` in either case. */
bool dql_serve_read_search(const deskql_plan *plan, const char *list, dql_serve_search *to, dql_serve_answer *answer);

/* ---- HTTP (http.c) --------------------------------------------------------------------------------------------------- */

/* The form of error bodies. SEEN: the Validator's for 400, as documented, an array for all else, as seen. */
typedef enum dql_serve_errors { DQL_SERVE_ERRORS_SEEN, DQL_SERVE_ERRORS_MAP, DQL_SERVE_ERRORS_ARRAY } dql_serve_errors;

typedef struct dql_serve_settings {
    uint16_t port;
    /* Seconds that a connection may stay silent, that a request may take to come, and its answer to be taken. */
    unsigned timeout;
    /* NULL: any request is answered. */
    const char *token;
    /* Requests a minute, of all clients; 0: no limit. */
    unsigned rate_limit;
    dql_serve_errors errors;
    /* No line for each request. */
    bool quiet;
} dql_serve_settings;

/* Serves until SIGTERM or SIGINT, then answers the requests that have begun. Returns false after a message. */
bool dql_serve_run(const dql_serve_data *data, const dql_serve_settings *settings);

#endif
