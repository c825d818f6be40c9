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

void output_print(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    dql_render_print_list(&output_writer, NULL, format, arguments);
    va_end(arguments);
}

const char *output_boolean(bool value) {
    return value ? "true" : "false";
}

void output_place(const deskql_document *document, deskql_range range) {
    dql_render_json_range(&output_writer, deskql_document_count_in(document, DESKQL_UNIT_UTF16, range), true);
}
