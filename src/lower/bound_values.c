/* Values from outside. Names of things are left as they are here, since what they stand for depends on each place's field. */
#include "base/number.h"
#include "base/utf8.h"
#include "lower/bind.h"
#include "json/read.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_EXACT_INTEGER (INT64_C(1) << 53)

/* One value of a parameter that is being read. */
typedef struct value_reading {
    dql_lowering *lowering;
    const dql_parameter *parameter;
    deskql_type type;
    dql_plan_value *value;
    bool imprecise; /* DQL407 has been given */
} value_reading;

static bool items_are_wellformed(const deskql_value *list) {
    if (!list->as.list.items && list->as.list.count) return false;
    for (size_t i = 0; i < list->as.list.count; i++) {
        const deskql_value *item = &list->as.list.items[i];
        if (item->type == DESKQL_VALUE_LIST || !dql_value_is_wellformed(item)) return false;
    }
    return true;
}

bool dql_value_is_wellformed(const deskql_value *value) {
    switch (value->type) {
    case DESKQL_VALUE_NULL:
    case DESKQL_VALUE_INTEGER:
    case DESKQL_VALUE_BOOLEAN:
    case DESKQL_VALUE_TIME:
    case DESKQL_VALUE_DATE:
        return true;
    case DESKQL_VALUE_NUMBER:
        return value->as.number >= -DBL_MAX && value->as.number <= DBL_MAX;
    case DESKQL_VALUE_STRING:
    case DESKQL_VALUE_TEXT:
        return value->as.string.bytes || value->as.string.length == 0;
    case DESKQL_VALUE_LIST:
        return items_are_wellformed(value);
    }
    return false;
}

static const char *wanted(deskql_type type) {
    switch (type) {
    case DESKQL_TYPE_INTEGER:
        return "a whole number";
    case DESKQL_TYPE_NUMBER:
        return "a number";
    case DESKQL_TYPE_BOOLEAN:
        return "true or false";
    case DESKQL_TYPE_DATETIME:
        return "a date or a time";
    case DESKQL_TYPE_REFERENCE:
        return "an id or a name";
    case DESKQL_TYPE_STRING:
    case DESKQL_TYPE_ENUM:
    case DESKQL_TYPE_ANY:
        break;
    }
    return "text";
}

static bool report_wrong(const value_reading *reading) {
    const dql_parameter *parameter = reading->parameter;
    deskql_finding *finding = dql_report(reading->lowering->findings, DQL_BAD_BINDING, parameter->range,
                                         "the value of `:%s` must be %s, for `%s`", parameter->name,
                                         wanted(reading->type), parameter->field_name);
    dql_finding_about(finding, "filter", NULL);
    return false;
}

static bool report_other(const value_reading *reading, dql_code code, const char *what) {
    deskql_finding *finding = dql_report(reading->lowering->findings, code, reading->parameter->range,
                                         "the value of `:%s` %s", reading->parameter->name, what);
    dql_finding_about(finding, "filter", NULL);
    return false;
}

static bool read_null(const value_reading *reading) {
    const struct deskql_query *query = reading->lowering->query;
    if (!reading->parameter->nullable) return report_other(reading, DQL_BAD_BINDING, "cannot be null");
    reading->value->kind = DQL_PLAN_NULL;
    if (query->uses_null || reading->lowering->null_reported) return true;
    reading->lowering->null_reported = true;
    report_other(reading, DQL_UNDOCUMENTED, "is null, and null in a filter is not documented");
    return true;
}

/* Once a parameter. */
static void warn_imprecise(value_reading *reading, const char *what) {
    if (!reading->imprecise) report_other(reading, DQL_IMPRECISE_NUMBER, what);
    reading->imprecise = true;
}

static bool read_integer(value_reading *reading, int64_t integer) {
    if (reading->type != DESKQL_TYPE_INTEGER && reading->type != DESKQL_TYPE_NUMBER &&
        reading->type != DESKQL_TYPE_REFERENCE && reading->type != DESKQL_TYPE_ANY) {
        return report_wrong(reading);
    }
    reading->value->kind = DQL_PLAN_INTEGER;
    reading->value->integer = integer;
    if (integer < -LARGEST_EXACT_INTEGER || integer > LARGEST_EXACT_INTEGER) warn_imprecise(reading, "is beyond 2^53");
    return true;
}

