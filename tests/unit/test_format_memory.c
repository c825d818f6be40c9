/*
 * What `deskql format` takes of memory, counted in bytes of it a byte of text: long texts of one unit, again and again.
 *
 * The layout itself takes next to nothing, whatever the text; what there is is the document.
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

#define LENGTH 2000000u
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

static const struct {
    const char *name;
    const char *head;
    const char *unit;
    const char *tail;
} usual[] = {
    {"queries of lists", "", "subject contains \"refund\" and status in (1, 2, 3);\n", ""},
    {"queries with clauses", "", "status = open and priority > 2 order by users.name desc; # and why\n", ""},
    {"one query of numbers", "", "id = @ or ", "id=0"},
    {"one query of strings", "", "subject = \"no refund\" or ", "id=0"},
    {"one query of words", "", "subject contains \"refund\" or ", "id=0"},
    {"one query of groups", "", "(status = open and priority = @) or ", "id=0"},
    {"one query of comments", "", "subject = refund # again\nor ", "id=0"},
    {"order in one query", "id = 0 order by ", "users.name, ", "id"},
};

static void test_usual_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        bytes text = repeated(usual[i].head, usual[i].unit, usual[i].tail);
        peaks found = measure(text);
        if (found.both > MOST * text.length)
            fail_msg("%s: %zu bytes of memory for %zu of text", usual[i].name, found.both, text.length);
        free(text.text);
    }
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
        cmocka_unit_test(test_usual_texts),
        cmocka_unit_test(test_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
