/*
 * The edits of error recovery: small ones (put a token in, leave some out, take one for another), each judged by how
 * many of the tokens that follow the automaton then takes, less what it costs.
 *
 * An edit reads at most DQL_LOOK_AHEAD tokens, and there are a few dozen edits.
 */
#include "syntax/recovery_edits.h"

#include "syntax/hash.h"
#include "syntax/keyword.h"
#include "syntax/recovery_trace.h"
#include "syntax/token_class.h"

#include <string.h>

bool dql_recovery_can_come(dql_recovery *recovery, uint8_t kind) {
    uint64_t bit = UINT64_C(1) << kind;
    if (!(recovery->known & bit)) {
        recovery->known |= bit;
        if (dql_automaton_takes(recovery->now, kind)) recovery->comes |= bit;
    }
    return recovery->comes & bit;
}

/* Whether no edit of that cost can be better. A trace shows all the same what it would earn. */
static bool is_beaten(const dql_recovery *recovery, int32_t cost, const dql_edit *best) {
    return !recovery->trace && DQL_EARN_TOKEN * DQL_LOOK_AHEAD - cost <= best->score;
}

/* How far the automaton gets from `from` with an edit at `index`; the edit is kept where it is the best. */
static void try_edit(dql_recovery *recovery, uint32_t index, dql_edit edit, int32_t cost, dql_edit *best) {
    dql_automaton *trial = &recovery->trial;
    dql_automaton_copy(trial, recovery->now);
    for (uint32_t i = 0; i < edit.closers; i++) {
        if (!dql_automaton_feed(trial, DQL_TOKEN_RPAREN)) return;
    }
    for (uint32_t i = 0; i < edit.inserted; i++) {
        if (!dql_automaton_feed(trial, edit.kinds[i])) return;
    }
    int32_t taken = 0;
    uint32_t at = index + edit.deleted;
    if (edit.swapped) {
        uint32_t other = dql_recovery_next(recovery, index + 1);
        if (!dql_automaton_feed(trial, recovery->in[other].kind) ||
            !dql_automaton_feed(trial, recovery->in[index].kind))
            return;
        taken = 2;
        at = other + 1;
    }
    while (taken < DQL_LOOK_AHEAD) {
        at = dql_recovery_next(recovery, at);
        /* Brackets that are open at the end are a mistake of their own. */
        bool ends = recovery->surplus > 0 && recovery->in[at].kind == DQL_TOKEN_END &&
                    dql_automaton_takes(trial, DQL_TOKEN_RPAREN);
        if (!ends && !dql_automaton_feed(trial, recovery->in[at].kind)) break;
        if (recovery->in[at].kind == DQL_TOKEN_END) {
            taken = DQL_LOOK_AHEAD;
            break;
        }
        taken++;
        at++;
    }
    if (taken == 0) return;
    edit.score = DQL_EARN_TOKEN * taken - cost;
    if (recovery->trace) dql_trace_edit(recovery, &edit, cost, taken);
    if (edit.score > best->score) *best = edit;
}

/* Those of so many tokens. */
static void try_insertions(dql_recovery *recovery, uint32_t index, uint32_t count, dql_edit *best) {
    static const uint8_t insertions[][DQL_MOST_INSERTED] = {
        {DQL_TOKEN_AND},
        {DQL_TOKEN_COMPARE},
        {DQL_TOKEN_WORD},
        {DQL_TOKEN_COMMA},
        {DQL_TOKEN_LPAREN},
        {DQL_TOKEN_BY},
        {DQL_TOKEN_IN},
        {DQL_TOKEN_IS},
        {DQL_TOKEN_NULL},
        {DQL_TOKEN_COMPARE, DQL_TOKEN_WORD},
        {DQL_TOKEN_WORD, DQL_TOKEN_COMPARE},
        {DQL_TOKEN_AND, DQL_TOKEN_WORD},
        {DQL_TOKEN_WORD, DQL_TOKEN_RPAREN},
        {DQL_TOKEN_IN, DQL_TOKEN_LPAREN},
        {DQL_TOKEN_ORDER, DQL_TOKEN_BY},
        {DQL_TOKEN_BY, DQL_TOKEN_WORD},
        {DQL_TOKEN_WORD, DQL_TOKEN_COMPARE, DQL_TOKEN_WORD},
        {DQL_TOKEN_LPAREN, DQL_TOKEN_WORD, DQL_TOKEN_RPAREN},
        {DQL_TOKEN_AND, DQL_TOKEN_WORD, DQL_TOKEN_COMPARE},
    };
    int32_t cost = DQL_COST_INSERT * (int32_t)count;
    for (size_t i = 0; i < sizeof insertions / sizeof insertions[0] && !is_beaten(recovery, cost, best); i++) {
        const uint8_t *kinds = insertions[i];
        if ((kinds[1] ? kinds[2] ? 3u : 2u : 1u) != count || !dql_recovery_can_come(recovery, kinds[0])) continue;
        try_edit(recovery, index, (dql_edit){.inserted = count, .kinds = {kinds[0], kinds[1], kinds[2]}}, cost, best);
    }
}

