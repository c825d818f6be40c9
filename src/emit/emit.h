/* A plan, written. */
#ifndef DQL_EMIT_EMIT_H
#define DQL_EMIT_EMIT_H

#include "lower/plan.h"

void dql_emit(const deskql_plan *plan, deskql_output output, dql_writer *writer);

#endif
