/* What the commands share that read queries: those that the call names. */
#define _POSIX_C_SOURCE 200809L
#include "cli/config/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Texts --------------------------------------------------------------------------------------------------------- */

bool dql_cli_parse_text(dql_cli_session *session, dql_cli_text *text, const char *bytes, size_t length) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    const deskql_schemas *schemas = text->settings->schemas;
    options.endpoint = text->settings->endpoint;
    options.notes = dql_cli_shows_notes(session, text->settings);
    options.readings = &text->settings->readings;
    options.file = text->file;
    bool is_raw = session->call->command == DQL_COMMAND_DECOMPILE || dql_cli_value(session->call, DQL_OPTION_RAW);
    deskql_status status;
    if (!is_raw) {
        status = deskql_parse(schemas, bytes, length, &options, &text->document);
    } else if (text->file) {
        status = deskql_parse_raw_lines(schemas, bytes, length, &options, &text->document);
    } else {
        status = deskql_parse_raw(schemas, bytes, length, &options, &text->document);
    }
    if (status != DESKQL_OK) {
        dql_cli_fail_at(session, text->file, "%s", deskql_status_text(status));
        return false;
    }
    return true;
}

bool dql_cli_read_input(dql_cli_session *session, const dql_cli_input *input, dql_cli_text *text,
                        dql_cli_bytes *bytes) {
    *text = (dql_cli_text){.settings = input->settings, .whole = input->whole, .document = text->document};
    if (input->query) {
        bytes->length = 0;
        bool good = dql_cli_to_bytes(bytes, input->query, strlen(input->query) + 1) == 0;
        if (good) bytes->length--;
        if (!good) dql_cli_fail(session, DESKQL_NO_MEMORY);
        return good;
    }
    text->file = dql_cli_shown_file(session->call, input->path);
    if (strcmp(input->path, "-") != 0) text->path = input->path;
    if (input->problem) {
        dql_cli_fail_at(session, input->path, "cannot read `%s`: %s", input->path, input->problem);
        return false;
    }
    if (!input->whole) return dql_cli_read(session, input->path, bytes);
    int reason = dql_cli_load_whole(input->whole, bytes);
    if (reason != 0) dql_cli_fail_to_read(session, input->path, reason);
    return reason == 0;
}

/* A file that cannot be read does not keep the others from being looked at. */
static bool add_texts(dql_cli_session *session) {
    dql_cli_bytes bytes = {NULL, 0, 0};
    session->texts = calloc(session->inputs.count + 1, sizeof *session->texts);
    if (!session->texts) dql_cli_fail(session, DESKQL_NO_MEMORY);
    for (size_t i = 0; session->texts && i < session->inputs.count; i++) {
        dql_cli_text *text = &session->texts[session->text_count];
        if (dql_cli_read_input(session, &session->inputs.list[i], text, &bytes) &&
            dql_cli_parse_text(session, text, bytes.bytes, bytes.length))
            session->text_count++;
    }
    dql_cli_bytes_free(&bytes);
    return session->text_count > 0;
}

void dql_cli_hint_at_file(const dql_cli_session *session, const char *taken) {
    const char *operand = dql_cli_value(session->call, DQL_OPERAND);
    if (session->status != DQL_CLI_FOUND || !operand || strcmp(operand, "-") == 0) return;
    struct stat information;
    if (stat(operand, &information) != 0 || !S_ISREG(information.st_mode)) return;
    dql_cli_error("`%s` is a file too", operand);
    dql_cli_hint("%s by: deskql %s -f %s", taken, dql_cli_commands[session->call->command].name, operand);
}

/* ---- From start to end --------------------------------------------------------------------------------------------- */

/* The name of standard input says where it belongs. */
static const char *path_of(const dql_cli_call *call, const dql_cli_input *input) {
    if (!input->path || strcmp(input->path, "-") != 0) return input->path;
    return dql_cli_value(call, DQL_OPTION_STDIN_FILENAME);
}

