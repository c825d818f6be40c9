#include "syntax/recovery_report.h"

#include "syntax/hash.h"
#include "syntax/keyword.h"
#include "syntax/label.h"
#include "syntax/token_class.h"

#include <string.h>

/* The innermost bracket that is open after the tokens taken so far, be it written or put in; NULL where none is. */
static const dql_token *innermost_bracket(const dql_recovery *recovery) {
    uint32_t closed = 0;
    for (uint32_t i = recovery->out_count; i-- > 0;) {
        const dql_token *token = &recovery->out[i];
        if (dql_is_closer(token)) {
            closed++;
        } else if (dql_is_opener(token)) {
            if (closed == 0) return token;
            closed--;
        }
    }
    return NULL;
}

/* The same, where it was written. */
static const dql_token *innermost_opener(const dql_recovery *recovery) {
    const dql_token *bracket = innermost_bracket(recovery);
    return bracket && !(bracket->flags & DQL_TOKEN_MISSING) ? bracket : NULL;
}

/* `and` and `or`, but for the `and` of `between`. */
static bool is_connective(const dql_token *token, const dql_token *first) {
    return dql_is_of(token->kind, DQL_TOKENS_CONNECTIVE) &&
           !(token - first >= 2 && token[-2].kind == DQL_TOKEN_BETWEEN);
}

/* A group whose bracket is missing begins or ends where `and` and `or` change: between `from` and the end, or from the end back. What is in
   other brackets is passed over. Returns the first token that stands beyond; NULL: there is no change. */
static const dql_token *find_change(const dql_token *from, const dql_token *end, int step) {
    const dql_token *first = step > 0 ? from : end + 1;
    uint8_t run = 0;
    uint32_t inside = 0;
    for (const dql_token *at = from; at != end; at += step) {
        if (!dql_is_of(at->kind, DQL_TOKENS_CONNECTIVE | DQL_TOKENS_OPENER | DQL_TOKENS_CLOSER)) continue;
        bool opens = step > 0 ? dql_is_opener(at) : dql_is_closer(at);
        bool closes = step > 0 ? dql_is_closer(at) : dql_is_opener(at);
        inside += opens;
        if (closes && inside) inside--;
        if (inside || !is_connective(at, first)) continue;
        if (run && at->kind != run) return at;
        run = at->kind;
    }
    return NULL;
}

/* The key of the clause that a token stands in. */
static const char *clause_of(const dql_recovery *recovery) {
    static const char *const keys[] = {
        [DQL_TOKEN_ORDER] = "orderBy",  [DQL_TOKEN_PAGE] = "page",        [DQL_TOKEN_PAGESIZE] = "pageSize",
        [DQL_TOKEN_LIMIT] = "pageSize", [DQL_TOKEN_INCLUDE] = "includes", [DQL_TOKEN_FIELDS] = "fields",
        [DQL_TOKEN_IDS] = "ids",        [DQL_TOKEN_COMPARE] = "filter",   [DQL_TOKEN_LPAREN] = "filter",
        [DQL_TOKEN_RPAREN] = "filter",
    };
    for (uint32_t i = recovery->out_count; i-- > 0;) {
        if (recovery->out[i].flags & DQL_TOKEN_MISSING) continue;
        uint8_t kind = recovery->out[i].kind;
        if (kind < sizeof keys / sizeof keys[0] && keys[kind]) return keys[kind];
    }
    return "filter";
}

/* What is kept of a place where a token cannot come: all that is said of it is found out when somebody reads that. */
typedef struct unexpected {
    const char *text; /* the source's */
    dql_token token;
    dql_range opener; /* empty: no bracket is open */
    const char *clause;
    const char *keyword; /* that the token is nearly spelt as; NULL */
    const char *help;    /* NULL: the edit is */
    dql_edit edit;       /* that is made */
    dql_range edge;      /* where the group of a missing bracket may begin or end */
    dql_range beside;    /* the tokens that it leaves out, or the one that it puts before */
    uint8_t before;      /* the kind of the token before */
    uint32_t depth;      /* of the automaton, whose stack follows */
    uint16_t states[];
} unexpected;

/* What a list of names or `from` wants. */
static const char *name_of(const unexpected *at) {
    if (at->before == DQL_TOKEN_FROM) return "an endpoint";
    return strcmp(at->clause, "includes") == 0 ? "an include" : "a field";
}

