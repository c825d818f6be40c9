#include "base/percent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void assert_encodes(const char *bytes, size_t length, const char *expected) {
    char buffer[1024];
    dql_writer writer;
    dql_writer_to_buffer(&writer, buffer, sizeof buffer);
    dql_percent_write(&writer, bytes, length);
    assert_int_equal(dql_writer_length(&writer), strlen(expected));
    assert_memory_equal(buffer, expected, strlen(expected));
}

static void test_every_byte(void **state) {
    (void)state;
    for (int i = 0; i < 256; i++) {
        char byte = (char)i;
        char expected[4];
        if (i && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", i)) {
            snprintf(expected, sizeof expected, "%c", i);
        } else {
            snprintf(expected, sizeof expected, "%%%02X", (unsigned)i);
        }
        assert_encodes(&byte, 1, expected);
    }
    assert_encodes("", 0, "");
    assert_encodes("{\"a\":\"é b,c\"}", 14, "%7B%22a%22%3A%22%C3%A9%20b%2Cc%22%7D");
}

/* The store of eight bytes must not reach over the buffer's end, nor the length depend on where it ends. */
static void test_every_capacity(void **state) {
    (void)state;
    const char *text = "a b{c}~\xFF";
    const char *encoded = "a%20b%7Bc%7D~%FF";
    for (size_t capacity = 0; capacity <= 20; capacity++) {
        char buffer[32];
        memset(buffer, '#', sizeof buffer);
        dql_writer writer;
        dql_writer_to_buffer(&writer, buffer, capacity);
        dql_percent_write(&writer, text, strlen(text));
        assert_int_equal(dql_writer_length(&writer), strlen(encoded));
        if (capacity >= strlen(encoded)) assert_memory_equal(buffer, encoded, strlen(encoded));
        for (size_t i = capacity; i < sizeof buffer; i++) assert_int_equal(buffer[i], '#');
    }
}

static void test_round_trip(void **state) {
    (void)state;
    char bytes[256];
    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    char encoded[1024];
    dql_writer writer;
    dql_writer_to_buffer(&writer, encoded, sizeof encoded);
    dql_percent_write(&writer, bytes, sizeof bytes);
    const char *end = writer.at;
    const char *at = encoded;
    for (int i = 0; i < 256; i++) {
        int byte = *at == '%' ? dql_percent_read(at, end) : (unsigned char)*at;
        at += *at == '%' ? 3 : 1;
        assert_int_equal(byte, i);
    }
    assert_ptr_equal(at, end);
}

static void test_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int byte;
    } escapes[] = {{"%2b", 0x2B}, {"%2C", 0x2C}, {"%c3%A9", 0xC3}, {"%00", 0},   {"%fF", 0xFF}, {"%", -1},   {"%4", -1},
                   {"%4g", -1},   {"%g4", -1},   {"%%41", -1},     {"% 41", -1}, {"%@1", -1},   {"a41", -1}, {"", -1}};
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        assert_int_equal(dql_percent_read(escapes[i].text, escapes[i].text + strlen(escapes[i].text)), escapes[i].byte);
    /* The digits of a cut text are not those of the memory behind it. */
    const char *cut = "%41";
    assert_int_equal(dql_percent_read(cut, cut + 2), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_every_capacity),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
