/* Fixes are exact: what would add an error, or lose or join what it does not name, is a suggestion. */
#include "support/findings.h"

#include <deskql/deskql.h>
#include <deskql/format.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static deskql_document *parse(const char *text, size_t length) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, text, length, NULL, &document), DESKQL_OK);
    return document;
}

static void count_edits(const char *text, size_t length, size_t *fixes, size_t *suggestions) {
    deskql_document *document = parse(text, length);
    const deskql_findings *findings = deskql_document_findings(document);
    *fixes = *suggestions = 0;
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        *fixes += finding->fix != NULL;
        *suggestions += finding->suggestion_count;
    }
    forget_findings();
    deskql_document_free(document);
}

static void test_what_adds_an_error_or_joins_is_a_suggestion(void **state) {
    (void)state;
    static const char *const texts[] = {
        /* an error is added */
        "&& > now  updatedAt < 2020-01-01",
        "subject in 7up]",
        "not : in (1, 2)",
        /* what stands behind is no longer what it was */
        "createdAt > \"yesterday\"-7d",
        "createdAt > \"yesterday\" +49",
        /* the quotes would be paired with a lost one: on the line, in the query or in one before it */
        "status\" in (today, -7d)",
        "createdAt >= b\"; d = +2026-01-31T10:60now",
        "status = 1; id = \"x\"; agent x\" or subject = 2",
        "x\"; id = 1; id = 2; subject = 2",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t fixes;
        size_t suggestions;
        count_edits(texts[i], strlen(texts[i]), &fixes, &suggestions);
        if (fixes || !suggestions) print_error("%s\n", texts[i]);
        assert_int_equal(fixes, 0);
        assert_true(suggestions > 0);
    }
}

static void test_what_hid_is_not_added(void **state) {
    (void)state;
    static const char *const texts[] = {
        /* Two errors that an unknown endpoint hid. */
        "from user nosuch = 1 and nothing = 2", "status == 1",
        "status == 1 and nosuch = 2",           "a: status = 1\nb: status = 2",
        "id = 1\"; status = 1;\nstatus == 1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t fixes;
        size_t suggestions;
        count_edits(texts[i], strlen(texts[i]), &fixes, &suggestions);
        if (fixes != 1) print_error("%s\n", texts[i]);
        assert_int_equal(fixes, 1);
    }
}

static void test_nothing_is_tried_for_whoever_asks_for_no_fix(void **state) {
    (void)state;
    deskql_document *document = parse("status == 1", 11);
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    assert_int_equal(deskql_finding_reader_new(NULL, &reader), DESKQL_OK);
    assert_int_equal(deskql_findings_read(deskql_document_findings(document), 0, reader, &finding), DESKQL_OK);
    assert_null(finding->fix);
    assert_int_equal(finding->suggestion_count, 1);
    deskql_finding_reader_free(reader);
    deskql_document_free(document);
}

/* ---- The bound, and the end ------------------------------------------------------------------------------------------ */

/* One query of `count` comparisons that each have a fix; the first and the blanks behind it are `first_length` bytes. */
static char *mistaken(size_t count, size_t first_length, size_t *length) {
    static const char first[] = "id == 1";
    static const char more[] = " and id == 1";
    char *text = malloc(sizeof first + count * sizeof more + first_length);
    assert_non_null(text);
    memset(text, ' ', first_length);
    memcpy(text, first, strlen(first));
    *length = first_length;
    for (size_t i = 1; i < count; i++, *length += strlen(more)) memcpy(text + *length, more, strlen(more));
    return text;
}

static void test_of_a_query_so_much_is_tried(void **state) {
    (void)state;
    static const struct {
        size_t count;
        size_t blanks;
        size_t most;
    } cases[] = {{1, 8, 1}, {40, 8, 40}, {64, 8, 64}, {300, 8, 64}, {60, 100 * 1024, 11}, {3, 3 * 1024 * 1024, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length;
        size_t fixes;
        size_t suggestions;
        char *text = mistaken(cases[i].count, cases[i].blanks, &length);
        count_edits(text, length, &fixes, &suggestions);
        assert_int_equal(fixes, cases[i].most);
        assert_int_equal(fixes + suggestions, cases[i].count);
        free(text);
    }
}

typedef struct gathered {
    char *text;
    size_t length;
} gathered;

static int gather(void *context, const char *bytes, size_t length) {
    gathered *to = context;
    memcpy(to->text + to->length, bytes, length);
    to->length += length;
    return 0;
}

static void test_round_by_round_all_is_fixed(void **state) {
    (void)state;
    size_t length;
    size_t rounds = 0;
    char *text = mistaken(300, 8, &length);
    deskql_document *document = parse(text, length);
    for (size_t applied = 1; applied; rounds++) {
        gathered to = {malloc(length + 1), 0};
        assert_non_null(to.text);
        assert_int_equal(deskql_apply_fixes(document, &applied, gather, &to), DESKQL_OK);
        assert_int_equal(deskql_parse(NULL, to.text, to.length, NULL, &document), DESKQL_OK);
        free(to.text);
    }
    assert_int_equal(rounds, 300 / 64 + 2);
    assert_int_equal(deskql_findings_count_severity(deskql_document_findings(document), DESKQL_ERROR), 0);
    deskql_document_free(document);
    free(text);
}

static void test_raw_texts(void **state) {
    (void)state;
    deskql_document *document = NULL;
    static const char text[] =
        "filter={\"status\":{\"$eq\":1}}&pagesize=5\nfilter={\"status\":{\"$eq\":1}}&pagesize=6\n";
    assert_int_equal(deskql_parse_raw_lines(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    size_t applied = 0;
    gathered to = {malloc(2 * sizeof text), 0};
    assert_non_null(to.text);
    assert_int_equal(deskql_apply_fixes(document, &applied, gather, &to), DESKQL_OK);
    assert_int_equal(applied, 2);
    free(to.text);
    deskql_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_adds_an_error_or_joins_is_a_suggestion),
        cmocka_unit_test(test_what_hid_is_not_added),
        cmocka_unit_test(test_nothing_is_tried_for_whoever_asks_for_no_fix),
        cmocka_unit_test(test_of_a_query_so_much_is_tried),
        cmocka_unit_test(test_round_by_round_all_is_fixed),
        cmocka_unit_test(test_raw_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
