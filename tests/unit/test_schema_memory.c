/*
 * JSON and schemas without memory: each allocation fails once, the n-th for every n, and nothing is lost or half done.
 *
 * The arena of this program is one whose every piece is an allocation of its own; it stands in for the library's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DQL_ARENA_FIRST_BLOCK 1
#include "../../src/base/arena.c"

#include "schema/schemas.h"
#include "support/counting.h"

#include <deskql/json.h>

#define EVERYTHING                                                                                                     \
    "{\"version\":2,\"endpoints\":[{\"name\":\"mine\",\"extends\":\"calls\",\"add\":{\"order\":[{\"name\":\"kind\","   \
    "\"tier\":"                                                                                                        \
    "\"seen\"}],\"values\":{\"agent\":{\"all\":[\"Ann\"]}}},\"remove\":{\"filter\":[\"id\"],\"values\":{\"kind\":["    \
    "\"in\"]}}},"                                                                                                      \
    "{\"name\":\"calls\",\"path\":\"/calls\",\"maximumPageSize\":5,\"filter\":["                                       \
    "{\"name\":\"id\",\"type\":\"integer\",\"operators\":[\"equality\"]},"                                             \
    "{\"name\":\"kind\",\"type\":\"enum\",\"values\":[\"in\",\"out\"]},"                                               \
    "{\"name\":\"agent\",\"type\":\"reference\",\"nullable\":true,\"values\":{\"Ann\":1,\"Bob\":2}}],"                 \
    "\"order\":[\"id\",\"agent.name\"],\"includes\":[\"users\",\"all\"],\"fields\":[\"id\"],"                          \
    "\"renamed\":{\"agentName\":\"agent.name\"}},{\"name\":\"users\",\"path\":\"/u\"}]}"

/* The same with mistakes of every kind. */
#define MISTAKES                                                                                                       \
    "{\"version\":2,\"endpoint\":[],\"endpoints\":[{\"name\":\"calls\",\"path\":\"calls\",\"maximumPageSize\":0,"      \
    "\"filter\":["                                                                                                     \
    "{\"name\":\"id\",\"type\":\"interger\",\"operators\":[\"equality\"]},{\"name\":\"id\",\"type\":\"any\"},"         \
    "{\"name\":\"kind\",\"type\":\"enum\",\"values\":[\"in\",\"in\"]},{\"zzz\":1},"                                    \
    "{\"name\":\"agent\",\"type\":\"reference\",\"values\":{\"Ann\":1,\"Ann\":2,\"\":3}}],"                            \
    "\"order\":[\"id\",\"id\"],\"includes\":[\"users\",\"users\"],\"renamed\":{\"agentName\":\"agent.nam\"}},"         \
    "{\"name\":\"a\",\"extends\":\"b\"},{\"name\":\"b\",\"extends\":\"a\"},{\"name\":\"c\",\"extends\":\"tickets\","   \
    "\"add\":{"                                                                                                        \
    "\"order\":[\"id\"],\"values\":{\"state\":[\"active\"]}},\"remove\":{\"filter\":[\"x\"]},\"retype\":[{}]}]}"

typedef deskql_status (*loader)(deskql_schemas *schemas, const char *json, size_t length);

static void expect_no_memory(loader load, const char *json, deskql_status wanted) {
    bool finished = false;
    size_t failures = 0;
    for (size_t n = 1; !finished; n++) {
        counting count = {.fail_at = n};
        deskql_allocator allocator = counting_allocator(&count);
        deskql_schemas *schemas = NULL;
        assert_int_equal(deskql_schemas_new(&allocator, &schemas), DESKQL_OK);
        size_t before = deskql_schemas_count(schemas);
        const deskql_endpoint *tickets = deskql_schemas_find(schemas, "tickets");
        deskql_status status = load(schemas, json, strlen(json));
        if (status == DESKQL_NO_MEMORY) {
            failures++;
            assert_int_equal(deskql_schemas_count(schemas), before);
            assert_ptr_equal(deskql_schemas_find(schemas, "tickets"), tickets);
            assert_int_equal(deskql_findings_count(deskql_schemas_findings(schemas)), 0);
            /* With memory again it is as if nothing had been. */
            assert_int_equal(load(schemas, json, strlen(json)), wanted);
        } else {
            assert_int_equal(status, wanted);
            finished = count.calls <= n;
        }
        assert_int_equal(deskql_findings_count(deskql_schemas_findings(schemas)) > 0, wanted == DESKQL_INVALID);
        deskql_schemas_free(schemas);
        assert_int_equal(count.outstanding, 0);
    }
    assert_true(failures > 20);
}

