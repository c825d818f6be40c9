/* Sets: what is the same is found, and no choice of items makes it cost more than the logarithm of their number. */
#include "base/set.h"
#include "schema/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static size_t compared;

static int order_numbers(const void *one, const void *other) {
    compared++;
    return dql_compare_integers(*(const int64_t *)one, *(const int64_t *)other);
}

static uint32_t hash_number(const void *number) {
    return dql_hash_word(DQL_HASH_START, *(const uint64_t *)number);
}

static uint32_t collide(const void *number) {
    (void)number;
    return 7;
}

/* How numbers come: each of them once. */
static int64_t ascending(size_t i, size_t count) {
    (void)count;
    return (int64_t)i;
}

static int64_t descending(size_t i, size_t count) {
    return (int64_t)(count - i);
}

static int64_t scattered(size_t i, size_t count) {
    (void)count;
    return (int64_t)(i * UINT64_C(0x9E3779B97F4A7C15));
}

/* From both ends to the middle. */
static int64_t alternating(size_t i, size_t count) {
    return (int64_t)(i % 2 ? count - i : i);
}

#define MOST 65536u

static size_t fill(dql_set_hash *hash, int64_t (*number_at)(size_t, size_t), size_t count) {
    static int64_t numbers[MOST];
    dql_arena arena;
    dql_set set;
    dql_arena_init(&arena, NULL);
    assert_true(dql_set_init(&set, &arena, (uint32_t)count, order_numbers, hash));
    compared = 0;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = number_at(i, count);
        assert_null(dql_set_add(&set, &numbers[i]));
    }
    for (size_t i = 0; i < count; i++) {
        int64_t same = numbers[i];
        assert_ptr_equal(dql_set_find(&set, &same), &numbers[i]);
        assert_ptr_equal(dql_set_add(&set, &same), &numbers[i]);
    }
    assert_int_equal(set.count, count);
    int64_t absent = INT64_MIN;
    assert_null(dql_set_find(&set, &absent));
    dql_arena_free(&arena);
    return compared;
}

static void colliding_items_cost_the_logarithm_of_their_number(void **state) {
    (void)state;
    int64_t (*const orders[])(size_t, size_t) = {ascending, descending, scattered, alternating};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        size_t logarithm = 6;
        for (size_t count = 64; count <= MOST; count *= 4, logarithm += 2) {
            /* An AA tree is at most twice as high as a perfect one; an item is looked for three times and put in once. */
            assert_true(fill(collide, orders[i], count) <= 4 * count * 2 * (logarithm + 1));
            assert_true(fill(NULL, orders[i], count) <= 4 * count * 2 * (logarithm + 1));
        }
    }
}

static void items_of_different_hashes_cost_a_step_or_two(void **state) {
    (void)state;
    assert_true(fill(hash_number, scattered, MOST) <= 8 * MOST);
    assert_true(fill(hash_number, ascending, MOST) <= 8 * MOST);
}

/* ---- The tables of a schema ---- */

#define NAMES 60000u

/* Names of 16 letters with one hash: a letter of the last eight goes up by one where that of the first eight goes down by five. */
static void make_colliding(char name[17], uint32_t number) {
    for (size_t i = 0; i < 8; i++, number /= 5) {
        name[i] = (char)('z' - 5 * (number % 5));
        name[8 + i] = (char)('a' + number % 5);
    }
    name[16] = '\0';
}

static void names_of_one_hash_are_found(void **state) {
    (void)state;
    static char texts[NAMES][17];
    static const char *names[NAMES];
    dql_arena arena;
    dql_index_builder builder;
    dql_arena_init(&arena, NULL);
    assert_true(dql_index_begin(&builder, &arena, NAMES));
    for (uint32_t i = 0; i < NAMES; i++) {
        make_colliding(texts[i], i);
        names[i] = texts[i];
        assert_int_equal(dql_schema_hash(texts[i], 16), dql_schema_hash(texts[0], 16));
        assert_int_equal(dql_index_add(&builder, names, sizeof *names, i, texts[i], 16), i);
        assert_int_equal(dql_index_add(&builder, names, sizeof *names, i + 1, texts[i / 2], 16), i / 2);
    }
    dql_name_index index = dql_index_end(&builder);
    assert_int_equal(index.crowd_count, NAMES - DQL_INDEX_REACH);
    for (uint32_t i = 0; i < NAMES; i++) {
        assert_int_equal(dql_index_find(&index, names, sizeof *names, texts[i], 16), i);
    }
    char absent[17];
    make_colliding(absent, NAMES);
    assert_int_equal(dql_index_find(&index, names, sizeof *names, absent, 16), -1);
    assert_int_equal(dql_index_find(&index, names, sizeof *names, "x", 1), -1);
    dql_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colliding_items_cost_the_logarithm_of_their_number),
        cmocka_unit_test(items_of_different_hashes_cost_a_step_or_two),
        cmocka_unit_test(names_of_one_hash_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
