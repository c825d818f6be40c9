/*
 * JSON, written: no spaces, strings escaped as docs/language.md says. Objects, arrays and commas are the caller's, with dql_write_byte.
 */
#ifndef DQL_JSON_WRITER_H
#define DQL_JSON_WRITER_H

#include "base/writer.h"

/* A string in its quotes: `"`, `\`, `\b \t \n \f \r` and other controls (`\u001f`) are escaped, all other bytes pass as they are. */
void dql_json_write_string(dql_writer *writer, const char *bytes, size_t length);
/* The same without the quotes, for a string that is written in pieces. */
void dql_json_write_escaped(dql_writer *writer, const char *bytes, size_t length);
/* `"key":` of a NUL-terminated key. */
void dql_json_write_key(dql_writer *writer, const char *key);
void dql_json_write_integer(dql_writer *writer, int64_t integer);

#endif
