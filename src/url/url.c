/* A raw text taken apart: label, wrapping, path, and what is left. */
#include "url/url.h"

#include <string.h>

/* ---- URLs ------------------------------------------------------------------------------------------------------------ */

/* Where the host, or what stands for it, ends: `https://host`, `{{base}}`, `${HOST}:8443`. The start where there is none. */
static uint32_t skip_host(const char *text, dql_range url, uint32_t scheme_end) {
    uint32_t at = scheme_end;
    /* What stands between `{{` and `}}`, or `${` and `}`, may be anything. */
    if (dql_raw_begins(text, (dql_range){at, url.end}, "{{")) at = dql_raw_find(text, (dql_range){at, url.end}, "}");
    uint32_t slash = dql_raw_find(text, (dql_range){at, url.end}, "/");
    while (at > scheme_end && at < url.end && text[at] == '}') at++;
    if (at > scheme_end && slash == url.end) return at;
    if (scheme_end > url.start || at > scheme_end) return slash;
    /* Without a scheme, a first segment that no host can be is a folder. */
    bool is_host = slash < url.end && dql_raw_find(text, (dql_range){url.start, slash}, ".:$<%") < slash;
    return is_host ? slash : url.start;
}

static bool ends_in_json(const char *text, dql_range range) {
    return range.end - range.start > 5 && memcmp(text + range.end - 5, ".json", 5) == 0;
}

/* The path of an URL up to its query or fragment, which may be empty; false where the text is no URL. */
static bool find_path(const dql_raw_reader *reader, dql_range range, dql_range *path) {
    const char *text = reader->source->text;
    dql_range url = {range.start, dql_raw_find(text, range, "?#")};
    uint32_t first = dql_raw_find(text, range, "?#=&");
    uint32_t scheme_end = url.start;
    for (uint32_t i = url.start; i + 2 < first && scheme_end == url.start; i++) {
        if (text[i] == '/') break;
        if (memcmp(text + i, "://", 3) == 0) scheme_end = i + 3;
    }
    bool has_query = url.end < range.end && text[url.end] == '?' && url.end > url.start;
    bool is_path = dql_raw_find(text, url, "/") < url.end || ends_in_json(text, url) || has_query;
    if (scheme_end == url.start && (first < url.end || !is_path)) return false;
    /* A shell's backslash before the `?`. */
    if (reader->quoting == DQL_RAW_SHELL_BARE && url.end > url.start && text[url.end - 1] == '\\') url.end--;
    *path = (dql_range){skip_host(text, url, scheme_end), url.end};
    return true;
}

/* ---- Texts ----------------------------------------------------------------------------------------------------------- */

/* The JSON of a filter by itself: as it is, or percent-encoded, as a browser shows it, at least in its quotes. */
static bool find_bare_filter(const char *text, dql_range range, dql_raw_rest *rest) {
    static const char *const plain[] = {"{", "[", "\"", "\\{", "\\["};
    static const char *const encoded[] = {"%7B", "%7b", "%5B", "%5b"};
    bool is_template = dql_raw_begins(text, range, "{{");
    for (size_t i = 0; i < sizeof plain / sizeof *plain && !is_template && !rest->is_filter; i++)
        rest->is_filter = rest->verbatim = dql_raw_begins(text, range, plain[i]);
    for (size_t i = 0; i < sizeof encoded / sizeof *encoded && !rest->is_filter; i++)
        rest->is_filter = dql_raw_begins(text, range, encoded[i]);
    bool quoted = memchr(text + range.start, '"', range.end - range.start) != NULL;
    for (uint32_t at = range.start; !quoted && rest->verbatim && at + 2 < range.end; at++)
        rest->verbatim = memcmp(text + at, "%22", 3) != 0;
    return rest->is_filter;
}

