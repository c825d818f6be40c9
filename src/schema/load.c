#include "schema/load.h"

#include "base/percent.h"
#include "diagnostics/names.h"
#include "schema/index.h"
#include "json/writer.h"

#define VERSION 1
#define DEFAULT_PAGE_SIZE 100

/* The names of an endpoint while they are gathered. */
typedef struct gathered_names {
    dql_name_entry *entries;
    dql_range *filter_ranges; /* by position in filter and in order */
    dql_range *order_ranges;
    uint32_t count;
    dql_index_builder index;
} gathered_names;

static uint32_t count_of(const deskql_json_value *list) {
    return list ? list->count : 0;
}

/* ---- Fields ---- */

static const uint8_t groups_of_types[] = {
#define TYPE(name, spelling, words, groups) [DESKQL_TYPE_##name] = groups,
#include "types.def"
#undef TYPE
};

#define TYPE_COUNT (sizeof groups_of_types / sizeof *groups_of_types - DESKQL_TYPE_INTEGER)

static bool is_text(const deskql_json_value *value, const char *text) {
    return dql_json_compare_keys(value->as.text, value->count, text, strlen(text)) == 0;
}

/* The types count from 1. */
static const char *type_at(const void *list, size_t index) {
    (void)list;
    return deskql_type_text((deskql_type)(index + DESKQL_TYPE_INTEGER));
}

/* 0 for a mistake. */
static deskql_type read_type(dql_load *load, const deskql_json_value *value) {
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (is_text(value, type_at(NULL, i))) return (deskql_type)(i + DESKQL_TYPE_INTEGER);
    }
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, value->range, "there is no type `%s`",
                                         dql_shown(load->scratch, value->as.text, value->count));
    dql_names types = {NULL, TYPE_COUNT, type_at};
    if (!dql_load_help_similar(load, finding, "type", value->as.text, value->count, types)) {
        dql_finding_help(load->findings, finding, "the types are %s",
                         dql_listed_names(load->scratch, types, types.count, 0));
    }
    return (deskql_type)0;
}

static const struct {
    const char *name;
    dql_operator_group group;
} operator_groups[] = {
#define GROUP(name, spelling, bit) {spelling, name},
#include "types.def"
#undef GROUP
};
#define OPERATOR_GROUPS (sizeof operator_groups / sizeof *operator_groups)

static const char *group_at(const void *list, size_t index) {
    (void)list;
    return operator_groups[index].name;
}

/* One name of a group of operators; 0 for a mistake. */
static uint8_t read_group(dql_load *load, const deskql_json_value *item, deskql_type type) {
    if (item->type != DESKQL_JSON_STRING) {
        dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "a group of operators has to be a string");
        return 0;
    }
    for (size_t i = 0; i < OPERATOR_GROUPS; i++) {
        if (!is_text(item, operator_groups[i].name)) continue;
        if (groups_of_types[type] & operator_groups[i].group) {
            return (uint8_t)operator_groups[i].group;
        }
        dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "a field of type `%s` does not take `%s`",
                   deskql_type_text(type), operator_groups[i].name);
        return 0;
    }
    deskql_finding *finding =
        dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "there is no group of operators `%s`",
                   dql_shown(load->scratch, item->as.text, item->count));
    dql_names groups = {NULL, OPERATOR_GROUPS, group_at};
    if (!dql_load_help_similar(load, finding, "group", item->as.text, item->count, groups)) {
        dql_finding_help(
            load->findings, finding,
            "the groups are `equality` (= != in), `order` (< <= > >= between) and `contains`; `is null` comes with "
            "`nullable`");
    }
    return 0;
}

static void read_groups(dql_load *load, const deskql_json_value *operators, dql_field *field) {
    field->groups = groups_of_types[field->type];
    if (operators) {
        field->groups = 0;
        for (const deskql_json_value *item = operators->as.first; item; item = item->next) {
            field->groups = (uint8_t)(field->groups | read_group(load, item, (deskql_type)field->type));
        }
        if (operators->count == 0) {
            dql_report(load->findings, DQL_BAD_SCHEMA, operators->range,
                       "a field without operators cannot be filtered by");
        }
    }
    if (field->nullable) field->groups |= DQL_GROUP_NULLITY;
}

static void read_nullable(dql_load *load, const deskql_json_value *nullable, dql_field *field) {
    field->nullable = (nullable && nullable->type == DESKQL_JSON_TRUE) || field->type == DESKQL_TYPE_ANY;
    if (field->type == DESKQL_TYPE_ANY && nullable && nullable->type == DESKQL_JSON_FALSE) {
        dql_report(load->findings, DQL_BAD_SCHEMA, nullable->range, "a field of type `any` is nullable always");
    }
}

