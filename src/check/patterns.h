/* Texts that another language would read as patterns, and the empty one, be they written or given later. */
#ifndef DQL_CHECK_PATTERNS_H
#define DQL_CHECK_PATTERNS_H

#include "diagnostics/findings.h"
#include "syntax/ast.h"

typedef struct dql_text {
    const char *text;
    uint32_t length;
    dql_range range; /* where it stands, or its parameter */
    bool raw;        /* in a raw text, whose operators are the API's */
} dql_text;

/* DQL410, and DQL403 for `contains ""`, of a comparison with a text. */
void dql_warn_text(deskql_findings *findings, const dql_node *node, const dql_text *text);

#endif
