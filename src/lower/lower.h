/* From a checked query to its plan, and the warnings that only a plan shows. */
#ifndef DQL_LOWER_LOWER_H
#define DQL_LOWER_LOWER_H

#include "lower/plan.h"

/* Fills plan->filter, order, page, … of a query without errors; plan->arena, findings, query and endpoint are set. Binding problems,
   times out of range: findings, and plan->valid is false. Returns false for a relative time without a clock (misuse). */
bool dql_lower_query(deskql_plan *plan, const deskql_compile_options *options);

/* DQL402 to DQL404 and DQL408 of a query without errors, into its document's findings. Needs neither clock nor bindings. */
void dql_warn_query(dql_arena *arena, deskql_findings *findings, struct deskql_query *query);

#endif
