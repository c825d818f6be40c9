/* What a query means, for people: as English sentences and as a tree. */
#ifndef DQL_DESCRIBE_DESCRIBE_H
#define DQL_DESCRIBE_DESCRIBE_H

#include "base/writer.h"
#include "syntax/ast.h"

void dql_describe_english(const struct deskql_query *query, dql_writer *writer);
void dql_describe_tree(const struct deskql_query *query, dql_writer *writer);

#endif
