/* The source map of a plan. */
#include "emit/origins.h"
#include "document/document.h"

#include <deskql/origin.h>

typedef struct visiting {
    dql_origin_walk walk;
    deskql_origin_visitor visitor;
    void *context;
    const dql_source *source;
    dql_arena arena; /* of one key at a time */
    deskql_status status;
} visiting;

static bool visit(dql_origin_walk *walk, const dql_key *key, dql_range range) {
    visiting *of = (visiting *)walk;
    dql_writer writer;
    dql_arena_reset(&of->arena);
    dql_writer_to_arena(&writer, &of->arena);
    dql_write_key(key, &writer);
    deskql_origin origin = {dql_writer_text(&writer, NULL), dql_source_range(of->source, range)};
    if (!origin.key) {
        of->status = DESKQL_NO_MEMORY;
    } else if (of->visitor(of->context, &origin) != 0) {
        of->status = DESKQL_SINK_FAILED;
    }
    return of->status == DESKQL_OK;
}

deskql_status deskql_plan_origins(const deskql_plan *plan, deskql_origin_visitor visitor, void *context) {
    if (!dql_plan_is_usable(plan) || !visitor) return DESKQL_MISUSE;
    visiting of = {.walk = {visit}, .visitor = visitor, .context = context, .status = DESKQL_OK};
    of.source = &plan->query->document->source;
    dql_arena_init(&of.arena, &plan->arena.allocator);
    dql_walk_origins(plan, &of.walk);
    dql_arena_free(&of.arena);
    return of.status;
}

bool deskql_plan_locate(const deskql_plan *plan, const char *key, deskql_range *range) {
    dql_range found;
    if (!dql_plan_is_usable(plan) || !key || !range || !dql_locate_origin(plan, key, &found)) return false;
    *range = dql_source_range(&plan->query->document->source, found);
    return true;
}
