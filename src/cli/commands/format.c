/* deskql format: queries in their canonical form. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Reports why queries stay as they are. */
static void report_damage(dql_cli_session *session, const dql_cli_text *text) {
    const deskql_findings *findings = deskql_document_findings(text->document);
    dql_cli_bytes bytes = dql_cli_text_bytes(text);
    dql_cli_render_all(session, text->file, NULL, &bytes, findings);
}

static void report_found(dql_cli_session *session) {
    if (session->status == DQL_CLI_FINE) session->status = DQL_CLI_FOUND;
}

static void put_out(dql_cli_session *session, const dql_cli_text *text, const dql_cli_bytes *formatted) {
    const dql_cli_call *call = session->call;
    dql_cli_bytes before = dql_cli_text_bytes(text);
    bool checks = dql_cli_value(call, DQL_OPTION_CHECK) != NULL;
    bool shows = dql_cli_value(call, DQL_OPTION_DIFF) != NULL;
    bool writes = dql_cli_value(call, DQL_OPTION_WRITE) != NULL;
    bool changes = before.length != formatted->length ||
                   (before.length && memcmp(before.bytes, formatted->bytes, before.length) != 0);
    if (!checks && !shows && !writes) {
        dql_cli_print_text(text, formatted);
    } else if (changes) {
        if (writes && !dql_cli_replace(text->path, text->whole, &before, formatted)) session->status = DQL_CLI_FAILED;
        if (shows) dql_cli_show_diff(session, text, formatted);
        if (checks && !shows) printf("%s\n", text->file ? text->file : "<query>");
        if (checks) report_found(session);
    }
}

static void format_text(dql_cli_session *session, dql_cli_text *text, const dql_cli_bytes *bytes) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = text->settings->endpoint;
    dql_cli_bytes formatted = {NULL, 0, 0};
    deskql_status status = deskql_format_text(text->settings->schemas, bytes->bytes, bytes->length, &options, NULL,
                                              dql_cli_to_bytes, &formatted, &text->document);
    if (status == DESKQL_INVALID || status == DESKQL_MISUSE) {
        /* Misuse: the text was too long or is no UTF-8, which is a finding. */
        report_damage(session, text);
        report_found(session);
    }
    if (status == DESKQL_OK || status == DESKQL_INVALID) {
        put_out(session, text, &formatted);
    } else if (status != DESKQL_MISUSE) {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
    }
    dql_cli_bytes_free(&formatted);
    deskql_document_free(text->document);
}

/* The options that say where the text goes. */
static bool check_modes(const dql_cli_call *call) {
    if (!dql_cli_value(call, DQL_OPTION_WRITE)) return true;
    for (size_t i = 0; i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        bool is_mode = given->option == DQL_OPTION_CHECK || given->option == DQL_OPTION_DIFF;
        bool is_file = given->option == DQL_OPERAND || given->option == DQL_OPTION_FILE;
        if (is_mode) {
            dql_cli_error("`--write` and `--%s` cannot stand together", dql_cli_options[given->option].name);
            dql_cli_hint("`--%s` leaves files as they are", dql_cli_options[given->option].name);
            return false;
        }
        if (given->option == DQL_OPTION_QUERY || (is_file && strcmp(given->value, "-") == 0))
            return dql_cli_refuse("without it the text goes to standard output", "`--write` needs files");
    }
    return true;
}

dql_cli_status dql_cli_format(const dql_cli_call *call) {
    if (!check_modes(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    bool good = dql_cli_prepare(&session, call, stderr);
    /* Each text by itself, so that no more than one is in memory. */
    for (size_t i = 0; good && i < session.inputs.count; i++) {
        dql_cli_text text = {.document = NULL};
        dql_cli_bytes bytes = {NULL, 0, 0};
        if (dql_cli_read_input(&session, &session.inputs.list[i], &text, &bytes)) format_text(&session, &text, &bytes);
        dql_cli_bytes_free(&bytes);
    }
    return dql_cli_close(&session);
}
