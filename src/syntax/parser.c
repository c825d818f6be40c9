/* From tokens to the tree of one query: at once where it is right, and closely where something is wrong. */
#include "syntax/parser.h"

#include "base/inline.h"
#include "generated/query_parser.h"
#include "syntax/idioms.h"
#include "syntax/lalr.h"
#include "syntax/recovery.h"

#include <string.h>

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

/* How many tokens can come before the first that cannot, whatever is wrong with them in themselves; with the end token, where all can. */
static uint32_t count_good(const dql_token *tokens, uint32_t count) {
    dql_automaton automaton;
    dql_automaton_start(&automaton);
    return (uint32_t)(dql_automaton_run(&automaton, tokens, tokens + count + 1) - tokens);
}

/* Decides what takes more than a token to look ahead, and reports what is wrong with tokens in themselves. Returns the number of tokens
   before the end, which is less than it was where the query is too deep; `cut` is then the one in whose place the end is put. `parses` is whether they have parsed,
   and becomes whether they may parse now; where not, `good` becomes how many of the first tokens do. */
static uint32_t prepare(const dql_parse_input *input, dql_token *tokens, uint32_t whole, dql_token *cut, bool *parses,
                        uint32_t *good) {
    const dql_source *source = input->build.source;
    uint32_t count = dql_resolve(source, input->findings, tokens, whole, input->maximum_depth);
    if (count < whole) {
        *cut = tokens[count];
        uint32_t end = cut->start;
        tokens[count] = (dql_token){.start = end, .end = end, .kind = DQL_TOKEN_END, .flags = DQL_TOKEN_REPORTED};
    }
    if (!*parses) *good = count_good(tokens, count);
    *parses = *parses || *good > count || dql_take_idioms(source, input->findings, tokens, count, *good);
    if (*parses) *good = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!tokens[i].flags) continue;
        dql_findings_mark before = dql_findings_here(input->findings);
        dql_token_report(source, input->findings, &tokens[i]);
        dql_findings_tidy(input->findings, before);
    }
    return count;
}

static bool is_in_turn(const dql_parse_input *input) {
    return input->build.arena != input->findings->arena;
}

/* What is left of an attempt that failed is thrown away. */
static void forget_attempt(dql_parse_input *input) {
    clear_query(input->build.query);
    if (is_in_turn(input)) dql_arena_clear(input->build.arena);
    dql_findings_init(&input->attempt, input->build.arena, 1);
    input->build.parameter_capacity = 0;
}

/* Returns false where the tokens are no query, or one with mistakes in it. */
static bool attempt(dql_parse_input *input, const dql_token *tokens, bool *parsed) {
    *parsed = dql_lalr_run(&input->build, tokens);
    return *parsed && input->attempt.reported_errors == 0;
}

/* Of a query of more tokens than this that has mistakes no tree is made where queries are looked at in turn: it would take much memory, and
   the tree is of no use there. */
#define LARGE_QUERY 4096u

/* A query that does not parse is looked at more closely. Where that does not help, error recovery reports the mistakes
   of its syntax, and the recovered tokens are parsed again. */
static DQL_NEVER_INLINE void parse_closely(dql_parse_input *input, dql_token *tokens, uint32_t whole, bool plain,
                                           bool parses) {
    dql_build *build = &input->build;
    dql_token cut = tokens[whole];
    if (plain) forget_attempt(input);
    uint32_t before = input->findings->reported_errors;
    uint32_t good = 0;
    uint32_t count = prepare(input, tokens, whole, &cut, &parses, &good);
    bool treeless = is_in_turn(input) && count > LARGE_QUERY;
    bool parsed = false;
    bool damaged = treeless && input->findings->reported_errors > before;
    bool tried = !damaged && parses;
    if (!tried || !attempt(input, tokens, &parsed)) {
        if (tried || !plain) forget_attempt(input);
        dql_token *recovered = tokens;
        if (!parsed) recovered = dql_recover(build->source, build->arena, input->findings, tokens, good, &count, NULL);
        build->findings = input->findings;
        if (recovered && (parsed || !treeless)) dql_lalr_run(build, recovered);
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
    bool plain = !list->has_errors && list->openers <= input->maximum_depth;
    bool parsed = false;
    if (!plain || !attempt(input, tokens, &parsed))
        parse_closely(input, tokens, (uint32_t)(last - tokens), plain, parsed);
    *last = terminator;
}
