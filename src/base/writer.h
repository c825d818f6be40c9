/*
 * A writer: where output goes, be it the caller's buffer, the caller's sink or the arena.
 *
 * Into a buffer that is too small nothing more is written, but the length goes on being counted, so that the caller learns
 * what it needs.
 */
#ifndef DQL_BASE_WRITER_H
#define DQL_BASE_WRITER_H

#include "base/arena.h"

#include <deskql/status.h>
#include <string.h>

/* The bytes that dql_reserve reserves; every stage is larger. */
#define DQL_RESERVED 160u

typedef struct dql_writer {
    char *at;
    char *end;
    char *limit; /* from here on less than DQL_RESERVED bytes are left */
    char *start;
    /* Bytes that are no longer between start and at: flushed to the sink. */
    size_t gone;
    deskql_sink sink;
    void *context;
    dql_arena *arena;
    bool failed;
    /* Of a buffer that is nearly full: what is left of it, and the stage of the sink that fills it to its last byte. */
    char *rest;
    size_t rest_length;
    char rest_stage[2 * DQL_RESERVED];
} dql_writer;

/* `buffer` may be NULL if `capacity` is 0, which counts alone. */
void dql_writer_to_buffer(dql_writer *writer, char *buffer, size_t capacity);
/* `stage` is where bytes are gathered before they go to the sink; it must outlive the writer. */
void dql_writer_to_sink(dql_writer *writer, deskql_sink sink, void *context, char *stage, size_t stage_size);
/* Grows in the arena. */
void dql_writer_to_arena(dql_writer *writer, dql_arena *arena);
/* Flushes a sink, and what was reserved of a buffer. Returns DESKQL_SINK_FAILED, DESKQL_NO_MEMORY (arena) or DESKQL_OK. */
deskql_status dql_writer_finish(dql_writer *writer);
/* What an arena writer holds, NUL-terminated; `*length` may be NULL. NULL when there was no memory. */
char *dql_writer_text(dql_writer *writer, size_t *length);
/* For bytes that do not fit; call dql_write. */
void dql_write_slowly(dql_writer *writer, const char *bytes, size_t length);

/* The bytes written so far. */
static inline size_t dql_writer_length(const dql_writer *writer) {
    return writer->gone + (size_t)(writer->at - writer->start);
}

static inline void dql_write(dql_writer *writer, const char *bytes, size_t length) {
    if (length <= (size_t)(writer->end - writer->at)) {
        if (length) memcpy(writer->at, bytes, length);
        writer->at += length;
    } else {
        dql_write_slowly(writer, bytes, length);
    }
}

static inline void dql_write_byte(dql_writer *writer, char byte) {
    if (writer->at < writer->end) {
        *writer->at++ = byte;
    } else {
        dql_write_slowly(writer, &byte, 1);
    }
}

/*
 * Writing unchecked: who knows the most bytes that are written next reserves them, puts them where a pointer of his own is, and in the end gives
 * that back as writer->at. A buffer then needs dql_writer_finish.
 */

/* For where they do not fit; call dql_reserve. */
char *dql_reserve_slowly(dql_writer *writer, char *at);

/* `at`, or where to go on instead: DQL_RESERVED bytes can be written there. */
static inline char *dql_reserve(dql_writer *writer, char *at) {
    return at < writer->limit ? at : dql_reserve_slowly(writer, at);
}

/* A NUL-terminated text; for a literal the length is a constant. */
static inline void dql_write_text(dql_writer *writer, const char *text) {
    dql_write(writer, text, strlen(text));
}
DQL_FORMAT(2, 3) void dql_write_format(dql_writer *writer, const char *format, ...);

#endif
