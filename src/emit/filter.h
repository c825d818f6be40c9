/* The filter of a plan as JSON: as it is, or percent-encoded for a query string. */
#ifndef DQL_EMIT_FILTER_H
#define DQL_EMIT_FILTER_H

#include "lower/plan.h"

/* `{}` without a filter. */
void dql_emit_filter(const deskql_plan *plan, dql_writer *writer);
/* One value as JSON. */
void dql_emit_value(const dql_plan_value *value, dql_writer *writer);

/* Puts a filter, percent-encoded or not, as emit/put.h says. */
char *dql_put_filter(dql_writer *writer, char *at, const dql_plan_node *filter, bool encoded);

#endif
