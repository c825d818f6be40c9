/* A query seen from outside: its tree, and every place that names something. */
#include "document/document.h"
#include "schema/schema.h"

#include <deskql/tree.h>

/* The public enumerations count from 1, so that 0 is "none". */
_Static_assert((int)DESKQL_NODE_COMPARISON == (int)DQL_NODE_COMPARISON + 1, "node kinds differ");
_Static_assert((int)DESKQL_NODE_AND == (int)DQL_NODE_AND + 1, "node kinds differ");
_Static_assert((int)DESKQL_NODE_OR == (int)DQL_NODE_OR + 1, "node kinds differ");
_Static_assert((int)DESKQL_NODE_NOT == (int)DQL_NODE_NOT + 1, "node kinds differ");
_Static_assert((int)DESKQL_LITERAL_NONE == (int)DQL_LITERAL_MISSING, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_WORD == (int)DQL_LITERAL_WORD, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_STRING == (int)DQL_LITERAL_STRING, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_INTEGER == (int)DQL_LITERAL_INTEGER, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_NUMBER == (int)DQL_LITERAL_NUMBER, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_TRUE == (int)DQL_LITERAL_TRUE, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_FALSE == (int)DQL_LITERAL_FALSE, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_NULL == (int)DQL_LITERAL_NULL, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_TIME == (int)DQL_LITERAL_TIME, "literal kinds differ");
_Static_assert((int)DESKQL_LITERAL_PARAMETER == (int)DQL_LITERAL_PARAMETER, "literal kinds differ");

static deskql_range place(const deskql_query *query, const dql_range *range) {
    if (!dql_query_is_live(query) || !range) return (deskql_range){{.line = 1, .column = 1}, {.line = 1, .column = 1}};
    return dql_source_range(&query->document->source, *range);
}

/* ---- The clauses ----------------------------------------------------------------------------------------------------- */

const deskql_node *deskql_query_filter(const deskql_query *query) {
    return dql_query_is_live(query) ? query->filter : NULL;
}

const deskql_name *deskql_query_order(const deskql_query *query) {
    return dql_query_is_live(query) ? query->order : NULL;
}

const deskql_name *deskql_query_includes(const deskql_query *query) {
    return dql_query_is_live(query) ? query->includes : NULL;
}

const deskql_name *deskql_query_sparse(const deskql_query *query) {
    return dql_query_is_live(query) ? query->fields : NULL;
}

const deskql_literal *deskql_query_ids(const deskql_query *query) {
    return dql_query_is_live(query) && query->ids ? query->ids->values : NULL;
}

const deskql_literal *deskql_query_page(const deskql_query *query) {
    return dql_query_is_live(query) ? query->page : NULL;
}

const deskql_literal *deskql_query_page_size(const deskql_query *query) {
    return dql_query_is_live(query) ? query->page_size : NULL;
}

/* ---- Nodes ----------------------------------------------------------------------------------------------------------- */

static bool is_comparison(const deskql_node *node) {
    return node && node->kind == DQL_NODE_COMPARISON;
}

deskql_node_kind deskql_node_kind_of(const deskql_node *node) {
    return (deskql_node_kind)(node ? node->kind + 1 : 0);
}

deskql_range deskql_node_range(const deskql_query *query, const deskql_node *node) {
    return place(query, node ? &node->range : NULL);
}

const deskql_node *deskql_node_first(const deskql_node *node) {
    return node ? node->first : NULL;
}

const deskql_node *deskql_node_next(const deskql_node *node) {
    return node ? node->next : NULL;
}

static const char *text_of(const dql_name *name) {
    return name->missing || !name->text ? "" : name->text;
}

const char *deskql_node_field(const deskql_node *node) {
    return is_comparison(node) ? text_of(&node->field) : NULL;
}

deskql_range deskql_node_field_range(const deskql_query *query, const deskql_node *node) {
    return place(query, is_comparison(node) ? &node->field.range : NULL);
}

deskql_type deskql_node_type(const deskql_node *node) {
    return (deskql_type)(is_comparison(node) && node->schema_field ? node->schema_field->type : 0);
}

deskql_operator deskql_node_operator(const deskql_node *node) {
    return (deskql_operator)(is_comparison(node) ? node->operator_ + 1 : 0);
}

deskql_range deskql_node_operator_range(const deskql_query *query, const deskql_node *node) {
    bool has_one = node && (node->kind == DQL_NODE_COMPARISON || node->kind == DQL_NODE_NOT);
    return place(query, has_one ? &node->operator_range : NULL);
}

const deskql_literal *deskql_node_literal(const deskql_node *node) {
    return is_comparison(node) ? node->values : NULL;
}

/* ---- Literals and names ------------------------------------------------------------------------------------------------ */

deskql_literal_kind deskql_literal_kind_of(const deskql_literal *literal) {
    return literal ? (deskql_literal_kind)literal->kind : DESKQL_LITERAL_NONE;
}

