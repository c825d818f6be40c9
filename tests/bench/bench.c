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
#include "bench/queries.h"

#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERIES 4000

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
    for (size_t i = 0; i < QUERIES; i++) bench_make_query(&queries[i]);
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
