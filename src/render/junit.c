/* JUnit's XML: a test suite for each file, a test case for each query. A suite begins with its counts, so it is held back until
   its file is over. */
#include "render/render.h"

#include <string.h>

/* XML 1.0 has no way to write most control characters, nor U+FFFE and U+FFFF. */
static void put(dql_render *render, const char *text, bool is_quoted) {
    (void)is_quoted;
    size_t length = strlen(text);
    dql_render_shown shown;
    for (size_t at = 0; at < length;) {
        at += dql_render_show(text, length, at, &shown);
        if (shown.character == '&') {
            dql_render_text(render, "&amp;");
        } else if (shown.character == '<') {
            dql_render_text(render, "&lt;");
        } else if (shown.character == '>') {
            dql_render_text(render, "&gt;");
        } else if (shown.character == '"') {
            dql_render_text(render, "&quot;");
        } else if ((shown.character & 0xFFFEu) == 0xFFFEu) {
            dql_render_text(render, "\xEF\xBF\xBD");
        } else {
            dql_render_write(render, shown.bytes, shown.length);
        }
    }
}

static void write_line(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    dql_render_print_by(render, put, "%s:%u:%u: %s: %s [%s]\n", dql_render_file(unit), finding->range.start.line,
                        finding->range.start.column, dql_render_severity(finding->severity), finding->message,
                        finding->code_text);
    for (size_t i = 0; i < finding->help_count; i++) dql_render_print_by(render, put, "  help: %s\n", finding->help[i]);
}

static bool fails(const dql_render *render, const deskql_finding *finding) {
    return finding->severity == DESKQL_ERROR || render->warnings_fail;
}

/* Readers of the form know one failure a test case: it has all findings. */
static void write_failure(dql_render *render, const dql_render_unit *unit) {
    const deskql_finding *first = NULL;
    for (size_t i = unit->count; i-- > 0;) {
        if (fails(render, unit->findings[i])) first = unit->findings[i];
    }
    if (!first) return;
    render->failures++;
    dql_render_print_by(render, put, "      <failure type='%s' message='%s'>", first->code_text, first->message);
    for (size_t i = 0; i < unit->count; i++) {
        if (fails(render, unit->findings[i])) write_line(render, unit, unit->findings[i]);
    }
    dql_render_text(render, "</failure>\n");
}

static void write_passing(dql_render *render, const dql_render_unit *unit) {
    bool any = false;
    for (size_t i = 0; i < unit->count; i++) {
        if (fails(render, unit->findings[i])) continue;
        if (!any) dql_render_text(render, "      <system-out>");
        any = true;
        write_line(render, unit, unit->findings[i]);
    }
    if (any) dql_render_text(render, "</system-out>\n");
}

static void write_case(dql_render *render, const dql_render_unit *unit) {
    dql_render_print_by(render, put, "    <testcase classname='%s'", dql_render_file(unit));
    if (unit->query) {
        dql_render_print_by(render, put, " name='%s'", unit->query);
    } else {
        dql_render_print_by(render, put, " name='query %zu'", render->cases);
    }
    dql_render_print_by(render, put, unit->count ? ">\n" : "/>\n");
    if (unit->count == 0) return;
    write_failure(render, unit);
    write_passing(render, unit);
    dql_render_text(render, "    </testcase>\n");
}

void dql_render_junit_query(dql_render *render, const dql_render_unit *unit) {
    dql_render_enter_file(render, unit);
    render->holding = true;
    render->cases++;
    write_case(render, unit);
    render->holding = false;
}

static void begin_suite(dql_render *render, const char *name, size_t cases, size_t failures, size_t errors) {
    dql_render_print_by(render, put, "  <testsuite name='%s' tests='%zu' failures='%zu' errors='%zu' skipped='0'>\n",
                        name, cases, failures, errors);
}

/* What has no query that could fail is a test case of its own. */
void dql_render_junit_failure(dql_render *render, const char *file, const char *message) {
    const char *name = file ? file : "deskql";
    begin_suite(render, name, 1, 0, 1);
    dql_render_print_by(
        render, put,
        "    <testcase classname='%s' name='check'>\n      <error type='unchecked' message='%s'/>\n    </testcase>\n"
        "  </testsuite>\n",
        name, message);
}

void dql_render_junit_rest(dql_render *render) {
    begin_suite(render, render->file, render->cases, render->failures, 0);
    dql_render_write(render, render->held, render->held_length);
    dql_render_text(render, "  </testsuite>\n");
    render->cases = render->failures = render->held_length = 0;
}

void dql_render_junit_begin(dql_render *render) {
    dql_render_text(render, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"deskql\">\n");
}

void dql_render_junit_end(dql_render *render) {
    dql_render_text(render, "</testsuites>\n");
}
