/* The form that editors read: a line for each finding, each of its notes and its help. */
#include "render/render.h"

#include <string.h>

static void write_line(dql_render *render, const char *file, deskql_position place, const char *kind,
                       const char *message, const char *code) {
    dql_render_safe(render, file, strlen(file));
    dql_render_text(render, ":");
    dql_render_number(render, place.line);
    dql_render_text(render, ":");
    dql_render_number(render, place.column);
    dql_render_text(render, ": ");
    dql_render_text(render, kind);
    dql_render_text(render, ": ");
    dql_render_safe(render, message, strlen(message));
    if (code) {
        dql_render_text(render, " [");
        dql_render_text(render, code);
        dql_render_text(render, "]");
    }
    dql_render_text(render, "\n");
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
