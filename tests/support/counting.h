/* An allocator that counts, and that fails when it is told to. */
#ifndef SUPPORT_COUNTING_H
#define SUPPORT_COUNTING_H

#include <deskql/allocator.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct counting {
    size_t calls;
    /* All that was ever asked for, in bytes. */
    size_t bytes;
    /* Blocks that were not released yet, and what they hold; and the most that they ever held. */
    size_t outstanding;
    size_t held;
    size_t most;
    /* The call that gets NULL, from 0; SIZE_MAX for none. */
    size_t fail_at;
} counting;

/* Stands before what is handed out. */
typedef union counted_block {
    size_t size;
    max_align_t alignment;
} counted_block;

static void *counting_allocate(void *context, size_t size) {
    counting *count = context;
    if (count->calls++ == count->fail_at) return NULL;
    counted_block *block = malloc(sizeof *block + size);
    if (!block) return NULL;
    block->size = size;
    count->bytes += size;
    count->outstanding++;
    count->held += size;
    if (count->held > count->most) count->most = count->held;
    return block + 1;
}

static void counting_release(void *context, void *block) {
    counting *count = context;
    counted_block *counted = (counted_block *)block - 1;
    count->outstanding--;
    count->held -= counted->size;
    free(counted);
}

static inline deskql_allocator counting_allocator(counting *count) {
    return (deskql_allocator){count, counting_allocate, counting_release};
}

#endif
