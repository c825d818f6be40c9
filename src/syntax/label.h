/* Labels, and where a `;` is missing before one. */
#ifndef DQL_SYNTAX_LABEL_H
#define DQL_SYNTAX_LABEL_H

#include "syntax/token.h"

/* Whether a whole query may begin there: a clause, or a field and an operator. Of tokens that end with an end token or a `;`. */
bool dql_begins_query(const dql_token *at);
/* The first token of the label that ends with a colon: the query's first, or the first on its line, with a whole query behind the
   colon. The colon may seem to begin a parameter, `urgent :status = 1`. NULL where there is none. */
const dql_token *dql_label_before(const dql_source *source, const dql_token *first, const dql_token *colon);
/* Reports a label that is not written as one. */
void dql_report_label(const dql_source *source, deskql_findings *findings, const dql_token *name,
                      const dql_token *colon);
/* Reports that a query ends without a `;` before the label `name`. */
void dql_report_missing_semicolon(const dql_source *source, deskql_findings *findings, const dql_token *name);

#endif
