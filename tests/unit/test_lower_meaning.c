/*
 * Lowering keeps the meaning: a random query, evaluated as it was written, selects the same tickets as its plan does. Warnings keep
 * their word: what never matches selects none, and what always matches selects all.
 */
#include "document/document.h"
#include "lower/plan.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1772366400)
#define DAY_MS INT64_C(86400000)
#define OFFSET_MINUTES 90
#define NO_VALUE INT64_MIN

static uint64_t seed = 42;

static uint32_t below(uint32_t limit) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % limit;
}

/* A ticket has a few fields of few values, so that conditions often hold. Times are milliseconds of instants. */
typedef enum field_index { ID, AGENT, STATUS, CREATED, FIELD_COUNT } field_index;

static const char *const field_names[] = {"id", "agent", "status", "createdAt"};

typedef struct ticket {
    int64_t values[FIELD_COUNT];
} ticket;

/* 2026-02-27, the first of a few days that queries and tickets speak of. */
#define FIRST_DAY INT64_C(20511)
#define DAYS 4

static ticket random_ticket(void) {
    ticket made;
    made.values[ID] = below(6);
    made.values[AGENT] = below(7) ? (int64_t)below(6) : NO_VALUE;
    made.values[STATUS] = below(7) ? (int64_t)below(6) : NO_VALUE;
    /* Every six hours, so that days' starts are among them, with the offset and without. */
    int64_t start = FIRST_DAY * DAY_MS - (below(2) ? OFFSET_MINUTES * INT64_C(60000) : 0);
    made.values[CREATED] = below(7) ? start + below(DAYS * 4 + 4) * (DAY_MS / 4) : NO_VALUE;
    return made;
}

/* The tree that a query is written from, and evaluated by. */
typedef enum tree_form { AND, OR, NOT, COMPARISON } tree_form;

typedef enum test_operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    NOT_IN,
    BETWEEN,
    NOT_BETWEEN
} test_operator;

#define MAXIMUM_VALUES 3

/* [start, end) for a day, else start = end. */
typedef struct operand {
    int64_t start;
    int64_t end;
    char text[40];
} operand;

typedef struct tree tree;
struct tree {
    tree_form form;
    uint32_t count;
    tree *children[4];
    field_index field;
    test_operator operator_;
    operand values[MAXIMUM_VALUES];
};

static tree *new_tree(tree_form form) {
    tree *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->form = form;
    return made;
}

static void free_tree(tree *node) {
    for (uint32_t i = 0; node->form != COMPARISON && i < node->count; i++) free_tree(node->children[i]);
    free(node);
}

static tree *copy_tree(const tree *node) {
    tree *made = new_tree(node->form);
    *made = *node;
    for (uint32_t i = 0; node->form != COMPARISON && i < node->count; i++) {
        made->children[i] = copy_tree(node->children[i]);
    }
    return made;
}

typedef struct parameters {
    deskql_binding bindings[64];
    char names[64][8];
    size_t count;
} parameters;

/* A literal, or now and then a parameter with that value. */
static operand random_number(parameters *bound) {
    operand made;
    made.start = made.end = below(6);
    if (bound->count < 64 && below(8) == 0) {
        size_t i = bound->count++;
        snprintf(bound->names[i], sizeof bound->names[i], "p%u", (unsigned)i);
        bound->bindings[i].name = bound->names[i];
        bound->bindings[i].value.type = DESKQL_VALUE_INTEGER;
        bound->bindings[i].value.as.integer = made.start;
        snprintf(made.text, sizeof made.text, ":%s", bound->names[i]);
    } else {
        snprintf(made.text, sizeof made.text, "%d", (int)made.start);
    }
    return made;
}

