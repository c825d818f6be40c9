/* Needs timegm and gmtime_r. */
#define _DEFAULT_SOURCE

#include "base/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define DAY_SECONDS INT64_C(86400)

static uint64_t seed = 1;

static uint64_t random_below(uint64_t limit) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 16) % limit;
}

static dql_time fixed(const char *text) {
    dql_time time;
    assert_int_equal(dql_time_read_fixed(text, strlen(text), &time), DQL_TIME_OK);
    return time;
}

static dql_time_error fixed_error(const char *text) {
    dql_time time;
    return dql_time_read_fixed(text, strlen(text), &time);
}

static dql_time relative(dql_arena *arena, const char *text) {
    dql_time time;
    assert_int_equal(dql_time_read_relative(text, strlen(text), arena, &time), DQL_TIME_OK);
    return time;
}

static dql_time_error relative_error(const char *text) {
    dql_arena arena;
    dql_time time;
    dql_arena_init(&arena, NULL);
    dql_time_error error = dql_time_read_relative(text, strlen(text), &arena, &time);
    dql_arena_free(&arena);
    return error;
}

static void assert_resolves(const dql_time *time, const char *now, int32_t offset, const char *start, const char *end) {
    dql_time clock = fixed(now);
    int64_t from;
    int64_t to;
    char text[32];
    assert_int_equal(dql_time_resolve(time, clock.milliseconds / 1000, offset, &from, &to), DQL_TIME_OK);
    dql_time_format(from, time->has_fraction, text);
    assert_string_equal(text, start);
    dql_time_format(to, time->has_fraction, text);
    assert_string_equal(text, end);
}

static void assert_relative(const char *source, const char *now, int32_t offset, const char *start, const char *end) {
    dql_arena arena;
    dql_arena_init(&arena, NULL);
    dql_time time = relative(&arena, source);
    assert_resolves(&time, now, offset, start, end);
    dql_arena_free(&arena);
}

/* Random instants of all years, written by libc and read by us, and the other way round. */
static void test_against_libc(void **state) {
    (void)state;
    const int64_t first = INT64_C(-62135596800);
    const uint64_t span = UINT64_C(253402300800) + UINT64_C(62135596800);
    for (int i = 0; i < 50000; i++) {
        time_t instant = (time_t)(first + (int64_t)random_below(span));
        struct tm parts;
        assert_non_null(gmtime_r(&instant, &parts));
        char text[128];
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                 parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
        dql_time time = fixed(text);
        assert_int_equal(time.milliseconds, (int64_t)instant * 1000);
        char written[32];
        assert_int_equal(dql_time_format(time.milliseconds, false, written), 20);
        assert_string_equal(written, text);
    }
}

/* Every day of every year, the impossible ones included. */
static void test_calendar(void **state) {
    (void)state;
    int64_t days = dql_days_from_civil(1, 1, 1);
    for (int year = 1; year <= 9999; year += year < 1890 || year > 2110 ? 37 : 1) {
        days = dql_days_from_civil(year, 1, 1);
        for (int month = 0; month <= 13; month++) {
            for (int day = 0; day <= 32; day++) {
                char text[64];
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                struct tm parts = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = 12};
                time_t noon = timegm(&parts);
                bool exists = parts.tm_mday == day && parts.tm_mon == month - 1 && parts.tm_year == year - 1900;
                assert_int_equal(fixed_error(text), exists ? DQL_TIME_OK : DQL_TIME_CALENDAR);
                if (!exists) continue;
                assert_int_equal(fixed(text).milliseconds, days * DAY_SECONDS * 1000);
                char written[32];
                dql_time_format(days * DAY_SECONDS * 1000, false, written);
                assert_memory_equal(written, text, strlen(text));
                assert_int_equal((int64_t)noon, days * DAY_SECONDS + DAY_SECONDS / 2);
                days++;
            }
        }
    }
}

