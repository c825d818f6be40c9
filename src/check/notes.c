/* What hangs on how the server reads a query, on which the API's documentation is silent: a note a cause. */
#include "check/pass.h"

typedef enum cause { CAUSE_RANK = 1, CAUSE_NULL = 2, CAUSE_CASE = 4 } cause;

typedef struct walk {
    dql_pass pass;
    unsigned said; /* causes */
    /* Of each field of the endpoint, whether it is compared with null itself. */
    bool *settled;
} walk;

static bool *settled(const walk *of, const dql_field *field) {
    return &of->settled[field - of->pass.query->endpoint->fields];
}

static bool is_first(walk *of, cause one) {
    bool first = !(of->said & one);
    of->said |= one;
    return first;
}

static deskql_reading_value read_by(const walk *of, deskql_reading reading) {
    const deskql_readings *readings = of->pass.checker->readings;
    return readings && readings->size >= sizeof *readings ? readings->values[reading] : DESKQL_READING_UNKNOWN;
}

static const char *spelling(const walk *of, dql_operator operator_) {
    return dql_operator_spelling(&of->pass, operator_);
}

#define TRY "try once what your installation does before you rely on it"

static void note_rank(walk *of, const dql_node *node) {
    deskql_findings *findings = of->pass.findings;
    bool is_known = read_by(of, DESKQL_READING_REFERENCE) == DESKQL_READING_SECOND;
    deskql_finding *finding =
        dql_report_note(findings, DQL_UNDOCUMENTED, node->operator_range, "`%s` on `%s` %s",
                        spelling(of, (dql_operator)node->operator_), node->schema_field->name,
                        is_known ? "does not compare ids: this server has another order"
                                 : "compares ids, not urgency: whether the server ranks is not documented");
    dql_finding_about(finding, "filter", node->schema_field->name);
    dql_finding_help(findings, finding, "name the ids that are meant, with `%s`", spelling(of, DQL_OPERATOR_IN));
}

static void note_null(walk *of, const dql_node *node) {
    dql_operator written = (dql_operator)node->operator_;
    bool negated = written == DQL_OPERATOR_EQUAL || written == DQL_OPERATOR_IN;
    deskql_findings *findings = of->pass.findings;
    const char *field = node->schema_field->name;
    bool is_known = read_by(of, DESKQL_READING_NULL) == DESKQL_READING_SECOND;
    deskql_finding *finding =
        dql_report_note(findings, DQL_UNDOCUMENTED, node->operator_range, "%s`%s` on `%s`: %s",
                        negated ? "the negated " : "", spelling(of, written), field,
                        is_known ? "this server leaves null out" : "whether null is selected is not documented");
    dql_finding_about(finding, "filter", field);
    if (is_known) dql_finding_help(findings, finding, "`or %s is null` selects null too", field);
    if (!is_known) dql_finding_help(findings, finding, "%s", TRY);
}

static void note_case(walk *of, const dql_node *node) {
    deskql_findings *findings = of->pass.findings;
    bool is_known = read_by(of, DESKQL_READING_CASE) == DESKQL_READING_SECOND;
    deskql_finding *finding = dql_report_note(
        findings, DQL_UNDOCUMENTED, node->operator_range, "`%s` on `%s`: %s", spelling(of, DQL_OPERATOR_CONTAINS),
        node->schema_field->name, is_known ? "case counts on this server" : "whether case counts is not documented");
    dql_finding_about(finding, "filter", node->schema_field->name);
    if (!is_known) dql_finding_help(findings, finding, "%s", TRY);
}

static void note_comparison(walk *of, const dql_node *node, bool negated) {
    const dql_field *field = node->schema_field;
    dql_operator written = (dql_operator)node->operator_;
    switch (negated ? dql_operator_negation(written) : written) {
    case DQL_OPERATOR_NOT_EQUAL:
    case DQL_OPERATOR_NOT_IN:
        if (field->groups & DQL_GROUP_NULLITY && !*settled(of, field) && is_first(of, CAUSE_NULL)) note_null(of, node);
        return;
    case DQL_OPERATOR_LESS:
    case DQL_OPERATOR_LESS_OR_EQUAL:
    case DQL_OPERATOR_GREATER:
    case DQL_OPERATOR_GREATER_OR_EQUAL:
    case DQL_OPERATOR_BETWEEN:
    case DQL_OPERATOR_NOT_BETWEEN:
        if (field->type == DESKQL_TYPE_REFERENCE && is_first(of, CAUSE_RANK)) note_rank(of, node);
        return;
    case DQL_OPERATOR_CONTAINS:
    case DQL_OPERATOR_NOT_CONTAINS:
        if (is_first(of, CAUSE_CASE)) note_case(of, node);
        return;
    case DQL_OPERATOR_EQUAL:
    case DQL_OPERATOR_IN:
    case DQL_OPERATOR_IS_NULL:
    case DQL_OPERATOR_IS_NOT_NULL:
    case DQL_OPERATOR_COUNT:
        return;
    }
}

static bool names_null(const dql_node *node) {
    for (const dql_literal *value = node->values; value; value = value->next) {
        if (value->kind == DQL_LITERAL_NULL) return true;
    }
    return dql_operators[node->operator_].group == DQL_GROUP_NULLITY;
}

/* As deep as brackets and `not` go, which the parser limits. */
static void settle(walk *of, const dql_node *node) {
    if (node->kind == DQL_NODE_COMPARISON && names_null(node)) *settled(of, node->schema_field) = true;
    for (const dql_node *child = node->first; child; child = child->next) settle(of, child);
}

static void note_all(walk *of, const dql_node *node, bool negated) {
    if (node->kind == DQL_NODE_COMPARISON) note_comparison(of, node, negated);
    if (node->kind == DQL_NODE_NOT) negated = !negated;
    for (const dql_node *child = node->first; child; child = child->next) note_all(of, child, negated);
}

void dql_note_query(const dql_checker *checker, struct deskql_query *query) {
    if (query->errors || !query->filter || checker->arena->failed) return;
    walk of = {.pass = {.checker = checker, .arena = checker->arena, .findings = checker->findings, .query = query}};
    of.settled = dql_arena_take_zeroed(checker->arena, query->endpoint->field_count * sizeof *of.settled);
    if (!of.settled) return;
    /* Of what is read as it looks there is nothing to say. */
    if (read_by(&of, DESKQL_READING_REFERENCE) == DESKQL_READING_FIRST) of.said |= CAUSE_RANK;
    if (read_by(&of, DESKQL_READING_NULL) == DESKQL_READING_FIRST) of.said |= CAUSE_NULL;
    if (read_by(&of, DESKQL_READING_CASE) == DESKQL_READING_FIRST) of.said |= CAUSE_CASE;
    settle(&of, query->filter);
    note_all(&of, query->filter, false);
}
