#include "lower/value.h"

#include "base/number.h"

#include <string.h>

static int order_texts(const dql_plan_value *one, const dql_plan_value *other) {
    return dql_compare_bytes(one->text, one->length, other->text, other->length);
}

/* An integer is its digits as they are written where it has some (`0` and `-0` are two), else its number. */
static int order_integers(const dql_plan_value *one, const dql_plan_value *other) {
    int order = dql_compare_integers(one->integer, other->integer);
    return order || !one->text || !other->text ? order : order_texts(one, other);
}

int dql_value_order(const void *one_, const void *other_) {
    const dql_plan_value *one = one_;
    const dql_plan_value *other = other_;
    if (one->kind != other->kind) return one->kind < other->kind ? -1 : 1;
    /* What is bound is the same as nothing else; it stands before all others, or the order of those would not be one. */
    if (one->bound != other->bound) return one->bound ? -1 : 1;
    if (one->bound) return ((uintptr_t)one > (uintptr_t)other) - ((uintptr_t)one < (uintptr_t)other);
    switch ((dql_plan_value_kind)one->kind) {
    case DQL_PLAN_NULL:
        return 0;
    case DQL_PLAN_BOOLEAN:
        return one->boolean - other->boolean;
    case DQL_PLAN_INTEGER:
        return order_integers(one, other);
    case DQL_PLAN_TIME:
        return dql_time_order(one->time, other->time);
    case DQL_PLAN_NUMBER:
    case DQL_PLAN_STRING:
        return order_texts(one, other);
    }
    return 0;
}

static uint32_t hash_time(uint32_t hash, const dql_time *time) {
    hash = dql_hash_word(hash, time->base);
    hash = dql_hash_word(hash, (uint64_t)time->milliseconds);
    for (uint32_t i = 0; i < time->step_count; i++) {
        hash = dql_hash_word(hash, (uint64_t)time->steps[i].amount);
        hash = dql_hash_word(hash, (uint64_t)time->steps[i].unit);
    }
    return hash;
}

uint32_t dql_value_hash(const void *value_) {
    const dql_plan_value *value = value_;
    uint32_t hash = dql_hash_word(DQL_HASH_START, value->kind);
    /* What is bound is the same as no other value: many of them must not meet in one place of a set. */
    if (value->bound) return dql_hash_word(hash, (uintptr_t)value);
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        return hash;
    case DQL_PLAN_BOOLEAN:
        return dql_hash_word(hash, value->boolean);
    case DQL_PLAN_INTEGER:
        return dql_hash_word(hash, (uint64_t)value->integer);
    case DQL_PLAN_TIME:
        return hash_time(hash, value->time);
    case DQL_PLAN_NUMBER:
    case DQL_PLAN_STRING:
        return dql_hash_bytes(hash, value->text, value->length);
    }
    return hash;
}

static double magnitude(const dql_plan_value *value) {
    return value->kind == DQL_PLAN_INTEGER ? (double)value->integer : dql_number_read(value->text, value->length);
}

/* Of integers all is known; a decimal beyond 2^53 may be another number than the double that is read of it. */
static bool is_certain(const dql_plan_value *number) {
    const double limit = 9007199254740992.0;
    return number->kind == DQL_PLAN_INTEGER || (magnitude(number) < limit && magnitude(number) > -limit);
}

static int order_numbers(const dql_plan_value *one, const dql_plan_value *other) {
    if (one->kind == DQL_PLAN_INTEGER && other->kind == DQL_PLAN_INTEGER) {
        return dql_compare_integers(one->integer, other->integer);
    }
    double first = magnitude(one);
    double second = magnitude(other);
    return (first > second) - (first < second);
}

dql_value_class dql_value_classify(const dql_plan_value *value) {
    if (value->bound) return DQL_CLASS_NONE;
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        return DQL_CLASS_NULL;
    case DQL_PLAN_BOOLEAN:
        return DQL_CLASS_BOOLEAN;
    case DQL_PLAN_INTEGER:
    case DQL_PLAN_NUMBER:
        return is_certain(value) ? DQL_CLASS_NUMBER : DQL_CLASS_NONE;
    case DQL_PLAN_STRING:
        return DQL_CLASS_STRING;
    case DQL_PLAN_TIME:
        if (value->time->base >= DQL_TIME_NOW) return DQL_CLASS_RELATIVE;
        return value->time->base == DQL_TIME_INSTANT ? DQL_CLASS_INSTANT : DQL_CLASS_LOCAL;
    }
    return DQL_CLASS_NONE;
}

int dql_value_magnitude_order(const void *one_, const void *other_) {
    const dql_plan_value *one = one_;
    const dql_plan_value *other = other_;
    switch (dql_value_classify(one)) {
    case DQL_CLASS_NUMBER:
        return order_numbers(one, other);
    case DQL_CLASS_INSTANT:
    case DQL_CLASS_LOCAL:
        return dql_compare_integers(one->time->milliseconds, other->time->milliseconds);
    case DQL_CLASS_NONE:
    case DQL_CLASS_NULL:
    case DQL_CLASS_BOOLEAN:
    case DQL_CLASS_STRING:
    case DQL_CLASS_RELATIVE:
    case DQL_CLASS_COUNT:
        break;
    }
    return dql_value_order(one, other);
}

static dql_order order_of(int order) {
    return order < 0 ? DQL_ORDER_LESS : order > 0 ? DQL_ORDER_GREATER : DQL_ORDER_EQUAL;
}

dql_order dql_value_compare(const dql_plan_value *one, const dql_plan_value *other) {
    int order = dql_value_magnitude_order(one, other);
    switch (dql_value_classify(one)) {
    case DQL_CLASS_NULL:
    case DQL_CLASS_BOOLEAN:
    case DQL_CLASS_NUMBER:
    case DQL_CLASS_INSTANT:
    case DQL_CLASS_LOCAL:
        return order_of(order);
    case DQL_CLASS_RELATIVE:
        return dql_time_order_relative(one->time, other->time, &order) ? order_of(order) : DQL_ORDER_UNKNOWN;
    case DQL_CLASS_STRING:
        return order == 0 ? DQL_ORDER_EQUAL : DQL_ORDER_UNKNOWN;
    case DQL_CLASS_NONE:
    case DQL_CLASS_COUNT:
        break;
    }
    return DQL_ORDER_UNKNOWN;
}

uint32_t dql_value_magnitude_hash(const void *value_) {
    const dql_plan_value *value = value_;
    switch (dql_value_classify(value)) {
    case DQL_CLASS_NUMBER: {
        /* 0 and -0 are equal and have different bits. */
        double number = magnitude(value) + 0.0;
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        return dql_hash_word(DQL_HASH_START, bits);
    }
    case DQL_CLASS_INSTANT:
    case DQL_CLASS_LOCAL:
        return dql_hash_word(DQL_HASH_START, (uint64_t)value->time->milliseconds);
    case DQL_CLASS_NONE:
    case DQL_CLASS_NULL:
    case DQL_CLASS_BOOLEAN:
    case DQL_CLASS_STRING:
    case DQL_CLASS_RELATIVE:
    case DQL_CLASS_COUNT:
        break;
    }
    return dql_value_hash(value);
}
