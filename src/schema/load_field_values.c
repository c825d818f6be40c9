/* A field's `values`: the names of an enum; of a reference names and ids, and aliases, which stand for other names or for ids. */
#include "diagnostics/names.h"
#include "schema/index.h"
#include "schema/load.h"

#define NO_ALIAS UINT32_MAX

/* Where the reading of an alias is. Aliases of aliases may be as many as the file has, so those that wait are linked, and nothing recurses. */
typedef struct alias {
    const deskql_json_value *list; /* NULL: the value is none */
    const deskql_json_value *at;   /* the first item of which it is not known that it can be taken */
    uint32_t waiting;              /* the alias that waits for this one */
    bool begun;
    bool done;
} alias;

typedef struct reading {
    dql_load *load;
    dql_schema_value *values;
    dql_range *ranges;
    alias *aliases; /* by value */
    uint32_t count;
    uint32_t inherited;
    dql_index_builder index;
} reading;

/* ---- Names ---- */

/* The name of one value; false for a mistake. */
static bool read_name(dql_load *load, const deskql_json_value *item, dql_schema_value *value) {
    if (item->key) {
        value->length = item->key->length;
        value->name = dql_load_name(load, item->key->text, item->key->length, item->key->range, "a value's name", true);
        if (item->type != DESKQL_JSON_ARRAY && !deskql_json_value_integer(item, &value->id)) {
            dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "an id has to be a whole number of 64 bits");
            return false;
        }
    } else if (item->type != DESKQL_JSON_STRING) {
        dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "a value of an enum has to be a string, but is %s",
                   dql_load_type_text(item->type));
        return false;
    } else {
        value->length = item->count;
        value->name = dql_load_name(load, item->as.text, item->count, item->range, "a value", true);
    }
    return value->name != NULL;
}

static void read_names(reading *of, const deskql_json_value *values) {
    for (const deskql_json_value *item = values->as.first; item; item = item->next) {
        dql_schema_value *value = &of->values[of->count];
        if ((item->key && item->type == DESKQL_JSON_OBJECT) || !read_name(of->load, item, value)) continue;
        uint32_t position =
            dql_index_add(&of->index, of->values, sizeof *of->values, of->count, value->name, value->length);
        if (position == of->count) {
            if (item->key && item->type == DESKQL_JSON_ARRAY)
                of->aliases[of->count] = (alias){.list = item, .at = item->as.first};
            of->ranges[of->count++] = item->range;
        } else if (position < of->inherited) {
            dql_load_inherited(of->load, value->name, item->key ? item->key->range : item->range);
        } else if (!item->key) {
            /* A key that stands twice has been reported as such. */
            dql_load_twice(of->load, value->name, item->range, of->ranges[position]);
        }
    }
}

/* ---- Aliases ---- */

static const char *value_at(const void *list, size_t index) {
    return ((const dql_schema_value *)list)[index].name;
}

static dql_names names_of(const reading *of) {
    return (dql_names){of->values, of->count, value_at};
}

static uint32_t find_name(const reading *of, const deskql_json_value *item) {
    dql_name_index index = dql_index_end(&of->index);
    int32_t position = dql_index_find(&index, of->values, sizeof *of->values, item->as.text, item->count);
    return position < 0 ? NO_ALIAS : (uint32_t)position;
}

static void report_unknown(dql_load *load, const deskql_json_value *item, dql_names names) {
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "the field has no value `%s`",
                                         dql_shown(load->scratch, item->as.text, item->count));
    dql_load_help_similar(load, finding, "value", item->as.text, item->count, names);
}