deskql_range deskql_literal_range(const deskql_query *query, const deskql_literal *literal) {
    return place(query, literal ? &literal->range : NULL);
}

const deskql_literal *deskql_literal_next(const deskql_literal *literal) {
    return literal ? literal->next : NULL;
}

const char *deskql_literal_text(const deskql_literal *literal, size_t *length) {
    if (length) *length = 0;
    switch (deskql_literal_kind_of(literal)) {
    case DESKQL_LITERAL_NONE:
    case DESKQL_LITERAL_TRUE:
    case DESKQL_LITERAL_FALSE:
    case DESKQL_LITERAL_NULL:
        return NULL;
    case DESKQL_LITERAL_WORD:
    case DESKQL_LITERAL_STRING:
    case DESKQL_LITERAL_INTEGER:
    case DESKQL_LITERAL_NUMBER:
    case DESKQL_LITERAL_TIME:
    case DESKQL_LITERAL_PARAMETER:
        if (length) *length = literal->length;
        return literal->text;
    }
    return NULL;
}

bool deskql_literal_integer(const deskql_literal *literal, int64_t *integer) {
    if (!literal || !integer) return false;
    if (literal->resolution != DQL_ID && !(literal->kind == DQL_LITERAL_INTEGER && literal->in_range)) return false;
    *integer = literal->integer;
    return true;
}

bool deskql_literal_time(const deskql_literal *literal, int64_t now, int32_t utc_offset, int64_t *start, int64_t *end) {
    if (!literal || !start || !end || literal->kind != DQL_LITERAL_TIME) return false;
    if (!dql_is_utc_offset(utc_offset)) return false;
    int64_t from, to;
    if (dql_time_resolve(literal->time, now, utc_offset, &from, &to) != DQL_TIME_OK) return false;
    *start = from;
    *end = to;
    return true;
}

const char *deskql_name_text(const deskql_name *name) {
    return name ? text_of(&name->name) : NULL;
}

deskql_range deskql_name_range(const deskql_query *query, const deskql_name *name) {
    return place(query, name ? &name->name.range : NULL);
}

bool deskql_name_descending(const deskql_name *name) {
    return name && name->descending;
}

const deskql_name *deskql_name_next(const deskql_name *name) {
    return name ? name->next : NULL;
}

/* ---- Mentions ---------------------------------------------------------------------------------------------------------- */

typedef struct mention_list {
    deskql_mention *items;
    size_t capacity;
    size_t count;
    const dql_source *source;
} mention_list;

static void add(mention_list *list, deskql_mention_kind kind, const char *name, dql_range range, deskql_type type,
                const char *field) {
    if (list->count < list->capacity) {
        list->items[list->count] = (deskql_mention){kind, name, type, field, dql_source_range(list->source, range)};
    }
    list->count++;
}

static void add_literal(mention_list *list, const dql_literal *literal, deskql_type type, const char *field) {
    if (!literal || literal->kind != DQL_LITERAL_PARAMETER) return;
    add(list, DESKQL_MENTION_PARAMETER, literal->text, literal->range, type, field);
}

static void add_node(mention_list *list, const dql_node *node) {
    for (const dql_node *child = node->first; child; child = child->next) add_node(list, child);
    if (node->kind != DQL_NODE_COMPARISON) return;
    deskql_type type = deskql_node_type(node);
    const char *field = text_of(&node->field);
    if (!node->field.missing) add(list, DESKQL_MENTION_FILTER_FIELD, field, node->field.range, type, NULL);
    for (const dql_literal *value = node->values; value; value = value->next) add_literal(list, value, type, field);
}

static void add_names(mention_list *list, deskql_mention_kind kind, const dql_name_item *item) {
    for (; item; item = item->next) {
        if (!item->name.missing) add(list, kind, item->name.text, item->name.range, (deskql_type)0, NULL);
    }
}

size_t deskql_query_mentions(const deskql_query *query, deskql_mention *mentions, size_t capacity) {
    if (!dql_query_is_live(query)) return 0;
    mention_list list = {mentions, mentions ? capacity : 0, 0, &query->document->source};
    if (query->filter) add_node(&list, query->filter);
    add_names(&list, DESKQL_MENTION_ORDER_FIELD, query->order);
    add_literal(&list, query->page, DESKQL_TYPE_INTEGER, "page");
    add_literal(&list, query->page_size, DESKQL_TYPE_INTEGER, "pagesize");
    add_names(&list, DESKQL_MENTION_INCLUDE, query->includes);
    add_names(&list, DESKQL_MENTION_SPARSE_FIELD, query->fields);
    for (const dql_literal *id = deskql_query_ids(query); id; id = id->next)
        add_literal(&list, id, DESKQL_TYPE_INTEGER, "ids");
    return list.count;
}