static operand random_time(void) {
    operand made;
    uint32_t day = below(DAYS);
    int64_t local = (FIRST_DAY + day) * DAY_MS - OFFSET_MINUTES * INT64_C(60000);
    static const char *const names[DAYS] = {"2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"};
    static const char *const relative[DAYS] = {"today-2d", "yesterday", "today", "Tomorrow"};
    uint32_t hour = below(4) * 6;
    made.start = local;
    made.end = local + DAY_MS;
    switch (below(4)) {
    case 0:
        snprintf(made.text, sizeof made.text, "%s", names[day]);
        return made;
    case 1:
        snprintf(made.text, sizeof made.text, "%s", relative[day]);
        return made;
    case 2:
        made.start = made.end = local + hour * INT64_C(3600000);
        snprintf(made.text, sizeof made.text, "%sT%02u:00", names[day], (unsigned)hour);
        return made;
    default:
        made.start = made.end = (FIRST_DAY + day) * DAY_MS + hour * INT64_C(3600000);
        snprintf(made.text, sizeof made.text, "%sT%02u:00Z", names[day], (unsigned)hour);
        return made;
    }
}

static tree *random_comparison(parameters *bound) {
    tree *made = new_tree(COMPARISON);
    made->field = (field_index)below(FIELD_COUNT);
    made->operator_ = (test_operator)below(10);
    bool list = made->operator_ == IN || made->operator_ == NOT_IN;
    bool between = made->operator_ == BETWEEN || made->operator_ == NOT_BETWEEN;
    bool null = made->operator_ <= NOT_EQUAL && made->field != ID && below(6) == 0;
    made->count = list ? 1 + below(MAXIMUM_VALUES) : between ? 2 : 1;
    for (uint32_t i = 0; i < made->count; i++) {
        made->values[i] = made->field == CREATED ? random_time() : random_number(bound);
    }
    if (null) made->values[0] = (operand){NO_VALUE, NO_VALUE, "null"};
    return made;
}

static tree *random_tree(uint32_t depth, parameters *bound) {
    uint32_t kind = depth ? below(6) : 0;
    if (kind < 2) return random_comparison(bound);
    tree *made = new_tree(kind == 2 ? NOT : kind & 1 ? AND : OR);
    made->count = made->form == NOT ? 1 : 2 + below(3);
    for (uint32_t i = 0; i < made->count; i++) made->children[i] = random_tree(depth - 1, bound);
    /* Repetition is not left to chance. */
    if (made->form != NOT && below(4) == 0) {
        free_tree(made->children[made->count - 1]);
        made->children[made->count - 1] = copy_tree(made->children[0]);
    }
    return made;
}

