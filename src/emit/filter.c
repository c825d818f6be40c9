#include "emit/filter.h"

#include "json/writer.h"

static void write_time(dql_writer *writer, const dql_plan_value *value) {
    char time[32];
    dql_json_write_string(writer, time, dql_time_format(value->integer, value->fraction, time));
}

void dql_emit_value(const dql_plan_value *value, dql_writer *writer) {
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        dql_write_text(writer, "null");
        return;
    case DQL_PLAN_BOOLEAN:
        dql_write_text(writer, value->boolean ? "true" : "false");
        return;
    case DQL_PLAN_INTEGER:
        if (value->text) {
            dql_write(writer, value->text, value->length);
        } else {
            dql_json_write_integer(writer, value->integer);
        }
        return;
    case DQL_PLAN_NUMBER:
        dql_write(writer, value->text, value->length);
        return;
    case DQL_PLAN_STRING:
        dql_json_write_string(writer, value->text, value->length);
        return;
    case DQL_PLAN_TIME:
        write_time(writer, value);
        return;
    }
}

/* `"status":{"$in":[1,2]}` */
static void write_comparison(dql_writer *writer, const dql_plan_node *node) {
    dql_write(writer, node->field->key, node->field->key_length);
    dql_write_text(writer, "{\"");
    dql_write_text(writer, dql_operators[node->operator_].api);
    dql_write_text(writer, "\":");
    if (dql_operator_takes_list(node->operator_)) {
        dql_write_byte(writer, '[');
        for (uint32_t i = 0; i < node->count; i++) {
            if (i) dql_write_byte(writer, ',');
            dql_emit_value(&node->values[i], writer);
        }
        dql_write_byte(writer, ']');
    } else {
        dql_emit_value(node->values, writer);
    }
    dql_write_byte(writer, '}');
}

static void write_node(dql_writer *writer, const dql_plan_node *node) {
    if (node->kind == DQL_PLAN_COMPARISON) {
        dql_write_byte(writer, '{');
        write_comparison(writer, node);
        dql_write_byte(writer, '}');
        return;
    }
    /* Of comparisons on different fields one object, else a list of objects. */
    bool object = node->distinct_fields;
    dql_write_text(writer, object ? "{" : node->kind == DQL_PLAN_AND ? "{\"$and\":[" : "{\"$or\":[");
    for (const dql_plan_node *member = node->first; member; member = member->next) {
        if (member != node->first) dql_write_byte(writer, ',');
        if (object) {
            write_comparison(writer, member);
        } else {
            write_node(writer, member);
        }
    }
    dql_write_text(writer, object ? "}" : "]}");
}

void dql_emit_filter(const deskql_plan *plan, dql_writer *writer) {
    if (plan->filter) {
        write_node(writer, plan->filter);
    } else {
        dql_write_text(writer, "{}");
    }
}
