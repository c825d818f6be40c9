/*
 * The library as JavaScript and Go call it: in addresses and numbers, from WebAssembly or linked to a Go program.
 *
 * What a call has to say beyond its status is text in one buffer, mostly JSON, which the next call writes anew: text() and
 * text_length() tell where. A handle that a call made, or a number, is made(). An instance has one thread, and each thread of a
 * native program has a buffer of its own, so both may be shared by all calls.
 * Functions of the library that need no help are exported by package.cmake, and to Go by the list at the end.
 */
#include "bindings/glue/glue.h"

#include "render/render.h"

#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__wasm__)
#define EXPORTED(name) __attribute__((export_name(#name)))
#define OWN static

/* values.js and engine_wazero.go write bindings into memory themselves. */
_Static_assert(sizeof(deskql_value) == 16 && offsetof(deskql_value, as) == 8, "writeValue");
_Static_assert(offsetof(deskql_value, as.string.length) == 12 && offsetof(deskql_value, as.list.count) == 12,
               "writeValue");
_Static_assert(sizeof(deskql_binding) == 24 && offsetof(deskql_binding, value) == 8, "writeBindings");

/* The C library's printf reports of `long double` on standard error, for which it would import the calls of a file system. */
char __stderr_FILE;
int fputs(const char *restrict text, FILE *restrict stream) {
    (void)text;
    (void)stream;
    return EOF;
}
#else
#define EXPORTED(name) static
#define OWN static _Thread_local
#endif

#define ALL_QUERIES UINT32_MAX

/* ---- Texts, and JSON in them ----------------------------------------------------------------------------------------- */

#define KEPT_CAPACITY (1024u * 1024u)

OWN struct {
    char *bytes;
    size_t length;
    size_t capacity;
} output;
/* Stages what goes to `output`; it is the renderer's, whose JSON strings are valid UTF-8 whatever they are made of. */
OWN dql_render output_writer;
OWN uintptr_t last_made;

EXPORTED(text) const char *text(void) {
    return output.bytes;
}

EXPORTED(text_length) size_t text_length(void) {
    return output.length;
}

EXPORTED(made) uintptr_t made(void) {
    return last_made;
}

/* Sinks: into `output` at once, and by way of the writer. */
static int output_append(void *context, const char *bytes, size_t length) {
    (void)context;
    if (length > output.capacity - output.length) {
        if (length > SIZE_MAX / 8 || output.length > SIZE_MAX / 8) return 1;
        size_t capacity = 2 * (output.length + length) + sizeof output_writer.stage;
        char *larger = realloc(output.bytes, capacity);
        if (!larger) return 1;
        output.bytes = larger;
        output.capacity = capacity;
    }
    memcpy(output.bytes + output.length, bytes, length);
    output.length += length;
    return 0;
}

static void output_begin(void) {
    /* One long text shall not keep its memory for ever. */
    if (output.capacity > KEPT_CAPACITY) {
        free(output.bytes);
        output.bytes = NULL;
        output.capacity = 0;
    }
    output.length = 0;
    dql_render_begin_part(&output_writer, NULL, output_append, NULL, false);
}

static deskql_status output_end(void) {
    return dql_render_end_part(&output_writer) ? DESKQL_OK : DESKQL_NO_MEMORY;
}

static int output_bytes(void *context, const char *bytes, size_t length) {
    (void)context;
    dql_render_write(&output_writer, bytes, length);
    return output_writer.failed;
}

/* The status of a call that wrote to output_bytes: that sink fails for want of memory alone. */
static deskql_status output_end_with(deskql_status status) {
    deskql_status written = output_end();
    return written == DESKQL_OK && status != DESKQL_SINK_FAILED ? status : DESKQL_NO_MEMORY;
}

/* As dql_render_print. */
__attribute__((format(printf, 1, 2))) static void output_print(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    dql_render_print_list(&output_writer, NULL, format, arguments);
    va_end(arguments);
}

static const char *output_boolean(bool value) {
    return value ? "true" : "false";
}

/* Of the document's text, as calls other than a reader's give it. */
static void output_place(const deskql_document *document, deskql_range range) {
    dql_render_json_range(&output_writer, deskql_document_count_in(document, DESKQL_UNIT_UTF16, range), true);
}

