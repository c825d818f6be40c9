/* Making a document: the queries of a text, one by one, and their labels. */
#include "document/document.h"
#include "base/inline.h"
#include "base/invisible.h"
#include "base/set.h"
#include "base/utf8.h"
#include "check/check.h"
#include "document/suppressions.h"
#include "generated/query_parser.h"
#include "lower/lower.h"
#include "schema/schemas.h"
#include "syntax/label.h"
#include "syntax/parser.h"
#include "syntax/rsql.h"

#include <string.h>

#define DEFAULT_MAXIMUM_BYTES (16u * 1024u * 1024u)
#define LONGEST_SHORT_TEXT 256u

/* The caller's options, or a copy of as many as that version of the library had. NULL for a struct that no version had. What is 0 is read by
   way of dql_or_default. */
static inline const deskql_parse_options *read_parse_options(const deskql_parse_options *given,
                                                             deskql_parse_options *copy) {
    if (!given || given->size < sizeof *copy) {
        memset(copy, 0, sizeof *copy);
        if (given && given->size < offsetof(deskql_parse_options, endpoint)) return NULL;
        if (given) memcpy(copy, given, given->size);
        given = copy;
    }
    return dql_allocator_is_complete(given->allocator) ? given : NULL;
}

static inline void begin_query(struct deskql_document *document, struct deskql_query *query, uint32_t first,
                               uint32_t end) {
    uint32_t start = document->tokens.tokens[end].start;
    const dql_name none = {NULL, 0, {0, 0}, false, false};
    query->document = document;
    query->range = (dql_range){start, start};
    query->first_token = first;
    query->end_token = end;
    query->errors = query->present = query->parameter_count = 0;
    query->label = query->from = none;
    query->filter = query->ids = NULL;
    query->order = query->includes = query->fields = NULL;
    query->page = query->page_size = NULL;
    query->parameters = NULL;
    query->endpoint = NULL;
    query->uses_clock = query->uses_null = false;
    query->lowered = NULL;
}

static inline void add_query(struct deskql_document *document, uint32_t first, uint32_t end) {
    begin_query(document, &document->queries[document->query_count++], first, end);
}

static inline void add_span(struct deskql_document *document, uint32_t first, uint32_t end) {
    const dql_token *tokens = document->tokens.tokens;
    dql_range range = {tokens[first].start, first < end ? tokens[end - 1].end : tokens[end].start};
    document->spans[document->span_count++] = (dql_query_span){range, first, end, NULL};
}

/* The index behind `i` at which a query begins that no `;` divides from the one before, which begins at `first`; 0 where none does. */
static DQL_NEVER_INLINE uint32_t undivided_label(const struct deskql_document *document, uint32_t first, uint32_t i) {
    const dql_token *tokens = document->tokens.tokens;
    if (tokens[i].kind != DQL_TOKEN_COLON && tokens[i].kind != DQL_TOKEN_PARAMETER) return 0;
    const dql_token *label = dql_label_before(&document->source, &tokens[first], &tokens[i]);
    return label && label != &tokens[first] ? (uint32_t)(label - tokens) : 0;
}

/* How many queries there are at the most. */
static DQL_NEVER_INLINE size_t count_queries(const struct deskql_document *document) {
    const dql_token_list *list = &document->tokens;
    size_t count = list->semicolons + (size_t)1;
    for (uint32_t i = 0, first = 0; i + 1 < list->count; i++) {
        uint32_t start = undivided_label(document, first, i);
        if (list->tokens[i].kind == DQL_TOKEN_SEMICOLON) first = i + 1;
        if (!start) continue;
        first = start;
        count++;
    }
    return count;
}

static inline size_t most_queries(const struct deskql_document *document) {
    const dql_token_list *list = &document->tokens;
    return list->colons ? count_queries(document) : list->semicolons + (size_t)1;
}

typedef void add_segment(struct deskql_document *document, uint32_t first, uint32_t end);

