/* The lists of words: grammar/keywords.def is held to the lexer and to the questions about kinds of tokens. */
#include "syntax/keyword.h"

#include "base/time.h"
#include "generated/query_parser.h"
#include "syntax/operators.h"
#include "syntax/spelling.h"
#include "syntax/token_class.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct row {
    const char *word;
    uint8_t kind;
    uint8_t detail;
} row;

static const row rows[] = {
#define KEYWORD(word, token, class) {word, DQL_TOKEN_##token, 0},
#define TIME_WORD(word, base) {word, DQL_TOKEN_RELATIVE, 0},
#define FOREIGN_OPERATOR(word, operator_) {word, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_##operator_},
#define FOREIGN_WORD(word, token, class) {word, DQL_TOKEN_##token, 0},
#include "keywords.def"
};
#define ROWS (sizeof rows / sizeof rows[0])

static dql_token first_token(const char *text, uint32_t count) {
    dql_arena arena;
    dql_source source;
    dql_token_list list;
    dql_arena_init(&arena, NULL);
    assert_true(dql_source_init(&source, &arena, text, (uint32_t)strlen(text)));
    assert_true(dql_lex(&source, &arena, &list));
    if (count && list.count != count + 1) fail_msg("`%s`: %u tokens", text, list.count - 1);
    dql_token token = list.tokens[0];
    dql_arena_free(&arena);
    return token;
}

static void assert_row(const char *text, uint32_t count, const row *expected) {
    dql_token token = first_token(text, count);
    if (token.kind != expected->kind || token.detail != expected->detail || token.flags)
        fail_msg("`%s`: kind %d (not %d), detail %d (not %d), flags %d", text, token.kind, expected->kind, token.detail,
                 expected->detail, token.flags);
}

/* Each row is a rule of the lexer, in any letter case, and nothing longer is. */
static void test_lexer_knows_each_row(void **state) {
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char text[32];
        assert_row(rows[i].word, 1, &rows[i]);
        snprintf(text, sizeof text, "%s", rows[i].word);
        for (size_t at = 0; text[at]; at += 2) text[at] = (char)toupper((unsigned char)text[at]);
        assert_row(text, 1, &rows[i]);
        snprintf(text, sizeof text, "%s_", rows[i].word);
        assert_int_equal(first_token(text, 1).kind, DQL_TOKEN_WORD);
    }
}

/* What could have gone on behind a word, and does not, changes nothing of it. */
static void test_words_that_could_go_on(void **state) {
    (void)state;
    static const char *const behind[] = {"- 1", ".", ".-", "\xE2\x80\x9C x", "\xFF"};
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k < sizeof behind / sizeof behind[0]; k++) {
            char text[32];
            snprintf(text, sizeof text, "%s%s", rows[i].word, behind[k]);
            assert_row(text, 0, &rows[i]);
        }
    }
}

/* A keyword cannot be written without quotes, a word of another language can. */
static void test_spelling_knows_each_row(void **state) {
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        bool special = dql_is_of(rows[i].kind, DQL_KEYWORD_CLASSES | DQL_TOKENS_TIME);
        assert_int_equal(dql_is_special_word(rows[i].word, strlen(rows[i].word)), special);
        assert_int_equal(dql_is_plain_word(rows[i].word, strlen(rows[i].word)), !special);
    }
}

static void test_a_relative_time_begins_with_each_time_word(void **state) {
    (void)state;
    for (unsigned base = DQL_TIME_NOW; base < DQL_TIME_BASES; base++) {
        dql_time time;
        const char *word = dql_time_words[base];
        assert_int_equal(dql_time_read_relative(word, strlen(word), NULL, &time), DQL_TIME_OK);
        assert_int_equal(time.base, base);
    }
}

/* Every kind is of one class at the most, and every row of one. */
static void test_classes_do_not_overlap(void **state) {
    (void)state;
    for (unsigned kind = 0; kind <= UINT8_MAX; kind++) {
        uint32_t classes = dql_token_classes[kind];
        assert_int_equal(classes & (classes - 1), 0);
    }
    for (size_t i = 0; i < ROWS; i++) assert_int_not_equal(dql_token_classes[rows[i].kind], 0);
}

