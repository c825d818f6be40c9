#include "lower/value.h"

#include "base/number.h"

#include <string.h>

static bool same_text(const dql_plan_value *one, const dql_plan_value *other) {
    return one->length == other->length && memcmp(one->text, other->text, one->length) == 0;
}

bool dql_value_same(const void *one_, const void *other_) {
    const dql_plan_value *one = one_;
    const dql_plan_value *other = other_;
    if (one->kind != other->kind || one->bound || other->bound) return false;
    switch ((dql_plan_value_kind)one->kind) {
    case DQL_PLAN_NULL:
        return true;
    case DQL_PLAN_BOOLEAN:
        return one->boolean == other->boolean;
    case DQL_PLAN_INTEGER:
        return one->text && other->text ? same_text(one, other) : one->integer == other->integer;
    case DQL_PLAN_TIME:
        return dql_time_same(one->time, other->time);
    case DQL_PLAN_NUMBER:
    case DQL_PLAN_STRING:
        return same_text(one, other);
    }
    return false;
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

dql_value_class dql_value_classify(const dql_plan_value *value) {
    if (value->bound) return DQL_CLASS_NONE;
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        return DQL_CLASS_NULL;
    case DQL_PLAN_BOOLEAN:
        return DQL_CLASS_BOOLEAN;
    case DQL_PLAN_INTEGER:
    case DQL_PLAN_NUMBER:
        return DQL_CLASS_NUMBER;
    case DQL_PLAN_STRING:
        return DQL_CLASS_STRING;
    case DQL_PLAN_TIME:
        if (value->time->base >= DQL_TIME_NOW) return DQL_CLASS_RELATIVE;
        return value->time->base == DQL_TIME_INSTANT ? DQL_CLASS_INSTANT : DQL_CLASS_LOCAL;
    }
    return DQL_CLASS_NONE;
}

static double magnitude(const dql_plan_value *value) {
    return value->kind == DQL_PLAN_INTEGER ? (double)value->integer : dql_number_read(value->text, value->length);
}

static dql_order order_of(bool less, bool greater) {
    return less ? DQL_ORDER_LESS : greater ? DQL_ORDER_GREATER : DQL_ORDER_EQUAL;
}

dql_order dql_value_compare(const dql_plan_value *one, const dql_plan_value *other) {
    switch (dql_value_classify(one)) {
    case DQL_CLASS_NULL:
        return DQL_ORDER_EQUAL;
    case DQL_CLASS_BOOLEAN:
        return order_of(one->boolean<other->boolean, one->boolean> other->boolean);
    case DQL_CLASS_NUMBER:
        if (one->kind == DQL_PLAN_INTEGER && other->kind == DQL_PLAN_INTEGER) {
            return order_of(one->integer<other->integer, one->integer> other->integer);
        }
        return order_of(magnitude(one) < magnitude(other), magnitude(one) > magnitude(other));
    case DQL_CLASS_STRING:
        return same_text(one, other) ? DQL_ORDER_EQUAL : DQL_ORDER_UNKNOWN;
    case DQL_CLASS_INSTANT:
    case DQL_CLASS_LOCAL:
        return order_of(
            one->time->milliseconds<other->time->milliseconds, one->time->milliseconds> other->time->milliseconds);
    case DQL_CLASS_RELATIVE:
        return dql_time_same(one->time, other->time) ? DQL_ORDER_EQUAL : DQL_ORDER_UNKNOWN;
    case DQL_CLASS_NONE:
    case DQL_CLASS_COUNT:
        break;
    }
    return DQL_ORDER_UNKNOWN;
}

bool dql_value_equal(const void *one, const void *other) {
    return dql_value_compare(one, other) == DQL_ORDER_EQUAL;
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
