#include "schema/index.h"

/* The name that stands at the begin of the array's element. */
static const char *name_at(const void *array, size_t stride, uint32_t position) {
    const char *name;
    memcpy(&name, (const char *)array + stride * position, sizeof name);
    return name;
}

/* The slot of a name: the one that has it, or the empty one where it would be. */
static uint32_t find_slot(const uint16_t *slots, uint32_t mask, const void *array, size_t stride, const char *name,
                          size_t length) {
    uint32_t at = dql_schema_hash(name, length) & mask;
    for (; slots[at]; at = (at + 1) & mask) {
        const char *other = name_at(array, stride, slots[at] - 1u);
        if (strlen(other) == length && memcmp(other, name, length) == 0) return at;
    }
    return at;
}

bool dql_index_begin(dql_index_builder *builder, dql_arena *arena, size_t count) {
    size_t size = 2;
    while (size < 2 * count) size *= 2;
    builder->slots = dql_arena_take_zeroed(arena, size * sizeof *builder->slots);
    builder->mask = (uint32_t)size - 1;
    return builder->slots != NULL;
}

uint32_t dql_index_add(dql_index_builder *builder, const void *array, size_t stride, uint32_t position,
                       const char *name, size_t length) {
    uint32_t slot = find_slot(builder->slots, builder->mask, array, stride, name, length);
    if (builder->slots[slot]) return builder->slots[slot] - 1u;
    builder->slots[slot] = (uint16_t)(position + 1);
    return position;
}

dql_name_index dql_index_end(const dql_index_builder *builder) {
    return (dql_name_index){builder->slots, builder->mask};
}

int32_t dql_index_find(const dql_name_index *index, const void *array, size_t stride, const char *name, size_t length) {
    return (int32_t)index->slots[find_slot(index->slots, index->mask, array, stride, name, length)] - 1;
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
