/* A matcher: a plan's filter with its values read, and what the order depends on. */
#ifndef DQL_MATCH_MATCHER_H
#define DQL_MATCH_MATCHER_H

#include "match/scalar.h"

#include <deskql/match.h>

typedef struct dql_match_node dql_match_node;
struct dql_match_node {
    dql_match_node *next;
    uint8_t kind;      /* dql_plan_kind */
    uint8_t operator_; /* COMPARISON */
    bool has_time;     /* COMPARISON: a time is among the values */
    bool exact_case;   /* CONTAINS: letters count as they are */
    bool left_out;     /* COMPARISON: nobody knows what it selects */
    uint32_t count;    /* COMPARISON: values */
    const char *path;  /* COMPARISON: the field; dots lead into objects */
    size_t path_length;
    dql_range range;
    dql_scalar *values; /* COMPARISON: in their order where it is a list */
    /* CONTAINS: where to go on in the text that is looked for after so many of its characters (Knuth, Morris, Pratt). */
    const uint32_t *resume;
    dql_match_node *first; /* AND, OR */
};

/* A path from a ticket to what it is ordered by. */
typedef struct dql_match_order {
    const deskql_endpoint *endpoint;
    const char *field; /* NULL: none */
    /* `users.name`: the related thing's kind in the field's name, and what of it; NULL for a member of the ticket. */
    const char *rest;
    size_t head_length;
    const char *kind; /* of `included`; NULL where the ticket's own contents are enough */
    bool descending;
    bool is_time; /* texts that are times are compared as such */
} dql_match_order;

struct deskql_matcher {
    dql_arena arena;
    const deskql_plan *plan; /* NULL: making failed */
    dql_match_node *filter;  /* NULL: none */
    dql_match_node *state;   /* what is asked of tickets beside the filter; NULL: nothing */
    dql_match_order order;
};

/* Whether a node selects a ticket. */
bool dql_match_selects(const dql_match_node *node, const deskql_json_value *ticket);
/* Fills matcher->order. Does nothing without memory. */
void dql_match_make_order(deskql_matcher *matcher);

#endif
