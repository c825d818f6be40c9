/* Error recovery: going on behind a mistake, so that a query reports all of its mistakes. */
#ifndef DQL_SYNTAX_RECOVERY_H
#define DQL_SYNTAX_RECOVERY_H

#include "base/writer.h"
#include "syntax/token.h"

/* Recovers from the mistakes of a query that does not parse, and reports each. Of the `count` tokens the first `good` are known to parse.
   Returns tokens that parse, with an end token last; NULL when there is no memory, or no way to the end, which every state of the automaton has. What is tried and done is written to `trace`,
   unless it is NULL. */
dql_token *dql_recover(const dql_source *source, dql_arena *arena, deskql_findings *findings, dql_token *tokens,
                       uint32_t good, const uint32_t *count, dql_writer *trace);

#endif
