/*
 * What deskql makes of texts, for variants.py: reads texts with a NUL behind each, and writes for each a line of JSON with its findings,
 * the text after all fixes, the findings that then are left, and the filter of each query (null where it does not compile).
 *
 *     driver query|raw
 */
#include "base/writer.h"
#include "support/findings.h"
#include "json/writer.h"

#include <deskql/deskql.h>
#include <deskql/format.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROUNDS 20 /* as `check --fix` */

typedef deskql_status parser(const deskql_schemas *, const char *, size_t, const deskql_parse_options *,
                             deskql_document **);

typedef struct bytes {
    char *at;
    size_t length;
    size_t capacity;
} bytes;

static int append(void *context, const char *from, size_t length) {
    bytes *to = context;
    if (to->length + length + 1 > to->capacity) {
        to->capacity = 2 * (to->length + length + 1);
        to->at = realloc(to->at, to->capacity);
        if (!to->at) abort();
    }
    memcpy(to->at + to->length, from, length);
    to->length += length;
    to->at[to->length] = '\0';
    return 0;
}

static int print(void *context, const char *from, size_t length) {
    return fwrite(from, 1, length, context) == length ? 0 : -1;
}

static void write_string(dql_writer *to, const char *key, const char *text) {
    dql_json_write_key(to, key);
    if (text) {
        dql_json_write_string(to, text, strlen(text));
    } else {
        dql_write_text(to, "null");
    }
}

static void write_range(dql_writer *to, deskql_range range) {
    dql_write_format(to, "\"start\":%u,\"end\":%u,", range.start.offset, range.end.offset);
}

static void write_finding(dql_writer *to, const deskql_finding *finding) {
    dql_write_format(to, "{\"code\":\"%s\",\"severity\":%d,", finding->code_text, (int)finding->severity);
    write_range(to, finding->range);
    write_string(to, "message", finding->message);
    dql_write_byte(to, ',');
    write_string(to, "help", help_of(finding));
    if (finding->fix) {
        dql_write_text(to, ",\"fix\":{");
        write_range(to, finding->fix->range);
        write_string(to, "replacement", finding->fix->replacement);
        dql_write_byte(to, '}');
    }
    dql_write_byte(to, '}');
}

static void write_findings(dql_writer *to, const char *key, const deskql_document *document) {
    const deskql_findings *findings = deskql_document_findings(document);
    dql_json_write_key(to, key);
    dql_write_byte(to, '[');
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        if (i) dql_write_byte(to, ',');
        write_finding(to, finding_at(findings, i));
    }
    dql_write_byte(to, ']');
}

static void write_filters(dql_writer *to, const deskql_document *document) {
    static deskql_plan *plan;
    static char filter[1 << 16];
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = 1772366400;
    dql_write_text(to, "\"filters\":[");
    for (size_t i = 0; i < deskql_document_count(document); i++) {
        size_t length = 0;
        bool compiles = deskql_compile(deskql_document_at(document, i), &options, &plan) == DESKQL_OK &&
                        deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, filter, sizeof filter, &length) == DESKQL_OK;
        if (i) dql_write_byte(to, ',');
        if (compiles) {
            dql_write(to, filter, length);
        } else {
            dql_write_text(to, "null");
        }
    }
    dql_write_byte(to, ']');
}

static void examine(dql_writer *to, parser *parse, const char *text, size_t length) {
    static deskql_document *document;
    static bytes fixed;
    if (parse(NULL, text, length, NULL, &document) != DESKQL_OK) abort();
    dql_write_byte(to, '{');
    write_findings(to, "findings", document);
    dql_write_byte(to, ',');
    write_filters(to, document);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        size_t applied;
        fixed.length = 0;
        append(&fixed, "", 0);
        if (deskql_apply_fixes(document, &applied, append, &fixed) != DESKQL_OK) abort();
        if (!applied) break;
        if (parse(NULL, fixed.at, fixed.length, NULL, &document) != DESKQL_OK) abort();
    }
    dql_write_byte(to, ',');
    dql_json_write_key(to, "fixed");
    dql_json_write_string(to, fixed.at, fixed.length);
    dql_write_byte(to, ',');
    write_findings(to, "left", document);
    dql_write_text(to, "}\n");
}

int main(int count, char **arguments) {
    bool raw = count == 2 && strcmp(arguments[1], "raw") == 0;
    if (!raw && (count != 2 || strcmp(arguments[1], "query") != 0)) {
        fputs("usage: driver query|raw\n", stderr);
        return 2;
    }
    bytes input = {0};
    char piece[4096];
    size_t read;
    while ((read = fread(piece, 1, sizeof piece, stdin)) > 0) append(&input, piece, read);
    dql_writer writer;
    dql_writer_to_sink(&writer, print, stdout, piece, sizeof piece);
    for (size_t at = 0; at < input.length;) {
        size_t length = strlen(input.at + at);
        examine(&writer, raw ? deskql_parse_raw : deskql_parse, input.at + at, length);
        at += length + 1;
    }
    free(input.at);
    return dql_writer_finish(&writer) == DESKQL_OK && fflush(stdout) == 0 ? 0 : 1;
}
