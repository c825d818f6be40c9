/* Schemas: the built-in ones, loaded ones, and every mistake of their files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/schemas.h"
#include "support/schemas.h"

#include <deskql/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The built-in endpoints ---- */

static const char *const builtin_names[] = {"tickets",       "customers",     "companies",   "users",
                                            "notifications", "conversations", "agentinvites"};
#define PUBLISHED (sizeof builtin_names / sizeof *builtin_names)
#define BUILTIN                                                                                                        \
    (PUBLISHED +                                                                                                       \
     20) /* and those whose names are seen in use alone, whose path has a parameter, or that take no filter */

/* A set of operators as the language spells them. */
static const char *operators_text(uint32_t operators) {
    static char text[128];
    text[0] = '\0';
    for (int i = 1; deskql_operator_text((deskql_operator)i); i++) {
        if (!(operators >> i & 1)) continue;
        if (text[0]) strcat(text, " ");
        strcat(text, deskql_operator_text((deskql_operator)i));
    }
    return text;
}

/* Every name of an endpoint is found where it stands, and nothing that only looks like it. */
static void expect_lookups(const deskql_endpoint *endpoint) {
    char name[300];
    for (uint32_t i = 0; i < endpoint->field_count; i++) {
        const dql_field *field = &endpoint->fields[i];
        assert_ptr_equal(field_of(endpoint, field->name), field);
        assert_int_equal(strlen(field->name), field->length);
        assert_int_equal(endpoint->named, field->parameters != NULL);
        if (endpoint->named) continue;
        snprintf(name, sizeof name, "\"%s\":", field->name);
        assert_string_equal(field->key, name);
        assert_int_equal(field->key_length, strlen(name));
        snprintf(name, sizeof name, "%%22%s%%22%%3A", field->name);
        assert_string_equal(field->encoded_key, name);
        assert_int_equal(field->encoded_key_length, strlen(name));
    }
    for (uint32_t i = 0; i < endpoint->order.count; i++) {
        const char *order = endpoint->order.names[i];
        size_t length = strlen(order);
        const dql_name_entry *entry = dql_endpoint_lookup(endpoint, order, length);
        assert_non_null(entry);
        assert_int_equal(dql_entry_index(entry->order), i);
        assert_int_equal(entry->order >= 0, i < endpoint->order.documented);
        assert_int_equal(dql_name_list_find(&endpoint->order, order, length), i);
        memcpy(name, order, length + 1);
        name[length - 1] ^= 1;
        assert_int_equal(dql_name_list_find(&endpoint->order, name, length), -1);
        name[length - 1] ^= 1;
        name[length] = '_';
        assert_null(dql_endpoint_lookup(endpoint, name, length + 1));
    }
    for (uint32_t i = 0; i < endpoint->includes.count; i++) {
        const char *include = endpoint->includes.names[i];
        assert_int_equal(dql_name_list_find(&endpoint->includes, include, strlen(include)), i);
    }
    assert_null(dql_endpoint_lookup(endpoint, "", 0));
    assert_int_equal(dql_name_list_find(&endpoint->includes, "nobody", 6), -1);
    assert_int_equal(dql_name_list_find(&endpoint->sparse, "id", 2), -1);
}

