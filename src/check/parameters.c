/* The filter of an endpoint whose fields are parameters of their own (DQL310): an `and` of comparisons, each parameter once. */
#include "check/pass.h"
#include "diagnostics/names.h"

typedef struct walk {
    dql_pass *pass;
    const dql_node **given; /* by field and operator of the parameter */
} walk;

static deskql_finding *report(const walk *of, dql_range range, const dql_node *about, const char *problem) {
    deskql_findings *findings = of->pass->findings;
    deskql_finding *finding = dql_report(findings, DQL_NOT_EXPRESSIBLE, range, "%s", problem ? problem : "");
    dql_finding_about(finding, "filter", about ? about->field.text : NULL);
    return finding;
}

/* The one field that all of a group ask for one value or several of, where it takes lists; NULL where there is none. */
static const dql_field *listed_field(const dql_node *group) {
    const dql_field *field = group->first ? group->first->schema_field : NULL;
    for (const dql_node *child = group->first; child && field; child = child->next) {
        bool equal = child->operator_ == DQL_OPERATOR_EQUAL || child->operator_ == DQL_OPERATOR_IN;
        bool same = child->kind == DQL_NODE_COMPARISON && child->schema_field == field;
        if (!equal || !same || !field->list) field = NULL;
    }
    return field;
}

static void report_group(const walk *of, const dql_node *group) {
    bool is_or = group->kind == DQL_NODE_OR;
    dql_range range = is_or ? group->first->next->connective : group->operator_range;
    const dql_field *field = is_or ? listed_field(group) : NULL;
    deskql_findings *findings = of->pass->findings;
    deskql_finding *finding = report(of, range, NULL,
                                     dql_arena_format(of->pass->arena, "`%s` cannot say %s", of->pass->endpoint->name,
                                                      is_or ? "`or`: its parameters all apply" : "`not`"));
    if (field) {
        dql_finding_help(findings, finding, "a list says the same: `%s in (…)`", field->name);
    } else if (is_or) {
        dql_finding_help(findings, finding, "send a request for each side, and join their answers");
    } else {
        dql_finding_help(findings, finding,
                         "ask for the values that are wanted, or leave out the others of the answer");
    }
    dql_finding_phrase(findings, finding, is_or ? "cannot be one of several" : "cannot be negated");
}

/* "`=` and `in`": what a field has parameters for. */
static const char *operators_of(dql_pass *pass, const dql_field *field) {
    const char *names[DQL_OPERATOR_COUNT];
    size_t count = 0;
    for (unsigned i = 0; i < DQL_OPERATOR_COUNT; i++) {
        if (dql_parameter_for(field, i)) names[count++] = dql_operator_spelling(pass, (dql_operator)i);
    }
    return dql_listed_names(pass->arena, dql_names_of_texts(names, count), count, 0);
}

static void report_operator(const walk *of, const dql_node *node) {
    dql_pass *pass = of->pass;
    const char *spelling = dql_operator_spelling(pass, (dql_operator)node->operator_);
    deskql_finding *finding = report(of, node->operator_range, node,
                                     dql_arena_format(pass->arena, "`%s` has no parameter for `%s` with `%s`",
                                                      pass->endpoint->name, node->schema_field->name, spelling));
    dql_finding_help(pass->findings, finding, "`%s` takes %s", node->schema_field->name,
                     operators_of(pass, node->schema_field));
    dql_finding_phrase(pass->findings, finding, "cannot be compared with ‘%s’", spelling);
}

static void report_second(const walk *of, const dql_node *node, const dql_node *first, const char *name) {
    dql_pass *pass = of->pass;
    deskql_finding *finding =
        report(of, node->range, node,
               dql_arena_format(pass->arena, "`%s` goes into `%s`, which is taken", node->schema_field->name, name));
    dql_finding_note(pass->findings, finding, first->range, "it is given here first");
    dql_finding_help(pass->findings, finding, "a request has each parameter once");
    dql_finding_phrase(pass->findings, finding, "is given twice");
}

/* Values whose types have been checked. */
static void check_values(const walk *of, const dql_node *node) {
    const dql_field *field = node->schema_field;
    for (const dql_literal *value = node->values; value; value = value->next) {
        if (value->kind != DQL_LITERAL_WORD && value->kind != DQL_LITERAL_STRING) continue;
        const char *problem = NULL;
        if (value->resolution == DQL_UNRESOLVED) problem = dql_parameter_problem(field, value->text, value->length);
        if (value->resolution == DQL_ALIAS && !field->list)
            problem = "is an alias of several ids, and one id is wanted";
        if (problem)
            report(of, value->range, node,
                   dql_arena_format(of->pass->arena, "the value of `%s` %s", field->name, problem));
    }
}

static void warn_bound(const walk *of, const dql_node *node, const char *name) {
    dql_pass *pass = of->pass;
    deskql_finding *finding = dql_report(pass->findings, DQL_SEEN_ONLY, node->operator_range,
                                         "whether `%s` is `%s` to the server is not documented", name,
                                         dql_operators[node->operator_].spelling);
    dql_finding_about(finding, "filter", node->field.text);
    dql_finding_help(pass->findings, finding, "it may take in the very instant, or leave it out: leave a margin");
}

static void visit(walk *of, const dql_node *node) {
    if (node->kind == DQL_NODE_OR || node->kind == DQL_NODE_NOT) {
        report_group(of, node);
        return;
    }
    for (const dql_node *child = node->first; child; child = child->next) visit(of, child);
    const dql_field *field = node->schema_field;
    if (node->kind != DQL_NODE_COMPARISON || !field || field->in_path || node->broken) return;
    const dql_named_parameter *parameter = dql_parameter_for(field, node->operator_);
    if (!parameter) {
        /* Of null DQL305 has been said. */
        if (dql_operators[node->operator_].group != DQL_GROUP_NULLITY) report_operator(of, node);
        return;
    }
    size_t index = (size_t)(field - of->pass->endpoint->fields);
    const dql_node **given = &of->given[index * DQL_OPERATOR_COUNT + parameter->operator_];
    if (*given) {
        report_second(of, node, *given, parameter->name);
        return;
    }
    *given = node;
    check_values(of, node);
    if (parameter->seen) warn_bound(of, node, parameter->name);
}

void dql_check_parameters(dql_pass *pass) {
    size_t count = pass->endpoint->field_count * (size_t)DQL_OPERATOR_COUNT;
    walk of = {pass, dql_arena_take_zeroed(pass->arena, count * sizeof *of.given)};
    if (of.given && pass->query->filter) visit(&of, pass->query->filter);
}
