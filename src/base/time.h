/*
 * Times as a query writes them, and the arithmetic on them (proleptic Gregorian calendar, years 1 to 9999, no leap seconds).
 *
 * A time stays as it was written until a plan is made, for only then are the clock and the offset known.
 */
#ifndef DQL_BASE_TIME_H
#define DQL_BASE_TIME_H

#include "base/arena.h"

typedef enum dql_time_base {
    DQL_TIME_DATE,    /* 2026-01-31: a whole day in the caller's offset */
    DQL_TIME_LOCAL,   /* 2026-01-31T10:00: an instant in the caller's offset */
    DQL_TIME_INSTANT, /* …Z, …+02:00 */
    DQL_TIME_NOW,
    DQL_TIME_TODAY,
    DQL_TIME_YESTERDAY,
    DQL_TIME_TOMORROW,
    DQL_TIME_BASES /* how many there are */
} dql_time_base;

/* The words of the relative ones, from DQL_TIME_NOW on; NULL before. */
extern const char *const dql_time_words[DQL_TIME_BASES];

typedef enum dql_time_unit { DQL_MINUTE, DQL_HOUR, DQL_DAY, DQL_WEEK, DQL_MONTH, DQL_YEAR } dql_time_unit;

typedef struct dql_time_step {
    int64_t amount; /* signed; clamped to ±10^12, which leaves the years 1 to 9999 with every unit */
    dql_time_unit unit;
} dql_time_step;

typedef struct dql_time {
    uint8_t base;      /* dql_time_base */
    bool has_fraction; /* it was written with a fraction of a second */
    uint32_t step_count;
    /* DATE and LOCAL: of the written reading as if it were UTC; INSTANT: since the Unix epoch; else 0. */
    int64_t milliseconds;
    int32_t nanoseconds; /* what was written beyond milliseconds, 0 to 999,999 */
    const dql_time_step *steps;
} dql_time;

typedef enum dql_time_error {
    DQL_TIME_OK,
    DQL_TIME_FORM,     /* it has not the form of a date, date-time or relative time */
    DQL_TIME_CALENDAR, /* no such day */
    DQL_TIME_CLOCK,    /* no such hour, minute or second */
    DQL_TIME_OFFSET,   /* beyond ±23:59 */
    DQL_TIME_UNIT,     /* a step without a unit, or with none of m h d w mo y */
    DQL_TIME_YEARS,    /* outside the years 1 to 9999 */
    DQL_TIME_MEMORY
} dql_time_error;

/* Reads a date or date-time: exactly the `length` bytes. */
dql_time_error dql_time_read_fixed(const char *text, size_t length, dql_time *time);
/* Reads `now`, `today - 7d +2h`, `-7d`, …: exactly the `length` bytes, base word in any letter case, white space around signs
   as the lexer allows it. The steps are in the arena. */
dql_time_error dql_time_read_relative(const char *text, size_t length, dql_arena *arena, dql_time *time);
/* A whole day: a date, or today, yesterday, tomorrow moved by whole days, weeks, months or years alone. */
bool dql_time_is_day(const dql_time *time);

/* What a time stands for: [start, end) in milliseconds since the epoch; end is start for an instant, the next day's start for a
   day. `now` in whole seconds, `utc_offset` in minutes east. Returns DQL_TIME_OK, or DQL_TIME_YEARS for a start outside the
   years 1 to 9999; the end of the last day is outside, and whoever uses it has to look. */
dql_time_error dql_time_resolve(const dql_time *time, int64_t now, int32_t utc_offset, int64_t *start, int64_t *end);
/* Whether an instant is within the years 1 to 9999 in UTC. */
bool dql_time_in_years(int64_t milliseconds);
/* An order of times as they are written; 0 for those that are written alike, which are the same whatever clock and offset. */
int dql_time_order(const dql_time *one, const dql_time *other);
/* Whether of two relative times it is known, whatever clock and offset, which is the earlier: `order` is as of memcmp. */
bool dql_time_order_relative(const dql_time *one, const dql_time *other, int *order);

/* Days since 1970-01-01 of a date that exists. */
int64_t dql_days_from_civil(int64_t year, int month, int day);
/* Writes YYYY-MM-DDThh:mm:ss[.mmm]Z, 20 or 24 bytes and a NUL. */
size_t dql_time_format(int64_t milliseconds, bool fraction, char text[32]);

/* Whether it is an offset from UTC, in minutes: less than a day either way. */
static inline bool dql_is_utc_offset(int32_t minutes) {
    return minutes > -24 * 60 && minutes < 24 * 60;
}

#endif
