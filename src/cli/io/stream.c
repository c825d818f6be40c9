/* JSON that is read in pieces. Brackets and quotes alone are looked at: all else is for the parser of each value. */
#define _POSIX_C_SOURCE 200809L
#include "cli/io/stream.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_CAPACITY (256u * 1024)

/* ---- Reading ------------------------------------------------------------------------------------------------------- */

static bool report_reading(const dql_cli_stream *stream, int reason) {
    return dql_cli_refuse(NULL, "cannot read `%s`: %s", stream->name, strerror(reason));
}

/* Makes room behind what there is: by moving it to the front, or else by a larger buffer. */
static bool reserve(dql_cli_stream *stream) {
    if (stream->end < stream->capacity) return true;
    if (stream->start > 0) {
        memmove(stream->buffer, stream->buffer + stream->start, stream->end - stream->start);
        stream->end -= stream->start;
        stream->start = 0;
        return true;
    }
    if (stream->capacity >= DQL_CLI_LONGEST_VALUE)
        return dql_cli_refuse(NULL, "%s:%lu:%lu: a value of more than %u MiB", stream->name, stream->line,
                              stream->column, DQL_CLI_LONGEST_VALUE / 1024 / 1024);
    size_t capacity = stream->capacity ? 2 * stream->capacity : FIRST_CAPACITY;
    char *larger = realloc(stream->buffer, capacity);
    if (!larger) return report_reading(stream, ENOMEM);
    stream->buffer = larger;
    stream->capacity = capacity;
    return true;
}

/* Reads on. Returns false at the end and after a message, of which there is one. */
static bool fill(dql_cli_stream *stream) {
    if (stream->ended || stream->failed) return false;
    stream->failed = !reserve(stream);
    if (stream->failed) return false;
    ssize_t count;
    do {
        count = read(stream->file, stream->buffer + stream->end, stream->capacity - stream->end);
    } while (count < 0 && errno == EINTR);
    stream->failed = count < 0;
    if (stream->failed) return report_reading(stream, errno);
    stream->end += (size_t)count;
    stream->ended = count == 0;
    return count > 0;
}

/* The byte so far behind where the stream is; or END, or FAILED. */
static inline int byte_at(dql_cli_stream *stream, size_t ahead) {
    while (ahead >= stream->end - stream->start) {
        if (!fill(stream)) return stream->failed ? DQL_CLI_STREAM_FAILED : DQL_CLI_STREAM_END;
    }
    return (unsigned char)stream->buffer[stream->start + ahead];
}

void dql_cli_stream_take(dql_cli_stream *stream, size_t length) {
    const char *bytes = stream->buffer + stream->start;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '\n' || byte == '\r') {
            if (byte == '\r' || !stream->after_return) stream->line++;
            stream->column = 1;
        } else if (byte < 0x80 || byte >= 0xC0) {
            stream->column++;
        }
        stream->after_return = byte == '\r';
    }
    stream->start += length;
}

static void skip_mark(dql_cli_stream *stream) {
    if (byte_at(stream, 0) == 0xEF && byte_at(stream, 1) == 0xBB && byte_at(stream, 2) == 0xBF) stream->start += 3;
}

bool dql_cli_stream_open_text(dql_cli_stream *stream, const char *name, const char *text, size_t length) {
    *stream = (dql_cli_stream){.file = -1, .name = name, .line = 1, .column = 1, .ended = true};
    stream->buffer = malloc(length + 1);
    if (!stream->buffer) return report_reading(stream, ENOMEM);
    if (length) memcpy(stream->buffer, text, length);
    stream->capacity = length + 1;
    stream->end = length;
    skip_mark(stream);
    return true;
}

bool dql_cli_stream_open(dql_cli_stream *stream, const char *path, const char *input_name) {
    bool is_input = strcmp(path, "-") == 0;
    *stream = (dql_cli_stream){.name = is_input ? input_name : path, .line = 1, .column = 1};
    stream->file = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (stream->file < 0) return report_reading(stream, errno);
    skip_mark(stream);
    if (!stream->failed) return true;
    dql_cli_stream_close(stream);
    return false;
}

void dql_cli_stream_close(dql_cli_stream *stream) {
    if (stream->file > STDIN_FILENO) close(stream->file);
    stream->file = -1;
    free(stream->buffer);
    stream->buffer = NULL;
}

/* ---- Tokens -------------------------------------------------------------------------------------------------------- */

