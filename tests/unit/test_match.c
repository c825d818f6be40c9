/* Which tickets a query selects, by the rules of docs/matching.md; their order; how they are written. */
#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct made {
    deskql_document *document;
    deskql_plan *plan;
    deskql_matcher *matcher;
} made;

static made make_with(const char *endpoint, const char *text, const deskql_binding *bindings, size_t count) {
    made result = {NULL, NULL, NULL};
    deskql_parse_options parsing = DESKQL_PARSE_OPTIONS_INIT;
    parsing.endpoint = endpoint;
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = 1772366400;
    options.bindings = bindings;
    options.binding_count = count;
    assert_int_equal(deskql_parse(NULL, text, strlen(text), &parsing, &result.document), DESKQL_OK);
    if (deskql_compile(deskql_document_at(result.document, 0), &options, &result.plan) != DESKQL_OK)
        fail_msg("no plan of `%s`", text);
    assert_int_equal(deskql_matcher_make(result.plan, NULL, &result.matcher), DESKQL_OK);
    return result;
}

static made make(const char *text) {
    return make_with("tickets", text, NULL, 0);
}

static void unmake(made *of) {
    deskql_matcher_free(of->matcher);
    deskql_plan_free(of->plan);
    deskql_document_free(of->document);
}

static deskql_json *read_json(const char *text) {
    deskql_json *json = NULL;
    if (deskql_json_parse(text, strlen(text), NULL, &json) != DESKQL_OK) fail_msg("no JSON: %s", text);
    return json;
}

static bool selects(const made *of, const char *ticket) {
    deskql_json *json = read_json(ticket);
    bool selected = deskql_matcher_selects(of->matcher, deskql_json_root(json));
    deskql_json_free(json);
    return selected;
}

/* Each ticket but for its braces, behind `+` where the query selects it and `-` where not; several are divided by `|`. */
static void expect_with(const char *endpoint, const char *query, const char *tickets) {
    made of = make_with(endpoint, query, NULL, 0);
    char copy[2048];
    assert_true(strlen(tickets) < sizeof copy);
    strcpy(copy, tickets);
    for (char *ticket = strtok(copy, "|"); ticket; ticket = strtok(NULL, "|")) {
        while (*ticket == ' ') ticket++;
        char text[2048 + 8];
        snprintf(text, sizeof text, "{%s}", ticket + 1);
        if (selects(&of, text) != (*ticket == '+')) fail_msg("%s: %s", query, ticket);
    }
    unmake(&of);
}

static void expect(const char *query, const char *tickets) {
    expect_with("tickets", query, tickets);
}

static void test_equality(void **state) {
    (void)state;
    expect("id = 7",
           "+\"id\":7 | +\"id\":7.0 | +\"id\":70e-1 | -\"id\":8 | -\"id\":\"7\" | -\"id\":true | -\"id\":null | -");
    expect("id != 7", "-\"id\":7 | -\"id\":7.0 | +\"id\":8 | +\"id\":\"7\" | +\"id\":true | +\"id\":null | +");
    expect("id in (9, 7, 8)", "+\"id\":7 | +\"id\":8 | +\"id\":9.0 | -\"id\":6 | -\"id\":10 | -\"id\":null | -");
    expect("id not in (9, 7, 8)", "-\"id\":7 | -\"id\":9e0 | +\"id\":6 | +\"id\":\"7\" | +\"id\":null | +");
    expect("subject = \"a\"",
           "+\"subject\":\"a\" | +\"subject\":\"\\u0061\" | -\"subject\":\"A\" | -\"subject\":\"ab\" | -");
    expect("spam_rules = true",
           "+\"spam_rules\":true | -\"spam_rules\":false | -\"spam_rules\":1 | -\"spam_rules\":\"true\"");
}

static void test_null(void **state) {
    (void)state;
    expect("agent is null",
           "+\"agent\":null | + | -\"agent\":7 | -\"agent\":{\"id\":7} | -\"agent\":{} | -\"agent\":[]");
    expect("agent is not null",
           "-\"agent\":null | - | +\"agent\":7 | +\"agent\":{\"id\":7} | +\"agent\":{} | +\"agent\":[]");
    expect("agent in (null, 7)", "+\"agent\":null | + | +\"agent\":7 | -\"agent\":8");
    expect("agent not in (null, 7)", "-\"agent\":null | - | -\"agent\":7 | +\"agent\":8");
    expect("priority < 3", "-\"priority\":null | - | +\"priority\":2");
    expect("not priority < 3", "-\"priority\":null | - | -\"priority\":2 | +\"priority\":3");
}