static void test_builtin(void **state) {
    (void)state;
    assert_int_equal(deskql_schemas_count(NULL), BUILTIN);
    for (size_t i = 0; i < BUILTIN; i++) {
        const deskql_endpoint *any = deskql_schemas_at(NULL, i);
        assert_ptr_equal(deskql_schemas_find(NULL, deskql_endpoint_name(any)), any);
        expect_lookups(any);
        if (deskql_endpoint_documented(any, DESKQL_NAMES_FILTER) == 0) assert_true(deskql_endpoint_filter_count(any));
    }
    for (size_t i = 0; i < PUBLISHED; i++) {
        const deskql_endpoint *endpoint = deskql_schemas_find(NULL, builtin_names[i]);
        assert_non_null(endpoint);
        assert_string_equal(deskql_endpoint_name(endpoint), builtin_names[i]);
        char path[64];
        snprintf(path, sizeof path, "/desk/api/v2/%s.json", builtin_names[i]);
        assert_string_equal(deskql_endpoint_path(endpoint), path);
        assert_int_equal(deskql_endpoint_maximum_page_size(endpoint), 100);
        assert_int_equal(deskql_endpoint_sparse_count(endpoint), 0);
        assert_int_equal(field_of(endpoint, "id")->type, DESKQL_TYPE_INTEGER);
        assert_false(field_of(endpoint, "id")->nullable);
        assert_int_equal(field_of(endpoint, "createdAt")->type, DESKQL_TYPE_DATETIME);
        assert_true(field_of(endpoint, "createdAt")->nullable);
        const dql_field *state_field = field_of(endpoint, "state");
        assert_int_equal(state_field->type, DESKQL_TYPE_ENUM);
        assert_true(state_field->open);
        assert_int_equal(state_field->value_count, 4);
        assert_ptr_equal(dql_field_value(state_field, "merged", 6), &state_field->values[2]);
        assert_null(dql_field_value(state_field, "merge", 5));
    }
    assert_null(deskql_schemas_find(NULL, "ticket"));
    assert_null(deskql_schemas_find(NULL, NULL));
    assert_null(deskql_schemas_at(NULL, BUILTIN));
}

static void test_ticket_types(void **state) {
    (void)state;
    static const struct {
        const char *fields;
        deskql_type type;
        bool nullable;
        const char *operators;
    } rows[] = {
        {"id", DESKQL_TYPE_INTEGER, false, "= != < <= > >= in between"},
        {"responseTimeMins resolutionTimeMins", DESKQL_TYPE_INTEGER, true, "= != < <= > >= in between is null"},
        {"subject previewText originalRecipient", DESKQL_TYPE_STRING, false, "= != in contains"},
        {"happinessSurveySentAt createdAt updatedAt deletedAt", DESKQL_TYPE_DATETIME, true,
         "= != < <= > >= in between is null"},
        {"spam_score", DESKQL_TYPE_NUMBER, false, "= != < <= > >= in between"},
        {"spam_rules", DESKQL_TYPE_ANY, true, "= != < <= > >= in between contains is null"},
        {"customer contact inbox agent status priority source type company businesshours updatedBy deletedBy",
         DESKQL_TYPE_REFERENCE, true, "= != < <= > >= in between is null"},
        {"state", DESKQL_TYPE_ENUM, false, "= != in"},
    };
    const deskql_endpoint *tickets = deskql_schemas_find(NULL, "tickets");
    size_t seen = 0;
    for (size_t i = 0; i < deskql_endpoint_documented(tickets, DESKQL_NAMES_FILTER); i++) {
        deskql_field_info info;
        assert_true(deskql_endpoint_filter_at(tickets, i, &info));
        for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
            char padded[64];
            char list[200];
            snprintf(padded, sizeof padded, " %s ", info.name);
            snprintf(list, sizeof list, " %s ", rows[row].fields);
            if (!strstr(list, padded)) continue;
            seen++;
            assert_int_equal(info.type, rows[row].type);
            assert_int_equal(info.nullable, rows[row].nullable);
            assert_string_equal(operators_text(info.operators), rows[row].operators);
        }
    }
    assert_int_equal(seen, 25);
}

static void test_the_names_of_tickets_are_complete(void **state) {
    (void)state;
    const deskql_endpoint *tickets = deskql_schemas_find(NULL, "tickets");
    assert_int_equal(deskql_endpoint_documented(tickets, DESKQL_NAMES_FILTER), 25);
    assert_int_equal(deskql_endpoint_queryable(tickets), 28);
    assert_int_equal(deskql_endpoint_filter_count(tickets), 37);
    assert_int_equal(deskql_endpoint_order_count(tickets), 44);
    assert_int_equal(deskql_endpoint_documented(tickets, DESKQL_NAMES_ORDER), 44);
    assert_int_equal(deskql_endpoint_include_count(tickets), 34);
}

/* ---- Loading ---- */

