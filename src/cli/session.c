/* What compile, check and explain share: the queries, what they are checked against, and what is found in them. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A parameter without a value. */
#define UNBOUND_PARAMETER 308
#define LARGEST_OFFSET 1439

static const dql_render_form *chosen_form(const dql_cli_call *call) {
    const char *name = dql_cli_value(call, DQL_OPTION_FORMAT);
    return name ? dql_render_form_find(name) : &dql_render_forms[0];
}

static void fail(dql_cli_session *session, deskql_status status) {
    session->status = dql_cli_complain("%s", deskql_status_text(status));
}

/* ---- Schemas ------------------------------------------------------------------------------------------------------- */

static void render_all(const dql_cli_call *call, const char *file, const char *text, size_t length,
                       const deskql_findings *findings) {
    size_t count = deskql_findings_count(findings);
    const deskql_finding **list = malloc((count + 1) * sizeof *list);
    if (!list) return;
    for (size_t i = 0; i < count; i++) list[i] = deskql_findings_at(findings, i);
    dql_render_unit unit = {file, text, length, NULL, list, count};
    dql_render render;
    dql_render_begin(&render, chosen_form(call), dql_cli_to_stream, stderr, dql_cli_color(call, stderr));
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
        render_all(call, given->value, bytes, length, deskql_schemas_findings(schemas));
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

/* ---- Options of the plan ------------------------------------------------------------------------------------------- */

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

static bool set_clock(dql_cli_session *session) {
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

static bool add_binding(dql_cli_session *session, const char *text) {
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || *text == ':') {
        dql_cli_complain("`--param` cannot be `%s`", text);
        dql_cli_hint("it is written as NAME=VALUE, without a colon");
        return false;
    }
    size_t length = (size_t)(equals - text);
    for (size_t i = 0; i < session->binding_count; i++) {
        const char *other = session->bindings[i].name;
        if (strlen(other) == length && memcmp(other, text, length) == 0) {
            dql_cli_complain("`--param %s` is given twice", other);
            return false;
        }
    }
    char *name = malloc(length + 1);
    if (!name) return false;
    memcpy(name, text, length);
    name[length] = '\0';
    deskql_binding *binding = &session->bindings[session->binding_count++];
    binding->name = name;
    binding->value.type = DESKQL_VALUE_TEXT;
    binding->value.as.string.bytes = equals + 1;
    binding->value.as.string.length = strlen(equals + 1);
    return true;
}

static bool set_bindings(dql_cli_session *session) {
    const dql_cli_call *call = session->call;
    size_t count = dql_cli_count(call, DQL_OPTION_PARAM);
    session->bindings = calloc(count + 1, sizeof *session->bindings);
    session->chosen = calloc(count + 1, sizeof *session->chosen);
    session->unasked = calloc(count + 1, sizeof *session->unasked);
    if (!session->bindings || !session->chosen || !session->unasked) {
        fail(session, DESKQL_NO_MEMORY);
        return false;
    }
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option == DQL_OPTION_PARAM && !add_binding(session, call->given[i].value)) return false;
    }
    return true;
}

/* ---- Texts --------------------------------------------------------------------------------------------------------- */

static void parse_text(dql_cli_session *session, dql_cli_text *text, const char *bytes, size_t length) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = dql_cli_value(session->call, DQL_OPTION_ENDPOINT);
    deskql_status status = deskql_parse(session->schemas, bytes, length, &options, &text->document);
    if (status != DESKQL_OK) {
        fail(session, status);
        return;
    }
    session->text_count++;
}

static void add_file(dql_cli_session *session, const char *path) {
    dql_cli_text *text = &session->texts[session->text_count];
    size_t length;
    text->file = path;
    if (strcmp(path, "-") == 0) {
        const char *name = dql_cli_value(session->call, DQL_OPTION_STDIN_FILENAME);
        text->file = name ? name : "<stdin>";
    }
    text->bytes = dql_cli_read(path, &length);
    if (!text->bytes) {
        session->status = DQL_CLI_FAILED;
        return;
    }
    parse_text(session, text, text->bytes, length);
    free(text->bytes);
    text->bytes = NULL;
}

