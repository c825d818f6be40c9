#include "base/time.h"

#include "base/set.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
/* 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z. */
#define FIRST_MS (INT64_C(-719162) * DAY_MS)
#define LAST_MS (INT64_C(2932897) * DAY_MS - 1)
#define LARGEST_AMOUNT INT64_C(1000000000000)

static bool is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int64_t year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* The two functions count years from 1 March, so that the leap day is a year's last, in eras of 400 years, which all have
   the same number of days (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
/* Days from the first of March of the year 0 to the first of January of 1970. */
#define DAYS_FROM_MARCH INT64_C(719468)
#define ERA_YEARS 400
#define ERA_DAYS 146097

int64_t dql_days_from_civil(int64_t year, int month, int day) {
    /* Years begin in March; an era more, so that nothing is negative. */
    uint32_t shifted = (uint32_t)(year + ERA_YEARS - (month <= 2));
    uint32_t era = shifted / ERA_YEARS;
    uint32_t year_of_era = shifted - era * ERA_YEARS;
    uint32_t day_of_year = (153 * (uint32_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + (uint32_t)day - 1;
    uint32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int64_t)era * ERA_DAYS + day_of_era - ERA_DAYS - DAYS_FROM_MARCH;
}

/* With few divisions (Cassio Neri and Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms"): in
   quarters of a day all centuries have one length, and so have all years of a century. */
static inline void civil_from_march(uint32_t days, int *year, int *month, int *day) {
    uint32_t quarters = 4 * days + 3;
    uint64_t years = UINT64_C(2939745) * (quarters % ERA_DAYS | 3); /* of the century, in 1 / 2^32 */
    uint32_t day_of_year = (uint32_t)years / 2939745 / 4;
    uint32_t months = 2141 * day_of_year + 197913; /* in 1 / 2^16, from 3 on */
    bool next_year = day_of_year >= 306;
    *year = (int)(quarters / ERA_DAYS * 100 + (uint32_t)(years >> 32)) + next_year;
    *month = (int)(months >> 16) - (next_year ? 12 : 0);
    *day = (int)((months & 0xFFFF) / 2141) + 1;
}

bool dql_time_in_years(int64_t milliseconds) {
    return milliseconds >= FIRST_MS && milliseconds <= LAST_MS;
}

/* The next `count` bytes as a number, -1 where they are not all digits. */
static int read_digits(const char **at, const char *end, int count) {
    int value = 0;
    if (end - *at < count) return -1;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9') return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static bool read_byte(const char **at, const char *end, char byte) {
    if (*at == end || **at != byte) return false;
    (*at)++;
    return true;
}

#define NANOSECONDS 1000000000
#define NANOSECONDS_IN_MS 1000000

/* One to nine digits; -1 where there are none, or more. */
static int read_fraction(const char **at, const char *end) {
    int nanoseconds = 0;
    int unit = NANOSECONDS;
    for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        unit /= 10;
        if (unit == 0) return -1;
        nanoseconds += (**at - '0') * unit;
    }
    return unit == NANOSECONDS ? -1 : nanoseconds;
}

/* `hh:mm[:ss[.fraction]]`, added to the time. */
static dql_time_error read_clock(const char **at, const char *end, dql_time *time) {
    int hour = read_digits(at, end, 2);
    if (hour < 0 || !read_byte(at, end, ':')) return DQL_TIME_FORM;
    int minute = read_digits(at, end, 2);
    if (minute < 0) return DQL_TIME_FORM;
    int second = 0;
    int nanoseconds = 0;
    if (read_byte(at, end, ':')) {
        second = read_digits(at, end, 2);
        if (second < 0) return DQL_TIME_FORM;
        if (read_byte(at, end, '.')) {
            time->has_fraction = true;
            nanoseconds = read_fraction(at, end);
            if (nanoseconds < 0) return DQL_TIME_FORM;
        }
    }
    if (hour > 23 || minute > 59 || second > 59) return DQL_TIME_CLOCK;
    time->milliseconds += hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + nanoseconds / NANOSECONDS_IN_MS;
    time->nanoseconds = nanoseconds % NANOSECONDS_IN_MS;
    return DQL_TIME_OK;
}

/* `Z`, `±hh:mm`, `±hhmm` or `±hh`; makes a local time an instant. */
static dql_time_error read_offset(const char **at, const char *end, dql_time *time) {
    time->base = DQL_TIME_INSTANT;
    if (read_byte(at, end, 'Z')) return DQL_TIME_OK;
    bool west = **at == '-';
    if (!west && **at != '+') return DQL_TIME_FORM;
    (*at)++;
    int hours = read_digits(at, end, 2);
    bool colon = read_byte(at, end, ':');
    int minutes = colon || *at < end ? read_digits(at, end, 2) : 0;
    if (hours < 0 || minutes < 0) return DQL_TIME_FORM;
    if (hours > 23 || minutes > 59) return DQL_TIME_OFFSET;
    int64_t offset = hours * HOUR_MS + minutes * MINUTE_MS;
    time->milliseconds += west ? offset : -offset;
    return DQL_TIME_OK;
}

/* The form is read to its end before the calendar is looked at, so that `2026-13` is malformed and `2026-13-01` no such
   day. */
dql_time_error dql_time_read_fixed(const char *text, size_t length, dql_time *time) {
    const char *at = text;
    const char *end = text + length;
    *time = (dql_time){.base = DQL_TIME_DATE};
    int year = read_digits(&at, end, 4);
    if (year < 0 || !read_byte(&at, end, '-')) return DQL_TIME_FORM;
    int month = read_digits(&at, end, 2);
    if (month < 0 || !read_byte(&at, end, '-')) return DQL_TIME_FORM;
    int day = read_digits(&at, end, 2);
    if (day < 0) return DQL_TIME_FORM;
    bool exists = month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
    if (exists) time->milliseconds = dql_days_from_civil(year, month, day) * DAY_MS;
    dql_time_error clock = DQL_TIME_OK;
    dql_time_error offset = DQL_TIME_OK;
    if (read_byte(&at, end, 'T')) {
        time->base = DQL_TIME_LOCAL;
        clock = read_clock(&at, end, time);
        if (clock == DQL_TIME_FORM) return clock;
        if (at < end) offset = read_offset(&at, end, time);
        if (offset == DQL_TIME_FORM) return offset;
    }
    if (at != end) return DQL_TIME_FORM;
    if (!exists) return DQL_TIME_CALENDAR;
    if (clock != DQL_TIME_OK) return clock;
    if (offset != DQL_TIME_OK) return offset;
    return dql_time_in_years(time->milliseconds) ? DQL_TIME_OK : DQL_TIME_YEARS;
}

static void skip_space(const char **at, const char *end) {
    while (*at < end && (**at == ' ' || **at == '\t' || **at == '\r' || **at == '\n')) (*at)++;
}

static bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || (unsigned char)byte >= 0x80;
}

