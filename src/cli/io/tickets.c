/* The forms in which tickets come. */
#include "cli/io/tickets.h"

#include "cli/cli.h"
#include "cli/io/stream.h"

#include <string.h>

typedef struct reader {
    dql_cli_tickets *tickets;
    dql_cli_stream stream;
} reader;

/* Lines and columns of a value count from where it stands in the file. */
static void report_finding(const dql_cli_stream *stream, const deskql_findings *findings) {
    deskql_finding_reader *findings_reader = NULL;
    const deskql_finding *finding;
    if (deskql_finding_reader_new(NULL, &findings_reader) != DESKQL_OK ||
        deskql_findings_read(findings, 0, findings_reader, &finding) != DESKQL_OK) {
        deskql_finding_reader_free(findings_reader);
        dql_cli_error("no memory");
        return;
    }
    deskql_position at = finding->range.start;
    unsigned long line = stream->line + at.line - 1;
    unsigned long column = at.line == 1 ? stream->column + at.column - 1 : at.column;
    dql_cli_error("%s:%lu:%lu: %s", stream->name, line, column, finding->message);
    for (size_t i = 0; i < finding->help_count; i++) dql_cli_hint("%s", finding->help[i]);
    deskql_finding_reader_free(findings_reader);
}

/* An answer with errors, or of another API. Returns false. */
static bool report_object(const dql_cli_stream *stream, const char *key, const deskql_json_value *object) {
    const char *first = deskql_json_value_key(deskql_json_value_first(object), NULL);
    dql_cli_error("%s:%lu:%lu: this object has no `id`, and no field of `%s`", stream->name, stream->line,
                  stream->column, key);
    if (deskql_json_value_member(object, "errors")) {
        dql_cli_hint("it is an answer with errors");
    } else if (first) {
        dql_cli_hint("it begins with `%s`; a file holds `{\"%s\": [...]}`, an array, or one object a line", first, key);
    }
    return false;
}

/* Parses the value where the stream is. NULL after a message. */
static const deskql_json_value *parse(reader *from, size_t length) {
    dql_cli_stream *stream = &from->stream;
    if (length == 0) return NULL;
    deskql_json **json = &from->tickets->json;
    deskql_status status = deskql_json_parse(stream->buffer + stream->start, length, NULL, json);
    if (status == DESKQL_INVALID) {
        report_finding(stream, deskql_json_findings(*json));
    } else if (status != DESKQL_OK) {
        dql_cli_error("%s", deskql_status_text(status));
    }
    return status == DESKQL_OK ? deskql_json_root(*json) : NULL;
}

static bool read_ticket(reader *from, size_t length) {
    const dql_cli_tickets *tickets = from->tickets;
    const deskql_json_value *ticket = parse(from, length);
    if (!ticket) return false;
    if (deskql_json_value_type(ticket) != DESKQL_JSON_OBJECT)
        return dql_cli_stream_expected(&from->stream, "an object");
    if (!tickets->is_ticket(tickets->context, ticket)) return report_object(&from->stream, tickets->key, ticket);
    if (!tickets->ticket(tickets->context, ticket, from->stream.buffer + from->stream.start, length)) return false;
    dql_cli_stream_take(&from->stream, length);
    return true;
}

static bool read_related(reader *from, bool is_asked_for) {
    const dql_cli_tickets *tickets = from->tickets;
    size_t length = dql_cli_stream_value(&from->stream);
    const deskql_json_value *item = parse(from, length);
    if (!item || (is_asked_for && !tickets->related(tickets->context, item))) return false;
    dql_cli_stream_take(&from->stream, length);
    return true;
}

/* ---- Arrays and objects, of which the stream is at the opening bracket ------------------------------------------------ */

/* Whether another item or member follows; then the stream is at it. `*good` is false after a message. */
static bool next(reader *from, char closer, bool first, bool *good) {
    dql_cli_stream *stream = &from->stream;
    int byte = dql_cli_stream_peek(stream);
    *good = true;
    if (byte == closer) {
        dql_cli_stream_skip(stream);
        return false;
    }
    if (first) {
        *good = byte >= 0 || dql_cli_stream_expected(stream, closer == ']' ? "a value or `]`" : "a key or `}`");
        return *good;
    }
    if (byte == ',') {
        dql_cli_stream_skip(stream);
        return true;
    }
    *good = dql_cli_stream_expected(stream, closer == ']' ? "`,` or `]`" : "`,` or `}`");
    return false;
}