static void print(const tree *node, char *text, size_t size) {
    static const char *const spelling[] = {"=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "not between"};
    size_t length = strlen(text);
    if (node->form == COMPARISON) {
        bool list = node->operator_ == IN || node->operator_ == NOT_IN;
        length += (size_t)snprintf(text + length, size - length, "%s %s %s", field_names[node->field],
                                   spelling[node->operator_], list ? "(" : "");
        for (uint32_t i = 0; i < node->count; i++) {
            const char *between = i == 0 ? "" : list ? "," : " and ";
            length += (size_t)snprintf(text + length, size - length, "%s%s", between, node->values[i].text);
        }
        if (list) snprintf(text + length, size - length, ")");
        return;
    }
    if (node->form == NOT) snprintf(text + length, size - length, "not ");
    if (node->form != NOT) snprintf(text + length, size - length, "(");
    for (uint32_t i = 0; i < node->count; i++) {
        length = strlen(text);
        if (i) snprintf(text + length, size - length, node->form == AND ? " and " : " or ");
        print(node->children[i], text, size);
    }
    length = strlen(text);
    if (node->form != NOT) snprintf(text + length, size - length, ")");
}

/* A comparison with one operand as the language defines it. */
static bool holds(int64_t value, test_operator operator_, const operand *with) {
    bool day = with->start != with->end;
    if (!day && operator_ == EQUAL) return value == with->start;
    if (!day && operator_ == NOT_EQUAL) return value != with->start;
    if (value == NO_VALUE) return false;
    switch (operator_) {
    case EQUAL:
        return value >= with->start && value < with->end;
    case NOT_EQUAL:
        return value < with->start || value >= with->end;
    case LESS:
        return value < with->start;
    case LESS_OR_EQUAL:
        return day ? value < with->end : value <= with->start;
    case GREATER:
        return day ? value >= with->end : value > with->start;
    default:
        return value >= with->start;
    }
}

static bool evaluate_comparison(const tree *node, test_operator operator_, int64_t value) {
    switch (operator_) {
    case IN:
        for (uint32_t i = 0; i < node->count; i++) {
            if (holds(value, EQUAL, &node->values[i])) return true;
        }
        return false;
    case NOT_IN:
        for (uint32_t i = 0; i < node->count; i++) {
            if (!holds(value, NOT_EQUAL, &node->values[i])) return false;
        }
        return true;
    case BETWEEN:
        return holds(value, GREATER_OR_EQUAL, &node->values[0]) && holds(value, LESS_OR_EQUAL, &node->values[1]);
    case NOT_BETWEEN:
        return holds(value, LESS, &node->values[0]) || holds(value, GREATER, &node->values[1]);
    default:
        return holds(value, operator_, &node->values[0]);
    }
}

static bool evaluate(const tree *node, const ticket *of, bool negated) {
    static const test_operator duals[] = {NOT_EQUAL, EQUAL, GREATER_OR_EQUAL, GREATER, LESS_OR_EQUAL, LESS,
                                          NOT_IN,    IN,    NOT_BETWEEN,      BETWEEN};
    if (node->form == COMPARISON) {
        return evaluate_comparison(node, negated ? duals[node->operator_] : node->operator_, of->values[node->field]);
    }
    if (node->form == NOT) return evaluate(node->children[0], of, !negated);
    bool all = (node->form == AND) != negated;
    for (uint32_t i = 0; i < node->count; i++) {
        if (evaluate(node->children[i], of, negated) != all) return !all;
    }
    return all;
}

static int64_t number_of(const dql_plan_value *value) {
    switch (value->kind) {
    case DQL_PLAN_NULL:
        return NO_VALUE;
    case DQL_PLAN_INTEGER:
        return value->text ? strtoll(value->text, NULL, 10) : value->integer;
    default:
        assert_int_equal(value->kind, DQL_PLAN_TIME);
        assert_false(value->expands);
        return value->integer;
    }
}

/* The plan as the API reads it: `$eq` and `$ne` know null, the ordering operators are false of it. */
static bool compare_plan(const dql_plan_node *node, int64_t value) {
    bool found = false;
    for (uint32_t i = 0; i < node->count; i++) found = found || number_of(&node->values[i]) == value;
    int64_t first = number_of(node->values);
    switch (node->operator_) {
    case DQL_OPERATOR_EQUAL:
    case DQL_OPERATOR_IN:
        return found;
    case DQL_OPERATOR_NOT_EQUAL:
    case DQL_OPERATOR_NOT_IN:
        return !found;
    case DQL_OPERATOR_LESS:
        return value != NO_VALUE && value < first;
    case DQL_OPERATOR_LESS_OR_EQUAL:
        return value != NO_VALUE && value <= first;
    case DQL_OPERATOR_GREATER:
        return value != NO_VALUE && value > first;
    default:
        assert_int_equal(node->operator_, DQL_OPERATOR_GREATER_OR_EQUAL);
        return value != NO_VALUE && value >= first;
    }
}

static bool evaluate_plan(const dql_plan_node *node, const ticket *of) {
    if (node->kind == DQL_PLAN_COMPARISON) {
        field_index field = ID;
        while (strcmp(field_names[field], node->field->name) != 0) field++;
        return compare_plan(node, of->values[field]);
    }
    bool all = node->kind == DQL_PLAN_AND;
    for (const dql_plan_node *member = node->first; member; member = member->next) {
        if (evaluate_plan(member, of) != all) return !all;
    }
    return all;
}

/* What a plan must look like, whatever it means. */
static void assert_wellformed(const dql_plan_node *node) {
    if (node->kind == DQL_PLAN_COMPARISON) {
        bool list = node->operator_ == DQL_OPERATOR_IN || node->operator_ == DQL_OPERATOR_NOT_IN;
        assert_true(list ? node->count > 1 || node->list_parameter : node->count == 1);
        return;
    }
    uint32_t count = 0;
    uint32_t groups = 0;
    uint32_t fields[FIELD_COUNT] = {0};
    bool repeated = false;
    uint32_t mergeable[FIELD_COUNT] = {0};
    for (const dql_plan_node *member = node->first; member; member = member->next, count++) {
        assert_int_not_equal(member->kind, node->kind);
        assert_wellformed(member);
        if (member->kind != DQL_PLAN_COMPARISON) {
            groups++;
            continue;
        }
        field_index field = ID;
        while (strcmp(field_names[field], member->field->name) != 0) field++;
        repeated = repeated || fields[field]++;
        bool positive = member->operator_ == DQL_OPERATOR_EQUAL || member->operator_ == DQL_OPERATOR_IN;
        bool negative = member->operator_ == DQL_OPERATOR_NOT_EQUAL || member->operator_ == DQL_OPERATOR_NOT_IN;
        mergeable[field] += node->kind == DQL_PLAN_OR ? positive : negative;
        assert_true(mergeable[field] <= 1);
    }
    assert_int_equal(count, node->count);
    assert_true(count >= 2);
    assert_int_equal(node->distinct_fields, node->kind == DQL_PLAN_AND && !repeated && groups == 0);
}

static bool has_code(const deskql_findings *findings, int code, size_t *at) {
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        *at = i;
        if (finding_at(findings, i)->code == code) return true;
    }
    return false;
}

