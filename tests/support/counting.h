/* An allocator that counts, and that fails when it is told to. */
#ifndef SUPPORT_COUNTING_H
#define SUPPORT_COUNTING_H

#include <deskql/allocator.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct counting {
    size_t calls;
    /* All that was ever asked for, in bytes. */
    size_t bytes;
    /* Blocks that were not released yet. */
    size_t outstanding;
    /* The call that gets NULL, from 0; SIZE_MAX for none. */
    size_t fail_at;
} counting;

static void *counting_allocate(void *context, size_t size) {
    counting *count = context;
    if (count->calls++ == count->fail_at) return NULL;
    count->bytes += size;
    count->outstanding++;
    return malloc(size);
}

static void counting_release(void *context, void *block) {
    ((counting *)context)->outstanding--;
    free(block);
}

static inline deskql_allocator counting_allocator(counting *count) {
    return (deskql_allocator){count, counting_allocate, counting_release};
}

#endif