static void read_values(dql_load *load, const deskql_json_value *values, const deskql_json_value *open,
                        dql_field *field) {
    if (open && field->type != DESKQL_TYPE_ENUM) {
        dql_report(load->findings, DQL_BAD_SCHEMA, open->key->range, "`open` is for fields of type `enum` alone");
    }
    field->open = open && open->type == DESKQL_JSON_TRUE;
    if (!values) return;
    deskql_json_type wanted = field->type == DESKQL_TYPE_ENUM        ? DESKQL_JSON_ARRAY
                              : field->type == DESKQL_TYPE_REFERENCE ? DESKQL_JSON_OBJECT
                                                                     : (deskql_json_type)0;
    if (values->type == wanted) {
        dql_load_field_values(load, values, field);
    } else if (!wanted) {
        dql_report(load->findings, DQL_BAD_SCHEMA, values->key->range, "a field of type `%s` has no values",
                   deskql_type_text((deskql_type)field->type));
    } else {
        dql_report(load->findings, DQL_BAD_SCHEMA, values->range, "the values of a field of type `%s` have to be %s",
                   deskql_type_text((deskql_type)field->type),
                   wanted == DESKQL_JSON_ARRAY ? "an array of names" : "an object of name and id");
    }
}

/* The field's key as emit/ writes it. */
static void make_keys(dql_load *load, dql_field *field) {
    size_t length = 0;
    dql_writer writer;
    dql_writer_to_arena(&writer, load->arena);
    dql_json_write_key(&writer, field->name);
    field->key = dql_writer_text(&writer, &length);
    field->key_length = (uint32_t)length;
    if (!field->key) return;
    dql_writer_to_arena(&writer, load->arena);
    dql_percent_write(&writer, field->key, length);
    field->encoded_key = dql_writer_text(&writer, &length);
    field->encoded_key_length = (uint32_t)length;
}

static void read_kind(dql_load *load, const deskql_json_value *kind, dql_field *field) {
    if (!kind) return;
    if (field->type == DESKQL_TYPE_REFERENCE || field->type == DESKQL_TYPE_ANY) {
        field->kind = dql_load_name(load, kind->as.text, kind->count, kind->range, "a kind", true);
    } else {
        dql_report(load->findings, DQL_BAD_SCHEMA, kind->key->range, "a field of type `%s` refers to nothing of a kind",
                   deskql_type_text((deskql_type)field->type));
    }
}

/* Returns false where the field has no name or type to go on with. */
static bool read_field(dql_load *load, const deskql_json_value *value, dql_field *field, dql_range *name_range) {
    enum { NAME, TYPE, NULLABLE, VALUES, OPEN, OPERATORS, KIND, COUNT };
    static const dql_key_rule rules[COUNT] = {
        [NAME] = {"name", DQL_JSON_BIT(STRING), true},
        [TYPE] = {"type", DQL_JSON_BIT(STRING), true},
        [NULLABLE] = {"nullable", DQL_JSON_BIT_BOOLEAN, false},
        [VALUES] = {"values", DQL_JSON_BIT(ARRAY) | DQL_JSON_BIT(OBJECT), false},
        [OPEN] = {"open", DQL_JSON_BIT_BOOLEAN, false},
        [OPERATORS] = {"operators", DQL_JSON_BIT(ARRAY), false},
        [KIND] = {"kind", DQL_JSON_BIT(STRING), false},
    };
    const deskql_json_value *found[COUNT];
    memset(field, 0, sizeof *field);
    if (!dql_load_object(load, value, "a field", rules, COUNT, found)) return false;
    deskql_type type = found[TYPE] ? read_type(load, found[TYPE]) : (deskql_type)0;
    if (found[NAME]) {
        field->name =
            dql_load_name(load, found[NAME]->as.text, found[NAME]->count, found[NAME]->range, "a field's name", true);
        field->length = found[NAME]->count;
        *name_range = found[NAME]->range;
    }
    if (type) {
        field->type = (uint8_t)type;
        read_nullable(load, found[NULLABLE], field);
        read_values(load, found[VALUES], found[OPEN], field);
        read_groups(load, found[OPERATORS], field);
        read_kind(load, found[KIND], field);
    }
    if (!field->name) return false;
    make_keys(load, field);
    return true;
}

/* ---- Names ---- */

