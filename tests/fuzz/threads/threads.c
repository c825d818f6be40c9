/*
 * Eight threads that share schemas, documents, queries and a matcher, and each parse, bind, compile and ask. What each gets is what one
 * thread got before; that nothing is written meanwhile is for ThreadSanitizer to see.
 */
#define _POSIX_C_SOURCE 200809L

#include <deskql/deskql.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS 60

/* Several queries, several lines, every kind of literal, findings of errors and of warnings. */
static const char library[] = "# shared\n"
                              "open: status = open and priority > 2 order by users.name desc;\n"
                              "recent: createdAt > today -7d\n  or updatedAt between 2026-01-01 and now;\n"
                              "bound: subject contains :text and id in :ids and not (agent = :agent)\n  page :page;\n"
                              "doubtful: agent is null or id = 1 or id = 1;\n"
                              "wrong: statu = 1 and id = \"x\"";
static const char schema[] = "{\"version\":1,\"endpoints\":[{\"name\":\"calls\",\"path\":\"/calls.json\",\"filter\":"
                             "[{\"name\":\"id\",\"type\":\"integer\"},{\"name\":\"who\",\"type\":\"reference\"}],"
                             "\"order\":[\"id\"]}]}";
static const char values[] = "{\"status\":{\"open\":1,\"closed\":2}}";
static const char ticket[] = "{\"id\":1,\"agent\":{\"id\":3},\"status\":{\"id\":1},\"priority\":3}";

typedef struct shared {
    deskql_schemas *schemas;
    deskql_document *document;
    deskql_plan *plan;
    deskql_matcher *matcher;
    deskql_json *json;
    pthread_barrier_t together;
} shared;

/* All that a thread is seen, as one text. */
typedef struct seen {
    char *text;
    size_t length;
    size_t capacity;
} seen;

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static int see(void *context, const char *bytes, size_t length) {
    seen *to = context;
    if (to->length + length + 1 > to->capacity) {
        to->capacity = 2 * (to->length + length + 1);
        to->text = realloc(to->text, to->capacity);
        if (!to->text) fail("no memory");
    }
    memcpy(to->text + to->length, bytes, length);
    to->length += length;
    to->text[to->length] = '\0';
    return 0;
}

static void report_text(seen *to, const char *text) {
    if (text) see(to, text, strlen(text));
    see(to, "\n", 1);
}

static void report_range(seen *to, deskql_range range) {
    char text[96];
    snprintf(text, sizeof text, "%u:%u-%u:%u", range.start.line, range.start.column, range.end.line, range.end.column);
    report_text(to, text);
}

static void report_findings(seen *to, const deskql_findings *findings) {
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    if (deskql_finding_reader_new(NULL, &reader) != DESKQL_OK) fail("no memory");
    for (size_t i = 0; deskql_findings_read(findings, i, reader, &finding) == DESKQL_OK; i++) {
        report_text(to, finding->code_text);
        report_text(to, finding->message);
        report_text(to, finding->query);
        report_range(to, finding->range);
    }
    deskql_finding_reader_free(reader);
}

static int tell_origin(void *context, const deskql_origin *origin) {
    report_text(context, origin->key);
    report_range(context, origin->range);
    return 0;
}

static void report_plan(seen *to, const deskql_plan *plan) {
    for (int output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_MAP; output++) {
        if (deskql_plan_stream(plan, (deskql_output)output, see, to) != DESKQL_OK) fail("a plan cannot be written");
    }
    if (deskql_plan_origins(plan, tell_origin, to) != DESKQL_OK) fail("a plan has no origins");
}

static deskql_status compile(const deskql_query *query, deskql_plan **plan) {
    const deskql_value ids[] = {{.type = DESKQL_VALUE_INTEGER, .as.integer = 1},
                                {.type = DESKQL_VALUE_INTEGER, .as.integer = 2}};
    const deskql_binding bindings[] = {{"text", {.type = DESKQL_VALUE_STRING, .as.string = {"\"'}{", 4}}},
                                       {"ids", {.type = DESKQL_VALUE_LIST, .as.list = {ids, 2}}},
                                       {"agent", {.type = DESKQL_VALUE_TEXT, .as.string = {"null", 4}}},
                                       {"page", {.type = DESKQL_VALUE_INTEGER, .as.integer = 4}}};
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = INT64_C(1772366400);
    options.utc_offset = 60;
    options.bindings = bindings;
    options.binding_count = deskql_query_parameter_count(query) ? 4 : 0;
    return deskql_compile(query, &options, plan);
}

