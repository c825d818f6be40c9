/*
 * Prepared queries: what is bound never changes the shape of a filter. A bound string of any bytes gives the same JSON but for that one
 * string; every other type gives one shape whatever the value.
 */
#include "support/findings.h"

#include <deskql/deskql.h>
#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 400
#define LONGEST 48

static uint64_t random_state;

static uint64_t random_word(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static uint32_t below(uint32_t limit) {
    return (uint32_t)(random_word() % limit);
}

/* ---- Strings ----------------------------------------------------------------------------------------------------------- */

/* Bytes as an attacker would choose them, and any. */
static size_t random_bytes(char bytes[LONGEST]) {
    static const char *const pieces[] = {"\"",   "\\",      "'",    "{",    "}", "[",  "]",  ":",  ",",
                                         "$or",  "\"}}",    "%22",  "&",    "#", "\n", "\r", "\t", "\x01",
                                         "\x7f", " or 1=1", "null", "true", "1", ":s", ";"};
    size_t length = 0, wanted = below(LONGEST - 8);
    while (length < wanted) {
        if (below(3) == 0) {
            const char *piece = pieces[below(sizeof pieces / sizeof *pieces)];
            memcpy(bytes + length, piece, strlen(piece));
            length += strlen(piece);
        } else {
            bytes[length++] = (char)below(below(2) ? 128 : 256);
        }
    }
    return length;
}

/* By the definition: no overlong form, no surrogate, nothing beyond U+10FFFF. */
static bool is_utf8(const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        unsigned char first = (unsigned char)bytes[i++];
        if (first < 0x80) continue;
        int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        if (first < 0xC2 || first > 0xF4) return false;
        uint32_t code = first & (0x3Fu >> more);
        for (; more; more--) {
            if (i == length || ((unsigned char)bytes[i] & 0xC0) != 0x80) return false;
            code = code << 6 | ((unsigned char)bytes[i++] & 0x3F);
        }
        int bytes_needed = code >= 0x10000 ? 4 : code >= 0x800 ? 3 : 2;
        int bytes_used = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (bytes_needed != bytes_used || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) return false;
    }
    return true;
}

/* Parameters of one name are one string; another one stays as it is. */
static const char *const string_queries[] = {
    "subject = :s",
    "subject != :s or subject contains :s",
    "subject in (a, :s, \"b\") and status = 1",
    "subject not in (:s, :s)",
    "not (subject = :s or subject = x) and subject != :s",
    "subject = :s or subject = :s or subject = a or subject in (a, b)",
    "subject contains :s and subject contains :s and id in (1, 2)",
    "agent = :s or agent = 1 or agent is null",
    "state = :s and state != active",
    "spam_rules = :s or spam_rules < :s or spam_rules contains :s",
    "(agent = :s or (status = 1 and not (agent in (:s, 3) and agent != :s)))",
};

typedef struct prepared {
    deskql_document *document;
    deskql_plan *plan;
} prepared;

/* The built-in endpoints have no boolean. */
static deskql_schemas *schemas;
static const char schema[] = "{\"version\":1,\"endpoints\":[{\"name\":\"things\",\"path\":\"/things.json\",\"filter\":"
                             "[{\"name\":\"open\",\"type\":\"boolean\"}]}]}";

static int make_schemas(void **state) {
    (void)state;
    return deskql_schemas_new(NULL, &schemas) != DESKQL_OK ||
           deskql_schemas_add(schemas, schema, sizeof schema - 1) != DESKQL_OK;
}

static int free_schemas(void **state) {
    (void)state;
    deskql_schemas_free(schemas);
    return 0;
}

static prepared prepare(const char *text) {
    prepared result = {NULL, NULL};
    assert_int_equal(deskql_parse(schemas, text, strlen(text), NULL, &result.document), DESKQL_OK);
    assert_true(deskql_query_valid(deskql_document_at(result.document, 0)));
    return result;
}

static void release(const prepared *query) {
    deskql_plan_free(query->plan);
    deskql_document_free(query->document);
}

static deskql_status bind(prepared *query, const deskql_binding *bindings, size_t count) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = INT64_C(1772366400);
    options.bindings = bindings;
    options.binding_count = count;
    return deskql_compile(deskql_document_at(query->document, 0), &options, &query->plan);
}

