/* The tree of queries that parse, and the mistakes of queries that do not. */
#include "document/document.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void print_node(char *text, size_t size, const dql_node *node) {
    size_t used = strlen(text);
    if (node->kind == DQL_NODE_COMPARISON) {
        snprintf(text + used, size - used, "%s %s", node->field.missing ? "?" : node->field.text,
                 dql_operators[node->operator_].spelling);
        for (const dql_literal *value = node->values; value; value = value->next) {
            used = strlen(text);
            snprintf(text + used, size - used, " %s%s", value->kind == DQL_LITERAL_PARAMETER ? ":" : "",
                     value->kind == DQL_LITERAL_MISSING ? "?" : value->text);
        }
        return;
    }
    static const char *const groups[] = {"", "and", "or", "not"};
    snprintf(text + used, size - used, "%s(", groups[node->kind]);
    for (const dql_node *member = node->first; member; member = member->next) {
        print_node(text, size, member);
        used = strlen(text);
        snprintf(text + used, size - used, "%s", member->next ? ", " : ")");
    }
}

static deskql_document *parse(const char *query) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, query, strlen(query), NULL, &document), DESKQL_OK);
    return document;
}

static void assert_tree(const char *query, const char *expected) {
    deskql_document *document = parse(query);
    char text[1024] = "";
    const dql_node *filter = document->queries[0].filter;
    if (filter) print_node(text, sizeof text, filter);
    if (strcmp(text, expected) != 0) fail_msg("`%s` is %s, not %s", query, text, expected);
    deskql_document_free(document);
}

/* The findings of syntax: `code@column`, or `code@column-end` where a fix follows, ` -> replacement`; divided by `; `. */
static void assert_mistakes(const char *query, const char *expected) {
    deskql_document *document = parse(query);
    const deskql_findings *findings = deskql_document_findings(document);
    char text[1024] = "";
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        if (finding->code >= 200) continue;
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%d@%u", used ? "; " : "", finding->code,
                 finding->range.start.column);
        used = strlen(text);
        if (finding->note_count)
            snprintf(text + used, sizeof text - used, "(%u)", finding->notes[0].range.start.column);
        used = strlen(text);
        if (finding->fix) {
            snprintf(text + used, sizeof text - used, "-%u -> %s", finding->fix->range.end.column,
                     finding->fix->replacement);
        }
    }
    if (strcmp(text, expected) != 0) fail_msg("`%s`\n  has   %s\n  wants %s", query, text, expected);
    deskql_document_free(document);
}

static void test_trees(void **state) {
    (void)state;
    assert_tree("", "");
    assert_tree("# nothing", "");
    assert_tree("status=1", "status = 1");
    assert_tree("WHERE status = 1", "status = 1");
    assert_tree("a = 1 and b = 2 and c = 3", "and(a = 1, b = 2, c = 3)");
    assert_tree("a = 1 or b = 2 and c = 3 or d = 4", "or(a = 1, and(b = 2, c = 3), d = 4)");
    assert_tree("(a = 1 or b = 2) and c = 3", "and(or(a = 1, b = 2), c = 3)");
    assert_tree("a = 1 and (b = 2 and c = 3)", "and(a = 1, and(b = 2, c = 3))");
    assert_tree("not a = 1 and not (b = 2)", "and(not(a = 1), not(b = 2))");
    assert_tree("not not a = 1", "not(not(a = 1))");
    assert_tree("a in (1, 'x', y)", "a in 1 x y");
    assert_tree("a not in (1)", "a not in 1");
    assert_tree("a in :list or a not in :list", "or(a in :list, a not in :list)");
    assert_tree("a between 1 and 2 and b = 3", "and(a between 1 2, b = 3)");
    assert_tree("a not between 1 and 2", "a not between 1 2");
    assert_tree("a contains x and b ~ y and c not contains z", "and(a contains x, b contains y, c not contains z)");
    assert_tree("a is null and b IS NOT NULL", "and(a is null, b is not null)");
    assert_tree("a = null and b != true", "and(a = null, b != true)");
}

