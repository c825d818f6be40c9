/*
 * Runs case files through the public interface.
 *
 *     run_cases [--refresh] FILE…
 *
 * A case compares the sections that it has; without `findings` it must have no errors. --refresh writes what comes out into the
 * sections instead.
 */
#include "cases/case_file.h"
#include "cases/origins.h"
#include "render/render.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PARAMETERS 16

typedef struct run {
    const test_case *of;
    deskql_schemas *schemas;
    /* Mistakes in the case's schema or values: then no query is read. */
    bool schema_invalid;
    deskql_document *document;
    size_t count;
    deskql_plan **plans;
    deskql_status *statuses;
    deskql_parse_options parse;
    deskql_compile_options compile;
    deskql_binding bindings[MOST_PARAMETERS];
    char *names[MOST_PARAMETERS];
} run;

_Noreturn static void die(const run *of, const char *problem, const char *detail) {
    fprintf(stderr, "case `%s` (line %zu): %s%s\n", of->of->title, of->of->line, problem, detail);
    exit(2);
}

static void expect_ok(const run *of, const char *call, deskql_status status) {
    if (status != DESKQL_OK) {
        fprintf(stderr, "%s: ", call);
        die(of, "unexpected status: ", deskql_status_text(status));
    }
}

/* ---- What the case says ---------------------------------------------------------------------------------------------- */

static int64_t time_of(const run *of, const char *value) {
    int64_t milliseconds;
    if (deskql_time_read(value, strlen(value), 0, &milliseconds) != DESKQL_OK) die(of, "no time: ", value);
    return milliseconds / 1000;
}

