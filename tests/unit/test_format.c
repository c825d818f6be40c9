/* The canonical text, and fixes put into a text. tests/fuzz/format holds the format to random documents. */
#include <deskql/deskql.h>
#include <deskql/format.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct gathered {
    char text[8192];
    size_t length;
    size_t limit; /* 0: none; else the sink fails once it has so many bytes */
} gathered;

static int gather(void *context, const char *bytes, size_t length) {
    gathered *output = context;
    if (length >= sizeof output->text - output->length) return 1;
    if (output->limit && output->length + length > output->limit) return 1;
    memcpy(output->text + output->length, bytes, length);
    output->length += length;
    output->text[output->length] = '\0';
    return 0;
}

static deskql_document *parse(const char *text) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    return document;
}

static void assert_formatted_as(const char *text, const deskql_format_options *options, deskql_status status,
                                const char *expected) {
    deskql_document *document = parse(text);
    gathered output = {.length = 0};
    assert_int_equal(deskql_format(document, options, gather, &output), status);
    assert_string_equal(output.text, expected);
    deskql_document_free(document);
    document = parse(expected);
    gathered again = {.length = 0};
    assert_int_equal(deskql_format(document, options, gather, &again), status);
    assert_string_equal(again.text, expected);
    deskql_document_free(document);
}

static void assert_formatted(const char *text, const char *expected) {
    assert_formatted_as(text, NULL, DESKQL_OK, expected);
}

static void assert_kept(const char *text) {
    assert_formatted_as(text, NULL, DESKQL_INVALID, text);
}

static void test_words(void **state) {
    (void)state;
    assert_formatted("STATUS=1 AND priority  !=\t2", "STATUS = 1 and priority != 2");
    assert_formatted("subject ~ x and status NOT  IN(1 ,2,:p)", "subject contains x and status not in (1, 2, :p)");
    assert_formatted("agent IS Not NULL and agent!=NULL", "agent is not null and agent != null");
    assert_formatted("id Between 1 AND 2 or id not between 3 and :p", "id between 1 and 2 or id not between 3 and :p");
    assert_formatted("status in :list", "status in :list");
    assert_formatted("from `tickets` where status=1", "from tickets status = 1");
}

static void test_times(void **state) {
    (void)state;
    assert_formatted("createdAt>TODAY-7d+2h", "createdAt > today - 7d + 2h");
    assert_formatted("createdAt>-7d+2h or createdAt=Now", "createdAt > -7d + 2h or createdAt = now");
    assert_formatted("createdAt >= yesterday\n  - 1mo", "createdAt >= yesterday - 1mo");
    assert_formatted("createdAt>2026-01-31T10:00+02:00", "createdAt > 2026-01-31T10:00+02:00");
    assert_formatted("createdAt > '2026-01-31'", "createdAt > 2026-01-31");
}

static void test_quotes(void **state) {
    (void)state;
    assert_formatted("subject = \"refund\"", "subject = refund");
    assert_formatted("subject = 'a\xE2\x80\xAE' # \xE2\x80\xAE", "subject = \"a\\u202e\" # \xE2\x80\xAE");
    assert_formatted("subject = '\xF3\xA0\x81\x81'", "subject = \"\\udb40\\udc41\"");
    assert_formatted("subject = '\xD7\x90\xE2\x80\x8F'", "subject = \"\xD7\x90\xE2\x80\x8F\"");
    assert_formatted("subject = 'on-hold'", "subject = on-hold");
    assert_formatted("subject = 'two words'", "subject = \"two words\"");
    assert_formatted("subject = 'it\\'s \"so\"\\u0009\\/'", "subject = \"it's \\\"so\\\"\\t/\"");
    assert_formatted("subject in ('and', \"Today\", in, 'now-7d', 'today-x')",
                     "subject in (\"and\", \"Today\", \"in\", \"now-7d\", today-x)");
    assert_formatted("subject in ('', '7', '-7d', 'a-', 'like', '2026-01-31')",
                     "subject in (\"\", \"7\", \"-7d\", \"a-\", like, \"2026-01-31\")");
    assert_formatted("`status` = 1 and `in` = 2 and `in` in (1) and `a b` is null",
                     "status = 1 and in = 2 and `in` in (1) and `a b` is null");
    assert_formatted("order by `updatedAt`, `desc` include `page`", "order by updatedAt, `desc` include `page`");
}

static void test_brackets(void **state) {
    (void)state;
    assert_formatted("((status=1))", "status = 1");
    assert_formatted("(a=1 and b=2) and (c=3)", "a = 1 and b = 2 and c = 3");
    assert_formatted("(a=1 and b=2) or (c=3)", "(a = 1 and b = 2) or c = 3");
    assert_formatted("a=1 and b=2 or c=3", "a = 1 and b = 2 or c = 3");
    assert_formatted("(a=1 or (b=2 or c=3)) and d=4", "(a = 1 or b = 2 or c = 3) and d = 4");
    assert_formatted("not(a=1) and not ( b=1 and c=2 )", "not a = 1 and not (b = 1 and c = 2)");
    assert_formatted("not((not a=1))", "not not a = 1");
    assert_formatted("not not=1", "not not = 1");
}

