/* Lowering, seen from the public functions: a text goes in, the filter and the findings come out. */
#include "document/document.h"
#include "lower/plan.h"
#include "lower/value.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 2026-03-01T12:00:00Z, a Sunday. */
#define NOW INT64_C(1772366400)

typedef struct result {
    deskql_document *document;
    deskql_plan *plan;
    deskql_status status;
    char filter[4096];
    char findings[1024];
} result;

static deskql_compile_options plain_options(void) {
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = NOW;
    return options;
}

/* Findings as `DQL404@38`, divided by spaces. */
static void append_findings(char *text, size_t size, const deskql_findings *findings) {
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        size_t length = strlen(text);
        snprintf(text + length, size - length, "%s%s@%u", length ? " " : "", finding->code_text,
                 (unsigned)finding->range.start.column);
    }
}

static result *compile_text(const deskql_schemas *schemas, const char *text, const deskql_compile_options *options) {
    result *made = calloc(1, sizeof *made);
    assert_non_null(made);
    assert_int_equal(deskql_parse(schemas, text, strlen(text), NULL, &made->document), DESKQL_OK);
    append_findings(made->findings, sizeof made->findings, deskql_document_findings(made->document));
    made->status = deskql_compile(deskql_document_at(made->document, 0), options, &made->plan);
    if (made->plan) append_findings(made->findings, sizeof made->findings, deskql_plan_findings(made->plan));
    if (made->status == DESKQL_OK) {
        assert_int_equal(deskql_plan_write(made->plan, DESKQL_OUTPUT_FILTER, made->filter, sizeof made->filter, NULL),
                         DESKQL_OK);
    }
    return made;
}

static void free_result(result *made) {
    deskql_plan_free(made->plan);
    deskql_document_free(made->document);
    free(made);
}

static void assert_lowers_with(const deskql_schemas *schemas, const deskql_compile_options *options, const char *text,
                               const char *filter, const char *findings) {
    result *made = compile_text(schemas, text, options);
    if (made->status != DESKQL_OK || strcmp(made->filter, filter) != 0 || strcmp(made->findings, findings) != 0) {
        print_message("query: %s\n", text);
    }
    assert_string_equal(made->findings, findings);
    assert_int_equal(made->status, DESKQL_OK);
    assert_string_equal(made->filter, filter);
    free_result(made);
}

static void assert_lowers(const char *text, const char *filter, const char *findings) {
    deskql_compile_options options = plain_options();
    assert_lowers_with(NULL, &options, text, filter, findings);
}

static void assert_warns(const char *text, const char *findings) {
    deskql_compile_options options = plain_options();
    result *made = compile_text(NULL, text, &options);
    if (strcmp(made->findings, findings) != 0) print_message("query: %s\n", text);
    assert_string_equal(made->findings, findings);
    free_result(made);
}

static void assert_fails(const deskql_compile_options *options, const char *text, const char *findings) {
    result *made = compile_text(NULL, text, options);
    if (strcmp(made->findings, findings) != 0) print_message("query: %s\n", text);
    assert_int_equal(made->status, DESKQL_INVALID);
    assert_string_equal(made->findings, findings);
    free_result(made);
}

