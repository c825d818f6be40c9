#include "lower/lower.h"

#include "lower/lowering.h"
#include "syntax/document.h"

#include <string.h>

static void take_path_value(dql_lowering *lowering, const dql_literal *literal, dql_plan_value *value) {
    *value = (dql_plan_value){
        .kind = DQL_PLAN_STRING, .text = literal->text, .length = literal->length, .range = literal->range};
    if (literal->kind != DQL_LITERAL_PARAMETER || !lowering->bound) return;
    const dql_bound *bound = &lowering->bound[literal->parameter];
    if (!bound->count) return;
    *value = bound->values[0];
    value->range = literal->range;
    const char *problem = value->text ? dql_path_problem(value->text, value->length) : NULL;
    if (!problem) return;
    deskql_finding *finding =
        dql_report(lowering->findings, DQL_BAD_BINDING, literal->range,
                   "the value of `:%s` %s, so it cannot go into the path", literal->text, problem);
    dql_finding_about(finding, "path", NULL);
}

static void take_path(dql_lowering *lowering, deskql_plan *plan) {
    uint32_t count = plan->endpoint->path_count;
    if (!count) return;
    dql_plan_value *values = dql_arena_take_zeroed(lowering->arena, count * sizeof *values);
    for (uint32_t i = 0; values && i < count; i++) take_path_value(lowering, plan->query->path[i]->values, &values[i]);
    plan->path = values;
}

bool dql_lower_query(deskql_plan *plan, const deskql_compile_options *options) {
    const struct deskql_query *query = plan->query;
    dql_lowering lowering = {.arena = &plan->arena,
                             .findings = &plan->findings,
                             .query = query,
                             .endpoint = plan->endpoint,
                             .now = options->now,
                             .utc_offset = options->utc_offset,
                             .distinct = !query->repeats && !query->nested};
    plan->base_url = options->base_url ? dql_arena_copy(&plan->arena, options->base_url, strlen(options->base_url))
                                       : "https://SITE.teamwork.com";
    if ((query->parameter_count || options->binding_count) && !dql_bind(&lowering, options)) return false;
    if (plan->endpoint->unusual) take_path(&lowering, plan);
    plan->page = query->page ? dql_bind_page(&lowering, query->page, false) : 0;
    plan->page_size = query->page_size ? dql_bind_page(&lowering, query->page_size, true) : 0;
    plan->order = query->order ? &query->order->name : NULL;
    plan->descending = query->order && query->order->descending;
    /* Without memory, what is bound may lack its values. */
    bool sound = plan->findings.reported_errors == 0 && !plan->arena.failed;
    if (query->filter && sound)
        plan->filter = query->lowered ? query->lowered : dql_lower_filter(&lowering, query->filter);
    plan->ids = query->ids && sound ? dql_lower_ids(&lowering, query->ids) : NULL;
    plan->valid = plan->findings.reported_errors == 0;
    return !lowering.clockless;
}

bool dql_plan_is_usable(const deskql_plan *plan) {
    return DQL_LIVE(plan) && plan->valid && dql_query_is_live(plan->query);
}
