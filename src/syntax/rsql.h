/* RSQL, where `;` is `and`, `,` is `or` and operators stand between two `=`: `status==1;priority=gt=2`. */
#ifndef DQL_SYNTAX_RSQL_H
#define DQL_SYNTAX_RSQL_H

#include "syntax/token.h"

/* Whether a `;` of the query that begins at `first` joins two comparisons as RSQL writes them, on one line. Then it is an `and`
   that is spelled otherwise. */
bool dql_take_rsql_and(const dql_source *source, const dql_token *first, dql_token *semicolon);
/* `=gt=`, which begins with that token and ends with the second behind it, is made one token, the last of the three. */
void dql_join_rsql_operator(const dql_source *source, dql_token *first);
/* The same of a `,` and an `or`, whatever line they stand on. */
void dql_take_rsql_or(const dql_source *source, const dql_token *first, dql_token *comma);
/* Reports the `;` or `,` of a query, once, with all its spellings, where the token is the first of them. */
void dql_report_rsql(const dql_source *source, deskql_findings *findings, dql_token *tokens, uint32_t count,
                     uint32_t index);

#endif
