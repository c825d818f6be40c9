/* deskql_time_read: times that callers have as text. */
#include <deskql/plan.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void reads(const char *text, int32_t utc_offset, int64_t expected) {
    int64_t milliseconds = -1;
    assert_int_equal(deskql_time_read(text, strlen(text), utc_offset, &milliseconds), DESKQL_OK);
    assert_int_equal(milliseconds, expected);
}

static void test_times_are_read(void **state) {
    (void)state;
    reads("1970-01-01", 0, 0);
    reads("1970-01-01T00:00:00Z", 60, 0);
    reads("1970-01-01", 60, -3600000);
    reads("1970-01-01T01:00", 60, 0);
    reads("1970-01-01T01:00:00.250+01:00", -60, 250);
    reads("2026-03-01T12:00:00Z", 0, 1772366400000);
}

static void test_other_texts_are_invalid(void **state) {
    (void)state;
    static const char *const texts[] = {
        "", "now", "2026-02-30", "2026-01-31T25:00", "2026-01-31 ", "1772366400", "2026-01-31T00:00:00+24:00"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t milliseconds;
        assert_int_equal(deskql_time_read(texts[i], strlen(texts[i]), 0, &milliseconds), DESKQL_INVALID);
    }
    int64_t milliseconds;
    /* In UTC, it is a day of the year 0. */
    assert_int_equal(deskql_time_read("0001-01-01", 10, 60, &milliseconds), DESKQL_INVALID);
}

static void test_misuse(void **state) {
    (void)state;
    int64_t milliseconds;
    assert_int_equal(deskql_time_read(NULL, 0, 0, &milliseconds), DESKQL_MISUSE);
    assert_int_equal(deskql_time_read("2026-01-31", 10, 0, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_time_read("2026-01-31", 10, 1440, &milliseconds), DESKQL_MISUSE);
    assert_int_equal(deskql_time_read("2026-01-31", 10, -1440, &milliseconds), DESKQL_MISUSE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_read),
        cmocka_unit_test(test_other_texts_are_invalid),
        cmocka_unit_test(test_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
