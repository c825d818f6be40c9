/* What an import has found, as a schema in JSON. */
#define _POSIX_C_SOURCE 200809L
#include "cli/import/import.h"

#include <stdlib.h>
#include <string.h>

#define LINE_WIDTH 110u

/* ---- Types --------------------------------------------------------------------------------------------------------- */

/* What is known of names on all pages. A name that is not here is known by its ending. */
static const struct {
    const char *name;
    bool ending;
    const char *rest;
} guesses[] = {
    {"id", false, "\"integer\""},
    {"state", false, "\"enum\", \"values\": [\"active\", \"deleted\", \"merged\", \"scheduled\"], \"open\": true"},
    {"subject", false, "\"string\""},
    {"previewText", false, "\"string\""},
    {"originalRecipient", false, "\"string\""},
    {"name", false, "\"string\""},
    {"email", false, "\"string\""},
    {"spam_score", false, "\"number\""},
    {"spam_rules", false, "\"any\", \"nullable\": true"},
    {".id", true, "\"integer\""},
    {".name", true, "\"string\", \"nullable\": true"},
    {"At", true, "\"datetime\", \"nullable\": true"},
    {"Mins", true, "\"integer\", \"nullable\": true"},
    {"Count", true, "\"integer\", \"nullable\": true"},
    {"", true, "\"any\", \"nullable\": true"},
};

static bool is_text(dql_span name, const char *text) {
    return strlen(text) == name.size && memcmp(text, name.at, name.size) == 0;
}

static const char *guess(dql_span name) {
    for (size_t i = 0;; i++) {
        size_t size = strlen(guesses[i].name);
        dql_span end = name;
        if (guesses[i].ending && size <= name.size) end = (dql_span){name.at + name.size - size, size};
        if (is_text(end, guesses[i].name)) return guesses[i].rest;
    }
}

/* The kind of what a field of that name refers to in tickets; NULL where there is no such field. */
static const char *kind_in_tickets(dql_span name) {
    const deskql_endpoint *tickets = deskql_schemas_find(NULL, "tickets");
    deskql_field_info info;
    for (size_t i = 0; deskql_endpoint_filter_at(tickets, i, &info); i++) {
        if (info.type == DESKQL_TYPE_REFERENCE && is_text(name, info.name)) return deskql_endpoint_kind_at(tickets, i);
    }
    return NULL;
}

static const char *text_of(const deskql_json_value *value) {
    return deskql_json_value_type(value) == DESKQL_JSON_STRING ? deskql_json_value_text(value, NULL) : "";
}

static bool is_true(const deskql_json_value *schema, const char *key) {
    return deskql_json_value_type(deskql_json_value_member(schema, key)) == DESKQL_JSON_TRUE;
}

/* Whether each value of a schema's enum can be one here. */
static bool has_values(const deskql_json_value *schema) {
    const deskql_json_value *value = deskql_json_value_first(deskql_json_value_member(schema, "enum"));
    bool good = value != NULL;
    for (; good && value; value = deskql_json_value_next(value)) {
        size_t size = strlen(text_of(value));
        good = size > 0 && size < 256 && !strpbrk(text_of(value), "\r\n\t");
    }
    return good;
}

/* The type of the field of that schema; NULL where it does not decide that. A schema may allow several, null among them. */
static const char *known_type(const deskql_json_value *schema, bool *is_nullable) {
    static const char *const same[] = {"integer", "number", "boolean", "string"};
    const deskql_json_value *type = deskql_json_value_member(schema, "type");
    const deskql_json_value *next = NULL;
    const char *found = NULL;
    if (deskql_json_value_type(type) == DESKQL_JSON_ARRAY) next = type = deskql_json_value_first(type);
    for (; type; type = next) {
        next = next ? deskql_json_value_next(next) : NULL;
        for (size_t i = 0; i < 4; i++) {
            if (strcmp(text_of(type), same[i]) == 0) found = found ? "any" : same[i];
        }
        if (strcmp(text_of(type), "null") == 0) *is_nullable = true;
    }
    if (is_true(schema, "nullable") || is_true(schema, "x-nullable")) *is_nullable = true;
    const deskql_json_value *properties = deskql_json_value_member(schema, "properties");
    bool is_string = found && strcmp(found, "string") == 0;
    if (is_string && strncmp(text_of(deskql_json_value_member(schema, "format")), "date", 4) == 0) return "datetime";
    if (is_string && has_values(schema)) return "enum";
    if (!found && deskql_json_value_member(properties, "id") && deskql_json_value_member(properties, "type"))
        return "reference";
    return found;
}

