/*
 * What holds for every text whatever, as a target for libFuzzer and for run_fuzz: findings have places in order and known codes,
 * a query compiles exactly when it is valid, what comes out is JSON and a query string, the same every time, and the canonical text
 * means the same.
 */
#include "fuzz/fuzz_query.h"

#include "fuzz/format/holds.h"
#include "lower/plan.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* assert() would be gone in a release build. */
#define HOLDS(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                             \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

static void check_range(deskql_range range, size_t length) {
    HOLDS(range.start.line >= 1 && range.start.column >= 1 && range.end.line >= range.start.line);
    HOLDS(range.start.offset <= range.end.offset && range.end.offset <= length);
}

static void check_findings(const deskql_findings *findings, size_t length) {
    uint32_t last = 0;
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        check_range(finding->range, length);
        HOLDS(finding->range.start.offset >= last);
        last = finding->range.start.offset;
        const deskql_code_info *code = deskql_codes_find(finding->code_text);
        HOLDS(code && code->code == finding->code);
        /* An unknown parameter is an error where a known one was meant. */
        HOLDS(code->severity == finding->severity || finding->code == 504);
        HOLDS(finding->message[0] && finding->phrase[0] && !strchr(finding->message, '\n'));
        if (finding->fix) check_range(finding->fix->range, length);
        for (size_t j = 0; j < finding->note_count; j++) check_range(finding->notes[j].range, length);
    }
}

/* The output in a buffer of its exact size. */
static char *write_out(const deskql_plan *plan, deskql_output output, size_t *length) {
    HOLDS(deskql_plan_write(plan, output, NULL, 0, length) == DESKQL_SHORT_BUFFER);
    char *text = malloc(*length + 1);
    HOLDS(text);
    size_t again = 0;
    HOLDS(deskql_plan_write(plan, output, text, *length + 1, &again) == DESKQL_OK);
    HOLDS(again == *length && strlen(text) == *length);
    return text;
}

static void check_json(const deskql_plan *plan, deskql_output output) {
    size_t length;
    char *text = write_out(plan, output, &length);
    deskql_json *json = NULL;
    HOLDS(deskql_json_parse(text, length, NULL, &json) == DESKQL_OK);
    HOLDS(deskql_json_value_type(deskql_json_root(json)) == DESKQL_JSON_OBJECT);
    deskql_json_free(json);
    free(text);
}

/* What the query gives to the path is neither in the query string nor in the filter. */
static bool would_be_lost(const deskql_query *query) {
    return deskql_endpoint_path_parameter_count(deskql_query_endpoint(query)) > 0;
}

static void check_refused(const deskql_plan *plan, deskql_output output) {
    size_t length;
    HOLDS(deskql_plan_write(plan, output, NULL, 0, &length) == DESKQL_MISUSE);
}

static void check_query_string(const deskql_plan *plan) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%=&";
    size_t length;
    char *text = write_out(plan, DESKQL_OUTPUT_QUERY, &length);
    HOLDS(strspn(text, allowed) == length);
    /* What is taken to be short was not written to know its length. */
    HOLDS(length <= 8000 || plan->long_query);
    free(text);
}

static int ignore(void *context, const char *bytes, size_t length) {
    (void)context;
    HOLDS(bytes && length);
    return 0;
}

typedef struct origin_check {
    bool named; /* each condition is a parameter, whose values are counted: `tags/0` */
    size_t length;
} origin_check;

static int check_origin(void *context, const deskql_origin *origin) {
    const origin_check *of = context;
    HOLDS(of->named || strncmp(origin->key, "filter", 6) == 0 || strncmp(origin->key, "path/", 5) == 0 ||
          !strchr(origin->key, '/'));
    check_range(origin->range, of->length);
    return 0;
}

static void check_mentions(const deskql_query *query, size_t length) {
    size_t count = deskql_query_mentions(query, NULL, 0);
    deskql_mention *mentions = calloc(count + 1, sizeof *mentions);
    HOLDS(mentions && deskql_query_mentions(query, mentions, count) == count);
    for (size_t i = 0; i < count; i++) {
        HOLDS(mentions[i].name);
        check_range(mentions[i].range, length);
    }
    free(mentions);
}

