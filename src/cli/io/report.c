/* Where findings and failures go: the output format and its reader; and what could not be done, reported on standard error and in the
   format's log, at once or when the turn of its text comes. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_MESSAGE 8192

bool dql_cli_color(const dql_cli_call *call, FILE *stream) {
    const char *when = dql_cli_value(call, DQL_OPTION_COLOR);
    if (when && strcmp(when, "auto") != 0) return strcmp(when, "always") == 0;
    const char *no_color = getenv("NO_COLOR");
    if (no_color && *no_color) return false;
    const char *force = getenv("CLICOLOR_FORCE");
    if (force && *force && strcmp(force, "0") != 0) return true;
    const char *terminal = getenv("TERM");
    return isatty(stream == stderr ? STDERR_FILENO : STDOUT_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
}

const dql_render_form *dql_cli_form(const dql_cli_call *call) {
    const char *name = dql_cli_value(call, DQL_OPTION_FORMAT);
    return name ? dql_render_form_find(name) : &dql_render_forms[0];
}

deskql_finding_reader *dql_cli_reader(dql_cli_session *session) {
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    options.fixes = dql_cli_form(session->call)->fixes;
    if (session->reader) {
        deskql_finding_reader_clear(session->reader);
    } else if (deskql_finding_reader_new(&options, &session->reader) != DESKQL_OK) {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
    }
    return session->reader;
}

const char *dql_cli_shown_file(const dql_cli_call *call, const char *path) {
    if (strcmp(path, "-") != 0) return path;
    const char *name = dql_cli_value(call, DQL_OPTION_STDIN_FILENAME);
    return name ? name : "<stdin>";
}

static void say(dql_cli_session *session, const char *file, const char *message) {
    /* In the order of what is found. */
    fflush(stdout);
    session->status = dql_cli_error("%s", message);
    if (session->is_rendering) dql_render_failure(&session->render, file, message);
}

/* File and message, each with a NUL behind it; no file is an empty one. */
static bool keep(dql_cli_bytes *later, const char *file, const char *message) {
    if (!file) file = "";
    size_t before = later->length;
    bool good = dql_cli_to_bytes(later, file, strlen(file) + 1) == 0 &&
                dql_cli_to_bytes(later, message, strlen(message) + 1) == 0;
    if (!good) later->length = before;
    return good;
}

void dql_cli_fail_at(dql_cli_session *session, const char *file, const char *format, ...) {
    char message[LONGEST_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    session->status = DQL_CLI_FAILED;
    if (!session->later) {
        say(session, file, message);
    } else if (!keep(session->later, file, message)) {
        /* Better out of turn than not at all. */
        dql_cli_error("%s", message);
    }
}

void dql_cli_fail(dql_cli_session *session, deskql_status status) {
    dql_cli_fail_at(session, NULL, "%s", deskql_status_text(status));
}

void dql_cli_fail_to_read(dql_cli_session *session, const char *path, int reason) {
    if (strcmp(path, "-") == 0) {
        dql_cli_fail_at(session, dql_cli_shown_file(session->call, path), "cannot read standard input: %s",
                        dql_cli_reason(reason));
    } else {
        dql_cli_fail_at(session, path, "cannot read `%s`: %s", path, dql_cli_reason(reason));
    }
}

bool dql_cli_read(dql_cli_session *session, const char *path, dql_cli_bytes *bytes) {
    int reason = dql_cli_load(path, bytes);
    if (reason) dql_cli_fail_to_read(session, path, reason);
    return reason == 0;
}

void dql_cli_say_kept(dql_cli_session *session, const dql_cli_bytes *later) {
    for (size_t at = 0; at < later->length;) {
        const char *file = later->bytes + at;
        const char *message = file + strlen(file) + 1;
        say(session, *file ? file : NULL, message);
        at += strlen(file) + strlen(message) + 2;
    }
}
