#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first block is small, since most queries are; each further one is larger, so that their number stays low. A piece that is larger
   gets a block of its own, and the next is none the larger for it. A test build sets 1, so that every piece is an allocation that can
   fail. */
#ifndef DQL_ARENA_FIRST_BLOCK
#define DQL_ARENA_FIRST_BLOCK 8192u
#endif
#define DQL_ARENA_LARGEST_BLOCK (1024u * 1024u)

static void *standard_allocate(void *context, size_t size) {
    (void)context;
    return malloc(size);
}

static void standard_release(void *context, void *block) {
    (void)context;
    free(block);
}

const deskql_allocator dql_standard_allocator = {NULL, standard_allocate, standard_release};

void dql_arena_init(dql_arena *arena, const deskql_allocator *allocator) {
    memset(arena, 0, sizeof *arena);
    arena->allocator = allocator ? *allocator : dql_standard_allocator;
}

static void release_blocks(dql_arena *arena, dql_arena_block *block) {
    while (block) {
        dql_arena_block *next = block->next;
        arena->allocator.release(arena->allocator.context, block);
        block = next;
    }
}

void dql_arena_clear(dql_arena *arena) {
    if (!arena->first) return;
    release_blocks(arena, arena->first->next);
    arena->first->next = NULL;
    dql_arena_enter(arena, arena->first);
}

void dql_arena_free(dql_arena *arena) {
    release_blocks(arena, arena->first);
    arena->first = arena->current = NULL;
    arena->at = arena->end = NULL;
    arena->allocator.release = NULL;
}

void *dql_arena_take_slowly(dql_arena *arena, size_t size) {
    size_t rounded = dql_arena_rounded(size);
    if (rounded < size || rounded > SIZE_MAX / 4) {
        arena->failed = true;
        return NULL;
    }
    /* After a reset there are blocks ahead; those that are too small are passed over until the next reset. */
    while (arena->current && arena->current->next) {
        dql_arena_enter(arena, arena->current->next);
        if (rounded <= arena->current->capacity) return dql_arena_take(arena, size);
    }
    size_t capacity = DQL_ARENA_FIRST_BLOCK;
    if (arena->current) {
        size_t previous = arena->current->capacity;
        bool doubles = previous < DQL_ARENA_LARGEST_BLOCK / 2;
        capacity = DQL_ARENA_FIRST_BLOCK == 1 ? 1 : doubles ? 2 * previous : DQL_ARENA_LARGEST_BLOCK;
    }
    if (capacity < rounded) capacity = rounded;
    dql_arena_block *block = arena->allocator.allocate(arena->allocator.context, sizeof *block + capacity);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    block->next = NULL;
    block->capacity = capacity;
    if (arena->current) {
        arena->current->next = block;
    } else {
        arena->first = block;
    }
    dql_arena_enter(arena, block);
    arena->at += rounded;
    return block + 1;
}

static void release_block(dql_arena *arena, dql_arena_block *block) {
    dql_arena_block **link = &arena->first;
    while (*link != block) link = &(*link)->next;
    *link = block->next;
    arena->allocator.release(arena->allocator.context, block);
}

void *dql_arena_enlarge(dql_arena *arena, void *piece, size_t size, size_t larger) {
    dql_arena_block *block = arena->current;
    bool last = (char *)piece + dql_arena_rounded(size) == arena->at;
    bool alone = last && piece == block + 1;
    if (last) arena->at = piece;
    void *place = dql_arena_take(arena, larger);
    if (!place || place == piece) return place;
    memcpy(place, piece, size);
    if (alone) release_block(arena, block);
    return place;
}

char *dql_arena_copy(dql_arena *arena, const char *bytes, size_t length) {
    char *copy = length < SIZE_MAX ? dql_arena_take(arena, length + 1) : NULL;
    if (!copy) return NULL;
    if (length) memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *dql_arena_format(dql_arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length >= 0 ? dql_arena_take(arena, (size_t)length + 1) : NULL;
    if (text) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

/* A handle is made of the allocator that it then keeps for its arena. */
void *dql_handle_new(const deskql_allocator *given, size_t size, size_t arena_offset) {
    const deskql_allocator *allocator = given ? given : &dql_standard_allocator;
    char *handle = allocator->allocate(allocator->context, size);
    if (!handle) return NULL;
    memset(handle, 0, size);
    dql_arena_init((dql_arena *)(void *)(handle + arena_offset), allocator);
    return handle;
}

void dql_handle_free(void *handle, dql_arena *arena) {
    deskql_allocator allocator = arena->allocator;
    dql_arena_free(arena);
    allocator.release(allocator.context, handle);
}
