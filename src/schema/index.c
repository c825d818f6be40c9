#include "schema/index.h"

/* A name that found no slot. */
typedef struct crowded {
    const char *name;
    size_t length;
    uint32_t position;
} crowded;

static int order_crowded(const void *one_, const void *other_) {
    const crowded *one = one_;
    const crowded *other = other_;
    return dql_compare_bytes(one->name, one->length, other->name, other->length);
}

/* The name that stands at the begin of the array's element. */
static const char *name_at(const void *array, size_t stride, uint32_t position) {
    const char *name;
    memcpy(&name, (const char *)array + stride * position, sizeof name);
    return name;
}

/* The slot of a name: the one that has it, or the empty one where it would be; NULL where all in reach are others'. */
static const uint16_t *find_slot(const uint16_t *slots, uint32_t mask, const void *array, size_t stride,
                                 const char *name, size_t length) {
    uint32_t hash = dql_schema_hash(name, length);
    for (uint32_t i = 0; i < DQL_INDEX_REACH; i++) {
        const uint16_t *slot = &slots[(hash + i) & mask];
        if (*slot == 0) return slot;
        const char *other = name_at(array, stride, *slot - 1u);
        if (strlen(other) == length && memcmp(other, name, length) == 0) return slot;
    }
    return NULL;
}

bool dql_index_begin(dql_index_builder *builder, dql_arena *arena, size_t count) {
    size_t size = 2;
    while (size < 2 * count) size *= 2;
    builder->slots = dql_arena_take_zeroed(arena, size * sizeof *builder->slots);
    builder->mask = (uint32_t)size - 1;
    return builder->slots != NULL && dql_set_init(&builder->crowd, arena, 1, order_crowded, NULL);
}

static uint32_t add_to_crowd(dql_index_builder *builder, uint32_t position, const char *name, size_t length) {
    crowded *added = dql_arena_take(builder->crowd.arena, sizeof *added);
    if (!added) return position;
    *added = (crowded){name, length, position};
    const crowded *known = dql_set_add(&builder->crowd, added);
    return known ? known->position : position;
}

uint32_t dql_index_add(dql_index_builder *builder, const void *array, size_t stride, uint32_t position,
                       const char *name, size_t length) {
    const uint16_t *slot = find_slot(builder->slots, builder->mask, array, stride, name, length);
    if (!slot) return add_to_crowd(builder, position, name, length);
    if (*slot) return *slot - 1u;
    builder->slots[slot - builder->slots] = (uint16_t)(position + 1);
    return position;
}

static uint16_t *write_in_order(const dql_set_node *node, uint16_t *to) {
    if (!node) return to;
    to = write_in_order(node->left, to);
    *to++ = (uint16_t)((const crowded *)node->item)->position;
    return write_in_order(node->right, to);
}

dql_name_index dql_index_end(const dql_index_builder *builder) {
    uint32_t count = builder->crowd.count;
    uint16_t *crowd = count ? dql_arena_take(builder->crowd.arena, count * sizeof *crowd) : NULL;
    if (crowd) write_in_order(builder->crowd.root, crowd);
    return (dql_name_index){builder->slots, builder->mask, crowd ? count : 0, crowd};
}

int32_t dql_index_find_crowded(const dql_name_index *index, const void *array, size_t stride, const char *name,
                               size_t length) {
    uint32_t low = 0;
    uint32_t high = index->crowd_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *other = name_at(array, stride, index->crowd[middle]);
        int order = dql_compare_bytes(name, length, other, strlen(other));
        if (order == 0) return index->crowd[middle];
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return -1;
}

int32_t dql_index_find(const dql_name_index *index, const void *array, size_t stride, const char *name, size_t length) {
    const uint16_t *slot = find_slot(index->slots, index->mask, array, stride, name, length);
    return slot ? *slot - 1 : dql_index_find_crowded(index, array, stride, name, length);
}

int32_t dql_name_list_find(const dql_name_list *list, const char *name, size_t length) {
    if (list->count == 0) return -1;
    return dql_index_find(&list->index, list->names, sizeof *list->names, name, length);
}

const dql_schema_value *dql_field_value(const dql_field *field, const char *name, size_t length) {
    if (field->value_count == 0) return NULL;
    int32_t position = dql_index_find(&field->value_index, field->values, sizeof *field->values, name, length);
    return position < 0 ? NULL : &field->values[position];
}
