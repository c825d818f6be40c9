#include "syntax/keyword.h"

#include "diagnostics/edit_distance.h"
#include "generated/query_parser.h"
#include "syntax/operators.h"
#include "syntax/token_class.h"

#include <string.h>

#define KEYWORD(word, token, class) {word, DQL_TOKEN_##token},

const dql_keyword dql_keywords[DQL_KEYWORDS] = {
#include "keywords.def"
};

static bool is_text(const char *text, size_t length, const char *lower) {
    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        if ((byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte) != lower[i]) return false;
    }
    return true;
}

static bool is_keyword(const char *text, size_t length, const char *keyword) {
    return strlen(keyword) == length && is_text(text, length, keyword);
}

bool dql_token_is(const dql_source *source, const dql_token *token, const char *lower, size_t length) {
    return token->end - token->start == length && is_text(source->text + token->start, length, lower);
}

#define KEYWORD(word, token, class) {word, DQL_TOKEN_##token, 0},
#define TIME_WORD(word, base) {word, DQL_TOKEN_RELATIVE, 0},
#define FOREIGN_OPERATOR(word, operator_) {word, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_##operator_},
#define FOREIGN_WORD(word, token, class) {word, DQL_TOKEN_##token, 0},

static const struct {
    const char *text;
    uint8_t kind;
    uint8_t detail;
} special_words[] = {
#include "keywords.def"
};

uint8_t dql_kind_of_word(const char *text, size_t length, uint8_t *detail) {
    for (size_t i = 0; i < sizeof special_words / sizeof special_words[0]; i++) {
        if (!is_keyword(text, length, special_words[i].text)) continue;
        *detail = special_words[i].detail;
        return special_words[i].kind;
    }
    *detail = 0;
    return DQL_TOKEN_WORD;
}

bool dql_is_keyword(const char *text, size_t length) {
    uint8_t detail;
    return dql_is_of(dql_kind_of_word(text, length, &detail), DQL_KEYWORD_CLASSES);
}

#define LONGEST_KEYWORD 8u
#define MOST_EDITS 2u

_Static_assert(DQL_KEYWORDS <= 32, "a set of keywords is 32 bits");

uint32_t dql_nearly_keywords(const dql_source *source, const dql_token *token) {
    uint32_t length = token->end - token->start, found = 0;
    char lower[LONGEST_KEYWORD + MOST_EDITS];
    if (!dql_is_of(token->kind, DQL_WORD_CLASSES | DQL_TOKENS_FOREIGN_CLAUSE) || length > sizeof lower) return 0;
    for (uint32_t i = 0; i < length; i++) lower[i] = (char)(source->text[token->start + i] | 0x20);
    dql_letter_set letters = dql_letters_of(lower, length);
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        const char *keyword = dql_keywords[i].text;
        size_t size = strlen(keyword);
        size_t edits = size <= 4 ? 1 : MOST_EDITS;
        if (size > length + edits || length > size + edits) continue;
        if (!dql_nearly_in(letters, dql_letters_of(keyword, size), edits)) continue;
        if (dql_is_of(dql_keywords[i].kind, DQL_TOKENS_CONSTANT)) continue;
        if (dql_edit_cost(lower, length, keyword, size, (uint32_t)edits * DQL_REPLACEMENT) != DQL_TOO_FAR)
            found |= 1u << i;
    }
    return found;
}
