#include "cli/io/pieces.h"

#include "cli/cli.h"

#include <string.h>

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

const deskql_json_value *dql_cli_piece_parse(dql_cli_pieces *from, size_t length) {
    dql_cli_stream *stream = &from->stream;
    if (length == 0) return NULL;
    deskql_json **json = from->json;
    deskql_status status = deskql_json_parse(stream->buffer + stream->start, length, NULL, json);
    if (status == DESKQL_INVALID) {
        report_finding(stream, deskql_json_findings(*json));
    } else if (status != DESKQL_OK) {
        dql_cli_error("%s", deskql_status_text(status));
    }
    return status == DESKQL_OK ? deskql_json_root(*json) : NULL;
}

const deskql_json_value *dql_cli_piece_value(dql_cli_pieces *from, size_t *length) {
    *length = dql_cli_stream_value(&from->stream);
    return dql_cli_piece_parse(from, *length);
}

bool dql_cli_piece_skip(dql_cli_pieces *from) {
    size_t length;
    if (!dql_cli_piece_value(from, &length)) return false;
    dql_cli_stream_take(&from->stream, length);
    return true;
}

bool dql_cli_piece_next(dql_cli_pieces *from, char closer, bool first, bool *good) {
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

bool dql_cli_piece_key(dql_cli_pieces *from, char key[DQL_CLI_LONGEST_KEY]) {
    dql_cli_stream *stream = &from->stream;
    if (dql_cli_stream_peek(stream) != '"') return dql_cli_stream_expected(stream, "a key in double quotes");
    size_t length = dql_cli_stream_value(stream);
    const deskql_json_value *value = dql_cli_piece_parse(from, length);
    if (!value) return false;
    snprintf(key, DQL_CLI_LONGEST_KEY, "%s", deskql_json_value_text(value, NULL));
    dql_cli_stream_take(stream, length);
    if (dql_cli_stream_peek(stream) != ':') return dql_cli_stream_expected(stream, "`:`");
    dql_cli_stream_skip(stream);
    return dql_cli_stream_peek(stream) >= 0 || dql_cli_stream_expected(stream, "a value");
}

bool dql_cli_is_singular(const char *plural, const char *key, size_t length) {
    size_t all = strlen(plural);
    if (all > 3 && strcmp(plural + all - 3, "ies") == 0)
        return length == all - 2 && memcmp(key, plural, all - 3) == 0 && key[length - 1] == 'y';
    return all > 1 && plural[all - 1] == 's' && length == all - 1 && memcmp(key, plural, length) == 0;
}
