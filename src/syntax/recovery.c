/*
 * Mends the tokens of a query that does not parse, so that one query reports all its mistakes.
 *
 * The parser's automaton runs over the tokens. Where it stops, small edits are tried (put a token in, leave some out, take one for
 * another) and each is judged by how many of the tokens that follow the automaton then takes. The best is applied, the place is
 * reported once, and the automaton goes on. What is put in is marked missing, so that check/ says nothing more about it.
 *
 * An edit reads at most LOOK_AHEAD tokens, there are a few dozen edits, and the number of findings is limited; so the work is linear.
 */
#include "syntax/recovery.h"

#include "generated/query_parser.h"
#include "syntax/hash.h"
#include "syntax/keyword.h"
#include "syntax/label.h"
#include "syntax/lalr.h"

#include <string.h>

#define LOOK_AHEAD 6
#define MOST_INSERTED 3
/* Costs are in eighths of a token that is taken. */
#define COST_INSERT 8
#define COST_DELETE 9
#define COST_REPLACE 14
#define COST_RESPELL 4
#define MOST_MISTAKES 1000u

typedef struct dql_repairer {
    const dql_source *source;
    dql_arena *arena;
    deskql_findings *findings;
    const dql_token *in;
    uint32_t count; /* in[count] is the end */
    dql_token *out;
    uint32_t out_count;
    uint32_t out_capacity;
    dql_automaton now;
    dql_automaton before; /* before the last token was taken */
    dql_automaton trial;
    dql_automaton closed;
    uint32_t left_out;   /* opening brackets that were left out: as many closing ones are the same mistake */
    uint32_t last_place; /* where the last mistake was mended; UINT32_MAX: nowhere */
    bool swallowed;      /* a `#` without a space before it made a comment of a closing bracket */
} dql_repairer;

typedef struct dql_edit {
    int32_t score;
    uint32_t deleted;  /* tokens left out */
    uint32_t inserted; /* tokens put in, after what was left out */
    uint32_t closers;  /* closing brackets put in before those: as many as it takes, for one mistake */
    bool back;         /* the token before is replaced: the edit begins one token earlier */
    uint8_t kinds[MOST_INSERTED];
} dql_edit;

static bool can_come(dql_repairer *repairer, uint8_t kind) {
    dql_automaton_copy(&repairer->trial, &repairer->now);
    return dql_automaton_feed(&repairer->trial, kind);
}

static uint32_t next_taken(const dql_repairer *repairer, uint32_t index) {
    while (repairer->in[index].kind == DQL_TOKEN_IGNORED) index++;
    return index;
}

/* How far the automaton gets from `from` with an edit at `index`; the edit is kept where it is the best. */
static void try_edit(dql_repairer *repairer, const dql_automaton *from, uint32_t index, dql_edit edit, int32_t cost,
                     dql_edit *best) {
    dql_automaton *trial = &repairer->trial;
    dql_automaton_copy(trial, from);
    for (uint32_t i = 0; i < edit.closers; i++) {
        if (!dql_automaton_feed(trial, DQL_TOKEN_RPAREN)) return;
    }
    for (uint32_t i = 0; i < edit.inserted; i++) {
        if (!dql_automaton_feed(trial, edit.kinds[i])) return;
    }
    int32_t taken = 0;
    uint32_t at = index + edit.deleted;
    while (taken < LOOK_AHEAD) {
        at = next_taken(repairer, at);
        if (!dql_automaton_feed(trial, repairer->in[at].kind)) break;
        if (repairer->in[at].kind == DQL_TOKEN_END) {
            taken = LOOK_AHEAD;
            break;
        }
        taken++;
        at++;
    }
    if (taken == 0) return;
    edit.score = 8 * taken - cost;
    if (edit.score > best->score) *best = edit;
}