static bool begin_names(dql_load *load, gathered_names *gathered, size_t filter, size_t order, size_t renamed) {
    size_t most = filter + order + renamed;
    gathered->entries = dql_arena_take(load->arena, most * sizeof *gathered->entries + 1);
    gathered->filter_ranges = dql_arena_take(load->scratch, filter * sizeof(dql_range) + 1);
    gathered->order_ranges = dql_arena_take(load->scratch, order * sizeof(dql_range) + 1);
    gathered->count = 0;
    bool index = dql_index_begin(&gathered->index, load->arena, most);
    return index && gathered->entries && gathered->filter_ranges && gathered->order_ranges;
}

/* The entry of a name, made if there is none. */
static dql_name_entry *add_name(gathered_names *gathered, const char *name, size_t length) {
    uint32_t position =
        dql_index_add(&gathered->index, gathered->entries, sizeof *gathered->entries, gathered->count, name, length);
    dql_name_entry *entry = &gathered->entries[position];
    if (position == gathered->count) {
        *entry = (dql_name_entry){name, dql_name_words_of(name, length), (uint32_t)length, -1, -1, -1};
        gathered->count++;
    }
    return entry;
}

static void read_filter(dql_load *load, const deskql_json_value *list, gathered_names *gathered,
                        deskql_endpoint *endpoint) {
    dql_field *fields = dql_arena_take(load->arena, count_of(list) * sizeof *fields + 1);
    if (!list || !fields) return;
    uint32_t count = 0;
    for (const deskql_json_value *item = list->as.first; item; item = item->next) {
        dql_range range = item->range;
        if (!read_field(load, item, &fields[count], &range)) continue;
        dql_name_entry *entry = add_name(gathered, fields[count].name, fields[count].length);
        if (entry->filter >= 0) {
            dql_load_twice(load, entry->name, range, gathered->filter_ranges[entry->filter]);
            continue;
        }
        uint32_t length = fields[count].encoded_key_length;
        if (length > endpoint->longest_key) endpoint->longest_key = length;
        gathered->filter_ranges[count] = range;
        entry->filter = (int32_t)count++;
    }
    endpoint->fields = fields;
    endpoint->field_count = count;
}

/* A string of a list of names; NULL for a mistake. */
static const char *read_list_name(dql_load *load, const deskql_json_value *item, const char *what, bool comma) {
    if (item->type == DESKQL_JSON_STRING)
        return dql_load_name(load, item->as.text, item->count, item->range, what, comma);
    dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "%s has to be a string", what);
    return NULL;
}

static void read_order(dql_load *load, const deskql_json_value *list, gathered_names *gathered,
                       deskql_endpoint *endpoint) {
    const char **made = dql_arena_take(load->arena, count_of(list) * sizeof *made + 1);
    dql_index_builder index;
    if (!list || !made || !dql_index_begin(&index, load->arena, list->count)) return;
    uint32_t count = 0;
    for (const deskql_json_value *item = list->as.first; item; item = item->next) {
        const char *name = read_list_name(load, item, "an order field", true);
        if (!name) continue;
        dql_name_entry *entry = add_name(gathered, name, item->count);
        if (entry->order >= 0) {
            dql_load_twice(load, name, item->range, gathered->order_ranges[entry->order]);
            continue;
        }
        gathered->order_ranges[count] = item->range;
        made[count] = entry->name;
        dql_index_add(&index, made, sizeof *made, count, name, item->count);
        entry->order = (int32_t)count++;
    }
    endpoint->order = (dql_name_list){made, count, dql_index_end(&index)};
}

static void read_list(dql_load *load, const deskql_json_value *list, const char *what, dql_name_list *names) {
    if (!list || !dql_load_fits(load, list)) return;
    const char **made = dql_arena_take(load->arena, list->count * sizeof *made + 1);
    dql_range *ranges = dql_arena_take(load->scratch, list->count * sizeof *ranges + 1);
    dql_index_builder index;
    if (!made || !ranges || !dql_index_begin(&index, load->arena, list->count)) return;
    uint32_t count = 0;
    for (const deskql_json_value *item = list->as.first; item; item = item->next) {
        const char *name = read_list_name(load, item, what, false);
        if (!name) continue;
        made[count] = name;
        uint32_t position = dql_index_add(&index, made, sizeof *made, count, name, item->count);
        if (position == count) {
            ranges[count++] = item->range;
        } else {
            dql_load_twice(load, name, item->range, ranges[position]);
        }
    }
    *names = (dql_name_list){made, count, dql_index_end(&index)};
}

static const char *entry_at(const void *list, size_t index) {
    return ((const dql_name_entry *)list)[index].name;
}

