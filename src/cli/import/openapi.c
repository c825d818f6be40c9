/* OpenAPI 2 and 3 in JSON: the names that an operation allows, from what it says and from enums and extensions of its parameters; and
   the types of them, from what it answers. */
#include "cli/import/import.h"

#include <string.h>

#define MOST_REFERENCES 32
#define MOST_LEVELS 8

typedef struct openapi {
    dql_import *import;
    const deskql_json_value *root;
    /* Which parameters the operation at hand has. */
    bool has[DQL_IMPORT_LISTS];
} openapi;

static const char *text_of(const deskql_json_value *value) {
    return deskql_json_value_type(value) == DESKQL_JSON_STRING ? deskql_json_value_text(value, NULL) : NULL;
}

static const deskql_json_value *member(const deskql_json_value *object, const char *key) {
    return deskql_json_value_member(object, key);
}

/* What a `$ref` within the file leads to, a JSON pointer; NULL where it leads nowhere. */
static const deskql_json_value *resolve(const openapi *of, const deskql_json_value *value) {
    for (int i = 0; i < MOST_REFERENCES; i++) {
        const char *at = text_of(member(value, "$ref"));
        if (!at) return value;
        value = strncmp(at, "#/", 2) == 0 ? of->root : NULL;
        for (at++; value && *at == '/';) {
            char token[256];
            size_t size = 0;
            for (at++; *at && *at != '/' && size + 1 < sizeof token; at++) {
                bool is_escape = *at == '~' && (at[1] == '0' || at[1] == '1');
                token[size++] = is_escape ? (char)(at[1] == '0' ? '~' : '/') : *at;
                at += is_escape;
            }
            token[size] = '\0';
            value = *at == '\0' || *at == '/' ? member(value, token) : NULL;
        }
    }
    return NULL;
}

/* ---- Types --------------------------------------------------------------------------------------------------------- */

/* The property of a schema, or of what it is put together from. */
static const deskql_json_value *property_of(const openapi *of, const deskql_json_value *schema, const char *name,
                                            int level) {
    schema = resolve(of, schema);
    const deskql_json_value *found = member(member(schema, "properties"), name);
    const deskql_json_value *part = level < MOST_LEVELS ? deskql_json_value_first(member(schema, "allOf")) : NULL;
    for (; !found && part; part = deskql_json_value_next(part)) found = property_of(of, part, name, level + 1);
    return resolve(of, found);
}

/* The items of what a body lists: of the property that is called as the path is, else of the first that is an array. */
static const deskql_json_value *items_of(const openapi *of, const deskql_json_value *body, const char *path) {
    body = resolve(of, body);
    const deskql_json_value *found = member(body, "items");
    const char *word = strrchr(path, '/') + 1;
    const deskql_json_value *property = found ? NULL : deskql_json_value_first(member(body, "properties"));
    for (; property; property = deskql_json_value_next(property)) {
        const char *key = deskql_json_value_key(property, NULL);
        const deskql_json_value *items = member(resolve(of, property), "items");
        bool is_named = items && strncmp(key, word, strlen(key)) == 0 && strchr("./", word[strlen(key)]);
        if (!found || is_named) found = items;
        if (is_named) break;
    }
    return found;
}

/* The types of the names that the last endpoint allows, from what it answers, in the form of either version. */
static void find_types(openapi *of, const deskql_json_value *operation) {
    const dql_import_endpoint *endpoint = &of->import->endpoints[of->import->endpoint];
    const deskql_json_value *responses = member(operation, "responses");
    const deskql_json_value *answer = member(responses, "200");
    answer = resolve(of, answer ? answer : member(responses, "default"));
    const deskql_json_value *content = deskql_json_value_first(member(answer, "content"));
    const deskql_json_value *items = items_of(of, member(content ? content : answer, "schema"), endpoint->path);
    for (size_t i = endpoint->first[DQL_IMPORT_FILTER]; i; i = of->import->names[i].next) {
        char name[256];
        dql_import_name *at = &of->import->names[i];
        snprintf(name, sizeof name, "%.*s", (int)at->text.size, at->text.at);
        at->type = property_of(of, items, name, 0);
    }
}

/* ---- Names --------------------------------------------------------------------------------------------------------- */

/* What is said without markup, with a line break behind it. */
static dql_span plain(dql_import *import, const char *text) {
    dql_span made = {import->texts, strlen(text)};
    memcpy(import->texts, text, made.size);
    made.size = dql_import_plain(import->texts, made.size);
    import->texts[made.size++] = '\n';
    import->texts += made.size;
    return made;
}

/* Adds each of an array, of strings or of objects with a name. Returns false, and adds nothing, for what is no list of names. */
static bool take_list(openapi *of, dql_import_list list, const deskql_json_value *values) {
    bool is_array = deskql_json_value_type(values) == DESKQL_JSON_ARRAY;
    const deskql_json_value *first = is_array ? deskql_json_value_first(values) : NULL;
    for (int adds = 0; adds < 2; adds++) {
        for (const deskql_json_value *value = first; value; value = deskql_json_value_next(value)) {
            const char *name = text_of(value) ? text_of(value) : text_of(member(value, "name"));
            if (!name || !dql_import_is_name(dql_span_of(name))) return false;
            if (adds) dql_import_add(of->import, list, dql_span_of(name));
        }
    }
    return first != NULL;
}

/* The lists of a parameter's extensions; of an operation's, those whose key, or a key in them, says which parameter: `x-filter`,
   `x-allowed-values: {"filter": […]}`. */
