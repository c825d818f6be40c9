/* Documents of raw texts: each text becomes a query, checked as any other is. */
#include "url/url.h"

#include "base/number.h"
#include "check/check.h"
#include "diagnostics/suggest.h"
#include "document/document.h"
#include "lower/lower.h"
#include "schema/schemas.h"

#include <string.h>

typedef struct raw_parsing {
    struct deskql_document *document;
    dql_raw_reader reader;
    dql_checker checker;
    uint32_t errors_outside; /* of the source, before any query */
    bool notes;
} raw_parsing;

static const char *path_at(const void *schemas, size_t index) {
    return deskql_endpoint_path(deskql_schemas_at(schemas, index));
}

/* Where what a client's page shows has `#/` behind its path. */
static bool is_page(const raw_parsing *parsing, const dql_name *path) {
    const char *behind = parsing->reader.source->text + path->range.end;
    return behind[0] == '#' && behind[1] == '/';
}

/* What a path ends with, without `.json`. */
static const char *list_name(raw_parsing *parsing, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return dql_arena_copy(parsing->reader.arena, name, strcspn(name, "."));
}

/* All paths of an API begin and end alike, so what their lists are called has to be near by itself. */
static bool is_near(raw_parsing *parsing, const dql_name *path, const char *other) {
    const char *name = list_name(parsing, path->text);
    const char *others = list_name(parsing, other);
    dql_suggestions near;
    if (!name || !others) return false;
    dql_suggest(name, strlen(name), dql_names_of_texts(&others, 1), &near);
    return near.count > 0 || strcmp(name, others) == 0;
}

static void help_path(raw_parsing *parsing, deskql_finding *finding, const dql_name *path, bool ambiguous) {
    const deskql_schemas *schemas = parsing->document->schemas;
    deskql_findings *findings = &parsing->document->findings;
    dql_suggestions near;
    if (ambiguous) {
        dql_finding_help(findings, finding, "the paths of several endpoints end so: write more of it");
        return;
    }
    dql_suggest(path->text, path->length, (dql_names){schemas, deskql_schemas_count(schemas), path_at}, &near);
    if (is_page(parsing, path)) {
        dql_finding_help(findings, finding, "this is the address of a web page: the API lists tickets at `%s`",
                         "/desk/api/v2/tickets.json");
    } else if (near.count && is_near(parsing, path, near.names[0])) {
        dql_finding_help(findings, finding, "a similar path is `%s`", near.names[0]);
    } else {
        dql_finding_help(findings, finding, "tickets have `/desk/api/v2/tickets.json`; a schema can add endpoints");
    }
}

static void report_path(raw_parsing *parsing, const dql_name *path, bool ambiguous) {
    deskql_findings *findings = &parsing->document->findings;
    const char *shown = dql_shown(&parsing->document->arena, path->text, path->length);
    deskql_finding *finding =
        path->length
            ? dql_report(findings, DQL_UNKNOWN_ENDPOINT, path->range, "no known endpoint has the path `%s`", shown)
            : dql_report(findings, DQL_UNKNOWN_ENDPOINT, path->range, "the URL has no path, which tells the endpoint");
    dql_finding_about(finding, "from", NULL);
    help_path(parsing, finding, path, ambiguous);
}

/* How many bytes of a path are an endpoint's: one is the end of the other, by whole segments. `values`, which may be NULL, get what stands
   at the place of the endpoint's parameters: empty where it lacks them. */
static size_t match_path(const deskql_endpoint *endpoint, const dql_name *path, dql_range *values) {
    const char *own = endpoint->path;
    size_t left = strlen(own);
    uint32_t at = path->length;
    uint32_t parameter = endpoint->path_count;
    /* By a whole segment, and so by more than what may be anything: in those that are done, and with the one in hand. */
    bool named = false;
    bool names = false;
    for (uint32_t i = 0; values && i < parameter; i++) values[i] = (dql_range){at, at};
    while (left && at) {
        if (own[left - 1] != '}') {
            if (own[--left] != path->text[--at]) return 0;
            if (own[left] == '/') named = names;
            names = names || own[left] != '/';
            continue;
        }
        uint32_t end = at;
        while (at && path->text[at - 1] != '/') at--;
        while (own[--left] != '{') continue;
        parameter--;
        names = named;
        if (at == end) return 0;
        if (values) values[parameter] = (dql_range){at, end};
    }
    bool whole = !left || (path->length && (path->text[0] == '/' || own[left - 1] == '/'));
    return whole && names ? path->length - at : 0;
}

/* The endpoint of a path, which may lack its beginning, or have a proxy's before it. Two endpoints may share a path; the one that is
   meant anyway comes first. NULL where none is the nearest. */
