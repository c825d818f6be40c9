/*
 * The rule of fixes, over queries of case files that are damaged in every way: applying all fixes of a text never adds an error, keeps
 * every token, comment and label that no fix names, and comes to an end. The same texts every time, for a seed.
 *
 *     run_fixes COUNT SEED CASE_FILE...
 */
#include "format/fixes.h"
#include "syntax/hash.h"
#include "syntax/token.h"

#include "cases/case_file.h"

#include <deskql/deskql.h>
#include <deskql/format.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 2048u
#define MOST_FIXES 1000u
#define MOST_ROUNDS 20

static uint64_t state;

static size_t below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit ? (size_t)(state % limit) : 0;
}

/* ---- Damage ---------------------------------------------------------------------------------------------------------- */

/* A text and its tokens. */
typedef struct sample {
    char text[LONGEST + 1];
    size_t length;
    dql_token_list list;
} sample;

static dql_arena arena;

static void cut(sample *of) {
    dql_source source;
    if (!dql_source_init(&source, &arena, of->text, (uint32_t)of->length) || !dql_lex(&source, &arena, &of->list))
        exit(2);
}

static void replace(sample *of, size_t start, size_t end, const char *bytes, size_t count) {
    if (of->length - (end - start) + count > LONGEST) return;
    memmove(of->text + start + count, of->text + end, of->length - end);
    memcpy(of->text + start, bytes, count);
    of->length = of->length - (end - start) + count;
    of->text[of->length] = '\0';
}

static const char *const pieces[] = {
    "==",
    "&&",
    "||",
    "<>",
    "!",
    "nin ",
    "notin ",
    "like ",
    "'%x%'",
    "\"a_%\"",
    "[",
    "]",
    "[]",
    "()",
    ":",
    "=",
    "page=2",
    "page = 2",
    "pagesize: 5",
    "limit 3",
    "asc",
    ":desc",
    ",desc",
    "is empty",
    "eq ",
    "not ",
    "and ",
    "or ",
    "in ",
    "(",
    ")",
    ",",
    "0049",
    "+49",
    "\"7\"",
    "..",
    "stat",
    "statuss",
    "true",
    "'true'",
    "2026-05-07 12:00",
    " at 3:00 pm",
    "-name",
    "order by ",
    "include ",
    "fields ",
    "from ",
    "where ",
    "users",
    "null",
    "-7d",
    "now",
    "`",
    "\"",
    "'",
    "\xe2\x80\x9cx\xe2\x80\x9d",
    "\xe2\x80\x9c",
    "\xc2\xa0",
    "=>",
    "=<",
    "between ",
    "subject",
    "createdAt",
    "status",
    "7up",
    ";",
    "\n",
    " ",
    "contains ",
    "~",
    "a: ",
    "\nb: ",
};

/* A label or a comment of a name of its own, so that it is known again. */
static void sprinkle(sample *of, size_t at, bool label) {
    char made[32];
    int length = snprintf(made, sizeof made, label ? "; label%zu: " : " # comment%zu\n", below(100000));
    replace(of, at, at, made, (size_t)length);
}

static void damage(sample *of, const text *other) {
    cut(of);
    size_t which = below(of->list.count);
    const dql_token *token = &of->list.tokens[which];
    const dql_token *next = which + 1 < of->list.count ? token + 1 : token;
    char copy[LONGEST];
    size_t size = token->end - token->start;
    memcpy(copy, of->text + token->start, size);
    switch (below(9)) {
    case 0:
        replace(of, token->start, token->end, "", 0);
        break;
    case 1:
        copy[size] = ' ';
        replace(of, token->start, token->start, copy, size + below(2));
        break;
    case 2:
        memcpy(copy, of->text + next->start, next->end - next->start);
        copy[next->end - next->start] = ' ';
        memcpy(copy + (next->end - next->start) + 1, of->text + token->start, token->end - token->start);
        replace(of, token->start, next->end, copy, next->end - next->start + 1 + token->end - token->start);
        break;
    case 3:
        replace(of, token->end, next->start > token->end ? next->start : token->end, "", 0);
        break;
    case 4:
        sprinkle(of, token->end, false);
        break;
    case 5:
        sprinkle(of, token->start, below(3) == 0);
        break;
    case 6: {
        size_t start = below(other->length + 1);
        replace(of, token->start, token->start, other->bytes + start, below(other->length - start + 1));
        break;
    }
    default: {
        const char *piece = pieces[below(sizeof pieces / sizeof pieces[0])];
        replace(of, token->start, below(2) ? token->end : token->start, piece, strlen(piece));
    }
    }
}

