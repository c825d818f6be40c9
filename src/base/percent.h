/* Percent-encoding (RFC 3986): all bytes but the unreserved ones, `A-Z a-z 0-9 - . _ ~`, are written as `%XX`. */
#ifndef DQL_BASE_PERCENT_H
#define DQL_BASE_PERCENT_H

#include "base/writer.h"

/* Eight bytes, so that one store writes an entry whatever its length. */
typedef struct dql_percent_entry {
    char text[7];
    uint8_t length; /* 1 or 3 */
} dql_percent_entry;

/* What each byte is encoded as. */
extern const dql_percent_entry dql_percent_table[256];

void dql_percent_write(dql_writer *writer, const char *bytes, size_t length);

/*
 * Decodes into `decoded`, which has room for `length` bytes (it may be `text`). `plus_is_space` is for query strings that a form
 * wrote. Returns false at a `%` that two hexadecimal digits do not follow; `*error` is its offset.
 */
bool dql_percent_decode(const char *text, size_t length, bool plus_is_space, char *decoded, size_t *decoded_length,
                        size_t *error);

#endif
