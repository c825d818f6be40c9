/* Names, types and values, through the whole front: the places and codes of what is found, and how it is worded. */
#include "support/findings.h"

#include <deskql/deskql.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char schema_text[] =
    "{\"version\":1,\"endpoints\":[{\"name\":\"things\",\"path\":\"/things.json\",\"maximumPageSize\":100,"
    "\"filter\":[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"subject\",\"type\":\"string\"},"
    "{\"name\":\"score\",\"type\":\"number\",\"nullable\":true},{\"name\":\"rules\",\"type\":\"any\"},"
    "{\"name\":\"spam\",\"type\":\"boolean\",\"nullable\":true},"
    "{\"name\":\"status\",\"type\":\"reference\",\"nullable\":true},"
    "{\"name\":\"agent\",\"type\":\"reference\",\"values\":{\"ann\":7,\"Bob B.\":8}},"
    "{\"name\":\"priority\",\"type\":\"reference\",\"nullable\":true},"
    "{\"name\":\"createdAt\",\"type\":\"datetime\",\"nullable\":true},{\"name\":\"updatedAt\",\"type\":\"datetime\"},"
    "{\"name\":\"state\",\"type\":\"enum\",\"values\":[\"active\",\"deleted\"],\"open\":true},"
    "{\"name\":\"kind\",\"type\":\"enum\",\"values\":[\"first\",\"second\",\"in\"]},"
    "{\"name\":\"free\",\"type\":\"enum\"},{\"name\":\"in\",\"type\":\"integer\"}],"
    "\"order\":[\"id\",\"createdAt\",\"users.name\",\"users.id\"],\"includes\":[\"users\",\"inboxes\"],"
    "\"fields\":[\"id\",\"subject\"],\"renamed\":{\"topic\":\"subject\",\"inn\":\"in\",\"made\":\"createdAt\"}},"
    "{\"name\":\"pages\",\"path\":\"/pages.json\",\"filter\":[{\"name\":\"page\",\"type\":\"integer\"}]}]}";

typedef struct setting {
    deskql_schemas *schemas;
    deskql_document *document;
} setting;

static int set_up(void **state) {
    setting *fixture = calloc(1, sizeof *fixture);
    if (!fixture || deskql_schemas_new(NULL, &fixture->schemas) != DESKQL_OK) return -1;
    *state = fixture;
    return deskql_schemas_add(fixture->schemas, schema_text, sizeof schema_text - 1) == DESKQL_OK ? 0 : -1;
}

static int tear_down(void **state) {
    setting *fixture = *state;
    deskql_document_free(fixture->document);
    deskql_schemas_free(fixture->schemas);
    free(fixture);
    return 0;
}

static const deskql_findings *check_at(setting *fixture, const char *endpoint, const char *text) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = endpoint;
    assert_int_equal(deskql_parse(fixture->schemas, text, strlen(text), &options, &fixture->document), DESKQL_OK);
    return deskql_document_findings(fixture->document);
}

static const deskql_findings *check(setting *fixture, const char *text) {
    return check_at(fixture, "things", text);
}

/* Every finding as `start-end code`. */
static void assert_places(setting *fixture, const char *text, const char *expected) {
    const deskql_findings *findings = check(fixture, text);
    char found[512] = "";
    size_t length = 0;
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        length += (size_t)snprintf(found + length, sizeof found - length, "%s%" PRIu32 "-%" PRIu32 " %d", i ? ", " : "",
                                   finding->range.start.offset, finding->range.end.offset, finding->code);
        assert_true(length < sizeof found);
        assert_non_null(finding->parameter);
        assert_non_null(finding->phrase);
    }
    if (strcmp(found, expected) != 0) print_message("%s\n", text);
    assert_string_equal(found, expected);
}

typedef struct row {
    const char *text;
    const char *expected;
} row;

static void assert_rows(void **state, const row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) assert_places(*state, rows[i].text, rows[i].expected);
}

#define ASSERT_ROWS(state, rows) assert_rows(state, rows, sizeof(rows) / sizeof *(rows))

