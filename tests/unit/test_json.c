/* The JSON reader and writer. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/number.h"
#include "support/findings.h"
#include "json/read.h"
#include "json/writer.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static deskql_json *parse(const char *text, size_t length, deskql_status wanted) {
    deskql_json *json = NULL;
    assert_int_equal(deskql_json_parse(text, length, NULL, &json), wanted);
    assert_non_null(json);
    return json;
}

/* The one finding of a text: its place as `line:column-line:column`, and its message. */
static void expect_finding(const char *text, size_t length, const char *place, const char *message) {
    deskql_json *json = parse(text, length, DESKQL_INVALID);
    assert_null(deskql_json_root(json));
    const deskql_findings *findings = deskql_json_findings(json);
    assert_int_equal(deskql_findings_count(findings), 1);
    const deskql_finding *finding = finding_at(findings, 0);
    assert_int_equal(finding->code, 502);
    char found[64];
    snprintf(found, sizeof found, "%u:%u-%u:%u", finding->range.start.line, finding->range.start.column,
             finding->range.end.line, finding->range.end.column);
    assert_string_equal(found, place);
    assert_string_equal(finding->message, message);
    deskql_json_free(json);
}

#define EXPECT(text, place, message) expect_finding(text, sizeof(text) - 1, place, message)

static void test_values(void **state) {
    (void)state;
    static const char text[] = "{\"a\": [null, true, false, -12, 1.5e3, \"x\\u00e9\\ud83d\\ude00\\n\"],\n \"b\": {}}";
    deskql_json *json = parse(text, sizeof text - 1, DESKQL_OK);
    const deskql_json_value *root = deskql_json_root(json);
    assert_int_equal(deskql_json_value_type(root), DESKQL_JSON_OBJECT);
    assert_int_equal(deskql_json_value_count(root), 2);
    const deskql_json_value *list = deskql_json_value_member(root, "a");
    assert_ptr_equal(list, deskql_json_value_first(root));
    assert_int_equal(deskql_json_value_count(list), 6);
    static const deskql_json_type types[] = {DESKQL_JSON_NULL,   DESKQL_JSON_TRUE,   DESKQL_JSON_FALSE,
                                             DESKQL_JSON_NUMBER, DESKQL_JSON_NUMBER, DESKQL_JSON_STRING};
    const deskql_json_value *items[6];
    const deskql_json_value *item = deskql_json_value_first(list);
    for (int i = 0; i < 6; i++, item = deskql_json_value_next(item)) {
        assert_int_equal(deskql_json_value_type(item), types[i]);
        assert_null(deskql_json_value_key(item, NULL));
        items[i] = item;
    }
    assert_null(item);
    int64_t integer = 7;
    assert_true(deskql_json_value_integer(items[3], &integer));
    assert_int_equal(integer, -12);
    assert_false(deskql_json_value_integer(items[4], &integer));
    assert_true(deskql_json_value_number(items[4]) == 1500);
    size_t length;
    assert_string_equal(deskql_json_value_text(items[4], &length), "1.5e3");
    assert_int_equal(length, 5);
    assert_string_equal(deskql_json_value_text(items[5], &length), "x\xC3\xA9\xF0\x9F\x98\x80\n");
    assert_int_equal(length, 8);
    const deskql_json_value *second = deskql_json_value_member(root, "b");
    assert_string_equal(deskql_json_value_key(second, &length), "b");
    assert_int_equal(length, 1);
    assert_null(deskql_json_value_first(second));
    assert_null(deskql_json_value_member(root, "c"));
    assert_null(deskql_json_value_member(list, "a"));
    deskql_json_free(json);
}