/* `urgent: filter=…`. The space tells a label from an URL's scheme. */
static dql_range read_label(dql_raw_reader *reader, dql_range range, struct deskql_query *query) {
    const char *text = reader->source->text;
    uint32_t end = range.start;
    if (end == range.end || !dql_raw_is_letter(text[end])) return range;
    while (end < range.end && (dql_raw_is_letter(text[end]) || dql_raw_is_digit(text[end]))) end++;
    bool labelled = end < range.end && text[end] == ':' && (end + 1 == range.end || dql_raw_is_space(text[end + 1]));
    if (!labelled) return range;
    const char *name = dql_arena_copy(reader->arena, text + range.start, end - range.start);
    if (!name) return range;
    query->label = (dql_name){.text = name, .length = end - range.start, .range = {range.start, end}};
    query->present |= DQL_CLAUSE_LABEL;
    range = dql_raw_trim(text, (dql_range){end + 1, range.end});
    if (range.start < range.end) return range;
    deskql_finding *finding =
        dql_report(reader->findings, DQL_EMPTY_QUERY, query->label.range, "nothing stands behind `%s`", name);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(reader->findings, finding,
                     "an empty text selects everything; where that is meant, write `filter={}`");
    return range;
}

dql_raw_rest dql_raw_open(dql_raw_reader *reader, dql_range range, struct deskql_query *query, dql_name *path) {
    const char *text = reader->source->text;
    dql_raw_rest rest = {{0, 0}, false, false};
    reader->filter = NULL;
    memset(path, 0, sizeof *path);
    if (range.start < reader->source->bom) range.start = reader->source->bom;
    range = dql_raw_trim(text, range);
    query->range = range;
    range = dql_raw_unwrap(reader, read_label(reader, range, query));
    rest.range = range;
    reader->is_url = false;
    if (find_bare_filter(text, range, &rest)) return rest;
    reader->is_url = find_path(reader, range, &path->range);
    if (reader->is_url) {
        path->length = path->range.end - path->range.start;
        path->text = dql_arena_copy(reader->arena, text + path->range.start, path->length);
        rest.range.start = dql_raw_find(text, range, "?#");
        dql_raw_check_url(reader, (dql_range){range.start, rest.range.start});
    }
    if (dql_raw_begins(text, rest.range, "?")) rest.range.start++;
    return rest;
}

/* A fragment never reaches the server. */
static void warn_of_fragment(dql_raw_reader *reader, dql_range fragment) {
    if (reader->filter && reader->filter->cut) return;
    const char *names = dql_raw_parameters_in(reader, (dql_range){fragment.start + 1, fragment.end});
    if (!names) return;
    deskql_finding *finding =
        dql_report(reader->findings, DQL_FRAGMENT, (dql_range){fragment.start, fragment.start + 1},
                   "what follows `#` is not sent; it holds %s", names);
    dql_finding_help(reader->findings, finding,
                     "within a value, a `#` is written `%%23`; a fragment stands at the URL's end");
}

void dql_raw_read(dql_raw_reader *reader, const dql_raw_rest *rest, struct deskql_query *query) {
    if (rest->is_filter) {
        reader->filter = dql_raw_decode(reader, rest->range, rest->verbatim, "filter");
        if (reader->filter) dql_raw_read_filter(reader, reader->filter, query);
        return;
    }
    dql_range range = rest->range;
    range.end = dql_raw_find(reader->source->text, range, "#");
    dql_raw_read_query_string(reader, range, query);
    if (range.end < rest->range.end) warn_of_fragment(reader, (dql_range){range.end, rest->range.end});
}

bool dql_raw_next_line(const dql_source *source, uint32_t *at, dql_range *line) {
    const char *text = source->text;
    if (*at < source->bom) *at = source->bom;
    while (*at < source->length) {
        dql_range whole = {*at, dql_raw_find(text, (dql_range){*at, source->length}, "\r\n")};
        *at = whole.end + 1;
        *line = dql_raw_trim(text, whole);
        if (line->start < line->end && text[line->start] != '#') return true;
    }
    return false;
}
