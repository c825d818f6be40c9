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

static void write_number(dql_render *render, const char *key, uint32_t number) {
    dql_render_text(render, key);
    dql_render_number(render, number);
}

static void write_properties(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    const deskql_range *range = &finding->range;
    if (unit->file) {
        dql_render_text(render, "file=");
        write_escaped(render, unit->file, true);
        dql_render_text(render, ",");
    }
    write_number(render, "line=", range->start.line);
    /* Columns are for ranges within one line. */
    if (range->start.line == range->end.line) {
        write_number(render, ",col=", range->start.column);
        if (range->end.column > range->start.column) write_number(render, ",endColumn=", range->end.column);
    } else {
        write_number(render, ",endLine=", range->end.line);
    }
    dql_render_text(render, ",title=");
    dql_render_text(render, finding->code_text);
    dql_render_text(render, " ");
    dql_render_text(render, finding->slug);
}

static void write_more(dql_render *render, const char *kind, const char *text) {
    dql_render_text(render, "%0A");
    dql_render_text(render, kind);
    write_escaped(render, text, false);
}

static void write_finding(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    dql_render_text(render, "::");
    dql_render_text(render, dql_render_severity(finding->severity));
    dql_render_text(render, " ");
    write_properties(render, unit, finding);
    dql_render_text(render, "::");
    write_escaped(render, finding->message, false);
    for (size_t i = 0; i < finding->note_count; i++) {
        const deskql_note *note = &finding->notes[i];
        if (dql_render_same_range(note->range, finding->range)) continue;
        write_number(render, "%0Aline ", note->range.start.line);
        write_number(render, ", column ", note->range.start.column);
        dql_render_text(render, ": ");
        write_escaped(render, note->message, false);
    }
    for (size_t i = 0; i < finding->help_count; i++) write_more(render, "help: ", finding->help[i]);
    dql_render_text(render, "\n");
}

void dql_render_github_query(dql_render *render, const dql_render_unit *unit) {
    for (size_t i = 0; i < unit->count; i++) write_finding(render, unit, unit->findings[i]);
}

void dql_render_github_failure(dql_render *render, const char *file, const char *message) {
    dql_render_text(render, file ? "::error file=" : "::error ");
    if (file) {
        write_escaped(render, file, true);
        dql_render_text(render, ",");
    }
    dql_render_text(render, "title=deskql::");
    write_escaped(render, message, false);
    dql_render_text(render, "\n");
}
