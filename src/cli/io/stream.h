/* JSON that is read in pieces, value by value, in memory that does not grow with the file. */
#ifndef DQL_CLI_IO_STREAM_H
#define DQL_CLI_IO_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* The longest single value, in bytes. */
#define DQL_CLI_LONGEST_VALUE (256u * 1024 * 1024)

typedef struct dql_cli_stream {
    int file;
    /* For messages. */
    const char *name;
    char *buffer;
    size_t capacity;
    /* What has been read and not yet taken. */
    size_t start;
    size_t end;
    bool ended;
    bool failed;
    /* Of buffer[start], from 1; columns in characters. */
    unsigned long line;
    unsigned long column;
    /* The byte before was a carriage return. */
    bool after_return;
} dql_cli_stream;

/* `-` is standard input, which messages call `input_name`. Returns false after a message. */
bool dql_cli_stream_open(dql_cli_stream *stream, const char *path, const char *input_name);
/* A copy of a text that is in memory. Returns false after a message. */
bool dql_cli_stream_open_text(dql_cli_stream *stream, const char *name, const char *text, size_t length);
void dql_cli_stream_close(dql_cli_stream *stream);

#define DQL_CLI_STREAM_END (-1)
#define DQL_CLI_STREAM_FAILED (-2)

/* The next byte that is no white space; it is not taken. Or one of the above, FAILED after a message. */
int dql_cli_stream_peek(dql_cli_stream *stream);
/* Takes the byte that was peeked at. */
void dql_cli_stream_skip(dql_cli_stream *stream);
/* Reports that something else was expected where the stream is. Returns false. */
bool dql_cli_stream_expected(dql_cli_stream *stream, const char *what);

/*
 * How many bytes, from where the stream is, the value that begins there has, or as much of it as there is: whoever parses it finds
 * what is wrong with it. They are at buffer + start, until the next call. 0 after a message.
 */
size_t dql_cli_stream_value(dql_cli_stream *stream);
/* The same of an object, but stops, with `*found` true, where a member begins that `is_sought` knows by its key, the bytes between
   the quotes, and the first byte of its value. */
typedef bool dql_cli_sought(const void *context, const char *key, size_t length, int first);
size_t dql_cli_stream_object(dql_cli_stream *stream, dql_cli_sought *is_sought, const void *context, bool *found);
/* Takes so many bytes. */
void dql_cli_stream_take(dql_cli_stream *stream, size_t length);

#endif