/* The one finding of a query. */
static const deskql_finding *only(setting *fixture, const char *text) {
    const deskql_findings *findings = check(fixture, text);
    if (deskql_findings_count(findings) != 1) print_message("%s\n", text);
    assert_int_equal(deskql_findings_count(findings), 1);
    return finding_at(findings, 0);
}

static void assert_texts(const deskql_finding *finding, const char *message, const char *help, const char *phrase) {
    assert_string_equal(finding->message, message);
    if (help) {
        assert_non_null(help_of(finding));
        assert_string_equal(help_of(finding), help);
    } else {
        assert_null(help_of(finding));
    }
    assert_string_equal(finding->phrase, phrase);
}

static void assert_about(const deskql_finding *finding, const char *parameter, const char *field) {
    assert_string_equal(finding->parameter, parameter);
    if (field) {
        assert_non_null(finding->field);
        assert_string_equal(finding->field, field);
    } else {
        assert_null(finding->field);
    }
}

/* The only finding's fix, applied, gives `fixed`, which is free of errors. */
static void assert_fixed(setting *fixture, const char *text, const char *fixed) {
    const deskql_finding *finding = only(fixture, text);
    if (!finding->fix) print_message("%s\n", text);
    assert_non_null(finding->fix);
    char result[256];
    int length = snprintf(result, sizeof result, "%.*s%s%s", (int)finding->fix->range.start.offset, text,
                          finding->fix->replacement, text + finding->fix->range.end.offset);
    assert_true(length > 0 && (size_t)length < sizeof result);
    assert_string_equal(result, fixed);
    check(fixture, fixed);
    assert_true(deskql_query_valid(deskql_document_at(fixture->document, 0)));
}

static void assert_no_fix(setting *fixture, const char *text) {
    assert_null(only(fixture, text)->fix);
}

static void test_names(void **state) {
    static const row rows[] = {
        {"id = 1 and subject = x order by users.name include users fields id page 1 pagesize 100", ""},
        {"statu = 1 and priorty > 2 order by crated", "0-5 201, 14-21 201, 35-41 203"},
        {"users.name = 1", "0-10 202"},
        {"order by subject", "9-16 204"},
        {"order by id, subject, nobody", "13-20 307"},
        {"order by subject, nobody", "9-16 204, 18-24 307"},
        {"order by id subject", "12-19 110"},
        {"order by id desc subject", "17-24 110"},
        {"order by id desc # ,\n, subject", "23-30 307"},
        {"include users, nobody, inbox", "15-21 206, 23-28 206"},
        {"fields id, nobody", "11-17 207"},
        {"from thing where statu = 1 order by nothing", "5-10 205"},
        {"topic = x", "0-5 208"},
        {"topic = 5", "0-5 208, 8-9 301"},
        {"order by made", "9-13 208"},
        {"ID = 1", "0-2 201"},
        {"`no such` = 1", "0-9 201"},
        {"spam-score = 1", "0-10 201"},
        {"in >= 5 and `in` in (5)", ""},
    };
    ASSERT_ROWS(state, rows);
}

