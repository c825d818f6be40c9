/* The table of codes. */
#include <deskql/finding.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_codes_are_in_order_and_complete(void **state) {
    (void)state;
    int previous = 0;
    for (size_t i = 0; i < deskql_codes_count(); i++) {
        const deskql_code_info *info = deskql_codes_at(i);
        assert_true(info->code > previous);
        previous = info->code;
        char text[16];
        snprintf(text, sizeof text, "DQL%d", info->code);
        assert_string_equal(info->code_text, text);
        assert_true(strlen(info->slug) > 0);
        assert_true(strlen(info->summary) > 0);
        assert_non_null(info->page);
        assert_ptr_equal(deskql_codes_get(info->code), info);
        bool warns = info->code / 100 == 4 || info->code == 504 || info->code == 603 || info->code == 606;
        assert_true(info->severity == (warns ? DESKQL_WARNING : DESKQL_ERROR));
    }
    static const int rows[] = {
#define CODE(number, name, slug, severity, phrase, summary) number,
#include "diagnostics/codes.def"
#undef CODE
    };
    assert_int_equal(deskql_codes_count(), sizeof rows / sizeof rows[0]);
    assert_null(deskql_codes_at(deskql_codes_count()));
}

static void test_codes_are_found_by_all_their_names(void **state) {
    (void)state;
    static const char *const names[] = {"DQL201", "dql201", "201", "unknown-filter-field", "Unknown-Filter-Field"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const deskql_code_info *info = deskql_codes_find(names[i]);
        assert_non_null(info);
        assert_int_equal(info->code, 201);
    }
    static const char *const others[] = {
        "", "DQL", "DQL20", "DQL2011", "999", "unknown-filter", "unknown-filter-fields", "D201"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) assert_null(deskql_codes_find(others[i]));
    assert_null(deskql_codes_find(NULL));
    assert_int_equal(deskql_codes_find("unknown-filter-field")->code, DESKQL_CODE_UNKNOWN_FILTER_FIELD);
    assert_string_equal(deskql_codes_get(DESKQL_CODE_FINDINGS_OMITTED)->code_text, "DQL606");
    assert_null(deskql_codes_get(0));
    assert_null(deskql_codes_get(100));
    assert_null(deskql_codes_get(DESKQL_CODE_FINDINGS_OMITTED + 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_are_in_order_and_complete),
        cmocka_unit_test(test_codes_are_found_by_all_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