/* The alias that has to be read before an item can be taken; NO_ALIAS where there is none, or a mistake. */
static uint32_t needed(const reading *of, const deskql_json_value *item) {
    int64_t id;
    uint32_t name = NO_ALIAS;
    if (item->type == DESKQL_JSON_STRING) {
        name = find_name(of, item);
        if (name == NO_ALIAS) report_unknown(of->load, item, names_of(of));
    } else if (!deskql_json_value_integer(item, &id)) {
        dql_report(of->load->findings, DQL_BAD_SCHEMA, item->range, "an alias stands for names and whole numbers");
    }
    if (name == NO_ALIAS || !of->aliases[name].list || of->aliases[name].done) return NO_ALIAS;
    if (!of->aliases[name].begun) return name;
    dql_report(of->load->findings, DQL_BAD_SCHEMA, item->range, "the alias `%s` leads back to itself",
               dql_shown(of->load->scratch, item->as.text, item->count));
    return NO_ALIAS;
}

static void add_id(int64_t *ids, uint32_t *count, int64_t id) {
    for (uint32_t i = 0; i < *count && i < DQL_ALIAS_LIMIT; i++) {
        if (ids[i] == id) return;
    }
    if (*count < DQL_ALIAS_LIMIT) ids[*count] = id;
    ++*count;
}

static void add_value(int64_t *ids, uint32_t *count, const dql_schema_value *value) {
    if (!value->ids) {
        add_id(ids, count, value->id);
        return;
    }
    for (uint32_t i = 0; i < value->id_count; i++) add_id(ids, count, value->ids[i]);
}

/* Its ids, each once, in the order of its items. One of a single id is a name like any other. */
static void finish(const reading *of, uint32_t which) {
    dql_load *load = of->load;
    const deskql_json_value *list = of->aliases[which].list;
    int64_t ids[DQL_ALIAS_LIMIT];
    uint32_t count = 0;
    of->aliases[which].done = true;
    for (const deskql_json_value *item = list->as.first; item && count <= DQL_ALIAS_LIMIT; item = item->next) {
        int64_t id;
        uint32_t name = item->type == DESKQL_JSON_STRING ? find_name(of, item) : NO_ALIAS;
        if (name != NO_ALIAS) {
            add_value(ids, &count, &of->values[name]);
        } else if (deskql_json_value_integer(item, &id)) {
            add_id(ids, &count, id);
        }
    }
    dql_schema_value *made = &of->values[which];
    if (list->count == 0) {
        dql_report(load->findings, DQL_BAD_SCHEMA, list->range, "an alias has to stand for something");
    } else if (count > DQL_ALIAS_LIMIT) {
        dql_report(load->findings, DQL_BAD_SCHEMA, list->range, "an alias has at most %u ids", DQL_ALIAS_LIMIT);
    } else if (count == 1) {
        made->id = ids[0];
    } else if (count > 1) {
        int64_t *copy = dql_arena_take(load->arena, count * sizeof *copy);
        if (!copy) return;
        for (uint32_t i = 0; i < count; i++) copy[i] = ids[i];
        made->ids = copy;
        made->id_count = count;
    }
}

static void read_alias(const reading *of, uint32_t first) {
    of->aliases[first].waiting = NO_ALIAS;
    of->aliases[first].begun = true;
    for (uint32_t which = first; which != NO_ALIAS;) {
        alias *top = &of->aliases[which];
        if (!top->at) {
            finish(of, which);
            which = top->waiting;
            continue;
        }
        uint32_t before = needed(of, top->at);
        top->at = top->at->next;
        if (before == NO_ALIAS) continue;
        of->aliases[before].waiting = which;
        of->aliases[before].begun = true;
        which = before;
    }
}

/* ---- Old names ----------------------------------------------------------------------------------------------------- */

