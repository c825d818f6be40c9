/* The values of a set, taken over into new ones: aliases and `me` stay, and a name that is gone leads to the one that its id has now. */
#include "cli/values/names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A new name of a field. */
typedef struct new_name {
    int64_t id;
    const char *text;
    /* Whether the field had it before, so that it is no new name for what it stands for. */
    bool was_there;
} new_name;

typedef struct comparing {
    const deskql_schemas *schemas;
    dql_cli_bytes *to;
    /* The field at hand: its new values, and the endpoint and position of its old ones. */
    const deskql_json_value *now;
    const deskql_endpoint *endpoint;
    size_t index;
    size_t old_count;
    new_name *names;
    size_t name_count;
    bool failed;
} comparing;

static void put(comparing *of, const char *text) {
    if (dql_cli_to_bytes(of->to, text, strlen(text)) != 0) of->failed = true;
}

static void put_string(comparing *of, const char *text) {
    if (deskql_json_write_string(text, strlen(text), dql_cli_to_bytes, of->to) != DESKQL_OK) of->failed = true;
}

/* The first endpoint that has values for a field of that name. All have the same, for values are given to all. */
static bool find_old(comparing *of, const char *field) {
    for (size_t i = 0; i < deskql_schemas_count(of->schemas); i++) {
        deskql_field_info info;
        of->endpoint = deskql_schemas_at(of->schemas, i);
        for (of->index = 0; deskql_endpoint_filter_at(of->endpoint, of->index, &info); of->index++) {
            of->old_count = info.value_count;
            if (info.type == DESKQL_TYPE_REFERENCE && info.value_count && strcmp(info.name, field) == 0) return true;
        }
    }
    return false;
}

static int order_names(const void *one_, const void *other_) {
    const new_name *one = one_;
    const new_name *other = other_;
    int order = (one->id > other->id) - (one->id < other->id);
    return order ? order : strcmp(one->text, other->text);
}

static int order_texts(const void *one, const void *other) {
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* The old names, sorted. NULL without memory. */
static const char **list_old(const comparing *of) {
    const char **old = malloc((of->old_count + 1) * sizeof *old);
    for (size_t i = 0; old && i < of->old_count; i++)
        old[i] = deskql_endpoint_value_at(of->endpoint, of->index, i, NULL);
    if (old) qsort(old, of->old_count, sizeof *old, order_texts);
    return old;
}

/* The new names by their ids. Returns false without memory. */
static bool gather_new(comparing *of) {
    const char **old = list_old(of);
    of->names = malloc((deskql_json_value_count(of->now) + 1) * sizeof *of->names);
    of->name_count = 0;
    const deskql_json_value *member = old && of->names ? deskql_json_value_first(of->now) : NULL;
    for (; member; member = deskql_json_value_next(member)) {
        new_name made = {.text = deskql_json_value_key(member, NULL)};
        if (!deskql_json_value_integer(member, &made.id)) continue;
        made.was_there = bsearch(&made.text, old, of->old_count, sizeof *old, order_texts) != NULL;
        of->names[of->name_count++] = made;
    }
    bool good = old && of->names;
    if (good && of->name_count) qsort(of->names, of->name_count, sizeof *of->names, order_names);
    free(old);
    return good;
}

/* What an id is called now, by a name that it had not before where there is one. NULL: nothing has it. */
static const char *name_of(const comparing *of, int64_t id) {
    size_t low = 0;
    size_t high = of->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (of->names[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const char *found = NULL;
    for (; low < of->name_count && of->names[low].id == id; low++) {
        if (!of->names[low].was_there) return of->names[low].text;
        if (!found) found = of->names[low].text;
    }
    return found;
}

static void put_ids(comparing *of, const int64_t *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s%" PRId64, i ? "," : "", ids[i]);
        put(of, text);
    }
}

/* An alias is no name of the answers: what it stands for may be gone unnoticed. */
static void note_gone(const comparing *of, const char *alias, const int64_t *ids, size_t count) {
    size_t i = 0;
    while (i < count && name_of(of, ids[i])) i++;
    if (i == count) return;
    dql_cli_note("`%s` stands for %" PRId64 " among others, which no value of `%s` has now", alias, ids[i],
                 deskql_json_value_key(of->now, NULL));
}

/* An old name that the new values do not have. */
static void put_old(comparing *of, size_t value, const char **separator) {
    const int64_t *ids = NULL;
    const char *text = deskql_endpoint_value_at(of->endpoint, of->index, value, NULL);
    if (deskql_json_value_member(of->now, text)) return;
    size_t count = deskql_endpoint_value_ids(of->endpoint, of->index, value, &ids);
    bool stays = count > 1 || strcmp(text, "me") == 0;
    const char *now = stays ? NULL : name_of(of, ids[0]);
    if (!stays && !now) return;
    if (count > 1) note_gone(of, text, ids, count);
    put(of, *separator);
    put_string(of, text);
    put(of, stays ? ":[" : ":{\"renamed\":");
    if (stays) {
        put_ids(of, ids, count);
    } else {
        put_string(of, now);
    }
    put(of, stays ? "]" : "}");
    *separator = ",\n";
}

/* Returns false without memory. */
static bool put_field(comparing *of, const deskql_json_value *now) {
    const char *separator = "{\n";
    of->now = now;
    free(of->names);
    if (!gather_new(of)) return false;
    for (const deskql_json_value *member = deskql_json_value_first(now); member;
         member = deskql_json_value_next(member)) {
        put(of, separator);
        put_string(of, deskql_json_value_key(member, NULL));
        put(of, ":");
        if (!dql_cli_put_value(of->to, member)) return false;
        separator = ",\n";
    }
    for (size_t i = 0; i < of->old_count; i++) put_old(of, i, &separator);
    put(of, *separator == '{' ? "{}" : "}");
    return !of->failed;
}

static bool put_fields(comparing *of, const deskql_json_value *root) {
    bool good = true;
    put(of, "{");
    for (const deskql_json_value *member = deskql_json_value_first(root); good && member;
         member = deskql_json_value_next(member)) {
        const char *field = deskql_json_value_key(member, NULL);
        put_string(of, field);
        put(of, ":");
        bool is_object = deskql_json_value_type(member) == DESKQL_JSON_OBJECT;
        good = is_object && find_old(of, field) ? put_field(of, member) : dql_cli_put_value(of->to, member);
        if (deskql_json_value_next(member)) put(of, ",\n");
    }
    put(of, "}\n");
    return good && !of->failed;
}

bool dql_cli_values_compare(const deskql_schemas *schemas, const dql_cli_bytes *text, dql_cli_bytes *to) {
    comparing of = {.schemas = schemas, .to = to};
    deskql_json *json = NULL;
    deskql_status status = deskql_json_parse(text->bytes, text->length, NULL, &json);
    const deskql_json_value *root = deskql_json_root(json);
    bool good;
    if (status == DESKQL_OK && deskql_json_value_type(root) == DESKQL_JSON_OBJECT) {
        good = put_fields(&of, root);
    } else {
        /* Whoever reads it reports what is wrong with it. */
        good = status != DESKQL_NO_MEMORY && dql_cli_to_bytes(to, text->bytes, text->length) == 0;
    }
    free(of.names);
    deskql_json_free(json);
    return good;
}