static void test_load(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add(schemas, calls), DESKQL_OK);
    assert_int_equal(deskql_findings_count(deskql_schemas_findings(schemas)), 0);
    assert_int_equal(deskql_schemas_count(schemas), BUILTIN + 1);
    const deskql_endpoint *endpoint = deskql_schemas_find(schemas, "calls");
    assert_ptr_equal(deskql_schemas_at(schemas, BUILTIN), endpoint);
    assert_null(deskql_schemas_at(schemas, BUILTIN + 1));
    assert_null(deskql_schemas_find(NULL, "calls"));
    assert_string_equal(deskql_endpoint_path(endpoint), "/v3/calls.json");
    assert_int_equal(deskql_endpoint_maximum_page_size(endpoint), 500);
    assert_int_equal(deskql_endpoint_filter_count(endpoint), 5);
    deskql_field_info info;
    assert_true(deskql_endpoint_filter_at(endpoint, 0, &info));
    assert_string_equal(operators_text(info.operators), "= != in");
    assert_true(deskql_endpoint_filter_at(endpoint, 1, &info));
    assert_int_equal(info.type, DESKQL_TYPE_ENUM);
    assert_true(info.nullable);
    assert_false(info.open);
    assert_int_equal(info.value_count, 2);
    assert_string_equal(operators_text(info.operators), "= != in is null");
    assert_true(deskql_endpoint_filter_at(endpoint, 4, &info));
    assert_string_equal(operators_text(info.operators), "= != < <= > >= in between contains is null");
    assert_true(info.nullable);
    assert_false(deskql_endpoint_filter_at(endpoint, 5, &info));
    int64_t id = 0;
    assert_string_equal(deskql_endpoint_value_at(endpoint, 2, 1, &id), "Bob \"B\"");
    assert_int_equal(id, -8);
    assert_null(deskql_endpoint_value_at(endpoint, 2, 2, &id));
    assert_null(deskql_endpoint_value_at(endpoint, 5, 0, NULL));
    const dql_field *agent = field_of(endpoint, "agent");
    assert_int_equal(dql_field_value(agent, "Ann", 3)->id, 7);
    assert_null(dql_field_value(agent, "ann", 3));
    const dql_field *note = field_of(endpoint, "no\"te.\xC3\xA9");
    assert_string_equal(note->key, "\"no\\\"te.\xC3\xA9\":");
    assert_string_equal(note->encoded_key, "%22no%5C%22te.%C3%A9%22%3A");
    assert_int_equal(deskql_endpoint_sparse_count(endpoint), 1);
    assert_string_equal(deskql_endpoint_sparse_at(endpoint, 0), "id");
    const dql_name_entry *old = dql_endpoint_lookup(endpoint, "agentName", 9);
    assert_int_equal(old->filter, -1);
    assert_int_equal(old->order, -1);
    assert_string_equal(endpoint->renamed[old->renamed].from, "agentName");
    assert_string_equal(endpoint->renamed[old->renamed].to, "agent.name");
    deskql_schemas_free(schemas);
}

static void test_replace(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(
        add(schemas,
            "{\"version\":1,\"endpoints\":[{\"name\":\"users\",\"path\":\"/u\"},{\"name\":\"x\",\"path\":\"/x\"}]}"),
        DESKQL_OK);
    assert_int_equal(deskql_schemas_count(schemas), BUILTIN + 1);
    const deskql_endpoint *users = deskql_schemas_find(schemas, "users");
    assert_string_equal(deskql_endpoint_path(users), "/u");
    assert_int_equal(deskql_endpoint_maximum_page_size(users), 100);
    assert_int_equal(deskql_endpoint_filter_count(users), 0);
    assert_null(dql_endpoint_lookup(users, "id", 2));
    assert_string_equal(deskql_endpoint_path(deskql_schemas_find(NULL, "users")), "/desk/api/v2/users.json");
    /* With a mistake in the second endpoint the first is not taken either. */
    assert_int_equal(add(schemas, "{\"version\":1,\"endpoints\":[{\"name\":\"y\",\"path\":\"/y\"},{\"name\":\"z\"}]}"),
                     DESKQL_INVALID);
    assert_string_equal(reported(schemas), "1:52 an endpoint needs the key `path`\n");
    assert_int_equal(deskql_schemas_count(schemas), BUILTIN + 1);
    assert_null(deskql_schemas_find(schemas, "y"));
    assert_int_equal(add(schemas, calls), DESKQL_OK);
    assert_int_equal(deskql_findings_count(deskql_schemas_findings(schemas)), 0);
    assert_ptr_equal(deskql_schemas_find(schemas, "users"), users);
    deskql_schemas_free(schemas);
}