static void test_relationships(void **state) {
    (void)state;
    expect("agent = 7", "+\"agent\":{\"id\":7,\"type\":\"users\"} | -\"agent\":{\"id\":8} | -\"agent\":{\"id\":\"7\"} "
                        "| -\"agent\":{\"id\":null} "
                        "| +\"agent\":[{\"id\":3},{\"id\":7}] | -\"agent\":{\"type\":\"users\"}");
    expect("agent = \"7\"", "+\"agent\":{\"id\":\"7\"} | -\"agent\":{\"id\":7}");
    expect("priority > 2", "+\"priority\":{\"id\":3} | -\"priority\":{\"id\":2} | -\"priority\":{\"id\":null}");
    expect_with("users", "inboxes.id = 7",
                "+\"inboxes\":{\"id\":7} | +\"inboxes\":[{\"id\":3},{\"id\":7}] | -\"inboxes\":[{\"id\":3}] | "
                "-\"inboxes\":7 | -");
    expect_with("users", "inboxes.id != 7",
                "-\"inboxes\":[{\"id\":3},{\"id\":7}] | +\"inboxes\":[{\"id\":3}] | +\"inboxes\":7 | +");
    expect_with("users", "inboxes.id is null",
                "-\"inboxes\":[{\"id\":3}] | +\"inboxes\":[{\"id\":3},{}] | -\"inboxes\":[] | +\"inboxes\":{} | "
                "+\"inboxes\":null | +");
}

static void test_arrays(void **state) {
    (void)state;
    expect("spam_rules = 1",
           "+\"spam_rules\":[3,1] | -\"spam_rules\":[3] | -\"spam_rules\":[[1]] | -\"spam_rules\":[]");
    expect("spam_rules != 1",
           "-\"spam_rules\":[3,1] | +\"spam_rules\":[3] | +\"spam_rules\":[[1]] | +\"spam_rules\":[]");
    expect("spam_rules in (1, \"x\")", "+\"spam_rules\":[3,\"x\"] | -\"spam_rules\":[3] | -\"spam_rules\":[]");
    expect("spam_rules is null", "+\"spam_rules\":[3,null] | -\"spam_rules\":[3] | -\"spam_rules\":[]");
    expect("spam_rules > 2", "+\"spam_rules\":[1,3] | -\"spam_rules\":[1,\"3\"] | -\"spam_rules\":[[3]]");
    /* One item may be above and another below. */
    expect("spam_rules > 2 and spam_rules < 2", "+\"spam_rules\":[1,3]");
}

static void test_order_of_values(void **state) {
    (void)state;
    expect("id < 7", "+\"id\":6.9 | -\"id\":7 | +\"id\":-1e300 | -\"id\":\"6\" | -\"id\":false | -\"id\":{} | -");
    expect("spam_score >= 0.1",
           "+\"spam_score\":0.1 | +\"spam_score\":1e400 | -\"spam_score\":0.09 | -\"spam_score\":\"1\"");
    expect("spam_score <= -0.0", "+\"spam_score\":0 | +\"spam_score\":-1 | -\"spam_score\":5e-324");
    expect("spam_rules < \"b\"",
           "+\"spam_rules\":\"a\" | +\"spam_rules\":\"\" | +\"spam_rules\":\"Z\" | -\"spam_rules\":\"b\" | "
           "-\"spam_rules\":\"ba\" | -\"spam_rules\":1");
    /* By bytes, so by characters: U+10000 is beyond U+FFFD. */
    expect("spam_rules > \"\\ufffd\"", "+\"spam_rules\":\"\\ud800\\udc00\" | -\"spam_rules\":\"\\ue000\"");
    expect("spam_rules > false", "+\"spam_rules\":true | -\"spam_rules\":false | -\"spam_rules\":1");
}

