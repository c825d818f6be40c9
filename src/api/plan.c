/* Plans: compiled queries, and their outputs. */
#include "base/time.h"
#include "emit/emit.h"
#include "lower/lower.h"
#include "syntax/document.h"

#include <deskql/plan.h>
#include <string.h>

static inline const deskql_compile_options *read_compile_options(const deskql_compile_options *given,
                                                                 deskql_compile_options *copy) {
    if (!given || given->size < sizeof *copy) {
        memset(copy, 0, sizeof *copy);
        copy->now = DESKQL_NO_CLOCK;
        if (given && given->size < offsetof(deskql_compile_options, utc_offset)) return NULL;
        if (given) memcpy(copy, given, given->size);
        given = copy;
    }
    bool good = dql_is_utc_offset(given->utc_offset) && (given->bindings || !given->binding_count) &&
                (!given->base_url || dql_is_base_url(given->base_url)) && dql_allocator_is_complete(given->allocator);
    return good ? given : NULL;
}

/* The findings of a plan have places in the query's document. */
static void finish_plan(deskql_plan *plan) {
    if (plan->findings.count == 0) return;
    dql_findings_finish(&plan->findings, &plan->query->document->source);
    uint32_t index = (uint32_t)(plan->query - plan->query->document->queries);
    dql_findings_assign(&plan->findings, (dql_range){0, UINT32_MAX}, index, dql_query_label(plan->query));
}

deskql_status deskql_compile(const deskql_query *query, const deskql_compile_options *given, deskql_plan **result) {
    deskql_compile_options copy;
    const deskql_compile_options *options = read_compile_options(given, &copy);
    if (!dql_query_is_live(query) || !result || !options) return DESKQL_MISUSE;
    deskql_plan *plan = *result;
    if (plan && !DQL_LIVE(plan)) return DESKQL_MISUSE;
    if (!plan) {
        plan = dql_handle_new(options->allocator, sizeof *plan, offsetof(deskql_plan, arena));
        if (!plan) return DESKQL_NO_MEMORY;
    }
    dql_arena_reset(&plan->arena);
    dql_findings_reset(&plan->findings, &plan->arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    plan->findings.suppressions = query->document->findings.suppressions;
    plan->query = query;
    plan->endpoint = query->endpoint;
    plan->filter = NULL;
    plan->long_query = NULL;
    plan->valid = false;
    bool usable = true;
    if (query->errors == 0) {
        usable = dql_lower_query(plan, options);
        if (usable && plan->valid) dql_measure_query(plan);
        if (usable) finish_plan(plan);
    } else {
        plan->order = NULL;
        plan->page = plan->page_size = 0;
        plan->base_url = NULL;
    }
    if (plan->arena.failed) {
        plan->valid = false;
        dql_findings_init(&plan->findings, &plan->arena, 0);
        if (!*result) deskql_plan_free(plan);
        return DESKQL_NO_MEMORY;
    }
    *result = plan;
    if (!usable) {
        plan->valid = false;
        return DESKQL_MISUSE;
    }
    return plan->valid ? DESKQL_OK : DESKQL_INVALID;
}

void deskql_plan_free(deskql_plan *plan) {
    if (DQL_LIVE(plan)) dql_handle_free(plan, &plan->arena);
}

const deskql_findings *deskql_plan_findings(const deskql_plan *plan) {
    return DQL_LIVE(plan) ? &plan->findings : NULL;
}

static bool is_output(deskql_output output) {
    switch (output) {
    case DESKQL_OUTPUT_QUERY:
    case DESKQL_OUTPUT_FILTER:
    case DESKQL_OUTPUT_PARAMETERS:
    case DESKQL_OUTPUT_URL:
    case DESKQL_OUTPUT_CURL:
    case DESKQL_OUTPUT_JSON:
    case DESKQL_OUTPUT_PLAN:
    case DESKQL_OUTPUT_MAP:
        return true;
    }
    return false;
}

static bool writable(const deskql_plan *plan, deskql_output output) {
    if (!dql_plan_is_usable(plan) || !is_output(output)) return false;
    const deskql_endpoint *endpoint = plan->endpoint;
    if (output == DESKQL_OUTPUT_FILTER && endpoint->named) return false;
    /* What goes into the path would be lost. */
    bool partial = output == DESKQL_OUTPUT_QUERY || output == DESKQL_OUTPUT_FILTER;
    return !partial || endpoint->path_count == 0;
}

deskql_status deskql_plan_write(const deskql_plan *plan, deskql_output output, char *buffer, size_t capacity,
                                size_t *length) {
    if (length) *length = 0;
    if (!writable(plan, output) || (!buffer && capacity)) return DESKQL_MISUSE;
    size_t written = dql_emit_to_buffer(plan, output, buffer, capacity);
    if (length) *length = written;
    if (written >= capacity) return DESKQL_SHORT_BUFFER;
    buffer[written] = '\0';
    return DESKQL_OK;
}

deskql_status deskql_plan_stream(const deskql_plan *plan, deskql_output output, deskql_sink sink, void *context) {
    if (!writable(plan, output) || !sink) return DESKQL_MISUSE;
    char stage[1024];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    dql_emit(plan, output, &writer);
    return dql_writer_finish(&writer);
}
