/* The forms in which tickets come. */
#include "cli/io/tickets.h"

#include "cli/cli.h"
#include "cli/io/pieces.h"

#include <string.h>

typedef struct reader {
    dql_cli_tickets *tickets;
    dql_cli_pieces pieces;
} reader;

/* Whether an object has a member of that name, or of what stands before the name's first dot. */
static bool has_member(const deskql_json_value *object, const char *name) {
    size_t length = strcspn(name, ".");
    for (const deskql_json_value *at = deskql_json_value_first(object); at; at = deskql_json_value_next(at)) {
        size_t size;
        const char *key = deskql_json_value_key(at, &size);
        if (key && size == length && memcmp(key, name, length) == 0) return true;
    }
    return false;
}

/* Whether an object can be a ticket at all; what is none is a mistake in the file. Most have an id. */
static bool is_ticket(const deskql_endpoint *endpoint, const deskql_json_value *object) {
    if (deskql_json_value_member(object, "id")) return true;
    deskql_field_info info;
    for (size_t i = 0; deskql_endpoint_filter_at(endpoint, i, &info); i++) {
        if (has_member(object, info.name)) return true;
    }
    for (size_t i = 0; i < deskql_endpoint_order_count(endpoint); i++) {
        if (has_member(object, deskql_endpoint_order_at(endpoint, i))) return true;
    }
    return false;
}

/* An answer with errors, or of another API. Returns false. */
static bool report_object(const dql_cli_stream *stream, const char *key, const deskql_json_value *object) {
    const char *first = deskql_json_value_key(deskql_json_value_first(object), NULL);
    dql_cli_error("%s:%lu:%lu: this object has no `id`, and no field of `%s`", stream->name, stream->line,
                  stream->column, key);
    if (deskql_json_value_member(object, "errors")) {
        dql_cli_hint("it is an answer with errors: `deskql explain --answer` shows them in the query");
    } else if (first) {
        dql_cli_hint("it begins with `%s`; a file holds `{\"%s\": [...]}`, an array, or one object a line", first, key);
    }
    return false;
}

static bool read_ticket(reader *from, size_t length) {
    const dql_cli_tickets *tickets = from->tickets;
    const deskql_json_value *ticket = dql_cli_piece_parse(&from->pieces, length);
    if (!ticket) return false;
    if (deskql_json_value_type(ticket) != DESKQL_JSON_OBJECT)
        return dql_cli_stream_expected(&from->pieces.stream, "an object");
    const char *key = deskql_endpoint_name(tickets->endpoint);
    if (!is_ticket(tickets->endpoint, ticket)) return report_object(&from->pieces.stream, key, ticket);
    if (!tickets->ticket(tickets->context, ticket, from->pieces.stream.buffer + from->pieces.stream.start, length))
        return false;
    dql_cli_stream_take(&from->pieces.stream, length);
    return true;
}

static bool read_related(reader *from, bool is_asked_for) {
    const dql_cli_tickets *tickets = from->tickets;
    size_t length = dql_cli_stream_value(&from->pieces.stream);
    const deskql_json_value *item = dql_cli_piece_parse(&from->pieces, length);
    if (!item || (is_asked_for && !tickets->related(tickets->context, item))) return false;
    dql_cli_stream_take(&from->pieces.stream, length);
    return true;
}

/* ---- Arrays and objects, of which the stream is at the opening bracket ------------------------------------------------ */

static bool read_array(reader *from, bool are_tickets, bool are_asked_for) {
    bool good;
    dql_cli_stream_skip(&from->pieces.stream);
    for (bool first = true; dql_cli_piece_next(&from->pieces, ']', first, &good); first = false) {
        if (dql_cli_stream_peek(&from->pieces.stream) < 0)
            return dql_cli_stream_expected(&from->pieces.stream, "a value");
        bool read = are_tickets ? read_ticket(from, dql_cli_stream_value(&from->pieces.stream))
                                : read_related(from, are_asked_for);
        if (!read) return false;
    }
    return good;
}

