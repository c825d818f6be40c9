/* The lexer's driver: the tokens of a whole text. The rules are in grammar/query.re. */
#include "syntax/token.h"

#include "base/operators.h"
#include "generated/query_parser.h"

#include <string.h>

static inline const unsigned char *foreign(const unsigned char *cursor, dql_token *token, uint16_t kind,
                                           uint8_t detail) {
    token->kind = kind;
    token->flags = 0;
    token->detail = detail;
    return cursor;
}

static inline const unsigned char *keyword(const unsigned char *cursor, dql_token *token, uint16_t kind) {
    return foreign(cursor, token, kind, 0);
}

static inline const unsigned char *value(const unsigned char *cursor, dql_token *token, uint16_t kind,
                                         uint8_t problem) {
    token->kind = kind;
    token->flags = problem;
    token->detail = 0;
    return cursor;
}

static inline const unsigned char *operator_(const unsigned char *cursor, dql_token *token, uint8_t which,
                                             uint8_t problem) {
    token->kind = DQL_TOKEN_COMPARE;
    token->flags = problem;
    token->detail = which;
    return cursor;
}

static const unsigned char *skip_comment(const unsigned char *cursor, const unsigned char *end) {
    while (cursor < end && *cursor != '\n' && *cursor != '\r') cursor++;
    return cursor;
}

static const unsigned char *cut_string(const unsigned char *cursor, const unsigned char *end, dql_token *token,
                                       dql_quote quote);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include "generated/query_lexer.c"
#pragma GCC diagnostic pop

static bool is_string(uint16_t kind) {
    return kind == DQL_TOKEN_STRING || kind == DQL_TOKEN_QUOTED_NAME;
}

/* A colon right behind one of these is the foreign spelling of `=`, or a label's; elsewhere it begins a parameter. */
static bool ends_operand(const dql_token *token) {
    switch (token->kind) {
    case DQL_TOKEN_COMPARE:
    case DQL_TOKEN_MATCH:
    case DQL_TOKEN_COMMA:
    case DQL_TOKEN_LPAREN:
    case DQL_TOKEN_LBRACKET:
    case DQL_TOKEN_RPAREN:
    case DQL_TOKEN_RBRACKET:
    case DQL_TOKEN_BANG:
    case DQL_TOKEN_SEMICOLON:
    case DQL_TOKEN_COLON:
    case DQL_TOKEN_ILLEGAL:
        return false;
    default:
        return !(token->flags & DQL_TOKEN_PROBLEM_SPELLING) || is_string(token->kind);
    }
}

/* A quote right behind a word that no other closes: it is the closing one of a pair (syntax/resolve.c), and the rest of the line is as
   it was meant. */
static bool is_late_quote(const dql_token *quote, unsigned char after, const dql_token *previous) {
    if (quote->kind != DQL_TOKEN_STRING || !(quote->flags & DQL_TOKEN_PROBLEM_UNTERMINATED)) return false;
    return ends_operand(previous) && !is_string(previous->kind) &&
           (after == ' ' || after == ')' || after == ',' || after == ';' || after == '\r' || after == '\n' ||
            after == '\0');
}

/* What depends on the token before, where the two touch. Returns where to go on, or NULL where the token is but more of the one
   before. */
static const unsigned char *join_previous(const unsigned char *begin, const unsigned char *cursor, dql_token *token,
                                          dql_token *previous) {
    if (token->kind == DQL_TOKEN_PARAMETER && ends_operand(previous)) {
        token->kind = DQL_TOKEN_COLON;
        return begin + 1;
    }
    if (token->kind == DQL_TOKEN_ILLEGAL && previous->kind == DQL_TOKEN_ILLEGAL && previous->flags == token->flags) {
        /* A run of characters that begin nothing is one mistake. */
        previous->end += (uint32_t)(cursor - begin);
        return NULL;
    }
    return is_late_quote(token, begin[1], previous) ? begin + 1 : cursor;
}

/* Whether a token is one that syntax/resolve.c has to look at, alone or for what comes before it. */
static bool is_remarkable(const dql_token *token, const dql_token *previous) {
    switch (token->kind) {
    case DQL_TOKEN_WORD:
    case DQL_TOKEN_NUMBER:
    case DQL_TOKEN_COMMA:
    case DQL_TOKEN_AND:
    case DQL_TOKEN_OR:
        return token->flags != 0 || (previous && previous->kind == DQL_TOKEN_ORDER);
    case DQL_TOKEN_COMPARE:
        return token->flags != 0 || !previous || previous->kind != DQL_TOKEN_WORD;
    case DQL_TOKEN_RPAREN:
    case DQL_TOKEN_BY:
    case DQL_TOKEN_ASC:
    case DQL_TOKEN_DESC:
        return false;
    case DQL_TOKEN_END:
    case DQL_TOKEN_ORDER:
        return previous && previous->kind == DQL_TOKEN_ORDER;
    /* The brackets of a list are no nesting. */
    case DQL_TOKEN_LPAREN:
        return !previous || previous->kind != DQL_TOKEN_IN;
    case DQL_TOKEN_IN:
        return !previous || previous->kind != DQL_TOKEN_WORD;
    default:
        return true;
    }
}

static dql_token *grow(dql_arena *arena, dql_token_list *list, uint32_t *capacity) {
    uint32_t larger = *capacity * 2;
    dql_token *tokens = dql_arena_take(arena, larger * sizeof *tokens);
    if (!tokens) return NULL;
    memcpy(tokens, list->tokens, list->count * sizeof *tokens);
    list->tokens = tokens;
    *capacity = larger;
    return tokens;
}

bool dql_lex(const dql_source *source, dql_arena *arena, dql_token_list *list) {
    const unsigned char *text = (const unsigned char *)source->text;
    const unsigned char *end = text + source->length;
    const unsigned char *cursor = text + source->bom;
    uint32_t capacity = source->length / 4 + 16;
    dql_token *tokens = dql_arena_take(arena, capacity * sizeof *tokens);
    *list = (dql_token_list){tokens, 0, 0, false};
    if (!tokens) return false;
    uint32_t count = 0;
    bool remarkable = false;
    dql_token *token;
    do {
        if (count == capacity) {
            list->count = count;
            if (!(tokens = grow(arena, list, &capacity))) return false;
        }
        const unsigned char *begin;
        token = &tokens[count];
        cursor = cut_token(cursor, end, &begin, token);
        dql_token *previous = count ? token - 1 : NULL;
        token->start = (uint32_t)(begin - text);
        if (previous && previous->end == token->start) {
            const unsigned char *after = join_previous(begin, cursor, token, previous);
            if (!after) continue;
            cursor = after;
        }
        token->end = (uint32_t)(cursor - text);
        remarkable |= is_remarkable(token, previous);
        list->semicolons += token->kind == DQL_TOKEN_SEMICOLON;
        count++;
    } while (token->kind != DQL_TOKEN_END);
    list->tokens = tokens;
    list->count = count;
    list->remarkable = remarkable;
    return true;
}
