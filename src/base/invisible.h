/* Characters that a reader does not see, or that change how the text around them is shown. */
#ifndef DQL_BASE_INVISIBLE_H
#define DQL_BASE_INVISIBLE_H

#include "base/writer.h"

/*
 * Whether the character at `at` is such a one; `*size` and `*character` are its length and what it is (1 and 0 where it is none).
 * Controls of direction, C1 controls, spaces of no width, tags always are. Joiners and marks of direction are so beside an ASCII
 * letter alone, for emoji and many scripts need them.
 */
bool dql_is_invisible(const char *text, size_t length, size_t at, size_t *size, uint32_t *character);
/* Whether it is one of them, whatever stands beside it. */
bool dql_is_hidden(uint32_t character);
/* `\u202e`; a pair of surrogates beyond U+FFFF. */
void dql_write_unicode_escape(dql_writer *writer, uint32_t character);

#endif