/* ---- Mistakes ---- */

static void expect_mistakes(const char *json, const char *wanted) {
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(add(schemas, json), DESKQL_INVALID);
    assert_string_equal(reported(schemas), wanted);
    assert_int_equal(deskql_schemas_count(schemas), BUILTIN);
    deskql_schemas_free(schemas);
}

/* One endpoint, of which `rest` follows name and path on a line of its own. */
static void expect_endpoint_mistakes(const char *rest, const char *wanted) {
    char json[2048];
    snprintf(json, sizeof json, "{\"version\":1,\"endpoints\":[{\"name\":\"e\",\"path\":\"/e\",\n%s}]}", rest);
    expect_mistakes(json, wanted);
}

/* A chain of any length is read without recursion, and what all inherit has a bound. */
static void test_extensions_are_bounded(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    size_t capacity = 1 << 20;
    char *json = malloc(capacity);
    assert_non_null(json);
    size_t length = (size_t)snprintf(json, capacity, "{\"version\":2,\"endpoints\":[");
    for (int i = 10000; i > 0; i--)
        length +=
            (size_t)snprintf(json + length, capacity - length, "{\"name\":\"x%d\",\"extends\":\"x%d\"},", i, i - 1);
    snprintf(json + length, capacity - length, "{\"name\":\"x0\",\"path\":\"/x\",\"includes\":[\"a\"]}]}");
    assert_int_equal(add(schemas, json), DESKQL_OK);
    assert_string_equal(deskql_endpoint_path(deskql_schemas_find(schemas, "x10000")), "/x");
    assert_string_equal(deskql_endpoint_include_at(deskql_schemas_find(schemas, "x10000"), 0), "a");
    length = (size_t)snprintf(json, capacity, "{\"version\":2,\"endpoints\":[");
    for (int i = 0; i < 4000; i++)
        length += (size_t)snprintf(json + length, capacity - length, "{\"name\":\"y%d\",\"extends\":\"tickets\"},", i);
    snprintf(json + length - 1, capacity - length, "]}");
    assert_int_equal(add(schemas, json), DESKQL_INVALID);
    assert_non_null(strstr(reported(schemas), "the endpoints inherit more than 250000 names in all\n"));
    free(json);
    deskql_schemas_free(schemas);
}

static void test_file_mistakes(void **state) {
    (void)state;
    expect_mistakes("", "1:1 expected a value, but the text ends\n");
    expect_mistakes("[]", "1:1 a schema has to be an object, but is an array\n");
    expect_mistakes("{}", "1:1 a schema needs the key `version`\n1:1 a schema needs the key `endpoints`\n");
    expect_mistakes("{\"version\":3,\"endpoints\":[7]}", "1:12 the version has to be from 1 to 2\n");
    expect_mistakes("{\"version\":\"1\",\"endpoint\":[]}", "1:1 a schema needs the key `endpoints`\n"
                                                           "1:12 `version` is a string, but has to be a number\n"
                                                           "1:16 a schema has no key `endpoint`\n"
                                                           "  help: a key with a similar name exists: `endpoints`\n");
    expect_mistakes("{\"version\":1,\"endpoints\":{},\"zzz\":0}",
                    "1:26 `endpoints` is an object, but has to be an array\n"
                    "1:29 a schema has no key `zzz`\n"
                    "  help: its keys are `$schema`, `version`, `endpoints`\n");
    expect_mistakes("{\"version\":1,\"version\":1,\"endpoints\":[]}",
                    "1:14 the key `version` stands twice in this object\n"
                    "  1:2 it stands here first\n");
    expect_mistakes(
        "{\"version\":1,\n\"endpoints\":[1,\n{\"name\":\"a\",\"path\":\"/\"},{\"name\":\"a\",\"path\":\"/\"}]}",
        "2:14 an endpoint has to be an object, but is a number\n"
        "3:33 `a` is listed twice\n  3:9 it stands here first\n");
}

