#include "document/suppressions.h"

#include "diagnostics/findings.h"

#include <string.h>

#define LONGEST_CODE 40u

/* One code of a comment. */
typedef struct dql_allow dql_allow;
struct dql_allow {
    dql_allow *next;
    dql_range range;
    const deskql_code_info *code;
    /* Into the document's suppressions; their number for the whole text. */
    uint32_t target;
    /* An earlier comment for the same target has the code. */
    bool repeated;
};

/* `target` is the query that the comment stands in or before; NULL where none follows. */
typedef struct comment {
    struct deskql_document *document;
    const struct deskql_query *target;
    dql_allow **tail;
    /* Without white space around it. */
    dql_range range;
    uint32_t at;
    bool whole_text;
} comment;

/* ---- Reading --------------------------------------------------------------------------------------------------------- */

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static bool is_word(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '_';
}

static void skip_blanks(comment *of) {
    const char *text = of->document->source.text;
    while (of->at < of->range.end && is_blank(text[of->at])) of->at++;
}

static dql_range read_word(comment *of) {
    const char *text = of->document->source.text;
    skip_blanks(of);
    dql_range word = {of->at, of->at};
    while (word.end < of->range.end && is_word(text[word.end])) word.end++;
    of->at = word.end;
    return word;
}

static bool is_text(const comment *of, dql_range range, const char *text) {
    size_t length = strlen(text);
    return range.end - range.start == length && memcmp(of->document->source.text + range.start, text, length) == 0;
}

static deskql_finding *report(const comment *of, dql_range range, const char *message) {
    return dql_report(&of->document->findings, DQL_UNNEEDED_ALLOW, range, "%s", message);
}

static void report_word(const comment *of, dql_range word, const char *message, const char *help) {
    deskql_findings *findings = &of->document->findings;
    const char *shown = dql_shown(&of->document->arena, of->document->source.text + word.start, word.end - word.start);
    deskql_finding *finding = dql_report(findings, DQL_UNNEEDED_ALLOW, word, message, shown);
    dql_finding_help(findings, finding, "%s", help);
}

static const deskql_code_info *find_code(const comment *of, dql_range word) {
    char text[LONGEST_CODE + 1];
    uint32_t length = word.end - word.start;
    if (length == 0 || length > LONGEST_CODE) return NULL;
    memcpy(text, of->document->source.text + word.start, length);
    text[length] = '\0';
    return deskql_codes_find(text);
}

/* The suppression of the comment's target: comments come in source order, so theirs is the last one, or a new one. */
static uint64_t *codes_of_target(const comment *of, uint32_t *target) {
    dql_suppressions *suppressions = &of->document->suppressions;
    *target = UINT32_MAX;
    if (of->whole_text) return &suppressions->everywhere;
    uint32_t end = of->target->document->tokens.tokens[of->target->end_token - 1].end;
    if (suppressions->count == 0 || suppressions->list[suppressions->count - 1].end != end + 1) {
        uint32_t start = of->document->tokens.tokens[of->target->first_token].start;
        /* A finding may stand one past the last token. */
        suppressions->list[suppressions->count++] = (dql_suppression){start, end + 1, 0};
    }
    *target = suppressions->count - 1;
    return &suppressions->list[*target].codes;
}

static void add_code(comment *of, dql_range word, const deskql_code_info *code) {
    dql_allow *allow = dql_arena_take_zeroed(&of->document->arena, sizeof *allow);
    if (!allow) return;
    uint64_t *codes = codes_of_target(of, &allow->target);
    uint64_t bit = UINT64_C(1) << dql_code_index(code->code);
    allow->range = word;
    allow->code = code;
    allow->repeated = (*codes & bit) != 0;
    *codes |= bit;
    *of->tail = allow;
    of->tail = &allow->next;
}

static void take_code(comment *of, dql_range word) {
    const deskql_code_info *code = find_code(of, word);
    if (!code) {
        report_word(of, word, "`%s` is no code", "codes are written as `DQL401` or `unresolved-name`");
    } else if (code->severity == DESKQL_ERROR) {
        report_word(of, word, "`%s` is an error", "only warnings can be allowed");
    } else if (code->code == DQL_UNNEEDED_ALLOW) {
        report_word(of, word, "`%s` cannot be allowed by a comment", "remove the comment that it is about");
    } else if (of->whole_text || of->target) {
        add_code(of, word, code);
    } else {
        report_word(of, word, "no query follows for which `%s` is allowed",
                    "the comment stands before its query, or is `allow-file`");
    }
}

/* Up to `because` or what is neither a code nor a comma. Returns the number of codes. */
static uint32_t read_codes(comment *of) {
    const char *text = of->document->source.text;
    uint32_t count = 0;
    for (bool expected = true;; expected = false) {
        skip_blanks(of);
        if (count && of->at < of->range.end && text[of->at] == ',') {
            of->at++;
            expected = true;
        }
        uint32_t start = of->at;
        dql_range word = read_word(of);
        bool ends = word.start == word.end || is_text(of, word, "because") || (!expected && !find_code(of, word));
        if (ends) {
            of->at = start;
            return count;
        }
        take_code(of, word);
        count++;
    }
}

