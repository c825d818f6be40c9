/*
 * A source: a text, and where its lines begin. Every phase speaks of places as ranges of byte offsets; lines and columns are
 * worked out once, when somebody has to be shown a place.
 */
#ifndef DQL_BASE_SOURCE_H
#define DQL_BASE_SOURCE_H

#include "base/arena.h"

#include <deskql/position.h>

/* From `start` up to, not including, `end`, in bytes. */
typedef struct dql_range {
    uint32_t start;
    uint32_t end;
} dql_range;

static inline dql_range dql_range_join(dql_range first, dql_range last) {
    return (dql_range){first.start, last.end};
}

/* How many characters stand before a byte offset, and how many of them are two units of UTF-16. */
typedef struct dql_mark {
    uint32_t offset;
    uint32_t characters;
    uint32_t pairs;
} dql_mark;

typedef struct dql_source {
    /* A NUL follows the text. */
    const char *text;
    uint32_t length;
    /* 3 where the text begins with a BOM, else 0. */
    uint32_t bom;
    /* The offset of each line's first byte; NULL until dql_source_index. */
    const uint32_t *lines;
    uint32_t line_count;
    /* One every so many bytes, made with the lines, so that counting begins near every place; NULL in a short text. */
    const dql_mark *marks;
    dql_arena *arena;
} dql_source;

/* Copies the text. Returns false when there is no memory. */
bool dql_source_init(dql_source *source, dql_arena *arena, const char *text, uint32_t length);
/* The same, with a second copy that the caller may change, behind which eight bytes can be read, and whether all of the text is ASCII,
   which most are. NULL when there is no memory. */
char *dql_source_init_twice(dql_source *source, dql_arena *arena, const char *text, uint32_t length, bool *ascii);
/* Makes what finds places fast, once; until then, and without memory, the text is walked through for each. */
void dql_source_index(dql_source *source);
/* The place of a byte offset, at most the length. */
deskql_position dql_source_position(const dql_source *source, uint32_t offset);
deskql_range dql_source_range(const dql_source *source, dql_range range);
/* Has a place that counts in bytes, as dql_source_position gives it, count in other units. A byte that belongs to no character is one. */
void dql_source_count_in(const dql_source *source, deskql_unit unit, deskql_position *place);

#endif
