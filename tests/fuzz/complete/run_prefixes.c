/*
 * Completion, over valid queries of case files that are cut at every character: the word that goes on is among the candidates, mostly among the
 * first five, and every candidate, put in, parses on.
 *
 *     run_prefixes CASE_FILE...
 *
 * Values, numbers and what somebody has named (labels, parameters) are left out: nobody can know them.
 */
#include "generated/query_parser.h"
#include "syntax/lalr.h"
#include "syntax/parser.h"
#include "syntax/token_class.h"

#include "cases/case_file.h"

#include <deskql/complete.h>
#include <deskql/document.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 400u
#define FIRST 5u

static struct { unsigned prefixes, found, first, candidates, failed; } counts;
static deskql_completion *completion;
static deskql_document *document;
static dql_arena arena;

static void parse(const char *query, size_t length) {
    if (deskql_parse(NULL, query, length, NULL, &document) != DESKQL_OK) exit(2);
}

/* Whether it may be said of an unfinished query: something is yet to come. */
static bool is_unfinished(const deskql_finding_info *info, size_t end) {
    return info->code == DESKQL_CODE_PATH_PARAMETER || info->start >= end;
}

/* Whether a candidate in the place of the text's word is a text with no mistake but that it is not at its end. A word has
   something behind it, for by itself it may be a value: `label: open`, `id = 1 or status`. */
static void put_in(const char *query, size_t start, const deskql_candidate *candidate) {
    static char whole[2 * LONGEST];
    bool field = candidate->kind == DESKQL_CANDIDATE_FIELD || candidate->kind == DESKQL_CANDIDATE_PATH_PARAMETER;
    int length = snprintf(whole, sizeof whole, "%.*s%s%s", (int)start, query, candidate->text, field ? " =" : " (");
    const deskql_findings *findings;
    deskql_finding_info info;
    parse(whole, (size_t)length);
    findings = deskql_document_findings(document);
    counts.candidates++;
    for (size_t i = 0; deskql_findings_info_at(findings, i, &info); i++) {
        if (info.severity != DESKQL_ERROR || is_unfinished(&info, (size_t)length - 1)) continue;
        counts.failed++;
        printf("DQL%d: %s\n", info.code, whole);
        return;
    }
}

/* Whether it is the word, or begins with it: `order by`. */
static bool is_same(const char *candidate, const char *word, size_t length) {
    size_t i = 0;
    if (*word == '`') word++, length -= 2;
    while (i < length && candidate[i] && (candidate[i] | 0x20) == (word[i] | 0x20)) i++;
    return i == length && (!candidate[i] || candidate[i] == ' ');
}

/* The text is cut at `cut`, and what goes on there is the word that `token` is. */
static void complete(const char *query, size_t cut, const dql_token *token) {
    const deskql_candidate *candidate;
    const char *word = query + token->start;
    size_t length = token->end - token->start, at = 0, start, end;
    if (token->kind == DQL_TOKEN_MATCH) word = "contains", length = strlen(word);
    if (deskql_complete(NULL, query, cut, cut, NULL, NULL, &completion) != DESKQL_OK) exit(2);
    deskql_completion_range(completion, &start, &end);
    while ((candidate = deskql_completion_at(completion, at)) && !is_same(candidate->text, word, length)) at++;
    counts.prefixes++;
    counts.found += candidate != NULL;
    counts.first += candidate && at < FIRST;
    if (!candidate) printf("missing: %.*s[%.*s]\n", (int)cut, query, (int)length, word);
    for (size_t i = 0; (candidate = deskql_completion_at(completion, i)); i++) put_in(query, start, candidate);
}

/* Of values those alone that are words of the language; of `fields` none, for tickets have no list of them; a sign before it is written; nobody is
   led to `not contains`, which only another `not` makes right. */
static bool can_be_known(const dql_automaton *automaton, const dql_token *token, size_t cut, bool in_fields) {
    bool word = dql_is_of(token->kind, DQL_TOKENS_CONSTANT | DQL_TOKENS_NULL | DQL_TOKENS_CLAUSE | DQL_TOKENS_ORDER);
    if (dql_is_of(token->kind, DQL_TOKENS_OPENER | DQL_TOKENS_CLOSER | DQL_TOKENS_PUNCTUATION))
        return cut == token->start;
    if (token->kind == DQL_TOKEN_MATCH) return cut == token->start;
    if (cut > token->start && cut == token->end && token[1].kind == DQL_TOKEN_IGNORED) return false;
    if (token->kind == DQL_TOKEN_QUOTED_NAME && cut == token->end) return false;
    if ((in_fields || dql_automaton_takes(automaton, DQL_TOKEN_STRING)) && !word) return false;
    if (token->kind == DQL_TOKEN_CONTAINS && token[-1].kind == DQL_TOKEN_NOT) return false;
    return !dql_is_of(token->kind, DQL_TOKENS_LITERAL) && token->kind != DQL_TOKEN_LABEL;
}

static bool in_comment(const char *query, size_t start, size_t cut) {
    bool found = false;
    for (; start < cut; start++) found = (found || query[start] == '#') && query[start] != '\n';
    return found;
}

static void cut_everywhere(const char *query, size_t length) {
    static dql_automaton automaton;
    dql_source source;
    dql_token_list list;
    deskql_findings nobodys;
    bool in_fields = false;
    dql_findings_init(&nobodys, &arena, 1);
    if (!dql_source_init(&source, &arena, query, (uint32_t)length) || !dql_lex(&source, &arena, &list)) exit(2);
    if (list.semicolons) return;
    dql_resolve(&source, &nobodys, list.tokens, list.count, DQL_DEEPEST);
    dql_automaton_start(&automaton);
    for (const dql_token *token = list.tokens; token->kind != DQL_TOKEN_END; token++) {
        size_t before = token > list.tokens ? token[-1].end : 0;
        bool joined = before && !dql_is_of(token[-1].kind, DQL_TOKENS_OPENER);
        if (token->kind == DQL_TOKEN_IGNORED) continue;
        for (size_t cut = before + joined; cut <= token->end; cut++) {
            if (in_comment(query, before, cut) || !can_be_known(&automaton, token, cut, in_fields)) continue;
            complete(query, cut, token);
        }
        if (dql_is_of(token->kind, DQL_CLAUSE_CLASSES)) in_fields = token->kind == DQL_TOKEN_FIELDS;
        if (!dql_automaton_feed(&automaton, token->kind)) exit(2);
    }
}

int main(int count, char **paths) {
    case_queries queries = {0};
    if (count < 2) return 2;
    dql_arena_init(&arena, NULL);
    for (int i = 1; i < count; i++) case_queries_add(&queries, paths[i], LONGEST, false);
    for (size_t i = 0; i < queries.count; i++) {
        const text *query = &queries.texts[i];
        parse(query->bytes, query->length);
        if (deskql_findings_count(deskql_document_findings(document)) == 0) cut_everywhere(query->bytes, query->length);
        dql_arena_reset(&arena);
    }
    printf("%u prefixes: the next word is among the candidates in %u, among the first %u in %.1f %%\n", counts.prefixes,
           counts.found, FIRST, 100.0 * counts.first / counts.prefixes);
    printf("%u candidates put in: %u do not parse on\n", counts.candidates, counts.failed);
    case_queries_free(&queries);
    deskql_completion_free(completion);
    deskql_document_free(document);
    dql_arena_free(&arena);
    bool found = counts.found == counts.prefixes && counts.first * 10 >= counts.prefixes * 9;
    return counts.prefixes < 5000 || !found || counts.failed;
}
