/* deskql compile: the query string of each query. */
#include "cli/cli.h"

#include <string.h>

static deskql_output chosen_output(const dql_cli_call *call) {
    static const struct {
        const char *name;
        deskql_output output;
    } outputs[] = {
        {"query", DESKQL_OUTPUT_QUERY}, {"filter", DESKQL_OUTPUT_FILTER}, {"params", DESKQL_OUTPUT_PARAMETERS},
        {"url", DESKQL_OUTPUT_URL},     {"curl", DESKQL_OUTPUT_CURL},     {"json", DESKQL_OUTPUT_JSON},
    };
    const char *name = dql_cli_value(call, DQL_OPTION_OUTPUT);
    size_t i = 0;
    while (name && strcmp(outputs[i].name, name) != 0) i++;
    return outputs[i].output;
}

/* A query without quotes falls apart into several arguments. */
static bool check_operands(const dql_cli_call *call) {
    if (dql_cli_count(call, DQL_OPERAND) < 2) return true;
    dql_cli_complain("compile takes one QUERY");
    dql_cli_hint("a query of several words stands in quotes: deskql compile 'status=open and priority>2'");
    return false;
}

dql_cli_status dql_cli_compile(const dql_cli_call *call) {
    if (!check_operands(call)) return DQL_CLI_FAILED;
    deskql_output output = chosen_output(call);
    dql_cli_session session;
    bool good = dql_cli_open(&session, call, stderr);
    for (size_t i = 0; good && i < session.text_count; i++) {
        dql_cli_text *text = &session.texts[i];
        for (size_t j = 0; j < dql_cli_query_count(text); j++) {
            if (!dql_cli_is_chosen(&session, text, j)) continue;
            const deskql_plan *plan = dql_cli_examine(&session, text, j);
            if (!plan) continue;
            deskql_plan_stream(plan, output, dql_cli_to_stream, stdout);
            fputc('\n', stdout);
        }
    }
    dql_cli_hint_at_file(&session, "its queries are compiled");
    return dql_cli_close(&session);
}
