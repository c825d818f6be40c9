/*
 * Fields that stand as parameters of their own, as other APIs have them: `status=1`, `filter[status]=1`, `filter[status][gt]=1`,
 * `status[]=1`. All of a query string are one mistake, whose help is the one JSON object that they would be.
 */
#include "url/parameter.h"

#include "url/filter_shape.h"
#include "json/writer.h"

#include <string.h>

/* The operator in a pair of brackets, with its `$`; DQL_OPERATOR_COUNT for none. */
static dql_operator find_operator(const dql_raw_part *name, dql_range range) {
    dql_json_key key = {name->text + range.start, range.end - range.start, {0, 0}};
    return dql_shape_find_bare(&key);
}

/* NULL where it is no field of filters. */
static const dql_field *find_field(const dql_raw_reader *reader, const char *text, size_t length) {
    const deskql_endpoint *endpoint = reader->endpoint;
    bool takes_filter = endpoint && !endpoint->named;
    return takes_filter ? dql_entry_field(endpoint, dql_endpoint_lookup(endpoint, text, length)) : NULL;
}

/* What stands in the brackets at `*at`, which goes behind them; false where there are none. */
static bool read_brackets(const dql_raw_part *name, uint32_t *at, dql_range *inside) {
    if (*at >= name->length || name->text[*at] != '[') return false;
    const char *end = memchr(name->text + *at, ']', name->length - *at);
    if (!end) return false;
    *inside = (dql_range){*at + 1, (uint32_t)(end - name->text)};
    *at = inside->end + 1;
    return true;
}

/* Takes a name apart; false where it has another form. */
static bool take_apart(const dql_raw_part *name, dql_raw_condition *to) {
    static const char filter[] = "filter";
    uint32_t at = 0;
    dql_range inside;
    *to = (dql_raw_condition){.name = name};
    if (name->length > sizeof filter && memcmp(name->text, "filter[", sizeof filter) == 0) {
        at = sizeof filter - 1;
        if (!read_brackets(name, &at, &to->field) || to->field.start == to->field.end) return false;
    } else {
        while (at < name->length && name->text[at] != '[') at++;
        to->field = (dql_range){0, at};
    }
    while (read_brackets(name, &at, &inside)) {
        if (to->list) return false;
        to->list = inside.start == inside.end;
        if (to->list) continue;
        if (to->operator_.end || find_operator(name, inside) == DQL_OPERATOR_COUNT) return false;
        to->operator_ = inside;
    }
    return at == name->length;
}

bool dql_raw_is_condition(const dql_raw_reader *reader, const dql_raw_part *name) {
    dql_raw_condition condition;
    if (name->reported || name->unusable || dql_parameter_find(name->text, name->length) != DQL_PARAMETERS)
        return false;
    if (!take_apart(name, &condition)) return false;
    if (condition.field.start) return true; /* behind `filter[` */
    return find_field(reader, name->text, condition.field.end) != NULL;
}

void dql_raw_keep_condition(dql_query_string *string, const dql_raw_part *name, const dql_raw_part *value) {
    if (string->condition_count == DQL_RAW_MOST_CONDITIONS) {
        string->more_conditions = true;
        return;
    }
    dql_raw_condition *condition = &string->conditions[string->condition_count++];
    take_apart(name, condition);
    condition->value = value;
}

/* ---- The JSON that they would be -------------------------------------------------------------------------------------- */

static bool is_word_of_json(const char *text, size_t length) {
    return dql_raw_is_integer(text, length) || dql_raw_says(text, length, "true") ||
           dql_raw_says(text, length, "false") || dql_raw_says(text, length, "null");
}

typedef enum takes {
    TAKES_OTHER, /* of which nothing is known for sure */
    TAKES_INTEGER,
    TAKES_NAME, /* or an integer, its id */
    TAKES_TEXT
} takes;

