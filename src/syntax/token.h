/* Tokens: a kind and a range. The whole text is cut into tokens before the first is parsed, so that anyone can look ahead. */
#ifndef DQL_SYNTAX_TOKEN_H
#define DQL_SYNTAX_TOKEN_H

#include "base/arena.h"
#include "base/source.h"

/* Something of the token has been reported already: no syntax finding is made at it. */
#define DQL_TOKEN_REPORTED 1u

typedef struct dql_token {
    uint32_t start;
    uint32_t end;
    uint16_t kind; /* DQL_TOKEN_… of generated/query_tokens.h */
    uint8_t flags;
    uint8_t detail; /* an operator (dql_operator), or what the lexer wants parse.c to know */
} dql_token;

typedef struct dql_token_list {
    dql_token *tokens; /* the last one is the end of the text */
    uint32_t count;
} dql_token_list;

#endif