static void test_ranges(void **state) {
    (void)state;
    /* A BOM is no column; CR, LF and CRLF each end a line; a character is a column. */
    static const char text[] = "\xEF\xBB\xBF{\"\xE2\x82\xAC\": 12,\r\n\r \"k\" :\"\xF0\x9F\x98\x80\"}";
    deskql_json *json = parse(text, sizeof text - 1, DESKQL_OK);
    const deskql_json_value *root = deskql_json_root(json);
    deskql_range range = deskql_json_value_range(json, root);
    assert_int_equal(range.start.offset, 3);
    assert_int_equal(range.start.column, 1);
    assert_int_equal(range.end.line, 3);
    assert_int_equal(range.end.offset, sizeof text - 1);
    const deskql_json_value *first = deskql_json_value_first(root);
    range = deskql_json_value_range(json, first);
    assert_int_equal(range.start.line, 1);
    assert_int_equal(range.start.column, 7);
    assert_int_equal(range.end.column, 9);
    range = deskql_json_value_key_range(json, first);
    assert_int_equal(range.start.column, 2);
    assert_int_equal(range.end.column, 5);
    const deskql_json_value *second = deskql_json_value_next(first);
    range = deskql_json_value_key_range(json, second);
    assert_int_equal(range.start.line, 3);
    assert_int_equal(range.start.column, 2);
    range = deskql_json_value_range(json, second);
    assert_int_equal(range.start.column, 7);
    assert_int_equal(range.end.column, 10);
    assert_int_equal(range.end.offset - range.start.offset, 6);
    deskql_json_free(json);
}