#define MOST_EXPECTED 12

/* What may stand here, in plain words: "a value"; "`and`", "`or`", "the end of the query". Returns their number, at least 1. */
static size_t expected(dql_recovery *recovery, const unexpected *at, const char *words[MOST_EXPECTED]) {
    size_t count = 0;
    bool connective = dql_recovery_can_come(recovery, DQL_TOKEN_AND) && dql_recovery_can_come(recovery, DQL_TOKEN_OR);
    bool name =
        dql_recovery_can_come(recovery, DQL_TOKEN_TRUE) && dql_recovery_can_come(recovery, DQL_TOKEN_QUOTED_NAME);
    bool clause = !name && dql_recovery_can_come(recovery, DQL_TOKEN_ORDER);
    if (name) {
        words[count++] = name_of(at);
    } else if (dql_recovery_can_come(recovery, DQL_TOKEN_NUMBER)) {
        words[count++] = strncmp(at->clause, "page", 4) == 0 ? "a number" : "a value";
    } else if (dql_recovery_can_come(recovery, DQL_TOKEN_COMPARE) && !clause) {
        if (dql_recovery_can_come(recovery, DQL_TOKEN_IN)) {
            words[count++] = "an operator";
        } else {
            words[count++] = "`in`";
            words[count++] = "`between`";
            words[count++] = "`contains`";
        }
    } else if (dql_recovery_can_come(recovery, DQL_TOKEN_QUOTED_NAME)) {
        words[count++] = "a field";
    }
    if (!name && connective) {
        words[count++] = "`and`";
        words[count++] = "`or`";
    } else if (!name && dql_recovery_can_come(recovery, DQL_TOKEN_AND)) {
        words[count++] = "`and`";
    }
    if (dql_recovery_can_come(recovery, DQL_TOKEN_BY) && !name && count == 0) words[count++] = "`by`";
    if (dql_recovery_can_come(recovery, DQL_TOKEN_NULL) && count == 0) {
        words[count++] = "`null`";
        if (dql_recovery_can_come(recovery, DQL_TOKEN_NOT)) words[count++] = "`not null`";
    }
    if (dql_recovery_can_come(recovery, DQL_TOKEN_LPAREN) && count == 0) words[count++] = "`(`";
    if (dql_recovery_can_come(recovery, DQL_TOKEN_COMMA)) words[count++] = "`,`";
    if (dql_recovery_can_come(recovery, DQL_TOKEN_RPAREN)) words[count++] = "`)`";
    if (clause && !connective) words[count++] = "a clause";
    if (dql_recovery_can_come(recovery, DQL_TOKEN_END) || count == 0) words[count++] = "the end of the query";
    return count;
}

static const char *listed(dql_arena *arena, const char *const *words, size_t count) {
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    for (size_t i = 0; i < count; i++) {
        if (i) dql_write_text(&writer, i + 1 < count ? ", " : " or ");
        dql_write_text(&writer, words[i]);
    }
    const char *text = dql_writer_text(&writer, NULL);
    return text ? text : "";
}

/* A word that is written so is given without the backquotes. */
static void expect(deskql_findings *findings, deskql_finding *finding, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool is_quoted = words[i][0] == '`';
        const char *bare = words[i];
        if (is_quoted) bare = dql_arena_copy(findings->arena, bare + 1, strlen(bare) - 2);
        if (bare) dql_finding_expect(findings, finding, bare);
    }
}

static void explain_respelling(deskql_findings *findings, deskql_finding *finding, const unexpected *at,
                               const char *shown) {
    dql_finding_message(findings, finding, "unexpected %s, expected `%s`", shown, at->keyword);
    dql_finding_help(findings, finding, "a keyword with a similar spelling exists: `%s`", at->keyword);
    dql_finding_expect(findings, finding, at->keyword);
}

/* A token that an edit puts in, where it has a spelling; else NULL. */
static const char *sign_put_in(dql_recovery *recovery, uint8_t kind) {
    if (kind == DQL_TOKEN_AND) return dql_recovery_can_come(recovery, DQL_TOKEN_OR) ? "`and` or `or`" : "`and`";
    if (kind == DQL_TOKEN_COMPARE) return "an operator (as `=`)";
    if (kind == DQL_TOKEN_COMMA) return "`,`";
    if (kind == DQL_TOKEN_LPAREN) return "`(`";
    return kind == DQL_TOKEN_RPAREN ? "`)`" : NULL;
}