EXPORTED(version) deskql_status version(void) {
    output_begin();
    output_print("%s", deskql_version());
    return output_end();
}

EXPORTED(status_text) deskql_status status_text(deskql_status status) {
    output_begin();
    output_print("%s", deskql_status_text(status));
    return output_end();
}

/* ---- Findings -------------------------------------------------------------------------------------------------------- */

static deskql_status new_reader(bool fixes, deskql_finding_reader **reader) {
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    options.fixes = fixes;
    options.unit = DESKQL_UNIT_UTF16;
    return deskql_finding_reader_new(&options, reader);
}

/* Whether the finding is about the query. */
static bool is_about(const deskql_findings *findings, size_t index, uint32_t query) {
    deskql_finding_info info;
    return deskql_findings_info_at(findings, index, &info) && (query == ALL_QUERIES || info.query_index == query);
}

/* An array of the findings about one query, or all. */
EXPORTED(findings) deskql_status findings(const deskql_findings *of, uint32_t query, const char *file) {
    deskql_finding_reader *reader = NULL;
    deskql_status status = new_reader(true, &reader);
    output_begin();
    bool any = false;
    for (size_t i = 0; i < deskql_findings_count(of) && status == DESKQL_OK; i++) {
        const deskql_finding *finding;
        if (!is_about(of, i, query)) continue;
        status = deskql_findings_read(of, i, reader, &finding);
        if (status != DESKQL_OK) break;
        output_print(any ? "," : "[");
        any = true;
        dql_render_json_finding(&output_writer, file, finding, true);
    }
    output_print(any ? "]" : "[]");
    deskql_finding_reader_free(reader);
    return output_end_with(status);
}

/* The findings about one query, or all, as people read them. Their text is that of the document, or `bytes` where that is NULL. */
EXPORTED(report)
deskql_status report(const deskql_findings *of, uint32_t query, const deskql_document *document, const char *bytes,
                     size_t length, const char *file, const char *form, bool color) {
    const dql_render_form *found = dql_render_form_find(form);
    if (!found) return DESKQL_MISUSE;
    size_t count = 0;
    deskql_finding_reader *reader = NULL;
    deskql_status status = new_reader(found->fixes, &reader);
    const deskql_finding **chosen = malloc((deskql_findings_count(of) + 1) * sizeof *chosen);
    if (!chosen) status = DESKQL_NO_MEMORY;
    for (size_t i = 0; i < deskql_findings_count(of) && status == DESKQL_OK; i++) {
        if (is_about(of, i, query)) status = deskql_findings_read(of, i, reader, &chosen[count++]);
    }
    if (status != DESKQL_OK) {
        deskql_finding_reader_free(reader);
        free(chosen);
        return status;
    }
    dql_render_unit unit = {.file = file, .text = bytes, .length = length, .findings = chosen, .count = count};
    if (document) unit.text = deskql_document_text(document, &unit.length);
    output_begin();
    dql_render_begin(&output_writer, found, output_append, NULL, color);
    dql_render_query(&output_writer, &unit);
    status = dql_render_end(&output_writer) ? DESKQL_OK : DESKQL_NO_MEMORY;
    deskql_finding_reader_free(reader);
    free(chosen);
    return status;
}

static void write_code(const deskql_code_info *info) {
    output_print("{'code':'%s','slug':'%s','severity':'%s','summary':'%s'", info->code_text, info->slug,
                 dql_render_severity(info->severity), info->summary);
}

EXPORTED(codes) deskql_status codes(void) {
    output_begin();
    for (size_t i = 0; i < deskql_codes_count(); i++) {
        output_print(i ? "," : "[");
        write_code(deskql_codes_at(i));
        output_print("}");
    }
    output_print("]");
    return output_end();
}

EXPORTED(explain) deskql_status explain(const char *code) {
    const deskql_code_info *info = deskql_codes_find(code);
    output_begin();
    if (info) write_code(info);
    output_print(info ? ",'page':'%s'}" : "'%s'", info ? info->page : NULL);
    return output_end();
}

/* ---- Schemas --------------------------------------------------------------------------------------------------------- */

EXPORTED(schema_new) deskql_status schema_new(void) {
    deskql_schemas *schemas = NULL;
    deskql_status status = deskql_schemas_new(NULL, &schemas);
    last_made = (uintptr_t)schemas;
    return status;
}

