/* What findings of raw texts say, and how their fixes are written. */
#include <stdio.h>
#include <string.h>

#include "support/findings.h"
#include "support/raw.h"

static char *fixed(const char *raw, const deskql_fix *fix) {
    static char text[1024];
    snprintf(text, sizeof text, "%.*s%s%s", (int)fix->range.start.offset, raw, fix->replacement,
             raw + fix->range.end.offset);
    return text;
}

/* Each fix gives a text without that mistake, written as the text around it is. */
static void writes_fixes_as_the_text_is_written(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *fixed;
    } cases[] = {
        {"filter={\"statsu\":1}", "filter={\"status\":1}"},
        {"filter=%7B%22statsu%22%3A1%7D", "filter=%7B%22status%22%3A1%7D"},
        {"{\"statsu\":1}", "{\"status\":1}"},
        {"filter={\"priority\":{\"gt\":1}}", "filter={\"priority\":{\"$gt\":1}}"},
        {"filter=%7B%22priority%22%3A%7B%22gt%22%3A1%7D%7D", "filter=%7B%22priority%22%3A%7B%22%24gt%22%3A1%7D%7D"},
        {"{\"$ro\":[{\"id\":1}]}", "{\"$or\":[{\"id\":1}]}"},
        {"{\"id\":\"5\"}", "{\"id\":5}"},
        {"filter=%7B%22id%22%3A%225%22%7D", "filter=%7B%22id%22%3A5%7D"},
        {"{\"subject\":5}", "{\"subject\":\"5\"}"},
        {"filter=%7B%22subject%22%3A5%7D", "filter=%7B%22subject%22%3A%225%22%7D"},
        {"{\"id\":{\"$in\":1}}", "{\"id\":{\"$in\":[1]}}"},
        {"filter=%7B%22id%22%3A%7B%22%24in%22%3A1%7D%7D", "filter=%7B%22id%22%3A%7B%22%24in%22%3A%5B1%5D%7D%7D"},
        {"{\"id\":[1,2]}", "{\"id\":{\"$in\":[1,2]}}"},
        {"{\"id\":{\"$ne\":[1,2]}}", "{\"id\":{\"$nin\":[1,2]}}"},
        {"{\"$or\":{\"id\":1}}", "{\"$or\":[{\"id\":1}]}"},
        {"{\"spam_rules\":True}", "{\"spam_rules\":true}"},
        {"filter=%7B%22spam_rules%22%3ATrue%7D", "filter=%7B%22spam_rules%22%3Atrue%7D"},
        {"pagesize=5", "pageSize=5"},
        {"includes=user", "includes=users"},
        {"orderBy=id&orderMode=descending", "orderBy=id&orderMode=desc"},
        {"filter={\"subject\":\"50%\"}", "filter={\"subject\":\"50%25\"}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        const deskql_findings *findings = deskql_document_findings(document);
        assert_int_equal(deskql_findings_count(findings), 1);
        const deskql_fix *fix = finding_at(findings, 0)->fix;
        assert_non_null(fix);
        const char *text = fixed(cases[i].raw, fix);
        assert_string_equal(text, cases[i].fixed);
        deskql_document_free(document);
        document = parse_raw(text, NULL);
        assert_true(deskql_query_valid(deskql_document_at(document, 0)));
        deskql_document_free(document);
    }
}

/* What would be right in a query and is not in JSON is not offered. */
static void offers_no_fix_that_is_none(void **state) {
    (void)state;
    static const char *const schema =
        "{\"version\":1,\"endpoints\":[{\"name\":\"tickets\",\"path\":\"/t\",\"maximumPageSize\":10,\"filter\":["
        "{\"name\":\"in\",\"type\":\"enum\",\"values\":[\"on hold\"]},{\"name\":\"a b&c\",\"type\":\"integer\"}],"
        "\"order\":[],\"includes\":[]}]}";
    static const struct {
        const char *raw;
        const char *replacement;
    } cases[] = {
        {"filter={\"im\":\"on hold\"}", NULL},
        {"filter={\"inn\":\"on hold\"}", "in"},
        {"{\"in\":\"on-hold\"}", "\"on hold\""},
        {"filter={\"in\":\"on-hold\"}", "\"on%20hold\""},
        {"filter=%7B%22in%22%3A%22on-hold%22%7D", "%22on%20hold%22"},
        {"{\"a b&d\":1}", "a b&c"},
        {"filter={\"a b%26d\":1}", "a%20b%26c"},
    };
    deskql_schemas *schemas = NULL;
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    assert_int_equal(deskql_schemas_add(schemas, schema, strlen(schema)), DESKQL_OK);
    deskql_document *document = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(deskql_parse_raw(schemas, cases[i].raw, strlen(cases[i].raw), NULL, &document), DESKQL_OK);
        const deskql_finding *finding = finding_at(deskql_document_findings(document), 0);
        assert_non_null(finding);
        assert_int_equal(finding->fix != NULL, cases[i].replacement != NULL);
        if (finding->fix) assert_string_equal(finding->fix->replacement, cases[i].replacement);
    }
    deskql_document_free(document);
    deskql_schemas_free(schemas);
}

