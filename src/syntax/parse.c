/* Drives the parser that Lemon made of grammar/query.y, and its tables alone for syntax/repair.c. */
#include "syntax/parse.h"

#include "syntax/literal.h"

#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include "generated/query_parser.c"
#pragma GCC diagnostic pop

static inline unsigned action_of_token(unsigned state, unsigned kind) {
    for (;; kind = yyFallback[kind]) {
        unsigned at = yy_shift_ofst[state] + kind;
        if (yy_lookahead[at] == kind) return yy_action[at];
        if (!yyFallback[kind]) return yy_default[state];
    }
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

static inline bool is_value(uint16_t kind) {
    return kind == DQL_TOKEN_WORD || (kind >= DQL_TOKEN_STRING && kind <= DQL_TOKEN_PARAMETER);
}

/* Returns the new top of the stack; NULL at the end of the parse. */
static inline yyStackEntry *reduce(yyStackEntry *top, unsigned rule, dql_build *build) {
    for (;;) {
        yy_reduce(top, rule, build);
        top += yyRuleInfoNRhs[rule];
        unsigned action = action_of_rule(top->stateno, rule);
        top++;
        if (action <= YY_MAX_SHIFT) {
            top->stateno = (YYACTIONTYPE)action;
            return top;
        }
        if (action == YY_ACCEPT_ACTION) return NULL;
        rule = action - YY_MIN_REDUCE;
    }
}

/* Returns false at the first token that cannot come. */
static bool run_parser(dql_build *build, const dql_token *token) {
    yyStackEntry stack[YYSTACKDEPTH];
    yyStackEntry *top = stack;
    top->stateno = 0;
    for (;; token++) {
        unsigned kind = token->kind;
        const dql_token *value = token;
        if (kind == DQL_TOKEN_WORD) {
            if (token[1].kind == DQL_TOKEN_COMPARE && is_value(token[2].kind)) {
                kind = DQL_TOKEN_COMPARISON;
                token += 2;
            }
        } else if (kind == DQL_TOKEN_IGNORED) {
            continue;
        }
        unsigned action;
        while ((action = action_of_token(top->stateno, kind)) >= YY_MIN_REDUCE) {
            if (!(top = reduce(top, action - YY_MIN_REDUCE, build))) return true;
        }
        if (action > YY_MAX_SHIFTREDUCE) return action == YY_ACCEPT_ACTION;
        /* Between two tokens one empty rule at the most takes a place of its own. */
        if (top > &stack[YYSTACKDEPTH - 3]) return false;
        top++;
        top->minor.yy0 = value;
        if (action <= YY_MAX_SHIFT) {
            top->stateno = (YYACTIONTYPE)action;
        } else {
            top = reduce(top, action - YY_MIN_SHIFTREDUCE, build);
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

void dql_parse_query(const dql_parse_input *input, dql_arena *arena, deskql_findings *findings,
                     struct deskql_query *query) {
    const dql_source *source = input->source;
    dql_token *const all = input->list->tokens + query->first_token;
    dql_token *tokens = all;
    uint32_t count = query->end_token - query->first_token;
    if (count == 0) return;
    query->range = (dql_range){tokens[0].start, tokens[count - 1].end};
    /* The query's own end is one past its last token; what stood there is put back, for it may begin the next query's range. */
    dql_token terminator = tokens[count];
    tokens[count] = (dql_token){.start = query->range.end, .end = query->range.end, .kind = DQL_TOKEN_END};
    uint32_t whole = count;
    if (input->list->remarkable) count = dql_resolve(source, findings, tokens, count, input->maximum_depth);
    uint32_t end = count;
    dql_token cut = tokens[count];
    if (count < whole)
        tokens[count] =
            (dql_token){.start = cut.start, .end = cut.start, .kind = DQL_TOKEN_END, .flags = DQL_TOKEN_REPORTED};
    for (uint32_t i = 0; input->list->remarkable && i < count; i++) {
        if (tokens[i].flags) dql_token_report(source, findings, &tokens[i]);
    }
    /* Most queries parse. What the attempt on one that does not would report is thrown away: its tokens are mended, which reports the
       mistakes of its syntax, and parsed again. */
    deskql_findings attempt;
    dql_findings_init(&attempt, arena, 1);
    dql_build build = {arena, &attempt, findings, source, input->texts, query, input->maximum_list, 0};
    bool parsed = run_parser(&build, tokens);
    if (!parsed || attempt.reported_errors) {
        clear_query(query);
        if (!parsed) tokens = dql_repair(source, arena, findings, tokens, &count);
        build = (dql_build){arena, findings, findings, source, input->texts, query, input->maximum_list, 0};
        if (tokens) run_parser(&build, tokens);
    }
    if (end < whole) all[end] = cut;
    all[whole] = terminator;
}
