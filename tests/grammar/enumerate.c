/* Prints every sequence of up to N tokens that the parser's automaton accepts, a line each, by the names of the tokens given. */
#include "generated/query_parser.h"
#include "syntax/parse.h"

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
    {"and", DQL_TOKEN_AND},
    {"or", DQL_TOKEN_OR},
    {"not", DQL_TOKEN_NOT},
    {"in", DQL_TOKEN_IN},
    {"between", DQL_TOKEN_BETWEEN},
    {"contains", DQL_TOKEN_CONTAINS},
    {"is", DQL_TOKEN_IS},
    {"null", DQL_TOKEN_NULL},
    {"true", DQL_TOKEN_TRUE},
    {"order", DQL_TOKEN_ORDER},
    {"by", DQL_TOKEN_BY},
    {"asc", DQL_TOKEN_ASC},
    {"desc", DQL_TOKEN_DESC},
    {"page", DQL_TOKEN_PAGE},
    {"pagesize", DQL_TOKEN_PAGESIZE},
    {"include", DQL_TOKEN_INCLUDE},
    {"fields", DQL_TOKEN_FIELDS},
    {"from", DQL_TOKEN_FROM},
    {"where", DQL_TOKEN_WHERE},
};
#define TERMINALS (sizeof terminals / sizeof terminals[0])

static size_t sequence[16];

/* parse.c gives three tokens at once as COMPARISON: wherever one of the two ways leads on, the other leads to the same place. */
static void hold_together(const dql_automaton *automaton) {
    dql_automaton one;
    dql_automaton three;
    dql_automaton_copy(&one, automaton);
    dql_automaton_copy(&three, automaton);
    bool at_once = dql_automaton_feed(&one, DQL_TOKEN_COMPARISON);
    bool in_turn = dql_automaton_feed(&three, DQL_TOKEN_WORD) && dql_automaton_feed(&three, DQL_TOKEN_COMPARE) &&
                   dql_automaton_feed(&three, DQL_TOKEN_NUMBER);
    bool same = at_once == in_turn &&
                (!at_once || (one.depth == three.depth &&
                              memcmp(one.states, three.states, (one.depth + 1) * sizeof one.states[0]) == 0));
    if (!same) puts("COMPARISON is not what it stands for");
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
