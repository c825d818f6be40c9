#include "lower/lowering.h"

#include "base/inline.h"
#include "check/patterns.h"

#include <string.h>

/* The fields of groups are left as they are. */
static inline dql_plan_node *new_comparison(dql_lowering *lowering, const dql_field *field, dql_operator operator_,
                                            uint32_t count, dql_range range) {
    dql_plan_node *node = dql_arena_take(lowering->arena, sizeof *node + count * sizeof *node->values);
    if (!node) return NULL;
    node->next = NULL;
    node->kind = DQL_PLAN_COMPARISON;
    node->operator_ = (uint8_t)operator_;
    node->distinct_fields = node->list_parameter = node->reported = false;
    node->count = count;
    node->hash = 0;
    node->range = range;
    node->field = field;
    node->values = (dql_plan_value *)(node + 1);
    return node;
}

static dql_plan_node *compare_one(dql_lowering *lowering, const dql_field *field, dql_operator operator_,
                                  const dql_plan_value *value, dql_range range) {
    dql_plan_node *node = new_comparison(lowering, field, operator_, 1, range);
    if (node) node->values[0] = *value;
    return node;
}

static void report_years(const dql_lowering *lowering, const dql_field *field, dql_range range) {
    deskql_finding *finding =
        dql_report(lowering->findings, DQL_BAD_DATE, range, "this time is outside the years 1 to 9999");
    dql_finding_about(finding, "filter", field->name);
}

static void read_time(dql_lowering *lowering, const dql_field *field, const dql_literal *literal,
                      dql_plan_value *value) {
    value->kind = DQL_PLAN_TIME;
    value->time = literal->time;
    value->fraction = literal->time->has_fraction;
    value->expands = dql_time_is_day(literal->time);
    lowering->hangs = true;
    if (lowering->warn) return;
    if (literal->time->base >= DQL_TIME_NOW && lowering->now == DESKQL_NO_CLOCK) {
        lowering->clockless = true;
        return;
    }
    int64_t end;
    if (dql_time_resolve(literal->time, lowering->now, lowering->utc_offset, &value->integer, &end) != DQL_TIME_OK) {
        report_years(lowering, field, literal->range);
    }
}

static deskql_finding *report_bound(const dql_lowering *lowering, dql_code code, const dql_node *node,
                                    const dql_plan_value *value, const char *problem) {
    deskql_finding *finding =
        dql_report(lowering->findings, code, value->range, "`%s` %s `%s`",
                   dql_shown(lowering->arena, value->text, value->length), problem, node->field.text);
    dql_finding_about(finding, "filter", NULL);
    return finding;
}

/* check/ does this with a name that stands in the text: its id where it is known, else a finding. */
static void resolve_bound_name(const dql_lowering *lowering, const dql_node *node, dql_plan_value *value) {
    const dql_field *field = node->schema_field;
    bool reference = field->type == DESKQL_TYPE_REFERENCE;
    if (value->kind != DQL_PLAN_STRING || (!reference && field->type != DESKQL_TYPE_ENUM)) return;
    if (reference && dql_operators[node->operator_].group != DQL_GROUP_EQUALITY) {
        report_bound(lowering, DQL_BAD_BINDING, node, value, "is no whole number, and so has no order in");
        return;
    }
    const dql_schema_value *known = field->value_count ? dql_field_value(field, value->text, value->length) : NULL;
    bool digits = value->length && strspn(value->text, "0123456789") == value->length;
    if (known && known->renamed) {
        deskql_finding *finding = report_bound(lowering, DQL_BAD_BINDING, node, value, "is the old name of a value of");
        dql_finding_help(lowering->findings, finding, "it is called `%s` now", known->renamed);
    } else if (known && known->ids && !node->list_parameter) {
        deskql_finding *finding = report_bound(lowering, DQL_BAD_BINDING, node, value,
                                               "is an alias of several ids, and one id is wanted for");
        dql_finding_help(lowering->findings, finding,
                         "a parameter's value does not change the shape of a filter; `%s in :name` takes a list",
                         node->field.text);
    } else if (known && reference) {
        value->kind = DQL_PLAN_INTEGER;
        value->text = NULL;
        value->integer = known->id;
        value->expands = known->ids != NULL;
        value->alias = known->ids ? known : NULL;
    } else if (!known && field->value_count && !(reference && digits)) {
        bool warning = !reference && field->open;
        report_bound(lowering, warning ? DQL_UNLISTED_VALUE : DQL_BAD_BINDING, node, value,
                     warning ? "is not a known value of" : "is not a value of");
    } else if (!known && reference && !digits) {
        report_bound(lowering, DQL_UNRESOLVED_NAME, node, value, "is a name, and no id is known for it in");
    }
}

