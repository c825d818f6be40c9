#include "render/render.h"

#include <string.h>

const dql_render_form dql_render_forms[] = {
    {"human", "with the source and carets, for people", NULL, dql_render_human_query, NULL},
    {"gcc", "file:line:column: error: message [CODE], for editors", NULL, dql_render_gcc_query, NULL},
    {"json", "one JSON array of all findings", dql_render_json_begin, dql_render_json_query, dql_render_json_end},
    {"validator", "the API's own body of a 400, a line for each query", NULL, dql_render_validator_query, NULL},
};
const size_t dql_render_form_count = sizeof dql_render_forms / sizeof dql_render_forms[0];

const dql_render_form *dql_render_form_find(const char *name) {
    for (size_t i = 0; i < dql_render_form_count; i++) {
        if (strcmp(dql_render_forms[i].name, name) == 0) return &dql_render_forms[i];
    }
    return NULL;
}

static void flush(dql_render *render) {
    if (render->used && !render->failed && render->sink(render->context, render->stage, render->used) != 0) {
        render->failed = true;
    }
    render->used = 0;
}

void dql_render_begin(dql_render *render, const dql_render_form *form, deskql_sink sink, void *context, bool color) {
    render->form = form;
    render->sink = sink;
    render->context = context;
    render->color = color;
    render->failed = false;
    render->written = 0;
    render->used = 0;
    if (form->begin) form->begin(render);
}

void dql_render_query(dql_render *render, const dql_render_unit *unit) {
    render->form->query(render, unit);
    /* What is found is shown at once, not when the last file has been read. */
    flush(render);
}

bool dql_render_end(dql_render *render) {
    if (render->form->end) render->form->end(render);
    flush(render);
    return !render->failed;
}

void dql_render_write(dql_render *render, const char *bytes, size_t length) {
    while (length) {
        size_t room = sizeof render->stage - render->used;
        size_t piece = length < room ? length : room;
        memcpy(render->stage + render->used, bytes, piece);
        render->used += piece;
        bytes += piece;
        length -= piece;
        if (render->used == sizeof render->stage) flush(render);
    }
}

void dql_render_text(dql_render *render, const char *text) {
    dql_render_write(render, text, strlen(text));
}

void dql_render_number(dql_render *render, unsigned long number) {
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    dql_render_write(render, digits + at, sizeof digits - at);
}

const char *dql_render_file(const dql_render_unit *unit) {
    return unit->file ? unit->file : "<query>";
}

bool dql_render_same_range(deskql_range one, deskql_range other) {
    return one.start.offset == other.start.offset && one.end.offset == other.end.offset;
}

const char *dql_render_severity(deskql_severity severity) {
    return severity == DESKQL_ERROR ? "error" : "warning";
}
