/*
 * Error recovery in the tokens of a query that does not parse, so that one query reports all its mistakes.
 *
 * The parser's automaton runs over the tokens. Where it stops, the best of some edits (recovery_edits.c) is made, the
 * place is reported once (recovery_report.c), and the automaton goes on. What is put in is marked missing, so that
 * check/ reports nothing more about it.
 *
 * Each edit costs a bounded amount of work, and the number of edits and of findings is limited; so the work is linear.
 */
#include "syntax/recovery.h"

#include "syntax/hash.h"
#include "syntax/recovery_report.h"
#include "syntax/recovery_trace.h"

#include <string.h>

static void emit(dql_recovery *recovery, dql_token token) {
    if (recovery->out_count == recovery->out_capacity) {
        uint32_t capacity = 2 * recovery->out_capacity;
        dql_token *larger = dql_arena_take(recovery->arena, capacity * sizeof *larger);
        if (!larger) return;
        memcpy(larger, recovery->out, recovery->out_count * sizeof *larger);
        recovery->out = larger;
        recovery->out_capacity = capacity;
    }
    recovery->out[recovery->out_count++] = token;
}

static void take(dql_recovery *recovery, uint32_t index) {
    dql_token token = recovery->in[index];
    if (index < recovery->spoken_for) token.flags |= DQL_TOKEN_MISSING | DQL_TOKEN_REPORTED;
    emit(recovery, token);
}

/* Applies an edit at `index`; returns the index of the next token to take. */
static uint32_t apply(dql_recovery *recovery, uint32_t index, const dql_edit *edit) {
    const dql_token *at = &recovery->in[index];
    for (uint32_t i = 0; i < edit->closers; i++) {
        dql_automaton_feed(recovery->now, DQL_TOKEN_RPAREN);
        emit(recovery, (dql_token){.start = at->start,
                                   .end = at->start,
                                   .kind = DQL_TOKEN_RPAREN,
                                   .flags = DQL_TOKEN_MISSING | DQL_TOKEN_REPORTED});
    }
    for (uint32_t i = 0; i < edit->inserted; i++) {
        bool replaces = i == 0 && edit->deleted == 1;
        dql_token token = {.start = at->start,
                           .end = replaces ? at->end : at->start,
                           .kind = edit->kinds[i],
                           .flags = DQL_TOKEN_MISSING | DQL_TOKEN_REPORTED};
        dql_automaton_feed(recovery->now, edit->kinds[i]);
        emit(recovery, token);
    }
    uint32_t next = dql_recovery_next(recovery, index + edit->deleted);
    if (edit->swapped) {
        uint32_t other = dql_recovery_next(recovery, index + 1);
        dql_automaton_feed(recovery->now, recovery->in[other].kind);
        dql_automaton_feed(recovery->now, at->kind);
        take(recovery, other);
        take(recovery, index);
        return other + 1;
    }
    /* Of two names in the place of one nobody knows which is meant. */
    if (edit->deleted == 1 && !edit->inserted && recovery->out_count && at->kind == DQL_TOKEN_WORD &&
        dql_automaton_takes(recovery->now, DQL_TOKEN_COMPARE) && dql_automaton_takes(recovery->now, DQL_TOKEN_IN))
        recovery->out[recovery->out_count - 1].flags |= DQL_TOKEN_MISSING | DQL_TOKEN_REPORTED;
    /* A value or name that a comma was put before belongs to the mistake. */
    if (edit->inserted == 1 && edit->kinds[0] == DQL_TOKEN_COMMA) recovery->spoken_for = next + 1;
    return next;
}

/* Opening brackets that are left out are counted, for the closing ones that then are too many. */
static void count_left_out(dql_recovery *recovery, uint32_t index, uint32_t deleted) {
    for (uint32_t i = index; i < index + deleted; i++) {
        if (dql_is_opener(&recovery->in[i])) recovery->left_out++;
        if (dql_is_closer(&recovery->in[i]) && recovery->left_out) recovery->left_out--;
    }
}

/* Whether one more edit may be made at `index` before a token is taken. */
static bool may_edit(dql_recovery *recovery, uint32_t index) {
    if (recovery->edits_place != index) {
        recovery->edits_place = index;
        recovery->edits = 0;
        recovery->most_edits = DQL_MOST_EDITS * (index < recovery->count ? 1 : recovery->now->depth + 1);
    }
    return recovery->edits++ < recovery->most_edits;
}

