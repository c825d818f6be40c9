/* Which binding is for which parameter, and the rules of the clauses' numbers. What a value may be is read in read.c. */
#include "lower/bind.h"

#include "syntax/literal.h"

#include <string.h>

static const char *shown(const dql_lowering *lowering, const char *text, size_t length) {
    return dql_shown(lowering->arena, text, length);
}

static void report_unknown(const dql_lowering *lowering, const char *name, size_t length) {
    const struct deskql_query *query = lowering->query;
    deskql_finding *finding = dql_report(lowering->findings, DQL_BAD_BINDING, query->range,
                                         "the query has no parameter `:%s`", shown(lowering, name, length));
    dql_finding_about(finding, "filter", NULL);
    if (query->parameter_count == 1) {
        dql_finding_help(lowering->findings, finding, "it has `:%s` alone", query->parameters[0].name);
    } else if (query->parameter_count == 0) {
        dql_finding_help(lowering->findings, finding, "it has no parameters");
    }
}

static void report_twice(const dql_lowering *lowering, const dql_parameter *parameter) {
    deskql_finding *finding = dql_report(lowering->findings, DQL_BAD_BINDING, parameter->range,
                                         "the parameter `:%s` is given two values", parameter->name);
    dql_finding_about(finding, "filter", NULL);
}

static void report_unbound(const dql_lowering *lowering, const dql_parameter *parameter) {
    deskql_finding *finding = dql_report(lowering->findings, DQL_UNBOUND_PARAMETER, parameter->range,
                                         "the parameter `:%s` has no value", parameter->name);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(lowering->findings, finding, "give it one, on the command line with `--param %s=VALUE`",
                     parameter->name);
}

bool dql_bind(dql_lowering *lowering, const deskql_compile_options *options) {
    const struct deskql_query *query = lowering->query;
    dql_bound *bound = dql_arena_take_zeroed(lowering->arena, (query->parameter_count + 1) * sizeof *bound);
    bool *given = dql_arena_take_zeroed(lowering->arena, query->parameter_count + 1);
    if (!bound || !given) return true;
    lowering->bound = bound;
    for (size_t i = 0; i < options->binding_count; i++) {
        const deskql_binding *binding = &options->bindings[i];
        if (!binding->name || !dql_value_is_wellformed(&binding->value)) return false;
        size_t length = strlen(binding->name);
        const dql_parameter *found = dql_query_parameter(query, binding->name, length);
        size_t index = found ? (size_t)(found - query->parameters) : 0;
        if (!found) {
            report_unknown(lowering, binding->name, length);
        } else if (given[index]) {
            report_twice(lowering, found);
        } else {
            given[index] = true;
            dql_bind_parameter(lowering, found, &binding->value, &bound[index]);
        }
    }
    for (uint32_t i = 0; i < query->parameter_count; i++) {
        if (!given[i]) report_unbound(lowering, &query->parameters[i]);
    }
    return true;
}

/* A literal has been checked when the query was parsed; what is bound is checked here by the same rules. */
int64_t dql_bind_page(dql_lowering *lowering, const dql_literal *literal, bool page_size) {
    if (literal->kind != DQL_LITERAL_PARAMETER) return literal->integer;
    const dql_bound *bound = lowering->bound ? &lowering->bound[literal->parameter] : NULL;
    if (!bound || bound->count == 0) return 0;
    int64_t number = bound->values[0].integer;
    const char *clause = page_size ? "pageSize" : "page";
    uint32_t maximum = lowering->endpoint->maximum_page_size;
    deskql_finding *finding = NULL;
    if (number < 1) {
        finding = dql_report(lowering->findings, DQL_OUT_OF_RANGE, literal->range, "%s is %lld, below 1",
                             page_size ? "the page size" : "the page", (long long)number);
        dql_finding_phrase(lowering->findings, finding, "must be 1 or higher");
    } else if (page_size && number > (int64_t)maximum) {
        finding = dql_report(lowering->findings, DQL_OUT_OF_RANGE, literal->range, "the page size is %lld, above %u",
                             (long long)number, (unsigned)maximum);
        dql_finding_phrase(lowering->findings, finding, "must be %u or lower", (unsigned)maximum);
    }
    dql_finding_about(finding, clause, NULL);
    return number;
}