/* ---- What holds ------------------------------------------------------------------------------------------------------ */

typedef struct edit {
    uint32_t start;
    uint32_t end;
    const char *replacement;
} edit;

/* The edits of a round, in order. */
static size_t list_edits(const deskql_document *document, edit edits[MOST_FIXES]) {
    dql_fix_list list;
    if (!dql_list_fixes(document, &arena, &list)) exit(2);
    size_t count = list.count < MOST_FIXES ? list.count : MOST_FIXES;
    for (size_t i = 0; i < count; i++) {
        const deskql_fix *fix = &list.items[i];
        edits[i] = (edit){fix->range.start.offset, fix->range.end.offset, fix->replacement};
    }
    return count;
}

/* The fixes of a document as any program reads them. */
static size_t read_fixes(const deskql_document *document, edit fixes[MOST_FIXES]) {
    static deskql_finding_reader *reader;
    const deskql_findings *findings = deskql_document_findings(document);
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    options.fixes = true;
    if (!reader && deskql_finding_reader_new(&options, &reader) != DESKQL_OK) exit(2);
    deskql_finding_reader_clear(reader);
    size_t count = 0;
    for (size_t i = 0; i < deskql_findings_count(findings) && count < MOST_FIXES; i++) {
        const deskql_finding *finding;
        if (deskql_findings_read(findings, i, reader, &finding) != DESKQL_OK) exit(2);
        const deskql_fix *fix = finding->fix;
        if (fix) fixes[count++] = (edit){fix->range.start.offset, fix->range.end.offset, fix->replacement};
    }
    return count;
}

/* Whether each edit is the fix of a finding. */
static bool are_given(const deskql_document *document, const edit *edits, size_t count) {
    static edit fixes[MOST_FIXES];
    size_t given = read_fixes(document, fixes);
    for (size_t i = 0, j; i < count; i++) {
        for (j = 0; j < given; j++) {
            if (fixes[j].start == edits[i].start && fixes[j].end == edits[i].end &&
                strcmp(fixes[j].replacement, edits[i].replacement) == 0)
                break;
        }
        if (j == given) return false;
    }
    return true;
}

static const char *why;
static char detail[128];

static bool report(const char *what, const char *about, size_t length) {
    why = what;
    snprintf(detail, sizeof detail, "%.*s", (int)length, about);
    return false;
}

/* Each token outside of the edits is the same token at its new place. */
static bool keeps_tokens(const sample *from, const sample *to, const edit *edits, size_t count) {
    size_t at = 0;
    size_t into = 0;
    long shift = 0;
    for (uint32_t i = 0; from->list.tokens[i].kind != DQL_TOKEN_END; i++) {
        const dql_token *token = &from->list.tokens[i];
        while (at < count && edits[at].end <= token->start) {
            shift += (long)strlen(edits[at].replacement) - (long)(edits[at].end - edits[at].start);
            at++;
        }
        /* A `#` that touches a token becomes a comment, or is what the fix is about. */
        if ((at < count && edits[at].start < token->end) || dql_token_is_hash(token)) continue;
        uint32_t start = (uint32_t)((long)token->start + shift);
        while (to->list.tokens[into].kind != DQL_TOKEN_END && to->list.tokens[into].start < start) into++;
        const dql_token *same = &to->list.tokens[into];
        if (same->start != start || same->end - same->start != token->end - token->start)
            return report("a token is lost or joined", from->text + token->start, token->end - token->start);
    }
    return true;
}

/* Each sprinkled comment stands there still. */
static bool keeps_comments(const sample *from, const sample *to) {
    const char *end;
    for (const char *at = from->text; (at = strstr(at, "# comment")) != NULL; at = end) {
        end = at + strlen("# comment");
        end += strspn(end, "0123456789");
        char copy[LONGEST];
        size_t length = (size_t)(end - at);
        memcpy(copy, at, length);
        copy[length] = '\0';
        if (!strstr(to->text, copy)) return report("a comment is lost", at, length);
    }
    return true;
}