static void test_large_integers(void **state) {
    (void)state;
    expect("id = 9007199254740993", "+\"id\":9007199254740993 | -\"id\":9007199254740992 | -\"id\":9007199254740992.0");
    expect("id > 9007199254740992",
           "+\"id\":9007199254740993 | -\"id\":9007199254740992 | -\"id\":9.007199254740992e15");
    expect("id < 9223372036854775807",
           "+\"id\":9223372036854775806 | -\"id\":9223372036854775807 | -\"id\":9223372036854775808 | "
           "+\"id\":-99999999999999999999");
    expect("id >= -9223372036854775808",
           "+\"id\":-9223372036854775808 | +\"id\":-9223372036854775808.0 | -\"id\":-1e19");
    /* What is beyond 64 bits is a double. */
    expect("spam_score = 1e20", "+\"spam_score\":100000000000000000000 | +\"spam_score\":100000000000000000001");
}

static void test_times(void **state) {
    (void)state;
    expect("createdAt = 2026-03-01T10:00:00Z",
           "+\"createdAt\":\"2026-03-01T10:00:00Z\" | +\"createdAt\":\"2026-03-01T11:00:00+01:00\" | "
           "+\"createdAt\":\"2026-03-01T10:00:00.000Z\" | -\"createdAt\":\"2026-03-01T10:00:00.001Z\" | "
           "-\"createdAt\":\"2026-03-01T10:00:00.0000001Z\" | +\"createdAt\":\"2026-03-01T10:00:00.000000000000Z\" | "
           "-\"createdAt\":\"2026-03-01\" | -\"createdAt\":1772359200 | -\"createdAt\":\"\" | -");
    expect("createdAt > 2026-03-01T10:00:00.250Z",
           "+\"createdAt\":\"2026-03-01T10:00:00.250001Z\" | -\"createdAt\":\"2026-03-01T10:00:00.25Z\" | "
           "-\"createdAt\":\"2026-03-01T10:00:00Z\" | +\"createdAt\":\"2026-03-01T09:00:01-01:00\"");
    /* What is no time is compared as the text that it is with the text that is sent. */
    expect("createdAt > 2026-03-01T10:00:00Z",
           "+\"createdAt\":\"soon\" | -\"createdAt\":\"2026-03-01\" | +\"createdAt\":\"2026-03-02\"");
    expect(
        "createdAt in (2026-03-01T10:00Z, 2026-03-02T10:00Z)",
        "+\"createdAt\":\"2026-03-02T12:00:00+02:00\" | -\"createdAt\":\"2026-03-02T12:00:00Z\" | -\"createdAt\":null");
    expect("createdAt = today",
           "+\"createdAt\":\"2026-03-01T00:00:00Z\" | +\"createdAt\":\"2026-03-01T23:59:59.999Z\" | "
           "-\"createdAt\":\"2026-03-02T00:00:00Z\" | -\"createdAt\":null");
    expect("createdAt != today", "-\"createdAt\":\"2026-03-01T00:00:00Z\" | +\"createdAt\":\"2026-03-02T00:00:00Z\" | "
                                 "-\"createdAt\":null");
}

static void test_contains(void **state) {
    (void)state;
    expect("subject contains 'Refund'",
           "+\"subject\":\"my refund!\" | +\"subject\":\"REFUND\" | -\"subject\":\"refun d\" | -\"subject\":null | -");
    expect("subject contains 'aab'",
           "+\"subject\":\"aaaab\" | +\"subject\":\"xaabaab\" | -\"subject\":\"aaaaaa\" | +\"subject\":\"abaaAB\"");
    expect("subject contains 'abababc'", "+\"subject\":\"abababababc\" | -\"subject\":\"ababab\"");
    expect("subject contains ''", "+\"subject\":\"\" | +\"subject\":\"x\" | -\"subject\":null | -\"subject\":1");
    /* Letters of ASCII alone are the same in both cases. */
    expect("subject contains '\xC3\xA9'",
           "+\"subject\":\"caf\xC3\xA9\" | -\"subject\":\"CAF\xC3\x89\" | -\"subject\":\"cafe\"");
    expect("spam_rules contains 'x'", "+\"spam_rules\":[\"axb\"] | -\"spam_rules\":[\"y\",1] | +\"spam_rules\":\"X\"");
    expect("spam_rules contains 7",
           "+\"spam_rules\":[3,7] | +\"spam_rules\":7 | -\"spam_rules\":[77] | -\"spam_rules\":\"7\"");
}

