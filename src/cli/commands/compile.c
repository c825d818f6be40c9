/* deskql compile: the query string of each query. */
#include "cli/cli.h"

#include <string.h>

static bool choose_output(const dql_cli_call *call, deskql_output *output) {
    static const struct {
        const char *name;
        deskql_output output;
    } outputs[] = {
        {"query", DESKQL_OUTPUT_QUERY}, {"filter", DESKQL_OUTPUT_FILTER}, {"params", DESKQL_OUTPUT_PARAMETERS},
        {"url", DESKQL_OUTPUT_URL},     {"curl", DESKQL_OUTPUT_CURL},     {"json", DESKQL_OUTPUT_JSON},
    };
    const char *name = dql_cli_value(call, DQL_OPTION_OUTPUT);
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        *output = outputs[i].output;
        if (strcmp(outputs[i].name, name ? name : "query") == 0) return true;
    }
    return dql_cli_refuse(NULL, "`--output` cannot be `%s`", name);
}

/* A query without quotes falls apart into several arguments. */
static bool check_operands(const dql_cli_call *call) {
    if (dql_cli_count(call, DQL_OPERAND) < 2) return true;
    return dql_cli_refuse("a query of several words stands in quotes: deskql compile 'status=open and priority>2'",
                          "compile takes one QUERY");
}

/* The library says what a base is: with it alone, the empty query compiles or does not. */
static bool check_base_url(const dql_cli_call *call) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    options.base_url = dql_cli_value(call, DQL_OPTION_BASE_URL);
    deskql_status status = deskql_parse(NULL, "", 0, NULL, &document);
    if (status == DESKQL_OK) status = deskql_compile(deskql_document_at(document, 0), &options, &plan);
    deskql_plan_free(plan);
    deskql_document_free(document);
    if (status == DESKQL_OK) return true;
    if (status == DESKQL_MISUSE) {
        dql_cli_error("`--base-url` cannot be `%s`", options.base_url);
        dql_cli_hint("it has a scheme and a host, and no query string: https://acme.teamwork.com");
    } else {
        dql_cli_error("%s", deskql_status_text(status));
    }
    return false;
}

/* What the path gets would be lost in a part of the URL. */
static void refuse_output(dql_cli_session *session, const deskql_query *query, const char *output) {
    const deskql_endpoint *endpoint = deskql_query_endpoint(query);
    if (!dql_cli_takes_filter(session, query, "--output filter")) return;
    dql_cli_fail_at(session, NULL, "`--output %s` leaves out `%s`, which goes into the path of `%s`",
                    output ? output : "query", deskql_endpoint_path_parameter_at(endpoint, 0),
                    deskql_endpoint_name(endpoint));
    dql_cli_hint("`--output url`, `curl`, `params` and `json` have it");
}

dql_cli_status dql_cli_compile(const dql_cli_call *call) {
    deskql_output output;
    if (!choose_output(call, &output) || !check_operands(call) || !check_base_url(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    bool good = dql_cli_open(&session, call, stderr);
    size_t index;
    for (dql_cli_text *text = NULL; good && dql_cli_next_query(&session, &text, &index);) {
        const deskql_plan *plan = dql_cli_examine(&session, text, index);
        if (!plan) continue;
        if (deskql_plan_stream(plan, output, dql_cli_to_stream, stdout) == DESKQL_MISUSE) {
            refuse_output(&session, deskql_document_at(text->document, index), dql_cli_value(call, DQL_OPTION_OUTPUT));
        } else {
            fputc('\n', stdout);
        }
    }
    dql_cli_hint_at_file(&session, "its queries are compiled");
    return dql_cli_close(&session);
}
