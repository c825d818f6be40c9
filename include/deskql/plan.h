/**
 * Plans: a query with its parameters bound and its times resolved, ready to be written.
 *
 *     deskql_plan *plan = NULL;
 *     deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
 *     options.now = time(NULL);
 *     if (deskql_compile(query, &options, &plan) == DESKQL_OK)
 *         deskql_plan_write(plan, DESKQL_OUTPUT_QUERY, buffer, sizeof buffer, &length);
 *
 * A query may be compiled by many threads at once, each with a plan of its own.
 */
#ifndef DESKQL_PLAN_H
#define DESKQL_PLAN_H

#include <deskql/allocator.h>
#include <deskql/document.h>
#include <deskql/finding.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_plan deskql_plan;

typedef enum deskql_value_type {
    DESKQL_VALUE_NULL = 1,
    DESKQL_VALUE_INTEGER,
    /** A finite double. */
    DESKQL_VALUE_NUMBER,
    /** UTF-8, any bytes that are valid as such, NUL included. */
    DESKQL_VALUE_STRING,
    DESKQL_VALUE_BOOLEAN,
    /** An instant. */
    DESKQL_VALUE_TIME,
    /** A whole day in the offset of the compile options. */
    DESKQL_VALUE_DATE,
    /**
     * Text that is read by the type of the parameter's field, as `--param NAME=TEXT` of the command line is. For `in :name` it is a
     * list, `a,b`: an item with a comma, or with a bracket or a quote first, goes in single or double quotes, with the escapes of the
     * language's strings; elsewhere `\,` is a comma.
     */
    DESKQL_VALUE_TEXT,
    /** For `in :name`. */
    DESKQL_VALUE_LIST
} deskql_value_type;

typedef struct deskql_value {
    deskql_value_type type;
    union {
        int64_t integer;
        double number;
        bool boolean;
        /** Milliseconds since 1970-01-01T00:00:00Z; the fraction is written when it is not 0. */
        int64_t time;
        /** Days since 1970-01-01. */
        int32_t date;
        struct {
            const char *bytes;
            size_t length;
        } string; /**< STRING and TEXT. */
        struct {
            const struct deskql_value *items;
            size_t count;
        } list;
    } as;
} deskql_value;

/** The value of one parameter. Nothing of it is kept after the call. */
typedef struct deskql_binding {
    /** Without the colon. */
    const char *name;
    deskql_value value;
} deskql_binding;

/** No clock was given. */
#define DESKQL_NO_CLOCK INT64_MIN

typedef struct deskql_compile_options {
    /** sizeof(deskql_compile_options). */
    size_t size;
    /** The clock, in whole seconds since 1970-01-01T00:00:00Z. DESKQL_NO_CLOCK makes a query with `now` and the like DESKQL_MISUSE. */
    int64_t now;
    /** Of times without an offset and of days, in minutes east of UTC; -1439 to 1439. */
    int32_t utc_offset;
    const deskql_binding *bindings;
    size_t binding_count;
    /**
     * What DESKQL_OUTPUT_URL and DESKQL_OUTPUT_CURL begin with: `https://SITE.teamwork.com`. Copied. NULL means that. Where it ends
     * with what the endpoint's path begins with, as `…/desk/api/v2` does, that is written once. Without a scheme and a host, and
     * with `?`, `#` or white space, it is DESKQL_MISUSE.
     */
    const char *base_url;
    /** Used when the plan is made anew, not when one is used again. */
    const deskql_allocator *allocator;
} deskql_compile_options;

#define DESKQL_COMPILE_OPTIONS_INIT                                                                                    \
    { sizeof(deskql_compile_options), DESKQL_NO_CLOCK, 0, 0, 0, 0, 0 }

/**
 * Reads a fixed time as a query writes it (`2026-01-31`, `2026-01-31T10:00`, `2026-01-31T10:00:15.250+02:00`), exactly the
 * `length` bytes, into milliseconds since 1970-01-01T00:00:00Z; a day is its start. `utc_offset` is that of a time without
 * one, as in the compile options. Returns DESKQL_INVALID where the text is no such time, DESKQL_MISUSE.
 */
DESKQL_API deskql_status deskql_time_read(const char *text, size_t length, int32_t utc_offset, int64_t *milliseconds);

/**
 * Makes the plan of a query. `options` may be NULL. `*plan` is NULL, or a plan that is no longer needed: its memory is
 * then used again, so that after a few calls nothing is allocated.
 * The document of the query must outlive the plan.
 * Returns DESKQL_INVALID where the query has errors (its document has them) or a binding is missing, unknown, of the
 * wrong type or out of range (deskql_plan_findings: DQL304 to DQL309, DQL106), DESKQL_MISUSE, DESKQL_NO_MEMORY.
 */
DESKQL_API deskql_status deskql_compile(const deskql_query *query, const deskql_compile_options *options,
                                        deskql_plan **plan);
/** NULL does nothing. */
DESKQL_API void deskql_plan_free(deskql_plan *plan);
/** What compiling found: bindings, times out of range, DQL406. Places are those of the query's document. */
DESKQL_API const deskql_findings *deskql_plan_findings(const deskql_plan *plan);

typedef enum deskql_output {
    /**
     * The query string, percent-encoded: `filter=%7B…%7D&orderBy=…`. Empty for an empty query. Of an endpoint whose path has parameters
     * it is DESKQL_MISUSE, as is the filter, for their values would be lost.
     */
    DESKQL_OUTPUT_QUERY = 1,
    /** The filter's JSON; `{}` without one. */
    DESKQL_OUTPUT_FILTER,
    /** A JSON object of parameter to unencoded string; where the path has parameters, `{"path":"/desk/…","params":{…}}`. */
    DESKQL_OUTPUT_PARAMETERS,
    /** base_url, the endpoint's path, `?` and the query string. */
    DESKQL_OUTPUT_URL,
    /** A curl command line for a POSIX shell; the token is `$DESK_TOKEN`. */
    DESKQL_OUTPUT_CURL,
    /** One JSON object with all of it. */
    DESKQL_OUTPUT_JSON,
    /** The plan as indented text, for people. */
    DESKQL_OUTPUT_PLAN,
    /**
     * The source map (deskql/origin.h): a JSON object of key to place, as
     * `{"filter/status":{"start":{"line":1,"column":1,"offset":0},"end":{…}},…}`.
     */
    DESKQL_OUTPUT_MAP
} deskql_output;

/**
 * Writes an output and a NUL into `buffer` of `capacity` bytes. `*length` is the output's length without the NUL, whether
 * it fits or not; where it does not fit, DESKQL_SHORT_BUFFER, and the buffer's contents are unspecified.
 * `buffer` may be NULL if `capacity` is 0. Returns also DESKQL_MISUSE, also for a plan whose compile failed.
 */
DESKQL_API deskql_status deskql_plan_write(const deskql_plan *plan, deskql_output output, char *buffer, size_t capacity,
                                           size_t *length);
/** Writes an output to a sink, in pieces. Returns DESKQL_MISUSE, DESKQL_SINK_FAILED. */
DESKQL_API deskql_status deskql_plan_stream(const deskql_plan *plan, deskql_output output, deskql_sink sink,
                                            void *context);

#ifdef __cplusplus
}
#endif
#endif
