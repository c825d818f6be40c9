/* Values from outside, read by the types of the parameters that they are for. */
#ifndef DQL_LOWER_BIND_H
#define DQL_LOWER_BIND_H

#include "lower/lowering.h"

/* Whether it is a value at all: a type that there is, and no NULL where bytes or items are counted. Lists hold no lists. */
bool dql_value_is_wellformed(const deskql_value *value);
/* Fills `bound`; where the value does not fit, `bound` stays empty and a finding says why. */
void dql_bind_parameter(dql_lowering *lowering, const dql_parameter *parameter, const deskql_value *value,
                        dql_bound *bound);

#endif