/* A file that cannot be read does not keep the others from being looked at. */
static bool add_texts(dql_cli_session *session) {
    const dql_cli_call *call = session->call;
    size_t inputs = 0;
    size_t standard_inputs = 0;
    session->texts = calloc(call->count + 1, sizeof *session->texts);
    if (!session->texts) {
        fail(session, DESKQL_NO_MEMORY);
        return false;
    }
    for (size_t i = 0; i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        bool is_operand = given->option == DQL_OPERAND;
        if (!is_operand && given->option != DQL_OPTION_QUERY && given->option != DQL_OPTION_FILE) continue;
        inputs++;
        bool is_input = given->option != DQL_OPTION_QUERY && strcmp(given->value, "-") == 0;
        bool is_query =
            given->option == DQL_OPTION_QUERY || (is_operand && call->command == DQL_COMMAND_COMPILE && !is_input);
        if (is_input && standard_inputs++) {
            session->status = dql_cli_complain("standard input can be read only once");
        } else if (is_query) {
            parse_text(session, &session->texts[session->text_count], given->value, strlen(given->value));
        } else {
            add_file(session, given->value);
        }
    }
    if (inputs == 0) {
        bool is_check = call->command == DQL_COMMAND_CHECK;
        const char *name = dql_cli_commands[call->command].name;
        session->status = dql_cli_complain("%s needs a query", name);
        dql_cli_hint("deskql %s %s'status=1', -f FILE, %s`-` for standard input", name,
                     call->command == DQL_COMMAND_COMPILE ? "" : "-q ", is_check ? "FILE or " : "or ");
    }
    return session->text_count > 0;
}

/* ---- --name -------------------------------------------------------------------------------------------------------- */

bool dql_cli_is_chosen(const dql_cli_session *session, const dql_cli_text *text, size_t index) {
    const char *name = dql_cli_value(session->call, DQL_OPTION_NAME);
    return !name || deskql_document_find(text->document, name) == deskql_document_at(text->document, index);
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
    for (size_t i = 0; i < session->text_count; i++) {
        if (deskql_document_find(session->texts[i].document, name)) return true;
    }
    session->status = dql_cli_complain("no query is named `%s`", name);
    const char *nearest = dql_cli_nearest(name, query_name_at, session);
    if (nearest) dql_cli_hint("a similar name exists: `%s`", nearest);
    return false;
}

/* ---- --allow ------------------------------------------------------------------------------------------------------- */

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

static bool is_allowed(const dql_cli_call *call, const deskql_finding *finding) {
    if (finding->severity != DESKQL_WARNING) return false;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option != DQL_OPTION_ALLOW) continue;
        if (deskql_codes_find(call->given[i].value)->code == finding->code) return true;
    }
    return false;
}

/* ---- A query ------------------------------------------------------------------------------------------------------- */

static bool asks_for(const deskql_query *query, const char *name) {
    deskql_parameter_info info;
    for (size_t i = 0; deskql_query_parameter_at(query, i, &info); i++) {
        if (strcmp(info.name, name) == 0) return true;
    }
    return false;
}

/* The values that no query asks for. */
static void find_unasked(dql_cli_session *session) {
    for (size_t i = 0; i < session->binding_count; i++) {
        session->unasked[i] = true;
        for (size_t j = 0; j < session->text_count && session->unasked[i]; j++) {
            const dql_cli_text *text = &session->texts[j];
            for (size_t k = 0; k < deskql_document_count(text->document); k++) {
                if (!dql_cli_is_chosen(session, text, k)) continue;
                if (asks_for(deskql_document_at(text->document, k), session->bindings[i].name))
                    session->unasked[i] = false;
            }
        }
    }
}

/* A query gets the values that it asks for, and the first one those that none asks for, as the mistake that they are. */
static void choose_bindings(dql_cli_session *session, const deskql_query *query) {
    size_t count = 0;
    for (size_t i = 0; i < session->binding_count; i++) {
        if (!session->unasked[i] && !asks_for(query, session->bindings[i].name)) continue;
        session->chosen[count++] = session->bindings[i];
        session->unasked[i] = false;
    }
    session->options.bindings = session->chosen;
    session->options.binding_count = count;
}

