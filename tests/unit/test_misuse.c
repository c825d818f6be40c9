/*
 * What the library says to those who call it wrongly: NULL everywhere, enumerators that are none, option structs of other sizes,
 * handles that were freed, buffers of size 0, sinks that fail. Always an answer, never a crash.
 */
#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1772366400)

static int swallow(void *context, const char *bytes, size_t length) {
    (void)bytes;
    if (context) *(size_t *)context += length;
    return 0;
}

static int visit_nothing(void *context, const deskql_origin *origin) {
    (void)context;
    (void)origin;
    return 0;
}

/* ---- Everything that there is to be misused ---------------------------------------------------------------------------- */

/* An allocator that keeps what is released, so that a freed handle can be looked at, until `keep_nothing`. */
typedef struct keeper {
    void **blocks;
    size_t count;
} keeper;

static void *keep_allocate(void *context, size_t size) {
    (void)context;
    return malloc(size);
}

static void keep_release(void *context, void *block) {
    keeper *kept = context;
    void **blocks = realloc(kept->blocks, (kept->count + 1) * sizeof *blocks);
    assert_non_null(blocks);
    kept->blocks = blocks;
    kept->blocks[kept->count++] = block;
}

static void keep_nothing(keeper *kept) {
    for (size_t i = 0; i < kept->count; i++) free(kept->blocks[i]);
    free(kept->blocks);
}

typedef struct things {
    deskql_allocator allocator;
    keeper kept;
    deskql_schemas *schemas;
    deskql_document *document;
    const deskql_query *query;
    deskql_plan *plan;
    deskql_matcher *matcher;
    deskql_included *included;
    deskql_json *json;
} things;

static const char text[] = "mine: status = 1 and subject contains :s order by users.name page 2";
static const char ticket[] = "{\"id\":1,\"users\":{\"id\":2,\"type\":\"users\"},\"subject\":\"x\"}";

static void make_things(things *all) {
    *all = (things){.allocator = {&all->kept, keep_allocate, keep_release}};
    deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
    deskql_compile_options compile = DESKQL_COMPILE_OPTIONS_INIT;
    deskql_binding binding = {"s", {.type = DESKQL_VALUE_STRING, .as.string = {"x", 1}}};
    parse.allocator = compile.allocator = &all->allocator;
    compile.bindings = &binding;
    compile.binding_count = 1;
    assert_int_equal(deskql_schemas_new(&all->allocator, &all->schemas), DESKQL_OK);
    assert_int_equal(deskql_parse(all->schemas, text, sizeof text - 1, &parse, &all->document), DESKQL_OK);
    all->query = deskql_document_at(all->document, 0);
    assert_int_equal(deskql_compile(all->query, &compile, &all->plan), DESKQL_OK);
    assert_int_equal(deskql_json_parse(ticket, sizeof ticket - 1, &all->allocator, &all->json), DESKQL_OK);
    assert_int_equal(deskql_matcher_make(all->plan, &all->allocator, &all->matcher), DESKQL_OK);
    assert_int_equal(deskql_included_new(all->matcher, &all->allocator, &all->included), DESKQL_OK);
}

static void free_things(const things *all) {
    deskql_included_free(all->included);
    deskql_matcher_free(all->matcher);
    deskql_json_free(all->json);
    deskql_plan_free(all->plan);
    deskql_document_free(all->document);
    deskql_schemas_free(all->schemas);
}

/* ---- NULL -------------------------------------------------------------------------------------------------------------- */

static bool is_beginning(deskql_range range) {
    return range.start.offset == 0 && range.end.offset == 0;
}