static void test_shapes(void **state) {
    (void)state;
    assert_lowers("", "{}", "");
    assert_lowers("status=1", "{\"status\":{\"$eq\":1}}", "");
    assert_lowers("status=1 and priority>2", "{\"status\":{\"$eq\":1},\"priority\":{\"$gt\":2}}", "");
    assert_lowers("status=1 and (agent=2 or inbox=3)",
                  "{\"$and\":[{\"status\":{\"$eq\":1}},{\"$or\":[{\"agent\":{\"$eq\":2}},{\"inbox\":{\"$eq\":3}}]}]}",
                  "");
    assert_lowers(
        "status=1 and agent=2 or inbox=3 and (id=4)",
        "{\"$or\":[{\"status\":{\"$eq\":1},\"agent\":{\"$eq\":2}},{\"inbox\":{\"$eq\":3},\"id\":{\"$eq\":4}}]}",
        "DQL408@22");
    assert_lowers("id>1 and id<9", "{\"$and\":[{\"id\":{\"$gt\":1}},{\"id\":{\"$lt\":9}}]}", "");
    assert_lowers("id between 1 and 9", "{\"$and\":[{\"id\":{\"$gte\":1}},{\"id\":{\"$lte\":9}}]}", "");
    assert_lowers("id not between 1 and 9", "{\"$or\":[{\"id\":{\"$lt\":1}},{\"id\":{\"$gt\":9}}]}", "");
    assert_lowers("subject contains \"refund \\\"now\\\"\"", "{\"subject\":{\"$contains\":\"refund \\\"now\\\"\"}}",
                  "");
    assert_lowers("agent is null", "{\"agent\":{\"$eq\":null}}", "DQL405@7");
    assert_lowers("agent is not null", "{\"agent\":{\"$ne\":null}}", "DQL405@7");
    assert_lowers("id = -0 and spam_score = 1.50e+3", "{\"id\":{\"$eq\":-0},\"spam_score\":{\"$eq\":1.50e+3}}", "");
}

static void test_not(void **state) {
    (void)state;
    assert_lowers("not (status=1 or priority<3)", "{\"status\":{\"$ne\":1},\"priority\":{\"$gte\":3}}", "");
    assert_lowers("not not status=1", "{\"status\":{\"$eq\":1}}", "");
    assert_lowers("not (status=1 and not (agent=2 and inbox>3))",
                  "{\"$or\":[{\"status\":{\"$ne\":1}},{\"agent\":{\"$eq\":2},\"inbox\":{\"$gt\":3}}]}", "");
    assert_lowers("not id in (1,2)", "{\"id\":{\"$nin\":[1,2]}}", "");
    assert_lowers("not id not in (1,2)", "{\"id\":{\"$in\":[1,2]}}", "");
    assert_lowers("not id between 1 and 9", "{\"$or\":[{\"id\":{\"$lt\":1}},{\"id\":{\"$gt\":9}}]}", "");
    assert_lowers("not (id>1 and id>=2 and id<9 and id<=8)",
                  "{\"$or\":[{\"id\":{\"$lte\":1}},{\"id\":{\"$lt\":2}},{\"id\":{\"$gte\":9}},{\"id\":{\"$gt\":8}}]}",
                  "");
    assert_lowers("not agent is null", "{\"agent\":{\"$ne\":null}}", "DQL405@11");
}

static void test_flattening(void **state) {
    (void)state;
    assert_lowers("(status=1 and (agent=2 and (inbox=3)))",
                  "{\"status\":{\"$eq\":1},\"agent\":{\"$eq\":2},\"inbox\":{\"$eq\":3}}", "");
    assert_lowers("id between 1 and 9 and status=1",
                  "{\"$and\":[{\"id\":{\"$gte\":1}},{\"id\":{\"$lte\":9}},{\"status\":{\"$eq\":1}}]}", "");
    /* A group of one is its member, which may be a group of the kind around it. */
    assert_lowers("status=1 or ((agent=2 or inbox=3) and (agent=2 or inbox=3))",
                  "{\"$or\":[{\"status\":{\"$eq\":1}},{\"agent\":{\"$eq\":2}},{\"inbox\":{\"$eq\":3}}]}", "DQL404@40");
}