static void try_insertions(dql_repairer *repairer, uint32_t index, dql_edit *best) {
    static const uint8_t insertions[][MOST_INSERTED] = {
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
    for (size_t i = 0; i < sizeof insertions / sizeof insertions[0]; i++) {
        dql_edit edit = {0, 0, 0, 0, false, {0}};
        while (edit.inserted < MOST_INSERTED && insertions[i][edit.inserted]) {
            edit.kinds[edit.inserted] = insertions[i][edit.inserted];
            edit.inserted++;
        }
        try_edit(repairer, &repairer->now, index, edit, COST_INSERT * (int32_t)edit.inserted, best);
    }
}

/* Several brackets left open are one mistake: all are closed that must be before this token can stand. */
static void try_closers(dql_repairer *repairer, uint32_t index, dql_edit *best) {
    dql_automaton *closed = &repairer->closed;
    dql_automaton_copy(closed, &repairer->now);
    dql_edit edit = {0, 0, 0, 0, false, {0}};
    while (dql_automaton_feed(closed, DQL_TOKEN_RPAREN)) {
        edit.closers++;
        dql_automaton_copy(&repairer->trial, closed);
        if (!dql_automaton_feed(&repairer->trial, repairer->in[index].kind)) continue;
        try_edit(repairer, &repairer->now, index, edit, COST_INSERT, best);
        return;
    }
}

static void try_deletions(dql_repairer *repairer, uint32_t index, dql_edit *best) {
    for (uint32_t deleted = 1; deleted <= LOOK_AHEAD && index + deleted <= repairer->count; deleted++) {
        dql_edit edit = {0, deleted, 0, 0, false, {0}};
        try_edit(repairer, &repairer->now, index, edit, COST_DELETE * (int32_t)deleted, best);
    }
}

static void try_replacements(dql_repairer *repairer, uint32_t index, dql_edit *best) {
    static const uint8_t replacements[] = {DQL_TOKEN_AND, DQL_TOKEN_COMPARE, DQL_TOKEN_WORD,   DQL_TOKEN_COMMA,
                                           DQL_TOKEN_IN,  DQL_TOKEN_LPAREN,  DQL_TOKEN_RPAREN, DQL_TOKEN_NULL,
                                           DQL_TOKEN_BY,  DQL_TOKEN_ORDER};
    const dql_token *token = &repairer->in[index];
    if (index == repairer->count) return;
    int32_t cost = token->kind == DQL_TOKEN_ILLEGAL ? COST_DELETE + 1 : COST_REPLACE;
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
        dql_edit edit = {0, 1, 1, 0, false, {replacements[i]}};
        try_edit(repairer, &repairer->now, index, edit, cost, best);
    }
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        if (!dql_is_nearly_keyword(repairer->source, token, i)) continue;
        dql_edit edit = {0, 1, 1, 0, false, {dql_keywords[i].kind}};
        try_edit(repairer, &repairer->now, index, edit, COST_RESPELL, best);
    }
}

/* The token before was taken for a name, but was it a keyword? `oder by id` */
static void try_respelling(dql_repairer *repairer, uint32_t index, dql_edit *best) {
    if (index == 0 || repairer->last_place == index || repairer->in[index - 1].kind == DQL_TOKEN_IGNORED) return;
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        if (!dql_is_nearly_keyword(repairer->source, &repairer->in[index - 1], i)) continue;
        dql_edit edit = {0, 0, 1, 0, true, {dql_keywords[i].kind}};
        try_edit(repairer, &repairer->before, index, edit, COST_RESPELL, best);
    }
}

/* At the end there is nothing to look ahead at: whatever comes next is put in, and the end is tried again. */
static dql_edit complete(dql_repairer *repairer) {
    static const uint8_t completions[] = {DQL_TOKEN_RPAREN, DQL_TOKEN_WORD,   DQL_TOKEN_NULL, DQL_TOKEN_COMPARE,
                                          DQL_TOKEN_AND,    DQL_TOKEN_LPAREN, DQL_TOKEN_BY};
    dql_edit edit = {1, 0, 1, 0, false, {0}};
    for (size_t i = 0; i < sizeof completions / sizeof completions[0]; i++) {
        dql_automaton_copy(&repairer->trial, &repairer->now);
        edit.kinds[0] = completions[i];
        if (dql_automaton_feed(&repairer->trial, completions[i])) return edit;
    }
    edit.score = 0;
    return edit;
}

