/* Emission, seen from the public functions; and the plain and the encoded form held together. */
#include "base/percent.h"
#include "document/document.h"
#include "emit/emit.h"
#include "lower/plan.h"
#include "support/findings.h"
#include "json/writer.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1772366400)

static deskql_plan *plan_of(const char *text, size_t length, const char *base_url, deskql_document **document) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = NOW;
    options.base_url = base_url;
    deskql_plan *plan = NULL;
    *document = NULL;
    assert_int_equal(deskql_parse(NULL, text, length, NULL, document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(*document, 0), &options, &plan), DESKQL_OK);
    return plan;
}

static char *written(const deskql_plan *plan, deskql_output output, size_t *length) {
    size_t needed;
    deskql_status status = deskql_plan_write(plan, output, NULL, 0, &needed);
    assert_int_equal(status, DESKQL_SHORT_BUFFER);
    char *text = malloc(needed + 1);
    assert_non_null(text);
    assert_int_equal(deskql_plan_write(plan, output, text, needed + 1, length), DESKQL_OK);
    assert_int_equal(strlen(text), needed);
    /* With more than is reserved behind its end, it is written in one go. */
    if (output == DESKQL_OUTPUT_QUERY) {
        char *roomy = malloc(needed + 100000);
        assert_non_null(roomy);
        assert_int_equal(deskql_plan_write(plan, output, roomy, needed + 100000, NULL), DESKQL_OK);
        assert_string_equal(roomy, text);
        free(roomy);
    }
    return text;
}

static void assert_writes_with(const char *base_url, const char *text, deskql_output output, const char *expected) {
    deskql_document *document;
    deskql_plan *plan = plan_of(text, strlen(text), base_url, &document);
    char *got = written(plan, output, NULL);
    assert_string_equal(got, expected);
    free(got);
    deskql_plan_free(plan);
    deskql_document_free(document);
}

static void assert_writes(const char *text, deskql_output output, const char *expected) {
    assert_writes_with(NULL, text, output, expected);
}

static void test_query(void **state) {
    (void)state;
    assert_writes("status=open and priority>2 order by users.name desc", DESKQL_OUTPUT_QUERY,
                  "filter=%7B%22status%22%3A%7B%22%24eq%22%3A%22open%22%7D%2C%22priority%22%3A%7B%22%24gt%22%3A2%7D%7D"
                  "&orderBy=users.name&orderMode=desc");
    assert_writes("", DESKQL_OUTPUT_QUERY, "");
    /* Whatever the clauses' order in the text, there is one in the query string. */
    assert_writes("fields subject, id include users, inboxes pagesize 50 page 2 order by id", DESKQL_OUTPUT_QUERY,
                  "orderBy=id&orderMode=asc&page=2&pageSize=50&includes=users%2Cinboxes&fields=subject%2Cid");
    assert_writes("page 3", DESKQL_OUTPUT_QUERY, "page=3");
    assert_writes("spam_score = 1e+3", DESKQL_OUTPUT_QUERY,
                  "filter=%7B%22spam_score%22%3A%7B%22%24eq%22%3A1e%2B3%7D%7D");
    assert_writes("createdAt > -7d", DESKQL_OUTPUT_QUERY,
                  "filter=%7B%22createdAt%22%3A%7B%22%24gt%22%3A%222026-02-22T12%3A00%3A00Z%22%7D%7D");
}

