/*
 * Scalars: what values of tickets are compared as, and what they are compared with.
 *
 * They have one order, that of MongoDB: by class, then within it.
 */
#ifndef DQL_MATCH_SCALAR_H
#define DQL_MATCH_SCALAR_H

#include "base/writer.h"
#include "lower/plan.h"
#include "json/value.h"

/* In their order. A value of a class is never equal to one of another, and no ordering operator holds between them. */
typedef enum dql_scalar_class {
    DQL_SCALAR_EMPTY = 1, /* an array of nothing, where tickets are ordered */
    DQL_SCALAR_NULL,
    DQL_SCALAR_NUMBER,
    DQL_SCALAR_STRING,
    DQL_SCALAR_OBJECT, /* one without an id; all are alike */
    DQL_SCALAR_ARRAY,  /* one inside another; all are alike */
    DQL_SCALAR_BOOLEAN,
    DQL_SCALAR_TIME
} dql_scalar_class;

typedef struct dql_scalar {
    uint8_t class_;
    bool boolean;
    /* NUMBER: an integer is its nearest double and what that is short of it, so that 64 bits are compared exactly, with other
       integers and with doubles. */
    int32_t rest;
    double number;
    /* STRING. TIME of a plan: as it is sent, for tickets whose values are no times. */
    const char *text;
    size_t length;
    /* TIME: since the epoch. */
    int64_t milliseconds;
    int32_t nanoseconds;
} dql_scalar;

/* A relationship, an object with an id that is a number or a text, stands for its id; NULL for null. Else the value itself. */
const deskql_json_value *dql_scalar_stands_for(const deskql_json_value *value);
/* Of a value that stands for itself; NULL is null. */
dql_scalar dql_scalar_of_json(const deskql_json_value *value);
/* The time that a string is (RFC 3339: date, time and offset); false where it is none. */
bool dql_scalar_to_time(const dql_scalar *string, dql_scalar *time);
/* Texts of times are made in the arena. */
dql_scalar dql_scalar_of_plan(const dql_plan_value *value, dql_arena *arena);

/* Less than, equal to or greater than 0. */
int dql_scalar_compare(const dql_scalar *one, const dql_scalar *other);

/* Writes bytes whose order is that of the scalars; none is the beginning of another. */
void dql_scalar_write_key(const dql_scalar *scalar, bool descending, dql_writer *writer);

#endif
