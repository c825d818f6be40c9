/* What a program learns of a query through deskql/tree.h alone: enough to write the query anew. */
#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct line {
    char text[4096];
    size_t length;
} line;

static void add(line *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to->text + to->length, sizeof to->text - to->length, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && (size_t)length < sizeof to->text - to->length);
    to->length += (size_t)length;
}

static void add_range(line *to, deskql_range range) {
    add(to, "@%u-%u", range.start.offset, range.end.offset);
    assert_true(range.start.line >= 1 && range.start.column >= 1);
    assert_true(range.start.offset <= range.end.offset);
}

static void add_literal(line *to, const deskql_query *query, const deskql_literal *literal) {
    static const char *const kinds[] = {"none", "word",  "string", "integer", "number",
                                        "true", "false", "null",   "time",    "parameter"};
    size_t length;
    const char *text = deskql_literal_text(literal, &length);
    add(to, " %s", kinds[deskql_literal_kind_of(literal)]);
    if (text) add(to, ":%.*s", (int)length, text);
    add_range(to, deskql_literal_range(query, literal));
    int64_t integer;
    if (deskql_literal_integer(literal, &integer)) add(to, "=%lld", (long long)integer);
}

static void add_node(line *to, const deskql_query *query, const deskql_node *node) {
    static const char *const kinds[] = {"", "comparison", "and", "or", "not"};
    add(to, "(");
    if (deskql_node_kind_of(node) == DESKQL_NODE_COMPARISON) {
        add(to, "%s", deskql_node_field(node));
        add_range(to, deskql_node_field_range(query, node));
        const char *type = deskql_type_text(deskql_node_type(node));
        add(to, "/%s %s", type ? type : "?", deskql_operator_text(deskql_node_operator(node)));
        add_range(to, deskql_node_operator_range(query, node));
        const deskql_literal *literal = deskql_node_literal(node);
        for (; literal; literal = deskql_literal_next(literal)) add_literal(to, query, literal);
        assert_null(deskql_node_first(node));
    } else {
        assert_null(deskql_node_field(node));
        assert_null(deskql_node_literal(node));
        assert_int_equal(deskql_node_operator(node), 0);
        add(to, "%s", kinds[deskql_node_kind_of(node)]);
        add_range(to, deskql_node_range(query, node));
        const deskql_node *child = deskql_node_first(node);
        for (; child; child = deskql_node_next(child)) {
            add(to, " ");
            add_node(to, query, child);
        }
    }
    add(to, ")");
}

static void add_names(line *to, const char *clause, const deskql_query *query, const deskql_name *name) {
    for (; name; name = deskql_name_next(name)) {
        add(to, " %s %s%s", clause, deskql_name_text(name), deskql_name_descending(name) ? " desc" : "");
        add_range(to, deskql_name_range(query, name));
    }
}

static deskql_document *parsed(const char *text) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    return document;
}

static void assert_tree(const char *text, const char *expected) {
    deskql_document *document = parsed(text);
    const deskql_query *query = deskql_document_at(document, 0);
    line got = {"", 0};
    if (deskql_query_filter(query)) add_node(&got, query, deskql_query_filter(query));
    add_names(&got, "order", query, deskql_query_order(query));
    if (deskql_query_page(query)) add_literal(&got, query, deskql_query_page(query));
    if (deskql_query_page_size(query)) add_literal(&got, query, deskql_query_page_size(query));
    add_names(&got, "include", query, deskql_query_includes(query));
    add_names(&got, "field", query, deskql_query_sparse(query));
    for (const deskql_literal *id = deskql_query_ids(query); id; id = deskql_literal_next(id))
        add_literal(&got, query, id);
    assert_string_equal(got.text, expected);
    deskql_document_free(document);
}

