/* Completion, at the `|` of a text. tests/fuzz/complete holds that what is offered parses on. */
#include <deskql/complete.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static deskql_completion *completion;
static char text[1 << 10];

static void complete(const char *with_place, const deskql_complete_options *options) {
    const char *place = strchr(with_place, '|');
    snprintf(text, sizeof text, "%.*s%s", (int)(place - with_place), with_place, place + 1);
    assert_int_equal(
        deskql_complete(NULL, text, strlen(text), (size_t)(place - with_place), options, NULL, &completion), DESKQL_OK);
}

static const char *joined(void) {
    static char all[1 << 14];
    const deskql_candidate *candidate;
    size_t length = 0;
    *all = '\0';
    for (size_t i = 0; (candidate = deskql_completion_at(completion, i)); i++)
        length += (size_t)snprintf(all + length, sizeof all - length, "%s%s", i ? ", " : "", candidate->text);
    return all;
}

static void test_candidates(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *candidates;
    } rows[] = {
        {"st|", "status, state"},
        {"sta|tus = 1", "status, state"},
        {"ST|", "status, state"},
        {"status |", "=, !=, <, <=, >, >=, in, not in, between, not between, is null, is not null"},
        {"subject |", "=, !=, in, not in, contains"},
        {"subject not |", "in"},
        {"status i|", "in, is null, is not null"},
        {"status is |", "not null, null"},
        {"status is not |", "null"},
        {"status <|", "<, <="},
        /* Values. */
        {"state = |", "active, deleted, merged, scheduled"},
        {"state in (active, d|)", "deleted"},
        {"state = \"d|", "\"deleted\""},
        {"subject = \"st|", ""},
        {"createdAt > |", "now, today, yesterday, tomorrow"},
        {"createdAt between today |", "and"},
        {"agent = :me and customer = :|", ":me"},
        {"agent = |:me", ""},
        /* Behind a condition, and where brackets are open. */
        {"agent = 1 |", "and, or, order by, page, pagesize, include, fields, ids ("},
        {"(agent = 1 |", "and, or, )"},
        {"page 2 |", "order by, pagesize, include, fields, ids ("},
        {"order |", "by"},
        {"order by users|", "users.id, users.name"},
        {"order by users.|", "users.id, users.name"},
        {"order by id |", "asc, desc, page, pagesize, include, fields, ids (, ,"},
        {"order by id desc, users.n|", "users.name"},
        {"include users, custom|", "customers, customerticketsreads, customfieldoptions, customfields"},
        {"ids |", "("},
        /* Endpoints, and what they have. */
        {"from u|", "users"},
        {"from users em|", "email"},
        {"from ticket_messages tick|", "ticket"},
        {"from ticket_messages ticket |", "="},
        {"from nowhere |", "not, order by, page, pagesize, include, fields, where, ("},
        /* Labels, and one of several queries. */
        {"mine: prio|", "priority"},
        {"mine: status = 1; other: prio|; agent = ", "priority"},
        {"from users id = 1; prio|", "priority"},
        /* Behind mistakes. */
        {"status == 1 && prio|", "priority"},
        {"&& prio|", "priority"},
        {"nothing = 1 and prio|", "priority"},
        {"status in (1, 2 and prio|", ""},
        {"nothing |", ""},
        /* Nothing is known of a number, and nothing is offered in a comment. */
        {"page |", ""},
        {"status = 1 # st|", ""},
        {"# st\nst|", "status, state"},
        {"`st|", "status, state"},
        {"subject = \"\xC3\xA9\" and st|", "status, state"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        complete(rows[i].text, NULL);
        if (strcmp(joined(), rows[i].candidates) != 0) fail_msg("%s: %s", rows[i].text, joined());
    }
}

static void test_range(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t start, end;
    } rows[] = {
        {"|", 0, 0},
        {"st|", 0, 2},
        {"sta|tus = 1", 0, 6},
        {"agent = 1 |", 10, 10},
        {"state = |act", 8, 8},
        {"state = \"d|", 8, 10},
        {"\xEF\xBB\xBFst|", 3, 5},
        {"agent = :m| and", 8, 10},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t start, end;
        complete(rows[i].text, NULL);
        deskql_completion_range(completion, &start, &end);
        if (start != rows[i].start || end != rows[i].end) fail_msg("%s: %zu to %zu", rows[i].text, start, end);
    }
}