static void take_bound(const dql_lowering *lowering, const dql_node *node, const dql_literal *literal,
                       const dql_plan_value *bound, dql_plan_value *value) {
    *value = *bound;
    value->range = literal->range;
    resolve_bound_name(lowering, node, value);
    dql_text text = {value->text, value->length, value->range, false};
    if (value->kind == DQL_PLAN_STRING) dql_warn_text(lowering->findings, node, &text);
}

static DQL_NEVER_INLINE void read_other_literal(dql_lowering *lowering, const dql_node *node,
                                                const dql_literal *literal, dql_plan_value *value) {
    switch ((dql_literal_kind)literal->kind) {
    case DQL_LITERAL_NUMBER:
        value->kind = DQL_PLAN_NUMBER;
        return;
    case DQL_LITERAL_TRUE:
    case DQL_LITERAL_FALSE:
        value->kind = DQL_PLAN_BOOLEAN;
        value->boolean = literal->kind == DQL_LITERAL_TRUE;
        return;
    case DQL_LITERAL_TIME:
        read_time(lowering, node->schema_field, literal, value);
        return;
    case DQL_LITERAL_PARAMETER:
        if (lowering->bound) {
            take_bound(lowering, node, literal, &lowering->bound[literal->parameter].values[0], value);
        } else {
            value->bound = lowering->hangs = true;
        }
        return;
    case DQL_LITERAL_NULL:
    case DQL_LITERAL_MISSING:
    case DQL_LITERAL_WORD:
    case DQL_LITERAL_STRING:
    case DQL_LITERAL_INTEGER:
        value->kind = DQL_PLAN_NULL;
        return;
    }
}

/* The value of any literal but a list's parameter; integers and text, which most are, are read on the spot. */
static inline void read_literal(dql_lowering *lowering, const dql_node *node, const dql_literal *literal,
                                dql_plan_value *value) {
    value->kind = DQL_PLAN_INTEGER;
    value->boolean = value->fraction = value->bound = value->bare = value->expands = false;
    value->length = literal->length;
    value->text = literal->text;
    value->integer = 0;
    value->time = NULL;
    value->range = literal->range;
    if (literal->kind == DQL_LITERAL_INTEGER) {
        value->integer = literal->integer;
    } else if (literal->kind != DQL_LITERAL_WORD && literal->kind != DQL_LITERAL_STRING) {
        read_other_literal(lowering, node, literal, value);
    } else if (literal->resolution != DQL_UNRESOLVED) {
        value->text = NULL;
        value->expands = literal->resolution == DQL_ALIAS;
        if (value->expands) {
            value->alias = literal->alias;
        } else {
            value->integer = literal->integer;
        }
    } else {
        value->kind = DQL_PLAN_STRING;
        value->bare = literal->kind == DQL_LITERAL_WORD;
    }
}

/* A day's start, or the next day's, as a time of its own, so that the same instants are known as such however they came about:
   the end of `2026-01-31` is the start of `2026-02-01`. */
static const dql_time *edge_time(const dql_lowering *lowering, const dql_time *day, bool end) {
    dql_time *edge = dql_arena_take(lowering->arena, sizeof *edge);
    if (!edge) return day;
    *edge = *day;
    if (day->base == DQL_TIME_DATE) {
        edge->base = DQL_TIME_LOCAL;
        edge->milliseconds += end ? DQL_DAY_MILLISECONDS : 0;
        return edge;
    }
    dql_time_step *steps = end ? dql_arena_take(lowering->arena, ((size_t)day->step_count + 1) * sizeof *steps) : NULL;
    if (!steps) return edge;
    for (uint32_t i = 0; i < day->step_count; i++) steps[i] = day->steps[i];
    steps[day->step_count] = (dql_time_step){1, DQL_DAY};
    edge->steps = steps;
    edge->step_count++;
    return edge;
}

