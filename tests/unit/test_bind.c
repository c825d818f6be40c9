/* What may be bound to a parameter, and what comes of it. */
#include "document/document.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <float.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1772366400)
#define TEXT(value)                                                                                                    \
    {                                                                                                                  \
        .type = DESKQL_VALUE_TEXT, .as.string = { value, sizeof(value) - 1 }                                           \
    }
#define STRING(value)                                                                                                  \
    {                                                                                                                  \
        .type = DESKQL_VALUE_STRING, .as.string = { value, sizeof(value) - 1 }                                         \
    }

static const char schema[] = "{\"version\":1,\"endpoints\":[{\"name\":\"things\",\"path\":\"/things.json\",\"filter\":["
                             "{\"name\":\"id\",\"type\":\"integer\"},"
                             "{\"name\":\"open\",\"type\":\"boolean\"},"
                             "{\"name\":\"kind\",\"type\":\"enum\",\"values\":[\"good\",\"bad\"]},"
                             "{\"name\":\"mood\",\"type\":\"enum\",\"open\":true,\"values\":[\"glad\"]},"
                             "{\"name\":\"owner\",\"type\":\"reference\",\"nullable\":true,\"values\":{\"ann\":7}},"
                             "{\"name\":\"maker\",\"type\":\"reference\",\"values\":{\"ann\":8}}"
                             "]}]}";

typedef struct outcome {
    deskql_status status;
    char filter[2048];
    char findings[512];
} outcome;

static outcome bind_all(const deskql_schemas *schemas, const char *text, const deskql_binding *bindings, size_t count,
                        int32_t offset) {
    outcome got = {DESKQL_OK, "", ""};
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = NOW;
    options.utc_offset = offset;
    options.bindings = bindings;
    options.binding_count = count;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    assert_int_equal(deskql_parse(schemas, text, strlen(text), NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_findings_count_severity(deskql_document_findings(document), DESKQL_ERROR), 0);
    got.status = deskql_compile(deskql_document_at(document, 0), &options, &plan);
    const deskql_findings *findings = deskql_plan_findings(plan);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        size_t length = strlen(got.findings);
        snprintf(got.findings + length, sizeof got.findings - length, "%s%s@%u", length ? " " : "", finding->code_text,
                 (unsigned)finding->range.start.column);
        assert_non_null(finding->parameter);
        assert_int_not_equal(strlen(finding->message), 0);
    }
    if (got.status == DESKQL_OK) {
        assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, got.filter, sizeof got.filter, NULL), DESKQL_OK);
    }
    deskql_plan_free(plan);
    deskql_document_free(document);
    return got;
}

static void assert_binds_in(const deskql_schemas *schemas, const char *text, deskql_value value, const char *filter,
                            const char *findings) {
    deskql_binding binding = {"p", value};
    outcome got = bind_all(schemas, text, &binding, 1, 0);
    if (strcmp(got.filter, filter) != 0 || strcmp(got.findings, findings) != 0) print_message("query: %s\n", text);
    assert_string_equal(got.findings, findings);
    assert_string_equal(got.filter, filter);
    assert_int_equal(got.status, filter[0] ? DESKQL_OK : DESKQL_INVALID);
}

#define assert_binds(text, filter, findings, ...)                                                                      \
    assert_binds_in(NULL, text, (deskql_value)__VA_ARGS__, filter, findings)

