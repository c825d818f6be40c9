/* The names of an endpoint: its lists, its own and inherited, the values of inherited fields, and how all of them are found. */
#include "diagnostics/names.h"
#include "schema/index.h"
#include "schema/load.h"

/* A name of a list while that is gathered. */
typedef struct listed {
    const char *name;
    uint32_t length;
    bool seen;
    dql_range range; /* empty where it is inherited */
} listed;

typedef struct gathered {
    listed *at;
    uint32_t count;
    dql_index_builder index;
} gathered;

static uint32_t count_of(const deskql_json_value *list) {
    return list ? list->count : 0;
}

static bool begin(dql_load *load, gathered *list, size_t most) {
    list->at = dql_arena_take(load->scratch, most * sizeof *list->at + 1);
    list->count = 0;
    return dql_index_begin(&list->index, load->scratch, most) && list->at;
}

/* Returns false, after a finding, where the list has the name. */
static bool gather(dql_load *load, gathered *list, listed one) {
    uint32_t position = dql_index_add(&list->index, list->at, sizeof one, list->count, one.name, one.length);
    if (position == list->count) {
        list->at[list->count++] = one;
        return true;
    }
    dql_range first = list->at[position].range;
    if (first.end) {
        dql_load_twice(load, one.name, one.range, first);
    } else {
        dql_load_inherited(load, one.name, one.range);
    }
    return false;
}

/* ---- What is inherited ------------------------------------------------------------------------------------------------- */

static const char *text_at(const void *list, size_t index) {
    return ((const dql_name_list *)list)->names[index];
}

static const char *field_at(const void *base, size_t index) {
    return ((const deskql_endpoint *)base)->fields[index].name;
}

static int32_t find_field(const deskql_endpoint *endpoint, const char *name, size_t length) {
    const dql_field *field = dql_entry_field(endpoint, dql_endpoint_lookup(endpoint, name, length));
    return field ? (int32_t)(field - endpoint->fields) : -1;
}

static void report_unknown(dql_load *load, const char *base, const char *what, const char *name, size_t length,
                           dql_range range, dql_names names) {
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, range, "`%s` has no %s `%s`", base, what,
                                         dql_shown(load->scratch, name, length));
    dql_load_help_similar(load, finding, what, name, length, names);
}

static bool is_string(dql_load *load, const deskql_json_value *item, const char *what) {
    if (item->type == DESKQL_JSON_STRING) return true;
    dql_report(load->findings, DQL_BAD_SCHEMA, item->range, "%s has to be a string", what);
    return false;
}

/* Which names of a base's list, or of its fields where `list` is NULL, are removed, by position. NULL when there is no memory. */
static bool *read_removed(dql_load *load, const deskql_endpoint *base, const dql_name_list *list, const char *what,
                          const deskql_json_value *removed) {
    dql_names names = list   ? (dql_names){list, list->count, text_at}
                      : base ? (dql_names){base, base->field_count, field_at}
                             : (dql_names){NULL, 0, NULL};
    bool *gone = dql_arena_take_zeroed(load->scratch, names.count + 1);
    if (!base || !removed || !gone) return gone;
    for (const deskql_json_value *item = removed->as.first; item; item = item->next) {
        if (!is_string(load, item, "what is removed")) continue;
        int32_t position =
            list ? dql_name_list_find(list, item->as.text, item->count) : find_field(base, item->as.text, item->count);
        if (position < 0) {
            report_unknown(load, base->name, what, item->as.text, item->count, item->range, names);
        } else {
            gone[position] = true;
        }
    }
    return gone;
}

/* ---- Fields ------------------------------------------------------------------------------------------------------------ */