static void test_merging(void **state) {
    (void)state;
    assert_lowers("status=1 or status=2 or status in (3,2)", "{\"status\":{\"$in\":[1,2,3]}}", "DQL404@38");
    assert_lowers("status=1 and (agent=2 or agent=3)", "{\"status\":{\"$eq\":1},\"agent\":{\"$in\":[2,3]}}", "");
    assert_lowers("agent=1 or agent is null", "{\"agent\":{\"$in\":[1,null]}}", "DQL405@18");
    assert_lowers("agent!=1 and agent is not null", "{\"agent\":{\"$nin\":[1,null]}}", "DQL405@20");
    assert_lowers("status=1 or agent=2 or status=3", "{\"$or\":[{\"status\":{\"$in\":[1,3]}},{\"agent\":{\"$eq\":2}}]}",
                  "");
    assert_lowers("status>7 or status=1 or agent=2 or status in (3,4)",
                  "{\"$or\":[{\"status\":{\"$gt\":7}},{\"status\":{\"$in\":[1,3,4]}},{\"agent\":{\"$eq\":2}}]}", "");
    assert_lowers("status!=1 and status not in (2,3) and agent=1",
                  "{\"status\":{\"$nin\":[1,2,3]},\"agent\":{\"$eq\":1}}", "");
    /* The duals do not merge: `and` of `=`, `or` of `!=`. */
    assert_lowers("status!=1 or agent!=1 or status!=2",
                  "{\"$or\":[{\"status\":{\"$ne\":1}},{\"agent\":{\"$ne\":1}},{\"status\":{\"$ne\":2}}]}", "DQL403@26");
    assert_lowers("status in (1)", "{\"status\":{\"$eq\":1}}", "");
    assert_lowers("status not in (1,1)", "{\"status\":{\"$ne\":1}}", "DQL404@18");
    /* Values keep the order of their first appearance, and one type and one spelling make them the same. */
    assert_lowers("spam_score in (3,1,3.0,1,2)", "{\"spam_score\":{\"$in\":[3,1,3.0,2]}}", "DQL404@24");
    assert_lowers("subject in (a, \"a\", A)", "{\"subject\":{\"$in\":[\"a\",\"A\"]}}", "DQL404@16");
    assert_lowers("agent in (1, \"1\")", "{\"agent\":{\"$in\":[1,\"1\"]}}", "");
    assert_lowers("agent in (1,null,null)", "{\"agent\":{\"$in\":[1,null]}}", "DQL405@13 DQL404@18");
}

static void test_repetition(void **state) {
    (void)state;
    assert_lowers("agent = 7 and status = 1 and agent = 7", "{\"agent\":{\"$eq\":7},\"status\":{\"$eq\":1}}",
                  "DQL404@30");
    assert_lowers("id>1 or id>1", "{\"id\":{\"$gt\":1}}", "DQL404@9");
    assert_lowers("status=1 or status in (1,1)", "{\"status\":{\"$eq\":1}}", "DQL404@13 DQL404@26");
    assert_lowers("(status=1 or agent=2) and (status=1 or agent=2)",
                  "{\"$or\":[{\"status\":{\"$eq\":1}},{\"agent\":{\"$eq\":2}}]}", "DQL404@28");
    assert_lowers("(status=1 or agent=2) and (status=1 or agent=3)",
                  "{\"$and\":[{\"$or\":[{\"status\":{\"$eq\":1}},{\"agent\":{\"$eq\":2}}]},"
                  "{\"$or\":[{\"status\":{\"$eq\":1}},{\"agent\":{\"$eq\":3}}]}]}",
                  "");
    /* The same once `not` is pushed down. */
    assert_lowers("id<3 and not id>=3", "{\"id\":{\"$lt\":3}}", "DQL404@14");
    assert_lowers("id between 1 and 3 or id between 1 and 3",
                  "{\"$and\":[{\"id\":{\"$gte\":1}},{\"id\":{\"$lte\":3}}]}", "DQL404@23");
}

/* Long enough to be looked up by hash. */
static void test_long_lists(void **state) {
    (void)state;
    char text[4096] = "id in (0";
    char filter[4096] = "{\"id\":{\"$in\":[0";
    for (int i = 1; i < 200; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), ",%d", i % 100);
        if (i < 100) snprintf(filter + strlen(filter), sizeof filter - strlen(filter), ",%d", i);
    }
    strcat(text, ")");
    strcat(filter, "]}}");
    deskql_compile_options options = plain_options();
    result *made = compile_text(NULL, text, &options);
    assert_string_equal(made->filter, filter);
    assert_int_equal(deskql_findings_count(deskql_document_findings(made->document)), 100);
    assert_int_equal(finding_at(deskql_document_findings(made->document), 0)->code, 404);
    free_result(made);

    text[0] = '\0';
    for (int i = 0; i < 40; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%sid>%d and status=%d", i ? " or " : "", i % 20,
                 i % 10);
    }
    made = compile_text(NULL, text, &options);
    assert_int_equal(made->status, DESKQL_OK);
    assert_int_equal(made->plan->filter->count, 20);
    free_result(made);
}

