/* deskql endpoints: what `from` can name. */
#include "cli/cli.h"

#include <string.h>

static void write_table(const deskql_schemas *schemas) {
    int widest = 0;
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++) {
        int width = (int)strlen(deskql_endpoint_name(deskql_schemas_at(schemas, i)));
        if (width > widest) widest = width;
    }
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(schemas, i);
        printf("%-*s  %s\n", widest, deskql_endpoint_name(endpoint), deskql_endpoint_path(endpoint));
    }
}

static void write_json(const deskql_schemas *schemas) {
    fputc('[', stdout);
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(schemas, i);
        dql_cli_print(stdout, "%s{'endpoint':'%s','path':'%s','maximumPageSize':%u}", i ? ",\n " : "",
                      deskql_endpoint_name(endpoint), deskql_endpoint_path(endpoint),
                      deskql_endpoint_maximum_page_size(endpoint));
    }
    puts("]");
}

dql_cli_status dql_cli_endpoints(const dql_cli_call *call) {
    dql_cli_session session;
    bool good = dql_cli_begin(&session, call, stderr);
    const dql_cli_settings *settings = good ? dql_cli_settings_of(session.setup, NULL, NULL) : NULL;
    if (settings && dql_cli_value(call, DQL_OPTION_JSON)) {
        write_json(settings->schemas);
    } else if (settings) {
        write_table(settings->schemas);
    }
    dql_cli_status status = dql_cli_close(&session);
    return settings ? status : DQL_CLI_FAILED;
}
