/* Descriptions: what a query means in English, and its tree. */
#include <deskql/deskql.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct gathered {
    char text[4096];
    size_t length;
} gathered;

static int gather(void *context, const char *bytes, size_t length) {
    gathered *output = context;
    if (length >= sizeof output->text - output->length) return 1;
    memcpy(output->text + output->length, bytes, length);
    output->length += length;
    output->text[output->length] = '\0';
    return 0;
}

static void assert_described(const char *text, deskql_description description, const char *expected) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    gathered output = {"", 0};
    const deskql_query *query = deskql_document_at(document, 0);
    assert_int_equal(deskql_query_describe(query, description, gather, &output), DESKQL_OK);
    assert_string_equal(output.text, expected);
    deskql_document_free(document);
}

static void assert_english(const char *text, const char *expected) {
    assert_described(text, DESKQL_DESCRIBE_ENGLISH, expected);
}

static void assert_tree(const char *text, const char *expected) {
    assert_described(text, DESKQL_DESCRIBE_TREE, expected);
}

static void test_sentences(void **state) {
    (void)state;
    assert_english("", "All tickets.\n");
    assert_english("status=open and priority>2 order by users.name desc page 2 pagesize 50 include users",
                   "Tickets whose status is `open` and whose priority is greater than 2, ordered by users.name, "
                   "descending. Page 2 of 50 a page; with users included.\n");
    assert_english("from customers order by id", "All customers, ordered by id, ascending.\n");
    assert_english("pagesize 5 fields id, subject", "All tickets. Pages of 5; only the fields id and subject.\n");
    assert_english("include users, inboxes, messages fields id",
                   "All tickets. With users, inboxes and messages included; only the field id.\n");
    assert_english("page :p", "All tickets. Page the parameter `:p`.\n");
}

static void test_comparisons(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"id = 1", "id is 1"},
        {"id != 1", "id is not 1"},
        {"id < 1", "id is less than 1"},
        {"id <= 1", "id is at most 1"},
        {"id > 1", "id is greater than 1"},
        {"id >= 1", "id is at least 1"},
        {"id in (1, 2, 3)", "id is either 1, 2 or 3"},
        {"id in (1)", "id is 1"},
        {"id not in (1, 2)", "id is neither 1 nor 2"},
        {"id not in (1)", "id is not 1"},
        {"id in :ids", "id is among the values of the parameter `:ids`"},
        {"id not in :ids", "id is not among the values of the parameter `:ids`"},
        {"id between 1 and 5", "id is between 1 and 5 (inclusive)"},
        {"id not between 1 and 5", "id is not between 1 and 5 (inclusive)"},
        {"subject contains \"a \\\"b\\\"\\n\"", "subject contains \"a \\\"b\\\"\\u000a\""},
        {"agent is null", "agent is not set"},
        {"agent is not null", "agent is set"},
        {"agent = null", "agent is not set"},
        {"agent != null", "agent is set"},
        {"agent in (1, null)", "agent is either 1 or not set"},
        {"status = :s", "status is the parameter `:s`"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char expected[256];
        snprintf(expected, sizeof expected, "Tickets whose %s.\n", rows[i].expected);
        assert_english(rows[i].text, expected);
    }
}

static void test_times(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"= 2026-01-31", "is on 2026-01-31"},
        {"!= 2026-01-31", "is not on 2026-01-31"},
        {"<= 2026-01-31", "is on or before 2026-01-31"},
        {">= \"2026-01-31\"", "is on or after 2026-01-31"},
        {"> 2026-01-31T10:00Z", "is after 2026-01-31T10:00Z"},
        {"<= 2026-01-31T10:00Z", "is at or before 2026-01-31T10:00Z"},
        {"> -7d", "is after 7 days ago"},
        {"> +1h", "is after 1 hour from now"},
        {"< now", "is before now"},
        {"= today", "is on today"},
        {">= today -1mo", "is on or after 1 month before today"},
        {"< tomorrow +2h", "is before 2 hours after tomorrow"},
        {"< now -1w +2d", "is before now minus 1 week plus 2 days"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[128], expected[256];
        snprintf(text, sizeof text, "createdAt %s", rows[i].text);
        snprintf(expected, sizeof expected, "Tickets whose createdAt %s.\n", rows[i].expected);
        assert_english(text, expected);
    }
}