static void test_values(void **state) {
    (void)state;
    assert_binds("id = :p", "{\"id\":{\"$eq\":-3}}", "", {.type = DESKQL_VALUE_INTEGER, .as.integer = -3});
    assert_binds("id = :p", "{\"id\":{\"$eq\":-9223372036854775808}}", "DQL407@6",
                 {.type = DESKQL_VALUE_INTEGER, .as.integer = INT64_MIN});
    assert_binds("spam_score = :p", "{\"spam_score\":{\"$eq\":0.1}}", "",
                 {.type = DESKQL_VALUE_NUMBER, .as.number = 0.1});
    assert_binds("spam_score = :p", "{\"spam_score\":{\"$eq\":0.30000000000000004}}", "",
                 {.type = DESKQL_VALUE_NUMBER, .as.number = 0.1 + 0.2});
    assert_binds("spam_score = :p", "{\"spam_score\":{\"$eq\":-1e+300}}", "",
                 {.type = DESKQL_VALUE_NUMBER, .as.number = -1e300});
    assert_binds("spam_score = :p", "{\"spam_score\":{\"$eq\":3}}", "",
                 {.type = DESKQL_VALUE_INTEGER, .as.integer = 3});
    assert_binds("subject = :p", "{\"subject\":{\"$eq\":\"a\\\"\\u0000\"}}", "", STRING("a\"\0"));
    assert_binds("subject contains :p", "{\"subject\":{\"$contains\":\"x\"}}", "", STRING("x"));
    assert_binds("agent = :p", "{\"agent\":{\"$eq\":null}}", "DQL405@9", {.type = DESKQL_VALUE_NULL});
    assert_binds("spam_rules = :p", "{\"spam_rules\":{\"$eq\":true}}", "",
                 {.type = DESKQL_VALUE_BOOLEAN, .as.boolean = true});
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gt\":\"1970-01-01T00:00:00Z\"}}", "",
                 {.type = DESKQL_VALUE_TIME, .as.time = 0});
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gt\":\"1969-12-31T23:59:59.999Z\"}}", "",
                 {.type = DESKQL_VALUE_TIME, .as.time = -1});
    /* A date is a whole day, an instant is none. */
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gte\":\"1970-01-02T00:00:00Z\"}}", "",
                 {.type = DESKQL_VALUE_DATE, .as.date = 0});
    assert_binds("createdAt = :p", "{\"createdAt\":{\"$eq\":\"1970-01-01T00:00:00Z\"}}", "",
                 {.type = DESKQL_VALUE_TIME, .as.time = 0});
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gte\":\"2026-02-01T00:00:00Z\"}}", "", STRING("2026-01-31"));
}

static void test_wrong_values(void **state) {
    (void)state;
    assert_binds("id = :p", "", "DQL309@6", {.type = DESKQL_VALUE_NUMBER, .as.number = 1});
    assert_binds("id = :p", "", "DQL309@6", STRING("1"));
    assert_binds("id = :p", "", "DQL309@6", {.type = DESKQL_VALUE_NULL});
    assert_binds("id = :p", "", "DQL309@6", {.type = DESKQL_VALUE_BOOLEAN});
    assert_binds("id = :p", "", "DQL309@6", {.type = DESKQL_VALUE_TIME});
    assert_binds("id = :p", "", "DQL309@6", {.type = DESKQL_VALUE_LIST});
    assert_binds("subject = :p", "", "DQL309@11", {.type = DESKQL_VALUE_INTEGER});
    assert_binds("subject = :p", "", "DQL309@11", STRING("\xFF"));
    assert_binds("createdAt = :p", "", "DQL309@13", STRING("soon"));
    assert_binds("createdAt = :p", "", "DQL309@13", STRING("-7d"));
    assert_binds("createdAt = :p", "", "DQL106@13", {.type = DESKQL_VALUE_DATE, .as.date = INT32_MAX});
    assert_binds("createdAt = :p", "", "DQL106@13", {.type = DESKQL_VALUE_TIME, .as.time = INT64_MIN});
    assert_binds("createdAt <= :p", "", "DQL106@14", STRING("9999-12-31"));
    /* Null has no order, and names have none. */
    assert_binds("agent > :p", "", "DQL309@9", {.type = DESKQL_VALUE_NULL});
    assert_binds("agent > :p", "", "DQL309@9", STRING("ann"));
    assert_binds("agent > :p", "{\"agent\":{\"$gt\":3}}", "", TEXT("3"));
}

