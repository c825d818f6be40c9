/* A plan as indented text, for people. */
#ifndef DQL_EMIT_OUTLINE_H
#define DQL_EMIT_OUTLINE_H

#include "lower/plan.h"

void dql_emit_outline(const deskql_plan *plan, dql_writer *writer);

#endif
