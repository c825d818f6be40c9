/* A `#` directly behind a word, number, string or name, where a comment needs a space before it. */
#ifndef DQL_SYNTAX_HASH_H
#define DQL_SYNTAX_HASH_H

#include "syntax/token.h"

/* Whether it is such a `#`: of one byte where the text goes on behind it, else with all that it makes a comment. */
bool dql_token_is_hash(const dql_token *token);
bool dql_hash_is_comment(const dql_token *token);
/* Whether a bracket or `;` is part of the comment, which may be the one that the text before lacks. */
bool dql_hash_hides(const dql_source *source, const dql_token *token, char byte);
/* Reports the one behind `operand`, which may stand in the place of a value. */
void dql_report_hash(const dql_source *source, deskql_findings *findings, dql_token *operand, bool is_value);
/* What cannot follow a `#` would be a mistake of its own with the `#` put right. */
void dql_drop_fix_of_hash(deskql_findings *findings, const dql_token *hash);

#endif
