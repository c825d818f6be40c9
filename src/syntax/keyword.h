/* Words that are nearly a keyword. */
#ifndef DQL_SYNTAX_KEYWORD_H
#define DQL_SYNTAX_KEYWORD_H

#include "syntax/token.h"

#define DQL_KEYWORDS 18u

typedef struct dql_keyword {
    const char *text;
    uint8_t kind;
} dql_keyword;

extern const dql_keyword dql_keywords[DQL_KEYWORDS];

/* Whether a word was likely meant to be the keyword of that index. */
bool dql_is_nearly_keyword(const dql_source *source, const dql_token *token, size_t index);

#endif