static bool read_included(reader *from) {
    bool good;
    char key[DQL_CLI_LONGEST_KEY];
    dql_cli_stream_skip(&from->pieces.stream);
    for (bool first = true; dql_cli_piece_next(&from->pieces, '}', first, &good); first = false) {
        if (!dql_cli_piece_key(&from->pieces, key)) return false;
        bool is_asked_for = from->tickets->kind && strcmp(key, from->tickets->kind) == 0;
        bool is_array = dql_cli_stream_peek(&from->pieces.stream) == '[';
        if (!(is_array ? read_array(from, false, is_asked_for) : read_related(from, false))) return false;
    }
    return good;
}

static bool read_member(reader *from, const char *key) {
    const dql_cli_tickets *tickets = from->tickets;
    size_t length;
    const deskql_json_value *value = dql_cli_piece_value(&from->pieces, &length);
    if (value && tickets->member) tickets->member(tickets->context, key, value);
    if (value) dql_cli_stream_take(&from->pieces.stream, length);
    return value != NULL;
}

/* Things related to no ticket are no answer to the query: what they stand beside may be errors, or of another API. */
static bool report_body(const reader *from, unsigned long line, unsigned long column) {
    return dql_cli_refuse(NULL, "%s:%lu:%lu: this answer has `included`, and no `%s`", from->pieces.stream.name, line,
                          column, deskql_endpoint_name(from->tickets->endpoint));
}

static bool read_body(reader *from) {
    bool good;
    bool has_tickets = false;
    unsigned long line = from->pieces.stream.line;
    unsigned long column = from->pieces.stream.column;
    const char *plural = deskql_endpoint_name(from->tickets->endpoint);
    char key[DQL_CLI_LONGEST_KEY];
    dql_cli_stream_skip(&from->pieces.stream);
    for (bool first = true; dql_cli_piece_next(&from->pieces, '}', first, &good); first = false) {
        if (!dql_cli_piece_key(&from->pieces, key)) return false;
        int byte = dql_cli_stream_peek(&from->pieces.stream);
        bool read;
        if (byte == '[' && strcmp(key, plural) == 0) {
            has_tickets = true;
            read = read_array(from, true, false);
        } else if (byte == '{' && dql_cli_is_singular(plural, key, strlen(key))) {
            has_tickets = true;
            read = read_ticket(from, dql_cli_stream_value(&from->pieces.stream));
        } else if (byte == '{' && strcmp(key, "included") == 0) {
            read = read_included(from);
        } else {
            read = read_member(from, key);
        }
        if (!read) return false;
    }
    return good && !has_tickets ? report_body(from, line, column) : good;
}

/* What no ticket has. */
static bool makes_a_body(const void *context, const char *key, size_t length, int first) {
    const dql_cli_tickets *tickets = context;
    const char *plural = deskql_endpoint_name(tickets->endpoint);
    if (first == '{') {
        return dql_cli_is_singular(plural, key, length) ||
               (length == strlen("included") && memcmp(key, "included", length) == 0);
    }
    return first == '[' && length == strlen(plural) && memcmp(key, plural, length) == 0;
}

static bool read_object(reader *from) {
    bool is_body;
    size_t length = dql_cli_stream_object(&from->pieces.stream, makes_a_body, from->tickets, &is_body);
    return is_body ? read_body(from) : read_ticket(from, length);
}

bool dql_cli_tickets_read(dql_cli_tickets *tickets, const char *path, const char *input_name) {
    reader from = {.tickets = tickets, .pieces.json = &tickets->json};
    if (!dql_cli_stream_open(&from.pieces.stream, path, input_name)) return false;
    bool good = true;
    while (good) {
        int byte = dql_cli_stream_peek(&from.pieces.stream);
        if (byte == DQL_CLI_STREAM_END) break;
        if (byte == '[') {
            good = read_array(&from, true, false);
        } else if (byte == '{') {
            good = read_object(&from);
        } else {
            good = dql_cli_stream_expected(&from.pieces.stream, "`{` or `[`");
            if (byte == '<') dql_cli_hint("it looks like a web page: the API answers in JSON");
        }
        tickets->values += good;
    }
    dql_cli_stream_close(&from.pieces.stream);
    return good;
}