static void test_null_everywhere(void **state) {
    (void)state;
    int64_t integer;
    size_t length = 5;
    deskql_json *json = NULL;
    assert_int_equal(deskql_json_value_type(NULL), 0);
    assert_null(deskql_json_value_text(NULL, &length));
    assert_int_equal(length, 0);
    assert_false(deskql_json_value_integer(NULL, &integer));
    assert_true(deskql_json_value_number(NULL) == 0);
    assert_int_equal(deskql_json_value_count(NULL), 0);
    assert_null(deskql_json_value_first(NULL));
    assert_null(deskql_json_value_next(NULL));
    assert_null(deskql_json_value_key(NULL, NULL));
    assert_null(deskql_json_value_member(NULL, "a"));
    assert_int_equal(deskql_json_value_range(NULL, NULL).start.line, 0);
    assert_int_equal(deskql_json_value_key_range(NULL, NULL).start.line, 0);
    assert_null(deskql_json_root(NULL));
    assert_null(deskql_json_findings(NULL));
    deskql_json_free(NULL);
    assert_int_equal(deskql_json_parse("1", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_json_parse(NULL, 1, NULL, &json), DESKQL_MISUSE);
    assert_null(json);
    json = parse("[1]", 3, DESKQL_OK);
    assert_null(deskql_json_value_member(deskql_json_root(json), NULL));
    assert_false(deskql_json_value_integer(deskql_json_value_first(deskql_json_root(json)), NULL));
    assert_int_equal(deskql_json_value_key_range(json, deskql_json_root(json)).start.line, 0);
    deskql_json_free(json);
}

static void test_syntax(void **state) {
    (void)state;
    EXPECT("", "1:1-1:1", "expected a value, but the text ends");
    EXPECT(" \n", "2:1-2:1", "expected a value, but the text ends");
    EXPECT("[1,]", "1:4-1:5", "expected a value, found `]`");
    EXPECT("[1 2]", "1:4-1:5", "expected `,` or `]`, found `2`");
    EXPECT("[,1]", "1:2-1:3", "expected a value or `]`, found `,`");
    EXPECT("[1}", "1:3-1:4", "expected `,` or `]`, found `}`");
    EXPECT("[", "1:2-1:2", "expected a value or `]`, but the text ends");
    EXPECT("]", "1:1-1:2", "expected a value, found `]`");
    EXPECT("{", "1:2-1:2", "expected a key in double quotes or `}`, but the text ends");
    EXPECT("{\"a\":1,}", "1:8-1:9", "expected a key in double quotes, found `}`");
    EXPECT("{\"a\":1 \"b\":2}", "1:8-1:11", "expected `,` or `}`, found `\"b\"`");
    EXPECT("{\"a\"}", "1:5-1:6", "expected `:`, found `}`");
    EXPECT("{\"a\":}", "1:6-1:7", "expected a value, found `}`");
    EXPECT("{1:2}", "1:2-1:3", "expected a key in double quotes or `}`, found `1`");
    EXPECT("{\"a\":[1,{\"b\":", "1:14-1:14", "expected a value, but the text ends");
    EXPECT("1 2", "1:3-1:4", "expected the end of the text, found `2`");
    EXPECT("[1]]", "1:4-1:5", "expected the end of the text, found `]`");
    EXPECT("{} \xEF\xBB\xBF", "1:4-1:5", "`\\ufeff` begins nothing in JSON");
}

static void test_words(void **state) {
    (void)state;
    EXPECT("[True]", "1:2-1:6", "`True` is not a word of JSON");
    EXPECT("nul", "1:1-1:4", "`nul` is not a word of JSON");
    EXPECT("truefalse", "1:1-1:10", "`truefalse` is not a word of JSON");
    EXPECT("{a:1}", "1:2-1:3", "`a` is not a word of JSON");
    EXPECT("{'a':1}", "1:2-1:3", "`'` begins nothing in JSON");
    EXPECT("[1] // x", "1:5-1:6", "`/` begins nothing in JSON");
    EXPECT("01", "1:1-1:3", "`01` is not a number of JSON");
    EXPECT("[+1]", "1:2-1:4", "`+1` is not a number of JSON");
    EXPECT("[1.]", "1:2-1:4", "`1.` is not a number of JSON");
    EXPECT("[.5]", "1:2-1:4", "`.5` is not a number of JSON");
    EXPECT("[1e]", "1:2-1:4", "`1e` is not a number of JSON");
    EXPECT("[-]", "1:2-1:3", "`-` is not a number of JSON");
    EXPECT("[0x1F]", "1:2-1:6", "`0x1F` is not a number of JSON");
    EXPECT("[\x01]", "1:2-1:3", "a control character (U+0001)");
    EXPECT("[1\0]", "1:3-1:4", "a control character (U+0000)");
    EXPECT("\0", "1:1-1:2", "a control character (U+0000)");
    EXPECT("[\xFF]", "1:2-1:3", "a byte that is not UTF-8 (0xFF)");
}

static void test_strings(void **state) {
    (void)state;
    EXPECT("\"abc", "1:1-1:2", "a string without its closing quote");
    EXPECT("\"abc\\", "1:1-1:2", "a string without its closing quote");
    EXPECT("[\"ab\nc\"]", "1:2-1:3", "a string without its closing quote");
    EXPECT("\"a\tb\"", "1:3-1:4", "a control character (U+0009) in a string");
    EXPECT("\"a\0b\"", "1:3-1:4", "a control character (U+0000) in a string");
    EXPECT("\"a\\xb\"", "1:3-1:5", "JSON has no escape `\\x`");
    EXPECT("\"a\\\xC3\xA9\"", "1:3-1:5", "JSON has no escape `\\\xC3\xA9`");
    EXPECT("\"a\\u12g4\"", "1:3-1:5", "`\\u` without four hexadecimal digits");
    EXPECT("\"\xFF\"", "1:2-1:3", "a byte that is not UTF-8 (0xFF)");
    EXPECT("\"\xC0\x80\"", "1:2-1:3", "a byte that is not UTF-8 (0xC0)");
    EXPECT("\"\xED\xA0\x80\"", "1:2-1:3", "a byte that is not UTF-8 (0xED)");
    EXPECT("\"\xF4\x90\x80\x80\"", "1:2-1:3", "a byte that is not UTF-8 (0xF4)");
    EXPECT("[\"\\ud800\"]", "1:3-1:9", "`\\ud800` is half of a surrogate pair and no character");
    EXPECT("[\"\\ud800\\u0041\"]", "1:3-1:9", "`\\ud800` is half of a surrogate pair and no character");
    EXPECT("{\"\\udc00\":1}", "1:3-1:9", "`\\udc00` is half of a surrogate pair and no character");
}

/* What may be put in the place of a mistake is in the finding. */
static void test_help(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *help;
        const char *replacement;
    } cases[] = {
        {"[1,]", "no comma follows the last item", NULL},
        {"[None]", "JSON writes `null`", "null"},
        {"{a:1}", "keys and texts stand in double quotes: `\"a\"`", NULL},
        {"\"\t\"", "it is written `\\t`", "\\t"},
        {"\"\x1f\"", "it is written `\\u001f`", "\\u001f"},
        {"# x", "JSON has no comments", NULL},
        {"\"a\nb\"", "a string ends on its line; a line break in it is written `\\n`", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_json *json = parse(cases[i].text, strlen(cases[i].text), DESKQL_INVALID);
        const deskql_finding *finding = finding_at(deskql_json_findings(json), 0);
        assert_string_equal(help_of(finding), cases[i].help);
        assert_int_equal(finding->fix != NULL, cases[i].replacement != NULL);
        if (finding->fix) assert_string_equal(finding->fix->replacement, cases[i].replacement);
        deskql_json_free(json);
    }
    deskql_json *json = parse("{\"a\":[1,2", 9, DESKQL_INVALID);
    const deskql_finding *finding = finding_at(deskql_json_findings(json), 0);
    assert_int_equal(finding->note_count, 1);
    assert_string_equal(finding->notes[0].message, "`[` is open since here");
    assert_int_equal(finding->notes[0].range.start.column, 6);
    deskql_json_free(json);
}

static void test_duplicate_keys(void **state) {
    (void)state;
    static const char text[] = "{\"a\":1,\"a\":2,\"b\":{\"c\":1,\n\"\\u0063\":1},\"a\":3}";
    deskql_json *json = parse(text, sizeof text - 1, DESKQL_INVALID);
    const deskql_findings *findings = deskql_json_findings(json);
    assert_int_equal(deskql_findings_count(findings), 3);
    static const uint32_t places[3][4] = {{1, 8, 1, 2}, {2, 1, 1, 19}, {2, 13, 1, 2}};
    for (size_t i = 0; i < 3; i++) {
        const deskql_finding *finding = finding_at(findings, i);
        assert_int_equal(finding->range.start.line, places[i][0]);
        assert_int_equal(finding->range.start.column, places[i][1]);
        assert_int_equal(finding->notes[0].range.start.line, places[i][2]);
        assert_int_equal(finding->notes[0].range.start.column, places[i][3]);
    }
    assert_string_equal(finding_at(findings, 1)->message, "the key `c` stands twice in this object");
    deskql_json_free(json);
}

/* An object of many keys, the same `twice` times over, of which each is found again. */
static void test_large_object(void **state) {
    (void)state;
    enum { KEYS = 100000 };
    char *text = malloc(2 * KEYS * 24);
    size_t length = 0;
    text[length++] = '{';
    for (int i = 0; i < KEYS; i++) {
        length += (size_t)sprintf(text + length, "%s\"key%d\":%d", i ? "," : "", (int)((i * 7919LL) % KEYS), i);
    }
    text[length++] = '}';
    deskql_json *json = parse(text, length, DESKQL_OK);
    for (int i = 0; i < KEYS; i += 37) {
        char key[32];
        int64_t value = -1;
        sprintf(key, "key%d", (int)((i * 7919LL) % KEYS));
        assert_true(deskql_json_value_integer(deskql_json_value_member(deskql_json_root(json), key), &value));
        assert_int_equal(value, i);
    }
    assert_null(deskql_json_value_member(deskql_json_root(json), "key"));
    assert_null(deskql_json_value_member(deskql_json_root(json), "key1000000"));
    text[length - 1] = ',';
    length += (size_t)sprintf(text + length, "\"key0\":1,\"key77\":2,\"key0\":3}");
    assert_int_equal(deskql_json_parse(text, length, NULL, &json), DESKQL_INVALID);
    assert_int_equal(deskql_findings_count(deskql_json_findings(json)), 3);
    assert_null(deskql_json_root(json));
    free(text);
    deskql_json_free(json);
}

static void repeat(char *text, size_t *length, const char *piece, int times) {
    for (int i = 0; i < times; i++) {
        memcpy(text + *length, piece, strlen(piece));
        *length += strlen(piece);
    }
}

static void test_depth(void **state) {
    (void)state;
    static const char *const forms[][3] = {
        {"[", "1", "]"}, {"[0,", "1", "]"}, {"{\"a\":0,\"b\":", "1", "}"}, {"[{\"a\":", "1", "}]"}};
    static char text[400000];
    for (size_t i = 0; i < 4; i++) {
        int levels = i == 3 ? 100 : 200;
        for (int extra = 0; extra < 2; extra++) {
            size_t length = 0;
            repeat(text, &length, forms[i][0], levels + extra);
            repeat(text, &length, forms[i][1], 1);
            repeat(text, &length, forms[i][2], levels + extra);
            deskql_json *json = parse(text, length, extra ? DESKQL_INVALID : DESKQL_OK);
            const deskql_finding *finding = finding_at(deskql_json_findings(json), 0);
            assert_int_equal(finding != NULL, extra);
            if (finding) assert_string_equal(finding->message, "nested more than 200 levels deep");
            if (finding && i == 0) assert_int_equal(finding->range.start.offset, 200);
            deskql_json_free(json);
        }
    }
    /* Far too deep, and side by side without end. */
    size_t length = 0;
    repeat(text, &length, "[", 400000);
    deskql_json *json = parse(text, length, DESKQL_INVALID);
    length = 0;
    repeat(text, &length, "[", 1);
    repeat(text, &length, "[],", 100000);
    repeat(text, &length, "0]", 1);
    assert_int_equal(deskql_json_parse(text, length, NULL, &json), DESKQL_OK);
    assert_int_equal(deskql_json_value_count(deskql_json_root(json)), 100001);
    deskql_json_free(json);
}

static void test_numbers(void **state) {
    (void)state;
    int64_t integer = 1;
    assert_true(dql_integer_read("0", 1, &integer));
    assert_int_equal(integer, 0);
    assert_true(dql_integer_read("-0", 2, &integer));
    assert_int_equal(integer, 0);
    assert_true(dql_integer_read("9223372036854775807", 19, &integer));
    assert_true(integer == INT64_MAX);
    assert_true(dql_integer_read("-9223372036854775808", 20, &integer));
    assert_true(integer == INT64_MIN);
    assert_false(dql_integer_read("9223372036854775808", 19, &integer));
    assert_false(dql_integer_read("-9223372036854775809", 20, &integer));
    assert_false(dql_integer_read("100000000000000000000", 21, &integer));
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"0", 0},
        {"0.0e9", 0},
        {"1", 1},
        {"-2.5", -2.5},
        {"0.1", 0.1},
        {"1e2", 100},
        {"1E+2", 100},
        {"12e-1", 1.2},
        {"1e308", 1e308},
        {"5e-324", 5e-324},
        {"1e-400", 0},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"123456789012345678901234567890", 123456789012345678901234567890.0},
        {"1e99999999999999999999999", HUGE_VAL},
        {"-1e309", -HUGE_VAL},
        {"1e-99999999999999999999999", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(dql_number_read(cases[i].text, strlen(cases[i].text)) == cases[i].number);
    }
    assert_true(signbit(dql_number_read("-0.0", 4)) != 0);
    /* Half way between two doubles, and then one digit more, far behind. */
    static char digits[3000] = "9007199254740993.";
    memset(digits + 17, '0', 2900);
    assert_true(dql_number_read(digits, 2000) == 9007199254740992.0);
    digits[2500] = '1';
    assert_true(dql_number_read(digits, 2600) == 9007199254740994.0);
    memset(digits, '1', 2999);
    assert_true(dql_number_read(digits, 2999) == HUGE_VAL);
}

