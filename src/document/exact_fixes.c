/* Whether fixes are exact (deskql/finding.h): what they touch is cut out of the text, and parsed again with them. */
#include "base/writer.h"
#include "document/document.h"
#include "generated/query_parser.h"

#include <stddef.h>
#include <string.h>

/* A quote that is put in may be taken for the other one of a lost quote, in any of the queries before it on its line: in this many it is looked for. */
#define MOST_QUERIES_BEFORE 16u

/* ---- What is cut out ------------------------------------------------------------------------------------------------- */

/* The query that an offset lies in or right behind; between two it is the second. */
static uint32_t query_at(const struct deskql_document *document, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = dql_document_span_count(document) - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (dql_document_span(document, middle).range.end < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The last query that an edit may change: where a `;` is missing, that is the one behind it. */
static uint32_t last_touched(const struct deskql_document *document, const deskql_fix *edit) {
    uint32_t last = query_at(document, edit->range.end.offset);
    const dql_token *tokens = document->tokens.tokens;
    bool divided = last + 1 == dql_document_span_count(document) || !tokens ||
                   tokens[dql_document_span(document, last).end_token].kind == DQL_TOKEN_SEMICOLON;
    return divided ? last : last + 1;
}

bool dql_edits_meet(const struct deskql_document *document, const deskql_fix *one, const deskql_fix *next) {
    return last_touched(document, one) >= query_at(document, next->range.start.offset);
}

static bool begins_line_after(const struct deskql_document *document, uint32_t query, uint32_t offset) {
    uint32_t end = dql_document_span(document, query).range.end;
    return end < offset && memchr(document->source.text + end, '\n', offset - end);
}

/* The queries that edits may change, with what stands around them. */
static dql_range cut_around(const struct deskql_document *document, const deskql_fix *edits, size_t count) {
    uint32_t start = edits[0].range.start.offset;
    uint32_t touched = query_at(document, start);
    uint32_t first = touched;
    uint32_t last = last_touched(document, &edits[count - 1]);
    while (first && touched - first < MOST_QUERIES_BEFORE && !begins_line_after(document, first - 1, start)) first--;
    return (dql_range){first ? dql_document_span(document, first - 1).range.end : 0,
                       last + 1 < dql_document_span_count(document) ? dql_document_span(document, last + 1).range.start
                                                                    : document->source.length};
}

/* The text of the cut with the edits, whose places are moved to where they stand in it. NULL without memory. */
static const char *put_in(const struct deskql_document *document, dql_range range, deskql_fix *edits, size_t count,
                          dql_arena *arena, size_t *length) {
    const char *text = document->source.text;
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    uint32_t at = range.start;
    for (size_t i = 0; i < count; i++) {
        deskql_range *place = &edits[i].range;
        dql_write(&writer, text + at, place->start.offset - at);
        dql_write_text(&writer, edits[i].replacement);
        at = place->end.offset;
        place->start.offset -= range.start;
        place->end.offset -= range.start;
    }
    dql_write(&writer, text + at, range.end - at);
    return dql_writer_text(&writer, length);
}

/* ---- Tokens and comments --------------------------------------------------------------------------------------------- */

/* Between tokens stand blanks and comments alone. */
static size_t count_comments(const deskql_document *document) {
    size_t comments = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < document->tokens.count; at = document->lexed[i++].end) {
        const char *end = document->source.text + document->lexed[i].start;
        const char *mark = document->source.text + at;
        for (; (mark = memchr(mark, '#', (size_t)(end - mark))) != NULL; mark += strcspn(mark, "\r\n")) comments++;
    }
    return comments;
}

/* Steps over tokens that are the same in both, up to an offset. */
static bool step(const dql_token **from, const dql_token **to, size_t until, size_t added, size_t removed) {
    for (; (*from)->kind != DQL_TOKEN_END && (*from)->end <= until; ++*from, ++*to) {
        bool same = (*from)->start + added == (*to)->start + removed && (*from)->end + added == (*to)->end + removed;
        if (!same || (*to)->kind == DQL_TOKEN_END) return false;
    }
    return true;
}

/* Whether every token that no edit touches stands in both, and none is joined with what an edit puts in. */
static bool keeps_tokens(const dql_token *from, const dql_token *to, const deskql_fix *edits, size_t count) {
    size_t added = 0;
    size_t removed = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = edits[i].range.end.offset;
        if (!step(&from, &to, edits[i].range.start.offset, added, removed)) return false;
        for (; from->kind != DQL_TOKEN_END && from->start < edits[i].range.end.offset; from++)
            if (from->end > end) end = from->end;
        added += strlen(edits[i].replacement);
        removed += edits[i].range.end.offset - edits[i].range.start.offset;
        for (; to->kind != DQL_TOKEN_END && to->start + removed < end + added; to++)
            if (to->end + removed > end + added) return false;
    }
    return step(&from, &to, SIZE_MAX, added, removed) && to->kind == DQL_TOKEN_END;
}

