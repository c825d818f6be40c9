#include "syntax/rsql.h"

#include "base/writer.h"
#include "generated/query_parser.h"
#include "syntax/label.h"
#include "syntax/operators.h"
#include "syntax/token_class.h"

#include <string.h>

/* How far is looked from a `;`, so that the work is linear. */
#define MOST_TOKENS 64

/* How much RSQL an operator is. */
typedef enum likeness { FOREIGN_TO_RSQL, IN_BOTH_LANGUAGES, RSQL_ALONE } likeness;

static bool is_equals_sign(const dql_token *token) {
    return token->kind == DQL_TOKEN_COMPARE && token->detail == DQL_OPERATOR_EQUAL && token->end == token->start + 1;
}

/* The operator whose name stands between two `=`; DQL_OPERATOR_COUNT where none does. */
static dql_operator named_operator(const dql_source *source, const dql_token *first) {
    const dql_token *name = first + 1;
    if (!is_equals_sign(first) || name->start != first->end || name->kind == DQL_TOKEN_END) return DQL_OPERATOR_COUNT;
    if (!is_equals_sign(&name[1]) || name[1].start != name->end) return DQL_OPERATOR_COUNT;
    if (name->kind == DQL_TOKEN_FOREIGN_OPERATOR) return (dql_operator)name->detail;
    if (name->kind == DQL_TOKEN_IN) return DQL_OPERATOR_IN;
    return dql_token_is(source, name, "out", 3) || dql_token_is(source, name, "nin", 3) ? DQL_OPERATOR_NOT_IN
                                                                                        : DQL_OPERATOR_COUNT;
}

static likeness likeness_of(const dql_source *source, const dql_token *operator_) {
    if (operator_->kind == DQL_TOKEN_IN || operator_->kind == DQL_TOKEN_MATCH)
        return operator_->flags & DQL_TOKEN_PROBLEM_SPELLING ? RSQL_ALONE : FOREIGN_TO_RSQL;
    if (operator_->kind != DQL_TOKEN_COMPARE) return FOREIGN_TO_RSQL;
    if (is_equals_sign(operator_)) {
        bool named = named_operator(source, operator_) != DQL_OPERATOR_COUNT ||
                     named_operator(source, operator_ - 2) != DQL_OPERATOR_COUNT;
        return named ? RSQL_ALONE : FOREIGN_TO_RSQL;
    }
    if (!(operator_->flags & DQL_TOKEN_PROBLEM_SPELLING)) return IN_BOTH_LANGUAGES;
    return operator_->detail == DQL_OPERATOR_EQUAL ? RSQL_ALONE : FOREIGN_TO_RSQL;
}

static bool may_be_in_values(uint16_t kind) {
    return dql_is_of(kind, DQL_VALUE_CLASSES | DQL_TOKENS_SIGNED_WORD) || kind == DQL_TOKEN_COMMA ||
           kind == DQL_TOKEN_LPAREN || kind == DQL_TOKEN_RPAREN;
}

static likeness likeness_before(const dql_source *source, const dql_token *first, const dql_token *semicolon) {
    for (const dql_token *at = semicolon - 1; at > first && semicolon - at < MOST_TOKENS; at--) {
        if (!may_be_in_values(at->kind)) return at < semicolon - 1 ? likeness_of(source, at) : FOREIGN_TO_RSQL;
    }
    return FOREIGN_TO_RSQL;
}

static likeness likeness_behind(const dql_source *source, const dql_token *semicolon) {
    const dql_token *at = semicolon + 1;
    while (at->kind == DQL_TOKEN_LPAREN || at->kind == DQL_TOKEN_NOT || at->kind == DQL_TOKEN_BANG) at++;
    bool field = at->kind == DQL_TOKEN_WORD || at->kind == DQL_TOKEN_QUOTED_NAME;
    return field ? likeness_of(source, at + 1) : FOREIGN_TO_RSQL;
}

/* Whether an operator that RSQL alone has follows on the line. */
static bool is_rsql_line(const dql_source *source, const dql_token *semicolon) {
    for (const dql_token *at = semicolon + 1; at - semicolon < MOST_TOKENS && at->kind != DQL_TOKEN_END; at++) {
        if (at->kind == DQL_TOKEN_COLON || dql_begins_line(source, at)) return false;
        if (at->kind == DQL_TOKEN_COMPARE && likeness_of(source, at) == RSQL_ALONE) return true;
    }
    return false;
}

static bool is_rsql_and(const dql_source *source, const dql_token *first, const dql_token *semicolon) {
    likeness before = likeness_before(source, first, semicolon);
    likeness behind = before ? likeness_behind(source, semicolon) : FOREIGN_TO_RSQL;
    if (!before || !behind || dql_begins_line(source, semicolon) || dql_begins_line(source, semicolon + 1))
        return false;
    if (before == RSQL_ALONE && behind == RSQL_ALONE) return true;
    /* `id>5; status==1` may be two queries. */
    bool touches = semicolon[-1].end == semicolon->start && semicolon->end == semicolon[1].start;
    return touches && (before == RSQL_ALONE || is_rsql_line(source, semicolon));
}

bool dql_take_rsql_and(const dql_source *source, const dql_token *first, dql_token *semicolon) {
    if (!is_rsql_and(source, first, semicolon)) return false;
    semicolon->kind = DQL_TOKEN_AND;
    semicolon->flags |= DQL_TOKEN_PROBLEM_SPELLING;
    return true;
}