static void read_comment(comment *of) {
    static const char mark[] = "deskql:";
    deskql_findings *findings = &of->document->findings;
    of->at = of->range.start + 1;
    skip_blanks(of);
    if (of->range.end - of->at < strlen(mark)) return;
    if (memcmp(of->document->source.text + of->at, mark, strlen(mark)) != 0) return;
    of->at += (uint32_t)strlen(mark);
    dql_range word = read_word(of);
    of->whole_text = is_text(of, word, "allow-file");
    if (!of->whole_text && !is_text(of, word, "allow")) {
        dql_finding_help(findings, report(of, of->range, "a comment for deskql that says nothing that it knows"),
                         "it is written `# deskql: allow CODE because REASON`, or `allow-file`");
        return;
    }
    if (read_codes(of) == 0) {
        dql_finding_help(findings, report(of, of->range, "a comment that allows no code"),
                         "it is written `# deskql: allow CODE because REASON`, or `allow-file`");
        return;
    }
    word = read_word(of);
    skip_blanks(of);
    if (is_text(of, word, "because") && of->at < of->range.end) return;
    dql_finding_help(findings, report(of, of->range, "a comment that allows a warning without a reason"),
                     "`because` and a reason follow the code");
}

/* The comments between two tokens, where nothing else stands but white space. */
static void read_gap(comment *of, uint32_t start, uint32_t end) {
    const char *text = of->document->source.text;
    while (start < end && !of->document->arena.failed) {
        const char *mark = memchr(text + start, '#', end - start);
        if (!mark) return;
        of->range.start = (uint32_t)(mark - text);
        uint32_t stop = of->range.start;
        while (stop < end && text[stop] != '\n' && text[stop] != '\r') stop++;
        start = stop;
        while (is_blank(text[stop - 1])) stop--;
        of->range.end = stop;
        read_comment(of);
    }
}

void dql_allow_read(struct deskql_document *document) {
    const dql_source *source = &document->source;
    const dql_token_list *list = &document->tokens;
    dql_suppressions *suppressions = &document->suppressions;
    *suppressions = (dql_suppressions){NULL, 0, 0};
    suppressions->list =
        dql_arena_take(&document->arena, (document->query_count + (size_t)1) * sizeof *suppressions->list);
    if (!suppressions->list) return;
    comment of = {.document = document, .tail = &document->allows};
    uint32_t query = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        while (query < document->query_count && document->queries[query].end_token <= i) query++;
        of.target = query < document->query_count ? &document->queries[query] : NULL;
        read_gap(&of, i ? list->tokens[i - 1].end : source->bom, list->tokens[i].start);
    }
    if (!document->allows) return;
    document->findings.touched = true;
    document->findings.suppressions = suppressions;
    document->findings.used =
        dql_arena_take_zeroed(&document->arena, (suppressions->count + (size_t)1) * sizeof *document->findings.used);
}

/* ---- What was allowed in vain ---------------------------------------------------------------------------------------- */

/* Whether what is found of these queries now is all that there will be: most warnings are for queries without errors, a few
   depend on what parameters stand for, notes on who asks, and the length of the URL is known when a query is compiled. */
static bool is_decided(const struct deskql_query *queries, uint32_t count, int code) {
    if (code == DQL_LONG_URL || code == DQL_UNDOCUMENTED) return false;
    bool depends_on_values = code == DQL_UNRESOLVED_NAME || code == DQL_IMPRECISE_NUMBER || code == DQL_UNLISTED_VALUE;
    for (uint32_t i = 0; i < count; i++) {
        if (queries[i].errors || (depends_on_values && queries[i].parameter_count)) return false;
    }
    return true;
}

/* Queries that none of the comments is about stand between those that one is; `query` only goes forward. */
static const struct deskql_query *query_of(const struct deskql_document *document, uint32_t target, uint32_t *query) {
    while (document->queries[*query].range.start < document->suppressions.list[target].start) ++*query;
    return &document->queries[*query];
}

void dql_allow_finish(struct deskql_document *document) {
    deskql_findings *findings = &document->findings;
    if (!document->allows) return;
    uint32_t query = 0;
    for (const dql_allow *allow = document->allows; allow; allow = allow->next) {
        bool whole_text = allow->target == UINT32_MAX;
        uint64_t used = findings->used[whole_text ? document->suppressions.count : allow->target];
        bool is_used = used >> dql_code_index(allow->code->code) & 1u;
        if (is_used && !allow->repeated) continue;
        const struct deskql_query *about = whole_text ? document->queries : query_of(document, allow->target, &query);
        uint32_t count = whole_text ? document->query_count : 1;
        if (!allow->repeated && !is_decided(about, count, allow->code->code)) continue;
        deskql_finding *finding =
            allow->repeated
                ? dql_report(findings, DQL_UNNEEDED_ALLOW, allow->range, "%s is allowed twice", allow->code->code_text)
                : dql_report(findings, DQL_UNNEEDED_ALLOW, allow->range, "%s is allowed, and does not occur",
                             allow->code->code_text);
        dql_finding_help(findings, finding, "remove it from the comment, or the comment");
    }
}