static void test_groups(void **state) {
    (void)state;
    expect("id = 1 and subject = 'a' or id = 2",
           "+\"id\":1,\"subject\":\"a\" | -\"id\":1 | +\"id\":2 | -\"subject\":\"a\"");
    expect("", "+ | +\"id\":1");
    made of = make("id = 1");
    assert_false(deskql_matcher_selects(of.matcher, NULL));
    assert_false(deskql_matcher_selects(NULL, NULL));
    deskql_json *json = read_json("[{\"id\":1}]");
    assert_false(deskql_matcher_selects(of.matcher, deskql_json_root(json)));
    deskql_json_free(json);
    unmake(&of);
}

/* A long list is searched, not looked through. */
static void test_long_list(void **state) {
    (void)state;
    deskql_value values[3000];
    for (int i = 0; i < 3000; i++) {
        values[i].type = DESKQL_VALUE_INTEGER;
        values[i].as.integer = (i * INT64_C(7919)) % 3001 * 2;
    }
    deskql_binding binding = {"ids", {.type = DESKQL_VALUE_LIST}};
    binding.value.as.list.items = values;
    binding.value.as.list.count = 3000;
    made of = make_with("tickets", "id in :ids", &binding, 1);
    bool listed[6010] = {false};
    for (int i = 0; i < 3000; i++) listed[values[i].as.integer] = true;
    for (int id = 0; id < 6010; id++) {
        char ticket[32];
        snprintf(ticket, sizeof ticket, "{\"id\":%d}", id);
        assert_int_equal(selects(&of, ticket), listed[id]);
    }
    unmake(&of);
}

/* ---- Order ---- */

typedef struct bytes {
    char at[4096];
    size_t length;
} bytes;

static int add_bytes(void *context, const char *more, size_t length) {
    bytes *to = context;
    if (length > sizeof to->at - to->length) return 1;
    memcpy(to->at + to->length, more, length);
    to->length += length;
    return 0;
}

static bytes key_of(const made *of, const char *ticket, const deskql_included *included) {
    bytes key = {.length = 0};
    deskql_json *json = read_json(ticket);
    assert_int_equal(deskql_matcher_key(of->matcher, deskql_json_root(json), included, add_bytes, &key), DESKQL_OK);
    deskql_json_free(json);
    return key;
}

static int compare_keys(const bytes *one, const bytes *other) {
    size_t shorter = one->length < other->length ? one->length : other->length;
    int order = memcmp(one->at, other->at, shorter);
    return order ? order : (one->length > other->length) - (one->length < other->length);
}

/* The values of one member, in their order; those of one place are divided by `=`, places by `<`. */
static void expect_order(const char *field, const char *values, const deskql_included *included, const made *given) {
    for (int descending = 0; descending < 2; descending++) {
        char query[64];
        snprintf(query, sizeof query, "order by %s %s", field, descending ? "desc" : "asc");
        made of = given ? *given : make(query);
        char copy[1024];
        assert_true(strlen(values) < sizeof copy);
        strcpy(copy, values);
        bytes previous = {.length = 0};
        char relation = 0;
        for (char *at = copy; at;) {
            char *end = strpbrk(at, "<=");
            char next = end ? *end : '\0';
            if (end) *end = '\0';
            char ticket[1200];
            snprintf(ticket, sizeof ticket, "{%s}", at);
            bytes key = key_of(&of, ticket, included);
            int order = compare_keys(&previous, &key);
            if (relation && (relation == '=' ? order != 0 : descending ? order <= 0 : order >= 0))
                fail_msg("%s: %s", query, ticket);
            previous = key;
            relation = next;
            at = end ? end + 1 : NULL;
        }
        if (given) return;
        unmake(&of);
    }
}

