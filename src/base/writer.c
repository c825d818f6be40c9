#include "base/writer.h"

#include <stdarg.h>
#include <stdio.h>

static inline void enter(dql_writer *writer, char *start, size_t used, size_t capacity) {
    writer->start = start;
    writer->at = start + used;
    writer->end = start + capacity;
    writer->limit = capacity > DQL_RESERVED ? writer->end - DQL_RESERVED : start;
}

void dql_writer_to_buffer(dql_writer *writer, char *buffer, size_t capacity) {
    /* An empty place to point at, so that no pointer arithmetic is done on NULL. */
    static char nowhere[1];
    enter(writer, buffer ? buffer : nowhere, 0, capacity);
    writer->gone = 0;
    writer->sink = NULL;
    writer->arena = NULL;
    writer->failed = false;
}

void dql_writer_to_sink(dql_writer *writer, deskql_sink sink, void *context, char *stage, size_t stage_size) {
    dql_writer_to_buffer(writer, stage, stage_size);
    writer->sink = sink;
    writer->context = context;
}

void dql_writer_to_arena(dql_writer *writer, dql_arena *arena) {
    dql_writer_to_buffer(writer, NULL, 0);
    writer->arena = arena;
}

static void flush(dql_writer *writer) {
    size_t length = (size_t)(writer->at - writer->start);
    if (length && !writer->failed && writer->sink(writer->context, writer->start, length) != 0) writer->failed = true;
    writer->gone += length;
    writer->at = writer->start;
}

static bool grow(dql_writer *writer, size_t length) {
    size_t used = (size_t)(writer->at - writer->start);
    size_t capacity = 2 * used > 256 ? 2 * used : 256;
    if (capacity < used + length) capacity = used + length;
    char *larger = writer->failed ? NULL : dql_arena_take(writer->arena, capacity);
    if (!larger) {
        writer->failed = true;
        return false;
    }
    if (used) memcpy(larger, writer->start, used);
    enter(writer, larger, used, capacity);
    return true;
}

/* As much as what is left of the buffer holds; the rest is only counted. */
static int fill_rest(void *context, const char *bytes, size_t length) {
    dql_writer *writer = context;
    if (length > writer->rest_length) length = writer->rest_length;
    memcpy(writer->rest, bytes, length);
    writer->rest += length;
    writer->rest_length -= length;
    return 0;
}

/* Where the bytes go on: behind those of an arena, which grows by `length`, or in the emptied stage of a sink, as which a buffer goes on too. */
static void make_place(dql_writer *writer, size_t length) {
    if (writer->sink) {
        flush(writer);
    } else if (!writer->arena || !grow(writer, length)) {
        /* Without memory too: what is written then is only counted, and fails in the end. */
        writer->rest = writer->at;
        writer->rest_length = writer->arena ? 0 : (size_t)(writer->end - writer->at);
        writer->gone += (size_t)(writer->at - writer->start);
        writer->sink = fill_rest;
        writer->context = writer;
        enter(writer, writer->rest_stage, 0, sizeof writer->rest_stage);
    }
}

void dql_write_slowly(dql_writer *writer, const char *bytes, size_t length) {
    make_place(writer, length);
    if (length <= (size_t)(writer->end - writer->at)) {
        memcpy(writer->at, bytes, length);
        writer->at += length;
    } else {
        if (!writer->failed && writer->sink(writer->context, bytes, length) != 0) writer->failed = true;
        writer->gone += length;
    }
}

char *dql_reserve_slowly(dql_writer *writer, char *at) {
    writer->at = at;
    make_place(writer, DQL_RESERVED + 1);
    return writer->at;
}

deskql_status dql_writer_finish(dql_writer *writer) {
    if (writer->sink) flush(writer);
    if (!writer->failed) return DESKQL_OK;
    return writer->arena ? DESKQL_NO_MEMORY : DESKQL_SINK_FAILED;
}

char *dql_writer_text(dql_writer *writer, size_t *length) {
    dql_write_byte(writer, '\0');
    if (writer->failed) return NULL;
    writer->at--;
    if (length) *length = (size_t)(writer->at - writer->start);
    return writer->start;
}

void dql_write_format(dql_writer *writer, const char *format, ...) {
    char few[256];
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(few, sizeof few, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length < sizeof few) {
        dql_write(writer, few, (size_t)length);
    } else if (length > 0) {
        /* Long texts are written with dql_write; what is formatted here is short but for names of a schema. */
        dql_arena arena;
        dql_arena_init(&arena, writer->arena ? &writer->arena->allocator : NULL);
        char *text = dql_arena_take(&arena, (size_t)length + 1);
        if (text) {
            vsnprintf(text, (size_t)length + 1, format, again);
            dql_write(writer, text, (size_t)length);
        } else {
            writer->failed = true;
        }
        dql_arena_free(&arena);
    }
    va_end(again);
}