static void write_word(dql_writer *writer, uint8_t kind, const char *otherwise) {
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        if (dql_keywords[i].kind != kind) continue;
        dql_write_byte(writer, '`');
        dql_write_text(writer, dql_keywords[i].text);
        dql_write_byte(writer, '`');
        return;
    }
    dql_write_text(writer, otherwise);
}

/* `and` and a field: what an edit puts in. `first` is what a word would be there; where a name may stand, every word is one. */
static void write_put_in(dql_recovery *recovery, dql_writer *writer, const unexpected *at, const char *first) {
    bool is_name =
        dql_recovery_can_come(recovery, DQL_TOKEN_TRUE) && dql_recovery_can_come(recovery, DQL_TOKEN_QUOTED_NAME);
    uint32_t count = at->edit.closers ? 1 : at->edit.inserted;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t before = i ? at->edit.kinds[i - 1] : at->before;
        uint8_t kind = at->edit.closers ? DQL_TOKEN_RPAREN : at->edit.kinds[i];
        bool is_value = before == DQL_TOKEN_COMPARE || before == DQL_TOKEN_LPAREN ||
                        (before == DQL_TOKEN_AND && !dql_recovery_can_come(recovery, DQL_TOKEN_OR));
        const char *word = is_name && i == 0 ? first : sign_put_in(recovery, kind);
        if (i) dql_write_text(writer, i + 1 < count ? ", " : " and ");
        if (word) {
            dql_write_text(writer, word);
        } else {
            write_word(writer, kind, i == 0 ? first : is_value ? "a value" : "a field");
        }
    }
}

static void write_left_out(dql_writer *writer, dql_arena *arena, const char *before, const unexpected *at) {
    dql_range range = at->beside;
    dql_write_text(writer, before);
    dql_write_text(writer, dql_shown(arena, at->text + range.start, range.end - range.start));
    dql_write_byte(writer, '`');
}

/* The help that the edit is. */
static void explain_edit(dql_recovery *recovery, deskql_findings *findings, deskql_finding *finding,
                         const unexpected *at, const char *first, const char *shown) {
    const dql_edit *edit = &at->edit;
    bool closes = edit->closers || (edit->inserted && edit->kinds[0] == DQL_TOKEN_RPAREN);
    /* A direction that stands twice is no field. */
    bool twice =
        edit->inserted && edit->kinds[0] == DQL_TOKEN_COMMA && dql_is_of(at->token.kind, DQL_TOKENS_CLAUSE_WORD);
    bool removes = twice || (!edit->inserted && !edit->closers && !edit->swapped);
    if (removes && !twice && !edit->deleted) return;
    dql_writer writer;
    dql_writer_to_arena(&writer, findings->arena);
    if (removes) {
        write_left_out(&writer, findings->arena, "remove `", at);
    } else if (edit->swapped) {
        dql_range other = at->beside, one = dql_token_range(&at->token);
        dql_write_format(&writer, "the other way round: write `%.*s %.*s`", (int)(other.end - other.start),
                         at->text + other.start, (int)(one.end - one.start), at->text + one.start);
    } else {
        dql_write_text(&writer, edit->deleted ? "write " : "put ");
        write_put_in(recovery, &writer, at, first);
        if (edit->deleted) {
            write_left_out(&writer, findings->arena, " in place of `", at);
        } else {
            dql_write_text(&writer, at->token.kind == DQL_TOKEN_END ? " at the end" : " before ");
            if (at->token.kind != DQL_TOKEN_END) dql_write_text(&writer, shown);
        }
    }
    if (closes && at->opener.end && !edit->deleted) dql_write_text(&writer, ", or remove the `(` before");
    const char *help = dql_writer_text(&writer, NULL);
    if (help) dql_finding_help(findings, finding, "%s", help);
}