static void test_order(void **state) {
    (void)state;
    expect_order(
        "spam_rules",
        "=\"spam_rules\":null<\"spam_rules\":-1e400<\"spam_rules\":-9007199254740993<\"spam_rules\":-9007199254740992<"
        "\"spam_rules\":-0.5<\"spam_rules\":-0.0=\"spam_rules\":0<\"spam_rules\":5e-324<\"spam_rules\":1=\"spam_"
        "rules\":1.0<"
        "\"spam_rules\":9007199254740992=\"spam_rules\":9007199254740992.0<\"spam_rules\":9007199254740993<"
        "\"spam_rules\":9223372036854775807<\"spam_rules\":9223372036854775808<\"spam_rules\":\"\"<\"spam_rules\":"
        "\"A\"<"
        "\"spam_rules\":\"a\"<\"spam_rules\":\"a\\u0000\"<\"spam_rules\":\"a\\u0000b\"<\"spam_rules\":\"a\\u0001\"<"
        "\"spam_rules\":\"ab\"<\"spam_rules\":{}=\"spam_rules\":{\"a\":1}<\"spam_rules\":[[1]]<\"spam_rules\":false<"
        "\"spam_rules\":true",
        NULL, NULL);
    expect_order("agent", "\"agent\":null<\"agent\":{\"id\":2,\"type\":\"users\"}=\"agent\":2<\"agent\":{\"id\":10}",
                 NULL, NULL);
    expect_order(
        "createdAt",
        "\"createdAt\":\"2026\"<\"createdAt\":\"2026-03-01T10:00:00+02:00\"=\"createdAt\":\"2026-03-01T08:00:00Z\"<"
        "\"createdAt\":\"2026-03-01T08:00:00.5Z\"<\"createdAt\":\"2026-03-01T08:00:00.5000001Z\"<\"createdAt\":\"2026-"
        "03-01T08:00:01Z\"",
        NULL, NULL);
    /* A text that looks like a time is one only where times stand. */
    expect_order("subject", "\"subject\":\"2026-03-01T08:00:00Z\"<\"subject\":\"2026-03-01T10:00:00+09:00\"", NULL,
                 NULL);
    expect_order("users.id", "\"agent\":null<\"agent\":{\"id\":2}=\"agent\":2<\"agent\":{\"id\":10}", NULL, NULL);
    expect_order("reviewStatus", "=\"reviewStatus\":null<\"reviewStatus\":\"a\"<\"reviewStatus\":\"b\"", NULL, NULL);
    expect_order("messages.customers.id",
                 "=\"messages\":[]<\"messages\":[{\"id\":1,\"customer\":{\"id\":3}}]=\"messages\":{\"customers\":3}<"
                 "\"messages\":{\"customer\":4}",
                 NULL, NULL);
}

/* Of an array the item counts that comes first in the direction of the order. */
static void test_order_of_arrays(void **state) {
    (void)state;
    made rising = make("order by spam_rules");
    made falling = make("order by spam_rules desc");
    bytes one = key_of(&rising, "{\"spam_rules\":[5,1,9]}", NULL);
    bytes other = key_of(&rising, "{\"spam_rules\":1}", NULL);
    assert_int_equal(compare_keys(&one, &other), 0);
    one = key_of(&falling, "{\"spam_rules\":[5,1,9]}", NULL);
    other = key_of(&falling, "{\"spam_rules\":9}", NULL);
    assert_int_equal(compare_keys(&one, &other), 0);
    one = key_of(&rising, "{\"spam_rules\":[]}", NULL);
    other = key_of(&rising, "{}", NULL);
    assert_true(compare_keys(&one, &other) < 0);
    unmake(&rising);
    unmake(&falling);
}

static deskql_included *include(const made *of, const char *items) {
    deskql_included *included = NULL;
    assert_int_equal(deskql_included_new(of->matcher, NULL, &included), DESKQL_OK);
    deskql_json *json = read_json(items);
    const deskql_json_value *item = deskql_json_value_first(deskql_json_root(json));
    for (; item; item = deskql_json_value_next(item)) assert_int_equal(deskql_included_add(included, item), DESKQL_OK);
    deskql_json_free(json);
    return included;
}

static void test_included(void **state) {
    (void)state;
    for (int descending = 0; descending < 2; descending++) {
        made of = make(descending ? "order by users.name desc" : "order by users.name");
        assert_string_equal(deskql_matcher_included_kind(of.matcher), "users");
        deskql_included *included = include(
            &of, "[{\"id\":1,\"name\":\"Zoe\"},{\"id\":2,\"firstName\":\"Ann\",\"lastName\":\"B\"},{\"id\":3,"
                 "\"firstName\":\"Bob\"},"
                 "{\"name\":\"nobody\"},{\"id\":1,\"name\":\"again\"},{\"id\":4},{\"id\":\"x\",\"name\":\"X\"},7]");
        const char *const rising =
            "\"agent\":{\"id\":4}=\"agent\":{\"id\":9}=\"agent\":null<\"agent\":{\"id\":2}<\"agent\":{\"id\":3}<"
            "\"agent\":{\"id\":\"x\"}<\"agent\":{\"id\":1}=\"agent\":1.0=\"users\":[{\"id\":1}]";
        const char *const falling =
            "\"agent\":{\"id\":1}<\"agent\":{\"id\":\"x\"}<\"agent\":{\"id\":3}<\"agent\":{\"id\":2}<"
            "\"agent\":{\"id\":9}=\"agent\":{\"id\":4}";
        expect_order("users.name", descending ? falling : rising, included, &of);
        /* Of two people the one who comes first counts. */
        expect_order("users.name",
                     descending ? "\"agent\":[{\"id\":2},{\"id\":1}]=\"agent\":1"
                                : "\"agent\":[{\"id\":1},{\"id\":2}]=\"agent\":2",
                     included, &of);
        deskql_included_free(included);
        unmake(&of);
    }
}

