/*
 * What `deskql format` takes of memory, counted in bytes of it a byte of text: long texts of one unit, again and again.
 *
 * What there is are the text's copies and tokens, and the query in hand; the layout itself takes next to nothing, whatever the text.
 */
#include "support/counting.h"

#include <deskql/deskql.h>
#include <deskql/format.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LENGTH 500000u
#define MOST 40u
/* A unit holds it where a number stands that is another each time. */
#define NUMBER '@'

typedef struct bytes {
    char *text;
    size_t length;
} bytes;

static void put(bytes *to, const char *from, uint32_t number) {
    for (; *from; from++) {
        if (*from == NUMBER) {
            to->length += (size_t)sprintf(to->text + to->length, "%u", number);
        } else {
            to->text[to->length++] = *from;
        }
    }
}

static bytes repeated(const char *head, const char *unit, const char *tail) {
    bytes all = {malloc(LENGTH + 1000), 0};
    assert_non_null(all.text);
    put(&all, head, 0);
    for (uint32_t number = 1; all.length < LENGTH; number++) put(&all, unit, number);
    put(&all, tail, 0);
    return all;
}

/* The same with lists of so many values. */
static bytes lists(const char *first, const char *value, uint32_t count, const char *last) {
    bytes all = {malloc(2 * LENGTH), 0};
    assert_non_null(all.text);
    while (all.length < LENGTH) {
        put(&all, first, 0);
        for (uint32_t i = 0; i < count; i++) put(&all, value, i);
        put(&all, last, 0);
    }
    put(&all, "id=1", 0);
    return all;
}

static int count_bytes(void *context, const char *text, size_t length) {
    (void)text;
    *(size_t *)context += length;
    return 0;
}

typedef struct peaks {
    size_t document;
    size_t both;
} peaks;

/* Of a text that is formatted whole. */
static peaks measure(bytes text) {
    counting count = {.fail_at = SIZE_MAX};
    deskql_allocator allocator = counting_allocator(&count);
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.allocator = &allocator;
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, text.text, text.length, &options, &document), DESKQL_OK);
    peaks found = {count.most, 0};
    size_t written = 0;
    assert_int_equal(deskql_format(document, NULL, count_bytes, &written), DESKQL_OK);
    assert_true(written > 0);
    found.both = count.most;
    deskql_document_free(document);
    assert_int_equal(count.outstanding, 0);
    return found;
}

static void check_kind(const char *name, bytes text) {
    counting count = {.fail_at = SIZE_MAX};
    deskql_allocator allocator = counting_allocator(&count);
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.allocator = &allocator;
    deskql_document *document = NULL;
    size_t written = 0;
    deskql_status status =
        deskql_format_text(NULL, text.text, text.length, &options, NULL, count_bytes, &written, &document);
    assert_true(status == DESKQL_OK || status == DESKQL_INVALID);
    assert_int_equal(status == DESKQL_INVALID, deskql_findings_count(deskql_document_findings(document)) > 0);
    if (count.most > MOST * text.length)
        fail_msg("%s: %zu bytes of memory for %zu of text", name, count.most, text.length);
    deskql_document_free(document);
    assert_int_equal(count.outstanding, 0);
    free(text.text);
}

typedef struct kind {
    const char *head;
    const char *unit;
    const char *tail;
} kind;

static void check_kinds(const kind *kinds, size_t count) {
    for (size_t i = 0; i < count; i++) check_kind(kinds[i].unit, repeated(kinds[i].head, kinds[i].unit, kinds[i].tail));
}

static void test_queries(void **state) {
    (void)state;
    static const kind kinds[] = {
        {"", "subject contains \"refund\" and status in (1, 2, 3);\n", ""},
        {"", "status = open and priority > 2 order by users.name desc; # and why\n", ""},
        {"", "id=1;", ""},
        {"", "id=1\n;\n", ""},
        {"", "a@:id=1;", ""},
        {"", "a:id=1;", ""},
        {"", "a:;", ""},
        {"", "page 1;", ""},
        {"", "from tickets;", ""},
        {"", "from a;", ""},
        {"", "a=1;", ""},
        {"", "id=:p;", ""},
        {"", "where a=1;", ""},
        {"", "id=1;#c\n", ""},
        {"", ";", ""},
        {"", "#\n", ""},
        {"", "\n", ""},
        {"", " ", "id=1"},
    };
    check_kinds(kinds, sizeof kinds / sizeof *kinds);
}

