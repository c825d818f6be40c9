#include "emit/dump.h"

#include "emit/emit.h"
#include "emit/filter.h"
#include "json/writer.h"

/* Every line but the first begins with the end of the one before, so that the text has none at its end. */
static void begin_line(dql_writer *writer, uint32_t level) {
    dql_write_byte(writer, '\n');
    for (uint32_t i = 0; i < level; i++) dql_write(writer, "  ", 2);
}

static void write_comparison(const dql_plan_node *node, dql_writer *writer) {
    dql_write(writer, node->field->name, node->field->length);
    dql_write_byte(writer, ' ');
    dql_write_text(writer, dql_operators[node->operator_].api);
    bool list = dql_operator_takes_list(node->operator_);
    dql_write_text(writer, list ? " (" : " ");
    for (uint32_t i = 0; i < node->count; i++) {
        if (i) dql_write(writer, ", ", 2);
        dql_emit_value(&node->values[i], writer);
    }
    if (list) dql_write_byte(writer, ')');
}

static void write_node(const dql_plan_node *node, uint32_t level, dql_writer *writer) {
    begin_line(writer, level);
    if (node->kind == DQL_PLAN_COMPARISON) {
        write_comparison(node, writer);
        return;
    }
    dql_write_text(writer, node->kind == DQL_PLAN_OR ? "any of, in $or"
                           : node->distinct_fields   ? "all of, in one object"
                                                     : "all of, in $and");
    for (const dql_plan_node *member = node->first; member; member = member->next)
        write_node(member, level + 1, writer);
}

static void write_names(const char *word, const dql_name_item *item, dql_writer *writer) {
    if (!item) return;
    begin_line(writer, 0);
    dql_write_text(writer, word);
    for (; item; item = item->next) {
        dql_write_byte(writer, ' ');
        dql_write(writer, item->name.text, item->name.length);
        if (item->next) dql_write_byte(writer, ',');
    }
}

static void write_number(const char *word, int64_t number, dql_writer *writer) {
    if (!number) return;
    begin_line(writer, 0);
    dql_write_text(writer, word);
    dql_write_byte(writer, ' ');
    dql_json_write_integer(writer, number);
}

void dql_emit_outline(const deskql_plan *plan, dql_writer *writer) {
    dql_write_text(writer, "GET ");
    dql_emit_path(plan, writer);
    if (plan->filter) {
        begin_line(writer, 0);
        dql_write_text(writer, plan->endpoint->named ? "parameters" : "filter");
        if (plan->endpoint->named) {
            for (const dql_plan_node *node = dql_plan_conditions(plan); node; node = node->next)
                write_node(node, 1, writer);
        } else {
            write_node(plan->filter, 1, writer);
        }
    }
    if (plan->order) {
        begin_line(writer, 0);
        dql_write_text(writer, "order by ");
        dql_write(writer, plan->order->text, plan->order->length);
        dql_write_text(writer, plan->descending ? " descending" : " ascending");
    }
    write_number("page", plan->page, writer);
    write_number("page size", plan->page_size, writer);
    write_names("include", plan->query->includes, writer);
    write_names("fields", plan->query->fields, writer);
    for (uint32_t i = 0; plan->ids && i < plan->ids->count; i++) {
        if (i == 0) begin_line(writer, 0);
        dql_write_text(writer, i ? ", " : "ids ");
        dql_emit_value(&plan->ids->values[i], writer);
    }
}
