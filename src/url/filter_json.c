/*
 * The JSON of a filter, made into the tree of a query.
 *
 * An object is an `and` of its members, and so is a field's object of its operators; all that `and` joins becomes one group. What
 * sets no condition, `{}`, `{"$and":[]}` and `{"$or":[]}`, selects everything: an `and` does without it, and an `or` that
 * has it among its members selects everything too.
 */
#include "url/filter_shape.h"

#include "base/number.h"

#include <float.h>
#include <string.h>

/* The members of a group while it is read. */
typedef struct node_list {
    dql_node *first;
    dql_node *last;
    uint32_t count;
    /* In an `or`: the first member that sets no condition; empty while there is none. */
    dql_range everything;
} node_list;

static void add(node_list *list, dql_node *node) {
    if (!node) return;
    if (list->last) {
        list->last->next = node;
    } else {
        list->first = node;
    }
    list->last = node;
    list->count++;
}

/* ---- Values ---------------------------------------------------------------------------------------------------------- */

static void read_number(const dql_shape *shape, const deskql_json_value *value, dql_literal *literal) {
    if (value->integer) {
        literal->kind = DQL_LITERAL_INTEGER;
        literal->in_range = dql_integer_read(value->as.text, value->count, &literal->integer);
        return;
    }
    double number = dql_number_read(value->as.text, value->count);
    literal->kind = DQL_LITERAL_NUMBER;
    if (number >= -DBL_MAX && number <= DBL_MAX) return;
    literal->kind = DQL_LITERAL_MISSING;
    const char *shown = dql_shown(shape->reader->arena, value->as.text, value->count);
    deskql_finding *finding = dql_report(shape->reader->findings, DQL_BAD_NUMBER, literal->range,
                                         "`%s` is larger than any number that JSON readers hold", shown);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(shape->reader->findings, finding, "the largest is about 1.8e308");
}

static void set_text(dql_literal *literal, const char *text) {
    literal->text = text;
    literal->length = (uint32_t)strlen(text);
}

/* What is no single value has been reported, and is missing. */
static dql_literal *read_value(const dql_shape *shape, const deskql_json_value *value) {
    dql_literal *literal = dql_arena_take_zeroed(shape->reader->arena, sizeof *literal);
    if (!literal) return NULL;
    literal->range = dql_shape_place(shape, value->range);
    set_text(literal, "");
    if (value->type == DESKQL_JSON_STRING || value->type == DESKQL_JSON_NUMBER) {
        literal->text = value->as.text;
        literal->length = value->count;
    }
    switch ((deskql_json_type)value->type) {
    case DESKQL_JSON_NULL:
        literal->kind = DQL_LITERAL_NULL;
        set_text(literal, "null");
        break;
    case DESKQL_JSON_FALSE:
        literal->kind = DQL_LITERAL_FALSE;
        set_text(literal, "false");
        break;
    case DESKQL_JSON_TRUE:
        literal->kind = DQL_LITERAL_TRUE;
        set_text(literal, "true");
        break;
    case DESKQL_JSON_STRING:
        literal->kind = DQL_LITERAL_STRING;
        break;
    case DESKQL_JSON_NUMBER:
        read_number(shape, value, literal);
        break;
    case DESKQL_JSON_ARRAY:
    case DESKQL_JSON_OBJECT:
        literal->kind = DQL_LITERAL_MISSING;
        break;
    }
    return literal;
}

static bool is_container(const deskql_json_value *value) {
    return value->type == DESKQL_JSON_ARRAY || value->type == DESKQL_JSON_OBJECT;
}

/* ---- Comparisons ------------------------------------------------------------------------------------------------------ */

static dql_node *new_node(const dql_shape *shape, dql_node_kind kind, dql_range range) {
    dql_node *node = dql_arena_take_zeroed(shape->reader->arena, sizeof *node);
    if (!node) return NULL;
    node->kind = (uint8_t)kind;
    node->range = range;
    return node;
}

/* A comparison of the field that is a member's key. Its operator stands at `operator_range` of the decoded text. */
static dql_node *new_comparison(const dql_shape *shape, const deskql_json_value *field, dql_operator operator_,
                                dql_range operator_range, dql_range value_range) {
    const dql_json_key *key = field->key;
    dql_node *node =
        new_node(shape, DQL_NODE_COMPARISON, dql_shape_place(shape, dql_range_join(key->range, value_range)));
    if (!node) return NULL;
    node->operator_ = (uint8_t)operator_;
    node->operator_range = dql_shape_place(shape, operator_range);
    node->field = (dql_name){.text = key->text, .length = key->length, .range = dql_shape_inside(shape, key->range)};
    return node;
}

