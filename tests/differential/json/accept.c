/* Reads texts from standard input, each after its length in four bytes (little-endian), and prints for each `ok` and the value
   written again, or `no` and the first finding. For differential.py. */
#include "support/findings.h"
#include "json/writer.h"

#include <deskql/json.h>
#include <stdio.h>
#include <stdlib.h>

static void write_value(dql_writer *writer, const deskql_json_value *value) {
    size_t length;
    const char *text = deskql_json_value_text(value, &length);
    deskql_json_type type = deskql_json_value_type(value);
    if (type == DESKQL_JSON_STRING) {
        dql_json_write_string(writer, text, length);
    } else if (type == DESKQL_JSON_NUMBER) {
        int64_t integer;
        if (deskql_json_value_integer(value, &integer)) {
            dql_json_write_integer(writer, integer);
        } else {
            dql_write_format(writer, "%.17g", deskql_json_value_number(value));
        }
    } else if (type == DESKQL_JSON_ARRAY || type == DESKQL_JSON_OBJECT) {
        dql_write_byte(writer, type == DESKQL_JSON_ARRAY ? '[' : '{');
        const deskql_json_value *item = deskql_json_value_first(value);
        for (; item; item = deskql_json_value_next(item)) {
            const char *key = deskql_json_value_key(item, &length);
            if (key) {
                dql_json_write_string(writer, key, length);
                dql_write_byte(writer, ':');
            }
            write_value(writer, item);
            if (deskql_json_value_next(item)) dql_write_byte(writer, ',');
        }
        dql_write_byte(writer, type == DESKQL_JSON_ARRAY ? ']' : '}');
    } else {
        dql_write_text(writer, type == DESKQL_JSON_NULL ? "null" : type == DESKQL_JSON_TRUE ? "true" : "false");
    }
}

static int to_output(void *context, const char *bytes, size_t length) {
    return fwrite(bytes, 1, length, context) == length ? 0 : 1;
}

static void judge(const char *text, size_t length, deskql_json **json) {
    char stage[512];
    dql_writer writer;
    dql_writer_to_sink(&writer, to_output, stdout, stage, sizeof stage);
    deskql_status status = deskql_json_parse(text, length, NULL, json);
    if (status == DESKQL_OK) {
        dql_write_text(&writer, "ok ");
        write_value(&writer, deskql_json_root(*json));
    } else {
        const deskql_finding *finding = finding_at(deskql_json_findings(*json), 0);
        if (!finding) abort();
        dql_write_format(&writer, "no %u:%u-%u:%u ", finding->range.start.line, finding->range.start.column,
                         finding->range.end.line, finding->range.end.column);
        dql_write_text(&writer, finding->message);
        for (size_t i = 0; i < finding->note_count; i++) {
            dql_write_format(&writer, " [%u:%u ", finding->notes[i].range.start.line,
                             finding->notes[i].range.start.column);
            dql_write_text(&writer, finding->notes[i].message);
            dql_write_byte(&writer, ']');
        }
        if (help_of(finding)) dql_write_text(&writer, " = ");
        if (help_of(finding)) dql_write_text(&writer, help_of(finding));
    }
    dql_write_byte(&writer, '\n');
    if (dql_writer_finish(&writer) != DESKQL_OK) abort();
}

int main(void) {
    deskql_json *json = NULL;
    unsigned char size[4];
    while (fread(size, 1, 4, stdin) == 4) {
        size_t length = size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
        char *text = malloc(length ? length : 1);
        if (!text || fread(text, 1, length, stdin) != length) return 2;
        judge(text, length, &json);
        free(text);
    }
    deskql_json_free(json);
    return 0;
}
