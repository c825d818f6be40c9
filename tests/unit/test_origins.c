/* Where the parts of a compiled query came from. That every part of every case has a place is tested by the runner of the cases. */
#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1772366400)

typedef struct compiled {
    deskql_document *document;
    deskql_plan *plan;
    const char *text;
    size_t length;
} compiled;

static compiled compile(const char *query) {
    compiled result = {NULL, NULL, NULL, 0};
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = NOW;
    assert_int_equal(deskql_parse(NULL, query, strlen(query), NULL, &result.document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(result.document, 0), &options, &result.plan), DESKQL_OK);
    result.text = deskql_document_text(result.document, &result.length);
    return result;
}

static void release(const compiled *result) {
    deskql_plan_free(result->plan);
    deskql_document_free(result->document);
}

typedef struct listing {
    const compiled *of;
    char text[4096];
    size_t length;
} listing;

static int list(void *context, const deskql_origin *origin) {
    listing *to = context;
    uint32_t start = origin->range.start.offset, end = origin->range.end.offset;
    assert_true(start <= end && end <= to->of->length);
    int length = snprintf(to->text + to->length, sizeof to->text - to->length, "%s: %.*s\n", origin->key,
                          (int)(end - start), to->of->text + start);
    assert_true(length > 0 && (size_t)length < sizeof to->text - to->length);
    to->length += (size_t)length;
    return 0;
}

/* `expected`: a line for each part, with the words that it came from. */
static void assert_origins(const char *query, const char *expected) {
    compiled result = compile(query);
    listing got = {&result, "", 0};
    assert_int_equal(deskql_plan_origins(result.plan, list, &got), DESKQL_OK);
    assert_string_equal(got.text, expected);
    release(&result);
}

static void test_comparisons(void **state) {
    (void)state;
    assert_origins("", "");
    assert_origins(" status=open", "filter: status=open\n"
                                   "filter/status: status=open\n"
                                   "filter/status/$eq: open\n");
    assert_origins("status=open and priority in (1, 2)", "filter: status=open and priority in (1, 2)\n"
                                                         "filter/status: status=open\n"
                                                         "filter/status/$eq: open\n"
                                                         "filter/priority: priority in (1, 2)\n"
                                                         "filter/priority/$in: 1, 2\n"
                                                         "filter/priority/$in/0: 1\n"
                                                         "filter/priority/$in/1: 2\n");
    assert_origins("agent is not null", "filter: agent is not null\n"
                                        "filter/agent: agent is not null\n"
                                        "filter/agent/$ne: is not null\n");
}

/* Each condition is a parameter, by that name; there is no filter. */
static void test_named_parameters(void **state) {
    (void)state;
    assert_origins("from search_customers tags in (1, 2) and text ~ ada page 2", "tagIds[]: tags in (1, 2)\n"
                                                                                 "tagIds[]/0: 1\n"
                                                                                 "tagIds[]/1: 2\n"
                                                                                 "search: text ~ ada\n"
                                                                                 "page: 2\n");
    compiled result = compile("from search_customers tags in (1, 2) and text ~ ada");
    deskql_range range;
    static const char *const found[] = {"tagIds[]", "tagIds[]/1", "search"};
    for (size_t i = 0; i < 3; i++) assert_true(deskql_plan_locate(result.plan, found[i], &range));
    static const char *const missing[] = {"tagIds[]/2", "search/0", "filter/tags", "tags/1/2", "domain"};
    for (size_t i = 0; i < 5; i++) assert_false(deskql_plan_locate(result.plan, missing[i], &range));
    release(&result);
}

