/* The rows of grammar/idioms.def are what src/syntax/idioms.c reads them as. */
#include "syntax/idioms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct row {
    const char *place;
    const char *written;
    const char *meant;
    const char *replacement;
} row;

#define IDIOM(place, written, meant, replacement, exact, help) {#place, written, meant, replacement},
#define MISTAKE(place, written, meant, replacement, exact, help, message) {#place, written, meant, replacement},

static const row rows[] = {
#define PLACE(place)
#include "idioms.def"
};

/* The rows of a place stand together, in the order in which they are looked for. */
static void test_places(void **state) {
    (void)state;
    static const char order[] = "OPERATOR SIGN VALUE FIELD ANY ORDER PAGE";
    const char *last = order;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = strstr(order, rows[i].place);
        if (!at || at < last) fail_msg("`%s` stands behind rows of a later place", rows[i].written);
        last = at;
    }
}

/* Elements that take a token have a letter each; the last one stands within the bound, and what is written names elements. */
static void test_letters(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t count = 0;
        for (const char *at = rows[i].written; *at; at += strcspn(at, " "), at += *at == ' ')
            count += !strchr(".;:+", *at) || at[1] == '.';
        if (count == 0 || count > DQL_IDIOM_ELEMENTS || strlen(rows[i].meant) != count)
            fail_msg("`%s`: %zu", rows[i].written, count);
        assert_int_equal(count, strspn(rows[i].meant, "k-!ENLGC?iobsaurBPxvpf"));
        if (strspn(rows[i].meant, "k") == count) fail_msg("`%s` changes nothing", rows[i].written);
        const char *sign = rows[i].replacement;
        while (sign && (sign = strpbrk(sign, "$^@%&*")) != NULL) {
            size_t which = (size_t)(sign[1] - '0');
            if (which < 1 || which > count) fail_msg("`%s` writes %s", rows[i].written, sign);
            sign += 2;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_places), cmocka_unit_test(test_letters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
