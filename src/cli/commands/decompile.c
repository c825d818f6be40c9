/* deskql decompile: the query that a URL, a query string or a filter is. */
#include "cli/cli.h"

static bool check_operands(const dql_cli_call *call) {
    if (dql_cli_count(call, DQL_OPERAND) < 2) return true;
    return dql_cli_refuse(
        "a text with spaces stands in quotes, as one with `&` does: deskql decompile 'page=1&pageSize=50'",
        "decompile takes one TEXT");
}

/* Queries of one text are divided by `;`. */
static void print_query(dql_cli_session *session, const deskql_query *query, size_t *printed) {
    if (*printed) fputs(";\n", stdout);
    deskql_status status = deskql_query_format(query, dql_cli_to_stream, stdout);
    if (status == DESKQL_OK) {
        ++*printed;
    } else if (status == DESKQL_INVALID) {
        session->status = dql_cli_error("no query can say this: a name in it has a backquote or a line break");
    } else {
        dql_cli_fail(session, status);
    }
}

dql_cli_status dql_cli_decompile(const dql_cli_call *call) {
    if (!check_operands(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    bool good = dql_cli_open(&session, call, stderr);
    size_t printed = 0;
    size_t index;
    for (dql_cli_text *text = NULL; good && dql_cli_next_query(&session, &text, &index);) {
        if (dql_cli_examine(&session, text, index))
            print_query(&session, deskql_document_at(text->document, index), &printed);
    }
    if (printed) fputc('\n', stdout);
    dql_cli_hint_at_file(&session, "its lines are decompiled");
    return dql_cli_close(&session);
}