/* Whether a comma stands in a list of values. */
static bool is_in_values(const dql_token *first, const dql_token *comma) {
    uint32_t closed = 0;
    for (const dql_token *at = comma - 1; at > first && may_be_in_values(at->kind) && comma - at < MOST_TOKENS; at--) {
        if (at->kind == DQL_TOKEN_RPAREN) closed++;
        if (at->kind == DQL_TOKEN_LPAREN && closed-- == 0) return true;
    }
    return false;
}

void dql_take_rsql_or(const dql_source *source, const dql_token *first, dql_token *comma) {
    likeness behind = likeness_behind(source, comma);
    likeness before = behind ? likeness_before(source, first, comma) : FOREIGN_TO_RSQL;
    if (!before || (before != RSQL_ALONE && behind != RSQL_ALONE) || is_in_values(first, comma)) return;
    comma->kind = DQL_TOKEN_OR;
    comma->flags |= DQL_TOKEN_PROBLEM_SPELLING;
}

static uint8_t kind_of_operator(dql_operator operator_) {
    if (dql_operator_takes_list(operator_)) return DQL_TOKEN_IN;
    return operator_ == DQL_OPERATOR_CONTAINS ? DQL_TOKEN_MATCH : DQL_TOKEN_COMPARE;
}

void dql_join_rsql_operator(const dql_source *source, dql_token *first) {
    dql_operator operator_ = named_operator(source, first);
    if (operator_ == DQL_OPERATOR_COUNT) return;
    dql_token *last = first + 2;
    last->start = first->start;
    last->kind = kind_of_operator(operator_);
    last->detail = (uint8_t)operator_;
    last->flags |= DQL_TOKEN_PROBLEM_SPELLING;
    first[0].kind = first[1].kind = DQL_TOKEN_IGNORED;
}

/* The spelling of a token that another language has; NULL of any other. */
static const char *spelling_of(const dql_token *token) {
    if (!(token->flags & DQL_TOKEN_PROBLEM_SPELLING) || token->flags & DQL_TOKEN_REPORTED) return NULL;
    if (token->kind == DQL_TOKEN_AND) return "and";
    if (token->kind == DQL_TOKEN_OR) return "or";
    bool operator_ = dql_is_of(token->kind, DQL_TOKENS_SIGN) || token->kind == DQL_TOKEN_IN;
    return operator_ ? dql_operators[token->detail].spelling : NULL;
}

/* What has been said of the spelling of a token, a bit each. */
static uint32_t bit_of(const dql_token *token) {
    if (dql_is_of(token->kind, DQL_TOKENS_CONNECTIVE)) return token->kind == DQL_TOKEN_AND ? 1u << 31 : 1u << 30;
    return 1u << token->detail;
}

/* The help for a spelling, once. */
static void add_help(const dql_source *source, deskql_findings *findings, deskql_finding *finding,
                     const dql_token *token, uint32_t *said) {
    if (*said & bit_of(token)) return;
    *said |= bit_of(token);
    dql_finding_add_help(findings, finding, "write `%s` for `%s`", spelling_of(token),
                         dql_shown(findings->arena, source->text + token->start, token->end - token->start));
}

/* One edit for all, from the first spelling to the last; where it may be meant otherwise, only the help for it. */
static void fix_spellings(const dql_source *source, deskql_findings *findings, deskql_finding *finding,
                          dql_token *tokens, uint32_t count, uint32_t said, bool exact) {
    dql_writer writer;
    dql_writer_to_arena(&writer, findings->arena);
    dql_range range = {0, 0};
    for (uint32_t i = 0; i < count; i++) {
        dql_token *token = &tokens[i];
        if (token->kind == DQL_TOKEN_COMPARE) dql_join_rsql_operator(source, token);
        const char *spelling = spelling_of(token);
        if (!spelling) continue;
        if (!range.end) range.start = range.end = token->start;
        dql_write(&writer, source->text + range.end, token->start - range.end);
        dql_write_text(&writer, dql_spelled(source, findings->arena, dql_token_range(token), spelling));
        range.end = token->end;
        add_help(source, findings, finding, token, &said);
        token->flags |= DQL_TOKEN_REPORTED;
    }
    const char *replacement = dql_writer_text(&writer, NULL);
    if (replacement && exact) dql_finding_fix(findings, finding, range, "%s", replacement);
}

void dql_report_rsql(const dql_source *source, deskql_findings *findings, dql_token *tokens, uint32_t count,
                     uint32_t index) {
    const dql_token *sign = &tokens[index];
    bool is_and = source->text[sign->start] == ';';
    if ((!is_and && source->text[sign->start] != ',') || sign->flags & DQL_TOKEN_REPORTED) return;
    deskql_finding *finding = dql_report(findings, DQL_FOREIGN_SPELLING, dql_token_range(sign), "`%c` divides %s",
                                         is_and ? ';' : ',', is_and ? "queries" : "the values of a list");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, is_and ? "write `and`" : "write `or`, which it means in RSQL");
    /* With white space beside it, a comma may mean `and`. */
    bool touches = sign[-1].end == sign->start && sign->end == sign[1].start;
    fix_spellings(source, findings, finding, tokens, count, bit_of(sign), is_and || touches);
}
