/* From every state of the parser's automaton the end is reachable, and error recovery reaches it: no change of the
   grammar hangs it. */
#include "syntax/recovery.h"

#include "generated/query_parser.h"
#include "syntax/lalr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_STATES 400
#define MOST_STACKS 40000
/* Tokens that lead to a state, and on from it to the end. */
#define LONGEST 16
#define LONGEST_WAY 6

/* An automaton and the tokens that led it there. */
typedef struct stack {
    uint32_t depth;
    uint16_t states[2 * LONGEST + 2];
    uint8_t kinds[LONGEST];
    uint8_t length;
} stack;

static void put(const stack *from, dql_automaton *to) {
    to->depth = from->depth;
    memcpy(to->states, from->states, sizeof from->states);
}

/* Whether the token may come; then `to` is `from` behind it. */
static bool feed(const stack *from, uint8_t kind, stack *to) {
    dql_automaton automaton;
    put(from, &automaton);
    if (from->length == LONGEST || !dql_automaton_feed(&automaton, kind)) return false;
    assert_true(automaton.depth < sizeof to->states / sizeof to->states[0]);
    *to = *from;
    to->depth = automaton.depth;
    memcpy(to->states, automaton.states, (automaton.depth + 1) * sizeof to->states[0]);
    to->kinds[to->length++] = kind;
    return true;
}

static bool ends(const stack *at) {
    dql_automaton automaton;
    put(at, &automaton);
    return dql_automaton_feed(&automaton, DQL_TOKEN_END);
}

static bool is_same(const stack *one, const stack *other) {
    return one->depth == other->depth &&
           memcmp(one->states, other->states, (one->depth + 1) * sizeof one->states[0]) == 0;
}

static const stack start;

/* ---- The states -------------------------------------------------------------------------------------------------- */

static stack reached[MOST_STATES];
static size_t reached_count;
static bool seen[MOST_STATES];

/* Keeps a stack with a state in it that no other had. */
static void reach(const stack *at) {
    bool is_new = false;
    for (uint32_t i = 0; i <= at->depth; i++) {
        is_new |= !seen[at->states[i]];
        seen[at->states[i]] = true;
    }
    if (is_new) reached[reached_count++] = *at;
}

/* Breadth first, so that the shortest tokens lead to each state. */
static int reach_states(void **state) {
    (void)state;
    if (dql_automaton_state_count() > MOST_STATES) return -1;
    reach(&start);
    for (size_t i = 0; i < reached_count; i++) {
        stack next;
        for (uint32_t kind = 1; kind < dql_automaton_kind_count(); kind++) {
            if (feed(&reached[i], (uint8_t)kind, &next)) reach(&next);
        }
    }
    return 0;
}

static void test_tokens_lead_to_every_state(void **state) {
    (void)state;
    for (uint32_t i = 0; i < dql_automaton_state_count(); i++) {
        if (!seen[i]) fail_msg("no tokens lead to state %u", i);
    }
}

/* ---- The end ----------------------------------------------------------------------------------------------------- */

static stack ways[MOST_STACKS];

static bool is_known(const stack *next, size_t count) {
    for (size_t i = count; i-- > 0;) {
        if (is_same(&ways[i], next)) return true;
    }
    return false;
}

/* The number of tokens that lead from `from` to the end; -1 where none do. */
static int way_to_end(const stack *from) {
    size_t count = 0;
    ways[count++] = *from;
    for (size_t i = 0; i < count; i++) {
        int length = ways[i].length - from->length;
        if (ends(&ways[i])) return length;
        for (uint32_t kind = 1; length < LONGEST_WAY && kind < dql_automaton_kind_count(); kind++) {
            if (count == MOST_STACKS || !feed(&ways[i], (uint8_t)kind, &ways[count])) continue;
            if (!is_known(&ways[count], count)) count++;
        }
    }
    return -1;
}

static void test_end_is_reachable_from_every_state(void **state) {
    (void)state;
    for (size_t i = 0; i < reached_count; i++) {
        if (way_to_end(&reached[i]) < 0) {
            for (uint32_t j = 0; j < reached[i].length; j++) print_error("token %u\n", reached[i].kinds[j]);
            fail_msg("behind these tokens, in state %u, no tokens lead to the end",
                     reached[i].states[reached[i].depth]);
        }
    }
}

/* ---- Error recovery ---------------------------------------------------------------------------------------------- */

static bool parses(const dql_token *tokens) {
    dql_automaton automaton;
    dql_automaton_start(&automaton);
    for (; tokens->kind != DQL_TOKEN_END; tokens++) {
        if (tokens->kind != DQL_TOKEN_IGNORED && !dql_automaton_feed(&automaton, tokens->kind)) return false;
    }
    return dql_automaton_feed(&automaton, DQL_TOKEN_END);
}

/* Of tokens that lead to a state with one more behind them, whatever it is. */
static void recover_behind(const stack *at, uint8_t kind) {
    char text[2 * LONGEST + 4];
    memset(text, 'x', sizeof text);
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    dql_arena_init(&arena, NULL);
    uint32_t count = at->length + (kind != DQL_TOKEN_END ? 1u : 0u);
    assert_true(dql_source_init(&source, &arena, text, 2 * count));
    dql_findings_init(&findings, &arena, 10);
    /* One token stands before the first, as in a document. */
    dql_token tokens[LONGEST + 3] = {{.start = 0, .end = 0}};
    for (uint32_t i = 0; i <= count; i++) {
        uint8_t at_i = i < at->length ? at->kinds[i] : i < count ? kind : DQL_TOKEN_END;
        tokens[i + 1] = (dql_token){.start = 2 * i, .end = 2 * i + (i < count), .kind = at_i};
    }
    bool good = parses(tokens + 1);
    dql_token *recovered = dql_recover(&source, &arena, &findings, tokens + 1, 0, &count, NULL);
    if (!recovered || !parses(recovered))
        fail_msg("no recovery from token %u in state %u", kind, at->states[at->depth]);
    assert_int_equal(findings.reported_errors > 0, !good);
    dql_arena_free(&arena);
}

static void test_recovery_reaches_the_end_from_every_state(void **state) {
    (void)state;
    for (size_t i = 0; i < reached_count; i++) {
        for (uint32_t kind = 0; kind < dql_automaton_kind_count(); kind++) recover_behind(&reached[i], (uint8_t)kind);
    }
}

/* What is asked without feeding it is what feeding it says. */
static void test_asking_is_feeding(void **state) {
    (void)state;
    for (size_t i = 0; i < reached_count; i++) {
        dql_automaton asked, fed;
        dql_automaton_start(&asked);
        for (uint32_t at = 0; at < reached[i].length; at++)
            assert_true(dql_automaton_feed(&asked, reached[i].kinds[at]));
        for (uint32_t kind = 0; kind < dql_automaton_kind_count(); kind++) {
            dql_automaton_copy(&fed, &asked);
            assert_int_equal(dql_automaton_takes(&asked, (uint16_t)kind), dql_automaton_feed(&fed, (uint16_t)kind));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asking_is_feeding),
        cmocka_unit_test(test_tokens_lead_to_every_state),
        cmocka_unit_test(test_end_is_reachable_from_every_state),
        cmocka_unit_test(test_recovery_reaches_the_end_from_every_state),
    };
    return cmocka_run_group_tests(tests, reach_states, NULL);
}