static void test_days(void **state) {
    (void)state;
#define START "\"2026-01-31T00:00:00Z\""
#define NEXT "\"2026-02-01T00:00:00Z\""
    assert_lowers("createdAt = 2026-01-31",
                  "{\"$and\":[{\"createdAt\":{\"$gte\":" START "}},{\"createdAt\":{\"$lt\":" NEXT "}}]}", "");
    assert_lowers("not (createdAt = 2026-01-31)",
                  "{\"$or\":[{\"createdAt\":{\"$lt\":" START "}},{\"createdAt\":{\"$gte\":" NEXT "}}]}", "");
    assert_lowers("createdAt != 2026-01-31",
                  "{\"$or\":[{\"createdAt\":{\"$lt\":" START "}},{\"createdAt\":{\"$gte\":" NEXT "}}]}", "");
    assert_lowers("createdAt < 2026-01-31", "{\"createdAt\":{\"$lt\":" START "}}", "");
    assert_lowers("createdAt <= 2026-01-31", "{\"createdAt\":{\"$lt\":" NEXT "}}", "");
    assert_lowers("createdAt > 2026-01-31", "{\"createdAt\":{\"$gte\":" NEXT "}}", "");
    assert_lowers("createdAt >= 2026-01-31", "{\"createdAt\":{\"$gte\":" START "}}", "");
    assert_lowers("createdAt between 2026-01-31 and 2026-01-31",
                  "{\"$and\":[{\"createdAt\":{\"$gte\":" START "}},{\"createdAt\":{\"$lt\":" NEXT "}}]}", "");
    assert_lowers("createdAt not between 2026-01-31 and 2026-01-31",
                  "{\"$or\":[{\"createdAt\":{\"$lt\":" START "}},{\"createdAt\":{\"$gte\":" NEXT "}}]}", "");
    assert_lowers("createdAt in (2026-01-31, 2026-02-01T00:00)",
                  "{\"$or\":[{\"$and\":[{\"createdAt\":{\"$gte\":" START "}},{\"createdAt\":{\"$lt\":" NEXT
                  "}}]},{\"createdAt\":{\"$eq\":" NEXT "}}]}",
                  "");
    assert_lowers("createdAt in (2026-01-31T00:00, 2026-02-01T00:00)", "{\"createdAt\":{\"$in\":[" START "," NEXT "]}}",
                  "");
    assert_lowers("createdAt not in (2026-01-31, 2026-01-31)",
                  "{\"$or\":[{\"createdAt\":{\"$lt\":" START "}},{\"createdAt\":{\"$gte\":" NEXT "}}]}", "DQL404@31");
    assert_lowers("createdAt in (2026-01-31)",
                  "{\"$and\":[{\"createdAt\":{\"$gte\":" START "}},{\"createdAt\":{\"$lt\":" NEXT "}}]}", "");
    /* A day's end is the next day's start, and so are conditions on them the same. */
    assert_lowers("createdAt > 2026-01-31 and createdAt >= 2026-02-01", "{\"createdAt\":{\"$gte\":" NEXT "}}",
                  "DQL404@28");
    assert_lowers("createdAt = today",
                  "{\"$and\":[{\"createdAt\":{\"$gte\":\"2026-03-01T00:00:00Z\"}},"
                  "{\"createdAt\":{\"$lt\":\"2026-03-02T00:00:00Z\"}}]}",
                  "");
    assert_lowers("createdAt <= today - 1mo", "{\"createdAt\":{\"$lt\":\"2026-02-02T00:00:00Z\"}}", "");
    assert_lowers("createdAt <= today + 9h", "{\"createdAt\":{\"$lte\":\"2026-03-01T09:00:00Z\"}}", "");
    assert_lowers("updatedAt > -7d", "{\"updatedAt\":{\"$gt\":\"2026-02-22T12:00:00Z\"}}", "");
    assert_lowers("updatedAt = 2026-01-31T10:00:00.5", "{\"updatedAt\":{\"$eq\":\"2026-01-31T10:00:00.500Z\"}}", "");
    assert_lowers("createdAt = \"2026-01-31\"",
                  "{\"$and\":[{\"createdAt\":{\"$gte\":" START "}},{\"createdAt\":{\"$lt\":" NEXT "}}]}", "");
}