/* The field that an old name leads to, one of the first `fields` names; NULL for a mistake. */
static const char *read_target(dql_load *load, const deskql_json_value *member, const gathered_names *gathered,
                               uint32_t fields) {
    if (member->type != DESKQL_JSON_STRING) {
        dql_report(load->findings, DQL_BAD_SCHEMA, member->range, "a field's new name has to be a string");
        return NULL;
    }
    dql_name_index index = dql_index_end(&gathered->index);
    int32_t position =
        dql_index_find(&index, gathered->entries, sizeof *gathered->entries, member->as.text, member->count);
    if (position >= 0 && (uint32_t)position < fields) return gathered->entries[position].name;
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, member->range, "there is no field `%s`",
                                         dql_shown(load->scratch, member->as.text, member->count));
    dql_load_help_similar(load, finding, "field", member->as.text, member->count,
                          (dql_names){gathered->entries, fields, entry_at});
    return NULL;
}

static void read_renamed(dql_load *load, const deskql_json_value *object, gathered_names *gathered,
                         deskql_endpoint *endpoint) {
    dql_renamed *made = dql_arena_take(load->arena, count_of(object) * sizeof *made + 1);
    if (!object || !made) return;
    uint32_t fields = gathered->count;
    uint32_t count = 0;
    for (const deskql_json_value *member = object->as.first; member; member = member->next) {
        const dql_json_key *key = member->key;
        const char *from = dql_load_name(load, key->text, key->length, key->range, "a field's old name", true);
        const char *to = read_target(load, member, gathered, fields);
        if (!from || !to) continue;
        dql_name_entry *entry = add_name(gathered, from, key->length);
        if (entry->filter >= 0 || entry->order >= 0) {
            dql_report(load->findings, DQL_BAD_SCHEMA, key->range, "`%s` is a field still, so it is no old name",
                       dql_shown(load->scratch, key->text, key->length));
        } else if (entry->renamed < 0) {
            made[count] = (dql_renamed){entry->name, to};
            entry->renamed = (int32_t)count++;
        }
    }
    endpoint->renamed = made;
    endpoint->renamed_count = count;
}

/* ---- Endpoints ---- */

static const char *read_endpoint_name(dql_load *load, const deskql_json_value *value) {
    const char *name = dql_load_name(load, value->as.text, value->count, value->range, "an endpoint's name", true);
    if (!name) return NULL;
    size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (letters == value->count && (*name < '0' || *name > '9')) return name;
    dql_report(load->findings, DQL_BAD_SCHEMA, value->range,
               "an endpoint's name has letters, digits and `_` alone, and begins with no digit");
    return NULL;
}

static const char *read_path(dql_load *load, const deskql_json_value *value) {
    const char *path = value->as.text;
    /* The characters of RFC 3986's path. */
    size_t allowed = strspn(path, "/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:@");
    if (*path == '/' && allowed == value->count) return dql_arena_copy(load->arena, path, value->count);
    dql_report(load->findings, DQL_BAD_SCHEMA, value->range,
               "a path begins with `/` and has the characters of a URL's path alone");
    return NULL;
}

static uint32_t read_page_size(dql_load *load, const deskql_json_value *value) {
    int64_t size = DEFAULT_PAGE_SIZE;
    if (value && (!deskql_json_value_integer(value, &size) || size < 1 || size > INT32_MAX)) {
        dql_report(load->findings, DQL_BAD_SCHEMA, value->range, "a page's maximum size is a whole number from 1 to %d",
                   INT32_MAX);
    }
    return (uint32_t)size;
}

static bool all_fit(dql_load *load, const deskql_json_value *filter, const deskql_json_value *order,
                    const deskql_json_value *renamed) {
    if (count_of(filter) + (uint64_t)count_of(order) + count_of(renamed) <= DQL_NAMES_LIMIT) return true;
    const deskql_json_value *list = filter ? filter : order ? order : renamed;
    dql_report(load->findings, DQL_BAD_SCHEMA, (dql_range){list->range.start, list->range.start + 1},
               "more than %u filter fields, order fields and old names together", DQL_NAMES_LIMIT);
    return false;
}

