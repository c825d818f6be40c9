/* glue.c, for programs that it is linked to. */
#ifndef DQL_BINDINGS_GLUE_GLUE_H
#define DQL_BINDINGS_GLUE_GLUE_H

#include <stddef.h>
#include <stdint.h>

/* The text is the thread's, until its next call. */
typedef struct dql_glue_reply {
    uint64_t result;
    uint64_t made;
    const char *text;
    size_t length;
} dql_glue_reply;

/* The name of a function; NULL behind the last. */
const char *dql_glue_name(size_t number);
/* Calls it. `memory` is what addresses among the arguments point into: Go keeps it where it is until the call returns. */
dql_glue_reply dql_glue_call(size_t number, const uint64_t *arguments, const void *memory);

#endif
