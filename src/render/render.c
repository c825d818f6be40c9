#include "render/render.h"

#include <stdlib.h>
#include <string.h>

const dql_render_form dql_render_forms[] = {
    {"human", "with the source and carets, for people", "\n", false, NULL, dql_render_human_query, NULL, NULL, NULL},
    {"gcc", "file:line:column: error: message [CODE], for editors", "", false, NULL, dql_render_gcc_query, NULL, NULL,
     NULL},
    {"json", "one JSON array of all findings", ",\n ", true, dql_render_json_begin, dql_render_json_query, NULL, NULL,
     dql_render_json_end},
    {"validator", "the API's own body of a 400, a line for each query", "", false, NULL, dql_render_validator_query,
     NULL, NULL, NULL},
    {"sarif", "SARIF 2.1.0, for code scanning", ",\n", true, dql_render_sarif_begin, dql_render_sarif_query,
     dql_render_sarif_failure, NULL, dql_render_sarif_end},
    {"github", "workflow commands, for annotations of GitHub", "", false, NULL, dql_render_github_query,
     dql_render_github_failure, NULL, NULL},
    {"junit", "JUnit's XML, a test case for each query", "", false, dql_render_junit_begin, dql_render_junit_query,
     dql_render_junit_failure, dql_render_junit_rest, dql_render_junit_end},
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

void dql_render_begin_part(dql_render *part, const dql_render_form *form, deskql_sink sink, void *context, bool color) {
    memset(part, 0, offsetof(dql_render, stage));
    part->form = form;
    part->sink = sink;
    part->context = context;
    part->color = color;
}

void dql_render_begin(dql_render *render, const dql_render_form *form, deskql_sink sink, void *context, bool color) {
    dql_render_begin_part(render, form, sink, context, color);
    if (form->begin) form->begin(render);
}

void dql_render_query(dql_render *render, const dql_render_unit *unit) {
    render->form->query(render, unit);
    /* What is found is shown at once, not when the last file has been read. */
    flush(render);
}

void dql_render_lacks_memory(dql_render *render) {
    render->failed = render->lacks_memory = true;
}

static void end_file(dql_render *render) {
    if (render->file && render->form->rest) render->form->rest(render);
    free(render->file);
    render->file = NULL;
}

void dql_render_failure(dql_render *render, const char *file, const char *message) {
    render->is_incomplete = true;
    if (!render->form->failure) return;
    end_file(render);
    render->form->failure(render, file, message);
    flush(render);
}

bool dql_render_end_part(dql_render *part) {
    end_file(part);
    flush(part);
    free(part->held);
    free(part->seen);
    return !part->failed;
}

bool dql_render_end(dql_render *render) {
    end_file(render);
    if (render->form->end) render->form->end(render);
    return dql_render_end_part(render);
}

void dql_render_add_part(dql_render *render, const char *bytes, size_t length, size_t written) {
    if (written && render->written) dql_render_text(render, render->form->between);
    render->written += written;
    dql_render_write(render, bytes, length);
    flush(render);
}

void dql_render_between(dql_render *render) {
    if (render->written++) dql_render_text(render, render->form->between);
}

bool dql_render_enter_file(dql_render *render, const dql_render_unit *unit) {
    const char *name = dql_render_file(unit);
    if (render->file && strcmp(render->file, name) == 0) return false;
    end_file(render);
    size_t size = strlen(name) + 1;
    render->file = malloc(size);
    if (render->file) {
        memcpy(render->file, name, size);
    } else {
        dql_render_lacks_memory(render);
    }
    return true;
}

static void hold(dql_render *render, const char *bytes, size_t length) {
    if (length > render->held_capacity - render->held_length) {
        size_t capacity = 2 * (render->held_length + length) + 1024;
        char *larger = realloc(render->held, capacity);
        if (!larger) {
            dql_render_lacks_memory(render);
            return;
        }
        render->held = larger;
        render->held_capacity = capacity;
    }
    memcpy(render->held + render->held_length, bytes, length);
    render->held_length += length;
}

void dql_render_write(dql_render *render, const char *bytes, size_t length) {
    if (render->holding && length) {
        hold(render, bytes, length);
        return;
    }
    for (size_t space; length >= (space = sizeof render->stage - render->used);) {
        memcpy(render->stage + render->used, bytes, space);
        render->used += space;
        bytes += space;
        length -= space;
        flush(render);
    }
    memcpy(render->stage + render->used, bytes, length);
    render->used += length;
}

void dql_render_text(dql_render *render, const char *text) {
    dql_render_write(render, text, strlen(text));
}

size_t dql_render_digits(uint64_t number, char digits[DQL_RENDER_DIGITS]) {
    size_t at = DQL_RENDER_DIGITS;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return at;
}

void dql_render_number(dql_render *render, uint64_t number) {
    char digits[DQL_RENDER_DIGITS];
    size_t at = dql_render_digits(number, digits);
    dql_render_write(render, digits + at, sizeof digits - at);
}

const char *dql_render_file(const dql_render_unit *unit) {
    return unit->file ? unit->file : "<query>";
}

bool dql_render_same_range(deskql_range one, deskql_range other) {
    return one.start.offset == other.start.offset && one.end.offset == other.end.offset;
}

const char *dql_render_severity(deskql_severity severity) {
    switch (severity) {
    case DESKQL_ERROR:
        return "error";
    case DESKQL_WARNING:
        return "warning";
    case DESKQL_NOTE:
        return "note";
    }
    return "";
}