/* Of a comparison that has been reported, only the field is left to be checked. */
static dql_node *broken_comparison(const dql_shape *shape, const deskql_json_value *field) {
    dql_node *node = new_comparison(shape, field, DQL_OPERATOR_EQUAL, field->key->range, field->range);
    if (node) node->broken = true;
    return node;
}

/* `operator_range` in the decoded text; for the shorthand, that of the value. */
static dql_node *read_comparison(const dql_shape *shape, const deskql_json_value *field, dql_operator operator_,
                                 dql_range operator_range, const deskql_json_value *value) {
    bool equality = operator_ == DQL_OPERATOR_EQUAL || operator_ == DQL_OPERATOR_NOT_EQUAL;
    if (equality && value->type == DESKQL_JSON_NULL) {
        dql_operator is = operator_ == DQL_OPERATOR_EQUAL ? DQL_OPERATOR_IS_NULL : DQL_OPERATOR_IS_NOT_NULL;
        return new_comparison(shape, field, is, value->range, value->range);
    }
    dql_node *node = new_comparison(shape, field, operator_, operator_range, value->range);
    if (!node) return NULL;
    node->values = read_value(shape, value);
    node->value_count = 1;
    return node;
}

static void report_long_list(const dql_shape *shape, const deskql_json_value *item, const dql_json_key *field) {
    deskql_finding *finding = dql_report(shape->reader->findings, DQL_TOO_LONG, dql_shape_place(shape, item->range),
                                         "a list of more than %u values", shape->reader->maximum_list);
    dql_finding_about(finding, "filter", field->text);
    dql_finding_help(shape->reader->findings, finding, "divide it into several queries");
}

static dql_node *read_list(const dql_shape *shape, const deskql_json_value *field, dql_operator operator_,
                           const deskql_json_value *list) {
    dql_node *node = new_comparison(shape, field, operator_, dql_shape_bare_key(list->key->range), list->range);
    if (!node) return NULL;
    dql_literal **link = &node->values;
    for (const deskql_json_value *item = list->as.first; item; item = item->next) {
        if (node->value_count == shape->reader->maximum_list) {
            report_long_list(shape, item, field->key);
            break;
        }
        if (is_container(item)) dql_shape_report_list_item(shape, field->key, item);
        dql_literal *literal = read_value(shape, item);
        if (!literal) return NULL;
        *link = literal;
        link = &literal->next;
        node->value_count++;
    }
    return node;
}

/* One operator of a field's object. */
static dql_node *read_operator(const dql_shape *shape, const deskql_json_value *field,
                               const deskql_json_value *member) {
    dql_operator operator_ = dql_shape_find(member->key);
    bool lists = operator_ == DQL_OPERATOR_IN || operator_ == DQL_OPERATOR_NOT_IN;
    if (operator_ == DQL_OPERATOR_COUNT) {
        dql_shape_report_operator(shape, field->key, member->key);
    } else if (lists && member->type == DESKQL_JSON_ARRAY && member->count) {
        return read_list(shape, field, operator_, member);
    } else if (lists || is_container(member)) {
        dql_shape_report_operand(shape, field->key, member, operator_);
    } else {
        return read_comparison(shape, field, operator_, dql_shape_bare_key(member->key->range), member);
    }
    return broken_comparison(shape, field);
}

static bool has_operator(const deskql_json_value *object) {
    for (const deskql_json_value *member = object->as.first; member; member = member->next) {
        if (member->key->text[0] == '$' || dql_shape_lacks_dollar(member->key)) return true;
    }
    return false;
}

static void read_field(const dql_shape *shape, const deskql_json_value *field, node_list *list) {
    if (!is_container(field)) {
        add(list, read_comparison(shape, field, DQL_OPERATOR_EQUAL, field->range, field));
    } else if (field->type == DESKQL_JSON_OBJECT && has_operator(field)) {
        for (const deskql_json_value *member = field->as.first; member; member = member->next)
            add(list, read_operator(shape, field, member));
    } else {
        dql_shape_report_field(shape, field);
        add(list, broken_comparison(shape, field));
    }
}

