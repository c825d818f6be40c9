#include "syntax/token.h"

#include "generated/query_parser.h"
#include "syntax/operators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct lexed {
    dql_arena arena;
    dql_source source;
    dql_token_list list;
} lexed;

static void lex(lexed *it, const char *text, size_t length) {
    dql_arena_init(&it->arena, NULL);
    assert_true(dql_source_init(&it->source, &it->arena, text, (uint32_t)length));
    assert_true(dql_lex(&it->source, &it->arena, &it->list));
    /* Whatever the text: tokens in order, none empty but the end, which is last and alone. */
    uint32_t at = 0;
    for (uint32_t i = 0; i < it->list.count; i++) {
        const dql_token *token = &it->list.tokens[i];
        bool last = i + 1 == it->list.count;
        assert_true(token->start >= at);
        assert_true(last ? token->end == token->start : token->end > token->start);
        assert_int_equal(token->kind == DQL_TOKEN_END, last);
        at = token->end;
    }
    assert_int_equal(at, length);
}

/* A text of one token. */
static void assert_token(const char *text, uint16_t kind, uint8_t flags) {
    lexed it;
    lex(&it, text, strlen(text));
    if (it.list.count != 2 || it.list.tokens[0].kind != kind || it.list.tokens[0].flags != flags) {
        fail_msg("`%s`: %u tokens, the first of kind %d (not %d), flags %d (not %d)", text, it.list.count - 1,
                 it.list.tokens[0].kind, kind, it.list.tokens[0].flags, flags);
    }
    assert_int_equal(it.list.tokens[0].end, strlen(text));
    dql_arena_free(&it.arena);
}

static void assert_kinds(const char *text, const uint16_t *kinds, size_t count) {
    lexed it;
    lex(&it, text, strlen(text));
    assert_int_equal(it.list.count, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (it.list.tokens[i].kind != kinds[i])
            fail_msg("`%s`: token %zu is %d, not %d", text, i, it.list.tokens[i].kind, kinds[i]);
    }
    dql_arena_free(&it.arena);
}

#define ASSERT_KINDS(text, ...)                                                                                        \
    do {                                                                                                               \
        const uint16_t kinds[] = {__VA_ARGS__};                                                                        \
        assert_kinds(text, kinds, sizeof kinds / sizeof kinds[0]);                                                     \
    } while (0)

static void test_keywords(void **state) {
    (void)state;
    assert_token("and", DQL_TOKEN_AND, 0);
    assert_token("AnD", DQL_TOKEN_AND, 0);
    assert_token("ORDER", DQL_TOKEN_ORDER, 0);
    assert_token("pageSize", DQL_TOKEN_PAGESIZE, 0);
    assert_token("page", DQL_TOKEN_PAGE, 0);
    assert_token("between", DQL_TOKEN_BETWEEN, 0);
    assert_token("Contains", DQL_TOKEN_CONTAINS, 0);
    assert_token("TRUE", DQL_TOKEN_TRUE, 0);
    assert_token("Tomorrow", DQL_TOKEN_RELATIVE, 0);
    /* Only the whole word is a keyword. */
    assert_token("android", DQL_TOKEN_WORD, 0);
    assert_token("in-progress", DQL_TOKEN_WORD, 0);
    assert_token("order.by", DQL_TOKEN_WORD, 0);
    assert_token("not_", DQL_TOKEN_WORD, 0);
    assert_token("pages", DQL_TOKEN_WORD, 0);
}

static void test_words(void **state) {
    (void)state;
    assert_token("status", DQL_TOKEN_WORD, 0);
    assert_token("users.name", DQL_TOKEN_WORD, 0);
    assert_token("on-hold", DQL_TOKEN_WORD, 0);
    assert_token("_a1.b-2", DQL_TOKEN_WORD, 0);
    assert_token("größe", DQL_TOKEN_WORD, DQL_TOKEN_PROBLEM_CHARACTER);
    ASSERT_KINDS("a..b", DQL_TOKEN_WORD, DQL_TOKEN_ILLEGAL, DQL_TOKEN_WORD);
    assert_token("`in`", DQL_TOKEN_QUOTED_NAME, 0);
    assert_token("`a.b c`", DQL_TOKEN_QUOTED_NAME, 0);
}