/* NULL where it has no name or there is no memory; with mistakes of other kinds it is as good as it can be. */
static const deskql_endpoint *read_endpoint(dql_load *load, const deskql_json_value *value) {
    enum { NAME, PATH, PAGE_SIZE, FILTER, ORDER, INCLUDES, FIELDS, RENAMED, COUNT };
    static const dql_key_rule rules[COUNT] = {
        [NAME] = {"name", DQL_JSON_BIT(STRING), true},
        [PATH] = {"path", DQL_JSON_BIT(STRING), true},
        [PAGE_SIZE] = {"maximumPageSize", DQL_JSON_BIT(NUMBER), false},
        [FILTER] = {"filter", DQL_JSON_BIT(ARRAY), false},
        [ORDER] = {"order", DQL_JSON_BIT(ARRAY), false},
        [INCLUDES] = {"includes", DQL_JSON_BIT(ARRAY), false},
        [FIELDS] = {"fields", DQL_JSON_BIT(ARRAY), false},
        [RENAMED] = {"renamed", DQL_JSON_BIT(OBJECT), false},
    };
    const deskql_json_value *found[COUNT];
    if (!dql_load_object(load, value, "an endpoint", rules, COUNT, found)) return NULL;
    deskql_endpoint *endpoint = dql_arena_take_zeroed(load->arena, sizeof *endpoint);
    if (!endpoint || !all_fit(load, found[FILTER], found[ORDER], found[RENAMED])) return NULL;
    if (found[NAME]) endpoint->name = read_endpoint_name(load, found[NAME]);
    if (endpoint->name) endpoint->name_length = strlen(endpoint->name);
    if (found[PATH]) endpoint->path = read_path(load, found[PATH]);
    endpoint->maximum_page_size = read_page_size(load, found[PAGE_SIZE]);
    gathered_names gathered;
    if (!begin_names(load, &gathered, count_of(found[FILTER]), count_of(found[ORDER]), count_of(found[RENAMED])))
        return NULL;
    read_filter(load, found[FILTER], &gathered, endpoint);
    read_order(load, found[ORDER], &gathered, endpoint);
    read_renamed(load, found[RENAMED], &gathered, endpoint);
    read_list(load, found[INCLUDES], "an include", &endpoint->includes);
    read_list(load, found[FIELDS], "a sparse field", &endpoint->sparse);
    endpoint->entries = gathered.entries;
    endpoint->entry_count = gathered.count;
    endpoint->index = dql_index_end(&gathered.index);
    return endpoint->name ? endpoint : NULL;
}

static void read_endpoints(dql_load *load, const deskql_json_value *list, dql_endpoints *loaded) {
    if (!dql_load_fits(load, list)) return;
    const deskql_endpoint **made = dql_arena_take(load->arena, list->count * sizeof *made + 1);
    const char **names = dql_arena_take(load->scratch, list->count * sizeof *names + 1);
    dql_range *ranges = dql_arena_take(load->scratch, list->count * sizeof *ranges + 1);
    dql_index_builder index;
    if (!made || !names || !ranges || !dql_index_begin(&index, load->scratch, list->count)) return;
    uint32_t count = 0;
    for (const deskql_json_value *item = list->as.first; item; item = item->next) {
        const deskql_endpoint *endpoint = read_endpoint(load, item);
        if (!endpoint) continue;
        names[count] = endpoint->name;
        dql_range range = dql_json_member(item, "name", 4)->range;
        uint32_t position = dql_index_add(&index, names, sizeof *names, count, endpoint->name, strlen(endpoint->name));
        if (position < count) {
            dql_load_twice(load, endpoint->name, range, ranges[position]);
            continue;
        }
        ranges[count] = range;
        made[count++] = endpoint;
    }
    *loaded = (dql_endpoints){made, count};
}

bool dql_load_schema(dql_load *load, const char *text, size_t length, dql_endpoints *loaded) {
    enum { SCHEMA, VERSION_, ENDPOINTS, COUNT };
    static const dql_key_rule rules[COUNT] = {
        [SCHEMA] = {"$schema", DQL_JSON_BIT(STRING), false},
        [VERSION_] = {"version", DQL_JSON_BIT(NUMBER), true},
        [ENDPOINTS] = {"endpoints", DQL_JSON_BIT(ARRAY), true},
    };
    const deskql_json_value *found[COUNT];
    dql_source source = {0};
    *loaded = (dql_endpoints){NULL, 0};
    const deskql_json_value *root = dql_load_begin(load, text, length, &source);
    if (root && dql_load_object(load, root, "a schema", rules, COUNT, found)) {
        int64_t version = VERSION;
        if (found[VERSION_] && (!deskql_json_value_integer(found[VERSION_], &version) || version != VERSION)) {
            /* Of another version's form nothing is known. */
            dql_report(load->findings, DQL_BAD_SCHEMA, found[VERSION_]->range, "the version has to be %d", VERSION);
        } else if (found[ENDPOINTS]) {
            read_endpoints(load, found[ENDPOINTS], loaded);
        }
    }
    return dql_load_end(load, &source);
}
