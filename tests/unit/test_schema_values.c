/* Values of fields: their names, aliases, old names and kinds, and every mistake of their files. */
#include "support/schemas.h"

#include <stdlib.h>

static void test_values(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add(schemas, calls), DESKQL_OK);
    const deskql_endpoint *users = deskql_schemas_find(schemas, "users");
    assert_int_equal(
        add_values(
            schemas,
            "{\"status\":{\"open\":1,\"on-hold\":4},\"agent\":{\"Cid\":9},\"state\":[\"active\",\"odd\"],\"kind\":[]}"),
        DESKQL_OK);
    assert_int_equal(deskql_schemas_count(schemas), deskql_schemas_count(NULL) + 1);
    const deskql_endpoint *tickets = deskql_schemas_find(schemas, "tickets");
    const dql_field *status = field_of(tickets, "status");
    assert_int_equal(status->value_count, 2);
    assert_int_equal(dql_field_value(status, "on-hold", 7)->id, 4);
    assert_null(dql_field_value(status, "closed", 6));
    assert_int_equal(status->type, DESKQL_TYPE_REFERENCE);
    /* Every endpoint that has such a field gets them, in the place of those that it had. */
    assert_int_equal(dql_field_value(field_of(tickets, "agent"), "Cid", 3)->id, 9);
    const dql_field *agent = field_of(deskql_schemas_find(schemas, "calls"), "agent");
    assert_int_equal(agent->value_count, 1);
    assert_null(dql_field_value(agent, "Ann", 3));
    assert_int_equal(dql_field_value(agent, "Cid", 3)->id, 9);
    assert_int_equal(field_of(deskql_schemas_find(schemas, "calls"), "kind")->value_count, 0);
    const dql_field *state_field = field_of(deskql_schemas_find(schemas, "users"), "state");
    assert_non_null(dql_field_value(state_field, "odd", 3));
    assert_null(dql_field_value(state_field, "merged", 6));
    assert_true(state_field->open);
    /* What was asked of the set before is as it was, and so are the built-in endpoints. */
    assert_non_null(dql_field_value(field_of(users, "state"), "merged", 6));
    assert_int_equal(field_of(deskql_schemas_find(NULL, "tickets"), "status")->value_count, 0);
    deskql_schemas_free(schemas);
}

static const dql_schema_value *alias_of(const deskql_schemas *schemas, const char *field, const char *name) {
    return dql_field_value(field_of(deskql_schemas_find(schemas, "tickets"), field), name, strlen(name));
}

static void test_aliases(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add_values(schemas,
                                "{\"status\":{\"all\":[\"open\",7,\"Active\"],\"open\":[\"Active\",3,1,\"late\"],"
                                "\"late\":[\"Active\"],\"Active\":1}}"),
                     DESKQL_OK);
    const dql_schema_value *open = alias_of(schemas, "status", "open");
    assert_int_equal(open->id_count, 2);
    assert_int_equal(open->ids[0], 1);
    assert_int_equal(open->ids[1], 3);
    assert_int_equal(alias_of(schemas, "status", "all")->id_count, 3);
    assert_int_equal(alias_of(schemas, "status", "all")->ids[2], 7);
    /* One of a single id is no alias any more. */
    assert_null(alias_of(schemas, "status", "late")->ids);
    assert_int_equal(alias_of(schemas, "status", "late")->id, 1);
    const deskql_endpoint *tickets = deskql_schemas_find(schemas, "tickets");
    size_t status = (size_t)(field_of(tickets, "status") - tickets->fields);
    const int64_t *ids = NULL;
    int64_t id = -1;
    assert_string_equal(deskql_endpoint_value_at(tickets, status, 1, &id), "open");
    assert_int_equal(id, 0);
    assert_int_equal(deskql_endpoint_value_ids(tickets, status, 1, &ids), 2);
    assert_int_equal(ids[1], 3);
    assert_int_equal(deskql_endpoint_value_ids(tickets, status, 3, &ids), 1);
    assert_int_equal(ids[0], 1);
    assert_int_equal(deskql_endpoint_value_ids(tickets, status, 4, &ids), 0);
    assert_int_equal(deskql_endpoint_value_ids(tickets, status, 0, NULL), 0);
    size_t state_field = (size_t)(field_of(tickets, "state") - tickets->fields);
    assert_int_equal(deskql_endpoint_value_ids(tickets, state_field, 0, &ids), 0);
    deskql_schemas_free(schemas);
}

static void test_old_names(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add_values(schemas, "{\"status\":{\"Active\":{\"renamed\":\"Open\"},\"Open\":1,\"Late\":2}}"),
                     DESKQL_OK);
    assert_string_equal(alias_of(schemas, "status", "Active")->renamed, "Open");
    assert_null(alias_of(schemas, "status", "Open")->renamed);
    /* It is none of the values. */
    const deskql_endpoint *tickets = deskql_schemas_find(schemas, "tickets");
    assert_int_equal(field_of(tickets, "status")->value_count, 2);
    size_t status = (size_t)(field_of(tickets, "status") - tickets->fields);
    assert_string_equal(deskql_endpoint_value_at(tickets, status, 1, NULL), "Late");
    assert_null(deskql_endpoint_value_at(tickets, status, 2, NULL));
    deskql_schemas_free(schemas);
}