static void test_name_wording(void **state) {
    assert_texts(
        only(*state, "statu = 1"), "unknown filter field `statu`", "a field with a similar name exists: `status`",
        "must be one of ‘id, subject, score, rules, spam, status, agent, priority, createdAt, updatedAt, state, "
        "kind, free, in’");
    assert_about(only(*state, "statu = 1"), "filter", "statu");
    assert_texts(
        only(*state, "xyzzy = 1"), "unknown filter field `xyzzy`",
        "things can be filtered by `id`, `subject`, `score` and 11 more",
        "must be one of ‘id, subject, score, rules, spam, status, agent, priority, createdAt, updatedAt, state, "
        "kind, free, in’");
    assert_string_equal(help_of(only(*state, "user.name = 1")), "a similar name, `users.name`, is for `order by` only");
    const deskql_finding *finding = only(*state, "users.name = 1");
    assert_string_equal(help_of(finding), "`users.name` is for `order by` only");
    assert_about(finding, "filter", "users.name");
    finding = only(*state, "order by xyzzy");
    assert_texts(finding, "unknown order field `xyzzy`",
                 "things can be ordered by `id`, `createdAt`, `users.name` and `users.id`",
                 "must be one of ‘id, createdAt, users.name, users.id’");
    assert_about(finding, "orderBy", "xyzzy");
    finding = only(*state, "order by id, createdAt");
    assert_texts(finding, "a second field to order by", "the API orders by one field; leave `id` alone",
                 "must be one field");
    assert_about(finding, "orderBy", NULL);
    finding = only(*state, "include nobody");
    assert_texts(finding, "unknown include `nobody`", "things can include `users` and `inboxes`",
                 "must be one of ‘users, inboxes’");
    assert_about(finding, "includes", "nobody");
    assert_about(only(*state, "fields nobody"), "fields", "nobody");
    finding = only(*state, "from thing where id = 1");
    assert_string_equal(finding->message, "unknown endpoint `thing`");
    assert_string_equal(help_of(finding), "an endpoint with a similar name exists: `things`");
    assert_about(finding, "from", NULL);
    assert_non_null(strstr(finding->phrase, "tickets, "));
    assert_texts(only(*state, "topic = x"), "`topic` is the old name of a field", "it is called `subject` now",
                 "was renamed to ‘subject’");
    check_at(*state, "nowhere", "id = 1");
    assert_int_equal(finding_at(deskql_document_findings(((setting *)*state)->document), 0)->code, 205);
}

static void test_name_fixes(void **state) {
    assert_fixed(*state, "subjct = x", "subject = x");
    assert_fixed(*state, "CREATEDAT = 2026-01-01", "createdAt = 2026-01-01");
    assert_fixed(*state, "created_at = 2026-01-01", "createdAt = 2026-01-01");
    assert_fixed(*state, "order by user.name", "order by users.name");
    assert_fixed(*state, "include usrs", "include users");
    assert_fixed(*state, "fields subjet", "fields subject");
    assert_fixed(*state, "from thing where id = 1", "from things where id = 1");
    assert_fixed(*state, "topic = x", "subject = x");
    assert_fixed(*state, "inn in (1,2)", "`in` in (1,2)");
    assert_fixed(*state, "order by made desc", "order by createdAt desc");
    /* Two names are one edit away. */
    assert_no_fix(*state, "statu = 1");
    /* Half of a short name is not enough to be sure. */
    assert_no_fix(*state, "ix = 1");
    assert_no_fix(*state, "created = 2026-01-01");
}

static void test_operators(void **state) {
    static const row rows[] = {
        {"subject > 3", "8-9 302"},
        {"id contains 5", "3-11 302"},
        {"spam < true", "5-6 302"},
        {"state between a and b", "6-13 302"},
        {"status not contains x", "7-19 302"},
        {"createdAt ~ x", "10-11 302"},
        {"not subject contains x", "0-3 306"},
        {"subject not contains x", "8-11 306"},
        {"subject !~ x", "8-10 306"},
        {"not (subject not contains x)", ""},
        {"not not subject contains x", ""},
        {"not (id = 1 or subject contains x or subject contains y)", "0-3 306"},
        {"not (id = 1) and not (subject contains x)", "17-20 306"},
        {"not id contains 5", "7-15 302"},
        {"not subjet contains x", "0-3 306, 4-10 201"},
        {"rules contains 5 and rules > 3 and rules in (a, 1)", ""},
    };
    ASSERT_ROWS(state, rows);
    const deskql_finding *finding = only(*state, "subject > 3");
    assert_texts(finding, "`>` does not apply to `subject`, which is a string",
                 "`subject` takes `=`, `!=`, `in`, `not in` and `contains`", "cannot be compared with ‘>’");
    assert_about(finding, "filter", "subject");
    finding = only(*state, "not (id = 1 or subject contains x)");
    assert_int_equal(finding->note_count, 1);
    assert_int_equal(finding->notes[0].range.start.offset, 23);
    assert_about(finding, "filter", "subject");
}

