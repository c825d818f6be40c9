/*
 * What a query costs, counted rather than timed:
 *
 *     cmake --build BUILD --target deskql-bench
 *     valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no --toggle-collect='measure_*' \
 *         BUILD/tests/bench/deskql-bench [KIND [gcc]]
 *
 * The program says how many bytes were compiled in the measured pass, and how often memory was asked for; valgrind says how many
 * instructions that took. A few thousand queries, all different and the same at every run, are parsed, checked, compiled and written,
 * each with the document, the plan and the buffer of the one before. KIND is that of the queries, `correct` without one; with `gcc`
 * each finding is read and written in that form. `long` is one query of 1,000 conditions.
 */
#include "bench/queries.h"
#include "render/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERIES 4000
#define CONDITIONS 1000
#define MOST_FINDINGS 8

static const char *const kinds[] = {
    [BENCH_CORRECT] = "correct", [BENCH_WARNING] = "warning", [BENCH_MISSPELT] = "misspelt", [BENCH_SYNTAX] = "syntax"};

static query_text queries[QUERIES];
static char long_query[100 * CONDITIONS];
static char buffer[sizeof long_query * 8];
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
    deskql_finding_reader *reader; /* NULL: findings are not read */
    dql_render render;
    bool compiles; /* or it has an error */
    size_t read;
    size_t written;
    size_t findings;
} bench_run;

static int swallow(void *context, const char *bytes, size_t length) {
    (void)bytes;
    *(size_t *)context += length;
    return 0;
}

_Noreturn static void die(const char *problem, const char *text) {
    fprintf(stderr, "%s: %s\n", problem, text);
    exit(EXIT_FAILURE);
}

static void render_findings(bench_run *run, const char *text, size_t length, const deskql_findings *findings) {
    const deskql_finding *read[MOST_FINDINGS];
    size_t count = deskql_findings_count(findings);
    if (count > MOST_FINDINGS) die("too many findings", text);
    for (size_t i = 0; i < count; i++) {
        if (deskql_findings_read(findings, i, run->reader, &read[i]) != DESKQL_OK) die("no memory", text);
    }
    dql_render_unit unit = {"bench.dql", text, length, NULL, read, count};
    dql_render_query(&run->render, &unit);
    deskql_finding_reader_clear(run->reader);
}

static void compile_one(bench_run *run, const char *text, size_t length) {
    size_t written = 0;
    if (deskql_parse(NULL, text, length, &run->parse, &run->document) != DESKQL_OK) die("no memory", text);
    const deskql_findings *findings = deskql_document_findings(run->document);
    deskql_status status = deskql_compile(deskql_document_at(run->document, 0), &run->compile, &run->plan);
    if (status != (run->compiles ? DESKQL_OK : DESKQL_INVALID)) die("it is of another kind", text);
    if (run->compiles &&
        deskql_plan_write(run->plan, DESKQL_OUTPUT_QUERY, buffer, sizeof buffer, &written) != DESKQL_OK)
        die("it cannot be written", text);
    if (run->reader) render_findings(run, text, length, findings);
    run->read += length;
    run->written += written;
    run->findings += deskql_findings_count(findings);
}

/* The names are what valgrind is told to count in. */
__attribute__((noinline)) void measure_queries(bench_run *run);
__attribute__((noinline)) void measure_long(bench_run *run, size_t length);

void measure_queries(bench_run *run) {
    for (size_t i = 0; i < QUERIES; i++) compile_one(run, queries[i].bytes, queries[i].length);
}

void measure_long(bench_run *run, size_t length) {
    compile_one(run, long_query, length);
}

static size_t measure(bench_run *run, bool is_long, size_t length) {
    if (is_long) {
        compile_one(run, long_query, length);
    } else {
        for (size_t i = 0; i < QUERIES; i++) compile_one(run, queries[i].bytes, queries[i].length);
    }
    size_t before = allocations;
    run->read = run->written = run->findings = 0;
    if (is_long) {
        measure_long(run, length);
    } else {
        measure_queries(run);
    }
    return allocations - before;
}

static bench_kind kind_of(const char *name) {
    for (bench_kind kind = BENCH_CORRECT; kind <= BENCH_SYNTAX; kind++) {
        if (strcmp(kinds[kind], name) == 0) return kind;
    }
    die("no such kind", name);
}

int main(int count, char **arguments) {
    const deskql_allocator counting = {NULL, count_allocate, count_release};
    static bench_run run = {.parse = DESKQL_PARSE_OPTIONS_INIT, .compile = DESKQL_COMPILE_OPTIONS_INIT};
    bool is_long = count > 1 && strcmp(arguments[1], "long") == 0;
    bench_kind kind = count > 1 && !is_long ? kind_of(arguments[1]) : BENCH_CORRECT;
    size_t rendered = 0;
    run.parse.allocator = run.compile.allocator = &counting;
    run.compile.now = INT64_C(1772366400);
    run.compiles = kind == BENCH_CORRECT || kind == BENCH_WARNING;
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    if (count > 2 && deskql_finding_reader_new(&options, &run.reader) != DESKQL_OK) die("no memory", "reader");
    dql_render_begin(&run.render, dql_render_form_find("gcc"), swallow, &rendered, false);
    for (size_t i = 0; i < QUERIES; i++) bench_make_query(&queries[i], kind);
    size_t length = is_long ? bench_make_long_query(long_query, sizeof long_query, CONDITIONS) : 0;
    size_t asked = measure(&run, is_long, length);
    dql_render_end(&run.render);
    int measured = is_long ? 1 : QUERIES;
    printf("%d queries of %.1f bytes: %zu bytes read, %zu written, %zu findings, %zu allocations\n", measured,
           (double)run.read / measured, run.read, run.written, run.findings, asked);
    if (!is_long && kind == BENCH_CORRECT ? run.findings > 0 : !is_long && run.findings < QUERIES)
        die("findings are missing or too many", arguments[count - 1]);
    deskql_finding_reader_free(run.reader);
    deskql_plan_free(run.plan);
    deskql_document_free(run.document);
    return asked == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
