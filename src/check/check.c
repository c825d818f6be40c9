/* The walk over one query: every comparison of the filter, then every clause. */
#include "check/pass.h"

#include "base/inline.h"

#include <string.h>

/* The nearest `not` above a node. */
typedef struct negation {
    const dql_node *node;
    bool negated;  /* the number of `not` above is */
    bool reported; /* as one that a `contains` stands under */
} negation;

/* `=>` was taken for `>=`: where that does not apply, it is one mistake. */
static bool was_guessed(dql_pass *pass, const dql_node *node) {
    dql_range range = node->operator_range;
    const char *text = pass->checker->text + range.start;
    if (text[0] != '=' || text[1] != '>') return false;
    deskql_finding *finding = dql_findings_find(pass->findings, DQL_FOREIGN_SPELLING, range);
    if (!finding) return false;
    dql_finding_respell(pass->findings, finding, NULL);
    dql_finding_add_help(pass->findings, finding, "but `%s` takes %s", node->schema_field->name,
                         dql_operators_wording(pass, node->schema_field->groups));
    return true;
}

static DQL_NEVER_INLINE void report_operator(dql_pass *pass, const dql_node *node) {
    const dql_field *field = node->schema_field;
    const char *spelling = dql_operator_spelling(pass, (dql_operator)node->operator_);
    if (was_guessed(pass, node)) return;
    const char *type = dql_type_wording((deskql_type)field->type);
    deskql_finding *finding = dql_report(pass->findings, DQL_OPERATOR_NOT_ALLOWED, node->operator_range,
                                         "`%s` does not apply to `%s`, which is %s", spelling,
                                         dql_shown(pass->arena, node->field.text, node->field.length), type);
    if (!finding) return;
    dql_finding_about(finding, "filter", node->field.text);
    dql_finding_help(pass->findings, finding, "`%s` takes %s", field->name, dql_operators_wording(pass, field->groups));
    dql_finding_phrase(pass->findings, finding, "cannot be compared with ‘%s’", spelling);
}

/* The API has no negated `contains`; of several under one `not`, the first stands for all. */
static DQL_NEVER_INLINE void check_negation(dql_pass *pass, const dql_node *node, negation *above) {
    bool own = node->operator_ == DQL_OPERATOR_NOT_CONTAINS;
    if (own == above->negated) return;
    if (!own && above->reported) return;
    dql_range range = own ? node->operator_range : above->node->operator_range;
    const char *word = pass->checker->text + range.start;
    if (own && range.end - range.start > 3 && (word[0] == 'n' || word[0] == 'N')) range.end = range.start + 3;
    above->reported = above->reported || !own;
    deskql_finding *finding = dql_report(pass->findings, DQL_UNNEGATABLE, range, "`contains` cannot be negated");
    dql_finding_about(finding, "filter", node->field.text);
    dql_finding_help(pass->findings, finding, "the API has no operator for it: ask for what the text contains instead");
    if (!own) dql_finding_note(pass->findings, finding, node->operator_range, "the `contains` that it negates");
}

static DQL_NEVER_INLINE void check_nullity(dql_pass *pass, const dql_node *node) {
    if (node->schema_field->groups & DQL_GROUP_NULLITY) {
        dql_note_null(pass, node, node->operator_range);
        return;
    }
    deskql_finding *finding = dql_report(pass->findings, DQL_NOT_NULLABLE, node->operator_range, "`%s` is never null",
                                         dql_shown(pass->arena, node->field.text, node->field.length));
    dql_finding_about(finding, "filter", node->field.text);
}

static uint8_t group_of(const dql_node *node) {
    return dql_operators[node->operator_].group;
}

static void check_untyped(dql_pass *pass, const dql_node *node) {
    for (const dql_literal *value = node->values; value; value = value->next) {
        dql_note_untyped(pass, node, value);
        if (value->kind == DQL_LITERAL_MISSING) dql_help_bad_number(pass, node, value);
    }
}

/* Whether it is the very name of the comparison before, whose findings say all about it. */
static bool is_same_name(const dql_pass *pass, const dql_node *node) {
    return pass->previous && pass->previous->field.range.start == node->field.range.start;
}

static void check_name(dql_pass *pass, dql_node *node) {
    if (node->schema_field) return;
    node->schema_field =
        is_same_name(pass, node) ? pass->previous->schema_field : dql_check_filter_name(pass, &node->field);
    if (pass->checker->raw) pass->previous = node;
}

/* Whether integers, of which there are a few at most, are all different. */
static inline bool are_different(const dql_literal *values) {
    for (const dql_literal *value = values->next; value; value = value->next) {
        for (const dql_literal *earlier = values; earlier != value; earlier = earlier->next) {
            if (earlier->integer == value->integer) return false;
        }
    }
    return true;
}

#define FEW_VALUES 4u

static inline bool is_plain_value(const dql_literal *value) {
    return value->kind == DQL_LITERAL_INTEGER && dql_is_precise(value);
}

/* Whether it is a known field compared with integers, by an operator and of a type that take them, as most comparisons are: there is
   nothing to say of it. Fills in the field of any other, too, where it is known. */