static bool read_array(reader *from, bool are_tickets, bool are_asked_for) {
    bool good;
    dql_cli_stream_skip(&from->stream);
    for (bool first = true; next(from, ']', first, &good); first = false) {
        if (dql_cli_stream_peek(&from->stream) < 0) return dql_cli_stream_expected(&from->stream, "a value");
        bool read =
            are_tickets ? read_ticket(from, dql_cli_stream_value(&from->stream)) : read_related(from, are_asked_for);
        if (!read) return false;
    }
    return good;
}

/* The key of a member, up to its value. Longer ones than there is room for are cut, and are none that is looked for. */
static bool read_key(reader *from, char key[64]) {
    dql_cli_stream *stream = &from->stream;
    if (dql_cli_stream_peek(stream) != '"') return dql_cli_stream_expected(stream, "a key in double quotes");
    size_t length = dql_cli_stream_value(stream);
    const deskql_json_value *value = parse(from, length);
    if (!value) return false;
    snprintf(key, 64, "%s", deskql_json_value_text(value, NULL));
    dql_cli_stream_take(stream, length);
    if (dql_cli_stream_peek(stream) != ':') return dql_cli_stream_expected(stream, "`:`");
    dql_cli_stream_skip(stream);
    return dql_cli_stream_peek(stream) >= 0 || dql_cli_stream_expected(stream, "a value");
}

static bool read_included(reader *from) {
    bool good;
    char key[64];
    dql_cli_stream_skip(&from->stream);
    for (bool first = true; next(from, '}', first, &good); first = false) {
        if (!read_key(from, key)) return false;
        bool is_asked_for = from->tickets->kind && strcmp(key, from->tickets->kind) == 0;
        bool is_array = dql_cli_stream_peek(&from->stream) == '[';
        if (!(is_array ? read_array(from, false, is_asked_for) : read_related(from, false))) return false;
    }
    return good;
}

/* `ticket` of `tickets`, `company` of `companies`. */
static bool is_singular(const char *plural, const char *key, size_t length) {
    size_t all = strlen(plural);
    if (all > 3 && strcmp(plural + all - 3, "ies") == 0)
        return length == all - 2 && memcmp(key, plural, all - 3) == 0 && key[length - 1] == 'y';
    return all > 1 && plural[all - 1] == 's' && length == all - 1 && memcmp(key, plural, length) == 0;
}

static bool read_body(reader *from) {
    bool good;
    char key[64];
    dql_cli_stream_skip(&from->stream);
    for (bool first = true; next(from, '}', first, &good); first = false) {
        if (!read_key(from, key)) return false;
        int byte = dql_cli_stream_peek(&from->stream);
        bool read;
        if (byte == '[' && strcmp(key, from->tickets->key) == 0) {
            read = read_array(from, true, false);
        } else if (byte == '{' && is_singular(from->tickets->key, key, strlen(key))) {
            read = read_ticket(from, dql_cli_stream_value(&from->stream));
        } else if (byte == '{' && strcmp(key, "included") == 0) {
            read = read_included(from);
        } else {
            read = read_related(from, false);
        }
        if (!read) return false;
    }
    return good;
}

/* What no ticket has. */
static bool makes_a_body(const void *context, const char *key, size_t length, int first) {
    const dql_cli_tickets *tickets = context;
    if (first == '{') {
        return is_singular(tickets->key, key, length) ||
               (length == strlen("included") && memcmp(key, "included", length) == 0);
    }
    return first == '[' && length == strlen(tickets->key) && memcmp(key, tickets->key, length) == 0;
}

static bool read_object(reader *from) {
    bool is_body;
    size_t length = dql_cli_stream_object(&from->stream, makes_a_body, from->tickets, &is_body);
    return is_body ? read_body(from) : read_ticket(from, length);
}

bool dql_cli_tickets_read(dql_cli_tickets *tickets, const char *path, const char *input_name) {
    reader from = {.tickets = tickets};
    if (!dql_cli_stream_open(&from.stream, path, input_name)) return false;
    bool good = true;
    while (good) {
        int byte = dql_cli_stream_peek(&from.stream);
        if (byte == DQL_CLI_STREAM_END) break;
        if (byte == '[') {
            good = read_array(&from, true, false);
        } else if (byte == '{') {
            good = read_object(&from);
        } else {
            good = dql_cli_stream_expected(&from.stream, "`{` or `[`");
        }
    }
    dql_cli_stream_close(&from.stream);
    return good;
}
