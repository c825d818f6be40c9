/*
 * One source for both outputs: `encoded` is a constant to all that is inlined here, which the compiler makes twice, so that punctuation
 * costs as much as a literal.
 */
#include "emit/filter.h"

#include "base/number.h"
#include "base/percent.h"
#include "emit/put.h"
#include "json/writer.h"

#define QUOTE (encoded ? "%22" : "\"")
#define COLON (encoded ? "%3A" : ":")
#define COMMA (encoded ? "%2C" : ",")
#define LIST (encoded ? "%5B" : "[")
#define END_OF_LIST (encoded ? "%5D" : "]")
#define OBJECT (encoded ? "%7B" : "{")
#define NEXT_COMPARISON (encoded ? "%7D%2C" : "},")
#define END_OF_OBJECT (encoded ? "%7D%7D" : "}}")
#define ALL_OF (encoded ? "%7B%22%24and%22%3A%5B" : "{\"$and\":[")
#define ANY_OF (encoded ? "%7B%22%24or%22%3A%5B" : "{\"$or\":[")
#define END_OF_GROUP (encoded ? "%5D%7D" : "]}")

static inline char *put_byte(char *at, char byte, bool encoded) {
    if (!encoded) {
        *at = byte;
        return at + 1;
    }
    const dql_percent_entry *entry = &dql_percent_table[(unsigned char)byte];
    memcpy(at, entry, sizeof *entry);
    return at + entry->length;
}

static DQL_NEVER_INLINE char *put_escaped(char *at, char byte, bool encoded) {
    char text[6];
    size_t length = dql_json_escape((unsigned char)byte, text);
    for (size_t i = 0; i < length; i++) at = put_byte(at, text[i], encoded);
    return at;
}

/* Of a string or a number: the plus of an exponent is no unreserved character. */
static DQL_ALWAYS_INLINE char *put_text(dql_writer *writer, char *at, const dql_plan_value *value, bool encoded) {
    const char *end = value->text + value->length;
    for (const char *from = value->text; from < end; from++) {
        at = dql_reserve(writer, at);
        bool escaped = dql_json_escapes[(unsigned char)*from];
        at = escaped ? put_escaped(at, *from, encoded) : put_byte(at, *from, encoded);
    }
    return at;
}

static DQL_ALWAYS_INLINE char *put_string(dql_writer *writer, char *at, const dql_plan_value *value, bool encoded) {
    at = dql_put(at, QUOTE);
    at = value->bare ? dql_put_bytes(writer, at, value->text, value->length) : put_text(writer, at, value, encoded);
    return dql_put(at, QUOTE);
}

/* Two colons are all that is encoded in a time. */
static DQL_ALWAYS_INLINE char *put_time(char *at, const dql_plan_value *value, bool encoded) {
    char time[32];
    size_t length = dql_time_format(value->integer, value->fraction, time);
    at = dql_put(at, QUOTE);
    memcpy(at, time, 16);
    at = dql_put(at + sizeof "2026-01-31T10" - 1, COLON);
    memcpy(at, time + 14, 2);
    at = dql_put(at + 2, COLON);
    memcpy(at, time + 17, 8);
    return dql_put(at + length - 17, QUOTE);
}

static DQL_ALWAYS_INLINE char *put_other_value(dql_writer *writer, char *at, const dql_plan_value *value,
                                               bool encoded) {
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        return dql_put(at, "null");
    case DQL_PLAN_BOOLEAN:
        return value->boolean ? dql_put(at, "true") : dql_put(at, "false");
    case DQL_PLAN_INTEGER:
    case DQL_PLAN_NUMBER:
        return value->text ? put_text(writer, at, value, encoded) : dql_integer_put(at, value->integer);
    case DQL_PLAN_STRING:
        return put_string(writer, at, value, encoded);
    case DQL_PLAN_TIME:
        return put_time(at, value, encoded);
    }
    return at;
}

static DQL_NEVER_INLINE char *put_plain_value(dql_writer *writer, char *at, const dql_plan_value *value) {
    return put_other_value(writer, at, value, false);
}

