/* A document, for the door (deskql.c) and the rooms that it hands it to. */
#ifndef DQL_DOCUMENT_H
#define DQL_DOCUMENT_H

#include "base/arena.h"
#include "base/source.h"
#include "diag/findings.h"
#include "syntax/ast.h"
#include "syntax/token.h"

#include <deskql/document.h>

struct deskql_document {
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    dql_token_list tokens;
    struct deskql_query *queries;
    uint32_t query_count;
    const deskql_schemas *schemas;
};

#endif