/* Cuts the tokens at the semicolons, and before labels where one is missing; empty segments are no queries, but for the only one. */
static DQL_ALWAYS_INLINE void divide(struct deskql_document *document, size_t most, add_segment *add) {
    const dql_token_list *list = &document->tokens;
    bool any = false;
    uint32_t first = 0;
    uint32_t end = list->count - 1;
    for (uint32_t i = 0; most > 1 && i < end; i++) {
        uint32_t start = undivided_label(document, first, i);
        bool divides = list->tokens[i].kind == DQL_TOKEN_SEMICOLON &&
                       !dql_take_rsql_and(&document->source, &list->tokens[first], &list->tokens[i]);
        if (!divides && !start) continue;
        if (i > first) {
            add(document, first, divides ? i : start);
            any = true;
        }
        first = divides ? i + 1 : start;
    }
    if (end > first || !any) add(document, first, end);
}

static inline bool divide_into_queries(struct deskql_document *document) {
    size_t most = most_queries(document);
    document->queries = dql_arena_take(&document->arena, most * sizeof *document->queries);
    if (!document->queries) return false;
    divide(document, most, add_query);
    return true;
}

static bool divide_into_spans(struct deskql_document *document) {
    size_t most = most_queries(document);
    document->spans = dql_arena_take(&document->arena, most * sizeof *document->spans);
    document->span_count = 0;
    if (!document->spans) return false;
    divide(document, most, add_span);
    return true;
}

static int order_labels(const void *one_, const void *other_) {
    const struct deskql_query *one = one_;
    const struct deskql_query *other = other_;
    return dql_compare_bytes(one->label.text, one->label.length, other->label.text, other->label.length);
}

static uint32_t hash_label(const void *query_) {
    const struct deskql_query *query = query_;
    return dql_hash_bytes(DQL_HASH_START, query->label.text, query->label.length);
}

/* DQL113 */
static void report_label(struct deskql_document *document, struct deskql_query *query,
                         const struct deskql_query *first) {
    const char *shown = dql_shown(&document->arena, query->label.text, query->label.length);
    deskql_finding *finding =
        dql_report(&document->findings, DQL_DUPLICATE_NAME, query->label.range, "a second query named `%s`", shown);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_note(&document->findings, finding, first->label.range, "the first one is here");
    dql_finding_help(&document->findings, finding, "give each query of a file a name of its own");
    query->errors++;
}

static DQL_NEVER_INLINE void check_labels(struct deskql_document *document) {
    dql_set labels = {0};
    for (uint32_t i = 0; i < document->query_count; i++) {
        struct deskql_query *query = &document->queries[i];
        if (!(query->present & DQL_CLAUSE_LABEL) || query->label.missing) continue;
        if (labels.count == 0 &&
            !dql_set_init(&labels, &document->arena, document->query_count, order_labels, hash_label)) {
            return;
        }
        const struct deskql_query *first = dql_set_add(&labels, query);
        if (first) report_label(document, query, first);
    }
}

static void report_long_text(struct deskql_document *document, size_t length, uint32_t maximum) {
    deskql_finding *finding = dql_report(&document->findings, DQL_TOO_LONG, (dql_range){0, 0},
                                         "a text of %zu bytes; the limit is %u", length, maximum);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(&document->findings, finding, "divide it into several texts");
}

/* A text of which nothing is read. */
static void report_encoding(struct deskql_document *document, const char *encoding) {
    deskql_finding *finding = dql_report(&document->findings, DQL_INVALID_UTF8, (dql_range){0, 0},
                                         "the text is %s, and must be UTF-8", encoding);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(&document->findings, finding, "save it as UTF-8, or convert it by `iconv -f %s -t UTF-8`",
                     encoding);
}

static bool is_unlike_utf8(const char *text, size_t length) {
    return length >= 2 && ((unsigned char)text[0] >= 0xFE || text[0] == '\0' || text[1] == '\0');
}

