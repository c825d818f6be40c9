#include "lower/lower.h"

#include "lower/lowering.h"

/* The `and` and `or` of a group without brackets, as they come. */
typedef struct connectives {
    bool any;
    bool first_is_and;
    dql_range first;
} connectives;

static bool is_bare_and(const dql_node *node) {
    return node->kind == DQL_NODE_AND && !node->parenthesized;
}

/* Reports a connective that is another word than the first, and returns whether it was. Trees that no text was parsed to have
   none. */
static bool warn_of_other(deskql_findings *findings, connectives *seen, bool is_and, dql_range range) {
    if (!seen->any) {
        *seen = (connectives){true, is_and, range};
        return false;
    }
    if (is_and == seen->first_is_and || range.start == range.end) return false;
    deskql_finding *finding = dql_report(findings, DQL_MIXED_AND_OR, range, "`%s` beside `%s` without brackets",
                                         is_and ? "and" : "or", is_and ? "or" : "and");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "`and` binds tighter than `or`; brackets around the `and` say so");
    dql_finding_note(findings, finding, seen->first, "the `%s`", is_and ? "or" : "and");
    return true;
}

static void warn_mixed(deskql_findings *findings, const dql_node *or_) {
    connectives seen = {false, false, {0, 0}};
    for (const dql_node *child = or_->first; child; child = child->next) {
        if (child != or_->first && warn_of_other(findings, &seen, false, child->connective)) return;
        if (!is_bare_and(child)) continue;
        for (const dql_node *member = child->first->next; member; member = member->next) {
            if (warn_of_other(findings, &seen, true, member->connective)) return;
        }
    }
}

static void look_at(deskql_findings *findings, const dql_node *node) {
    bool mixed = false;
    for (const dql_node *child = node->first; child; child = child->next) {
        mixed = mixed || is_bare_and(child);
        look_at(findings, child);
    }
    if (mixed && node->kind == DQL_NODE_OR) warn_mixed(findings, node);
}

/* A label was written for a query, which then was not: all tickets are hardly meant. */
static void warn_empty(deskql_findings *findings, const struct deskql_query *query) {
    const dql_name *label = &query->label;
    deskql_finding *finding = dql_report(findings, DQL_EMPTY_QUERY, label->range, "the query `%s` is empty",
                                         dql_shown(findings->arena, label->text, label->length));
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "it selects everything; where that is meant, write `from %s` behind the label",
                     query->endpoint->name);
}

void dql_warn_query(dql_arena *arena, deskql_findings *findings, struct deskql_query *query) {
    if (query->errors) return;
    if (!query->filter) {
        if (query->present == DQL_CLAUSE_LABEL) warn_empty(findings, query);
        return;
    }
    if (query->nested) look_at(findings, query->filter);
    if (!query->repeats) return;
    dql_lowering lowering = {
        .arena = arena, .findings = findings, .query = query, .endpoint = query->endpoint, .warn = true};
    dql_plan_node *lowered = dql_lower_filter(&lowering, query->filter);
    if (!lowering.hangs) query->lowered = lowered;
}
