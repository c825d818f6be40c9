/* A set of things that are compared by their contents, to find what was there already. */
#ifndef DQL_LOWER_SET_H
#define DQL_LOWER_SET_H

#include "base/arena.h"

typedef struct dql_set {
    const void **items;
    uint32_t count;
    uint32_t mask; /* 0: few items, looked through one by one and never hashed */
    bool (*same)(const void *one, const void *other);
    uint32_t (*hash)(const void *item);
} dql_set;

/* For `maximum` items at the most. Returns false when there is no memory. */
bool dql_set_init(dql_set *set, dql_arena *arena, uint32_t maximum, bool (*same)(const void *, const void *),
                  uint32_t (*hash)(const void *));
/* The item of the set that is the same; NULL where there is none, and then `item` is one of the set from now on. */
const void *dql_set_add(dql_set *set, const void *item);
/* The same without adding. */
const void *dql_set_find(const dql_set *set, const void *item);

#define DQL_HASH_START 2166136261u

/* Multiplicative hashing, folded so that the low bits know of all others. */
static inline uint32_t dql_hash_word(uint32_t hash, uint64_t word) {
    uint64_t mixed = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(mixed ^ mixed >> 32);
}
uint32_t dql_hash_bytes(uint32_t hash, const char *bytes, size_t length);

#endif
