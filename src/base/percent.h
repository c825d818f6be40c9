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

/* The value of a hexadecimal digit; -1 where it is none. */
int dql_hexadecimal(char digit);
/* The byte that `%XX` at `at` stands for; -1 where two hexadecimal digits do not follow a `%`. */
int dql_percent_read(const char *at, const char *end);

#endif
