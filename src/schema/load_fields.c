/* The fields of a schema file. */
#include "base/percent.h"
#include "diagnostics/names.h"
#include "diagnostics/parameters.h"
#include "schema/load.h"
#include "json/writer.h"

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

static void read_open(dql_load *load, const deskql_json_value *open, dql_field *field) {
    if (open && field->type != DESKQL_TYPE_ENUM) {
        dql_report(load->findings, DQL_BAD_SCHEMA, open->key->range, "`open` is for fields of type `enum` alone");
    }
    field->open = open && open->type == DESKQL_JSON_TRUE;
}

void dql_load_values_of(dql_load *load, const deskql_json_value *values, dql_field *field) {
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

bool dql_load_tier(dql_load *load, const deskql_json_value *tier) {
    if (!tier || is_text(tier, "documented")) return false;
    if (is_text(tier, "seen")) return true;
    dql_report(load->findings, DQL_BAD_SCHEMA, tier->range, "a tier is `documented` or `seen`");
    return false;
}

/* ---- Named parameters -------------------------------------------------------------------------------------------------- */

static void check_parameter_name(dql_load *load, const char *name, dql_range range) {
    for (size_t i = 0; i < DQL_PARAMETERS; i++) {
        if (strcmp(dql_parameter_names[i], name) == 0)
            dql_report(load->findings, DQL_BAD_SCHEMA, range, "every request has the parameter `%s`", name);
    }
}

/* A day under `<=` and `>` is the instant behind it, by another operator. */
static bool is_expressible(const dql_field *field, const dql_operator_info *operator_) {
    bool bound =
        operator_ == &dql_operators[DQL_OPERATOR_LESS] || operator_ == &dql_operators[DQL_OPERATOR_GREATER_OR_EQUAL];
    return (operator_->group & groups_of_types[field->type]) && operator_->operands == DQL_ONE_VALUE &&
           operator_ != &dql_operators[DQL_OPERATOR_NOT_EQUAL] && operator_->api[0] &&
           (field->type != DESKQL_TYPE_DATETIME || bound);
}

/* A member of `parameters`: an operator, and the name of its parameter, or an object of name and tier. */
static bool read_parameter(dql_load *load, const deskql_json_value *member, const dql_field *field,
                           dql_named_parameter *to) {
    static const dql_key_rule rules[] = {{"name", DQL_JSON_BIT(STRING), true, 0},
                                         {"tier", DQL_JSON_BIT(STRING), false, 0}};
    const deskql_json_value *found[2] = {member, NULL};
    const dql_json_key *key = member->key;
    uint8_t operator_ = 0;
    while (operator_ < DQL_OPERATOR_COUNT &&
           dql_json_compare_keys(key->text, key->length, dql_operators[operator_].spelling,
                                 strlen(dql_operators[operator_].spelling)) != 0)
        operator_++;
    if (operator_ == DQL_OPERATOR_COUNT || !is_expressible(field, &dql_operators[operator_])) {
        dql_report(load->findings, DQL_BAD_SCHEMA, key->range, "no parameter of a field of type `%s` is for `%s`",
                   deskql_type_text((deskql_type)field->type), dql_shown(load->scratch, key->text, key->length));
        return false;
    }
    if (member->type != DESKQL_JSON_STRING && !dql_load_object(load, member, "a parameter", rules, 2, found))
        return false;
    const char *name =
        found[0] ? dql_load_name(load, found[0]->as.text, found[0]->count, found[0]->range, "a parameter's name", true)
                 : NULL;
    *to = (dql_named_parameter){name, operator_, dql_load_tier(load, found[1])};
    if (name) check_parameter_name(load, name, found[0]->range);
    return name != NULL;
}

static void read_parameter_list(dql_load *load, const deskql_json_value *list, dql_field *field) {
    static const char *const names[] = {[DQL_REPEATED_LIST] = "repeated", [DQL_JOINED_LIST] = "joined"};
    for (int i = DQL_REPEATED_LIST; i <= DQL_JOINED_LIST; i++) {
        if (is_text(list, names[i])) field->list = (uint8_t)i;
    }
    if (!field->list) dql_report(load->findings, DQL_BAD_SCHEMA, list->range, "a list is `repeated` or `joined`");
    if (!dql_parameter_for(field, DQL_OPERATOR_EQUAL))
        dql_report(load->findings, DQL_BAD_SCHEMA, list->key->range, "a list is for the parameter of `=`");
}

/* Without `parameters` it is the one of the field's own name, for `=`. `parameters` and `list` may be NULL. */
static void read_parameters(dql_load *load, dql_range range, const deskql_json_value *parameters,
                            const deskql_json_value *list, dql_field *field) {
    size_t most = parameters ? parameters->count : 1;
    dql_named_parameter *made = dql_arena_take_zeroed(load->arena, (most + 1) * sizeof *made);
    if (!made) return;
    field->parameters = made;
    if (field->nullable)
        dql_report(load->findings, DQL_BAD_SCHEMA, range, "a parameter cannot be null, so no such field is nullable");
    const deskql_json_value *member = parameters ? parameters->as.first : NULL;
    for (; member; member = member->next) {
        if (read_parameter(load, member, field, made)) made++;
    }
    if (!parameters) *made = (dql_named_parameter){field->name, DQL_OPERATOR_EQUAL, false};
    if (!parameters) check_parameter_name(load, field->name, range);
    if (parameters ? !parameters->count : field->type == DESKQL_TYPE_DATETIME)
        dql_report(load->findings, DQL_BAD_SCHEMA, range, "the field has no parameter");
    if (list) read_parameter_list(load, list, field);
}

bool dql_load_path_field(dql_load *load, const char *opener, dql_range range, dql_field *field) {
    size_t length = strcspn(opener + 1, "}");
    const char *name = dql_load_name(load, opener + 1, length, range, "a path parameter's name", true);
    *field = (dql_field){.name = name,
                         .length = (uint32_t)length,
                         .type = DESKQL_TYPE_REFERENCE,
                         .groups = DQL_GROUP_EQUALITY,
                         .in_path = true};
    return name != NULL;
}

bool dql_load_field(dql_load *load, const deskql_json_value *value, dql_field *field, dql_range *name_range) {
    enum { NAME, TYPE, NULLABLE, VALUES, OPEN, OPERATORS, KIND, TIER, PARAMETERS, LIST, COUNT };
    static const dql_key_rule rules[COUNT] = {
        [NAME] = {"name", DQL_JSON_BIT(STRING), true, 0},
        [TYPE] = {"type", DQL_JSON_BIT(STRING), true, 0},
        [NULLABLE] = {"nullable", DQL_JSON_BIT_BOOLEAN, false, 0},
        [VALUES] = {"values", DQL_JSON_BIT(ARRAY) | DQL_JSON_BIT(OBJECT), false, 0},
        [OPEN] = {"open", DQL_JSON_BIT_BOOLEAN, false, 0},
        [OPERATORS] = {"operators", DQL_JSON_BIT(ARRAY), false, 0},
        [KIND] = {"kind", DQL_JSON_BIT(STRING), false, 0},
        [TIER] = {"tier", DQL_JSON_BIT(STRING), false, 2},
        [PARAMETERS] = {"parameters", DQL_JSON_BIT(OBJECT), false, 2},
        [LIST] = {"list", DQL_JSON_BIT(STRING), false, 2},
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
        read_open(load, found[OPEN], field);
        if (found[VALUES]) dql_load_values_of(load, found[VALUES], field);
        read_groups(load, found[OPERATORS], field);
        read_kind(load, found[KIND], field);
    }
    field->seen = dql_load_tier(load, found[TIER]);
    if (!field->name) return false;
    for (int i = load->named ? OPERATORS : PARAMETERS; i <= (load->named ? OPERATORS : LIST); i++) {
        if (found[i])
            dql_report(load->findings, DQL_BAD_SCHEMA, found[i]->key->range,
                       "fields of an endpoint of kind `%s` have no `%s`", load->named ? "parameters" : "filter",
                       rules[i].key);
    }
    if (load->named && type) read_parameters(load, *name_range, found[PARAMETERS], found[LIST], field);
    if (!load->named) make_keys(load, field);
    return true;
}