EXPORTED(schema_endpoints) deskql_status schema_endpoints(const deskql_schemas *schemas) {
    output_begin();
    output_print("[");
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++)
        output_print("%s'%s'", i ? "," : "", deskql_endpoint_name(deskql_schemas_at(schemas, i)));
    output_print("]");
    return output_end();
}

/* What `deskql fields --json` prints; DESKQL_MISUSE for a name that no endpoint has. */
EXPORTED(schema_fields) deskql_status schema_fields(const deskql_schemas *schemas, const char *name) {
    const deskql_endpoint *endpoint = deskql_schemas_find(schemas, name);
    if (!endpoint) return DESKQL_MISUSE;
    output_begin();
    dql_render_json_endpoint(&output_writer, endpoint);
    return output_end();
}

/* ---- Documents ------------------------------------------------------------------------------------------------------- */

/* `document` is NULL or one to be used again; `raw` is 0 for queries, 1 for a raw text, 2 for one a line. */
EXPORTED(parse)
deskql_status parse(deskql_document *document, int raw, const deskql_schemas *schemas, const char *bytes, size_t length,
                    const char *endpoint, uint32_t maximum_bytes, uint32_t maximum_depth, uint32_t maximum_list,
                    uint32_t maximum_findings, int notes) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = endpoint;
    options.maximum_bytes = maximum_bytes;
    options.maximum_depth = maximum_depth;
    options.maximum_list = maximum_list;
    options.maximum_findings = maximum_findings;
    options.notes = notes != 0;
    deskql_status status = raw == 0   ? deskql_parse(schemas, bytes, length, &options, &document)
                           : raw == 1 ? deskql_parse_raw(schemas, bytes, length, &options, &document)
                                      : deskql_parse_raw_lines(schemas, bytes, length, &options, &document);
    last_made = (uintptr_t)document;
    return status;
}

/* The index of the query of that label; the number of queries where there is none. */
EXPORTED(document_find) size_t document_find(const deskql_document *document, const char *name) {
    const deskql_query *found = deskql_document_find(document, name);
    size_t index = 0;
    while (index < deskql_document_count(document) && deskql_document_at(document, index) != found) index++;
    return index;
}

EXPORTED(document_format)
deskql_status document_format(const deskql_document *document, uint32_t width, uint32_t indentation) {
    deskql_format_options options = DESKQL_FORMAT_OPTIONS_INIT;
    options.width = width;
    options.indentation = indentation;
    output_begin();
    return output_end_with(deskql_format(document, &options, output_bytes, NULL));
}

/* The fixed text; made() is how many fixes that took. */
EXPORTED(document_fix) deskql_status document_fix(const deskql_document *document) {
    size_t applied = 0;
    output_begin();
    deskql_status status = deskql_apply_fixes(document, &applied, output_bytes, NULL);
    last_made = applied;
    return output_end_with(status);
}

/* ---- Queries --------------------------------------------------------------------------------------------------------- */

EXPORTED(query_valid) bool query_valid(const deskql_document *document, size_t index) {
    return deskql_query_valid(deskql_document_at(document, index));
}

EXPORTED(query_format) deskql_status query_format(const deskql_document *document, size_t index) {
    output_begin();
    return output_end_with(deskql_query_format(deskql_document_at(document, index), output_bytes, NULL));
}

EXPORTED(query_describe)
deskql_status query_describe(const deskql_document *document, size_t index, deskql_description description) {
    output_begin();
    return output_end_with(deskql_query_describe(deskql_document_at(document, index), description, output_bytes, NULL));
}

static void write_parameters(const deskql_document *document, const deskql_query *query) {
    deskql_parameter_info info;
    output_print(",'parameters':[");
    for (size_t i = 0; deskql_query_parameter_at(query, i, &info); i++) {
        output_print("%s{'name':'%s','type':'%s','nullable':%s,'list':%s,'field':'%s','range':", i ? "," : "",
                     info.name, deskql_type_text(info.type), output_boolean(info.nullable), output_boolean(info.list),
                     info.field);
        output_place(document, info.range);
        output_print("}");
    }
    output_print("]");
}