/* The classes of the grammar, which the parser's shortcuts and the questions of syntax/ must agree with. */
static void test_questions_about_kinds(void **state) {
    (void)state;
    static const uint8_t values[] = {DQL_TOKEN_WORD,  DQL_TOKEN_STRING,   DQL_TOKEN_NUMBER,
                                     DQL_TOKEN_DATE,  DQL_TOKEN_RELATIVE, DQL_TOKEN_TRUE,
                                     DQL_TOKEN_FALSE, DQL_TOKEN_NULL,     DQL_TOKEN_PARAMETER};
    static const uint8_t no_values[] = {DQL_TOKEN_AND,     DQL_TOKEN_OR,    DQL_TOKEN_ORDER,
                                        DQL_TOKEN_COMPARE, DQL_TOKEN_COMMA, DQL_TOKEN_END,
                                        DQL_TOKEN_LPAREN,  DQL_TOKEN_LABEL, DQL_TOKEN_IGNORED};
    unsigned count = 0;
    for (unsigned kind = 0; kind <= UINT8_MAX; kind++) count += dql_is_of(kind, DQL_VALUE_CLASSES);
    assert_int_equal(count, sizeof values);
    for (size_t i = 0; i < sizeof values; i++) assert_true(dql_is_of(values[i], DQL_VALUE_CLASSES));
    for (size_t i = 0; i < sizeof no_values; i++) assert_false(dql_is_of(no_values[i], DQL_ANY_VALUE_CLASSES));
    assert_true(dql_is_of(DQL_TOKEN_QUOTED_NAME, DQL_ANY_VALUE_CLASSES));
    assert_true(dql_is_of(DQL_TOKEN_FROM, DQL_ANY_VALUE_CLASSES));
    assert_true(dql_is_of(DQL_TOKEN_ORDER, DQL_NAME_CLASSES));
    assert_false(dql_is_of(DQL_TOKEN_STRING, DQL_NAME_CLASSES));
    assert_false(dql_is_of(DQL_TOKEN_LIMIT, DQL_KEYWORD_CLASSES));
}

/* A value can be any word, so that no misspelt one was meant as `true`. */
static void test_nearly_a_keyword(void **state) {
    (void)state;
    static const char text[] = "wehre ture";
    dql_arena arena;
    dql_source source;
    dql_arena_init(&arena, NULL);
    assert_true(dql_source_init(&source, &arena, text, sizeof text - 1));
    dql_token where = {.start = 0, .end = 5, .kind = DQL_TOKEN_WORD};
    dql_token true_ = {.start = 6, .end = 10, .kind = DQL_TOKEN_WORD};
    assert_int_equal(dql_nearly_keywords(&source, &where), 1u << DQL_KEYWORD_WHERE);
    assert_int_equal(dql_nearly_keywords(&source, &true_), 0);
    dql_arena_free(&arena);
}

/* One edit of a short keyword, two of a longer one: a letter too many, missing, other, or two swapped; in any letter case. */
static void test_how_near_a_keyword_is(void **state) {
    (void)state;
    static const struct {
        const char *word;
        dql_keyword_index meant; /* DQL_KEYWORDS: none */
    } words[] = {{"nto", DQL_KEYWORD_NOT},
                 {"NOOT", DQL_KEYWORD_NOT},
                 {"xxt", DQL_KEYWORDS},
                 {"odrr", DQL_KEYWORD_ORDER},
                 {"oXdXr", DQL_KEYWORD_ORDER},
                 {"xxxer", DQL_KEYWORDS},
                 {"betwenn", DQL_KEYWORD_BETWEEN},
                 {"ebtwene", DQL_KEYWORD_BETWEEN},
                 {"btwn", DQL_KEYWORDS},
                 {"pagesizexx", DQL_KEYWORD_PAGESIZE},
                 {"pagesizexxx", DQL_KEYWORDS}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        dql_arena arena;
        dql_source source;
        uint32_t length = (uint32_t)strlen(words[i].word);
        dql_token token = {.start = 0, .end = length, .kind = DQL_TOKEN_WORD};
        dql_arena_init(&arena, NULL);
        assert_true(dql_source_init(&source, &arena, words[i].word, length));
        uint32_t meant = words[i].meant < DQL_KEYWORDS ? 1u << words[i].meant : 0;
        if (dql_nearly_keywords(&source, &token) != meant) fail_msg("`%s`", words[i].word);
        dql_arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lexer_knows_each_row),
        cmocka_unit_test(test_words_that_could_go_on),
        cmocka_unit_test(test_spelling_knows_each_row),
        cmocka_unit_test(test_a_relative_time_begins_with_each_time_word),
        cmocka_unit_test(test_classes_do_not_overlap),
        cmocka_unit_test(test_questions_about_kinds),
        cmocka_unit_test(test_nearly_a_keyword),
        cmocka_unit_test(test_how_near_a_keyword_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