static takes what_takes(const dql_raw_reader *reader, const dql_raw_condition *condition) {
    const dql_field *field = find_field(reader, condition->name->text + condition->field.start,
                                        condition->field.end - condition->field.start);
    if (!field) return TAKES_OTHER;
    switch ((deskql_type)field->type) {
    case DESKQL_TYPE_INTEGER:
    case DESKQL_TYPE_NUMBER:
        return TAKES_INTEGER;
    case DESKQL_TYPE_STRING:
        return TAKES_TEXT;
    case DESKQL_TYPE_ENUM:
        return field->value_count == 0 || field->open ? TAKES_TEXT : TAKES_OTHER;
    case DESKQL_TYPE_REFERENCE:
        return field->value_count == 0 ? TAKES_NAME : TAKES_INTEGER;
    case DESKQL_TYPE_BOOLEAN:
    case DESKQL_TYPE_DATETIME:
    case DESKQL_TYPE_ANY:
        break;
    }
    return TAKES_OTHER;
}

static void write_value(const dql_raw_reader *reader, dql_writer *to, const dql_raw_condition *condition) {
    const char *text = condition->value->text;
    size_t length = condition->value->length;
    bool bare = is_word_of_json(text, length) && what_takes(reader, condition) != TAKES_TEXT;
    if (bare || (length && strchr("{[", text[0]))) {
        dql_write_text(to, dql_shown(reader->arena, text, length));
    } else {
        const char *shown = dql_shown(reader->arena, text, length);
        dql_json_write_string(to, shown, strlen(shown));
    }
}

static bool same_piece(const dql_raw_condition *one, dql_range of_one, const dql_raw_condition *other,
                       dql_range of_other) {
    size_t length = of_one.end - of_one.start;
    return length == of_other.end - of_other.start &&
           memcmp(one->name->text + of_one.start, other->name->text + of_other.start, length) == 0;
}

static bool same_field(const dql_raw_condition *one, const dql_raw_condition *other) {
    return same_piece(one, one->field, other, other->field);
}

static bool same_operator(const dql_raw_condition *one, const dql_raw_condition *other) {
    return same_field(one, other) && same_piece(one, one->operator_, other, other->operator_);
}

/* The operator of a condition and all that share it, and their values. */
static void write_operator(const dql_raw_reader *reader, dql_writer *to, const dql_query_string *string,
                           uint32_t first) {
    const dql_raw_condition *condition = &string->conditions[first];
    uint32_t count = 0;
    bool list = false;
    for (uint32_t i = first; i < string->condition_count; i++) {
        if (!same_operator(condition, &string->conditions[i])) continue;
        list = list || string->conditions[i].list || count;
        count++;
    }
    dql_operator operator_ =
        condition->operator_.end ? find_operator(condition->name, condition->operator_) : DQL_OPERATOR_EQUAL;
    if (list && operator_ == DQL_OPERATOR_EQUAL) operator_ = DQL_OPERATOR_IN;
    if (list && operator_ == DQL_OPERATOR_NOT_EQUAL) operator_ = DQL_OPERATOR_NOT_IN;
    list = list || operator_ == DQL_OPERATOR_IN || operator_ == DQL_OPERATOR_NOT_IN;
    dql_json_write_key(to, dql_shape_spelling(operator_));
    if (list) dql_write_byte(to, '[');
    for (uint32_t i = first; i < string->condition_count; i++) {
        if (!same_operator(condition, &string->conditions[i])) continue;
        if (i > first) dql_write_byte(to, ',');
        write_value(reader, to, &string->conditions[i]);
    }
    if (list) dql_write_byte(to, ']');
}