/* Several brackets left open are one mistake: all are closed that must be before this token can stand. */
static void try_closers(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    dql_automaton *closed = &recovery->closed;
    if (is_beaten(recovery, DQL_COST_INSERT, best) || !dql_recovery_can_come(recovery, DQL_TOKEN_RPAREN)) return;
    dql_automaton_copy(closed, recovery->now);
    dql_edit edit = {.deleted = 0};
    while (dql_automaton_feed(closed, DQL_TOKEN_RPAREN)) {
        edit.closers++;
        if (!dql_automaton_takes(closed, recovery->in[index].kind)) continue;
        try_edit(recovery, index, edit, DQL_COST_INSERT, best);
        return;
    }
}

/* Whether a word or sign stands there again. */
static bool is_twice(const dql_recovery *recovery, uint32_t index) {
    const dql_token *token = &recovery->in[index];
    size_t length = token->end - token->start;
    const char *text = recovery->source->text;
    return index > 0 && token[-1].end - token[-1].start == length && !dql_is_closer(token) &&
           memcmp(text + token[-1].start, text + token->start, length) == 0;
}

static void try_deletions(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    for (uint32_t deleted = 1; deleted <= DQL_LOOK_AHEAD && index + deleted <= recovery->count; deleted++) {
        int32_t cost = DQL_COST_DELETE * (int32_t)deleted;
        if (deleted == 1 && is_twice(recovery, index)) cost = DQL_COST_TWICE;
        if (is_beaten(recovery, cost, best)) return;
        try_edit(recovery, index, (dql_edit){.deleted = deleted}, cost, best);
    }
}

static void try_replacements(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    static const uint8_t replacements[] = {DQL_TOKEN_AND, DQL_TOKEN_COMPARE, DQL_TOKEN_WORD,   DQL_TOKEN_COMMA,
                                           DQL_TOKEN_IN,  DQL_TOKEN_LPAREN,  DQL_TOKEN_RPAREN, DQL_TOKEN_NULL,
                                           DQL_TOKEN_BY,  DQL_TOKEN_ORDER};
    const dql_token *token = &recovery->in[index];
    if (index == recovery->count) return;
    int32_t cost = token->kind == DQL_TOKEN_ILLEGAL ? DQL_COST_REPLACE_ILLEGAL : DQL_COST_REPLACE;
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0] && !is_beaten(recovery, cost, best); i++) {
        if (!dql_recovery_can_come(recovery, replacements[i])) continue;
        try_edit(recovery, index, (dql_edit){.deleted = 1, .inserted = 1, .kinds = {replacements[i]}}, cost, best);
    }
}

/* Whether it is rather a bracket too many: it touches what stands behind it, or there are more of its kind than of the other. */
static bool is_stray_bracket(const dql_recovery *recovery, const dql_token *token) {
    bool opens = dql_is_opener(token);
    return (opens && recovery->surplus) || ((opens || dql_is_closer(token)) && token->end == token[1].start);
}

/* `status 1 =`, `order id by` */
static void try_swap(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    if (index == recovery->count || is_beaten(recovery, DQL_COST_SWAP, best)) return;
    uint32_t other = dql_recovery_next(recovery, index + 1);
    const dql_token *token = &recovery->in[index];
    if (other == recovery->count) return;
    bool list = index > 0 && token[-1].kind == DQL_TOKEN_IN && dql_is_opener(&recovery->in[other]);
    if (is_stray_bracket(recovery, token) || (!list && is_stray_bracket(recovery, &recovery->in[other]))) return;
    try_edit(recovery, index, (dql_edit){.swapped = true}, DQL_COST_SWAP, best);
}

/* The token was taken for a name, but was it a keyword? `status si null`, `oder by id` */
static void try_respellings(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    uint32_t nearly = dql_nearly_keywords(recovery->source, &recovery->in[index]);
    for (size_t i = 0; nearly >> i && !is_beaten(recovery, DQL_COST_RESPELL, best); i++) {
        if (!(nearly >> i & 1)) continue;
        dql_edit edit = {.deleted = 1, .inserted = 1, .kinds = {dql_keywords[i].kind}};
        try_edit(recovery, index, edit, DQL_COST_RESPELL, best);
    }
}

/* A token that may come next: of those with which most is completed the first, else any. Fused symbols are no tokens. */
static uint8_t next_completion(dql_recovery *recovery) {
    static const uint8_t completions[] = {DQL_TOKEN_RPAREN, DQL_TOKEN_WORD,   DQL_TOKEN_NULL, DQL_TOKEN_COMPARE,
                                          DQL_TOKEN_AND,    DQL_TOKEN_LPAREN, DQL_TOKEN_BY};
    for (size_t i = 0; i < sizeof completions / sizeof completions[0]; i++) {
        if (dql_recovery_can_come(recovery, completions[i])) return completions[i];
    }
    for (uint32_t i = 1; i < dql_automaton_kind_count(); i++) {
        uint8_t kind = (uint8_t)i;
        bool fused = kind == DQL_TOKEN_COMPARISON || kind == DQL_TOKEN_AND_COMPARISON;
        if (!fused && dql_recovery_can_come(recovery, kind)) return kind;
    }
    return DQL_TOKEN_END;
}

