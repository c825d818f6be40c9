/* Workflow commands of GitHub Actions, which it shows beside the lines of a pull request. */
#include "render/render.h"

#include <string.h>

/* What would end a command, or one of its properties, is written so that it does not. */
static const char *escape_of(uint32_t character, bool is_property) {
    switch (character) {
    case '%':
        return "%25";
    case '\r':
        return "%0D";
    case '\n':
        return "%0A";
    case ':':
        return is_property ? "%3A" : NULL;
    case ',':
        return is_property ? "%2C" : NULL;
    default:
        return NULL;
    }
}

static void write_escaped(dql_render *render, const char *text, bool is_property) {
    size_t length = strlen(text);
    dql_render_shown shown;
    for (size_t at = 0; at < length;) {
        at += dql_render_show(text, length, at, &shown);
        const char *escape = escape_of(shown.character, is_property);
        if (escape) {
            dql_render_text(render, escape);
        } else {
            dql_render_write(render, shown.bytes, shown.length);
        }
    }
}

static void put_property(dql_render *render, const char *text, bool is_quoted) {
    (void)is_quoted;
    write_escaped(render, text, true);
}

static void write_properties(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    deskql_position start = finding->range.start;
    deskql_position end = finding->range.end;
    if (unit->file) dql_render_print_by(render, put_property, "file=%s,", unit->file);
    dql_render_print(render, "line=%u", start.line);
    /* Columns are for ranges within one line. */
    if (start.line != end.line) {
        dql_render_print(render, ",endLine=%u", end.line);
    } else {
        dql_render_print(render, ",col=%u", start.column);
        if (end.column > start.column) dql_render_print(render, ",endColumn=%u", end.column);
    }
    dql_render_print(render, ",title=%s %s", finding->code_text, finding->slug);
}

static void write_finding(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    dql_render_print(render, "::%s ", dql_render_severity(finding->severity));
    write_properties(render, unit, finding);
    dql_render_text(render, "::");
    write_escaped(render, finding->message, false);
    for (size_t i = 0; i < finding->note_count; i++) {
        const deskql_note *note = &finding->notes[i];
        if (dql_render_same_range(note->range, finding->range)) continue;
        dql_render_text(render, "%0A");
        dql_render_print(render, "line %u, column %u: ", note->range.start.line, note->range.start.column);
        write_escaped(render, note->message, false);
    }
    for (size_t i = 0; i < finding->help_count; i++) {
        dql_render_text(render, "%0Ahelp: ");
        write_escaped(render, finding->help[i], false);
    }
    dql_render_text(render, "\n");
}

void dql_render_github_query(dql_render *render, const dql_render_unit *unit) {
    for (size_t i = 0; i < unit->count; i++) write_finding(render, unit, unit->findings[i]);
}

void dql_render_github_failure(dql_render *render, const char *file, const char *message) {
    dql_render_text(render, "::error ");
    if (file) dql_render_print_by(render, put_property, "file=%s,", file);
    dql_render_text(render, "title=deskql::");
    write_escaped(render, message, false);
    dql_render_text(render, "\n");
}