static bool word_is(const char *word, size_t length, const char *name) {
    if (length != strlen(name)) return false;
    for (size_t i = 0; i < length; i++) {
        if ((word[i] | 0x20) != name[i]) return false;
    }
    return true;
}

#define TIME_WORD(word, base) [DQL_TIME_##base] = (word),

const char *const dql_time_words[DQL_TIME_BASES] = {
#include "keywords.def"
};

/* `now` and the like; a text that begins with a sign starts from now. */
static bool read_base(const char **at, const char *end, dql_time *time) {
    const char *word = *at;
    if (word < end && (*word == '+' || *word == '-')) return true;
    while (*at < end && is_word_byte(**at)) (*at)++;
    for (unsigned i = DQL_TIME_NOW; i < DQL_TIME_BASES; i++) {
        if (word_is(word, (size_t)(*at - word), dql_time_words[i])) {
            time->base = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static bool read_unit(const char *word, size_t length, dql_time_unit *unit) {
    if (length == 2 && word[0] == 'm' && word[1] == 'o') {
        *unit = DQL_MONTH;
        return true;
    }
    switch (length == 1 ? word[0] : '\0') {
    case 'm':
        *unit = DQL_MINUTE;
        return true;
    case 'h':
        *unit = DQL_HOUR;
        return true;
    case 'd':
        *unit = DQL_DAY;
        return true;
    case 'w':
        *unit = DQL_WEEK;
        return true;
    case 'y':
        *unit = DQL_YEAR;
        return true;
    default:
        return false;
    }
}

/* The digits and the unit of a step. */
static dql_time_error read_amount(const char **from, const char *end, bool negative, dql_time_step *step) {
    const char *at = *from;
    int64_t amount = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        amount = amount * 10 + (*at - '0');
        if (amount > LARGEST_AMOUNT) amount = LARGEST_AMOUNT;
    }
    if (at == *from) return DQL_TIME_FORM;
    step->amount = negative ? -amount : amount;
    const char *word = at;
    while (at < end && is_word_byte(*at)) at++;
    *from = at;
    return read_unit(word, (size_t)(at - word), &step->unit) ? DQL_TIME_OK : DQL_TIME_UNIT;
}

/* Room for one step more, in the arena; most times have no more than the first. */
static dql_time_step *add_room(dql_arena *arena, dql_time_step *steps, uint32_t count, const char *at,
                               const char *end) {
    if (!steps) return dql_arena_take(arena, sizeof *steps);
    if (count > 1) return steps;
    /* At the second it is known how many there can be. */
    size_t most = 1;
    for (; at < end; at++) most += *at == '+' || *at == '-';
    dql_time_step *larger = dql_arena_take(arena, most * sizeof *larger);
    if (larger) larger[0] = steps[0];
    return larger;
}

dql_time_error dql_time_read_relative(const char *text, size_t length, dql_arena *arena, dql_time *time) {
    const char *at = text;
    const char *end = text + length;
    *time = (dql_time){.base = DQL_TIME_NOW};
    if (!read_base(&at, end, time)) return DQL_TIME_FORM;
    bool after_word = at > text;
    dql_time_step *steps = NULL;
    for (;;) {
        skip_space(&at, end);
        if (at == end) break;
        if (*at != '+' && *at != '-') return DQL_TIME_FORM;
        steps = add_room(arena, steps, time->step_count, at, end);
        if (!steps) return DQL_TIME_MEMORY;
        bool negative = *at++ == '-';
        if (after_word || time->step_count) skip_space(&at, end);
        dql_time_error error = read_amount(&at, end, negative, &steps[time->step_count]);
        if (error != DQL_TIME_OK) return error;
        time->step_count++;
    }
    time->steps = steps;
    return DQL_TIME_OK;
}

bool dql_time_is_day(const dql_time *time) {
    if (time->base == DQL_TIME_DATE) return true;
    if (time->base < DQL_TIME_TODAY) return false;
    for (uint32_t i = 0; i < time->step_count; i++) {
        if (time->steps[i].unit < DQL_DAY) return false;
    }
    return true;
}

static int64_t floor_to_day(int64_t milliseconds) {
    int64_t rest = milliseconds % DAY_MS;
    return milliseconds - (rest < 0 ? rest + DAY_MS : rest);
}

static bool add_months(int64_t *local, int64_t months) {
    int64_t start_of_day = floor_to_day(*local);
    int year;
    int month;
    int day;
    civil_from_march((uint32_t)(start_of_day / DAY_MS + DAYS_FROM_MARCH), &year, &month, &day);
    int64_t count = year * INT64_C(12) + (month - 1) + months;
    if (count < 0 || count >= INT64_C(10001) * 12) return false;
    year = (int)(count / 12);
    month = (int)(count % 12) + 1;
    if (day > days_in_month(year, month)) day = days_in_month(year, month);
    *local += dql_days_from_civil(year, month, day) * DAY_MS - start_of_day;
    return true;
}

/* False where the result is outside the years that there are; one day is left at either end for the offset. */
static bool add_step(int64_t *local, const dql_time_step *step) {
    static const int64_t unit_ms[] = {MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS};
    if (step->unit == DQL_MONTH || step->unit == DQL_YEAR) {
        if (!add_months(local, step->unit == DQL_YEAR ? step->amount * 12 : step->amount)) return false;
    } else {
        int64_t limit = 2 * LAST_MS / unit_ms[step->unit];
        if (step->amount > limit || step->amount < -limit) return false;
        *local += step->amount * unit_ms[step->unit];
    }
    return *local >= FIRST_MS - DAY_MS && *local <= LAST_MS + DAY_MS;
}

dql_time_error dql_time_resolve(const dql_time *time, int64_t now, int32_t utc_offset, int64_t *start, int64_t *end) {
    int64_t offset = utc_offset * MINUTE_MS;
    int64_t local = time->milliseconds;
    if (time->base == DQL_TIME_INSTANT) {
        *start = *end = local;
        return DQL_TIME_OK;
    }
    if (time->base >= DQL_TIME_NOW) {
        if (now < FIRST_MS / 1000 || now > LAST_MS / 1000) return DQL_TIME_YEARS;
        local = now * 1000 + offset;
        if (time->base != DQL_TIME_NOW) local = floor_to_day(local);
        if (time->base == DQL_TIME_YESTERDAY) local -= DAY_MS;
        if (time->base == DQL_TIME_TOMORROW) local += DAY_MS;
        for (uint32_t i = 0; i < time->step_count; i++) {
            if (!add_step(&local, &time->steps[i])) return DQL_TIME_YEARS;
        }
    }
    *start = local - offset;
    *end = dql_time_is_day(time) ? *start + DAY_MS : *start;
    return dql_time_in_years(*start) ? DQL_TIME_OK : DQL_TIME_YEARS;
}

int dql_time_order(const dql_time *one, const dql_time *other) {
    int order = one->base - other->base;
    if (order == 0) order = one->has_fraction - other->has_fraction;
    if (order == 0) order = dql_compare_integers(one->milliseconds, other->milliseconds);
    if (order == 0) order = dql_compare_integers(one->step_count, other->step_count);
    for (uint32_t i = 0; order == 0 && i < one->step_count; i++) {
        order = dql_compare_integers(one->steps[i].amount, other->steps[i].amount);
        if (order == 0) order = dql_compare_integers(one->steps[i].unit, other->steps[i].unit);
    }
    return order;
}

/* How far it is from now, or from the start of today: no less than `least`, no more than `most` milliseconds. */
static void span(const dql_time *time, bool from_now, double *least, double *most) {
    static const double shortest[] = {MINUTE_MS, 60. * MINUTE_MS, DAY_MS, 7. * DAY_MS, 28. * DAY_MS, 365. * DAY_MS};
    static const double longest[] = {MINUTE_MS, 60. * MINUTE_MS, DAY_MS, 7. * DAY_MS, 31. * DAY_MS, 366. * DAY_MS};
    double day = DAY_MS, base = time->base == DQL_TIME_YESTERDAY ? -day : time->base == DQL_TIME_TOMORROW ? day : 0;
    *most = base;
    *least = from_now && time->base != DQL_TIME_NOW ? base - day : base;
    for (uint32_t i = 0; i < time->step_count; i++) {
        double amount = (double)time->steps[i].amount;
        *least += amount * (amount < 0 ? longest : shortest)[time->steps[i].unit];
        *most += amount * (amount < 0 ? shortest : longest)[time->steps[i].unit];
    }
}

bool dql_time_order_relative(const dql_time *one, const dql_time *other, int *order) {
    bool from_now = one->base == DQL_TIME_NOW || other->base == DQL_TIME_NOW;
    double least, most, least_other, most_other;
    span(one, from_now, &least, &most);
    span(other, from_now, &least_other, &most_other);
    *order = most < least_other ? -1 : least > most_other;
    return *order || (least == most_other && most == least_other) || dql_time_order(one, other) == 0;
}

#define TENS(digit) digit "0" digit "1" digit "2" digit "3" digit "4" digit "5" digit "6" digit "7" digit "8" digit "9"

static inline void write_two(char *at, uint32_t value) {
    static const char pairs[] =
        TENS("0") TENS("1") TENS("2") TENS("3") TENS("4") TENS("5") TENS("6") TENS("7") TENS("8") TENS("9");
    memcpy(at, pairs + 2 * value, 2);
}

size_t dql_time_format(int64_t milliseconds, bool fraction, char text[32]) {
    /* From here on nothing is negative. */
    uint64_t from_march = (uint64_t)(milliseconds + DAYS_FROM_MARCH * DAY_MS);
    uint32_t days = (uint32_t)(from_march / DAY_MS);
    uint32_t in_day = (uint32_t)(from_march - days * (uint64_t)DAY_MS);
    uint32_t seconds = in_day / 1000;
    uint32_t minutes = seconds / 60;
    int year;
    int month;
    int day;
    civil_from_march(days, &year, &month, &day);
    memcpy(text, "0000-00-00T00:00:00Z", 21);
    write_two(text, (uint32_t)year / 100);
    write_two(text + 2, (uint32_t)year % 100);
    write_two(text + 5, (uint32_t)month);
    write_two(text + 8, (uint32_t)day);
    write_two(text + 11, minutes / 60);
    write_two(text + 14, minutes % 60);
    write_two(text + 17, seconds % 60);
    if (!fraction) return 20;
    memcpy(text + 19, ".000Z", 6);
    text[20] = (char)('0' + in_day / 100 % 10);
    write_two(text + 21, in_day % 100);
    return 24;
}
