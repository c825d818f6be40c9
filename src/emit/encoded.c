#include "emit/encoded.h"

#include "base/inline.h"
#include "base/number.h"
#include "base/percent.h"
#include "json/writer.h"

/* No byte of a text becomes more of the query string: a quote in single quotes is `%5C%22`; an escaped control character was six bytes, and
   is eight. */
#define GROWTH 6u
/* The names and the numbers of the clauses, and what a store of a fixed size writes behind a text's end. */
#define BOUND_OF_CLAUSES 160u

/* Puts a literal, and moves on. */
#define PUT(at, literal) (memcpy(at, literal, sizeof(literal) - 1), (at) + sizeof(literal) - 1)

/* One to eight bytes: the first and the last ones, which overlap unless their number is a power of two. */
static inline char *put_few(char *at, const char *bytes, size_t length) {
    if (length >= 4) {
        memcpy(at, bytes, 4);
        memcpy(at + length - 4, bytes + length - 4, 4);
    } else {
        at[0] = bytes[0];
        at[length / 2] = bytes[length / 2];
        at[length - 1] = bytes[length - 1];
    }
    return at + length;
}

/* For keys and names, of which most are shorter than what a call of memcpy pays for. */
static inline char *put_short(char *at, const char *bytes, size_t length) {
    if (length > 32) {
        memcpy(at, bytes, length);
    } else if (length >= 16) {
        memcpy(at, bytes, 16);
        memcpy(at + length - 16, bytes + length - 16, 16);
    } else if (length >= 8) {
        memcpy(at, bytes, 8);
        memcpy(at + length - 8, bytes + length - 8, 8);
    } else if (length) {
        put_few(at, bytes, length);
    }
    return at + length;
}

/* For digits, of which there are mostly few. */
static inline char *put_digits(char *at, const char *bytes, size_t length) {
    return length <= 8 ? put_few(at, bytes, length) : put_short(at, bytes, length);
}

static inline char *put_byte(char *at, char byte) {
    const dql_percent_entry *entry = &dql_percent_table[(unsigned char)byte];
    memcpy(at, entry, sizeof *entry);
    return at + entry->length;
}

/* A byte that JSON escapes; the two digits of a control character need no encoding. */
static DQL_NEVER_INLINE char *put_escaped(char *at, char byte) {
    char escaped[8];
    dql_writer writer;
    dql_writer_to_buffer(&writer, escaped, sizeof escaped);
    dql_json_write_escaped(&writer, &byte, 1);
    size_t length = dql_writer_length(&writer);
    for (size_t i = 0; i < length; i++) at = put_byte(at, escaped[i]);
    return at;
}

static inline char *put_string(char *at, const char *bytes, size_t length, bool bare) {
    at = PUT(at, "%22");
    if (bare) return PUT(put_short(at, bytes, length), "%22");
    for (const char *end = bytes + length; bytes < end; bytes++) {
        unsigned char value = (unsigned char)*bytes;
        /* Most bytes are beyond the quote, so one comparison lets them pass both it and the control characters. */
        bool escaped = value <= '"' ? value < ' ' || value == '"' : value == '\\';
        at = escaped ? put_escaped(at, *bytes) : put_byte(at, *bytes);
    }
    return PUT(at, "%22");
}

/* Two colons are all that is encoded in a time. */
static inline char *put_time(char *at, const dql_plan_value *value) {
    char time[32];
    size_t length = dql_time_format(value->integer, value->fraction, time);
    at = PUT(at, "%22");
    memcpy(at, time, 16);
    at += sizeof "2026-01-31T10" - 1;
    at = PUT(at, "%3A");
    memcpy(at, time + 14, 2);
    at = PUT(at + 2, "%3A");
    memcpy(at, time + 17, 8);
    return PUT(at + length - 17, "%22");
}

