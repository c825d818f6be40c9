/* One configuration file, `.deskql.json`: read strictly, every mistake with its place. */
#include "cli/config/settings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A mistake, whose texts the finding points at when it is shown. */
typedef struct mistake {
    deskql_range range;
    char message[160];
    char help[160];
    const char *help_line;
} mistake;

typedef struct reading {
    const deskql_json *json;
    mistake *mistakes;
    size_t count;
    size_t capacity;
    bool failed;
} reading;

/* ---- Mistakes -------------------------------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static mistake *report(reading *state, deskql_range range, const char *format,
                                                             ...) {
    mistake *larger = dql_cli_grown(state->mistakes, state->count, &state->capacity, sizeof *larger);
    if (!larger) state->failed = true;
    if (!larger) return NULL;
    state->mistakes = larger;
    mistake *made = &state->mistakes[state->count++];
    made->range = range;
    made->help[0] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(made->message, sizeof made->message, format, arguments);
    va_end(arguments);
    return made;
}

__attribute__((format(printf, 2, 3))) static void help(mistake *made, const char *format, ...) {
    if (!made) return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(made->help, sizeof made->help, format, arguments);
    va_end(arguments);
}

/* What is no JSON is a mistake of the configuration like any other. */
static void take_findings(reading *state, const deskql_findings *findings) {
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    state->failed = deskql_finding_reader_new(NULL, &reader) != DESKQL_OK;
    for (size_t i = 0; i < deskql_findings_count(findings) && !state->failed; i++) {
        state->failed = deskql_findings_read(findings, i, reader, &finding) != DESKQL_OK;
        if (state->failed) break;
        mistake *made = report(state, finding->range, "%s", finding->message);
        if (finding->help_count) help(made, "%s", finding->help[0]);
    }
    deskql_finding_reader_free(reader);
}

/* What could not be read has no text to point into. */
static void render_mistakes(dql_cli_session *session, const dql_cli_configuration *of, const reading *state) {
    deskql_finding *findings = calloc(state->count + 1, sizeof *findings);
    const deskql_finding **list = calloc(state->count + 1, sizeof(void *));
    const deskql_code_info *info = deskql_codes_get(DESKQL_CODE_BAD_CONFIGURATION);
    bool good = findings && list && info && !state->failed;
    for (size_t i = 0; good && i < state->count; i++) {
        mistake *made = &state->mistakes[i];
        findings[i].code = info->code;
        findings[i].code_text = info->code_text;
        findings[i].slug = info->slug;
        findings[i].severity = info->severity;
        findings[i].phrase = findings[i].message = made->message;
        made->help_line = made->help;
        findings[i].help = &made->help_line;
        findings[i].help_count = made->help[0] != '\0';
        findings[i].range = made->range;
        list[i] = &findings[i];
    }
    dql_render_unit unit = {of->path, of->text.bytes, of->text.length, "configuration", list, state->count};
    if (!unit.text) unit.text = "";
    if (good) dql_render_query(&session->render, &unit);
    dql_cli_fail_at(session, of->path, "cannot use `%s`: %s", of->path, good ? "it has mistakes" : "no memory");
    free(findings);
    free(list);
}

/* ---- Values ---------------------------------------------------------------------------------------------------------- */

static deskql_range place(const reading *state, const deskql_json_value *value) {
    return deskql_json_value_range(state->json, value);
}

static bool is_string(const deskql_json_value *value) {
    return deskql_json_value_type(value) == DESKQL_JSON_STRING;
}

/* NULL after a report. A text with a NUL in it would be cut where it is used. */
static const char *read_string(reading *state, const deskql_json_value *value, const char *key) {
    size_t length = 0;
    const char *text = is_string(value) ? deskql_json_value_text(value, &length) : NULL;
    if (text && length && strlen(text) == length) return text;
    if (text) {
        report(state, place(state, value), "`%s` cannot be %s", key, length ? "a text with a NUL" : "empty");
    } else {
        report(state, place(state, value), "`%s` must be a string", key);
    }
    return NULL;
}

/* A string, or an array of them. */
static void check_paths(reading *state, const deskql_json_value *value, const char *key) {
    if (is_string(value)) {
        read_string(state, value, key);
    } else if (deskql_json_value_type(value) != DESKQL_JSON_ARRAY) {
        report(state, place(state, value), "`%s` must be a path, or an array of paths", key);
    } else {
        const deskql_json_value *item = deskql_json_value_first(value);
        for (; item; item = deskql_json_value_next(item)) {
            if (!is_string(item)) {
                report(state, place(state, item), "`%s` must be an array of strings", key);
            } else {
                read_string(state, item, key);
            }
        }
    }
}

