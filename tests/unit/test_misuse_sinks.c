/* Buffers of every size, from none on, and sinks that fail at every call. */
#include <stdio.h>
#include <string.h>

#include "support/things.h"

static void test_buffers(void **state) {
    (void)state;
    things all;
    make_things(&all);
    for (int output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_MAP; output++) {
        size_t needed = 0;
        assert_int_equal(deskql_plan_write(all.plan, (deskql_output)output, NULL, 0, &needed), DESKQL_SHORT_BUFFER);
        assert_true(needed > 0);
        /* Of exactly that size, so that a byte beyond is seen. */
        for (size_t capacity = 0; capacity <= needed + 2; capacity++) {
            size_t length = 0;
            char *buffer = malloc(capacity ? capacity : 1);
            assert_non_null(buffer);
            deskql_status status = deskql_plan_write(all.plan, (deskql_output)output, buffer, capacity, &length);
            assert_int_equal(status, capacity > needed ? DESKQL_OK : DESKQL_SHORT_BUFFER);
            assert_int_equal(length, needed);
            if (status == DESKQL_OK) assert_int_equal(strlen(buffer), needed);
            free(buffer);
        }
    }
    free_things(&all);
    keep_nothing(&all.kept);
}

typedef struct failing {
    size_t calls;
    size_t fail_at;
} failing;

static int fail_in_time(void *context, const char *bytes, size_t length) {
    failing *sink = context;
    assert_non_null(bytes);
    assert_true(length > 0);
    /* Once it has failed it is not called again. */
    assert_true(sink->calls <= sink->fail_at);
    return sink->calls++ == sink->fail_at ? -1 : 0;
}

typedef deskql_status (*streaming)(const things *all, int output, deskql_sink sink, void *context);

static deskql_status stream_plan(const things *all, int output, deskql_sink sink, void *context) {
    return deskql_plan_stream(all->plan, (deskql_output)output, sink, context);
}
static deskql_status stream_description(const things *all, int output, deskql_sink sink, void *context) {
    return deskql_query_describe(all->query, (deskql_description)output, sink, context);
}
static deskql_status stream_format(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_format(all->document, NULL, sink, context);
}
static deskql_status stream_query_format(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_query_format(all->query, sink, context);
}
static deskql_status stream_fixes(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_apply_fixes(all->document, NULL, sink, context);
}
static deskql_status stream_ticket(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_matcher_write(all->matcher, deskql_json_root(all->json), things_ticket, sink, context);
}
static deskql_status stream_key(const things *all, int output, deskql_sink sink, void *context) {
    (void)output;
    return deskql_matcher_key(all->matcher, deskql_json_root(all->json), all->included, sink, context);
}
static deskql_status stream_string(const things *all, int output, deskql_sink sink, void *context) {
    (void)all;
    (void)output;
    char long_text[5000];
    memset(long_text, '\n', sizeof long_text);
    return deskql_json_write_string(long_text, sizeof long_text, sink, context);
}

/* Fails the first call of the sink, then the second, until all goes well. Returns how often it failed. */
static size_t fail_each_call(const things *all, streaming stream, int output) {
    for (size_t fail_at = 0;; fail_at++) {
        failing sink = {0, fail_at};
        deskql_status status = stream(all, output, fail_in_time, &sink);
        if (sink.calls <= fail_at) {
            assert_int_equal(status, DESKQL_OK);
            return fail_at;
        }
        assert_int_equal(status, DESKQL_SINK_FAILED);
        assert_true(fail_at < 10000);
    }
}

static void test_sinks(void **state) {
    (void)state;
    things all;
    make_things(&all);
    /* Long enough to be written in pieces. */
    char query[6000], *at = query;
    for (int i = 0; i < 100; i++) at += sprintf(at, "%sid=%d and subject contains \"text\"", i ? " or " : "", i);
    sprintf(at, " order by users.name");
    assert_int_equal(deskql_parse(all.schemas, query, strlen(query), NULL, &all.document), DESKQL_OK);
    all.query = deskql_document_at(all.document, 0);
    assert_int_equal(deskql_compile(all.query, NULL, &all.plan), DESKQL_OK);
    assert_int_equal(deskql_matcher_make(all.plan, NULL, &all.matcher), DESKQL_OK);
    for (int output = DESKQL_OUTPUT_QUERY; output <= DESKQL_OUTPUT_MAP; output++) {
        /* So long a query string was written when its length was taken, and is handed over as it is. */
        assert_true(fail_each_call(&all, stream_plan, output) > (output == DESKQL_OUTPUT_QUERY ? 0 : 1));
    }
    assert_true(fail_each_call(&all, stream_description, DESKQL_DESCRIBE_ENGLISH) > 1);
    assert_true(fail_each_call(&all, stream_description, DESKQL_DESCRIBE_TREE) > 1);
    assert_true(fail_each_call(&all, stream_format, 0) > 1);
    assert_true(fail_each_call(&all, stream_query_format, 0) > 1);
    assert_true(fail_each_call(&all, stream_fixes, 0) > 0);
    assert_true(fail_each_call(&all, stream_ticket, 0) > 0);
    fail_each_call(&all, stream_key, 0);
    assert_true(fail_each_call(&all, stream_string, 0) > 1);
    free_things(&all);
    keep_nothing(&all.kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffers),
        cmocka_unit_test(test_sinks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
