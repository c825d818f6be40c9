/* A piece of a raw text: decoded, with the way back to where each byte came from; and what is written into it. */
#include "url/url.h"

#include "base/percent.h"
#include "base/utf8.h"
#include "diagnostics/names.h"

#include <string.h>

static void report_percent(dql_raw_reader *reader, const char *parameter, uint32_t at, uint32_t digits) {
    const char *text = reader->source->text + at;
    dql_range range = {at, at + 1 + digits};
    deskql_finding *finding = dql_report(reader->findings, DQL_BAD_PERCENT_ENCODING, range,
                                         "`%.*s` without two hexadecimal digits", (int)(1 + digits), text);
    dql_finding_about(finding, parameter, NULL);
    dql_finding_help(reader->findings, finding, "a byte is written `%%7B`; a percent sign itself is `%%25`");
    if (digits == 0) dql_finding_fix(reader->findings, finding, range, "%%25");
}

/* The bytes that have a backslash before them in such a part, and mean themselves. */
static bool is_quoted(const dql_raw_part *part, char byte) {
    if (part->globbed && byte && strchr("{}[]", byte)) return true;
    switch ((dql_raw_quoting)part->quoting) {
    case DQL_RAW_UNQUOTED:
    case DQL_RAW_SHELL_SINGLE:
        return false;
    case DQL_RAW_STRING:
        return byte == '"' || byte == '\\';
    case DQL_RAW_SHELL_DOUBLE:
        return byte && strchr("\"\\$`", byte);
    case DQL_RAW_SHELL_BARE:
        return true;
    }
    return false;
}

/* How many bytes of the source are quoting before the next byte that means itself. */
static uint32_t quoting_before(const dql_raw_part *part, const char *text, uint32_t at) {
    uint32_t left = part->range.end - at;
    if (part->quoting == DQL_RAW_SHELL_SINGLE) return left > 3 && memcmp(text + at, "'\\''", 4) == 0 ? 2 : 0;
    if (text[at] != '\\') return 0;
    /* What a backslash at the end quotes is the `&` behind. */
    if (left == 1) return part->quoting == DQL_RAW_SHELL_BARE;
    return is_quoted(part, text[at + 1]);
}

/* Takes percent-encoding and quoting off, notes where every byte came from, and goes on behind a mistake. */
static void decode(dql_raw_reader *reader, dql_raw_part *part, const char *parameter) {
    const char *text = reader->source->text;
    uint32_t end = part->range.end;
    uint32_t most = end - part->range.start;
    char *decoded = dql_arena_take(reader->arena, (size_t)most + 1);
    uint32_t *map = dql_arena_take(reader->arena, ((size_t)most + 1) * sizeof *map);
    if (!decoded || !map) return;
    bool verbatim = part->form == DQL_RAW_VERBATIM;
    uint32_t length = 0;
    for (uint32_t at = part->range.start; at < end;) {
        uint32_t start = at;
        at += quoting_before(part, text, at);
        if (at == end) break;
        char byte = text[at];
        int escaped = verbatim ? -1 : dql_percent_read(text + at, text + end);
        bool escape = escaped >= 0;
        if (escape) {
            byte = (char)escaped;
            part->form = DQL_RAW_ENCODED;
        } else if (byte == '%' && !verbatim) {
            report_percent(reader, parameter, at, at + 1 < end && dql_hexadecimal(text[at + 1]) >= 0);
            part->reported = true;
        } else if (byte == '+' && !verbatim) {
            byte = ' ';
        }
        map[length] = start;
        decoded[length++] = byte;
        at += escape ? 3 : 1;
        if (at - start > 1 && !escape && part->quoting == DQL_RAW_SHELL_SINGLE) at++;
    }
    map[length] = end;
    decoded[length] = '\0';
    part->text = decoded;
    part->length = length;
    part->map = map;
}

static void copy(dql_raw_reader *reader, dql_raw_part *part, bool plus_is_space) {
    char *text =
        dql_arena_copy(reader->arena, reader->source->text + part->range.start, part->range.end - part->range.start);
    if (!text) return;
    part->text = text;
    part->length = part->range.end - part->range.start;
    for (uint32_t i = 0; i < part->length && plus_is_space; i++) {
        if (text[i] == '+') text[i] = ' ';
    }
}