static void test_keywords_are_names(void **state) {
    (void)state;
    assert_tree("status = order", "status = order");
    assert_tree("status in (in, not, page, BY)", "status in in not page BY");
    assert_tree("not = 1 and order > 2 and null ~ x", "and(not = 1, order > 2, null contains x)");
    assert_tree("(page = 1 or in != 2)", "or(page = 1, in != 2)");
    assert_tree("from tickets not = 1", "not = 1");
    assert_tree("`in` in (1)", "in in 1");
    assert_tree("like = 1 and eq in (gt) and limit is null and empty = descending",
                "and(like = 1, eq in gt, limit is null, empty = descending)");
    assert_mistakes("in in (1)", "110@1");
    assert_mistakes("status = and", "110@10");
    assert_mistakes("status = order by id", "110@10");
    assert_mistakes("order by order, and, true desc include in, or fields page, by", "");
}

static void test_labels(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *name;
    } labels[] = {
        {"urgent: status = 1", "urgent"},
        {"urgent : status = 1", "urgent"},
        {"urgent:status = 1", "urgent"},
        {"my query: status = 1", "my query"},
        {"urgent : 1", NULL},
        {"urgent:", "urgent"},
        {"state: active", NULL},
        {"state: active and id = 1", NULL},
        {"x: order by id", "x"},
        {"`my query`: id = 1", "my query"},
        {"order: id = 1", "order"},
        {"state: active order by id", NULL},
        {"x: from tickets where id = 1", "x"},
        {"x:\nid = 1", "x"},
        {"x: page 2", "x"},
        {"eq: id = 1", "eq"},
        {"mine: where page = 2", "mine"},
    };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        deskql_document *document = parse(labels[i].text);
        const char *name = deskql_query_name(deskql_document_at(document, 0));
        if (!labels[i].name != !name || (name && strcmp(name, labels[i].name) != 0)) {
            fail_msg("`%s` has the label %s", labels[i].text, name ? name : "none");
        }
        if (labels[i].name) assert_ptr_equal(deskql_document_find(document, name), deskql_document_at(document, 0));
        deskql_document_free(document);
    }
}

static void test_several_queries(void **state) {
    (void)state;
    deskql_document *document = parse("; a: id = 1; ; b: id = 2 # ; no\n;; id = 3;");
    assert_int_equal(deskql_document_count(document), 3);
    assert_string_equal(deskql_query_name(deskql_document_at(document, 1)), "b");
    assert_null(deskql_query_name(deskql_document_at(document, 2)));
    assert_null(deskql_document_at(document, 3));
    deskql_range range = deskql_query_range(deskql_document_at(document, 1));
    assert_int_equal(range.start.offset, 15);
    assert_int_equal(range.end.offset, 24);
    deskql_document_free(document);
    document = parse(" ; ;");
    assert_int_equal(deskql_document_count(document), 1);
    assert_true(deskql_query_valid(deskql_document_at(document, 0)));
    deskql_document_free(document);
    assert_mistakes("a: id = 1; b: id = 2; a: id = 3", "113@23(1)");
}

static void test_one_mistake(void **state) {
    (void)state;
    assert_mistakes("status", "110@7");
    assert_mistakes("status =", "110@9");
    assert_mistakes("= 1", "110@1");
    assert_mistakes("status 1", "110@8");
    assert_mistakes("status = 1 priority = 2", "110@12");
    assert_mistakes("status = 1 and", "110@15");
    assert_mistakes("and status = 1", "110@1");
    assert_mistakes("status = = 1", "110@10");
    assert_mistakes("a = 1 and and b = 2", "110@11");
    assert_mistakes("()", "110@2");
    assert_mistakes("a in ()", "110@7");
    assert_mistakes("a in (1,,2)", "110@9");
    assert_mistakes("a in 1, 2", "110@3-10 -> in (1, 2)");
    assert_mistakes("a in 1, 2)", "110@6");
    assert_mistakes("a = (1)", "110@3-4 -> in");
    assert_mistakes("a is 1", "110@3-5 -> =");
    assert_mistakes("a between 1", "110@12");
    assert_mistakes("a between 1 2", "110@13");
    assert_mistakes("order id", "110@7-7 -> by ");
    assert_mistakes("order by", "110@9");
    assert_mistakes("page", "110@5");
    assert_mistakes("\"a\" = 1", "110@1-4 -> a");
    assert_mistakes("a = b = c", "110@7");
}

