/* Prints every sequence of up to N tokens that the parser's automaton accepts, a line each, by the names of the tokens given. */
#include "generated/query_parser.h"
#include "syntax/lalr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint16_t kind;
} terminals[] = {
    {"LABEL", DQL_TOKEN_LABEL},
    {"WORD", DQL_TOKEN_WORD},
    {"QUOTED", DQL_TOKEN_QUOTED_NAME},
    {"STRING", DQL_TOKEN_STRING},
    {"PARAMETER", DQL_TOKEN_PARAMETER},
    {"COMPARE", DQL_TOKEN_COMPARE},
    {"MATCH", DQL_TOKEN_MATCH},
    {"(", DQL_TOKEN_LPAREN},
    {")", DQL_TOKEN_RPAREN},
    {",", DQL_TOKEN_COMMA},
#define KEYWORD(word, token, class) {word, DQL_TOKEN_##token},
#include "keywords.def"
};
#define TERMINALS (sizeof terminals / sizeof terminals[0])

static size_t sequence[16];

static bool feed(dql_automaton *automaton, const uint16_t *kinds, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!dql_automaton_feed(automaton, kinds[i])) return false;
    }
    return true;
}

/* A sequence of tokens that parse.c gives at once as another. */
typedef struct equivalence {
    uint16_t at_once;
    size_t count;
    uint16_t in_turn[8];
} equivalence;

static const equivalence equivalences[] = {
    {DQL_TOKEN_COMPARISON, 3, {DQL_TOKEN_WORD, DQL_TOKEN_COMPARE, DQL_TOKEN_NUMBER}},
    {DQL_TOKEN_COMPARISON,
     7,
     {DQL_TOKEN_WORD, DQL_TOKEN_IN, DQL_TOKEN_LPAREN, DQL_TOKEN_STRING, DQL_TOKEN_COMMA, DQL_TOKEN_WORD,
      DQL_TOKEN_RPAREN}},
    {DQL_TOKEN_AND_COMPARISON, 4, {DQL_TOKEN_AND, DQL_TOKEN_WORD, DQL_TOKEN_COMPARE, DQL_TOKEN_PARAMETER}},
};

/* Whether the two lead to one place with any token that follows. */
static bool lead_together(const dql_automaton *one, const dql_automaton *other) {
    dql_automaton first;
    dql_automaton second;
    for (size_t i = 0; i < TERMINALS; i++) {
        dql_automaton_copy(&first, one);
        dql_automaton_copy(&second, other);
        bool comes = dql_automaton_feed(&first, terminals[i].kind);
        if (comes != dql_automaton_feed(&second, terminals[i].kind)) return false;
        if (comes && (first.depth != second.depth ||
                      memcmp(first.states, second.states, (first.depth + 1) * sizeof first.states[0]) != 0)) {
            return false;
        }
    }
    return true;
}

/* Wherever the parser is given several tokens at once, it comes to the same place as in turn; where they cannot come so, it goes on in
   turn from where that leaves it. */
static void hold_together(const dql_automaton *automaton) {
    dql_automaton at_once;
    dql_automaton in_turn;
    for (size_t i = 0; i < sizeof equivalences / sizeof *equivalences; i++) {
        const equivalence *of = &equivalences[i];
        dql_automaton_copy(&at_once, automaton);
        dql_automaton_copy(&in_turn, automaton);
        bool comes = feed(&at_once, &of->at_once, 1) || feed(&at_once, of->in_turn, of->count);
        bool same = comes == feed(&in_turn, of->in_turn, of->count);
        if (!same || (comes && !lead_together(&at_once, &in_turn)))
            puts("what is given at once is not the same in turn");
    }
}

static void extend(const dql_automaton *automaton, unsigned depth, unsigned longest) {
    dql_automaton next;
    dql_automaton_copy(&next, automaton);
    if (dql_automaton_feed(&next, DQL_TOKEN_END)) {
        for (unsigned i = 0; i < depth; i++) printf("%s%s", i ? " " : "", terminals[sequence[i]].name);
        putchar('\n');
    }
    hold_together(automaton);
    if (depth == longest) return;
    for (size_t i = 0; i < TERMINALS; i++) {
        dql_automaton_copy(&next, automaton);
        if (!dql_automaton_feed(&next, terminals[i].kind)) continue;
        sequence[depth] = i;
        extend(&next, depth + 1, longest);
    }
}

int main(int argument_count, char **arguments) {
    unsigned longest = argument_count > 1 ? (unsigned)atoi(arguments[1]) : 5;
    dql_automaton automaton;
    dql_automaton_start(&automaton);
    extend(&automaton, 0, longest < 16 ? longest : 16);
    return 0;
}
