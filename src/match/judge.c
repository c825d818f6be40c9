/* Holding a server's answer against a matcher: what a ticket shows, and which part of the filter decides. */
#include "match/matcher.h"
#include "syntax/document.h"

#include <string.h>

/* ---- What is known ---------------------------------------------------------------------------------------------------- */

/* The member at a path; NULL where the ticket does not show it. An array on the way is what is shown. */
static const deskql_json_value *find_shown(const dql_match_node *node, const deskql_json_value *ticket) {
    const char *path = node->path;
    const char *end = path + node->path_length;
    const deskql_json_value *value = ticket;
    while (value && value->type == DESKQL_JSON_OBJECT && path < end) {
        const char *dot = memchr(path, '.', (size_t)(end - path));
        value = dql_json_member(value, path, (size_t)((dot ? dot : end) - path));
        path = dot ? dot + 1 : end;
    }
    return value;
}

/* -1: not known. */
static int compare(const dql_match_node *node, const deskql_json_value *ticket) {
    return node->left_out || !find_shown(node, ticket) ? -1 : dql_match_selects(node, ticket);
}

/* Whether it is selected where what is not known is taken for `unknown`: no part of a plan is negated, so that is the least and the
   most that may be selected. */
static bool selects(const dql_match_node *node, const deskql_json_value *ticket, bool unknown) {
    if (!node) return true;
    if (node->kind == DQL_PLAN_COMPARISON) {
        int known = compare(node, ticket);
        return known < 0 ? unknown : known;
    }
    bool all = node->kind == DQL_PLAN_AND;
    for (const dql_match_node *member = node->first; member; member = member->next) {
        if (selects(member, ticket, unknown) != all) return !all;
    }
    return all;
}

static bool is_usable(const deskql_matcher *matcher, const deskql_json_value *ticket) {
    return DQL_LIVE(matcher) && matcher->plan && deskql_json_value_type(ticket) == DESKQL_JSON_OBJECT;
}

deskql_verdict deskql_matcher_judge(const deskql_matcher *matcher, const deskql_json_value *ticket) {
    if (!is_usable(matcher, ticket)) return DESKQL_VERDICT_OPEN;
    const dql_match_node *state = matcher->state;
    if (!selects(matcher->filter, ticket, true) || !selects(state, ticket, true)) return DESKQL_VERDICT_NO;
    bool least = selects(matcher->filter, ticket, false) && selects(state, ticket, false);
    return least ? DESKQL_VERDICT_YES : DESKQL_VERDICT_OPEN;
}

/* ---- What decides ----------------------------------------------------------------------------------------------------- */

/* Of a group that is decided by one of its members, that. */
static const dql_match_node *find_deciding(const dql_match_node *node, const deskql_json_value *ticket, bool selected) {
    while (node->kind != DQL_PLAN_COMPARISON && (node->kind == DQL_PLAN_OR) == selected) {
        const dql_match_node *member = node->first;
        while (selects(member, ticket, !selected) != selected) member = member->next;
        node = member;
    }
    return node;
}

/* Both are of one plan, so one tree has the other's shape. */
static const dql_match_node *find_difference(const dql_match_node *one, const dql_match_node *other,
                                             const deskql_json_value *ticket) {
    if (one->kind == DQL_PLAN_COMPARISON) return compare(one, ticket) != compare(other, ticket) ? one : NULL;
    const dql_match_node *found = NULL;
    const dql_match_node *twin = other->first;
    for (const dql_match_node *member = one->first; member && !found; member = member->next, twin = twin->next)
        found = find_difference(member, twin, ticket);
    return found;
}

bool deskql_matcher_part(const deskql_matcher *matcher, const deskql_matcher *other, const deskql_json_value *ticket,
                         deskql_match_part *part) {
    if (!is_usable(matcher, ticket) || !part || (other && (!DQL_LIVE(other) || other->plan != matcher->plan)))
        return false;
    const dql_match_node *filter = matcher->filter;
    const dql_match_node *found = NULL;
    deskql_verdict verdict = deskql_matcher_judge(matcher, ticket);
    if (other && filter) found = find_difference(filter, other->filter, ticket);
    if (other && !found) found = matcher->state ? matcher->state : other->state;
    if (!other && filter && verdict != DESKQL_VERDICT_OPEN &&
        selects(filter, ticket, true) == (verdict == DESKQL_VERDICT_YES))
        found = find_deciding(filter, ticket, verdict == DESKQL_VERDICT_YES);
    if (!other && !found && verdict == DESKQL_VERDICT_NO) found = matcher->state;
    const struct deskql_query *query = matcher->plan->query;
    bool is_comparison = found && found->kind == DQL_PLAN_COMPARISON;
    part->range = dql_source_range(&query->document->source, found ? found->range : query->range);
    part->field = is_comparison ? found->path : NULL;
    part->value = is_comparison ? dql_scalar_stands_for(find_shown(found, ticket)) : NULL;
    return true;
}
