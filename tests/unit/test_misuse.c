/*
 * What the library says to those who call it wrongly: NULL everywhere, enumerators that are none, option structs of other sizes,
 * half an allocator. Always an answer, never a crash.
 */
#include <stdio.h>
#include <string.h>

#include "support/things.h"

#define NOW INT64_C(1772366400)

/* ---- NULL -------------------------------------------------------------------------------------------------------------- */

static const char *no_name(const void *list, size_t index) {
    (void)list;
    (void)index;
    return NULL;
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
    deskql_answer_free(NULL);
    assert_null(deskql_answer_findings(NULL));
    assert_null(deskql_reading_name((deskql_reading)DESKQL_READING_COUNT));
    assert_null(deskql_reading_word((deskql_reading)99, DESKQL_READING_FIRST));
    assert_int_equal(deskql_readings_read(NULL, &(deskql_readings)DESKQL_READINGS_INIT, NULL), DESKQL_MISUSE);
    assert_false(deskql_matcher_leaves_out(NULL, NULL));
    assert_int_equal(deskql_matcher_judge(NULL, NULL), DESKQL_VERDICT_OPEN);
    assert_false(deskql_matcher_part(NULL, NULL, NULL, NULL));
    assert_int_equal(deskql_matcher_make_for(NULL, NULL, NULL, &(deskql_matcher *){NULL}), DESKQL_MISUSE);

    assert_int_equal(deskql_schemas_new(NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add(NULL, "{}", 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add_values(NULL, "{}", 2), DESKQL_MISUSE);
    assert_null(deskql_schemas_findings(NULL));
    /* The built-in endpoints. */
    assert_true(deskql_schemas_count(NULL) > 0);
    assert_non_null(deskql_schemas_at(NULL, 0));
    assert_non_null(deskql_schemas_find(NULL, "tickets"));
    assert_null(deskql_schemas_find(NULL, NULL));
    deskql_completion_free(NULL);
    assert_int_equal(deskql_completion_count(NULL), 0);
    assert_null(deskql_completion_at(NULL, 0));
    deskql_completion_range(NULL, &length, NULL);
    assert_int_equal(length, 0);
    deskql_completion_range(NULL, NULL, &length);
    assert_int_equal(deskql_complete(NULL, "x", 1, 1, NULL, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_complete(NULL, NULL, 1, 1, NULL, NULL, &(deskql_completion *){NULL}), DESKQL_MISUSE);
    assert_null(deskql_nearest_name(NULL, 0, no_name, NULL));
    assert_null(deskql_nearest_name("x", 1, NULL, NULL));
    assert_null(deskql_nearest_name("x", 1, no_name, NULL));

    assert_int_equal(deskql_parse(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw_lines(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_null(deskql_document_text(NULL, &length));
    assert_int_equal(length, 0);
    assert_null(deskql_document_text(NULL, NULL));
    deskql_range range = {{1, 2, 3, 3, 3}, {1, 2, 4, 4, 4}};
    deskql_range same = deskql_document_count_in(NULL, DESKQL_UNIT_UTF16, range);
    assert_memory_equal(&same, &range, sizeof range);
    assert_null(deskql_document_findings(NULL));
    assert_int_equal(deskql_document_count(NULL), 0);
    assert_null(deskql_document_at(NULL, 0));
    assert_null(deskql_document_find(NULL, "mine"));
    assert_null(deskql_document_find(NULL, NULL));
    assert_int_equal(deskql_format(NULL, NULL, swallow, NULL), DESKQL_MISUSE);
    deskql_document *left = NULL;
    assert_int_equal(deskql_format_text(NULL, NULL, 1, NULL, NULL, swallow, NULL, &left), DESKQL_MISUSE);
    assert_int_equal(deskql_format_text(NULL, "", 0, NULL, NULL, NULL, NULL, &left), DESKQL_MISUSE);
    assert_int_equal(deskql_format_text(NULL, "", 0, NULL, NULL, swallow, NULL, NULL), DESKQL_MISUSE);
    assert_null(left);
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
    assert_false(deskql_matcher_orders(NULL, NULL));
    assert_false(deskql_included_orders(NULL));
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
    deskql_finding_info found;
    const deskql_finding *finding = (const deskql_finding *)&found;
    deskql_finding_reader *reader = NULL;
    assert_int_equal(deskql_finding_reader_new(NULL, NULL), DESKQL_MISUSE);
    deskql_reader_options reading = {0};
    assert_int_equal(deskql_finding_reader_new(&reading, &reader), DESKQL_MISUSE);
    reading = (deskql_reader_options)DESKQL_READER_OPTIONS_INIT;
    reading.unit = (deskql_unit)77;
    assert_int_equal(deskql_finding_reader_new(&reading, &reader), DESKQL_MISUSE);
    reading.unit = (deskql_unit)0;
    assert_int_equal(deskql_finding_reader_new(&reading, &reader), DESKQL_OK);
    assert_int_equal(deskql_findings_read(NULL, 0, reader, &finding), DESKQL_MISUSE);
    assert_null(finding);
    assert_int_equal(deskql_findings_read(NULL, 0, NULL, NULL), DESKQL_MISUSE);
    assert_false(deskql_findings_info_at(NULL, 0, &found));
    deskql_finding_reader_clear(reader);
    deskql_finding_reader_free(reader);
    deskql_finding_reader_clear(NULL);
    deskql_finding_reader_free(NULL);
    assert_int_equal(deskql_findings_omitted(NULL), 0);
    assert_null(deskql_codes_find(NULL));
    assert_null(deskql_codes_get(0));
    assert_null(deskql_codes_at(deskql_codes_count()));
    assert_false(deskql_is_invisible(NULL, 0, 0));
    assert_false(deskql_is_invisible("\xE2\x80\xAE", 3, 3));
    assert_false(deskql_is_invisible("\xE2\x80\xAE", 2, 0));
    assert_true(deskql_is_invisible("\xE2\x80\xAE", 3, 0));

    assert_null(deskql_endpoint_name(NULL));
    assert_null(deskql_endpoint_path(NULL));
    assert_int_equal(deskql_endpoint_path_parameter_count(NULL), 0);
    assert_null(deskql_endpoint_path_parameter_at(NULL, 0));
    assert_int_equal(deskql_endpoint_maximum_page_size(NULL), 0);
    assert_int_equal(deskql_endpoint_filter_count(NULL), 0);
    assert_false(deskql_endpoint_filter_at(NULL, 0, NULL));
    assert_false(deskql_endpoint_filter_at(deskql_schemas_at(NULL, 0), 0, NULL));
    assert_null(deskql_endpoint_value_at(NULL, 0, 0, NULL));
    assert_int_equal(deskql_endpoint_value_ids(NULL, 0, 0, NULL), 0);
    assert_null(deskql_endpoint_kind_at(NULL, 0));
    assert_int_equal(deskql_endpoint_order_count(NULL), 0);
    assert_null(deskql_endpoint_order_at(NULL, 0));
    assert_int_equal(deskql_endpoint_include_count(NULL), 0);
    assert_null(deskql_endpoint_include_at(NULL, 0));
    assert_int_equal(deskql_endpoint_sparse_count(NULL), 0);
    assert_int_equal(deskql_endpoint_documented(NULL, DESKQL_NAMES_ORDER), 0);
    assert_int_equal(deskql_endpoint_documented(deskql_schemas_at(NULL, 0), (deskql_name_list)0), 0);
    assert_int_equal(deskql_endpoint_queryable(NULL), 0);
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
    assert_null(deskql_query_ids(NULL));
    assert_false(deskql_endpoint_takes_ids(NULL));
    assert_false(deskql_endpoint_takes_filter(NULL));
    assert_null(deskql_endpoint_parameter_at(NULL, 0, DESKQL_OPERATOR_EQUAL));
    const deskql_endpoint *searches = deskql_schemas_find(NULL, "search_tickets");
    assert_string_equal(deskql_endpoint_parameter_at(searches, 0, DESKQL_OPERATOR_CONTAINS), "search");
    assert_null(deskql_endpoint_parameter_at(searches, 0, DESKQL_OPERATOR_EQUAL));
    assert_null(deskql_endpoint_parameter_at(searches, 0, (deskql_operator)0));
    assert_null(deskql_endpoint_parameter_at(searches, 0, (deskql_operator)99));
    assert_null(deskql_endpoint_parameter_at(searches, SIZE_MAX, DESKQL_OPERATOR_CONTAINS));
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
    assert_false(deskql_plan_locate(all.plan, NULL, &(deskql_range){{0}, {0}}));
    assert_false(deskql_plan_locate(all.plan, "filter", NULL));
    deskql_finding_info found;
    assert_false(deskql_findings_info_at(deskql_document_findings(all.document), SIZE_MAX, &found));
    assert_false(deskql_findings_info_at(deskql_document_findings(all.document), 0, NULL));
    assert_int_equal(deskql_matcher_make(all.plan, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_make_for(all.plan, &(deskql_readings){0}, NULL, &(deskql_matcher *){NULL}),
                     DESKQL_MISUSE);
    assert_int_equal(deskql_answer_read(NULL, deskql_json_root(all.json), NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_answer_read(all.plan, NULL, NULL, &(deskql_answer *){NULL}), DESKQL_MISUSE);
    assert_int_equal(deskql_answer_read(all.plan, deskql_json_root(all.json), NULL, NULL), DESKQL_MISUSE);
    assert_false(deskql_matcher_selects(all.matcher, NULL));
    assert_false(deskql_matcher_page(all.matcher, NULL, NULL));
    assert_int_equal(deskql_matcher_key(all.matcher, NULL, all.included, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(all.matcher, root, all.included, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(all.matcher, root, NULL, swallow, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(all.matcher, root, things_ticket, NULL, NULL), DESKQL_MISUSE);
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
    static const char *const bases[] = {
        "",          "acme.teamwork.com", "//acme",     "https:",      "https://",    "https:///desk", "1://a",
        "://a",      "https:/a",          " https://a", "https://a b", "https://a\n", "https://a?b",   "https://a/#b",
        "https://?a"};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
        deskql_plan *plan = NULL;
        options.base_url = bases[i];
        assert_int_equal(deskql_compile(all.query, &options, &plan), DESKQL_MISUSE);
        assert_null(plan);
    }
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.binding_count = 1;
    assert_int_equal(deskql_compile(all.query, &options, &all.plan), DESKQL_MISUSE);
    deskql_format_options format = DESKQL_FORMAT_OPTIONS_INIT;
    format.width = format.indentation = UINT32_MAX;
    assert_int_not_equal(deskql_format(all.document, &format, swallow, NULL), DESKQL_NO_MEMORY);
    deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
    parse.maximum_bytes = parse.maximum_depth = parse.maximum_list = parse.maximum_findings = UINT32_MAX;
    assert_int_equal(deskql_parse(NULL, things_text, sizeof things_text - 1, &parse, &all.document), DESKQL_OK);
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
        deskql_answer *answer = NULL;
        deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
        deskql_compile_options compile = DESKQL_COMPILE_OPTIONS_INIT;
        parse.allocator = compile.allocator = &halves[i];
        assert_int_equal(deskql_schemas_new(&halves[i], &schemas), DESKQL_MISUSE);
        assert_int_equal(deskql_parse(NULL, things_text, sizeof things_text - 1, &parse, &document), DESKQL_MISUSE);
        assert_int_equal(deskql_compile(all.query, &compile, &plan), DESKQL_MISUSE);
        assert_int_equal(deskql_json_parse("1", 1, &halves[i], &json), DESKQL_MISUSE);
        assert_int_equal(deskql_matcher_make(all.plan, &halves[i], &matcher), DESKQL_MISUSE);
        assert_int_equal(deskql_included_new(all.matcher, &halves[i], &included), DESKQL_MISUSE);
        assert_int_equal(deskql_answer_read(all.plan, deskql_json_root(all.json), &halves[i], &answer), DESKQL_MISUSE);
        assert_true(!schemas && !document && !plan && !json && !matcher && !included && !answer);
    }
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
    char *names = read_file(DESKQL_SOURCE_DIR "/tests/repo/symbols/exported.txt");
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
        cmocka_unit_test(test_null_handles),   cmocka_unit_test(test_null_parts),
        cmocka_unit_test(test_null_queries),   cmocka_unit_test(test_null_arguments),
        cmocka_unit_test(test_enumerators),    cmocka_unit_test(test_option_sizes),
        cmocka_unit_test(test_option_values),  cmocka_unit_test(test_half_an_allocator),
        cmocka_unit_test(test_every_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
