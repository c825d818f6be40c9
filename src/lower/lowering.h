/* What the files of this module share. */
#ifndef DQL_LOWER_LOWERING_H
#define DQL_LOWER_LOWERING_H

#include "lower/plan.h"

/* What is bound to a parameter: one value, or the items of a list. `count` 0: nothing, and a finding says so. */
typedef struct dql_bound {
    dql_plan_value *values;
    uint32_t count;
} dql_bound;

/* The members of the group in hand that are about one field. */
typedef struct dql_field_members {
    uint32_t stamp; /* of the group; another one means that none was met yet */
    dql_plan_node *first;
    dql_plan_node *last;
} dql_field_members;

typedef struct dql_lowering {
    dql_arena *arena;
    deskql_findings *findings;
    const struct deskql_query *query;
    const deskql_endpoint *endpoint;
    int64_t now;
    int32_t utc_offset;
    /* A query is lowered when it is parsed too, for its warnings; then nothing is bound and times stay as written. */
    bool warn;
    bool hangs; /* with `warn`: on a time or a parameter */
    /* The members of the one group are comparisons on different fields: there is nothing to merge. */
    bool distinct;
    /* There was a relative time and no clock. */
    bool clockless;
    bool null_reported;         /* DQL405, for a bound null */
    dql_bound *bound;           /* by parameter; NULL with `warn` */
    dql_field_members *members; /* by field; NULL until it is needed */
    uint32_t stamp;
} dql_lowering;

/* The members of an `and` or `or` that is being made. */
typedef struct dql_members {
    dql_plan_node *first;
    dql_plan_node *last;
    uint32_t count;
} dql_members;

#define DQL_DAY_MILLISECONDS INT64_C(86400000)

/* bind.c: reads what is bound to each parameter into lowering->bound. Returns false for a misuse of the options. */
bool dql_bind(dql_lowering *lowering, const deskql_compile_options *options);
/* bind.c: the value of `page` or `pagesize`, 0 for one with a finding. */
int64_t dql_bind_page(dql_lowering *lowering, const dql_literal *literal, bool page_size);

/* filter.c: NULL without memory. */
dql_plan_node *dql_lower_filter(dql_lowering *lowering, const dql_node *filter);
dql_plan_node *dql_lower_ids(dql_lowering *lowering, const dql_node *ids);

static inline void dql_members_append(dql_members *members, dql_plan_node *node) {
    node->next = NULL;
    if (members->last) {
        members->last->next = node;
    } else {
        members->first = node;
    }
    members->last = node;
    members->count++;
}

/* group.c: appends the members of a group. */
void dql_members_splice(dql_members *members, dql_plan_node *group);

/* Appends a node, or its members where it is a group of that kind. NULL is nothing. */
static inline void dql_members_add(dql_members *members, dql_plan_kind kind, dql_plan_node *node) {
    if (!node) return;
    if (node->kind == kind) {
        dql_members_splice(members, node);
    } else {
        dql_members_append(members, node);
    }
}

/* A group of two members or more as they are; `distinct` is whether all are comparisons on different fields. */
static inline dql_plan_node *dql_group_make(dql_lowering *lowering, dql_plan_kind kind, const dql_members *members,
                                            bool distinct, dql_range range) {
    dql_plan_node *group = dql_arena_take(lowering->arena, sizeof *group);
    if (!group) return NULL;
    *group = (dql_plan_node){.kind = (uint8_t)kind,
                             .distinct_fields = distinct && kind == DQL_PLAN_AND,
                             .count = members->count,
                             .range = range,
                             .first = members->first,
                             .last = members->last};
    return group;
}

/* group.c: makes a group of the members: drops repeated ones, merges lists, replaces a group of one, chooses the shape. */
dql_plan_node *dql_group_finish(dql_lowering *lowering, dql_plan_kind kind, dql_members *members, dql_range range);
/* group.c: drops repeated values of a comparison's list, and makes `=` or `!=` of a list of one. */
void dql_list_tidy(dql_lowering *lowering, dql_plan_node *comparison);
/* group.c: whether a member is the first of its group that is about its field. */
bool dql_member_is_first(const dql_lowering *lowering, const dql_plan_node *member);

/* contradict.c: warns of members that no ticket, or in an `or` every ticket, fulfils. They are linked by their fields. */
void dql_warn_contradictions(dql_lowering *lowering, dql_plan_kind kind, const dql_members *members);

#endif
