/* Values of a plan, compared. Nothing here depends on the clock, the offset or what is bound to a parameter. */
#ifndef DQL_LOWER_VALUE_H
#define DQL_LOWER_VALUE_H

#include "base/set.h"
#include "lower/plan.h"

/* A dql_set's order and hash of dql_plan_value; the same are those that are written alike: one type, and the same digits or
   characters. A bound value is the same as no other. */
int dql_value_order(const void *one, const void *other);
uint32_t dql_value_hash(const void *value);

/* What may be compared by magnitude; values of different classes are never held against each other. */
typedef enum dql_value_class {
    DQL_CLASS_NONE, /* bound values */
    DQL_CLASS_NULL,
    DQL_CLASS_BOOLEAN,
    DQL_CLASS_NUMBER,
    DQL_CLASS_STRING,
    DQL_CLASS_INSTANT,
    DQL_CLASS_LOCAL,    /* times without an offset */
    DQL_CLASS_RELATIVE, /* to a set the same are those that are written alike */
    DQL_CLASS_COUNT
} dql_value_class;

dql_value_class dql_value_classify(const dql_plan_value *value);

typedef enum dql_order { DQL_ORDER_LESS, DQL_ORDER_EQUAL, DQL_ORDER_GREATER, DQL_ORDER_UNKNOWN } dql_order;

/* Two values of one class, numbers by magnitude. Strings are EQUAL or UNKNOWN, and so are relative times
   that months or the time of day may bring together. */
dql_order dql_value_compare(const dql_plan_value *one, const dql_plan_value *other);
/* A dql_set's order and hash of dql_plan_value of one class; the same are those of which it is not certain that they differ. */
int dql_value_magnitude_order(const void *one, const void *other);
uint32_t dql_value_magnitude_hash(const void *value);

#endif
