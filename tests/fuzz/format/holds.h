/* What holds of the canonical text of every text whatever. */
#ifndef TESTS_FORMAT_HOLDS_H
#define TESTS_FORMAT_HOLDS_H

#include <deskql/deskql.h>
#include <deskql/format.h>

/*
 * Formats the text and aborts, having said why, unless
 *  - the result formats to itself,
 *  - it has the same number of queries, and each has the same findings and compiles to the same bytes,
 *  - it has the same comments,
 *  - each valid query, printed from its tree alone, compiles to the same bytes and is canonical.
 */
void check_format(const deskql_schemas *schemas, const char *bytes, size_t length,
                  const deskql_format_options *options);

#endif
