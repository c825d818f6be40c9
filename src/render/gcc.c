/* The form that editors read: a line for each finding, each of its notes and its help. */
#include "render/render.h"

#include <string.h>

/* What stands around a message: many small pieces, written as one. */
typedef struct frame {
    char bytes[128];
    size_t length;
} frame;

static inline void add(frame *to, const char *text, size_t length) {
    memcpy(to->bytes + to->length, text, length);
    to->length += length;
}

static void add_number(frame *to, uint32_t number) {
    char digits[DQL_RENDER_DIGITS];
    size_t at = dql_render_digits(number, digits);
    add(to, ":", 1);
    add(to, digits + at, sizeof digits - at);
}

static void write_line(dql_render *render, const char *file, deskql_position place, const char *kind,
                       const char *message, const char *code) {
    frame before;
    frame after;
    before.length = after.length = 0;
    add_number(&before, place.line);
    add_number(&before, place.column);
    add(&before, ": ", 2);
    add(&before, kind, strlen(kind));
    add(&before, ": ", 2);
    if (code) {
        add(&after, " [", 2);
        add(&after, code, strlen(code));
        add(&after, "]", 1);
    }
    add(&after, "\n", 1);
    dql_render_safe(render, file, strlen(file));
    dql_render_write(render, before.bytes, before.length);
    dql_render_safe(render, message, strlen(message));
    dql_render_write(render, after.bytes, after.length);
}

void dql_render_gcc_query(dql_render *render, const dql_render_unit *unit) {
    const char *file = dql_render_file(unit);
    for (size_t i = 0; i < unit->count; i++) {
        const deskql_finding *finding = unit->findings[i];
        write_line(render, file, finding->range.start, dql_render_severity(finding->severity), finding->message,
                   finding->code_text);
        for (size_t j = 0; j < finding->note_count; j++) {
            /* What stands beside the carets elsewhere says nothing that the message does not. */
            if (dql_render_same_range(finding->notes[j].range, finding->range)) continue;
            write_line(render, file, finding->notes[j].range.start, "note", finding->notes[j].message, NULL);
        }
        for (size_t j = 0; j < finding->help_count; j++)
            write_line(render, file, finding->range.start, "note", finding->help[j], NULL);
    }
}
