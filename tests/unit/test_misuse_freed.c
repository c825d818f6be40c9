/* What the library says of handles that were freed; it knows them where NDEBUG is not defined. */
#include "support/things.h"

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
    deskql_range range = {{1, 2, 3, 3, 3}, {1, 2, 4, 4, 4}};
    assert_int_equal(deskql_document_count_in(all->document, DESKQL_UNIT_UTF16, range).end.index, 4);
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
    assert_false(deskql_plan_locate(all->plan, "filter", &(deskql_range){{0}, {0}}));
    deskql_matcher *matcher = NULL;
    assert_int_equal(deskql_matcher_make(all->plan, NULL, &matcher), DESKQL_MISUSE);
    deskql_answer *answer = NULL;
    assert_int_equal(deskql_answer_read(all->plan, deskql_json_root(all->json), NULL, &answer), DESKQL_MISUSE);
}

static void test_freed(void **state) {
    (void)state;
    things all;
    make_things(&all);
    int64_t number;
    const deskql_json_value *root = deskql_json_root(all.json);
    deskql_answer *answer = NULL;
    assert_int_equal(deskql_answer_read(all.plan, root, &all.allocator, &answer), DESKQL_INVALID);
    assert_null(answer);
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
    assert_int_equal(deskql_matcher_write(all.matcher, root, things_ticket, swallow, NULL), DESKQL_MISUSE);
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
    deskql_completion *completion = NULL;
    assert_int_equal(deskql_parse(all.schemas, "id=1", 4, NULL, &document), DESKQL_MISUSE);
    assert_null(document);
    assert_int_equal(deskql_complete(all.schemas, "id", 2, 2, NULL, NULL, &completion), DESKQL_MISUSE);
    assert_null(completion);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
