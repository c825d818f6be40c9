/* A raw text taken apart: label, path, parameters; and what becomes of each parameter but the filter. */
#include "raw/raw.h"

#include "base/number.h"

#include <string.h>

typedef enum parameter_id { FILTER, ORDER_BY, ORDER_MODE, PAGE, PAGE_SIZE, INCLUDES, FIELDS, PARAMETERS } parameter_id;

static const char *const parameter_names[PARAMETERS] = {"filter",   "orderBy",  "orderMode", "page",
                                                        "pageSize", "includes", "fields"};

typedef struct parameter {
    bool given;
    dql_range name;
    dql_raw_part *value; /* NULL where it is empty */
} parameter;

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* The offset of the first byte of `set` in a range; its end where there is none. */
static uint32_t find(const char *text, dql_range range, const char *set) {
    uint32_t at = range.start;
    while (at < range.end && (text[at] == '\0' || !strchr(set, text[at]))) at++;
    return at;
}

static dql_range trim(const char *text, dql_range range) {
    while (range.start < range.end && is_space(text[range.start])) range.start++;
    while (range.end > range.start && is_space(text[range.end - 1])) range.end--;
    return range;
}

/* ---- Lists of names ------------------------------------------------------------------------------------------------- */

static bool is_blank(const char *text, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        if (!is_space(text[i])) return false;
    }
    return true;
}

static void report_missing_name(dql_raw_reader *reader, dql_range range, const char *name) {
    deskql_finding *finding = dql_report(reader->findings, DQL_BAD_SHAPE, range, "a name is missing in `%s`", name);
    dql_finding_about(finding, name, NULL);
    dql_finding_help(reader->findings, finding, "names are separated by one comma each");
    dql_finding_phrase(reader->findings, finding, "lacks a name");
}

static dql_name_item *read_names(dql_raw_reader *reader, const dql_raw_part *part, const char *parameter_name) {
    dql_name_item *first = NULL;
    dql_name_item **link = &first;
    if (part->unusable) return NULL;
    for (uint32_t at = 0; at <= part->length; at++) {
        const char *comma = memchr(part->text + at, ',', part->length - at);
        uint32_t end = comma ? (uint32_t)(comma - part->text) : part->length;
        dql_range range = dql_raw_range(part, at, end);
        if (is_blank(part->text + at, end - at)) {
            report_missing_name(reader, range, parameter_name);
        } else {
            dql_name_item *item = dql_arena_take_zeroed(reader->arena, sizeof *item);
            const char *text = dql_arena_copy(reader->arena, part->text + at, end - at);
            if (!item || !text) return NULL;
            item->name = (dql_name){.text = text, .length = end - at, .range = range, .quoted = true};
            *link = item;
            link = &item->next;
        }
        at = end;
    }
    return first;
}

/* ---- Order and pages ------------------------------------------------------------------------------------------------ */

/* `DESC` is in real use, so letter case counts for nothing. */
static bool says(const dql_raw_part *part, const char *word) {
    uint32_t length = (uint32_t)strlen(word);
    if (part->length != length) return false;
    for (uint32_t i = 0; i < length; i++) {
        if ((part->text[i] | 0x20) != word[i]) return false;
    }
    return true;
}

static void report_mode(dql_raw_reader *reader, const dql_raw_part *part) {
    static const char *const modes[] = {"asc", "desc"};
    deskql_finding *finding = dql_report(reader->findings, DQL_UNKNOWN_VALUE, part->range, "`%s` is no order",
                                         dql_shown(reader->arena, part->text, part->length));
    dql_finding_about(finding, "orderMode", NULL);
    dql_finding_help(reader->findings, finding, "an order is `asc` or `desc`");
    dql_finding_phrase(reader->findings, finding, "must be one of ‘asc, desc’");
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(modes[i]);
        if (part->length > length && strncmp(part->text, modes[i], length) == 0)
            dql_finding_fix(reader->findings, finding, part->range, "%s", modes[i]);
    }
}

