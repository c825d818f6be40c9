/** Places in a text: positions and ranges. */
#ifndef DESKQL_POSITION_H
#define DESKQL_POSITION_H

#include <stdint.h>

/** What `index` and `character` of a position count. */
typedef enum deskql_unit {
    DESKQL_UNIT_BYTE = 1,
    /** As strings of JavaScript, Java and C# do, and the Language Server Protocol. */
    DESKQL_UNIT_UTF16,
    /** As strings of Python do. */
    DESKQL_UNIT_CODE_POINT
} deskql_unit;

/** A place in a text. */
typedef struct deskql_position {
    /** From 1. */
    uint32_t line;
    /** From 1, in characters (code points; a BOM is none): for people. */
    uint32_t column;
    /** In bytes, from the text's start. */
    uint32_t offset;
    /** In units from the text's start and from its line's, a BOM included: for programs. In bytes but for what a reader of other
     *  units gives. A byte that belongs to no character is one unit. */
    uint32_t index;
    uint32_t character;
} deskql_position;

/** From `start` up to, not including, `end`. Empty where something is missing. */
typedef struct deskql_range {
    deskql_position start;
    deskql_position end;
} deskql_range;

#endif
