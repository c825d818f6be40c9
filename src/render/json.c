/* One JSON array over all queries and files, a finding a line. Scripts rely on its shape: docs/command-line.md. */
#include "render/render.h"

static void write_position(dql_render *render, const char *key, deskql_position place, bool is_detailed) {
    dql_render_print(render, "'%s':{'line':%u,'column':%u,'offset':%u", key, place.line, place.column, place.offset);
    if (is_detailed) dql_render_print(render, ",'index':%u", place.index);
    dql_render_text(render, "}");
}

void dql_render_json_range(dql_render *render, deskql_range range, bool is_detailed) {
    dql_render_text(render, "{");
    write_position(render, "start", range.start, is_detailed);
    dql_render_text(render, ",");
    write_position(render, "end", range.end, is_detailed);
    dql_render_text(render, "}");
}

static void write_texts(dql_render *render, const char *key, const char *const *texts, size_t count) {
    dql_render_print(render, ",'%s':[", key);
    for (size_t i = 0; i < count; i++) dql_render_print(render, "%s'%s'", i ? "," : "", texts[i]);
    dql_render_text(render, "]");
}

static void write_edit(dql_render *render, const deskql_fix *edit, bool is_detailed) {
    dql_render_print(render, "{'range':");
    dql_render_json_range(render, edit->range, is_detailed);
    dql_render_print(render, ",'replacement':'%s'}", edit->replacement);
}

void dql_render_json_finding(dql_render *render, const char *file, const deskql_finding *finding, bool is_detailed) {
    dql_render_print(render, "{'code':'%s','slug':'%s','severity':'%s','message':'%s'", finding->code_text,
                     finding->slug, dql_render_severity(finding->severity), finding->message);
    write_texts(render, "help", finding->help, finding->help_count);
    dql_render_print(render, ",'file':'%s','query':'%s','range':", file, finding->query);
    dql_render_json_range(render, finding->range, is_detailed);
    dql_render_print(render, ",'parameter':'%s','field':'%s','fix':%s", finding->parameter, finding->field,
                     finding->fix ? "" : "null");
    if (finding->fix) write_edit(render, finding->fix, is_detailed);
    dql_render_print(render, ",'suggestions':[");
    for (size_t i = 0; i < finding->suggestion_count; i++) {
        if (i) dql_render_text(render, ",");
        write_edit(render, &finding->suggestions[i], is_detailed);
    }
    dql_render_text(render, "]");
    write_texts(render, "expected", finding->expected, finding->expected_count);
    dql_render_print(render, ",'notes':[");
    for (size_t i = 0; i < finding->note_count; i++) {
        dql_render_print(render, "%s{'message':'%s','range':", i ? "," : "", finding->notes[i].message);
        dql_render_json_range(render, finding->notes[i].range, is_detailed);
        dql_render_text(render, "}");
    }
    dql_render_text(render, "]");
    if (is_detailed) dql_render_print(render, ",'phrase':'%s','queryIndex':%u", finding->phrase, finding->query_index);
    dql_render_text(render, "}");
}

void dql_render_json_begin(dql_render *render) {
    dql_render_text(render, "[");
}

void dql_render_json_query(dql_render *render, const dql_render_unit *unit) {
    for (size_t i = 0; i < unit->count; i++) {
        dql_render_between(render);
        dql_render_json_finding(render, unit->file, unit->findings[i], false);
    }
}

void dql_render_json_end(dql_render *render) {
    dql_render_text(render, "]\n");
}
