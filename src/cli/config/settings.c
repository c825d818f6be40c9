/* What the command line and a configuration say together; the command line wins. */
#include "cli/config/settings.h"

#include "cli/values/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Schemas ------------------------------------------------------------------------------------------------------- */

void dql_cli_render_all(dql_cli_session *session, const char *file, const char *kind, const dql_cli_bytes *text,
                        const deskql_findings *findings) {
    size_t count = deskql_findings_count(findings);
    const deskql_finding **list = malloc((count + 1) * sizeof(void *));
    bool good = list && dql_cli_reader(session);
    for (size_t i = 0; i < count && good; i++)
        good = deskql_findings_read(findings, i, session->reader, &list[i]) == DESKQL_OK;
    dql_render_unit unit = {file, text->bytes, text->length, kind, list, count};
    if (good) {
        dql_render_query(&session->render, &unit);
    } else {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
    }
    free(list);
}

void dql_cli_fail_to_use(dql_cli_session *session, const char *file, const char *kind, const dql_cli_bytes *text,
                         const deskql_findings *findings, deskql_status status) {
    bool has_mistakes = status == DESKQL_INVALID;
    if (has_mistakes) dql_cli_render_all(session, file, kind, text, findings);
    dql_cli_fail_at(session, file, "cannot use `%s`: %s", file,
                    has_mistakes ? "it has mistakes" : deskql_status_text(status));
}

bool dql_cli_is_usable(dql_cli_session *session, const char *kind, const dql_cli_bytes *made,
                       const deskql_findings *findings, deskql_status status) {
    char name[16];
    snprintf(name, sizeof name, "<%s>", kind);
    if (status == DESKQL_INVALID) dql_cli_render_all(session, name, kind, made, findings);
    if (status == DESKQL_INVALID) return dql_cli_refuse(NULL, "nothing is written, since it would have these mistakes");
    return status == DESKQL_OK || dql_cli_refuse(NULL, "%s", deskql_status_text(status));
}

/* What settings are made of. */
typedef struct making {
    dql_cli_session *session;
    const dql_cli_configuration *configuration;
    dql_cli_settings *settings;
    /* Those of the answers that stand among the files of values: several pages go together. */
    dql_cli_names *names;
} making;

/* Gathers the names of an answer, and writes all that are known by now as a file of values. Returns false after a message. */
static bool read_answer(dql_cli_names *names, const deskql_schemas *schemas, const char *path,
                        const dql_cli_bytes *text, dql_cli_bytes *values) {
    bool good = names->kinds || dql_cli_names_begin(names, schemas);
    names->is_silent = true;
    return good && dql_cli_names_read_text(names, path, text->bytes, text->length) &&
           dql_cli_names_write(names, NULL, NULL, values);
}

static bool add_answer(const making *of, const char *path, const dql_cli_bytes *text) {
    dql_cli_bytes values = {NULL, 0, 0};
    deskql_schemas *schemas = of->settings->schemas;
    bool good = read_answer(of->names, schemas, path, text, &values) &&
                deskql_schemas_add_values(schemas, values.bytes, values.length) == DESKQL_OK;
    if (!good) dql_cli_fail_at(of->session, path, "cannot use `%s`", path);
    dql_cli_bytes_free(&values);
    return good;
}

static bool add_schemas(const making *of, dql_cli_option_id option, const char *path, const dql_cli_bytes *text) {
    deskql_schemas **schemas = &of->settings->schemas;
    bool is_schema = option == DQL_OPTION_SCHEMA;
    deskql_status status = *schemas ? DESKQL_OK : deskql_schemas_new(NULL, schemas);
    if (status == DESKQL_OK && !is_schema && dql_cli_is_body(text->bytes, text->length))
        return add_answer(of, path, text);
    if (status == DESKQL_OK && is_schema) status = deskql_schemas_add(*schemas, text->bytes, text->length);
    if (status == DESKQL_OK && !is_schema) status = deskql_schemas_add_values(*schemas, text->bytes, text->length);
    if (status != DESKQL_OK)
        dql_cli_fail_to_use(of->session, path, dql_cli_options[option].name, text, deskql_schemas_findings(*schemas),
                            status);
    return status == DESKQL_OK;
}

