/* What raw texts are pasted with: quotes, angle brackets, the rest of a request's first line. */
#include "url/url.h"

#include <string.h>

static bool cut_method(const char *text, dql_range *range) {
    if (!dql_raw_begins(text, *range, "GET ") && !dql_raw_begins(text, *range, "GET\t")) return false;
    range->start += 4;
    return true;
}

/* ` HTTP/1.1`, ` HTTP/2`. */
static bool cut_version(const char *text, dql_range *range) {
    static const char name[] = "HTTP/";
    uint32_t end = range->end;
    while (end > range->start && (dql_raw_is_digit(text[end - 1]) || text[end - 1] == '.') && range->end - end < 3)
        end--;
    uint32_t length = sizeof name - 1;
    if (end == range->end || end - range->start <= length || memcmp(text + end - length, name, length) != 0)
        return false;
    if (!dql_raw_is_space(text[end - length - 1])) return false;
    range->end = end - length;
    return true;
}

static bool cut_angles(const char *text, dql_range *range) {
    if (range->end - range->start < 3 || text[range->start] != '<' || text[range->end - 1] != '>') return false;
    range->start++;
    range->end--;
    return true;
}

/* A string in quotes may be the JSON of a filter too, which is no filter; this is a text that can be read. */
static bool holds_text(const char *text, dql_range range) {
    static const char *const beginnings[] = {"{", "[", "\\{", "\\[", "%7B", "%7b"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        if (dql_raw_begins(text, range, beginnings[i])) return true;
    }
    return dql_raw_find(text, range, "?=/") < range.end;
}

/* Every quote in it has a backslash before it, and there is one. */
static bool is_string(const char *text, dql_range range) {
    bool any = false;
    for (uint32_t at = range.start; at < range.end; at++) {
        if (text[at] == '"') return false;
        if (text[at] != '\\' || at + 1 == range.end) continue;
        any = any || text[at + 1] == '"';
        at++;
    }
    return any;
}

static bool cut_quotes(dql_raw_reader *reader, dql_range *range) {
    const char *text = reader->source->text;
    char quote = range->start < range->end ? text[range->start] : '\0';
    if (quote != '"' && quote != '\'' && quote != '`') return false;
    uint32_t end = range->end;
    if (text[end - 1] == ',' || text[end - 1] == ';') end--;
    dql_range inside = {range->start + 1, end - 1};
    if (inside.end < inside.start || text[inside.end] != quote || !holds_text(text, inside)) return false;
    if (quote == '"' && is_string(text, inside)) reader->quoting = DQL_RAW_STRING;
    *range = inside;
    return true;
}

dql_range dql_raw_unwrap(dql_raw_reader *reader, dql_range range) {
    const char *text = reader->source->text;
    bool quoted = false;
    bool more = true;
    reader->quoting = DQL_RAW_UNQUOTED;
    while (more) {
        range = dql_raw_trim(text, range);
        if (!quoted && dql_raw_begins(text, range, "curl ")) return dql_raw_read_curl(reader, range);
        more = cut_method(text, &range) || cut_version(text, &range) || cut_angles(text, &range);
        if (more || quoted) continue;
        more = quoted = cut_quotes(reader, &range);
    }
    return range;
}
