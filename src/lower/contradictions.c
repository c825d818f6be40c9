/*
 * Conditions on one field of which no ticket fulfils all, or, in an `or`, of which every ticket fulfils one. The second is the
 * first of the conditions' negations, so everything here thinks of an `and`.
 */
#include "base/set.h"
#include "lower/lowering.h"
#include "lower/value.h"

typedef struct interval_end {
    const dql_plan_value *value; /* NULL: none */
    dql_plan_node *source;
    bool strict;
} interval_end;

/* What the conditions of one field with values of one class leave. */
typedef struct field_state {
    dql_lowering *lowering;
    dql_plan_kind kind;
    dql_value_class class;
    interval_end low;
    interval_end high;
    /* The values that `=` and `in` leave; `candidate_source` NULL: all. */
    const dql_plan_value **candidates;
    uint32_t candidate_count;
    dql_plan_node *candidate_source;
} field_state;

static dql_operator operator_in(const field_state *state, const dql_plan_node *member) {
    return state->kind == DQL_PLAN_AND ? member->operator_ : dql_operator_negation(member->operator_);
}

/* NONE where the values are of several classes or bound; such a condition is left out of account, which is safe. */
static dql_value_class class_of(const dql_plan_node *member) {
    if (member->kind != DQL_PLAN_COMPARISON) return DQL_CLASS_NONE;
    dql_value_class class = dql_value_classify(&member->values[0]);
    for (uint32_t i = 1; i < member->count; i++) {
        if (dql_value_classify(&member->values[i]) != class) return DQL_CLASS_NONE;
    }
    return class;
}

/* At the later of the two. A group may be looked at twice, alone and as part of another: what is known is not said again. */
static void report(const field_state *state, dql_plan_node *one, dql_plan_node *other) {
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a range that is empty has both its ends. */
    if (one->reported && other->reported) return;
    one->reported = other->reported = true; /* NOLINT(clang-analyzer-core.NullDereference) */
    dql_plan_node *first = one->range.start <= other->range.start ? one : other;
    dql_plan_node *later = first == one ? other : one;
    deskql_findings *findings = state->lowering->findings;
    const dql_field *field = later->field;
    bool alone = first->range.start == later->range.start;
    bool and = state->kind == DQL_PLAN_AND;
    const char *except = field->nullable && state->class != DQL_CLASS_NULL ? ", except null" : "";
    deskql_finding *finding;
    if (and&&alone) {
        finding =
            dql_report(findings, DQL_NEVER_MATCHES, later->range, "no value of `%s` is in this range", field->name);
    } else if (and) {
        finding = dql_report(findings, DQL_NEVER_MATCHES, later->range,
                             "no value of `%s` fulfils both this condition and an earlier one", field->name);
    } else if (alone) {
        finding = dql_report(findings, DQL_ALWAYS_MATCHES, later->range, "every value of `%s` is outside this range%s",
                             field->name, except);
    } else {
        finding = dql_report(findings, DQL_ALWAYS_MATCHES, later->range,
                             "every value of `%s` fulfils this condition or an earlier one%s", field->name, except);
    }
    dql_finding_about(finding, "filter", field->name);
    if (alone) {
        dql_finding_help(findings, finding, "the lower bound stands first");
    } else {
        dql_finding_note(findings, finding, first->range, "the earlier condition");
    }
}

/* Keeps the tighter of two bounds; where their order is not known, the one that is there. */
static void tighten(interval_end *end, dql_plan_node *source, bool strict, dql_order tighter) {
    const dql_plan_value *value = &source->values[0];
    dql_order order = end->value ? dql_value_compare(value, end->value) : tighter;
    if (order == tighter || (order == DQL_ORDER_EQUAL && strict && !end->strict)) {
        *end = (interval_end){value, source, strict};
    }
}

/* Whether `value` is certainly beyond a bound; `beyond` is LESS for a low one. */
static bool is_beyond(const dql_plan_value *value, const interval_end *end, dql_order beyond) {
    if (!end->value) return false;
    dql_order order = dql_value_compare(value, end->value);
    return order == beyond || (order == DQL_ORDER_EQUAL && end->strict);
}