static void test_endpoint_mistakes(void **state) {
    (void)state;
    expect_mistakes(
        "{\"version\":1,\"endpoints\":[{\"name\":\"a b\",\"path\":\"x\"},{\"name\":\"\",\"path\":\"/a b\"}]}",
        "1:35 an endpoint's name has letters, digits and `_` alone, and begins with no digit\n"
        "1:48 a path begins with `/` and has the characters of a URL's path alone\n"
        "1:61 an endpoint's name is empty\n"
        "1:71 a path begins with `/` and has the characters of a URL's path alone\n");
    expect_mistakes("{\"version\":1,\"endpoints\":[{\"name\":\"4a\",\"path\":\"/a\\u0000\"}]}",
                    "1:35 an endpoint's name has letters, digits and `_` alone, and begins with no digit\n"
                    "1:47 a path begins with `/` and has the characters of a URL's path alone\n");
    expect_endpoint_mistakes("\"maximumPageSize\":0",
                             "2:19 a page's maximum size is a whole number from 1 to 2147483647\n");
    expect_endpoint_mistakes("\"maximumPageSize\":1.5",
                             "2:19 a page's maximum size is a whole number from 1 to 2147483647\n");
    expect_endpoint_mistakes(
        "\"maxPageSize\":5,\"orderBy\":[],\"filters\":[],\"sparse\":[]",
        "2:1 an endpoint has no key `maxPageSize`\n  help: a key with a similar name exists: `maximumPageSize`\n"
        "2:17 an endpoint has no key `orderBy`\n  help: a key with a similar name exists: `order`\n"
        "2:30 an endpoint has no key `filters`\n  help: a key with a similar name exists: `filter`\n"
        "2:43 an endpoint has no key `sparse`\n  help: its keys are `name`, `path`, `maximumPageSize`, "
        "`filter`, `order`, `includes`, `fields`, `renamed`\n");
    expect_endpoint_mistakes("\"order\":[\"a\",1,\"a\",\"\"],\"includes\":[\"b\",\"b\",\"c,d\",null],\"fields\":{}",
                             "2:14 an order field has to be a string\n"
                             "2:16 `a` is listed twice\n  2:10 it stands here first\n"
                             "2:20 an order field is empty\n"
                             "2:40 `b` is listed twice\n  2:36 it stands here first\n"
                             "2:44 an include has a comma, which divides names in the query string\n"
                             "2:50 an include has to be a string\n"
                             "2:65 `fields` is an object, but has to be an array\n");
    expect_endpoint_mistakes("\"filter\":[{\"name\":\"created\",\"type\":\"any\"}],\"order\":[\"o\"],\n"
                             "\"renamed\":{\"o\":\"created\",\"x\":\"craeted\",\"y\":1,\"\":\"o\",\"z\":\"x\"}",
                             "3:12 `o` is a field still, so it is no old name\n"
                             "3:30 there is no field `craeted`\n  help: a field with a similar name exists: `created`\n"
                             "3:44 a field's new name has to be a string\n"
                             "3:46 a field's old name is empty\n"
                             "3:57 there is no field `x`\n");
    expect_endpoint_mistakes(
        "\"filter\":[{\"name\":\"updatedAt\",\"type\":\"any\"},{\"name\":\"updatedBy\",\"type\":\"any\"}],\n"
        "\"renamed\":{\"x\":\"updated\"}",
        "3:16 there is no field `updated`\n"
        "  help: fields with similar names exist: `updatedAt` and `updatedBy`\n");
}

