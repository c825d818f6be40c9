/* deskql schema: makes a schema of a reference page, and reports the mistakes of schema files. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static void check_file(dql_cli_session *session, const char *path) {
    dql_cli_bytes text = {NULL, 0, 0};
    int reason = dql_cli_load(path, &text);
    if (reason != 0) {
        dql_cli_fail_to_read(session, path, reason);
        dql_cli_bytes_free(&text);
        return;
    }
    const char *file = dql_cli_shown_file(session->call, path);
    deskql_schemas *schemas = NULL;
    deskql_status status = deskql_schemas_new(NULL, &schemas);
    if (status == DESKQL_OK) status = deskql_schemas_add(schemas, text.bytes, text.length);
    if (status == DESKQL_INVALID) {
        dql_cli_render_all(session, file, "schema", &text, deskql_schemas_findings(schemas));
        if (session->status == DQL_CLI_FINE) session->status = DQL_CLI_FOUND;
    } else if (status != DESKQL_OK) {
        dql_cli_fail_at(session, file, "cannot check `%s`: %s", file, deskql_status_text(status));
    }
    deskql_schemas_free(schemas);
    dql_cli_bytes_free(&text);
}

/* The operands behind the action. */
static dql_cli_status check_files(const dql_cli_call *call) {
    dql_cli_session session;
    bool good = dql_cli_begin(&session, call, stdout);
    bool is_file = false;
    for (size_t i = 0; good && i < call->count; i++) {
        if (call->given[i].option != DQL_OPERAND) continue;
        if (is_file) check_file(&session, call->given[i].value);
        is_file = true;
    }
    return dql_cli_close(&session);
}

static dql_cli_status wrong_call(void) {
    dql_cli_hint("deskql schema import PAGE, or deskql schema check FILE...");
    dql_cli_hint("`deskql help schema` shows how it is used");
    return DQL_CLI_FAILED;
}

dql_cli_status dql_cli_schema(const dql_cli_call *call) {
    const char *action = NULL;
    const char *page = NULL;
    size_t files = 0;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPERAND) continue;
        const char *operand = call->given[i].value;
        if (!action) {
            action = operand;
            if (strcmp(action, "import") != 0 && strcmp(action, "check") != 0) {
                dql_cli_error("schema cannot `%s`", action);
                return wrong_call();
            }
            continue;
        }
        if (files++ && strcmp(action, "import") == 0) {
            dql_cli_error("import takes one page, but there is `%s` too", operand);
            return wrong_call();
        }
        page = operand;
    }
    if (files && strcmp(action, "check") == 0) return check_files(call);
    if (files) return dql_cli_import(call, page);
    if (action) {
        dql_cli_error("schema %s needs a file, `-` for standard input", action);
    } else {
        dql_cli_error("schema needs an action");
    }
    return wrong_call();
}