/* Leaves the candidates that a member allows. Of relative times it is never known that two differ. */
static void intersect(field_state *state, dql_plan_node *member) {
    if (!state->candidate_source) {
        state->candidates = dql_arena_take(state->lowering->arena, member->count * sizeof *state->candidates);
        if (!state->candidates) return;
        for (uint32_t i = 0; i < member->count; i++) state->candidates[i] = &member->values[i];
        state->candidate_count = member->count;
        state->candidate_source = member;
        return;
    }
    dql_set allowed;
    if (state->class == DQL_CLASS_RELATIVE || state->candidate_count == 0 ||
        !dql_set_init(&allowed, state->lowering->arena, member->count, dql_value_magnitude_order,
                      dql_value_magnitude_hash)) {
        return;
    }
    for (uint32_t i = 0; i < member->count; i++) dql_set_add(&allowed, &member->values[i]);
    uint32_t count = 0;
    for (uint32_t i = 0; i < state->candidate_count; i++) {
        if (dql_set_find(&allowed, state->candidates[i])) state->candidates[count++] = state->candidates[i];
    }
    state->candidate_count = count;
    if (count == 0) report(state, state->candidate_source, member);
}

static void gather(field_state *state, dql_plan_node *member) {
    switch (operator_in(state, member)) {
    case DQL_OPERATOR_EQUAL:
    case DQL_OPERATOR_IN:
        intersect(state, member);
        return;
    case DQL_OPERATOR_GREATER:
        tighten(&state->low, member, true, DQL_ORDER_GREATER);
        return;
    case DQL_OPERATOR_GREATER_OR_EQUAL:
        tighten(&state->low, member, false, DQL_ORDER_GREATER);
        return;
    case DQL_OPERATOR_LESS:
        tighten(&state->high, member, true, DQL_ORDER_LESS);
        return;
    case DQL_OPERATOR_LESS_OR_EQUAL:
        tighten(&state->high, member, false, DQL_ORDER_LESS);
        return;
    case DQL_OPERATOR_NOT_EQUAL:
    case DQL_OPERATOR_NOT_IN:
        /* exclude() looks at them when all others are known. */
    case DQL_OPERATOR_CONTAINS:
    case DQL_OPERATOR_NOT_CONTAINS:
    case DQL_OPERATOR_BETWEEN:
    case DQL_OPERATOR_NOT_BETWEEN:
    case DQL_OPERATOR_IS_NULL:
    case DQL_OPERATOR_IS_NOT_NULL:
    case DQL_OPERATOR_COUNT:
        return;
    }
}

/* `id > 3 and id < 4` */
static bool has_no_integer(const dql_field *field, const interval_end *low, const interval_end *high) {
    bool whole = field->type == DESKQL_TYPE_INTEGER || field->type == DESKQL_TYPE_REFERENCE;
    return whole && low->strict && high->strict && low->value->kind == DQL_PLAN_INTEGER &&
           high->value->kind == DQL_PLAN_INTEGER && low->value->integer < INT64_MAX &&
           low->value->integer + 1 == high->value->integer;
}

static bool is_empty_interval(const field_state *state) {
    if (!state->low.value || !state->high.value) return false;
    if (has_no_integer(state->low.source->field, &state->low, &state->high)) return true;
    dql_order order = dql_value_compare(state->low.value, state->high.value);
    return order == DQL_ORDER_GREATER || (order == DQL_ORDER_EQUAL && (state->low.strict || state->high.strict));
}

/* Drops the candidates outside a bound. Returns false when none is left of those that there were. */
static bool leave_inside(field_state *state, const interval_end *end, dql_order beyond) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < state->candidate_count; i++) {
        if (!is_beyond(state->candidates[i], end, beyond)) state->candidates[count++] = state->candidates[i];
    }
    state->candidate_count = count;
    return count > 0;
}