/* So many that a reader that called itself for each would run out of stack. */
static void test_chain_of_aliases(void **state) {
    (void)state;
    enum { LENGTH = 60000, ROOM = 32 };
    char *json = malloc((size_t)LENGTH * ROOM);
    assert_non_null(json);
    size_t length = (size_t)sprintf(json, "{\"status\":{");
    for (int i = 0; i < LENGTH; i++) length += (size_t)sprintf(json + length, "\"%d\":[\"%d\"],", i, i + 1);
    sprintf(json + length, "\"%d\":[4,5]}}", LENGTH);
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add_values(schemas, json), DESKQL_OK);
    assert_int_equal(alias_of(schemas, "status", "0")->ids[1], 5);
    sprintf(json + length, "\"%d\":[\"0\"]}}", LENGTH);
    assert_int_equal(add_values(schemas, json), DESKQL_INVALID);
    deskql_schemas_free(schemas);
    free(json);
}

static void test_kinds(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    const deskql_endpoint *tickets = deskql_schemas_find(NULL, "tickets");
    size_t agent = (size_t)(field_of(tickets, "agent") - tickets->fields);
    assert_string_equal(deskql_endpoint_kind_at(tickets, agent), "users");
    assert_null(deskql_endpoint_kind_at(tickets, 0));
    assert_null(deskql_endpoint_kind_at(tickets, 1000));
    assert_null(deskql_endpoint_kind_at(NULL, 0));
    assert_int_equal(add(schemas, "{\"version\":1,\"endpoints\":[{\"name\":\"x\",\"path\":\"/x\",\"filter\":["
                                  "{\"name\":\"a\",\"type\":\"any\",\"kind\":\"users\"},"
                                  "{\"name\":\"b\",\"type\":\"string\",\"kind\":\"users\"},"
                                  "{\"name\":\"c\",\"type\":\"reference\",\"kind\":7}]}]}"),
                     DESKQL_INVALID);
    assert_string_equal(reported(schemas), "1:130 a field of type `string` refers to nothing of a kind\n"
                                           "1:184 `kind` is a number, but has to be a string\n");
    deskql_schemas_free(schemas);
}

static void expect_value_mistakes(const char *json, const char *wanted) {
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add_values(schemas, json), DESKQL_INVALID);
    assert_string_equal(reported(schemas), wanted);
    assert_ptr_equal(deskql_schemas_find(schemas, "tickets"), deskql_schemas_find(NULL, "tickets"));
    deskql_schemas_free(schemas);
}

static void test_value_mistakes(void **state) {
    (void)state;
    expect_value_mistakes("[1]", "1:1 a file of values has to be an object of field and values\n");
    expect_value_mistakes("{\"id\\u0000\\u0000x\":{}}", "1:2 no endpoint has a filter field `id\\u0000\\u0000x`\n"
                                                        "  help: a field with a similar name exists: `id`\n");
    /* Several endpoints have it. */
    expect_value_mistakes("{\"craetedAt\":{}}", "1:2 no endpoint has a filter field `craetedAt`\n"
                                                "  help: a field with a similar name exists: `createdAt`\n");
    expect_value_mistakes(
        "{\"status\":{\"Active\":1,\n\"open\":[\"Actve\",2.5],\n\"a\":[\"b\"],\"b\":[\"c\",4],\"c\":[\"a\"],\n"
        "\"e\":[],\"f\":[\"f\"]}}",
        "2:9 the field has no value `Actve`\n  help: a value with a similar name exists: `Active`\n"
        "2:17 an alias stands for names and whole numbers\n"
        "3:28 the alias `a` leads back to itself\n"
        "4:5 an alias has to stand for something\n"
        "4:13 the alias `f` leads back to itself\n");
    expect_value_mistakes("{\"status\":{\"Open\":1,\n\"a\":{\"renamed\":\"Opn\"},\n\"b\":{\"renamed\":\"a\"},\n\"c\":{}"
                          ",\n\"d\":[\"a\"],\n"
                          "\"\":{\"renamed\":\"Open\"}}}",
                          "2:16 the field has no value `Opn`\n  help: a value with a similar name exists: `Open`\n"
                          "3:16 the field has no value `a`\n"
                          "4:5 an old name needs the key `renamed`\n"
                          "5:6 the field has no value `a`\n"
                          "6:1 a value's old name is empty\n");
    expect_value_mistakes("{\"status\":{\"open\":1}",
                          "1:21 expected `,` or `}`, but the text ends\n  1:1 `{` is open since here\n");
    expect_value_mistakes(
        "{\"statu\":{\"open\":1},\n\"zzzzzz\":{},\"id\":{\"x\":1},\"status\":[\"open\"],\"state\":{\"active\":1},\n"
        "\"agent\":{\"Ann\":\"x\",\"Bob\":1,\"Bob\":2},\"type\":7}",
        "1:2 no endpoint has a filter field `statu`\n  help: a field with a similar name exists: `status`\n"
        "2:1 no endpoint has a filter field `zzzzzz`\n"
        "2:13 `id` is of type `integer`, and has no values\n"
        "2:35 the values of a field of type `reference` have to be an object of name and id\n"
        "2:52 the values of a field of type `enum` have to be an array of names\n"
        "3:16 an id has to be a whole number of 64 bits\n"
        "3:28 the key `Bob` stands twice in this object\n  3:20 it stands here first\n"
        "3:44 a field's values have to be an object of name and id, or an array of names\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),           cmocka_unit_test(test_aliases), cmocka_unit_test(test_old_names),
        cmocka_unit_test(test_chain_of_aliases), cmocka_unit_test(test_kinds),   cmocka_unit_test(test_value_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
