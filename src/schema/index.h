/* Making the tables that names are found by. */
#ifndef DQL_SCHEMA_INDEX_H
#define DQL_SCHEMA_INDEX_H

#include "base/set.h"
#include "schema/schema.h"

/* The most names of one list: their positions fit into 16 bits. */
#define DQL_NAMES_LIMIT 65000u

typedef struct dql_index_builder {
    uint16_t *slots;
    uint32_t mask;
    dql_set crowd;
} dql_index_builder;

/* For up to `count` names, at most DQL_NAMES_LIMIT. Returns false when there is no memory. */
bool dql_index_begin(dql_index_builder *builder, dql_arena *arena, size_t count);
/*
 * Adds a name at `position`, unless an equal one is there: then the result is that one's position, else `position`.
 * `array` holds the names that were added, each a structure of `stride` bytes that begins with its NUL-terminated name.
 */
uint32_t dql_index_add(dql_index_builder *builder, const void *array, size_t stride, uint32_t position,
                       const char *name, size_t length);
/* The position of a name; -1 where there is none. */
int32_t dql_index_find(const dql_name_index *index, const void *array, size_t stride, const char *name, size_t length);
/* The same of a name that is known to be in none of the slots in its reach. */
int32_t dql_index_find_crowded(const dql_name_index *index, const void *array, size_t stride, const char *name,
                               size_t length);
dql_name_index dql_index_end(const dql_index_builder *builder);

#endif
