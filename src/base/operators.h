/* The operators of grammar/operators.def as an enum. */
#ifndef DQL_BASE_OPERATORS_H
#define DQL_BASE_OPERATORS_H

typedef enum dql_operator {
#define OPERATOR(name, spelling, wire, group, dual) DQL_OPERATOR_##name,
#include "operators.def"
#undef OPERATOR
    DQL_OPERATOR_COUNT
} dql_operator;

/* Which operators a type takes (the columns of the table in docs/language.md), as bits of a field's `groups`. */
typedef enum dql_operator_group {
    DQL_GROUP_EQUALITY = 1, /* = != in, not in */
    DQL_GROUP_ORDER = 2,    /* < <= > >= between */
    DQL_GROUP_CONTAINS = 4,
    DQL_GROUP_NULLITY = 8 /* is null; also null as a value */
} dql_operator_group;

#endif
