/* The words that mean something, as grammar/keywords.def lists them. */
#ifndef DQL_SYNTAX_KEYWORD_H
#define DQL_SYNTAX_KEYWORD_H

#include "syntax/token.h"

typedef enum dql_keyword_index {
#define KEYWORD(word, token, class) DQL_KEYWORD_##token,
#include "keywords.def"
    DQL_KEYWORDS /* how many there are */
} dql_keyword_index;

typedef struct dql_keyword {
    const char *text;
    uint8_t kind;
} dql_keyword;

extern const dql_keyword dql_keywords[DQL_KEYWORDS];

/* What a plain word (letters, digits and `_`) is to the lexer, in any letter case; DQL_TOKEN_WORD where it means nothing. */
uint8_t dql_kind_of_word(const char *text, size_t length, uint8_t *detail);
/* Whether it is a keyword, in any letter case. */
bool dql_is_keyword(const char *text, size_t length);
/* The keywords that a word was likely meant to be, never a value's: a bit 1 << dql_keyword_index of each. */
uint32_t dql_nearly_keywords(const dql_source *source, const dql_token *token);

#endif