static void test_groups(void **state) {
    (void)state;
    assert_origins("status=1 and (agent=2 or inbox=3)", "filter: status=1 and (agent=2 or inbox=3\n"
                                                        "filter/$and: status=1 and (agent=2 or inbox=3\n"
                                                        "filter/$and/0: status=1\n"
                                                        "filter/$and/0/status: status=1\n"
                                                        "filter/$and/0/status/$eq: 1\n"
                                                        "filter/$and/1: agent=2 or inbox=3\n"
                                                        "filter/$and/1/$or: agent=2 or inbox=3\n"
                                                        "filter/$and/1/$or/0: agent=2\n"
                                                        "filter/$and/1/$or/0/agent: agent=2\n"
                                                        "filter/$and/1/$or/0/agent/$eq: 2\n"
                                                        "filter/$and/1/$or/1: inbox=3\n"
                                                        "filter/$and/1/$or/1/inbox: inbox=3\n"
                                                        "filter/$and/1/$or/1/inbox/$eq: 3\n");
    assert_origins("not (status=1 or priority<3)", "filter: status=1 or priority<3\n"
                                                   "filter/status: status=1\n"
                                                   "filter/status/$ne: 1\n"
                                                   "filter/priority: priority<3\n"
                                                   "filter/priority/$gte: 3\n");
}

/* Merged comparisons stand where the first of them stood; their values where each was written. */
static void test_merging(void **state) {
    (void)state;
    assert_origins("status=1 or status=2 or status in (3,2)", "filter: status=1\n"
                                                              "filter/status: status=1\n"
                                                              "filter/status/$in: status=1\n"
                                                              "filter/status/$in/0: 1\n"
                                                              "filter/status/$in/1: 2\n"
                                                              "filter/status/$in/2: 3\n");
    assert_origins("agent=1 or agent is null", "filter: agent=1\n"
                                               "filter/agent: agent=1\n"
                                               "filter/agent/$in: agent=1\n"
                                               "filter/agent/$in/0: 1\n"
                                               "filter/agent/$in/1: is null\n");
    assert_origins("id=1 and id=1 and id=1", "filter: id=1\n"
                                             "filter/id: id=1\n"
                                             "filter/id/$eq: 1\n");
}

static void test_days(void **state) {
    (void)state;
    assert_origins("createdAt = 2026-01-31", "filter: createdAt = 2026-01-31\n"
                                             "filter/$and: createdAt = 2026-01-31\n"
                                             "filter/$and/0: createdAt = 2026-01-31\n"
                                             "filter/$and/0/createdAt: createdAt = 2026-01-31\n"
                                             "filter/$and/0/createdAt/$gte: 2026-01-31\n"
                                             "filter/$and/1: createdAt = 2026-01-31\n"
                                             "filter/$and/1/createdAt: createdAt = 2026-01-31\n"
                                             "filter/$and/1/createdAt/$lt: 2026-01-31\n");
    assert_origins("updatedAt between now -7d and '2026-03-01'",
                   "filter: updatedAt between now -7d and '2026-03-01'\n"
                   "filter/$and: updatedAt between now -7d and '2026-03-01'\n"
                   "filter/$and/0: updatedAt between now -7d and '2026-03-01'\n"
                   "filter/$and/0/updatedAt: updatedAt between now -7d and '2026-03-01'\n"
                   "filter/$and/0/updatedAt/$gte: now -7d\n"
                   "filter/$and/1: updatedAt between now -7d and '2026-03-01'\n"
                   "filter/$and/1/updatedAt: updatedAt between now -7d and '2026-03-01'\n"
                   "filter/$and/1/updatedAt/$lt: '2026-03-01'\n");
}

static void test_clauses(void **state) {
    (void)state;
    assert_origins("order by users.name", "orderBy: users.name\norderMode: users.name\n");
    assert_origins("fields id,subject include users page 2 pagesize 5 order by id desc",
                   "orderBy: id\norderMode: desc\npage: 2\npageSize: 5\nincludes: users\nfields: id,subject\n");
}

