#include "schema/schemas.h"

#include "schema/load.h"

/* tickets: the build names its file first, and what is loaded in an endpoint's place stays there. */
#define DEFAULT_ENDPOINT 0

deskql_status deskql_schemas_new(const deskql_allocator *allocator, deskql_schemas **schemas) {
    if (!schemas || !dql_allocator_is_complete(allocator)) return DESKQL_MISUSE;
    deskql_schemas *made = dql_handle_new(allocator, sizeof *made, offsetof(deskql_schemas, arena));
    if (!made) return DESKQL_NO_MEMORY;
    dql_arena_init(&made->findings_arena, allocator);
    dql_findings_init(&made->findings, &made->findings_arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    made->endpoints = dql_builtin_endpoints;
    made->count = dql_builtin_endpoint_count;
    *schemas = made;
    return DESKQL_OK;
}

void deskql_schemas_free(deskql_schemas *schemas) {
    if (!DQL_LIVE(schemas)) return;
    dql_arena_free(&schemas->findings_arena);
    dql_handle_free(schemas, &schemas->arena);
}

static dql_load begin_load(deskql_schemas *schemas) {
    schemas->arena.failed = false;
    dql_arena_reset(&schemas->findings_arena);
    dql_findings_init(&schemas->findings, &schemas->findings_arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    return (dql_load){.arena = &schemas->arena,
                      .scratch = &schemas->findings_arena,
                      .findings = &schemas->findings,
                      .present = {schemas->endpoints, schemas->count}};
}

/* What a load that did not succeed comes to. */
static deskql_status end_failed_load(deskql_schemas *schemas) {
    if (!schemas->arena.failed && !schemas->findings_arena.failed) return DESKQL_INVALID;
    dql_arena_reset(&schemas->findings_arena);
    dql_findings_init(&schemas->findings, &schemas->findings_arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    return DESKQL_NO_MEMORY;
}

/* The set's endpoints and the loaded ones; of two with one name the loaded one. NULL when there is no memory. */
static const deskql_endpoint **join(deskql_schemas *schemas, const dql_endpoints *loaded, size_t *count) {
    const deskql_endpoint **joined =
        dql_arena_take(&schemas->arena, (schemas->count + loaded->count) * sizeof *joined + 1);
    if (!joined) return NULL;
    *count = schemas->count;
    for (size_t i = 0; i < schemas->count; i++) joined[i] = schemas->endpoints[i];
    for (size_t i = 0; i < loaded->count; i++) {
        size_t at = 0;
        /* Names of one file differ, so only those that were there before it can be the same. */
        while (at < schemas->count && strcmp(schemas->endpoints[at]->name, loaded->at[i]->name) != 0) at++;
        joined[at < schemas->count ? at : (*count)++] = loaded->at[i];
    }
    return joined;
}

deskql_status deskql_schemas_add(deskql_schemas *schemas, const char *json, size_t length) {
    if (!DQL_LIVE(schemas) || (!json && length)) return DESKQL_MISUSE;
    dql_load load = begin_load(schemas);
    dql_endpoints loaded;
    if (!dql_load_schema(&load, json ? json : "", length, &loaded)) return end_failed_load(schemas);
    size_t count;
    const deskql_endpoint **joined = join(schemas, &loaded, &count);
    if (!joined) return end_failed_load(schemas);
    schemas->endpoints = joined;
    schemas->count = count;
    return DESKQL_OK;
}

deskql_status deskql_schemas_add_values(deskql_schemas *schemas, const char *json, size_t length) {
    if (!DQL_LIVE(schemas) || (!json && length)) return DESKQL_MISUSE;
    dql_load load = begin_load(schemas);
    dql_endpoints loaded;
    if (!dql_load_values(&load, json ? json : "", length, &loaded)) return end_failed_load(schemas);
    schemas->endpoints = loaded.at;
    schemas->count = loaded.count;
    return DESKQL_OK;
}

const deskql_findings *deskql_schemas_findings(const deskql_schemas *schemas) {
    return DQL_LIVE(schemas) ? &schemas->findings : NULL;
}

size_t deskql_schemas_count(const deskql_schemas *schemas) {
    if (!schemas) return dql_builtin_endpoint_count;
    return DQL_LIVE(schemas) ? schemas->count : 0;
}

const deskql_endpoint *deskql_schemas_at(const deskql_schemas *schemas, size_t index) {
    if (index >= deskql_schemas_count(schemas)) return NULL;
    return schemas ? schemas->endpoints[index] : dql_builtin_endpoints[index];
}

const deskql_endpoint *deskql_schemas_find(const deskql_schemas *schemas, const char *name) {
    return name && (!schemas || DQL_LIVE(schemas)) ? dql_schemas_find(schemas, name, strlen(name)) : NULL;
}

const deskql_endpoint *dql_schemas_find(const deskql_schemas *schemas, const char *name, size_t length) {
    const deskql_endpoint *const *endpoints = schemas ? schemas->endpoints : dql_builtin_endpoints;
    size_t count = schemas ? schemas->count : dql_builtin_endpoint_count;
    for (size_t i = 0; i < count; i++) {
        const deskql_endpoint *endpoint = endpoints[i];
        if (endpoint->name_length == length && memcmp(endpoint->name, name, length) == 0) return endpoint;
    }
    return NULL;
}

const deskql_endpoint *dql_schemas_default(const deskql_schemas *schemas) {
    return schemas ? schemas->endpoints[DEFAULT_ENDPOINT] : dql_builtin_endpoints[DEFAULT_ENDPOINT];
}
