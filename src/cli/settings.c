/* What the command line and a configuration say together; the command line wins. */
#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>

/* ---- Schemas ------------------------------------------------------------------------------------------------------- */

void dql_cli_render_list(const dql_cli_call *call, FILE *stream, const char *file, const char *text, size_t length,
                         const deskql_finding *const *list, size_t count) {
    dql_render_unit unit = {file, text, length, NULL, list, count};
    dql_render render;
    dql_render_begin(&render, dql_cli_form(call), dql_cli_to_stream, stream, dql_cli_color(call, stream));
    dql_render_query(&render, &unit);
    dql_render_end(&render);
}

void dql_cli_render_all(const dql_cli_call *call, FILE *stream, const char *file, const char *text, size_t length,
                        const deskql_findings *findings) {
    size_t count = deskql_findings_count(findings);
    const deskql_finding **list = malloc((count + 1) * sizeof(void *));
    if (!list) return;
    for (size_t i = 0; i < count; i++) list[i] = deskql_findings_at(findings, i);
    dql_cli_render_list(call, stream, file, text, length, list, count);
    free(list);
}

/* What settings are made of. */
typedef struct making {
    const dql_cli_call *call;
    const dql_cli_configuration *configuration;
    dql_cli_settings *settings;
} making;

static bool load_file(const making *of, dql_cli_option_id option, const char *path) {
    deskql_schemas **schemas = &of->settings->schemas;
    if (!*schemas && deskql_schemas_new(NULL, schemas) != DESKQL_OK) {
        dql_cli_complain("no memory");
        return false;
    }
    size_t length;
    char *bytes = dql_cli_read(path, &length);
    if (!bytes) return false;
    deskql_status status = option == DQL_OPTION_SCHEMA ? deskql_schemas_add(*schemas, bytes, length)
                                                       : deskql_schemas_add_values(*schemas, bytes, length);
    if (status == DESKQL_INVALID) {
        dql_cli_render_all(of->call, stderr, path, bytes, length, deskql_schemas_findings(*schemas));
    } else if (status != DESKQL_OK) {
        dql_cli_complain("cannot use `%s`: %s", path, deskql_status_text(status));
    }
    free(bytes);
    return status == DESKQL_OK;
}

/* A path of a configuration is relative to its file. */
static bool load_configured(const making *of, dql_cli_option_id option, const char *path) {
    char *whole = dql_cli_join_beside(of->configuration->path, path);
    if (!whole) {
        dql_cli_complain("no memory");
        return false;
    }
    bool good = load_file(of, option, whole);
    free(whole);
    return good;
}

static bool load_list(const making *of, dql_cli_option_id option, const deskql_json_value *value) {
    if (deskql_json_value_type(value) == DESKQL_JSON_STRING)
        return load_configured(of, option, deskql_json_value_text(value, NULL));
    bool good = true;
    for (const deskql_json_value *item = deskql_json_value_first(value); item; item = deskql_json_value_next(item)) {
        if (!load_configured(of, option, deskql_json_value_text(item, NULL))) good = false;
    }
    return good;
}

/* What is loaded later takes the place of what has the same name. Values are for the endpoints of all schemas, wherever they
   stand. */
static bool load_schemas(const making *of) {
    static const dql_cli_option_id options[] = {DQL_OPTION_SCHEMA, DQL_OPTION_VALUES};
    const dql_cli_call *call = of->call;
    bool good = true;
    for (size_t pass = 0; pass < 2; pass++) {
        if (of->configuration) {
            bool is_schema = options[pass] == DQL_OPTION_SCHEMA;
            const deskql_json_value *list = is_schema ? of->configuration->schema : of->configuration->values;
            if (list && !load_list(of, options[pass], list)) good = false;
        }
        for (size_t i = 0; i < call->count; i++) {
            if (call->given[i].option != options[pass]) continue;
            if (!load_file(of, options[pass], call->given[i].value)) good = false;
        }
    }
    return good;
}

/* ---- The clock ----------------------------------------------------------------------------------------------------- */

static bool two_digits(const char *text, int32_t *number) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
    *number = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