static void explain_expected(deskql_findings *findings, deskql_finding *finding, const unexpected *at,
                             const char *shown) {
    const char *words[MOST_EXPECTED];
    dql_recovery recovery;
    recovery.now = &recovery.both[0];
    recovery.now->depth = at->depth;
    memcpy(recovery.now->states, at->states, (at->depth + 1) * sizeof at->states[0]);
    recovery.known = recovery.comes = 0;
    size_t count = expected(&recovery, at, words);
    dql_finding_message(findings, finding, "unexpected %s, expected %s", shown, listed(findings->arena, words, count));
    expect(findings, finding, words, count);
    if (at->opener.end && dql_recovery_can_come(&recovery, DQL_TOKEN_RPAREN))
        dql_finding_note(findings, finding, at->opener, "the bracket that is open here");
    if (at->edge.end && at->token.kind == DQL_TOKEN_END)
        dql_finding_note(findings, finding, at->edge, "it may end here");
    if (!at->help) explain_edit(&recovery, findings, finding, at, words[0], shown);
}

static void explain(deskql_findings *findings, deskql_finding *finding, const void *context) {
    const unexpected *at = context;
    dql_source source = {.text = at->text};
    const char *shown = dql_token_shown(&source, findings->arena, &at->token);
    if (at->keyword) {
        explain_respelling(findings, finding, at, shown);
    } else if (dql_is_closer(&at->token) && !at->opener.end) {
        dql_finding_message(findings, finding, "closing bracket without an opening one");
        if (at->edge.end || !at->edge.start) dql_finding_note(findings, finding, at->edge, "the group may begin here");
    } else if (at->token.kind == DQL_TOKEN_SIGNED_WORD) {
        dql_finding_message(findings, finding, "malformed number %s", shown);
        dql_finding_help(findings, finding, "text that begins with a sign goes in quotes");
    } else {
        explain_expected(findings, finding, at, shown);
    }
    if (at->help) dql_finding_help(findings, finding, "%s", at->help);
}

static bool closes_empty_list(const dql_recovery *recovery, const dql_token *token) {
    return dql_is_closer(token) && token >= recovery->in + 2 && dql_is_opener(&token[-1]) &&
           token[-2].kind == DQL_TOKEN_IN && !dql_is_of(token[1].kind, DQL_VALUE_CLASSES);
}

/* The help that does not depend on what would be expected; NULL where there is none. */
static const char *help_of(dql_recovery *recovery, const dql_token *token, bool opened) {
    bool line = dql_begins_line(recovery->source, token);
    if (dql_recovery_begins_filter(token) && dql_recovery_is_behind_clause(recovery))
        return line ? "a filter stands before the clauses; between two queries stands `;`"
                    : "a filter stands before the clauses";
    if (dql_recovery_begins_filter(token) && line && dql_begins_query(token) &&
        dql_recovery_can_come(recovery, DQL_TOKEN_AND))
        return "write `and` between two conditions, `;` between two queries";
    if (closes_empty_list(recovery, token)) return "a list needs a value";
    return dql_is_closer(token) && !opened ? "remove it, or put `(` where it opens" : NULL;
}

static void find_edge(const dql_recovery *recovery, unexpected *at, const dql_token *opener) {
    const dql_token *out = recovery->out, *end = out + recovery->out_count, *change;
    if (opener) {
        change = find_change(opener + 1, end, 1);
        if (change) at->edge = (dql_range){change[-1].end, change[-1].end};
    } else if (dql_is_closer(&at->token) && recovery->out_count) {
        change = find_change(end - 1, out - 1, -1);
        uint32_t start = change ? change[1].start : out->start;
        at->edge = (dql_range){start, start};
    }
}

static void report_unexpected(dql_recovery *recovery, const dql_token *token, const char *keyword,
                              const dql_edit *edit) {
    dql_code code = token->kind == DQL_TOKEN_SIGNED_WORD && !keyword ? DQL_BAD_NUMBER : DQL_SYNTAX;
    deskql_finding *finding = dql_report(recovery->findings, code, dql_token_range(token), "unexpected token");
    uint32_t depth = recovery->now->depth;
    unexpected *at =
        finding ? dql_arena_take(recovery->findings->arena, sizeof *at + (depth + 1) * sizeof at->states[0]) : NULL;
    if (!at) return;
    const dql_token *opener = innermost_opener(recovery);
    const dql_token *last = edit->deleted ? &token[edit->deleted - 1] : token;
    *at = (unexpected){.text = recovery->source->text,
                       .clause = clause_of(recovery),
                       .keyword = keyword,
                       .help = keyword ? NULL : help_of(recovery, token, opener),
                       .before = recovery->out_count ? recovery->out[recovery->out_count - 1].kind : DQL_TOKEN_END,
                       .depth = depth};
    at->token = *token;
    at->edit = *edit;
    at->beside = (dql_range){token->start, last->end};
    if (edit->swapped)
        at->beside = dql_token_range(&recovery->in[dql_recovery_next(recovery, (uint32_t)(token - recovery->in) + 1)]);
    if (opener) at->opener = dql_token_range(opener);
    find_edge(recovery, at, opener);
    memcpy(at->states, recovery->now->states, (depth + 1) * sizeof at->states[0]);
    dql_finding_about(finding, at->clause, NULL);
    /* Nothing else can come behind `order`. */
    if (edit->inserted == 1 && !edit->deleted && edit->kinds[0] == DQL_TOKEN_BY)
        dql_finding_fix(recovery->findings, finding, (dql_range){token->start, token->start}, "by ");
    dql_finding_defer(finding, explain, at);
}