/* Returns false where there is no way to the end. */
static bool recover(dql_recovery *recovery, uint32_t *index) {
    const dql_edit drop = {.deleted = 1};
    bool may = may_edit(recovery, *index);
    recovery->known = recovery->comes = 0;
    if (!may && *index == recovery->count) return false;
    if (recovery->trace) dql_trace_place(recovery, *index);
    dql_edit edit = may ? dql_recovery_choose(recovery, *index) : drop;
    if (edit.back) {
        dql_recovery_exchange(recovery);
        recovery->out_count--;
        --*index;
    }
    if (recovery->trace) dql_trace_choice(recovery, &edit);
    if (*index > 0 && dql_token_is_hash(&recovery->in[*index - 1]))
        dql_drop_fix_of_hash(recovery->findings, &recovery->in[*index - 1]);
    dql_recovery_report(recovery, *index, &edit);
    count_left_out(recovery, *index, edit.deleted);
    uint32_t next = apply(recovery, *index, &edit);
    recovery->last_place = edit.deleted ? next - 1 : *index;
    *index = next;
    return true;
}

dql_token *dql_recover(const dql_source *source, dql_arena *arena, deskql_findings *findings, dql_token *tokens,
                       uint32_t good, const uint32_t *count, dql_writer *trace) {
    /* Not from the arena, which many queries with a mistake each would fill. */
    dql_recovery on_stack;
    dql_recovery *recovery = &on_stack;
    recovery->source = source;
    recovery->arena = arena;
    recovery->findings = findings;
    recovery->trace = trace;
    recovery->in = tokens;
    recovery->count = *count;
    recovery->out_capacity = *count + 16;
    recovery->out_count = 0;
    recovery->out = dql_arena_take(arena, recovery->out_capacity * sizeof(dql_token));
    recovery->now = &recovery->both[0];
    recovery->before = &recovery->both[1];
    recovery->left_out = recovery->spoken_for = 0;
    recovery->last_place = UINT32_MAX;
    recovery->edits_place = UINT32_MAX;
    recovery->swallowed = false;
    recovery->surplus = 0;
    for (uint32_t i = 0; i < *count; i++) {
        switch (tokens[i].kind) {
        case DQL_TOKEN_LPAREN:
        case DQL_TOKEN_LBRACKET:
            recovery->surplus++;
            break;
        case DQL_TOKEN_RPAREN:
        case DQL_TOKEN_RBRACKET:
            recovery->surplus--;
            break;
        case DQL_TOKEN_IGNORED:
            recovery->swallowed = recovery->swallowed || dql_hash_hides(source, &tokens[i], ')');
        }
    }
    if (!recovery->out) return NULL;
    dql_automaton_start(recovery->now);
    dql_automaton_start(recovery->before);
    /* The last of the good ones is looked at as any other, for it may be taken back. */
    uint32_t index = good ? good - 1 : 0;
    uint32_t mistakes = 0;
    dql_automaton_run(recovery->now, tokens, tokens + index);
    memcpy(recovery->out, tokens, index * sizeof *tokens);
    recovery->out_count = index;
    for (;;) {
        index = dql_recovery_next(recovery, index);
        const dql_token *token = &tokens[index];
        dql_automaton_copy(&recovery->trial, recovery->now);
        if (dql_automaton_feed(&recovery->trial, token->kind)) {
            if (token->kind == DQL_TOKEN_END) break;
            dql_recovery_exchange(recovery);
            dql_automaton_copy(recovery->now, &recovery->trial);
            /* What has been reported of `-word` is not reported of the value that it is too. */
            if (token->kind == DQL_TOKEN_SIGNED_WORD && recovery->last_place == index) recovery->spoken_for = index + 1;
            take(recovery, index++);
        } else if (index < *count && mistakes++ >= DQL_MOST_MISTAKES) {
            /* Whoever makes so many is not helped by more: the rest is left out. */
            index = *count;
            recovery->last_place = index;
        } else {
            if (!recover(recovery, &index) || arena->failed) return NULL;
        }
    }
    emit(recovery, tokens[index]);
    return arena->failed ? NULL : recovery->out;
}