static void test_text(void **state) {
    (void)state;
    assert_binds("id = :p", "{\"id\":{\"$eq\":12}}", "", TEXT("12"));
    assert_binds("id = :p", "", "DQL309@6", TEXT("12x"));
    assert_binds("id = :p", "", "DQL309@6", TEXT("1.0"));
    assert_binds("id = :p", "", "DQL309@6", TEXT("012"));
    assert_binds("id = :p", "", "DQL309@6", TEXT(""));
    assert_binds("id = :p", "", "DQL309@6", TEXT("null"));
    assert_binds("id = :p", "", "DQL304@6", TEXT("99999999999999999999"));
    assert_binds("spam_score < :p", "{\"spam_score\":{\"$lt\":1.50e2}}", "", TEXT("1.50e2"));
    assert_binds("spam_score < :p", "", "DQL304@14", TEXT("1e999"));
    assert_binds("spam_score < :p", "", "DQL309@14", TEXT("1e"));
    assert_binds("subject = :p", "{\"subject\":{\"$eq\":\"12\"}}", "", TEXT("12"));
    assert_binds("subject = :p", "{\"subject\":{\"$eq\":\"\"}}", "", TEXT(""));
    assert_binds("agent = :p", "{\"agent\":{\"$eq\":12}}", "", TEXT("12"));
    assert_binds("agent = :p", "{\"agent\":{\"$eq\":\"ann\"}}", "DQL401@9", TEXT("ann"));
    assert_binds("agent = :p", "{\"agent\":{\"$eq\":\"12\"}}", "", STRING("12"));
    assert_binds("agent = :p", "{\"agent\":{\"$eq\":null}}", "DQL405@9", TEXT("null"));
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gt\":\"2026-02-22T12:00:00Z\"}}", "", TEXT("-7d"));
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gte\":\"2026-03-01T00:00:00Z\"}}", "", TEXT("yesterday"));
    assert_binds("createdAt > :p", "{\"createdAt\":{\"$gt\":\"2026-01-31T10:00:00.100Z\"}}", "",
                 TEXT("2026-01-31T10:00:00.1"));
    assert_binds("createdAt > :p", "", "DQL309@13", TEXT("2026-02-30"));
    assert_binds("createdAt > :p", "", "DQL309@13", TEXT("2026-02-28T25:00"));
    assert_binds("createdAt > :p", "", "DQL106@13", TEXT("0000-01-01"));
    assert_binds("createdAt > :p", "", "DQL106@13", TEXT("now+9000y"));
    assert_binds("createdAt > :p", "", "DQL309@13", TEXT("now+9"));
    assert_binds("spam_rules = :p", "{\"spam_rules\":{\"$eq\":-1.5}}", "", TEXT("-1.5"));
    assert_binds("spam_rules = :p", "{\"spam_rules\":{\"$eq\":false}}", "", TEXT("false"));
    assert_binds("spam_rules = :p", "{\"spam_rules\":{\"$eq\":\"2026-01-31T00:00:00Z\"}}", "",
                 TEXT("2026-01-31T00:00"));
    assert_binds("spam_rules = :p", "{\"spam_rules\":{\"$eq\":\"x\"}}", "", TEXT("x"));
}

static void test_lists(void **state) {
    (void)state;
    const deskql_value items[] = {{.type = DESKQL_VALUE_INTEGER, .as.integer = 1},
                                  {.type = DESKQL_VALUE_INTEGER, .as.integer = 1},
                                  {.type = DESKQL_VALUE_NULL}};
    deskql_value list = {.type = DESKQL_VALUE_LIST, .as.list = {items, 1}};
    assert_binds_in(NULL, "agent in :p", list, "{\"agent\":{\"$in\":[1]}}", "");
    assert_binds_in(NULL, "agent not in :p", list, "{\"agent\":{\"$nin\":[1]}}", "");
    assert_binds_in(NULL, "agent in :p or agent = 1", list, "{\"agent\":{\"$in\":[1,1]}}", "");
    assert_binds_in(NULL, "agent = 1 or agent in :p or agent = 1", list, "{\"agent\":{\"$in\":[1,1]}}", "");
    list.as.list.count = 3;
    assert_binds_in(NULL, "agent in :p", list, "{\"agent\":{\"$in\":[1,1,null]}}", "DQL405@10");
    assert_binds_in(NULL, "id in :p", list, "", "DQL309@7");
    list.as.list.count = 0;
    assert_binds_in(NULL, "agent in :p", list, "", "DQL309@10");
    assert_binds("agent in :p", "", "DQL309@10", {.type = DESKQL_VALUE_INTEGER, .as.integer = 1});
    assert_binds("agent in :p", "{\"agent\":{\"$in\":[1,22]}}", "", TEXT(" 1 ,22"));
    assert_binds("agent in :p", "", "DQL309@10", TEXT(""));
    assert_binds("agent in :p", "", "DQL309@10", TEXT("1,"));
    assert_binds("agent in :p", "", "DQL309@10", TEXT("1,,2"));
    assert_binds("id in :p", "", "DQL309@7", TEXT("1,x"));
    assert_binds("subject in :p", "{\"subject\":{\"$in\":[\"a\",\"b, c\",\"\",\"\\\"\",\"null\"]}}", "",
                 TEXT("a, \"b, c\" ,\"\",\"\\\"\",\"null\""));
    assert_binds("subject in :p", "", "DQL309@12", TEXT("\"a"));
    assert_binds("subject in :p", "", "DQL309@12", TEXT("\"a\"b"));
    assert_binds("subject in :p", "", "DQL309@12", TEXT("\"\\x\""));
    assert_binds("subject in :p", "", "DQL309@12", TEXT("\"\\"));
    assert_binds("subject in :p", "{\"subject\":{\"$in\":[\"a\\\"b\"]}}", "", TEXT("a\"b"));
    /* Days are an `or`, instants a list. */
    assert_binds("createdAt in :p", "{\"createdAt\":{\"$in\":[\"2026-01-31T00:00:00Z\"]}}", "",
                 TEXT("2026-01-31T00:00"));
    assert_binds("createdAt in :p",
                 "{\"$or\":[{\"$and\":[{\"createdAt\":{\"$gte\":\"2026-01-31T00:00:00Z\"}},{\"createdAt\":{\"$lt\":"
                 "\"2026-02-01T00:00:00Z\"}}]},{\"createdAt\":{\"$in\":[\"2026-03-01T12:00:00Z\"]}}]}",
                 "", TEXT("2026-01-31,now"));
}