static DQL_NEVER_INLINE char *put_encoded_value(dql_writer *writer, char *at, const dql_plan_value *value) {
    return put_other_value(writer, at, value, true);
}

/* Digits of the text, as most values are, are put on the spot. */
static DQL_ALWAYS_INLINE char *put_value(dql_writer *writer, char *at, const dql_plan_value *value, bool encoded) {
    if (value->kind == DQL_PLAN_INTEGER && value->text && value->length <= 8)
        return dql_put_few(at, value->text, value->length);
    return encoded ? put_encoded_value(writer, at, value) : put_plain_value(writer, at, value);
}

static DQL_ALWAYS_INLINE char *put_list(dql_writer *writer, char *at, const dql_plan_node *node, bool encoded) {
    const dql_plan_value *value = node->values;
    const dql_plan_value *end = value + node->count;
    at = dql_put(at, LIST);
    /* One that comes from a parameter may be empty. */
    if (value == end) return dql_put(at, END_OF_LIST);
    for (;;) {
        at = put_value(writer, dql_reserve(writer, at), value, encoded);
        if (++value == end) return dql_put(at, END_OF_LIST);
        at = dql_put(at, COMMA);
    }
}

/* `"status":{"$in":[1,2]`; whoever calls closes the object, with what comes behind it. */
static DQL_ALWAYS_INLINE char *put_comparison(dql_writer *writer, char *at, const dql_plan_node *node, bool encoded) {
    const dql_field *field = node->field;
    at = dql_reserve(writer, at);
    at = dql_put_bytes(writer, at, encoded ? field->encoded_key : field->key,
                       encoded ? field->encoded_key_length : field->key_length);
    const dql_operator_opening *opening =
        (encoded ? dql_operator_encoded_openings : dql_operator_openings) + node->operator_;
    memcpy(at, opening, sizeof *opening);
    at += opening->length;
    return opening->list ? put_list(writer, at, node, encoded) : put_value(writer, at, node->values, encoded);
}

static DQL_ALWAYS_INLINE char *put_group(dql_writer *writer, char *at, const dql_plan_node *group, bool encoded) {
    const dql_plan_node *member = group->first;
    at = group->kind == DQL_PLAN_AND ? dql_put(at, ALL_OF) : dql_put(at, ANY_OF);
    for (;;) {
        at = dql_put_filter(writer, dql_reserve(writer, at), member, encoded);
        member = member->next;
        if (!member) return dql_reserve(writer, dql_put(at, END_OF_GROUP));
        at = dql_put(at, COMMA);
    }
}

static DQL_ALWAYS_INLINE char *put_node(dql_writer *writer, char *at, const dql_plan_node *node, bool encoded) {
    const dql_plan_node *end = NULL;
    if (node->kind == DQL_PLAN_COMPARISON) {
        end = node->next;
    } else if (node->distinct_fields) {
        node = node->first;
    } else {
        return put_group(writer, at, node, encoded);
    }
    /* A comparison, or those of a group of different fields, in one object. */
    at = dql_put(at, OBJECT);
    for (;;) {
        at = put_comparison(writer, at, node, encoded);
        node = node->next;
        if (node == end) break;
        at = dql_put(at, NEXT_COMPARISON);
    }
    return dql_put(at, END_OF_OBJECT);
}

static char *put_plain_node(dql_writer *writer, char *at, const dql_plan_node *node) {
    return put_node(writer, at, node, false);
}

static char *put_encoded_node(dql_writer *writer, char *at, const dql_plan_node *node) {
    return put_node(writer, at, node, true);
}

char *dql_put_filter(dql_writer *writer, char *at, const dql_plan_node *filter, bool encoded) {
    return encoded ? put_encoded_node(writer, at, filter) : put_plain_node(writer, at, filter);
}

void dql_emit_value(const dql_plan_value *value, dql_writer *writer) {
    char *at = dql_reserve(writer, writer->at);
    writer->at = put_value(writer, at, value, false);
}

void dql_emit_filter(const deskql_plan *plan, dql_writer *writer) {
    char *at = dql_reserve(writer, writer->at);
    writer->at = plan->filter ? put_plain_node(writer, at, plan->filter) : dql_put(at, "{}");
}