static void read_order(dql_raw_reader *reader, const parameter *given, struct deskql_query *query) {
    const dql_raw_part *by = given[ORDER_BY].value;
    const dql_raw_part *mode = given[ORDER_MODE].value;
    bool descending = mode && says(mode, "desc");
    if (mode && !descending && !says(mode, "asc") && !mode->reported && !mode->unusable) report_mode(reader, mode);
    if (by) {
        query->present |= DQL_CLAUSE_ORDER;
        query->order = read_names(reader, by, "orderBy");
        if (!query->order) return;
        query->order->descending = descending;
        if (mode) query->order->direction = mode->range;
    } else if (mode) {
        dql_range range = {given[ORDER_MODE].name.start, mode->range.end};
        deskql_finding *finding = dql_report(reader->findings, DQL_BAD_SHAPE, range, "`orderMode` without `orderBy`");
        dql_finding_about(finding, "orderMode", NULL);
        dql_finding_help(reader->findings, finding,
                         "no document says what is ordered by then: give `orderBy` a field, or leave `orderMode` out");
        dql_finding_phrase(reader->findings, finding, "needs ‘orderBy’");
    }
    if (by && !mode) {
        deskql_finding *finding = dql_report(reader->findings, DQL_UNDOCUMENTED, by->range,
                                             "the order without `orderMode` is not documented");
        dql_finding_about(finding, "orderBy", NULL);
        dql_finding_help(reader->findings, finding,
                         "it is read as `orderMode=asc`; say which of `asc` and `desc` it is");
    }
}

static bool is_integer(const char *text, uint32_t length) {
    uint32_t at = length > 0 && text[0] == '-';
    if (at == length || (text[at] == '0' && at + 1 < length)) return false;
    while (at < length && is_digit(text[at])) at++;
    return at == length;
}

static dql_literal *read_page(dql_raw_reader *reader, const dql_raw_part *part) {
    dql_literal *literal = dql_arena_take_zeroed(reader->arena, sizeof *literal);
    if (!literal) return NULL;
    literal->text = part->text;
    literal->length = part->length;
    literal->range = part->range;
    literal->kind = part->unusable || part->reported ? DQL_LITERAL_MISSING : DQL_LITERAL_WORD;
    if (is_integer(part->text, part->length)) {
        literal->kind = DQL_LITERAL_INTEGER;
        literal->in_range = dql_integer_read(part->text, part->length, &literal->integer);
    }
    return literal;
}

/* ---- The query string ------------------------------------------------------------------------------------------------ */

static void report_parameter(dql_raw_reader *reader, const dql_raw_part *name) {
    deskql_finding *finding = dql_report(reader->findings, DQL_UNKNOWN_PARAMETER, name->range, "unknown parameter `%s`",
                                         dql_shown(reader->arena, name->text, name->length));
    dql_finding_about(finding, name->text, NULL);
    dql_raw_help_names(reader, finding, name, name->range, (dql_range){0, name->length}, "parameter", parameter_names,
                       PARAMETERS);
}

static void report_repeated(dql_raw_reader *reader, parameter_id id, dql_range range, dql_range first) {
    deskql_finding *finding =
        dql_report(reader->findings, DQL_DUPLICATE_CLAUSE, range, "a second `%s`", parameter_names[id]);
    dql_finding_about(finding, parameter_names[id], NULL);
    dql_finding_help(reader->findings, finding,
                     id >= INCLUDES ? "names of one list are separated by commas: `%s=one,two`"
                                    : "a query takes `%s` once: remove one of the two",
                     parameter_names[id]);
    dql_finding_note(reader->findings, finding, first, "the first one is here");
}

/* PARAMETERS where it is none. */
static parameter_id read_name(dql_raw_reader *reader, dql_range range, const dql_raw_part *filter) {
    const dql_raw_part *name = dql_raw_decode(reader, range, false, NULL);
    if (!name) return PARAMETERS;
    for (parameter_id id = FILTER; id < PARAMETERS; id++) {
        if (strlen(parameter_names[id]) == name->length && memcmp(parameter_names[id], name->text, name->length) == 0)
            return id;
    }
    bool told = name->reported || name->unusable || (filter && filter->cut);
    if (!told) report_parameter(reader, name);
    return PARAMETERS;
}