/* Notes are for whoever looks at a query, and for editors; no log is filled with them. */
static bool shows_notes(const dql_cli_call *call, FILE *stream) {
    const char *form = dql_cli_form(call)->name;
    if (call->command == DQL_COMMAND_COMPILE) return false;
    return strcmp(form, "json") == 0 || (strcmp(form, "human") == 0 && isatty(fileno(stream)));
}

bool dql_cli_shows_notes(const dql_cli_session *session, const dql_cli_settings *settings) {
    bool asks = session->call->command == DQL_COMMAND_EXPLAIN && settings->has_readings;
    return session->shows_notes || asks;
}

/* The command line is right: what goes wrong from now on is said in the log too. */
static bool start(dql_cli_session *session, FILE *stream) {
    const dql_cli_call *call = session->call;
    session->setup = dql_cli_setup_new(session);
    if (!session->setup) return dql_cli_refuse(NULL, "no memory");
    dql_render_begin(&session->render, dql_cli_form(call), dql_cli_to_stream, stream, dql_cli_color(call, stream));
    session->render.columns = dql_cli_columns(stream);
    session->is_rendering = true;
    session->shows_notes = shows_notes(call, stream);
    session->status = DQL_CLI_FINE;
    return true;
}

bool dql_cli_begin(dql_cli_session *session, const dql_cli_call *call, FILE *stream) {
    memset(session, 0, sizeof *session);
    session->call = call;
    session->status = DQL_CLI_FAILED;
    return dql_cli_settings_check(call) && start(session, stream);
}

/* A text whose configuration has mistakes is not looked at: no finding in it could be trusted. */
static void find_settings(dql_cli_session *session) {
    dql_cli_inputs *inputs = &session->inputs;
    size_t kept = 0;
    for (size_t i = 0; i < inputs->count; i++) {
        dql_cli_input input = inputs->list[i];
        input.settings = dql_cli_settings_of(session->setup, path_of(session->call, &input), input.whole);
        if (input.settings) {
            inputs->list[kept++] = input;
        } else {
            free(input.path);
            free(input.whole);
        }
    }
    inputs->count = kept;
}

bool dql_cli_prepare(dql_cli_session *session, const dql_cli_call *call, FILE *stream) {
    memset(session, 0, sizeof *session);
    session->call = call;
    session->status = DQL_CLI_FAILED;
    session->options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    session->options.base_url = dql_cli_value(call, DQL_OPTION_BASE_URL);
    bool good = dql_cli_settings_check(call) && dql_cli_set_bindings(session) && dql_cli_inputs_named(call);
    if (!good || !start(session, stream)) return false;
    dql_cli_inputs_find(session);
    find_settings(session);
    return session->inputs.count > 0;
}

bool dql_cli_open(dql_cli_session *session, const dql_cli_call *call, FILE *stream) {
    if (!dql_cli_prepare(session, call, stream) || !add_texts(session) || !dql_cli_check_name(session)) return false;
    dql_cli_find_unasked(session);
    return true;
}

/* What the stream did not take is reported by whoever closes it. */
static void end_rendering(dql_cli_session *session) {
    dql_render *render = &session->render;
    if (session->status == DQL_CLI_FAILED) render->is_incomplete = true;
    if (dql_render_end(render)) return;
    session->status = DQL_CLI_FAILED;
    if (render->lacks_memory) dql_cli_error("no memory");
}

dql_cli_status dql_cli_close(dql_cli_session *session) {
    if (session->is_rendering) end_rendering(session);
    deskql_plan_free(session->plan);
    deskql_finding_reader_free(session->reader);
    for (size_t i = 0; i < session->text_count; i++) deskql_document_free(session->texts[i].document);
    for (size_t i = 0; i < session->binding_count; i++) free((char *)session->bindings[i].name);
    dql_cli_inputs_free(&session->inputs);
    dql_cli_setup_free(session->setup);
    free(session->texts);
    free(session->bindings);
    free(session->chosen);
    free(session->unasked);
    return session->status;
}
