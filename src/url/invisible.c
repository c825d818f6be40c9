/* DQL411 in raw texts: in a URL's host and path, in the names and values of parameters, in the strings of a filter's JSON, and in comments. */
#include "base/invisible.h"
#include "syntax/token.h"
#include "url/url.h"

static const char json_help[] = "take it out, or write it as an escape of JSON, `\\u200b`";

/* Elsewhere in JSON it is an error. */
static void check_json(const dql_raw_reader *reader, const dql_raw_part *part) {
    bool in_string = false;
    size_t size;
    uint32_t character;
    for (uint32_t at = 0; at < part->length; at += (uint32_t)size) {
        if (dql_is_invisible(part->text, part->length, at, &size, &character) && in_string)
            dql_warn_invisible(reader->findings, dql_raw_range(part, at, at + (uint32_t)size), character, json_help);
        if (part->text[at] == '"') in_string = !in_string;
        if (part->text[at] == '\\' && at + 1 < part->length) size = 2;
    }
}

static void check_text(const dql_raw_reader *reader, const dql_raw_part *part) {
    size_t size;
    uint32_t character;
    for (uint32_t at = 0; at < part->length; at += (uint32_t)size) {
        if (!dql_is_invisible(part->text, part->length, at, &size, &character)) continue;
        dql_warn_invisible(reader->findings, dql_raw_range(part, at, at + (uint32_t)size), character, "take it out");
    }
}

void dql_raw_check_invisible(const dql_raw_reader *reader, const dql_raw_part *part, bool is_json) {
    if (is_json) {
        check_json(reader, part);
    } else {
        check_text(reader, part);
    }
}

static void check_source(const dql_source *source, dql_range range, deskql_findings *findings, const char *help) {
    size_t size;
    uint32_t character;
    for (uint32_t at = range.start; at < range.end; at += (uint32_t)size) {
        if (!dql_is_invisible(source->text, range.end, at, &size, &character)) continue;
        dql_warn_invisible(findings, (dql_range){at, at + (uint32_t)size}, character, help);
    }
}

void dql_raw_check_url(const dql_raw_reader *reader, dql_range range) {
    check_source(reader->source, range, reader->findings, "take it out of the URL");
}

void dql_raw_check_comments(const dql_source *source, deskql_findings *findings) {
    for (uint32_t at = source->bom; at < source->length;) {
        dql_range line = {at, dql_raw_find(source->text, (dql_range){at, source->length}, "\r\n")};
        at = line.end + 1;
        line = dql_raw_trim(source->text, line);
        if (line.start < line.end && source->text[line.start] == '#')
            check_source(source, line, findings, "take it out of the comment");
    }
}