/* Every operator, every shape and every byte that a string may hold: the query string is the filter percent-encoded. */
static void test_encoded_form_is_the_plain_one(void **state) {
    (void)state;
    static const char *const texts[] = {
        "id=1 and id!=2 and id<3 and id<=4 and id>5 and id>=6",
        "id in (1,2) or agent not in (3,4)",
        "subject contains x or subject = \"\"",
        "(id=1 or agent=2) and (id=3 or agent=4 and inbox=-5)",
        "agent is null or agent is not null",
        "spam_rules = true or spam_rules = false or spam_rules in (1.5, null, 2026-01-31T10:00:00.25Z)",
        ("subject = \"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001f "
         "\\\"\\\\/'~%&=+{}[],:\\u007f\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        deskql_document *document;
        deskql_plan *plan = plan_of(texts[i], strlen(texts[i]), NULL, &document);
        size_t length;
        char *filter = written(plan, DESKQL_OUTPUT_FILTER, &length);
        char *query = written(plan, DESKQL_OUTPUT_QUERY, NULL);
        char expected[4096] = "filter=";
        dql_writer writer;
        dql_writer_to_buffer(&writer, expected + strlen(expected), sizeof expected - strlen(expected));
        dql_percent_write(&writer, filter, length);
        *writer.at = '\0';
        assert_string_equal(query, expected);
        free(filter);
        free(query);
        deskql_plan_free(plan);
        deskql_document_free(document);
    }
}

static void test_strings(void **state) {
    (void)state;
    assert_writes("subject = \"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001f \\\"\\\\/'\\u007f\xC3\xA9\"", DESKQL_OUTPUT_FILTER,
                  "{\"subject\":{\"$eq\":\"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001f \\\"\\\\/'\x7F\xC3\xA9\"}}");
    assert_writes("subject = \"\\u001f\\n\"", DESKQL_OUTPUT_QUERY,
                  "filter=%7B%22subject%22%3A%7B%22%24eq%22%3A%22%5Cu001f%5Cn%22%7D%7D");
}

static void test_other_outputs(void **state) {
    (void)state;
    assert_writes("order by id", DESKQL_OUTPUT_FILTER, "{}");
    assert_writes("", DESKQL_OUTPUT_PARAMETERS, "{}");
    assert_writes("subject = \"a\\\"b\" and id=1 include users, inboxes page 2", DESKQL_OUTPUT_PARAMETERS,
                  "{\"filter\":\"{\\\"subject\\\":{\\\"$eq\\\":\\\"a\\\\\\\"b\\\"},\\\"id\\\":{\\\"$eq\\\":1}}\","
                  "\"page\":\"2\",\"includes\":\"users,inboxes\"}");
    assert_writes("", DESKQL_OUTPUT_URL, "https://SITE.teamwork.com/desk/api/v2/tickets.json");
    assert_writes_with("https://me.example/", "from users page 2", DESKQL_OUTPUT_URL,
                       "https://me.example/desk/api/v2/users.json?page=2");
    /* What a base and the path share is written once: whole parts of the path alone, and of the base's path alone. */
    static const char *const bases[][2] = {
        {"https://a.example/desk/api/v2", "https://a.example"},
        {"https://a.example/desk/api/v2/", "https://a.example"},
        {"https://a.example/desk/api", "https://a.example"},
        {"https://a.example/desk//", "https://a.example"},
        {"https://a.example//desk", "https://a.example"},
        {"https://a.example/desk/api/v2/tickets.json", "https://a.example"},
        {"http://u:p@localhost:8080/proxy/desk/api/v2", "http://u:p@localhost:8080/proxy"},
        {"https://a.example/api/v2", "https://a.example/api/v2"},
        {"https://a.example/desk/api/v", "https://a.example/desk/api/v"},
        {"https://a.example/mydesk", "https://a.example/mydesk"},
        {"https://a.example/desk/api/v2/more", "https://a.example/desk/api/v2/more"},
        {"https://a.example/desk/desk", "https://a.example/desk"},
        {"https://desk", "https://desk"},
        {"https://desk/", "https://desk"},
        {"HTTPS+x.y-z://a", "HTTPS+x.y-z://a"},
    };
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        char expected[200];
        snprintf(expected, sizeof expected, "%s/desk/api/v2/tickets.json?page=2", bases[i][1]);
        assert_writes_with(bases[i][0], "page 2", DESKQL_OUTPUT_URL, expected);
    }
    assert_writes_with("https://a.example/desk/api/v2/users.json", "from users", DESKQL_OUTPUT_URL,
                       "https://a.example/desk/api/v2/users.json");
    assert_writes_with(
        "https://it's.example", "id=1", DESKQL_OUTPUT_CURL,
        "curl -H \"Authorization: Bearer $DESK_TOKEN\" "
        "'https://it'\\''s.example/desk/api/v2/tickets.json?filter=%7B%22id%22%3A%7B%22%24eq%22%3A1%7D%7D'");
    assert_writes_with(
        "https://\"x\"", "mine: id=1", DESKQL_OUTPUT_JSON,
        "{\"name\":\"mine\",\"endpoint\":\"tickets\",\"path\":\"/desk/api/v2/tickets.json\","
        "\"query\":\"filter=%7B%22id%22%3A%7B%22%24eq%22%3A1%7D%7D\","
        "\"url\":\"https://\\\"x\\\"/desk/api/v2/tickets.json?filter=%7B%22id%22%3A%7B%22%24eq%22%3A1%7D%7D\","
        "\"params\":{\"filter\":\"{\\\"id\\\":{\\\"$eq\\\":1}}\"},\"filter\":{\"id\":{\"$eq\":1}}}");
    assert_writes("", DESKQL_OUTPUT_JSON,
                  "{\"name\":null,\"endpoint\":\"tickets\",\"path\":\"/desk/api/v2/tickets.json\",\"query\":\"\","
                  "\"url\":\"https://SITE.teamwork.com/desk/api/v2/tickets.json\",\"params\":{},\"filter\":{}}");
}

