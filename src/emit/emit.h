/* A plan, written. */
#ifndef DQL_EMIT_EMIT_H
#define DQL_EMIT_EMIT_H

#include "lower/plan.h"

void dql_emit(const deskql_plan *plan, deskql_output output, dql_writer *writer);

/* DQL406: a finding of the plan where its query string is longer than many servers take. Call it for a valid plan. */
void dql_warn_long_url(deskql_plan *plan);

#endif