static void speaks_the_words_of_the_api(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *message;
        const char *help;
    } cases[] = {
        {"{\"subject\":{\"$gt\":3}}", "`$gt` does not apply to `subject`, which is a string",
         "`subject` takes `$eq`, `$ne`, `$in`, `$nin` and `$contains`"},
        {"{\"id\":{\"$not\":1}}", "the API has no operator `$not`",
         "write the opposite operator: `$ne` for `$eq`, `$nin` for `$in`, `$lt` for `$gte`"},
        {"{\"createdAt\":\"today\"}", "expected a date or a time for `createdAt`, found a string",
         "a time is written `\"2026-01-31T10:00:00Z\"`"},
        {"{\"users.name\":1}", "`users.name` cannot be filtered by", "`users.name` is for `orderBy` only"},
        {"filter={\"spam_score\":1e+5}", "`1e` is not a number of JSON",
         "a `+` is a space in a query string; a plus is written `%2B`"},
        {"filter={\"subject\":\"a&b\"}", "a string without its closing quote",
         "an `&` ends the parameter; within a value it is written `%26`"},
        {"filter=%257B%257D", "`%` begins nothing in JSON", "it is percent-encoded twice"},
        {"/desk/api/v2/tickts.json", "no known endpoint has the path `/desk/api/v2/tickts.json`",
         "a similar path is `/desk/api/v2/tickets.json`"},
        {"hello=1", "unknown parameter `hello`",
         "the API documents no such parameter: most likely it is ignored, and a query goes without it"},
        {"hello", "unknown parameter `hello`",
         "the parameters are `filter`, `orderBy`, `orderMode`, `page`, `pageSize`, `includes`, `fields` and `ids`"},
        {"order=id", "unknown parameter `order`", "it is called `orderBy`"},
        {"{\"id\":{\"$get\":1}}", "the API has no operator `$get`",
         "operators with similar names exist: `$gt` and `$gte`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        assert_string_equal(first_finding(document)->message, cases[i].message);
        assert_string_equal(help_of(first_finding(document)), cases[i].help);
        deskql_document_free(document);
    }
}

static void knows_what_a_finding_is_about(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *parameter;
        const char *field;
        const char *phrase;
    } cases[] = {
        {"{\"id\":{\"$foo\":1}}", "filter", "id", "has an unknown operator"},
        {"{\"id\":[]}", "filter", "id", "has a shape that no filter has"},
        {"pagesize=1", "pagesize", NULL, "is not a parameter"},
        {"orderBy=id&orderMode=x", "orderMode", NULL, "must be one of ‘asc, desc’"},
        {"orderMode=asc", "orderMode", NULL, "needs ‘orderBy’"},
        {"page=%", "page", NULL, "is not percent-encoded correctly"},
        {"https://x", "from", NULL, "is not an endpoint"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        const deskql_finding *finding = first_finding(document);
        assert_string_equal(finding->parameter, cases[i].parameter);
        assert_int_equal(finding->field != NULL, cases[i].field != NULL);
        if (finding->field) assert_string_equal(finding->field, cases[i].field);
        assert_string_equal(finding->phrase, cases[i].phrase);
        deskql_document_free(document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_fixes_as_the_text_is_written),
        cmocka_unit_test(offers_no_fix_that_is_none),
        cmocka_unit_test(speaks_the_words_of_the_api),
        cmocka_unit_test(knows_what_a_finding_is_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
