/* Reading tickets into memory, and finding them there. */
#include "serve/serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Files ---- */

bool dql_serve_read(const char *path, dql_serve_bytes *text) {
    bool is_input = strcmp(path, "-") == 0;
    FILE *stream = is_input ? stdin : fopen(path, "rb");
    if (!stream) return dql_serve_error("cannot read `%s`: %s", path, strerror(errno));
    char piece[65536];
    size_t length;
    while (!text->failed && (length = fread(piece, 1, sizeof piece, stream)) > 0) dql_serve_append(text, piece, length);
    int reason = ferror(stream) ? errno : 0;
    if (!is_input) fclose(stream);
    if (reason) return dql_serve_error("cannot read `%s`: %s", path, strerror(reason));
    if (text->failed) return dql_serve_error("cannot read `%s`: no memory", path);
    return true;
}

/* ---- JSON, or JSON in each line ---- */

/* What is parsed, and how places in it are reported. */
typedef struct source {
    dql_serve_data *data;
    const char *name;
    /* How many columns all lines have before what the file has in them. */
    uint32_t shift;
} source;

static bool no_memory(void) {
    return dql_serve_error("no memory for the tickets");
}

/* The findings of a text whose first line is the `line`-th of the file. */
static bool report_findings(const source *from, const deskql_json *json, uint32_t line) {
    const deskql_findings *findings = deskql_json_findings(json);
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    if (deskql_finding_reader_new(NULL, &reader) != DESKQL_OK) return no_memory();
    for (size_t i = 0; deskql_findings_read(findings, i, reader, &finding) == DESKQL_OK; i++) {
        dql_serve_log("%s:%u:%u: error: %s [%s]", from->name, finding->range.start.line + line - 1,
                      finding->range.start.column, finding->message, finding->code_text);
    }
    deskql_finding_reader_free(reader);
    return false;
}

static bool report_value(const source *from, const deskql_json_value *value, const char *message) {
    deskql_position start = deskql_json_value_range(from->data->json, value).start;
    return dql_serve_log("%s:%u:%u: error: %s", from->name, start.line, start.column - from->shift, message);
}

static bool parse(const source *from, const char *text, size_t length, uint32_t line) {
    deskql_status status = deskql_json_parse(text, length, NULL, &from->data->json);
    if (status == DESKQL_INVALID) return report_findings(from, from->data->json, line);
    return status == DESKQL_OK || no_memory();
}

static bool is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (!strchr(" \t\r", text[i]) || !text[i]) return false;
    }
    return true;
}

static size_t line_length(const char *text, size_t length) {
    const char *end = memchr(text, '\n', length);
    return end ? (size_t)(end - text) : length;
}

/* Whether the text's first line is an object by itself, and no TicketsAPIBody: then each of them is one ticket. */
static bool has_lines(const char *text, size_t length) {
    size_t end = line_length(text, length);
    while (end < length && is_blank(text, end)) {
        text += end + 1;
        length -= end + 1;
        end = line_length(text, length);
    }
    deskql_json *json = NULL;
    bool good = deskql_json_parse(text, end, NULL, &json) == DESKQL_OK;
    const deskql_json_value *root = good ? deskql_json_root(json) : NULL;
    bool is_ticket = deskql_json_value_type(root) == DESKQL_JSON_OBJECT && !deskql_json_value_member(root, "tickets");
    deskql_json_free(json);
    return is_ticket;
}

bool dql_serve_read_readings(const char *path, deskql_readings *readings) {
    dql_serve_bytes text = {0};
    dql_serve_data read = {0};
    source from = {&read, path, 0};
    const deskql_json_value *wrong = NULL;
    bool good = dql_serve_read(path, &text) && parse(&from, text.bytes ? text.bytes : "", text.length, 1);
    if (good && deskql_readings_read(deskql_json_root(read.json), readings, &wrong) != DESKQL_OK)
        good = report_value(&from, wrong, "no reading stands here: docs/matching.md lists them");
    deskql_json_free(read.json);
    dql_serve_bytes_free(&text);
    return good;
}

/* Each line is read by itself, so that two mistakes cannot hide each other; then they become one array. */
static bool join_lines(source *from, dql_serve_bytes *text) {
    dql_serve_bytes joined = {0};
    bool good = true;
    bool any = false;
    uint32_t line = 1;
    for (size_t at = 0; good && at < text->length; line++) {
        size_t length = line_length(text->bytes + at, text->length - at);
        if (!is_blank(text->bytes + at, length)) {
            good = parse(from, text->bytes + at, length, line);
            dql_serve_append(&joined, any ? "," : "[", 1);
            any = true;
            dql_serve_append(&joined, text->bytes + at, length);
        }
        dql_serve_append(&joined, "\n", 1);
        at += length + 1;
    }
    dql_serve_append(&joined, "]", 1);
    if (joined.failed) good = no_memory();
    dql_serve_bytes_free(text);
    *text = joined;
    from->shift = 1;
    return good;
}

/* ---- Indexes ---- */

static int compare_items(const void *first, const void *second) {
    const dql_serve_item *one = first;
    const dql_serve_item *other = second;
    if (one->id != other->id) return one->id < other->id ? -1 : 1;
    return one->index < other->index ? -1 : 1;
}

const dql_serve_item *dql_serve_find(const dql_serve_item *by_id, size_t count, int64_t id) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_id[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && by_id[low].id == id ? &by_id[low] : NULL;
}

