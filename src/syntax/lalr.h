/* The automaton that Lemon made of grammar/query.y: the loop over its tables, and which tokens may come next. */
#ifndef DQL_SYNTAX_LALR_H
#define DQL_SYNTAX_LALR_H

#include "syntax/build.h"
#include "syntax/token.h"

/* Parses tokens, which end with an end token, and carries out the grammar's actions. Returns false at the first token
   that cannot come. */
bool dql_lalr_run(dql_build *build, const dql_token *tokens);

/* The automaton without its actions: which tokens may come next. */
typedef struct dql_automaton {
    uint32_t depth;
    uint16_t states[DQL_DEEPEST * 5 + 100];
} dql_automaton;

void dql_automaton_start(dql_automaton *automaton);
void dql_automaton_copy(dql_automaton *to, const dql_automaton *from);
/* Returns false, and leaves the automaton of no further use, where the token cannot come next. */
bool dql_automaton_feed(dql_automaton *automaton, uint16_t kind);
/* Whether the token can come next. */
bool dql_automaton_takes(const dql_automaton *automaton, uint16_t kind);
/* Feeds it tokens up to `end`; returns the first of them that cannot come, or `end`. */
const dql_token *dql_automaton_run(dql_automaton *automaton, const dql_token *tokens, const dql_token *end);
/* The states and the kinds of tokens are numbered from 0 on. */
uint32_t dql_automaton_state_count(void);
uint32_t dql_automaton_kind_count(void);
/* As grammar/query.y names it; `END` of the end. */
const char *dql_automaton_kind_name(uint16_t kind);

#endif
