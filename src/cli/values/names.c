#include "cli/values/names.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 255u

static bool say_no_memory(void) {
    return dql_cli_refuse(NULL, "no memory");
}

/* ---- Kinds --------------------------------------------------------------------------------------------------------- */

dql_cli_kind *dql_cli_names_kind(dql_cli_names *names, const char *kind) {
    for (size_t i = 0; i < names->kind_count; i++) {
        if (strcmp(names->kinds[i].name, kind) == 0) return &names->kinds[i];
    }
    return NULL;
}

/* A field of type `any` takes no names. */
static bool add_kind(dql_cli_names *names, const char *name, bool has_field) {
    dql_cli_kind *known = dql_cli_names_kind(names, name);
    if (known) {
        known->has_field = known->has_field || has_field;
        return true;
    }
    dql_cli_kind *larger = realloc(names->kinds, (names->kind_count + 1) * sizeof *larger);
    if (!larger) return say_no_memory();
    names->kinds = larger;
    larger[names->kind_count++] = (dql_cli_kind){.name = name, .has_field = has_field};
    return true;
}

bool dql_cli_names_begin(dql_cli_names *names, const deskql_schemas *schemas) {
    *names = (dql_cli_names){.schemas = schemas};
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(schemas, i);
        deskql_field_info info;
        for (size_t j = 0; deskql_endpoint_filter_at(endpoint, j, &info); j++) {
            const char *kind = deskql_endpoint_kind_at(endpoint, j);
            if (kind && !add_kind(names, kind, info.type == DESKQL_TYPE_REFERENCE)) return false;
        }
    }
    return true;
}

void dql_cli_names_free(dql_cli_names *names) {
    for (size_t i = 0; i < names->kind_count; i++) dql_cli_tree_free(names->kinds[i].names);
    free(names->kinds);
    deskql_json_free(names->json);
    *names = (dql_cli_names){0};
}

/* ---- Names --------------------------------------------------------------------------------------------------------- */

static dql_cli_known_name *find(const dql_cli_kind *kind, const char *text) {
    return (dql_cli_known_name *)dql_cli_tree_find(kind->names, text);
}

const dql_cli_known_name *dql_cli_names_find(const dql_cli_kind *kind, const char *text) {
    return find(kind, text);
}

static bool add(dql_cli_kind *kind, const char *text, int64_t id) {
    dql_cli_known_name *known = find(kind, text);
    if (known) {
        if (known->id == id || known->is_ambiguous) return true;
        known->is_ambiguous = true;
        known->other = id;
        return true;
    }
    if (kind->count == DQL_CLI_MOST_NAMES) {
        dql_cli_tree_free(kind->names);
        kind->names = NULL;
        kind->has_too_many = true;
    }
    if (kind->has_too_many) return true;
    size_t size = strlen(text) + 1;
    dql_cli_known_name *made = malloc(sizeof *made + size);
    if (!made) return say_no_memory();
    *made = (dql_cli_known_name){.node.name = made->text, .id = id};
    memcpy(made->text, text, size);
    kind->names = dql_cli_tree_add(kind->names, &made->node);
    kind->count++;
    return true;
}

/* What a file of values may have for a name: no more than 255 bytes, none of them a control character. */
static bool is_name(const char *text, size_t length) {
    if (length == 0 || length > LONGEST_NAME) return false;
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) return false;
    }
    return true;
}

static const char *member_text(const deskql_json_value *item, const char *key) {
    size_t length = 0;
    const deskql_json_value *member = deskql_json_value_member(item, key);
    if (deskql_json_value_type(member) != DESKQL_JSON_STRING) return NULL;
    const char *text = deskql_json_value_text(member, &length);
    return text && is_name(text, length) ? text : NULL;
}

/* People have their names in two members. */
static bool add_full_name(dql_cli_kind *kind, const deskql_json_value *item, int64_t id) {
    const char *first = member_text(item, "firstName");
    const char *last = member_text(item, "lastName");
    if (!first || !last) return (!first && !last) || add(kind, first ? first : last, id);
    char joined[2 * LONGEST_NAME + 2];
    int length = snprintf(joined, sizeof joined, "%s %s", first, last);
    return length > (int)LONGEST_NAME || add(kind, joined, id);
}

bool dql_cli_names_add(dql_cli_kind *kind, const deskql_json_value *item, int64_t id) {
    static const char *const members[] = {"name", "code", "email"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *text = member_text(item, members[i]);
        if (text && !add(kind, text, id)) return false;
    }
    return add_full_name(kind, item, id);
}