/* The base's fields, those that are retyped in their new form. NULL when there is no memory. */
static dql_field *read_inherited(dql_load *load, const dql_load_names *from) {
    uint32_t count = from->base ? from->base->field_count : 0;
    dql_field *fields = dql_arena_take(load->scratch, (count + (size_t)1) * sizeof *fields);
    if (fields && count) memcpy(fields, from->base->fields, count * sizeof *fields);
    if (!from->base || !from->retyped || !fields) return fields;
    for (const deskql_json_value *item = from->retyped->as.first; item; item = item->next) {
        dql_field retyped;
        dql_range range = item->range;
        if (!dql_load_field(load, item, &retyped, &range)) continue;
        int32_t position = find_field(from->base, retyped.name, retyped.length);
        if (position >= 0) {
            fields[position] = retyped;
        } else {
            report_unknown(load, from->base->name, "field", retyped.name, retyped.length, range,
                           (dql_names){from->base, count, field_at});
        }
    }
    return fields;
}

/* Those that are seen alone stand behind the others, and last those of them that are documented to be ordered by. */
static void finish_fields(const dql_field *fields, uint32_t count, dql_field *made, deskql_endpoint *endpoint) {
    const dql_name_list *order = &endpoint->order;
    uint32_t *const ends[] = {&endpoint->documented, &endpoint->queryable, &endpoint->field_count};
    uint32_t end = 0;
    for (int tier = 0; tier < 3; tier++) {
        for (uint32_t i = 0; i < count; i++) {
            int32_t position = fields[i].seen ? dql_name_list_find(order, fields[i].name, fields[i].length) : -1;
            bool order_only = position >= 0 && (uint32_t)position < order->documented;
            if (fields[i].seen + order_only != tier) continue;
            uint32_t length = fields[i].encoded_key_length;
            if (length > endpoint->longest_key) endpoint->longest_key = length;
            made[end++] = fields[i];
        }
        *ends[tier] = end;
    }
    endpoint->fields = made;
}

/* Behind all others. */
static void read_path_fields(dql_load *load, dql_range range, dql_field *made, deskql_endpoint *endpoint) {
    const char *opener = endpoint->path ? strchr(endpoint->path, '{') : NULL;
    for (; opener; opener = strchr(opener + 1, '{')) {
        if (dql_load_path_field(load, opener, range, &made[endpoint->field_count + endpoint->path_count]))
            endpoint->path_count++;
    }
}

static size_t count_openers(const char *path) {
    size_t count = 0;
    for (; path && *path; path++) count += *path == '{';
    return count;
}

/* When the order has been read. */
static dql_field *read_filter(dql_load *load, const dql_load_names *from, deskql_endpoint *endpoint) {
    uint32_t inherited = from->base ? from->base->field_count : 0;
    size_t most = inherited + (size_t)count_of(from->added.filter) + 1;
    dql_field *old = read_inherited(load, from);
    bool *gone = read_removed(load, from->base, NULL, "field", from->removed.filter);
    dql_field *fields = dql_arena_take(load->scratch, most * sizeof *fields);
    dql_field *made = dql_arena_take(load->arena, (most + count_openers(endpoint->path)) * sizeof *fields);
    gathered list;
    if (!old || !gone || !fields || !made || !begin(load, &list, most)) return NULL;
    for (uint32_t i = 0; i < inherited; i++) {
        if (gone[i]) continue;
        fields[list.count] = old[i];
        gather(load, &list, (listed){old[i].name, old[i].length, old[i].seen, {0, 0}});
    }
    const deskql_json_value *item = from->added.filter ? from->added.filter->as.first : NULL;
    for (; item; item = item->next) {
        dql_range range = item->range;
        dql_field *field = &fields[list.count];
        if (dql_load_field(load, item, field, &range))
            gather(load, &list, (listed){field->name, field->length, field->seen, range});
    }
    finish_fields(fields, list.count, made, endpoint);
    read_path_fields(load, from->path_range, made, endpoint);
    return made;
}

/* ---- Lists of names ---------------------------------------------------------------------------------------------------- */

typedef struct list_kind {
    const char *what; /* "an order field" */
    const char *noun;
    bool comma; /* may be in a name */
} list_kind;