static const deskql_endpoint *find_by_path(const raw_parsing *parsing, const dql_name *path, bool *ambiguous) {
    const deskql_schemas *schemas = parsing->document->schemas;
    const deskql_endpoint *found = NULL;
    size_t longest = 0;
    *ambiguous = false;
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(schemas, i);
        size_t length = 2 * match_path(endpoint, path, NULL);
        /* A name says more than a parameter, which may be any; and who means a search says so. */
        if (endpoint->unusual && length) length--;
        if (!length || length < longest) continue;
        bool is_default = strcmp(endpoint->name, parsing->checker.default_name) == 0;
        bool same = length == longest && strcmp(found->path, endpoint->path) == 0;
        *ambiguous = length == longest && !is_default && (*ambiguous || !same);
        if (length > longest || is_default) found = endpoint;
        longest = length;
        if (is_default && strlen(endpoint->path) == path->length) break;
    }
    return *ambiguous ? NULL : found;
}

/* The endpoint of an URL's path becomes the query's `from`, where it is not the endpoint that is meant without one. */
static const deskql_endpoint *choose_endpoint(raw_parsing *parsing, struct deskql_query *query, const dql_name *path) {
    bool ambiguous;
    const deskql_endpoint *chosen = find_by_path(parsing, path, &ambiguous);
    if (chosen && strcmp(chosen->name, parsing->checker.default_name) == 0) return chosen;
    query->present |= DQL_CLAUSE_FROM;
    query->from.range = path->range;
    query->from.missing = chosen == NULL;
    query->from.text = chosen ? chosen->name : "";
    query->from.length = (uint32_t)strlen(query->from.text);
    if (!chosen) report_path(parsing, path, ambiguous);
    return chosen;
}

/* What stands in a path, decoded: there a `+` is none but itself. */
static dql_node *read_path_value(raw_parsing *parsing, const dql_field *field, dql_range range) {
    dql_raw_reader *reader = &parsing->reader;
    dql_raw_part *part = dql_raw_decode(reader, range, false, "path");
    dql_node *node = dql_arena_take_zeroed(reader->arena, sizeof *node);
    dql_literal *literal = dql_arena_take_zeroed(reader->arena, sizeof *literal);
    char *text = part ? dql_arena_copy(reader->arena, part->text, part->length) : NULL;
    if (!text || !node || !literal) return NULL;
    for (uint32_t i = 0; i < part->length; i++) {
        if (reader->source->text[dql_raw_range(part, i, i + 1).start] == '+') text[i] = '+';
    }
    *literal = (dql_literal){.text = text, .length = part->length, .range = range, .kind = DQL_LITERAL_STRING};
    if (part->reported || part->unusable) literal->kind = DQL_LITERAL_MISSING;
    if (dql_raw_is_integer(text, part->length) && dql_integer_read(text, part->length, &literal->integer)) {
        literal->kind = DQL_LITERAL_INTEGER;
        literal->in_range = true;
    }
    *node = (dql_node){.kind = DQL_NODE_COMPARISON,
                       .operator_ = DQL_OPERATOR_EQUAL,
                       .range = range,
                       .field = {.text = field->name, .length = field->length, .range = range, .quoted = true},
                       .operator_range = range,
                       .values = literal,
                       .value_count = 1,
                       .schema_field = field};
    return node;
}

/* The conditions that the path stands for, in its order, as members of one chain. */
static dql_node *read_path(raw_parsing *parsing, const deskql_endpoint *endpoint, const dql_name *path) {
    dql_range values[DQL_MOST_PATH_PARAMETERS];
    dql_node *first = NULL;
    dql_node **link = &first;
    match_path(endpoint, path, values);
    for (uint32_t i = 0; i < endpoint->path_count; i++) {
        if (values[i].start == values[i].end) continue;
        dql_range range = {path->range.start + values[i].start, path->range.start + values[i].end};
        *link = read_path_value(parsing, &dql_path_fields(endpoint)[i], range);
        if (!*link) break;
        link = &(*link)->next;
    }
    return first;
}

/* Puts conditions before the filter, as members of one `and`. */
static void put_before(raw_parsing *parsing, struct deskql_query *query, dql_node *conditions) {
    dql_node *last = conditions;
    while (last->next) last = last->next;
    if (!query->filter && last == conditions) {
        query->filter = conditions;
        return;
    }
    dql_node *and = query->filter && query->filter->kind == DQL_NODE_AND ? query->filter : NULL;
    if (!and) {
        and = dql_arena_take_zeroed(parsing->reader.arena, sizeof *and);
        if (!and) return;
        and->kind = DQL_NODE_AND;
        and->range = query->range;
        and->first = query->filter;
        and->last = query->filter ? query->filter : last;
        if (query->filter) query->filter->parenthesized = query->filter->kind != DQL_NODE_COMPARISON;
    }
    last->next = and->first;
    and->first = conditions;
    query->filter = and;
}