static void test_types(void **state) {
    static const row rows[] = {
        {"id = x", "5-6 301"},
        {"id = 'x'", "5-8 301"},
        {"id = 1.0", "5-8 301"},
        {"id in (1, x, 2, 1e2)", "10-11 301, 16-19 301"},
        {"id between 1 and today", "17-22 301"},
        {"score = 1 or score = 1.5 or score > 1e2", ""},
        {"score = high", "8-12 301"},
        {"subject = 5", "10-11 301"},
        {"subject = true", "10-14 301"},
        {"subject contains now", "17-20 301"},
        {"spam = true or score = 1", ""},
        {"spam = yes", "7-10 301"},
        {"spam = 1", "7-8 301"},
        {"createdAt > 2026-01-31 and updatedAt < now and updatedAt > -7d", ""},
        {"createdAt > 1700000000", "12-22 301"},
        {"createdAt > soon", "12-16 301"},
        {"createdAt > 'soon'", "12-18 301"},
        {"createdAt > '2026-01-31'", ""},
        {"createdAt > '2026-02-30'", "12-24 106"},
        {"createdAt > '31.1.2026'", "12-23 106"},
        {"createdAt > ''", "12-14 301"},
        {"status = 1 or status > 2", ""},
        {"status = true", "9-13 301"},
        {"status = 2026-01-31", "9-19 301"},
        {"status = 1.5", "9-12 301"},
        {"status > open", "9-13 301"},
        {"status > '5'", "9-12 301"},
        {"state = active", ""},
        {"state = 1", "8-9 301"},
        {"state = true", "8-12 301"},
        {"rules = 1 or rules = x or rules = now or rules = true", ""},
    };
    ASSERT_ROWS(state, rows);
}