static void check_query(const deskql_query *query, size_t length, deskql_plan **plan) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = 1772366400;
    check_range(deskql_query_range(query), length);
    check_mentions(query, length);
    HOLDS(deskql_query_describe(query, DESKQL_DESCRIBE_ENGLISH, ignore, NULL) == DESKQL_OK);
    HOLDS(deskql_query_describe(query, DESKQL_DESCRIBE_TREE, ignore, NULL) == DESKQL_OK);
    HOLDS(deskql_query_describe(query, DESKQL_DESCRIBE_TOKENS, ignore, NULL) == DESKQL_OK);
    HOLDS(deskql_query_describe(query, DESKQL_DESCRIBE_RECOVERY, ignore, NULL) == DESKQL_OK);
    deskql_status status = deskql_compile(query, &options, plan);
    HOLDS(status == DESKQL_OK || status == DESKQL_INVALID);
    check_findings(deskql_plan_findings(*plan), length);
    if (status != DESKQL_OK) {
        /* A valid query fails for what is not in its text: parameters without a value, or times beyond the calendar. */
        HOLDS(!deskql_query_valid(query) || deskql_findings_count_severity(deskql_plan_findings(*plan), DESKQL_ERROR));
        return;
    }
    HOLDS(deskql_query_valid(query));
    bool named = !deskql_endpoint_takes_filter(deskql_query_endpoint(query));
    bool lost = would_be_lost(query);
    if (lost || named) {
        check_refused(*plan, DESKQL_OUTPUT_FILTER);
    } else {
        check_json(*plan, DESKQL_OUTPUT_FILTER);
    }
    if (lost) {
        check_refused(*plan, DESKQL_OUTPUT_QUERY);
    } else {
        check_query_string(*plan);
    }
    check_json(*plan, DESKQL_OUTPUT_PARAMETERS);
    check_json(*plan, DESKQL_OUTPUT_JSON);
    check_json(*plan, DESKQL_OUTPUT_MAP);
    origin_check of = {named, length};
    HOLDS(deskql_plan_origins(*plan, check_origin, &of) == DESKQL_OK);
    HOLDS(deskql_plan_stream(*plan, DESKQL_OUTPUT_PLAN, ignore, NULL) == DESKQL_OK);
    HOLDS(deskql_plan_stream(*plan, DESKQL_OUTPUT_CURL, ignore, NULL) == DESKQL_OK);
}

/* The same bytes as a raw text. */
static void check_raw(const char *text, size_t size, deskql_plan **plan) {
    static deskql_document *document;
    HOLDS(deskql_parse_raw(NULL, text, size, NULL, &document) == DESKQL_OK);
    check_findings(deskql_document_findings(document), size);
    if (deskql_document_count(document)) check_query(deskql_document_at(document, 0), size, plan);
}

static void check_completion(const char *text, size_t size, size_t offset) {
    static deskql_completion *completion;
    size_t start, end;
    HOLDS(deskql_complete(NULL, text, size, offset, NULL, NULL, &completion) == DESKQL_OK);
    deskql_completion_range(completion, &start, &end);
    HOLDS(start <= offset && offset <= end && end <= size);
    for (size_t i = 0; i < deskql_completion_count(completion); i++) HOLDS(*deskql_completion_at(completion, i)->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    /* Kept from text to text, as programs do that parse many. */
    static deskql_document *document;
    static deskql_plan *plan;
    HOLDS(deskql_parse(NULL, (const char *)data, size, NULL, &document) == DESKQL_OK);
    size_t length;
    const char *text = deskql_document_text(document, &length);
    HOLDS(length == size && (!size || memcmp(text, data, size) == 0) && !text[length]);
    check_findings(deskql_document_findings(document), size);
    /* A text in another encoding is one finding and no query. */
    HOLDS(deskql_document_count(document) >= 1 || deskql_findings_count(deskql_document_findings(document)) == 1);
    for (size_t i = 0; i < deskql_document_count(document); i++)
        check_query(deskql_document_at(document, i), size, &plan);
    check_format(NULL, text, size, NULL);
    check_raw((const char *)data, size, &plan);
    if (size) check_completion((const char *)data, size, data[size / 2] % size);
    check_completion((const char *)data, size, size);
    return 0;
}