static bool begins_clause(uint16_t kind) {
    return kind == DQL_TOKEN_ORDER || kind == DQL_TOKEN_PAGE || kind == DQL_TOKEN_PAGESIZE ||
           kind == DQL_TOKEN_INCLUDE || kind == DQL_TOKEN_FIELDS;
}

/* Behind a clause no filter can stand; where one does, it is left out as a whole, for one mistake. */
static bool is_behind_clause(dql_repairer *repairer) {
    return can_come(repairer, DQL_TOKEN_ORDER) && !can_come(repairer, DQL_TOKEN_AND) &&
           !can_come(repairer, DQL_TOKEN_TRUE) && !can_come(repairer, DQL_TOKEN_QUOTED_NAME);
}

static bool begins_filter(const dql_token *token) {
    switch (token->kind) {
    case DQL_TOKEN_WHERE:
    case DQL_TOKEN_AND:
    case DQL_TOKEN_OR:
    case DQL_TOKEN_NOT:
    case DQL_TOKEN_LPAREN:
        return true;
    case DQL_TOKEN_WORD:
    case DQL_TOKEN_QUOTED_NAME:
        return token[1].kind == DQL_TOKEN_COMPARE || token[1].kind == DQL_TOKEN_MATCH ||
               (token[1].kind >= DQL_TOKEN_NOT && token[1].kind <= DQL_TOKEN_CONTAINS);
    default:
        return false;
    }
}

static dql_edit leave_out_filter(const dql_repairer *repairer, uint32_t index) {
    dql_edit edit = {0, 1, 0, 0, false, {0}};
    /* On a line of its own it is rather another query, clauses and all. */
    bool line = dql_begins_line(repairer->source, &repairer->in[index]);
    while (index + edit.deleted < repairer->count && (line || !begins_clause(repairer->in[index + edit.deleted].kind)))
        edit.deleted++;
    return edit;
}

/* Behind `1# in a week` the rest of the line is a comment, though it begins like more of the query. */
static dql_edit leave_out_line(const dql_repairer *repairer, uint32_t index) {
    dql_edit edit = {0, 0, 0, 0, false, {0}};
    while (index + edit.deleted < repairer->count &&
           !dql_begins_line(repairer->source, &repairer->in[index + edit.deleted]))
        edit.deleted++;
    return edit;
}

static dql_edit choose(dql_repairer *repairer, uint32_t index) {
    if (index > 0 && dql_token_is_hash(&repairer->in[index - 1])) {
        dql_edit line = leave_out_line(repairer, index);
        if (line.deleted) return line;
    }
    dql_edit best = {INT32_MIN, 1, 0, 0, false, {0}};
    try_insertions(repairer, index, &best);
    try_closers(repairer, index, &best);
    try_deletions(repairer, index, &best);
    try_replacements(repairer, index, &best);
    try_respelling(repairer, index, &best);
    const dql_token *token = &repairer->in[index];
    bool filter = best.score < 8 || (begins_filter(token) && dql_begins_line(repairer->source, token));
    if (index < repairer->count && filter && is_behind_clause(repairer)) best = leave_out_filter(repairer, index);
    if (index == repairer->count && best.score == INT32_MIN) best = complete(repairer);
    return best;
}

static void emit(dql_repairer *repairer, dql_token token) {
    if (repairer->out_count == repairer->out_capacity) {
        uint32_t capacity = 2 * repairer->out_capacity;
        dql_token *larger = dql_arena_take(repairer->arena, capacity * sizeof *larger);
        if (!larger) return;
        memcpy(larger, repairer->out, repairer->out_count * sizeof *larger);
        repairer->out = larger;
        repairer->out_capacity = capacity;
    }
    repairer->out[repairer->out_count++] = token;
}

