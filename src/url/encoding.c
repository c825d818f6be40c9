/*
 * Values that are valid and yet hardly what was meant: a `+` in a text that nobody encoded, which is a space to every server; and what is
 * encoded twice, of which the server takes one encoding off.
 */
#include "url/url.h"

#include "base/writer.h"
#include "schema/schema.h"

#include <string.h>

/* Whether JSON stands in the source as it is, so that nobody meant a `+` for a space. */
static bool is_plainly_not_encoded(const dql_raw_reader *reader) {
    const dql_raw_part *part = reader->filter;
    if (!part || part->form == DQL_RAW_VERBATIM) return false;
    const char *text = reader->source->text + part->range.start;
    size_t length = part->range.end - part->range.start;
    return memchr(text, '{', length) || memchr(text, '"', length);
}

/* Whether spaces are written in another way in the same text. */
static bool has_other_spaces(const dql_raw_reader *reader) {
    const char *text = reader->source->text;
    dql_range range = reader->filter->range;
    for (uint32_t at = range.start; at < range.end; at++) {
        if (text[at] == ' ' || (range.end - at > 2 && memcmp(text + at, "%20", 3) == 0)) return true;
    }
    return false;
}

typedef struct encoding {
    const dql_raw_reader *reader;
    bool plain;  /* a `+` is reported */
    bool spaces; /* a `+` is no space, for they are written in another way */
} encoding;

/* From the first `+` in a range of the source to behind the last; empty where there is none. */
static dql_range find_pluses(const char *text, dql_range range) {
    dql_range found = {range.end, range.end};
    for (uint32_t at = range.start; at < range.end; at++) {
        if (text[at] != '+') continue;
        if (found.start == range.end) found.start = at;
        found.end = at + 1;
    }
    return found.start == range.end ? (dql_range){range.end, range.end} : found;
}

/* No space is where an address has a plus, nor at an end, nor beside another: a string of which all are so. */
static bool are_no_spaces(const dql_literal *literal) {
    const char *text = literal->text;
    uint32_t length = literal->length;
    if (memchr(text, '@', length)) return true;
    bool any = false;
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] != ' ') continue;
        bool at_end = i == 0 || i + 1 == length;
        bool beside = (i > 0 && text[i - 1] == ' ') || (i + 1 < length && text[i + 1] == ' ');
        if (!at_end && !beside) return false;
        any = true;
    }
    return any;
}

static const char *with_pluses(const dql_raw_reader *reader, dql_range range) {
    dql_writer writer;
    dql_writer_to_arena(&writer, reader->arena);
    for (uint32_t at = range.start; at < range.end; at++) {
        char byte = reader->source->text[at];
        if (byte == '+') {
            dql_write_text(&writer, "%2B");
        } else {
            dql_write_byte(&writer, byte);
        }
    }
    return dql_writer_text(&writer, NULL);
}

static const char plus_help[] = "in a query string a plus is written `%2B`, and a space `%20`";

static void warn_of_pluses(const encoding *of, const dql_literal *literal, const char *field, dql_range pluses) {
    deskql_findings *findings = of->reader->findings;
    deskql_finding *finding = dql_report(findings, DQL_ENCODING, pluses, "a `+` is a space: the text is `%s`",
                                         dql_shown(of->reader->arena, literal->text, literal->length));
    dql_finding_about(finding, "filter", field);
    dql_finding_help(findings, finding, "%s", plus_help);
    bool certain = finding && (of->spaces || are_no_spaces(literal));
    const char *right = certain ? with_pluses(of->reader, pluses) : NULL;
    if (right) dql_finding_fix(findings, finding, pluses, "%s", right);
}

/* A time whose `+02:00` is not encoded is no time, which has been reported. */
static void fix_time(const encoding *of, const dql_literal *literal) {
    const dql_raw_reader *reader = of->reader;
    dql_range plus = find_pluses(reader->source->text, literal->range);
    char time_text[40];
    dql_time time;
    if (plus.end - plus.start != 1 || literal->length > sizeof time_text) return;
    memcpy(time_text, literal->text, literal->length);
    char *space = memchr(time_text, ' ', literal->length);
    if (!space) return;
    *space = '+';
    if (dql_time_read_fixed(time_text, literal->length, &time) != DQL_TIME_OK) return;
    deskql_finding *finding = dql_findings_find(reader->findings, DQL_BAD_DATE, literal->range);
    dql_finding_help(reader->findings, finding, "a `+` is a space in a query string; a plus is written `%%2B`");
    dql_finding_fix(reader->findings, finding, plus, "%%2B");
}

static void warn_of_escapes(const dql_raw_reader *reader, const char *text, uint32_t length, dql_range range,
                            const char *parameter, const char *field) {
    deskql_finding *finding = dql_report(reader->findings, DQL_ENCODING, range, "`%s` is still percent-encoded",
                                         dql_shown(reader->arena, text, length));
    dql_finding_about(finding, parameter, field);
    dql_finding_help(reader->findings, finding,
                     "it is encoded twice, and the server takes one encoding off: encode it once");
}

static void check_literal(const encoding *of, const dql_literal *literal, const char *field) {
    const dql_raw_reader *reader = of->reader;
    bool encoded = reader->filter && reader->filter->form != DQL_RAW_VERBATIM;
    if (!encoded || !literal->length) return;
    if (literal->kind == DQL_LITERAL_MISSING) fix_time(of, literal);
    if (literal->kind != DQL_LITERAL_STRING) return;
    dql_range pluses = {0, 0};
    if (of->plain) pluses = find_pluses(reader->source->text, literal->range);
    if (pluses.start < pluses.end) warn_of_pluses(of, literal, field, pluses);
    if (dql_raw_has_escape(literal->text, literal->length))
        warn_of_escapes(reader, literal->text, literal->length, literal->range, "filter", field);
}

/* As deep as the JSON goes, which its reader limits. */
static void check_node(const encoding *of, const dql_node *node) {
    for (const dql_node *child = node->first; child; child = child->next) check_node(of, child);
    bool in_path = node->schema_field && node->schema_field->in_path;
    bool named = node->schema_field && node->schema_field->parameters;
    for (const dql_literal *value = node->values; value; value = value->next) {
        if (named && value->kind == DQL_LITERAL_MISSING) fix_time(of, value);
        if (!in_path && !named) {
            check_literal(of, value, node->field.text);
        } else if (value->kind == DQL_LITERAL_STRING && dql_raw_has_escape(value->text, value->length)) {
            warn_of_escapes(of->reader, value->text, value->length, value->range, in_path ? "path" : "filter",
                            node->field.text);
        }
    }
}

/* Of a list that is encoded twice the first such name stands for all. Those that are unknown have been reported. */
static void check_names(const dql_raw_reader *reader, const dql_name_item *names, dql_code unknown,
                        const char *parameter) {
    for (; names; names = names->next) {
        const dql_name *name = &names->name;
        if (!dql_raw_has_escape(name->text, name->length)) continue;
        if (!dql_findings_find(reader->findings, unknown, name->range))
            warn_of_escapes(reader, name->text, name->length, name->range, parameter, name->text);
        return;
    }
}

void dql_raw_check_encoding(const dql_raw_reader *reader, const struct deskql_query *query) {
    encoding of = {reader, is_plainly_not_encoded(reader), false};
    of.spaces = of.plain && has_other_spaces(reader);
    if (query->filter) check_node(&of, query->filter);
    check_names(reader, query->includes, DQL_UNKNOWN_INCLUDE, "includes");
    check_names(reader, query->fields, DQL_UNKNOWN_SPARSE_FIELD, "fields");
}
