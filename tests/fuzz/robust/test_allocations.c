/*
 * Fails every single allocation in turn. The library of this test takes every piece of an arena from the allocator, so that
 * each piece can be missing. Whatever is missing: the call says DESKQL_NO_MEMORY, and nothing leaks.
 */
#include "support/counting.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const schema =
    "{\"version\":1,\"endpoints\":[{\"name\":\"calls\",\"path\":\"/desk/api/v2/"
    "calls.json\",\"maximumPageSize\":50,\"filter\":["
    "{\"name\":\"id\",\"type\":\"integer\"},"
    "{\"name\":\"agent\",\"type\":\"reference\",\"nullable\":true,\"values\":{\"Ann\":1,\"Bob\":2}},"
    "{\"name\":\"kind\",\"type\":\"enum\",\"values\":[\"in\",\"out\"]}],"
    "\"order\":[\"id\"],\"includes\":[\"users\"],\"renamed\":{\"owner\":\"agent\"}}]}";
static const char *const bad_schema = "{\"version\":1,\"endpoints\":[{\"name\":\"calls\",\"nme\":1,\"filter\":[{"
                                      "\"name\":\"id\",\"type\":\"interger\"}]}]}";
static const char *const values = "{\"status\":{\"open\":1,\"on-hold\":4},\"agent\":{\"Ann\":7}}";
static const char *const bad_values = "{\"status\":{\"open\":\"x\"},\"nothing\":[}";

/* Among them every kind of node, literal, clause and most findings. */
static const char *const texts[] = {
    "",
    "status=open and priority>2 order by users.name desc",
    "not (status = 1 or priority < 3) and subject contains \"refund \\u00e9\\ud83d\\ude00\"",
    "createdAt = 2026-01-31 or updatedAt between now -7d and tomorrow",
    "agent in (1, 2, null, 3) or agent is not null or status not in (1, 1)",
    "mine: status = 1 page 2 pagesize 50 include users,agents fields id; other: id in (1,2,3); mine: state = zombie",
    "agent in :agents and createdAt > :since and priority = :p page :n",
    "statu=1 and priorty>2 order by crated",
    "status == 1 && priority > 2 || !(id <> 3) limit 5",
    "((status = 1 and (agent = 2",
    "id = \"x\" and subject > 3 and createdAt > 2026-02-30 and not subject contains 'y'",
    "status = 1 and status = 2 and id = 99999999999999999999",
    "from calls owner = Ann and kind = up",
    "from nowhere x = 1",
    "subject = \"\xff\" and `in` in (1) @@ $$",
    "urgent: priority: 2 and",
    "# a comment\nstatus in [1,2] order by -id, subject",
    ("# deskql: allow DQL401, DQL405, DQL201 because x\nstatus = open;\n# deskql: allow-file DQL404\n#deskql: no"
     "\nstatus = 1"),
};

static const deskql_value agents[] = {{.type = DESKQL_VALUE_INTEGER, .as.integer = 1},
                                      {.type = DESKQL_VALUE_NULL},
                                      {.type = DESKQL_VALUE_TEXT, .as.string = {"3", 1}}};
static const deskql_binding bindings[] = {
    {"agents", {.type = DESKQL_VALUE_LIST, .as.list = {agents, 3}}},
    {"since", {.type = DESKQL_VALUE_TEXT, .as.string = {"today -3d", 9}}},
    {"p", {.type = DESKQL_VALUE_STRING, .as.string = {"high", 4}}},
    {"n", {.type = DESKQL_VALUE_INTEGER, .as.integer = 3}},
};

static void touch_findings(const deskql_findings *findings) {
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        assert_non_null(finding->message);
        assert_non_null(finding->code_text);
        assert_true(finding->range.start.line >= 1);
    }
}

static int swallow(void *context, const char *bytes, size_t length) {
    (void)bytes;
    *(size_t *)context += length;
    return 0;
}

static void write_everything(const deskql_plan *plan) {
    for (deskql_output output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_MAP; output++) {
        char buffer[4096];
        size_t length = 0, streamed = 0;
        assert_int_equal(deskql_plan_write(plan, output, buffer, sizeof buffer, &length), DESKQL_OK);
        assert_int_equal(deskql_plan_stream(plan, output, swallow, &streamed), DESKQL_OK);
        assert_int_equal(length, streamed);
    }
}

static int visit_origin(void *context, const deskql_origin *origin) {
    (void)context;
    assert_true(strlen(origin->key) > 0);
    return 0;
}

