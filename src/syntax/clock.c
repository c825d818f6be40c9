/* `2026-05-07 12:00`, `2026-05-07 at 12:00`: a time of day that stands apart from its day. */
#include "syntax/literal.h"
#include "syntax/parser.h"

#include <string.h>

/* Where the parts of a time of day stand in the text: `12:00:15Z`, `3:00 pm`. */
typedef struct time_of_day {
    uint32_t hour;
    uint32_t minute; /* at its colon */
    uint32_t end;    /* without `am` and `pm` */
    uint32_t whole_end;
    bool morning;
    bool afternoon;
} time_of_day;

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool belongs_to_time(char byte) {
    return is_digit(byte) || is_letter(byte) || byte == '_' || byte == '.' || byte == ':' || byte == '+' || byte == '-';
}

static uint32_t skip_blanks(const char *text, uint32_t at) {
    while (text[at] == ' ' || text[at] == '\t') at++;
    return at;
}

static bool is_word(const char *text, uint32_t at, const char *word) {
    return (text[at] | 0x20) == word[0] && (text[at + 1] | 0x20) == word[1] && !belongs_to_time(text[at + 2]);
}

static void read_half_of_day(const char *text, time_of_day *time) {
    uint32_t at = skip_blanks(text, time->end);
    /* `3:00pm` too. */
    if (!is_word(text, at, "am") && !is_word(text, at, "pm")) at = time->end - 2;
    time->morning = is_word(text, at, "am");
    time->afternoon = is_word(text, at, "pm");
    if (!time->morning && !time->afternoon) return;
    time->whole_end = at + 2;
    if (at < time->end) time->end = at;
}

/* Returns whether one stands behind the blanks at `at`. The text ends with a NUL, which is none of what is looked for. */
static bool read_time_of_day(const char *text, uint32_t at, time_of_day *time) {
    uint32_t start = skip_blanks(text, at);
    if (start == at) return false;
    if (is_word(text, start, "at")) start = skip_blanks(text, start + 2);
    *time = (time_of_day){.hour = start};
    uint32_t minute = start;
    while (minute < start + 2 && is_digit(text[minute])) minute++;
    if (minute == start || text[minute] != ':' || !is_digit(text[minute + 1]) || !is_digit(text[minute + 2]))
        return false;
    time->minute = minute;
    time->end = minute;
    while (belongs_to_time(text[time->end])) time->end++;
    time->whole_end = time->end;
    read_half_of_day(text, time);
    return true;
}

/* Date and time of day as one, with the hour that a clock of 24 hours shows; the words as they are where there is no such hour. */
static const char *join(dql_arena *arena, const char *text, const dql_token *date, const time_of_day *time) {
    int hour = text[time->hour] - '0';
    if (time->minute - time->hour == 2) hour = hour * 10 + (text[time->hour + 1] - '0');
    bool half = time->morning || time->afternoon;
    bool whole = half && (hour < 1 || hour > 12);
    if (half && !whole) hour = hour % 12 + (time->afternoon ? 12 : 0);
    uint32_t end = whole ? time->whole_end : time->end;
    return dql_arena_format(arena, "%.*sT%02d%.*s", (int)(date->end - date->start), text + date->start, hour,
                            (int)(end - time->minute), text + time->minute);
}

void dql_resolve_clock(const dql_source *source, deskql_findings *findings, dql_token *date) {
    time_of_day clock;
    if (!read_time_of_day(source->text, date->end, &clock)) return;
    const char *joined = join(findings->arena, source->text, date, &clock);
    if (!joined) return;
    dql_time time;
    dql_time_error error = dql_time_read_fixed(joined, strlen(joined), &time);
    dql_range range = {date->start, clock.whole_end};
    const char *shown = dql_shown(findings->arena, source->text + range.start, range.end - range.start);
    deskql_finding *finding = dql_report_time(findings, range, shown, error ? error : DQL_TIME_FORM);
    if (finding && !error) {
        dql_finding_help(findings, finding, "a `T` stands between the date and the time of day: `%s`", joined);
        dql_finding_fix(findings, finding, range, "%s", joined);
    }
    date->end = range.end;
    date->flags = DQL_TOKEN_REPORTED | DQL_TOKEN_MISSING;
    for (dql_token *part = date + 1; part->kind != DQL_TOKEN_END && part->start < range.end; part++) {
        part->kind = DQL_TOKEN_IGNORED;
        part->flags = DQL_TOKEN_REPORTED;
    }
}
