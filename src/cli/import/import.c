/* deskql schema import: an API reference page, as a browser gives it, or an OpenAPI file, turned into a schema in JSON. */
#define _POSIX_C_SOURCE 200809L
#include "cli/import/import.h"

#include <stdlib.h>
#include <string.h>

static void free_import(dql_import *import) {
    for (size_t i = 1; i < import->name_count; i++) {
        if (import->names[i].scope >= DQL_IMPORT_CALLED) free((char *)import->names[i].text.at);
    }
    free(import->endpoints);
    free(import->names);
    free(import->slots);
}

/* What is written is read as --schema will read it. */
static bool is_usable(dql_cli_session *session, const dql_cli_bytes *made) {
    deskql_schemas *schemas = NULL;
    deskql_status status = deskql_schemas_new(NULL, &schemas);
    if (status == DESKQL_OK) status = deskql_schemas_add(schemas, made->bytes, made->length);
    bool good = dql_cli_is_usable(session, "schema", made, deskql_schemas_findings(schemas), status);
    deskql_schemas_free(schemas);
    return good;
}

static bool write_schema(dql_cli_session *session, dql_import *import) {
    dql_cli_bytes made = {NULL, 0, 0};
    FILE *to = open_memstream(&made.bytes, &made.length);
    bool good = to && dql_import_write(import, dql_cli_value(session->call, DQL_OPTION_NAME), to);
    if (!to) dql_cli_error("no memory");
    if (to && fclose(to) != 0) good = false;
    if (import->note_count > DQL_IMPORT_MOST_NOTES)
        dql_cli_note("%zu more notes are not shown", import->note_count - DQL_IMPORT_MOST_NOTES);
    good = good && is_usable(session, &made) && fwrite(made.bytes, 1, made.length, stdout) == made.length;
    free(made.bytes);
    if (import->has_lost && session->status == DQL_CLI_FINE) session->status = DQL_CLI_FOUND;
    return good;
}

static bool import_json(dql_cli_session *session, dql_import *import, const dql_cli_bytes *text) {
    deskql_json *json = NULL;
    char *texts = malloc(text->length + 1);
    import->texts = texts;
    deskql_status status = texts ? deskql_json_parse(text->bytes, text->length, NULL, &json) : DESKQL_NO_MEMORY;
    if (status != DESKQL_OK)
        dql_cli_fail_to_use(session, import->file, "schema", text, deskql_json_findings(json), status);
    bool good =
        status == DESKQL_OK && dql_import_read_openapi(import, deskql_json_root(json)) && write_schema(session, import);
    deskql_json_free(json);
    free(texts);
    return good;
}

static bool import_file(dql_cli_session *session, const char *path) {
    dql_import import = {.file = dql_cli_shown_file(session->call, path), .list = DQL_IMPORT_NONE};
    dql_cli_bytes text = {NULL, 0, 0};
    bool is_read = dql_cli_read(session, path, &text);
    size_t first = is_read ? strspn(text.bytes, "\xEF\xBB\xBF \t\r\n") : 0;
    bool good = false;
    if (!is_read) {
        good = false;
    } else if (text.length > DQL_CLI_LONGEST_FILE) {
        dql_cli_error("`%s` is longer than 16 MiB", import.file);
    } else if (text.bytes[first] == '{') {
        good = import_json(session, &import, &text);
    } else if (strncmp(text.bytes, "openapi:", 8) == 0 || strncmp(text.bytes, "swagger:", 8) == 0) {
        dql_cli_error("`%s` is YAML; an OpenAPI file is read as JSON", import.file);
    } else {
        text.length = dql_import_plain(text.bytes, text.length);
        dql_import_read(&import, (dql_span){text.bytes, text.length});
        good = write_schema(session, &import);
    }
    free_import(&import);
    dql_cli_bytes_free(&text);
    return good;
}

dql_cli_status dql_cli_import(const dql_cli_call *call, const char *file) {
    const char *name = dql_cli_value(call, DQL_OPTION_NAME);
    if (name && (!dql_import_is_name(dql_span_of(name)) || strpbrk(name, ".-"))) {
        dql_cli_error("an endpoint cannot be called `%s`", name);
        dql_cli_hint("its name is made of letters, digits and `_`, no digit first");
        return DQL_CLI_FAILED;
    }
    dql_cli_session session;
    bool good = dql_cli_begin(&session, call, stderr) && import_file(&session, file);
    dql_cli_status status = dql_cli_close(&session);
    return good ? status : DQL_CLI_FAILED;
}