/* A name, or an object of name and tier; false for a mistake. */
static bool read_listed(dql_load *load, const deskql_json_value *item, const list_kind *kind, listed *one) {
    static const dql_key_rule rules[] = {{"name", DQL_JSON_BIT(STRING), true, 0},
                                         {"tier", DQL_JSON_BIT(STRING), false, 0}};
    const deskql_json_value *found[2] = {item, NULL};
    if (item->type == DESKQL_JSON_OBJECT && load->version >= 2) {
        if (!dql_load_object(load, item, kind->what, rules, 2, found) || !found[0]) return false;
    } else if (!is_string(load, item, kind->what)) {
        return false;
    }
    one->name = dql_load_name(load, found[0]->as.text, found[0]->count, found[0]->range, kind->what, kind->comma);
    one->length = found[0]->count;
    one->range = found[0]->range;
    one->seen = dql_load_tier(load, found[1]);
    return one->name != NULL;
}

static void finish_list(dql_load *load, const gathered *list, dql_name_list *names) {
    const char **made = dql_arena_take(load->arena, list->count * sizeof *made + 1);
    dql_index_builder index;
    if (!made || !dql_index_begin(&index, load->arena, list->count)) return;
    uint32_t count = 0;
    for (int seen = 0; seen <= 1; seen++) {
        for (uint32_t i = 0; i < list->count; i++) {
            if (list->at[i].seen != seen) continue;
            made[count] = list->at[i].name;
            dql_index_add(&index, made, sizeof *made, count, list->at[i].name, list->at[i].length);
            count++;
        }
        if (!seen) names->documented = count;
    }
    names->names = made;
    names->count = count;
    names->index = dql_index_end(&index);
}

static void read_list(dql_load *load, const deskql_endpoint *base, const dql_name_list *inherited,
                      const deskql_json_value *added, const deskql_json_value *removed, const list_kind *kind,
                      dql_name_list *names) {
    static const dql_name_list none = {.count = 0};
    const dql_name_list *old = inherited ? inherited : &none;
    if (added && !dql_load_fits(load, added)) return;
    bool *gone = read_removed(load, base, old, kind->noun, removed);
    gathered list;
    if (!gone || !begin(load, &list, old->count + (size_t)count_of(added))) return;
    for (uint32_t i = 0; i < old->count; i++) {
        listed one = {old->names[i], (uint32_t)strlen(old->names[i]), i >= old->documented, {0, 0}};
        if (!gone[i]) gather(load, &list, one);
    }
    for (const deskql_json_value *item = added ? added->as.first : NULL; item; item = item->next) {
        listed one;
        if (read_listed(load, item, kind, &one)) gather(load, &list, one);
    }
    finish_list(load, &list, names);
}

/* ---- Values of fields -------------------------------------------------------------------------------------------------- */

/* Gives fields values, or takes such of them. */
static void change_values(dql_load *load, const deskql_json_value *values, bool removed, dql_field *fields,
                          const deskql_endpoint *endpoint) {
    const deskql_json_value *member = values ? values->as.first : NULL;
    for (; member; member = member->next) {
        const dql_json_key *key = member->key;
        int32_t position = find_field(endpoint, key->text, key->length);
        if (position < 0) {
            report_unknown(load, endpoint->name ? endpoint->name : "", "field", key->text, key->length, key->range,
                           (dql_names){endpoint, endpoint->field_count, field_at});
        } else if (!removed) {
            dql_load_values_of(load, member, &fields[position]);
        } else if (member->type == DESKQL_JSON_ARRAY) {
            dql_load_without_values(load, member, &fields[position]);
        } else {
            dql_report(load->findings, DQL_BAD_SCHEMA, member->range, "what is removed has to be an array of names");
        }
    }
}

/* ---- How they are found ------------------------------------------------------------------------------------------------ */

typedef struct entries {
    dql_name_entry *at;
    uint32_t count;
    dql_index_builder index;
} entries;

