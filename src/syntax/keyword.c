#include "syntax/keyword.h"

#include "generated/query_parser.h"
#include "syntax/operators.h"
#include "syntax/token_class.h"

#include <string.h>

#define KEYWORD(word, token, class) {word, DQL_TOKEN_##token},

const dql_keyword dql_keywords[DQL_KEYWORDS] = {
#include "keywords.def"
};

static bool is_keyword(const char *text, size_t length, const char *keyword) {
    if (strlen(keyword) != length) return false;
    for (size_t i = 0; i < length; i++) {
        if ((text[i] | 0x20) != keyword[i]) return false;
    }
    return true;
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

/* The number of edits (a letter too many, missing, other, or two swapped) between a word and a keyword; any case. */
static uint32_t keyword_distance(const char *word, uint32_t length, const char *keyword) {
    uint32_t size = (uint32_t)strlen(keyword);
    if (length > LONGEST_KEYWORD + 2) return LONGEST_KEYWORD;
    uint32_t rows[3][LONGEST_KEYWORD + 2];
    for (uint32_t j = 0; j <= size; j++) rows[0][j] = j;
    for (uint32_t i = 1; i <= length; i++) {
        uint32_t *row = rows[i % 3];
        const uint32_t *above = rows[(i - 1) % 3];
        const uint32_t *twice = rows[(i + 1) % 3];
        row[0] = i;
        for (uint32_t j = 1; j <= size; j++) {
            char a = (char)(word[i - 1] | 0x20);
            uint32_t best = above[j - 1] + (a != keyword[j - 1]);
            if (above[j] + 1 < best) best = above[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a == keyword[j - 2] && (char)(word[i - 2] | 0x20) == keyword[j - 1] &&
                twice[j - 2] + 1 < best) {
                best = twice[j - 2] + 1;
            }
            row[j] = best;
        }
    }
    return rows[length % 3][size];
}

bool dql_is_nearly_keyword(const dql_source *source, const dql_token *token, size_t index) {
    if (!dql_is_of(token->kind, DQL_WORD_CLASSES | DQL_TOKENS_FOREIGN_CLAUSE)) return false;
    if (dql_is_of(dql_keywords[index].kind, DQL_TOKENS_CONSTANT)) return false;
    const char *keyword = dql_keywords[index].text;
    uint32_t size = (uint32_t)strlen(keyword);
    uint32_t distance = keyword_distance(source->text + token->start, token->end - token->start, keyword);
    return distance <= (size <= 4 ? 1u : 2u);
}
