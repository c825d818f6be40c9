/* Readings: their files, and what matching makes of them. */
#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char tickets[] = "[{'id':1,'agent':5,'subject':'Refund','priority':{'id':3},'state':'active'},"
                              "{'id':2,'agent':null,'subject':'refund','priority':null,'state':'deleted'},"
                              "{'id':3,'agent':{'id':7},'subject':'x','tags':[1,null],'priority':{'id':1}}]";

typedef struct row {
    const char *readings;
    const char *query;
    const char *selected; /* ids */
} row;

static const row rows[] = {
    {"{}", "agent != 5", "23"},
    {"{'nullUnderNot':'selected'}", "agent not in (5, 6)", "23"},
    {"{'nullUnderNot':'excluded'}", "agent != 5", "3"},
    {"{'nullUnderNot':'excluded'}", "not agent in (5, 6)", "3"},
    {"{'nullUnderNot':'excluded'}", "agent != 5 or agent is null", "23"},
    {"{'nullUnderNot':'excluded'}", "agent is not null", "13"},
    {"{'nullUnderNot':'excluded'}", "agent is null or priority is null", "2"},
    {"{}", "subject contains Ref", "12"},
    {"{'containsCase':'folded'}", "subject contains Ref", "12"},
    {"{'containsCase':'exact'}", "subject contains Ref", "1"},
    {"{'containsCase':'exact'}", "subject contains refund", "2"},
    {"{'containsCase':'exact'}", "subject = 'Refund'", "1"},
    {"{'referenceOrder':'id'}", "priority > 2", "1"},
    {"{'referenceOrder':'other'}", "id > 1", "23"},
    {"{'referenceOrder':'other'}", "priority > 2", "123*"},
    {"{'referenceOrder':'other'}", "id < 3 and (priority between 1 and 2 or agent = 9)", "12*"},
    {"{'stateDefault':'all'}", "", "123"},
    /* A ticket that does not say its state is active. */
    {"{'stateDefault':'active'}", "", "13"},
    {"{'stateDefault':'active'}", "id < 3", "1"},
    {"{'stateDefault':'active'}", "id < 3 and state in (active, deleted)", "12"},
    {"{'stateDefault':'active','nullUnderNot':'excluded','containsCase':'exact'}", "agent != 9 and subject ~ X", ""},
    /* No readings. */
    {"[]", NULL, "0"},
    {"{'nullUnderNot':'folded'}", NULL, "1"},
    {"{'nullUnderNot':null}", NULL, "1"},
    {"{'containsCase':'exact','zork':'id'}", NULL, "24"},
};

static deskql_json *parse(const char *text) {
    char copy[512];
    deskql_json *json = NULL;
    for (size_t i = 0; i <= strlen(text); i++) copy[i] = (char)(text[i] == '\'' ? '"' : text[i]);
    assert_int_equal(deskql_json_parse(copy, strlen(text), NULL, &json), DESKQL_OK);
    return json;
}

/* The ids of those that are selected; `*` for a matcher that leaves something out. */
static void assert_selected(const row *of, const deskql_readings *readings) {
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_matcher *matcher = NULL;
    deskql_json *json = parse(tickets);
    char selected[8] = "";
    size_t count = 0;
    assert_int_equal(deskql_parse(NULL, of->query, strlen(of->query), NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), NULL, &plan), DESKQL_OK);
    assert_int_equal(deskql_matcher_make_for(plan, readings, NULL, &matcher), DESKQL_OK);
    const deskql_json_value *ticket = deskql_json_value_first(deskql_json_root(json));
    for (char id = '1'; ticket; ticket = deskql_json_value_next(ticket), id++) {
        if (deskql_matcher_selects(matcher, ticket)) selected[count++] = id;
    }
    deskql_range range;
    if (deskql_matcher_leaves_out(matcher, &range)) {
        selected[count] = '*';
        assert_memory_equal(of->query + range.start.offset, "priority", strlen("priority"));
    }
    assert_string_equal(selected, of->selected);
    deskql_matcher_free(matcher);
    deskql_plan_free(plan);
    deskql_document_free(document);
    deskql_json_free(json);
}

static void test_rows(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        deskql_json *json = parse(rows[i].readings);
        deskql_readings readings = DESKQL_READINGS_INIT;
        const deskql_json_value *wrong = NULL;
        deskql_status status = deskql_readings_read(deskql_json_root(json), &readings, &wrong);
        if (rows[i].query) {
            assert_int_equal(status, DESKQL_OK);
            assert_null(wrong);
            assert_selected(&rows[i], &readings);
        } else {
            assert_int_equal(status, DESKQL_INVALID);
            uint32_t place = deskql_json_value_range(json, wrong).start.offset;
            uint32_t key = deskql_json_value_key_range(json, wrong).start.offset;
            assert_true(strtoul(rows[i].selected, NULL, 10) == (key ? key : place));
            for (size_t j = 0; j < DESKQL_READING_COUNT; j++) assert_int_equal(readings.values[j], 0);
        }
        deskql_json_free(json);
    }
}

static void test_words(void **state) {
    (void)state;
    assert_string_equal(deskql_reading_name(DESKQL_READING_STATE), "stateDefault");
    assert_string_equal(deskql_reading_word(DESKQL_READING_CASE, DESKQL_READING_SECOND), "exact");
    assert_null(deskql_reading_word(DESKQL_READING_CASE, DESKQL_READING_UNKNOWN));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