/* The entry of a name, made if there is none. */
static dql_name_entry *add_entry(entries *of, const char *name, size_t length) {
    uint32_t position = dql_index_add(&of->index, of->at, sizeof *of->at, of->count, name, length);
    dql_name_entry *entry = &of->at[position];
    if (position == of->count) {
        *entry = (dql_name_entry){name, dql_name_words_of(name, length), (uint32_t)length, -1, -1, -1};
        of->count++;
    }
    return entry;
}

/* NULL where there is none. */
static dql_name_entry *find_entry(const entries *of, const char *name, size_t length) {
    dql_name_index index = dql_index_end(&of->index);
    int32_t position = dql_index_find(&index, of->at, sizeof *of->at, name, length);
    return position < 0 ? NULL : &of->at[position];
}

static const char *entry_at(const void *list, size_t index) {
    return ((const dql_name_entry *)list)[index].name;
}

/* The field that an old name leads to, one of the first `fields` names; NULL for a mistake. */
static const char *read_target(dql_load *load, const deskql_json_value *member, const entries *of, uint32_t fields) {
    if (!is_string(load, member, "a field's new name")) return NULL;
    const dql_name_entry *target = find_entry(of, member->as.text, member->count);
    if (target && target < of->at + fields) return target->name;
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, member->range, "there is no field `%s`",
                                         dql_shown(load->scratch, member->as.text, member->count));
    dql_load_help_similar(load, finding, "field", member->as.text, member->count,
                          (dql_names){of->at, fields, entry_at});
    return NULL;
}

static bool is_field(const dql_name_entry *entry) {
    return entry->filter != -1 || entry->order != -1;
}

/* An old name of the base, unless the endpoint has a field of that name, or none any more of the new one. */
static void inherit_renamed(entries *of, const dql_renamed *old, dql_renamed *made, uint32_t *count) {
    const dql_name_entry *to = find_entry(of, old->to, strlen(old->to));
    if (!to || !is_field(to)) return;
    dql_name_entry *from = add_entry(of, old->from, strlen(old->from));
    if (is_field(from) || from->renamed >= 0) return;
    made[*count] = (dql_renamed){old->from, to->name};
    from->renamed = (int32_t)(*count)++;
}

static void read_renamed(dql_load *load, const dql_load_names *names, entries *of, deskql_endpoint *endpoint) {
    uint32_t inherited = names->base ? names->base->renamed_count : 0;
    dql_renamed *made = dql_arena_take(load->arena, (inherited + (size_t)count_of(names->renamed)) * sizeof *made + 1);
    uint32_t fields = of->count;
    uint32_t count = 0;
    const deskql_json_value *member = made && names->renamed ? names->renamed->as.first : NULL;
    for (; member; member = member->next) {
        const dql_json_key *key = member->key;
        const char *from = dql_load_name(load, key->text, key->length, key->range, "a field's old name", true);
        const char *to = read_target(load, member, of, fields);
        if (!from || !to) continue;
        dql_name_entry *entry = add_entry(of, from, key->length);
        if (is_field(entry)) {
            dql_report(load->findings, DQL_BAD_SCHEMA, key->range, "`%s` is a field still, so it is no old name",
                       dql_shown(load->scratch, key->text, key->length));
        } else if (entry->renamed < 0) {
            made[count] = (dql_renamed){entry->name, to};
            entry->renamed = (int32_t)count++;
        }
    }
    for (uint32_t i = 0; made && i < inherited; i++) inherit_renamed(of, &names->base->renamed[i], made, &count);
    endpoint->renamed = made;
    endpoint->renamed_count = count;
}