static deskql_status bind_value(prepared *query, deskql_value value) {
    deskql_binding binding = {"s", value};
    return bind(query, &binding, 1);
}

static char *filter_of(const prepared *query, size_t *length) {
    assert_int_equal(deskql_plan_write(query->plan, DESKQL_OUTPUT_FILTER, NULL, 0, length), DESKQL_SHORT_BUFFER);
    char *filter = malloc(*length + 1);
    assert_non_null(filter);
    assert_int_equal(deskql_plan_write(query->plan, DESKQL_OUTPUT_FILTER, filter, *length + 1, length), DESKQL_OK);
    return filter;
}

static deskql_value string(const char *bytes, size_t length) {
    return (deskql_value){.type = DESKQL_VALUE_STRING, .as.string = {bytes, length}};
}

/* The filter with `MARK` in place of each bound string, cut at the marks: `parts` keeps the place behind each. */
#define MARK "\"@mark@\""

typedef struct pattern {
    char *text;
    const char *parts[8];
    size_t lengths[8];
    size_t count;
} pattern;

static pattern pattern_of(prepared *query) {
    pattern result = {.count = 0};
    size_t length;
    assert_int_equal(bind_value(query, string("@mark@", 6)), DESKQL_OK);
    result.text = filter_of(query, &length);
    const char *at = result.text;
    for (const char *mark = strstr(at, MARK); mark; mark = strstr(at, MARK)) {
        result.parts[result.count] = at;
        result.lengths[result.count++] = (size_t)(mark - at);
        at = mark + sizeof MARK - 1;
        assert_true(result.count < 7);
    }
    assert_true(result.count > 0);
    result.parts[result.count] = at;
    result.lengths[result.count++] = strlen(at);
    return result;
}

/* The length of a JSON string at the beginning of a text. */
static size_t string_length(const char *text) {
    assert_int_equal(text[0], '"');
    size_t length = 1;
    while (text[length] != '"') {
        assert_int_not_equal(text[length], '\0');
        length += text[length] == '\\' ? 2 : 1;
    }
    return length + 1;
}

static void assert_decodes_to(const char *text, size_t text_length, const char *bytes, size_t length) {
    deskql_json *json = NULL;
    size_t got_length;
    assert_int_equal(deskql_json_parse(text, text_length, NULL, &json), DESKQL_OK);
    const char *got = deskql_json_value_text(deskql_json_root(json), &got_length);
    assert_int_equal(got_length, length);
    assert_memory_equal(got, bytes, length);
    deskql_json_free(json);
}

static void assert_fits(const pattern *expected, const char *filter, size_t length, const char *bytes,
                        size_t bytes_length) {
    const char *at = filter;
    for (size_t i = 0; i < expected->count; i++) {
        assert_true((size_t)(filter + length - at) >= expected->lengths[i]);
        assert_memory_equal(at, expected->parts[i], expected->lengths[i]);
        at += expected->lengths[i];
        if (i + 1 == expected->count) break;
        size_t quoted = string_length(at);
        assert_decodes_to(at, quoted, bytes, bytes_length);
        at += quoted;
    }
    assert_ptr_equal(at, filter + length);
}

static void test_any_bytes(void **state) {
    (void)state;
    random_state = 1;
    size_t refused = 0, taken = 0;
    for (size_t i = 0; i < sizeof string_queries / sizeof *string_queries; i++) {
        prepared query = prepare(string_queries[i]);
        pattern expected = pattern_of(&query);
        for (int round = 0; round < ROUNDS; round++) {
            char bytes[LONGEST];
            size_t length = random_bytes(bytes), filter_length;
            deskql_status status = bind_value(&query, string(bytes, length));
            if (!is_utf8(bytes, length)) {
                /* JSON cannot hold it. */
                assert_int_equal(status, DESKQL_INVALID);
                assert_int_equal(finding_at(deskql_plan_findings(query.plan), 0)->code, 309);
                refused++;
                continue;
            }
            assert_int_equal(status, DESKQL_OK);
            char *filter = filter_of(&query, &filter_length);
            assert_fits(&expected, filter, filter_length, bytes, length);
            free(filter);
            taken++;
        }
        free(expected.text);
        release(&query);
    }
    assert_true(refused > ROUNDS && taken > ROUNDS);
}

