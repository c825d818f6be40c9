#include "glue.h"

#include <stdlib.h>
#include <string.h>

static int gather(void *context, const char *bytes, size_t length) {
    gathered *out = context;
    if (out->capacity - out->length < length) {
        size_t capacity = 2 * (out->length + length) + 64;
        char *larger = realloc(out->bytes, capacity);
        if (!larger) return 1;
        out->bytes = larger;
        out->capacity = capacity;
    }
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    return 0;
}

deskql_status glue_parse(const deskql_schemas *schemas, const char *text, size_t length, const char *endpoint,
                         uint32_t maximum_bytes, uint32_t maximum_depth, uint32_t maximum_list,
                         uint32_t maximum_findings, int notes, int raw, deskql_document **document) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = endpoint;
    options.maximum_bytes = maximum_bytes;
    options.maximum_depth = maximum_depth;
    options.maximum_list = maximum_list;
    options.maximum_findings = maximum_findings;
    options.notes = notes != 0;
    return raw ? deskql_parse_raw(schemas, text, length, &options, document)
               : deskql_parse(schemas, text, length, &options, document);
}

deskql_status glue_compile(const deskql_query *query, int64_t now, int32_t utc_offset, const deskql_binding *bindings,
                           size_t count, const char *base_url, deskql_plan **plan) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = now;
    options.utc_offset = utc_offset;
    options.bindings = bindings;
    options.binding_count = count;
    options.base_url = base_url;
    return deskql_compile(query, &options, plan);
}

deskql_status glue_write(const deskql_plan *plan, deskql_output output, gathered *out) {
    return deskql_plan_stream(plan, output, gather, out);
}

deskql_status glue_describe(const deskql_query *query, deskql_description description, gathered *out) {
    return deskql_query_describe(query, description, gather, out);
}

deskql_status glue_format(const deskql_document *document, gathered *out) {
    return deskql_format(document, NULL, gather, out);
}

deskql_status glue_format_query(const deskql_query *query, gathered *out) {
    return deskql_query_format(query, gather, out);
}

deskql_status glue_fix(const deskql_document *document, size_t *applied, gathered *out) {
    return deskql_apply_fixes(document, applied, gather, out);
}

deskql_finding_reader *glue_reader(void) {
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    deskql_finding_reader *reader = NULL;
    options.fixes = true;
    return deskql_finding_reader_new(&options, &reader) == DESKQL_OK ? reader : NULL;
}

deskql_binding *glue_bindings(size_t count) {
    return calloc(count ? count : 1, sizeof(deskql_binding));
}

deskql_value *glue_binding(deskql_binding *bindings, size_t index, const char *name) {
    bindings[index].name = name;
    return &bindings[index].value;
}

/* The items of a list, to be filled; NULL when there is no memory. */
deskql_value *glue_list(deskql_value *value, size_t count) {
    deskql_value *items = calloc(count ? count : 1, sizeof *items);
    value->type = DESKQL_VALUE_LIST;
    value->as.list.items = items;
    value->as.list.count = items ? count : 0;
    return items;
}

void glue_null(deskql_value *value) {
    value->type = DESKQL_VALUE_NULL;
}

void glue_integer(deskql_value *value, int64_t integer) {
    value->type = DESKQL_VALUE_INTEGER;
    value->as.integer = integer;
}

void glue_number(deskql_value *value, double number) {
    value->type = DESKQL_VALUE_NUMBER;
    value->as.number = number;
}

void glue_boolean(deskql_value *value, int boolean) {
    value->type = DESKQL_VALUE_BOOLEAN;
    value->as.boolean = boolean != 0;
}

void glue_string(deskql_value *value, const char *bytes, size_t length, int text) {
    value->type = text ? DESKQL_VALUE_TEXT : DESKQL_VALUE_STRING;
    value->as.string.bytes = bytes;
    value->as.string.length = length;
}

void glue_time(deskql_value *value, int64_t milliseconds) {
    value->type = DESKQL_VALUE_TIME;
    value->as.time = milliseconds;
}

void glue_date(deskql_value *value, int32_t days) {
    value->type = DESKQL_VALUE_DATE;
    value->as.date = days;
}