void dql_check_file_name(struct deskql_document *document, const char *name) {
    deskql_findings *findings = &document->findings;
    size_t length = strlen(name);
    size_t size;
    uint32_t character;
    size_t at = 0;
    while (at < length && !dql_is_invisible(name, length, at, &size, &character)) at += size;
    if (at == length) return;
    deskql_finding *finding = dql_report(findings, DQL_INVISIBLE_CHARACTER, (dql_range){0, 0},
                                         "an invisible character, U+%04X, in the file's name", character);
    dql_finding_help(findings, finding, "rename the file");
}

static DQL_NEVER_INLINE void keep_tokens(struct deskql_document *document) {
    const dql_token_list *list = &document->tokens;
    dql_token *copy = dql_arena_take(&document->arena, list->count * sizeof *copy);
    if (copy) document->lexed = memcpy(copy, list->tokens, list->count * sizeof *copy);
}

static void parse_document(struct deskql_document *document, const char *text, uint32_t length,
                           const deskql_parse_options *options) {
    deskql_findings *findings = &document->findings;
    dql_source *source = &document->source;
    bool ascii;
    char *texts = dql_source_init_twice(source, &document->arena, text, length, &ascii);
    if (!texts) return;
    if (!ascii && dql_utf8_valid_up_to(source->text, length) < length) dql_report_invalid_utf8(source, findings);
    uint32_t outside = findings->reported_errors;
    if (!dql_lex(source, &document->arena, &document->tokens) || !divide_into_queries(document)) return;
    /* Before the parser changes tokens. */
    document->allows = NULL;
    if (document->tokens.comments) dql_allow_read(document);
    if (options->file) dql_check_file_name(document, options->file);
    if (document->lexed) keep_tokens(document);
    if (!ascii) dql_report_invisible(source, &document->tokens, findings);
    dql_parse_input input;
    dql_parse_begin(&input, source, &document->tokens, &document->arena, findings);
    input.build.texts = texts;
    input.maximum_depth = dql_maximum_depth(options);
    input.build.maximum_list = dql_maximum_list(options);
    dql_checker checker = {
        .arena = &document->arena, .findings = findings, .text = source->text, .schemas = document->schemas};
    dql_checker_set_default(&checker, options->endpoint);
    checker.readings = options->readings;
    for (uint32_t i = 0; i < document->query_count && !document->arena.failed; i++) {
        struct deskql_query *query = &document->queries[i];
        uint32_t before = findings->reported_errors;
        const dql_token *behind = &document->tokens.tokens[query->end_token];
        if (behind->kind != DQL_TOKEN_SEMICOLON && behind->kind != DQL_TOKEN_END)
            dql_report_missing_semicolon(source, findings, behind);
        dql_parse_query(&input, query);
        /* Without memory the tree has holes. */
        if (document->arena.failed) break;
        dql_check_query(&checker, query);
        query->errors += findings->reported_errors - before + outside;
        bool plain = !query->repeats && !query->nested && query->present != DQL_CLAUSE_LABEL;
        if (query->errors == 0 && !plain && !document->arena.failed) dql_warn_query(&document->arena, findings, query);
        if (options->notes) dql_note_query(&checker, query);
    }
    if (document->allows && !document->arena.failed) dql_allow_finish(document);
    dql_document_finish(document);
}

/* A finding is about the query that it stands in or right behind; what stands between two is about the second. */
void dql_document_place(struct deskql_document *document) {
    dql_source_index(&document->source);
    dql_findings_finish(&document->findings, &document->source);
    uint32_t count = dql_document_span_count(document);
    uint32_t start = 0;
    for (uint32_t i = 0; i < count; i++) {
        dql_query_span span = dql_document_span(document, i);
        dql_range range = {start, i + 1 < count ? span.range.end + 1 : UINT32_MAX};
        dql_findings_assign(&document->findings, range, i, span.label);
        start = range.end;
    }
}

/* ---- In turn ---------------------------------------------------------------------------------------------------------- */