/* No parameter is of two fields, or of two operators. */
static void check_parameters(dql_load *load, dql_range range, const deskql_endpoint *endpoint) {
    size_t most = 0;
    for (uint32_t i = 0; i < endpoint->field_count; i++) {
        for (const dql_named_parameter *one = endpoint->fields[i].parameters; one && one->name; one++) most++;
    }
    gathered list;
    if (!endpoint->named || !begin(load, &list, most)) return;
    for (uint32_t i = 0; i < endpoint->field_count; i++) {
        for (const dql_named_parameter *one = endpoint->fields[i].parameters; one && one->name; one++) {
            uint32_t length = (uint32_t)strlen(one->name);
            uint32_t position = dql_index_add(&list.index, list.at, sizeof *list.at, list.count, one->name, length);
            if (position < list.count)
                dql_report(load->findings, DQL_BAD_SCHEMA, range, "two fields, or operators, have the parameter `%s`",
                           one->name);
            if (position == list.count) list.at[list.count++] = (listed){.name = one->name, .length = length};
        }
    }
}

/* A parameter of the path is a filter field to queries, so it has a name of its own among them. */
static void add_path_entry(dql_load *load, dql_range range, entries *of, const dql_field *field, uint32_t index) {
    dql_name_entry *entry = add_entry(of, field->name, field->length);
    if (entry->filter == -1) {
        entry->filter = dql_entry_stored(index, true);
    } else {
        dql_report(load->findings, DQL_BAD_SCHEMA, range, "`%s` is taken, so no parameter of the path has that name",
                   field->name);
    }
}

static void make_entries(dql_load *load, const dql_load_names *names, deskql_endpoint *endpoint) {
    size_t most = endpoint->field_count + (size_t)endpoint->path_count + endpoint->order.count +
                  count_of(names->renamed) + (names->base ? (size_t)names->base->renamed_count : 0);
    entries of = {.at = dql_arena_take(load->arena, most * sizeof *of.at + 1)};
    if (!of.at || !dql_index_begin(&of.index, load->arena, most)) return;
    for (uint32_t i = 0; i < endpoint->field_count; i++) {
        const dql_field *field = &endpoint->fields[i];
        add_entry(&of, field->name, field->length)->filter = dql_entry_stored(i, field->seen);
    }
    for (uint32_t i = endpoint->field_count; i < endpoint->field_count + endpoint->path_count; i++)
        add_path_entry(load, names->path_range, &of, &endpoint->fields[i], i);
    for (uint32_t i = 0; i < endpoint->order.count; i++) {
        const char *name = endpoint->order.names[i];
        add_entry(&of, name, strlen(name))->order = dql_entry_stored(i, i >= endpoint->order.documented);
    }
    read_renamed(load, names, &of, endpoint);
    endpoint->entries = of.at;
    endpoint->entry_count = of.count;
    endpoint->index = dql_index_end(&of.index);
}

/* ---- All ------------------------------------------------------------------------------------------------------------- */

void dql_load_all_names(dql_load *load, const dql_load_names *from, deskql_endpoint *endpoint) {
    static const list_kind order = {"an order field", "order field", true};
    static const list_kind include = {"an include", "include", false};
    static const list_kind sparse = {"a sparse field", "sparse field", false};
    const deskql_endpoint *base = from->base;
    const dql_load_lists *added = &from->added;
    const dql_load_lists *removed = &from->removed;
    read_list(load, base, base ? &base->order : NULL, added->order, removed->order, &order, &endpoint->order);
    read_list(load, base, base ? &base->includes : NULL, added->includes, removed->includes, &include,
              &endpoint->includes);
    read_list(load, base, base ? &base->sparse : NULL, added->fields, removed->fields, &sparse, &endpoint->sparse);
    dql_field *fields = read_filter(load, from, endpoint);
    if (base && base->sparse.count && removed->fields && !endpoint->sparse.count)
        dql_report(load->findings, DQL_BAD_SCHEMA, removed->fields->key->range,
                   "no sparse field is left, with which any would pass");
    check_parameters(load, from->path_range, endpoint);
    make_entries(load, from, endpoint);
    if (!fields || !endpoint->entries) return;
    change_values(load, removed->values, true, fields, endpoint);
    change_values(load, added->values, false, fields, endpoint);
}
