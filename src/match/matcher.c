/* Making a matcher, and asking it. */
#include "match/matcher.h"
#include "syntax/document.h"

#include <string.h>

/* The field that a server may have an opinion on without being asked. */
#define STATE "state"

/* ---- The filter, prepared ---- */

/* A merge sort, as it takes no memory but the arena's and its time does not depend on the values. */
static dql_scalar *sort_values(dql_arena *arena, dql_scalar *from, uint32_t count) {
    dql_scalar *to = dql_arena_take(arena, count * sizeof *to);
    if (!to) return from;
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t low = 0; low < count; low += 2 * width) {
            uint64_t middle = low + width < count ? low + width : count;
            uint64_t high = low + 2 * width < count ? low + 2 * width : count;
            uint64_t left = low;
            uint64_t right = middle;
            for (uint64_t at = low; at < high; at++) {
                bool take_left = right >= high || (left < middle && dql_scalar_compare(&from[left], &from[right]) <= 0);
                to[at] = from[take_left ? left++ : right++];
            }
        }
        dql_scalar *swapped = from;
        from = to;
        to = swapped;
    }
    return from;
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* Whether two bytes of texts are the same, by the letter case that counts. */
static bool is_same(const dql_match_node *node, char one, char other) {
    return node->exact_case ? one == other : lower(one) == lower(other);
}

static const uint32_t *find_resume(dql_arena *arena, const dql_match_node *node) {
    const char *text = node->values->text;
    size_t length = node->values->length;
    uint32_t *resume = dql_arena_take(arena, (length + 1) * sizeof *resume);
    if (!resume) return NULL;
    resume[0] = 0;
    if (length) resume[1] = 0;
    uint32_t matched = 0;
    for (size_t i = 1; i < length; i++) {
        while (matched && !is_same(node, text[i], text[matched])) matched = resume[matched];
        if (is_same(node, text[i], text[matched])) matched++;
        resume[i + 1] = matched;
    }
    return resume;
}

static bool reads(const deskql_readings *readings, deskql_reading reading) {
    return readings && readings->values[reading] == DESKQL_READING_SECOND;
}

static bool is_negated(const dql_match_node *node) {
    return node->operator_ == DQL_OPERATOR_NOT_EQUAL || node->operator_ == DQL_OPERATOR_NOT_IN;
}

static void prepare_comparison(dql_arena *arena, const deskql_readings *readings, const dql_plan_node *from,
                               dql_match_node *to) {
    to->operator_ = from->operator_;
    to->path = from->field->name;
    to->path_length = from->field->length;
    to->exact_case = reads(readings, DESKQL_READING_CASE);
    to->left_out = reads(readings, DESKQL_READING_REFERENCE) && from->field->type == DESKQL_TYPE_REFERENCE &&
                   dql_operators[from->operator_].group == DQL_GROUP_ORDER;
    to->count = from->count;
    to->values = dql_arena_take(arena, (from->count + 1) * sizeof *to->values);
    if (!to->values) return;
    for (uint32_t i = 0; i < from->count; i++) {
        to->values[i] = dql_scalar_of_plan(&from->values[i], arena);
        to->has_time = to->has_time || to->values[i].class_ == DQL_SCALAR_TIME;
    }
    if (arena->failed) return;
    if (from->operator_ == DQL_OPERATOR_CONTAINS && to->values->text) to->resume = find_resume(arena, to);
    /* Whoever leaves null out treats it as one of the values that are not selected. */
    if (is_negated(to) && reads(readings, DESKQL_READING_NULL))
        to->values[to->count++] = (dql_scalar){.class_ = DQL_SCALAR_NULL};
    to->values = sort_values(arena, to->values, to->count);
}

/* As deep as the plan, whose depth is limited. */
static dql_match_node *prepare(dql_arena *arena, const deskql_readings *readings, const dql_plan_node *from) {
    dql_match_node *to = dql_arena_take_zeroed(arena, sizeof *to);
    if (!to) return NULL;
    to->kind = from->kind;
    to->range = from->range;
    if (from->kind == DQL_PLAN_COMPARISON) {
        prepare_comparison(arena, readings, from, to);
        return to;
    }
    dql_match_node **end = &to->first;
    for (const dql_plan_node *member = from->first; member && !arena->failed; member = member->next) {
        *end = prepare(arena, readings, member);
        if (*end) end = &(*end)->next;
    }
    return to;
}

static bool names_state(const dql_match_node *node) {
    if (node->kind == DQL_PLAN_COMPARISON) return strcmp(node->path, STATE) == 0;
    for (const dql_match_node *member = node->first; member; member = member->next) {
        if (names_state(member)) return true;
    }
    return false;
}