static void test_parameters(void **state) {
    (void)state;
    const char *text = "id in :ids and subject = :s page :n";
    const deskql_value ids[] = {{.type = DESKQL_VALUE_INTEGER, .as.integer = 1},
                                {.type = DESKQL_VALUE_INTEGER, .as.integer = 2}};
    const deskql_binding bindings[] = {{"ids", {.type = DESKQL_VALUE_LIST, .as.list = {ids, 2}}},
                                       {"s", {.type = DESKQL_VALUE_TEXT, .as.string = {"x", 1}}},
                                       {"n", {.type = DESKQL_VALUE_INTEGER, .as.integer = 3}}};
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.bindings = bindings;
    options.binding_count = 3;
    compiled result = {NULL, NULL, NULL, 0};
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &result.document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(result.document, 0), &options, &result.plan), DESKQL_OK);
    result.text = deskql_document_text(result.document, &result.length);
    listing got = {&result, "", 0};
    assert_int_equal(deskql_plan_origins(result.plan, list, &got), DESKQL_OK);
    assert_string_equal(got.text, "filter: id in :ids and subject = :s\n"
                                  "filter/id: id in :ids\n"
                                  "filter/id/$in: :ids\n"
                                  "filter/id/$in/0: :ids\n"
                                  "filter/id/$in/1: :ids\n"
                                  "filter/subject: subject = :s\n"
                                  "filter/subject/$eq: :s\n"
                                  "page: :n\n");
    release(&result);
}

/* What the API's error bodies call a part. */
static void test_names(void **state) {
    (void)state;
    compiled result = compile("status=1\nand (priority=2 or priority>3) order by users.name include users, inboxes");
    static const struct {
        const char *key;
        uint32_t start, end;
    } expected[] = {{"filter.status", 0, 8},
                    {"filter.priority", 14, 24},
                    {"orderBy.users.name", 49, 59},
                    {"includes.inboxes", 75, 82},
                    {"includes", 68, 82}};
    deskql_range range;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_true(deskql_plan_locate(result.plan, expected[i].key, &range));
        assert_int_equal(range.start.offset, expected[i].start);
        assert_int_equal(range.end.offset, expected[i].end);
    }
    assert_true(deskql_plan_locate(result.plan, "filter.priority", &range));
    assert_int_equal(range.start.line, 2);
    assert_int_equal(range.start.column, 6);
    static const char *const none[] = {"",
                                       "filter.",
                                       "filter.subject",
                                       "filter/",
                                       "filter/$or",
                                       "filter/$and/2",
                                       "filter/$and/00",
                                       "filter/$and/4294967296",
                                       "filter/$and/99999999999999999999999",
                                       "filter/$and/x",
                                       "filter/$and/",
                                       "filter/$and/0/priority",
                                       "filter/$and/0/status/$in",
                                       "filter/$and/0/status/$eq/0",
                                       "filter/$and/0/statu",
                                       "filter/$and/0/statuss",
                                       "filte",
                                       "filters",
                                       "page",
                                       "orderBy.id",
                                       "orderBy/0",
                                       "orderMode.x",
                                       "status"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        range.start.offset = 77;
        assert_false(deskql_plan_locate(result.plan, none[i], &range));
        assert_int_equal(range.start.offset, 77);
    }
    release(&result);
}

/* A field whose name a JSON Pointer escapes. */
static void test_escapes(void **state) {
    (void)state;
    static const char schema[] = "{\"version\":1,\"endpoints\":[{\"name\":\"odd\",\"path\":\"/odd.json\",\"filter\":"
                                 "[{\"name\":\"a/b~c\",\"type\":\"integer\"}]}]}";
    static const char query[] = "from odd `a/b~c`=1";
    deskql_schemas *schemas = NULL;
    compiled result = {NULL, NULL, NULL, 0};
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    assert_int_equal(deskql_schemas_add(schemas, schema, sizeof schema - 1), DESKQL_OK);
    assert_int_equal(deskql_parse(schemas, query, sizeof query - 1, NULL, &result.document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(result.document, 0), NULL, &result.plan), DESKQL_OK);
    result.text = deskql_document_text(result.document, &result.length);
    listing got = {&result, "", 0};
    assert_int_equal(deskql_plan_origins(result.plan, list, &got), DESKQL_OK);
    assert_string_equal(got.text, "filter: `a/b~c`=1\nfilter/a~1b~0c: `a/b~c`=1\nfilter/a~1b~0c/$eq: 1\n");
    deskql_range range;
    assert_true(deskql_plan_locate(result.plan, "filter/a~1b~0c/$eq", &range));
    assert_int_equal(range.start.offset, 17);
    assert_true(deskql_plan_locate(result.plan, "filter.a/b~c", &range));
    assert_int_equal(range.start.offset, 9);
    assert_false(deskql_plan_locate(result.plan, "filter/a/b~c", &range));
    assert_false(deskql_plan_locate(result.plan, "filter/a~0b~0c", &range));
    assert_false(deskql_plan_locate(result.plan, "filter/a~", &range));
    release(&result);
    deskql_schemas_free(schemas);
}

