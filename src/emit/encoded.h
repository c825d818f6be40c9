/* The query string of a plan, written into a place that is known to be large enough: by far the most are. */
#ifndef DQL_EMIT_ENCODED_H
#define DQL_EMIT_ENCODED_H

#include "lower/plan.h"

/* The bytes that dql_put_query may touch; SIZE_MAX for a plan that it does not write: one with parameters, whose values' lengths are not
   in plan->filter_bound, or with the rarer clauses. */
size_t dql_query_bound(const deskql_plan *plan);
/* Writes the query string without looking for room, of which there are plan->query_bound bytes, and returns its end. What is behind it may be
   overwritten. */
char *dql_put_query(const deskql_plan *plan, char *at);

#endif
