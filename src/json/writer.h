/*
 * JSON, written: no spaces, strings escaped as docs/language.md says. Objects, arrays and commas are the caller's, with dql_write_byte.
 */
#ifndef DQL_JSON_WRITER_H
#define DQL_JSON_WRITER_H

#include "base/writer.h"

/* What follows the backslash of a byte that is escaped, `u` where four digits follow that; 0 for a byte that passes as it is. */
extern const char dql_json_escapes[256];
/* Puts the two or six bytes that a byte is escaped as, and gives their number. */
size_t dql_json_escape(unsigned char byte, char text[6]);
/* A string in its quotes: `"`, `\`, `\b \t \n \f \r` and other controls (`\u001f`) are escaped, all other bytes pass as they are. */
void dql_json_write_string(dql_writer *writer, const char *bytes, size_t length);
/* The same without the quotes, for a string that is written in pieces. */
void dql_json_write_escaped(dql_writer *writer, const char *bytes, size_t length);
/* The same as a sink, whose context is the dql_writer. */
int dql_json_escape_to(void *writer, const char *bytes, size_t length);
/* `"key":` of a NUL-terminated key. */
void dql_json_write_key(dql_writer *writer, const char *key);
void dql_json_write_integer(dql_writer *writer, int64_t integer);

#endif
