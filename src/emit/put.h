/* Writing unchecked (base/writer.h): what filter.c and emit.c put their outputs together with. */
#ifndef DQL_EMIT_PUT_H
#define DQL_EMIT_PUT_H

#include "base/inline.h"
#include "base/writer.h"

/*
 * Between two calls of dql_reserve at most these are put: a text of some bytes, as most keys and names are; what stands before a comparison's
 * values; a value other than a longer text; punctuation and the names of parameters.
 */
#define DQL_SOME_BYTES 32u
#define DQL_OPENING_BOUND 32u
#define DQL_VALUE_BOUND 48u
#define DQL_PUNCTUATION_BOUND 48u
_Static_assert(DQL_SOME_BYTES + DQL_OPENING_BOUND + DQL_VALUE_BOUND + DQL_PUNCTUATION_BOUND <= DQL_RESERVED,
               "more is put than is reserved");

/* A literal, whose length is known to the compiler. */
static DQL_ALWAYS_INLINE char *dql_put(char *at, const char *literal) {
    memcpy(at, literal, strlen(literal));
    return at + strlen(literal);
}

/* One to eight bytes: the first and the last ones, which overlap unless their number is a power of two. */
static inline char *dql_put_few(char *at, const char *bytes, size_t length) {
    if (length >= 4) {
        memcpy(at, bytes, 4);
        memcpy(at + length - 4, bytes + length - 4, 4);
    } else {
        at[0] = bytes[0];
        at[length / 2] = bytes[length / 2];
        at[length - 1] = bytes[length - 1];
    }
    return at + length;
}

/* For more than some bytes; call dql_put_bytes. */
char *dql_put_slowly(dql_writer *writer, char *at, const char *bytes, size_t length);

/* Any bytes; where they are more than some, what was reserved is reserved anew. */
static inline char *dql_put_bytes(dql_writer *writer, char *at, const char *bytes, size_t length) {
    if (length > DQL_SOME_BYTES) return dql_put_slowly(writer, at, bytes, length);
    if (length >= 16) {
        memcpy(at, bytes, 16);
        memcpy(at + length - 16, bytes + length - 16, 16);
    } else if (length >= 8) {
        memcpy(at, bytes, 8);
        memcpy(at + length - 8, bytes + length - 8, 8);
    } else if (length) {
        dql_put_few(at, bytes, length);
    }
    return at + length;
}

#endif
