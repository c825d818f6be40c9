/* What a query means, for people: as English sentences and as a tree; and what the parser made of its text. */
#ifndef DQL_DESCRIBE_DESCRIBE_H
#define DQL_DESCRIBE_DESCRIBE_H

#include "base/writer.h"
#include "syntax/ast.h"

void dql_describe_english(const struct deskql_query *query, dql_writer *writer);
/* The tokens as the parser took them, and what error recovery did. Nothing where the text is no query language. */
void dql_describe_tokens(const struct deskql_query *query, dql_writer *writer);
/* Returns DESKQL_OK, DESKQL_NO_MEMORY. */
deskql_status dql_describe_recovery(const struct deskql_query *query, dql_writer *writer);
/* Text of the source between quotes; a control character, and what cannot be seen, as an escape, so that a line stays
   one. */
void dql_describe_quoted(dql_writer *writer, const char *text, size_t length);
void dql_describe_tree(const struct deskql_query *query, dql_writer *writer);

#endif