static dql_plan_node *compare_edge(dql_lowering *lowering, const dql_field *field, dql_operator operator_,
                                   const dql_plan_value *day, bool end, dql_range range) {
    dql_plan_value value = *day;
    value.expands = false;
    if (value.time) value.time = edge_time(lowering, value.time, end);
    if (end && !lowering->warn) {
        value.integer += DQL_DAY_MILLISECONDS;
        if (!dql_time_in_years(value.integer)) report_years(lowering, field, day->range);
    }
    return compare_one(lowering, field, operator_, &value, range);
}

/* Two comparisons that nothing can be merged with nor dropped from as long as they are alone. */
static dql_plan_node *pair(dql_lowering *lowering, dql_plan_kind kind, dql_plan_node *first, dql_plan_node *last,
                           const dql_field *field) {
    lowering->distinct = false;
    dql_plan_node *node = dql_arena_take(lowering->arena, sizeof *node);
    if (!node || !first || !last) return NULL;
    first->next = last;
    *node = (dql_plan_node){
        .kind = (uint8_t)kind, .count = 2, .range = first->range, .field = field, .first = first, .last = last};
    return node;
}

/* Puts the ids that an alias stands for at the place of its name. Returns what is behind them. */
static dql_plan_value *put_ids(const dql_plan_value *value, dql_plan_value *to) {
    for (uint32_t i = 0; i < value->alias->id_count; i++) {
        *to = *value;
        to->expands = false;
        to++->integer = value->alias->ids[i];
    }
    return to;
}

/* `= open` is `in` the ids, `!= open` is `not in`. */
static dql_plan_node *compare_alias(dql_lowering *lowering, const dql_field *field, dql_operator operator_,
                                    const dql_plan_value *value, dql_range range) {
    dql_operator in = operator_ == DQL_OPERATOR_EQUAL ? DQL_OPERATOR_IN : DQL_OPERATOR_NOT_IN;
    dql_plan_node *node = new_comparison(lowering, field, in, value->alias->id_count, range);
    if (node) put_ids(value, node->values);
    return node;
}

static bool is_alias(const dql_plan_value *value) {
    return value->expands && value->kind == DQL_PLAN_INTEGER;
}

/* A comparison with one value; a day stands for [start, end). */
static DQL_NEVER_INLINE dql_plan_node *compare_value(dql_lowering *lowering, const dql_field *field,
                                                     dql_operator operator_, const dql_plan_value *value,
                                                     dql_range range) {
    if (!value->expands) return compare_one(lowering, field, operator_, value, range);
    if (is_alias(value)) return compare_alias(lowering, field, operator_, value, range);
    switch (operator_) {
    case DQL_OPERATOR_EQUAL:
        return pair(lowering, DQL_PLAN_AND,
                    compare_edge(lowering, field, DQL_OPERATOR_GREATER_OR_EQUAL, value, false, range),
                    compare_edge(lowering, field, DQL_OPERATOR_LESS, value, true, range), field);
    case DQL_OPERATOR_NOT_EQUAL:
        return pair(lowering, DQL_PLAN_OR, compare_edge(lowering, field, DQL_OPERATOR_LESS, value, false, range),
                    compare_edge(lowering, field, DQL_OPERATOR_GREATER_OR_EQUAL, value, true, range), field);
    case DQL_OPERATOR_LESS_OR_EQUAL:
        return compare_edge(lowering, field, DQL_OPERATOR_LESS, value, true, range);
    case DQL_OPERATOR_GREATER:
        return compare_edge(lowering, field, DQL_OPERATOR_GREATER_OR_EQUAL, value, true, range);
    case DQL_OPERATOR_LESS:
    case DQL_OPERATOR_GREATER_OR_EQUAL:
    case DQL_OPERATOR_CONTAINS:
        return compare_edge(lowering, field, operator_, value, false, range);
    case DQL_OPERATOR_IN:
    case DQL_OPERATOR_NOT_IN:
    case DQL_OPERATOR_BETWEEN:
    case DQL_OPERATOR_NOT_BETWEEN:
    case DQL_OPERATOR_NOT_CONTAINS:
    case DQL_OPERATOR_IS_NULL:
    case DQL_OPERATOR_IS_NOT_NULL:
    case DQL_OPERATOR_COUNT:
        break;
    }
    return NULL;
}

