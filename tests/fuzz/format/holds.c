#include "fuzz/format/holds.h"

#include "document/document.h"
#include "support/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct text {
    char *bytes;
    size_t length;
    size_t capacity;
} text;

/* assert() would be gone in a release build. */
#define HOLDS(condition, before, after)                                                                                \
    do {                                                                                                               \
        if (!(condition)) fail(#condition, __LINE__, before, after);                                                   \
    } while (0)

static void fail(const char *condition, int line, const text *before, const text *after) {
    fprintf(stderr, "holds.c:%d: does not hold: %s\n---- of\n%.*s\n---- which gives\n%.*s\n----\n", line, condition,
            (int)before->length, before->bytes, (int)after->length, after->bytes);
    abort();
}

static int append(void *context, const char *bytes, size_t length) {
    text *to = context;
    if (to->length + length + 1 > to->capacity) {
        to->capacity = 2 * (to->length + length + 1);
        to->bytes = realloc(to->bytes, to->capacity);
        if (!to->bytes) abort();
    }
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    to->bytes[to->length] = '\0';
    return 0;
}

static void clear(text *of) {
    of->length = 0;
    append(of, "", 0);
}

static bool same(const text *one, const text *other) {
    return one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0;
}

/* ---- Comments ------------------------------------------------------------------------------------------------------- */

typedef struct comment {
    const char *bytes;
    size_t length;
} comment;

static int compare_comments(const void *one, const void *other) {
    const comment *a = one, *b = other;
    int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static void list_gap(const char *bytes, size_t from, size_t to, comment *list, size_t *count) {
    for (size_t at = from; at < to; at++) {
        if (bytes[at] != '#') continue;
        size_t start = at;
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') at++;
        size_t end = at;
        while (bytes[end - 1] == ' ' || bytes[end - 1] == '\t') end--;
        list[(*count)++] = (comment){bytes + start, end - start};
    }
}

/* The comments of a document, sorted: all that stands between tokens and begins with `#`. */
static comment *list_comments(const deskql_document *document, size_t *count) {
    const dql_source *source = &document->source;
    comment *list = malloc((source->length + 1) * sizeof *list);
    if (!list) abort();
    *count = 0;
    uint32_t at = source->bom;
    for (uint32_t i = 0; i < document->tokens.count; i++) {
        const dql_token *token = &document->tokens.tokens[i];
        list_gap(source->text, at, token->start, list, count);
        at = token->end;
    }
    if (*count) qsort(list, *count, sizeof *list, compare_comments);
    return list;
}

static bool same_comments(const deskql_document *one, const deskql_document *other) {
    size_t count, other_count;
    comment *list = list_comments(one, &count);
    comment *other_list = list_comments(other, &other_count);
    bool equal = count == other_count;
    for (size_t i = 0; i < count && equal; i++) equal = compare_comments(&list[i], &other_list[i]) == 0;
    free(list);
    free(other_list);
    return equal;
}

/* ---- Meaning -------------------------------------------------------------------------------------------------------- */

static void count_codes(const deskql_findings *findings, size_t *counts) {
    for (size_t i = 0; i < deskql_findings_count(findings); i++) counts[finding_at(findings, i)->code]++;
}

#define CODES 1000

static bool same_findings(const deskql_findings *one, const deskql_findings *other) {
    size_t counts[CODES] = {0}, other_counts[CODES] = {0};
    /* Which of too many are kept may differ. */
    if (deskql_findings_omitted(one) && deskql_findings_omitted(other)) return true;
    count_codes(one, counts);
    count_codes(other, other_counts);
    /* `a and b or (c or d and e)` warns once a group, and becomes one group. */
    counts[DQL_MIXED_AND_OR] = counts[DQL_MIXED_AND_OR] > 0;
    other_counts[DQL_MIXED_AND_OR] = other_counts[DQL_MIXED_AND_OR] > 0;
    /* What cannot be seen is an escape in a string afterwards, for which a comment need not allow it. */
    if (other_counts[DQL_INVISIBLE_CHARACTER] > counts[DQL_INVISIBLE_CHARACTER]) return false;
    if (other_counts[DQL_UNNEEDED_ALLOW] < counts[DQL_UNNEEDED_ALLOW]) return false;
    counts[DQL_INVISIBLE_CHARACTER] = other_counts[DQL_INVISIBLE_CHARACTER] = 0;
    counts[DQL_UNNEEDED_ALLOW] = other_counts[DQL_UNNEEDED_ALLOW] = 0;
    return memcmp(counts, other_counts, sizeof counts) == 0;
}

static const deskql_finding *next_damage(const deskql_findings *findings, size_t *index) {
    const deskql_finding *finding;
    do finding = *index < deskql_findings_count(findings) ? finding_at(findings, (*index)++) : NULL;
    while (finding && !dql_is_damage(finding->code, finding->severity));
    return finding;
}

/* Whether the second are those of the first that keep queries as they are. */
static bool same_damage(const deskql_findings *all, const deskql_findings *damage) {
    size_t at = 0, other_at = 0;
    for (;;) {
        const deskql_finding *one = next_damage(all, &at);
        int code = one ? one->code : 0;
        size_t query = one ? one->query_index : 0;
        deskql_range range = one ? one->range : (deskql_range){{0}, {0}};
        bool named = one && one->query, fixed = one && one->fix;
        const deskql_finding *other = next_damage(damage, &other_at);
        if (!one || !other) return !one && !other && at == deskql_findings_count(all);
        if (code != other->code || query != other->query_index || named != (other->query != NULL) ||
            fixed != (other->fix != NULL) || memcmp(&range, &other->range, sizeof range) != 0)
            return false;
    }
}

static const char *value_for(deskql_type type) {
    switch (type) {
    case DESKQL_TYPE_BOOLEAN:
        return "true";
    case DESKQL_TYPE_DATETIME:
        return "2026-02-03";
    default:
        return "17";
    }
}

static void compile(const deskql_query *query, text *to) {
    deskql_binding bindings[16];
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = 1772366400;
    options.bindings = bindings;
    deskql_parameter_info info;
    while (options.binding_count < 16 && deskql_query_parameter_at(query, options.binding_count, &info)) {
        deskql_binding *binding = &bindings[options.binding_count++];
        binding->name = info.name;
        binding->value.type = DESKQL_VALUE_TEXT;
        binding->value.as.string.bytes = value_for(info.type);
        binding->value.as.string.length = strlen(binding->value.as.string.bytes);
    }
    static deskql_plan *plan;
    deskql_status status = deskql_compile(query, &options, &plan);
    clear(to);
    if (status == DESKQL_OK) {
        deskql_plan_stream(plan, DESKQL_OUTPUT_QUERY, append, to);
    } else {
        append(to, "invalid", 7);
    }
}

static void parse(const deskql_schemas *schemas, const text *source, deskql_document **document) {
    if (deskql_parse(schemas, source->bytes, source->length, NULL, document) != DESKQL_OK) abort();
}

static void check_tree(const deskql_schemas *schemas, const deskql_query *query, const text *compiled) {
    static text printed, formatted, again;
    static deskql_document *document;
    clear(&printed);
    deskql_status status = deskql_query_format(query, append, &printed);
    HOLDS(status == (deskql_query_valid(query) ? DESKQL_OK : DESKQL_INVALID), compiled, &printed);
    if (status != DESKQL_OK) return;
    parse(schemas, &printed, &document);
    HOLDS(deskql_document_count(document) == 1, compiled, &printed);
    compile(deskql_document_at(document, 0), &again);
    HOLDS(same(compiled, &again), compiled, &printed);
    clear(&formatted);
    HOLDS(deskql_format(document, NULL, append, &formatted) == DESKQL_OK, &printed, &formatted);
    HOLDS(same(&printed, &formatted), &printed, &formatted);
}

/* The text formatted without its document is the same, with what keeps queries as they are for findings. */
static void check_text(const deskql_schemas *schemas, const text *source, const deskql_document *document,
                       const deskql_format_options *options, deskql_status status, const text *formatted) {
    static text other;
    static deskql_document *left;
    /* Then a document's queries stay as they are because of any error. */
    if (deskql_findings_omitted(deskql_document_findings(document))) return;
    clear(&other);
    deskql_status same_status =
        deskql_format_text(schemas, source->bytes, source->length, NULL, options, append, &other, &left);
    HOLDS(same_status == status && same(formatted, &other), source, &other);
    HOLDS(deskql_document_count(left) == 0, source, &other);
    HOLDS(same_damage(deskql_document_findings(document), deskql_document_findings(left)), source, &other);
}

void check_format(const deskql_schemas *schemas, const char *bytes, size_t length,
                  const deskql_format_options *options) {
    /* Kept from text to text. */
    static text source, formatted, again, compiled, other;
    static deskql_document *document, *result;
    clear(&source);
    append(&source, bytes, length);
    parse(schemas, &source, &document);
    clear(&formatted);
    deskql_status status = deskql_format(document, options, append, &formatted);
    check_text(schemas, &source, document, options, status, &formatted);
    /* A text in another encoding is not read, and nothing is made of it. */
    if (deskql_document_count(document) == 0) {
        HOLDS(status == DESKQL_MISUSE && formatted.length == 0, &source, &formatted);
        return;
    }
    HOLDS(status == DESKQL_OK || status == DESKQL_INVALID, &source, &formatted);
    parse(schemas, &formatted, &result);
    HOLDS(deskql_document_count(document) == deskql_document_count(result), &source, &formatted);
    HOLDS(same_findings(deskql_document_findings(document), deskql_document_findings(result)), &source, &formatted);
    HOLDS(same_comments(document, result), &source, &formatted);
    for (size_t i = 0; i < deskql_document_count(document); i++) {
        const deskql_query *query = deskql_document_at(document, i);
        compile(query, &compiled);
        compile(deskql_document_at(result, i), &other);
        HOLDS(same(&compiled, &other), &source, &formatted);
        check_tree(schemas, query, &compiled);
    }
    clear(&again);
    HOLDS(deskql_format(result, options, append, &again) == status, &source, &formatted);
    HOLDS(same(&formatted, &again), &formatted, &again);
}
