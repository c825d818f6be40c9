/* Searches: their parameters, made the filter of the list that is searched. */
#include "serve/serve.h"

#include <stdlib.h>
#include <string.h>

/* What a parameter is in a filter; `%` is its values. Of all others there is nothing in the data. */
static const struct {
    const char *list;
    const char *parameter;
    const char *filter;
} meanings[] = {
    {"tickets", "search", "{\"$or\":[{\"subject\":{\"$contains\":%}},{\"previewText\":{\"$contains\":%}}]}"},
    {"tickets", "startDate", "{\"createdAt\":{\"$gte\":%}}"},
    {"tickets", "endDate", "{\"createdAt\":{\"$lt\":%}}"},
    {"tickets", "lastUpdated", "{\"updatedAt\":{\"$gte\":%}}"},
    {"tickets", "statuses", "{\"status\":{\"$in\":[%]}}"},
    {"tickets", "priorities", "{\"priority\":{\"$in\":[%]}}"},
    {"tickets", "types", "{\"type\":{\"$in\":[%]}}"},
    {"tickets", "sources", "{\"source\":{\"$in\":[%]}}"},
    {"tickets", "inboxes", "{\"inbox\":{\"$in\":[%]}}"},
    {"tickets", "excludeInboxes", "{\"inbox\":{\"$nin\":[%]}}"},
    {"tickets", "tags", "{\"tags.id\":{\"$in\":[%]}}"},
    {"tickets", "excludeTags", "{\"tags.id\":{\"$nin\":[%]}}"},
    {"tickets", "agents", "{\"agent\":{\"$in\":[%]}}"},
    {"tickets", "customers", "{\"customer\":{\"$in\":[%]}}"},
    {"tickets", "companies", "{\"company\":{\"$in\":[%]}}"},
    {"tickets", "ticket", "{\"id\":%}"},
    {"tickets", "unassigned", "{\"agent\":null}"},
    {"tickets", "omitMerged", "{\"state\":{\"$ne\":\"merged\"}}"},
    {"customers", "search", "{\"$or\":[{\"firstName\":{\"$contains\":%}},{\"lastName\":{\"$contains\":%}}]}"},
};

static void write_encoded(dql_serve_bytes *to, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) dql_serve_print(to, "%%%02X", (unsigned char)text[i]);
}

/* An id as a number, all else as a string; of an array each. */
static void write_values(dql_serve_bytes *to, const deskql_json_value *value, bool is_text) {
    bool is_list = deskql_json_value_type(value) == DESKQL_JSON_ARRAY;
    const deskql_json_value *item = is_list ? deskql_json_value_first(value) : value;
    for (const char *comma = ""; item; item = is_list ? deskql_json_value_next(item) : NULL, comma = ",") {
        size_t length;
        const char *text = deskql_json_value_text(item, &length);
        bool is_id = !is_text && strspn(text, "0123456789") == length;
        dql_serve_append(to, comma, strlen(comma));
        if (is_id) dql_serve_append(to, text, length);
        if (!is_id) deskql_json_write_string(text, length, dql_serve_append, to);
    }
}

static const char *meaning_of(const char *list, const char *parameter) {
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].list, list) == 0 && strcmp(meanings[i].parameter, parameter) == 0)
            return meanings[i].filter;
    }
    return NULL;
}

/* Returns false for what the data cannot answer. */
static bool write_member(dql_serve_bytes *filter, const char *list, const char *name, const deskql_json_value *value) {
    const char *text = deskql_json_value_text(value, NULL);
    /* Clients send all that are false. */
    if (text && strcmp(text, "false") == 0) return true;
    const char *meaning = meaning_of(list, name);
    if (!meaning) return false;
    if (filter->length) dql_serve_append(filter, ",", 1);
    for (const char *at = meaning; *at; at++) {
        if (*at == '%') write_values(filter, value, strcmp(name, "search") == 0);
        if (*at != '%') dql_serve_append(filter, at, 1);
    }
    return true;
}

static void write_request(const char *list, const deskql_json_value *parameters, dql_serve_search *to,
                          dql_serve_answer *answer) {
    dql_serve_bytes filter = {0};
    dql_serve_print(&to->request, "/desk/api/v2/%s.json?", list);
    for (const deskql_json_value *member = parameters; member; member = deskql_json_value_next(member)) {
        size_t length = 0;
        const char *name = deskql_json_value_key(member, NULL);
        const char *value = deskql_json_value_text(member, &length);
        if (strcmp(name, "page") == 0) {
            to->page = strtoll(value, NULL, 10);
        } else if (strcmp(name, "pageSize") == 0) {
            to->size = strtoll(value, NULL, 10);
        } else if (strcmp(name, "includes") == 0 || strcmp(name, "fields") == 0) {
            dql_serve_print(&to->request, "%s=", name);
            write_encoded(&to->request, value, length);
            dql_serve_append(&to->request, "&", 1);
        } else if (!write_member(&filter, list, name, member)) {
            dql_serve_refuse(answer, 400, name, "is nothing that this data can answer");
            break;
        }
    }
    dql_serve_print(&to->request, "filter=");
    if (filter.length) {
        write_encoded(&to->request, "{\"$and\":[", 9);
        write_encoded(&to->request, filter.bytes, filter.length);
        write_encoded(&to->request, "]}", 2);
    } else {
        write_encoded(&to->request, "{}", 2);
    }
    if (filter.failed) to->request.failed = true;
    dql_serve_bytes_free(&filter);
}

bool dql_serve_read_search(const deskql_plan *plan, const char *list, dql_serve_search *to, dql_serve_answer *answer) {
    dql_serve_bytes text = {0};
    deskql_json *json = NULL;
    *to = (dql_serve_search){.page = 1, .size = DESKQL_ASSUMED_PAGE_SIZE};
    deskql_plan_stream(plan, DESKQL_OUTPUT_PARAMETERS, dql_serve_append, &text);
    if (!text.failed && deskql_json_parse(text.bytes, text.length, NULL, &json) == DESKQL_OK) {
        write_request(list, deskql_json_value_first(deskql_json_root(json)), to, answer);
    } else {
        to->request.failed = true;
    }
    deskql_json_free(json);
    dql_serve_bytes_free(&text);
    if (to->request.failed) answer->body.failed = true;
    return !to->request.failed && !answer->status;
}