static bool set_text(const value_reading *reading, dql_plan_value_kind kind, const char *bytes, size_t length) {
    reading->value->kind = (uint8_t)kind;
    reading->value->text = dql_arena_copy(reading->lowering->arena, bytes, length);
    reading->value->length = (uint32_t)length;
    return reading->value->text && length <= UINT32_MAX;
}

/* The shortest digits that give the number again, with a point whatever the program's locale has for one. */
static bool read_number(const value_reading *reading, double number) {
    if (reading->type != DESKQL_TYPE_NUMBER && reading->type != DESKQL_TYPE_ANY) return report_wrong(reading);
    char text[64];
    char clean[64];
    size_t length = 0;
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*g", precision, number);
        length = 0;
        for (const char *at = text; *at; at++) {
            bool passes = strchr("+-0123456789e", *at) != NULL;
            if (passes || (length && clean[length - 1] != '.')) clean[length++] = passes ? *at : '.';
        }
        if (dql_number_read(clean, length) == number) break;
    }
    return set_text(reading, DQL_PLAN_NUMBER, clean, length);
}

static bool read_boolean(const value_reading *reading, bool boolean) {
    if (reading->type != DESKQL_TYPE_BOOLEAN && reading->type != DESKQL_TYPE_ANY) return report_wrong(reading);
    reading->value->kind = DQL_PLAN_BOOLEAN;
    reading->value->boolean = boolean;
    return true;
}

static bool read_instant(const value_reading *reading, int64_t milliseconds, bool fraction, bool day) {
    if (reading->type != DESKQL_TYPE_DATETIME && reading->type != DESKQL_TYPE_ANY) return report_wrong(reading);
    if (!dql_time_in_years(milliseconds)) return report_other(reading, DQL_BAD_DATE, "is outside the years 1 to 9999");
    reading->value->kind = DQL_PLAN_TIME;
    reading->value->integer = milliseconds;
    reading->value->fraction = fraction;
    reading->value->expands = day;
    return true;
}

static bool read_date(const value_reading *reading, int32_t days) {
    return read_instant(reading, days * DQL_DAY_MILLISECONDS - reading->lowering->utc_offset * INT64_C(60000), false,
                        true);
}

static bool read_time(value_reading *reading, const dql_time *time) {
    dql_lowering *lowering = reading->lowering;
    int64_t start = 0;
    int64_t end = 0;
    if (time->base >= DQL_TIME_NOW && lowering->now == DESKQL_NO_CLOCK) {
        lowering->clockless = true;
        return false;
    }
    if (dql_time_resolve(time, lowering->now, lowering->utc_offset, &start, &end) != DQL_TIME_OK) {
        return report_other(reading, DQL_BAD_DATE, "is outside the years 1 to 9999");
    }
    if (time->nanoseconds) warn_imprecise(reading, "is more precise than a millisecond");
    return read_instant(reading, start, time->has_fraction, dql_time_is_day(time));
}

static bool read_string(value_reading *reading, const char *bytes, size_t length) {
    dql_time time;
    if (dql_utf8_valid_up_to(bytes, length) != length)
        return report_other(reading, DQL_BAD_BINDING, "is not valid UTF-8");
    switch (reading->type) {
    case DESKQL_TYPE_STRING:
    case DESKQL_TYPE_ENUM:
    case DESKQL_TYPE_REFERENCE:
    case DESKQL_TYPE_ANY:
        return set_text(reading, DQL_PLAN_STRING, bytes, length);
    case DESKQL_TYPE_DATETIME:
        if (dql_time_read_fixed(bytes, length, &time) == DQL_TIME_OK) return read_time(reading, &time);
        break;
    case DESKQL_TYPE_INTEGER:
    case DESKQL_TYPE_NUMBER:
    case DESKQL_TYPE_BOOLEAN:
        break;
    }
    return report_wrong(reading);
}

typedef enum number_form { NO_NUMBER, INTEGER_FORM, NUMBER_FORM } number_form;

