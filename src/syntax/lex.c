/* The lexer's driver: the tokens of a whole text. The rules are in grammar/query.re. */
#include "syntax/token.h"

#include "base/operators.h"
#include "generated/query_parser.h"

#include <string.h>

/* What one call of cut_token found. */
typedef struct dql_lexeme {
    const unsigned char *start;
    const unsigned char *end;
    uint16_t kind;
    uint8_t problem;
    uint8_t quote;
    uint8_t operator_;
    bool escaped;
} dql_lexeme;

static inline const unsigned char *value(const unsigned char *cursor, dql_lexeme *lexeme, uint16_t kind,
                                         uint8_t problem) {
    lexeme->end = cursor;
    lexeme->kind = kind;
    lexeme->problem = problem;
    lexeme->operator_ = 0;
    return cursor;
}

static inline const unsigned char *keyword(const unsigned char *cursor, dql_lexeme *lexeme, uint16_t kind) {
    return value(cursor, lexeme, kind, 0);
}

static inline const unsigned char *foreign(const unsigned char *cursor, dql_lexeme *lexeme, uint16_t kind,
                                           uint8_t operator_) {
    value(cursor, lexeme, kind, 0);
    lexeme->operator_ = operator_;
    return cursor;
}

static inline const unsigned char *operator_(const unsigned char *cursor, dql_lexeme *lexeme, uint8_t which,
                                             uint8_t problem) {
    value(cursor, lexeme, DQL_TOKEN_COMPARE, problem);
    lexeme->operator_ = which;
    return cursor;
}

static const unsigned char *skip_comment(const unsigned char *cursor, const unsigned char *end) {
    while (cursor < end && *cursor != '\n' && *cursor != '\r') cursor++;
    return cursor;
}

static const unsigned char *cut_string(const unsigned char *cursor, const unsigned char *end, dql_lexeme *lexeme,
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
static bool is_late_quote(const dql_lexeme *lexeme, const dql_token *previous) {
    if (lexeme->kind != DQL_TOKEN_STRING || !(lexeme->problem & DQL_TOKEN_PROBLEM_UNTERMINATED)) return false;
    unsigned char after = lexeme->start[1];
    return ends_operand(previous) && !is_string(previous->kind) &&
           (after == ' ' || after == ')' || after == ',' || after == ';' || after == '\r' || after == '\n' ||
            after == '\0');
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
    *list = (dql_token_list){tokens, 0, 0};
    if (!tokens) return false;
    dql_lexeme lexeme;
    do {
        if (list->count == capacity && !(tokens = grow(arena, list, &capacity))) return false;
        cursor = cut_token(cursor, end, &lexeme);
        dql_token *previous = list->count ? &tokens[list->count - 1] : NULL;
        uint32_t start = (uint32_t)(lexeme.start - text);
        bool adjacent = previous && previous->end == start;
        if (lexeme.kind == DQL_TOKEN_PARAMETER && adjacent && ends_operand(previous)) {
            lexeme.kind = DQL_TOKEN_COLON;
            cursor = lexeme.end = lexeme.start + 1;
        } else if (lexeme.kind == DQL_TOKEN_ILLEGAL && adjacent && previous->kind == DQL_TOKEN_ILLEGAL &&
                   previous->flags == lexeme.problem) {
            /* A run of characters that begin nothing is one mistake. */
            previous->end = (uint32_t)(lexeme.end - text);
            continue;
        } else if (adjacent && is_late_quote(&lexeme, previous)) {
            cursor = lexeme.end = lexeme.start + 1;
        } else if (lexeme.kind == DQL_TOKEN_SEMICOLON) {
            list->semicolons++;
        }
        dql_token *token = &tokens[list->count++];
        token->start = start;
        token->end = (uint32_t)(lexeme.end - text);
        token->kind = lexeme.kind;
        token->flags = lexeme.problem;
        token->detail = is_string(lexeme.kind) ? (uint8_t)(lexeme.quote | (lexeme.escaped ? DQL_QUOTE_ESCAPED : 0))
                                               : lexeme.operator_;
    } while (lexeme.kind != DQL_TOKEN_END);
    return true;
}
