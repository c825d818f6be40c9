/*
 * Answers, for differential.js, what queries select: reads a JSON object a line,
 *
 *     {"endpoint":"tickets","query":"status = 1","now":0,"offset":0,"tickets":[{…},…]}
 *
 * and writes one a line: the compiled filter, the indexes of the tickets that are selected, and the same in the query's order.
 *
 *     {"filter":{…},"selected":[0,2],"ordered":[2,0]}          or          {"findings":["message",…]}
 */
#include "support/findings.h"

#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TICKETS 64u
#define LONGEST_KEY 4096u

typedef struct sort_key {
    size_t index;
    size_t length;
    char bytes[LONGEST_KEY];
} sort_key;

static int to_output(void *context, const char *bytes, size_t length) {
    (void)context;
    return fwrite(bytes, 1, length, stdout) == length ? 0 : 1;
}

static int to_key(void *context, const char *bytes, size_t length) {
    sort_key *key = context;
    if (length > sizeof key->bytes - key->length) return 1;
    memcpy(key->bytes + key->length, bytes, length);
    key->length += length;
    return 0;
}

static int compare(const void *one_, const void *other_) {
    const sort_key *one = one_;
    const sort_key *other = other_;
    size_t shorter = one->length < other->length ? one->length : other->length;
    int order = memcmp(one->bytes, other->bytes, shorter);
    if (order == 0) order = (one->length > other->length) - (one->length < other->length);
    return order ? order : (one->index > other->index) - (one->index < other->index);
}

static void print_findings(const deskql_findings *findings) {
    printf("{\"findings\":[");
    bool first = true;
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        if (finding->severity != DESKQL_ERROR) continue;
        if (!first) putchar(',');
        first = false;
        deskql_json_write_string(finding->message, strlen(finding->message), to_output, NULL);
    }
    printf("]}\n");
}

static void print_indexes(const char *name, const sort_key *keys, size_t count) {
    printf(",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) printf(i ? ",%zu" : "%zu", keys[i].index);
    putchar(']');
}

/* Returns false where a call failed that cannot. */
static bool print_selection(const deskql_plan *plan, const deskql_json_value *tickets) {
    static deskql_matcher *matcher;
    static sort_key keys[MOST_TICKETS];
    size_t count = 0;
    size_t index = 0;
    if (deskql_matcher_make(plan, NULL, &matcher) != DESKQL_OK) return false;
    const deskql_json_value *ticket = deskql_json_value_first(tickets);
    for (; ticket && index < MOST_TICKETS; ticket = deskql_json_value_next(ticket), index++) {
        if (!deskql_matcher_selects(matcher, ticket)) continue;
        keys[count].index = index;
        keys[count].length = 0;
        if (deskql_matcher_key(matcher, ticket, NULL, to_key, &keys[count]) != DESKQL_OK) return false;
        count++;
    }
    if (ticket) return false;
    printf("{\"filter\":");
    if (deskql_plan_stream(plan, DESKQL_OUTPUT_FILTER, to_output, NULL) != DESKQL_OK) return false;
    print_indexes("selected", keys, count);
    qsort(keys, count, sizeof *keys, compare);
    print_indexes("ordered", keys, count);
    printf("}\n");
    return true;
}

static bool answer(const deskql_json_value *request) {
    static deskql_document *document;
    static deskql_plan *plan;
    deskql_parse_options parsing = DESKQL_PARSE_OPTIONS_INIT;
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    size_t length;
    int64_t offset;
    parsing.endpoint = deskql_json_value_text(deskql_json_value_member(request, "endpoint"), NULL);
    const char *query = deskql_json_value_text(deskql_json_value_member(request, "query"), &length);
    if (!query || !deskql_json_value_integer(deskql_json_value_member(request, "now"), &options.now) ||
        !deskql_json_value_integer(deskql_json_value_member(request, "offset"), &offset)) {
        return false;
    }
    options.utc_offset = (int32_t)offset;
    if (deskql_parse(NULL, query, length, &parsing, &document) != DESKQL_OK) return false;
    switch (deskql_compile(deskql_document_at(document, 0), &options, &plan)) {
    case DESKQL_OK:
        return print_selection(plan, deskql_json_value_member(request, "tickets"));
    case DESKQL_INVALID:
        print_findings(deskql_document_findings(document));
        return true;
    default:
        return false;
    }
}

int main(void) {
    static char line[1024 * 1024];
    deskql_json *json = NULL;
    while (fgets(line, sizeof line, stdin)) {
        if (deskql_json_parse(line, strlen(line), NULL, &json) != DESKQL_OK || !answer(deskql_json_root(json))) {
            fprintf(stderr, "cannot answer: %s", line);
            return EXIT_FAILURE;
        }
    }
    deskql_json_free(json);
    return EXIT_SUCCESS;
}
