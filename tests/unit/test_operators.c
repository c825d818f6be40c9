/* The operators as users write them: each that the list has is read, and stands in the tree as itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <deskql/deskql.h>
#include <stdio.h>
#include <string.h>

/* A query that is one comparison: its operator, 0 where it has an error but that the API cannot negate it; and its filter. */
static int read_query(const char *text, char filter[256]) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    const deskql_query *query = deskql_document_at(document, 0);
    const deskql_node *node = deskql_query_filter(query);
    int operator_ = deskql_node_kind_of(node) == DESKQL_NODE_COMPARISON ? (int)deskql_node_operator(node) : 0;
    const deskql_findings *findings = deskql_document_findings(document);
    deskql_finding_info info;
    for (size_t i = 0; deskql_findings_info_at(findings, i, &info); i++)
        if (info.severity == DESKQL_ERROR && info.code != DESKQL_CODE_UNNEGATABLE) operator_ = 0;
    deskql_plan *plan = NULL;
    size_t length = 0;
    deskql_compile(query, NULL, &plan);
    filter[0] = '\0';
    if (deskql_query_valid(query))
        assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, filter, 256, &length), DESKQL_OK);
    deskql_plan_free(plan);
    deskql_document_free(document);
    return operator_;
}

/* With one value, a list, two values and none: what it does not take is an error. */
static bool is_read(int operator_, char filter[256]) {
    static const char *const operands[] = {"1", "(1, 2)", "1 and 2", ""};
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++) {
        char text[64];
        snprintf(text, sizeof text, "spam_rules %s %s", deskql_operator_text((deskql_operator)operator_), operands[i]);
        if (read_query(text, filter) == operator_) return true;
    }
    return false;
}

static void test_each_operator_is_read_and_has_a_filter_of_its_own(void **state) {
    (void)state;
    char filters[32][256];
    int count = 0;
    while (deskql_operator_text((deskql_operator)(count + 1))) {
        const char *text = deskql_operator_text((deskql_operator)(count + 1));
        assert_true(count < 32);
        if (!is_read(count + 1, filters[count])) fail_msg("`%s` is not read", text);
        for (int i = 0; i < count; i++) assert_string_not_equal(filters[i], filters[count]);
        count++;
    }
    assert_true(count >= DESKQL_OPERATOR_IS_NOT_NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_operator_is_read_and_has_a_filter_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
