/* Notes: what hangs on how the server reads a query (src/check/notes.c). */
#include <deskql/deskql.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char schema_text[] =
    "{\"version\":1,\"endpoints\":[{\"name\":\"things\",\"path\":\"/things.json\",\"maximumPageSize\":100,"
    "\"filter\":[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"subject\",\"type\":\"string\"},"
    "{\"name\":\"score\",\"type\":\"number\",\"nullable\":true},{\"name\":\"rules\",\"type\":\"any\"},"
    "{\"name\":\"spam\",\"type\":\"boolean\",\"nullable\":true},"
    "{\"name\":\"status\",\"type\":\"reference\",\"nullable\":true},"
    "{\"name\":\"agent\",\"type\":\"reference\",\"values\":{\"ann\":7}},"
    "{\"name\":\"createdAt\",\"type\":\"datetime\",\"nullable\":true},{\"name\":\"updatedAt\",\"type\":\"datetime\"}],"
    "\"order\":[\"id\"]}]}";

typedef struct setting {
    deskql_schemas *schemas;
    deskql_document *document;
} setting;

static setting the_setting;

static int set_up(void **state) {
    *state = &the_setting;
    if (deskql_schemas_new(NULL, &the_setting.schemas) != DESKQL_OK) return -1;
    return deskql_schemas_add(the_setting.schemas, schema_text, sizeof schema_text - 1) == DESKQL_OK ? 0 : -1;
}

static int tear_down(void **state) {
    setting *fixture = *state;
    deskql_document_free(fixture->document);
    deskql_schemas_free(fixture->schemas);
    return 0;
}

/* Codes, severities and places of all findings, notes asked for. */
static void assert_notes(setting *fixture, bool raw, const char *text, const char *expected) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    char written[200] = "";
    options.endpoint = "things";
    options.notes = true;
    assert_int_equal(
        (raw ? deskql_parse_raw : deskql_parse)(fixture->schemas, text, strlen(text), &options, &fixture->document),
        DESKQL_OK);
    const deskql_findings *findings = deskql_document_findings(fixture->document);
    deskql_finding_info info;
    for (size_t i = 0; deskql_findings_info_at(findings, i, &info); i++) {
        size_t length = strlen(written);
        snprintf(written + length, sizeof written - length, "%s%d/%d@%u", i ? " " : "", info.code, (int)info.severity,
                 (unsigned)info.start);
    }
    assert_string_equal(written, expected);
    assert_int_equal(deskql_query_valid(deskql_document_at(fixture->document, 0)), !strstr(expected, "/1@"));
}

static void test_notes(void **state) {
    assert_notes(*state, false, "agent > 5 and agent < 7", "405/3@6");
    assert_notes(*state, false, "id > 5 and score < 7 and createdAt > 2026-01-01 and rules > 3", "");
    assert_notes(*state, false, "agent != 5 and id != 6 and updatedAt != 2026-01-01", "");
    assert_notes(*state, false, "score != 5 and status != 6", "405/3@6");
    assert_notes(*state, false, "not (score = 5 or id = 3)", "405/3@11");
    assert_notes(*state, false, "not score != 5", "");
    assert_notes(*state, false, "score != 5 and (id = 1 or score is null)", "405/2@32");
    assert_notes(*state, false, "score != 5 and spam is null", "405/3@6 405/2@20");
    assert_notes(*state, false, "subject contains a and rules contains b", "405/3@8");
    assert_notes(*state, false, "subject contains a and spam = 2", "301/1@30");
    assert_notes(*state, false, "subject contains a; subject contains b", "405/3@8 405/3@28");
    assert_notes(*state, true, "filter={\"status\":{\"$gt\":2,\"$ne\":3}}", "405/3@19 405/3@27");
    assert_notes(*state, false, "order by id", "");
}

/* Fields 0 and 64 of an endpoint are two. */
static void test_more_fields_than_a_word_has_bits(void **state) {
    setting *fixture = *state;
    char schema[8000] =
        "{\"version\":1,\"endpoints\":[{\"name\":\"many\",\"path\":\"/m.json\",\"maximumPageSize\":9,\"filter\":[";
    for (int i = 0; i < 130; i++) {
        size_t length = strlen(schema);
        snprintf(schema + length, sizeof schema - length, "%s{\"name\":\"f%d\",\"type\":\"integer\",\"nullable\":true}",
                 i ? "," : "", i);
    }
    strcat(schema, "],\"order\":[\"f0\"]}]}");
    assert_int_equal(deskql_schemas_add(fixture->schemas, schema, strlen(schema)), DESKQL_OK);
    assert_notes(fixture, false, "from many f0 is null and f64 != 3", "405/2@13 405/3@29");
    assert_notes(fixture, false, "from many f129 is null and f1 != 3 and f65 != 3", "405/2@15 405/3@30");
    assert_notes(fixture, false, "from many f129 is null and f129 != 3", "405/2@15");
}

/* A caller whose struct ends before `notes` does not ask for them. */
static void test_an_older_caller_gets_no_notes(void **state) {
    setting *fixture = *state;
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.size = offsetof(deskql_parse_options, notes);
    options.notes = true;
    assert_int_equal(deskql_parse(fixture->schemas, "status > 2", 10, &options, &fixture->document), DESKQL_OK);
    assert_int_equal(deskql_findings_count(deskql_document_findings(fixture->document)), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_more_fields_than_a_word_has_bits),
        cmocka_unit_test(test_an_older_caller_gets_no_notes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
