#include "syntax/recovery_report.h"

#include "syntax/hash.h"
#include "syntax/keyword.h"
#include "syntax/label.h"

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

/* The key of the clause that a token stands in. */
static const char *clause_of(const dql_recovery *recovery) {
    static const char *const keys[] = {
        [DQL_TOKEN_ORDER] = "orderBy",  [DQL_TOKEN_PAGE] = "page",        [DQL_TOKEN_PAGESIZE] = "pageSize",
        [DQL_TOKEN_LIMIT] = "pageSize", [DQL_TOKEN_INCLUDE] = "includes", [DQL_TOKEN_FIELDS] = "fields",
        [DQL_TOKEN_COMPARE] = "filter", [DQL_TOKEN_LPAREN] = "filter",    [DQL_TOKEN_RPAREN] = "filter",
    };
    for (uint32_t i = recovery->out_count; i-- > 0;) {
        if (recovery->out[i].flags & DQL_TOKEN_MISSING) continue;
        uint8_t kind = recovery->out[i].kind;
        if (kind < sizeof keys / sizeof keys[0] && keys[kind]) return keys[kind];
    }
    return "filter";
}

/* What a list of names or `from` wants. */
static const char *name_of(const dql_recovery *recovery) {
    if (recovery->out_count && recovery->out[recovery->out_count - 1].kind == DQL_TOKEN_FROM) return "an endpoint";
    return strcmp(clause_of(recovery), "includes") == 0 ? "an include" : "a field";
}

#define MOST_EXPECTED 12

/* What may stand here, in plain words: "a value"; "`and`", "`or`", "the end of the query". Returns their number, at least 1. */
static size_t expected(dql_recovery *recovery, const char *words[MOST_EXPECTED]) {
    size_t count = 0;
    bool connective = dql_recovery_can_come(recovery, DQL_TOKEN_AND) && dql_recovery_can_come(recovery, DQL_TOKEN_OR);
    bool name =
        dql_recovery_can_come(recovery, DQL_TOKEN_TRUE) && dql_recovery_can_come(recovery, DQL_TOKEN_QUOTED_NAME);
    bool clause = !name && dql_recovery_can_come(recovery, DQL_TOKEN_ORDER);
    if (name) {
        words[count++] = name_of(recovery);
    } else if (dql_recovery_can_come(recovery, DQL_TOKEN_NUMBER)) {
        words[count++] = strncmp(clause_of(recovery), "page", 4) == 0 ? "a number" : "a value";
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
    const char *text = words[0];
    for (size_t i = 1; i < count; i++) {
        const char *longer = dql_arena_format(arena, i + 1 < count ? "%s, %s" : "%s or %s", text, words[i]);
        text = longer ? longer : text;
    }
    return text;
}

/* A word that is written so is given without the backquotes. */
static void expect(dql_recovery *recovery, deskql_finding *finding, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool is_quoted = words[i][0] == '`';
        const char *bare = words[i];
        if (is_quoted) bare = dql_arena_copy(recovery->findings->arena, bare + 1, strlen(bare) - 2);
        if (bare) dql_finding_expect(recovery->findings, finding, bare);
    }
}

static void report_respelling(dql_recovery *recovery, const dql_token *token, uint16_t kind) {
    const char *keyword = "";
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        if (dql_keywords[i].kind == kind) keyword = dql_keywords[i].text;
    }
    deskql_finding *finding =
        dql_report(recovery->findings, DQL_SYNTAX, dql_token_range(token), "unexpected %s, expected `%s`",
                   dql_token_shown(recovery->source, recovery->arena, token), keyword);
    dql_finding_about(finding, clause_of(recovery), NULL);
    dql_finding_help(recovery->findings, finding, "a keyword with a similar spelling exists: `%s`", keyword);
    dql_finding_expect(recovery->findings, finding, keyword);
}

static bool closes_empty_list(const dql_recovery *recovery, const dql_token *token) {
    return dql_is_closer(token) && token >= recovery->in + 2 && dql_is_opener(&token[-1]) &&
           token[-2].kind == DQL_TOKEN_IN;
}

static void report_unexpected(dql_recovery *recovery, const dql_token *token) {
    dql_range range = dql_token_range(token);
    bool closer = dql_is_closer(token);
    const dql_token *opener = innermost_opener(recovery);
    deskql_finding *finding;
    if (token->kind == DQL_TOKEN_SIGNED_WORD) {
        finding = dql_report(recovery->findings, DQL_BAD_NUMBER, range, "malformed number %s",
                             dql_token_shown(recovery->source, recovery->arena, token));
    } else if (closer && !opener) {
        finding = dql_report(recovery->findings, DQL_SYNTAX, range, "closing bracket without an opening one");
        dql_finding_help(recovery->findings, finding, "remove it, or open a bracket before");
    } else {
        const char *words[MOST_EXPECTED];
        size_t count = expected(recovery, words);
        finding = dql_report(recovery->findings, DQL_SYNTAX, range, "unexpected %s, expected %s",
                             dql_token_shown(recovery->source, recovery->arena, token),
                             listed(recovery->arena, words, count));
        expect(recovery, finding, words, count);
    }
    if (closes_empty_list(recovery, token)) dql_finding_help(recovery->findings, finding, "a list needs a value");
    dql_finding_about(finding, clause_of(recovery), NULL);
    bool line = dql_recovery_begins_filter(token) && dql_begins_line(recovery->source, token);
    if (dql_recovery_begins_filter(token) && dql_recovery_is_behind_clause(recovery)) {
        dql_finding_help(recovery->findings, finding,
                         line ? "a filter stands before the clauses; between two queries stands `;`"
                              : "a filter stands before the clauses");
    } else if (line && dql_begins_query(token) && dql_recovery_can_come(recovery, DQL_TOKEN_AND)) {
        dql_finding_help(recovery->findings, finding, "write `and` between two conditions, `;` between two queries");
    }
    if (opener && dql_recovery_can_come(recovery, DQL_TOKEN_RPAREN)) {
        dql_finding_note(recovery->findings, finding, dql_token_range(opener), "the bracket that is open here");
    }
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
static bool already_reported(const dql_recovery *recovery, uint32_t index, const dql_edit *edit) {
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
    bool closes = dql_is_closer(token) || token->kind == DQL_TOKEN_COMMA;
    if (closes && recovery->left_out > 0 && !innermost_opener(recovery)) return true;
    /* A run of closing brackets too many is one mistake. */
    return token->kind == DQL_TOKEN_RPAREN && index > 0 && recovery->in[index - 1].kind == DQL_TOKEN_RPAREN &&
           recovery->last_place == index - 1;
}

/* Whether the edit takes the token for a keyword that it is nearly spelt as. */
static bool is_respelling(const dql_recovery *recovery, const dql_token *token, const dql_edit *edit) {
    if (edit->inserted != 1 || (!edit->back && edit->deleted != 1)) return false;
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        if (dql_keywords[i].kind == edit->kinds[0] && dql_is_nearly_keyword(recovery->source, token, i)) return true;
    }
    return false;
}

void dql_recovery_report(dql_recovery *recovery, uint32_t index, const dql_edit *edit) {
    if (already_reported(recovery, index, edit)) return;
    const dql_token *token = &recovery->in[edit->back ? index - 1 : index];
    if (is_respelling(recovery, token, edit)) {
        report_respelling(recovery, token, edit->kinds[0]);
    } else {
        report_unexpected(recovery, token);
    }
}
