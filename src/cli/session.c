/* What compile, check and explain share: the queries that the call names. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

const dql_render_form *dql_cli_form(const dql_cli_call *call) {
    const char *name = dql_cli_value(call, DQL_OPTION_FORMAT);
    return name ? dql_render_form_find(name) : &dql_render_forms[0];
}

void dql_cli_fail(dql_cli_session *session, deskql_status status) {
    session->status = dql_cli_complain("%s", deskql_status_text(status));
}

/* ---- Texts --------------------------------------------------------------------------------------------------------- */

bool dql_cli_parse_text(dql_cli_session *session, dql_cli_text *text, const char *bytes, size_t length) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = dql_cli_value(session->call, DQL_OPTION_ENDPOINT);
    bool is_raw = session->call->command == DQL_COMMAND_DECOMPILE || dql_cli_value(session->call, DQL_OPTION_RAW);
    deskql_status status;
    if (!is_raw) {
        status = deskql_parse(session->schemas, bytes, length, &options, &text->document);
    } else if (text->file) {
        status = deskql_parse_raw_lines(session->schemas, bytes, length, &options, &text->document);
    } else {
        status = deskql_parse_raw(session->schemas, bytes, length, &options, &text->document);
    }
    if (status != DESKQL_OK) {
        dql_cli_fail(session, status);
        return false;
    }
    return true;
}

static void add_text(dql_cli_session *session, dql_cli_text *text, const char *bytes, size_t length) {
    if (dql_cli_parse_text(session, text, bytes, length)) session->text_count++;
}

static void add_file(dql_cli_session *session, const char *path) {
    dql_cli_text *text = &session->texts[session->text_count];
    size_t length;
    text->file = text->path = path;
    if (strcmp(path, "-") == 0) {
        text->path = NULL;
        const char *name = dql_cli_value(session->call, DQL_OPTION_STDIN_FILENAME);
        text->file = name ? name : "<stdin>";
    }
    char *bytes = dql_cli_read(path, &length);
    if (!bytes) {
        /* The next one takes its place. */
        text->file = text->path = NULL;
        session->status = DQL_CLI_FAILED;
        return;
    }
    add_text(session, text, bytes, length);
    free(bytes);
}

static dql_cli_status say_no_input(dql_cli_command_id command) {
    if (command == DQL_COMMAND_COMPILE) {
        dql_cli_complain("compile needs a query");
        dql_cli_hint("deskql compile 'status=1', -f FILE, or `-` for standard input");
    } else if (command == DQL_COMMAND_CHECK) {
        dql_cli_complain("check needs a file or a query");
        dql_cli_hint("deskql check FILE, -q 'status=1', or `-` for standard input");
    } else if (command == DQL_COMMAND_FORMAT) {
        dql_cli_complain("format needs a file or a query");
        dql_cli_hint("deskql format FILE, -q 'status=1', or `-` for standard input");
    } else if (command == DQL_COMMAND_DECOMPILE) {
        dql_cli_complain("decompile needs a query string, a URL or a filter");
        dql_cli_hint("deskql decompile 'filter={\"status\":1}', -f FILE, or `-` for standard input");
    } else if (command == DQL_COMMAND_MATCH) {
        dql_cli_complain("match needs a query");
        dql_cli_hint("deskql match -q 'status=1' FILE; without a file, tickets are read from standard input");
    } else {
        dql_cli_complain("explain needs a code or a query");
        dql_cli_hint("deskql explain DQL201, -q 'status=1', -f FILE, or `-` for standard input");
    }
    return DQL_CLI_FAILED;
}

/* A file that cannot be read does not keep the others from being looked at. */
static bool add_texts(dql_cli_session *session) {
    const dql_cli_call *call = session->call;
    size_t inputs = 0;
    size_t standard_inputs = 0;
    session->texts = calloc(call->count + 1, sizeof *session->texts);
    if (!session->texts) {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
        return false;
    }
    for (size_t i = 0; i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        bool is_operand = given->option == DQL_OPERAND;
        if (!is_operand && given->option != DQL_OPTION_QUERY && given->option != DQL_OPTION_FILE) continue;
        /* The tickets to look through are no queries. */
        if (is_operand && call->command == DQL_COMMAND_MATCH) continue;
        inputs++;
        bool is_input = given->option != DQL_OPTION_QUERY && strcmp(given->value, "-") == 0;
        bool takes_text = call->command == DQL_COMMAND_COMPILE || call->command == DQL_COMMAND_DECOMPILE;
        bool is_query = given->option == DQL_OPTION_QUERY || (is_operand && takes_text && !is_input);
        if (is_input && standard_inputs++) {
            session->status = dql_cli_complain("standard input can be read only once");
        } else if (is_query) {
            add_text(session, &session->texts[session->text_count], given->value, strlen(given->value));
        } else {
            add_file(session, given->value);
        }
    }
    if (inputs == 0) session->status = say_no_input(call->command);
    return session->text_count > 0;
}

