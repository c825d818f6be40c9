/* The names that an endpoint allows, by list, for those who compare. */
#ifndef DQL_CLI_SCHEMA_NAMES_H
#define DQL_CLI_SCHEMA_NAMES_H

#include "cli/cli.h"

typedef struct dql_schema_name {
    const char *text;
    size_t index;
} dql_schema_name;

/* `filter field`, by deskql_name_list; and the key that a schema has for it. */
extern const char *const dql_schema_nouns[DESKQL_NAMES_SPARSE + 1];
extern const char *const dql_schema_keys[DESKQL_NAMES_SPARSE + 1];

const char *dql_schema_name_at(const deskql_endpoint *endpoint, deskql_name_list list, size_t index);
/* All names of a list, sorted. NULL without memory. Free with free. */
dql_schema_name *dql_schema_sorted(const deskql_endpoint *endpoint, deskql_name_list list, size_t *count);
/* NULL where it is not there. */
const dql_schema_name *dql_schema_find(const dql_schema_name *names, size_t count, const char *text);
/* Opens a session that checks the operands from `first` on, with one more schema (NULL: none); of the working folder where there are
   none. `derived` lives as long as the session. Returns false where there is nothing to go on with; dql_cli_close and dql_cli_call_free
   in either case. */
bool dql_schema_open(dql_cli_session *session, dql_cli_call *derived, const dql_cli_call *call, size_t first,
                     const char *schema);
dql_cli_status dql_cli_schema_diff(const dql_cli_call *call, const char *old, const char *new_, bool has_paths);
dql_cli_status dql_cli_schema_coverage(const dql_cli_call *call);

#endif