static void test_schema(void **state) {
    (void)state;
    expect_no_memory(deskql_schemas_add, EVERYTHING, DESKQL_OK);
    expect_no_memory(deskql_schemas_add, MISTAKES, DESKQL_INVALID);
}

static void test_values(void **state) {
    (void)state;
    expect_no_memory(deskql_schemas_add_values, "{\"status\":{\"open\":1,\"closed\":2},\"state\":[\"active\"]}",
                     DESKQL_OK);
    expect_no_memory(deskql_schemas_add_values,
                     "{\"status\":{\"a\":[\"b\",3],\"b\":[1,2],\"c\":[\"a\"],\"d\":{\"renamed\":\"a\"}}}", DESKQL_OK);
    expect_no_memory(deskql_schemas_add_values, "{\"status\":{\"a\":[\"b\",\"x\"],\"b\":[\"a\",2],\"c\":[]}}",
                     DESKQL_INVALID);
    expect_no_memory(deskql_schemas_add_values, "{\"statu\":{\"open\":1,\"closed\":2},\"state\":[\"a\",\"a\"],\"x\":1}",
                     DESKQL_INVALID);
}

static void test_new(void **state) {
    (void)state;
    counting count = {.fail_at = 0};
    deskql_allocator allocator = counting_allocator(&count);
    deskql_schemas *schemas = NULL;
    assert_int_equal(deskql_schemas_new(&allocator, &schemas), DESKQL_NO_MEMORY);
    assert_null(schemas);
    deskql_allocator useless = {NULL, NULL, NULL};
    assert_int_equal(deskql_schemas_new(&useless, &schemas), DESKQL_MISUSE);
}

static void expect_no_memory_for(const char *json, deskql_status wanted) {
    bool finished = false;
    for (size_t n = 0; !finished; n++) {
        counting count = {.fail_at = n};
        deskql_allocator allocator = counting_allocator(&count);
        deskql_json *parsed = NULL;
        deskql_status status = deskql_json_parse(json, strlen(json), &allocator, &parsed);
        if (status == DESKQL_NO_MEMORY) {
            assert_null(parsed);
        } else {
            assert_int_equal(status, wanted);
            assert_int_equal(deskql_json_root(parsed) != NULL, wanted == DESKQL_OK);
            finished = count.calls <= n;
        }
        deskql_json_free(parsed);
        assert_int_equal(count.outstanding, 0);
    }
}

static void test_json(void **state) {
    (void)state;
    expect_no_memory_for(
        "{\"a\":[1,2.5,\"x\\u00e9\",{}],\"b\":{\"c\":[]},\"d\":null,\"e\":1,\"f\":2,\"g\":3,\"h\":4,\"i\":5,\"j\":6}",
        DESKQL_OK);
    expect_no_memory_for(
        "{\"a\":1,\"b\":{\"c\":[],\"c\":1},\"d\":\"\\ud800\",\"e\":1,\"f\":2,\"g\":3,\"h\":4,\"i\":5,\"a\":6}",
        DESKQL_INVALID);
    expect_no_memory_for("[1,2,{\"a\":", DESKQL_INVALID);
    expect_no_memory_for("[True]", DESKQL_INVALID);
    expect_no_memory_for("[\"a\tb\"]", DESKQL_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_new),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