void dql_cli_hint_at_file(const dql_cli_session *session, const char *taken) {
    const char *operand = dql_cli_value(session->call, DQL_OPERAND);
    if (session->status != DQL_CLI_FOUND || !operand || strcmp(operand, "-") == 0) return;
    FILE *file = fopen(operand, "rb");
    if (!file) return;
    fclose(file);
    dql_cli_complain("`%s` is a file too", operand);
    dql_cli_hint("%s by: deskql %s -f %s", taken, dql_cli_commands[session->call->command].name, operand);
}

/* ---- --name -------------------------------------------------------------------------------------------------------- */

size_t dql_cli_query_count(const dql_cli_text *text) {
    size_t count = deskql_document_count(text->document);
    return count ? count : 1;
}

bool dql_cli_is_chosen(const dql_cli_session *session, const dql_cli_text *text, size_t index) {
    bool all = !dql_cli_value(session->call, DQL_OPTION_NAME) || deskql_document_count(text->document) == 0;
    return all || text->named == deskql_document_at(text->document, index);
}

static const char *query_name_at(const void *context, size_t index) {
    const dql_cli_session *session = context;
    for (size_t i = 0; i < session->text_count; i++) {
        const deskql_document *document = session->texts[i].document;
        for (size_t j = 0; j < deskql_document_count(document); j++) {
            const char *name = deskql_query_name(deskql_document_at(document, j));
            if (name && index-- == 0) return name;
        }
    }
    return NULL;
}

static bool check_name(dql_cli_session *session) {
    const char *name = dql_cli_value(session->call, DQL_OPTION_NAME);
    if (!name) return true;
    bool found = false;
    for (size_t i = 0; i < session->text_count; i++) {
        session->texts[i].named = deskql_document_find(session->texts[i].document, name);
        if (session->texts[i].named || deskql_document_count(session->texts[i].document) == 0) found = true;
    }
    if (found) return true;
    session->status = dql_cli_complain("no query is named `%s`", name);
    const char *nearest = dql_cli_nearest(name, query_name_at, session);
    if (nearest) dql_cli_hint("a similar name exists: `%s`", nearest);
    return false;
}

/* ---- From start to end --------------------------------------------------------------------------------------------- */

bool dql_cli_open(dql_cli_session *session, const dql_cli_call *call, FILE *stream) {
    memset(session, 0, sizeof *session);
    session->call = call;
    session->options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    session->options.base_url = dql_cli_value(call, DQL_OPTION_BASE_URL);
    bool good = dql_cli_check_allowed(call) && dql_cli_set_clock(session) && dql_cli_set_bindings(session) &&
                dql_cli_load_schemas(call, &session->schemas);
    if (!good) session->status = DQL_CLI_FAILED;
    if (!good || !add_texts(session) || !check_name(session)) return false;
    dql_cli_find_unasked(session);
    dql_render_begin(&session->render, dql_cli_form(call), dql_cli_to_stream, stream, dql_cli_color(call, stream));
    session->is_rendering = true;
    return true;
}

dql_cli_status dql_cli_close(dql_cli_session *session) {
    if (session->is_rendering && !dql_render_end(&session->render)) session->status = DQL_CLI_FAILED;
    deskql_plan_free(session->plan);
    for (size_t i = 0; i < session->text_count; i++) deskql_document_free(session->texts[i].document);
    for (size_t i = 0; i < session->binding_count; i++) free((char *)session->bindings[i].name);
    deskql_schemas_free(session->schemas);
    free(session->texts);
    free(session->bindings);
    free(session->chosen);
    free(session->unasked);
    return session->status;
}