static bool take_extensions(openapi *of, dql_import_list list, const deskql_json_value *in) {
    bool has_taken = false;
    for (in = deskql_json_value_first(in); in; in = deskql_json_value_next(in)) {
        const char *key = deskql_json_value_key(in, NULL);
        if (strncmp(key, "x-", 2) != 0) continue;
        dql_import_list named = list;
        while (named == DQL_IMPORT_NONE && (key = strchr(key, '-')) != NULL) {
            key++;
            named = dql_import_list_of((dql_span){key, strcspn(key, "-")});
        }
        if (named != DQL_IMPORT_NONE) has_taken |= take_list(of, named, in);
        for (int i = 0; list == DQL_IMPORT_NONE && i < DQL_IMPORT_LISTS; i++)
            has_taken |= take_list(of, (dql_import_list)i, member(in, dql_import_parameters[i]));
    }
    return has_taken;
}

static bool take_values(openapi *of, dql_import_list list, const deskql_json_value *parameter) {
    const deskql_json_value *schema = resolve(of, member(parameter, "schema"));
    const deskql_json_value *from[] = {parameter, schema, resolve(of, member(parameter, "items")),
                                       resolve(of, member(schema, "items"))};
    bool has_taken = false;
    for (size_t i = 0; !has_taken && i < 4; i++) has_taken = take_list(of, list, member(from[i], "enum"));
    for (size_t i = 0; !has_taken && i < 4; i++) has_taken = take_extensions(of, list, from[i]);
    return has_taken;
}

static void read_parameters(openapi *of, const deskql_json_value *given) {
    dql_import *import = of->import;
    for (given = deskql_json_value_first(resolve(of, given)); given; given = deskql_json_value_next(given)) {
        const deskql_json_value *parameter = resolve(of, given);
        const char *name = text_of(member(parameter, "name"));
        const char *in = text_of(member(parameter, "in"));
        const char *text = text_of(member(parameter, "description"));
        if (!parameter || !name || !in) {
            dql_import_note(import, true, "left out: a parameter of %s, which leads nowhere",
                            import->endpoints[import->endpoint].call);
        } else if (strcmp(in, "query") == 0) {
            dql_import_list list = dql_import_list_of(dql_span_of(name));
            dql_import_note_parameter(import, dql_span_of(name));
            if (list != DQL_IMPORT_NONE) of->has[list] = true;
            if (list != DQL_IMPORT_NONE && !take_values(of, list, parameter) && text)
                dql_import_read_parameter(import, dql_span_of(name), plain(of->import, text));
        }
    }
}

/* ---- Paths --------------------------------------------------------------------------------------------------------- */

/* What paths begin with. */
static dql_span base_of(const deskql_json_value *root) {
    const char *base = text_of(member(root, "basePath"));
    const char *server = text_of(member(deskql_json_value_first(member(root, "servers")), "url"));
    const char *host = server ? strstr(server, "://") : NULL;
    if (!base) base = host ? strchr(host + 3, '/') : server;
    size_t size = base && *base == '/' ? strlen(base) : 0;
    while (size && base[size - 1] == '/') size--;
    return (dql_span){base, size};
}

/* A list without names would allow none; one of `fields` allows any. */
static void note_empty(openapi *of) {
    dql_import *import = of->import;
    const dql_import_endpoint *endpoint = &import->endpoints[import->endpoint];
    bool has_names =
        endpoint->first[DQL_IMPORT_FILTER] || endpoint->first[DQL_IMPORT_ORDER] || endpoint->first[DQL_IMPORT_INCLUDES];
    for (int i = 0; has_names && i < DQL_IMPORT_FIELDS; i++) {
        if (!of->has[i] || endpoint->first[i]) continue;
        dql_import_note(import, true, "%s has a parameter `%s`, but names nothing that it allows", endpoint->call,
                        dql_import_parameters[i]);
    }
}

static void read_operation(openapi *of, const deskql_json_value *item, const deskql_json_value *operation) {
    static const char *const keys[] = {"summary", "description"};
    memset(of->has, 0, sizeof of->has);
    for (size_t i = 0; i < 2; i++) {
        const char *text = text_of(member(operation, keys[i]));
        if (text) dql_import_read(of->import, plain(of->import, text));
    }
    take_extensions(of, DQL_IMPORT_NONE, operation);
    read_parameters(of, member(item, "parameters"));
    read_parameters(of, member(operation, "parameters"));
    find_types(of, operation);
    note_empty(of);
}

bool dql_import_read_openapi(dql_import *import, const deskql_json_value *root) {
    static const char *const methods[][2] = {
        {"get", "GET"}, {"post", "POST"}, {"put", "PUT"}, {"patch", "PATCH"}, {"delete", "DELETE"}};
    openapi of = {.import = import, .root = root};
    const char *version = text_of(member(root, member(root, "swagger") ? "swagger" : "openapi"));
    if (!version || (version[0] != '2' && version[0] != '3'))
        return dql_cli_refuse(NULL, "`%s` is JSON, but neither OpenAPI 2 nor 3", import->file);
    import->has_types = true;
    import->says_null = version[0] == '3';
    const deskql_json_value *path = deskql_json_value_first(member(root, "paths"));
    for (; path; path = deskql_json_value_next(path)) {
        const char *key = deskql_json_value_key(path, NULL);
        const deskql_json_value *item = resolve(&of, path);
        for (size_t i = 0; *key == '/' && i < sizeof methods / sizeof methods[0]; i++) {
            const deskql_json_value *operation = member(item, methods[i][0]);
            if (!operation) continue;
            dql_import_begin_endpoint(import, dql_span_of(methods[i][1]), base_of(root), dql_span_of(key));
            if (import->failed) return true;
            read_operation(&of, item, operation);
        }
    }
    return true;
}