static bool is_closer(const dql_token *token) {
    return token->kind == DQL_TOKEN_RPAREN || token->kind == DQL_TOKEN_RBRACKET;
}

static bool is_opener(const dql_token *token) {
    return token->kind == DQL_TOKEN_LPAREN || token->kind == DQL_TOKEN_LBRACKET;
}

/* The innermost bracket that is open after the tokens taken so far, be it written or put in; NULL where none is. */
static const dql_token *innermost_bracket(const dql_repairer *repairer) {
    uint32_t closed = 0;
    for (uint32_t i = repairer->out_count; i-- > 0;) {
        const dql_token *token = &repairer->out[i];
        if (is_closer(token)) {
            closed++;
        } else if (is_opener(token)) {
            if (closed == 0) return token;
            closed--;
        }
    }
    return NULL;
}

/* The same, where it was written. */
static const dql_token *innermost_opener(const dql_repairer *repairer) {
    const dql_token *bracket = innermost_bracket(repairer);
    return bracket && !(bracket->flags & DQL_TOKEN_MISSING) ? bracket : NULL;
}

/* The key of the clause that a token stands in. */
static const char *clause_of(const dql_repairer *repairer) {
    for (uint32_t i = repairer->out_count; i-- > 0;) {
        if (repairer->out[i].flags & DQL_TOKEN_MISSING) continue;
        switch (repairer->out[i].kind) {
        case DQL_TOKEN_ORDER:
            return "orderBy";
        case DQL_TOKEN_PAGE:
            return "page";
        case DQL_TOKEN_PAGESIZE:
        case DQL_TOKEN_LIMIT:
            return "pageSize";
        case DQL_TOKEN_INCLUDE:
            return "includes";
        case DQL_TOKEN_FIELDS:
            return "fields";
        case DQL_TOKEN_COMPARE:
        case DQL_TOKEN_LPAREN:
        case DQL_TOKEN_RPAREN:
            return "filter";
        default:
            break;
        }
    }
    return "filter";
}

/* What a list of names or `from` wants. */
static const char *name_of(const dql_repairer *repairer) {
    if (repairer->out_count && repairer->out[repairer->out_count - 1].kind == DQL_TOKEN_FROM) return "an endpoint";
    return strcmp(clause_of(repairer), "includes") == 0 ? "an include" : "a field";
}

#define MOST_EXPECTED 12

/* What may stand here, in plain words: "a value"; "`and`", "`or`", "the end of the query". Returns their number, at least 1. */
static size_t expected(dql_repairer *repairer, const char *words[MOST_EXPECTED]) {
    size_t count = 0;
    bool connective = can_come(repairer, DQL_TOKEN_AND) && can_come(repairer, DQL_TOKEN_OR);
    bool name = can_come(repairer, DQL_TOKEN_TRUE) && can_come(repairer, DQL_TOKEN_QUOTED_NAME);
    bool clause = !name && can_come(repairer, DQL_TOKEN_ORDER);
    if (name) {
        words[count++] = name_of(repairer);
    } else if (can_come(repairer, DQL_TOKEN_NUMBER)) {
        words[count++] = strncmp(clause_of(repairer), "page", 4) == 0 ? "a number" : "a value";
    } else if (can_come(repairer, DQL_TOKEN_COMPARE) && !clause) {
        if (can_come(repairer, DQL_TOKEN_IN)) {
            words[count++] = "an operator";
        } else {
            words[count++] = "`in`";
            words[count++] = "`between`";
            words[count++] = "`contains`";
        }
    } else if (can_come(repairer, DQL_TOKEN_QUOTED_NAME)) {
        words[count++] = "a field";
    }
    if (!name && connective) {
        words[count++] = "`and`";
        words[count++] = "`or`";
    } else if (!name && can_come(repairer, DQL_TOKEN_AND)) {
        words[count++] = "`and`";
    }
    if (can_come(repairer, DQL_TOKEN_BY) && !name && count == 0) words[count++] = "`by`";
    if (can_come(repairer, DQL_TOKEN_NULL) && count == 0) {
        words[count++] = "`null`";
        if (can_come(repairer, DQL_TOKEN_NOT)) words[count++] = "`not null`";
    }
    if (can_come(repairer, DQL_TOKEN_LPAREN) && count == 0) words[count++] = "`(`";
    if (can_come(repairer, DQL_TOKEN_COMMA)) words[count++] = "`,`";
    if (can_come(repairer, DQL_TOKEN_RPAREN)) words[count++] = "`)`";
    if (clause && !connective) words[count++] = "a clause";
    if (can_come(repairer, DQL_TOKEN_END) || count == 0) words[count++] = "the end of the query";
    return count;
}