static void test_fixed_forms(void **state) {
    (void)state;
    dql_time date = fixed("2026-01-31");
    assert_int_equal(date.base, DQL_TIME_DATE);
    assert_true(dql_time_is_day(&date));
    assert_resolves(&date, "2000-01-01T00:00:00Z", 0, "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z");
    assert_resolves(&date, "2000-01-01T00:00:00Z", 120, "2026-01-30T22:00:00Z", "2026-01-31T22:00:00Z");
    assert_resolves(&date, "2000-01-01T00:00:00Z", -330, "2026-01-31T05:30:00Z", "2026-02-01T05:30:00Z");

    dql_time local = fixed("2026-01-31T10:00");
    assert_int_equal(local.base, DQL_TIME_LOCAL);
    assert_false(dql_time_is_day(&local));
    assert_resolves(&local, "2000-01-01T00:00:00Z", -60, "2026-01-31T11:00:00Z", "2026-01-31T11:00:00Z");
    dql_time second = fixed("2026-01-31T10:00:15");
    assert_resolves(&second, "2000-01-01T00:00:00Z", 0, "2026-01-31T10:00:15Z", "2026-01-31T10:00:15Z");

    dql_time instant = fixed("2026-01-31T10:00:15.25+02:30");
    assert_int_equal(instant.base, DQL_TIME_INSTANT);
    assert_true(instant.has_fraction);
    assert_resolves(&instant, "2000-01-01T00:00:00Z", 700, "2026-01-31T07:30:15.250Z", "2026-01-31T07:30:15.250Z");
    dql_time tenth = fixed("1969-12-31T23:59:59.9Z");
    assert_int_equal(tenth.milliseconds, -100);
    assert_resolves(&tenth, "2000-01-01T00:00:00Z", 0, "1969-12-31T23:59:59.900Z", "1969-12-31T23:59:59.900Z");
    dql_time west = fixed("2026-01-31T23:59:59-23:59");
    assert_resolves(&west, "2000-01-01T00:00:00Z", 0, "2026-02-01T23:58:59Z", "2026-02-01T23:58:59Z");
    assert_true(fixed("2026-01-31T10:00:00.000Z").has_fraction);
}

/* As Python, .NET and Go write them. */
static void test_forms_of_other_languages(void **state) {
    (void)state;
    dql_time nine = fixed("2026-01-31T10:00:15.123456789Z");
    assert_int_equal(nine.milliseconds % 1000, 123);
    assert_int_equal(nine.nanoseconds, 456789);
    assert_true(nine.has_fraction);
    dql_time four = fixed("2026-01-31T10:00:15.0005");
    assert_int_equal(four.milliseconds % 1000, 0);
    assert_int_equal(four.nanoseconds, 500000);
    assert_int_equal(fixed("2026-01-31T10:00:15.250000Z").nanoseconds, 0);
    assert_int_equal(fixed("2026-01-31T10:00:15.250Z").nanoseconds, 0);
    static const char *const offsets[] = {"2026-01-31T10:00+01:00", "2026-01-31T10:00+0100", "2026-01-31T10:00+01",
                                          "2026-01-31T08:30-0030", "2026-01-31T08:00-01"};
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        dql_time time = fixed(offsets[i]);
        assert_int_equal(time.base, DQL_TIME_INSTANT);
        assert_int_equal(time.milliseconds, fixed("2026-01-31T09:00Z").milliseconds);
    }
    assert_int_equal(fixed_error("2026-01-31T10:00+2400"), DQL_TIME_OFFSET);
    assert_int_equal(fixed_error("2026-01-31T10:00+1060"), DQL_TIME_OFFSET);
    assert_int_equal(fixed_error("2026-01-31T10:00-24"), DQL_TIME_OFFSET);
}

static void test_fixed_errors(void **state) {
    (void)state;
    static const char *const malformed[] = {
        "",
        "2026",
        "2026-1-1",
        "2026-01-3",
        "2026-01-311",
        "02026-01-31",
        "2026-13",
        "2026/01/31",
        "2026-01-31 10:00",
        "2026-01-31T",
        "2026-01-31T10",
        "2026-01-31T1:00",
        "2026-01-31T10:00:",
        "2026-01-31T10:00:1",
        "2026-01-31T10:00:15.",
        "2026-01-31T10:00:15.1234567890",
        "2026-01-31T10:00:15.Z",
        "2026-01-31T10:00.5",
        "2026-01-31T10:00:15ZZ",
        "2026-01-31T10:00+2:00",
        "2026-01-31T10:00+020",
        "2026-01-31T10:00+02:",
        "2026-01-31T10:00+02000",
        "2026-01-31T10:00+",
        "2026-01-31T10:00+0x",
        "2026-01-31T10:00z",
        "2026-01-31Z",
        "2026-02-30x",
    };
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        assert_int_equal(fixed_error(malformed[i]), DQL_TIME_FORM);
    }
    assert_int_equal(fixed_error("2026-02-29"), DQL_TIME_CALENDAR);
    assert_int_equal(fixed_error("2024-02-29"), DQL_TIME_OK);
    assert_int_equal(fixed_error("1900-02-29"), DQL_TIME_CALENDAR);
    assert_int_equal(fixed_error("2000-02-29"), DQL_TIME_OK);
    assert_int_equal(fixed_error("2026-01-31T24:00"), DQL_TIME_CLOCK);
    assert_int_equal(fixed_error("2026-01-31T23:60"), DQL_TIME_CLOCK);
    assert_int_equal(fixed_error("2026-01-31T23:59:60Z"), DQL_TIME_CLOCK);
    assert_int_equal(fixed_error("2026-01-31T10:00+24:00"), DQL_TIME_OFFSET);
    assert_int_equal(fixed_error("2026-01-31T10:00+10:60"), DQL_TIME_OFFSET);
    assert_int_equal(fixed_error("0000-12-31"), DQL_TIME_YEARS);
    assert_int_equal(fixed_error("0001-01-01T00:00+00:01"), DQL_TIME_YEARS);
    assert_int_equal(fixed_error("9999-12-31T23:59-00:01"), DQL_TIME_YEARS);
    assert_int_equal(fixed_error("9999-12-31T23:59:59.999Z"), DQL_TIME_OK);
}

