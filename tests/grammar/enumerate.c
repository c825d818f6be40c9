/* Prints every sequence of up to N tokens that the parser's automaton accepts, a line each, by the names of the tokens given. */
#include "generated/query_parser.h"
#include "syntax/parse.h"

#include <stdio.h>
#include <stdlib.h>

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

static void extend(const dql_automaton *automaton, unsigned depth, unsigned longest) {
    dql_automaton next;
    dql_automaton_copy(&next, automaton);
    if (dql_automaton_feed(&next, DQL_TOKEN_END)) {
        for (unsigned i = 0; i < depth; i++) printf("%s%s", i ? " " : "", terminals[sequence[i]].name);
        putchar('\n');
    }
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