/* Looks whether `!=` and `not in` exclude each candidate. */
static void exclude(const field_state *state, dql_plan_node *members) {
    dql_arena *arena = state->lowering->arena;
    uint32_t total = 0;
    for (const dql_plan_node *member = members; member; member = member->same_field) total += member->count;
    dql_set left;
    dql_set gone;
    if (!dql_set_init(&left, arena, state->candidate_count, dql_value_magnitude_order, dql_value_magnitude_hash) ||
        !dql_set_init(&gone, arena, total, dql_value_magnitude_order, dql_value_magnitude_hash)) {
        return;
    }
    for (uint32_t i = 0; i < state->candidate_count; i++) dql_set_add(&left, state->candidates[i]);
    for (dql_plan_node *member = members; member; member = member->same_field) {
        if (class_of(member) != state->class) continue;
        dql_operator operator_ = operator_in(state, member);
        if (operator_ != DQL_OPERATOR_NOT_EQUAL && operator_ != DQL_OPERATOR_NOT_IN) continue;
        for (uint32_t i = 0; i < member->count; i++) {
            if (!dql_set_find(&left, &member->values[i]) || dql_set_add(&gone, &member->values[i])) continue;
            if (gone.count < left.count) continue;
            report(state, state->candidate_source, member);
            return;
        }
    }
}

/* A `!=` of a day, or a `not between`: two comparisons with a hole between them. */
static bool is_hole(const field_state *state, const dql_plan_node *member) {
    return member->kind != DQL_PLAN_COMPARISON && member->kind != state->kind && member->count == 2 &&
           class_of(member->first) == state->class && class_of(member->last) == state->class &&
           operator_in(state, member->first) == DQL_OPERATOR_LESS;
}

/* Whether all between two bounds is in the hole. */
static bool covers(const field_state *state, const dql_plan_node *hole, const interval_end *low,
                   const interval_end *high) {
    if (!low->value || !high->value) return false;
    dql_order start = dql_value_compare(low->value, &hole->first->values[0]);
    dql_order end = dql_value_compare(high->value, &hole->last->values[0]);
    bool end_is_out = operator_in(state, hole->last) == DQL_OPERATOR_GREATER;
    return (start == DQL_ORDER_GREATER || start == DQL_ORDER_EQUAL) &&
           (end == DQL_ORDER_LESS || (end == DQL_ORDER_EQUAL && (end_is_out || high->strict)));
}

static void look_into_holes(const field_state *state, dql_plan_node *members) {
    for (dql_plan_node *member = members; member; member = member->same_field) {
        if (!is_hole(state, member)) continue;
        if (covers(state, member, &state->low, &state->high)) {
            report(state, state->high.source, member);
            return;
        }
        for (uint32_t i = 0; i < state->candidate_count; i++) {
            interval_end at = {state->candidates[i], state->candidate_source, false};
            if (!covers(state, member, &at, &at)) break;
            if (i + 1 < state->candidate_count) continue;
            report(state, state->candidate_source, member);
            return;
        }
    }
}

/* Every step is linear, and each is a reason of its own; the first that holds is reported. */
static void look_at(field_state *state, dql_plan_node *members) {
    for (dql_plan_node *member = members; member; member = member->same_field) {
        if (class_of(member) == state->class) gather(state, member);
    }
    if (state->candidate_source && state->candidate_count == 0) return;
    if (is_empty_interval(state)) {
        report(state, state->low.source, state->high.source);
    } else if (state->candidate_source && !leave_inside(state, &state->low, DQL_ORDER_LESS)) {
        report(state, state->candidate_source, state->low.source);
    } else if (state->candidate_source && !leave_inside(state, &state->high, DQL_ORDER_GREATER)) {
        report(state, state->candidate_source, state->high.source);
    } else {
        if (state->candidate_source) exclude(state, members);
        look_into_holes(state, members);
    }
}

void dql_warn_contradictions(dql_lowering *lowering, dql_plan_kind kind, const dql_members *members) {
    for (dql_plan_node *member = members->first; member; member = member->next) {
        if (!dql_member_is_first(lowering, member) || !member->same_field) continue;
        uint32_t classes = 0;
        for (const dql_plan_node *of_field = member; of_field; of_field = of_field->same_field) {
            classes |= 1u << class_of(of_field);
        }
        for (dql_value_class class = DQL_CLASS_NULL; class < DQL_CLASS_COUNT; class ++) {
            field_state state = {.lowering = lowering, .kind = kind, .class = class};
            if (classes & 1u << class) look_at(&state, member);
        }
    }
}