static void test_relative(void **state) {
    (void)state;
    const char *now = "2026-03-01T12:00:00Z";
    assert_relative("-7d", now, 0, "2026-02-22T12:00:00Z", "2026-02-22T12:00:00Z");
    assert_relative("+90m", now, 0, "2026-03-01T13:30:00Z", "2026-03-01T13:30:00Z");
    assert_relative("NOW", now, 0, now, now);
    assert_relative("Now - 1h", now, 0, "2026-03-01T11:00:00Z", "2026-03-01T11:00:00Z");
    assert_relative("-7d+2h -1m", now, 0, "2026-02-22T13:59:00Z", "2026-02-22T13:59:00Z");
    assert_relative("today", now, 0, "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    assert_relative("Yesterday", now, 0, "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z");
    assert_relative("tomorrow", now, 0, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    /* At +13:00 it is the next day already, at -13:00 still the day before. */
    assert_relative("today", now, 780, "2026-03-01T11:00:00Z", "2026-03-02T11:00:00Z");
    assert_relative("today", now, -780, "2026-02-28T13:00:00Z", "2026-03-01T13:00:00Z");
    assert_relative("today -7d", now, 0, "2026-02-22T00:00:00Z", "2026-02-23T00:00:00Z");
    assert_relative("today + 1w - 1d", now, 0, "2026-03-07T00:00:00Z", "2026-03-08T00:00:00Z");
    /* Moved by hours it is the instant counted from the day's start. */
    assert_relative("today+9h", now, 0, "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z");
    assert_relative("today -1d +24h", now, 0, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z");
    assert_relative("now-0d", now, 0, now, now);
}

static void test_month_ends(void **state) {
    (void)state;
    const char *now = "2024-03-31T12:00:00Z";
    assert_relative("-1mo", now, 0, "2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z");
    assert_relative("-13mo", now, 0, "2023-02-28T12:00:00Z", "2023-02-28T12:00:00Z");
    assert_relative("+1mo", now, 0, "2024-04-30T12:00:00Z", "2024-04-30T12:00:00Z");
    /* Steps apply left to right. */
    assert_relative("now+1mo+1mo", now, 0, "2024-05-30T12:00:00Z", "2024-05-30T12:00:00Z");
    assert_relative("now+2mo", now, 0, "2024-05-31T12:00:00Z", "2024-05-31T12:00:00Z");
    assert_relative("now-1d+1mo", now, 0, "2024-04-30T12:00:00Z", "2024-04-30T12:00:00Z");
    assert_relative("-1y", "2024-02-29T08:00:00Z", 0, "2023-02-28T08:00:00Z", "2023-02-28T08:00:00Z");
    assert_relative("today+1y", "2023-02-28T08:00:00Z", 0, "2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z");
    /* The clamp is that of the caller's calendar: at +02:00 it is 1 April. */
    assert_relative("-1mo", "2024-03-31T23:00:00Z", 120, "2024-02-29T23:00:00Z", "2024-02-29T23:00:00Z");
    assert_relative("-30mo", "1970-01-31T00:00:00Z", 0, "1967-07-31T00:00:00Z", "1967-07-31T00:00:00Z");
}

static void test_relative_errors(void **state) {
    (void)state;
    static const char *const malformed[] = {"",       "soon",       "nowish", "now now", "now 7d",
                                            "now +",  "now + - 1d", "- 7d",   "-",       "+d",
                                            "-7d 2h", "today,1d",   "todayx", "now+1d,", "now +1d;"};
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        assert_int_equal(relative_error(malformed[i]), DQL_TIME_FORM);
    }
    static const char *const without_unit[] = {"-7",      "now+7 d", "now-1D", "now-1mon",      "now-1s",
                                               "now-1d2", "-7days",  "+1M",    "now-1d\xC3\xA9"};
    for (size_t i = 0; i < sizeof without_unit / sizeof *without_unit; i++) {
        assert_int_equal(relative_error(without_unit[i]), DQL_TIME_UNIT);
    }
}

static void test_years(void **state) {
    (void)state;
    dql_arena arena;
    dql_arena_init(&arena, NULL);
    static const char *const outside[] = {
        "now+7974y",           "now-2026y",      "-999999999999999999999999m", "now+999999999999999999999y",
        "now+99999999999999w", "now+8000y-8000y"};
    int64_t start;
    int64_t end;
    int64_t now = fixed("2026-03-01T12:00:00Z").milliseconds / 1000;
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        dql_time time = relative(&arena, outside[i]);
        assert_int_equal(dql_time_resolve(&time, now, 0, &start, &end), DQL_TIME_YEARS);
    }
    assert_relative("now+7973y", "2026-03-01T12:00:00Z", 0, "9999-03-01T12:00:00Z", "9999-03-01T12:00:00Z");
    dql_time clock = relative(&arena, "now");
    assert_int_equal(dql_time_resolve(&clock, INT64_MAX, 0, &start, &end), DQL_TIME_YEARS);
    dql_time first = fixed("0001-01-01");
    assert_int_equal(dql_time_resolve(&first, 0, 1, &start, &end), DQL_TIME_YEARS);
    assert_int_equal(dql_time_resolve(&first, 0, 0, &start, &end), DQL_TIME_OK);
    dql_time last = fixed("9999-12-31");
    assert_int_equal(dql_time_resolve(&last, 0, 0, &start, &end), DQL_TIME_OK);
    assert_true(dql_time_in_years(start));
    assert_false(dql_time_in_years(end));
    dql_arena_free(&arena);
}

static void test_same(void **state) {
    (void)state;
    dql_arena arena;
    dql_arena_init(&arena, NULL);
    dql_time instant = fixed("2026-01-31T10:00:00Z");
    dql_time same_instant = fixed("2026-01-31T12:00+02:00");
    dql_time with_fraction = fixed("2026-01-31T10:00:00.0Z");
    dql_time local = fixed("2026-01-31T10:00");
    dql_time same_local = fixed("2026-01-31T10:00:00");
    dql_time midnight = fixed("2026-01-31T00:00");
    dql_time date = fixed("2026-01-31");
    dql_time ago = relative(&arena, "-7d");
    dql_time same_ago = relative(&arena, "now - 07d");
    dql_time week_ago = relative(&arena, "-1w");
    dql_time two_steps = relative(&arena, "-7d-1h");
    assert_int_equal(dql_time_order(&instant, &same_instant), 0);
    assert_int_not_equal(dql_time_order(&instant, &with_fraction), 0);
    assert_int_not_equal(dql_time_order(&instant, &local), 0);
    assert_int_equal(dql_time_order(&local, &same_local), 0);
    assert_int_not_equal(dql_time_order(&midnight, &date), 0);
    assert_int_equal(dql_time_order(&ago, &same_ago), 0);
    assert_int_not_equal(dql_time_order(&ago, &week_ago), 0);
    assert_int_not_equal(dql_time_order(&ago, &two_steps), 0);
    dql_arena_free(&arena);
}

/* More steps than sixteen bits count. */
static void test_many_steps(void **state) {
    (void)state;
    enum { STEPS = 70000 };
    static char text[3 + 6 * STEPS];
    dql_arena arena;
    dql_arena_init(&arena, NULL);
    memcpy(text, "now", 3);
    for (int i = 0; i < STEPS; i++) memcpy(text + 3 + 6 * i, i % 2 ? "+  3m " : " -  2m", 6);
    dql_time time;
    assert_int_equal(dql_time_read_relative(text, sizeof text, &arena, &time), DQL_TIME_OK);
    assert_int_equal(time.step_count, STEPS);
    int64_t start;
    int64_t end;
    assert_int_equal(dql_time_resolve(&time, 0, 0, &start, &end), DQL_TIME_OK);
    assert_int_equal(start, INT64_C(60000) * (STEPS / 2));
    dql_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_libc), cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_fixed_forms),  cmocka_unit_test(test_forms_of_other_languages),
        cmocka_unit_test(test_fixed_errors), cmocka_unit_test(test_relative),
        cmocka_unit_test(test_month_ends),   cmocka_unit_test(test_relative_errors),
        cmocka_unit_test(test_years),        cmocka_unit_test(test_same),
        cmocka_unit_test(test_many_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
