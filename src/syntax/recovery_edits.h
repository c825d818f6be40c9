/* The state of error recovery, and the edits that it tries. */
#ifndef DQL_SYNTAX_RECOVERY_EDITS_H
#define DQL_SYNTAX_RECOVERY_EDITS_H

#include "base/writer.h"
#include "generated/query_parser.h"
#include "syntax/lalr.h"
#include "syntax/recovery_costs.h"

typedef struct dql_recovery {
    const dql_source *source;
    dql_arena *arena;
    deskql_findings *findings;
    dql_writer *trace; /* NULL: nobody asks */
    const dql_token *in;
    uint32_t count; /* in[count] is the end */
    dql_token *out;
    uint32_t out_count;
    uint32_t out_capacity;
    dql_automaton *now;
    dql_automaton *before; /* before the last token was taken */
    dql_automaton both[2]; /* in turn */
    dql_automaton trial;
    dql_automaton closed;
    uint64_t known, comes; /* the kinds of which is known whether they can come `now`, and those that can */
    uint32_t
        spoken_for;    /* what an edit has to do with: the tokens before this one, of which nothing more is reported */
    int32_t surplus;   /* how many more brackets are opened than closed */
    uint32_t left_out; /* opening brackets that were left out: as many closing ones are the same mistake */
    uint32_t last_place; /* where the last edit was made; UINT32_MAX: nowhere */
    uint32_t edits;      /* that were made at `edits_place` without taking a token */
    uint32_t edits_place;
    uint32_t most_edits; /* there */
    bool swallowed;      /* a `#` without a space before it made a comment of a closing bracket */
} dql_recovery;

typedef struct dql_edit {
    int32_t score;
    uint32_t deleted;  /* tokens left out */
    uint32_t inserted; /* tokens put in, after what was left out */
    uint32_t closers;  /* closing brackets put in before those: as many as it takes, for one mistake */
    bool back;         /* the edit begins one token earlier, where it is counted from */
    bool swapped;      /* the token and the next change places */
    uint8_t kinds[DQL_MOST_INSERTED];
} dql_edit;

/* Exchanges `now` and `before`. */
static inline void dql_recovery_exchange(dql_recovery *recovery) {
    dql_automaton *now = recovery->now;
    recovery->now = recovery->before;
    recovery->before = now;
    recovery->known = recovery->comes = 0;
}

/* Whether it can come `now`. */
bool dql_recovery_can_come(dql_recovery *recovery, uint8_t kind);

/* The first token from `index` on that is not ignored. */
static inline uint32_t dql_recovery_next(const dql_recovery *recovery, uint32_t index) {
    while (recovery->in[index].kind == DQL_TOKEN_IGNORED) index++;
    return index;
}

static inline bool dql_is_closer(const dql_token *token) {
    return token->kind == DQL_TOKEN_RPAREN || token->kind == DQL_TOKEN_RBRACKET;
}

static inline bool dql_is_opener(const dql_token *token) {
    return token->kind == DQL_TOKEN_LPAREN || token->kind == DQL_TOKEN_LBRACKET;
}

/* The best edit where the token at `index` cannot come. */
dql_edit dql_recovery_choose(dql_recovery *recovery, uint32_t index);

/* Whether a filter begins with the token, and whether only clauses may stand here. */
bool dql_recovery_begins_filter(const dql_token *token);
bool dql_recovery_is_behind_clause(dql_recovery *recovery);

#endif