static void test_filters(void **state) {
    (void)state;
    assert_tree("", "");
    assert_tree("status=open", "(status@0-6/reference =@6-7 word:open@7-11)");
    assert_tree("not (`status` = 1 or subject not contains \"a b\")",
                "(not@0-47 (or@5-47 (status@5-13/reference =@14-15 integer:1@16-17=1) "
                "(subject@21-28/string not contains@29-41 string:a b@42-47)))");
    assert_tree("id in (1,-2) and createdAt between 2026-01-01 and now -7d and agent is not null",
                "(and@0-79 (id@0-2/integer in@3-5 integer:1@7-8=1 integer:-2@9-11=-2) "
                "(createdAt@17-26/datetime between@27-34 time:2026-01-01@35-45 time:now -7d@50-57) "
                "(agent@62-67/reference is not null@68-79))");
    assert_tree("spam_rules in (true, FALSE, null, 1.5, :p)",
                "(spam_rules@0-10/any in@11-13 true@15-19 false@21-26 null@28-32 number:1.5@34-37 parameter:p@39-41)");
    assert_tree("createdAt = '2026-01-31'", "(createdAt@0-9/datetime =@10-11 time:2026-01-31@12-24)");
}

static void test_clauses(void **state) {
    (void)state;
    assert_tree("order by `users.name` desc, id page 2 pagesize :n include users, inboxes fields id",
                " order users.name desc@9-21 order id@28-30 integer:2@36-37=2 parameter:n@47-49 include users@58-63 "
                "include inboxes@65-72 field id@80-82");
    assert_tree("ids (1, :n)", " integer:1@5-6=1 parameter:n@8-10");
}

/* What was understood of a query with errors. */
static void test_errors(void **state) {
    (void)state;
    assert_tree("statu = 1 and id = \"x\"",
                "(and@0-22 (statu@0-5/? =@6-7 integer:1@8-9=1) (id@14-16/integer =@17-18 none@19-22))");
}

static void test_mentions(void **state) {
    (void)state;
    const char *text = "\nwhere status = :s and (id in :l or status in (:s, 1))\npage :n order by id\nfields subject";
    static const struct {
        deskql_mention_kind kind;
        const char *name;
        deskql_type type;
        const char *field;
        uint32_t line, column;
    } expected[] = {
        {DESKQL_MENTION_FILTER_FIELD, "status", DESKQL_TYPE_REFERENCE, NULL, 2, 7},
        {DESKQL_MENTION_PARAMETER, "s", DESKQL_TYPE_REFERENCE, "status", 2, 16},
        {DESKQL_MENTION_FILTER_FIELD, "id", DESKQL_TYPE_INTEGER, NULL, 2, 24},
        {DESKQL_MENTION_PARAMETER, "l", DESKQL_TYPE_INTEGER, "id", 2, 30},
        {DESKQL_MENTION_FILTER_FIELD, "status", DESKQL_TYPE_REFERENCE, NULL, 2, 36},
        {DESKQL_MENTION_PARAMETER, "s", DESKQL_TYPE_REFERENCE, "status", 2, 47},
        {DESKQL_MENTION_ORDER_FIELD, "id", (deskql_type)0, NULL, 3, 18},
        {DESKQL_MENTION_PARAMETER, "n", DESKQL_TYPE_INTEGER, "page", 3, 6},
        {DESKQL_MENTION_SPARSE_FIELD, "subject", (deskql_type)0, NULL, 4, 8},
    };
    enum { COUNT = sizeof expected / sizeof *expected };
    deskql_document *document = parsed(text);
    const deskql_query *query = deskql_document_at(document, 0);
    deskql_mention mentions[COUNT + 1];
    assert_int_equal(deskql_query_mentions(query, NULL, 0), COUNT);
    assert_int_equal(deskql_query_mentions(query, mentions, COUNT + 1), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(mentions[i].kind, expected[i].kind);
        assert_string_equal(mentions[i].name, expected[i].name);
        assert_int_equal(mentions[i].type, expected[i].type);
        if (expected[i].field) assert_string_equal(mentions[i].field, expected[i].field);
        if (!expected[i].field) assert_null(mentions[i].field);
        assert_int_equal(mentions[i].range.start.line, expected[i].line);
        assert_int_equal(mentions[i].range.start.column, expected[i].column);
    }
    /* What does not fit is left alone. */
    mentions[1].name = "kept";
    assert_int_equal(deskql_query_mentions(query, mentions, 1), COUNT);
    assert_string_equal(mentions[0].name, "status");
    assert_string_equal(mentions[1].name, "kept");
    deskql_document_free(document);
}

