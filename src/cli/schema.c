/* deskql schema: makes a schema of a reference page, and tells the mistakes of schema files. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static dql_cli_status check_file(const dql_cli_call *call, const char *file) {
    size_t length;
    char *bytes = dql_cli_read(file, &length);
    if (!bytes) return DQL_CLI_FAILED;
    deskql_schemas *schemas = NULL;
    deskql_status status = deskql_schemas_new(NULL, &schemas);
    if (status == DESKQL_OK) status = deskql_schemas_add(schemas, bytes, length);
    dql_cli_status result = DQL_CLI_FINE;
    if (status == DESKQL_INVALID) {
        dql_cli_render_all(call, stdout, file, bytes, length, deskql_schemas_findings(schemas));
        result = DQL_CLI_FOUND;
    } else if (status != DESKQL_OK) {
        result = dql_cli_complain("cannot check `%s`: %s", file, deskql_status_text(status));
    }
    deskql_schemas_free(schemas);
    free(bytes);
    return result;
}

static dql_cli_status wrong_call(void) {
    dql_cli_hint("deskql schema import PAGE, or deskql schema check FILE...");
    dql_cli_hint("`deskql help schema` tells how it is used");
    return DQL_CLI_FAILED;
}

dql_cli_status dql_cli_schema(const dql_cli_call *call) {
    const char *action = NULL;
    size_t files = 0;
    dql_cli_status status = DQL_CLI_FINE;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPERAND) continue;
        const char *operand = call->given[i].value;
        if (!action) {
            action = operand;
            if (strcmp(action, "import") != 0 && strcmp(action, "check") != 0) {
                dql_cli_complain("schema cannot `%s`", action);
                return wrong_call();
            }
            continue;
        }
        files++;
        dql_cli_status one = DQL_CLI_FINE;
        if (strcmp(action, "check") == 0) {
            one = check_file(call, operand);
        } else if (files == 1) {
            one = dql_cli_import(operand, dql_cli_value(call, DQL_OPTION_NAME));
        } else {
            dql_cli_complain("import takes one page, but there is `%s` too", operand);
            return wrong_call();
        }
        if (one > status) status = one;
    }
    if (files > 0) return status;
    if (action) {
        dql_cli_complain("schema %s needs a file, `-` for standard input", action);
    } else {
        dql_cli_complain("schema needs to be told what to do");
    }
    return wrong_call();
}