static void test_brackets(void **state) {
    (void)state;
    assert_mistakes("(a = 1", "110@7(1)");
    assert_mistakes("((a = 1 or (b = 2)", "110@19(2)");
    assert_mistakes("((a = 1 order by id", "110@9(2)");
    assert_mistakes("a in (1, 2 and b = 3", "110@12(6)");
    assert_mistakes("a = 1)", "110@6(1)");
    assert_mistakes("a = 1))) and b = 2", "110@6(1)");
    assert_mistakes("(a = 1)) and (b = 2))", "110@8(1); 110@21(1)");
}

static void test_misspelt_keywords(void **state) {
    (void)state;
    assert_mistakes("a = 1 adn b = 2", "110@7");
    assert_mistakes("a = 1 orr b = 2 andd c = 3", "110@7; 110@17");
    assert_mistakes("oder by id", "110@1");
    assert_mistakes("form tickets where a = 1", "110@1");
    assert_mistakes("nto a = 1", "110@1");
    assert_mistakes("a = 1 order yb id", "110@13");
    assert_mistakes("a nto in (1)", "110@3");
    assert_mistakes("a contians x", "110@3");
    assert_mistakes("a betwen 1 and 2", "110@3");
    assert_mistakes("order by id decs", "110@13");
    assert_mistakes("a = 1 pagesiez 5", "110@7");
}

static void test_tokens_that_are_mistakes(void **state) {
    (void)state;
    assert_mistakes("a = 1 @ and b = 2", "102@7");
    assert_mistakes("a @= 1", "102@3");
    assert_mistakes("gr\u00f6\u00dfe = 1", "102@3");
    assert_mistakes("a = 1\u00a0and b = 2", "102@6");
    assert_mistakes("a = \xFF", "101@5");
    assert_mistakes("a = \"\xC3(\" # \xFF", "101@6; 101@12");
    assert_mistakes("a = \"x", "103@5");
    assert_mistakes("(a = \"x) and b = 1", "103@6");
    assert_mistakes("a = \"x\nand b = 1", "103@5");
    assert_mistakes("subject = refund now\" and a = = 1", "103@21(11); 110@31");
    assert_mistakes("a = \"\\q \\u12 \\ud800 \\udc00 ok\"", "104@6; 104@9; 104@14; 104@21");
    assert_mistakes("a = \"x\ty\"", "102@7");
    assert_mistakes("a = 007 and b = 7up and c = .5 and d = +5 and e = -Inf", "105@5; 105@17; 105@29; 105@40; 105@51");
    assert_mistakes("a = 1e309 and b = -1.8e308 and c = 1.7976931348623157e308 and d = 0.00001e310 and e = 1e-999",
                    "105@5; 105@19");
    assert_mistakes("a = 17976931348623158079e289 and b = 17976931348623159e292", "105@38");
    assert_mistakes("a = 2026-02-30 and b = now-7x and c = 1-2-3", "106@5; 106@24; 106@39");
    /* A mistake in the wrong place is still one mistake. */
    assert_mistakes("a = 1 007", "105@7");
    assert_mistakes("`a = 1", "103@1");
}

