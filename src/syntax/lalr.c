/* The tables that Lemon made of grammar/query.y, and what runs over them: the parser, and the automaton alone. */
#include "syntax/lalr.h"

#include "base/inline.h"
#include "syntax/fuse.h"
#include "syntax/literal.h"

#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include "generated/query_parser.c"
#pragma GCC diagnostic pop

/* Of a token that cannot come itself in that state. */
static DQL_NEVER_INLINE unsigned action_of_fallback(unsigned state, unsigned kind) {
    while ((kind = yyFallback[kind]) != 0) {
        unsigned at = yy_shift_ofst[state] + kind;
        if (yy_lookahead[at] == kind) return yy_action[at];
    }
    return yy_default[state];
}

static inline unsigned action_of_token(unsigned state, unsigned kind) {
    unsigned at = yy_shift_ofst[state] + kind;
    if (yy_lookahead[at] == kind) return yy_action[at];
    return yyFallback[kind] ? action_of_fallback(state, kind) : yy_default[state];
}

/* What follows a rule that is carried out: a state, a rule that follows at once, or the end of the parse. */
static inline unsigned action_of_rule(unsigned state, unsigned rule) {
    return yy_action[yy_reduce_ofst[state] + yyRuleInfoLhs[rule]];
}

void dql_automaton_start(dql_automaton *automaton) {
    automaton->depth = 0;
    automaton->states[0] = 0;
}

void dql_automaton_copy(dql_automaton *to, const dql_automaton *from) {
    to->depth = from->depth;
    memcpy(to->states, from->states, (from->depth + 1) * sizeof from->states[0]);
}

/* Returns whether the parse goes on. */
static bool step_by_rule(dql_automaton *automaton, unsigned rule) {
    for (;;) {
        automaton->depth -= (uint32_t)-yyRuleInfoNRhs[rule];
        unsigned action = action_of_rule(automaton->states[automaton->depth++], rule);
        if (action <= YY_MAX_SHIFT) {
            automaton->states[automaton->depth] = (uint16_t)action;
            return true;
        }
        if (action == YY_ACCEPT_ACTION) return false;
        rule = action - YY_MIN_REDUCE;
    }
}

bool dql_automaton_feed(dql_automaton *automaton, uint16_t kind) {
    unsigned action;
    while ((action = action_of_token(automaton->states[automaton->depth], kind)) >= YY_MIN_REDUCE) {
        if (!step_by_rule(automaton, action - YY_MIN_REDUCE)) return true;
    }
    if (action > YY_MAX_SHIFTREDUCE) return action == YY_ACCEPT_ACTION;
    if (automaton->depth + 2 >= sizeof automaton->states / sizeof automaton->states[0]) return false;
    automaton->depth++;
    if (action > YY_MAX_SHIFT) return step_by_rule(automaton, action - YY_MIN_SHIFTREDUCE);
    automaton->states[automaton->depth] = (uint16_t)action;
    return true;
}

/* As dql_lalr_run. */
const dql_token *dql_automaton_run(dql_automaton *automaton, const dql_token *tokens, const dql_token *end) {
    const dql_token *token, *next = tokens;
    while (next < end) {
        unsigned kind = dql_fuse_next(&token, &next);
        if (token >= end) break;
        if (next <= end && dql_automaton_feed(automaton, (uint16_t)kind)) continue;
        if (next == token + 1) return token;
        next = token + 1;
        if (!dql_automaton_feed(automaton, token->kind)) return token;
    }
    return end;
}

/* Rules of no symbols put so many states at most on the stack before the token is taken. */
#define MOST_EMPTY 8u

bool dql_automaton_takes(const dql_automaton *automaton, uint16_t kind) {
    uint16_t
        above[MOST_EMPTY]; /* the states above `depth`, in the place of those that a rule has taken from the stack */
    uint32_t depth = automaton->depth, count = 0;
    unsigned state = automaton->states[depth], action;
    while ((action = action_of_token(state, kind)) >= YY_MIN_REDUCE) {
        do {
            unsigned rule = action - YY_MIN_REDUCE;
            uint32_t symbols = (uint32_t)-yyRuleInfoNRhs[rule];
            depth -= symbols > count ? symbols - count : 0;
            count -= symbols > count ? count : symbols;
            action = action_of_rule(count ? above[count - 1] : automaton->states[depth], rule);
            if (action == YY_ACCEPT_ACTION) return true;
            if (count == MOST_EMPTY) return false;
            above[count++] = (uint16_t)action;
        } while (action > YY_MAX_SHIFT);
        state = action;
    }
    return action <= YY_MAX_SHIFTREDUCE || action == YY_ACCEPT_ACTION;
}

uint32_t dql_automaton_state_count(void) {
    return YY_MAX_SHIFT + 1;
}

uint32_t dql_automaton_kind_count(void) {
    return YYNTOKEN;
}

const char *dql_automaton_kind_name(uint16_t kind) {
    return kind == DQL_TOKEN_END ? "END" : yyTokenName[kind];
}

/* A bracket or a `not` has no more than five symbols on the stack before the next one, as in `a or b and not`. */
_Static_assert(YYSTACKDEPTH >= DQL_DEEPEST * 5 + 100, "the stack holds the deepest query");

/* The stack is not watched: tokens that are nested deeper than the limit are not given here, and recovered ones have
   come through an automaton of the same size. */
bool dql_lalr_run(dql_build *build, const dql_token *tokens) {
    const dql_token *next = tokens;
    yyStackEntry stack[YYSTACKDEPTH];
    yyStackEntry *top = stack;
    const dql_token *token;
    unsigned state = 0;
    unsigned kind = dql_fuse_next(&token, &next);
    top->stateno = 0;
    for (;;) {
        unsigned action = action_of_token(state, kind);
        if (action <= YY_MAX_SHIFTREDUCE) {
            (++top)->minor.yy0 = token;
            kind = dql_fuse_next(&token, &next);
            if (action <= YY_MAX_SHIFT) {
                state = top->stateno = (YYACTIONTYPE)action;
                continue;
            }
            /* A rule does not look at what follows. */
            action += YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE;
        }
        while (action >= YY_MIN_REDUCE) {
            unsigned rule = action - YY_MIN_REDUCE;
            yy_reduce(top, rule, build);
            top += yyRuleInfoNRhs[rule];
            action = action_of_rule(top->stateno, rule);
            top++;
        }
        if (action <= YY_MAX_SHIFT) {
            state = top->stateno = (YYACTIONTYPE)action;
        } else if (action == YY_ACCEPT_ACTION || next == token + 1) {
            return action == YY_ACCEPT_ACTION;
        } else {
            /* What cannot come at once is given in turn: `from and status = 1`. */
            next = token + 1;
            kind = token->kind;
        }
    }
}
