/*
 * Files of queries, and what the library's calls alone cost for them:
 *
 *     deskql-bench-files write FOLDER FILES QUERIES      writes that many files with that many queries each
 *     deskql-bench-files measure FOLDER FILES            parses, checks and compiles them, in `measure`
 *
 * run counts the instructions of `measure`, and compares them with those of `deskql check FOLDER`.
 */
#define _POSIX_C_SOURCE 200809L
#include "bench/queries.h"

#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct file_text {
    char *bytes;
    size_t length;
} file_text;

typedef struct bench_run {
    file_text *files;
    size_t count;
    deskql_document *document;
    deskql_plan *plan;
    size_t queries;
    size_t findings;
} bench_run;

_Noreturn static void die(const char *problem, const char *detail) {
    fprintf(stderr, "%s%s\n", problem, detail);
    exit(EXIT_FAILURE);
}

static FILE *open_file(const char *folder, size_t index, const char *mode) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%05zu.dql", folder, index);
    FILE *stream = fopen(path, mode);
    if (!stream) die("cannot open ", path);
    return stream;
}

static void write_files(const char *folder, size_t files, size_t queries) {
    for (size_t i = 0; i < files; i++) {
        FILE *stream = open_file(folder, i, "w");
        for (size_t j = 0; j < queries; j++) {
            query_text query = {.length = 0};
            bench_make_query(&query, BENCH_CORRECT);
            fprintf(stream, "%s%.*s", j ? ";\n" : "", (int)query.length, query.bytes);
        }
        fputc('\n', stream);
        if (fclose(stream) != 0) die("cannot write to ", folder);
    }
}

static void read_files(bench_run *run, const char *folder) {
    for (size_t i = 0; i < run->count; i++) {
        FILE *stream = open_file(folder, i, "r");
        fseek(stream, 0, SEEK_END);
        run->files[i].length = (size_t)ftell(stream);
        rewind(stream);
        run->files[i].bytes = malloc(run->files[i].length + 1);
        if (!run->files[i].bytes) die("no memory", "");
        if (fread(run->files[i].bytes, 1, run->files[i].length, stream) != run->files[i].length)
            die("cannot read from ", folder);
        fclose(stream);
    }
}

/* The name is what valgrind is told to count in. */
__attribute__((noinline)) void measure(bench_run *run);

void measure(bench_run *run) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = INT64_C(1772366400);
    for (size_t i = 0; i < run->count; i++) {
        if (deskql_parse(NULL, run->files[i].bytes, run->files[i].length, NULL, &run->document) != DESKQL_OK)
            die("a file is not parsed", "");
        run->findings += deskql_findings_count(deskql_document_findings(run->document));
        for (size_t j = 0; j < deskql_document_count(run->document); j++) {
            if (deskql_compile(deskql_document_at(run->document, j), &options, &run->plan) != DESKQL_OK)
                die("a query is not compiled", "");
            run->queries++;
        }
    }
}

int main(int count, char **arguments) {
    if (count == 5 && strcmp(arguments[1], "write") == 0) {
        write_files(arguments[2], strtoul(arguments[3], NULL, 10), strtoul(arguments[4], NULL, 10));
        return EXIT_SUCCESS;
    }
    if (count != 4 || strcmp(arguments[1], "measure") != 0)
        die("deskql-bench-files ", "write FOLDER FILES QUERIES | measure FOLDER FILES");
    bench_run run = {.count = strtoul(arguments[3], NULL, 10)};
    run.files = calloc(run.count, sizeof *run.files);
    if (!run.files) die("no memory", "");
    read_files(&run, arguments[2]);
    measure(&run);
    printf("%zu queries in %zu files, %zu findings\n", run.queries, run.count, run.findings);
    deskql_plan_free(run.plan);
    deskql_document_free(run.document);
    for (size_t i = 0; i < run.count; i++) free(run.files[i].bytes);
    free(run.files);
    return EXIT_SUCCESS;
}