static int32_t offset_of(const run *of, const char *value) {
    char sign;
    int hours, minutes;
    if (sscanf(value, "%c%2d:%2d", &sign, &hours, &minutes) != 3 || (sign != '+' && sign != '-')) {
        die(of, "an offset is written +02:00, not ", value);
    }
    return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

static void bind(run *of, const char *value) {
    const char *equal = strchr(value, '=');
    size_t i = of->compile.binding_count;
    if (!equal || i == MOST_PARAMETERS) die(of, "a parameter is written NAME=VALUE, and there are at most 16: ", value);
    text name = {0};
    text_add(&name, value, (size_t)(equal - value));
    of->names[i] = name.bytes;
    of->bindings[i].name = name.bytes;
    of->bindings[i].value.type = DESKQL_VALUE_TEXT;
    of->bindings[i].value.as.string.bytes = equal + 1;
    of->bindings[i].value.as.string.length = strlen(equal + 1);
    of->compile.binding_count++;
}

static void add_schema(run *of, const case_section *section, bool values) {
    deskql_status status = values ? deskql_schemas_add_values(of->schemas, section->value, strlen(section->value))
                                  : deskql_schemas_add(of->schemas, section->value, strlen(section->value));
    if (status == DESKQL_INVALID) {
        of->schema_invalid = true;
    } else {
        expect_ok(of, section->name, status);
    }
}

static uint32_t number_of(const char *value) {
    return (uint32_t)strtoul(value, NULL, 10);
}

/* Returns false for a name that is no option. */
static bool take_option(run *of, const case_section *section) {
    const char *name = section->name, *value = section->value;
    if (strcmp(name, "endpoint") == 0) {
        of->parse.endpoint = value;
    } else if (strcmp(name, "now") == 0) {
        of->compile.now = time_of(of, value);
    } else if (strcmp(name, "utc-offset") == 0) {
        of->compile.utc_offset = offset_of(of, value);
    } else if (strcmp(name, "param") == 0) {
        bind(of, value);
    } else if (strcmp(name, "values") == 0 || strcmp(name, "schema") == 0) {
        if (!of->schema_invalid) add_schema(of, section, name[0] == 'v');
    } else if (strcmp(name, "limit-depth") == 0) {
        of->parse.maximum_depth = number_of(value);
    } else if (strcmp(name, "limit-bytes") == 0) {
        of->parse.maximum_bytes = number_of(value);
    } else if (strcmp(name, "limit-list") == 0) {
        of->parse.maximum_list = number_of(value);
    } else if (strcmp(name, "limit-findings") == 0) {
        of->parse.maximum_findings = number_of(value);
    } else if (strcmp(name, "notes") == 0) {
        of->parse.notes = true;
    } else {
        return false;
    }
    if (section->body.length) die(of, "an option is one line: ", name);
    return true;
}

static bool is_source(const char *name) {
    return strcmp(name, "query") == 0 || strcmp(name, "query-percent") == 0 || strcmp(name, "raw") == 0;
}

/* The one section that gives the text. */
static const case_section *source_of(const run *of) {
    const case_section *found = NULL;
    for (size_t i = 0; i < of->of->section_count; i++) {
        const case_section *section = &of->of->sections[i];
        if (!is_source(section->name)) continue;
        if (found) die(of, "a second text: ", section->name);
        found = section;
    }
    if (!found) die(of, "needs one of `-- query`, `-- query-percent` and `-- raw`", "");
    return found;
}

static text text_of_source(const case_section *source) {
    text bytes = {0};
    text_add(&bytes, source->body.bytes, source->body.length);
    for (const char *at = strcmp(source->name, "query-percent") == 0 ? source->value : ""; *at; at++) {
        unsigned byte;
        if (*at == '%' && sscanf(at + 1, "%2x", &byte) == 1) {
            text_add(&bytes, (const char[]){(char)byte}, 1);
            at += 2;
        } else {
            text_add(&bytes, at, 1);
        }
    }
    return bytes;
}

/* ---- What comes out -------------------------------------------------------------------------------------------------- */

static int add_to_text(void *context, const char *bytes, size_t length) {
    text_add(context, bytes, length);
    return 0;
}

static void write_json_string(text *to, const char *bytes) {
    text_add(to, "\"", 1);
    for (; *bytes; bytes++) {
        static const char letters[] = "\"\\\b\f\n\r\t", escapes[] = "\"\\bfnrt";
        const char *special = strchr(letters, *bytes);
        if (special) {
            text_format(to, "\\%c", escapes[special - letters]);
        } else if ((unsigned char)*bytes < 0x20) {
            text_format(to, "\\u%04x", (unsigned char)*bytes);
        } else {
            text_add(to, bytes, 1);
        }
    }
    text_add(to, "\"", 1);
}

static void write_range(text *to, deskql_range range) {
    text_format(to, "%u:%u-%u:%u", range.start.line, range.start.column, range.end.line, range.end.column);
}

static void write_finding(text *to, const deskql_finding *finding) {
    write_range(to, finding->range);
    text_format(to, " %s %s %s\n", dql_render_severity(finding->severity), finding->code_text, finding->message);
    for (size_t i = 0; i < finding->help_count; i++) text_format(to, "  help: %s\n", finding->help[i]);
    if (finding->fix) {
        text_format(to, "  fix: ");
        write_range(to, finding->fix->range);
        text_format(to, " ");
        write_json_string(to, finding->fix->replacement);
        text_format(to, "\n");
    }
    for (size_t i = 0; i < finding->note_count; i++) {
        text_format(to, "  note: ");
        write_range(to, finding->notes[i].range);
        text_format(to, " %s\n", finding->notes[i].message);
    }
}

static void write_findings(text *to, const deskql_findings *findings) {
    for (size_t i = 0; i < deskql_findings_count(findings); i++) write_finding(to, finding_at(findings, i));
    if (deskql_findings_omitted(findings)) text_format(to, "omitted: %zu\n", deskql_findings_omitted(findings));
}

static void write_all_findings(text *to, const run *of) {
    if (of->schema_invalid) {
        write_findings(to, deskql_schemas_findings(of->schemas));
        return;
    }
    write_findings(to, deskql_document_findings(of->document));
    for (size_t i = 0; i < of->count; i++) write_findings(to, deskql_plan_findings(of->plans[i]));
}

static bool has_errors(const run *of) {
    if (of->schema_invalid || deskql_findings_count_severity(deskql_document_findings(of->document), DESKQL_ERROR))
        return true;
    for (size_t i = 0; i < of->count; i++) {
        if (of->statuses[i] != DESKQL_OK) return true;
    }
    return false;
}

/* The query that a finding of the document is about: the last that begins before it. */
static size_t query_at(const run *of, uint32_t offset) {
    size_t found = 0;
    for (size_t i = 0; i < of->count; i++) {
        if (deskql_query_range(deskql_document_at(of->document, i)).start.offset <= offset) found = i;
    }
    return found;
}

static void write_validator(text *to, const run *of) {
    if (!of->document) return;
    const deskql_findings *parsed = deskql_document_findings(of->document);
    dql_render render;
    dql_render_begin(&render, dql_render_form_find("validator"), add_to_text, to, false);
    for (size_t i = 0; i < of->count; i++) {
        const deskql_findings *compiled = deskql_plan_findings(of->plans[i]);
        size_t most = deskql_findings_count(parsed) + deskql_findings_count(compiled), count = 0;
        const deskql_finding **findings = calloc(most + 1, sizeof *findings);
        if (!findings) die(of, "no memory", "");
        for (size_t j = 0; j < deskql_findings_count(parsed); j++) {
            const deskql_finding *finding = finding_at(parsed, j);
            if (query_at(of, finding->range.start.offset) == i) findings[count++] = finding;
        }
        for (size_t j = 0; j < deskql_findings_count(compiled); j++) findings[count++] = finding_at(compiled, j);
        dql_render_unit unit = {
            .query = deskql_query_name(deskql_document_at(of->document, i)), .findings = findings, .count = count};
        unit.text = deskql_document_text(of->document, &unit.length);
        dql_render_query(&render, &unit);
        free(findings);
    }
    if (!dql_render_end(&render)) die(of, "the validator's body cannot be written", "");
}

static void write_output(text *to, const run *of, deskql_output output) {
    for (size_t i = 0; i < of->count; i++) {
        if (of->statuses[i] == DESKQL_OK) {
            expect_ok(of, "deskql_plan_stream", deskql_plan_stream(of->plans[i], output, add_to_text, to));
        } else {
            text_format(to, "invalid");
        }
        if (!to->length || to->bytes[to->length - 1] != '\n' || output != DESKQL_OUTPUT_PLAN) text_format(to, "\n");
    }
}

static void write_description(text *to, const run *of, deskql_description description) {
    for (size_t i = 0; i < of->count; i++) {
        const deskql_query *query = deskql_document_at(of->document, i);
        expect_ok(of, "deskql_query_describe", deskql_query_describe(query, description, add_to_text, to));
        if (to->length && to->bytes[to->length - 1] != '\n') text_format(to, "\n");
    }
}

static void write_section(text *to, const run *of, const char *name) {
    static const struct {
        const char *name;
        deskql_output output;
    } outputs[] = {{"filter", DESKQL_OUTPUT_FILTER},     {"output", DESKQL_OUTPUT_QUERY},
                   {"params", DESKQL_OUTPUT_PARAMETERS}, {"url", DESKQL_OUTPUT_URL},
                   {"curl", DESKQL_OUTPUT_CURL},         {"plan", DESKQL_OUTPUT_PLAN}};
    text_add(to, "", 0);
    if (strcmp(name, "findings") == 0) {
        write_all_findings(to, of);
    } else if (strcmp(name, "validator") == 0) {
        write_validator(to, of);
    } else if (strcmp(name, "english") == 0) {
        write_description(to, of, DESKQL_DESCRIBE_ENGLISH);
    } else if (strcmp(name, "tree") == 0) {
        write_description(to, of, DESKQL_DESCRIBE_TREE);
    } else {
        size_t i = 0;
        while (i < sizeof outputs / sizeof *outputs && strcmp(outputs[i].name, name) != 0) i++;
        if (i == sizeof outputs / sizeof *outputs) die(of, "nothing writes the section ", name);
        write_output(to, of, outputs[i].output);
    }
    while (to->length && to->bytes[to->length - 1] == '\n') to->bytes[--to->length] = '\0';
}

/* ---- The run --------------------------------------------------------------------------------------------------------- */

static void compile_all(run *of) {
    of->count = deskql_document_count(of->document);
    of->plans = calloc(of->count + 1, sizeof *of->plans);
    of->statuses = calloc(of->count + 1, sizeof *of->statuses);
    if (!of->plans || !of->statuses) die(of, "no memory", "");
    for (size_t i = 0; i < of->count; i++) {
        of->statuses[i] = deskql_compile(deskql_document_at(of->document, i), &of->compile, &of->plans[i]);
        if (of->statuses[i] != DESKQL_INVALID) expect_ok(of, "deskql_compile (is `-- now` missing?)", of->statuses[i]);
    }
}

static void begin(run *of, const test_case *test) {
    *of = (run){.of = test, .parse = DESKQL_PARSE_OPTIONS_INIT, .compile = DESKQL_COMPILE_OPTIONS_INIT};
    of->compile.bindings = of->bindings;
    expect_ok(of, "deskql_schemas_new", deskql_schemas_new(NULL, &of->schemas));
    for (size_t i = 0; i < test->section_count; i++) {
        const char *name = test->sections[i].name;
        bool known = take_option(of, &test->sections[i]) || case_is_expected(name) || is_source(name);
        if (!known) die(of, "unknown section: ", name);
    }
    if (of->schema_invalid) return;
    const case_section *source = source_of(of);
    deskql_status (*parse)(const deskql_schemas *, const char *, size_t, const deskql_parse_options *,
                           deskql_document **) = strcmp(source->name, "raw") == 0 ? deskql_parse_raw : deskql_parse;
    text bytes = text_of_source(source);
    expect_ok(of, "parse", parse(of->schemas, bytes.bytes, bytes.length, &of->parse, &of->document));
    text_free(&bytes);
    compile_all(of);
}

static void end(run *of) {
    for (size_t i = 0; i < of->count; i++) deskql_plan_free(of->plans[i]);
    for (size_t i = 0; i < of->compile.binding_count; i++) free(of->names[i]);
    free(of->plans);
    free(of->statuses);
    deskql_document_free(of->document);
    deskql_schemas_free(of->schemas);
}

static void print_lines(const char *mark, const char *lines) {
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        printf("    %s %.*s\n", mark, (int)length, lines);
        lines += length + (lines[length] == '\n');
    }
}