static void test_offset_and_clock(void **state) {
    (void)state;
    deskql_compile_options options = plain_options();
    options.utc_offset = 120;
    assert_lowers_with(NULL, &options, "createdAt > 2026-01-31", "{\"createdAt\":{\"$gte\":\"2026-01-31T22:00:00Z\"}}",
                       "");
    assert_lowers_with(NULL, &options, "createdAt > 2026-01-31T10:00",
                       "{\"createdAt\":{\"$gt\":\"2026-01-31T08:00:00Z\"}}", "");
    assert_lowers_with(NULL, &options, "createdAt > 2026-01-31T10:00Z",
                       "{\"createdAt\":{\"$gt\":\"2026-01-31T10:00:00Z\"}}", "");
    assert_lowers_with(NULL, &options, "createdAt < today", "{\"createdAt\":{\"$lt\":\"2026-02-28T22:00:00Z\"}}", "");
    /* What is the same must not depend on the offset: these two are equal at +02:00 alone. */
    assert_lowers_with(NULL, &options, "createdAt in (2026-01-31T10:00, 2026-01-31T08:00Z)",
                       "{\"createdAt\":{\"$in\":[\"2026-01-31T08:00:00Z\",\"2026-01-31T08:00:00Z\"]}}", "");
    assert_lowers_with(NULL, &options, "createdAt in (2026-01-31T10:00+02:00, 2026-01-31T08:00Z)",
                       "{\"createdAt\":{\"$eq\":\"2026-01-31T08:00:00Z\"}}", "DQL404@39");
    assert_lowers_with(NULL, &options, "createdAt in (-1d, -24h, now-1d)",
                       "{\"createdAt\":{\"$in\":[\"2026-02-28T12:00:00Z\",\"2026-02-28T12:00:00Z\"]}}", "DQL404@26");

    options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    result *made = compile_text(NULL, "createdAt > now", &options);
    assert_int_equal(made->status, DESKQL_MISUSE);
    free_result(made);
    assert_lowers_with(NULL, &options, "createdAt > 2026-01-31T10:00",
                       "{\"createdAt\":{\"$gt\":\"2026-01-31T10:00:00Z\"}}", "");
}

static void test_years(void **state) {
    (void)state;
    deskql_compile_options options = plain_options();
    assert_fails(&options, "createdAt > now+9000y", "DQL106@13");
    assert_fails(&options, "createdAt <= 9999-12-31", "DQL106@14");
    assert_lowers("createdAt >= 9999-12-31", "{\"createdAt\":{\"$gte\":\"9999-12-31T00:00:00Z\"}}", "");
    options.utc_offset = 1;
    assert_fails(&options, "createdAt > 0001-01-01T00:00", "DQL106@13");
}

