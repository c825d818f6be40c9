/* Files of values: the names of one installation, given to the fields of endpoints that exist. */
#include "schema/load.h"

/* With so many fields of all endpoints one that does not exist is compared. */
#define MOST_FIELDS 1000u

/* What the file says of one field. */
typedef struct field_values {
    const dql_json_key *key;
    deskql_type type; /* of the fields that take them */
    dql_field read;   /* its values alone are filled */
} field_values;

static const dql_field *find_field(const deskql_endpoint *endpoint, const dql_json_key *key) {
    const dql_name_entry *entry = dql_endpoint_lookup(endpoint, key->text, key->length);
    return dql_entry_field(endpoint, entry);
}

static void report_unknown_field(dql_load *load, const dql_json_key *key, const dql_endpoints *endpoints) {
    deskql_finding *finding =
        dql_report(load->findings, DQL_BAD_SCHEMA, key->range, "no endpoint has a filter field `%s`",
                   dql_shown(load->scratch, key->text, key->length));
    const char *names[MOST_FIELDS];
    size_t count = 0;
    for (size_t i = 0; finding && i < endpoints->count; i++) {
        const deskql_endpoint *endpoint = endpoints->at[i];
        for (uint32_t j = 0; endpoint->fields && j < endpoint->field_count && count < MOST_FIELDS; j++)
            names[count++] = endpoint->fields[j].name;
    }
    dql_load_help_similar(load, finding, "field", key->text, key->length, dql_names_of_texts(names, count));
}

/* Whether any endpoint has a field that takes these values. */
static bool find_takers(dql_load *load, const field_values *values, const deskql_json_value *member,
                        const dql_endpoints *endpoints) {
    const dql_field *other = NULL;
    for (size_t i = 0; i < endpoints->count; i++) {
        const dql_field *field = find_field(endpoints->at[i], values->key);
        if (field && field->type == values->type) return true;
        if (field && (!other || field->type == DESKQL_TYPE_ENUM || field->type == DESKQL_TYPE_REFERENCE)) other = field;
    }
    if (!other) {
        report_unknown_field(load, values->key, endpoints);
    } else if (other->type == DESKQL_TYPE_ENUM || other->type == DESKQL_TYPE_REFERENCE) {
        dql_report(load->findings, DQL_BAD_SCHEMA, member->range, "the values of a field of type `%s` have to be %s",
                   deskql_type_text((deskql_type)other->type),
                   other->type == DESKQL_TYPE_ENUM ? "an array of names" : "an object of name and id");
    } else {
        dql_report(load->findings, DQL_BAD_SCHEMA, values->key->range, "`%s` is of type `%s`, and has no values",
                   other->name, deskql_type_text((deskql_type)other->type));
    }
    return false;
}

/* Reads all fields of the file; returns their number, those with mistakes left out. */
static size_t read_fields(dql_load *load, const deskql_json_value *root, const dql_endpoints *endpoints,
                          field_values *made) {
    size_t count = 0;
    for (const deskql_json_value *member = root->as.first; member; member = member->next) {
        field_values *values = &made[count];
        memset(values, 0, sizeof *values);
        values->key = member->key;
        if (member->type != DESKQL_JSON_OBJECT && member->type != DESKQL_JSON_ARRAY) {
            dql_report(load->findings, DQL_BAD_SCHEMA, member->range,
                       "a field's values have to be an object of name and id, or an array of names");
            continue;
        }
        values->type = member->type == DESKQL_JSON_OBJECT ? DESKQL_TYPE_REFERENCE : DESKQL_TYPE_ENUM;
        if (!find_takers(load, values, member, endpoints)) continue;
        dql_load_field_values(load, member, &values->read);
        count++;
    }
    return count;
}

/* A copy of the endpoint whose fields have the values; itself where none takes any. NULL when there is no memory. */
static const deskql_endpoint *apply(dql_load *load, const deskql_endpoint *endpoint, const field_values *values,
                                    size_t count) {
    deskql_endpoint *copy = NULL;
    dql_field *fields = NULL;
    for (size_t i = 0; i < count; i++) {
        const dql_field *field = find_field(endpoint, values[i].key);
        if (!field || field->type != values[i].type) continue;
        if (!copy) {
            copy = dql_arena_take(load->arena, sizeof *copy);
            size_t size = (endpoint->field_count + (size_t)endpoint->path_count) * sizeof *fields;
            fields = dql_arena_take(load->arena, size);
            if (!copy || !fields) return NULL;
            *copy = *endpoint;
            memcpy(fields, endpoint->fields, size);
            copy->fields = fields;
        }
        dql_field *changed = &fields[field - endpoint->fields];
        changed->values = values[i].read.values;
        changed->value_count = values[i].read.value_count;
        changed->old_count = values[i].read.old_count;
        changed->value_index = values[i].read.value_index;
    }
    return copy ? copy : endpoint;
}

static void read_values(dql_load *load, const deskql_json_value *root, const dql_endpoints *endpoints,
                        dql_endpoints *loaded) {
    if (root->type != DESKQL_JSON_OBJECT) {
        dql_report(load->findings, DQL_BAD_SCHEMA, root->range,
                   "a file of values has to be an object of field and values");
        return;
    }
    field_values *values = dql_arena_take(load->scratch, root->count * sizeof *values + 1);
    const deskql_endpoint **made = dql_arena_take(load->arena, endpoints->count * sizeof *made + 1);
    if (!values || !made) return;
    size_t count = read_fields(load, root, endpoints, values);
    if (load->findings->counts[DESKQL_ERROR]) return;
    for (size_t i = 0; i < endpoints->count; i++) {
        made[i] = apply(load, endpoints->at[i], values, count);
        if (!made[i]) return;
    }
    *loaded = (dql_endpoints){made, endpoints->count};
}

bool dql_load_values(dql_load *load, const char *text, size_t length, dql_endpoints *loaded) {
    dql_source source = {0};
    *loaded = (dql_endpoints){NULL, 0};
    const deskql_json_value *root = dql_load_begin(load, text, length, &source);
    if (root) read_values(load, root, &load->present, loaded);
    return dql_load_end(load, &source);
}
