/* A plan, written. */
#ifndef DQL_EMIT_EMIT_H
#define DQL_EMIT_EMIT_H

#include "lower/plan.h"

void dql_emit(const deskql_plan *plan, deskql_output output, dql_writer *writer);

/* Fills in plan->query_bound, and gives the plan a finding (DQL406) where its query string is longer than many servers take. Call it for a valid
   plan, before it is written. */
void dql_measure_query(deskql_plan *plan);

/* Whether URLs can begin with a text: it has a scheme, `://` and a host, and neither a query string, a fragment nor white space. */
bool dql_is_base_url(const char *text);

#endif
