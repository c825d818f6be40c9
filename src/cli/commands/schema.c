/* deskql schema: makes schemas, reports their mistakes, compares them with each other and with saved queries. */
#include "cli/schema/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void check_file(dql_cli_session *session, const char *path) {
    dql_cli_bytes text = {NULL, 0, 0};
    const char *file = dql_cli_shown_file(session->call, path);
    deskql_schemas *schemas = NULL;
    bool is_read = dql_cli_read(session, path, &text);
    deskql_status status = is_read ? deskql_schemas_new(NULL, &schemas) : DESKQL_OK;
    if (is_read && status == DESKQL_OK) status = deskql_schemas_add(schemas, text.bytes, text.length);
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
    const char *path;
    for (size_t i = 1; good && (path = dql_cli_operand(call, i)); i++) check_file(&session, path);
    return dql_cli_close(&session);
}

static const struct {
    const char *name;
    const char *usage;
    size_t least;
    size_t most;
} actions[] = {{"import", "import PAGE", 1, 1},
               {"check", "check FILE...", 1, SIZE_MAX},
               {"diff", "diff OLD NEW [PATH...]", 2, SIZE_MAX},
               {"coverage", "coverage [PATH...]", 0, SIZE_MAX}};

#define ACTION_COUNT (sizeof actions / sizeof actions[0])

static dql_cli_status wrong_call(size_t action) {
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (i == action || action == ACTION_COUNT) dql_cli_hint("deskql schema %s", actions[i].usage);
    }
    dql_cli_hint("`deskql help schema` shows how it is used");
    return DQL_CLI_FAILED;
}

/* Whether each option is one of the action. Returns false after a message. */
static bool takes_options(const dql_cli_call *call, size_t action) {
    static const struct {
        dql_cli_option_id option;
        const char *actions;
    } of[] = {{DQL_OPTION_NAME, "import"}, {DQL_OPTION_OUTPUT, "diff coverage"}, {DQL_OPTION_SCHEMA, "coverage"}};
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        if (!dql_cli_value(call, of[i].option) || dql_cli_is_choice(of[i].actions, actions[action].name)) continue;
        return dql_cli_refuse(NULL, "schema %s has no option `--%s`", actions[action].name,
                              dql_cli_options[of[i].option].name);
    }
    const char *form = dql_cli_value(call, DQL_OPTION_OUTPUT);
    if (!form || strcmp(form, "json") == 0) return true;
    return dql_cli_refuse(NULL, "`--output` of schema %s can be `json` alone", actions[action].name);
}

dql_cli_status dql_cli_schema(const dql_cli_call *call) {
    const char *operands[4] = {NULL};
    bool has_input = false;
    size_t count = 0;
    size_t action = 0;
    for (const char *operand; (operand = dql_cli_operand(call, count)); count++) {
        has_input = has_input || strcmp(operand, "-") == 0;
        if (count < 4) operands[count] = operand;
    }
    while (action < ACTION_COUNT && (count == 0 || strcmp(actions[action].name, operands[0]) != 0)) action++;
    if (action == ACTION_COUNT) {
        dql_cli_error(count ? "schema cannot `%s`" : "schema needs an action", operands[0]);
    } else if (!takes_options(call, action)) {
        return wrong_call(action);
    } else if (count - 1 < actions[action].least) {
        dql_cli_error("schema %s needs %s, `-` for standard input", actions[action].name,
                      actions[action].least == 2 ? "two files" : "a file");
    } else if (count - 1 > actions[action].most) {
        dql_cli_error("import takes one page, but there is `%s` too", operands[2]);
    } else if (strcmp(operands[0], "import") == 0) {
        return dql_cli_import(call, operands[1]);
    } else if (strcmp(operands[0], "check") == 0) {
        return check_files(call);
    } else if (strcmp(operands[0], "diff") == 0 && has_input && count > 3) {
        dql_cli_error("saved queries are read twice, and standard input can be read only once");
    } else if (strcmp(operands[0], "diff") == 0) {
        return dql_cli_schema_diff(call, operands[1], operands[2], count > 3);
    } else {
        return dql_cli_schema_coverage(call);
    }
    return wrong_call(action);
}
