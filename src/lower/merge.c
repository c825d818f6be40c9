#include "base/set.h"
#include "lower/lowering.h"
#include "lower/value.h"

void dql_members_splice(dql_members *members, dql_plan_node *group) {
    for (dql_plan_node *member = group->first, *next; member; member = next) {
        next = member->next;
        dql_members_append(members, member);
    }
}

/* Keeps the members that still count something. */
static void sweep(dql_members *members) {
    dql_members kept = {NULL, NULL, 0};
    for (dql_plan_node *member = members->first, *next; member; member = next) {
        next = member->next;
        if (member->count) dql_members_append(&kept, member);
    }
    *members = kept;
}

static dql_field_members *members_of_field(const dql_lowering *lowering, const dql_plan_node *member) {
    return &lowering->members[member->field - lowering->endpoint->fields];
}

bool dql_member_is_first(const dql_lowering *lowering, const dql_plan_node *member) {
    return member->field && members_of_field(lowering, member)->first == member;
}

typedef struct group_survey {
    bool repeated_field;
    uint32_t groups;
} group_survey;

/* Links the members that are about one field. */
static group_survey survey_members(dql_lowering *lowering, const dql_members *members) {
    group_survey result = {false, 0};
    lowering->stamp++;
    for (dql_plan_node *member = members->first; member; member = member->next) {
        result.groups += member->kind != DQL_PLAN_COMPARISON;
        if (!member->field) continue;
        dql_field_members *of_field = members_of_field(lowering, member);
        member->same_field = NULL;
        if (of_field->stamp == lowering->stamp) {
            result.repeated_field = true;
            of_field->last->same_field = member;
        } else {
            of_field->stamp = lowering->stamp;
            of_field->first = member;
        }
        of_field->last = member;
    }
    return result;
}

static int order_members(const dql_plan_node *one, const dql_plan_node *other);

static int order_nodes(const void *one_, const void *other_) {
    const dql_plan_node *one = one_;
    const dql_plan_node *other = other_;
    int order = one->kind - other->kind;
    if (order == 0) order = one->operator_ - other->operator_;
    if (order == 0) order = one->list_parameter - other->list_parameter;
    if (order == 0) order = dql_compare_integers(one->count, other->count);
    if (order || one->kind != DQL_PLAN_COMPARISON) return order ? order : order_members(one, other);
    if (one->field != other->field) return one->field < other->field ? -1 : 1;
    for (uint32_t i = 0; order == 0 && i < one->count; i++) {
        order = dql_value_order(&one->values[i], &other->values[i]);
    }
    return order;
}

/* Of two groups of the same number of members. */
static int order_members(const dql_plan_node *one, const dql_plan_node *other) {
    int order = 0;
    const dql_plan_node *other_member = other->first;
    for (const dql_plan_node *member = one->first; order == 0 && member; member = member->next) {
        order = order_nodes(member, other_member);
        other_member = other_member->next;
    }
    return order;
}

/* Kept in the node, so that deep nesting is not hashed anew at each level. */
static uint32_t hash_node(const void *node_) {
    union {
        const void *read;
        dql_plan_node *written;
    } kept = {node_};
    dql_plan_node *node = kept.written;
    if (node->hash) return node->hash;
    uint32_t hash =
        dql_hash_word(DQL_HASH_START, (uint64_t)node->kind << 40 | (uint64_t)node->operator_ << 32 | node->count);
    if (node->kind == DQL_PLAN_COMPARISON) {
        hash = dql_hash_bytes(hash, node->field->name, node->field->length);
        for (uint32_t i = 0; i < node->count; i++) hash = dql_hash_word(hash, dql_value_hash(&node->values[i]));
    } else {
        for (const dql_plan_node *member = node->first; member; member = member->next) {
            hash = dql_hash_word(hash, hash_node(member));
        }
    }
    node->hash = hash;
    return hash;
}