const dql_serve_kind *dql_serve_find_kind(const dql_serve_data *data, const char *name, size_t length) {
    for (size_t i = 0; i < data->kind_count; i++) {
        const dql_serve_kind *kind = &data->kinds[i];
        if (kind->name_length == length && memcmp(kind->name, name, length) == 0) return kind;
    }
    return NULL;
}

static bool index_tickets(const source *from, const deskql_json_value *array) {
    dql_serve_data *data = from->data;
    dql_serve_kind *kind = &data->kinds[data->kind_count++];
    *kind = (dql_serve_kind){"tickets", strlen("tickets"), array,
                             malloc((deskql_json_value_count(array) + 1) * sizeof *kind->items), 0};
    if (!kind->items) return no_memory();
    for (const deskql_json_value *ticket = deskql_json_value_first(array); ticket;
         ticket = deskql_json_value_next(ticket)) {
        dql_serve_item *item = &kind->items[kind->count];
        if (deskql_json_value_type(ticket) != DESKQL_JSON_OBJECT)
            return report_value(from, ticket, "a ticket is a JSON object");
        if (!deskql_json_value_integer(deskql_json_value_member(ticket, "id"), &item->id))
            return report_value(from, ticket, "a ticket needs an `id` that is a whole number");
        item->value = ticket;
        item->index = kind->count++;
    }
    qsort(kind->items, kind->count, sizeof *kind->items, compare_items);
    for (size_t i = 1; i < kind->count; i++) {
        if (kind->items[i - 1].id == kind->items[i].id)
            return report_value(from, kind->items[i].value, "a ticket before it has the same `id`");
    }
    return true;
}

/* What has no id is passed over, as deskql_included_add does. */
static bool index_kind(const source *from, const deskql_json_value *array, dql_serve_kind *kind) {
    if (deskql_json_value_type(array) != DESKQL_JSON_ARRAY)
        return report_value(from, array, "each member of `included` is an array");
    kind->name = deskql_json_value_key(array, &kind->name_length);
    kind->array = array;
    kind->items = malloc((deskql_json_value_count(array) + 1) * sizeof *kind->items);
    if (!kind->items) return no_memory();
    for (const deskql_json_value *value = deskql_json_value_first(array); value;
         value = deskql_json_value_next(value)) {
        dql_serve_item *item = &kind->items[kind->count];
        if (!deskql_json_value_integer(deskql_json_value_member(value, "id"), &item->id)) continue;
        item->value = value;
        item->index = kind->count++;
    }
    qsort(kind->items, kind->count, sizeof *kind->items, compare_items);
    return true;
}

static bool index_included(const source *from, const deskql_json_value *included) {
    dql_serve_data *data = from->data;
    if (!included || deskql_json_value_type(included) == DESKQL_JSON_NULL) return true;
    if (deskql_json_value_type(included) != DESKQL_JSON_OBJECT)
        return report_value(from, included, "`included` is a JSON object");
    for (const deskql_json_value *array = deskql_json_value_first(included); array;
         array = deskql_json_value_next(array)) {
        if (!index_kind(from, array, &data->kinds[data->kind_count++])) return false;
    }
    return true;
}

static bool make_writer(dql_serve_data *data) {
    return (deskql_parse(NULL, "", 0, NULL, &data->document) == DESKQL_OK &&
            deskql_compile(deskql_document_at(data->document, 0), NULL, &data->plan) == DESKQL_OK &&
            deskql_matcher_make(data->plan, NULL, &data->matcher) == DESKQL_OK) ||
           no_memory();
}

bool dql_serve_load(dql_serve_data *data, dql_serve_bytes *text, const char *name) {
    source from = {data, name, 0};
    data->text = *text;
    *text = (dql_serve_bytes){NULL, 0, 0, false};
    /* An empty file's bytes are no NULL then. */
    if (dql_serve_append(&data->text, "", 1) != 0) return no_memory();
    data->text.length--;
    if (has_lines(data->text.bytes, data->text.length) && !join_lines(&from, &data->text)) return false;
    if (!parse(&from, data->text.bytes, data->text.length, 1)) return false;
    const deskql_json_value *root = deskql_json_root(data->json);
    bool is_body = deskql_json_value_type(root) == DESKQL_JSON_OBJECT;
    const deskql_json_value *tickets = is_body ? deskql_json_value_member(root, "tickets") : root;
    if (deskql_json_value_type(tickets) != DESKQL_JSON_ARRAY)
        return report_value(&from, tickets ? tickets : root,
                            "tickets are an array, an object with an array `tickets`, or one object a line");
    const deskql_json_value *included = is_body ? deskql_json_value_member(root, "included") : NULL;
    data->kinds = calloc(deskql_json_value_count(included) + 1, sizeof *data->kinds);
    if (!data->kinds) return no_memory();
    return index_tickets(&from, tickets) && index_included(&from, included) && make_writer(data);
}

void dql_serve_data_free(dql_serve_data *data) {
    for (size_t i = 0; i < data->kind_count; i++) free(data->kinds[i].items);
    free(data->kinds);
    deskql_matcher_free(data->matcher);
    deskql_plan_free(data->plan);
    deskql_document_free(data->document);
    deskql_json_free(data->json);
    dql_serve_bytes_free(&data->text);
}