static void test_foreign_spellings(void **state) {
    (void)state;
    assert_mistakes("status == 1 && priority > 2", "111@8-10 -> =; 111@13-15 -> and");
    assert_mistakes("a=1&&b=2||c<>3", "111@4-6 ->  and ; 111@9-11 ->  or ; 111@12-14 -> !=");
    assert_mistakes("a === 1 and b => 2 and c =< 3 and d =! 4",
                    "111@3-6 -> =; 111@15-17 -> >=; 111@26-28 -> <=; 111@37-39 -> !=");
    assert_mistakes("!(a = 1) and !b = 2 and c !in (1)", "111@1-2 -> not ; 111@14-15 -> not ; 111@27-28 -> not ");
    assert_mistakes("a not = 1", "111@3-8 -> !=");
    assert_mistakes("a eq 1 and b NE 2 and c gte 3 and d lt 4",
                    "111@3-5 -> =; 111@14-16 -> !=; 111@25-28 -> >=; 111@37-39 -> <");
    assert_mistakes("a like x and b not like y", "111@3-7 -> contains; 111@20-24 -> contains");
    assert_mistakes("a is empty and b is not empty", "111@6-11 -> null; 111@25-30 -> null");
    assert_mistakes("a in [1,2]", "111@6-11 -> (1,2)");
    assert_mistakes("a in (1,2] and b in [1)", "111@10-11 -> ); 111@21-22 -> (");
    assert_mistakes("order by -id", "111@10-13 -> id desc");
    assert_mistakes("order by id ascending", "111@13-22 -> asc");
    assert_mistakes("order by id descending limit 5", "111@13-23 -> desc; 111@24-29 -> pagesize");
    assert_mistakes("a = 1 page = 2 pagesize=3", "111@12-13 -> ; 111@24-25 ->  ");
    assert_mistakes("status:1 and priority: 2", "111@7-8 -> =; 111@22-23 -> =");
    assert_mistakes("state: active", "111@6-7 -> =");
    assert_mistakes("x not in :\u00efst", "102@11");
    assert_mistakes("createdAt:>2026-01-01", "111@10-11 -> ");
    assert_mistakes("a = \u201cx \"y\"\u201d", "111@5-12 -> \"x \\\"y\\\"\"");
}

static void test_clauses_twice(void **state) {
    (void)state;
    assert_mistakes("page 1 page 2", "112@8");
    assert_mistakes("order by id include users order by id", "112@27");
    assert_mistakes("limit 5 pagesize 6", "111@1-6 -> pagesize; 112@9");
}

static void test_depth(void **state) {
    (void)state;
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.maximum_depth = 3;
    static const struct {
        const char *text;
        uint32_t column; /* 0: not too deep */
    } queries[] = {
        {"(((id = 1)))", 0},
        {"((((id = 1))))", 4},
        {"not not not id = 1 and not not not id = 2", 0},
        {"not not not not id = 1", 13},
        {"not (not (id = 1))", 10},
        {"(id = 1) and (id = 2) and (id = 3) and ((id = 4)) and not not not id = 5", 0},
        {"not = 1 and not (not id = 2)", 0},
    };
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        deskql_document *document = NULL;
        assert_int_equal(deskql_parse(NULL, queries[i].text, strlen(queries[i].text), &options, &document), DESKQL_OK);
        const deskql_finding *found = NULL;
        const deskql_findings *findings = deskql_document_findings(document);
        for (size_t k = 0; k < deskql_findings_count(findings); k++) {
            const deskql_finding *finding = finding_at(findings, k);
            if (finding->code == 120) found = finding;
            /* The rest of the query is not spoken of. */
            if (found) assert_true(finding->range.start.column <= found->range.start.column);
        }
        assert_int_equal(found ? found->range.start.column : 0, queries[i].column);
        deskql_document_free(document);
    }
}

static void test_limits(void **state) {
    (void)state;
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.maximum_bytes = 20;
    options.maximum_list = 2;
    options.maximum_findings = 2;
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse(NULL, "id in (1, 2, 3, 4)", 18, &options, &document), DESKQL_OK);
    const deskql_findings *findings = deskql_document_findings(document);
    assert_int_equal(deskql_findings_count(findings), 1);
    assert_int_equal(finding_at(findings, 0)->code, 121);
    assert_int_equal(finding_at(findings, 0)->range.start.column, 14);
    assert_int_equal(deskql_parse(NULL, "id in (1, 2, 3, 4, 5)", 21, &options, &document), DESKQL_OK);
    assert_int_equal(finding_at(deskql_document_findings(document), 0)->code, 121);
    assert_int_equal(deskql_document_count(document), 0);
    assert_int_equal(deskql_parse(NULL, "a=1 b=2 c=3 d=4 e=5", 19, &options, &document), DESKQL_OK);
    assert_int_equal(deskql_findings_count(deskql_document_findings(document)), 2);
    assert_true(deskql_findings_omitted(deskql_document_findings(document)) > 0);
    deskql_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_keywords_are_names),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_several_queries),
        cmocka_unit_test(test_one_mistake),
        cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_misspelt_keywords),
        cmocka_unit_test(test_tokens_that_are_mistakes),
        cmocka_unit_test(test_foreign_spellings),
        cmocka_unit_test(test_clauses_twice),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
