/* What other languages and English write, which grammar/idioms.def lists: a mistake each, with the help that it needs. */
#ifndef DQL_SYNTAX_IDIOMS_H
#define DQL_SYNTAX_IDIOMS_H

#include "syntax/token.h"

/* A row has at most so many elements that take a token. */
#define DQL_IDIOM_ELEMENTS 12

/* Looks for them in the tokens of a query, of which the one at `unexpected` is the first that cannot come; reports each, and makes the
   tokens what was meant. Returns whether there are any. */
bool dql_take_idioms(const dql_source *source, deskql_findings *findings, dql_token *tokens, uint32_t count,
                     uint32_t unexpected);

#endif
