/*
 * The plan: a query as the API will read it. No `not`, no days, no between; flattened and merged; every value final.
 */
#ifndef DQL_LOWER_PLAN_H
#define DQL_LOWER_PLAN_H

#include "base/writer.h"
#include "diagnostics/findings.h"
#include "schema/schema.h"
#include "syntax/ast.h"

#include <deskql/plan.h>

typedef enum dql_plan_value_kind {
    DQL_PLAN_NULL,
    DQL_PLAN_BOOLEAN,
    DQL_PLAN_INTEGER, /* `integer` where text is NULL (an id, a bound integer), else the digits as written */
    DQL_PLAN_NUMBER,  /* the digits, as written or as formatted for a bound double */
    DQL_PLAN_STRING,
    DQL_PLAN_TIME
} dql_plan_value_kind;

typedef struct dql_plan_value {
    uint8_t kind;
    bool boolean;
    bool fraction;   /* TIME: milliseconds are written */
    bool bound;      /* it came from a parameter: takes no part in comparing */
    bool bare;       /* STRING: a word of the text, which has no character that JSON or a query string escapes */
    bool expands;    /* while lowering alone; TIME: a whole day, of which `integer` is the start; INTEGER: an alias */
    uint32_t length; /* of text */
    const char *text;
    int64_t integer; /* INTEGER without text; TIME: milliseconds since the epoch */
    union {
        const dql_time *time; /* TIME from the source: as written, for comparisons that must not depend on the clock */
        const dql_schema_value *alias; /* INTEGER: what has its ids, or had it; NULL for any other */
    };
    dql_range range; /* of the literal (or the parameter) in the source */
} dql_plan_value;

typedef enum dql_plan_kind { DQL_PLAN_COMPARISON, DQL_PLAN_AND, DQL_PLAN_OR } dql_plan_kind;

typedef struct dql_plan_node dql_plan_node;
struct dql_plan_node {
    dql_plan_node *next;
    uint8_t kind;
    uint8_t operator_;      /* COMPARISON: EQUAL … GREATER_OR_EQUAL, IN, NOT_IN, CONTAINS */
    bool distinct_fields;   /* AND: all members are comparisons on different fields: one object */
    bool list_parameter;    /* COMPARISON: a list came from a parameter, so that it stays a list whatever its length */
    bool reported;          /* while lowering: a warning that it never or always matches has been given */
    uint32_t count;         /* COMPARISON: values; else members */
    uint32_t hash;          /* while lowering; 0: not computed */
    dql_range range;        /* of the comparison (AND, OR: of the node) in the source */
    const dql_field *field; /* COMPARISON; also of a group that one comparison was expanded to */
    dql_plan_value *values;
    dql_plan_node *first;
    dql_plan_node *last;
    dql_plan_node *same_field; /* while lowering: the next member of the group that is about the same field */
};

struct deskql_plan {
    dql_arena arena;
    deskql_findings findings;
    const struct deskql_query *query;
    const deskql_endpoint *endpoint;
    dql_plan_node *filter; /* NULL: none */
    dql_plan_node *ids;    /* of the clause; NULL: none */
    const dql_name *order; /* NULL: none; the first order field */
    bool descending;
    bool valid;
    int64_t page; /* 0: none */
    int64_t page_size;
    const dql_plan_value *path; /* the values of the parameters of the endpoint's path, where it has any */
    const char *base_url;
    const char *long_query; /* the query string where it had to be written to know its length; else NULL */
    size_t long_query_length;
};

/* The comparisons of a plan whose endpoint takes no filter, each a parameter; the next is its `next`. */
static inline const dql_plan_node *dql_plan_conditions(const deskql_plan *plan) {
    return plan->filter && plan->filter->kind != DQL_PLAN_COMPARISON ? plan->filter->first : plan->filter;
}

/* A plan that may be asked: compiled without errors, and neither it nor its document is freed. */
bool dql_plan_is_usable(const deskql_plan *plan);

#endif