/* A point is a point in every locale. */
static void test_numbers_in_another_locale(void **state) {
    (void)state;
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C"};
    for (size_t i = 0; i < 4 && !setlocale(LC_NUMERIC, names[i]); i++) continue;
    assert_true(dql_number_read("2.5", 3) == 2.5);
    setlocale(LC_NUMERIC, "C");
}

static int collect(void *context, const char *bytes, size_t length) {
    strncat(context, bytes, length);
    return 0;
}

static int refuse(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return 1;
}

static void test_writing(void **state) {
    (void)state;
    char text[128] = "";
    assert_int_equal(deskql_json_write_string("a\"\\/\b\t\n\f\r\x01\x1f\x7f\xC3\xA9", 14, collect, text), DESKQL_OK);
    assert_string_equal(text, "\"a\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\xC3\xA9\"");
    text[0] = '\0';
    assert_int_equal(deskql_json_write_string("\0", 1, collect, text), DESKQL_OK);
    assert_string_equal(text, "\"\\u0000\"");
    text[0] = '\0';
    assert_int_equal(deskql_json_write_string(NULL, 0, collect, text), DESKQL_OK);
    assert_string_equal(text, "\"\"");
    assert_int_equal(deskql_json_write_string("a", 1, refuse, NULL), DESKQL_SINK_FAILED);
    assert_int_equal(deskql_json_write_string("a", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_json_write_string(NULL, 1, collect, text), DESKQL_MISUSE);
    dql_writer writer;
    dql_writer_to_buffer(&writer, text, sizeof text);
    dql_json_write_key(&writer, "a\"b");
    dql_json_write_integer(&writer, INT64_MIN);
    dql_write_byte(&writer, ' ');
    dql_json_write_integer(&writer, 0);
    dql_write_byte(&writer, '\0');
    assert_string_equal(text, "\"a\\\"b\":-9223372036854775808 0");
}

/* Every byte after every other: what is written is read back as it was. */
static void test_written_is_read(void **state) {
    (void)state;
    char bytes[128];
    for (int i = 0; i < 128; i++) bytes[i] = (char)i;
    char text[1024] = "";
    assert_int_equal(deskql_json_write_string(bytes, sizeof bytes, collect, text), DESKQL_OK);
    deskql_json *json = parse(text, strlen(text), DESKQL_OK);
    size_t length;
    assert_memory_equal(deskql_json_value_text(deskql_json_root(json), &length), bytes, sizeof bytes);
    assert_int_equal(length, sizeof bytes);
    deskql_json_free(json);
}

/* An allocator that gives a number of blocks and then no more. */
typedef struct purse {
    long left;
    long open;
} purse;

static void *take(void *context, size_t size) {
    purse *from = context;
    if (from->left == 0) return NULL;
    from->left--;
    from->open++;
    return malloc(size);
}

static void give_back(void *context, void *block) {
    ((purse *)context)->open--;
    free(block);
}

static void test_no_memory(void **state) {
    (void)state;
    static char text[60000];
    size_t length = 0;
    repeat(text, &length, "[{\"k\":\"\\u00e9\",\"l\":[1,2,3]}", 1);
    repeat(text, &length, ",{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"a\":0}", 800);
    repeat(text, &length, "]", 1);
    bool finished = false;
    for (long blocks = 0; !finished; blocks++) {
        purse from = {blocks, 0};
        deskql_allocator allocator = {&from, take, give_back};
        deskql_json *json = NULL;
        deskql_status status = deskql_json_parse(text, length, &allocator, &json);
        if (status == DESKQL_NO_MEMORY) {
            assert_null(json);
        } else {
            assert_int_equal(status, DESKQL_INVALID);
            assert_int_equal(deskql_findings_count(deskql_json_findings(json)), 800);
            assert_true(blocks > 3);
            finished = true;
        }
        deskql_json_free(json);
        assert_int_equal(from.open, 0);
    }
}

/* A handle that is used again needs no more memory, and survives a lack of it. */
static void test_use_again(void **state) {
    (void)state;
    static char text[300000];
    size_t length = 0;
    repeat(text, &length, "[1", 1);
    repeat(text, &length, ",1", 50000);
    repeat(text, &length, "]", 1);
    purse from = {1000, 0};
    deskql_allocator allocator = {&from, take, give_back};
    deskql_json *json = NULL;
    assert_int_equal(deskql_json_parse("[1]", 3, &allocator, &json), DESKQL_OK);
    deskql_json *same = json;
    from.left = 0;
    assert_int_equal(deskql_json_parse("{\"a\":2}", 7, NULL, &json), DESKQL_OK);
    assert_ptr_equal(json, same);
    assert_int_equal(deskql_json_value_count(deskql_json_root(json)), 1);
    assert_int_equal(deskql_json_parse(text, length, NULL, &json), DESKQL_NO_MEMORY);
    assert_ptr_equal(json, same);
    assert_null(deskql_json_root(json));
    assert_int_equal(deskql_findings_count(deskql_json_findings(json)), 0);
    from.left = 1000;
    assert_int_equal(deskql_json_parse(text, length, NULL, &json), DESKQL_OK);
    assert_int_equal(deskql_json_value_count(deskql_json_root(json)), 50001);
    deskql_json_free(json);
    assert_int_equal(from.open, 0);
}

/* Every length, both signs and both ends. */
static void test_integers_put(void **state) {
    (void)state;
    char text[DQL_INTEGER_LENGTH + 1];
    char expected[32];
    int64_t power = 1;
    for (int digits = 1; digits <= 19; digits++) {
        const int64_t integers[] = {power, power - 1, power + 1, -power, 1 - power, -power - 1};
        for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
            *dql_integer_put(text, integers[i]) = '\0';
            snprintf(expected, sizeof expected, "%" PRId64, integers[i]);
            assert_string_equal(text, expected);
        }
        if (digits < 19) power *= 10;
    }
    *dql_integer_put(text, INT64_MAX) = '\0';
    assert_string_equal(text, "9223372036854775807");
    *dql_integer_put(text, INT64_MIN) = '\0';
    assert_string_equal(text, "-9223372036854775808");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_null_everywhere),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_duplicate_keys),
        cmocka_unit_test(test_large_object),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_numbers_in_another_locale),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_written_is_read),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_use_again),
        cmocka_unit_test(test_integers_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