/* Returns false after a message. */
static bool take_readings(const making *of, const char *path, const dql_cli_bytes *text) {
    deskql_json *json = NULL;
    const deskql_json_value *wrong = NULL;
    deskql_readings *readings = &of->settings->readings;
    deskql_status status = deskql_json_parse(text->bytes, text->length, NULL, &json);
    if (status == DESKQL_OK) status = deskql_readings_read(deskql_json_root(json), readings, &wrong);
    deskql_position at = deskql_json_value_range(json, wrong).start;
    if (status == DESKQL_OK) {
        of->settings->has_readings = true;
    } else if (wrong) {
        dql_cli_fail_at(of->session, path, "cannot use `%s`: no reading of a server's stands at %u:%u", path, at.line,
                        at.column);
        for (deskql_reading i = 0; i < DESKQL_READING_COUNT; i++)
            dql_cli_hint("`%s` is `%s` or `%s`", deskql_reading_name(i), deskql_reading_word(i, DESKQL_READING_FIRST),
                         deskql_reading_word(i, DESKQL_READING_SECOND));
    } else {
        dql_cli_fail_to_use(of->session, path, "readings", text, deskql_json_findings(json), status);
    }
    deskql_json_free(json);
    return status == DESKQL_OK;
}

static bool take_file(const making *of, dql_cli_option_id option, const char *path, const dql_cli_bytes *text) {
    return option == DQL_OPTION_READINGS ? take_readings(of, path, text) : add_schemas(of, option, path, text);
}

static bool load_given(const making *of, dql_cli_option_id option, const char *path) {
    dql_cli_bytes text = {NULL, 0, 0};
    bool good = dql_cli_read(of->session, path, &text) &&
                take_file(of, option, dql_cli_shown_file(of->session->call, path), &text);
    dql_cli_bytes_free(&text);
    return good;
}

/* A path of a configuration is relative to its file. */
static bool load_configured(const making *of, dql_cli_option_id option, const deskql_json_value *value) {
    const dql_cli_configuration *configuration = of->configuration;
    dql_cli_bytes text = {NULL, 0, 0};
    char *path = dql_cli_join_beside(configuration->path, deskql_json_value_text(value, NULL));
    int reason = !path                      ? ENOMEM
                 : configuration->enclosure ? dql_cli_load_inside(path, configuration->enclosure, &text)
                                            : dql_cli_load_file(path, &text);
    if (reason != 0) dql_cli_configuration_refuse(of->session, configuration, value, reason);
    bool good = reason == 0 && take_file(of, option, path, &text);
    dql_cli_bytes_free(&text);
    free(path);
    return good;
}

static bool load_list(const making *of, dql_cli_option_id option, const deskql_json_value *value) {
    if (deskql_json_value_type(value) == DESKQL_JSON_STRING) return load_configured(of, option, value);
    bool good = true;
    for (const deskql_json_value *item = deskql_json_value_first(value); item; item = deskql_json_value_next(item)) {
        if (!load_configured(of, option, item)) good = false;
    }
    return good;
}

/* What is loaded later takes the place of what has the same name. Values are for the endpoints of all schemas, wherever they
   stand. */
static bool load_files(const making *of) {
    static const dql_cli_configuration none = {0};
    const dql_cli_configuration *configuration = of->configuration ? of->configuration : &none;
    const struct {
        dql_cli_option_id option;
        const deskql_json_value *list;
    } kinds[] = {{DQL_OPTION_SCHEMA, configuration->schema},
                 {DQL_OPTION_VALUES, configuration->values},
                 {DQL_OPTION_READINGS, configuration->readings}};
    const dql_cli_call *call = of->session->call;
    bool good = true;
    for (size_t kind = 0; kind < (of->session->leaves_values ? 1 : sizeof kinds / sizeof kinds[0]); kind++) {
        if (kinds[kind].list && !load_list(of, kinds[kind].option, kinds[kind].list)) good = false;
        for (size_t i = 0; i < call->count; i++) {
            if (call->given[i].option != kinds[kind].option) continue;
            if (!load_given(of, kinds[kind].option, call->given[i].value)) good = false;
        }
    }
    return good;
}

