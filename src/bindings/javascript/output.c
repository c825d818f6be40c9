/* The text of a call, and JSON in it. */
#include "bindings/javascript/output.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_CAPACITY (1024u * 1024u)

output_buffer output;

dql_render output_writer;

int output_append(void *context, const char *bytes, size_t length) {
    (void)context;
    if (length > output.capacity - output.length) {
        if (length > SIZE_MAX / 8 || output.length > SIZE_MAX / 8) return 1;
        size_t capacity = 2 * (output.length + length) + sizeof output_writer.stage;
        char *larger = realloc(output.bytes, capacity);
        if (!larger) return 1;
        output.bytes = larger;
        output.capacity = capacity;
    }
    memcpy(output.bytes + output.length, bytes, length);
    output.length += length;
    return 0;
}

void output_begin(void) {
    /* One long text shall not keep its memory for ever. */
    if (output.capacity > KEPT_CAPACITY) {
        free(output.bytes);
        output.bytes = NULL;
        output.capacity = 0;
    }
    output.length = 0;
    dql_render_begin_part(&output_writer, NULL, output_append, NULL, false);
}

deskql_status output_end(void) {
    return dql_render_end_part(&output_writer) ? DESKQL_OK : DESKQL_NO_MEMORY;
}

int output_bytes(void *context, const char *bytes, size_t length) {
    (void)context;
    dql_render_write(&output_writer, bytes, length);
    return output_writer.failed;
}

deskql_status output_end_with(deskql_status status) {
    deskql_status written = output_end();
    return written == DESKQL_OK && status != DESKQL_SINK_FAILED ? status : DESKQL_NO_MEMORY;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

void output_text(const char *text) {
    dql_render_text(&output_writer, text);
}

void output_member(const char *key, const char *text) {
    output_text(key);
    if (text) {
        dql_render_json_string(&output_writer, text);
    } else {
        output_text("null");
    }
}

void output_number(const char *key, uint64_t number) {
    output_text(key);
    dql_render_number(&output_writer, number);
}

void output_boolean(const char *key, bool value) {
    output_text(key);
    output_text(value ? "true" : "false");
}

static void position(const char *key, deskql_position place) {
    output_text(key);
    output_number("{\"line\":", place.line);
    output_number(",\"column\":", place.column);
    output_number(",\"offset\":", place.offset);
    output_number(",\"index\":", place.index);
    output_text("}");
}

void output_range(const char *key, deskql_range range) {
    output_text(key);
    position("{\"start\":", range.start);
    position(",\"end\":", range.end);
    output_text("}");
}

void output_place(const char *key, const deskql_document *document, deskql_range range) {
    output_range(key, deskql_document_count_in(document, DESKQL_UNIT_UTF16, range));
}

void output_integer(int64_t value) {
    if (value < 0) output_text("-");
    dql_render_number(&output_writer, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}