static bool is_space(int byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Where, from `at` on, what is no white space begins. */
static size_t skip_space(dql_cli_stream *stream, size_t at) {
    while (is_space(byte_at(stream, at))) at++;
    return at;
}

int dql_cli_stream_peek(dql_cli_stream *stream) {
    while (is_space(byte_at(stream, 0))) dql_cli_stream_take(stream, 1);
    return byte_at(stream, 0);
}

void dql_cli_stream_skip(dql_cli_stream *stream) {
    dql_cli_stream_take(stream, 1);
}

bool dql_cli_stream_expected(dql_cli_stream *stream, const char *what) {
    int byte = dql_cli_stream_peek(stream);
    if (byte == DQL_CLI_STREAM_FAILED) return false;
    if (byte == DQL_CLI_STREAM_END)
        return dql_cli_refuse(NULL, "%s:%lu:%lu: expected %s, but the text ends", stream->name, stream->line,
                              stream->column, what);
    /* All of a character is shown. */
    size_t length = 1;
    while (length < 4 && byte >= 0xC0 && (byte_at(stream, length) & ~0x3F) == 0x80) length++;
    return dql_cli_refuse(NULL, "%s:%lu:%lu: expected %s, found `%.*s`", stream->name, stream->line, stream->column,
                          what, (int)length, stream->buffer + stream->start);
}

/* The end of the string whose opening quote is at `at`. */
static size_t string_end(dql_cli_stream *stream, size_t at) {
    at++;
    for (;;) {
        int byte = byte_at(stream, at);
        if (byte < 0) return at;
        const char *bytes = stream->buffer + stream->start;
        size_t end = stream->end - stream->start;
        while (at < end && bytes[at] != '"' && bytes[at] != '\\') at++;
        if (at == end) continue;
        if (bytes[at] == '"') return at + 1;
        if (byte_at(stream, at + 1) < 0) return at + 1;
        at += 2;
    }
}

/* The end of a number or word, and of what is neither: where something else begins. */
static size_t word_end(dql_cli_stream *stream, size_t at) {
    int byte = byte_at(stream, at++);
    if (byte == ',' || byte == ':' || byte == ']' || byte == '}') return at;
    for (;; at++) {
        byte = byte_at(stream, at);
        if (byte < 0 || is_space(byte) || strchr(",:[]{}\"", byte)) return at;
    }
}

/* The end of the value that begins at `at`. It does not matter which bracket closes which. */
static size_t value_end(dql_cli_stream *stream, size_t at) {
    int byte = byte_at(stream, at);
    if (byte == '"') return string_end(stream, at);
    if (byte != '[' && byte != '{') return byte < 0 ? at : word_end(stream, at);
    size_t depth = 0;
    for (;;) {
        byte = byte_at(stream, at);
        if (byte < 0) return at;
        if (byte == '"') {
            at = string_end(stream, at);
            continue;
        }
        at++;
        if (byte == '[' || byte == '{') depth++;
        if ((byte == ']' || byte == '}') && --depth == 0) return at;
    }
}

/* A value that could not be read to its end, not for its own fault, is none. */
static size_t checked(dql_cli_stream *stream, size_t end) {
    return stream->failed ? 0 : end;
}

size_t dql_cli_stream_value(dql_cli_stream *stream) {
    return checked(stream, value_end(stream, 0));
}

size_t dql_cli_stream_object(dql_cli_stream *stream, dql_cli_sought *is_sought, const void *context, bool *found) {
    size_t at = 1;
    *found = false;
    for (;;) {
        size_t key = skip_space(stream, at);
        int byte = byte_at(stream, key);
        if (byte == '}') return checked(stream, key + 1);
        if (byte != '"') break;
        size_t key_end = string_end(stream, key);
        at = skip_space(stream, key_end);
        if (byte_at(stream, at) != ':') break;
        size_t value = skip_space(stream, at + 1);
        int first = byte_at(stream, value);
        if (first < 0) break;
        if (is_sought(context, stream->buffer + stream->start + key + 1, key_end - key - 2, first)) {
            *found = true;
            return at;
        }
        at = skip_space(stream, value_end(stream, value));
        byte = byte_at(stream, at++);
        if (byte == '}') return checked(stream, at);
        if (byte != ',') break;
    }
    /* The parser has to see it. */
    return dql_cli_stream_value(stream);
}