static void test_installed_values(void **state) {
    (void)state;
    deskql_schemas *schemas = NULL;
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    assert_int_equal(deskql_schemas_add(schemas, schema, sizeof schema - 1), DESKQL_OK);
#define assert_binds_things(text, filter, findings, ...)                                                               \
    assert_binds_in(schemas, "from things " text, (deskql_value)__VA_ARGS__, filter, findings)
    assert_binds_things("owner = :p", "{\"owner\":{\"$eq\":7}}", "", STRING("ann"));
    assert_binds_things("owner = :p", "", "DQL309@21", STRING("bob"));
    assert_binds_things("owner = :p", "{\"owner\":{\"$eq\":\"12\"}}", "", STRING("12"));
    /* Each place has its own ids. */
    assert_binds_things("owner = :p or maker = :p", "{\"$or\":[{\"owner\":{\"$eq\":7}},{\"maker\":{\"$eq\":8}}]}", "",
                        TEXT("ann"));
    assert_binds_things("kind = :p", "{\"kind\":{\"$eq\":\"bad\"}}", "", TEXT("bad"));
    assert_binds_things("kind = :p", "", "DQL309@20", TEXT("Bad"));
    assert_binds_things("mood = :p", "{\"mood\":{\"$eq\":\"sad\"}}", "DQL409@20", TEXT("sad"));
    assert_binds_things("open = :p", "{\"open\":{\"$eq\":true}}", "", TEXT("true"));
    assert_binds_things("open = :p", "", "DQL309@20", TEXT("yes"));
    deskql_schemas_free(schemas);
}

static void test_names(void **state) {
    (void)state;
    const deskql_binding bindings[] = {{"a", TEXT("1")}, {"b", TEXT("2")}, {"a", TEXT("3")}};
    assert_string_equal(bind_all(NULL, "id = :a", bindings, 1, 0).findings, "");
    assert_string_equal(bind_all(NULL, "id = :a", bindings, 0, 0).findings, "DQL308@6");
    assert_string_equal(bind_all(NULL, "id = :a", bindings, 2, 0).findings, "DQL309@1");
    assert_string_equal(bind_all(NULL, "id = 1", bindings, 1, 0).findings, "DQL309@1");
    assert_string_equal(bind_all(NULL, "id = :a and agent = :b", bindings, 3, 0).findings, "DQL309@6");
    assert_string_equal(bind_all(NULL, "id = :b and agent = :c", bindings, 1, 0).findings,
                        "DQL309@1 DQL308@6 DQL308@21");
    assert_string_equal(bind_all(NULL, "id = :a and agent = :b", bindings, 2, 0).filter,
                        "{\"id\":{\"$eq\":1},\"agent\":{\"$eq\":2}}");
    /* Many parameters are found by hash. */
    char text[2048] = "id in (:p0";
    char names[40][8];
    deskql_binding many[40];
    for (int i = 0; i < 40; i++) {
        if (i) snprintf(text + strlen(text), sizeof text - strlen(text), ",:p%d", i);
        snprintf(names[i], sizeof names[i], "p%d", 39 - i);
        many[i] = (deskql_binding){names[i], {.type = DESKQL_VALUE_INTEGER, .as.integer = 39 - i}};
    }
    strcat(text, ")");
    outcome got = bind_all(NULL, text, many, 40, 0);
    assert_int_equal(got.status, DESKQL_OK);
    assert_memory_equal(got.filter, "{\"id\":{\"$in\":[0,1,2,3,4,5,6,7,8,9,10,", 36);
}

