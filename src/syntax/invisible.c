/* DQL411: what stands in a string, a quoted name or a comment and cannot be seen there. Elsewhere it is DQL102. */
#include "base/invisible.h"
#include "base/inline.h"
#include "generated/query_parser.h"
#include "syntax/token.h"

void dql_warn_invisible(deskql_findings *findings, dql_range range, uint32_t character, const char *help) {
    deskql_finding *finding =
        dql_report(findings, DQL_INVISIBLE_CHARACTER, range, "an invisible character, U+%04X", character);
    dql_finding_help(findings, finding, "%s", help);
}

/* Returns false where another finding stands for the character. */
static bool find_help(const dql_token *token, uint32_t at, const char **help) {
    if (token->start > at) {
        *help = "take it out of the comment";
        return true;
    }
    *help = token->kind == DQL_TOKEN_STRING ? "take it out, or write it as an escape, which `deskql format` does"
                                            : "take it out of the name";
    return token->kind == DQL_TOKEN_STRING || token->kind == DQL_TOKEN_QUOTED_NAME;
}

DQL_NEVER_INLINE void dql_report_invisible(const dql_source *source, const dql_token_list *list,
                                           deskql_findings *findings) {
    const dql_token *token = list->tokens;
    size_t size;
    uint32_t character;
    const char *help;
    for (uint32_t at = source->bom; at < source->length;) {
        bool invisible = dql_is_invisible(source->text, source->length, at, &size, &character);
        while (token->kind != DQL_TOKEN_END && token->end <= at) token++;
        dql_range range = {at, at + (uint32_t)size};
        if (invisible && find_help(token, at, &help)) dql_warn_invisible(findings, range, character, help);
        at = range.end;
    }
}