/* ---- Every other type -------------------------------------------------------------------------------------------------- */

static deskql_value random_value(deskql_value_type type, char bytes[LONGEST]) {
    static const int64_t integers[] = {0, 1, -1, 2, INT64_MAX, INT64_MIN, 1000};
    static const double numbers[] = {0, -0.0, 1, 1.5, -1e300, DBL_MIN, DBL_MAX, 1e21};
    deskql_value value = {.type = type};
    switch (type) {
    case DESKQL_VALUE_INTEGER:
        value.as.integer = below(2) ? integers[below(7)] : (int64_t)random_word();
        break;
    case DESKQL_VALUE_NUMBER:
        value.as.number = numbers[below(8)];
        break;
    case DESKQL_VALUE_BOOLEAN:
        value.as.boolean = below(2);
        break;
    case DESKQL_VALUE_TIME:
        value.as.time = (int64_t)below(UINT32_MAX) * (below(2) ? 1000 : 999);
        break;
    case DESKQL_VALUE_DATE:
        value.as.date = (int32_t)below(40000) - 20000;
        break;
    case DESKQL_VALUE_STRING:
        value.as.string.bytes = bytes;
        for (value.as.string.length = 0; value.as.string.length < below(LONGEST); value.as.string.length++) {
            bytes[value.as.string.length] = (char)below(128);
        }
        break;
    default:
        break;
    }
    return value;
}

/* Puts a letter in place of each string that is no key, number and word. */
static void make_shape(const char *filter, char *shape) {
    while (*filter) {
        if (*filter == '"') {
            size_t length = string_length(filter);
            bool key = filter[length] == ':';
            if (key) memcpy(shape, filter, length);
            if (!key) *shape = 's';
            shape += key ? length : 1;
            filter += length;
        } else if (strchr("-0123456789tfn", *filter)) {
            *shape++ = strchr("tf", *filter) ? 'b' : *filter == 'n' ? 'n' : 'd';
            while (*filter && !strchr(",]}", *filter)) filter++;
        } else {
            *shape++ = *filter++;
        }
    }
    *shape = '\0';
}

static void assert_one_shape(const char *text, deskql_value_type type, size_t list) {
    prepared query = prepare(text);
    char *first = NULL;
    for (int round = 0; round < 60; round++) {
        char bytes[4][LONGEST];
        deskql_value items[4];
        for (size_t i = 0; i < (list ? list : 1); i++) items[i] = random_value(type, bytes[i]);
        deskql_value value = items[0];
        if (list) value = (deskql_value){.type = DESKQL_VALUE_LIST, .as.list = {items, list}};
        deskql_status status = bind_value(&query, value);
        if (status != DESKQL_OK) fail_msg("%s with type %d: %s", text, type, deskql_status_text(status));
        size_t length;
        char *filter = filter_of(&query, &length), *shape = malloc(length + 1);
        assert_non_null(shape);
        make_shape(filter, shape);
        if (first) assert_string_equal(shape, first);
        if (!first) {
            first = shape;
        } else {
            free(shape);
        }
        free(filter);
    }
    free(first);
    release(&query);
}