static void test_one_query(void **state) {
    (void)state;
    static const kind kinds[] = {
        {"", "id = @ or ", "id=0"},
        {"", "id=1 or ", "id=1"},
        {"", "a=''or ", "a=1"},
        {"", "a=''and b=''or ", "a=1"},
        {"", "subject = \"no refund\" or ", "id=0"},
        {"", "subject contains \"refund\" or ", "id=0"},
        {"", "subject = \"\\t\" or ", "id=0"},
        {"", "(status = open and priority = @) or ", "id=0"},
        {"", "(id=1 or id=2) and ", "id=1"},
        {"", "(id=1 or id=2 and(id=3 or id=4))and ", "id=1"},
        {"", "((((((((((id=1)))))))))) or ", "id=1"},
        {"", "not not not not not not id=1 or ", "id=1"},
        {"", "subject = refund # again\nor ", "id=0"},
        {"", "id in(1,2) or ", "id=1"},
        {"", "id between 1 and 2 or ", "id=1"},
        {"", "company is null or ", "id=1"},
        {"", "createdAt>now or ", "id=1"},
        {"", "createdAt>2024-01-01 or ", "id=1"},
        {"createdAt>now", "-1d", ""},
        {"", "id=:p or ", "id=1"},
        {"", "id=:p@ or ", "id=1"},
        {"", "id=x or ", "id=1"},
        {"", "``=1 or ", "id=1"},
        {"", "subject=x@ or ", "id=1"},
        {"id = 0 order by ", "users.name, ", "id"},
        {"order by ", "a,", "a"},
        {"order by ", "a desc,", "a"},
        {"include ", "a,", "a"},
        {"fields ", "a,", "a"},
        {"subject=\"", "x", "\""},
        {"subject=\"", "\\t", "\""},
        {"id=", "1", ""},
        {"id=", "a", ""},
    };
    check_kinds(kinds, sizeof kinds / sizeof *kinds);
}

/* In each a mistake of its own, or in all of them one. */
static void test_errors(void **state) {
    (void)state;
    static const kind kinds[] = {
        {"", "(", ""},
        {"", ")", ""},
        {"", ",", ""},
        {"", "=", ""},
        {"", "!", ""},
        {"", "\"", ""},
        {"", "\"\n", ""},
        {"", "$ ", ""},
        {"", "a:", ""},
        {"", "1 ", ""},
        {"", "a ", ""},
        {"", "in ", ""},
        {"", "a=1#\n", ""},
        {"", "a#b\n", ""},
        {"", "\xFF", ""},
        {"", "a=\xFF;", ""},
        {"", "a=\xC3\xA9 or ", "a=1"},
        {"", "id==1 or ", "id=1"},
        {"", "id==1;", ""},
        {"", "id=1&&", "id=1"},
        {"", "id:1 or ", "id=1"},
        {"", "id=1 or ) ", "id=1"},
        {"", "id= or ", "id=1"},
        {"", "id=;", ""},
        {"", "id=1 or ", "id=1 )"},
        {") ", "id=1 or ", "id=1"},
        {"", "a=''or ", "a=1 )"},
        {"order by ", "a,", "a )"},
        {"order by ", "-a,", "-a"},
        {"order by ", "a ascending,", "a"},
        {"", "order by -a;", ""},
        {"", "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!id=1 or ", "id=1"},
        {"id in (", "1,", "1)"},
        {"id in (", "1,", "1) )"},
        {"id in [", "1,", "1]"},
        {"id in (", "'',", "1)"},
        {"", "id in [1]or ", "id=1"},
        {"", "id eq 1 or ", "id=1"},
        {"", "id nin(1)or ", "id=1"},
        {"", "a like \"%b%\" or ", "id=1"},
        {"", "id=1e999 or ", "id=1"},
        {"", "id=007 or ", "id=1"},
        {"", "id=-a or ", "id=1"},
        {"", "createdAt=2024-99-99 or ", "id=1"},
        {"", "createdAt='2024-99-99' or ", "id=1"},
        {"", "createdAt>2024-01-01 10:00 or ", "id=1"},
        {"", "a='\\q'or ", "a=1"},
        {"", "a=b:c or ", "a=1"},
        {"", "a..b=1 or ", "a=1"},
        {"", "page=1 or ", "id=1"},
        {"", "page 1 ", ""},
        {"", "a: id=1\n", ""},
        {"a in(", "1#2,\n", "1)"},
    };
    check_kinds(kinds, sizeof kinds / sizeof *kinds);
    /* Fewer of what takes long. */
    bytes words = repeated("", "a;", "");
    words.length /= 3;
    check_kind("a;", words);
}

static void test_lists(void **state) {
    (void)state;
    check_kind("lists", lists("id in(1", ",1", 9000, ") or "));
    check_kind("lists, a query each", lists("id in(1", ",1", 9000, ");"));
    check_kind("lists with a bad number", lists("id in(1e999", ",1", 9000, ") or "));
    check_kind("lists with a bad date", lists("createdAt in('2024-99-99'", ",1", 9000, ") or "));
    check_kind("lists of bad dates", lists("createdAt in(1", ",'2024-99-99'", 9000, ") or "));
    check_kind("lists of dates", lists("createdAt in(1", ",'2024-09-09'", 9000, ") or "));
    check_kind("lists of times", lists("createdAt in(now", ",now", 9000, ") or "));
}

/* The pieces of a query are not all there at once, be it ever so dense. */
static void test_layout(void **state) {
    (void)state;
    static const char *const dense[] = {"id=1 or ",          "(id=1 or id=2) and ", "not not id=1 or ",
                                        "id in (1,2,3) or ", "id=1 # c\nor ",       "subject = \"\\t\" or "};
    for (size_t i = 0; i < sizeof dense / sizeof *dense; i++) {
        bytes text = repeated("", dense[i], "id=1");
        peaks found = measure(text);
        if (found.both > found.document + 100000) fail_msg("%s: %zu more", dense[i], found.both - found.document);
        free(text.text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queries), cmocka_unit_test(test_one_query), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_lists),   cmocka_unit_test(test_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
