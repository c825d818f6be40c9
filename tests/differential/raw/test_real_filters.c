/*
 * Filters and requests in real use, each with the verdict that its fields deserve: real-filters.txt and requests-in-use.txt beside
 * this file. With one letter of one name changed, each request is an error.
 */
#include "support/findings.h"

#include <deskql/deskql.h>
#include <deskql/format.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FILTERS DESKQL_SOURCE_DIR "/tests/differential/raw/real-filters.txt"
#define REQUESTS DESKQL_SOURCE_DIR "/tests/differential/raw/requests-in-use.txt"
#define LONGEST 8192u

typedef struct verdict {
    char text[LONGEST];
    size_t length;
} verdict;

static int append(void *context, const char *bytes, size_t length) {
    verdict *to = context;
    assert_true(to->length + length < LONGEST);
    memcpy(to->text + to->length, bytes, length);
    to->length += length;
    to->text[to->length] = '\0';
    return 0;
}

static void append_text(verdict *to, const char *text) {
    if (*text) append(to, text, strlen(text));
}

/* The findings, a line each, and the query where there is no error; every line indented. */
static void judge(const char *raw, verdict *to) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse_raw(NULL, raw, strlen(raw), NULL, &document), DESKQL_OK);
    const deskql_findings *findings = deskql_document_findings(document);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        char place[64];
        snprintf(place, sizeof place, "  %u-%u ", finding->range.start.column, finding->range.end.column);
        append_text(to, place);
        append_text(to, finding->code_text);
        append_text(to, " ");
        append_text(to, finding->message);
        append_text(to, "\n");
    }
    const deskql_query *query = deskql_document_at(document, 0);
    if (deskql_query_valid(query)) {
        verdict text = {"", 0};
        assert_int_equal(deskql_query_format(query, append, &text), DESKQL_OK);
        append_text(to, text.length ? "  = " : "  =");
        for (const char *at = text.text; *at; at++) append_text(to, *at == '\n' ? "\n    " : (char[]){*at, '\0'});
        append_text(to, "\n");
    }
    deskql_document_free(document);
}

/* The next line without its end; false at the end of the file. */
static bool read_line(FILE *file, char line[LONGEST]) {
    if (!fgets(line, LONGEST, file)) return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

static void expect_verdicts(const char *path, size_t least) {
    static char line[LONGEST];
    static verdict expected;
    static verdict actual;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t count = 0;
    bool more = read_line(file, line);
    while (more) {
        if (line[0] == '#' || line[0] == '\0') {
            more = read_line(file, line);
            continue;
        }
        expected.length = actual.length = 0;
        judge(line, &actual);
        while ((more = read_line(file, line)) && line[0] == ' ') {
            append_text(&expected, line);
            append_text(&expected, "\n");
        }
        assert_string_equal(actual.text, expected.text);
        count++;
    }
    fclose(file);
    assert_true(count >= least);
}

static void gives_each_its_verdict(void **state) {
    (void)state;
    expect_verdicts(FILTERS, 20);
    expect_verdicts(REQUESTS, 9);
}

static bool is_valid(const char *raw) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse_raw(NULL, raw, strlen(raw), NULL, &document), DESKQL_OK);
    bool valid = deskql_query_valid(deskql_document_at(document, 0));
    deskql_document_free(document);
    return valid;
}

static void refuses_each_misspelt_name(void **state) {
    (void)state;
    static char line[LONGEST];
    FILE *file = fopen(REQUESTS, "r");
    assert_non_null(file);
    size_t count = 0;
    while (read_line(file, line)) {
        for (char *at = line[0] == '/' ? strpbrk(line, "?&\"") : NULL; at;) {
            bool quoted = *at == '"';
            char *end = strchr(at + 1, quoted ? '"' : '=');
            bool is_name = !quoted || (end[1] == ':' && at[1] != '$');
            for (char *letter = at + 1; is_name && letter < end; letter++, count++) {
                char kept = *letter;
                *letter = 'q';
                if (is_valid(line)) fail_msg("passes: %s", line);
                *letter = kept;
            }
            at = strpbrk(end + 1, "?&\"");
        }
    }
    fclose(file);
    assert_true(count > 150);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_each_its_verdict),
        cmocka_unit_test(refuses_each_misspelt_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