/* NULL also for what goes into the path. */
static inline dql_plan_node *lower_one(dql_lowering *lowering, const dql_node *node, dql_operator operator_) {
    if (node->schema_field->in_path) return NULL;
    dql_plan_node *comparison = new_comparison(lowering, node->schema_field, operator_, 1, node->range);
    if (!comparison) return NULL;
    read_literal(lowering, node, node->values, comparison->values);
    if (!comparison->values->expands) return comparison;
    return compare_value(lowering, node->schema_field, operator_, comparison->values, node->range);
}

/* A group that stands for one comparison still knows its field. */
static dql_plan_node *finish_expansion(dql_lowering *lowering, dql_plan_kind kind, dql_members *members,
                                       const dql_field *field, dql_range range) {
    lowering->distinct = false;
    dql_plan_node *node = dql_group_finish(lowering, kind, members, range);
    if (node) node->field = field;
    return node;
}

/* `between a and b` is `>= a and <= b`; not so it is `< a or > b`. */
static dql_plan_node *lower_between(dql_lowering *lowering, const dql_node *node, bool between) {
    const dql_field *field = node->schema_field;
    dql_plan_value values[2];
    read_literal(lowering, node, node->values, &values[0]);
    read_literal(lowering, node, node->values->next, &values[1]);
    dql_operator low = between ? DQL_OPERATOR_GREATER_OR_EQUAL : DQL_OPERATOR_LESS;
    dql_operator high = between ? DQL_OPERATOR_LESS_OR_EQUAL : DQL_OPERATOR_GREATER;
    dql_members members = {NULL, NULL, 0};
    dql_plan_kind kind = between ? DQL_PLAN_AND : DQL_PLAN_OR;
    dql_members_add(&members, kind, compare_value(lowering, field, low, &values[0], node->range));
    dql_members_add(&members, kind, compare_value(lowering, field, high, &values[1], node->range));
    return finish_expansion(lowering, kind, &members, field, node->range);
}

/* `in` with days is an `or` of `=`, `not in` an `and` of `!=`. */
static dql_plan_node *expand_days(dql_lowering *lowering, const dql_plan_node *list, bool in) {
    dql_members members = {NULL, NULL, 0};
    dql_plan_kind kind = in ? DQL_PLAN_OR : DQL_PLAN_AND;
    dql_operator operator_ = in ? DQL_OPERATOR_EQUAL : DQL_OPERATOR_NOT_EQUAL;
    for (uint32_t i = 0; i < list->count; i++) {
        const dql_plan_value *value = &list->values[i];
        dql_plan_node *member = compare_value(lowering, list->field, operator_, value, value->range);
        if (member && list->list_parameter && !value->expands) {
            member->list_parameter = true;
            member->operator_ = in ? DQL_OPERATOR_IN : DQL_OPERATOR_NOT_IN;
        }
        dql_members_add(&members, kind, member);
    }
    return finish_expansion(lowering, kind, &members, list->field, list->range);
}

/* A list with the ids of its aliases. */
static dql_plan_node *expand_aliases(dql_lowering *lowering, const dql_plan_node *list) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++)
        count += is_alias(&list->values[i]) ? list->values[i].alias->id_count : 1;
    dql_plan_node *expanded = new_comparison(lowering, list->field, (dql_operator)list->operator_, count, list->range);
    if (!expanded) return NULL;
    expanded->list_parameter = list->list_parameter;
    dql_plan_value *to = expanded->values;
    for (uint32_t i = 0; i < list->count; i++) {
        const dql_plan_value *value = &list->values[i];
        if (is_alias(value)) {
            to = put_ids(value, to);
        } else {
            *to++ = *value;
        }
    }
    return expanded;
}

static dql_plan_node *lower_list(dql_lowering *lowering, const dql_node *node, bool in) {
    const dql_bound *bound = node->list_parameter && lowering->bound ? &lowering->bound[node->values->parameter] : NULL;
    uint32_t count = bound ? bound->count : node->value_count;
    dql_plan_node *list =
        new_comparison(lowering, node->schema_field, in ? DQL_OPERATOR_IN : DQL_OPERATOR_NOT_IN, count, node->range);
    if (!list) return NULL;
    list->list_parameter = node->list_parameter;
    const dql_literal *literal = node->values;
    bool expands = false;
    for (uint32_t i = 0; i < count; i++) {
        dql_plan_value *value = &list->values[i];
        if (bound) {
            take_bound(lowering, node, literal, &bound->values[i], value);
        } else {
            read_literal(lowering, node, literal, value);
            literal = literal->next;
        }
        expands = expands || value->expands;
    }
    /* No type has days and names. */
    if (expands && node->schema_field->type == DESKQL_TYPE_REFERENCE) {
        list = expand_aliases(lowering, list);
        if (!list) return NULL;
        expands = false;
    }
    bool tidy = lowering->distinct && !bound && count > 1;
    if (!tidy) dql_list_tidy(lowering, list);
    return expands ? expand_days(lowering, list, in) : list;
}

