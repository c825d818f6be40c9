/* Texts that another language would read as patterns, and the empty one. */
#include "check/pass.h"

#include "base/inline.h"

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

static void warn_wildcard(dql_pass *pass, const dql_place *place, const dql_literal *literal, bool contains) {
    const char *wildcard = find_wildcard(literal->text, literal->length);
    if (!wildcard) return;
    deskql_finding *finding = dql_report(pass->findings, DQL_WILDCARD, literal->range, "`%s` is no wildcard", wildcard);
    dql_finding_about(finding, place->parameter, place->name);
    const char *spelling = dql_operator_spelling(pass, contains ? DQL_OPERATOR_CONTAINS : DQL_OPERATOR_EQUAL);
    if (contains) {
        dql_finding_help(pass->findings, finding, "`%s` looks for the text as it stands, anywhere in the field",
                         spelling);
    } else {
        dql_finding_help(pass->findings, finding, "`%s` asks for the whole text as it stands; `%s` finds a part of it",
                         spelling, dql_operator_spelling(pass, DQL_OPERATOR_CONTAINS));
    }
}

static void warn_empty(dql_pass *pass, const dql_place *place, const dql_node *node) {
    deskql_finding *finding =
        dql_report(pass->findings, DQL_ALWAYS_MATCHES, node->range, "every value of `%s` contains the empty text%s",
                   place->name, place->field->nullable ? ", except null" : "");
    dql_finding_about(finding, place->parameter, place->name);
    dql_finding_help(pass->findings, finding, "write a text to look for, or leave the condition out");
}

/* Of `like`, where `%` is a wildcard, the syntax has said so. */
static bool is_like(const dql_pass *pass, const dql_node *node) {
    return !pass->checker->raw && (pass->checker->text[node->operator_range.start] | 0x20) == 'l';
}

DQL_NEVER_INLINE void dql_warn_pattern(dql_pass *pass, const dql_place *place, const dql_node *node,
                                       const dql_literal *literal) {
    bool contains = node->operator_ == DQL_OPERATOR_CONTAINS;
    if (!contains && node->operator_ != DQL_OPERATOR_EQUAL) return;
    if (place->field->type != DESKQL_TYPE_STRING && place->field->type != DESKQL_TYPE_ANY) return;
    if (is_like(pass, node)) return;
    if (contains && literal->length == 0) {
        warn_empty(pass, place, node);
    } else {
        warn_wildcard(pass, place, literal, contains);
    }
}