static deskql_status write_mentions(const deskql_document *document, const deskql_query *query) {
    static const char *const kinds[] = {NULL, "filter", "parameter", "order", "include", "field"};
    size_t count = deskql_query_mentions(query, NULL, 0);
    deskql_mention *mentions = malloc((count + 1) * sizeof *mentions);
    if (!mentions) return DESKQL_NO_MEMORY;
    deskql_query_mentions(query, mentions, count);
    output_print(",'mentions':[");
    for (size_t i = 0; i < count; i++) {
        output_print("%s{'kind':'%s','name':'%s','type':'%s','field':'%s','range':", i ? "," : "",
                     kinds[mentions[i].kind], mentions[i].name, deskql_type_text(mentions[i].type), mentions[i].field);
        output_place(document, mentions[i].range);
        output_print("}");
    }
    output_print("]");
    free(mentions);
    return DESKQL_OK;
}

static void write_order(const deskql_document *document, const deskql_query *query) {
    const char *separator = "";
    output_print(",'order':[");
    for (const deskql_name *name = deskql_query_order(query); name; name = deskql_name_next(name), separator = ",") {
        output_print("%s{'name':'%s','descending':%s,'range':", separator, deskql_name_text(name),
                     output_boolean(deskql_name_descending(name)));
        output_place(document, deskql_name_range(query, name));
        output_print("}");
    }
    output_print("]");
}

/* One object of all that can be asked of a query without compiling it. */
EXPORTED(query_info) deskql_status query_info(const deskql_document *document, size_t index) {
    const deskql_query *query = deskql_document_at(document, index);
    if (!query) return DESKQL_MISUSE;
    output_begin();
    output_print("{'name':'%s','valid':%s,'endpoint':'%s','range':", deskql_query_name(query),
                 output_boolean(deskql_query_valid(query)), deskql_endpoint_name(deskql_query_endpoint(query)));
    output_place(document, deskql_query_range(query));
    write_parameters(document, query);
    write_order(document, query);
    deskql_status status = write_mentions(document, query);
    output_print("}");
    return output_end_with(status);
}

/* ---- Plans ----------------------------------------------------------------------------------------------------------- */

/* `plan` is NULL or one to be used again. */
EXPORTED(compile)
deskql_status compile(deskql_plan *plan, const deskql_document *document, size_t index, int64_t now, int32_t utc_offset,
                      const deskql_binding *bindings, size_t binding_count, const char *base_url) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = now;
    options.utc_offset = utc_offset;
    options.bindings = bindings;
    options.binding_count = binding_count;
    options.base_url = base_url;
    deskql_status status = deskql_compile(deskql_document_at(document, index), &options, &plan);
    last_made = (uintptr_t)plan;
    return status;
}

/* What the query is called, its endpoint, its path and whether it takes a `filter`, then the outputs whose bits `wanted` has; a NUL,
   which none has inside, behind each. A query of whose parts some go into the path has no query string and filter, which would lose
   them: they are empty, as is the filter where the endpoint takes none. */
EXPORTED(plan_outputs)
deskql_status plan_outputs(const deskql_plan *plan, const deskql_document *document, size_t index, uint32_t wanted) {
    const deskql_query *query = deskql_document_at(document, index);
    const deskql_endpoint *endpoint = deskql_query_endpoint(query);
    const char *const names[] = {deskql_query_name(query), deskql_endpoint_name(endpoint),
                                 deskql_endpoint_path(endpoint),
                                 deskql_endpoint_takes_filter(endpoint) ? "filter" : NULL};
    bool is_lost = deskql_endpoint_path_parameter_count(endpoint) > 0;
    deskql_status status = DESKQL_OK;
    output_begin();
    for (size_t i = 0; i < 4; i++) {
        output_print("%s", names[i] ? names[i] : "");
        dql_render_write(&output_writer, "", 1);
    }
    for (unsigned kind = 0; status == DESKQL_OK && kind < 32; kind++) {
        if (!(wanted >> kind & 1)) continue;
        bool is_refused = kind == DESKQL_OUTPUT_FILTER ? is_lost || !names[3] : is_lost && kind == DESKQL_OUTPUT_QUERY;
        if (!is_refused) status = deskql_plan_stream(plan, (deskql_output)kind, output_bytes, NULL);
        dql_render_write(&output_writer, "", 1);
    }
    return output_end_with(status);
}

typedef struct map_writing {
    const deskql_document *document;
    bool any;
} map_writing;