static void test_kinds_and_details(void **state) {
    (void)state;
    static const struct {
        const char *text;
        deskql_candidate_kind kind;
        const char *detail;
    } rows[] = {
        {"createdA|", DESKQL_CANDIDATE_FIELD, "datetime"},
        {"from ticket_messages tick|", DESKQL_CANDIDATE_PATH_PARAMETER, "/desk/api/v2/tickets/{ticket}/messages.json"},
        {"status betw|", DESKQL_CANDIDATE_OPERATOR, NULL},
        {"state = act|", DESKQL_CANDIDATE_VALUE, "state"},
        {"status = 1 an|", DESKQL_CANDIDATE_KEYWORD, NULL},
        {"status = 1 inc|", DESKQL_CANDIDATE_KEYWORD, "clause"},
        {"order by id as|", DESKQL_CANDIDATE_KEYWORD, "direction"},
        {"from customers|", DESKQL_CANDIDATE_ENDPOINT, "/desk/api/v2/customers.json"},
        {"order by users.i|", DESKQL_CANDIDATE_ORDER_FIELD, NULL},
        {"include user|", DESKQL_CANDIDATE_INCLUDE, NULL},
        {"id = :x or id = :|", DESKQL_CANDIDATE_PARAMETER, NULL},
        {"ids |", DESKQL_CANDIDATE_SIGN, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        complete(rows[i].text, NULL);
        const deskql_candidate *candidate = deskql_completion_at(completion, 0);
        assert_non_null(candidate);
        if (candidate->kind != rows[i].kind) fail_msg("%s: kind %d", rows[i].text, candidate->kind);
        assert_int_equal(candidate->detail != NULL, rows[i].detail != NULL);
        if (candidate->detail) assert_string_equal(candidate->detail, rows[i].detail);
    }
}

/* Names that are no plain words, values of a file, and fields that are named like keywords. */
static void test_schemas_of_ones_own(void **state) {
    (void)state;
    static const char schema[] =
        "{\"version\":1,\"endpoints\":[{\"name\":\"things\",\"path\":\"/t.json\","
        "\"filter\":[{\"name\":\"order\",\"type\":\"integer\"},{\"name\":\"a b\",\"type\":\"any\"},"
        "{\"name\":\"owner\",\"type\":\"reference\",\"values\":{\"Ann\":1,\"Bob Jones\":2}}]}]}";
    deskql_complete_options options = DESKQL_COMPLETE_OPTIONS_INIT;
    deskql_schemas *schemas = NULL;
    options.endpoint = "things";
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    assert_int_equal(deskql_schemas_add(schemas, schema, sizeof schema - 1), DESKQL_OK);
    assert_int_equal(deskql_complete(schemas, "", 0, 0, &options, NULL, &completion), DESKQL_OK);
    assert_string_equal(joined(),
                        "`order`, `a b`, owner, not, order by, page, pagesize, include, fields, from, where, (");
    assert_int_equal(deskql_complete(schemas, "owner = ", 8, 8, &options, NULL, &completion), DESKQL_OK);
    assert_string_equal(joined(), "Ann, \"Bob Jones\"");
    assert_int_equal(deskql_complete(schemas, "owner = b", 9, 9, &options, NULL, &completion), DESKQL_OK);
    assert_string_equal(joined(), "\"Bob Jones\"");
    deskql_schemas_free(schemas);
}

static void test_limits(void **state) {
    (void)state;
    static char longest[(16 << 20) + 1];
    deskql_complete_options options = DESKQL_COMPLETE_OPTIONS_INIT;
    deskql_completion *none = NULL;
    options.maximum = 3;
    complete("|", &options);
    assert_string_equal(joined(), "id, subject, previewText");
    assert_int_equal(deskql_complete(NULL, "id", 2, 3, NULL, NULL, &none), DESKQL_MISUSE);
    options.endpoint = "nowhere";
    assert_int_equal(deskql_complete(NULL, "id", 2, 2, &options, NULL, &none), DESKQL_INVALID);
    options.endpoint = NULL;
    options.size = 1;
    assert_int_equal(deskql_complete(NULL, "id", 2, 2, &options, NULL, &none), DESKQL_MISUSE);
    memset(longest, ' ', sizeof longest);
    assert_int_equal(deskql_complete(NULL, longest, sizeof longest, 0, NULL, NULL, &none), DESKQL_INVALID);
    assert_null(none);
    assert_int_equal(deskql_complete(NULL, longest, sizeof longest, 0, NULL, NULL, &completion), DESKQL_INVALID);
    assert_int_equal(deskql_completion_count(completion), 0);
}

static int end(void **state) {
    (void)state;
    deskql_completion_free(completion);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_kinds_and_details),
        cmocka_unit_test(test_schemas_of_ones_own),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