static bool has_invalid_utf8(const dql_source *source, dql_range range) {
    uint32_t at = range.start;
    while (at <= range.end && at < source->length) {
        size_t size = dql_utf8_decode(source->text + at, source->length - at, NULL);
        if (!size) return true;
        at += (uint32_t)size;
    }
    return false;
}

static void visit_query(struct deskql_document *document, dql_parse_input *input, const dql_checker *checker,
                        dql_query_span *span, bool invalid) {
    deskql_findings *findings = &document->findings;
    checker->in_turn->kept = dql_findings_here(findings);
    uint32_t before = findings->reported_errors;
    struct deskql_query query;
    begin_query(document, &query, span->first_token, span->end_token);
    const dql_token *behind = &document->tokens.tokens[span->end_token];
    if (behind->kind != DQL_TOKEN_SEMICOLON && behind->kind != DQL_TOKEN_END)
        dql_report_missing_semicolon(&document->source, findings, behind);
    dql_parse_query(input, &query);
    if (input->build.arena->failed) return;
    dql_check_query(checker, &query);
    query.errors = findings->reported_errors - before + (invalid && has_invalid_utf8(&document->source, span->range));
    span->label = dql_query_label(&query);
    bool is_last = span + 1 == document->spans + document->span_count;
    if (!document->visit->query(document->visit->context, &query, is_last)) document->arena.failed = true;
    dql_findings_tidy(findings, checker->in_turn->kept);
}

/* The dql_document_parser of dql_document_visit. */
static void visit_document(struct deskql_document *document, const char *text, uint32_t length,
                           const deskql_parse_options *options) {
    deskql_findings *findings = &document->findings;
    dql_source *source = &document->source;
    findings->damage_alone = findings->touched = true;
    bool ascii;
    char *texts = dql_source_init_twice(source, &document->arena, text, length, &ascii);
    if (!texts) return;
    if (!ascii && dql_utf8_valid_up_to(source->text, length) < length) dql_report_invalid_utf8(source, findings);
    bool invalid = findings->reported_errors > 0;
    if (!dql_lex(source, &document->arena, &document->tokens) || !divide_into_spans(document)) return;
    dql_arena tree;
    dql_arena_init(&tree, &document->arena.allocator);
    dql_parse_input input;
    dql_parse_begin(&input, source, &document->tokens, &tree, findings);
    input.build.texts = texts;
    input.maximum_depth = dql_maximum_depth(options);
    input.build.maximum_list = dql_maximum_list(options);
    dql_in_turn in_turn = {.tree = &tree};
    dql_checker checker = {.arena = &document->arena,
                           .findings = findings,
                           .text = source->text,
                           .schemas = document->schemas,
                           .in_turn = &in_turn};
    dql_checker_set_default(&checker, options->endpoint);
    for (uint32_t i = 0; i < document->span_count && !document->arena.failed && !tree.failed; i++) {
        visit_query(document, &input, &checker, &document->spans[i], invalid);
        dql_arena_clear(&tree);
    }
    if (tree.failed) document->arena.failed = true;
    dql_arena_free(&tree);
}

void dql_document_finish(struct deskql_document *document) {
    if (document->query_count > 1) check_labels(document);
    /* In a short text walking costs less. */
    if (document->source.length > LONGEST_SHORT_TEXT) dql_source_index(&document->source);
}

/* Of findings: their places, and what their fixes are tried by. */
static DQL_NEVER_INLINE void finish_findings(struct deskql_document *document, const deskql_parse_options *options,
                                             dql_document_parser *parse) {
    if (!document->findings.sorted) dql_document_place(document);
    document->parse = parse;
    document->options = *options;
    document->options.size = sizeof document->options;
    document->options.file = NULL;
    document->options.readings = NULL;
    const char *endpoint = options->endpoint;
    if (endpoint) document->options.endpoint = dql_arena_copy(&document->arena, endpoint, strlen(endpoint));
    document->findings.try_fix = dql_try_fix;
}

