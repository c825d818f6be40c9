/* Loaded before a program: the allocation whose number is in NO_MEMORY_AT fails, and a byte to the file descriptor in NO_MEMORY_REPORT says
   that it was reached. What libc allocates for itself and for strdup, realpath or opendir counts as well. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static long failing;
static atomic_long made;

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("NO_MEMORY_AT");
    failing = number ? atol(number) : 0;
    made = 0;
}

static bool fails(void) {
    if (failing == 0 || atomic_fetch_add(&made, 1) + 1 != failing) return false;
    const char *report = getenv("NO_MEMORY_REPORT");
    if (report && write(atoi(report), "x", 1) != 1) _exit(3);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size) {
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return fails() ? NULL : __libc_realloc(block, size);
}
