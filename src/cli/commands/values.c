/* deskql values: makes a file of values of the API's own answers. */
#include "cli/values/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static dql_cli_status wrong_call(void) {
    dql_cli_hint("deskql values import BODY.json... [--into FILE] [-o FILE]");
    dql_cli_hint("`deskql help values` shows how it is used");
    return DQL_CLI_FAILED;
}

/* ---- Import -------------------------------------------------------------------------------------------------------- */

static bool read_me(const dql_cli_call *call, dql_cli_names *names) {
    const char *text = dql_cli_value(call, DQL_OPTION_ME);
    if (!text) return true;
    char *end;
    errno = 0;
    long long id = strtoll(text, &end, 10);
    if (errno || end == text || *end) {
        dql_cli_error("`--me` cannot be `%s`", text);
        dql_cli_hint("it is the id of a user, a whole number");
        return false;
    }
    names->has_me = true;
    names->me = id;
    return true;
}

/* The operands behind the action. */
static bool read_answers(const dql_cli_call *call, dql_cli_names *names) {
    bool is_file = false;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPERAND) continue;
        if (is_file && !dql_cli_names_read(names, call->given[i].value, "<stdin>")) return false;
        is_file = true;
    }
    return true;
}

/* A file that is written, and maybe read before. */
typedef struct old_file {
    const char *path; /* NULL: none */
    bool is_there;
    dql_cli_bytes text;
} old_file;

/* Returns false after a message. */
static bool load_old(old_file *file) {
    int reason = file->path ? dql_cli_load_file(file->path, &file->text) : ENOENT;
    file->is_there = reason == 0;
    if (reason == 0 || reason == ENOENT) return true;
    dql_cli_error("cannot read `%s`: %s", file->path, dql_cli_reason(reason));
    return false;
}

static bool parse_old(dql_cli_session *session, const old_file *file, deskql_json **json) {
    deskql_status status = deskql_json_parse(file->text.bytes, file->text.length, NULL, json);
    if (status == DESKQL_OK) return true;
    bool has_mistakes = status == DESKQL_INVALID;
    if (has_mistakes) dql_cli_render_all(session, file->path, "values", &file->text, deskql_json_findings(*json));
    dql_cli_error("cannot use `%s`: %s", file->path, has_mistakes ? "it has mistakes" : deskql_status_text(status));
    return false;
}

/* What is written is read as --values will read it. */
static bool is_usable(dql_cli_session *session, deskql_schemas *schemas, const dql_cli_bytes *made) {
    deskql_status status = deskql_schemas_add_values(schemas, made->bytes, made->length);
    if (status == DESKQL_INVALID) {
        dql_cli_render_all(session, "<values>", "values", made, deskql_schemas_findings(schemas));
        dql_cli_error("nothing is written, since it would have these mistakes");
    } else if (status != DESKQL_OK) {
        dql_cli_error("%s", deskql_status_text(status));
    }
    return status == DESKQL_OK;
}

/* With --into, what has been read is what is written over. */
static bool put_out(const dql_cli_call *call, const old_file *into, const dql_cli_bytes *made) {
    old_file other = {.path = dql_cli_value(call, DQL_OPTION_OUTPUT_FILE)};
    if (!other.path && !into->path) return fwrite(made->bytes, 1, made->length, stdout) == made->length;
    bool good = !other.path || load_old(&other);
    const old_file *file = other.path ? &other : into;
    if (good)
        good = file->is_there ? dql_cli_replace(file->path, NULL, &file->text, made) : dql_cli_create(file->path, made);
    dql_cli_bytes_free(&other.text);
    return good;
}

static bool write_values(dql_cli_session *session, dql_cli_names *names, deskql_schemas *schemas) {
    old_file into = {.path = dql_cli_value(session->call, DQL_OPTION_INTO)};
    dql_cli_bytes made = {NULL, 0, 0};
    deskql_json *json = NULL;
    bool good = load_old(&into) && (!into.is_there || parse_old(session, &into, &json)) &&
                dql_cli_names_write(names, into.is_there ? into.path : NULL, json, &made);
    if (good && !dql_cli_names_count(names)) {
        dql_cli_error("no field takes a name of these answers: nothing is written");
        good = false;
    }
    good = good && is_usable(session, schemas, &made) && put_out(session->call, &into, &made);
    deskql_json_free(json);
    dql_cli_bytes_free(&into.text);
    dql_cli_bytes_free(&made);
    return good;
}

static dql_cli_status import(const dql_cli_call *call) {
    dql_cli_session session;
    dql_cli_names names = {0};
    deskql_schemas *own = NULL;
    bool good = dql_cli_begin(&session, call, stderr);
    session.leaves_values = true;
    const dql_cli_settings *settings = good ? dql_cli_settings_of(session.setup, NULL, NULL) : NULL;
    good = settings && (settings->schemas || deskql_schemas_new(NULL, &own) == DESKQL_OK);
    deskql_schemas *schemas = own ? own : settings ? settings->schemas : NULL;
    good = good && dql_cli_names_begin(&names, schemas) && read_answers(call, &names) && read_me(call, &names) &&
           write_values(&session, &names, schemas);
    dql_cli_names_free(&names);
    deskql_schemas_free(own);
    dql_cli_status status = dql_cli_close(&session);
    return good ? status : DQL_CLI_FAILED;
}

dql_cli_status dql_cli_values(const dql_cli_call *call) {
    const char *action = NULL;
    size_t files = 0;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPERAND) continue;
        files += action != NULL;
        if (!action) action = call->given[i].value;
    }
    if (!action) {
        dql_cli_error("values needs an action");
        return wrong_call();
    }
    if (strcmp(action, "import") != 0) {
        dql_cli_error("values cannot `%s`", action);
        return wrong_call();
    }
    if (files || dql_cli_value(call, DQL_OPTION_ME)) return import(call);
    dql_cli_error("values import needs an answer of the API, `-` for standard input");
    return wrong_call();
}