static void warn_repeated_member(const dql_lowering *lowering, const dql_plan_node *first,
                                 const dql_plan_node *member) {
    const dql_field *field = member->field;
    deskql_finding *finding =
        field ? dql_report(lowering->findings, DQL_REDUNDANT, member->range, "repeated condition on `%s`", field->name)
              : dql_report(lowering->findings, DQL_REDUNDANT, member->range, "repeated group of conditions");
    dql_finding_about(finding, "filter", field ? field->name : NULL);
    dql_finding_note(lowering->findings, finding, first->range, "it stands here first");
}

static void warn_repeated_value(const dql_lowering *lowering, const dql_field *field, const dql_plan_value *first,
                                const dql_plan_value *value) {
    deskql_finding *finding =
        dql_report(lowering->findings, DQL_REDUNDANT, value->range, "repeated value of `%s`", field->name);
    dql_finding_about(finding, "filter", field->name);
    dql_finding_note(lowering->findings, finding, first->range, "it stands here first");
}

static bool drop_repeated(dql_lowering *lowering, dql_members *members) {
    dql_set seen;
    if (!dql_set_init(&seen, lowering->arena, members->count, order_nodes, hash_node)) return false;
    uint32_t before = members->count;
    for (dql_plan_node *member = members->first; member; member = member->next) {
        const dql_plan_node *first = dql_set_add(&seen, member);
        if (!first) continue;
        if (lowering->warn) warn_repeated_member(lowering, first, member);
        member->count = 0;
    }
    sweep(members);
    return members->count < before;
}

/* Whether two values of a short list could be the same; that they are different shows at once for most. */
static bool may_repeat(const dql_plan_value *values, uint32_t count) {
    if (count > 8) return true;
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (values[i].kind != values[j].kind) continue;
            bool text = values[i].kind == DQL_PLAN_STRING || values[i].kind == DQL_PLAN_NUMBER;
            bool different = (text && values[i].length != values[j].length) ||
                             (values[i].kind == DQL_PLAN_INTEGER && values[i].integer != values[j].integer);
            if (!different) return true;
        }
    }
    return false;
}

/* How many of the ids that an alias put at one place are repeated. */
typedef struct repeated_ids {
    uint32_t place;
    uint32_t count;
} repeated_ids;

/* Whether all that stands at a repeated value's place is repeated now. Two aliases that share an id are no mistake. */
static bool is_repeated_wholly(const dql_plan_value *value, repeated_ids *seen) {
    if (value->kind != DQL_PLAN_INTEGER || !value->alias) return true;
    seen->count = seen->place == value->range.start ? seen->count + 1 : 1;
    seen->place = value->range.start;
    return seen->count == value->alias->id_count;
}

void dql_list_tidy(dql_lowering *lowering, dql_plan_node *comparison) {
    dql_set seen;
    uint32_t count = comparison->count;
    if (count > 1 && may_repeat(comparison->values, count) &&
        dql_set_init(&seen, lowering->arena, count, dql_value_order, dql_value_hash)) {
        repeated_ids seen_ids = {UINT32_MAX, 0};
        comparison->count = 0;
        for (uint32_t i = 0; i < count; i++) {
            /* Where it goes if it is new; a repeated one is written over by the next. */
            dql_plan_value *value = &comparison->values[comparison->count];
            *value = comparison->values[i];
            const dql_plan_value *first = dql_set_add(&seen, value);
            if (!first) {
                comparison->count++;
            } else if (lowering->warn && is_repeated_wholly(value, &seen_ids)) {
                warn_repeated_value(lowering, comparison->field, first, value);
            }
        }
    }
    bool in = comparison->operator_ == DQL_OPERATOR_IN || comparison->operator_ == DQL_OPERATOR_EQUAL;
    if (comparison->count == 1 && !comparison->list_parameter) {
        comparison->operator_ = in ? DQL_OPERATOR_EQUAL : DQL_OPERATOR_NOT_EQUAL;
    } else {
        comparison->operator_ = in ? DQL_OPERATOR_IN : DQL_OPERATOR_NOT_IN;
    }
}

