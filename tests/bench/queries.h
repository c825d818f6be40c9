/* Queries to measure with: a few conditions each, as saved searches have them, all different and the same at every run. */
#ifndef BENCH_QUERIES_H
#define BENCH_QUERIES_H

#include <stddef.h>

typedef struct query_text {
    char bytes[512];
    size_t length;
} query_text;

/* Makes the next query of an empty text. None gives a finding. */
void bench_make_query(query_text *query);

#endif
