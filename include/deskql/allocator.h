/**
 * The caller's memory. Wherever a `const deskql_allocator *` is taken, NULL means malloc and free.
 * The struct is copied; its functions are called from the thread that makes the call, and must serve any alignment
 * that malloc serves. deskql asks for a few large blocks, keeps them for its handle's next use, and returns them when
 * the handle is freed.
 */
#ifndef DESKQL_ALLOCATOR_H
#define DESKQL_ALLOCATOR_H

#include <stddef.h>

typedef struct deskql_allocator {
    /** Passed on to both functions. */
    void *context;
    /** `size` is at least 1. Returns NULL when there is no memory. */
    void *(*allocate)(void *context, size_t size);
    /** `block` came from `allocate`; never NULL. */
    void (*release)(void *context, void *block);
} deskql_allocator;

#endif