static void read_query(raw_parsing *parsing, dql_range range) {
    struct deskql_document *document = parsing->document;
    deskql_findings *findings = &document->findings;
    struct deskql_query *query = &document->queries[document->query_count++];
    uint32_t before = findings->reported_errors;
    dql_name path;
    query->document = document;
    dql_raw_rest rest = dql_raw_open(&parsing->reader, range, query, &path);
    const deskql_endpoint *endpoint = parsing->checker.default_endpoint;
    if (path.text) endpoint = choose_endpoint(parsing, query, &path);
    dql_node *conditions = path.text && endpoint && endpoint->path_count ? read_path(parsing, endpoint, &path) : NULL;
    parsing->reader.endpoint = endpoint;
    dql_raw_read(&parsing->reader, &rest, query);
    if (conditions) put_before(parsing, query, conditions);
    /* Without memory the tree has holes. */
    if (document->arena.failed) return;
    dql_check_query(&parsing->checker, query);
    dql_raw_check_encoding(&parsing->reader, query);
    query->errors += findings->reported_errors - before + parsing->errors_outside;
    bool worth_warning = query->filter && query->errors == 0;
    if (worth_warning && !document->arena.failed) dql_warn_query(&document->arena, findings, query);
    if (parsing->notes) dql_note_query(&parsing->checker, query);
}

static raw_parsing begin(struct deskql_document *document, const deskql_parse_options *options) {
    deskql_findings *findings = &document->findings;
    document->tokens = (dql_token_list){.tokens = NULL};
    dql_report_invalid_utf8(&document->source, findings);
    raw_parsing parsing = {.document = document, .errors_outside = findings->reported_errors, .notes = options->notes};
    if (options->file) dql_check_file_name(document, options->file);
    parsing.reader = (dql_raw_reader){.source = &document->source,
                                      .arena = &document->arena,
                                      .findings = findings,
                                      .maximum_depth = dql_maximum_depth(options),
                                      .maximum_list = dql_maximum_list(options)};
    parsing.checker = (dql_checker){.arena = &document->arena,
                                    .findings = findings,
                                    .text = document->source.text,
                                    .schemas = document->schemas,
                                    .raw = true,
                                    .readings = options->readings};
    dql_checker_set_default(&parsing.checker, options->endpoint);
    return parsing;
}

static void finish(raw_parsing *parsing) {
    dql_document_finish(parsing->document);
    if (parsing->document->findings.count) dql_document_place(parsing->document);
    dql_raw_respell(&parsing->reader);
}

void dql_raw_parse(struct deskql_document *document, const char *text, uint32_t length,
                   const deskql_parse_options *options) {
    if (!dql_source_init(&document->source, &document->arena, text, length)) return;
    raw_parsing parsing = begin(document, options);
    document->queries = dql_arena_take_zeroed(&document->arena, sizeof *document->queries);
    if (document->queries) read_query(&parsing, (dql_range){0, document->source.length});
    finish(&parsing);
}

static bool is_one_of(char byte, const char *bytes) {
    return byte && strchr(bytes, byte);
}

/* Whether a filter's JSON begins in a line, a label before it or not. */
static bool begins_filter(const char *text, dql_range line) {
    static const char label[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const char *at = text + line.start;
    size_t length = strspn(at, label);
    if (length && at[length] == ':') at += length + 1 + strspn(at + length + 1, " \t");
    return *at == '{' && at < text + line.end;
}

/* The next raw text, which is a line; a filter's JSON is as many as it takes. JSON that goes on has a line that ends with what something
   must follow, or one that begins with what something must stand before: so the brackets need not be counted, and one that is not
   closed swallows no other text. */
static bool next_text(const dql_source *source, uint32_t *at, dql_range *range) {
    const char *text = source->text;
    dql_range line;
    if (!dql_raw_next_line(source, at, range)) return false;
    if (!begins_filter(text, *range)) return true;
    for (uint32_t next = *at; dql_raw_next_line(source, &next, &line); *at = next) {
        if (!is_one_of(text[range->end - 1], "{[,:") && !is_one_of(text[line.start], "}],:")) break;
        range->end = line.end;
    }
    return true;
}

void dql_raw_parse_lines(struct deskql_document *document, const char *text, uint32_t length,
                         const deskql_parse_options *options) {
    if (!dql_source_init(&document->source, &document->arena, text, length)) return;
    raw_parsing parsing = begin(document, options);
    dql_raw_check_comments(&document->source, &document->findings);
    dql_range range;
    uint32_t count = 0;
    for (uint32_t at = 0; next_text(&document->source, &at, &range);) count++;
    document->queries = dql_arena_take_zeroed(&document->arena, (count + (size_t)1) * sizeof *document->queries);
    for (uint32_t at = 0; document->queries && next_text(&document->source, &at, &range);) {
        read_query(&parsing, range);
        if (document->arena.failed) break;
    }
    /* As everywhere, a text without any query is an empty one. */
    if (document->queries && count == 0)
        read_query(&parsing, (dql_range){document->source.length, document->source.length});
    finish(&parsing);
}
