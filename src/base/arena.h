/*
 * An arena: memory that is handed out piece by piece and given back all at once.
 *
 * Out of memory is sticky: dql_arena_take gives NULL and sets `failed`. Code in the middle of a call only has to keep its
 * hands off the NULL; the public functions (api/) looks at `failed` once, at the end.
 */
#ifndef DQL_BASE_ARENA_H
#define DQL_BASE_ARENA_H

#include "base/inline.h"

#include <deskql/allocator.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct dql_arena_block dql_arena_block;
struct dql_arena_block {
    dql_arena_block *next;
    size_t capacity;
};

typedef struct dql_arena {
    char *at;
    char *end;
    dql_arena_block *first;
    dql_arena_block *current;
    deskql_allocator allocator;
    bool failed;
} dql_arena;

/* NULL means malloc and free. Allocates nothing yet. */
void dql_arena_init(dql_arena *arena, const deskql_allocator *allocator);
void dql_arena_free(dql_arena *arena);
/* Whether it was not freed yet; known from a word of it, so only where the caller's allocator has not given its memory to others. Debug
   builds alone look. */
static inline bool dql_arena_is_live(const dql_arena *arena) {
#ifdef NDEBUG
    (void)arena;
    return true;
#else
    return arena->allocator.release != NULL;
#endif
}
/* A handle that may be used: neither NULL nor freed. */
#define DQL_LIVE(handle) ((handle) && dql_arena_is_live(&(handle)->arena))
/* What a caller gives as an allocator; NULL is one. */
static inline bool dql_allocator_is_complete(const deskql_allocator *allocator) {
    return !allocator || (allocator->allocate && allocator->release);
}
static inline void dql_arena_enter(dql_arena *arena, dql_arena_block *block) {
    arena->current = block;
    arena->at = (char *)(block + 1);
    arena->end = arena->at + block->capacity;
}

/* All that was taken is gone; the blocks stay for what comes next. Clears `failed`. */
static inline void dql_arena_reset(dql_arena *arena) {
    arena->failed = false;
    if (arena->first) dql_arena_enter(arena, arena->first);
}
/* All that was taken is gone, and the blocks but the first are given back. `failed` stays. */
void dql_arena_clear(dql_arena *arena);
/* How far an arena is taken. */
typedef struct dql_arena_mark {
    dql_arena_block *block;
    char *at;
} dql_arena_mark;

static inline dql_arena_mark dql_arena_here(const dql_arena *arena) {
    return (dql_arena_mark){arena->current, arena->at};
}

/* What was taken since is gone, but what was taken before the first block was there; the blocks stay. */
static inline void dql_arena_rewind(dql_arena *arena, dql_arena_mark mark) {
    if (!mark.block) return;
    dql_arena_enter(arena, mark.block);
    arena->at = mark.at;
}
/* For pieces that do not fit into the current block; call dql_arena_take. */
void *dql_arena_take_slowly(dql_arena *arena, size_t size);

#define DQL_ARENA_ALIGNMENT 8u

static inline size_t dql_arena_rounded(size_t size) {
    return (size + (DQL_ARENA_ALIGNMENT - 1)) & ~(size_t)(DQL_ARENA_ALIGNMENT - 1);
}

/* `size` bytes, aligned for any of our structs, not zeroed; NULL when there is no memory. */
static inline void *dql_arena_take(dql_arena *arena, size_t size) {
    size_t rounded = dql_arena_rounded(size);
    if (rounded < size || rounded > (size_t)(arena->end - arena->at)) return dql_arena_take_slowly(arena, size);
    void *piece = arena->at;
    arena->at += rounded;
    return piece;
}

/* The same, zeroed. */
static inline void *dql_arena_take_zeroed(dql_arena *arena, size_t size) {
    void *piece = dql_arena_take(arena, size);
    if (piece) memset(piece, 0, size);
    return piece;
}
/* More place for a piece of `size` bytes: it stays where it is if it was taken last and the block goes on behind it, else it is copied, and
   the block that held it alone is given back. NULL when there is no memory: then the piece is gone too. */
void *dql_arena_enlarge(dql_arena *arena, void *piece, size_t size, size_t larger);
/* A copy of `length` bytes with a NUL behind it. */
char *dql_arena_copy(dql_arena *arena, const char *bytes, size_t length);
/* printf into the arena. */
DQL_FORMAT(2, 3) char *dql_arena_format(dql_arena *arena, const char *format, ...);

/* The allocator that NULL stands for. */
extern const deskql_allocator dql_standard_allocator;

/* A handle of the public interface: `size` bytes that are 0, with an arena at `arena_offset`, made of the given allocator (NULL: the standard
   one) that it then keeps for its arena. NULL without memory. */
void *dql_handle_new(const deskql_allocator *given, size_t size, size_t arena_offset);
void dql_handle_free(void *handle, dql_arena *arena);

#endif