static void test_never_matches(void **state) {
    (void)state;
    assert_warns("status = 1 and status = 2", "DQL402@16");
    assert_warns("status in (1,2) and status in (3,4)", "DQL402@21");
    assert_warns("status in (1,2) and status in (2,4)", "");
    assert_warns("status in (1,2) and status in (2,4) and status in (1,4)", "DQL402@41");
    assert_warns("status = 1 and agent = 3 and status != 1", "DQL402@30");
    assert_warns("status != 2 and status != 3 and status = 3 and status != 4", "DQL402@33");
    assert_warns("status in (1,2) and status not in (2,3,1)", "DQL402@21");
    assert_warns("status in (1,2) and status not in (2,3)", "");
    assert_warns("id = 5 and id > 5", "DQL402@12");
    assert_warns("id = 5 and id >= 5", "");
    assert_warns("id < 3 and id in (5,6)", "DQL402@12");
    assert_warns("id > 5 and id < 5", "DQL402@12");
    assert_warns("id > 5 and id <= 5", "DQL402@12");
    assert_warns("id >= 5 and id <= 5", "");
    assert_warns("id > 5 and id > 7 and id < 6", "DQL402@23");
    assert_warns("id between 5 and 1", "DQL402@1");
    assert_warns("status = 1 and id between 5 and 1", "DQL402@16");
    assert_warns("not id not between 5 and 1", "DQL402@5");
    assert_warns("createdAt between 2026-02-01 and 2026-01-01", "DQL402@1");
    assert_warns("createdAt between 2026-02-01T00:00Z and 2026-01-01T00:00Z", "DQL402@1");
    assert_warns("createdAt = 2026-01-01 and createdAt = 2026-01-02", "DQL402@28");
    assert_warns("createdAt = 2026-01-01 and createdAt != 2026-01-01", "DQL402@28");
    assert_warns("createdAt = 2026-01-01T10:00 and createdAt != 2026-01-01", "DQL402@34");
    assert_warns("createdAt > now and createdAt < now", "DQL402@21");
    /* By magnitude. */
    assert_warns("spam_score = 1.0 and spam_score = 1", "");
    assert_warns("spam_score = 1.0 and spam_score != 1", "DQL402@22");
    assert_warns("spam_score > 1e2 and spam_score < 99.5", "DQL402@22");
    assert_warns("spam_score = -0 and spam_score != 0.0", "DQL402@21");
    assert_warns("id = 9223372036854775807 and id = 9223372036854775806", "DQL407@6 DQL402@30 DQL407@35");
    /* Not decided: other types, names and ids, relative and fixed, local and zoned times, parameters. */
    assert_warns("spam_rules = 1 and spam_rules = \"1\"", "");
    assert_warns("agent = ann and agent = 2", "DQL401@9");
    assert_warns("createdAt > now and createdAt < 2020-01-01", "");
    assert_warns("createdAt > 2026-01-02T00:00Z and createdAt < 2020-01-01T00:00", "");
    assert_warns("createdAt = -1d and createdAt = -24h", "");
    /* One `and` alone. */
    assert_warns("status = 1 and (status = 2 or agent = 1)", "");
    assert_warns("(status = 1 and status = 2) or agent = 3", "DQL402@17");
    /* Reported once, however groups are put together. */
    assert_warns("(status = 1 and status = 2) and agent = 3", "DQL402@17");
}

static void test_parameters_are_never_compared(void **state) {
    (void)state;
    deskql_binding bindings[] = {{"a", {.type = DESKQL_VALUE_INTEGER, .as.integer = 1}},
                                 {"b", {.type = DESKQL_VALUE_INTEGER, .as.integer = 1}}};
    deskql_compile_options options = plain_options();
    options.bindings = bindings;
    options.binding_count = 2;
    assert_lowers_with(NULL, &options, "status in (:a, :b, 1)", "{\"status\":{\"$in\":[1,1,1]}}", "");
    assert_lowers_with(NULL, &options, "status = :a or status = :b", "{\"status\":{\"$in\":[1,1]}}", "");
    assert_lowers_with(NULL, &options, "status = :a and status = :b",
                       "{\"$and\":[{\"status\":{\"$eq\":1}},{\"status\":{\"$eq\":1}}]}", "");
    assert_lowers_with(NULL, &options, "status in (:a) and agent != :b",
                       "{\"status\":{\"$eq\":1},\"agent\":{\"$ne\":1}}", "");
}

static void test_always_matches(void **state) {
    (void)state;
    assert_warns("status != 1 or status != 2", "DQL403@16");
    assert_warns("status not in (1,2) or status not in (3,4)", "DQL403@24");
    assert_warns("status = 1 or status != 1", "DQL403@15");
    assert_warns("id > 5 or id <= 5", "DQL403@11");
    assert_warns("id > 5 or id < 5", "");
    assert_warns("id != 5 or id < 7", "DQL403@12");
    assert_warns("id not between 5 and 1", "DQL403@1");
    assert_warns("not (status = 1 and status = 2)", "DQL403@21");
    assert_warns("createdAt != 2026-01-01 or createdAt = 2026-01-01", "DQL403@28");
    assert_warns("(id > 5 or id <= 5) or agent = 3", "DQL403@12");
    deskql_document *document = NULL;
    const char *text = "status != 1 or status != 2; id != 1 or id != 2; agent is null or agent is not null";
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    const deskql_findings *findings = deskql_document_findings(document);
    assert_int_equal(deskql_findings_count(findings), 4);
    assert_non_null(strstr(finding_at(findings, 0)->message, "except null"));
    assert_null(strstr(finding_at(findings, 1)->message, "except null"));
    assert_int_equal(finding_at(findings, 2)->code, 405);
    assert_int_equal(finding_at(findings, 3)->code, 403);
    assert_null(strstr(finding_at(findings, 3)->message, "except null"));
    deskql_document_free(document);
}