static void test_field_mistakes(void **state) {
    (void)state;
    expect_endpoint_mistakes(
        "\"filter\":[\"a\",{},{\"name\":\"b\",\"type\":\"interger\"},{\"name\":\"b\",\"type\":\"enum\"}]",
        "2:11 a field has to be an object, but is a string\n"
        "2:15 a field needs the key `name`\n2:15 a field needs the key `type`\n"
        "2:37 there is no type `interger`\n  help: a type with a similar name exists: `integer`\n"
        "2:57 `b` is listed twice\n  2:26 it stands here first\n");
    expect_endpoint_mistakes(
        "\"filter\":[{\"name\":\"\\n\",\"type\":\"x\",\"nullable\":1,\"vales\":[]}]",
        "2:19 a field's name has a control character\n"
        "2:31 there is no type `x`\n"
        "  help: the types are `integer`, `number`, `string`, `boolean`, `datetime`, `reference`, `enum` and `any`\n"
        "2:46 `nullable` is a number, but has to be `true` or `false`\n"
        "2:48 a field has no key `vales`\n  help: a key with a similar name exists: `values`\n");
    expect_endpoint_mistakes(
        "\"filter\":[{\"name\":\"a\",\"type\":\"boolean\",\"operators\":[\"order\",\"contain\",\"=\",1]},\n"
        "{\"name\":\"b\",\"type\":\"string\",\"operators\":[]},{\"name\":\"c\",\"type\":\"any\",\"nullable\":false}]",
        "2:53 a field of type `boolean` does not take `order`\n"
        "2:61 there is no group of operators `contain`\n  help: a group with a similar name exists: `contains`\n"
        "2:71 there is no group of operators `=`\n"
        "  help: the groups are `equality` (= != in), `order` (< <= > >= between) and `contains`; `is null` "
        "comes with `nullable`\n"
        "2:75 a group of operators has to be a string\n"
        "3:41 a field without operators cannot be filtered by\n"
        "3:81 a field of type `any` is nullable always\n");
    expect_endpoint_mistakes(
        "\"filter\":[{\"name\":\"a\",\"type\":\"integer\",\"values\":[\"x\"],\"open\":true},\n"
        "{\"name\":\"b\",\"type\":\"enum\",\"values\":{\"x\":1}},{\"name\":\"c\",\"type\":\"reference\",\"values\":[]},"
        "\n"
        "{\"name\":\"d\",\"type\":\"enum\",\"values\":[\"x\",\"x\",1,\"\"]},\n"
        "{\"name\":\"e\",\"type\":\"reference\",\"values\":{\"x\":\"1\",\"y\":1.0,\"z\":9223372036854775808,\"\":1}}]",
        "2:40 a field of type `integer` has no values\n"
        "2:55 `open` is for fields of type `enum` alone\n"
        "3:36 the values of a field of type `enum` have to be an array of names\n"
        "3:85 the values of a field of type `reference` have to be an object of name and id\n"
        "4:41 `x` is listed twice\n  4:37 it stands here first\n"
        "4:45 a value of an enum has to be a string, but is a number\n"
        "4:47 a value is empty\n"
        "5:46 an id has to be a whole number of 64 bits\n"
        "5:54 an id has to be a whole number of 64 bits\n"
        "5:62 an id has to be a whole number of 64 bits\n"
        "5:82 a value's name is empty\n");
}

/* The names of an endpoint's path, with commas between. */
static const char *path_names(const deskql_endpoint *endpoint) {
    static char text[128];
    const char *name;
    text[0] = '\0';
    for (size_t i = 0; (name = deskql_endpoint_path_parameter_at(endpoint, i)) != NULL; i++) {
        assert_true(i < deskql_endpoint_path_parameter_count(endpoint));
        assert_true(dql_entry_condition(endpoint, dql_endpoint_lookup(endpoint, name, strlen(name)))->in_path);
        snprintf(text + strlen(text), sizeof text - strlen(text), i ? ",%s" : "%s", name);
    }
    return text;
}

static void test_paths(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_string_equal(path_names(deskql_schemas_find(NULL, "tickets")), "");
    assert_string_equal(path_names(deskql_schemas_find(NULL, "ticket_messages")), "ticket");
    assert_string_equal(path_names(deskql_schemas_find(NULL, "conversation_history")), "token");
    assert_int_equal(
        add(schemas, "{\"version\":2,\"endpoints\":[{\"name\":\"a\",\"path\":\"/{x}/b/{y_2}.json\","
                     "\"filter\":[{\"name\":\"z\",\"type\":\"integer\",\"tier\":\"seen\"}],\"order\":[\"z\",\"x\"]},"
                     "{\"name\":\"b\",\"extends\":\"a\"},{\"name\":\"c\",\"extends\":\"a\",\"path\":\"/{z2}\"}]}"),
        DESKQL_OK);
    const deskql_endpoint *a = deskql_schemas_find(schemas, "a");
    assert_string_equal(path_names(a), "x,y_2");
    assert_int_equal(deskql_endpoint_filter_count(a), 1);
    assert_int_equal(deskql_endpoint_queryable(a), 0);
    assert_string_equal(path_names(deskql_schemas_find(schemas, "b")), "x,y_2");
    assert_string_equal(path_names(deskql_schemas_find(schemas, "c")), "z2");
    deskql_schemas_free(schemas);
}