/* Many things, so that the table grows. */
static void test_many_included(void **state) {
    (void)state;
    made of = make("order by statuses.id");
    assert_null(deskql_matcher_included_kind(of.matcher));
    deskql_included *included = NULL;
    assert_int_equal(deskql_included_new(of.matcher, NULL, &included), DESKQL_MISUSE);
    unmake(&of);
    of = make("order by customers.name");
    assert_int_equal(deskql_included_new(of.matcher, NULL, &included), DESKQL_OK);
    for (int i = 0; i < 1000; i++) {
        char item[64];
        snprintf(item, sizeof item, "{\"id\":%d,\"name\":\"%04d\"}", i, (i * 37) % 1000);
        deskql_json *json = read_json(item);
        assert_int_equal(deskql_included_add(included, deskql_json_root(json)), DESKQL_OK);
        deskql_json_free(json);
    }
    for (int i = 0; i < 1000; i++) {
        char ticket[64];
        char plain[64];
        snprintf(ticket, sizeof ticket, "{\"customer\":{\"id\":%d}}", i);
        snprintf(plain, sizeof plain, "{\"customer\":{\"id\":-1,\"name\":\"%04d\"}}", (i * 37) % 1000);
        bytes one = key_of(&of, ticket, included);
        bytes other = key_of(&of, plain, NULL);
        assert_int_equal(compare_keys(&one, &other), 0);
    }
    deskql_included_free(included);
    unmake(&of);
}

/* ---- Pages and writing ---- */

static void expect_page(const char *query, bool paged, int64_t page, int64_t size) {
    made of = make(query);
    int64_t found = 0;
    int64_t found_size = 0;
    assert_int_equal(deskql_matcher_page(of.matcher, &found, &found_size), paged);
    assert_int_equal(found, page);
    assert_int_equal(found_size, size);
    unmake(&of);
}

static void test_page(void **state) {
    (void)state;
    expect_page("", false, 0, 0);
    expect_page("page 3", true, 3, DESKQL_ASSUMED_PAGE_SIZE);
    expect_page("pagesize 7", true, 1, 7);
    expect_page("page 2 pagesize 100", true, 2, 100);
}

static void expect_written(const char *query, const char *ticket, const char *expected) {
    made of = make(query);
    deskql_json *json = read_json(ticket);
    bytes written = {.length = 0};
    assert_int_equal(deskql_matcher_write(of.matcher, deskql_json_root(json), ticket, add_bytes, &written), DESKQL_OK);
    written.at[written.length] = '\0';
    assert_string_equal(written.at, expected);
    deskql_json_free(json);
    unmake(&of);
}

static void test_write(void **state) {
    (void)state;
    static const char plain[] = " { \"id\" : 1.00, \"x\":\"\\u0041 \\\" b\" } ";
    expect_written("", plain, "{ \"id\" : 1.00, \"x\":\"\\u0041 \\\" b\" }");
    expect_written("", "{ \"id\" : [1, {}],\r\n  \"x\":\"a \\\\\"\n }", "{\"id\":[1,{}],\"x\":\"a \\\\\"}");
    expect_written("fields x, id, y", plain, "{\"id\":1.00,\"x\":\"\\u0041 \\\" b\"}");
    expect_written("fields status", "{\"id\":1,\"status\":{\n\"id\": 2}}", "{\"status\":{\"id\":2}}");
    expect_written("fields nothing", plain, "{}");
}

