/* From tokens to the tree of one query. */
#ifndef DQL_SYNTAX_PARSER_H
#define DQL_SYNTAX_PARSER_H

#include "syntax/ast.h"
#include "syntax/build.h"
#include "syntax/token.h"

/* What the queries of a text have in common. Where the arena of `build` is not that of `findings` queries are looked at in turn: it has nothing
   but the query in hand. */
typedef struct dql_parse_input {
    dql_token_list *list;
    uint32_t maximum_depth; /* DQL_DEEPEST at the most */
    deskql_findings *findings;
    deskql_findings attempt; /* of the parse in hand */
    dql_build build;
} dql_parse_input;

/* All but the limits and build.texts. */
static inline void dql_parse_begin(dql_parse_input *input, const dql_source *source, dql_token_list *list,
                                   dql_arena *arena, deskql_findings *findings) {
    input->list = list;
    input->findings = findings;
    dql_findings_init(&input->attempt, arena, 1);
    input->build = (dql_build){.arena = arena, .findings = &input->attempt, .reported = findings, .source = source};
}

/*
 * Parses the tokens [query->first_token, query->end_token) of the list and fills the query. Every mistake of the query's syntax is
 * reported; a node that one of them damaged is marked broken. Tokens are changed: keywords that are names, foreign spellings.
 */
void dql_parse_query(dql_parse_input *input, struct deskql_query *query);

/* Decides what more than one token of looking ahead is needed for; `tokens` end with an end token. Reports DQL120 and foreign spellings.
   Returns the number of tokens before the end, which is less where the query is too deep. */
uint32_t dql_resolve(const dql_source *source, deskql_findings *findings, dql_token *tokens, uint32_t count,
                     uint32_t maximum_depth);

/* Of a date behind which a time of day stands: reports it, with the two as one as the fix, and makes them one token. */
void dql_resolve_clock(const dql_source *source, deskql_findings *findings, dql_token *date);

#endif
