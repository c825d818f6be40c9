/*
 * Several tokens given to the parser as one symbol.
 *
 * Most conditions are a word, an operator and a value. Tokens that cannot be anything but such a comparison are fused
 * into the symbol COMPARISON of grammar/query.y, with an `and` before them into AND_COMPARISON, and the automaton makes
 * one step for all of them. A test holds the grammar to it: from each state the symbol leads where its tokens lead.
 */
#ifndef DQL_SYNTAX_FUSE_H
#define DQL_SYNTAX_FUSE_H

#include "base/inline.h"
#include "generated/query_parser.h"
#include "syntax/token.h"
#include "syntax/token_class.h"

static inline bool dql_fuse_is_value(uint16_t kind) {
    return dql_is_of(kind, DQL_VALUE_CLASSES);
}

/* The token behind a list of values in round brackets that begins at `open`; NULL where there is none. */
static inline const dql_token *dql_fuse_list(const dql_token *open) {
    if (open->kind != DQL_TOKEN_LPAREN) return NULL;
    for (const dql_token *at = open + 1; dql_fuse_is_value(at->kind); at += 2) {
        if (at[1].kind == DQL_TOKEN_RPAREN) return at + 2;
        if (at[1].kind != DQL_TOKEN_COMMA) return NULL;
    }
    return NULL;
}

/* The token behind a comparison that DQL_TOKEN_COMPARISON may stand for; NULL where there is none. */
static inline const dql_token *dql_fuse_comparison(const dql_token *word) {
    if (word[1].kind == DQL_TOKEN_COMPARE) return dql_fuse_is_value(word[2].kind) ? word + 3 : NULL;
    return word[1].kind == DQL_TOKEN_IN ? dql_fuse_list(word + 2) : NULL;
}

/* Moves to the next token, and returns its kind; of several that are given at once, `token` is the first. */
static DQL_ALWAYS_INLINE unsigned dql_fuse_next(const dql_token **token, const dql_token **next) {
    const dql_token *at = *next;
    const dql_token *behind = NULL;
    unsigned at_once = DQL_TOKEN_COMPARISON;
    if (at->kind == DQL_TOKEN_WORD) {
        behind = dql_fuse_comparison(at);
    } else if (at->kind == DQL_TOKEN_AND && at[1].kind == DQL_TOKEN_WORD) {
        behind = dql_fuse_comparison(at + 1);
        at_once = DQL_TOKEN_AND_COMPARISON;
    } else {
        while (at->kind == DQL_TOKEN_IGNORED) at++;
    }
    *token = at;
    *next = behind ? behind : at + 1;
    return behind ? at_once : at->kind;
}

#endif