/* What is done with failing allocations; `round` lets a scenario choose its input. The status is the first that is neither OK
   nor INVALID. */
typedef deskql_status (*scenario)(const deskql_allocator *allocator, size_t round);

static bool goes_on(deskql_status status) {
    return status == DESKQL_OK || status == DESKQL_INVALID;
}

static deskql_status load_schemas(const deskql_allocator *allocator, size_t round) {
    (void)round;
    deskql_schemas *schemas = NULL;
    const char *const added[] = {schema, bad_schema, schema}, *const named[] = {values, bad_values};
    deskql_status status = deskql_schemas_new(allocator, &schemas);
    for (size_t i = 0; goes_on(status) && i < 3; i++) {
        size_t before = deskql_schemas_count(schemas);
        status = deskql_schemas_add(schemas, added[i], strlen(added[i]));
        touch_findings(deskql_schemas_findings(schemas));
        if (status != DESKQL_OK) assert_int_equal(deskql_schemas_count(schemas), before);
    }
    for (size_t i = 0; goes_on(status) && i < 2; i++) {
        status = deskql_schemas_add_values(schemas, named[i], strlen(named[i]));
        touch_findings(deskql_schemas_findings(schemas));
    }
    deskql_schemas_free(schemas);
    return status;
}

static deskql_status read_json(const deskql_allocator *allocator, size_t round) {
    (void)round;
    deskql_json *json = NULL;
    const char *const inputs[] = {schema, "[1,{\"a\":\"\\ud800\",\"a\":2}", "{\"a\":[1.5e3,\"\\u0041\",null,true]}"};
    deskql_status status = DESKQL_OK;
    for (size_t i = 0; goes_on(status) && i < 3; i++) {
        status = deskql_json_parse(inputs[i], strlen(inputs[i]), allocator, &json);
        touch_findings(deskql_json_findings(json));
        if (status != DESKQL_OK) assert_null(deskql_json_root(json));
    }
    deskql_json_free(json);
    return status;
}

/* The bindings that a query has parameters for. */
static size_t bindings_of(const deskql_query *query, deskql_binding bound[4]) {
    size_t count = 0;
    for (size_t i = 0; i < deskql_query_parameter_count(query); i++) {
        deskql_parameter_info info;
        assert_true(deskql_query_parameter_at(query, i, &info));
        for (size_t j = 0; j < 4; j++) {
            if (strcmp(info.name, bindings[j].name) == 0) bound[count++] = bindings[j];
        }
    }
    return count;
}

static deskql_status compile_queries(const deskql_document *document, const deskql_allocator *allocator,
                                     deskql_plan **plan) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = 1772366400;
    options.utc_offset = 90;
    deskql_binding bound[4];
    options.bindings = bound;
    options.base_url = "https://example.teamwork.com";
    options.allocator = allocator;
    deskql_status status = DESKQL_OK;
    for (size_t i = 0; goes_on(status) && i < deskql_document_count(document); i++) {
        options.binding_count = bindings_of(deskql_document_at(document, i), bound);
        status = deskql_compile(deskql_document_at(document, i), &options, plan);
        if (goes_on(status)) touch_findings(deskql_plan_findings(*plan));
        if (status != DESKQL_OK) continue;
        write_everything(*plan);
        status = deskql_plan_origins(*plan, visit_origin, NULL);
    }
    return status;
}

static deskql_schemas *shared_schemas;

static deskql_status compile_text(const deskql_allocator *allocator, size_t round) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.allocator = allocator;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_status status = deskql_parse(shared_schemas, texts[round], strlen(texts[round]), &options, &document);
    if (status == DESKQL_OK) {
        touch_findings(deskql_document_findings(document));
        status = compile_queries(document, allocator, &plan);
    }
    deskql_plan_free(plan);
    deskql_document_free(document);
    return status;
}

static deskql_status format_text(const deskql_allocator *allocator, size_t round) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.allocator = allocator;
    deskql_document *document = NULL;
    size_t length = 0;
    deskql_status status = deskql_parse(shared_schemas, texts[round], strlen(texts[round]), &options, &document);
    if (status == DESKQL_OK) status = deskql_format(document, NULL, swallow, &length);
    if (goes_on(status)) status = deskql_apply_fixes(document, NULL, swallow, &length);
    for (size_t i = 0; goes_on(status) && i < deskql_document_count(document); i++)
        status = deskql_query_format(deskql_document_at(document, i), swallow, &length);
    if (goes_on(status))
        status = deskql_format_text(shared_schemas, texts[round], strlen(texts[round]), &options, NULL, swallow,
                                    &length, &document);
    deskql_document_free(document);
    return status;
}

