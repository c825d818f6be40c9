/* The lexer's driver: the tokens of a whole text. The rules are in grammar/query.re. */
#include "syntax/token.h"

#include "base/inline.h"
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
static bool is_late_quote(const dql_token *quote, const unsigned char *begin, const dql_token *previous) {
    if (quote->kind != DQL_TOKEN_STRING || !(quote->flags & DQL_TOKEN_PROBLEM_UNTERMINATED)) return false;
    unsigned char after = begin[1];
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
    return is_late_quote(token, begin, previous) ? begin + 1 : cursor;
}

/* What the lexer's driver has to mind of a token, by its kind; nothing of most. */
typedef enum mark {
    MARK_REMARKABLE = 1, /* syntax/resolve.c has to look at it, whatever stands before it */
    MARK_ASKS = 2,       /* it may have to, for what stands before it */
    MARK_JOINS = 4,      /* what it is may depend on the token that it touches */
    MARK_COUNTS = 8
} mark;

static const uint8_t marks_of_kinds[UINT8_MAX + 1] = {
    [DQL_TOKEN_NOT] = MARK_REMARKABLE,
    [DQL_TOKEN_COLON] = MARK_REMARKABLE,
    [DQL_TOKEN_BANG] = MARK_REMARKABLE,
    [DQL_TOKEN_LIMIT] = MARK_REMARKABLE,
    [DQL_TOKEN_ORDER] = MARK_ASKS,
    [DQL_TOKEN_COMPARE] = MARK_ASKS,
    [DQL_TOKEN_MATCH] = MARK_ASKS,
    [DQL_TOKEN_LPAREN] = MARK_ASKS,
    [DQL_TOKEN_ILLEGAL] = MARK_REMARKABLE | MARK_JOINS,
    [DQL_TOKEN_PARAMETER] = MARK_JOINS,
    [DQL_TOKEN_STRING] = MARK_JOINS,
    [DQL_TOKEN_SEMICOLON] = MARK_COUNTS,
};

/* Of a token with MARK_ASKS: a keyword before an operator, `order` without `by`, a bracket that is no list's. */
static bool is_remarkable(const dql_token *token, uint16_t before, const unsigned char *cursor) {
    if (token->kind == DQL_TOKEN_LPAREN) return before != DQL_TOKEN_IN;
    if (token->kind != DQL_TOKEN_ORDER) return before != DQL_TOKEN_WORD;
    /* Most often ` by` follows; all else is looked into. */
    return cursor[0] != ' ' || (cursor[1] | 0x20) != 'b' || (cursor[2] | 0x20) != 'y' || cursor[3] != ' ';
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
    /* Before the first token stands none; nothing ends there. */
    dql_token none = {UINT32_MAX, UINT32_MAX, DQL_TOKEN_IGNORED, 0, 0};
    const dql_token *room_end = tokens + capacity;
    dql_token *place = tokens;
    dql_token *previous = &none;
    bool remarkable = false;
    for (;;) {
        if (place == room_end) {
            list->count = (uint32_t)(place - tokens);
            if (!(tokens = grow(arena, list, &capacity))) return false;
            place = tokens + list->count;
            previous = place - 1;
            room_end = tokens + capacity;
        }
        const unsigned char *begin;
        cursor = cut_token(cursor, end, &begin, place);
        uint8_t marks = marks_of_kinds[place->kind];
        place->start = (uint32_t)(begin - text);
        if (marks & MARK_JOINS && previous->end == place->start) {
            const unsigned char *after = join_previous(begin, cursor, place, previous);
            if (!after) continue;
            cursor = after;
            marks = marks_of_kinds[place->kind];
        }
        place->end = (uint32_t)(cursor - text);
        if (marks | place->flags) {
            if (place->flags || marks & MARK_REMARKABLE) remarkable = true;
            if (marks & MARK_ASKS && is_remarkable(place, previous->kind, cursor)) remarkable = true;
            if (marks & MARK_COUNTS && previous->kind != DQL_TOKEN_SEMICOLON) list->semicolons++;
        }
        if (place->kind == DQL_TOKEN_END) break;
        previous = place++;
    }
    list->tokens = tokens;
    list->count = (uint32_t)(place - tokens) + 1;
    list->remarkable = remarkable;
    return true;
}
