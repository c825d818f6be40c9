/*
 * The tree of a query. syntax/ makes it; check/ fills in what is marked so; after that it never changes.
 * All of it is in the document's arena. Texts are NUL-terminated.
 */
#ifndef DQL_SYNTAX_AST_H
#define DQL_SYNTAX_AST_H

#include "base/set.h"
#include "base/source.h"
#include "base/time.h"
#include "syntax/operators.h"

typedef struct dql_field dql_field;               /* schema/schema.h */
typedef struct dql_schema_value dql_schema_value; /* schema/schema.h */

/* How deep brackets and `not` may nest at the most, whatever the options say. */
#define DQL_DEEPEST 500u

/* A name as written: a field, a label, an endpoint, an include. */
typedef struct dql_name {
    const char *text; /* backquotes removed */
    uint32_t length;
    dql_range range; /* backquotes included */
    bool quoted;     /* in backquotes, or of a raw text: it may hold any character */
    bool missing;    /* a syntax finding stands for it; it is not checked */
} dql_name;

typedef enum dql_literal_kind {
    DQL_LITERAL_MISSING, /* a finding stands for it already (syntax, bad date, …): nothing more is said about it */
    DQL_LITERAL_WORD,
    DQL_LITERAL_STRING,
    DQL_LITERAL_INTEGER, /* JSON's grammar without fraction and exponent; may be outside 64 bits */
    DQL_LITERAL_NUMBER,  /* with a fraction or an exponent */
    DQL_LITERAL_TRUE,
    DQL_LITERAL_FALSE,
    DQL_LITERAL_NULL,
    DQL_LITERAL_TIME,
    DQL_LITERAL_PARAMETER
} dql_literal_kind;

/* What `values` make of a name. */
typedef enum dql_resolution { DQL_UNRESOLVED, DQL_ID, DQL_ALIAS } dql_resolution;

typedef struct deskql_literal dql_literal; /* deskql/tree.h shows it */
struct deskql_literal {
    dql_literal *next;
    /* WORD and numbers: as written. STRING: decoded, may hold NULs. PARAMETER: without the colon. TIME: as written. */
    const char *text;
    uint32_t length;
    dql_range range; /* quotes and colon included */
    uint8_t
        kind; /* dql_literal_kind; check/ turns a string of date form on a datetime into a TIME, a value that it reported into
                        MISSING */
    uint8_t resolution; /* dql_resolution; check/ */
    bool in_range;      /* INTEGER: it fits into 64 bits */
    uint8_t parameter;  /* PARAMETER: its index in the query's parameters */
    union {
        int64_t integer;               /* INTEGER: its value, where in_range; of a name with DQL_ID: the id */
        const dql_schema_value *alias; /* of a name with DQL_ALIAS: what has its ids */
        dql_time *time;                /* TIME */
    };
};

typedef enum dql_node_kind { DQL_NODE_COMPARISON, DQL_NODE_AND, DQL_NODE_OR, DQL_NODE_NOT } dql_node_kind;

typedef struct deskql_node dql_node;
struct deskql_node {
    dql_node *next;       /* sibling */
    uint8_t kind;         /* dql_node_kind */
    uint8_t operator_;    /* COMPARISON: dql_operator */
    bool parenthesized;   /* it stood in brackets of its own */
    bool broken;          /* COMPARISON: a syntax finding stands in it; check what is there, no types */
    dql_range range;      /* without enclosing brackets */
    dql_range connective; /* the `and` or `or` before it in its parent; empty for the first. NOT: see operator_range */
    /* AND, OR: two or more; NOT: one. */
    dql_node *first;
    dql_node *last;
    /* COMPARISON */
    dql_name field;
    dql_range operator_range; /* `not in`: both words. NOT: the word `not` */
    dql_literal *values; /* IN: any number from 1 (or one PARAMETER with is_list); BETWEEN: 2; IS_NULL: 0; else 1 */
    uint32_t value_count;
    bool list_parameter;           /* `in :name` */
    const dql_field *schema_field; /* check/: NULL where unknown */
};

typedef struct deskql_name dql_name_item;
struct deskql_name {
    dql_name_item *next;
    dql_name name;
    /* order by */
    uint32_t direction; /* where `asc` or `desc` is written, and how long; see dql_direction_range */
    uint16_t direction_length;
    bool descending;
};

/* Empty where no direction is written. */
static inline dql_range dql_direction_range(const dql_name_item *item) {
    return (dql_range){item->direction, item->direction + item->direction_length};
}

static inline void dql_set_direction(dql_name_item *item, dql_range range) {
    uint32_t length = range.end - range.start;
    item->direction = range.start;
    item->direction_length = (uint16_t)(length < UINT16_MAX ? length : UINT16_MAX);
}

typedef struct dql_parameter {
    const char *name;
    uint32_t length;
    dql_range range;        /* first place */
    uint8_t type;           /* check/: deskql_type, 0 where it stands with an unknown field */
    bool nullable;          /* check/ */
    bool list;              /* check/ */
    uint8_t clause;         /* check/: 0 filter, 1 page, 2 pagesize */
    const dql_field *field; /* check/: NULL for a clause */
    const char *field_name; /* check/: or `page`, `pagesize` */
} dql_parameter;

/* The clauses as bits of `present`. */
typedef enum dql_clause {
    DQL_CLAUSE_ORDER = 1,
    DQL_CLAUSE_PAGE = 2,
    DQL_CLAUSE_PAGE_SIZE = 4,
    DQL_CLAUSE_INCLUDE = 8,
    DQL_CLAUSE_FIELDS = 16,
    DQL_CLAUSE_FROM = 32,
    DQL_CLAUSE_LABEL = 64,
    DQL_CLAUSE_IDS = 128
} dql_clause;

struct deskql_query {
    struct deskql_document *document;
    dql_range range;      /* first token to the end of the last; empty for an empty query */
    uint32_t first_token; /* into the document's tokens: [first_token, end_token) */
    uint32_t end_token;
    uint32_t errors;  /* findings of severity error about it */
    uint32_t present; /* dql_clause bits */
    dql_name label;
    dql_name from;
    dql_node *filter; /* NULL: none */
    dql_name_item *order;
    dql_literal *page;
    dql_literal *page_size;
    dql_name_item *includes;
    dql_name_item *fields;
    dql_node *ids; /* as a comparison: `ids in (1, 2)` */
    dql_parameter *parameters;
    dql_set *parameter_names; /* of the first dql_literal of each; none without parameters */
    uint32_t parameter_count;
    const struct deskql_endpoint *endpoint; /* check/: NULL where unknown */
    const dql_node *
        *path;       /* check/: the comparisons that give the parameters of the endpoint's path, where it has any */
    bool uses_clock; /* check/: a relative time stands in it */
    /* check/'s survey of the filter; where neither is so, a plan has nothing to merge, and no more warnings to show. */
    /* A field may stand there twice, or a value in a list: true where it would take a closer look. lower/ takes that look at each group
       that it has made, of which there are others than in the text. */
    bool repeats;
    bool nested;    /* a group in a group */
    bool uses_null; /* check/ */
    /* lower/: the plan's filter, where it was made for the warnings and hangs on no time and no parameter; else NULL. */
    struct dql_plan_node *lowered;
};

#endif