/* `"Active": {"renamed": "Open"}`: one of the names that have been read. */
static void read_old_names(reading *of, const deskql_json_value *values, uint32_t current) {
    static const dql_key_rule rule = {"renamed", DQL_JSON_BIT(STRING), true, 0};
    dql_load *load = of->load;
    for (const deskql_json_value *item = values->as.first; item; item = item->next) {
        const deskql_json_value *to;
        if (!item->key || item->type != DESKQL_JSON_OBJECT) continue;
        const dql_json_key *key = item->key;
        const char *name = dql_load_name(load, key->text, key->length, key->range, "a value's old name", true);
        if (!dql_load_object(load, item, "an old name", &rule, 1, &to) || !to || !name) continue;
        uint32_t position = find_name(of, to);
        if (position >= current) {
            report_unknown(load, to, names_of(of));
            continue;
        }
        of->values[of->count] =
            (dql_schema_value){.name = name, .length = key->length, .renamed = of->values[position].name};
        of->count +=
            dql_index_add(&of->index, of->values, sizeof *of->values, of->count, name, key->length) == of->count;
    }
}

/* Those that the field has, but for those of the names that are removed: the others first, then the old ones. */
static void take_values(reading *of, const dql_field *field, uint32_t from, uint32_t to, const bool *removed) {
    for (uint32_t i = from; i < to; i++) {
        const dql_schema_value *value = &field->values[i];
        if (removed && removed[i]) continue;
        of->values[of->count] = *value;
        of->count +=
            dql_index_add(&of->index, of->values, sizeof *value, of->count, value->name, value->length) == of->count;
    }
}

static bool begin_reading(reading *of, size_t most) {
    dql_load *load = of->load;
    of->values = dql_arena_take_zeroed(load->arena, most * sizeof *of->values + 1);
    of->ranges = dql_arena_take_zeroed(load->scratch, most * sizeof *of->ranges + 1);
    of->aliases = dql_arena_take_zeroed(load->scratch, most * sizeof *of->aliases + 1);
    return dql_index_begin(&of->index, load->arena, most) && of->values && of->ranges && of->aliases;
}

static void end_reading(const reading *of, uint32_t current, dql_field *field) {
    field->values = of->count ? of->values : NULL;
    field->value_count = current;
    field->old_count = of->count - current;
    field->value_index = dql_index_end(&of->index);
}

void dql_load_field_values(dql_load *load, const deskql_json_value *values, dql_field *field) {
    uint32_t all = field->value_count + field->old_count;
    if (!dql_load_fits(load, values) || values->count + all > DQL_NAMES_LIMIT) return;
    reading of = {.load = load};
    if (!begin_reading(&of, values->count + (size_t)all)) return;
    take_values(&of, field, 0, field->value_count, NULL);
    of.inherited = of.count;
    read_names(&of, values);
    for (uint32_t i = 0; i < of.count; i++) {
        if (of.aliases[i].list && !of.aliases[i].done) read_alias(&of, i);
    }
    uint32_t current = of.count;
    take_values(&of, field, field->value_count, all, NULL);
    read_old_names(&of, values, current);
    end_reading(&of, current, field);
}

void dql_load_without_values(dql_load *load, const deskql_json_value *removed, dql_field *field) {
    uint32_t all = field->value_count + field->old_count;
    reading of = {.load = load};
    bool *gone = dql_arena_take_zeroed(load->scratch, all + (size_t)1);
    if (!gone || !begin_reading(&of, all)) return;
    dql_names names = {field->values, field->value_count, value_at};
    for (const deskql_json_value *item = removed->as.first; item; item = item->next) {
        const dql_schema_value *value =
            item->type == DESKQL_JSON_STRING ? dql_field_value(field, item->as.text, item->count) : NULL;
        if (value) {
            gone[value - field->values] = true;
        } else if (item->type == DESKQL_JSON_STRING) {
            report_unknown(load, item, names);
        } else {
            dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "what is removed has to be a string");
        }
    }
    for (uint32_t i = field->value_count; i < all; i++) {
        const char *to = field->values[i].renamed;
        gone[i] = gone[i] || gone[dql_field_value(field, to, strlen(to)) - field->values];
    }
    take_values(&of, field, 0, field->value_count, gone);
    uint32_t current = of.count;
    take_values(&of, field, field->value_count, all, gone);
    end_reading(&of, current, field);
}