static const char *listed(dql_arena *arena, const char *const *words, size_t count) {
    const char *text = words[0];
    for (size_t i = 1; i < count; i++) {
        const char *longer = dql_arena_format(arena, i + 1 < count ? "%s, %s" : "%s or %s", text, words[i]);
        text = longer ? longer : text;
    }
    return text;
}

/* A word that is written so is given without the backquotes. */
static void expect(dql_repairer *repairer, deskql_finding *finding, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool is_quoted = words[i][0] == '`';
        const char *bare = is_quoted ? dql_arena_copy(repairer->arena, words[i] + 1, strlen(words[i]) - 2) : words[i];
        if (bare) dql_finding_expect(repairer->findings, finding, bare);
    }
}

static void report_respelling(dql_repairer *repairer, const dql_token *token, uint16_t kind) {
    const char *keyword = "";
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        if (dql_keywords[i].kind == kind) keyword = dql_keywords[i].text;
    }
    deskql_finding *finding =
        dql_report(repairer->findings, DQL_SYNTAX, dql_token_range(token), "unexpected %s, expected `%s`",
                   dql_token_shown(repairer->source, repairer->arena, token), keyword);
    dql_finding_about(finding, clause_of(repairer), NULL);
    dql_finding_help(repairer->findings, finding, "a keyword with a similar spelling exists: `%s`", keyword);
    dql_finding_expect(repairer->findings, finding, keyword);
}

static bool closes_empty_list(const dql_repairer *repairer, const dql_token *token) {
    return is_closer(token) && token >= repairer->in + 2 && is_opener(&token[-1]) && token[-2].kind == DQL_TOKEN_IN;
}

static void report_unexpected(dql_repairer *repairer, const dql_token *token) {
    dql_range range = dql_token_range(token);
    bool closer = is_closer(token);
    const dql_token *opener = innermost_opener(repairer);
    deskql_finding *finding;
    if (token->kind == DQL_TOKEN_SIGNED_WORD) {
        finding = dql_report(repairer->findings, DQL_BAD_NUMBER, range, "malformed number %s",
                             dql_token_shown(repairer->source, repairer->arena, token));
    } else if (closer && !opener) {
        finding = dql_report(repairer->findings, DQL_SYNTAX, range, "closing bracket without an opening one");
        dql_finding_help(repairer->findings, finding, "remove it, or open a bracket before");
    } else {
        const char *words[MOST_EXPECTED];
        size_t count = expected(repairer, words);
        finding = dql_report(repairer->findings, DQL_SYNTAX, range, "unexpected %s, expected %s",
                             dql_token_shown(repairer->source, repairer->arena, token),
                             listed(repairer->arena, words, count));
        expect(repairer, finding, words, count);
    }
    if (closes_empty_list(repairer, token)) dql_finding_help(repairer->findings, finding, "a list needs a value");
    dql_finding_about(finding, clause_of(repairer), NULL);
    bool line = begins_filter(token) && dql_begins_line(repairer->source, token);
    if (begins_filter(token) && is_behind_clause(repairer)) {
        dql_finding_help(repairer->findings, finding,
                         line ? "a filter stands before the clauses; between two queries stands `;`"
                              : "a filter stands before the clauses");
    } else if (line && dql_begins_query(token) && can_come(repairer, DQL_TOKEN_AND)) {
        dql_finding_help(repairer->findings, finding, "write `and` between two conditions, `;` between two queries");
    }
    if (opener && can_come(repairer, DQL_TOKEN_RPAREN)) {
        dql_finding_note(repairer->findings, finding, dql_token_range(opener), "the bracket that is open here");
    }
}

