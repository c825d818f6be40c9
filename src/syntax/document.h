/* A document: what a text was made into. */
#ifndef DQL_SYNTAX_DOCUMENT_H
#define DQL_SYNTAX_DOCUMENT_H

#include "base/arena.h"
#include "base/source.h"
#include "diagnostics/findings.h"
#include "syntax/ast.h"
#include "syntax/token.h"

#include <deskql/document.h>

/* Sets the document's source, which is within the limit of bytes, fills the document and finishes it. */
typedef void dql_document_parser(struct deskql_document *document, const char *text, uint32_t length,
                                 const deskql_parse_options *options);

/* A query of a document that keeps none: where it stands. */
typedef struct dql_query_span {
    dql_range range;
    uint32_t first_token;
    uint32_t end_token;
    const char *label; /* NULL where there is none */
} dql_query_span;

/* What is done with each query of dql_document_visit. */
typedef struct dql_visit {
    /* Returns false when there is no memory. */
    bool (*query)(void *context, const struct deskql_query *query, bool is_last);
    void *context;
} dql_visit;

struct deskql_document {
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    dql_token_list tokens;
    struct deskql_query *queries;
    uint32_t query_count;
    /* Instead of `queries` where they were visited in turn. */
    dql_query_span *spans;
    uint32_t span_count;
    const dql_visit *visit;
    const deskql_schemas *schemas;
    dql_suppressions suppressions;
    struct dql_allow *allows; /* of document/suppressions.c */
    /* Not NULL where the tokens are wanted as they were before the parser changed them: then they are put there. */
    const dql_token *lexed;
    /* How it was made, for what is parsed again; where there are findings. */
    deskql_parse_options options;
    dql_document_parser *parse;
};

/* NULL, or a query of a document that has been freed, is none. */
static inline bool dql_query_is_live(const deskql_query *query) {
    return query && dql_arena_is_live(&query->document->arena);
}

/* NULL where there is none. */
static inline const char *dql_query_label(const struct deskql_query *query) {
    return query->present & DQL_CLAUSE_LABEL && !query->label.missing ? query->label.text : NULL;
}

/* Of the queries that there are, or were. */
static inline uint32_t dql_document_span_count(const struct deskql_document *document) {
    return document->spans ? document->span_count : document->query_count;
}

static inline dql_query_span dql_document_span(const struct deskql_document *document, uint32_t index) {
    if (document->spans) return document->spans[index];
    const struct deskql_query *query = &document->queries[index];
    return (dql_query_span){query->range, query->first_token, query->end_token, dql_query_label(query)};
}

#endif