static void read_parameter(dql_raw_reader *reader, dql_range range, parameter *given, struct deskql_query *query) {
    uint32_t equals = find(reader->source->text, range, "=");
    dql_range name = {range.start, equals};
    parameter_id id = read_name(reader, name, given[FILTER].value);
    if (id == PARAMETERS) return;
    if (given[id].given) {
        report_repeated(reader, id, name, given[id].name);
        return;
    }
    given[id].given = true;
    given[id].name = name;
    /* A parameter with nothing in it asks for nothing. */
    if (equals + 1 >= range.end) return;
    given[id].value = dql_raw_decode(reader, (dql_range){equals + 1, range.end}, false, parameter_names[id]);
    if (id == FILTER && given[id].value) dql_raw_read_filter(reader, given[id].value, query);
}

static void read_query_string(dql_raw_reader *reader, dql_range range, struct deskql_query *query) {
    parameter given[PARAMETERS];
    memset(given, 0, sizeof given);
    while (range.start < range.end) {
        uint32_t end = find(reader->source->text, range, "&");
        if (end > range.start) read_parameter(reader, (dql_range){range.start, end}, given, query);
        range.start = end + 1;
    }
    read_order(reader, given, query);
    if (given[PAGE].value) {
        query->present |= DQL_CLAUSE_PAGE;
        query->page = read_page(reader, given[PAGE].value);
    }
    if (given[PAGE_SIZE].value) {
        query->present |= DQL_CLAUSE_PAGE_SIZE;
        query->page_size = read_page(reader, given[PAGE_SIZE].value);
    }
    if (given[INCLUDES].value) {
        query->present |= DQL_CLAUSE_INCLUDE;
        query->includes = read_names(reader, given[INCLUDES].value, "includes");
    }
    if (given[FIELDS].value) {
        query->present |= DQL_CLAUSE_FIELDS;
        query->fields = read_names(reader, given[FIELDS].value, "fields");
    }
}

/* ---- URLs, labels, lines --------------------------------------------------------------------------------------------- */

/* The path of an URL up to its query or fragment, which may be empty; it ends where it starts, at 0, where the text is no URL. */
static bool find_path(const char *text, dql_range range, dql_range *path) {
    uint32_t end = find(text, range, "?#=&");
    uint32_t start = range.start;
    bool is_relative = start < end && text[start] == '/';
    bool has_scheme = false;
    for (uint32_t i = start; i + 2 < end && !has_scheme && !is_relative; i++) {
        has_scheme = text[i] == ':' && text[i + 1] == '/' && text[i + 2] == '/';
        if (has_scheme) start = i + 3;
    }
    bool is_url = is_relative || has_scheme || (end < range.end && text[end] == '?' && end > start);
    if (!is_url) return false;
    path->end = find(text, range, "?#");
    path->start = is_relative ? start : find(text, (dql_range){start, path->end}, "/");
    return true;
}

static bool begins(const char *text, dql_range range, const char *bytes) {
    size_t length = strlen(bytes);
    return range.end - range.start >= length && memcmp(text + range.start, bytes, length) == 0;
}

/* The JSON of a filter by itself: as it is, or percent-encoded, as a browser shows it, at least in its quotes. */
static bool read_bare_filter(dql_raw_reader *reader, dql_range range, struct deskql_query *query) {
    const char *text = reader->source->text;
    bool verbatim = begins(text, range, "{") || begins(text, range, "[") || begins(text, range, "\"");
    if (verbatim) {
        size_t length = range.end - range.start;
        bool quoted = memchr(text + range.start, '"', length) != NULL;
        for (uint32_t at = range.start; !quoted && verbatim && at + 2 < range.end; at++) {
            verbatim = memcmp(text + at, "%22", 3) != 0;
        }
    } else if (!begins(text, range, "%7B") && !begins(text, range, "%7b") && !begins(text, range, "%5B") &&
               !begins(text, range, "%5b")) {
        return false;
    }
    dql_raw_part *part = dql_raw_decode(reader, range, verbatim, "filter");
    if (part) dql_raw_read_filter(reader, part, query);
    return true;
}

