#include "syntax/hash.h"

#include "generated/query_parser.h"
#include "syntax/token_class.h"

#include <string.h>

bool dql_token_is_hash(const dql_token *token) {
    return token->kind == DQL_TOKEN_IGNORED && token->flags & DQL_TOKEN_PROBLEM_CHARACTER;
}

bool dql_hash_is_comment(const dql_token *token) {
    return dql_token_is_hash(token) && token->end > token->start + 1;
}

bool dql_hash_hides(const dql_source *source, const dql_token *token, char byte) {
    return dql_token_is_hash(token) && memchr(source->text + token->start, byte, token->end - token->start);
}

void dql_drop_fix_of_hash(deskql_findings *findings, const dql_token *hash) {
    dql_range range = {hash->start, hash->start + 1};
    deskql_finding *finding = dql_findings_find(findings, DQL_UNEXPECTED_CHARACTER, range);
    if (finding) dql_finding_respell(findings, finding, NULL);
}

/* Whether a value in quotes may stand before the token. */
static bool can_follow_value(const dql_source *source, const dql_token *token) {
    uint8_t kind = token->kind;
    return dql_is_of(kind, DQL_TOKENS_CONNECTIVE | DQL_CLAUSE_CLASSES) || kind == DQL_TOKEN_COMMA ||
           kind == DQL_TOKEN_RPAREN || kind == DQL_TOKEN_END || dql_begins_line(source, token);
}

/* `C#`: the value in quotes holds the `#`. */
static void quote_hash(const dql_source *source, deskql_findings *findings, deskql_finding *finding, dql_token *value) {
    const char *text = source->text;
    const dql_token *hash = value + 1;
    value->flags |= DQL_TOKEN_MISSING;
    if (!can_follow_value(source, &hash[1])) return;
    if (value->kind == DQL_TOKEN_STRING) {
        dql_finding_fix(findings, finding, (dql_range){value->end - 1, hash->end}, "#%c", text[value->end - 1]);
    } else {
        dql_finding_fix(findings, finding, (dql_range){value->start, hash->end}, "\"%.*s\"",
                        (int)(hash->end - value->start), text + value->start);
    }
}

/* Where nothing else but another comment is on the line. */
static bool ends_line(const dql_source *source, const dql_token *hash) {
    const char *text = source->text + hash->end;
    text += strspn(text, " \t");
    return *text == '\n' || *text == '\r' || *text == '\0' || *text == '#';
}

void dql_report_hash(const dql_source *source, deskql_findings *findings, dql_token *operand, bool is_value) {
    dql_token *hash = operand + 1;
    dql_range range = {hash->start, hash->start + 1};
    hash->flags |= DQL_TOKEN_REPORTED;
    /* What is said of the value is said of both. */
    bool damaged = operand->flags & (DQL_TOKEN_PROBLEMS & ~DQL_TOKEN_PROBLEM_STRING);
    if (operand->kind == DQL_TOKEN_ILLEGAL || (damaged && !dql_hash_is_comment(hash))) return;
    deskql_finding *finding = dql_report(findings, DQL_UNEXPECTED_CHARACTER, range, "unexpected character `#`");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "in a value it goes in quotes: `\"C#\"`; a comment has a space before it");
    bool is_text = operand->kind == DQL_TOKEN_STRING || operand->kind == DQL_TOKEN_WORD;
    if (is_value && is_text && !dql_hash_is_comment(hash)) {
        quote_hash(source, findings, finding, operand);
    } else if (!dql_hash_is_comment(hash) && !ends_line(source, hash)) {
        dql_finding_replace(findings, finding, source->text, range, "");
    } else if (!dql_hash_hides(source, hash, ')') && !dql_hash_hides(source, hash, ';') &&
               !dql_hash_hides(source, hash, '\0')) {
        /* All of it, for its token becomes a comment. */
        dql_finding_fix(findings, finding, dql_token_range(hash), " %.*s", (int)(hash->end - hash->start),
                        source->text + hash->start);
    }
}
