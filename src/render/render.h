/*
 * Findings, written for people and machines. Uses the public headers alone.
 *
 *     dql_render render;
 *     dql_render_begin(&render, dql_render_form_find("human"), sink, context, color);
 *     dql_render_unit unit = {"mine.dql", text, length, NULL, findings, count};
 *     dql_render_query(&render, &unit);
 *     if (!dql_render_end(&render)) …the sink failed, or there was no memory…
 */
#ifndef DQL_RENDER_RENDER_H
#define DQL_RENDER_RENDER_H

#include <deskql/deskql.h>
#include <stdarg.h>

typedef struct dql_render dql_render;

/* One query (or one file of another kind, as a schema) and what was found in it. */
typedef struct dql_render_unit {
    /* NULL: an argument of the command line. */
    const char *file;
    /* The whole text that the findings' offsets count in. */
    const char *text;
    size_t length;
    /* The query's name; of a file of another kind, what it is. NULL: a query without a name. */
    const char *query;
    const deskql_finding *const *findings;
    size_t count;
} dql_render_unit;

/* A form of output; all but the query may be NULL. */
typedef struct dql_render_form {
    const char *name;
    const char *summary;
    /* What stands between two findings. */
    const char *between;
    /* Whether it shows exact fixes, which have to be asked for when findings are read. */
    bool fixes;
    void (*begin)(dql_render *render);
    void (*query)(dql_render *render, const dql_render_unit *unit);
    /* See dql_render_failure. */
    void (*failure)(dql_render *render, const char *file, const char *message);
    /* Writes what was held back until the last file is over. */
    void (*rest)(dql_render *render);
    void (*end)(dql_render *render);
} dql_render_form;

/* All forms; the first is the default. */
extern const dql_render_form dql_render_forms[];
extern const size_t dql_render_form_count;
/* NULL where there is none of that name. */
const dql_render_form *dql_render_form_find(const char *name);

struct dql_render {
    const dql_render_form *form;
    deskql_sink sink;
    void *context;
    bool color;
    /* Of the terminal, to be set after begin; 0: as wide as needed. */
    unsigned columns;
    bool failed;
    /* Why it failed, where it was not the sink. */
    bool lacks_memory;
    /* Whether something could not be checked, so that what is found is not all. */
    bool is_incomplete;
    /* For formats that list what passed: whether warnings keep a query from it. May be changed between queries. */
    bool warnings_fail;
    /* How many findings were written, where something stands between two of them. */
    size_t written;
    /* What a form keeps of the file at hand: its name, what is held back, and what it counts. */
    char *file;
    bool holding;
    char *held;
    size_t held_length;
    size_t held_capacity;
    size_t cases;
    size_t failures;
    uint64_t *seen;
    size_t seen_count;
    size_t seen_capacity;
    size_t used;
    char stage[4096];
};

void dql_render_begin(dql_render *render, const dql_render_form *form, deskql_sink sink, void *context, bool color);
void dql_render_query(dql_render *render, const dql_render_unit *unit);
/* Puts into the output that a file (NULL: the run) could not be checked, in the forms that have a place for it. */
void dql_render_failure(dql_render *render, const char *file, const char *message);
/* Returns false when the sink failed or there was no memory at any time since begin. */
bool dql_render_end(dql_render *render);

/* A part is what some queries, of whole files, add to an output. It may be rendered beside others, and is added in its turn. */
void dql_render_begin_part(dql_render *part, const dql_render_form *form, deskql_sink sink, void *context, bool color);
/* As dql_render_end. The part can be begun again. */
bool dql_render_end_part(dql_render *part);
/* Adds what a part gave its sink; `written` is that of the part. */
void dql_render_add_part(dql_render *render, const char *bytes, size_t length, size_t written);

/* ---- For the forms ------------------------------------------------------------------------------------------------- */

void dql_render_write(dql_render *render, const char *bytes, size_t length);
void dql_render_text(dql_render *render, const char *text);
void dql_render_number(dql_render *render, uint64_t number);
/* The digits of a number, up to the end of the array; returns where they begin. */
#define DQL_RENDER_DIGITS 20
size_t dql_render_digits(uint64_t number, char digits[DQL_RENDER_DIGITS]);
/* Writes a text of JSON. `'` stands for a double quote, and `'%s'` for a JSON string, or null: what is not UTF-8 becomes U+FFFD in it, and
   what is invisible an escape. `%s` is text as it is; numbers are %u, %zu and %lld. */
