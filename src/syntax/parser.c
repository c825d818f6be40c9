/* Drives the parser that Lemon made of grammar/query.y, and its tables alone for syntax/recovery.c. */
#include "syntax/parser.h"

#include "base/inline.h"
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

/* Those of the grammar's class `value` that need no second look; the class lists them in this order. */
_Static_assert(DQL_TOKEN_NUMBER == DQL_TOKEN_STRING + 1 && DQL_TOKEN_DATE == DQL_TOKEN_STRING + 2 &&
                   DQL_TOKEN_RELATIVE == DQL_TOKEN_STRING + 3 && DQL_TOKEN_TRUE == DQL_TOKEN_STRING + 4 &&
                   DQL_TOKEN_FALSE == DQL_TOKEN_STRING + 5 && DQL_TOKEN_NULL == DQL_TOKEN_STRING + 6 &&
                   DQL_TOKEN_PARAMETER == DQL_TOKEN_STRING + 7,
               "values are one behind another");

static inline bool is_value(uint16_t kind) {
    return kind == DQL_TOKEN_WORD || (kind >= DQL_TOKEN_STRING && kind <= DQL_TOKEN_PARAMETER);
}

/* The token behind a list of values in round brackets that begins at `open`; NULL where there is none. */
static const dql_token *behind_list(const dql_token *open) {
    if (open->kind != DQL_TOKEN_LPAREN) return NULL;
    for (const dql_token *at = open + 1; is_value(at->kind); at += 2) {
        if (at[1].kind == DQL_TOKEN_RPAREN) return at + 2;
        if (at[1].kind != DQL_TOKEN_COMMA) return NULL;
    }
    return NULL;
}

/* The token behind a comparison that DQL_TOKEN_COMPARISON may stand for; NULL where there is none. */
static inline const dql_token *behind_comparison(const dql_token *word) {
    if (word[1].kind == DQL_TOKEN_COMPARE) return is_value(word[2].kind) ? word + 3 : NULL;
    return word[1].kind == DQL_TOKEN_IN ? behind_list(word + 2) : NULL;
}

/* Moves to the next token, and returns its kind; of several that are given at once, `token` is the first. */
static inline unsigned fetch(const dql_token **token, const dql_token **next) {
    const dql_token *at = *next;
    const dql_token *behind = NULL;
    unsigned at_once = DQL_TOKEN_COMPARISON;
    if (at->kind == DQL_TOKEN_WORD) {
        behind = behind_comparison(at);
    } else if (at->kind == DQL_TOKEN_AND && at[1].kind == DQL_TOKEN_WORD) {
        behind = behind_comparison(at + 1);
        at_once = DQL_TOKEN_AND_COMPARISON;
    } else {
        while (at->kind == DQL_TOKEN_IGNORED) at++;
    }
    *token = at;
    *next = behind ? behind : at + 1;
    return behind ? at_once : at->kind;
}

/* A bracket or a `not` has no more than five symbols on the stack before the next one, as in `a or b and not`. */
_Static_assert(YYSTACKDEPTH >= DQL_DEEPEST * 5 + 100, "the stack holds the deepest query");

/* Returns false at the first token that cannot come. The stack is not watched: tokens that are nested deeper than the limit are not given
   here, and what is mended has come through an automaton of the same size. */
static bool run_parser(dql_build *build, const dql_token *next) {
    yyStackEntry stack[YYSTACKDEPTH];
    yyStackEntry *top = stack;
    const dql_token *token;
    unsigned state = 0;
    unsigned kind = fetch(&token, &next);
    top->stateno = 0;
    for (;;) {
        unsigned action = action_of_token(state, kind);
        if (action <= YY_MAX_SHIFTREDUCE) {
            (++top)->minor.yy0 = token;
            kind = fetch(&token, &next);
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

/* What a first attempt that failed left behind is taken back. */
static void clear_query(struct deskql_query *query) {
    struct deskql_query empty;
    memset(&empty, 0, sizeof empty);
    empty.document = query->document;
    empty.range = query->range;
    empty.first_token = query->first_token;
    empty.end_token = query->end_token;
    *query = empty;
}

/* Decides what takes more than a token to look ahead, and reports what is wrong with tokens in themselves. Returns the number of tokens
   before the end, which is less than it was where the query is too deep; `cut` is then the one in whose place the end is put. */
static uint32_t prepare(const dql_parse_input *input, dql_token *tokens, uint32_t whole, dql_token *cut) {
    const dql_source *source = input->build.source;
    uint32_t count = dql_resolve(source, input->findings, tokens, whole, input->maximum_depth);
    if (count < whole) {
        *cut = tokens[count];
        uint32_t end = cut->start;
        tokens[count] = (dql_token){.start = end, .end = end, .kind = DQL_TOKEN_END, .flags = DQL_TOKEN_REPORTED};
    }
    for (uint32_t i = 0; i < count; i++) {
        if (tokens[i].flags) dql_token_report(source, input->findings, &tokens[i]);
    }
    return count;
}

/* What is left of an attempt that failed is thrown away. */
static void forget_attempt(dql_parse_input *input) {
    clear_query(input->build.query);
    dql_findings_init(&input->attempt, input->build.arena, 1);
    input->build.parameter_capacity = 0;
}

/* Returns false where the tokens are no query, or one with mistakes in it. */
static bool attempt(dql_parse_input *input, const dql_token *tokens, bool *parsed) {
    *parsed = run_parser(&input->build, tokens);
    return *parsed && input->attempt.reported_errors == 0;
}

/* A query that does not parse is looked at more closely. Where that does not help, its tokens are mended, which reports the mistakes of
   its syntax, and parsed again. */
static DQL_NEVER_INLINE void parse_closely(dql_parse_input *input, dql_token *tokens, uint32_t whole, bool plain) {
    dql_build *build = &input->build;
    dql_token cut = tokens[whole];
    bool parsed = false;
    if (plain) forget_attempt(input);
    uint32_t count = prepare(input, tokens, whole, &cut);
    if (!attempt(input, tokens, &parsed)) {
        forget_attempt(input);
        dql_token *mended = tokens;
        if (!parsed) mended = dql_repair(build->source, build->arena, input->findings, tokens, &count);
        build->findings = input->findings;
        if (mended) run_parser(build, mended);
        build->findings = &input->attempt;
    }
    if (count < whole) tokens[count] = cut;
}

void dql_parse_query(dql_parse_input *input, struct deskql_query *query) {
    const dql_token_list *list = input->list;
    dql_token *tokens = list->tokens + query->first_token;
    dql_token *last = list->tokens + query->end_token;
    if (tokens == last) return;
    query->range = (dql_range){tokens->start, last[-1].end};
    /* The query's own end is one past its last token; what stood there is put back, for it may begin the next query's range. */
    dql_token terminator = *last;
    *last = (dql_token){.start = query->range.end, .end = query->range.end, .kind = DQL_TOKEN_END};
    input->build.query = query;
    input->build.parameter_capacity = 0;
    /* Most queries parse as they stand. */
    bool plain = !list->remarkable && list->openers <= input->maximum_depth;
    bool parsed;
    if (!plain || !attempt(input, tokens, &parsed)) parse_closely(input, tokens, (uint32_t)(last - tokens), plain);
    *last = terminator;
}
