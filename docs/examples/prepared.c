/*
 * A prepared query: parsed and checked once, compiled many times with other values. What the values hold never changes the shape of the
 * filter, so they may come from anybody.
 *
 *     cc prepared.c $(pkg-config --cflags --libs deskql) -o prepared && ./prepared
 */
#include <deskql/deskql.h>
#include <stdio.h>
#include <string.h>

static const char text[] =
    "subject contains :words and status in :statuses and createdAt >= :since order by createdAt desc";

static deskql_value string(const char *value) {
    deskql_value result = {DESKQL_VALUE_STRING, {0}};
    result.as.string.bytes = value;
    result.as.string.length = strlen(value);
    return result;
}

/* Whatever is wrong with a text or with what is bound is reported by findings, with their places. */
static void print_findings(const deskql_findings *findings) {
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    if (deskql_finding_reader_new(NULL, &reader) != DESKQL_OK) return;
    for (size_t i = 0; deskql_findings_read(findings, i, reader, &finding) == DESKQL_OK; i++) {
        printf("%u:%u: %s: %s [%s]\n", finding->range.start.line, finding->range.start.column,
               finding->severity == DESKQL_ERROR ? "error" : "warning", finding->message, finding->code_text);
    }
    deskql_finding_reader_free(reader);
}

/* The plan's memory is used again by every call: after the first few none is allocated. */
static void search(const deskql_query *query, deskql_plan **plan, const char *words, const int64_t *statuses,
                   size_t count) {
    deskql_value items[8];
    for (size_t i = 0; i < count && i < 8; i++) {
        items[i].type = DESKQL_VALUE_INTEGER;
        items[i].as.integer = statuses[i];
    }
    deskql_binding bindings[3] = {
        {"words", string(words)}, {"statuses", {DESKQL_VALUE_LIST, {0}}}, {"since", string("-7d")}};
    bindings[1].value.as.list.items = items;
    bindings[1].value.as.list.count = count;
    /* Text that is read by the type of the field that the parameter stands with, as a person would type it. */
    bindings[2].value.type = DESKQL_VALUE_TEXT;

    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now =
        1772366400; /* 2026-03-01T12:00:00Z, where a program that does not print the same each time has time(NULL) */
    options.bindings = bindings;
    options.binding_count = 3;
    char filter[512];
    deskql_status status = deskql_compile(query, &options, plan);
    if (status == DESKQL_OK) status = deskql_plan_write(*plan, DESKQL_OUTPUT_FILTER, filter, sizeof filter, NULL);
    if (status == DESKQL_OK) {
        puts(filter);
    } else if (status == DESKQL_INVALID) {
        print_findings(deskql_plan_findings(*plan));
    } else {
        printf("%s\n", deskql_status_text(status));
    }
}

int main(void) {
    static const int64_t open_ones[] = {1, 4};
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    if (deskql_parse(NULL, text, sizeof text - 1, NULL, &document) != DESKQL_OK) return 2;
    const deskql_query *query = deskql_document_at(document, 0);
    print_findings(deskql_document_findings(document));

    deskql_parameter_info parameter;
    for (size_t i = 0; deskql_query_parameter_at(query, i, &parameter); i++) {
        printf(":%s takes %s%s, for %s\n", parameter.name, parameter.list ? "a list of " : "",
               deskql_type_text(parameter.type), parameter.field);
    }
    search(query, &plan, "refund", open_ones, 2);
    search(query, &plan, "\"}},{\"$or\":[{}]", open_ones, 1);
    search(query, &plan, "refund", open_ones, 0);

    deskql_plan_free(plan);
    deskql_document_free(document);
    return 0;
}