/* The warning of that code; NULL after a report. */
static const deskql_code_info *read_code(reading *state, deskql_range range, const char *text, const char *can_be) {
    const deskql_code_info *info = deskql_codes_find(text);
    if (info && info->severity == DESKQL_WARNING) return info;
    if (info) {
        help(report(state, range, "`%s` is an error", info->code_text), "only warnings can be %s", can_be);
        return NULL;
    }
    mistake *made = report(state, range, "there is no code `%.60s`", text);
    const char *nearest = dql_cli_nearest_code(text);
    help(made, nearest ? "a similar code exists: `%s`" : "codes are written as %s", nearest ? nearest : "`DQL401`");
    return NULL;
}

static void check_allow(reading *state, const deskql_json_value *value) {
    if (deskql_json_value_type(value) != DESKQL_JSON_ARRAY) {
        report(state, place(state, value), "`allow` must be an array of codes");
        return;
    }
    const deskql_json_value *item = deskql_json_value_first(value);
    for (; item; item = deskql_json_value_next(item)) {
        if (!is_string(item)) {
            report(state, place(state, item), "`allow` must be an array of strings");
        } else {
            const char *text = read_string(state, item, "allow");
            if (text) read_code(state, place(state, item), text, "allowed");
        }
    }
}

static void check_level(reading *state, const deskql_json_value *member) {
    const char *level = read_string(state, member, "severity");
    if (level && dql_cli_level_find(level) == DQL_CLI_AS_IT_IS)
        help(report(state, place(state, member), "`severity` cannot be `%.60s`", level),
             "it is `off`, `note`, `warning` or `error`");
}

static bool is_code(const char *text, const deskql_code_info *info) {
    return text && deskql_codes_find(text) == info;
}

/* That a code has one severity: it is not there by another of its names, nor allowed. */
static void check_once(reading *state, const dql_cli_configuration *of, const deskql_json_value *member,
                       const deskql_code_info *info) {
    deskql_range range = deskql_json_value_key_range(state->json, member);
    const deskql_json_value *item = deskql_json_value_first(of->severity);
    for (; item != member; item = deskql_json_value_next(item)) {
        if (!is_code(deskql_json_value_key(item, NULL), info)) continue;
        report(state, range, "`severity` has %s twice", info->code_text);
        return;
    }
    for (item = deskql_json_value_first(of->allow); item; item = deskql_json_value_next(item)) {
        if (!is_string(item) || !is_code(deskql_json_value_text(item, NULL), info)) continue;
        help(report(state, range, "%s is in `allow` too", info->code_text), "`allow` is the short form of `off`");
        return;
    }
}

static void check_severity(reading *state, const dql_cli_configuration *of) {
    if (!of->severity) return;
    if (deskql_json_value_type(of->severity) != DESKQL_JSON_OBJECT) {
        help(report(state, place(state, of->severity), "`severity` must be an object"),
             "it is written as {\"DQL401\": \"error\"}");
        return;
    }
    const deskql_json_value *member = deskql_json_value_first(of->severity);
    for (; member; member = deskql_json_value_next(member)) {
        deskql_range range = deskql_json_value_key_range(state->json, member);
        size_t length;
        const char *key = deskql_json_value_key(member, &length);
        const deskql_code_info *info = read_code(state, range, strlen(key) == length ? key : "", "changed");
        if (info) check_once(state, of, member, info);
        check_level(state, member);
    }
}

static void read_fail_on(reading *state, const deskql_json_value *value, dql_cli_configuration *of) {
    const char *text = read_string(state, value, "failOn");
    of->warnings_fail = text && strcmp(text, "warning") == 0;
    if (text && !of->warnings_fail && strcmp(text, "error") != 0) {
        help(report(state, place(state, value), "`failOn` cannot be `%.60s`", text), "it is `error` or `warning`");
    }
}

static void read_offset(reading *state, const deskql_json_value *value, dql_cli_configuration *of) {
    const char *text = read_string(state, value, "utcOffset");
    if (text && !dql_cli_read_offset(text, &of->utc_offset)) {
        help(report(state, place(state, value), "`utcOffset` cannot be `%.60s`", text),
             "it is written as +02:00, from -23:59 to +23:59");
    }
}

/* ---- Keys ------------------------------------------------------------------------------------------------------------ */

static const char *key_at(const void *context, size_t index) {
    static const char *const keys[] = {"endpoint", "schema", "values",    "readings", "allow",
                                       "severity", "failOn", "utcOffset", "$schema"};
    (void)context;
    return index < sizeof keys / sizeof keys[0] ? keys[index] : NULL;
}

static void report_key(reading *state, const deskql_json_value *member, const char *key) {
    mistake *made = report(state, deskql_json_value_key_range(state->json, member), "unknown key `%.60s`", key);
    const char *nearest = deskql_nearest_name(key, strlen(key), key_at, NULL);
    if (nearest) {
        help(made, "a similar key exists: `%s`", nearest);
    } else {
        char keys[128];
        size_t length = 0;
        const char *name;
        for (size_t i = 0; (name = key_at(NULL, i)) != NULL; i++) {
            bool is_key = *name != '$' && length < sizeof keys;
            if (is_key) length += (size_t)snprintf(keys + length, sizeof keys - length, "%s%s", i ? ", " : "", name);
        }
        help(made, "the keys are %s", keys);
    }
}

