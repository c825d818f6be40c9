#include "lower/lower.h"

#include "lower/lowering.h"
#include "syntax/document.h"

#include <string.h>

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
    plan->page = query->page ? dql_bind_page(&lowering, query->page, false) : 0;
    plan->page_size = query->page_size ? dql_bind_page(&lowering, query->page_size, true) : 0;
    plan->order = query->order ? &query->order->name : NULL;
    plan->descending = query->order && query->order->descending;
    /* Without memory, what is bound may lack its values. */
    bool sound = plan->findings.reported_errors == 0 && !plan->arena.failed;
    if (query->filter && sound)
        plan->filter = query->lowered ? query->lowered : dql_lower_filter(&lowering, query->filter);
    plan->valid = plan->findings.reported_errors == 0;
    return !lowering.clockless;
}

bool dql_plan_is_usable(const deskql_plan *plan) {
    return DQL_LIVE(plan) && plan->valid && dql_query_is_live(plan->query);
}