static bool is_colon(const dql_repairer *repairer, const dql_token *token) {
    return token->kind == DQL_TOKEN_COMPARE && repairer->source->text[token->start] == ':';
}

/* Of two lines of `name: value` the colon of the second has the finding. */
static bool is_line_of_colons(const dql_repairer *repairer, uint32_t index, const dql_edit *edit) {
    const dql_token *token = &repairer->in[index];
    bool joins = edit->inserted == 1 && edit->deleted == 0 && edit->kinds[0] == DQL_TOKEN_AND && !edit->closers;
    if (!joins || index < 2 || !is_colon(repairer, &token[-2]) || !is_colon(repairer, &token[1])) return false;
    deskql_finding *finding = dql_findings_find(repairer->findings, DQL_FOREIGN_SPELLING, dql_token_range(&token[1]));
    if (!finding || !dql_begins_line(repairer->source, token)) return false;
    dql_finding_add_help(repairer->findings, finding, "write `and` between two conditions, `;` between two queries");
    return true;
}

/* Whether a finding stands for this place already. */
static bool already_said(const dql_repairer *repairer, uint32_t index, const dql_edit *edit) {
    const dql_token *token = &repairer->in[index];
    /* A bracket that was put in has to be closed again. */
    const dql_token *bracket = edit->closers ? innermost_bracket(repairer) : NULL;
    if (bracket && bracket->flags & DQL_TOKEN_MISSING) return true;
    if (token->flags & DQL_TOKEN_REPORTED || repairer->last_place == index) return true;
    /* What follows a string that swallowed the rest of its line is missing because of it. */
    if (index > 0 && repairer->in[index - 1].flags & DQL_TOKEN_PROBLEM_UNTERMINATED) return true;
    /* So is what follows a `#` that did the same; and what cannot follow one on its line is a comment after all. */
    if (index > 0 && dql_token_is_hash(&repairer->in[index - 1])) return true;
    if (is_line_of_colons(repairer, index, edit)) return true;
    bool closes_only = edit->deleted == 0 && (edit->inserted ? edit->kinds[0] == DQL_TOKEN_RPAREN : edit->closers > 0);
    if (repairer->swallowed && closes_only) return true;
    bool closes = is_closer(token) || token->kind == DQL_TOKEN_COMMA;
    if (closes && repairer->left_out > 0 && !innermost_opener(repairer)) return true;
    /* A run of closing brackets too many is one mistake. */
    return token->kind == DQL_TOKEN_RPAREN && index > 0 && repairer->in[index - 1].kind == DQL_TOKEN_RPAREN &&
           repairer->last_place == index - 1;
}