static void report_query(seen *to, const deskql_query *query, deskql_plan **plan) {
    deskql_parameter_info info;
    deskql_mention mentions[16];
    report_text(to, deskql_query_name(query));
    report_range(to, deskql_query_range(query));
    report_range(to, deskql_node_range(query, deskql_query_filter(query)));
    deskql_query_describe(query, DESKQL_DESCRIBE_ENGLISH, see, to);
    deskql_query_describe(query, DESKQL_DESCRIBE_TREE, see, to);
    deskql_query_format(query, see, to);
    for (size_t i = 0; deskql_query_parameter_at(query, i, &info); i++) report_range(to, info.range);
    size_t count = deskql_query_mentions(query, mentions, 16);
    for (size_t i = 0; i < count && i < 16; i++) report_range(to, mentions[i].range);
    deskql_status status = compile(query, plan);
    if (status != DESKQL_OK && status != DESKQL_INVALID) fail(deskql_status_text(status));
    report_findings(to, deskql_plan_findings(*plan));
    if (status == DESKQL_OK) report_plan(to, *plan);
}

/* One round of all that a thread does: with what is shared, and with a document and a plan of its own. */
static void do_round(const shared *all, seen *to, deskql_document **own, deskql_plan **plan) {
    report_findings(to, deskql_document_findings(all->document));
    for (size_t i = 0; i < deskql_document_count(all->document); i++) {
        report_query(to, deskql_document_at(all->document, i), plan);
    }
    deskql_format(all->document, NULL, see, to);
    deskql_apply_fixes(all->document, NULL, see, to);
    report_plan(to, all->plan);
    report_text(to, deskql_matcher_selects(all->matcher, deskql_json_root(all->json)) ? "selected" : "not selected");
    report_range(to, deskql_json_value_range(all->json, deskql_json_value_first(deskql_json_root(all->json))));
    if (deskql_parse(all->schemas, library, sizeof library - 1, NULL, own) != DESKQL_OK) fail("no document");
    report_findings(to, deskql_document_findings(*own));
    for (size_t i = 0; i < deskql_document_count(*own); i++) report_query(to, deskql_document_at(*own, i), plan);
    if (deskql_parse(all->schemas, "from calls who = 1 and id in (3,4)", 34, NULL, own) != DESKQL_OK)
        fail("no document");
    report_query(to, deskql_document_at(*own, 0), plan);
    if (deskql_parse(NULL, "from calls id = 1", 17, NULL, own) != DESKQL_OK) fail("no document");
    report_findings(to, deskql_document_findings(*own));
}

static seen rounds(const shared *all, int count) {
    seen result = {NULL, 0, 0};
    deskql_document *own = NULL;
    deskql_plan *plan = NULL;
    for (int i = 0; i < count; i++) {
        result.length = 0;
        do_round(all, &result, &own, &plan);
    }
    deskql_plan_free(plan);
    deskql_document_free(own);
    return result;
}

static void *run(void *context) {
    shared *all = context;
    seen *result = malloc(sizeof *result);
    if (!result) fail("no memory");
    pthread_barrier_wait(&all->together);
    *result = rounds(all, ROUNDS);
    return result;
}

static void make_shared(shared *all) {
    memset(all, 0, sizeof *all);
    bool made = deskql_schemas_new(NULL, &all->schemas) == DESKQL_OK &&
                deskql_schemas_add(all->schemas, schema, sizeof schema - 1) == DESKQL_OK &&
                deskql_schemas_add_values(all->schemas, values, sizeof values - 1) == DESKQL_OK &&
                deskql_parse(all->schemas, library, sizeof library - 1, NULL, &all->document) == DESKQL_OK &&
                compile(deskql_document_at(all->document, 0), &all->plan) == DESKQL_OK &&
                deskql_json_parse(ticket, sizeof ticket - 1, NULL, &all->json) == DESKQL_OK &&
                deskql_matcher_make(all->plan, NULL, &all->matcher) == DESKQL_OK;
    if (!made || pthread_barrier_init(&all->together, NULL, THREADS) != 0) fail("nothing to share");
}

static void free_shared(shared *all) {
    pthread_barrier_destroy(&all->together);
    deskql_matcher_free(all->matcher);
    deskql_json_free(all->json);
    deskql_plan_free(all->plan);
    deskql_document_free(all->document);
    deskql_schemas_free(all->schemas);
}

int main(void) {
    pthread_t threads[THREADS];
    /* The threads are first to ask: what is made at the first question would be made by all of them. What one thread is seen is found
       out with things of its own. */
    shared all, alone;
    make_shared(&all);
    make_shared(&alone);
    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, run, &all) != 0) fail("no thread");
    }
    seen expected = rounds(&alone, 1);
    int different = 0;
    for (int i = 0; i < THREADS; i++) {
        void *got = NULL;
        pthread_join(threads[i], &got);
        seen *result = got;
        if (result->length != expected.length || memcmp(result->text, expected.text, expected.length) != 0) different++;
        free(result->text);
        free(result);
    }
    printf("%d threads, %d rounds each, %zu bytes a round, %d threads that were seen something else\n", THREADS, ROUNDS,
           expected.length, different);
    bool told_enough = expected.length > 10000;
    free(expected.text);
    free_shared(&all);
    free_shared(&alone);
    return different || !told_enough;
}