static void test_type_wording(void **state) {
    static const struct {
        const char *text;
        const char *message;
        const char *phrase;
    } rows[] = {
        {"id = 'x'", "expected an integer for `id`, found a string", "must be a whole number"},
        {"score = x", "expected a number for `score`, found the word `x`", "must be a number"},
        {"spam = 1", "expected `true` or `false` for `spam`, found an integer", "must be a boolean"},
        {"updatedAt > 1", "expected a date or a time for `updatedAt`, found an integer",
         "must be a date as ‘2006-01-02’"},
        {"subject = now", "expected text for `subject`, found a time", "must be text"},
        {"status = false", "expected an id or a name for `status`, found `false`", "must be an id or a name"},
        {"status > 1.5", "expected an integer for `status`, found the number `1.5`", "must be a whole number"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const deskql_finding *finding = only(*state, rows[i].text);
        assert_string_equal(finding->message, rows[i].message);
        assert_string_equal(finding->phrase, rows[i].phrase);
    }
    assert_about(only(*state, "id = 'x'"), "filter", "id");
    assert_string_equal(only(*state, "createdAt > '2026-02-30'")->message, "there is no day `2026-02-30`");
    assert_about(only(*state, "createdAt > '2026-02-30'"), "filter", "createdAt");
}

static void test_type_fixes(void **state) {
    assert_fixed(*state, "subject = true", "subject = \"true\"");
    assert_fixed(*state, "subject = now - 7d", "subject = \"now - 7d\"");
    assert_fixed(*state, "subject in (a, 5)", "subject in (a, \"5\")");
    assert_fixed(*state, "free = today", "free = \"today\"");
    assert_fixed(*state, "id = '-5'", "id = -5");
    assert_fixed(*state, "score = \"5\"", "score = 5");
    assert_fixed(*state, "spam = 'true'", "spam = true");
    assert_fixed(*state, "createdAt > '-7d'", "createdAt > -7d");
    assert_fixed(*state, "agent > ann", "agent > 7");
    assert_fixed(*state, "agent > '7'", "agent > 7");
    assert_fixed(*state, "page '2'", "page 2");
    assert_no_fix(*state, "id = '05'");
    assert_no_fix(*state, "id = ''");
    assert_no_fix(*state, "id = '-'");
    assert_no_fix(*state, "state = 1");
    assert_no_fix(*state, "status > true");
}

static void test_values(void **state) {
    static const row rows[] = {
        {"status = open", "9-13 401"},
        {"status in (open, 'on hold', 3, '640138')", "11-15 401"},
        {"status = ''", "9-11 401"},
        {"agent in (ann, 'Bob B.', 12)", ""},
        {"agent = 'ann' or agent = 9 or agent = '9'", ""},
        {"agent = Ann", "8-11 303"},
        {"agent in (ann, carl)", "15-19 303"},
        {"kind = first or kind = \"second\"", ""},
        {"kind = third", "7-12 303"},
        {"state = activ", "8-13 409"},
        {"free = anything", ""},
    };
    ASSERT_ROWS(state, rows);
    const deskql_finding *finding = only(*state, "agent = Ann");
    assert_texts(finding, "`Ann` is not a value of `agent`", "a value with a similar name exists: `ann`",
                 "must be one of ‘ann, Bob B.’");
    assert_about(finding, "filter", "agent");
    finding = only(*state, "kind = xyzzy");
    assert_string_equal(help_of(finding), "the values of `kind` are `first`, `second` and `in`");
    finding = only(*state, "state = activ");
    assert_int_equal(finding->severity, DESKQL_WARNING);
    assert_string_equal(finding->message, "`activ` is not a known value of `state`");
    assert_null(finding->fix);
    assert_fixed(*state, "agent = annn", "agent = ann");
    assert_fixed(*state, "agent = \"bob b.\"", "agent = \"Bob B.\"");
    assert_no_fix(*state, "agent = Bob_B");
    assert_fixed(*state, "kind = inn", "kind = \"in\"");
}

static void test_integers(void **state) {
    static const row rows[] = {
        {"id = 9007199254740992", ""},
        {"id = -9007199254740993", "5-22 407"},
        {"id = 9007199254740993", "5-21 407"},
        {"id = 9223372036854775807", "5-24 407"},
        {"id = 9223372036854775808", "5-24 304"},
        {"score = -9223372036854775809", "8-28 304"},
        {"status = 99999999999999999999999999", "9-35 304"},
        {"rules = 99999999999999999999999999", "8-34 304"},
        {"subject = 99999999999999999999999999", "10-36 301"},
    };
    ASSERT_ROWS(state, rows);
    assert_string_equal(only(*state, "id = 9223372036854775808")->phrase, "must be 9223372036854775807 or lower");
    assert_string_equal(only(*state, "id = -9223372036854775809")->phrase, "must be -9223372036854775808 or higher");
}

static void test_null(void **state) {
    static const row rows[] = {
        {"status is null", "7-14 405"},
        {"status is not null or createdAt = null", "7-18 405"},
        {"status in (1, null)", "14-18 405"},
        {"id = null", "5-9 305"},
        {"id is null", "3-10 305"},
        {"id in (1, null) or status is null", "10-14 305, 26-33 405"},
        {"createdAt > null", "12-16 301"},
        {"updatedAt > null", "12-16 305"},
        {"rules is null", "6-13 405"},
        {"rules > null", "8-12 301"},
        {"page null", "5-9 301"},
    };
    ASSERT_ROWS(state, rows);
    const deskql_finding *finding = only(*state, "id = null");
    assert_texts(finding, "`id` is never null", NULL, "cannot be ‘null’");
    assert_about(finding, "filter", "id");
}

static void test_paging(void **state) {
    static const row rows[] = {
        {"page 1 pagesize 1", ""},
        {"page 0", "5-6 304"},
        {"page -1", "5-7 304"},
        {"page 1.0", "5-8 301"},
        {"page x", "5-6 301"},
        {"page 99999999999999999999", "5-25 304"},
        {"page -99999999999999999999", "5-26 304"},
        {"pagesize 100", ""},
        {"pagesize 101", "9-12 304"},
        {"pagesize 99999999999999999999", "9-29 304"},
        {"pagesize 0", "9-10 304"},
    };
    ASSERT_ROWS(state, rows);
    const deskql_finding *finding = only(*state, "pagesize 500");
    assert_texts(finding, "`pagesize 500` is too high", "the API gives at most 100 a page", "must be 100 or lower");
    assert_about(finding, "pageSize", NULL);
    finding = only(*state, "page 0");
    assert_texts(finding, "`page 0` is too low", "pages are counted from 1", "must be 1 or higher");
    assert_about(finding, "page", NULL);
    finding = only(*state, "page x");
    assert_texts(finding, "expected an integer for `page`, found the word `x`", NULL, "must be a whole number");
}

static void test_misplaced_clauses(void **state) {
    static const row rows[] = {
        {"id = 1 and page = 2", "11-19 111"},
        {"id = 1 and page = 0", "11-19 111, 18-19 304"},
        {"id = 1 or page = 2", "10-18 111"},
        {"id = 1 and page == 2", "11-20 111, 16-18 111"},
        {"id = 1 and page: 2", "15-16 111"},
        {"id = 1 and page = 2 page 3", "11-19 111"},
        {"id = 1 and `page` = 2", "11-17 201"},
        {"id = 1 and page > 2", "11-15 201"},
        {"id = 1 and pageSize = 500", "11-25 111, 22-25 304"},
    };
    ASSERT_ROWS(state, rows);
    assert_fixed(*state, "page = 2", "page 2");
    assert_fixed(*state, "from things where # all\n pagesize=50 order by id",
                 "from things  # all\n pagesize 50 order by id");
    assert_fixed(*state, "pagesize = :p and id = 1", "id = 1 pagesize :p");
    assert_fixed(*state, "id = 1 and page = 2", "id = 1 page 2");
    assert_fixed(*state, "id = 1 and page = 2 order by id", "id = 1 page 2 order by id");
    assert_no_fix(*state, "page = 2 # note\nand id = 1");
    assert_no_fix(*state, "id = 1 and # note\n page = 2");
    assert_no_fix(*state, "id = 1 and page = 2 # note\n and id = 2");
    assert_no_fix(*state, "page = # note\n 2");
    assert_fixed(*state, "id = 1 and page = 2 and (subject = x or subject = y) # ?",
                 "id = 1 and (subject = x or subject = y) page 2 # ?");
    assert_fixed(*state, "where (id = 1) and pagesize=50 and not (id = 2)",
                 "where (id = 1) and not (id = 2) pagesize 50");
    assert_about(only(*state, "id = 1 and pagesize = 5"), "pageSize", NULL);
    assert_no_fix(*state, "id = 1 or page = 2");
    assert_no_fix(*state, "id = 1 and page = 2 page 3");
    assert_no_fix(*state, "id = 1 and (page = 2)");
    assert_no_fix(*state, "(id = 1 and page = 2)");
    assert_int_equal(deskql_findings_count(check_at(*state, "pages", "page = 2")), 0);
    /* The rest of the query goes on as if the clause had been there. */
    check(*state, "id = 1 and page = :p and id = 2");
    deskql_parameter_info info;
    assert_true(deskql_query_parameter_at(deskql_document_at(((setting *)*state)->document, 0), 0, &info));
    assert_string_equal(info.field, "page");
    assert_int_equal(info.type, DESKQL_TYPE_INTEGER);
}

static void test_parameters(void **state) {
    static const row rows[] = {
        {"id = :a and id > :a", ""},
        {"id in :a", ""},
        {"page :p pagesize :s", ""},
        {"id = :a and subject = :a", "22-24 309"},
        {"id in :a and id = :a", "18-20 309"},
        {"id = :a and page = :a", "12-21 111"},
        {"subject = :a page :a", "18-20 309"},
        {"subject > :a and id = :a", "8-9 302"},
        {"nobody = :a and id = :a", "0-6 201"},
    };
    ASSERT_ROWS(state, rows);
    const deskql_finding *finding = only(*state, "id = :a and subject = :a");
    assert_texts(finding, "parameter `:a` would need two types",
                 "it is an integer for `id`, and a string for `subject`; name them differently",
                 "has a parameter of two types");
    assert_about(finding, "filter", "subject");
    assert_int_equal(finding->note_count, 1);
    assert_int_equal(finding->notes[0].range.start.offset, 5);

    check(*state, "status = :s and status < :t and createdAt in :d and nobody = :n page :p");
    const deskql_query *query = deskql_document_at(((setting *)*state)->document, 0);
    assert_int_equal(deskql_query_parameter_count(query), 5);
    deskql_parameter_info info;
    assert_true(deskql_query_parameter_at(query, 0, &info));
    assert_int_equal(info.type, DESKQL_TYPE_REFERENCE);
    assert_true(info.nullable);
    assert_false(info.list);
    assert_true(deskql_query_parameter_at(query, 1, &info));
    assert_int_equal(info.type, DESKQL_TYPE_REFERENCE);
    assert_false(info.nullable);
    assert_true(deskql_query_parameter_at(query, 2, &info));
    assert_int_equal(info.type, DESKQL_TYPE_DATETIME);
    assert_true(info.list);
    assert_string_equal(info.field, "createdAt");
    assert_true(deskql_query_parameter_at(query, 3, &info));
    assert_int_equal(info.type, 0);
    assert_string_equal(info.field, "nobody");
}

/* Of a long list of values the first findings alone are compared with all of it, so that the cost stays bearable. */
static void test_long_lists(void **state) {
    enum { VALUES = 2000, UNKNOWN = 400, ROOM = 64000 };
    setting *fixture = *state;
    char *text = malloc(ROOM);
    assert_non_null(text);
    int length = snprintf(text, ROOM,
                          "{\"version\":1,\"endpoints\":[{\"name\":\"long\",\"path\":\"/l.json\",\"filter\":"
                          "[{\"name\":\"agent\",\"type\":\"reference\",\"values\":{");
    for (int i = 0; i < VALUES; i++) length += snprintf(text + length, 32, "%s\"agent%d\":%d", i ? "," : "", i, i);
    length += snprintf(text + length, 16, "}}]}]}");
    assert_int_equal(deskql_schemas_add(fixture->schemas, text, (size_t)length), DESKQL_OK);
    length = snprintf(text, ROOM, "agent in (");
    for (int i = 0; i < UNKNOWN; i++) length += snprintf(text + length, 32, "%sagnt%d", i ? "," : "", i);
    snprintf(text + length, 8, ")");
    const deskql_findings *findings = check_at(fixture, "long", text);
    assert_int_equal(deskql_findings_count(findings), UNKNOWN);
    assert_string_equal(help_of(finding_at(findings, 0)), "a value with a similar name exists: `agent0`");
    assert_string_equal(help_of(finding_at(findings, UNKNOWN - 1)),
                        "the values of `agent` are `agent0`, `agent1`, `agent2` and 1997 more");
    free(text);
}

/* What a syntax finding stands for already is not reported again. */
static void test_no_noise(void **state) {
    const deskql_findings *findings = check(*state, "id = and subject = x");
    assert_int_equal(deskql_findings_count(findings), 1);
    findings = check(*state, "order by");
    assert_int_equal(deskql_findings_count(findings), 1);
    findings = check(*state, "id = 007 and createdAt > 2026-02-30");
    assert_int_equal(deskql_findings_count(findings), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),      cmocka_unit_test(test_name_wording),
        cmocka_unit_test(test_name_fixes), cmocka_unit_test(test_operators),
        cmocka_unit_test(test_types),      cmocka_unit_test(test_type_wording),
        cmocka_unit_test(test_type_fixes), cmocka_unit_test(test_values),
        cmocka_unit_test(test_integers),   cmocka_unit_test(test_null),
        cmocka_unit_test(test_paging),     cmocka_unit_test(test_misplaced_clauses),
        cmocka_unit_test(test_parameters), cmocka_unit_test(test_no_noise),
        cmocka_unit_test(test_long_lists),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