static size_t skip_digits(const char *text, size_t length, size_t at) {
    while (at < length && text[at] >= '0' && text[at] <= '9') at++;
    return at;
}

/* JSON's grammar. */
static number_form form_of_number(const char *text, size_t length) {
    size_t start = length && text[0] == '-';
    size_t at = skip_digits(text, length, start);
    if (at == start || (text[start] == '0' && at > start + 1)) return NO_NUMBER;
    if (at == length) return INTEGER_FORM;
    if (text[at] == '.') {
        size_t fraction = skip_digits(text, length, at + 1);
        if (fraction == at + 1) return NO_NUMBER;
        at = fraction;
    }
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < length && (text[at] == '+' || text[at] == '-');
        size_t exponent = skip_digits(text, length, at);
        if (exponent == at) return NO_NUMBER;
        at = exponent;
    }
    return at == length ? NUMBER_FORM : NO_NUMBER;
}

static bool read_number_text(value_reading *reading, const char *text, size_t length) {
    int64_t integer;
    switch (form_of_number(text, length)) {
    case INTEGER_FORM:
        if (dql_integer_read(text, length, &integer)) return read_integer(reading, integer);
        return report_other(reading, DQL_OUT_OF_RANGE, "is beyond 64 bits");
    case NUMBER_FORM: {
        double number = dql_number_read(text, length);
        if (number < -DBL_MAX || number > DBL_MAX)
            return report_other(reading, DQL_OUT_OF_RANGE, "is beyond all numbers");
        if (reading->type != DESKQL_TYPE_NUMBER && reading->type != DESKQL_TYPE_ANY) return report_wrong(reading);
        return set_text(reading, DQL_PLAN_NUMBER, text, length);
    }
    case NO_NUMBER:
        break;
    }
    return report_wrong(reading);
}

static bool is_text(const char *text, size_t length, const char *word) {
    return length == strlen(word) && memcmp(text, word, length) == 0;
}

static bool read_time_text(value_reading *reading, const char *text, size_t length) {
    dql_time time;
    dql_time_error error = dql_time_read_fixed(text, length, &time);
    if (error == DQL_TIME_FORM) error = dql_time_read_relative(text, length, reading->lowering->arena, &time);
    if (error == DQL_TIME_CALENDAR) return report_other(reading, DQL_BAD_BINDING, "is a day that does not exist");
    if (error == DQL_TIME_CLOCK) return report_other(reading, DQL_BAD_BINDING, "is a time of day that does not exist");
    if (error == DQL_TIME_YEARS) return report_other(reading, DQL_BAD_DATE, "is outside the years 1 to 9999");
    return error == DQL_TIME_OK ? read_time(reading, &time) : report_wrong(reading);
}

/* As a literal would be read where the type says nothing. */
static bool read_any_text(value_reading *reading, const char *text, size_t length) {
    dql_time time;
    if (form_of_number(text, length) != NO_NUMBER) return read_number_text(reading, text, length);
    if (is_text(text, length, "true") || is_text(text, length, "false")) return read_boolean(reading, text[0] == 't');
    if (dql_time_read_fixed(text, length, &time) == DQL_TIME_OK) return read_time(reading, &time);
    return read_string(reading, text, length);
}

static bool read_text(value_reading *reading, const char *text, size_t length) {
    if (is_text(text, length, "null")) return read_null(reading);
    switch (reading->type) {
    case DESKQL_TYPE_INTEGER:
    case DESKQL_TYPE_NUMBER:
        return read_number_text(reading, text, length);
    case DESKQL_TYPE_BOOLEAN:
        if (!is_text(text, length, "true") && !is_text(text, length, "false")) return report_wrong(reading);
        return read_boolean(reading, text[0] == 't');
    case DESKQL_TYPE_DATETIME:
        return read_time_text(reading, text, length);
    case DESKQL_TYPE_REFERENCE:
        if (form_of_number(text, length) == INTEGER_FORM) return read_number_text(reading, text, length);
        return read_string(reading, text, length);
    case DESKQL_TYPE_ANY:
        return read_any_text(reading, text, length);
    case DESKQL_TYPE_STRING:
    case DESKQL_TYPE_ENUM:
        break;
    }
    return read_string(reading, text, length);
}

