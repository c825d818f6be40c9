/**
 * The operators of comparisons. A set of them has the bit `1u << DESKQL_OPERATOR_IN` for `in`; they follow each other from 1:
 *
 *     for (int i = 1; deskql_operator_text((deskql_operator)i); i++)
 *         if (info.operators >> i & 1) puts(deskql_operator_text((deskql_operator)i));
 */
#ifndef DESKQL_OPERATOR_H
#define DESKQL_OPERATOR_H

#include <deskql/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum deskql_operator {
    DESKQL_OPERATOR_EQUAL = 1,
    DESKQL_OPERATOR_NOT_EQUAL,
    DESKQL_OPERATOR_LESS,
    DESKQL_OPERATOR_LESS_OR_EQUAL,
    DESKQL_OPERATOR_GREATER,
    DESKQL_OPERATOR_GREATER_OR_EQUAL,
    /** One literal or more, or one parameter that takes a list. */
    DESKQL_OPERATOR_IN,
    DESKQL_OPERATOR_NOT_IN,
    /** Two literals. */
    DESKQL_OPERATOR_BETWEEN,
    DESKQL_OPERATOR_NOT_BETWEEN,
    DESKQL_OPERATOR_CONTAINS,
    /** Always an error (DQL306). */
    DESKQL_OPERATOR_NOT_CONTAINS,
    /** No literal. */
    DESKQL_OPERATOR_IS_NULL,
    DESKQL_OPERATOR_IS_NOT_NULL
} deskql_operator;

/** As the language spells it: `not in`. NULL for no operator. Static text. */
DESKQL_API const char *deskql_operator_text(deskql_operator operator_);

#ifdef __cplusplus
}
#endif
#endif
