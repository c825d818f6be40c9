/* deskql explain: what a code means, or a query. */
#include "cli/cli.h"
#include "cli/io/pieces.h"

#include <stdio.h>
#include <string.h>

static dql_cli_status unknown_code(const char *text) {
    dql_cli_error("there is no code `%s`", text);
    const char *nearest = dql_cli_nearest_code(text);
    if (nearest) {
        dql_cli_hint("a similar one exists: `%s`", nearest);
    } else if (strpbrk(text, " =<>~")) {
        dql_cli_hint("a query is explained by: deskql explain -q '...'");
    } else {
        dql_cli_hint("codes are written as DQL201 or unknown-filter-field");
    }
    return DQL_CLI_FAILED;
}

static dql_cli_status explain_code(const char *text) {
    const deskql_code_info *info = deskql_codes_find(text);
    if (!info) return unknown_code(text);
    if (*info->page) {
        fputs(info->page, stdout);
    } else {
        printf("# %s: %s\n\n%s: %s.\n", info->code_text, info->slug, dql_render_severity(info->severity),
               info->summary);
    }
    return DQL_CLI_FINE;
}

static void write_heading(const char *text, bool color) {
    printf(color ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

/* What cannot be seen as JSON writes it in a string, where alone it can stand. */
static size_t write_character(const dql_cli_bytes *text, size_t at) {
    char escape[13];
    uint32_t character;
    size_t size = dql_render_decode(text->bytes + at, text->length - at, &character);
    bool is_control = (character < 0x20 && character != '\n') || character == 0x7F;
    if (is_control || deskql_is_invisible(text->bytes, text->length, at)) {
        size_t length = dql_render_escape(character, escape);
        fwrite(escape, 1, length, stdout);
    } else {
        fwrite(text->bytes + at, 1, size, stdout);
    }
    return size;
}

/* A section's text, indented, whatever number of lines it has, with a line end behind it. */
static void write_indented(const dql_cli_bytes *text) {
    bool in_line = false;
    for (size_t at = 0; at < text->length;) {
        bool ends_line = text->bytes[at] == '\n';
        if (!in_line && !ends_line) fputs("  ", stdout);
        in_line = !ends_line;
        at += write_character(text, at);
    }
    if (in_line) fputc('\n', stdout);
}

/* Takes the text. */
static void write_section(dql_cli_session *session, const char *heading, bool color, deskql_status status,
                          dql_cli_bytes *text) {
    write_heading(heading, color);
    if (status == DESKQL_OK) {
        write_indented(text);
    } else {
        dql_cli_fail(session, status == DESKQL_SINK_FAILED ? DESKQL_NO_MEMORY : status);
    }
    dql_cli_bytes_free(text);
}

static void describe(dql_cli_session *session, const deskql_query *query, deskql_description description,
                     const char *heading, bool color) {
    dql_cli_bytes text = {NULL, 0, 0};
    deskql_status status = deskql_query_describe(query, description, dql_cli_to_bytes, &text);
    write_section(session, heading, color, status, &text);
}

static void write_plan(dql_cli_session *session, const deskql_plan *plan, deskql_output output, const char *heading,
                       bool color) {
    dql_cli_bytes text = {NULL, 0, 0};
    deskql_status status = deskql_plan_stream(plan, output, dql_cli_to_bytes, &text);
    write_section(session, heading, color, status, &text);
}

static bool is_bound(const dql_cli_session *session, const char *name) {
    for (size_t i = 0; i < session->binding_count; i++) {
        if (strcmp(session->bindings[i].name, name) == 0) return true;
    }
    return false;
}

/* A plan is made of values: without those of all parameters there is none. */
static void write_unbound(const dql_cli_session *session, const deskql_query *query, bool color) {
    deskql_parameter_info info;
    bool first = true;
    for (size_t i = 0; deskql_query_parameter_at(query, i, &info); i++) {
        if (is_bound(session, info.name)) continue;
        if (first) {
            write_heading("Plan", color);
            fputs("  is made when every parameter has a value:", stdout);
        }
        printf(" --param %s=VALUE", info.name);
        first = false;
    }
    fputs(first ? "" : "\n", stdout);
}

/* Whether what the parser did is to be shown, of queries with mistakes too. */
static bool asks_for_parse(const dql_cli_call *call) {
    return dql_cli_value(call, DQL_OPTION_TOKENS) || dql_cli_value(call, DQL_OPTION_RECOVERY);
}

static void describe_parse(dql_cli_session *session, const deskql_query *query, bool color) {
    bool tokens = dql_cli_value(session->call, DQL_OPTION_TOKENS) != NULL;
    bool recovery = dql_cli_value(session->call, DQL_OPTION_RECOVERY) != NULL;
    if (tokens) describe(session, query, DESKQL_DESCRIBE_TOKENS, "Tokens", color);
    if (tokens && recovery) fputc('\n', stdout);
    if (recovery) describe(session, query, DESKQL_DESCRIBE_RECOVERY, "Recovery", color);
}

static void write_query_name(const deskql_query *query, bool color) {
    const char *name = deskql_query_name(query);
    if (!name) return;
    if (color) fputs("\033[1m", stdout);
    printf("%s:", name);
    fputs(color ? "\033[0m\n\n" : "\n\n", stdout);
}

static void explain_query(dql_cli_session *session, dql_cli_text *text, size_t index, bool color) {
    const deskql_query *query = deskql_document_at(text->document, index);
    const deskql_plan *plan = dql_cli_examine(session, text, index);
    bool debugs = asks_for_parse(session->call);
    if (!deskql_query_valid(query) && !debugs) return;
    write_query_name(query, color);
    if (debugs) {
        describe_parse(session, query, color);
        return;
    }
    describe(session, query, DESKQL_DESCRIBE_ENGLISH, "English", color);
    fputc('\n', stdout);
    describe(session, query, DESKQL_DESCRIBE_TREE, "Tree", color);
    fputc('\n', stdout);
    if (plan) {
        write_plan(session, plan, DESKQL_OUTPUT_PLAN, "Plan", color);
        fputc('\n', stdout);
        const deskql_endpoint *endpoint = deskql_query_endpoint(query);
        bool whole = deskql_endpoint_path_parameter_count(endpoint) > 0 || !deskql_endpoint_takes_filter(endpoint);
        write_plan(session, plan, whole ? DESKQL_OUTPUT_URL : DESKQL_OUTPUT_FILTER, whole ? "URL" : "Filter", color);
    } else {
        write_unbound(session, query, color);
    }
}

/* ---- What a server answered -------------------------------------------------------------------------------------------- */

/* The only value of a file. Returns false after a message. */
static bool read_body(const char *path, deskql_json **json) {
    dql_cli_pieces from = {.json = json};
    dql_cli_stream *stream = &from.stream;
    size_t length = 0;
    if (!dql_cli_stream_open(stream, path, "<stdin>")) return false;
    int byte = dql_cli_stream_peek(stream);
    bool good = byte == '{' || byte == '[' || dql_cli_stream_expected(stream, "`{` or `[`");
    if (byte == '<') dql_cli_hint("it looks like a web page: the API answers in JSON");
    good = good && dql_cli_piece_value(&from, &length);
    if (good) dql_cli_stream_take(stream, length);
    good = good && (dql_cli_stream_peek(stream) == DQL_CLI_STREAM_END || dql_cli_stream_expected(stream, "the end"));
    dql_cli_stream_close(stream);
    return good;
}

static deskql_status show_answer(dql_cli_session *session, dql_cli_text *text, size_t index, const deskql_plan *plan,
                                 const deskql_json *json) {
    deskql_answer *answer = NULL;
    deskql_status status = deskql_answer_read(plan, deskql_json_root(json), NULL, &answer);
    if (status == DESKQL_OK) dql_cli_show(session, text, index, deskql_answer_findings(answer));
    deskql_answer_free(answer);
    return status;
}

static void explain_answer(dql_cli_session *session, const char *path) {
    dql_cli_text *text;
    size_t index;
    deskql_json *json = NULL;
    if (!dql_cli_find_query(session, &text, &index)) return;
    session->unbound_passes = false;
    const deskql_plan *plan = dql_cli_examine(session, text, index);
    if (plan && !read_body(path, &json)) {
        session->status = DQL_CLI_FAILED;
    } else if (plan) {
        deskql_status status = show_answer(session, text, index, plan, json);
        if (status == DESKQL_INVALID) {
            dql_cli_fail_at(session, NULL, "`%s` is no answer with errors", dql_cli_shown_file(session->call, path));
            dql_cli_hint("it has neither `{\"errors\": {\"filter.status\": [\"...\"]}}` nor `{\"errors\": "
                         "[{\"detail\": \"...\"}]}`");
        } else if (status != DESKQL_OK) {
            dql_cli_fail(session, status);
        }
    }
    deskql_json_free(json);
}

static dql_cli_status explain_queries(const dql_cli_call *call) {
    dql_cli_session session;
    bool color = dql_cli_color(call, stdout);
    const char *answer = dql_cli_value(call, DQL_OPTION_ANSWER);
    bool good = dql_cli_open(&session, call, answer ? stdout : stderr);
    if (answer) {
        if (good) explain_answer(&session, answer);
        return dql_cli_close(&session);
    }
    session.unbound_passes = true;
    size_t index;
    const char *separator = "";
    for (dql_cli_text *text = NULL; good && dql_cli_next_query(&session, &text, &index); separator = "\n") {
        fputs(separator, stdout);
        explain_query(&session, text, index, color);
    }
    return dql_cli_close(&session);
}

/* Whether what only queries have was given: then a code is a wrong call. */
static bool is_about_queries(const dql_cli_call *call) {
    return asks_for_parse(call) || dql_cli_value(call, DQL_OPTION_ANSWER) || dql_cli_count(call, DQL_OPTION_QUERY) ||
           dql_cli_count(call, DQL_OPTION_FILE);
}

dql_cli_status dql_cli_explain(const dql_cli_call *call) {
    const char *operand = dql_cli_value(call, DQL_OPERAND);
    if (!dql_cli_reads_once(call)) return DQL_CLI_FAILED;
    if (!operand || strcmp(operand, "-") == 0) return explain_queries(call);
    if (is_about_queries(call) || dql_cli_count(call, DQL_OPERAND) > 1) {
        dql_cli_error("explain takes one CODE, or queries");
        dql_cli_hint("deskql explain DQL201, deskql explain -q 'status=1'");
        return DQL_CLI_FAILED;
    }
    return explain_code(operand);
}