static bool read_value(value_reading *reading, const deskql_value *value) {
    *reading->value = (dql_plan_value){.bound = true};
    switch (value->type) {
    case DESKQL_VALUE_NULL:
        return read_null(reading);
    case DESKQL_VALUE_INTEGER:
        return read_integer(reading, value->as.integer);
    case DESKQL_VALUE_NUMBER:
        return read_number(reading, value->as.number);
    case DESKQL_VALUE_STRING:
        return read_string(reading, value->as.string.bytes, value->as.string.length);
    case DESKQL_VALUE_BOOLEAN:
        return read_boolean(reading, value->as.boolean);
    case DESKQL_VALUE_TIME:
        return read_instant(reading, value->as.time, value->as.time % 1000 != 0, false);
    case DESKQL_VALUE_DATE:
        return read_date(reading, value->as.date);
    case DESKQL_VALUE_TEXT:
        return read_text(reading, value->as.string.bytes, value->as.string.length);
    case DESKQL_VALUE_LIST:
        break;
    }
    return report_other(reading, DQL_BAD_BINDING, "is a list, and one value stands there");
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static bool report_item(const value_reading *reading, const char *what) {
    const dql_parameter *parameter = reading->parameter;
    deskql_finding *finding = dql_report(reading->lowering->findings, DQL_BAD_BINDING, parameter->range,
                                         "the value of `:%s` has %s", parameter->name, what);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(reading->lowering->findings, finding,
                     "a list is given as `a,b,c`; an item with a comma, or with a bracket or a quote first, goes in "
                     "quotes: `\"a,b\",'[c]'`");
    return false;
}

static bool is_quote(char byte) {
    return byte == '"' || byte == '\'';
}

/* Where the item that begins at `at` ends: at a comma that is neither in quotes nor behind a backslash, or with the text. */
static size_t skip_item(const char *text, size_t length, size_t at) {
    char quote = at < length && is_quote(text[at]) ? text[at++] : '\0';
    for (; at < length && (quote || text[at] != ','); at++) {
        bool escapes = text[at] == '\\' && at + 1 < length && (quote || text[at + 1] == ',');
        if (escapes) {
            at++;
        } else if (text[at] == quote) {
            quote = '\0';
        }
    }
    return at;
}

/* A quoted item as JSON has it: the language's strings may also stand in single quotes, and have `\'`. NULL where the first quote
   does not end the item, or without memory. */
static char *quoted_as_json(dql_arena *arena, const char *text, size_t length, size_t *json_length) {
    char *json = dql_arena_take(arena, 2 * length + 1);
    size_t at = 1;
    size_t put = 0;
    if (!json) return NULL;
    json[put++] = '"';
    while (at < length && text[at] != text[0]) {
        if (text[at] == '\\' && at + 1 < length) {
            if (text[at + 1] != '\'') json[put++] = '\\';
            at++;
        } else if (text[at] == '"') {
            json[put++] = '\\';
        }
        json[put++] = text[at++];
    }
    json[put++] = '"';
    json[put] = '\0';
    *json_length = put;
    return at + 1 == length ? json : NULL;
}

/* Nothing is said of the mistakes in it but that there is one. */
static bool read_quoted(value_reading *reading, const char *text, size_t length) {
    dql_arena *arena = reading->lowering->arena;
    size_t json_length = 0;
    char *copy = quoted_as_json(arena, text, length, &json_length);
    if (arena->failed || json_length > UINT32_MAX) return false;
    deskql_findings mistakes;
    dql_findings_init(&mistakes, arena, 0);
    const deskql_json_value *json =
        copy ? dql_json_read(arena, &mistakes, DQL_BAD_JSON, copy, (uint32_t)json_length) : NULL;
    if (!json || mistakes.reported_errors || deskql_json_value_type(json) != DESKQL_JSON_STRING)
        return report_item(reading, "an item with broken quotes");
    size_t decoded;
    const char *bytes = deskql_json_value_text(json, &decoded);
    return read_string(reading, bytes, decoded);
}

/* A comma behind a backslash belongs to the item. */
static bool read_unquoted(value_reading *reading, const char *text, size_t length) {
    if (!memchr(text, '\\', length)) return read_text(reading, text, length);
    char *plain = dql_arena_take(reading->lowering->arena, length);
    size_t put = 0;
    if (!plain) return false;
    for (size_t at = 0; at < length; at++) {
        if (text[at] == '\\' && at + 1 < length && text[at + 1] == ',') at++;
        plain[put++] = text[at];
    }
    return read_text(reading, plain, put);
}

static bool read_item(value_reading *reading, const char *text, size_t length) {
    *reading->value = (dql_plan_value){.bound = true};
    if (length == 0) return report_item(reading, "an empty item");
    if (text[0] == '[') return report_item(reading, "an item that begins with `[`");
    if (text[0] == '(') return report_item(reading, "an item that begins with `(`");
    return is_quote(text[0]) ? read_quoted(reading, text, length) : read_unquoted(reading, text, length);
}

/* `1, 2` or `a,"b, c",'d, e',f\, g`. */
static bool read_list_text(value_reading *reading, const char *text, size_t length, dql_bound *bound) {
    for (size_t at = 0; at <= length; at++) {
        while (at < length && is_blank(text[at])) at++;
        size_t start = at;
        at = skip_item(text, length, start);
        size_t end = at;
        while (end > start && is_blank(text[end - 1])) end--;
        reading->value = &bound->values[bound->count];
        if (!read_item(reading, text + start, end - start)) return false;
        bound->count++;
    }
    return true;
}

static bool read_list(value_reading *reading, const deskql_value *list, dql_bound *bound) {
    if (list->as.list.count == 0) return report_other(reading, DQL_BAD_BINDING, "is an empty list");
    for (size_t i = 0; i < list->as.list.count; i++) {
        reading->value = &bound->values[bound->count];
        if (!read_value(reading, &list->as.list.items[i])) return false;
        bound->count++;
    }
    return true;
}

static size_t count_items(const deskql_value *value) {
    if (value->type == DESKQL_VALUE_LIST) return value->as.list.count;
    size_t count = 1;
    for (size_t i = 0; i < value->as.string.length; i++) count += value->as.string.bytes[i] == ',';
    return count;
}

/* What a parameter of the request cannot say, which its field is. */
static void check_parameter(const value_reading *reading, const dql_bound *bound) {
    const dql_field *field = reading->parameter->field;
    if (!bound->count) report_other(reading, DQL_BAD_BINDING, "is empty, which asks for nothing");
    for (uint32_t i = 0; i < bound->count; i++) {
        const dql_plan_value *value = &bound->values[i];
        if (value->kind != DQL_PLAN_STRING) continue;
        const char *problem = dql_parameter_problem(field, value->text, value->length);
        bool is_name = field->value_count && dql_field_value(field, value->text, value->length);
        if (problem && !is_name) report_other(reading, DQL_BAD_BINDING, problem);
    }
}

void dql_bind_parameter(dql_lowering *lowering, const dql_parameter *parameter, const deskql_value *value,
                        dql_bound *bound) {
    uint32_t errors = lowering->findings->reported_errors;
    value_reading reading = {lowering, parameter,
                             parameter->clause ? DESKQL_TYPE_INTEGER : (deskql_type)parameter->type, NULL, false};
    bool many = value->type == DESKQL_VALUE_LIST || value->type == DESKQL_VALUE_TEXT;
    if (parameter->list && !many) {
        report_other(&reading, DQL_BAD_BINDING, "must be a list");
        return;
    }
    size_t most = parameter->list ? count_items(value) : 1;
    bound->values = most <= UINT32_MAX ? dql_arena_take(lowering->arena, (most + 1) * sizeof *bound->values) : NULL;
    if (!bound->values) return;
    if (!parameter->list) {
        reading.value = bound->values;
        bound->count = read_value(&reading, value);
    } else if (value->type == DESKQL_VALUE_LIST) {
        read_list(&reading, value, bound);
    } else {
        read_list_text(&reading, value->as.string.bytes, value->as.string.length, bound);
    }
    bool named = parameter->field && parameter->field->parameters;
    if (named && lowering->findings->reported_errors == errors) check_parameter(&reading, bound);
}
