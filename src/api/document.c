/* Documents and queries. */
#include "document/document.h"

#include "describe/describe.h"

#include <string.h>

deskql_status deskql_parse(const deskql_schemas *schemas, const char *text, size_t length,
                           const deskql_parse_options *options, deskql_document **document) {
    return dql_document_parse(schemas, text, length, options, document);
}

void deskql_document_free(deskql_document *document) {
    if (DQL_LIVE(document)) dql_handle_free(document, &document->arena);
}

const char *deskql_document_text(const deskql_document *document, size_t *length) {
    if (length) *length = DQL_LIVE(document) ? document->source.length : 0;
    return DQL_LIVE(document) ? document->source.text : NULL;
}

static bool counts_bytes(const dql_source *source, deskql_position place) {
    return place.index == place.offset && place.character <= place.offset && place.offset <= source->length;
}

deskql_range deskql_document_count_in(const deskql_document *document, deskql_unit unit, deskql_range range) {
    if (!DQL_LIVE(document)) return range;
    const dql_source *source = &document->source;
    if (!counts_bytes(source, range.start) || !counts_bytes(source, range.end)) return range;
    dql_source_count_in(source, unit, &range.start);
    dql_source_count_in(source, unit, &range.end);
    return range;
}

const deskql_findings *deskql_document_findings(const deskql_document *document) {
    return DQL_LIVE(document) ? &document->findings : NULL;
}

size_t deskql_document_count(const deskql_document *document) {
    return DQL_LIVE(document) ? document->query_count : 0;
}

const deskql_query *deskql_document_at(const deskql_document *document, size_t index) {
    return index < deskql_document_count(document) ? &document->queries[index] : NULL;
}

const deskql_query *deskql_document_find(const deskql_document *document, const char *name) {
    if (!DQL_LIVE(document) || !name) return NULL;
    for (uint32_t i = 0; i < document->query_count; i++) {
        const char *label = deskql_query_name(&document->queries[i]);
        if (label && strcmp(label, name) == 0) return &document->queries[i];
    }
    return NULL;
}

const char *deskql_query_name(const deskql_query *query) {
    return dql_query_is_live(query) ? dql_query_label(query) : NULL;
}

bool deskql_query_valid(const deskql_query *query) {
    return dql_query_is_live(query) && query->errors == 0;
}

deskql_range deskql_query_range(const deskql_query *query) {
    if (!dql_query_is_live(query)) return (deskql_range){{.line = 1, .column = 1}, {.line = 1, .column = 1}};
    return dql_source_range(&query->document->source, query->range);
}

const deskql_endpoint *deskql_query_endpoint(const deskql_query *query) {
    return dql_query_is_live(query) ? query->endpoint : NULL;
}

size_t deskql_query_parameter_count(const deskql_query *query) {
    return dql_query_is_live(query) ? query->parameter_count : 0;
}

bool deskql_query_parameter_at(const deskql_query *query, size_t index, deskql_parameter_info *info) {
    if (!info || index >= deskql_query_parameter_count(query)) return false;
    const dql_parameter *parameter = &query->parameters[index];
    info->name = parameter->name;
    info->type = (deskql_type)parameter->type;
    info->nullable = parameter->nullable;
    info->list = parameter->list;
    info->field = parameter->field_name;
    info->range = dql_source_range(&query->document->source, parameter->range);
    return true;
}

deskql_status deskql_query_describe(const deskql_query *query, deskql_description description, deskql_sink sink,
                                    void *context) {
    if (!dql_query_is_live(query) || !sink) return DESKQL_MISUSE;
    char stage[1024];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    switch (description) {
    case DESKQL_DESCRIBE_ENGLISH:
        dql_describe_english(query, &writer);
        return dql_writer_finish(&writer);
    case DESKQL_DESCRIBE_TREE:
        dql_describe_tree(query, &writer);
        return dql_writer_finish(&writer);
    case DESKQL_DESCRIBE_TOKENS:
        dql_describe_tokens(query, &writer);
        return dql_writer_finish(&writer);
    case DESKQL_DESCRIBE_RECOVERY:
        if (dql_describe_recovery(query, &writer) != DESKQL_OK) return DESKQL_NO_MEMORY;
        return dql_writer_finish(&writer);
    }
    return DESKQL_MISUSE;
}