/* ---- Labels and errors ----------------------------------------------------------------------------------------------- */

static bool keeps_labels(const deskql_document *before, const deskql_document *after) {
    size_t at = 0;
    for (size_t i = 0; i < before->query_count; i++) {
        const char *label = dql_query_label(&before->queries[i]);
        const char *kept = NULL;
        while (label && at < after->query_count && (!kept || strcmp(kept, label) != 0))
            kept = dql_query_label(&after->queries[at++]);
        if (label && (!kept || strcmp(kept, label) != 0)) return false;
    }
    return true;
}

/* Of a query whose endpoint is not known, nothing but the syntax is checked: the same is compared when it is known. */
static uint32_t count_errors(const deskql_document *document, bool syntax_alone) {
    uint32_t count = 0;
    const deskql_findings *findings = &document->findings;
    if (!syntax_alone) return findings->reported_errors;
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = dql_findings_at(findings, i);
        count += finding->severity == DESKQL_ERROR && finding->code < DQL_UNKNOWN_FILTER_FIELD;
    }
    return count;
}

static uint32_t count_unknown_endpoints(const deskql_document *document) {
    uint32_t count = 0;
    for (size_t i = 0; i < deskql_findings_count(&document->findings); i++)
        count += dql_findings_at(&document->findings, i)->code == DQL_UNKNOWN_ENDPOINT;
    return count;
}

static bool adds_errors(const deskql_document *before, const deskql_document *after) {
    bool hidden = count_unknown_endpoints(after) < count_unknown_endpoints(before);
    return count_errors(after, hidden) > count_errors(before, hidden);
}

/* ---- The rule of fixes ----------------------------------------------------------------------------------------------- */

/* In no text: what stands for tokens that are wanted. */
static const dql_token wanted;

/* A part of the document's text, or what it becomes. */
static deskql_document *parse_again(const struct deskql_document *document, const char *text, size_t length,
                                    const deskql_allocator *allocator) {
    deskql_parse_options options = document->options;
    deskql_document *made = dql_document_new(allocator);
    if (!made) return NULL;
    made->lexed = &wanted;
    if (dql_document_make(document->schemas, text, length, &options, &made, document->parse) == DESKQL_OK) return made;
    if (made) dql_handle_free(made, &made->arena);
    return NULL;
}

static bool keeps_all(const deskql_document *before, const deskql_document *after, const deskql_fix *edits,
                      size_t count) {
    if (adds_errors(before, after)) return false;
    /* Raw texts have no tokens. */
    if (!before->tokens.tokens || !after->tokens.tokens) return !before->tokens.tokens;
    return keeps_tokens(before->lexed, after->lexed, edits, count) && count_comments(before) <= count_comments(after) &&
           keeps_labels(before, after);
}

static deskql_status try_edits(const struct deskql_document *document, const deskql_fix *given, size_t count,
                               dql_arena *arena) {
    dql_range range = cut_around(document, given, count);
    size_t length;
    deskql_fix *edits = dql_arena_take(arena, count * sizeof *edits);
    if (!edits) return DESKQL_NO_MEMORY;
    memcpy(edits, given, count * sizeof *edits);
    const char *text = put_in(document, range, edits, count, arena, &length);
    if (!text) return DESKQL_NO_MEMORY;
    deskql_document *before =
        parse_again(document, document->source.text + range.start, range.end - range.start, &arena->allocator);
    deskql_document *after = parse_again(document, text, length, &arena->allocator);
    deskql_status status = DESKQL_NO_MEMORY;
    if (before && after) status = keeps_all(before, after, edits, count) ? DESKQL_OK : DESKQL_INVALID;
    if (before) dql_handle_free(before, &before->arena);
    if (after) dql_handle_free(after, &after->arena);
    return status;
}

deskql_status dql_try_edits(const struct deskql_document *document, const deskql_fix *edits, size_t count,
                            const deskql_allocator *allocator) {
    dql_arena arena;
    dql_arena_init(&arena, allocator);
    deskql_status status = try_edits(document, edits, count, &arena);
    dql_arena_free(&arena);
    return status;
}

deskql_status dql_try_fix(const deskql_findings *findings, const deskql_fix *fix, uint32_t earlier,
                          const deskql_allocator *allocator) {
    const struct deskql_document *document =
        (const void *)((const char *)findings - offsetof(struct deskql_document, findings));
    dql_range range = cut_around(document, fix, 1);
    uint64_t bytes = (uint64_t)earlier * (range.end - range.start);
    if (earlier >= DQL_MOST_TRIED_FIXES || bytes > DQL_MOST_TRIED_BYTES) return DESKQL_INVALID;
    return dql_try_edits(document, fix, 1, allocator);
}
