/* A plan, written. */
#ifndef DQL_EMIT_EMIT_H
#define DQL_EMIT_EMIT_H

#include "lower/plan.h"

void dql_emit(const deskql_plan *plan, deskql_output output, dql_writer *writer);
/* The same into a buffer. Returns the output's length, whether it fits or not. */
size_t dql_emit_to_buffer(const deskql_plan *plan, deskql_output output, char *buffer, size_t capacity);

/* The endpoint's path with the values of its parameters, percent-encoded. */
void dql_emit_path(const deskql_plan *plan, dql_writer *writer);

/* Gives the plan a finding (DQL406) where its query string is longer than many servers take, and keeps one that may be: plan->long_query. */
void dql_measure_query(deskql_plan *plan);

/* Whether URLs can begin with a text: it has a scheme, `://` and a host, and neither a query string, a fragment nor white space. */
bool dql_is_base_url(const char *text);

#endif