static void test_times(void **state) {
    (void)state;
    deskql_document *document =
        parsed("createdAt in (2026-01-31, today, -1d, 2026-01-31T10:00Z, 2026-01-31T10:00, :p)");
    const deskql_query *query = deskql_document_at(document, 0);
    const deskql_literal *literal = deskql_node_literal(deskql_query_filter(query));
    const int64_t hour = 3600000, day = 24 * hour, january_31 = INT64_C(1769817600000), now = january_31 + 23 * hour;
    const struct {
        int64_t start, end;
    } expected[] = {
        {january_31 - 2 * hour, january_31 + 22 * hour},
        /* Two hours east it is the first of February by then. */
        {january_31 + 22 * hour, january_31 + 46 * hour},
        {now - day, now - day},
        {january_31 + 10 * hour, january_31 + 10 * hour},
        {january_31 + 8 * hour, january_31 + 8 * hour},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        int64_t start = 1, end = 2;
        assert_true(deskql_literal_time(literal, now / 1000, 120, &start, &end));
        assert_int_equal(start, expected[i].start);
        assert_int_equal(end, expected[i].end);
        start = 1;
        bool relative = i == 1 || i == 2;
        assert_int_equal(deskql_literal_time(literal, DESKQL_NO_CLOCK, 120, &start, &end), !relative);
        if (relative) assert_int_equal(start, 1);
        assert_false(deskql_literal_time(literal, 0, 1440, &start, &end));
        literal = deskql_literal_next(literal);
    }
    int64_t start = 1, end = 2;
    assert_false(deskql_literal_time(literal, now / 1000, 0, &start, &end));
    assert_int_equal(start, 1);
    assert_int_equal(end, 2);
    assert_null(deskql_literal_next(literal));
    deskql_document_free(document);
}

static void test_values_of_an_installation(void **state) {
    (void)state;
    deskql_schemas *schemas = NULL;
    deskql_document *document = NULL;
    const char *values = "{\"status\":{\"open\":7}}", *text = "status in (open, 9223372036854775807)";
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    assert_int_equal(deskql_schemas_add_values(schemas, values, strlen(values)), DESKQL_OK);
    assert_int_equal(deskql_parse(schemas, text, strlen(text), NULL, &document), DESKQL_OK);
    const deskql_node *filter = deskql_query_filter(deskql_document_at(document, 0));
    int64_t integer = 0;
    assert_true(deskql_literal_integer(deskql_node_literal(filter), &integer));
    assert_int_equal(integer, 7);
    assert_string_equal(deskql_literal_text(deskql_node_literal(filter), NULL), "open");
    assert_true(deskql_literal_integer(deskql_literal_next(deskql_node_literal(filter)), &integer));
    assert_int_equal(integer, INT64_MAX);
    deskql_document_free(document);
    deskql_schemas_free(schemas);
}

static void test_operators(void **state) {
    (void)state;
    assert_string_equal(deskql_operator_text(DESKQL_OPERATOR_EQUAL), "=");
    assert_string_equal(deskql_operator_text(DESKQL_OPERATOR_IS_NOT_NULL), "is not null");
    assert_null(deskql_operator_text((deskql_operator)0));
    assert_null(deskql_operator_text((deskql_operator)(DESKQL_OPERATOR_IS_NOT_NULL + 1)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),   cmocka_unit_test(test_clauses),
        cmocka_unit_test(test_errors),    cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_times),     cmocka_unit_test(test_values_of_an_installation),
        cmocka_unit_test(test_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