static int stop_at_second(void *context, const deskql_origin *origin) {
    assert_non_null(origin->key);
    return ++*(int *)context == 2;
}

static void test_end(void **state) {
    (void)state;
    compiled result = compile("status=1 and priority=2 page 1");
    int count = 0;
    assert_int_equal(deskql_plan_origins(result.plan, stop_at_second, &count), DESKQL_SINK_FAILED);
    assert_int_equal(count, 2);
    release(&result);
}

static void test_map(void **state) {
    (void)state;
    compiled result = compile("\nid=1");
    char buffer[1024];
    size_t length;
    assert_int_equal(deskql_plan_write(result.plan, DESKQL_OUTPUT_MAP, buffer, sizeof buffer, &length), DESKQL_OK);
    assert_string_equal(buffer, "{\"filter\":{\"start\":{\"line\":2,\"column\":1,\"offset\":1},"
                                "\"end\":{\"line\":2,\"column\":5,\"offset\":5}},"
                                "\"filter/id\":{\"start\":{\"line\":2,\"column\":1,\"offset\":1},"
                                "\"end\":{\"line\":2,\"column\":5,\"offset\":5}},"
                                "\"filter/id/$eq\":{\"start\":{\"line\":2,\"column\":4,\"offset\":4},"
                                "\"end\":{\"line\":2,\"column\":5,\"offset\":5}}}");
    release(&result);
}

static void test_places_in_other_units(void **state) {
    (void)state;
    compiled result = compile("# \xF0\x9F\x98\x80\nsubject = '\xC3\xA4\xF0\x9F\x98\x80' and id = 2");
    deskql_range bytes;
    assert_true(deskql_plan_locate(result.plan, "filter/id/$eq", &bytes));
    deskql_range units = deskql_document_count_in(result.document, DESKQL_UNIT_UTF16, bytes);
    assert_int_equal(units.start.offset, bytes.start.offset);
    assert_int_equal(units.start.index, bytes.start.offset - 2 - 1 - 2);
    assert_int_equal(units.start.character, bytes.start.character - 1 - 2);
    assert_int_equal(units.end.index, units.start.index + 1);
    deskql_range points = deskql_document_count_in(result.document, DESKQL_UNIT_CODE_POINT, bytes);
    assert_int_equal(points.start.index, bytes.start.offset - 3 - 1 - 3);
    /* What counts in other units already, or is of no place of the text, stays as it is. */
    deskql_range again = deskql_document_count_in(result.document, DESKQL_UNIT_CODE_POINT, units);
    assert_memory_equal(&again, &units, sizeof units);
    bytes.end.offset = bytes.end.index = UINT32_MAX;
    again = deskql_document_count_in(result.document, DESKQL_UNIT_UTF16, bytes);
    assert_memory_equal(&again, &bytes, sizeof bytes);
    release(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparisons), cmocka_unit_test(test_named_parameters),
        cmocka_unit_test(test_groups),      cmocka_unit_test(test_merging),
        cmocka_unit_test(test_days),        cmocka_unit_test(test_clauses),
        cmocka_unit_test(test_parameters),  cmocka_unit_test(test_names),
        cmocka_unit_test(test_escapes),     cmocka_unit_test(test_end),
        cmocka_unit_test(test_map),         cmocka_unit_test(test_places_in_other_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
