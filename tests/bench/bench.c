/*
 * What a query costs, counted rather than timed:
 *
 *     cmake --build BUILD --target deskql-bench
 *     valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no --toggle-collect='measure*' BUILD/tests/bench/deskql-bench
 *
 * The program says how many bytes were compiled in the measured pass, and how often memory was asked for; valgrind says how many
 * instructions that took. A few thousand queries, all different and the same at every run, are parsed, checked, compiled and written,
 * each with the document, the plan and the buffer of the one before.
 */
#include <deskql/deskql.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERIES 4000

typedef struct query_text {
    char bytes[512];
    size_t length;
} query_text;

static query_text queries[QUERIES];
static size_t allocations;

static void *count_allocate(void *context, size_t size) {
    (void)context;
    allocations++;
    return malloc(size);
}

static void count_release(void *context, void *block) {
    (void)context;
    free(block);
}

static uint64_t seed = 2026;

static unsigned below(unsigned limit) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % limit;
}

__attribute__((format(printf, 2, 3))) static void append(query_text *query, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    query->length +=
        (size_t)vsnprintf(query->bytes + query->length, sizeof query->bytes - query->length, format, arguments);
    va_end(arguments);
}

/* The conditions that saved searches have: mostly ids, some lists, dates and words. None gives a finding. */
static void append_condition(query_text *query, unsigned kind) {
    static const char *const references[] = {"status",   "priority", "agent",  "inbox",
                                             "customer", "company",  "source", "type"};
    static const char *const times[] = {"createdAt", "updatedAt", "happinessSurveySentAt"};
    static const char *const orders[] = {"<", "<=", ">", ">="};
    static const char *const words[] = {"refund", "invoice", "login", "shipping", "broken"};
    const char *reference = references[kind % 8];
    switch (kind) {
    case 8:
        append(query, "%s %s 2026-%02u-%02u", times[below(3)], orders[below(4)], 1 + below(12), 1 + below(28));
        return;
    case 9:
        append(query, "%s > -%ud", times[below(3)], 1 + below(90));
        return;
    case 10:
        append(query, "subject contains \"%s %u\"", words[below(5)], below(1000));
        return;
    case 11:
        append(query, "state = %s", below(2) ? "active" : "deleted");
        return;
    default:
        if (below(4) == 0) {
            append(query, "%s in (%u,%u,%u)", reference, below(100), 100 + below(100), 200 + below(100));
        } else {
            append(query, "%s%s%u", reference, below(3) ? "=" : below(2) ? " != " : " > ", below(100000));
        }
    }
}

static void make_query(query_text *query) {
    static const char *const fields[] = {"createdAt", "updatedAt", "users.name", "id", "priority"};
    unsigned count = 2;
    if (below(5) < 2) count++;
    if (below(5) == 0) count++;
    unsigned kind = below(12);
    bool grouped = count > 2 && below(3) == 0;
    for (unsigned i = 0; i < count; i++) {
        if (i) append(query, grouped && i > 1 ? " or " : " and ");
        if (grouped && i == 1) append(query, "(");
        append_condition(query, (kind + i * 5) % 12);
    }
    if (grouped) append(query, ")");
    if (below(2)) append(query, " order by %s%s", fields[below(5)], below(2) ? " desc" : "");
    if (below(4) == 0) append(query, " pagesize %u", 10 * (1 + below(10)));
}

typedef struct bench_run {
    deskql_document *document;
    deskql_plan *plan;
    deskql_parse_options parse;
    deskql_compile_options compile;
    size_t read;
    size_t written;
    size_t findings;
} bench_run;

static void compile_one(bench_run *run, const query_text *query) {
    char buffer[4096];
    size_t length = 0;
    if (deskql_parse(NULL, query->bytes, query->length, &run->parse, &run->document) != DESKQL_OK ||
        deskql_compile(deskql_document_at(run->document, 0), &run->compile, &run->plan) != DESKQL_OK ||
        deskql_plan_write(run->plan, DESKQL_OUTPUT_QUERY, buffer, sizeof buffer, &length) != DESKQL_OK) {
        fprintf(stderr, "this query does not compile: %s\n", query->bytes);
        exit(EXIT_FAILURE);
    }
    run->read += query->length;
    run->written += length;
    run->findings += deskql_findings_count(deskql_document_findings(run->document));
}

/* The name is what valgrind is told to count in. */
__attribute__((noinline)) void measure(bench_run *run);

void measure(bench_run *run) {
    for (size_t i = 0; i < QUERIES; i++) compile_one(run, &queries[i]);
}

int main(void) {
    const deskql_allocator counting = {NULL, count_allocate, count_release};
    bench_run run = {.parse = DESKQL_PARSE_OPTIONS_INIT, .compile = DESKQL_COMPILE_OPTIONS_INIT};
    run.parse.allocator = run.compile.allocator = &counting;
    run.compile.now = INT64_C(1772366400);
    for (size_t i = 0; i < QUERIES; i++) make_query(&queries[i]);
    for (size_t i = 0; i < QUERIES; i++) compile_one(&run, &queries[i]);
    size_t before = allocations;
    run.read = run.written = run.findings = 0;
    measure(&run);
    printf("%d queries of %.1f bytes: %zu bytes read, %zu written, %zu findings, %zu allocations\n", QUERIES,
           (double)run.read / QUERIES, run.read, run.written, run.findings, allocations - before);
    deskql_plan_free(run.plan);
    deskql_document_free(run.document);
    return allocations == before ? EXIT_SUCCESS : EXIT_FAILURE;
}
