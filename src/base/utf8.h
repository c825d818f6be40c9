/* UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#ifndef DQL_BASE_UTF8_H
#define DQL_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length in bytes of the valid character at `bytes` (of `length` at least 1), 0 where there is none. `*character` may
   be NULL. */
size_t dql_utf8_decode(const char *bytes, size_t length, uint32_t *character);
/* Writes 1 to 4 bytes; `character` must be a valid one. Returns their number. */
size_t dql_utf8_encode(uint32_t character, char *bytes);
/* The offset of the first byte that belongs to no valid character; `length` where all are valid. */
size_t dql_utf8_valid_up_to(const char *bytes, size_t length);
/* The number of characters; a byte that belongs to none counts as one. */
size_t dql_utf8_count(const char *bytes, size_t length);
/* The encoding that a text plainly has in place of UTF-8, by its byte order mark or the NULs of its first two characters: `UTF-16` or
   `UTF-32`; NULL where it has none of them. */
const char *dql_other_encoding(const char *bytes, size_t length);

#endif
