/* Texts that another language would read as patterns, and the empty one. */
#include "check/patterns.h"

#include "base/inline.h"
#include "check/pass.h"
#include "syntax/operators.h"

#include <string.h>

/* The wildcard in a text, in a few words; NULL where there is none. `100%` is a text like any other. */
static const char *find_wildcard(const char *text, size_t length) {
    if (length == 0) return NULL;
    char first = text[0];
    char last = text[length - 1];
    if (first == '*' || last == '*') return "*";
    if (first == '%') return "%";
    if (first == '^') return "^";
    const char *star = text;
    while ((star = memchr(star, '*', length - (size_t)(star - text))) != NULL) {
        if (star[-1] == '.') return ".*";
        star++;
    }
    return NULL;
}

static void warn_wildcard(deskql_findings *findings, const dql_node *node, const dql_text *text, const char *wildcard) {
    deskql_finding *finding = dql_report(findings, DQL_WILDCARD, text->range, "`%s` is no wildcard", wildcard);
    dql_finding_about(finding, "filter", node->field.text);
    const dql_operator_info *info = &dql_operators[node->operator_];
    const dql_operator_info *contains = &dql_operators[DQL_OPERATOR_CONTAINS];
    const char *spelling = text->raw ? info->api : info->spelling;
    if (info == contains) {
        dql_finding_help(findings, finding, "`%s` looks for the text as it stands, anywhere in the field", spelling);
    } else {
        dql_finding_help(findings, finding, "`%s` asks for the whole text as it stands; `%s` finds a part of it",
                         spelling, text->raw ? contains->api : contains->spelling);
    }
}

static void warn_empty(deskql_findings *findings, const dql_node *node) {
    deskql_finding *finding =
        dql_report(findings, DQL_ALWAYS_MATCHES, node->range, "every value of `%s` contains the empty text%s",
                   node->field.text, node->schema_field->nullable ? ", except null" : "");
    dql_finding_about(finding, "filter", node->field.text);
    dql_finding_help(findings, finding, "write a text to look for, or leave the condition out");
}

DQL_NEVER_INLINE void dql_warn_text(deskql_findings *findings, const dql_node *node, const dql_text *text) {
    bool contains = node->operator_ == DQL_OPERATOR_CONTAINS;
    if (!contains && node->operator_ != DQL_OPERATOR_EQUAL) return;
    if (node->schema_field->type != DESKQL_TYPE_STRING && node->schema_field->type != DESKQL_TYPE_ANY) return;
    const char *wildcard = find_wildcard(text->text, text->length);
    if (contains && text->length == 0) {
        warn_empty(findings, node);
    } else if (wildcard) {
        warn_wildcard(findings, node, text, wildcard);
    }
}

/* Of `like`, where `%` is a wildcard, the syntax has said so. */
static bool is_like(const dql_pass *pass, const dql_node *node) {
    return !pass->checker->raw && (pass->checker->text[node->operator_range.start] | 0x20) == 'l';
}

void dql_warn_pattern(dql_pass *pass, const dql_node *node, const dql_literal *literal) {
    dql_text text = {literal->text, literal->length, literal->range, pass->checker->raw};
    if (!is_like(pass, node)) dql_warn_text(pass->findings, node, &text);
}