/* `state in (null, active)`: a ticket that does not say its state is active. */
static dql_match_node *prepare_state(deskql_matcher *matcher) {
    if (matcher->filter && names_state(matcher->filter)) return NULL;
    dql_match_node *made = dql_arena_take_zeroed(&matcher->arena, sizeof *made);
    dql_scalar *values = dql_arena_take(&matcher->arena, 2 * sizeof *values);
    if (!made || !values) return NULL;
    values[0] = (dql_scalar){.class_ = DQL_SCALAR_NULL};
    values[1] = (dql_scalar){.class_ = DQL_SCALAR_STRING, .text = "active", .length = strlen("active")};
    *made = (dql_match_node){.kind = DQL_PLAN_COMPARISON, .operator_ = DQL_OPERATOR_IN, .path = STATE};
    made->path_length = strlen(STATE);
    made->range = matcher->plan->query->range;
    made->values = values;
    made->count = 2;
    return made;
}

/* ---- Asking ---- */

static bool is_listed(const dql_match_node *node, const dql_scalar *scalar) {
    uint32_t low = 0;
    uint32_t high = node->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = dql_scalar_compare(&node->values[middle], scalar);
        if (order == 0) return true;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

static bool is_equal_to_any(const dql_match_node *node, const dql_scalar *scalar) {
    dql_scalar time;
    if (is_listed(node, scalar)) return true;
    return node->has_time && scalar->class_ == DQL_SCALAR_STRING && dql_scalar_to_time(scalar, &time) &&
           is_listed(node, &time);
}

/* A ticket's text is compared with a time as the time that it is, or else with the time's text. */
static bool compare(const dql_scalar *scalar, const dql_scalar *value, int *order) {
    dql_scalar other = *value;
    dql_scalar own = *scalar;
    if (own.class_ == DQL_SCALAR_STRING && other.class_ == DQL_SCALAR_TIME && !dql_scalar_to_time(scalar, &own)) {
        own = *scalar;
        other.class_ = DQL_SCALAR_STRING;
    }
    *order = dql_scalar_compare(&own, &other);
    return own.class_ == other.class_;
}

static bool contains(const dql_match_node *node, const dql_scalar *scalar) {
    const dql_scalar *value = node->values;
    if (!node->resume) return is_equal_to_any(node, scalar);
    if (scalar->class_ != DQL_SCALAR_STRING) return false;
    uint32_t matched = 0;
    for (size_t i = 0; i < scalar->length && matched < value->length; i++) {
        while (matched && !is_same(node, scalar->text[i], value->text[matched])) matched = node->resume[matched];
        if (is_same(node, scalar->text[i], value->text[matched])) matched++;
    }
    return matched == value->length;
}

/* The operator, or of a negated one what it negates, of one value that is no array. */
static bool holds(const dql_match_node *node, const deskql_json_value *value) {
    dql_scalar scalar = dql_scalar_of_json(dql_scalar_stands_for(value));
    int order;
    switch ((dql_operator)node->operator_) {
    case DQL_OPERATOR_CONTAINS:
        return contains(node, &scalar);
    case DQL_OPERATOR_LESS:
        return compare(&scalar, node->values, &order) && order < 0;
    case DQL_OPERATOR_LESS_OR_EQUAL:
        return compare(&scalar, node->values, &order) && order <= 0;
    case DQL_OPERATOR_GREATER:
        return compare(&scalar, node->values, &order) && order > 0;
    case DQL_OPERATOR_GREATER_OR_EQUAL:
        return compare(&scalar, node->values, &order) && order >= 0;
    case DQL_OPERATOR_EQUAL:
    case DQL_OPERATOR_NOT_EQUAL:
    case DQL_OPERATOR_IN:
    case DQL_OPERATOR_NOT_IN:
        return is_equal_to_any(node, &scalar);
    case DQL_OPERATOR_BETWEEN:
    case DQL_OPERATOR_NOT_BETWEEN:
    case DQL_OPERATOR_NOT_CONTAINS:
    case DQL_OPERATOR_IS_NULL:
    case DQL_OPERATOR_IS_NOT_NULL:
    case DQL_OPERATOR_COUNT:
        /* In no plan. */
        break;
    }
    return false;
}

/* An array is what any of its items is; an array among them is nothing that a query can name. */
static bool any_holds(const dql_match_node *node, const deskql_json_value *value) {
    if (!value || value->type != DESKQL_JSON_ARRAY) return holds(node, value);
    for (const deskql_json_value *item = value->as.first; item; item = item->next) {
        if (holds(node, item)) return true;
    }
    return false;
}

/* As deep as the ticket, whose depth is limited. */
static bool any_holds_at(const dql_match_node *node, const deskql_json_value *object, const char *path, size_t length) {
    const char *dot = memchr(path, '.', length);
    if (!dot) return any_holds(node, dql_json_member(object, path, length));
    const deskql_json_value *member = dql_json_member(object, path, (size_t)(dot - path));
    const char *rest = dot + 1;
    size_t rest_length = length - (size_t)(rest - path);
    if (!member || member->type != DESKQL_JSON_ARRAY) return any_holds_at(node, member, rest, rest_length);
    for (const deskql_json_value *item = member->as.first; item; item = item->next) {
        if (item->type == DESKQL_JSON_OBJECT && any_holds_at(node, item, rest, rest_length)) return true;
    }
    return false;
}

bool dql_match_selects(const dql_match_node *node, const deskql_json_value *ticket) {
    if (node->kind == DQL_PLAN_COMPARISON) {
        return node->left_out || any_holds_at(node, ticket, node->path, node->path_length) != is_negated(node);
    }
    bool all = node->kind == DQL_PLAN_AND;
    for (const dql_match_node *member = node->first; member; member = member->next) {
        if (dql_match_selects(member, ticket) != all) return !all;
    }
    return all;
}

/* The clause `ids` is one more condition, on the ticket's own id. */
static dql_match_node *prepare_ids(deskql_matcher *matcher, const deskql_readings *readings) {
    dql_match_node *ids = prepare(&matcher->arena, readings, matcher->plan->ids);
    dql_match_node *both = dql_arena_take_zeroed(&matcher->arena, sizeof *both);
    if (!ids || !both) return NULL;
    ids->path = "id";
    ids->path_length = 2;
    if (!matcher->filter) return ids;
    ids->next = matcher->filter;
    both->kind = DQL_PLAN_AND;
    both->range = matcher->plan->query->range;
    both->first = ids;
    return both;
}

/* ---- The public functions ---- */

deskql_status deskql_matcher_make(const deskql_plan *plan, const deskql_allocator *allocator, deskql_matcher **result) {
    return deskql_matcher_make_for(plan, NULL, allocator, result);
}

deskql_status deskql_matcher_make_for(const deskql_plan *plan, const deskql_readings *readings,
                                      const deskql_allocator *allocator, deskql_matcher **result) {
    if (!dql_plan_is_usable(plan) || plan->endpoint->named || (readings && readings->size < sizeof *readings) ||
        !result || !dql_allocator_is_complete(allocator) || (*result && !DQL_LIVE(*result))) {
        return DESKQL_MISUSE;
    }
    deskql_matcher *matcher = *result;
    if (!matcher) matcher = dql_handle_new(allocator, sizeof *matcher, offsetof(deskql_matcher, arena));
    if (!matcher) return DESKQL_NO_MEMORY;
    dql_arena_reset(&matcher->arena);
    matcher->plan = plan;
    matcher->filter = plan->filter ? prepare(&matcher->arena, readings, plan->filter) : NULL;
    if (plan->ids && !matcher->arena.failed) matcher->filter = prepare_ids(matcher, readings);
    matcher->state = NULL;
    if (reads(readings, DESKQL_READING_STATE) && !matcher->arena.failed) matcher->state = prepare_state(matcher);
    dql_match_make_order(matcher);
    if (!matcher->arena.failed) {
        *result = matcher;
        return DESKQL_OK;
    }
    matcher->plan = NULL;
    if (!*result) deskql_matcher_free(matcher);
    return DESKQL_NO_MEMORY;
}

void deskql_matcher_free(deskql_matcher *matcher) {
    if (DQL_LIVE(matcher)) dql_handle_free(matcher, &matcher->arena);
}

bool deskql_matcher_selects(const deskql_matcher *matcher, const deskql_json_value *ticket) {
    if (!DQL_LIVE(matcher) || !matcher->plan || !ticket || ticket->type != DESKQL_JSON_OBJECT) return false;
    return (!matcher->filter || dql_match_selects(matcher->filter, ticket)) &&
           (!matcher->state || dql_match_selects(matcher->state, ticket));
}

static const dql_match_node *find_left_out(const dql_match_node *node) {
    if (node->kind == DQL_PLAN_COMPARISON) return node->left_out ? node : NULL;
    const dql_match_node *found = NULL;
    for (const dql_match_node *member = node->first; member && !found; member = member->next)
        found = find_left_out(member);
    return found;
}

bool deskql_matcher_leaves_out(const deskql_matcher *matcher, deskql_range *range) {
    if (!DQL_LIVE(matcher) || !matcher->plan || !matcher->filter) return false;
    const dql_match_node *found = find_left_out(matcher->filter);
    if (found && range) *range = dql_source_range(&matcher->plan->query->document->source, found->range);
    return found != NULL;
}

bool deskql_matcher_page(const deskql_matcher *matcher, int64_t *page, int64_t *page_size) {
    const deskql_plan *plan = DQL_LIVE(matcher) ? matcher->plan : NULL;
    if (!plan || !page || !page_size || (!plan->page && !plan->page_size)) return false;
    *page = plan->page ? plan->page : 1;
    *page_size = plan->page_size ? plan->page_size : DESKQL_ASSUMED_PAGE_SIZE;
    return true;
}
