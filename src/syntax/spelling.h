/* How words, names and texts are written so that the lexer reads them as what they are. */
#ifndef DQL_SYNTAX_SPELLING_H
#define DQL_SYNTAX_SPELLING_H

#include "base/writer.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether it is a keyword or what a relative time begins with, in any letter case. */
bool dql_is_special_word(const char *text, size_t length);
/* Whether the lexer reads it as one plain word: no keyword, no time, nothing that needs quotes. */
bool dql_is_plain_word(const char *text, size_t length);
/* Whether a name can be written at all: in backquotes nothing can be escaped. */
bool dql_is_writable_name(const char *text, size_t length);
/* A string in double quotes, with the escapes that it needs. */
void dql_write_quoted_string(dql_writer *writer, const char *text, size_t length);
/* A relative time: lower case, one space on either side of each sign but one that begins it. */
void dql_write_relative(dql_writer *writer, const char *text, size_t length);

/* `1 and 5` for `1..5`; NULL for what is no such range. */
const char *dql_spelled_range(dql_arena *arena, const char *text, size_t length);

#endif
