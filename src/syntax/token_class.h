/* What kinds of tokens are to the parser: each kind is of one class at the most, and a question about a kind is a set of classes. */
#ifndef DQL_SYNTAX_TOKEN_CLASS_H
#define DQL_SYNTAX_TOKEN_CLASS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum dql_token_class {
    /* Words of the language, and of others: grammar/keywords.def. */
    DQL_TOKENS_CONNECTIVE = 1 << 0, /* `and`, `or` */
    DQL_TOKENS_NEGATION = 1 << 1,
    DQL_TOKENS_OPERATOR = 1 << 2,
    DQL_TOKENS_NULL = 1 << 3,
    DQL_TOKENS_CONSTANT = 1 << 4,    /* `true`, `false` */
    DQL_TOKENS_ORDER = 1 << 5,       /* a clause whose word is no value */
    DQL_TOKENS_CLAUSE = 1 << 6,      /* what begins another */
    DQL_TOKENS_CLAUSE_WORD = 1 << 7, /* what stands in one: `by`, `asc`, `desc` */
    DQL_TOKENS_PREFIX = 1 << 8,      /* `from`, `where` */
    DQL_TOKENS_FOREIGN_OPERATOR = 1 << 9,
    DQL_TOKENS_FOREIGN_WORD = 1 << 10,
    DQL_TOKENS_FOREIGN_CLAUSE = 1 << 11, /* `limit` */
    /* What else the lexer cuts. */
    DQL_TOKENS_WORD = 1 << 12,
    DQL_TOKENS_QUOTED_NAME = 1 << 13,
    DQL_TOKENS_LITERAL = 1 << 14,
    DQL_TOKENS_TIME = 1 << 15, /* `now`, `now - 1d` */
    DQL_TOKENS_SIGNED_WORD = 1 << 16,
    DQL_TOKENS_SIGN = 1 << 17, /* `=`, `~` */
    DQL_TOKENS_OPENER = 1 << 18,
    DQL_TOKENS_CLOSER = 1 << 19,
    DQL_TOKENS_PUNCTUATION = 1 << 20 /* the rest of the signs, and what begins nothing */
} dql_token_class;

/* By kind; 0 of what is of no class. */
extern const uint32_t dql_token_classes[UINT8_MAX + 1];

/* Keywords: the words of the language. */
#define DQL_KEYWORD_CLASSES                                                                                            \
    (DQL_TOKENS_CONNECTIVE | DQL_TOKENS_NEGATION | DQL_TOKENS_OPERATOR | DQL_TOKENS_NULL | DQL_TOKENS_CONSTANT |       \
     DQL_TOKENS_ORDER | DQL_TOKENS_CLAUSE | DQL_TOKENS_CLAUSE_WORD | DQL_TOKENS_PREFIX)
/* With them what is a keyword in its place alone. */
#define DQL_SPECIAL_CLASSES (DQL_KEYWORD_CLASSES | DQL_TOKENS_FOREIGN_CLAUSE | DQL_TOKENS_TIME)
/* Plain words, be they of another language. */
#define DQL_WORD_CLASSES (DQL_TOKENS_WORD | DQL_TOKENS_FOREIGN_OPERATOR | DQL_TOKENS_FOREIGN_WORD)
/* What can be a name, a label's or a field's. */
#define DQL_NAME_CLASSES (DQL_SPECIAL_CLASSES | DQL_WORD_CLASSES | DQL_TOKENS_QUOTED_NAME)
/* Values that need no second look. */
#define DQL_VALUE_CLASSES                                                                                              \
    (DQL_TOKENS_WORD | DQL_TOKENS_LITERAL | DQL_TOKENS_TIME | DQL_TOKENS_CONSTANT | DQL_TOKENS_NULL)
/* With them what is a value where nothing else can be meant. */
#define DQL_ANY_VALUE_CLASSES                                                                                          \
    (DQL_VALUE_CLASSES | DQL_TOKENS_QUOTED_NAME | DQL_TOKENS_SIGNED_WORD | DQL_WORD_CLASSES | DQL_TOKENS_NEGATION |    \
     DQL_TOKENS_OPERATOR | DQL_TOKENS_CLAUSE | DQL_TOKENS_CLAUSE_WORD | DQL_TOKENS_PREFIX | DQL_TOKENS_FOREIGN_CLAUSE)
/* What begins a clause. */
#define DQL_CLAUSE_CLASSES (DQL_TOKENS_ORDER | DQL_TOKENS_CLAUSE)
/* What stands between a field and its value. */
#define DQL_COMPARISON_CLASSES (DQL_TOKENS_SIGN | DQL_TOKENS_OPERATOR | DQL_TOKENS_FOREIGN_OPERATOR)

static inline bool dql_is_of(unsigned kind, uint32_t classes) {
    return (dql_token_classes[kind] & classes) != 0;
}

#endif