static int write_origin(void *context, const deskql_origin *origin) {
    map_writing *map = context;
    output_print("%s'%s':", map->any ? "," : "", origin->key);
    output_place(map->document, origin->range);
    map->any = true;
    return output_writer.failed;
}

/* What the output `map` writes, with indices. */
EXPORTED(plan_map) deskql_status plan_map(const deskql_plan *plan, const deskql_document *document) {
    map_writing map = {document, false};
    output_begin();
    output_print("{");
    deskql_status status = deskql_plan_origins(plan, write_origin, &map);
    output_print("}");
    return output_end_with(status);
}

/* The place of a part of the query string, or null. */
EXPORTED(plan_locate)
deskql_status plan_locate(const deskql_plan *plan, const deskql_document *document, const char *key) {
    deskql_range range;
    output_begin();
    if (deskql_plan_locate(plan, key, &range)) {
        output_place(document, range);
    } else {
        output_print("null");
    }
    return output_end();
}

/* What an error body of the API says of the query, as findings; DESKQL_INVALID for what is no JSON. */
EXPORTED(plan_answer) deskql_status plan_answer(const deskql_plan *plan, const char *bytes, size_t length) {
    deskql_json *json = NULL;
    deskql_answer *answer = NULL;
    deskql_status status = deskql_json_parse(bytes, length, NULL, &json);
    if (status == DESKQL_OK) {
        status = deskql_answer_read(plan, deskql_json_root(json), NULL, &answer);
        /* A body without errors has no findings. */
        if (status == DESKQL_OK || status == DESKQL_INVALID)
            status = findings(deskql_answer_findings(answer), ALL_QUERIES, NULL);
    }
    deskql_answer_free(answer);
    deskql_json_free(json);
    return status;
}

/* ---- Completion ------------------------------------------------------------------------------------------------------ */

/* What may stand at the byte of a text, and the bytes that it takes the place of. */
EXPORTED(complete)
deskql_status complete(const deskql_schemas *schemas, const char *bytes, size_t length, size_t offset,
                       const char *endpoint, size_t maximum) {
    static const char *const kinds[] = {
        [DESKQL_CANDIDATE_FIELD] = "field",
        [DESKQL_CANDIDATE_PATH_PARAMETER] = "path parameter",
        [DESKQL_CANDIDATE_OPERATOR] = "operator",
        [DESKQL_CANDIDATE_VALUE] = "value",
        [DESKQL_CANDIDATE_KEYWORD] = "keyword",
        [DESKQL_CANDIDATE_ENDPOINT] = "endpoint",
        [DESKQL_CANDIDATE_ORDER_FIELD] = "order field",
        [DESKQL_CANDIDATE_INCLUDE] = "include",
        [DESKQL_CANDIDATE_SPARSE_FIELD] = "sparse field",
        [DESKQL_CANDIDATE_PARAMETER] = "parameter",
        [DESKQL_CANDIDATE_SIGN] = "sign",
    };
    deskql_complete_options options = DESKQL_COMPLETE_OPTIONS_INIT;
    deskql_completion *completion = NULL;
    const deskql_candidate *candidate;
    size_t start, end;
    options.endpoint = endpoint;
    options.maximum = maximum;
    deskql_status status = deskql_complete(schemas, bytes, length, offset, &options, NULL, &completion);
    deskql_completion_range(completion, &start, &end);
    output_begin();
    output_print("{'start':%zu,'end':%zu,'candidates':[", start, end);
    for (size_t i = 0; (candidate = deskql_completion_at(completion, i)); i++)
        output_print("%s{'kind':'%s','text':'%s','detail':'%s'}", i ? "," : "", kinds[candidate->kind], candidate->text,
                     candidate->detail);
    output_print("]}");
    deskql_completion_free(completion);
    return output_end_with(status);
}

/* ---- From Go --------------------------------------------------------------------------------------------------------- */

#if !defined(__wasm__)
/* One function calls them all, by the number of a name: as symbols of a program their names would clash with those of others. Arguments
   and results are 64 bits each. */