static void write_values(FILE *to, const deskql_json_value *schema) {
    const deskql_json_value *value = deskql_json_value_first(deskql_json_value_member(schema, "enum"));
    for (const char *separator = ", \"values\": ["; value; value = deskql_json_value_next(value), separator = ", ")
        dql_cli_print(to, "%s'%s'", separator, text_of(value));
    fputs("], \"open\": true", to);
}

static void write_type(FILE *to, const dql_import *import, const dql_import_name *name) {
    bool is_nullable = !import->says_null && !is_text(name->text, "id");
    const char *known = known_type(name->type, &is_nullable);
    bool is_reference = known && strcmp(known, "reference") == 0;
    const char *kind = !known || is_reference ? kind_in_tickets(name->text) : NULL;
    if (known || kind) {
        fprintf(to, ", \"type\": \"%s\"", known ? known : "reference");
        if (known && strcmp(known, "enum") == 0) write_values(to, name->type);
        if (is_nullable || kind || is_reference) fputs(", \"nullable\": true", to);
        if (kind) fprintf(to, ", \"kind\": \"%s\"", kind);
    } else {
        fprintf(to, ", \"type\": %s", guess(name->text));
    }
    fputs(known ? "}" : ", \"$comment\": \"guessed\"}", to);
}

/* ---- Endpoints ----------------------------------------------------------------------------------------------------- */

static void write_list(FILE *to, const dql_import *import, size_t first, bool has_types) {
    size_t column = 0;
    fputc('[', to);
    for (size_t i = first; i; i = import->names[i].next) {
        dql_span text = import->names[i].text;
        bool wraps = i == first || has_types || column + text.size + 4 > LINE_WIDTH;
        fprintf(to, i == first ? "\n        " : wraps ? ",\n        " : ", ");
        fprintf(to, has_types ? "{\"name\": \"%.*s\"" : "\"%.*s\"", (int)text.size, text.at);
        if (has_types) write_type(to, import, &import->names[i]);
        column = (wraps ? 8 : column) + text.size + 4;
    }
    fputs(first ? "\n      ]" : "]", to);
}

/* A parameter of a path is called otherwise than each filter field, and is made of letters, digits and `_`. */
static void write_path(FILE *to, dql_import *import, const dql_import_endpoint *endpoint) {
    const char *part = endpoint->path;
    bool is_inside = false;
    fputc('"', to);
    for (const char *at = endpoint->path; *at; at++) {
        dql_span name = {at + 1, strcspn(at + 1, "}/")};
        bool is_field = false;
        for (size_t i = endpoint->first[DQL_IMPORT_FILTER]; *at == '{' && i; i = import->names[i].next)
            is_field = is_field || (import->names[i].text.size == name.size &&
                                    memcmp(import->names[i].text.at, name.at, name.size) == 0);
        is_inside = *at == '{' || (is_inside && *at != '}');
        bool is_odd = (is_inside && *at != '{' && !dql_import_is_name((dql_span){at, 1}) && (*at < '0' || *at > '9')) ||
                      *at == '"' || *at == '\\';
        fputc(is_odd ? '_' : *at, to);
        if (is_field) fprintf(to, "%.*s_", (int)strcspn(part, "/{"), part);
        if (is_field)
            dql_import_note(
                import, false, "%s: `%.*s` of the path is called `%.*s_%.*s`, for a filter field is called so",
                endpoint->call, (int)name.size, name.at, (int)strcspn(part, "/{"), part, (int)name.size, name.at);
        if (*at == '/' && at[1] != '{') part = at + 1;
    }
    fputc('"', to);
}

static void write_endpoint(FILE *to, dql_import *import, const dql_import_endpoint *endpoint, const char *name) {
    fprintf(to, "    {\n      \"$comment\": \"%s\",\n      \"name\": \"%s\",\n      \"path\": ",
            import->has_types ? "Types that are marked so are guessed from the names; fix those that are wrong."
                              : "The types are guessed from the names; fix those that are wrong.",
            name);
    write_path(to, import, endpoint);
    static const char *const keys[] = {"filter", "order", "includes", "fields"};
    for (size_t i = 0; i < DQL_IMPORT_LISTS; i++) {
        if (i == DQL_IMPORT_FIELDS && !endpoint->first[i]) continue;
        fprintf(to, ",\n      \"%s\": ", keys[i]);
        write_list(to, import, endpoint->first[i], i == DQL_IMPORT_FILTER);
    }
    if (endpoint->takes_ids) fputs(",\n      \"ids\": true", to);
    fputs("\n    }", to);
}