static void test_pages(void **state) {
    (void)state;
    deskql_binding binding = {"p", {.type = DESKQL_VALUE_INTEGER, .as.integer = 100}};
    assert_string_equal(bind_all(NULL, "pagesize :p", &binding, 1, 0).findings, "");
    assert_string_equal(bind_all(NULL, "page :p pagesize :p", &binding, 1, 0).findings, "");
    binding.value.as.integer = 101;
    assert_string_equal(bind_all(NULL, "page :p", &binding, 1, 0).findings, "");
    assert_string_equal(bind_all(NULL, "pagesize :p", &binding, 1, 0).findings, "DQL304@10");
    binding.value.as.integer = 0;
    assert_string_equal(bind_all(NULL, "page :p pagesize :p", &binding, 1, 0).findings, "DQL304@6 DQL304@18");
    assert_string_equal(bind_all(NULL, "page :p", &(deskql_binding){"p", TEXT("x")}, 1, 0).findings, "DQL309@6");
    assert_string_equal(bind_all(NULL, "page :p", &(deskql_binding){"p", TEXT("null")}, 1, 0).findings, "DQL309@6");
    assert_string_equal(bind_all(NULL, "page :p", &binding, 0, 0).findings, "DQL308@6");
}

static void test_misuse(void **state) {
    (void)state;
    deskql_value inner = {.type = DESKQL_VALUE_LIST};
    const deskql_binding wrong[] = {
        {NULL, TEXT("1")},
        {"p", {.type = (deskql_value_type)0}},
        {"p", {.type = (deskql_value_type)99}},
        {"p", {.type = DESKQL_VALUE_STRING, .as.string = {NULL, 1}}},
        {"p", {.type = DESKQL_VALUE_LIST, .as.list = {NULL, 1}}},
        {"p", {.type = DESKQL_VALUE_LIST, .as.list = {&inner, 1}}},
        {"p", {.type = DESKQL_VALUE_NUMBER, .as.number = DBL_MAX * 2}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(bind_all(NULL, "spam_score = :p", &wrong[i], 1, 0).status, DESKQL_MISUSE);
    }
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    deskql_binding relative = {"p", TEXT("-7d")};
    options.bindings = &relative;
    options.binding_count = 1;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    assert_int_equal(deskql_parse(NULL, "createdAt > :p", 14, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), &options, &plan), DESKQL_MISUSE);
    deskql_plan_free(plan);
    deskql_document_free(document);
}

static void test_offset(void **state) {
    (void)state;
    deskql_binding binding = {"p", {.type = DESKQL_VALUE_DATE, .as.date = 1}};
    assert_string_equal(bind_all(NULL, "createdAt >= :p", &binding, 1, 90).filter,
                        "{\"createdAt\":{\"$gte\":\"1970-01-01T22:30:00Z\"}}");
    binding.value = (deskql_value)TEXT("1970-01-02T00:00");
    assert_string_equal(bind_all(NULL, "createdAt >= :p", &binding, 1, 90).filter,
                        "{\"createdAt\":{\"$gte\":\"1970-01-01T22:30:00Z\"}}");
}

/* A number is written alike whatever the locale has for a point. */
static void test_locale(void **state) {
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8")) skip();
    deskql_binding binding = {"p", {.type = DESKQL_VALUE_NUMBER, .as.number = 0.5}};
    assert_string_equal(bind_all(NULL, "spam_score = :p", &binding, 1, 0).filter, "{\"spam_score\":{\"$eq\":0.5}}");
    setlocale(LC_NUMERIC, "C");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values), cmocka_unit_test(test_wrong_values),     cmocka_unit_test(test_text),
        cmocka_unit_test(test_lists),  cmocka_unit_test(test_installed_values), cmocka_unit_test(test_names),
        cmocka_unit_test(test_pages),  cmocka_unit_test(test_misuse),           cmocka_unit_test(test_offset),
        cmocka_unit_test(test_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