static int refuse(void *context, const char *at, size_t length) {
    (void)context;
    (void)at;
    (void)length;
    return 1;
}

static bool orders(const made *of, const char *ticket) {
    deskql_json *json = read_json(ticket);
    bool found = deskql_matcher_orders(of->matcher, deskql_json_root(json));
    deskql_json_free(json);
    return found;
}

static void test_what_orders(void **state) {
    (void)state;
    made of = make("order by reviewStatus");
    assert_true(orders(&of, "{\"reviewStatus\":1}"));
    assert_true(orders(&of, "{\"reviewStatus\":null}"));
    assert_false(orders(&of, "{\"id\":1}"));
    assert_false(orders(&of, "[1]"));
    unmake(&of);
    of = make("order by users.name");
    assert_true(orders(&of, "{\"agent\":{\"id\":7,\"name\":\"A\"}}"));
    assert_false(orders(&of, "{\"agent\":{\"id\":7}}"));
    deskql_included *included = NULL;
    deskql_json *nameless = read_json("{\"id\":7}");
    deskql_json *named = read_json("{\"id\":8,\"lastName\":\"B\"}");
    assert_int_equal(deskql_included_new(of.matcher, NULL, &included), DESKQL_OK);
    assert_int_equal(deskql_included_add(included, deskql_json_root(nameless)), DESKQL_OK);
    assert_false(deskql_included_orders(included));
    assert_int_equal(deskql_included_add(included, deskql_json_root(named)), DESKQL_OK);
    assert_true(deskql_included_orders(included));
    deskql_json_free(nameless);
    deskql_json_free(named);
    deskql_included_free(included);
    unmake(&of);
    of = make("id = 1");
    assert_false(orders(&of, "{\"id\":1}"));
    unmake(&of);
}

static void test_misuse(void **state) {
    (void)state;
    made of = make("id = 1 order by users.name");
    deskql_json *json = read_json("{\"id\":1}");
    const deskql_json_value *root = deskql_json_root(json);
    deskql_matcher *matcher = NULL;
    int64_t number;
    assert_int_equal(deskql_matcher_make(NULL, NULL, &matcher), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_make(of.plan, NULL, NULL), DESKQL_MISUSE);
    assert_null(deskql_matcher_order(NULL));
    assert_null(deskql_matcher_included_kind(NULL));
    assert_false(deskql_matcher_page(NULL, &number, &number));
    assert_false(deskql_matcher_page(of.matcher, NULL, &number));
    assert_int_equal(deskql_included_new(NULL, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_included_add(NULL, root), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(NULL, root, NULL, add_bytes, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(of.matcher, NULL, NULL, add_bytes, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(of.matcher, root, NULL, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_key(of.matcher, root, NULL, refuse, NULL), DESKQL_SINK_FAILED);
    assert_int_equal(deskql_matcher_write(of.matcher, root, NULL, refuse, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_matcher_write(of.matcher, root, "{\"id\":1}", refuse, NULL), DESKQL_SINK_FAILED);
    deskql_matcher_free(NULL);
    deskql_included_free(NULL);
    deskql_json_free(json);
    unmake(&of);
}

/* A plan that failed has no matcher; one that is used again has the new plan's filter. */
static void test_made_again(void **state) {
    (void)state;
    made of = make("id = 1");
    made other = make("id = 2 order by id desc");
    assert_true(selects(&of, "{\"id\":1}"));
    assert_int_equal(deskql_matcher_make(other.plan, NULL, &of.matcher), DESKQL_OK);
    assert_false(selects(&of, "{\"id\":1}"));
    assert_true(selects(&of, "{\"id\":2}"));
    assert_string_equal(deskql_matcher_order(of.matcher), "id");
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    assert_int_equal(deskql_parse(NULL, "id = :x", 7, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), NULL, &plan), DESKQL_INVALID);
    assert_int_equal(deskql_matcher_make(plan, NULL, &of.matcher), DESKQL_MISUSE);
    assert_true(selects(&of, "{\"id\":2}"));
    deskql_plan_free(plan);
    deskql_document_free(document);
    unmake(&of);
    unmake(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_null),
        cmocka_unit_test(test_relationships),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_order_of_values),
        cmocka_unit_test(test_large_integers),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_contains),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_long_list),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_order_of_arrays),
        cmocka_unit_test(test_included),
        cmocka_unit_test(test_many_included),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_what_orders),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