static bool is_mergeable(dql_plan_kind kind, const dql_plan_node *member) {
    if (member->kind != DQL_PLAN_COMPARISON) return false;
    return kind == DQL_PLAN_OR
               ? member->operator_ == DQL_OPERATOR_EQUAL || member->operator_ == DQL_OPERATOR_IN
               : member->operator_ == DQL_OPERATOR_NOT_EQUAL || member->operator_ == DQL_OPERATOR_NOT_IN;
}

/* The values of `head` and of the mergeable members of its field behind it become one list. Returns whether there were any. A
   list from a parameter need not be marked: with a value more it stays a list. */
static bool merge_into(dql_lowering *lowering, dql_plan_kind kind, dql_plan_node *head) {
    uint32_t count = 0;
    for (const dql_plan_node *member = head; member; member = member->same_field) {
        if (is_mergeable(kind, member)) count += member->count;
    }
    if (count == head->count) return false;
    dql_plan_value *values = dql_arena_take(lowering->arena, count * sizeof *values);
    if (!values) return false;
    dql_plan_value *at = values;
    for (dql_plan_node *member = head; member; member = member->same_field) {
        if (!is_mergeable(kind, member)) continue;
        for (uint32_t i = 0; i < member->count; i++) *at++ = member->values[i];
        member->count = 0;
    }
    head->values = values;
    head->count = count;
    head->hash = 0;
    dql_list_tidy(lowering, head);
    return true;
}

static bool merge(dql_lowering *lowering, dql_plan_kind kind, dql_members *members) {
    bool merged = false;
    for (dql_plan_node *member = members->first; member; member = member->next) {
        if (!dql_member_is_first(lowering, member)) continue;
        dql_plan_node *head = member;
        while (head && !is_mergeable(kind, head)) head = head->same_field;
        if (head && merge_into(lowering, kind, head)) merged = true;
    }
    if (merged) sweep(members);
    return merged;
}

/* A bit a field; fields that share one are taken for the same, which costs a closer look and no more. */
static group_survey glance_at_members(const dql_lowering *lowering, const dql_members *members) {
    group_survey result = {false, 0};
    uint64_t seen = 0;
    for (const dql_plan_node *member = members->first; member; member = member->next) {
        result.groups += member->kind != DQL_PLAN_COMPARISON;
        if (!member->field) continue;
        uint64_t bit = UINT64_C(1) << ((member->field - lowering->endpoint->fields) & 63);
        if (seen & bit) result.repeated_field = true;
        seen |= bit;
    }
    return result;
}

/* Returns whether all members are comparisons on different fields. Most groups are so from the start, or have one group in them,
   and cost no more than a glance. */
static bool simplify(dql_lowering *lowering, dql_plan_kind kind, dql_members *members) {
    group_survey found = glance_at_members(lowering, members);
    if (found.repeated_field || found.groups > 1) {
        if (!lowering->members) {
            lowering->members =
                dql_arena_take_zeroed(lowering->arena, lowering->endpoint->field_count * sizeof *lowering->members);
            if (!lowering->members) return false;
        }
        found = survey_members(lowering, members);
        if (drop_repeated(lowering, members)) found = survey_members(lowering, members);
        if (lowering->warn && found.repeated_field) dql_warn_contradictions(lowering, kind, members);
        if (found.repeated_field && merge(lowering, kind, members)) found = survey_members(lowering, members);
    }
    return !found.repeated_field && found.groups == 0;
}

dql_plan_node *dql_group_finish(dql_lowering *lowering, dql_plan_kind kind, dql_members *members, dql_range range) {
    bool distinct = members->count > 1 && simplify(lowering, kind, members);
    return members->count > 1 ? dql_group_make(lowering, kind, members, distinct, range) : members->first;
}
