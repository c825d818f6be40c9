/* The names of endpoints, and the saved queries that use them. */
#include "cli/schema/names.h"

#include <stdlib.h>
#include <string.h>

const char *const dql_schema_nouns[] = {"", "filter field", "order field", "include", "sparse field"};
const char *const dql_schema_keys[] = {"", "filter", "order", "includes", "fields"};

const char *dql_schema_name_at(const deskql_endpoint *endpoint, deskql_name_list list, size_t index) {
    deskql_field_info info;
    if (list == DESKQL_NAMES_FILTER) return deskql_endpoint_filter_at(endpoint, index, &info) ? info.name : NULL;
    if (list == DESKQL_NAMES_ORDER) return deskql_endpoint_order_at(endpoint, index);
    return list == DESKQL_NAMES_INCLUDES ? deskql_endpoint_include_at(endpoint, index)
                                         : deskql_endpoint_sparse_at(endpoint, index);
}

static int order_names(const void *one, const void *other) {
    return strcmp(((const dql_schema_name *)one)->text, ((const dql_schema_name *)other)->text);
}

dql_schema_name *dql_schema_sorted(const deskql_endpoint *endpoint, deskql_name_list list, size_t *count) {
    for (*count = 0; dql_schema_name_at(endpoint, list, *count);) ++*count;
    dql_schema_name *names = malloc((*count + 1) * sizeof *names);
    for (size_t i = 0; names && i < *count; i++) names[i] = (dql_schema_name){dql_schema_name_at(endpoint, list, i), i};
    if (names) qsort(names, *count, sizeof *names, order_names);
    return names;
}

const dql_schema_name *dql_schema_find(const dql_schema_name *names, size_t count, const char *text) {
    dql_schema_name key = {text, 0};
    return count ? bsearch(&key, names, count, sizeof key, order_names) : NULL;
}

bool dql_schema_open(dql_cli_session *session, dql_cli_call *derived, const dql_cli_call *call, size_t first,
                     const char *schema) {
    memset(session, 0, sizeof *session);
    session->status = DQL_CLI_FAILED;
    if (!dql_cli_derive_check(call, first, derived)) return false;
    /* It takes the place of an operand that is left out. */
    if (schema) derived->given[derived->count++] = (dql_cli_given){DQL_OPTION_SCHEMA, schema};
    return dql_cli_open(session, derived, stdout);
}