static DQL_ALWAYS_INLINE bool check_plain(dql_pass *pass, dql_node *node) {
    const deskql_endpoint *endpoint = pass->words;
    const dql_name *name = &node->field;
    if (!endpoint || node->broken || name->missing || name->quoted) {
        pass->query->repeats = true;
        return false;
    }
    /* A word stands in a copy of the text. */
    dql_name_words words = dql_name_words_of_readable(name->text, name->length);
    const dql_name_entry *entry = dql_endpoint_find(endpoint, words, name->text, name->length);
    if (!entry || entry->filter < 0) return false;
    const dql_field *field = &endpoint->fields[entry->filter];
    node->schema_field = field;
    uint64_t bit = UINT64_C(1) << (entry->filter & 63);
    if (pass->fields & bit) pass->query->repeats = true;
    pass->fields |= bit;
    bool plain =
        field->groups & group_of(node) & (DQL_GROUP_EQUALITY | DQL_GROUP_ORDER) && dql_takes_integers(field->type);
    const dql_literal *values = node->values;
    if (!values) return false;
    if (node->value_count == 1) return plain && is_plain_value(values);
    for (const dql_literal *value = values; value && plain; value = value->next) plain = is_plain_value(value);
    bool in = dql_operator_takes_list(node->operator_);
    bool distinct = plain && in && node->value_count <= FEW_VALUES && are_different(values);
    if (!distinct) pass->query->repeats = true;
    return plain;
}

DQL_NEVER_INLINE void dql_pass_tidy(dql_pass *pass) {
    dql_in_turn *in_turn = pass->checker->in_turn;
    if (!in_turn) return;
    if (!dql_findings_tidy(pass->findings, in_turn->kept)) in_turn->kept = dql_findings_here(pass->findings);
}

static DQL_NEVER_INLINE void check_other(dql_pass *pass, dql_node *node, negation *above) {
    bool contains = !node->broken && group_of(node) == DQL_GROUP_CONTAINS;
    /* There no `not` is taken at all. */
    if (contains && pass->endpoint && pass->endpoint->named) contains = false;
    if (pass->endpoint && !node->field.missing) {
        if (!node->schema_field && dql_check_misplaced_clause(pass, node)) {
            dql_pass_tidy(pass);
            return;
        }
        check_name(pass, node);
    }
    const dql_field *field = node->schema_field;
    if (!field || node->broken) {
        if (contains) check_negation(pass, node, above);
        check_untyped(pass, node);
        dql_pass_tidy(pass);
        return;
    }
    uint8_t group = group_of(node);
    if (field->in_path) {
        for (dql_literal *value = node->values; value; value = value->next) dql_check_path_value(pass, node, value);
        dql_pass_tidy(pass);
        return;
    }
    if (group == DQL_GROUP_NULLITY) {
        check_nullity(pass, node);
        dql_pass_tidy(pass);
        return;
    }
    if (!(field->groups & group)) {
        if (!field->parameters) report_operator(pass, node);
        check_untyped(pass, node);
        dql_pass_tidy(pass);
        return;
    }
    if (contains) check_negation(pass, node, above);
    for (dql_literal *value = node->values; value; value = value->next) {
        dql_check_value(pass, node, value);
        if (pass->checker->in_turn) dql_pass_tidy(pass);
    }
}

/* As deep as brackets and `not` go, which the parser limits. */
static void check_group(dql_pass *pass, const dql_node *group, negation *above) {
    negation here = {group, !above->negated, false};
    if (group->kind == DQL_NODE_NOT) above = &here;
    for (dql_node *child = group->first, *next; child; child = next) {
        next = child->next;
        if (child->kind != DQL_NODE_COMPARISON) {
            pass->query->nested = true;
            check_group(pass, child, above);
        } else if (!check_plain(pass, child)) {
            check_other(pass, child, above);
        }
    }
}

static void check_filter(dql_pass *pass, dql_node *filter) {
    negation none = {NULL, false, false};
    if (filter->kind != DQL_NODE_COMPARISON) {
        check_group(pass, filter, &none);
    } else if (!check_plain(pass, filter)) {
        check_other(pass, filter, &none);
    }
}

void dql_check_query(const dql_checker *checker, struct deskql_query *query) {
    dql_pass pass = {.checker = checker, .arena = checker->arena, .findings = checker->findings, .query = query};
    query->repeats = checker->raw;
    query->nested = false;
    dql_check_endpoint(&pass);
    pass.words = checker->raw ? NULL : pass.endpoint;
    if (query->filter) check_filter(&pass, query->filter);
    if (pass.misplaced[0] || pass.misplaced[1]) dql_drop_misplaced_clauses(&pass);
    if (pass.endpoint && pass.endpoint->unusual) {
        if (pass.endpoint->path_count) dql_check_path(&pass);
        if (pass.endpoint->named) dql_check_parameters(&pass);
    }
    if (query->order) dql_check_order(&pass);
    uint32_t maximum = pass.endpoint ? pass.endpoint->maximum_page_size : 0;
    if (query->page) dql_check_page(&pass, DQL_CLAUSE_PAGE, query->page, 0);
    if (query->page_size) dql_check_page(&pass, DQL_CLAUSE_PAGE_SIZE, query->page_size, maximum);
    if (query->includes) dql_check_includes(&pass);
    if (query->fields) dql_check_sparse(&pass);
    if (query->ids) dql_check_ids(&pass);
}
