/* The public functions of the reader and the writer. */
#include "json/read.h"
#include "json/writer.h"

#include <string.h>

struct deskql_json {
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    const deskql_json_value *root;
};

static deskql_status parse(deskql_json *json, const char *text, size_t length) {
    dql_arena_reset(&json->arena);
    dql_findings_init(&json->findings, &json->arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    json->root = NULL;
    memset(&json->source, 0, sizeof json->source);
    bool too_long = length >= UINT32_MAX;
    if (!dql_source_init(&json->source, &json->arena, too_long ? "" : text, too_long ? 0 : (uint32_t)length)) {
        return DESKQL_NO_MEMORY;
    }
    const deskql_json_value *root = NULL;
    if (too_long) {
        dql_report(&json->findings, DQL_BAD_JSON, (dql_range){0, 0}, "the text is longer than 4 GiB");
    } else {
        root = dql_json_read(&json->arena, &json->findings, DQL_BAD_JSON, json->source.text, json->source.length);
    }
    dql_source_index(&json->source);
    dql_findings_finish(&json->findings, &json->source);
    if (json->arena.failed) return DESKQL_NO_MEMORY;
    if (json->findings.counts[DESKQL_ERROR]) return DESKQL_INVALID;
    json->root = root;
    return DESKQL_OK;
}

deskql_status deskql_json_parse(const char *text, size_t length, const deskql_allocator *allocator,
                                deskql_json **json) {
    if (!json || (!text && length) || !dql_allocator_is_complete(allocator) || (*json && !DQL_LIVE(*json)))
        return DESKQL_MISUSE;
    deskql_json *made = *json;
    /* Without memory for a handle there is none to free. */
    if (!made) made = dql_handle_new(allocator, sizeof *made, offsetof(deskql_json, arena));
    if (!made) return DESKQL_NO_MEMORY;
    deskql_status status = parse(made, text ? text : "", length);
    if (status == DESKQL_NO_MEMORY && !*json) {
        deskql_json_free(made);
        return status;
    }
    if (status == DESKQL_NO_MEMORY) dql_findings_init(&made->findings, &made->arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    *json = made;
    return status;
}

void deskql_json_free(deskql_json *json) {
    if (DQL_LIVE(json)) dql_handle_free(json, &json->arena);
}

const deskql_findings *deskql_json_findings(const deskql_json *json) {
    return DQL_LIVE(json) ? &json->findings : NULL;
}

const deskql_json_value *deskql_json_root(const deskql_json *json) {
    return DQL_LIVE(json) ? json->root : NULL;
}

deskql_range deskql_json_value_range(const deskql_json *json, const deskql_json_value *value) {
    if (!DQL_LIVE(json) || !value) return (deskql_range){{0}, {0}};
    return dql_source_range(&json->source, value->range);
}

deskql_range deskql_json_value_key_range(const deskql_json *json, const deskql_json_value *member) {
    if (!DQL_LIVE(json) || !member || !member->key) return (deskql_range){{0}, {0}};
    return dql_source_range(&json->source, member->key->range);
}

deskql_status deskql_json_write_string(const char *bytes, size_t length, deskql_sink sink, void *context) {
    if ((!bytes && length) || !sink) return DESKQL_MISUSE;
    char stage[512];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    dql_json_write_string(&writer, bytes, length);
    return dql_writer_finish(&writer);
}