static DQL_NEVER_INLINE char *put_other_value(char *at, const dql_plan_value *value) {
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        return PUT(at, "null");
    case DQL_PLAN_BOOLEAN:
        return value->boolean ? PUT(at, "true") : PUT(at, "false");
    case DQL_PLAN_INTEGER:
        return dql_integer_put(at, value->integer);
    case DQL_PLAN_NUMBER:
        /* The plus of an exponent is no unreserved character. */
        for (uint32_t i = 0; i < value->length; i++) at = put_byte(at, value->text[i]);
        return at;
    case DQL_PLAN_STRING:
        return put_string(at, value->text, value->length, value->bare);
    case DQL_PLAN_TIME:
        return put_time(at, value);
    }
    return at;
}

static inline char *put_value(char *at, const dql_plan_value *value) {
    bool digits = value->kind == DQL_PLAN_INTEGER && value->text;
    return digits ? put_digits(at, value->text, value->length) : put_other_value(at, value);
}

/* `"status":{"$in":[1,2]`; whoever calls closes the object, with what comes behind it. */
static inline char *put_comparison(char *at, const dql_plan_node *node) {
    at = put_short(at, node->field->encoded_key, node->field->encoded_key_length);
    const dql_operator_info *operator_ = &dql_operators[node->operator_];
    memcpy(at, operator_->encoded, sizeof operator_->encoded);
    at += operator_->encoded_length;
    if (!dql_operator_takes_list(node->operator_)) return put_value(at, node->values);
    at = PUT(at, "%5B");
    for (uint32_t i = 0; i < node->count; i++) {
        at = put_value(at, &node->values[i]);
        at = PUT(at, "%2C");
    }
    /* In place of the last comma; what comes from a parameter may be empty, but that is not written here. */
    return PUT(at - 3, "%5D");
}

static char *put_node(char *at, const dql_plan_node *node);

static char *put_group(char *at, const dql_plan_node *group) {
    at = group->kind == DQL_PLAN_AND ? PUT(at, "%7B%22%24and%22%3A%5B") : PUT(at, "%7B%22%24or%22%3A%5B");
    for (const dql_plan_node *member = group->first; member; member = member->next) {
        at = put_node(at, member);
        at = PUT(at, "%2C");
    }
    return PUT(at - 3, "%5D%7D");
}

static char *put_node(char *at, const dql_plan_node *node) {
    const dql_plan_node *end = NULL;
    if (node->kind == DQL_PLAN_COMPARISON) {
        end = node->next;
    } else if (node->distinct_fields) {
        node = node->first;
    } else {
        return put_group(at, node);
    }
    /* A comparison, or those of a group of different fields, in one object. */
    at = PUT(at, "%7B");
    for (;;) {
        at = put_comparison(at, node);
        node = node->next;
        if (node == end) break;
        at = PUT(at, "%7D%2C");
    }
    return PUT(at, "%7D%7D");
}

size_t dql_query_bound(const deskql_plan *plan) {
    const struct deskql_query *query = plan->query;
    if (query->parameter_count || query->includes || query->fields) return SIZE_MAX;
    uint64_t size = plan->filter_bound + (query->range.end - query->range.start) * (uint64_t)GROWTH + BOUND_OF_CLAUSES;
    return size < SIZE_MAX ? (size_t)size : SIZE_MAX;
}

char *dql_put_query(const deskql_plan *plan, char *at) {
    /* Each parameter with the ampersand that follows it, but for the last. */
    const char *start = at;
    if (plan->filter) {
        at = put_node(PUT(at, "filter="), plan->filter);
        at = PUT(at, "&");
    }
    if (plan->order) {
        at = PUT(at, "orderBy=");
        if (plan->order->quoted) {
            for (uint32_t i = 0; i < plan->order->length; i++) at = put_byte(at, plan->order->text[i]);
        } else {
            /* A word has unreserved characters alone. */
            at = put_short(at, plan->order->text, plan->order->length);
        }
        at = plan->descending ? PUT(at, "&orderMode=desc&") : PUT(at, "&orderMode=asc&");
    }
    if (plan->page) at = PUT(dql_integer_put(PUT(at, "page="), plan->page), "&");
    if (plan->page_size) at = PUT(dql_integer_put(PUT(at, "pageSize="), plan->page_size), "&");
    return at == start ? at : at - 1;
}