/* `urgent: filter=…`. The space tells a label from an URL's scheme. */
static dql_range read_label(dql_raw_reader *reader, dql_range range, struct deskql_query *query) {
    const char *text = reader->source->text;
    uint32_t end = range.start;
    if (end == range.end || !is_letter(text[end])) return range;
    while (end < range.end && (is_letter(text[end]) || is_digit(text[end]))) end++;
    bool labelled = end < range.end && text[end] == ':' && (end + 1 == range.end || is_space(text[end + 1]));
    if (!labelled) return range;
    const char *name = dql_arena_copy(reader->arena, text + range.start, end - range.start);
    if (!name) return range;
    query->label = (dql_name){.text = name, .length = end - range.start, .range = {range.start, end}};
    query->present |= DQL_CLAUSE_LABEL;
    return trim(text, (dql_range){end + 1, range.end});
}

void dql_raw_read(dql_raw_reader *reader, dql_range range, struct deskql_query *query, dql_name *path) {
    const char *text = reader->source->text;
    if (range.start < reader->source->bom) range.start = reader->source->bom;
    range = trim(text, range);
    query->range = range;
    memset(path, 0, sizeof *path);
    range = read_label(reader, range, query);
    if (read_bare_filter(reader, range, query)) return;
    if (find_path(text, range, &path->range)) {
        path->length = path->range.end - path->range.start;
        path->text = dql_arena_copy(reader->arena, text + path->range.start, path->length);
        range.start = path->range.end;
    }
    if (begins(text, range, "?")) range.start++;
    /* A fragment never reaches the server. */
    range.end = find(text, range, "#");
    read_query_string(reader, range, query);
}

bool dql_raw_next_line(const dql_source *source, uint32_t *at, dql_range *line) {
    const char *text = source->text;
    if (*at < source->bom) *at = source->bom;
    while (*at < source->length) {
        dql_range whole = {*at, find(text, (dql_range){*at, source->length}, "\r\n")};
        *at = whole.end + 1;
        *line = trim(text, whole);
        if (line->start < line->end && text[line->start] != '#') return true;
    }
    return false;
}

/* ---- Fixes ----------------------------------------------------------------------------------------------------------- */

static bool is_json_word(const char *text) {
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 || is_integer(text, (uint32_t)strlen(text));
}

/* A name or value as JSON or a list of names has it; NULL where it has no such thing. */
static const char *unquery(dql_arena *arena, const deskql_finding *finding) {
    const char *text = finding->fix->replacement;
    size_t length = strlen(text);
    bool filter = finding->parameter && strcmp(finding->parameter, parameter_names[FILTER]) == 0;
    bool value = filter && (finding->code == DQL_WRONG_VALUE_TYPE || finding->code == DQL_UNKNOWN_VALUE);
    if (text[0] == '`' && length > 2) return dql_arena_copy(arena, text + 1, length - 2);
    /* A query's string in double quotes has JSON's own escapes. */
    if (value && text[0] != '"' && !is_json_word(text)) return NULL;
    return text;
}

static bool speaks_of_queries(const deskql_finding *finding) {
    return finding->fix && finding->code < DQL_BAD_PERCENT_ENCODING && finding->code >= DQL_UNKNOWN_FILTER_FIELD;
}

/* A time's `+02:00` that is not encoded. */
static bool lost_plus(const dql_raw_reader *reader, const dql_raw_part *part, const deskql_finding *finding) {
    uint32_t start = finding->range.start.offset;
    uint32_t end = finding->range.end.offset;
    return part && part->form != DQL_RAW_VERBATIM && finding->code == DQL_BAD_DATE &&
           memchr(reader->source->text + start, '+', end - start);
}

void dql_raw_respell(const dql_raw_reader *reader) {
    const dql_raw_part *part = reader->first;
    for (size_t i = 0; i < deskql_findings_count(reader->findings); i++) {
        /* The list is not shared yet. */
        deskql_finding *finding = (deskql_finding *)deskql_findings_at(reader->findings, i);
        while (part && part->range.end < finding->range.start.offset) part = part->next;
        if (lost_plus(reader, part, finding))
            finding->help = "a `+` is a space in a query string; a plus is written `%2B`";
        if (!speaks_of_queries(finding)) continue;
        const char *text = part ? unquery(reader->arena, finding) : NULL;
        const char *spelled = text ? dql_raw_spell(reader->arena, (dql_raw_form)part->form, text, strlen(text)) : NULL;
        if (spelled) {
            ((deskql_fix *)finding->fix)->replacement = spelled;
        } else {
            finding->fix = NULL;
        }
    }
}