static void add_findings(const dql_cli_session *session, const deskql_findings *findings, size_t start, size_t end,
                         const deskql_finding **list, size_t *count) {
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = deskql_findings_at(findings, i);
        bool passes = session->unbound_passes && finding->code == UNBOUND_PARAMETER;
        if (finding->range.start.offset < start || finding->range.start.offset >= end || passes) continue;
        if (!is_allowed(session->call, finding)) list[(*count)++] = finding;
    }
}

static void tell_omitted(const dql_cli_text *text, size_t omitted) {
    if (omitted == 0) return;
    dql_cli_complain("%s: %lu more findings are not shown", text->file ? text->file : "<query>",
                     (unsigned long)omitted);
}

/* The findings of the text from the query's start to the next one's are about it. */
static void render_query(dql_cli_session *session, const dql_cli_text *text, size_t index,
                         const deskql_findings *compiled) {
    const deskql_findings *parsed = deskql_document_findings(text->document);
    const deskql_query *query = deskql_document_at(text->document, index);
    const deskql_query *next = deskql_document_at(text->document, index + 1);
    const deskql_finding **list =
        malloc((deskql_findings_count(parsed) + deskql_findings_count(compiled) + 1) * sizeof *list);
    if (!list) {
        fail(session, DESKQL_NO_MEMORY);
        return;
    }
    size_t start = index ? deskql_query_range(query).start.offset : 0;
    size_t end = next ? deskql_query_range(next).start.offset : SIZE_MAX;
    dql_render_unit unit = {text->file, NULL, 0, deskql_query_name(query), list, 0};
    unit.text = deskql_document_text(text->document, &unit.length);
    add_findings(session, parsed, start, end, list, &unit.count);
    add_findings(session, compiled, 0, SIZE_MAX, list, &unit.count);
    dql_render_query(&session->render, &unit);
    const char *fail_on = dql_cli_value(session->call, DQL_OPTION_FAIL_ON);
    bool warnings_count = fail_on && strcmp(fail_on, "warning") == 0;
    bool found = !deskql_query_valid(query);
    for (size_t i = 0; i < unit.count; i++) found = found || warnings_count || list[i]->severity == DESKQL_ERROR;
    if (found && session->status == DQL_CLI_FINE) session->status = DQL_CLI_FOUND;
    if (!next) tell_omitted(text, deskql_findings_omitted(parsed));
    tell_omitted(text, deskql_findings_omitted(compiled));
    free(list);
}

const deskql_plan *dql_cli_examine(dql_cli_session *session, const dql_cli_text *text, size_t index) {
    const deskql_query *query = deskql_document_at(text->document, index);
    deskql_status status = DESKQL_INVALID;
    const deskql_findings *compiled = NULL;
    if (deskql_query_valid(query)) {
        choose_bindings(session, query);
        status = deskql_compile(query, &session->options, &session->plan);
        if (status == DESKQL_OK || status == DESKQL_INVALID) {
            compiled = deskql_plan_findings(session->plan);
        } else {
            fail(session, status);
        }
    }
    render_query(session, text, index, compiled);
    return status == DESKQL_OK ? session->plan : NULL;
}

/* ---- From start to end --------------------------------------------------------------------------------------------- */

bool dql_cli_open(dql_cli_session *session, const dql_cli_call *call, FILE *stream) {
    memset(session, 0, sizeof *session);
    session->call = call;
    session->options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    session->options.base_url = dql_cli_value(call, DQL_OPTION_BASE_URL);
    dql_render_begin(&session->render, chosen_form(call), dql_cli_to_stream, stream, dql_cli_color(call, stream));
    bool good = check_allowed(call) && set_clock(session) && set_bindings(session) &&
                dql_cli_load_schemas(call, &session->schemas);
    if (!good) session->status = DQL_CLI_FAILED;
    if (!good || !add_texts(session) || !check_name(session)) return false;
    find_unasked(session);
    return true;
}

dql_cli_status dql_cli_close(dql_cli_session *session) {
    if (!dql_render_end(&session->render)) session->status = DQL_CLI_FAILED;
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
