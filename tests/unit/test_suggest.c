/* Nearest names. */
#include "diagnostics/edit_distance.h"
#include "diagnostics/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <deskql/nearest.h>

static const char *const fields[] = {"id",
                                     "subject",
                                     "previewText",
                                     "originalRecipient",
                                     "responseTimeMins",
                                     "resolutionTimeMins",
                                     "spam_score",
                                     "customer",
                                     "contact",
                                     "inbox",
                                     "agent",
                                     "status",
                                     "priority",
                                     "source",
                                     "type",
                                     "company",
                                     "createdAt",
                                     "updatedAt",
                                     "deletedAt",
                                     "updatedBy",
                                     "state",
                                     "users.id",
                                     "users.name",
                                     "customers.id",
                                     "customers.name",
                                     "companies.name",
                                     "tickets_users_deck.createdAt"};

static dql_suggestions suggest(const char *name) {
    dql_suggestions suggestions;
    dql_suggest(name, strlen(name), dql_names_of_texts(fields, sizeof fields / sizeof *fields), &suggestions);
    return suggestions;
}

static void assert_nearest(const char *name, const char *first) {
    dql_suggestions suggestions = suggest(name);
    assert_true(suggestions.count > 0);
    assert_string_equal(suggestions.names[0], first);
}

static void test_single_edits(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"statuss", "status"}, {"satus", "status"},        {"sttaus", "status"},    {"stazus", "status"},
        {"agnet", "agent"},    {"createdAd", "createdAt"}, {"priorty", "priority"}, {"user.name", "users.name"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        dql_suggestions suggestions = suggest(pairs[i][0]);
        assert_string_equal(suggestions.names[0], pairs[i][1]);
        assert_int_equal(suggestions.distance, 1);
        assert_int_equal(suggestions.nearest, 1);
        assert_non_null(suggestions.certain);
    }
}

/* A lost letter is likelier than a wrong one, but both are one edit: nothing is certain. */
static void test_lost_letter_first(void **state) {
    (void)state;
    dql_suggestions suggestions = suggest("statu");
    assert_string_equal(suggestions.names[0], "status");
    assert_string_equal(suggestions.names[1], "state");
    assert_int_equal(suggestions.nearest, 1);
    assert_null(suggestions.certain);
}

static void test_letter_case_counts_once(void **state) {
    (void)state;
    dql_suggestions suggestions = suggest("PREVIEWTEXT");
    assert_string_equal(suggestions.names[0], "previewText");
    assert_int_equal(suggestions.distance, 1);
    assert_non_null(suggestions.certain);
}

static void test_word_parts(void **state) {
    (void)state;
    assert_nearest("created", "createdAt");
    assert_nearest("crated", "createdAt");
    assert_nearest("created_at", "createdAt");
    assert_nearest("dateCreated", "createdAt");
    assert_nearest("prio", "priority");
    assert_nearest("company.name", "companies.name");
    assert_nearest("customer_id", "customers.id");
    assert_nearest("name.users", "users.name");
    assert_nearest("responseMinutes", "responseTimeMins");
}

static void test_equally_near(void **state) {
    (void)state;
    dql_suggestions suggestions = suggest("updated");
    assert_int_equal(suggestions.nearest, 2);
    assert_string_equal(suggestions.names[0], "updatedAt");
    assert_string_equal(suggestions.names[1], "updatedBy");
    assert_null(suggestions.certain);
    /* No more than three, in the list's order. */
    suggestions = suggest("name");
    assert_int_equal(suggestions.count, 3);
    assert_string_equal(suggestions.names[0], "users.name");
    assert_string_equal(suggestions.names[2], "companies.name");
}

static void test_a_name_counts_once(void **state) {
    (void)state;
    static const char *const names[] = {"status", "state", "status", "state", "status"};
    dql_suggestions suggestions;
    dql_suggest("statsu", 6, dql_names_of_texts(names, 5), &suggestions);
    assert_int_equal(suggestions.count, 2);
    assert_int_equal(suggestions.nearest, 1);
    assert_non_null(suggestions.certain);
    assert_string_equal(suggestions.names[0], "status");
    assert_string_equal(suggestions.names[1], "state");
}

static void test_nothing_near(void **state) {
    (void)state;
    static const char *const names[] = {"", "x", "q", "zzz", "assignee", "ticketNumberOf", "....", "____", "-"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        dql_suggestions suggestions = suggest(names[i]);
        assert_int_equal(suggestions.count, 0);
        assert_int_equal(suggestions.nearest, 0);
        assert_int_equal(suggestions.distance, UINT32_MAX);
    }
    dql_suggestions suggestions;
    dql_suggest("id", 2, dql_names_of_texts(NULL, 0), &suggestions);
    assert_int_equal(suggestions.count, 0);
}

/* Names of any length and any bytes; the long ones are known by the words of their beginning. */
static void test_long_names(void **state) {
    (void)state;
    enum { LENGTH = 100000 };
    char *name = malloc(LENGTH + 1);
    assert_non_null(name);
    memset(name, 'a', LENGTH);
    name[LENGTH] = '\0';
    assert_int_equal(suggest(name).count, 0);
    for (size_t i = 0; i < LENGTH; i += 2) name[i] = '.';
    assert_int_equal(suggest(name).count, 0);
    memset(name, 0xff, LENGTH);
    assert_int_equal(suggest(name).count, 0);
    const char *const one[] = {name};
    dql_suggestions suggestions;
    name[70] = '\0';
    memset(name, 'b', 70);
    memcpy(name, "created", 7);
    name[7] = '.';
    dql_suggest("created", 7, dql_names_of_texts(one, 1), &suggestions);
    assert_int_equal(suggestions.count, 1);
    assert_null(suggestions.certain);
    free(name);
}

