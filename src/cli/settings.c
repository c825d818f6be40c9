/* The options of a session: schemas and values, the clock, --param, --allow. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- Schemas ------------------------------------------------------------------------------------------------------- */

void dql_cli_render_all(const dql_cli_call *call, FILE *stream, const char *file, const char *text, size_t length,
                        const deskql_findings *findings) {
    size_t count = deskql_findings_count(findings);
    const deskql_finding **list = malloc((count + 1) * sizeof(void *));
    if (!list) return;
    for (size_t i = 0; i < count; i++) list[i] = deskql_findings_at(findings, i);
    dql_render_unit unit = {file, text, length, NULL, list, count};
    dql_render render;
    dql_render_begin(&render, dql_cli_form(call), dql_cli_to_stream, stream, dql_cli_color(call, stream));
    dql_render_query(&render, &unit);
    dql_render_end(&render);
    free(list);
}

static bool load_file(const dql_cli_call *call, deskql_schemas *schemas, const dql_cli_given *given) {
    size_t length;
    char *bytes = dql_cli_read(given->value, &length);
    if (!bytes) return false;
    bool is_schema = given->option == DQL_OPTION_SCHEMA;
    deskql_status status =
        is_schema ? deskql_schemas_add(schemas, bytes, length) : deskql_schemas_add_values(schemas, bytes, length);
    if (status == DESKQL_INVALID) {
        dql_cli_render_all(call, stderr, given->value, bytes, length, deskql_schemas_findings(schemas));
    } else if (status != DESKQL_OK) {
        dql_cli_complain("cannot use `%s`: %s", given->value, deskql_status_text(status));
    }
    free(bytes);
    return status == DESKQL_OK;
}

bool dql_cli_load_schemas(const dql_cli_call *call, deskql_schemas **schemas) {
    /* Values are for the endpoints of all schemas, wherever they stand on the command line. */
    static const dql_cli_option_id options[] = {DQL_OPTION_SCHEMA, DQL_OPTION_VALUES};
    bool good = true;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < call->count; i++) {
            if (call->given[i].option != options[pass]) continue;
            if (!*schemas && deskql_schemas_new(NULL, schemas) != DESKQL_OK) {
                dql_cli_complain("no memory");
                return false;
            }
            if (!load_file(call, *schemas, &call->given[i])) good = false;
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

static bool read_offset(const char *text, int32_t *minutes) {
    int32_t hour;
    int32_t minute;
    if (strcmp(text, "Z") == 0) text = "+00:00";
    bool good = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && two_digits(text + 1, &hour) &&
                text[3] == ':' && two_digits(text + 4, &minute) && hour < 24 && minute < 60;
    if (!good) return false;
    *minutes = (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
    return true;
}

bool dql_cli_set_clock(dql_cli_session *session) {
    const char *offset = dql_cli_value(session->call, DQL_OPTION_UTC_OFFSET);
    if (offset && !read_offset(offset, &session->options.utc_offset)) {
        dql_cli_complain("`--utc-offset` cannot be `%s`", offset);
        dql_cli_hint("it is written as +02:00, from -23:59 to +23:59");
        return false;
    }
    const char *now = dql_cli_value(session->call, DQL_OPTION_NOW);
    if (!now) {
        session->options.now = (int64_t)time(NULL);
        return true;
    }
    int64_t milliseconds;
    if (deskql_time_read(now, strlen(now), session->options.utc_offset, &milliseconds) != DESKQL_OK) {
        dql_cli_complain("`--now` cannot be `%s`", now);
        dql_cli_hint("it is written as 2026-01-31T00:00:00Z");
        return false;
    }
    session->options.now = milliseconds / 1000 - (milliseconds % 1000 < 0);
    return true;
}

/* ---- --param -------------------------------------------------------------------------------------------------------- */

/* Whether an option before the `index`-th begins with the same `NAME=`. */
static bool is_repeated(const dql_cli_call *call, size_t index, size_t length) {
    for (size_t i = 0; i < index; i++) {
        if (call->given[i].option != DQL_OPTION_PARAM) continue;
        if (strncmp(call->given[i].value, call->given[index].value, length) == 0) return true;
    }
    return false;
}

static bool add_binding(dql_cli_session *session, size_t index) {
    const char *text = session->call->given[index].value;
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || *text == ':') {
        dql_cli_complain("`--param` cannot be `%s`", text);
        dql_cli_hint("it is written as NAME=VALUE, without a colon");
        return false;
    }
    size_t length = (size_t)(equals - text);
    if (is_repeated(session->call, index, length + 1)) {
        dql_cli_complain("`--param %.*s` is given twice", (int)(length < 100 ? length : 100), text);
        return false;
    }
    char *name = malloc(length + 1);
    if (!name) {
        dql_cli_complain("no memory");
        return false;
    }
    memcpy(name, text, length);
    name[length] = '\0';
    deskql_binding *binding = &session->bindings[session->binding_count++];
    binding->name = name;
    binding->value.type = DESKQL_VALUE_TEXT;
    binding->value.as.string.bytes = equals + 1;
    binding->value.as.string.length = strlen(equals + 1);
    return true;
}

bool dql_cli_set_bindings(dql_cli_session *session) {
    const dql_cli_call *call = session->call;
    size_t count = dql_cli_count(call, DQL_OPTION_PARAM);
    session->bindings = calloc(count + 1, sizeof *session->bindings);
    session->chosen = calloc(count + 1, sizeof *session->chosen);
    session->unasked = calloc(count + 1, sizeof *session->unasked);
    if (!session->bindings || !session->chosen || !session->unasked) {
        dql_cli_complain("no memory");
        return false;
    }
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option == DQL_OPTION_PARAM && !add_binding(session, i)) return false;
    }
    return true;
}

/* ---- --allow ------------------------------------------------------------------------------------------------------- */

static const char *slug_at(const void *context, size_t index) {
    (void)context;
    const deskql_code_info *info = deskql_codes_at(index);
    return info ? info->slug : NULL;
}

bool dql_cli_check_allowed(const dql_cli_call *call) {
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

bool dql_cli_is_allowed(const dql_cli_call *call, const deskql_finding *finding) {
    if (finding->severity != DESKQL_WARNING) return false;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPTION_ALLOW) continue;
        if (deskql_codes_find(call->given[i].value)->code == finding->code) return true;
    }
    return false;
}
