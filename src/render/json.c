/* One JSON array over all queries and files, a finding a line. Scripts rely on its shape: docs/command-line.md. */
#include "render/render.h"

static void write_nullable(dql_render *render, const char *text) {
    if (text) {
        dql_render_json_string(render, text);
    } else {
        dql_render_text(render, "null");
    }
}

static void write_key(dql_render *render, const char *key, const char *text) {
    dql_render_text(render, key);
    write_nullable(render, text);
}

static void write_position(dql_render *render, const char *key, deskql_position place) {
    dql_render_text(render, key);
    dql_render_text(render, "{\"line\":");
    dql_render_number(render, place.line);
    dql_render_text(render, ",\"column\":");
    dql_render_number(render, place.column);
    dql_render_text(render, ",\"offset\":");
    dql_render_number(render, place.offset);
    dql_render_text(render, "}");
}

static void write_range(dql_render *render, const char *key, deskql_range range) {
    dql_render_text(render, key);
    write_position(render, "{\"start\":", range.start);
    write_position(render, ",\"end\":", range.end);
    dql_render_text(render, "}");
}

static void write_texts(dql_render *render, const char *key, const char *const *texts, size_t count) {
    dql_render_text(render, key);
    for (size_t i = 0; i < count; i++) write_key(render, i ? "," : "", texts[i]);
    dql_render_text(render, "]");
}

static void write_edit(dql_render *render, const char *key, const deskql_fix *edit) {
    dql_render_text(render, key);
    write_range(render, "{\"range\":", edit->range);
    write_key(render, ",\"replacement\":", edit->replacement);
    dql_render_text(render, "}");
}

static void write_finding(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    write_key(render, "{\"code\":", finding->code_text);
    write_key(render, ",\"slug\":", finding->slug);
    write_key(render, ",\"severity\":", dql_render_severity(finding->severity));
    write_key(render, ",\"message\":", finding->message);
    write_texts(render, ",\"help\":[", finding->help, finding->help_count);
    write_key(render, ",\"file\":", unit->file);
    write_key(render, ",\"query\":", finding->query);
    write_range(render, ",\"range\":", finding->range);
    write_key(render, ",\"parameter\":", finding->parameter);
    write_key(render, ",\"field\":", finding->field);
    if (finding->fix) {
        write_edit(render, ",\"fix\":", finding->fix);
    } else {
        dql_render_text(render, ",\"fix\":null");
    }
    dql_render_text(render, ",\"suggestions\":[");
    for (size_t i = 0; i < finding->suggestion_count; i++) write_edit(render, i ? "," : "", &finding->suggestions[i]);
    write_texts(render, "],\"expected\":[", finding->expected, finding->expected_count);
    dql_render_text(render, ",\"notes\":[");
    for (size_t i = 0; i < finding->note_count; i++) {
        write_key(render, i ? ",{\"message\":" : "{\"message\":", finding->notes[i].message);
        write_range(render, ",\"range\":", finding->notes[i].range);
        dql_render_text(render, "}");
    }
    dql_render_text(render, "]}");
}

void dql_render_json_begin(dql_render *render) {
    dql_render_text(render, "[");
}

void dql_render_json_query(dql_render *render, const dql_render_unit *unit) {
    for (size_t i = 0; i < unit->count; i++) {
        dql_render_between(render);
        write_finding(render, unit, unit->findings[i]);
    }
}

void dql_render_json_end(dql_render *render) {
    dql_render_text(render, "]\n");
}