static void test_too_many_names(void **state) {
    (void)state;
    size_t size = 2000000;
    char *json = malloc(size);
    for (int form = 0; form < 3; form++) {
        static const char *const keys[] = {"order", "includes", "fields"};
        for (int count = 65000; count <= 65001; count++) {
            size_t length = (size_t)sprintf(
                json, "{\"version\":1,\"endpoints\":[{\"name\":\"e\",\"path\":\"/e\",\"%s\":[\"x\"", keys[form]);
            for (int i = 1; i < count; i++) length += (size_t)sprintf(json + length, ",\"n%d\"", i);
            sprintf(json + length, "]}]}");
            deskql_schemas *schemas = make_schemas();
            assert_int_equal(add(schemas, json), count == 65000 ? DESKQL_OK : DESKQL_INVALID);
            const deskql_endpoint *endpoint = deskql_schemas_find(schemas, "e");
            assert_int_equal(endpoint != NULL, count == 65000);
            const dql_name_list *list = endpoint ? (form == 0   ? &endpoint->order
                                                    : form == 1 ? &endpoint->includes
                                                                : &endpoint->sparse)
                                                 : NULL;
            if (list) assert_int_equal(dql_name_list_find(list, "n64999", 6), 64999);
            if (!list) assert_int_equal(deskql_findings_count(deskql_schemas_findings(schemas)), 1);
            deskql_schemas_free(schemas);
        }
    }
    free(json);
}

/* ---- The rest of the interface ---- */

static void test_misuse(void **state) {
    (void)state;
    deskql_schemas *schemas = make_schemas();
    assert_int_equal(deskql_schemas_new(NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add(NULL, "{}", 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add(schemas, NULL, 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add(schemas, NULL, 0), DESKQL_INVALID);
    assert_int_equal(deskql_schemas_add_values(NULL, "{}", 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add_values(schemas, NULL, 2), DESKQL_MISUSE);
    assert_int_equal(deskql_schemas_add_values(schemas, "{}", 2), DESKQL_OK);
    assert_int_equal(deskql_schemas_count(schemas), BUILTIN);
    assert_null(deskql_schemas_findings(NULL));
    deskql_schemas_free(schemas);
    deskql_schemas_free(NULL);
    deskql_field_info info;
    assert_null(deskql_endpoint_name(NULL));
    assert_null(deskql_endpoint_path(NULL));
    assert_int_equal(deskql_endpoint_maximum_page_size(NULL), 0);
    assert_int_equal(deskql_endpoint_filter_count(NULL), 0);
    assert_false(deskql_endpoint_filter_at(NULL, 0, &info));
    assert_false(deskql_endpoint_filter_at(deskql_schemas_at(NULL, 0), 0, NULL));
    assert_null(deskql_endpoint_value_at(NULL, 0, 0, NULL));
    assert_int_equal(deskql_endpoint_order_count(NULL), 0);
    assert_null(deskql_endpoint_order_at(NULL, 0));
    assert_int_equal(deskql_endpoint_include_count(NULL), 0);
    assert_null(deskql_endpoint_include_at(NULL, 0));
    assert_int_equal(deskql_endpoint_sparse_count(NULL), 0);
    assert_null(deskql_endpoint_sparse_at(NULL, 0));
    assert_null(deskql_endpoint_order_at(deskql_schemas_at(NULL, 0), 10000));
}

static void test_type_texts(void **state) {
    (void)state;
    static const char *const texts[] = {"integer",  "number",    "string", "boolean",
                                        "datetime", "reference", "enum",   "any"};
    for (int type = 0; type < 8; type++) assert_string_equal(deskql_type_text((deskql_type)(type + 1)), texts[type]);
    assert_null(deskql_type_text((deskql_type)0));
    assert_null(deskql_type_text((deskql_type)9));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_ticket_types),
        cmocka_unit_test(test_the_names_of_tickets_are_complete),
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_extensions_are_bounded),
        cmocka_unit_test(test_file_mistakes),
        cmocka_unit_test(test_endpoint_mistakes),
        cmocka_unit_test(test_field_mistakes),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_too_many_names),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_type_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