static void test_mixed(void **state) {
    (void)state;
    assert_warns("status=1 or agent=2 and inbox=3", "DQL408@21");
    assert_warns("status=1 and agent=2 or inbox=3", "DQL408@22");
    assert_warns("status=1 or (agent=2 and inbox=3)", "");
    assert_warns("(status=1 or agent=2) and inbox=3", "");
    assert_warns("status=1 or agent=2 or id=4 and inbox=3 and source=1", "DQL408@29");
    assert_warns("not (status=1 or agent=2 and inbox=3)", "DQL408@26");
    assert_warns("id between 1 and 2 or agent=2", "");
    assert_warns("(status=1 and agent=2 or inbox=4) and (id=1 or source=2 and type=4)", "DQL408@23 DQL408@57");
}

static void test_range_of_notes(void **state) {
    (void)state;
    deskql_document *document = NULL;
    const char *text = "status in (7, 8, 7)";
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    const deskql_finding *finding = finding_at(deskql_document_findings(document), 0);
    assert_int_equal(finding->code, 404);
    assert_int_equal(finding->range.start.offset, 17);
    assert_int_equal(finding->note_count, 1);
    assert_int_equal(finding->notes[0].range.start.offset, 11);
    assert_string_equal(finding->parameter, "filter");
    assert_string_equal(finding->field, "status");
    deskql_document_free(document);
}

static void test_clauses(void **state) {
    (void)state;
    deskql_compile_options options = plain_options();
    result *made = compile_text(NULL, "order by users.name desc page 2 pagesize 50", &options);
    assert_int_equal(made->status, DESKQL_OK);
    assert_string_equal(made->plan->order->text, "users.name");
    assert_true(made->plan->descending);
    assert_int_equal(made->plan->page, 2);
    assert_int_equal(made->plan->page_size, 50);
    assert_null(made->plan->filter);
    free_result(made);
}

/* What comes from a parameter is the same as nothing, and must not stand between values by its address: a tree of values needs one
   order. */
static void test_values_have_one_order(void **state) {
    (void)state;
    dql_plan_value values[] = {{.kind = DQL_PLAN_INTEGER, .integer = 2},
                               {.kind = DQL_PLAN_INTEGER, .integer = 2, .bound = true},
                               {.kind = DQL_PLAN_INTEGER, .integer = 1},
                               {.kind = DQL_PLAN_INTEGER, .integer = 1, .bound = true},
                               {.kind = DQL_PLAN_INTEGER, .integer = 0}};
    for (size_t a = 0; a < 5; a++) {
        assert_int_equal(dql_value_order(&values[a], &values[a]), 0);
        for (size_t b = 0; b < 5; b++) {
            for (size_t c = 0; c < 5; c++) {
                bool before =
                    dql_value_order(&values[a], &values[b]) < 0 && dql_value_order(&values[b], &values[c]) < 0;
                if (before) assert_true(dql_value_order(&values[a], &values[c]) < 0);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_have_one_order),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_not),
        cmocka_unit_test(test_flattening),
        cmocka_unit_test(test_merging),
        cmocka_unit_test(test_repetition),
        cmocka_unit_test(test_long_lists),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_offset_and_clock),
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_never_matches),
        cmocka_unit_test(test_always_matches),
        cmocka_unit_test(test_parameters_are_never_compared),
        cmocka_unit_test(test_mixed),
        cmocka_unit_test(test_range_of_notes),
        cmocka_unit_test(test_clauses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
