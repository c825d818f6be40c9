/* Arrays, objects and their members, read piece by piece from a stream: what readers of the API's answers share. */
#ifndef DQL_CLI_IO_PIECES_H
#define DQL_CLI_IO_PIECES_H

#include "cli/io/stream.h"

#include <deskql/json.h>

/* Longer keys are cut. */
#define DQL_CLI_LONGEST_KEY 64

typedef struct dql_cli_pieces {
    dql_cli_stream stream;
    /* The value at hand; used again for the next. To be freed by the caller. */
    deskql_json **json;
} dql_cli_pieces;

/* Parses the value of so many bytes where the stream is. NULL after a message. */
const deskql_json_value *dql_cli_piece_parse(dql_cli_pieces *from, size_t length);
/* The same of the whole value there. */
const deskql_json_value *dql_cli_piece_value(dql_cli_pieces *from, size_t *length);
/* Reads a value, looks at none of it. Returns false after a message. */
bool dql_cli_piece_skip(dql_cli_pieces *from);
/* Whether another item of an array, or member of an object, follows; then the stream is at it. `closer` is the bracket that ends it.
   `*good` is false after a message. */
bool dql_cli_piece_next(dql_cli_pieces *from, char closer, bool first, bool *good);
/* The key of a member, up to its value. Returns false after a message. */
bool dql_cli_piece_key(dql_cli_pieces *from, char key[DQL_CLI_LONGEST_KEY]);
/* Whether a key is the singular of another: `ticket` of `tickets`, `company` of `companies`. */
bool dql_cli_is_singular(const char *plural, const char *key, size_t length);

#endif
