/* Fields that are parameters of their own, as endpoints that take no filter have them. */
#include "url/parameter.h"

#include "base/number.h"
#include "schema/schema.h"

#include <string.h>

/* A comparison that a parameter is. */
typedef struct named {
    dql_node node;
    const dql_named_parameter *parameter;
    dql_range name;
    dql_literal **end;
} named;

static const char *parameter_at(const void *names, size_t index) {
    return ((const char *const *)names)[index];
}

dql_names dql_raw_parameter_names(dql_arena *arena, const deskql_endpoint *endpoint) {
    size_t count = 0;
    bool has_named = endpoint && endpoint->named;
    for (uint32_t i = 0; has_named && i < endpoint->field_count; i++) {
        for (const dql_named_parameter *one = endpoint->fields[i].parameters; one->name; one++) count++;
    }
    const char **names = has_named ? dql_arena_take(arena, (count + DQL_PARAMETERS) * sizeof *names) : NULL;
    if (!names) return dql_names_of_texts(dql_parameter_names, DQL_PARAMETERS);
    count = 0;
    for (uint32_t i = 0; i < endpoint->field_count; i++) {
        for (const dql_named_parameter *one = endpoint->fields[i].parameters; one->name; one++)
            names[count++] = one->name;
    }
    for (size_t i = DQL_FILTER + 1; i < DQL_PARAMETERS; i++) names[count++] = dql_parameter_names[i];
    return (dql_names){names, count, parameter_at};
}

static bool is_decimal(const char *text, size_t length) {
    const char *point = memchr(text, '.', length);
    size_t whole = point ? (size_t)(point - text) : length;
    for (size_t i = whole + 1; i < length; i++) {
        if (!dql_raw_is_digit(text[i])) return false;
    }
    return whole + 1 < length && dql_raw_is_integer(text, whole);
}

/* What a field's type makes of a text; what fits it in no way stays a text, which check/ reports. */
static void read_kind(const dql_field *field, dql_literal *literal) {
    literal->kind = DQL_LITERAL_STRING;
    bool takes_integers =
        field->type == DESKQL_TYPE_INTEGER || field->type == DESKQL_TYPE_NUMBER || field->type == DESKQL_TYPE_REFERENCE;
    if (takes_integers && dql_raw_is_integer(literal->text, literal->length)) {
        literal->kind = DQL_LITERAL_INTEGER;
        literal->in_range = dql_integer_read(literal->text, literal->length, &literal->integer);
    } else if (field->type == DESKQL_TYPE_NUMBER && is_decimal(literal->text, literal->length)) {
        literal->kind = DQL_LITERAL_NUMBER;
    } else if (field->type == DESKQL_TYPE_BOOLEAN && strcmp(literal->text, "true") == 0) {
        literal->kind = DQL_LITERAL_TRUE;
    } else if (field->type == DESKQL_TYPE_BOOLEAN && strcmp(literal->text, "false") == 0) {
        literal->kind = DQL_LITERAL_FALSE;
    }
}

static void add_value(dql_raw_reader *reader, named *to, const dql_field *field, const dql_raw_part *part,
                      dql_range piece) {
    if (to->node.value_count == reader->maximum_list) {
        deskql_finding *finding =
            dql_report(reader->findings, DQL_TOO_LONG, dql_raw_range(part, piece.start, piece.end),
                       "a list of more than %u values", reader->maximum_list);
        dql_finding_about(finding, "filter", field->name);
        dql_finding_help(reader->findings, finding, "divide it into several queries");
    }
    if (to->node.value_count++ >= reader->maximum_list) return;
    dql_literal *literal = dql_arena_take_zeroed(reader->arena, sizeof *literal);
    const char *text = dql_arena_copy(reader->arena, part->text + piece.start, piece.end - piece.start);
    if (!literal || !text) return;
    *literal = (dql_literal){.text = text, .length = piece.end - piece.start};
    literal->range = dql_raw_range(part, piece.start, piece.end);
    read_kind(field, literal);
    if (part->reported || part->unusable) literal->kind = DQL_LITERAL_MISSING;
    *to->end = literal;
    to->end = &literal->next;
    to->node.range.end = literal->range.end;
    if (to->node.value_count > 1) to->node.operator_ = DQL_OPERATOR_IN;
}

static named *find(const dql_query_string *string, const dql_named_parameter *parameter) {
    for (dql_node *node = string->named_first; node; node = node->next) {
        if (((named *)node)->parameter == parameter) return (named *)node;
    }
    return NULL;
}

static named *add(dql_raw_reader *reader, dql_query_string *string, const dql_field *field,
                  const dql_named_parameter *parameter, dql_range name) {
    named *made = dql_arena_take_zeroed(reader->arena, sizeof *made);
    if (!made) return NULL;
    *made = (named){.node = {.kind = DQL_NODE_COMPARISON,
                             .operator_ = parameter->operator_,
                             .range = name,
                             .field = {.text = field->name, .length = field->length, .range = name, .quoted = true},
                             .operator_range = name},
                    .parameter = parameter,
                    .name = name};
    made->end = &made->node.values;
    if (string->named_last) string->named_last->next = &made->node;
    if (!string->named_last) string->named_first = &made->node;
    string->named_last = &made->node;
    return made;
}

void dql_raw_read_named(dql_raw_reader *reader, dql_query_string *string, const dql_field *field,
                        const dql_named_parameter *parameter, dql_range name, dql_range value) {
    /* A parameter with nothing in it asks for nothing. */
    if (value.start == value.end) return;
    named *to = find(string, parameter);
    bool again = to && field->list == DQL_REPEATED_LIST && parameter->operator_ == DQL_OPERATOR_EQUAL;
    if (to && !again) {
        dql_raw_report_repeated(reader, parameter->name, name, to->name,
                                field->list ? "values of one list are separated by commas: `%s=1,2`"
                                            : "a query takes `%s` once: remove one of the two");
        return;
    }
    if (!to) to = add(reader, string, field, parameter, name);
    dql_raw_part *part = to ? dql_raw_decode(reader, value, false, parameter->name) : NULL;
    if (!part) return;
    part->bare = true;
    bool joined = field->list == DQL_JOINED_LIST && parameter->operator_ == DQL_OPERATOR_EQUAL;
    for (uint32_t at = 0; at <= part->length; at++) {
        const char *comma = joined ? memchr(part->text + at, ',', part->length - at) : NULL;
        uint32_t end = comma ? (uint32_t)(comma - part->text) : part->length;
        add_value(reader, to, field, part, (dql_range){at, end});
        at = end;
    }
}

void dql_raw_finish_named(dql_raw_reader *reader, const dql_query_string *string, struct deskql_query *query) {
    query->filter = string->named_first;
    if (string->named_first == string->named_last) return;
    dql_node *and = dql_arena_take_zeroed(reader->arena, sizeof *and);
    if (and) *and = (dql_node){.kind = DQL_NODE_AND, .first = string->named_first, .last = string->named_last};
    if (and) and->range = dql_range_join(string->named_first->range, string->named_last->range);
    query->filter = and;
}
