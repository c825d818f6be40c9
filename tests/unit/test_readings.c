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

typedef struct prepared {
    deskql_document *document;
    deskql_plan *plan;
    deskql_matcher *matcher;
    deskql_json *json;
} prepared;

static prepared prepare(const char *query, const char *json, const deskql_readings *readings) {
    prepared made = {.json = parse(json)};
    assert_int_equal(deskql_parse(NULL, query, strlen(query), NULL, &made.document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(made.document, 0), NULL, &made.plan), DESKQL_OK);
    assert_int_equal(deskql_matcher_make_for(made.plan, readings, NULL, &made.matcher), DESKQL_OK);
    return made;
}

static void release(const prepared *made) {
    deskql_matcher_free(made->matcher);
    deskql_plan_free(made->plan);
    deskql_document_free(made->document);
    deskql_json_free(made->json);
}

/* The ids of those that are selected; `*` for a matcher that leaves something out. */
static void assert_selected(const row *of, const deskql_readings *readings) {
    prepared made = prepare(of->query, tickets, readings);
    char selected[8] = "";
    size_t count = 0;
    const deskql_json_value *ticket = deskql_json_value_first(deskql_json_root(made.json));
    for (char id = '1'; ticket; ticket = deskql_json_value_next(ticket), id++) {
        if (deskql_matcher_selects(made.matcher, ticket)) selected[count++] = id;
    }
    deskql_range range;
    if (deskql_matcher_leaves_out(made.matcher, &range)) {
        selected[count] = '*';
        assert_memory_equal(of->query + range.start.offset, "priority", strlen("priority"));
    }
    assert_string_equal(selected, of->selected);
    release(&made);
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

/* What a ticket shows, and which part decides: a query, its matcher's verdict, the words of the part; then those of what another server's
   readings say otherwise. */
static const struct {
    const char *query;
    const char *ticket;
    deskql_verdict verdict;
    const char *part;
    const char *difference;
} parts[] = {
    {"id = 1 and agent = 5", "{'id':1,'agent':{'id':5}}", DESKQL_VERDICT_YES, "id = 1 and agent = 5", "*"},
    {"id = 1 and agent = 5", "{'id':1,'agent':6}", DESKQL_VERDICT_NO, "agent = 5", "*"},
    {"id = 1 and agent = 5", "{'id':1}", DESKQL_VERDICT_OPEN, "*", "*"},
    {"id = 2 and agent = 5", "{'id':1}", DESKQL_VERDICT_NO, "id = 2", "*"},
    {"id = 1 or agent = 5", "{'id':1}", DESKQL_VERDICT_YES, "id = 1", "*"},
    {"id = 2 or (id = 3 and agent = 5)", "{'id':1,'agent':5}", DESKQL_VERDICT_NO, "id = 2 or (id = 3 and agent = 5",
     "*"},
    {"id = 1 and agent != 5", "{'id':1,'agent':null}", DESKQL_VERDICT_YES, "id = 1 and agent != 5", "agent != 5"},
    {"id = 1 or subject ~ a", "{'id':2,'subject':'A'}", DESKQL_VERDICT_YES, "subject ~ a", "subject ~ a"},
    {"id = 1 and priority > 2", "{'id':1,'priority':1}", DESKQL_VERDICT_NO, "priority > 2", "priority > 2"},
    {"", "{'id':1}", DESKQL_VERDICT_YES, "*", "*"},
};

static void assert_part(const deskql_matcher *matcher, const deskql_matcher *other, const deskql_json *json,
                        const char *query, const char *expected) {
    deskql_match_part part;
    assert_true(deskql_matcher_part(matcher, other, deskql_json_root(json), &part));
    size_t length = part.range.end.offset - part.range.start.offset;
    assert_int_equal(length, strlen(*expected == '*' ? query : expected));
    assert_memory_equal(query + part.range.start.offset, *expected == '*' ? query : expected, length);
}

static void test_parts(void **state) {
    (void)state;
    deskql_readings readings = DESKQL_READINGS_INIT;
    for (size_t i = 0; i < DESKQL_READING_COUNT; i++) readings.values[i] = DESKQL_READING_SECOND;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *query = parts[i].query;
        prepared made = prepare(query, parts[i].ticket, NULL);
        deskql_matcher *other = NULL;
        assert_int_equal(deskql_matcher_make_for(made.plan, &readings, NULL, &other), DESKQL_OK);
        assert_int_equal(deskql_matcher_judge(made.matcher, deskql_json_root(made.json)), parts[i].verdict);
        assert_part(made.matcher, NULL, made.json, query, parts[i].part);
        assert_part(made.matcher, other, made.json, query, parts[i].difference);
        deskql_matcher_free(other);
        release(&made);
    }
}

static void test_words(void **state) {
    (void)state;
    assert_string_equal(deskql_reading_name(DESKQL_READING_STATE), "stateDefault");
    assert_string_equal(deskql_reading_word(DESKQL_READING_CASE, DESKQL_READING_SECOND), "exact");
    assert_null(deskql_reading_word(DESKQL_READING_CASE, DESKQL_READING_UNKNOWN));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_parts),
                                       cmocka_unit_test(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
