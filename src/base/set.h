/*
 * A set of things that are compared by their contents, to find what was there already.
 *
 * A hash table whose buckets are balanced trees: usually an item is found in one step, and items whose hashes were chosen to collide
 * still take no more steps than the logarithm of their number.
 */
#ifndef DQL_BASE_SET_H
#define DQL_BASE_SET_H

#include "base/arena.h"

/* Negative, 0 for the same, or positive: an order of all items that may be in one set. */
typedef int dql_set_compare(const void *one, const void *other);
/* Equal for what is the same. */
typedef uint32_t dql_set_hash(const void *item);

typedef struct dql_set_node dql_set_node;
struct dql_set_node {
    const void *item;
    dql_set_node *left;
    dql_set_node *right;
    uint32_t level; /* of an AA tree */
};

typedef struct dql_set {
    dql_arena *arena;
    dql_set_compare *compare;
    dql_set_hash *hash;
    dql_set_node **buckets;
    dql_set_node *root; /* the only bucket of a set of few items, which are never hashed */
    uint32_t mask;      /* 0: there is only `root` */
    uint32_t count;
} dql_set;

/* For about `expected` items; more are welcome. Without a hash all are in one tree. Returns false when there is no memory. */
bool dql_set_init(dql_set *set, dql_arena *arena, uint32_t expected, dql_set_compare *compare, dql_set_hash *hash);
/* The item of the set that is the same; NULL where there is none, and then `item` is one of the set from now on (or the arena has
   failed). */
const void *dql_set_add(dql_set *set, const void *item);
/* The same without adding. */
const void *dql_set_find(const dql_set *set, const void *item);

/* The order of two texts: the shorter first, then by their bytes. */
static inline int dql_compare_bytes(const char *one, size_t one_length, const char *other, size_t other_length) {
    if (one_length != other_length) return one_length < other_length ? -1 : 1;
    return one_length ? memcmp(one, other, one_length) : 0;
}

static inline int dql_compare_integers(int64_t one, int64_t other) {
    return (one > other) - (one < other);
}

#define DQL_HASH_START 2166136261u

/* Multiplicative hashing, folded so that the low bits know of all others. */
static inline uint32_t dql_hash_word(uint32_t hash, uint64_t word) {
    uint64_t mixed = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(mixed ^ mixed >> 32);
}
uint32_t dql_hash_bytes(uint32_t hash, const char *bytes, size_t length);

#endif
