/* A plan as indented text, for people. */
#ifndef DQL_EMIT_DUMP_H
#define DQL_EMIT_DUMP_H

#include "lower/plan.h"

void dql_emit_outline(const deskql_plan *plan, dql_writer *writer);

#endif
