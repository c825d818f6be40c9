/* Drives the parser that Lemon made of grammar/query.y, and its tables alone for syntax/repair.c. */
#include "syntax/parse.h"

#include "syntax/literal.h"

#include <string.h>

/* The parser's assertions print and abort, which a library does not. */
#ifndef NDEBUG
#define NDEBUG 1
#endif

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
/* run_parser takes its place. */
static void dql_query_parser(void *, int, const dql_token *);
#define dql_query_parser_ENGINEALWAYSONSTACK 1
#include "generated/query_parser.c"
#pragma GCC diagnostic pop

void dql_automaton_start(dql_automaton *automaton) {
    automaton->depth = 0;
    automaton->states[0] = 0;
}

void dql_automaton_copy(dql_automaton *to, const dql_automaton *from) {
    to->depth = from->depth;
    memcpy(to->states, from->states, (from->depth + 1) * sizeof from->states[0]);
}

bool dql_automaton_feed(dql_automaton *automaton, uint16_t kind) {
    uint16_t *states = automaton->states;
    for (;;) {
        YYACTIONTYPE action = yy_find_shift_action((YYCODETYPE)kind, (YYACTIONTYPE)states[automaton->depth]);
        if (action >= YY_MIN_REDUCE) {
            uint32_t rule = action - YY_MIN_REDUCE;
            automaton->depth -= (uint32_t)-yyRuleInfoNRhs[rule];
            states[automaton->depth + 1] = (uint16_t)yy_find_reduce_action((YYACTIONTYPE)states[automaton->depth],
                                                                           (YYCODETYPE)yyRuleInfoLhs[rule]);
            automaton->depth++;
        } else if (action <= YY_MAX_SHIFTREDUCE) {
            if (automaton->depth + 2 >= sizeof automaton->states / sizeof states[0]) return false;
            if (action > YY_MAX_SHIFT) action += YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE;
            states[++automaton->depth] = (uint16_t)action;
            return true;
        } else {
            return action == YY_ACCEPT_ACTION;
        }
    }
}

/* Lemon's own loop but for its error recovery, which counts every token: here the first that cannot come ends the parse. */
static bool run_parser(dql_build *build, const dql_token *tokens) {
    yyParser parser;
    dql_query_parserInit(&parser, build);
    for (const dql_token *token = tokens;; token++) {
        if (token->kind == DQL_TOKEN_IGNORED) continue;
        YYACTIONTYPE action = parser.yytos->stateno;
        while ((action = yy_find_shift_action((YYCODETYPE)token->kind, action)) > YY_MAX_SHIFTREDUCE) {
            if (action < YY_MIN_REDUCE) return action == YY_ACCEPT_ACTION;
            action = yy_reduce(&parser, action - YY_MIN_REDUCE, token->kind, token, build);
        }
        /* Between two tokens one empty rule at the most takes a place of its own. */
        if (parser.yytos > &parser.yystack[YYSTACKDEPTH - 3]) return false;
        yyStackEntry *top = ++parser.yytos;
        top->stateno = action > YY_MAX_SHIFT ? action + (YY_MIN_REDUCE - YY_MIN_SHIFTREDUCE) : action;
        top->major = (YYCODETYPE)token->kind;
        top->minor.yy0 = token;
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
    tokens[count] = (dql_token){query->range.end, query->range.end, DQL_TOKEN_END, 0, 0};
    uint32_t whole = count;
    if (input->list->remarkable) count = dql_resolve(source, findings, tokens, count, input->maximum_depth);
    uint32_t end = count;
    dql_token cut = tokens[count];
    if (count < whole) tokens[count] = (dql_token){cut.start, cut.start, DQL_TOKEN_END, DQL_TOKEN_REPORTED, 0};
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
