#include "base/set.h"

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

bool dql_set_init(dql_set *set, dql_arena *arena, uint32_t expected, dql_set_compare *compare, dql_set_hash *hash) {
    *set = (dql_set){.arena = arena, .compare = compare, .hash = hash};
    if (!hash || expected <= FEW) return true;
    uint32_t size = 2 * FEW;
    /* An item takes more than 8 bytes of memory, so the size cannot overflow. */
    while (size < expected) size *= 2;
    set->buckets = dql_arena_take_zeroed(arena, size * sizeof(dql_set_node *));
    set->mask = size - 1;
    return set->buckets != NULL;
}

static dql_set_node **bucket_of(dql_set *set, const void *item) {
    return set->mask ? &set->buckets[set->hash(item) & set->mask] : &set->root;
}

static const void *find_in(const dql_set *set, const dql_set_node *node, const void *item) {
    while (node) {
        int order = set->compare(item, node->item);
        if (order == 0) return node->item;
        node = order < 0 ? node->left : node->right;
    }
    return NULL;
}

const void *dql_set_find(const dql_set *set, const void *item) {
    return find_in(set, set->mask ? set->buckets[set->hash(item) & set->mask] : set->root, item);
}

/* ---- An AA tree: a left child is one level lower, a right child at most, and no right child's right child is as high ---- */

/* Turns a left child of the same level to the right. */
static dql_set_node *skew(dql_set_node *node) {
    dql_set_node *left = node->left;
    if (!left || left->level != node->level) return node;
    node->left = left->right;
    left->right = node;
    return left;
}

/* Lifts the middle one of three of the same level. */
static dql_set_node *split(dql_set_node *node) {
    dql_set_node *right = node->right;
    if (!right || !right->right || right->right->level != node->level) return node;
    node->right = right->left;
    right->left = node;
    right->level++;
    return right;
}

static dql_set_node *insert(const dql_set *set, dql_set_node *node, dql_set_node *added) {
    if (!node) return added;
    dql_set_node **side = set->compare(added->item, node->item) < 0 ? &node->left : &node->right;
    *side = insert(set, *side, added);
    return split(skew(node));
}

const void *dql_set_add(dql_set *set, const void *item) {
    dql_set_node **bucket = bucket_of(set, item);
    const void *known = find_in(set, *bucket, item);
    dql_set_node *added = known ? NULL : dql_arena_take(set->arena, sizeof *added);
    if (!added) return known;
    *added = (dql_set_node){.item = item};
    *bucket = insert(set, *bucket, added);
    set->count++;
    return NULL;
}
