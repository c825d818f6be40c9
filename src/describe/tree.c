/*
 * A query as the parser understood it: a node a line, indented, with the bytes that it stands at.
 *
 *     and 0-24
 *       = 0-11 field status (reference)
 *         word `open` 7-11
 *     order by users.name descending 34-44
 */
#include "describe/describe.h"

#include "base/invisible.h"
#include "schema/schema.h"

#include <string.h>

static void begin_line(dql_writer *writer, uint32_t depth) {
    for (uint32_t i = 0; i < depth; i++) dql_write_text(writer, "  ");
}

static void end_line(dql_writer *writer, dql_range range) {
    dql_write_format(writer, " %u-%u\n", range.start, range.end);
}

void dql_describe_quoted(dql_writer *writer, const char *text, size_t length) {
    dql_write_byte(writer, '`');
    size_t size;
    for (size_t i = 0; i < length; i += size) {
        uint32_t character;
        bool invisible = dql_is_invisible(text, length, i, &size, &character);
        if (invisible || (unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
            dql_write_unicode_escape(writer, character);
        } else {
            dql_write(writer, text + i, size);
        }
    }
    dql_write_byte(writer, '`');
}

static void write_name(dql_writer *writer, const dql_name *name) {
    if (name->missing || !name->text) {
        dql_write_text(writer, "missing");
    } else {
        dql_describe_quoted(writer, name->text, name->length);
    }
}

static void write_literal(dql_writer *writer, const dql_literal *literal, uint32_t depth) {
    static const char *const kinds[] = {"missing", "word",  "string", "integer", "number",
                                        "true",    "false", "null",   "time",    "parameter"};
    begin_line(writer, depth);
    dql_write_text(writer, kinds[literal->kind]);
    bool keyword = literal->kind >= DQL_LITERAL_TRUE && literal->kind <= DQL_LITERAL_NULL;
    if (literal->kind != DQL_LITERAL_MISSING && !keyword) {
        dql_write_byte(writer, ' ');
        dql_describe_quoted(writer, literal->text, literal->length);
    }
    if (literal->resolution == DQL_ID) dql_write_format(writer, " id %lld", (long long)literal->integer);
    if (literal->resolution == DQL_ALIAS) {
        dql_write_text(writer, " ids ");
        dql_write_alias(writer, literal->alias);
    }
    end_line(writer, literal->range);
}

static void write_comparison(dql_writer *writer, const dql_node *node, uint32_t depth) {
    dql_write_text(writer, dql_operators[node->operator_].spelling);
    dql_write_byte(writer, ' ');
    write_name(writer, &node->field);
    if (node->schema_field) dql_write_format(writer, " %s", deskql_type_text((deskql_type)node->schema_field->type));
    end_line(writer, node->range);
    for (const dql_literal *value = node->values; value; value = value->next) write_literal(writer, value, depth + 1);
}

static void write_node(dql_writer *writer, const dql_node *node, uint32_t depth) {
    static const char *const groups[] = {[DQL_NODE_AND] = "and", [DQL_NODE_OR] = "or", [DQL_NODE_NOT] = "not"};
    begin_line(writer, depth);
    if (node->kind == DQL_NODE_COMPARISON) {
        write_comparison(writer, node, depth);
        return;
    }
    dql_write_text(writer, groups[node->kind]);
    end_line(writer, node->range);
    for (const dql_node *child = node->first; child; child = child->next) write_node(writer, child, depth + 1);
}

static void write_items(dql_writer *writer, const char *clause, const dql_name_item *items) {
    for (const dql_name_item *item = items; item; item = item->next) {
        begin_line(writer, 1);
        dql_write_text(writer, clause);
        dql_write_byte(writer, ' ');
        write_name(writer, &item->name);
        if (item->descending) dql_write_text(writer, " descending");
        end_line(writer, item->name.range);
    }
}

static void write_number(dql_writer *writer, const char *clause, const dql_literal *literal) {
    if (!literal) return;
    begin_line(writer, 1);
    dql_write_text(writer, clause);
    dql_write_byte(writer, '\n');
    write_literal(writer, literal, 2);
}

void dql_describe_tree(const struct deskql_query *query, dql_writer *writer) {
    dql_write_text(writer, "query");
    if (query->present & DQL_CLAUSE_LABEL) {
        dql_write_byte(writer, ' ');
        write_name(writer, &query->label);
    }
    if (query->endpoint) dql_write_format(writer, " of %s", deskql_endpoint_name(query->endpoint));
    end_line(writer, query->range);
    if (query->filter) write_node(writer, query->filter, 1);
    write_items(writer, "order by", query->order);
    write_number(writer, "page", query->page);
    write_number(writer, "pagesize", query->page_size);
    write_items(writer, "include", query->includes);
    write_items(writer, "field", query->fields);
    for (const dql_literal *id = query->ids ? query->ids->values : NULL; id; id = id->next)
        write_number(writer, "id", id);
}