/* The lines before the first that differs are left out. */
static void print_difference(const char *expected, const char *actual) {
    for (;;) {
        size_t one = strcspn(expected, "\n"), other = strcspn(actual, "\n");
        if (one != other || memcmp(expected, actual, one) != 0 || !expected[one] || !actual[other]) break;
        expected += one + 1;
        actual += other + 1;
    }
    print_lines("-", expected);
    print_lines("+", actual);
}

static bool check_origins(const run *of, const char *path) {
    bool passed = true;
    size_t length;
    deskql_document_text(of->document, &length);
    for (size_t i = 0; i < of->count; i++) {
        char problem[256] = "";
        if (of->statuses[i] != DESKQL_OK || origins_hold(of->plans[i], length, problem)) continue;
        printf("FAILED %s:%zu: %s: source map: %s\n", path, of->of->line, of->of->title, problem);
        passed = false;
    }
    return passed;
}

/* Returns whether the case holds; gives the sections' new bodies. */
static bool run_case(const char *path, const test_case *test, text *bodies) {
    run current;
    begin(&current, test);
    bool passed = check_origins(&current, path);
    for (size_t i = 0; i < test->section_count; i++) {
        const case_section *section = &test->sections[i];
        if (!case_is_expected(section->name)) continue;
        text *actual = &bodies[i];
        write_section(actual, &current, section->name);
        if (strcmp(section->body.bytes, actual->bytes) != 0) {
            printf("FAILED %s:%zu: %s: %s\n", path, test->line, test->title, section->name);
            print_difference(section->body.bytes, actual->bytes);
            passed = false;
        }
    }
    if (!case_find(test, "findings") && has_errors(&current)) {
        text findings = {0};
        write_all_findings(&findings, &current);
        printf("FAILED %s:%zu: %s: has no `-- findings`, but there are errors\n", path, test->line, test->title);
        print_lines("+", findings.bytes);
        text_free(&findings);
        passed = false;
    }
    end(&current);
    return passed;
}

