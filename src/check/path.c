/* The parameters of an endpoint's path: each is given once, by `=`, and joined to the rest of the filter by `and`. */
#include "check/pass.h"

typedef struct walk {
    dql_pass *pass;
    const dql_node **given; /* by parameter */
    bool unclear;           /* what is wrong with another condition may be why one is missing */
} walk;

static deskql_finding *report(const walk *of, const dql_node *node, dql_range range, const char *problem) {
    const char *name = node->schema_field->name;
    deskql_findings *findings = of->pass->findings;
    deskql_finding *finding =
        dql_report(findings, DQL_PATH_PARAMETER, range, "`%s` is a part of the path, and %s", name, problem);
    dql_finding_about(finding, "path", name);
    dql_finding_help(findings, finding, "give it once, by `=`, and join the rest to it by `and`");
    return finding;
}

static bool may_mean_one(const walk *of, const dql_node *node) {
    dql_suggestions near;
    if (node->broken || node->field.missing) return true;
    if (node->schema_field) return false;
    dql_suggest(node->field.text, node->field.length, dql_names_of_path(of->pass->endpoint), &near);
    return near.count > 0;
}

/* `above` is the outermost `or` or `not` that it stands in; NULL where it stands in none. */
static void visit(walk *of, const dql_node *node, const dql_node *above) {
    if (node->kind != DQL_NODE_COMPARISON) {
        if (!above && node->kind != DQL_NODE_AND) above = node;
        for (const dql_node *child = node->first; child; child = child->next) visit(of, child, above);
        return;
    }
    const dql_field *field = node->schema_field;
    if (!field || !field->in_path) {
        of->unclear = of->unclear || may_mean_one(of, node);
        return;
    }
    const dql_node **given = &of->given[field - dql_path_fields(of->pass->endpoint)];
    const dql_node *first = *given;
    if (!first) *given = node;
    if (node->broken) return;
    if (above) {
        bool or = above->kind == DQL_NODE_OR;
        report(of, node, node->range, or ? "cannot stand in an `or`" : "cannot stand under a `not`");
    } else if (node->operator_ != DQL_OPERATOR_EQUAL) {
        report(of, node, node->operator_range, "takes no other operator than `=`");
    } else if (first) {
        deskql_finding *finding = report(of, node, node->range, "is given a second time");
        dql_finding_note(of->pass->findings, finding, first->range, "it is given here first");
    }
}

static void report_missing(dql_pass *pass, const char *name) {
    const struct deskql_query *query = pass->query;
    bool named = query->present & DQL_CLAUSE_FROM;
    dql_range range = named ? query->from.range : (dql_range){query->range.start, query->range.start};
    deskql_finding *finding =
        dql_report(pass->findings, DQL_PATH_PARAMETER, range, "`%s` of `%s` is missing", name, pass->endpoint->name);
    dql_finding_about(finding, "path", name);
    dql_finding_help(pass->findings, finding,
                     pass->checker->raw ? "the path is `%s`" : "the path is `%s`: write `%s = 5`", pass->endpoint->path,
                     name);
    dql_finding_phrase(pass->findings, finding, "must be set");
}

void dql_check_path(dql_pass *pass) {
    uint32_t count = pass->endpoint->path_count;
    walk of = {pass, dql_arena_take_zeroed(dql_tree_arena(pass), count * sizeof *of.given), false};
    if (!of.given) return;
    pass->query->path = of.given;
    if (pass->query->filter) visit(&of, pass->query->filter, NULL);
    for (uint32_t i = 0; i < count && !of.unclear; i++) {
        if (!of.given[i]) report_missing(pass, dql_path_fields(pass->endpoint)[i].name);
    }
}