static void test_plan(void **state) {
    (void)state;
    assert_writes("", DESKQL_OUTPUT_PLAN, "GET /desk/api/v2/tickets.json");
    assert_writes("status=1 and (agent in (2,\"x y\") or (inbox=3 and type=4)) order by id desc page 2 pagesize 5 "
                  "include users, inboxes fields id",
                  DESKQL_OUTPUT_PLAN,
                  "GET /desk/api/v2/tickets.json\n"
                  "filter\n"
                  "  all of, in $and\n"
                  "    status $eq 1\n"
                  "    any of, in $or\n"
                  "      agent $in (2, \"x y\")\n"
                  "      all of, in one object\n"
                  "        inbox $eq 3\n"
                  "        type $eq 4\n"
                  "order by id descending\n"
                  "page 2\n"
                  "page size 5\n"
                  "include users, inboxes\n"
                  "fields id");
}

/* A buffer of any size gets the same length and is never written past, wherever it ends between what is reserved. */
static void test_every_capacity(void **state) {
    (void)state;
    static const char *const texts[] = {
        "subject = \"a\\u0001\\\"\xC3\xA9\" and createdAt = 2026-01-31 and id in (1,22) order by id",
        "(id=1 or (agent=2 and (inbox=-5 or state=active))) and (id=3 or agent is null) page 9223372036854775807",
        ("happinessSurveySentAt not in (2026-01-31T10:00:00.25Z, now) or subject = "
         "aWordOfMoreThanTwoAndThirtyLettersInAll"),
        "spam_score in (1e+3, 0.12345678901234567890123456789012345678901234567890123456789) include users, inboxes",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        deskql_document *document;
        deskql_plan *plan = plan_of(texts[i], strlen(texts[i]), NULL, &document);
        for (deskql_output output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_PLAN; output++) {
            size_t whole;
            char *expected = written(plan, output, &whole);
            for (size_t capacity = 0; capacity <= whole + 2 * DQL_RESERVED; capacity++) {
                char *buffer = malloc(capacity ? capacity : 1);
                size_t length = 0;
                deskql_status status = deskql_plan_write(plan, output, buffer, capacity, &length);
                assert_int_equal(status, capacity > whole ? DESKQL_OK : DESKQL_SHORT_BUFFER);
                assert_int_equal(length, whole);
                if (status == DESKQL_OK) assert_string_equal(buffer, expected);
                free(buffer);
            }
            free(expected);
        }
        deskql_plan_free(plan);
        deskql_document_free(document);
    }
}

typedef struct gathered {
    char text[65536];
    size_t length;
} gathered;

static int gather(void *context, const char *bytes, size_t length) {
    gathered *into = context;
    assert_true(length >= 1 && into->length + length < sizeof into->text);
    memcpy(into->text + into->length, bytes, length);
    into->length += length;
    return 0;
}

static void test_stream(void **state) {
    (void)state;
    char text[8192] = "subject in (a";
    for (int i = 0; i < 500; i++) snprintf(text + strlen(text), sizeof text - strlen(text), ",\"%d\\n\"", i);
    strcat(text, ")");
    deskql_document *document;
    deskql_plan *plan = plan_of(text, strlen(text), NULL, &document);
    for (deskql_output output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_PLAN; output++) {
        gathered *into = calloc(1, sizeof *into);
        size_t length;
        char *expected = written(plan, output, &length);
        assert_int_equal(deskql_plan_stream(plan, output, gather, into), DESKQL_OK);
        assert_int_equal(into->length, length);
        assert_memory_equal(into->text, expected, length);
        free(expected);
        free(into);
    }
    deskql_plan_free(plan);
    deskql_document_free(document);
}

static void test_long_url(void **state) {
    (void)state;
    for (int over = 0; over <= 1; over++) {
        char text[16384];
        int around = (int)strlen("filter=%7B%22subject%22%3A%7B%22%24eq%22%3A%22%22%7D%7D");
        int length = 8000 - around + over;
        snprintf(text, sizeof text, "subject=\"%0*d\"", length, 0);
        deskql_document *document;
        deskql_plan *plan = plan_of(text, strlen(text), NULL, &document);
        size_t written_length;
        free(written(plan, DESKQL_OUTPUT_QUERY, &written_length));
        assert_int_equal(written_length, 8000 + over);
        assert_int_equal(deskql_findings_count(deskql_plan_findings(plan)), over);
        if (over) assert_int_equal(finding_at(deskql_plan_findings(plan), 0)->code, 406);
        deskql_plan_free(plan);
        deskql_document_free(document);
    }
}

static bool is_reported_long(const deskql_plan *plan) {
    const deskql_findings *findings = deskql_plan_findings(plan);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        if (finding_at(findings, i)->code == 406) return true;
    }
    return false;
}

