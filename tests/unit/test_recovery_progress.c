/*
 * Error recovery comes to an end with any automaton, be it one that no grammar should have: the functions of
 * syntax/lalr.c are defined here, in place of the library's.
 */
#include "syntax/lalr.h"
#include "syntax/recovery.h"

#include "generated/query_parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Which tokens may come in each state, and the state behind them. */
typedef bool grammar(dql_automaton *automaton, uint16_t kind);
static grammar *feed;

void dql_automaton_start(dql_automaton *automaton) {
    automaton->depth = 0;
    automaton->states[0] = 0;
}

void dql_automaton_copy(dql_automaton *to, const dql_automaton *from) {
    *to = *from;
}

bool dql_automaton_feed(dql_automaton *automaton, uint16_t kind) {
    return feed(automaton, kind);
}

bool dql_automaton_takes(const dql_automaton *automaton, uint16_t kind) {
    dql_automaton copy = *automaton;
    return feed(&copy, kind);
}

const dql_token *dql_automaton_run(dql_automaton *automaton, const dql_token *tokens, const dql_token *end) {
    while (tokens < end && feed(automaton, tokens->kind)) tokens++;
    return tokens;
}

uint32_t dql_automaton_state_count(void) {
    return 2;
}

uint32_t dql_automaton_kind_count(void) {
    return DQL_TOKEN_AND_COMPARISON + 1;
}

const char *dql_automaton_kind_name(uint16_t kind) {
    (void)kind;
    return "";
}

/* Nothing may come, not even the end. */
static bool nothing(dql_automaton *automaton, uint16_t kind) {
    (void)automaton;
    (void)kind;
    return false;
}

/* A word may follow a word for ever. */
static bool words(dql_automaton *automaton, uint16_t kind) {
    (void)automaton;
    return kind == DQL_TOKEN_WORD;
}

/* `and` follows a word and a word `and`. */
static bool words_and(dql_automaton *automaton, uint16_t kind) {
    if (kind != (automaton->states[0] ? DQL_TOKEN_AND : DQL_TOKEN_WORD)) return false;
    automaton->states[0] = !automaton->states[0];
    return true;
}

/* Brackets may be opened until the stack is full, and not closed. */
static bool brackets(dql_automaton *automaton, uint16_t kind) {
    if (kind != DQL_TOKEN_LPAREN || automaton->depth == DQL_DEEPEST) return false;
    automaton->depth++;
    return true;
}

/* The end is behind a token that is on no list of what is put in. */
static bool between(dql_automaton *automaton, uint16_t kind) {
    if (kind == DQL_TOKEN_END) return automaton->states[0] == 2;
    if (kind != (automaton->states[0] ? DQL_TOKEN_BETWEEN : DQL_TOKEN_WORD)) return false;
    automaton->states[0]++;
    return true;
}

/* Returns whether there was a way to the end. */
static bool recover(grammar *of) {
    static const uint8_t kinds[] = {DQL_TOKEN_WORD, DQL_TOKEN_RPAREN, DQL_TOKEN_LPAREN, DQL_TOKEN_ORDER,
                                    DQL_TOKEN_COMMA};
    enum { COUNT = sizeof kinds };
    char text[2 * COUNT];
    memset(text, 'x', sizeof text);
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    dql_arena_init(&arena, NULL);
    assert_true(dql_source_init(&source, &arena, text, sizeof text));
    dql_findings_init(&findings, &arena, 100);
    dql_token tokens[COUNT + 2] = {{.start = 0, .end = 0}};
    for (uint32_t i = 0; i < COUNT; i++)
        tokens[i + 1] = (dql_token){.start = 2 * i, .end = 2 * i + 1, .kind = kinds[i]};
    tokens[COUNT + 1] = (dql_token){.start = 2 * COUNT, .end = 2 * COUNT};
    uint32_t count = COUNT;
    feed = of;
    bool recovered = dql_recover(&source, &arena, &findings, tokens + 1, 0, &count, NULL) != NULL;
    assert_false(arena.failed);
    assert_true(findings.reported_errors > 0);
    dql_arena_free(&arena);
    return recovered;
}

static void test_a_grammar_without_an_end_is_given_up(void **state) {
    (void)state;
    assert_false(recover(nothing));
    assert_false(recover(words));
    assert_false(recover(words_and));
    assert_false(recover(brackets));
}

static void test_any_token_may_lead_to_the_end(void **state) {
    (void)state;
    assert_true(recover(between));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_grammar_without_an_end_is_given_up),
        cmocka_unit_test(test_any_token_may_lead_to_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