static void test_numbers(void **state) {
    (void)state;
    static const char *const good[] = {"0",   "-0",   "7",    "-7",      "0.5",
                                       "1e2", "-1e2", "1E+2", "1.5e-10", "123456789012345678901234567890"};
    static const char *const bad[] = {"007",  "7up", ".5",    "+5",  "1.",  "1.2.3",
                                      "0x10", "1e",  "1_000", "-.5", "5-3", "00"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_token(good[i], DQL_TOKEN_NUMBER, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_token(bad[i], DQL_TOKEN_NUMBER, DQL_TOKEN_PROBLEM_NUMBER);
    assert_token("-Inf", DQL_TOKEN_SIGNED_WORD, 0);
    assert_token("-name", DQL_TOKEN_SIGNED_WORD, 0);
}

static void test_times(void **state) {
    (void)state;
    static const char *const dates[] = {
        "2026-01-31", "2026-01-31T10:00", "2026-01-31T10:00:15.250Z", "2026-01-31T10:00+02:00", "1-2-3", "2026-01-31x"};
    static const char *const relative[] = {"now",          "now-7d", "now - 7d", "now -7d + 2h",
                                           "today+1mo-1y", "-7d",    "+7d",      "-7d +2h",
                                           "now-7",        "now-7x", "now-7d-x", "yesterday\n+ 1d"};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) assert_token(dates[i], DQL_TOKEN_DATE, 0);
    for (size_t i = 0; i < sizeof relative / sizeof relative[0]; i++) assert_token(relative[i], DQL_TOKEN_RELATIVE, 0);
    assert_token("now-foo", DQL_TOKEN_WORD, 0);
    assert_token("nowhere", DQL_TOKEN_WORD, 0);
    ASSERT_KINDS("now and", DQL_TOKEN_RELATIVE, DQL_TOKEN_AND);
}

static void test_strings(void **state) {
    (void)state;
    assert_token("\"a\"", DQL_TOKEN_STRING, 0);
    assert_token("'a \"b\"'", DQL_TOKEN_STRING, 0);
    assert_token("\"\\\"\\u00e9\\n\"", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_STRING);
    assert_token("\"a\tb\"", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_STRING);
    assert_token("\"abc", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_UNTERMINATED);
    assert_token("`abc", DQL_TOKEN_QUOTED_NAME, DQL_TOKEN_PROBLEM_UNTERMINATED);
    assert_token("“a”", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("‘a \"b\"’", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("“a\"", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("“a", DQL_TOKEN_STRING, DQL_TOKEN_PROBLEM_SPELLING | DQL_TOKEN_PROBLEM_UNTERMINATED);
    /* A line's end ends a string. */
    ASSERT_KINDS("\"abc\nx", DQL_TOKEN_STRING, DQL_TOKEN_WORD);
    ASSERT_KINDS("\"abc\r\nx", DQL_TOKEN_STRING, DQL_TOKEN_WORD);
    /* A quote right behind a word closes what was never opened. */
    ASSERT_KINDS("now\" and x", DQL_TOKEN_RELATIVE, DQL_TOKEN_STRING, DQL_TOKEN_AND, DQL_TOKEN_WORD);
}

static void test_signs(void **state) {
    (void)state;
    ASSERT_KINDS("=!=<<=>>=~!~", DQL_TOKEN_COMPARE, DQL_TOKEN_COMPARE, DQL_TOKEN_COMPARE, DQL_TOKEN_COMPARE,
                 DQL_TOKEN_COMPARE, DQL_TOKEN_MATCH, DQL_TOKEN_MATCH);
    ASSERT_KINDS("(),[];!", DQL_TOKEN_LPAREN, DQL_TOKEN_RPAREN, DQL_TOKEN_COMMA, DQL_TOKEN_LBRACKET, DQL_TOKEN_RBRACKET,
                 DQL_TOKEN_SEMICOLON, DQL_TOKEN_BANG);
    assert_token("==", DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("<>", DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("&&", DQL_TOKEN_AND, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("||", DQL_TOKEN_OR, DQL_TOKEN_PROBLEM_SPELLING);
    assert_token("@@$", DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_CHARACTER);
}

static void test_colons(void **state) {
    (void)state;
    ASSERT_KINDS("a = :x", DQL_TOKEN_WORD, DQL_TOKEN_COMPARE, DQL_TOKEN_PARAMETER);
    ASSERT_KINDS("a=:x", DQL_TOKEN_WORD, DQL_TOKEN_COMPARE, DQL_TOKEN_PARAMETER);
    ASSERT_KINDS("(:x,:y)", DQL_TOKEN_LPAREN, DQL_TOKEN_PARAMETER, DQL_TOKEN_COMMA, DQL_TOKEN_PARAMETER,
                 DQL_TOKEN_RPAREN);
    ASSERT_KINDS("a:x", DQL_TOKEN_WORD, DQL_TOKEN_COLON, DQL_TOKEN_WORD);
    ASSERT_KINDS("`a`:x", DQL_TOKEN_QUOTED_NAME, DQL_TOKEN_COLON, DQL_TOKEN_WORD);
    ASSERT_KINDS("a :x", DQL_TOKEN_WORD, DQL_TOKEN_PARAMETER);
}

static void test_comments_and_space(void **state) {
    (void)state;
    ASSERT_KINDS("a # = 1 \"\n= # x\r\n1 #", DQL_TOKEN_WORD, DQL_TOKEN_COMPARE, DQL_TOKEN_NUMBER);
    ASSERT_KINDS("(#)\n1,#2\n3;#4", DQL_TOKEN_LPAREN, DQL_TOKEN_NUMBER, DQL_TOKEN_COMMA, DQL_TOKEN_NUMBER,
                 DQL_TOKEN_SEMICOLON);
    ASSERT_KINDS("\xEF\xBB\xBF"
                 "a",
                 DQL_TOKEN_WORD);
    ASSERT_KINDS("# \xFF\x01 comment\na", DQL_TOKEN_WORD);
    lexed it;
    lex(&it, "", 0);
    assert_int_equal(it.list.count, 1);
    dql_arena_free(&it.arena);
}

/* Directly behind an operand it is a token, alone where the text goes on behind it, else with the rest of the line. */
static void test_hash_behind_operand(void **state) {
    (void)state;
    ASSERT_KINDS("C# and x", DQL_TOKEN_WORD, DQL_TOKEN_IGNORED, DQL_TOKEN_AND, DQL_TOKEN_WORD);
    ASSERT_KINDS("\"C\"#,-7d#;:p#)`a`#\n7#", DQL_TOKEN_STRING, DQL_TOKEN_IGNORED, DQL_TOKEN_COMMA, DQL_TOKEN_RELATIVE,
                 DQL_TOKEN_IGNORED, DQL_TOKEN_SEMICOLON, DQL_TOKEN_PARAMETER, DQL_TOKEN_IGNORED, DQL_TOKEN_RPAREN,
                 DQL_TOKEN_QUOTED_NAME, DQL_TOKEN_IGNORED, DQL_TOKEN_NUMBER, DQL_TOKEN_IGNORED);
    ASSERT_KINDS("C# note and x\n= 1", DQL_TOKEN_WORD, DQL_TOKEN_IGNORED, DQL_TOKEN_COMPARE, DQL_TOKEN_NUMBER);
    ASSERT_KINDS("\xEF\xBB\xBF#a\nb", DQL_TOKEN_WORD);
}

static void test_any_bytes(void **state) {
    (void)state;
    /* NULs, in the open, in a string and in a comment. */
    lexed it;
    lex(&it, "a\0b \"x\0y\" #\0\nc", 14);
    assert_int_equal(it.list.tokens[1].kind, DQL_TOKEN_ILLEGAL);
    assert_int_equal(it.list.tokens[3].kind, DQL_TOKEN_STRING);
    assert_int_equal(it.list.tokens[3].flags, DQL_TOKEN_PROBLEM_STRING);
    assert_int_equal(it.list.tokens[4].kind, DQL_TOKEN_WORD);
    dql_arena_free(&it.arena);
    uint32_t random = 12345;
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        static const char few[] = "a=1 \"'`\\()[],;:#\n\r\t-+.&|<>!~\xE2\x80\x9C\xFFnow7d";
        size_t length = (size_t)round % sizeof bytes;
        for (size_t i = 0; i < length; i++) {
            random = random * 1664525u + 1013904223u;
            bytes[i] = round % 2 ? (char)(random >> 24) : few[(random >> 16) % (sizeof few - 1)];
        }
        lex(&it, bytes, length);
        dql_arena_free(&it.arena);
    }
}

static void test_contents(void **state) {
    (void)state;
    static const struct {
        const char *written;
        const char *meant;
        uint32_t length;
    } strings[] = {
        {"\"a\"", "a", 1},
        {"''", "", 0},
        {"\"\\\"\\'\\\\\\/\\b\\f\\n\\r\\t\"", "\"'\\/\b\f\n\r\t", 9},
        {"\"\\u0041\\u00e9\\u20ac\"", "A\u00e9\u20ac", 6},
        {"\"\\ud83d\\ude00\"", "\xF0\x9F\x98\x80", 4},
        {"\"\\u0000\"", "\0", 1},
        {"`a\\b`", "a\\b", 3},
        {"“x”", "x", 1},
    };
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        lexed it;
        lex(&it, strings[i].written, strlen(strings[i].written));
        uint32_t length;
        char *texts = dql_arena_copy(&it.arena, it.source.text, it.source.length);
        assert_non_null(texts);
        const char *content = dql_token_content(&it.source, texts, &it.arena, &it.list.tokens[0], &length);
        assert_non_null(content);
        assert_int_equal(length, strings[i].length);
        assert_memory_equal(content, strings[i].meant, length + 1);
        dql_arena_free(&it.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keywords),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_colons),
        cmocka_unit_test(test_comments_and_space),
        cmocka_unit_test(test_hash_behind_operand),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_contents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