static bool is_colon(const dql_recovery *recovery, const dql_token *token) {
    return token->kind == DQL_TOKEN_COMPARE && recovery->source->text[token->start] == ':';
}

/* Of two lines of `name: value` the colon of the second has the finding. */
static bool is_line_of_colons(const dql_recovery *recovery, uint32_t index, const dql_edit *edit) {
    const dql_token *token = &recovery->in[index];
    bool joins = edit->inserted == 1 && edit->deleted == 0 && edit->kinds[0] == DQL_TOKEN_AND && !edit->closers;
    if (!joins || index < 2 || !is_colon(recovery, &token[-2]) || !is_colon(recovery, &token[1])) return false;
    deskql_finding *finding = dql_findings_find(recovery->findings, DQL_FOREIGN_SPELLING, dql_token_range(&token[1]));
    if (!finding || !dql_begins_line(recovery->source, token)) return false;
    dql_finding_add_help(recovery->findings, finding, "write `and` between two conditions, `;` between two queries");
    return true;
}

/* Whether a finding stands for this place already. */
static bool already_reported(dql_recovery *recovery, uint32_t index, const dql_edit *edit) {
    const dql_token *token = &recovery->in[index];
    /* A bracket that was put in has to be closed again. */
    const dql_token *bracket = edit->closers ? innermost_bracket(recovery) : NULL;
    if (bracket && bracket->flags & DQL_TOKEN_MISSING) return true;
    if (token->flags & DQL_TOKEN_REPORTED || recovery->last_place == index) return true;
    /* What follows a string that swallowed the rest of its line is missing because of it. */
    if (index > 0 && recovery->in[index - 1].flags & DQL_TOKEN_PROBLEM_UNTERMINATED) return true;
    /* So is what follows a `#` that did the same; and what cannot follow one on its line is a comment after all. */
    if (index > 0 && dql_token_is_hash(&recovery->in[index - 1])) return true;
    if (is_line_of_colons(recovery, index, edit)) return true;
    bool closes_only = edit->deleted == 0 && (edit->inserted ? edit->kinds[0] == DQL_TOKEN_RPAREN : edit->closers > 0);
    if (recovery->swallowed && closes_only) return true;
    bool closes = token->kind == DQL_TOKEN_COMMA ||
                  (dql_is_closer(token) &&
                   (dql_recovery_can_come(recovery, DQL_TOKEN_AND) || dql_recovery_is_behind_clause(recovery)));
    if (recovery->left_out > 0 && closes && !innermost_opener(recovery)) return true;
    /* A run of closing brackets too many is one mistake. */
    return token->kind == DQL_TOKEN_RPAREN && index > 0 && recovery->in[index - 1].kind == DQL_TOKEN_RPAREN &&
           recovery->last_place == index - 1;
}

/* The keyword that the edit takes the token for, which is nearly spelt so; NULL where it does something else. */
static const char *respelling_of(const dql_recovery *recovery, const dql_token *token, const dql_edit *edit) {
    if (edit->inserted != 1 || edit->deleted != 1) return NULL;
    uint32_t nearly = dql_nearly_keywords(recovery->source, token);
    for (size_t i = 0; nearly >> i; i++) {
        if (nearly >> i & 1 && dql_keywords[i].kind == edit->kinds[0]) return dql_keywords[i].text;
    }
    return NULL;
}

void dql_recovery_report(dql_recovery *recovery, uint32_t index, const dql_edit *edit) {
    if (already_reported(recovery, index, edit)) return;
    const dql_token *token = &recovery->in[index];
    report_unexpected(recovery, token, respelling_of(recovery, token, edit), edit);
}