/* Returns the number of cases that fail. */
static size_t run_file(const char *path, bool refresh) {
    case_file file = case_file_read(path);
    size_t failed = 0, sections = 0, first = 0;
    for (size_t i = 0; i < file.case_count; i++) sections += file.cases[i].section_count;
    text *bodies = calloc(sections + 1, sizeof *bodies);
    if (!bodies) exit(2);
    for (size_t i = 0; i < file.case_count; i++) {
        if (!run_case(path, &file.cases[i], bodies + first)) failed++;
        first += file.cases[i].section_count;
    }
    if (refresh && failed) case_file_write(&file, path, bodies);
    printf("%s: %zu cases, %zu %s\n", path, file.case_count, failed, refresh ? "refreshed" : "failed");
    if (!file.case_count) failed++;
    for (size_t i = 0; i < sections; i++) text_free(&bodies[i]);
    free(bodies);
    case_file_free(&file);
    return failed;
}

int main(int count, char **arguments) {
    bool refresh = count > 1 && strcmp(arguments[1], "--refresh") == 0;
    if (count < 2 + refresh) {
        fputs("usage: run_cases [--refresh] FILE...\n", stderr);
        return 2;
    }
    size_t failed = 0;
    for (int i = 1 + refresh; i < count; i++) failed += run_file(arguments[i], refresh);
    return failed && !refresh ? 1 : 0;
}