static void read_member(reading *state, const deskql_json_value *member, dql_cli_configuration *of) {
    const char *key = deskql_json_value_key(member, NULL);
    if (strcmp(key, "endpoint") == 0) {
        of->endpoint = read_string(state, member, key);
        of->endpoint_range = place(state, member);
    } else if (strcmp(key, "schema") == 0) {
        of->schema = member;
        check_paths(state, member, key);
    } else if (strcmp(key, "values") == 0) {
        of->values = member;
        check_paths(state, member, key);
    } else if (strcmp(key, "readings") == 0) {
        of->readings = member;
        read_string(state, member, key);
    } else if (strcmp(key, "allow") == 0) {
        of->allow = member;
        check_allow(state, member);
    } else if (strcmp(key, "severity") == 0) {
        of->severity = member;
    } else if (strcmp(key, "failOn") == 0) {
        read_fail_on(state, member, of);
    } else if (strcmp(key, "utcOffset") == 0) {
        read_offset(state, member, of);
    } else if (strcmp(key, "$schema") == 0) {
        /* For editors. */
        read_string(state, member, key);
    } else {
        report_key(state, member, key);
    }
}

static void read_root(reading *state, const deskql_json_value *root, dql_cli_configuration *of) {
    if (deskql_json_value_type(root) != DESKQL_JSON_OBJECT) {
        report(state, place(state, root), "a configuration must be an object");
        return;
    }
    const deskql_json_value *member = deskql_json_value_first(root);
    for (; member; member = deskql_json_value_next(member)) read_member(state, member, of);
    /* Wherever `allow` stands. */
    check_severity(state, of);
}

/* Returns false after a message. */
static bool read_text(dql_cli_session *session, dql_cli_configuration *of) {
    int reason =
        of->enclosure ? dql_cli_load_inside(of->path, of->enclosure, &of->text) : dql_cli_load(of->path, &of->text);
    if (reason == 0) return true;
    if (reason > 0) {
        dql_cli_fail_to_read(session, of->path, reason);
        return false;
    }
    static const deskql_range start = {{.line = 1, .column = 1}, {.line = 1, .column = 1}};
    reading state = {NULL, NULL, 0, 0, false};
    report(&state, start, "the configuration cannot be read: %s", dql_cli_reason(reason));
    render_mistakes(session, of, &state);
    free(state.mistakes);
    return false;
}

bool dql_cli_configuration_read(dql_cli_session *session, dql_cli_configuration *of) {
    if (!read_text(session, of)) return false;
    deskql_status status = deskql_json_parse(of->text.bytes, of->text.length, NULL, &of->json);
    reading state = {of->json, NULL, 0, 0, false};
    if (status == DESKQL_INVALID) {
        take_findings(&state, deskql_json_findings(of->json));
    } else if (status == DESKQL_OK) {
        read_root(&state, deskql_json_root(of->json), of);
    } else {
        dql_cli_fail_at(session, of->path, "cannot use `%s`: %s", of->path, deskql_status_text(status));
        return false;
    }
    bool good = state.count == 0 && !state.failed;
    if (!good) render_mistakes(session, of, &state);
    free(state.mistakes);
    return good;
}

static const char *endpoint_at(const void *schemas, size_t index) {
    return deskql_endpoint_name(deskql_schemas_at(schemas, index));
}

const char *dql_cli_nearest_endpoint(const deskql_schemas *schemas, const char *text) {
    return deskql_nearest_name(text, strlen(text), endpoint_at, schemas);
}

bool dql_cli_configuration_check(dql_cli_session *session, const dql_cli_configuration *of,
                                 const deskql_schemas *schemas) {
    if (!of->endpoint || deskql_schemas_find(schemas, of->endpoint)) return true;
    reading state = {of->json, NULL, 0, 0, false};
    mistake *made = report(&state, of->endpoint_range, "no endpoint is named `%.60s`", of->endpoint);
    const char *nearest = dql_cli_nearest_endpoint(schemas, of->endpoint);
    if (nearest) {
        help(made, "a similar endpoint exists: `%s`", nearest);
    } else {
        help(made, "`deskql endpoints` lists them");
    }
    render_mistakes(session, of, &state);
    free(state.mistakes);
    return false;
}

void dql_cli_configuration_refuse(dql_cli_session *session, const dql_cli_configuration *of,
                                  const deskql_json_value *value, int reason) {
    reading state = {of->json, NULL, 0, 0, false};
    mistake *made = report(&state, place(&state, value), "`%.60s` cannot be read: %s",
                           deskql_json_value_text(value, NULL), dql_cli_reason(reason));
    if (reason < 0) help(made, "`--schema FILE`, `--values FILE` and `--readings FILE` may name any file");
    render_mistakes(session, of, &state);
    free(state.mistakes);
}

void dql_cli_configuration_free(dql_cli_configuration *of) {
    deskql_json_free(of->json);
    dql_cli_bytes_free(&of->text);
    *of = (dql_cli_configuration){0};
}