static void test_clauses(void **state) {
    (void)state;
    assert_formatted("status=1 FIELDS id,subject INCLUDE users PAGESIZE 5 PAGE :p ORDER BY id ASC",
                     "status = 1 order by id asc page :p pagesize 5 include users fields id, subject");
    assert_formatted("urgent:   order by id  Desc", "urgent: order by id desc");
    assert_formatted("all:", "all:");
    assert_formatted("`two words`: from customers", "`two words`: from customers");
}

#define LONG_A "subject contains \"a text that is longer than most\""
#define LONG_B "subject contains \"another text that is as long\""

#define LONG_NAMES "id, subject, previewText, originalRecipient, responseTimeMins, resolutionTimeMins, customer,"

static void test_line_breaks(void **state) {
    (void)state;
    assert_formatted(LONG_A " or " LONG_B " order by id", LONG_A "\nor " LONG_B "\norder by id");
    assert_formatted("name: " LONG_A " or " LONG_B, "name:\n    " LONG_A "\n    or " LONG_B);
    assert_formatted("id = 1 and not(" LONG_A " or " LONG_B ")",
                     "id = 1\nand not (\n    " LONG_A "\n    or " LONG_B "\n)");
    assert_formatted(LONG_A " and " LONG_B " or id=1", LONG_A "\n    and " LONG_B "\nor id = 1");
    assert_formatted("(" LONG_A " and " LONG_B ") or id=1", "(\n    " LONG_A "\n    and " LONG_B "\n)\nor id = 1");
    /* What fits between the clauses' lines stays on its own. */
    assert_formatted("id=1 and status=2 order by id fields " LONG_NAMES "agent",
                     "id = 1 and status = 2\norder by id\nfields " LONG_NAMES "\n    agent");
    const deskql_format_options narrow = {sizeof narrow, 20, 2};
    assert_formatted_as("id in (1,2,3,4,5,6,7,8) and id>1", &narrow, DESKQL_OK,
                        "id in (\n  1, 2, 3, 4, 5, 6,\n  7, 8\n)\nand id > 1");
    /* Columns are characters, and the semicolon counts. */
    const deskql_format_options exact = {sizeof exact, 25, 0};
    assert_formatted_as("id=1 and subject=\"\xC3\xA4\xC3\xA4\"", &exact, DESKQL_OK,
                        "id = 1 and subject = \"\xC3\xA4\xC3\xA4\"");
    assert_formatted_as("id=1 and subject=\"\xC3\xA4\xC3\xA4\";id=1", &exact, DESKQL_OK,
                        "id = 1\nand subject = \"\xC3\xA4\xC3\xA4\";\nid = 1");
}

static void test_comments(void **state) {
    (void)state;
    assert_formatted("# first\n\n\n  # second \nid=1 # third\n# fourth\n",
                     "# first\n\n# second\nid = 1 # third\n# fourth\n");
    assert_formatted("id=1 and   # one\nstatus=2 # two\norder by id # three",
                     "id = 1 # one\nand status = 2 # two\norder by id # three");
    assert_formatted("id=1 or\n# own\nstatus=2", "id = 1\n# own\nor status = 2");
    assert_formatted("id=1 and # one\n# own\n(status=2 or status=3)",
                     "id = 1 # one\n# own\nand (status = 2 or status = 3)");
    assert_formatted("id in # which\n# own\n(1)", "id in ( # which\n    # own\n    1\n)");
    assert_formatted("id in (1, # one\n 2 # two\n ,3,\n# own\n4)",
                     "id in (\n    1, # one\n    2, # two\n    3,\n    # own\n    4\n)");
    assert_formatted("id # of the ticket\n = # is\n 1", "id # of the ticket\n    = # is\n    1");
    assert_formatted("( # in\n id=1\n# out\n) and status=2", "# in\nid = 1\n# out\nand status = 2");
    assert_formatted("where # why\n id=1", "# why\nid = 1");
    assert_formatted("name: # why\n id=1", "name: # why\n    id = 1");
    assert_formatted("order by # why\n # own\n id desc", "order by # why\n    # own\n    id desc");
    /* A clause takes its comments along. */
    assert_formatted("id=1\n# of the page\npage 2 # second\norder by id",
                     "id = 1\norder by id\n# of the page\npage 2 # second");
    assert_formatted("page 2 # a\norder by id; # b\n", "order by id page 2 # a\n# b\n");
    assert_formatted("#", "#");
}

static void test_documents(void **state) {
    (void)state;
    assert_formatted("id=1;id=2", "id = 1;\nid = 2");
    assert_formatted("id=1;\n\n\n\n;;id=2 ;\n", "id = 1;\n\nid = 2\n");
    assert_formatted("id=1 # a\n; # b\n\n# c\nid=2", "id = 1; # a\n# b\n\n# c\nid = 2");
    assert_formatted("\n\n id=1\n\n", "id = 1\n");
    assert_formatted("", "");
    assert_formatted("  \n ", "\n");
    assert_formatted("\xEF\xBB\xBF id=1", "\xEF\xBB\xBFid = 1");
    assert_formatted("id=1 # a\r\n;\r\n\r\nid=2\n", "id = 1; # a\r\n\r\nid = 2\r\n");
    assert_formatted("id=1;\rid=2", "id = 1;\rid = 2");
}