/* Applies an edit at `index`; returns the index of the next token to take. */
static uint32_t apply(dql_repairer *repairer, uint32_t index, const dql_edit *edit) {
    if (edit->back) {
        dql_automaton_copy(&repairer->now, &repairer->before);
        repairer->out_count--;
    }
    const dql_token *at = &repairer->in[edit->back ? index - 1 : index];
    for (uint32_t i = 0; i < edit->closers; i++) {
        dql_automaton_feed(&repairer->now, DQL_TOKEN_RPAREN);
        emit(repairer, (dql_token){.start = at->start,
                                   .end = at->start,
                                   .kind = DQL_TOKEN_RPAREN,
                                   .flags = DQL_TOKEN_MISSING | DQL_TOKEN_REPORTED});
    }
    for (uint32_t i = 0; i < edit->inserted; i++) {
        bool replaces = edit->back || (i == 0 && edit->deleted == 1);
        dql_token token = {.start = at->start,
                           .end = replaces ? at->end : at->start,
                           .kind = edit->kinds[i],
                           .flags = DQL_TOKEN_MISSING | DQL_TOKEN_REPORTED};
        dql_automaton_feed(&repairer->now, edit->kinds[i]);
        emit(repairer, token);
    }
    return index + edit->deleted;
}

static uint32_t mend(dql_repairer *repairer, uint32_t index) {
    dql_edit edit = choose(repairer, index);
    if (index > 0 && dql_token_is_hash(&repairer->in[index - 1]))
        dql_drop_fix_of_hash(repairer->findings, &repairer->in[index - 1]);
    if (!already_said(repairer, index, &edit)) {
        bool respelled = edit.inserted == 1 && (edit.back || edit.deleted == 1);
        const dql_token *token = &repairer->in[edit.back ? index - 1 : index];
        if (respelled) {
            respelled = false;
            for (size_t i = 0; i < DQL_KEYWORDS && !respelled; i++) {
                respelled = dql_keywords[i].kind == edit.kinds[0] && dql_is_nearly_keyword(repairer->source, token, i);
            }
        }
        if (respelled) {
            report_respelling(repairer, token, edit.kinds[0]);
        } else {
            report_unexpected(repairer, token);
        }
    }
    for (uint32_t i = index; i < index + edit.deleted; i++) {
        if (is_opener(&repairer->in[i])) repairer->left_out++;
        if (is_closer(&repairer->in[i]) && repairer->left_out) repairer->left_out--;
    }
    uint32_t next = apply(repairer, index, &edit);
    repairer->last_place = edit.deleted ? next - 1 : index;
    return next;
}

dql_token *dql_recover(const dql_source *source, dql_arena *arena, deskql_findings *findings, dql_token *tokens,
                       const uint32_t *count) {
    /* Not from the arena, which many queries with a mistake each would fill. */
    dql_repairer on_stack;
    dql_repairer *repairer = &on_stack;
    repairer->source = source;
    repairer->arena = arena;
    repairer->findings = findings;
    repairer->in = tokens;
    repairer->count = *count;
    repairer->out_capacity = *count + 16;
    repairer->out_count = 0;
    repairer->out = dql_arena_take(arena, repairer->out_capacity * sizeof(dql_token));
    repairer->left_out = 0;
    repairer->last_place = UINT32_MAX;
    repairer->swallowed = false;
    for (uint32_t i = 0; i < *count && !repairer->swallowed; i++)
        repairer->swallowed = dql_hash_hides(source, &tokens[i], ')');
    if (!repairer->out) return NULL;
    dql_automaton_start(&repairer->now);
    dql_automaton_start(&repairer->before);
    uint32_t index = 0;
    uint32_t mistakes = 0;
    for (;;) {
        index = next_taken(repairer, index);
        const dql_token *token = &tokens[index];
        dql_automaton_copy(&repairer->trial, &repairer->now);
        if (dql_automaton_feed(&repairer->trial, token->kind)) {
            if (token->kind == DQL_TOKEN_END) break;
            dql_automaton_copy(&repairer->before, &repairer->now);
            dql_automaton_copy(&repairer->now, &repairer->trial);
            emit(repairer, *token);
            index++;
        } else if (index < *count && mistakes++ >= MOST_MISTAKES) {
            /* Whoever makes so many is not helped by more: the rest is left out. */
            index = *count;
            repairer->last_place = index;
        } else {
            index = mend(repairer, index);
            if (arena->failed) return NULL;
        }
    }
    emit(repairer, tokens[index]);
    return arena->failed ? NULL : repairer->out;
}