bool dql_cli_read_offset(const char *text, int32_t *minutes) {
    int32_t hour;
    int32_t minute;
    if (strcmp(text, "Z") == 0) text = "+00:00";
    bool good = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && two_digits(text + 1, &hour) &&
                text[3] == ':' && two_digits(text + 4, &minute) && hour < 24 && minute < 60;
    if (!good) return false;
    *minutes = (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
    return true;
}

/* `clock` is what it is without --now. */
static bool read_now(const dql_cli_call *call, int32_t utc_offset, int64_t clock, int64_t *now) {
    const char *text = dql_cli_value(call, DQL_OPTION_NOW);
    *now = clock;
    if (!text) return true;
    int64_t milliseconds;
    if (deskql_time_read(text, strlen(text), utc_offset, &milliseconds) != DESKQL_OK) {
        dql_cli_complain("`--now` cannot be `%s`", text);
        dql_cli_hint("it is written as 2026-01-31T00:00:00Z");
        return false;
    }
    *now = milliseconds / 1000 - (milliseconds % 1000 < 0);
    return true;
}

static bool read_clock(const dql_cli_call *call, int32_t configured_offset, int64_t clock, dql_cli_settings *settings) {
    const char *offset = dql_cli_value(call, DQL_OPTION_UTC_OFFSET);
    settings->utc_offset = configured_offset;
    if (offset && !dql_cli_read_offset(offset, &settings->utc_offset)) {
        dql_cli_complain("`--utc-offset` cannot be `%s`", offset);
        dql_cli_hint("it is written as +02:00, from -23:59 to +23:59");
        return false;
    }
    return read_now(call, settings->utc_offset, clock, &settings->now);
}

/* ---- Codes ----------------------------------------------------------------------------------------------------------- */

static const char *slug_at(const void *context, size_t index) {
    (void)context;
    const deskql_code_info *info = deskql_codes_at(index);
    return info ? info->slug : NULL;
}

static bool check_allowed(const dql_cli_call *call) {
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPTION_ALLOW) continue;
        const char *text = call->given[i].value;
        const deskql_code_info *info = deskql_codes_find(text);
        if (info && info->severity == DESKQL_WARNING) continue;
        if (info) {
            dql_cli_complain("`--allow` cannot be `%s`", text);
            dql_cli_hint("%s is an error; only warnings can be allowed", info->code_text);
        } else {
            dql_cli_complain("`--allow` cannot be `%s`: there is no such code", text);
            const char *nearest = dql_cli_nearest(text, slug_at, NULL);
            if (nearest) dql_cli_hint("a similar code exists: `%s`", nearest);
        }
        return false;
    }
    return true;
}

static void allow(dql_cli_settings *settings, const char *text) {
    const deskql_code_info *info = deskql_codes_find(text);
    if (info && info->code < DQL_CLI_MOST_CODES) settings->allowed[info->code / 64] |= UINT64_C(1) << info->code % 64;
}

static void read_allowed(const making *of) {
    const dql_cli_call *call = of->call;
    const deskql_json_value *list = of->configuration ? of->configuration->allow : NULL;
    for (const deskql_json_value *item = deskql_json_value_first(list); item; item = deskql_json_value_next(item)) {
        allow(of->settings, deskql_json_value_text(item, NULL));
    }
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option == DQL_OPTION_ALLOW) allow(of->settings, call->given[i].value);
    }
}

bool dql_cli_is_allowed(const dql_cli_settings *settings, const deskql_finding *finding) {
    return finding->severity == DESKQL_WARNING && finding->code < DQL_CLI_MOST_CODES &&
           (settings->allowed[finding->code / 64] >> finding->code % 64 & 1u);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

bool dql_cli_settings_check(const dql_cli_call *call) {
    dql_cli_settings settings;
    return check_allowed(call) && read_clock(call, 0, 0, &settings);
}

bool dql_cli_settings_make(const dql_cli_call *call, const dql_cli_configuration *configuration, int64_t clock,
                           dql_cli_settings *settings) {
    memset(settings, 0, sizeof *settings);
    making of = {call, configuration, settings};
    const char *fail_on = dql_cli_value(call, DQL_OPTION_FAIL_ON);
    settings->endpoint = dql_cli_value(call, DQL_OPTION_ENDPOINT);
    settings->warnings_fail = fail_on ? strcmp(fail_on, "warning") == 0 : configuration && configuration->warnings_fail;
    read_allowed(&of);
    if (!read_clock(call, configuration ? configuration->utc_offset : 0, clock, settings) || !load_schemas(&of))
        return false;
    if (!configuration || settings->endpoint) return true;
    settings->endpoint = configuration->endpoint;
    return dql_cli_configuration_check(call, configuration, settings->schemas);
}

void dql_cli_settings_free(dql_cli_settings *settings) {
    deskql_schemas_free(settings->schemas);
}