struct deskql_document *dql_document_new(const deskql_allocator *allocator) {
    return dql_handle_new(allocator, sizeof(struct deskql_document), offsetof(struct deskql_document, arena));
}

/* Within deskql_parse, and once more for all others: what is common pays for no call. */
static DQL_ALWAYS_INLINE deskql_status make_document(const deskql_schemas *schemas, const char *text, size_t length,
                                                     const deskql_parse_options *given, deskql_document **result,
                                                     dql_document_parser *parse) {
    deskql_parse_options copy;
    const deskql_parse_options *options = read_parse_options(given, &copy);
    if (!result || (!text && length) || !options) return DESKQL_MISUSE;
    deskql_document *document = *result;
    if ((document && !DQL_LIVE(document)) || (schemas && !DQL_LIVE(schemas))) return DESKQL_MISUSE;
    if (!document) {
        document = dql_document_new(options->allocator);
        if (!document) return DESKQL_NO_MEMORY;
    }
    dql_arena_reset(&document->arena);
    dql_findings_reset(&document->findings, &document->arena,
                       dql_or_default(options->maximum_findings, DQL_DEFAULT_MAXIMUM_FINDINGS));
    document->schemas = schemas;
    document->queries = NULL;
    document->query_count = 0;
    document->spans = NULL;
    uint32_t maximum_bytes = dql_or_default(options->maximum_bytes, DEFAULT_MAXIMUM_BYTES);
    const char *encoding = is_unlike_utf8(text, length) ? dql_other_encoding(text, length) : NULL;
    if (length <= maximum_bytes && encoding) {
        document->tokens = (dql_token_list){.tokens = NULL};
        if (dql_source_init(&document->source, &document->arena, text, (uint32_t)length))
            report_encoding(document, encoding);
        dql_document_finish(document);
    } else if (length <= maximum_bytes) {
        parse(document, text ? text : "", (uint32_t)length, options);
    } else if (dql_source_init(&document->source, &document->arena, "", 0)) {
        document->tokens = (dql_token_list){.tokens = NULL};
        report_long_text(document, length, maximum_bytes);
        dql_document_finish(document);
    }
    if (document->findings.count) finish_findings(document, options, parse);
    if (!document->arena.failed) {
        *result = document;
        return DESKQL_OK;
    }
    if (*result) {
        document->query_count = 0;
        dql_findings_init(&document->findings, &document->arena, 0);
    } else {
        dql_handle_free(document, &document->arena);
    }
    return DESKQL_NO_MEMORY;
}

deskql_status dql_document_make(const deskql_schemas *schemas, const char *text, size_t length,
                                const deskql_parse_options *given, deskql_document **result,
                                dql_document_parser *parse) {
    return make_document(schemas, text, length, given, result, parse);
}

deskql_status dql_document_visit(const deskql_schemas *schemas, const char *text, size_t length,
                                 const deskql_parse_options *given, const dql_visit *visit, deskql_document **result) {
    deskql_parse_options copy;
    const deskql_parse_options *options = read_parse_options(given, &copy);
    if (!options || (*result && !DQL_LIVE(*result))) return DESKQL_MISUSE;
    deskql_document *document = *result ? *result : dql_document_new(options->allocator);
    if (!document) return DESKQL_NO_MEMORY;
    document->visit = visit;
    deskql_document *made = document;
    deskql_status status = make_document(schemas, text, length, given, &made, visit_document);
    /* What is tried of fixes is parsed as a whole. */
    document->parse = parse_document;
    if (status == DESKQL_OK) {
        *result = document;
    } else if (!*result) {
        dql_handle_free(document, &document->arena);
    }
    return status;
}

deskql_status dql_document_parse(const deskql_schemas *schemas, const char *text, size_t length,
                                 const deskql_parse_options *options, deskql_document **document) {
    return make_document(schemas, text, length, options, document, parse_document);
}