__attribute__((format(printf, 2, 3))) void dql_render_print(dql_render *render, const char *format, ...);
/* The same with another function for texts, NULL: that of JSON. It is called with those between quotes and, `is_quoted` false, others. */
typedef void dql_render_put_text(dql_render *render, const char *text, bool is_quoted);
__attribute__((format(printf, 3, 4))) void dql_render_print_by(dql_render *render, dql_render_put_text *put,
                                                               const char *format, ...);
void dql_render_print_list(dql_render *render, dql_render_put_text *put, const char *format, va_list arguments);
/* A JSON string without its quotes. */
void dql_render_json_escaped(dql_render *render, const char *text);
/* One character, with those escapes alone that JSON needs. */
void dql_render_json_character(dql_render *render, uint32_t character);
/* Text with nothing in it that a terminal obeys: see dql_render_show. */
void dql_render_safe(dql_render *render, const char *text, size_t length);

/* Call before each finding: writes what stands between it and the one before. */
void dql_render_between(dql_render *render);
/* Notes that there is no memory: what is written from now on is lost. */
void dql_render_lacks_memory(dql_render *render);
/* Remembers the unit's file; returns whether it is another than that of the unit before, whose rest has been written then. */
bool dql_render_enter_file(dql_render *render, const dql_render_unit *unit);
/* The name of the unit's file, for people. */
const char *dql_render_file(const dql_render_unit *unit);
bool dql_render_same_range(deskql_range one, deskql_range other);
/* `error`, `warning` or `note`. */
const char *dql_render_severity(deskql_severity severity);

/* The length of the character at `bytes` (of `length` at least 1); 1 and U+FFFD where there is no valid one. */
size_t dql_render_decode(const char *bytes, size_t length, uint32_t *character);
size_t dql_render_encode(uint32_t character, char bytes[4]);
/* `\u202e`, and two of them beyond U+FFFF. Returns its length. */
size_t dql_render_escape(uint32_t character, char bytes[13]);

/* What a character is shown as: itself; a picture of a control character; an escape of what is invisible or changes the direction of
   what follows. */
typedef struct dql_render_shown {
    uint32_t character;
    unsigned length;
    unsigned columns;
    char bytes[13];
} dql_render_shown;

/* Looks at the character at `text + at`, and returns its length there. */
size_t dql_render_show(const char *text, size_t length, size_t at, dql_render_shown *shown);
/* The columns that a character takes: 0, 1 or 2. */
unsigned dql_render_width(uint32_t character);

/* Objects of JSON. With `is_detailed` they have what JavaScript needs beside: indices, the phrase and the number of the query. */
void dql_render_json_range(dql_render *render, deskql_range range, bool is_detailed);
void dql_render_json_finding(dql_render *render, const char *file, const deskql_finding *finding, bool is_detailed);
/* What an endpoint allows. */
void dql_render_json_endpoint(dql_render *render, const deskql_endpoint *endpoint);

/* The forms. */
void dql_render_human_query(dql_render *render, const dql_render_unit *unit);
void dql_render_gcc_query(dql_render *render, const dql_render_unit *unit);
void dql_render_json_begin(dql_render *render);
void dql_render_json_query(dql_render *render, const dql_render_unit *unit);
void dql_render_json_end(dql_render *render);
void dql_render_validator_query(dql_render *render, const dql_render_unit *unit);
void dql_render_sarif_begin(dql_render *render);
void dql_render_sarif_query(dql_render *render, const dql_render_unit *unit);
void dql_render_sarif_failure(dql_render *render, const char *file, const char *message);
void dql_render_sarif_end(dql_render *render);
void dql_render_github_query(dql_render *render, const dql_render_unit *unit);
void dql_render_github_failure(dql_render *render, const char *file, const char *message);
void dql_render_junit_begin(dql_render *render);
void dql_render_junit_query(dql_render *render, const dql_render_unit *unit);
void dql_render_junit_failure(dql_render *render, const char *file, const char *message);
void dql_render_junit_rest(dql_render *render);
void dql_render_junit_end(dql_render *render);

#endif
