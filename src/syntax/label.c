/* Labels, be they written as they should be or not, and the `;` that is missing before one. */
#include "syntax/label.h"

#include "generated/query_parser.h"
#include "syntax/hash.h"
#include "syntax/token_class.h"

#include <string.h>

/* A label of more words is none. */
#define MOST_WORDS 8u

static bool is_operator(const dql_token *token) {
    return dql_is_of(token->kind, DQL_COMPARISON_CLASSES);
}

static bool is_name(uint16_t kind) {
    return dql_is_of(kind, DQL_NAME_CLASSES);
}

static bool is_number(const dql_token *token) {
    return token->kind == DQL_TOKEN_NUMBER || token->kind == DQL_TOKEN_PARAMETER || token->kind == DQL_TOKEN_COMPARE;
}

static bool begins_clause(const dql_token *at) {
    uint8_t kind = at->kind;
    if (kind == DQL_TOKEN_ORDER) return at[1].kind == DQL_TOKEN_BY;
    if (kind == DQL_TOKEN_INCLUDE || kind == DQL_TOKEN_FIELDS || kind == DQL_TOKEN_FROM)
        return is_name(at[1].kind) && !is_operator(&at[1]);
    if (kind == DQL_TOKEN_IDS) return dql_is_of(at[1].kind, DQL_TOKENS_OPENER) || at[1].kind == DQL_TOKEN_PARAMETER;
    return dql_is_of(kind, DQL_TOKENS_CLAUSE | DQL_TOKENS_FOREIGN_CLAUSE) && is_number(&at[1]);
}

/* A field and an operator, perhaps behind `not` and brackets. */
static bool begins_filter(const dql_token *at) {
    while (at->kind == DQL_TOKEN_NOT || at->kind == DQL_TOKEN_BANG || at->kind == DQL_TOKEN_LPAREN) at++;
    if (!is_name(at->kind)) return false;
    at++;
    if (at->kind == DQL_TOKEN_NOT) at++;
    return is_operator(at);
}

bool dql_begins_query(const dql_token *at) {
    if (at->kind == DQL_TOKEN_WHERE) at++;
    return begins_clause(at) || begins_filter(at);
}

/* `urgent :status = 1`, where what seems to be a parameter is the colon and a field. */
static const dql_token *label_before_parameter(const dql_source *source, const dql_token *first,
                                               const dql_token *parameter) {
    const dql_token *name = parameter - 1;
    const dql_token *behind = parameter + 1;
    if (parameter == first || name->kind != DQL_TOKEN_WORD || name->flags || parameter->flags) return NULL;
    if (behind->kind == DQL_TOKEN_NOT) behind++;
    return is_operator(behind) && (name == first || dql_begins_line(source, name)) ? name : NULL;
}

const dql_token *dql_label_before(const dql_source *source, const dql_token *first, const dql_token *colon) {
    const dql_token *name = colon - 1;
    if (colon->kind == DQL_TOKEN_PARAMETER) return label_before_parameter(source, first, colon);
    if (colon == first || !is_name(name->kind) || name->flags || !dql_begins_query(colon + 1)) return NULL;
    for (uint32_t words = 1; words <= MOST_WORDS; words++, name--) {
        if (name == first || dql_begins_line(source, name)) return name;
        if (name->kind != DQL_TOKEN_WORD || name[-1].kind != DQL_TOKEN_WORD || name[-1].flags) return NULL;
    }
    return NULL;
}

static deskql_finding *report(deskql_findings *findings, dql_range range, const char *message) {
    deskql_finding *finding = dql_report(findings, DQL_SYNTAX, range, "%s", message);
    dql_finding_about(finding, "filter", NULL);
    return finding;
}

/* Several words are one name in backquotes; a colon stands right behind the name, and white space behind the colon. */
void dql_report_label(const dql_source *source, deskql_findings *findings, const dql_token *name,
                      const dql_token *colon) {
    dql_range words = {name->start, colon[-1].end};
    dql_range whole = {name->start, colon->end};
    const char *text = source->text;
    const char *space = strchr(" \t\r\n#;", text[colon->end]) ? "" : " ";
    const char *shown = dql_shown(findings->arena, text + words.start, words.end - words.start);
    if (name + 1 != colon) {
        deskql_finding *finding = report(findings, words, "a label is one name");
        dql_finding_help(findings, finding, "put its words in backquotes");
        if (!memchr(text + whole.start, '#', whole.end - whole.start) && !dql_begins_line(source, colon - 1))
            dql_finding_fix(findings, finding, whole, "`%.*s`:%s", (int)(words.end - words.start), text + words.start,
                            space);
    } else if (words.end != colon->start || *space) {
        deskql_finding *finding =
            report(findings, dql_token_range(colon), "a label's colon has no space before it, and one behind it");
        dql_finding_help(findings, finding, "write `%s: `", shown);
        dql_range gap = {words.end, colon->end};
        if (!memchr(text + gap.start, '#', gap.end - gap.start)) dql_finding_fix(findings, finding, gap, ":%s", space);
    }
}

void dql_report_missing_semicolon(const dql_source *source, deskql_findings *findings, const dql_token *name) {
    const dql_token *before = name - 1;
    /* A string without its closing quote, or a comment that was meant as text, has swallowed it. */
    if (before->flags & DQL_TOKEN_PROBLEM_UNTERMINATED || dql_hash_hides(source, before, ';')) return;
    const dql_token *colon = name + 1;
    while (colon->kind == DQL_TOKEN_WORD) colon++;
    dql_range place = {before->end, before->end};
    deskql_finding *finding =
        dql_report(findings, DQL_SYNTAX, place, "`;` is missing before the query `%s`",
                   dql_shown(findings->arena, source->text + name->start, colon[-1].end - name->start));
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "`;` stands between two queries");
    /* Where the `;` goes depends on what a `#` there was meant for. */
    if (!dql_token_is_hash(before)) dql_finding_fix(findings, finding, place, ";");
}