/* Few queries are written to know their length; none of those that are not may be long. */
static void test_long_filters(void **state) {
    (void)state;
    static const char *const conditions[] = {
        "id=%d",
        "id>%d",
        "happinessSurveySentAt != 2%03d-01-01",
        "(id=%d and (subject contains \"\\u0001\\u0002\\u0003\" or agent is null))",
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        char text[40000] = "";
        size_t length = 0;
        for (int count = 0; length <= 8000; count++) {
            size_t end = strlen(text);
            if (count) end += (size_t)snprintf(text + end, sizeof text - end, " or ");
            snprintf(text + end, sizeof text - end, conditions[i], count);
            deskql_document *document;
            deskql_plan *plan = plan_of(text, strlen(text), NULL, &document);
            assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_QUERY, NULL, 0, &length), DESKQL_SHORT_BUFFER);
            assert_int_equal(is_reported_long(plan), length > 8000);
            deskql_plan_free(plan);
            deskql_document_free(document);
        }
    }
}

/* What goes into the path counts, and is no part of a query string or a filter, which then are no outputs. */
static void test_path(void **state) {
    (void)state;
    const size_t around = strlen("filter=%7B%22threadType%22%3A%7B%22%24eq%22%3A3%7D%7D");
    for (size_t over = 0; over <= 1; over++) {
        char text[16384];
        snprintf(text, sizeof text, "from ticket_messages ticket = \"%0*d%%%%\" and threadType = 3",
                 (int)(8000 - around + over) - 6, 0);
        deskql_document *document;
        deskql_plan *plan = plan_of(text, strlen(text), "https://a.b", &document);
        size_t length;
        char *url = written(plan, DESKQL_OUTPUT_URL, &length);
        assert_int_equal(length, strlen("https://a.b/desk/api/v2/tickets//messages.json?") + 8000 + over);
        assert_non_null(strstr(url, "00%25%25/messages.json?filter"));
        assert_int_equal(is_reported_long(plan), over);
        assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_QUERY, text, sizeof text, &length), DESKQL_MISUSE);
        assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, text, sizeof text, &length), DESKQL_MISUSE);
        assert_int_equal(deskql_plan_stream(plan, DESKQL_OUTPUT_FILTER, gather, NULL), DESKQL_MISUSE);
        free(url);
        deskql_plan_free(plan);
        deskql_document_free(document);
    }
    assert_writes("from ticket_messages ticket = 5 page 2", DESKQL_OUTPUT_PARAMETERS,
                  "{\"path\":\"/desk/api/v2/tickets/5/messages.json\",\"params\":{\"page\":\"2\"}}");
    assert_writes("from ticket_messages ticket = a", DESKQL_OUTPUT_MAP,
                  "{\"path/ticket\":{\"start\":{\"line\":1,\"column\":22,\"offset\":21},"
                  "\"end\":{\"line\":1,\"column\":32,\"offset\":31}}}");
}

/* Each condition is a parameter; a list repeats one; there is no filter. */
static void test_named_parameters(void **state) {
    (void)state;
    static const char query[] =
        "from search_customers text ~ \"a&b \\\"c\\\"\" and tags in (2, 1) and domain = x page 2";
    assert_writes(query, DESKQL_OUTPUT_QUERY, "search=a%26b%20%22c%22&tagIds%5B%5D=2&tagIds%5B%5D=1&domain=x&page=2");
    assert_writes(query, DESKQL_OUTPUT_PARAMETERS,
                  "{\"search\":\"a&b \\\"c\\\"\",\"tagIds[]\":[\"2\",\"1\"],\"domain\":\"x\",\"page\":\"2\"}");
    assert_writes("from search_customers", DESKQL_OUTPUT_QUERY, "");
    assert_writes("from search_customers", DESKQL_OUTPUT_PARAMETERS, "{}");
    deskql_document *document;
    deskql_plan *plan = plan_of(query, strlen(query), NULL, &document);
    size_t length;
    assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, NULL, 0, &length), DESKQL_MISUSE);
    assert_int_equal(deskql_plan_stream(plan, DESKQL_OUTPUT_FILTER, gather, NULL), DESKQL_MISUSE);
    deskql_matcher *matcher = NULL;
    assert_int_equal(deskql_matcher_make(plan, NULL, &matcher), DESKQL_MISUSE);
    assert_null(matcher);
    deskql_plan_free(plan);
    deskql_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query),
        cmocka_unit_test(test_encoded_form_is_the_plain_one),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_other_outputs),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_every_capacity),
        cmocka_unit_test(test_stream),
        cmocka_unit_test(test_long_url),
        cmocka_unit_test(test_named_parameters),
        cmocka_unit_test(test_long_filters),
        cmocka_unit_test(test_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