#define POINTER(i) ((void *)(uintptr_t)a[i])
#define SIZE(i) ((size_t)a[i])
#define UINT(i) ((uint32_t)a[i])
#define INT(i) ((int32_t)a[i])
#define CALLS(CALL, FREE)                                                                                              \
    CALL(version, )                                                                                                    \
    CALL(status_text, (deskql_status)a[0])                                                                             \
    CALL(findings, POINTER(0), UINT(1), POINTER(2))                                                                    \
    CALL(report, POINTER(0), UINT(1), POINTER(2), POINTER(3), SIZE(4), POINTER(5), POINTER(6), a[7] != 0)              \
    CALL(codes, )                                                                                                      \
    CALL(explain, POINTER(0))                                                                                          \
    CALL(schema_new, )                                                                                                 \
    CALL(schema_endpoints, POINTER(0))                                                                                 \
    CALL(schema_fields, POINTER(0), POINTER(1))                                                                        \
    CALL(parse, POINTER(0), INT(1), POINTER(2), POINTER(3), SIZE(4), POINTER(5), UINT(6), UINT(7), UINT(8), UINT(9),   \
         INT(10))                                                                                                      \
    CALL(document_find, POINTER(0), POINTER(1))                                                                        \
    CALL(document_format, POINTER(0), UINT(1), UINT(2))                                                                \
    CALL(document_fix, POINTER(0))                                                                                     \
    CALL(query_valid, POINTER(0), SIZE(1))                                                                             \
    CALL(query_format, POINTER(0), SIZE(1))                                                                            \
    CALL(query_describe, POINTER(0), SIZE(1), (deskql_description)a[2])                                                \
    CALL(query_info, POINTER(0), SIZE(1))                                                                              \
    CALL(compile, POINTER(0), POINTER(1), SIZE(2), (int64_t)a[3], INT(4), POINTER(5), SIZE(6), POINTER(7))             \
    CALL(plan_outputs, POINTER(0), POINTER(1), SIZE(2), UINT(3))                                                       \
    CALL(plan_map, POINTER(0), POINTER(1))                                                                             \
    CALL(plan_locate, POINTER(0), POINTER(1), POINTER(2))                                                              \
    CALL(plan_answer, POINTER(0), POINTER(1), SIZE(2))                                                                 \
    CALL(complete, POINTER(0), POINTER(1), SIZE(2), SIZE(3), POINTER(4), SIZE(5))                                      \
    CALL(deskql_document_count, POINTER(0))                                                                            \
    CALL(deskql_document_findings, POINTER(0))                                                                         \
    CALL(deskql_findings_count, POINTER(0))                                                                            \
    CALL(deskql_findings_omitted, POINTER(0))                                                                          \
    CALL(deskql_plan_findings, POINTER(0))                                                                             \
    CALL(deskql_schemas_add, POINTER(0), POINTER(1), SIZE(2))                                                          \
    CALL(deskql_schemas_add_values, POINTER(0), POINTER(1), SIZE(2))                                                   \
    CALL(deskql_schemas_findings, POINTER(0))                                                                          \
    FREE(deskql_document_free, )                                                                                       \
    FREE(deskql_plan_free, )                                                                                           \
    FREE(deskql_schemas_free, )

#define DEFINE_CALL(name, ...)                                                                                         \
    static uint64_t call_##name(const uint64_t *a) {                                                                   \
        (void)a;                                                                                                       \
        return (uint64_t)(uintptr_t)name(__VA_ARGS__);                                                                 \
    }
#define DEFINE_FREE(name, ...)                                                                                         \
    static uint64_t call_##name(const uint64_t *a) {                                                                   \
        name(POINTER(0));                                                                                              \
        return 0;                                                                                                      \
    }
/* NOLINTNEXTLINE(performance-no-int-to-ptr): Go has its addresses as numbers. */
CALLS(DEFINE_CALL, DEFINE_FREE)

static const struct {
    const char *name;
    uint64_t (*call)(const uint64_t *arguments);
} calls[] = {
#define NAMED(name, ...) {#name, call_##name},
    CALLS(NAMED, NAMED)};

const char *dql_glue_name(size_t number) {
    return number < sizeof calls / sizeof calls[0] ? calls[number].name : NULL;
}

dql_glue_reply dql_glue_call(size_t number, const uint64_t *arguments, const void *memory) {
    (void)memory;
    uint64_t result = calls[number].call(arguments);
    return (dql_glue_reply){result, made(), text(), text_length()};
}
#endif