/* In every encoding, with most of what can be wrong. */
static const char *const raw_texts[] = {
    "",
    "filter=%7B%22status%22%3A%7B%22%24in%22%3A%5B1%2Cnull%5D%7D%7D&orderBy=id&orderMode=DESC&includes=users%2Ctags",
    "mine: https://x/desk/api/v2/customers.json?filter={\"$or\":[{\"id\":1},{\"createdAt\":\"2026-01-31\"},{}]}#x",
    "{\"statsu\":{\"gt\":1,\"$not\":2},\"status\":[1],\"id\":{\"$in\":5},\"subject\":\"\\u0000\",\"a\":1,\"a\":2}",
    "/nowhere?filter={\"subject\":\"a&b\"}&pagesize=%1&orderBy=id,,&page=%FF&page=1&orderMode=up",
    "# saved\n\none: {\"id\":\"5\"}\none: filter=%7B%22in%22%3ATrue%7D\npage=0",
};

static deskql_status read_raw(const deskql_allocator *allocator, size_t round) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.allocator = allocator;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    const char *text = raw_texts[round];
    size_t length = 0;
    deskql_status status = deskql_parse_raw(shared_schemas, text, strlen(text), &options, &document);
    if (status == DESKQL_OK) status = deskql_parse_raw_lines(shared_schemas, text, strlen(text), &options, &document);
    if (status == DESKQL_OK) {
        touch_findings(deskql_document_findings(document));
        status = compile_queries(document, allocator, &plan);
    }
    for (size_t i = 0; goes_on(status) && i < deskql_document_count(document); i++)
        status = deskql_query_format(deskql_document_at(document, i), swallow, &length);
    deskql_plan_free(plan);
    deskql_document_free(document);
    return status;
}

/* A matcher, made twice, and the things that tickets are ordered by. */
static deskql_status match_tickets(const deskql_allocator *allocator, size_t round) {
    (void)round;
    static const char query[] =
        "status in (3, 2, 1) and not createdAt > 2026-01-31 or subject contains 'aab' or spam_score = 1.5e3 "
        "order by users.name desc fields id, subject";
    static const char tickets[] = "[{\"id\":7,\"name\":\"Ann\"},{\"id\":\"x\",\"firstName\":\"A\",\"lastName\":\"B\"},{"
                                  "\"subject\":\"aaab\",\"agent\":7}]";
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_json *json = NULL;
    deskql_matcher *matcher = NULL;
    deskql_included *included = NULL;
    size_t length = 0;
    assert_int_equal(deskql_parse(NULL, query, strlen(query), NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), NULL, &plan), DESKQL_OK);
    assert_int_equal(deskql_json_parse(tickets, strlen(tickets), NULL, &json), DESKQL_OK);
    const deskql_json_value *item = deskql_json_value_first(deskql_json_root(json));
    deskql_status status = deskql_matcher_make(plan, allocator, &matcher);
    if (status == DESKQL_OK) status = deskql_matcher_make(plan, allocator, &matcher);
    if (status == DESKQL_OK) status = deskql_included_new(matcher, allocator, &included);
    for (; status == DESKQL_OK && item; item = deskql_json_value_next(item)) {
        assert_int_equal(deskql_matcher_selects(matcher, item), deskql_json_value_next(item) == NULL);
        status = deskql_included_add(included, item);
        if (status == DESKQL_OK) status = deskql_matcher_key(matcher, item, included, swallow, &length);
        if (status == DESKQL_OK) status = deskql_matcher_write(matcher, item, tickets, swallow, &length);
    }
    deskql_included_free(included);
    deskql_matcher_free(matcher);
    deskql_json_free(json);
    deskql_plan_free(plan);
    deskql_document_free(document);
    return status;
}