/* `/desk/api/v2/search/customers.json` is called search_customers. NULL without memory. */
static char *make_name(const char *path) {
    const char *from = path;
    for (const char *at = path; *at; at++) {
        /* What comes before the version says nothing of the endpoint. */
        if (at[0] == '/' && at[1] == 'v' && at[2] >= '0' && at[2] <= '9') {
            from = at + 2;
            while (*from && *from != '/') from++;
        }
    }
    char *name = malloc(strlen(from) + sizeof "endpoint_" + 20);
    size_t size = 0;
    bool gap = false;
    for (; name && *from && strcmp(from, ".json") != 0; from++) {
        while (*from == '{' && strchr(from, '}')) from = strchr(from, '}') + 1;
        if (!*from || strcmp(from, ".json") == 0) break;
        bool is_digit = *from >= '0' && *from <= '9';
        bool is_inside = (*from >= 'a' && *from <= 'z') || (*from >= 'A' && *from <= 'Z') || (size && is_digit);
        if (is_inside && gap && size) name[size++] = '_';
        if (is_inside) name[size++] = *from;
        gap = !is_inside;
    }
    if (name) snprintf(name + size, sizeof "endpoint", "%s", size ? "" : "endpoint");
    return name;
}

/* A name that no other endpoint has: of several, one has it and the others get numbers. NULL without memory. */
static const char *name_of(dql_import *import, const dql_import_endpoint *endpoint) {
    char *name = make_name(endpoint->path);
    bool is_new = false;
    size_t first = name ? dql_import_keep(import, DQL_IMPORT_CALLED, dql_span_of(name), &is_new) : 0;
    size_t place = first;
    for (size_t size = name ? strlen(name) : 0; place && !is_new;) {
        snprintf(name + size, 22, "_%zu", ++import->names[first].next + 1);
        place = dql_import_keep(import, DQL_IMPORT_CALLED, dql_span_of(name), &is_new);
    }
    free(name);
    return place ? import->names[place].text.at : NULL;
}

/* ---- The whole ----------------------------------------------------------------------------------------------------- */

/* A path with a parameter that nothing filters or orders is of one thing, not of a list of them. */
static const char *reason_to_leave(const dql_import_endpoint *endpoint) {
    bool has_names = false;
    for (size_t i = 0; i < DQL_IMPORT_LISTS; i++) has_names = has_names || endpoint->first[i];
    if (strlen(endpoint->path) > 1000) return "has too long a path";
    bool is_list = endpoint->first[DQL_IMPORT_FILTER] || endpoint->first[DQL_IMPORT_ORDER];
    if (strchr(endpoint->path, '{') && !is_list) return "is of one item";
    return has_names ? NULL : "has no list of allowed values";
}

static size_t count_usable(dql_import *import) {
    size_t count = 0;
    for (size_t i = 0; i < import->count; i++) {
        const char *reason = reason_to_leave(&import->endpoints[i]);
        if (reason) dql_import_note(import, false, "%s %s; it is left out", import->endpoints[i].call, reason);
        count += !reason;
    }
    return count;
}

static bool is_writable(dql_import *import, const char *name) {
    size_t count = count_usable(import);
    if (import->count == 0) {
        dql_cli_error("`%s` names no endpoint", import->file);
        dql_cli_hint("the text of a reference page has a line like `GET /desk/api/v2/tickets.json`");
    } else if (count == 0) {
        dql_cli_error("`%s` lists no allowed values", import->file);
        dql_cli_hint("they stand below a line like `The following values are allowed in the filter query parameter:`");
    } else if (name && count > 1) {
        dql_cli_error("`--name` names one endpoint, but `%s` has %zu", import->file, count);
    } else {
        return true;
    }
    return false;
}

bool dql_import_write(dql_import *import, const char *name, FILE *to) {
    if (!is_writable(import, name)) return false;
    int version = 1;
    for (size_t i = 0; i < import->count; i++) {
        const dql_import_endpoint *endpoint = &import->endpoints[i];
        if (!reason_to_leave(endpoint) && (strchr(endpoint->path, '{') || endpoint->takes_ids)) version = 2;
    }
    fprintf(to, "{\n  \"version\": %d,\n  \"endpoints\": [\n", version);
    const char *separator = "";
    for (size_t i = 0; i < import->count; i++) {
        const dql_import_endpoint *endpoint = &import->endpoints[i];
        if (reason_to_leave(endpoint)) continue;
        const char *called = name ? name : name_of(import, endpoint);
        import->failed = import->failed || !called;
        fputs(separator, to);
        if (called) write_endpoint(to, import, endpoint, called);
        separator = ",\n";
    }
    fputs("\n  ]\n}\n", to);
    if (import->failed) dql_cli_error("no memory");
    return !import->failed;
}
