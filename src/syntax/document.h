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

struct deskql_document {
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    dql_token_list tokens;
    struct deskql_query *queries;
    uint32_t query_count;
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

/* Where a range of the text is. A source remembers the last place that it was asked for, so a copy is asked: threads share a document. */
static inline deskql_range dql_document_range(const struct deskql_document *document, dql_range range) {
    dql_source source = document->source;
    source.arena = NULL;
    return dql_source_range(&source, range);
}

#endif
