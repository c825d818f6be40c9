/* The second way in: a query string, an URL or the JSON of a filter, made into the tree that syntax/ makes of a query. */
#ifndef DQL_URL_URL_H
#define DQL_URL_URL_H

#include "diagnostics/findings.h"
#include "diagnostics/suggest.h"
#include "syntax/document.h"

/* How a piece of raw text is written, and so how a fix in it has to be. */
typedef enum dql_raw_form {
    DQL_RAW_VERBATIM, /* nothing is decoded: the JSON of a filter by itself */
    DQL_RAW_PLAIN,    /* in a query string, without any percent-encoding */
    DQL_RAW_ENCODED
} dql_raw_form;

/* The quotes that a raw text stands in, and so what a backslash in it is. */
typedef enum dql_raw_quoting {
    DQL_RAW_UNQUOTED,
    DQL_RAW_STRING,       /* of a program: `\"` and `\\` */
    DQL_RAW_SHELL_DOUBLE, /* of a shell: those, `\$` and `` \` `` */
    DQL_RAW_SHELL_SINGLE, /* of a shell: `'\''` alone */
    DQL_RAW_SHELL_BARE    /* a word of a shell without quotes: a backslash before anything */
} dql_raw_quoting;

/* The value or the name of a parameter: decoded, and where it came from. */
typedef struct dql_raw_part dql_raw_part;
struct dql_raw_part {
    dql_raw_part *next;
    const char *text; /* a NUL follows */
    uint32_t length;
    dql_range range; /* in the source */
    const uint32_t
        *map; /* the offset in the source of every byte and of the end; NULL: they count on from the range's start */
    uint8_t form;    /* dql_raw_form */
    uint8_t quoting; /* dql_raw_quoting */
    bool globbed;    /* brackets have a backslash before them, for curl */
    bool reported;   /* its encoding is broken: what follows from that is no news */
    bool unusable;   /* it is not UTF-8: nothing is made of it */
    bool bare;       /* a value as it is, without JSON's quotes */
    bool cut;        /* an `&` or a `#` ends it in the middle of a string: what follows is no parameter */
};

typedef struct dql_raw_reader {
    const dql_source *source;
    dql_arena *arena;
    deskql_findings *findings;
    uint32_t maximum_depth;
    uint32_t maximum_list;
    /* All parts that were read, in source order. */
    dql_raw_part *first;
    dql_raw_part *last;
    /* Of the text that is read now. */
    dql_raw_quoting quoting;
    bool is_url;
    dql_raw_part *filter;            /* NULL where there is none */
    const deskql_endpoint *endpoint; /* set between dql_raw_open and dql_raw_read; NULL where it is not known */
} dql_raw_reader;

/* What is left of a raw text when its label, what it is wrapped in and its path have been taken off. */
typedef struct dql_raw_rest {
    dql_range range;
    bool is_filter; /* the JSON of a filter by itself, else a query string */
    bool verbatim;  /* of a filter: nothing in it is percent-encoded */
} dql_raw_rest;

/* Looks at what stands in a range of the source. `path` is the path of an URL; its text is NULL where the text is no URL. */
dql_raw_rest dql_raw_open(dql_raw_reader *reader, dql_range range, struct deskql_query *query, dql_name *path);
/* Reads the rest into the query. */
void dql_raw_read(dql_raw_reader *reader, const dql_raw_rest *rest, struct deskql_query *query);
/* Reports what is invisible in the comments of a text of lines (DQL411). */
void dql_raw_check_comments(const dql_source *source, deskql_findings *findings);
/* The next line from `*at` on that is neither blank nor a comment. Returns false at the end. */
bool dql_raw_next_line(const dql_source *source, uint32_t *at, dql_range *line);
/* After dql_check_query: values that are valid and yet hardly what was meant, for a `+` is a space or they are encoded twice. */
void dql_raw_check_encoding(const dql_raw_reader *reader, const struct deskql_query *query);
/* After dql_findings_finish: writes the fixes that check/ made, in the spelling of queries, as the raw text needs them. */
void dql_raw_respell(const dql_raw_reader *reader);

/* The dql_document_parser of a raw text, and of a file of them, a line each. */
void dql_raw_parse(struct deskql_document *document, const char *text, uint32_t length,
                   const deskql_parse_options *options);
void dql_raw_parse_lines(struct deskql_document *document, const char *text, uint32_t length,
                         const deskql_parse_options *options);

/* ---- Within the module ------------------------------------------------------------------------------------------------ */

static inline bool dql_raw_is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static inline bool dql_raw_is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static inline bool dql_raw_is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* text.c */

/* The offset of the first byte of `set` in a range; its end where there is none. */
uint32_t dql_raw_find(const char *text, dql_range range, const char *set);
bool dql_raw_begins(const char *text, dql_range range, const char *bytes);
dql_range dql_raw_trim(const char *text, dql_range range);
/* Whether letters are those of `word`, which is lower case, in any case. */
bool dql_raw_says(const char *text, size_t length, const char *word);
bool dql_raw_is_integer(const char *text, size_t length);
/* Whether `%` and two hexadecimal digits stand anywhere in a decoded text, which then was encoded twice. */
bool dql_raw_has_escape(const char *text, size_t length);
/* Whether a text, decoded or not, begins as the text that JavaScript makes of any object. */
bool dql_raw_is_object_text(const char *text, size_t length);

/* wrapping.c */

/* The text without the quotes and the like that it was pasted with; sets reader->quoting. */
dql_range dql_raw_unwrap(dql_raw_reader *reader, dql_range range);

/* curl.c */

/* The URL of a curl command; sets reader->quoting. Empty, and reported, where it cannot be known. */
dql_range dql_raw_read_curl(dql_raw_reader *reader, dql_range range);

/* part.c */

/* Decodes a range of the source. NULL when there is no memory. */
dql_raw_part *dql_raw_decode(dql_raw_reader *reader, dql_range range, bool verbatim, const char *parameter);
/* The place in the source of a piece of the decoded text. */
dql_range dql_raw_range(const dql_raw_part *part, uint32_t start, uint32_t end);
/* A text as it stands in such a part. In the arena, NULL when there is no memory. */
const char *dql_raw_spell(dql_arena *arena, const dql_raw_part *part, const char *text, size_t length);
/* Says which of the names is near or, where none is, all that there are; false then. `what` is "parameter"; `range` is to be
   replaced. */
bool dql_raw_help_names(dql_raw_reader *reader, deskql_finding *finding, const dql_raw_part *part, dql_range range,
                        dql_range decoded, const char *what, const char *const *names, size_t count);

/* invisible.c */

/* Reports what is invisible in a URL before its query (DQL411). */
void dql_raw_check_url(const dql_raw_reader *reader, dql_range range);
/* Reports what is invisible in what a part says (DQL411). */
void dql_raw_check_invisible(const dql_raw_reader *reader, const dql_raw_part *part, bool is_json);

/* filter.c */

/* Reads the JSON of a filter into query->filter. */
void dql_raw_read_filter(dql_raw_reader *reader, dql_raw_part *part, struct deskql_query *query);

/* query_string.c */

void dql_raw_read_query_string(dql_raw_reader *reader, dql_range range, struct deskql_query *query);
/* The parameters that a text names, each with a `=` behind it, as `page` and `pageSize`; NULL where it names none. */
const char *dql_raw_parameters_in(const dql_raw_reader *reader, dql_range range);

#endif