static void test_one_shape_a_type(void **state) {
    (void)state;
    random_state = 2;
    assert_one_shape("id = :s or id = 1 or id = :s or id in (1, 2)", DESKQL_VALUE_INTEGER, 0);
    assert_one_shape("id = :s and id = 1 and id >= :s and id != :s and id != 1", DESKQL_VALUE_INTEGER, 0);
    assert_one_shape("id between :s and 3 or id not between 1 and :s", DESKQL_VALUE_INTEGER, 0);
    assert_one_shape("spam_score between :s and :s or spam_score = 1", DESKQL_VALUE_NUMBER, 0);
    assert_one_shape("spam_score = :s or spam_score = 1", DESKQL_VALUE_INTEGER, 0);
    assert_one_shape("from things open = :s or open = true", DESKQL_VALUE_BOOLEAN, 0);
    assert_one_shape("agent = :s or agent = 1", DESKQL_VALUE_NULL, 0);
    assert_one_shape("createdAt = :s or createdAt < 2026-01-31", DESKQL_VALUE_TIME, 0);
    assert_one_shape("createdAt = :s or createdAt < :s and createdAt != :s", DESKQL_VALUE_DATE, 0);
    assert_one_shape("createdAt between :s and now", DESKQL_VALUE_DATE, 0);
    assert_one_shape("spam_rules = :s or spam_rules = x or spam_rules = 1", DESKQL_VALUE_STRING, 0);
    for (size_t list = 1; list <= 4; list++) {
        assert_one_shape("id in :s or id = 1", DESKQL_VALUE_INTEGER, list);
        assert_one_shape("id not in :s and id != 1", DESKQL_VALUE_INTEGER, list);
        assert_one_shape("subject in :s", DESKQL_VALUE_STRING, list);
        assert_one_shape("createdAt in :s", DESKQL_VALUE_TIME, list);
        assert_one_shape("createdAt not in :s", DESKQL_VALUE_DATE, list);
        assert_one_shape("agent in :s", DESKQL_VALUE_NULL, list);
    }
}

/* A date and an instant are two types, and null is one. */
static void test_types_differ(void **state) {
    (void)state;
    prepared query = prepare("createdAt = :s");
    size_t length;
    assert_int_equal(bind_value(&query, (deskql_value){.type = DESKQL_VALUE_DATE, .as.date = 0}), DESKQL_OK);
    char *date = filter_of(&query, &length);
    assert_int_equal(bind_value(&query, (deskql_value){.type = DESKQL_VALUE_TIME, .as.time = 0}), DESKQL_OK);
    char *time = filter_of(&query, &length);
    assert_string_equal(date, "{\"$and\":[{\"createdAt\":{\"$gte\":\"1970-01-01T00:00:00Z\"}},"
                              "{\"createdAt\":{\"$lt\":\"1970-01-02T00:00:00Z\"}}]}");
    assert_string_equal(time, "{\"createdAt\":{\"$eq\":\"1970-01-01T00:00:00Z\"}}");
    free(date);
    free(time);
    release(&query);
}

/* ---- Mistakes in bindings ---------------------------------------------------------------------------------------------- */

static void assert_findings(prepared *query, const deskql_binding *bindings, size_t count, const char *expected) {
    assert_int_equal(bind(query, bindings, count), DESKQL_INVALID);
    const deskql_findings *findings = deskql_plan_findings(query->plan);
    char got[256] = "";
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s@%u ", finding->code_text,
                 finding->range.start.offset);
    }
    assert_string_equal(got, expected);
}

static void test_mistakes(void **state) {
    (void)state;
    prepared query = prepare("subject = :s and id in :list page :n");
    const deskql_value one = {.type = DESKQL_VALUE_INTEGER, .as.integer = 1};
    const deskql_binding good[] = {
        {"s", string("x", 1)}, {"list", {.type = DESKQL_VALUE_LIST, .as.list = {&one, 1}}}, {"n", one}};
    const deskql_binding unknown[] = {good[0], good[1], good[2], {"other", one}};
    const deskql_binding wrong[] = {{"s", one}, {"list", one}, {"n", string("x", 1)}};
    const deskql_binding outside[] = {good[0], good[1], {"n", {.type = DESKQL_VALUE_INTEGER, .as.integer = 0}}};
    assert_findings(&query, NULL, 0, "DQL308@10 DQL308@23 DQL308@34 ");
    assert_findings(&query, good, 2, "DQL308@34 ");
    assert_findings(&query, unknown, 4, "DQL309@0 ");
    assert_findings(&query, wrong, 3, "DQL309@10 DQL309@23 DQL309@34 ");
    assert_findings(&query, outside, 3, "DQL304@34 ");
    assert_int_equal(bind(&query, good, 3), DESKQL_OK);
    /* The clock is bound too, in its way: without one a query that needs it is misuse. */
    release(&query);
    query = prepare("createdAt > now");
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    assert_int_equal(deskql_compile(deskql_document_at(query.document, 0), &options, &query.plan), DESKQL_MISUSE);
    release(&query);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_one_shape_a_type),
        cmocka_unit_test(test_types_differ),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, make_schemas, free_schemas);
}
