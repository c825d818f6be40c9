/* What the parser made of a query's text, for those who work on it: its tokens, and what error recovery did. */
#include "describe/describe.h"

#include "syntax/document.h"
#include "syntax/lalr.h"
#include "syntax/recovery.h"

#include <string.h>

static const dql_token *tokens_of(const struct deskql_query *query) {
    const dql_token *tokens = query->document->tokens.tokens;
    return tokens ? tokens + query->first_token : NULL;
}

void dql_describe_tokens(const struct deskql_query *query, dql_writer *writer) {
    const dql_token *token = tokens_of(query);
    uint32_t count = token ? query->end_token - query->first_token : 0;
    for (uint32_t i = 0; i < count; i++, token++) {
        dql_write_format(writer, "%s ", dql_automaton_kind_name(token->kind));
        dql_describe_quoted(writer, query->document->source.text + token->start, token->end - token->start);
        dql_write_format(writer, " %u-%u\n", token->start, token->end);
    }
}

/* Where a query is cut that is nested too deeply; else behind its last token. */
static uint32_t end_of(const struct deskql_query *query, const dql_token *tokens, uint32_t count) {
    const dql_finding_entry *entry = query->document->findings.first;
    for (; entry; entry = entry->next) {
        uint32_t place = entry->finding.range.start.offset;
        if (entry->finding.code == DQL_TOO_DEEP && place >= query->range.start && place < query->range.end) break;
    }
    uint32_t end = 0;
    while (end < count && !(entry && tokens[end].start == entry->finding.range.start.offset)) end++;
    return end;
}

/* The query's tokens, and one before and the end behind them. NULL without memory. */
static dql_token *copy_tokens(const struct deskql_query *query, const dql_token *tokens, uint32_t count,
                              dql_arena *arena) {
    dql_token *copy = dql_arena_take(arena, (count + (size_t)2) * sizeof *copy);
    if (!copy) return NULL;
    memcpy(copy, tokens - 1, (count + (size_t)1) * sizeof *copy);
    bool cut = count < query->end_token - query->first_token;
    uint32_t end = cut ? tokens[count].start : query->range.end;
    copy[count + 1] = (dql_token){.start = end, .end = end, .kind = DQL_TOKEN_END};
    if (cut) copy[count + 1].flags = DQL_TOKEN_REPORTED;
    return copy + 1;
}

/* The parser has left the tokens as error recovery found them. */
deskql_status dql_describe_recovery(const struct deskql_query *query, dql_writer *writer) {
    const dql_token *tokens = tokens_of(query);
    uint32_t count = query->end_token - query->first_token;
    if (!tokens) return DESKQL_OK;
    dql_arena arena;
    deskql_findings findings;
    dql_source source = query->document->source;
    dql_arena_init(&arena, NULL);
    source.arena = NULL;
    dql_findings_init(&findings, &arena, 0);
    count = end_of(query, tokens, count);
    dql_token *copy = copy_tokens(query, tokens, count, &arena);
    size_t before = dql_writer_length(writer);
    if (copy) dql_recover(&source, &arena, &findings, copy, 0, &count, writer);
    if (dql_writer_length(writer) == before) dql_write_text(writer, "none: the query parses\n");
    bool failed = arena.failed;
    dql_arena_free(&arena);
    return failed ? DESKQL_NO_MEMORY : DESKQL_OK;
}