static dql_plan_node *lower_null(dql_lowering *lowering, const dql_node *node, bool is) {
    dql_plan_value null = {.kind = DQL_PLAN_NULL, .range = node->operator_range};
    return compare_one(lowering, node->schema_field, is ? DQL_OPERATOR_EQUAL : DQL_OPERATOR_NOT_EQUAL, &null,
                       node->range);
}

static DQL_NEVER_INLINE dql_plan_node *lower_other(dql_lowering *lowering, const dql_node *node,
                                                   dql_operator operator_) {
    switch ((dql_operands)dql_operators[operator_].operands) {
    case DQL_LIST:
        return lower_list(lowering, node, operator_ == DQL_OPERATOR_IN);
    case DQL_TWO_VALUES:
        return lower_between(lowering, node, operator_ == DQL_OPERATOR_BETWEEN);
    case DQL_NO_VALUE:
        return lower_null(lowering, node, operator_ == DQL_OPERATOR_IS_NULL);
    case DQL_ONE_VALUE:
        /* What the API has no operator for is an error, and is not lowered. */
        return NULL;
    }
    return NULL;
}

static dql_plan_node *lower_node(dql_lowering *lowering, const dql_node *node, bool negated);

/* Adds the members of a group, and of the groups of its kind in it. `negated` is whether a `not` stands before it. */
static void collect(dql_lowering *lowering, const dql_node *group, bool negated, dql_plan_kind kind,
                    dql_members *members) {
    dql_node_kind same = (kind == DQL_PLAN_AND) != negated ? DQL_NODE_AND : DQL_NODE_OR;
    dql_node_kind opposite = same == DQL_NODE_AND ? DQL_NODE_OR : DQL_NODE_AND;
    for (const dql_node *child = group->first; child; child = child->next) {
        if (child->kind == DQL_NODE_COMPARISON) {
            dql_operator operator_ = negated ? dql_operator_negation(child->operator_) : child->operator_;
            dql_plan_node *member = dql_operator_is_simple(operator_) ? lower_one(lowering, child, operator_)
                                                                      : lower_other(lowering, child, operator_);
            dql_members_add(members, kind, member);
            continue;
        }
        const dql_node *node = child;
        bool flipped = negated;
        for (; node->kind == DQL_NODE_NOT; node = node->first) flipped = !flipped;
        if (node->kind == (flipped == negated ? same : opposite)) {
            collect(lowering, node, flipped, kind, members);
        } else {
            dql_members_add(members, kind, lower_node(lowering, node, flipped));
        }
    }
}

static dql_plan_node *lower_node(dql_lowering *lowering, const dql_node *node, bool negated) {
    for (; node->kind == DQL_NODE_NOT; node = node->first) negated = !negated;
    if (node->kind == DQL_NODE_COMPARISON) {
        dql_operator operator_ = negated ? dql_operator_negation(node->operator_) : node->operator_;
        return dql_operator_is_simple(operator_) ? lower_one(lowering, node, operator_)
                                                 : lower_other(lowering, node, operator_);
    }
    dql_plan_kind kind = (node->kind == DQL_NODE_AND) != negated ? DQL_PLAN_AND : DQL_PLAN_OR;
    dql_members members = {NULL, NULL, 0};
    collect(lowering, node, negated, kind, &members);
    if (lowering->distinct && members.count > 1) return dql_group_make(lowering, kind, &members, true, node->range);
    return dql_group_finish(lowering, kind, &members, node->range);
}

dql_plan_node *dql_lower_filter(dql_lowering *lowering, const dql_node *filter) {
    return lower_node(lowering, filter, false);
}

dql_plan_node *dql_lower_ids(dql_lowering *lowering, const dql_node *ids) {
    lowering->distinct = false;
    return lower_list(lowering, ids, true);
}
