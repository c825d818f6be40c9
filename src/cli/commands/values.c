/* deskql values: makes a file of values of the API's own answers, and checks saved queries against new ones. */
#include "cli/values/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static dql_cli_status wrong_call(void) {
    dql_cli_hint(
        "deskql values import BODY.json... [--into FILE] [-o FILE], or deskql values check NEW.json [PATH...]");
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
    if (errno || end == text || *end)
        return dql_cli_refuse("it is the id of a user, a whole number", "`--me` cannot be `%s`", text);
    names->has_me = true;
    names->me = id;
    return true;
}

/* The operands behind the action. */
static bool read_answers(const dql_cli_call *call, dql_cli_names *names) {
    const char *file;
    for (size_t i = 1; (file = dql_cli_operand(call, i)); i++) {
        if (!dql_cli_names_read(names, file, "<stdin>")) return false;
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
    return dql_cli_refuse(NULL, "cannot read `%s`: %s", file->path, dql_cli_reason(reason));
}

static bool parse_old(dql_cli_session *session, const old_file *file, deskql_json **json) {
    deskql_status status = deskql_json_parse(file->text.bytes, file->text.length, NULL, json);
    if (status != DESKQL_OK)
        dql_cli_fail_to_use(session, file->path, "values", &file->text, deskql_json_findings(*json), status);
    return status == DESKQL_OK;
}

/* What is written is read as --values will read it. */
static bool is_usable(dql_cli_session *session, deskql_schemas *schemas, const dql_cli_bytes *made) {
    deskql_status status = deskql_schemas_add_values(schemas, made->bytes, made->length);
    return dql_cli_is_usable(session, "values", made, deskql_schemas_findings(schemas), status);
}

/* With --into, what has been read is what is written over. */
static bool put_out(dql_cli_session *session, const old_file *into, const dql_cli_bytes *made) {
    const char *other = dql_cli_value(session->call, DQL_OPTION_OUTPUT_FILE);
    if (other) return dql_cli_put_file(session, other, made);
    if (!into->path) return fwrite(made->bytes, 1, made->length, stdout) == made->length;
    return into->is_there ? dql_cli_replace(into->path, NULL, &into->text, made) : dql_cli_create(into->path, made);
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
    good = good && is_usable(session, schemas, &made) && put_out(session, &into, &made);
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

/* ---- Check --------------------------------------------------------------------------------------------------------- */

/* A check of the paths, of the working folder where there is none. */
static dql_cli_status check(const dql_cli_call *call) {
    if (!dql_cli_operand(call, 1)) {
        dql_cli_error("values check needs new values, a file");
        return wrong_call();
    }
    dql_cli_call derived;
    bool good = dql_cli_derive_check(call, 2, &derived);
    derived.new_values = dql_cli_operand(call, 1);
    dql_cli_status status = good ? dql_cli_check(&derived) : DQL_CLI_FAILED;
    dql_cli_call_free(&derived);
    return status;
}

/* Whether each option is one of the action. Returns false after a message. */
static bool takes_options(const dql_cli_call *call, bool checks) {
    static const dql_cli_option_id of_check[] = {DQL_OPTION_VALUES, DQL_OPTION_FORMAT, DQL_OPTION_JOBS};
    static const dql_cli_option_id of_import[] = {DQL_OPTION_INTO, DQL_OPTION_OUTPUT_FILE, DQL_OPTION_ME};
    const dql_cli_option_id *others = checks ? of_import : of_check;
    for (size_t i = 0; i < 3; i++) {
        if (!dql_cli_value(call, others[i])) continue;
        return dql_cli_refuse(NULL, "values %s has no option `--%s`", checks ? "check" : "import",
                              dql_cli_options[others[i]].name);
    }
    return true;
}

dql_cli_status dql_cli_values(const dql_cli_call *call) {
    const char *action = dql_cli_operand(call, 0);
    if (!action) {
        dql_cli_error("values needs an action");
        return wrong_call();
    }
    bool checks = strcmp(action, "check") == 0;
    if (!checks && strcmp(action, "import") != 0) {
        dql_cli_error("values cannot `%s`", action);
        return wrong_call();
    }
    if (!takes_options(call, checks)) return wrong_call();
    if (checks) return check(call);
    if (dql_cli_operand(call, 1) || dql_cli_value(call, DQL_OPTION_ME)) return import(call);
    dql_cli_error("values import needs an answer of the API, `-` for standard input");
    return wrong_call();
}