/* The values of `values check`, a file of values or an answer, in the place of those that there are. */
static bool take_new_values(const making *of) {
    const char *path = of->session->call->new_values;
    deskql_schemas **schemas = &of->settings->schemas;
    dql_cli_names names = {0};
    dql_cli_bytes text = {NULL, 0, 0};
    dql_cli_bytes values = {NULL, 0, 0};
    dql_cli_bytes compared = {NULL, 0, 0};
    int reason = dql_cli_load_file(path, &text);
    if (reason != 0) dql_cli_fail_to_read(of->session, path, reason);
    bool good = reason == 0 && (*schemas || deskql_schemas_new(NULL, schemas) == DESKQL_OK);
    bool is_body = good && dql_cli_is_body(text.bytes, text.length);
    if (is_body) good = read_answer(&names, *schemas, path, &text, &values);
    good = good && dql_cli_values_compare(*schemas, is_body ? &values : &text, &compared);
    if (reason == 0 && !good) dql_cli_fail_at(of->session, path, "cannot use `%s`", path);
    /* What is wrong is wrong with the new values, and is shown in their text. */
    if (good && deskql_schemas_add_values(*schemas, compared.bytes, compared.length) != DESKQL_OK)
        good = add_schemas(of, DQL_OPTION_VALUES, path, is_body ? &values : &text);
    dql_cli_names_free(&names);
    dql_cli_bytes_free(&text);
    dql_cli_bytes_free(&values);
    dql_cli_bytes_free(&compared);
    return good;
}

/* ---- The clock ----------------------------------------------------------------------------------------------------- */

/* `clock` is what it is without --now. */
static bool read_now(const dql_cli_call *call, int32_t utc_offset, int64_t clock, int64_t *now) {
    const char *text = dql_cli_value(call, DQL_OPTION_NOW);
    *now = clock;
    if (!text) return true;
    int64_t milliseconds;
    if (deskql_time_read(text, strlen(text), utc_offset, &milliseconds) != DESKQL_OK)
        return dql_cli_refuse("it is written as 2026-01-31T00:00:00Z", "`--now` cannot be `%s`", text);
    *now = milliseconds / 1000 - (milliseconds % 1000 < 0);
    return true;
}

static bool read_clock(const dql_cli_call *call, int32_t configured_offset, int64_t clock, dql_cli_settings *settings) {
    const char *offset = dql_cli_value(call, DQL_OPTION_UTC_OFFSET);
    settings->utc_offset = configured_offset;
    if (offset && !dql_cli_read_offset(offset, &settings->utc_offset))
        return dql_cli_refuse("it is written as +02:00, from -23:59 to +23:59", "`--utc-offset` cannot be `%s`",
                              offset);
    return read_now(call, settings->utc_offset, clock, &settings->now);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

bool dql_cli_settings_check(const dql_cli_call *call) {
    dql_cli_settings settings;
    if (dql_cli_value(call, DQL_OPTION_CONFIG) && dql_cli_value(call, DQL_OPTION_NO_CONFIG))
        return dql_cli_refuse(NULL, "`--config` and `--no-config` cannot stand together");
    return dql_cli_levels_check(call) && read_clock(call, 0, 0, &settings);
}

bool dql_cli_settings_make(dql_cli_session *session, const dql_cli_configuration *configuration, int64_t clock,
                           dql_cli_settings *settings) {
    memset(settings, 0, sizeof *settings);
    settings->readings = (deskql_readings)DESKQL_READINGS_INIT;
    const dql_cli_call *call = session->call;
    dql_cli_names names = {0};
    making of = {session, configuration, settings, &names};
    const char *fail_on = dql_cli_value(call, DQL_OPTION_FAIL_ON);
    settings->endpoint = dql_cli_value(call, DQL_OPTION_ENDPOINT);
    settings->warnings_fail = fail_on ? strcmp(fail_on, "warning") == 0 : configuration && configuration->warnings_fail;
    dql_cli_levels_read(call, configuration, settings->levels);
    bool good = read_clock(call, configuration ? configuration->utc_offset : 0, clock, settings) && load_files(&of) &&
                (!call->new_values || take_new_values(&of));
    dql_cli_names_free(&names);
    if (!good) return false;
    if (!configuration || settings->endpoint) return true;
    settings->endpoint = configuration->endpoint;
    return dql_cli_configuration_check(session, configuration, settings->schemas);
}

void dql_cli_settings_free(dql_cli_settings *settings) {
    deskql_schemas_free(settings->schemas);
}