static void test_groups(void **state) {
    (void)state;
    assert_english("id = 1 or id = 2 or id = 3", "Tickets whose id is 1, whose id is 2 or whose id is 3.\n");
    assert_english("status = 1 and (agent = 2 or inbox = 3)",
                   "Tickets whose status is 1 and (whose agent is 2 or whose inbox is 3).\n");
    assert_english("status = 1 or agent = 2 and inbox = 3",
                   "Tickets whose status is 1 or (whose agent is 2 and whose inbox is 3).\n");
    assert_english("not (status = 1 or priority < 3)",
                   "Tickets whose status is not 1 and whose priority is at least 3.\n");
    assert_english("not (status = 1 and not (agent = 2 or inbox in (3, 4)))",
                   "Tickets whose status is not 1 or (whose agent is 2 or whose inbox is either 3 or 4).\n");
    assert_english("not not not id = 1", "Tickets whose id is not 1.\n");
}

/* What has mistakes is described as far as it is known. */
static void test_broken(void **state) {
    (void)state;
    assert_english("from nowhere id = 1", "Nowhere whose id is 1.\n");
    assert_english("id = \"x\"", "Tickets whose id is something.\n");
    assert_english("not subject contains x", "Tickets whose subject does not contain `x`.\n");
    assert_english("order by id, subject", "All tickets, ordered by id, ascending, then by subject, ascending.\n");
}

static void test_tree(void **state) {
    (void)state;
    assert_tree("", "query of tickets 0-0\n");
    assert_tree("mine: status=open and not (id > 2 or id in (1,:a)) order by users.name desc page 2 include users",
                "query `mine` of tickets 0-96\n"
                "  and 6-49\n"
                "    = `status` reference 6-17\n"
                "      word `open` 13-17\n"
                "    not 22-49\n"
                "      or 27-49\n"
                "        > `id` integer 27-33\n"
                "          integer `2` 32-33\n"
                "        in `id` integer 37-49\n"
                "          integer `1` 44-45\n"
                "          parameter `a` 46-48\n"
                "  order by `users.name` descending 60-70\n"
                "  page\n"
                "    integer `2` 81-82\n"
                "  include `users` 91-96\n");
    assert_tree("nobody = 'a\\n' and id is null and id = 1.5", "query of tickets 0-42\n"
                                                               "  and 0-42\n"
                                                               "    = `nobody` 0-14\n"
                                                               "      string `a\\u000a` 9-14\n"
                                                               "    is null `id` integer 19-29\n"
                                                               "    = `id` integer 34-42\n"
                                                               "      missing 39-42\n");
}

static int refuse(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    return length > 0;
}

static void test_parse(void **state) {
    (void)state;
    assert_described("x: id = 1", DESKQL_DESCRIBE_TOKENS,
                     "LABEL `x` 0-1\nIGNORED `:` 1-2\nWORD `id` 3-5\nCOMPARE `=` 6-7\nNUMBER `1` 8-9\n");
    assert_described("id = 1", DESKQL_DESCRIBE_RECOVERY, "none: the query parses\n");
    assert_described("", DESKQL_DESCRIBE_RECOVERY, "none: the query parses\n");
    /* Of those that earn as much, the first is made. */
    assert_described("id =", DESKQL_DESCRIBE_RECOVERY,
                     "4-4 unexpected END end of the query\n"
                     "  put in WORD: score 40, 6 tokens follow, cost 8\n"
                     "  put in BY: score 40, 6 tokens follow, cost 8\n"
                     "  put in IN: score 40, 6 tokens follow, cost 8\n"
                     "  put in IS: score 40, 6 tokens follow, cost 8\n"
                     "  put in NULL: score 40, 6 tokens follow, cost 8\n"
                     "  made: put in WORD\n");
}

static void test_failures(void **state) {
    (void)state;
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, "id = 1", 6, NULL, &document), DESKQL_OK);
    const deskql_query *query = deskql_document_at(document, 0);
    assert_int_equal(deskql_query_describe(query, DESKQL_DESCRIBE_TREE, refuse, NULL), DESKQL_SINK_FAILED);
    assert_int_equal(deskql_query_describe(query, (deskql_description)9, refuse, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_query_describe(NULL, DESKQL_DESCRIBE_TREE, refuse, NULL), DESKQL_MISUSE);
    deskql_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentences), cmocka_unit_test(test_comparisons), cmocka_unit_test(test_times),
        cmocka_unit_test(test_groups),    cmocka_unit_test(test_broken),      cmocka_unit_test(test_tree),
        cmocka_unit_test(test_parse),     cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