/* ---- Groups ---------------------------------------------------------------------------------------------------------- */

static dql_node *finish_group(const dql_shape *shape, dql_node_kind kind, const node_list *list, dql_range range) {
    if (list->everything.start < list->everything.end) {
        if (list->count) dql_shape_warn_everything(shape, list->everything);
        return NULL;
    }
    if (list->count <= 1) return list->first;
    dql_node *node = new_node(shape, kind, dql_shape_place(shape, range));
    if (!node) return NULL;
    node->first = list->first;
    node->last = list->last;
    for (dql_node *member = node->first; member; member = member->next) {
        if (member->kind != DQL_NODE_COMPARISON) member->parenthesized = true;
    }
    return node;
}

static void read_conditions(dql_shape *shape, const deskql_json_value *object, node_list *list);

/* The `or` that is all of an object, as its only member. */
static const deskql_json_value *only_or(const deskql_json_value *object) {
    const deskql_json_value *member = object->as.first;
    bool only = object->count == 1 && dql_shape_is_or(member->key) && member->type == DESKQL_JSON_ARRAY;
    return only && member->count ? member : NULL;
}

static void read_alternatives(dql_shape *shape, const deskql_json_value *array, node_list *list) {
    if (!dql_shape_enter(shape, array->key)) return;
    for (const deskql_json_value *item = array->as.first; item; item = item->next) {
        uint32_t errors = shape->reader->findings->reported_errors;
        if (item->type != DESKQL_JSON_OBJECT) {
            dql_shape_report_condition(shape, array->key, item);
            continue;
        }
        const deskql_json_value *inner = only_or(item);
        if (inner) {
            read_alternatives(shape, inner, list);
            continue;
        }
        node_list conditions = {NULL, NULL, 0, {0, 0}};
        read_conditions(shape, item, &conditions);
        dql_node *node = finish_group(shape, DQL_NODE_AND, &conditions, item->range);
        bool empty = !node && shape->reader->findings->reported_errors == errors;
        if (empty && list->everything.start == list->everything.end) list->everything = item->range;
        add(list, node);
    }
    shape->depth--;
}

/* `$and` or `$or` in an object. */
static void read_group(dql_shape *shape, const deskql_json_value *member, node_list *list) {
    if (member->type != DESKQL_JSON_ARRAY) {
        dql_shape_report_group(shape, member);
        return;
    }
    if (dql_shape_is_or(member->key)) {
        node_list alternatives = {NULL, NULL, 0, {0, 0}};
        read_alternatives(shape, member, &alternatives);
        add(list, finish_group(shape, DQL_NODE_OR, &alternatives, dql_range_join(member->key->range, member->range)));
        return;
    }
    if (!dql_shape_enter(shape, member->key)) return;
    for (const deskql_json_value *item = member->as.first; item; item = item->next) {
        if (item->type == DESKQL_JSON_OBJECT) {
            read_conditions(shape, item, list);
        } else {
            dql_shape_report_condition(shape, member->key, item);
        }
    }
    shape->depth--;
}

/* The members of an object, each a condition of an `and`. As deep as JSON goes, which its reader limits. */
static void read_conditions(dql_shape *shape, const deskql_json_value *object, node_list *list) {
    for (const deskql_json_value *member = object->as.first; member; member = member->next) {
        if (dql_shape_is_and(member->key) || dql_shape_is_or(member->key)) {
            read_group(shape, member, list);
        } else if (member->key->text[0] == '$') {
            dql_shape_report_stray(shape, member->key);
        } else {
            read_field(shape, member, list);
        }
    }
}

void dql_raw_read_filter(dql_raw_reader *reader, dql_raw_part *part, struct deskql_query *query) {
    dql_shape shape = {reader, part, 0, reader->findings->reported_errors};
    if (dql_raw_is_object_text(part->text, part->length)) {
        dql_shape_report_object_text(&shape);
        return;
    }
    const deskql_json_value *root = part->unusable ? NULL : dql_shape_read_json(&shape);
    if (!root) return;
    if (root->type != DESKQL_JSON_OBJECT) {
        dql_shape_report_root(&shape, root);
        return;
    }
    node_list conditions = {NULL, NULL, 0, {0, 0}};
    read_conditions(&shape, root, &conditions);
    query->filter = finish_group(&shape, DQL_NODE_AND, &conditions, root->range);
}