static void test_damage(void **state) {
    (void)state;
    assert_kept("id==1  and x=2");
    assert_kept("subject =   \"open\n ;\nid = 2");
    assert_kept("page 1   page 2");
    /* With what stands before the first query. */
    assert_kept("\n\xEF\xBB\xBF\xFF\n");
    assert_formatted_as("id = \"x\n;# why\n;", NULL, DESKQL_INVALID, "id = \"x\n# why");
    assert_formatted_as("\r+ ##\n'H\n", NULL, DESKQL_INVALID, "\r+ ##\n'H\r");
    assert_kept("id = 1 and  (status = 2");
    assert_kept("createdAt = 2026-02-30  and id=1");
    assert_formatted_as("id=1; id ==2  # a\n;id=3", NULL, DESKQL_INVALID, "id = 1;\nid ==2  # a\n;\nid = 3");
    /* Mistakes of other kinds leave the tree as it was written. */
    assert_formatted("statu=1 and id='x y' and subject=TODAY-1d and agent>\"x\"",
                     "statu = 1 and id = \"x y\" and subject = today - 1d and agent > x");
    assert_formatted("a: id=1; a: id=2", "a: id = 1;\na: id = 2");
}

static void test_one_query(void **state) {
    (void)state;
    deskql_document *document = parse("# none\nname: id=1 # none\n AND status~'x'; id=2;id==3");
    gathered output = {.length = 0};
    assert_int_equal(deskql_query_format(deskql_document_at(document, 1), gather, &output), DESKQL_OK);
    assert_string_equal(output.text, "id = 2");
    output.length = 0;
    output.text[0] = '\0';
    assert_int_equal(deskql_query_format(deskql_document_at(document, 2), gather, &output), DESKQL_INVALID);
    assert_string_equal(output.text, "");
    assert_int_equal(deskql_query_format(NULL, gather, &output), DESKQL_MISUSE);
    assert_int_equal(deskql_query_format(deskql_document_at(document, 1), NULL, &output), DESKQL_MISUSE);
    deskql_document_free(document);
}

static void test_misuse(void **state) {
    (void)state;
    deskql_document *document = NULL;
    gathered output = {.length = 0};
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.maximum_bytes = 3;
    /* A text that was too long is not in the document, and must not come out as an empty one. */
    assert_int_equal(deskql_parse(NULL, "id=1", 4, &options, &document), DESKQL_OK);
    assert_int_equal(deskql_format(document, NULL, gather, &output), DESKQL_MISUSE);
    assert_int_equal(deskql_apply_fixes(document, NULL, gather, &output), DESKQL_MISUSE);
    assert_int_equal(deskql_parse(NULL, "id=1", 4, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_format(document, NULL, NULL, NULL), DESKQL_MISUSE);
    const deskql_format_options deep = {sizeof deep, 0, 17};
    assert_int_equal(deskql_format(document, &deep, gather, &output), DESKQL_MISUSE);
    const deskql_format_options none = {0, 0, 0};
    assert_int_equal(deskql_format(document, &none, gather, &output), DESKQL_MISUSE);
    output.limit = 1;
    assert_int_equal(deskql_format(document, NULL, gather, &output), DESKQL_SINK_FAILED);
    assert_int_equal(deskql_apply_fixes(document, NULL, gather, &output), DESKQL_SINK_FAILED);
    deskql_document_free(document);
}

static void assert_fixed(const char *text, size_t count, const char *expected) {
    deskql_document *document = parse(text);
    gathered output = {.length = 0};
    size_t applied = 77;
    assert_int_equal(deskql_apply_fixes(document, &applied, gather, &output), DESKQL_OK);
    assert_string_equal(output.text, expected);
    assert_int_equal(applied, count);
    deskql_document_free(document);
}

static void test_fixes(void **state) {
    (void)state;
    assert_fixed("id = 1", 0, "id = 1");
    assert_fixed("id == 1 && statuss <> 2 # c", 4, "id = 1 and status != 2 # c");
    assert_fixed("\xEF\xBB\xBFstatus in [1,2]\r\nlimit 5", 2, "\xEF\xBB\xBFstatus in (1,2)\r\npagesize 5");
    /* The two that a list's one fix overlaps are left for the next round. */
    assert_fixed("subject in [\xE2\x80\x9C"
                 "a b\xE2\x80\x9D]",
                 1,
                 "subject in (\xE2\x80\x9C"
                 "a b\xE2\x80\x9D)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_times),     cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_brackets),  cmocka_unit_test(test_clauses),   cmocka_unit_test(test_line_breaks),
        cmocka_unit_test(test_comments),  cmocka_unit_test(test_documents), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_one_query), cmocka_unit_test(test_misuse),    cmocka_unit_test(test_fixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
