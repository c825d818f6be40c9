/* The second way in: a query string, an URL or the JSON of a filter, made into the tree that syntax/ makes of a query. */
#ifndef DQL_RAW_RAW_H
#define DQL_RAW_RAW_H

#include "diag/findings.h"
#include "syntax/ast.h"

/* How a piece of raw text is written, and so how a fix in it has to be. */
typedef enum dql_raw_form {
    DQL_RAW_VERBATIM, /* nothing is decoded: the JSON of a filter by itself */
    DQL_RAW_PLAIN,    /* in a query string, without any percent-encoding */
    DQL_RAW_ENCODED
} dql_raw_form;

/* The value or the name of a parameter: decoded, and where it came from. */
typedef struct dql_raw_part dql_raw_part;
struct dql_raw_part {
    dql_raw_part *next;
    const char *text; /* a NUL follows */
    uint32_t length;
    dql_range range; /* in the source */
    const uint32_t
        *map; /* the offset in the source of every byte and of the end; NULL: they count on from the range's start */
    uint8_t form;  /* dql_raw_form */
    bool reported; /* its encoding is broken: what follows from that is no news */
    bool unusable; /* it is not UTF-8: nothing is made of it */
    bool cut;      /* an `&` ends it in the middle of a string: what follows is no parameter */
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
} dql_raw_reader;

/* Reads what stands in a range of the source into a query. `path` is the decoded path of an URL; its text is NULL where the text is
   no URL. */
void dql_raw_read(dql_raw_reader *reader, dql_range range, struct deskql_query *query, dql_name *path);
/* The next line from `*at` on that is neither blank nor a comment. Returns false at the end. */
bool dql_raw_next_line(const dql_source *source, uint32_t *at, dql_range *line);
/* After dql_findings_finish: writes the fixes that check/ made, in the spelling of queries, as the raw text needs them. */
void dql_raw_respell(const dql_raw_reader *reader);

/* ---- Within the room ------------------------------------------------------------------------------------------------ */

/* part.c */

/* Decodes a range of the source. NULL when there is no memory. */
dql_raw_part *dql_raw_decode(dql_raw_reader *reader, dql_range range, bool verbatim, const char *parameter);
/* The place in the source of a piece of the decoded text. */
dql_range dql_raw_range(const dql_raw_part *part, uint32_t start, uint32_t end);
/* A text as it stands in a part of that form. In the arena, NULL when there is no memory. */
const char *dql_raw_spell(dql_arena *arena, dql_raw_form form, const char *text, size_t length);
/* Says which of the names is near or, where none is, all that there are. `what` is "parameter"; `range` is to be replaced. */
void dql_raw_help_names(dql_raw_reader *reader, deskql_finding *finding, const dql_raw_part *part, dql_range range,
                        dql_range decoded, const char *what, const char *const *names, size_t count);

/* filter.c */

/* Reads the JSON of a filter into query->filter. */
void dql_raw_read_filter(dql_raw_reader *reader, dql_raw_part *part, struct deskql_query *query);

#endif
