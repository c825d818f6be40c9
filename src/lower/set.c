#include "lower/set.h"

#include <string.h>

#define FEW 8u

uint32_t dql_hash_bytes(uint32_t hash, const char *bytes, size_t length) {
    hash = dql_hash_word(hash, length);
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = dql_hash_word(hash, word);
    }
    uint64_t rest = 0;
    if (length) memcpy(&rest, bytes, length);
    return dql_hash_word(hash, rest);
}

bool dql_set_init(dql_set *set, dql_arena *arena, uint32_t maximum, bool (*same)(const void *, const void *),
                  uint32_t (*hash)(const void *)) {
    uint32_t capacity = FEW;
    /* At most half full; an item takes more than 16 bytes of memory, so the size cannot overflow. */
    while (maximum > FEW && capacity < maximum * 2) capacity *= 2;
    *set = (dql_set){.same = same, .hash = hash, .mask = maximum > FEW ? capacity - 1 : 0};
    set->items = set->mask ? dql_arena_take_zeroed(arena, capacity * sizeof *set->items)
                           : dql_arena_take(arena, capacity * sizeof *set->items);
    return set->items != NULL;
}

/* Where the same item is, or where it belongs. */
static const void **find(const dql_set *set, const void *item) {
    if (!set->mask) {
        uint32_t i = 0;
        while (i < set->count && !set->same(set->items[i], item)) i++;
        return &set->items[i];
    }
    uint32_t i = set->hash(item) & set->mask;
    while (set->items[i] && !set->same(set->items[i], item)) i = (i + 1) & set->mask;
    return &set->items[i];
}

static bool is_taken(const dql_set *set, const void **place) {
    return set->mask ? *place != NULL : place < set->items + set->count;
}

const void *dql_set_find(const dql_set *set, const void *item) {
    const void **place = find(set, item);
    return is_taken(set, place) ? *place : NULL;
}

const void *dql_set_add(dql_set *set, const void *item) {
    const void **place = find(set, item);
    if (is_taken(set, place)) return *place;
    *place = item;
    set->count++;
    return NULL;
}
