/* Tokens: a kind and a range. The whole text is cut into tokens before the first is parsed, so that anyone can look ahead. */
#ifndef DQL_SYNTAX_TOKEN_H
#define DQL_SYNTAX_TOKEN_H

#include "base/arena.h"
#include "base/source.h"
#include "diagnostics/findings.h"

typedef enum dql_token_flag {
    /* A finding stands for it: no syntax finding is made at it. */
    DQL_TOKEN_REPORTED = 1,
    /* It has no usable content, be it that error recovery put it in or that it was reported: whatever is built of it is missing. */
    DQL_TOKEN_MISSING = 2,
    /* What the lexer saw, for dql_token_report. A `#` behind an operand is an ignored token with a problem of its character. */
    DQL_TOKEN_PROBLEM_SPELLING = 4,
    DQL_TOKEN_PROBLEM_STRING = 8, /* an escape or a raw control character: to be looked into */
    DQL_TOKEN_PROBLEM_NUMBER = 16,
    DQL_TOKEN_PROBLEM_CHARACTER = 32,
    DQL_TOKEN_PROBLEM_UTF8 = 64,
    DQL_TOKEN_PROBLEM_UNTERMINATED = 128,
    DQL_TOKEN_PROBLEMS = 0xFC
} dql_token_flag;

typedef enum dql_quote {
    DQL_QUOTE_DOUBLE,
    DQL_QUOTE_SINGLE,
    DQL_QUOTE_BACK,
    DQL_QUOTE_DOUBLE_CURLY,
    DQL_QUOTE_SINGLE_CURLY,
    DQL_QUOTE_MASK = 7,
    /* Or-ed to the quote of a string that holds a backslash. */
    DQL_QUOTE_ESCAPED = 8
} dql_quote;

/* The detail of a number: its digits are all that it is. */
#define DQL_NUMBER_NATURAL 1

typedef struct dql_token {
    uint32_t start;
    uint32_t end;
    uint8_t kind;  /* DQL_TOKEN_… of generated/query_parser.h, 0 at the end */
    uint8_t marks; /* the lexer's own */
    uint8_t flags;
    uint8_t
        detail; /* of a string or quoted name: dql_quote; of a number: DQL_NUMBER_NATURAL or 0; else a dql_operator */
} dql_token;

#define DQL_TOKEN_END 0

/* What a `#` begins, or-ed: comments between the tokens, or what dql_token_is_hash knows (syntax/hash.h). */
typedef enum dql_comments { DQL_COMMENTS_STAND = 1, DQL_COMMENTS_TOUCH = 2 } dql_comments;

typedef struct dql_token_list {
    dql_token *tokens; /* the last one is the end of the text */
    uint32_t count;
    uint32_t semicolons;     /* a run of them counts once: there is no query between two */
    uint32_t colons;         /* behind labels, in the place of `=`, or before a parameter behind a word */
    uint32_t openers;        /* `not`, and brackets that are no list's, in the query that has the most of them */
    uint32_t openers_so_far; /* while lexing: in the query in hand */
    bool has_errors;         /* some token needs dql_token_report */
    uint8_t comments;        /* dql_comments */
} dql_token_list;

static inline dql_range dql_token_range(const dql_token *token) {
    return (dql_range){token->start, token->end};
}

/* Whether it is that text, given in lower case, in any letter case. */
bool dql_token_is(const dql_source *source, const dql_token *token, const char *lower, size_t length);
/* Whether it is the first on its line. */
bool dql_begins_line(const dql_source *source, const dql_token *token);
/* Cuts the source into tokens. Returns false when there is no memory. */
bool dql_lex(const dql_source *source, dql_arena *arena, dql_token_list *list);
/* Reports the bytes of a source that are not UTF-8, wherever they stand. */
void dql_report_invalid_utf8(const dql_source *source, deskql_findings *findings);
/* Reports the invisible characters of strings, names and comments, before the parser changes the tokens. */
void dql_report_invisible(const dql_source *source, const dql_token_list *list, deskql_findings *findings);
/* Reports one such character (base/invisible.h). */
void dql_warn_invisible(deskql_findings *findings, dql_range range, uint32_t character, const char *help);
/* Reports what is wrong with a token in itself, marks it, and marks it missing where nothing can be made of it. */
void dql_token_report(const dql_source *source, deskql_findings *findings, dql_token *token);
/* `7d`, a time but for its sign, which the lexer takes for a malformed number. */
bool dql_token_lacks_sign(const dql_source *source, const dql_token *token, dql_arena *arena);
/* The spelling with spaces where it would join what stands beside the range that it takes the place of. */
const char *dql_spelled(const dql_source *source, dql_arena *arena, dql_range range, const char *spelling);
/* A foreign spelling: `range` is to be `spelling`. */
void dql_report_spelling(const dql_source *source, deskql_findings *findings, dql_range range, const char *spelling);
/* The content of a token that has no problem left, quotes removed; NUL-terminated. `texts` is a copy of the whole source, in which each
   token's text is ended where it stands, for no two tokens with a text touch. A string with escapes is decoded in the arena:
   NULL when there is no memory. */
const char *dql_token_quoted_content(const dql_source *source, char *texts, dql_arena *arena, const dql_token *token,
                                     uint32_t *length);

/* The same of a token that is not quoted. */
static inline const char *dql_token_plain_content(char *texts, const dql_token *token, uint32_t *length) {
    uint32_t start = token->start;
    uint32_t end = token->end;
    *length = end - start;
    texts[end] = '\0';
    return texts + start;
}

static inline const char *dql_token_content(const dql_source *source, char *texts, dql_arena *arena,
                                            const dql_token *token, uint32_t *length) {
    char first = source->text[token->start];
    if (first == '"' || first == '\'' || first == '`' || (first & 0x80)) {
        return dql_token_quoted_content(source, texts, arena, token, length);
    }
    return dql_token_plain_content(texts, token, length);
}
/* The length of the opening quote of a string or name of that `detail`: one that is curly has three bytes. */
uint32_t dql_quote_size(uint8_t detail);
/* What stands between the quotes of a string or name that has both. */
dql_range dql_token_inner(const dql_source *source, const dql_token *token);
/* `and`, `(`, a string …: a token as a message calls it. In the arena. */
const char *dql_token_shown(const dql_source *source, dql_arena *arena, const dql_token *token);

#endif