/* A field, and all that is asked of it. */
static void write_field(const dql_raw_reader *reader, dql_writer *to, const dql_query_string *string, uint32_t first) {
    const dql_raw_condition *condition = &string->conditions[first];
    const char *shown = dql_shown(reader->arena, condition->name->text + condition->field.start,
                                  condition->field.end - condition->field.start);
    bool alone = !condition->list && !condition->operator_.end;
    for (uint32_t i = first + 1; i < string->condition_count; i++)
        alone = alone && !same_field(condition, &string->conditions[i]);
    dql_json_write_string(to, shown, strlen(shown));
    dql_write_byte(to, ':');
    if (alone) {
        write_value(reader, to, condition);
        return;
    }
    dql_write_byte(to, '{');
    for (uint32_t i = first; i < string->condition_count; i++) {
        if (!same_field(condition, &string->conditions[i])) continue;
        bool earlier = false;
        for (uint32_t j = first; j < i && !earlier; j++)
            earlier = same_operator(&string->conditions[i], &string->conditions[j]);
        if (earlier) continue;
        if (i > first) dql_write_byte(to, ',');
        write_operator(reader, to, string, i);
    }
    dql_write_byte(to, '}');
}

static const char *write_filter(const dql_raw_reader *reader, const dql_query_string *string) {
    dql_writer to;
    dql_writer_to_arena(&to, reader->arena);
    dql_write_byte(&to, '{');
    for (uint32_t i = 0; i < string->condition_count; i++) {
        bool earlier = false;
        for (uint32_t j = 0; j < i && !earlier; j++)
            earlier = same_field(&string->conditions[i], &string->conditions[j]);
        if (earlier) continue;
        if (i) dql_write_byte(&to, ',');
        write_field(reader, &to, string, i);
    }
    dql_write_text(&to, string->more_conditions ? ",…}" : "}");
    const char *text = dql_writer_text(&to, NULL);
    return text ? text : "";
}

/* One parameter, of a known field, with a value that is sure to be of its type. */
static bool is_certain(const dql_raw_reader *reader, const dql_query_string *string) {
    const dql_raw_condition *only = &string->conditions[0];
    const dql_raw_part *value = only->value;
    if (string->condition_count != 1 || dql_raw_has_parameter(reader, string->range, "filter") || only->list ||
        only->operator_.end)
        return false;
    if (value->reported || value->unusable || !value->length || value->length > 40) return false;
    for (uint32_t i = 0; i < value->length; i++) {
        if (value->text[i] < ' ' || value->text[i] > '~' || strchr("{[,\"", value->text[i])) return false;
    }
    bool integer = dql_raw_is_integer(value->text, value->length) && value->length < 16;
    takes type = what_takes(reader, only);
    bool name = dql_raw_is_letter(value->text[0]) && !is_word_of_json(value->text, value->length);
    return type == TAKES_TEXT || (type == TAKES_INTEGER && integer) || (type == TAKES_NAME && (integer || name));
}

void dql_raw_report_conditions(dql_raw_reader *reader, const dql_query_string *string) {
    if (!string->condition_count) return;
    const dql_raw_condition *first = &string->conditions[0];
    const char *shown = dql_shown(reader->arena, first->name->text, first->name->length);
    deskql_finding *finding =
        dql_report_error(reader->findings, DQL_UNKNOWN_PARAMETER, first->name->range, "unknown parameter `%s`", shown);
    dql_finding_about(finding, first->name->text, NULL);
    for (uint32_t i = 1; i < string->condition_count; i++)
        dql_finding_note(reader->findings, finding, string->conditions[i].name->range,
                         "this is part of the filter too");
    if (!finding) return;
    const char *json = write_filter(reader, string);
    if (dql_raw_has_parameter(reader, string->range, "filter")) {
        dql_finding_help(reader->findings, finding, "conditions stand in the JSON object of `filter`: `%s`", json);
        return;
    }
    dql_finding_help(reader->findings, finding, "conditions are one JSON object: `filter=%s`", json);
    if (!is_certain(reader, string)) return;
    dql_raw_part like = *first->value;
    if (first->name->form == DQL_RAW_ENCODED) like.form = DQL_RAW_ENCODED;
    const char *spelled = dql_raw_spell(reader->arena, &like, json, strlen(json));
    dql_range all = {first->name->range.start, first->value->range.end};
    if (spelled) dql_finding_fix(reader->findings, finding, all, "filter=%s", spelled);
}