/* What a server says, read twice. */
static deskql_status read_answer(const deskql_allocator *allocator, size_t round) {
    (void)round;
    static const char body[] =
        "{\"errors\":{\"filter.status\":[\"a\",{\"title\":\"b\",\"detail\":\"c\",\"code\":\"E4\"}],\"x\":\"d\"}}";
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_json *json = NULL;
    deskql_answer *answer = NULL;
    assert_int_equal(deskql_parse(NULL, "status = 1", 10, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), NULL, &plan), DESKQL_OK);
    assert_int_equal(deskql_json_parse(body, strlen(body), NULL, &json), DESKQL_OK);
    deskql_status status = deskql_answer_read(plan, deskql_json_root(json), allocator, &answer);
    if (status == DESKQL_OK) status = deskql_answer_read(plan, deskql_json_root(json), allocator, &answer);
    assert_int_equal(deskql_findings_count(deskql_answer_findings(answer)), status == DESKQL_OK ? 3 : 0);
    touch_findings(deskql_answer_findings(answer));
    deskql_answer_free(answer);
    deskql_json_free(json);
    deskql_plan_free(plan);
    deskql_document_free(document);
    return status;
}

/* What may stand at the end of a text, and in its middle. */
static deskql_status complete_text(const deskql_allocator *allocator, size_t round) {
    deskql_completion *completion = NULL;
    size_t length = strlen(texts[round]);
    deskql_status status = deskql_complete(shared_schemas, texts[round], length, length, NULL, allocator, &completion);
    if (status == DESKQL_OK)
        status = deskql_complete(shared_schemas, texts[round], length, length / 2, NULL, allocator, &completion);
    if (status != DESKQL_OK) assert_int_equal(deskql_completion_count(completion), 0);
    deskql_completion_free(completion);
    return status;
}

/* A document and a plan that are used again, where memory ends only at the second use. */
static deskql_status compile_again(const deskql_allocator *allocator, size_t round) {
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.allocator = allocator;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    const char *const pair[] = {"id = 1", texts[round]};
    deskql_status status = DESKQL_OK;
    for (size_t i = 0; goes_on(status) && i < 2; i++) {
        status = deskql_parse(shared_schemas, pair[i], strlen(pair[i]), &options, &document);
        if (status == DESKQL_OK) {
            status = compile_queries(document, allocator, &plan);
        } else if (i == 1) {
            assert_int_equal(deskql_document_count(document), 0);
        }
    }
    deskql_plan_free(plan);
    deskql_document_free(document);
    return status;
}

/* Fails the first allocation, then the second, …, until there are none left to fail. Returns their number. */
static size_t fail_each(scenario run, size_t round) {
    for (size_t fail_at = 0;; fail_at++) {
        counting count = {.fail_at = fail_at};
        deskql_allocator allocator = counting_allocator(&count);
        deskql_status status = run(&allocator, round);
        assert_int_equal(count.outstanding, 0);
        if (count.calls <= fail_at) {
            assert_true(goes_on(status));
            return fail_at;
        }
        if (status != DESKQL_NO_MEMORY)
            print_error("round %zu, allocation %zu: %s\n", round, fail_at, deskql_status_text(status));
        assert_int_equal(status, DESKQL_NO_MEMORY);
    }
}

static void schemas_survive(void **state) {
    (void)state;
    assert_true(fail_each(load_schemas, 0) > 20);
}

static void json_survives(void **state) {
    (void)state;
    assert_true(fail_each(read_json, 0) > 20);
}

static void queries_survive(void **state) {
    (void)state;
    size_t total = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) total += fail_each(compile_text, i);
    print_message("%zu allocations failed\n", total);
    assert_true(total > 200);
}

static void raw_texts_survive(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof raw_texts / sizeof *raw_texts; i++) assert_true(fail_each(read_raw, i) > 2);
}

static void match_survives(void **state) {
    (void)state;
    assert_true(fail_each(match_tickets, 0) > 20);
    assert_true(fail_each(read_answer, 0) > 20);
}

static void format_survives(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_true(fail_each(format_text, i) > 2);
}

static void completion_survives(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_true(fail_each(complete_text, i) > 2);
}

static void reuse_survives(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_true(fail_each(compile_again, i) > 2);
}

static int load(void **state) {
    (void)state;
    if (deskql_schemas_new(NULL, &shared_schemas) != DESKQL_OK) return -1;
    return deskql_schemas_add(shared_schemas, schema, strlen(schema)) == DESKQL_OK ? 0 : -1;
}

static int unload(void **state) {
    (void)state;
    deskql_schemas_free(shared_schemas);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemas_survive), cmocka_unit_test(json_survives),       cmocka_unit_test(queries_survive),
        cmocka_unit_test(format_survives), cmocka_unit_test(raw_texts_survive),   cmocka_unit_test(reuse_survives),
        cmocka_unit_test(match_survives),  cmocka_unit_test(completion_survives),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