static void test_null_handles(void **state) {
    (void)state;
    size_t length = 77;
    deskql_schemas_free(NULL);
    deskql_document_free(NULL);
    deskql_plan_free(NULL);
    deskql_json_free(NULL);
    deskql_matcher_free(NULL);
    deskql_included_free(NULL);

    assert_int_equal(deskql_schemas_new(NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add(NULL, "{}", 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add_values(NULL, "{}", 2), DESKQL_MISUSE);
    assert_null(deskql_schemas_findings(NULL));
    /* The built-in endpoints. */
    assert_true(deskql_schemas_count(NULL) > 0);
    assert_non_null(deskql_schemas_at(NULL, 0));
    assert_non_null(deskql_schemas_find(NULL, "tickets"));
    assert_null(deskql_schemas_find(NULL, NULL));

    assert_int_equal(deskql_parse(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw_lines(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_null(deskql_document_text(NULL, &length));
    assert_int_equal(length, 0);
    assert_null(deskql_document_text(NULL, NULL));
    assert_null(deskql_document_findings(NULL));
    assert_int_equal(deskql_document_count(NULL), 0);
    assert_null(deskql_document_at(NULL, 0));
    assert_null(deskql_document_find(NULL, "mine"));
    assert_null(deskql_document_find(NULL, NULL));
    assert_int_equal(deskql_format(NULL, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_apply_fixes(NULL, &length, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_apply_fixes(NULL, NULL, NULL, NULL), DESKQL_MISUSE);

    assert_int_equal(deskql_compile(NULL, NULL, NULL), DESKQL_MISUSE);
    assert_null(deskql_plan_findings(NULL));
    assert_int_equal(deskql_plan_write(NULL, DESKQL_OUTPUT_QUERY, NULL, 0, &length), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_write(NULL, DESKQL_OUTPUT_QUERY, NULL, 0, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_stream(NULL, DESKQL_OUTPUT_QUERY, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_origins(NULL, visit_nothing, NULL), DESKQL_MISUSE);
    assert_false(deskql_plan_locate(NULL, "filter", NULL));
    assert_int_equal(deskql_time_read(NULL, 0, 0, NULL), DESKQL_MISUSE);

    assert_int_equal(deskql_matcher_make(NULL, NULL, NULL), DESKQL_MISUSE);
    assert_false(deskql_matcher_selects(NULL, NULL));
    assert_null(deskql_matcher_order(NULL));
    assert_false(deskql_matcher_page(NULL, NULL, NULL));
    assert_null(deskql_matcher_included_kind(NULL));
    assert_int_equal(deskql_matcher_key(NULL, NULL, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(NULL, NULL, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_included_new(NULL, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_included_add(NULL, NULL), DESKQL_MISUSE);
}

static void test_null_parts(void **state) {
    (void)state;
    size_t length = 77;
    int64_t integer = 0;
    assert_int_equal(deskql_findings_count(NULL), 0);
    assert_int_equal(deskql_findings_count_severity(NULL, DESKQL_ERROR), 0);
    assert_null(deskql_findings_at(NULL, 0));
    assert_int_equal(deskql_findings_omitted(NULL), 0);
    assert_null(deskql_codes_find(NULL));
    assert_null(deskql_codes_at(deskql_codes_count()));

    assert_null(deskql_endpoint_name(NULL));
    assert_null(deskql_endpoint_path(NULL));
    assert_int_equal(deskql_endpoint_maximum_page_size(NULL), 0);
    assert_int_equal(deskql_endpoint_filter_count(NULL), 0);
    assert_false(deskql_endpoint_filter_at(NULL, 0, NULL));
    assert_false(deskql_endpoint_filter_at(deskql_schemas_at(NULL, 0), 0, NULL));
    assert_null(deskql_endpoint_value_at(NULL, 0, 0, NULL));
    assert_int_equal(deskql_endpoint_order_count(NULL), 0);
    assert_null(deskql_endpoint_order_at(NULL, 0));
    assert_int_equal(deskql_endpoint_include_count(NULL), 0);
    assert_null(deskql_endpoint_include_at(NULL, 0));
    assert_int_equal(deskql_endpoint_sparse_count(NULL), 0);
    assert_null(deskql_endpoint_sparse_at(NULL, 0));

    assert_null(deskql_json_findings(NULL));
    assert_null(deskql_json_root(NULL));
    assert_int_equal(deskql_json_parse("1", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_json_value_type(NULL), 0);
    assert_true(is_beginning(deskql_json_value_range(NULL, NULL)));
    assert_true(is_beginning(deskql_json_value_key_range(NULL, NULL)));
    assert_null(deskql_json_value_text(NULL, &length));
    assert_int_equal(length, 0);
    assert_false(deskql_json_value_integer(NULL, &integer));
    assert_true(deskql_json_value_number(NULL) == 0);
    assert_int_equal(deskql_json_value_count(NULL), 0);
    assert_null(deskql_json_value_first(NULL));
    assert_null(deskql_json_value_next(NULL));
    assert_null(deskql_json_value_key(NULL, NULL));
    assert_null(deskql_json_value_member(NULL, "x"));
    assert_null(deskql_json_value_member(NULL, NULL));
    assert_int_equal(deskql_json_write_string(NULL, 1, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_json_write_string("x", 1, NULL, NULL), DESKQL_MISUSE);
}

static void test_null_queries(void **state) {
    (void)state;
    size_t length = 77;
    int64_t integer = 0;
    deskql_parameter_info info;
    assert_null(deskql_query_name(NULL));
    assert_false(deskql_query_valid(NULL));
    assert_true(is_beginning(deskql_query_range(NULL)));
    assert_null(deskql_query_endpoint(NULL));
    assert_int_equal(deskql_query_parameter_count(NULL), 0);
    assert_false(deskql_query_parameter_at(NULL, 0, &info));
    assert_int_equal(deskql_query_describe(NULL, DESKQL_DESCRIBE_TREE, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_query_format(NULL, swallow, NULL), DESKQL_MISUSE);
    assert_null(deskql_query_filter(NULL));
    assert_null(deskql_query_order(NULL));
    assert_null(deskql_query_includes(NULL));
    assert_null(deskql_query_sparse(NULL));
    assert_null(deskql_query_page(NULL));
    assert_null(deskql_query_page_size(NULL));
    assert_int_equal(deskql_query_mentions(NULL, NULL, 0), 0);

    assert_int_equal(deskql_node_kind_of(NULL), 0);
    assert_true(is_beginning(deskql_node_range(NULL, NULL)));
    assert_null(deskql_node_first(NULL));
    assert_null(deskql_node_next(NULL));
    assert_null(deskql_node_field(NULL));
    assert_true(is_beginning(deskql_node_field_range(NULL, NULL)));
    assert_int_equal(deskql_node_type(NULL), 0);
    assert_int_equal(deskql_node_operator(NULL), 0);
    assert_true(is_beginning(deskql_node_operator_range(NULL, NULL)));
    assert_null(deskql_node_literal(NULL));
    assert_int_equal(deskql_literal_kind_of(NULL), DESKQL_LITERAL_NONE);
    assert_true(is_beginning(deskql_literal_range(NULL, NULL)));
    assert_null(deskql_literal_next(NULL));
    assert_null(deskql_literal_text(NULL, &length));
    assert_int_equal(length, 0);
    assert_false(deskql_literal_integer(NULL, &integer));
    assert_false(deskql_literal_time(NULL, 0, 0, &integer, &integer));
    assert_null(deskql_name_text(NULL));
    assert_true(is_beginning(deskql_name_range(NULL, NULL)));
    assert_false(deskql_name_descending(NULL));
    assert_null(deskql_name_next(NULL));
}

/* The handle is good, and the rest is not. */
static void test_null_arguments(void **state) {
    (void)state;
    things all;
    make_things(&all);
    deskql_document *document = NULL;
    deskql_json *json = NULL;
    size_t length = 77;
    char buffer[16];
    const deskql_json_value *root = deskql_json_root(all.json);
    assert_int_equal(deskql_schemas_add(all.schemas, NULL, 1), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add_values(all.schemas, NULL, 1), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add(all.schemas, NULL, 0), DESKQL_INVALID);
    assert_null(deskql_schemas_find(all.schemas, NULL));
    assert_null(deskql_schemas_at(all.schemas, SIZE_MAX));
    assert_int_equal(deskql_parse(NULL, NULL, 1, NULL, &document), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw(NULL, NULL, 1, NULL, &document), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw_lines(NULL, NULL, 1, NULL, &document), DESKQL_MISUSE);
    assert_null(document);
    assert_int_equal(deskql_json_parse(NULL, 1, NULL, &json), DESKQL_MISUSE);
    assert_null(json);
    assert_null(deskql_document_at(all.document, SIZE_MAX));
    assert_null(deskql_document_find(all.document, NULL));
    assert_false(deskql_query_parameter_at(all.query, 0, NULL));
    assert_false(deskql_query_parameter_at(all.query, SIZE_MAX, &(deskql_parameter_info){0}));
    /* A capacity without a place is none. */
    assert_int_equal(deskql_query_mentions(all.query, NULL, 100), 4);
    assert_int_equal(deskql_query_describe(all.query, DESKQL_DESCRIBE_TREE, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_query_format(all.query, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_format(all.document, NULL, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_apply_fixes(all.document, NULL, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_compile(all.query, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_write(all.plan, DESKQL_OUTPUT_QUERY, NULL, 1, &length), DESKQL_MISUSE);
    assert_int_equal(length, 0);
    assert_int_equal(deskql_plan_write(all.plan, DESKQL_OUTPUT_QUERY, buffer, 0, NULL), DESKQL_SHORT_BUFFER);
    assert_int_equal(deskql_plan_stream(all.plan, DESKQL_OUTPUT_QUERY, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_origins(all.plan, NULL, NULL), DESKQL_MISUSE);
    assert_false(deskql_plan_locate(all.plan, NULL, &(deskql_range){{0, 0, 0}, {0, 0, 0}}));
    assert_false(deskql_plan_locate(all.plan, "filter", NULL));
    assert_null(deskql_findings_at(deskql_document_findings(all.document), SIZE_MAX));
    assert_int_equal(deskql_matcher_make(all.plan, NULL, NULL), DESKQL_MISUSE);
    assert_false(deskql_matcher_selects(all.matcher, NULL));
    assert_false(deskql_matcher_page(all.matcher, NULL, NULL));
    assert_int_equal(deskql_matcher_key(all.matcher, NULL, all.included, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(all.matcher, root, all.included, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(all.matcher, root, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(all.matcher, root, ticket, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_included_new(all.matcher, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_included_add(all.included, NULL), DESKQL_MISUSE);
    assert_false(deskql_json_value_integer(root, NULL));
    assert_null(deskql_json_value_member(root, NULL));
    assert_false(deskql_literal_integer(deskql_query_page(all.query), NULL));
    assert_false(deskql_literal_time(deskql_query_page(all.query), 0, 0, NULL, NULL));
    assert_true(is_beginning(deskql_node_range(NULL, deskql_query_filter(all.query))));
    assert_true(is_beginning(deskql_node_range(all.query, NULL)));
    assert_int_equal(deskql_time_read("2026-01-31", 10, 0, NULL), DESKQL_MISUSE);
    free_things(&all);
    keep_nothing(&all.kept);
}

/* ---- Enumerators, options, allocators ---------------------------------------------------------------------------------- */

static void test_enumerators(void **state) {
    (void)state;
    things all;
    make_things(&all);
    static const int wrong[] = {-2147483647 - 1, -1, 0, 99, 2147483647};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        size_t length = 77;
        assert_int_equal(deskql_query_describe(all.query, (deskql_description)wrong[i], swallow, NULL), DESKQL_MISUSE);
        assert_int_equal(deskql_plan_write(all.plan, (deskql_output)wrong[i], NULL, 0, &length), DESKQL_MISUSE);
        assert_int_equal(length, 0);
        assert_int_equal(deskql_plan_stream(all.plan, (deskql_output)wrong[i], swallow, NULL), DESKQL_MISUSE);
        assert_null(deskql_type_text((deskql_type)wrong[i]));
        assert_null(deskql_operator_text((deskql_operator)wrong[i]));
        assert_non_null(deskql_status_text((deskql_status)wrong[i]));
        const deskql_findings *findings = deskql_document_findings(all.document);
        assert_int_equal(deskql_findings_count_severity(findings, (deskql_severity)wrong[i]), 0);
        deskql_binding binding = {"s", {.type = (deskql_value_type)wrong[i]}};
        deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
        options.bindings = &binding;
        options.binding_count = 1;
        assert_int_equal(deskql_compile(all.query, &options, &all.plan), DESKQL_MISUSE);
        /* What a misuse leaves behind is no result. */
        assert_int_equal(deskql_plan_write(all.plan, DESKQL_OUTPUT_QUERY, NULL, 0, NULL), DESKQL_MISUSE);
        binding.value = (deskql_value){.type = DESKQL_VALUE_STRING, .as.string = {"x", 1}};
        assert_int_equal(deskql_compile(all.query, &options, &all.plan), DESKQL_OK);
    }
    free_things(&all);
    keep_nothing(&all.kept);
}

/* A struct of a later version of the library is longer, and one of an earlier version shorter; what is not there is 0. */
static void test_option_sizes(void **state) {
    (void)state;
    struct {
        deskql_parse_options options;
        char later[64];
    } parse = {DESKQL_PARSE_OPTIONS_INIT, {1, 2, 3}};
    struct {
        deskql_compile_options options;
        char later[64];
    } compile = {DESKQL_COMPILE_OPTIONS_INIT, {1, 2, 3}};
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    parse.options.size = sizeof parse;
    compile.options.size = sizeof compile;
    compile.options.now = NOW;
    compile.options.utc_offset = 60;
    assert_int_equal(deskql_parse(NULL, "createdAt > now", 15, &parse.options, &document), DESKQL_OK);
    const deskql_query *query = deskql_document_at(document, 0);
    char filter[128];
    assert_int_equal(deskql_compile(query, &compile.options, &plan), DESKQL_OK);
    /* From the first field on, each shorter struct is one that a version could have had. */
    for (size_t size = 0; size <= sizeof compile.options; size++) {
        compile.options.size = size;
        bool known = size >= offsetof(deskql_compile_options, utc_offset);
        assert_int_equal(deskql_compile(query, &compile.options, &plan), known ? DESKQL_OK : DESKQL_MISUSE);
        if (!known) continue;
        assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, filter, sizeof filter, NULL), DESKQL_OK);
        assert_string_equal(filter, "{\"createdAt\":{\"$gt\":\"2026-03-01T12:00:00Z\"}}");
    }
    /* The endpoint is a pointer, which is there or not as a whole. */
    parse.options.endpoint = "users";
    for (size_t size = 0; size <= sizeof parse.options; size += sizeof(void *)) {
        parse.options.size = size;
        bool known = size >= offsetof(deskql_parse_options, endpoint);
        assert_int_equal(deskql_parse(NULL, "id=1", 4, &parse.options, &document), known ? DESKQL_OK : DESKQL_MISUSE);
        if (!known) continue;
        const char *name = deskql_endpoint_name(deskql_query_endpoint(deskql_document_at(document, 0)));
        bool has_endpoint = size >= offsetof(deskql_parse_options, maximum_bytes);
        assert_string_equal(name, has_endpoint ? "users" : "tickets");
    }
    struct {
        deskql_format_options options;
        char later[64];
    } format = {DESKQL_FORMAT_OPTIONS_INIT, {1, 2, 3}};
    format.options.size = sizeof format;
    assert_int_equal(deskql_format(document, &format.options, swallow, NULL), DESKQL_OK);
    format.options.size = 0;
    assert_int_equal(deskql_format(document, &format.options, swallow, NULL), DESKQL_MISUSE);
    deskql_plan_free(plan);
    deskql_document_free(document);
}

static void test_option_values(void **state) {
    (void)state;
    things all;
    make_things(&all);
    static const int32_t offsets[] = {INT32_MIN, -1440, 1440, INT32_MAX};
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
        deskql_plan *plan = NULL;
        int64_t milliseconds;
        options.utc_offset = offsets[i];
        assert_int_equal(deskql_compile(all.query, &options, &plan), DESKQL_MISUSE);
        assert_null(plan);
        assert_int_equal(deskql_time_read("2026-01-31", 10, offsets[i], &milliseconds), DESKQL_MISUSE);
    }
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.binding_count = 1;
    assert_int_equal(deskql_compile(all.query, &options, &all.plan), DESKQL_MISUSE);
    deskql_format_options format = DESKQL_FORMAT_OPTIONS_INIT;
    format.width = format.indentation = UINT32_MAX;
    assert_int_not_equal(deskql_format(all.document, &format, swallow, NULL), DESKQL_NO_MEMORY);
    deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
    parse.maximum_bytes = parse.maximum_depth = parse.maximum_list = parse.maximum_findings = UINT32_MAX;
    assert_int_equal(deskql_parse(NULL, text, sizeof text - 1, &parse, &all.document), DESKQL_OK);
    free_things(&all);
    keep_nothing(&all.kept);
}

static void test_half_an_allocator(void **state) {
    (void)state;
    things all;
    make_things(&all);
    const deskql_allocator halves[] = {{NULL, NULL, NULL}, {NULL, keep_allocate, NULL}, {NULL, NULL, keep_release}};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        deskql_schemas *schemas = NULL;
        deskql_document *document = NULL;
        deskql_plan *plan = NULL;
        deskql_json *json = NULL;
        deskql_matcher *matcher = NULL;
        deskql_included *included = NULL;
        deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
        deskql_compile_options compile = DESKQL_COMPILE_OPTIONS_INIT;
        parse.allocator = compile.allocator = &halves[i];
        assert_int_equal(deskql_schemas_new(&halves[i], &schemas), DESKQL_MISUSE);
        assert_int_equal(deskql_parse(NULL, text, sizeof text - 1, &parse, &document), DESKQL_MISUSE);
        assert_int_equal(deskql_compile(all.query, &compile, &plan), DESKQL_MISUSE);
        assert_int_equal(deskql_json_parse("1", 1, &halves[i], &json), DESKQL_MISUSE);
        assert_int_equal(deskql_matcher_make(all.plan, &halves[i], &matcher), DESKQL_MISUSE);
        assert_int_equal(deskql_included_new(all.matcher, &halves[i], &included), DESKQL_MISUSE);
        assert_true(!schemas && !document && !plan && !json && !matcher && !included);
    }
    free_things(&all);
    keep_nothing(&all.kept);
}

/* ---- Freed handles ----------------------------------------------------------------------------------------------------- */

#ifdef NDEBUG
static void test_freed(void **state) {
    (void)state;
    skip();
}
#else
static void use_freed_document(things *all) {
    deskql_parameter_info info;
    size_t length = 77;
    const deskql_query *query = all->query;
    assert_int_equal(deskql_parse(NULL, "", 0, NULL, &all->document), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw(NULL, "", 0, NULL, &all->document), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw_lines(NULL, "", 0, NULL, &all->document), DESKQL_MISUSE);
    assert_null(deskql_document_text(all->document, &length));
    assert_null(deskql_document_findings(all->document));
    assert_int_equal(deskql_document_count(all->document), 0);
    assert_null(deskql_document_at(all->document, 0));
    assert_null(deskql_document_find(all->document, "mine"));
    assert_int_equal(deskql_format(all->document, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_apply_fixes(all->document, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_null(deskql_query_name(query));
    assert_false(deskql_query_valid(query));
    assert_true(is_beginning(deskql_query_range(query)));
    assert_null(deskql_query_endpoint(query));
    assert_int_equal(deskql_query_parameter_count(query), 0);
    assert_false(deskql_query_parameter_at(query, 0, &info));
    assert_int_equal(deskql_query_describe(query, DESKQL_DESCRIBE_ENGLISH, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_query_format(query, swallow, NULL), DESKQL_MISUSE);
    assert_null(deskql_query_filter(query));
    assert_int_equal(deskql_query_mentions(query, NULL, 0), 0);
    assert_int_equal(deskql_compile(query, NULL, &all->plan), DESKQL_MISUSE);
    /* A plan without its document is of no use either. */
    assert_int_equal(deskql_plan_write(all->plan, DESKQL_OUTPUT_QUERY, NULL, 0, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_origins(all->plan, visit_nothing, NULL), DESKQL_MISUSE);
}

static void use_freed_plan(things *all) {
    assert_int_equal(deskql_compile(all->query, NULL, &all->plan), DESKQL_MISUSE);
    assert_null(deskql_plan_findings(all->plan));
    assert_int_equal(deskql_plan_write(all->plan, DESKQL_OUTPUT_QUERY, NULL, 0, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_stream(all->plan, DESKQL_OUTPUT_QUERY, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_origins(all->plan, visit_nothing, NULL), DESKQL_MISUSE);
    assert_false(deskql_plan_locate(all->plan, "filter", &(deskql_range){{0, 0, 0}, {0, 0, 0}}));
    deskql_matcher *matcher = NULL;
    assert_int_equal(deskql_matcher_make(all->plan, NULL, &matcher), DESKQL_MISUSE);
}

static void test_freed(void **state) {
    (void)state;
    things all;
    make_things(&all);
    int64_t number;
    const deskql_json_value *root = deskql_json_root(all.json);
    deskql_included_free(all.included);
    assert_int_equal(deskql_included_add(all.included, root), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(all.matcher, root, all.included, swallow, NULL), DESKQL_MISUSE);
    deskql_matcher_free(all.matcher);
    assert_int_equal(deskql_matcher_make(all.plan, NULL, &all.matcher), DESKQL_MISUSE);
    assert_false(deskql_matcher_selects(all.matcher, root));
    assert_null(deskql_matcher_order(all.matcher));
    assert_null(deskql_matcher_included_kind(all.matcher));
    assert_false(deskql_matcher_page(all.matcher, &number, &number));
    assert_int_equal(deskql_matcher_key(all.matcher, root, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(all.matcher, root, ticket, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_included_new(all.matcher, NULL, &(deskql_included *){NULL}), DESKQL_MISUSE);
    deskql_json_free(all.json);
    assert_int_equal(deskql_json_parse("1", 1, NULL, &all.json), DESKQL_MISUSE);
    assert_null(deskql_json_findings(all.json));
    assert_null(deskql_json_root(all.json));
    assert_true(is_beginning(deskql_json_value_range(all.json, root)));
    deskql_plan *plan = all.plan;
    deskql_plan_free(plan);
    use_freed_plan(&all);
    all.plan = NULL;
    assert_int_equal(deskql_compile(all.query, NULL, &all.plan), DESKQL_INVALID);
    deskql_document_free(all.document);
    use_freed_document(&all);
    deskql_schemas_free(all.schemas);
    assert_int_equal(deskql_schemas_add(all.schemas, "{}", 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add_values(all.schemas, "{}", 2), DESKQL_MISUSE);
    assert_null(deskql_schemas_findings(all.schemas));
    assert_int_equal(deskql_schemas_count(all.schemas), 0);
    assert_null(deskql_schemas_at(all.schemas, 0));
    assert_null(deskql_schemas_find(all.schemas, "tickets"));
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(all.schemas, "id=1", 4, NULL, &document), DESKQL_MISUSE);
    assert_null(document);
    /* Once more, which does nothing: each block was released once. */
    size_t released = all.kept.count;
    deskql_plan_free(plan);
    deskql_included_free(all.included);
    deskql_matcher_free(all.matcher);
    deskql_json_free(all.json);
    deskql_document_free(all.document);
    deskql_schemas_free(all.schemas);
    assert_int_equal(all.kept.count, released);
    deskql_plan_free(all.plan);
    keep_nothing(&all.kept);
}
#endif

/* ---- Buffers and sinks ------------------------------------------------------------------------------------------------- */

static void test_buffers(void **state) {
    (void)state;
    things all;
    make_things(&all);
    for (int output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_MAP; output++) {
        size_t needed = 0;
        assert_int_equal(deskql_plan_write(all.plan, (deskql_output)output, NULL, 0, &needed), DESKQL_SHORT_BUFFER);
        assert_true(needed > 0);
        /* Of exactly that size, so that a byte beyond is seen. */
        for (size_t capacity = 0; capacity <= needed + 2; capacity++) {
            size_t length = 0;
            char *buffer = malloc(capacity ? capacity : 1);
            assert_non_null(buffer);
            deskql_status status = deskql_plan_write(all.plan, (deskql_output)output, buffer, capacity, &length);
            assert_int_equal(status, capacity > needed ? DESKQL_OK : DESKQL_SHORT_BUFFER);
            assert_int_equal(length, needed);
            if (status == DESKQL_OK) assert_int_equal(strlen(buffer), needed);
            free(buffer);
        }
    }
    free_things(&all);
    keep_nothing(&all.kept);
}

typedef struct failing {
    size_t calls;
    size_t fail_at;
} failing;

static int fail_in_time(void *context, const char *bytes, size_t length) {
    failing *sink = context;
    assert_non_null(bytes);
    assert_true(length > 0);
    /* Once it has failed it is not called again. */
    assert_true(sink->calls <= sink->fail_at);
    return sink->calls++ == sink->fail_at ? -1 : 0;
}

typedef deskql_status (*streaming)(const things *all, int output, deskql_sink sink, void *context);

static deskql_status stream_plan(const things *all, int output, deskql_sink sink, void *context) {
    return deskql_plan_stream(all->plan, (deskql_output)output, sink, context);
}
static deskql_status stream_description(const things *all, int output, deskql_sink sink, void *context) {
    return deskql_query_describe(all->query, (deskql_description)output, sink, context);
}
static deskql_status stream_format(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_format(all->document, NULL, sink, context);
}
static deskql_status stream_query_format(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_query_format(all->query, sink, context);
}
static deskql_status stream_fixes(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_apply_fixes(all->document, NULL, sink, context);
}
static deskql_status stream_ticket(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_matcher_write(all->matcher, deskql_json_root(all->json), ticket, sink, context);
}
static deskql_status stream_key(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_matcher_key(all->matcher, deskql_json_root(all->json), all->included, sink, context);
}
static deskql_status stream_string(const things *all, int output, deskql_sink sink, void *context) {
    (void)all;
    (void)output;
    char long_text[5000];
    memset(long_text, '\n', sizeof long_text);
    return deskql_json_write_string(long_text, sizeof long_text, sink, context);
}

/* Fails the first call of the sink, then the second, until all goes well. Returns how often it failed. */
static size_t fail_each_call(const things *all, streaming stream, int output) {
    for (size_t fail_at = 0;; fail_at++) {
        failing sink = {0, fail_at};
        deskql_status status = stream(all, output, fail_in_time, &sink);
        if (sink.calls <= fail_at) {
            assert_int_equal(status, DESKQL_OK);
            return fail_at;
        }
        assert_int_equal(status, DESKQL_SINK_FAILED);
        assert_true(fail_at < 10000);
    }
}

static void test_sinks(void **state) {
    (void)state;
    things all;
    make_things(&all);
    /* Long enough to be written in pieces. */
    char query[6000], *at = query;
    for (int i = 0; i < 100; i++) at += sprintf(at, "%sid=%d and subject contains \"text\"", i ? " or " : "", i);
    sprintf(at, " order by users.name");
    assert_int_equal(deskql_parse(all.schemas, query, strlen(query), NULL, &all.document), DESKQL_OK);
    all.query = deskql_document_at(all.document, 0);
    assert_int_equal(deskql_compile(all.query, NULL, &all.plan), DESKQL_OK);
    assert_int_equal(deskql_matcher_make(all.plan, NULL, &all.matcher), DESKQL_OK);
    for (int output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_MAP; output++) {
        assert_true(fail_each_call(&all, stream_plan, output) > 1);
    }
    assert_true(fail_each_call(&all, stream_description, DESKQL_DESCRIBE_ENGLISH) > 1);
    assert_true(fail_each_call(&all, stream_description, DESKQL_DESCRIBE_TREE) > 1);
    assert_true(fail_each_call(&all, stream_format, 0) > 1);
    assert_true(fail_each_call(&all, stream_query_format, 0) > 1);
    assert_true(fail_each_call(&all, stream_fixes, 0) > 0);
    assert_true(fail_each_call(&all, stream_ticket, 0) > 0);
    fail_each_call(&all, stream_key, 0);
    assert_true(fail_each_call(&all, stream_string, 0) > 1);
    free_things(&all);
    keep_nothing(&all.kept);
}

/* ---- This file is complete --------------------------------------------------------------------------------------------- */

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size > 0);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    bytes[size] = '\0';
    fclose(file);
    return bytes;
}

/* Every function that the library exports is called somewhere above. */
static void test_every_function(void **state) {
    (void)state;
    char *names = read_file(DESKQL_SOURCE_DIR "/tests/symbols/exported.txt");
    char *here = read_file(DESKQL_SOURCE_DIR "/tests/unit/test_misuse.c");
    size_t missing = 0;
    assert_non_null(deskql_version());
    for (char *name = strtok(names, "\n"); name; name = strtok(NULL, "\n")) {
        char call[128];
        snprintf(call, sizeof call, "%s(", name);
        if (strstr(here, call)) continue;
        print_error("%s is not misused\n", name);
        missing++;
    }
    assert_int_equal(missing, 0);
    free(names);
    free(here);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_null_handles),  cmocka_unit_test(test_null_parts),
        cmocka_unit_test(test_null_queries),  cmocka_unit_test(test_null_arguments),
        cmocka_unit_test(test_enumerators),   cmocka_unit_test(test_option_sizes),
        cmocka_unit_test(test_option_values), cmocka_unit_test(test_half_an_allocator),
        cmocka_unit_test(test_freed),         cmocka_unit_test(test_buffers),
        cmocka_unit_test(test_sinks),         cmocka_unit_test(test_every_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