static uint32_t compared;
static uint32_t selected;
static uint32_t warned;

/* The warnings of a query of one group of comparisons are about all of it. */
static void assert_warning_holds(const deskql_findings *findings, const tree *node, const ticket *of, bool matches) {
    size_t at;
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->form == COMPARISON || node->children[i]->form != COMPARISON) return;
    }
    if (node->form == AND && has_code(findings, 402, &at)) {
        assert_false(matches);
        warned++;
    }
    if (node->form == OR && has_code(findings, 403, &at)) {
        const deskql_finding *finding = finding_at(findings, at);
        field_index field = ID;
        while (strcmp(field_names[field], finding->field) != 0) field++;
        bool except_null = strstr(finding->message, "except null") != NULL;
        if (!except_null || of->values[field] != NO_VALUE) assert_true(matches);
        warned++;
    }
}

static void check_query(uint32_t depth) {
    parameters bound = {.count = 0};
    tree *node = random_tree(depth, &bound);
    static char text[65536];
    text[0] = '\0';
    print(node, text, sizeof text);
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = NOW;
    options.utc_offset = OFFSET_MINUTES;
    /* A parameter of a tree that was thrown away is no longer named. */
    deskql_binding named[64];
    assert_int_equal(deskql_parse(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    const deskql_query *query = deskql_document_at(document, 0);
    for (uint32_t i = 0; i < query->parameter_count; i++) {
        named[i] = bound.bindings[strtol(query->parameters[i].name + 1, NULL, 10)];
    }
    options.bindings = named;
    options.binding_count = query->parameter_count;
    if (deskql_compile(query, &options, &plan) != DESKQL_OK) print_message("query: %s\n", text);
    assert_true(plan->valid);
    assert_wellformed(plan->filter);
    for (int i = 0; i < 60; i++) {
        ticket one = random_ticket();
        bool matches = evaluate(node, &one, false);
        if (evaluate_plan(plan->filter, &one) != matches) print_message("query: %s\n", text);
        assert_int_equal(evaluate_plan(plan->filter, &one), matches);
        assert_warning_holds(deskql_document_findings(document), node, &one, matches);
        compared++;
        selected += matches;
    }
    deskql_plan_free(plan);
    deskql_document_free(document);
    free_tree(node);
}

static void test_meaning(void **state) {
    (void)state;
    for (int i = 0; i < 6000; i++) check_query(1 + below(4));
    /* The tickets and queries are such that the comparison says something. */
    assert_in_range(selected, compared / 5, compared * 4 / 5);
    assert_true(warned > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_meaning)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
