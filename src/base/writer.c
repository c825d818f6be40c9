#include "base/writer.h"

#include <stdarg.h>
#include <stdio.h>

void dql_writer_to_buffer(dql_writer *writer, char *buffer, size_t capacity) {
    /* An empty place to point at, so that no pointer arithmetic is done on NULL. */
    static char nowhere[1];
    memset(writer, 0, sizeof *writer);
    writer->start = writer->at = buffer ? buffer : nowhere;
    writer->end = writer->start + (buffer ? capacity : 0);
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
    writer->start = larger;
    writer->at = larger + used;
    writer->end = larger + capacity;
    return true;
}

void dql_write_slowly(dql_writer *writer, const char *bytes, size_t length) {
    if (writer->arena) {
        if (!grow(writer, length)) return;
    } else if (writer->sink) {
        flush(writer);
        if (length > (size_t)(writer->end - writer->at)) {
            if (!writer->failed && writer->sink(writer->context, bytes, length) != 0) writer->failed = true;
            writer->gone += length;
            return;
        }
    } else {
        /* From here on the buffer is only counted for. */
        writer->end = writer->at;
        writer->gone += length;
        return;
    }
    memcpy(writer->at, bytes, length);
    writer->at += length;
}

deskql_status dql_writer_finish(dql_writer *writer) {
    if (writer->sink) flush(writer);
    if (!writer->failed) return DESKQL_OK;
    return writer->sink ? DESKQL_SINK_FAILED : DESKQL_NO_MEMORY;
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