/* At the end there is nothing to look ahead at: whatever comes next is put in, and the end is tried again. */
static dql_edit complete(dql_recovery *recovery) {
    uint8_t kind = next_completion(recovery);
    dql_edit edit = {.score = kind != DQL_TOKEN_END, .inserted = kind != DQL_TOKEN_END, .kinds = {kind}};
    return edit;
}

static bool begins_clause(uint16_t kind) {
    return dql_is_of(kind, DQL_CLAUSE_CLASSES);
}

/* Behind a clause no filter can stand; where one does, it is left out as a whole, for one mistake. */
bool dql_recovery_is_behind_clause(dql_recovery *recovery) {
    return dql_recovery_can_come(recovery, DQL_TOKEN_ORDER) && !dql_recovery_can_come(recovery, DQL_TOKEN_AND) &&
           !dql_recovery_can_come(recovery, DQL_TOKEN_TRUE) && !dql_recovery_can_come(recovery, DQL_TOKEN_QUOTED_NAME);
}

bool dql_recovery_begins_filter(const dql_token *token) {
    if (dql_is_of(token->kind, DQL_TOKENS_WORD | DQL_TOKENS_QUOTED_NAME))
        return dql_is_of(token[1].kind, DQL_TOKENS_SIGN | DQL_TOKENS_OPERATOR | DQL_TOKENS_NEGATION);
    return dql_is_of(token->kind, DQL_TOKENS_CONNECTIVE | DQL_TOKENS_NEGATION) || token->kind == DQL_TOKEN_WHERE ||
           token->kind == DQL_TOKEN_LPAREN;
}

static dql_edit leave_out_filter(const dql_recovery *recovery, uint32_t index) {
    dql_edit edit = {.deleted = 1};
    /* On a line of its own it is rather another query, clauses and all. */
    bool line = dql_begins_line(recovery->source, &recovery->in[index]);
    while (index + edit.deleted < recovery->count && (line || !begins_clause(recovery->in[index + edit.deleted].kind)))
        edit.deleted++;
    return edit;
}

/* Behind `1# in a week` the rest of the line is a comment, though it begins like more of the query. */
static dql_edit leave_out_line(const dql_recovery *recovery, uint32_t index) {
    dql_edit edit = {.deleted = 0};
    while (index + edit.deleted < recovery->count &&
           !dql_begins_line(recovery->source, &recovery->in[index + edit.deleted]))
        edit.deleted++;
    return edit;
}

/* Of what is small. */
static void try_all(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    try_insertions(recovery, index, 1, best);
    try_deletions(recovery, index, best);
    try_swap(recovery, index, best);
    try_insertions(recovery, index, 2, best);
    try_insertions(recovery, index, 3, best);
    try_closers(recovery, index, best);
    try_replacements(recovery, index, best);
    try_respellings(recovery, index, best);
}

/* The token before may be none of what it was taken for: a word may be a misspelt keyword, and a keyword that was taken for a value or a name
   may be meant as the keyword that it is: `page pagesize 20`. */
static void try_before(dql_recovery *recovery, uint32_t index, dql_edit *best) {
    if (index == 0 || recovery->last_place == index || recovery->in[index - 1].kind == DQL_TOKEN_IGNORED) return;
    uint32_t keywords = DQL_KEYWORD_CLASSES & ~(uint32_t)(DQL_TOKENS_NULL | DQL_TOKENS_CONSTANT);
    dql_recovery_exchange(recovery);
    if (dql_is_of(recovery->in[index - 1].kind, keywords) && dql_recovery_can_come(recovery, DQL_TOKEN_ANYWORD))
        try_all(recovery, index - 1, best);
    else
        try_respellings(recovery, index - 1, best);
    /* `(include users, companies` */
    if (dql_is_opener(&recovery->in[index - 1]) && begins_clause(recovery->in[index].kind))
        try_edit(recovery, index - 1, (dql_edit){.deleted = 1}, DQL_COST_RESPELL, best);
    if (dql_is_opener(&recovery->in[index])) try_swap(recovery, index - 1, best);
    dql_recovery_exchange(recovery);
    best->back = best->score > INT32_MIN;
}

dql_edit dql_recovery_choose(dql_recovery *recovery, uint32_t index) {
    if (index > 0 && dql_token_is_hash(&recovery->in[index - 1])) {
        dql_edit line = leave_out_line(recovery, index);
        if (line.deleted) return line;
    }
    dql_edit best = {.score = INT32_MIN, .deleted = 1};
    try_before(recovery, index, &best);
    try_all(recovery, index, &best);
    const dql_token *token = &recovery->in[index];
    bool filter =
        best.score < DQL_EARN_LITTLE || (dql_recovery_begins_filter(token) && dql_begins_line(recovery->source, token));
    if (index < recovery->count && filter && dql_recovery_is_behind_clause(recovery))
        best = leave_out_filter(recovery, index);
    if (index == recovery->count && best.score == INT32_MIN) best = complete(recovery);
    return best;
}