static void test_ranking_is_by_cost(void **state) {
    (void)state;
    static const char *const names[] = {"abcdxy", "abcdex", "abcde"};
    dql_suggestions suggestions;
    dql_suggest("abcdef", 6, dql_names_of_texts(names, 3), &suggestions);
    assert_int_equal(suggestions.count, 3);
    assert_string_equal(suggestions.names[0], "abcde");
    assert_string_equal(suggestions.names[1], "abcdex");
    assert_string_equal(suggestions.names[2], "abcdxy");
    assert_null(suggestions.certain);
}

/* The whole table, without a limit: what dql_edit_cost has to find wherever it is within its limit. */
static uint32_t slow_cost(const char *from, size_t from_length, const char *to, size_t to_length) {
    uint32_t rows[40][40];
    for (uint32_t i = 0; i <= from_length; i++) {
        for (uint32_t j = 0; j <= to_length; j++) {
            uint32_t cost = i && j ? UINT32_MAX : (i + j) * DQL_EDIT;
            if (i && rows[i - 1][j] + DQL_EDIT < cost) cost = rows[i - 1][j] + DQL_EDIT;
            if (j && rows[i][j - 1] + DQL_EDIT < cost) cost = rows[i][j - 1] + DQL_EDIT;
            bool same = i && j && from[i - 1] == to[j - 1];
            uint32_t kept = i && j ? rows[i - 1][j - 1] + (same ? 0 : DQL_REPLACEMENT) : cost;
            if (kept < cost) cost = kept;
            bool swapped = i > 1 && j > 1 && !same && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped && rows[i - 2][j - 2] + DQL_EDIT < cost) cost = rows[i - 2][j - 2] + DQL_EDIT;
            rows[i][j] = cost;
        }
    }
    return rows[from_length][to_length];
}

/* Changes a copy of a word at a few places; of few letters, so that many are twice in it. */
static size_t change(char *word, size_t length, unsigned *seed) {
    for (unsigned edits = (*seed = *seed * 1103515245u + 12345u) >> 16 & 3; edits; edits--) {
        unsigned number = (*seed = *seed * 1103515245u + 12345u) >> 16;
        size_t at = number % length;
        if (number & 64 && length > 1) {
            memmove(word + at, word + at + 1, --length - at);
        } else if (number & 128) {
            memmove(word + at + 1, word + at, length++ - at);
            word[at] = (char)('a' + number % 7);
        } else {
            word[at] = (char)('a' + number % 7);
        }
    }
    return length;
}

/* Stopping early changes no cost that is within the limit. */
static void test_distance_is_exact(void **state) {
    (void)state;
    static const uint32_t limits[] = {0, DQL_EDIT, DQL_REPLACEMENT, 2 * DQL_REPLACEMENT, 4 * DQL_REPLACEMENT, 200};
    unsigned seed = 12;
    for (int i = 0; i < 20000; i++) {
        char from[32], to[32];
        size_t length = 1 + (seed = seed * 1103515245u + 12345u) % 12;
        for (size_t j = 0; j < length; j++) from[j] = (char)('a' + ((seed = seed * 1103515245u + 12345u) >> 16) % 5);
        memcpy(to, from, length);
        size_t to_length = change(to, length, &seed);
        uint32_t cost = slow_cost(from, length, to, to_length);
        for (size_t j = 0; j < sizeof limits / sizeof *limits; j++) {
            uint32_t found = dql_edit_cost(from, length, to, to_length, limits[j]);
            if (found != (cost <= limits[j] ? cost : DQL_TOO_FAR))
                fail_msg("`%.*s`, `%.*s` within %u: %u, not %u", (int)length, from, (int)to_length, to, limits[j],
                         found, cost);
        }
    }
}

static const char *command_at(const void *list, size_t index) {
    return ((const char *const *)list)[index];
}

/* What a program takes for a name of its own that is not in its list. */
static void test_nearest_of_a_list(void **state) {
    (void)state;
    static const char *const commands[] = {"compile", "check", "--utc-offset", "--now", "--name", NULL};
    static const struct {
        const char *typed, *meant;
    } names[] = {{"chekc", "check"}, {"COMPILE", "compile"}, {"comp", "compile"}, {"--offset", "--utc-offset"},
                 {"--nwo", "--now"}, {"zebra", NULL},        {"", NULL}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *found = deskql_nearest_name(names[i].typed, strlen(names[i].typed), command_at, commands);
        if (names[i].meant ? !found || strcmp(found, names[i].meant) != 0 : found != NULL)
            fail_msg("`%s` gave `%s`", names[i].typed, found ? found : "none");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_edits),
        cmocka_unit_test(test_lost_letter_first),
        cmocka_unit_test(test_letter_case_counts_once),
        cmocka_unit_test(test_word_parts),
        cmocka_unit_test(test_equally_near),
        cmocka_unit_test(test_a_name_counts_once),
        cmocka_unit_test(test_nothing_near),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_ranking_is_by_cost),
        cmocka_unit_test(test_distance_is_exact),
        cmocka_unit_test(test_nearest_of_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
