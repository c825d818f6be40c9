/* Queries to measure with: a few conditions each, as saved searches have them, all different and the same at every run. */
#ifndef BENCH_QUERIES_H
#define BENCH_QUERIES_H

#include <stddef.h>

typedef struct query_text {
    char bytes[512];
    size_t length;
} query_text;

typedef enum bench_kind {
    BENCH_CORRECT, /* without a finding */
    BENCH_WARNING,
    BENCH_MISSPELT, /* the name of a field */
    BENCH_SYNTAX
} bench_kind;

/* Makes the next query of an empty text. What is wrong with it, if its kind is not BENCH_CORRECT, is one condition more. */
void bench_make_query(query_text *query, bench_kind kind);
/* Writes a query of so many conditions, joined by `or`; returns its length. */
size_t bench_make_long_query(char *bytes, size_t capacity, size_t conditions);

#endif