static bool keeps_labels(const deskql_document *from, const deskql_document *to) {
    for (size_t i = 0; i < deskql_document_count(from); i++) {
        const char *name = deskql_query_name(deskql_document_at(from, i));
        if (name && !deskql_document_find(to, name)) return report("a label is lost", name, strlen(name));
    }
    return true;
}

static int append(void *context, const char *bytes, size_t length) {
    sample *to = context;
    if (to->length + length > LONGEST) return -1;
    memcpy(to->text + to->length, bytes, length);
    to->length += length;
    to->text[to->length] = '\0';
    return 0;
}

static size_t errors_of(const deskql_document *document) {
    return deskql_findings_count_severity(deskql_document_findings(document), DESKQL_ERROR);
}

/* Of a query whose endpoint is not known, names and types are not checked until it is. */
static bool hides_errors(const deskql_document *document) {
    const deskql_findings *findings = deskql_document_findings(document);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        deskql_finding_info info;
        if (deskql_findings_info_at(findings, i, &info) && info.code == DQL_UNKNOWN_ENDPOINT) return true;
    }
    return false;
}

/* One round of fixes; `*changed` says whether there were any. */
static bool holds_once(sample *from, sample *to, bool *changed) {
    static deskql_document *before;
    static deskql_document *after;
    static edit edits[MOST_FIXES];
    *changed = false;
    if (deskql_parse(NULL, from->text, from->length, NULL, &before) != DESKQL_OK) exit(2);
    size_t count = list_edits(before, edits);
    size_t applied = 0;
    to->length = 0;
    to->text[0] = '\0';
    deskql_status status = deskql_apply_fixes(before, &applied, append, to);
    if (status == DESKQL_SINK_FAILED) return true;
    if (status != DESKQL_OK) exit(2);
    if (!applied) return true;
    *changed = true;
    if (applied != count) return report("not all fixes are applied", "", 0);
    if (!are_given(before, edits, count)) return report("what is applied is no fix of a finding", "", 0);
    if (deskql_parse(NULL, to->text, to->length, NULL, &after) != DESKQL_OK) exit(2);
    if (errors_of(after) > errors_of(before) && !hides_errors(before)) return report("an error is added", "", 0);
    cut(from);
    cut(to);
    return keeps_tokens(from, to, edits, count) && keeps_comments(from, to) && keeps_labels(before, after);
}

static bool holds(const sample *of) {
    static sample turns[2];
    turns[0] = *of;
    bool changed = true;
    for (int round = 0; changed; round++) {
        dql_arena_reset(&arena);
        if (round == MOST_ROUNDS) return report("there is no end of fixes", "", 0);
        if (!holds_once(&turns[round % 2], &turns[1 - round % 2], &changed)) {
            printf("FAILED: %s: %s\n--- of\n%s\n--- becomes\n%s\n", why, detail, turns[round % 2].text,
                   turns[1 - round % 2].text);
            return false;
        }
    }
    return true;
}

/* ---- The run --------------------------------------------------------------------------------------------------------- */

int main(int count, char **arguments) {
    if (count < 4) {
        fputs("usage: run_fixes COUNT SEED CASE_FILE...\n", stderr);
        return 2;
    }
    case_queries from = {0};
    for (int i = 3; i < count; i++) case_queries_add(&from, arguments[i], LONGEST / 4, false);
    if (!from.count) return 2;
    dql_arena_init(&arena, &dql_standard_allocator);
    size_t texts = strtoul(arguments[1], NULL, 10);
    state = 88172645463325252u + strtoul(arguments[2], NULL, 10) * 7919;
    size_t failed = 0;
    for (size_t i = 0; i < texts; i++) {
        static sample of;
        const text *seed = &from.texts[below(from.count)];
        of.length = 0;
        replace(&of, 0, 0, seed->bytes, seed->length);
        for (size_t steps = below(4); steps > 0; steps--) {
            damage(&of, &from.texts[below(from.count)]);
            dql_arena_reset(&arena);
        }
        failed += !holds(&of);
    }
    printf("%zu texts, %zu fail\n", texts, failed);
    dql_arena_free(&arena);
    case_queries_free(&from);
    return failed > 0;
}