/* Bytes that are wrong in the source itself have been reported as such. */
static void check_utf8(dql_raw_reader *reader, dql_raw_part *part, const char *parameter) {
    uint32_t at = 0;
    while ((at += (uint32_t)dql_utf8_valid_up_to(part->text + at, part->length - at)) < part->length) {
        uint32_t end = at + 1;
        while (end < part->length && dql_utf8_decode(part->text + end, part->length - end, NULL) == 0) end++;
        part->unusable = true;
        dql_range range = dql_raw_range(part, at, end);
        at = end;
        if (reader->source->text[range.start] != '%') continue;
        deskql_finding *finding =
            dql_report(reader->findings, DQL_BAD_PERCENT_ENCODING, range, "bytes that are not UTF-8");
        dql_finding_about(finding, parameter, NULL);
        dql_finding_help(reader->findings, finding, "text is encoded as UTF-8, `é` as `%%C3%%A9`");
    }
}

/* Whether any byte of the source is not the byte that it means, but for `+`. */
static bool needs_decoding(const dql_raw_part *part, const char *text, uint32_t length) {
    if (part->form != DQL_RAW_VERBATIM && memchr(text, '%', length)) return true;
    bool quoted = part->globbed || part->quoting != DQL_RAW_UNQUOTED;
    return quoted && memchr(text, '\\', length);
}

dql_raw_part *dql_raw_decode(dql_raw_reader *reader, dql_range range, bool verbatim, const char *parameter) {
    dql_raw_part *part = dql_arena_take_zeroed(reader->arena, sizeof *part);
    if (!part) return NULL;
    const char *text = reader->source->text;
    part->range = range;
    part->form = verbatim ? DQL_RAW_VERBATIM : DQL_RAW_PLAIN;
    part->quoting = (uint8_t)reader->quoting;
    part->globbed = dql_raw_begins(text, range, "\\{") || dql_raw_begins(text, range, "\\[");
    if (needs_decoding(part, text + range.start, range.end - range.start)) {
        decode(reader, part, parameter);
    } else {
        copy(reader, part, !verbatim);
    }
    if (!part->text) return NULL;
    check_utf8(reader, part, parameter);
    dql_raw_check_invisible(reader, part, parameter && strcmp(parameter, "filter") == 0);
    if (reader->last) {
        reader->last->next = part;
    } else {
        reader->first = part;
    }
    reader->last = part;
    return part;
}

dql_range dql_raw_range(const dql_raw_part *part, uint32_t start, uint32_t end) {
    if (part->map) return (dql_range){part->map[start], part->map[end]};
    return (dql_range){part->range.start + start, part->range.start + end};
}

/* What would be read as something else in a query string that is not encoded. */
static bool needs_encoding(char byte) {
    return (unsigned char)byte <= ' ' || strchr("%&#+", byte);
}

static void write_quoted(dql_writer *writer, const dql_raw_part *part, char byte) {
    if (part->quoting == DQL_RAW_SHELL_SINGLE && byte == '\'') {
        dql_write_text(writer, "'\\''");
        return;
    }
    bool bare = part->quoting == DQL_RAW_SHELL_BARE;
    bool plain = dql_raw_is_letter(byte) || dql_raw_is_digit(byte) || (unsigned char)byte >= 0x80;
    if (bare ? !plain : is_quoted(part, byte)) dql_write_byte(writer, '\\');
    dql_write_byte(writer, byte);
}

const char *dql_raw_spell(dql_arena *arena, const dql_raw_part *part, const char *text, size_t length) {
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    for (size_t i = 0; i < length; i++) {
        if (part->form == DQL_RAW_ENCODED || (part->form == DQL_RAW_PLAIN && needs_encoding(text[i]))) {
            dql_percent_write(&writer, text + i, 1);
        } else {
            write_quoted(&writer, part, text[i]);
        }
    }
    return dql_writer_text(&writer, NULL);
}

bool dql_raw_help_names(dql_raw_reader *reader, deskql_finding *finding, const dql_raw_part *part, dql_range range,
                        dql_range decoded, const char *what, const char *const *names, size_t count) {
    dql_suggestions suggestions;
    dql_names all = dql_names_of_texts(names, count);
    dql_suggest(part->text + decoded.start, decoded.end - decoded.start, all, &suggestions);
    if (!dql_help_similar(reader->findings, finding, what, &suggestions)) {
        dql_finding_help(reader->findings, finding, "the %ss are %s", what,
                         finding ? dql_listed_names(reader->arena, all, count, 0) : "");
        return false;
    }
    if (finding && suggestions.certain) {
        const char *name = suggestions.certain;
        const char *spelled = dql_raw_spell(reader->arena, part, name, strlen(name));
        if (spelled) dql_finding_fix(reader->findings, finding, range, "%s", spelled);
    }
    return true;
}
