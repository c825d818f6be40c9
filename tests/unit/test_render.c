/* The renderers, over findings made by hand. */
#include "diagnostics/findings.h"
#include "render/render.h"
#include "support/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct scene {
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
    char *output;
    size_t length;
    size_t room;
} scene;

static int collect(void *context, const char *bytes, size_t length) {
    scene *stage = context;
    if (length > stage->room) return 1;
    stage->output = realloc(stage->output, stage->length + length + 1);
    memcpy(stage->output + stage->length, bytes, length);
    stage->length += length;
    stage->room -= length;
    stage->output[stage->length] = '\0';
    return 0;
}

static void set_length(scene *stage, const char *text, size_t length) {
    memset(stage, 0, sizeof *stage);
    stage->room = SIZE_MAX;
    dql_arena_init(&stage->arena, NULL);
    assert_true(dql_source_init(&stage->source, &stage->arena, text, (uint32_t)length));
    dql_findings_init(&stage->findings, &stage->arena, 1000);
}

static void set(scene *stage, const char *text) {
    set_length(stage, text, strlen(text));
}

static void strike(scene *stage) {
    free(stage->output);
    dql_arena_free(&stage->arena);
}

static bool render(scene *stage, const char *form, const char *file, bool color) {
    dql_findings_finish(&stage->findings, &stage->source);
    const deskql_finding *list[64];
    size_t count = deskql_findings_count(&stage->findings);
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++) list[i] = finding_at(&stage->findings, i);
    dql_render_unit unit = {file, stage->source.text, stage->source.length, NULL, list, count};
    static dql_render output;
    const dql_render_form *chosen = dql_render_form_find(form);
    assert_non_null(chosen);
    dql_render_begin(&output, chosen, collect, stage, color);
    dql_render_query(&output, &unit);
    return dql_render_end(&output);
}

static void expect(scene *stage, const char *form, const char *text) {
    assert_true(render(stage, form, "mine.dql", false));
    assert_string_equal(stage->output ? stage->output : "", text);
    strike(stage);
}

/* The place of the first `piece` in the text. */
static dql_range at(const scene *stage, const char *piece) {
    const char *found = strstr(stage->source.text, piece);
    assert_non_null(found);
    uint32_t start = (uint32_t)(found - stage->source.text);
    return (dql_range){start, start + (uint32_t)strlen(piece)};
}

static deskql_finding *report(scene *stage, dql_range range) {
    return dql_report(&stage->findings, DQL_SYNTAX, range, "a message");
}

static void test_human_is_as_documented(void **state) {
    (void)state;
    scene stage;
    set(&stage, "# mine\n\nstatu=open and priority>2\n");
    dql_range place = at(&stage, "statu");
    deskql_finding *finding =
        dql_report(&stage.findings, DQL_UNKNOWN_FILTER_FIELD, place, "unknown filter field `%s`", "statu");
    dql_finding_note(&stage.findings, finding, place, "not a filter field of tickets");
    dql_finding_help(&stage.findings, finding, "a field with a similar name exists: `%s`", "status");
    expect(&stage, "human",
           "error[DQL201]: unknown filter field `statu`\n"
           "  --> mine.dql:3:1\n"
           "  |\n"
           "3 | statu=open and priority>2\n"
           "  | ^^^^^ not a filter field of tickets\n"
           "  |\n"
           "  = help: a field with a similar name exists: `status`\n");
}

static void test_human_shows_notes_at_their_places(void **state) {
    (void)state;
    scene stage;
    set(&stage, "status in (1, 2");
    deskql_finding *finding = report(&stage, (dql_range){15, 15});
    dql_finding_note(&stage.findings, finding, at(&stage, "("), "opened here");
    dql_finding_note(&stage.findings, finding, at(&stage, "in"), "for this");
    dql_finding_note(&stage.findings, finding, (dql_range){15, 15}, "`,` or `)` is missing");
    expect(&stage, "human",
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:16\n"
           "  |\n"
           "1 | status in (1, 2\n"
           "  |        -- -    ^ `,` or `)` is missing\n"
           "  |        |  |\n"
           "  |        |  opened here\n"
           "  |        for this\n");
}

static void test_human_shows_notes_of_other_lines(void **state) {
    (void)state;
    scene stage;
    set(&stage, "status=1\nand (\n\nagent=2\n\nand inbox=3");
    deskql_finding *finding = report(&stage, (dql_range){36, 36});
    dql_finding_note(&stage.findings, finding, at(&stage, "("), "opened here");
    dql_finding_note(&stage.findings, finding, at(&stage, "status"), "for this");
    expect(&stage, "human",
           "error[DQL110]: a message\n"
           "  --> mine.dql:6:12\n"
           "  |\n"
           "1 | status=1\n"
           "  | ------ for this\n"
           "2 | and (\n"
           "  |     - opened here\n"
           "...\n"
           "6 | and inbox=3\n"
           "  |            ^\n");
}

static void test_human_shows_several_lines(void **state) {
    (void)state;
    scene stage;
    set(&stage, "status in (1,\r\n  2,\r\n\t3)");
    dql_range place = {7, stage.source.length};
    deskql_finding *finding = report(&stage, place);
    dql_finding_note(&stage.findings, finding, place, "this list");
    expect(&stage, "human",
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:8\n"
           "  |\n"
           "1 | status in (1,\n"
           "  |        ^^^^^^\n"
           "2 |   2,\n"
           "  |   ^^\n"
           "3 |     3)\n"
           "  |     ^^ this list\n");
}

static void test_human_leaves_out_the_middle_of_many_lines(void **state) {
    (void)state;
    scene stage;
    set(&stage, "a in (1,\n2,\n3,\n4,\n5,\n6,\n7,\n8,\n9,\n10)");
    report(&stage, (dql_range){5, stage.source.length});
    expect(&stage, "human",
           "error[DQL110]: a message\n"
           "   --> mine.dql:1:6\n"
           "   |\n"
           " 1 | a in (1,\n"
           "   |      ^^^\n"
           " 2 | 2,\n"
           "   | ^^\n"
           " 3 | 3,\n"
           "   | ^^\n"
           "...\n"
           " 8 | 8,\n"
           "   | ^^\n"
           " 9 | 9,\n"
           "   | ^^\n"
           "10 | 10)\n"
           "   | ^^^\n");
}

static void test_human_keeps_carets_under_their_place(void **state) {
    (void)state;
    scene stage;
    set(&stage, "\xEF\xBB\xBF\tsubject = \"\xE6\x97\xA5\xE6\x9C\xAC"
                "e\xCC\x81\"\tand x=1");
    report(&stage, at(&stage, "x="));
    report(&stage, at(&stage, "\xE6\x9C\xAC"));
    expect(&stage, "human",
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:14\n"
           "  |\n"
           "1 |     subject = \"\xE6\x97\xA5\xE6\x9C\xAC"
           "e\xCC\x81\"    and x=1\n"
           "  |                  ^^\n"
           "\n"
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:23\n"
           "  |\n"
           "1 |     subject = \"\xE6\x97\xA5\xE6\x9C\xAC"
           "e\xCC\x81\"    and x=1\n"
           "  |                              ^^\n");
}

static void test_human_makes_control_characters_visible(void **state) {
    (void)state;
    scene stage;
    /* ESC, DEL, NUL, a byte of no character, RIGHT-TO-LEFT OVERRIDE, CSI. */
    static const char text[] = {'a',        0x1B,       '[',        '3',        '1',        'm',        0x7F, 0,
                                (char)0xFF, (char)0xE2, (char)0x80, (char)0xAE, (char)0xC2, (char)0x9B, '=',  '1'};
    set_length(&stage, text, sizeof text);
    deskql_finding *finding = report(&stage, (dql_range){1, 2});
    dql_finding_help(&stage.findings, finding, "a raw \x1b[0m");
    assert_true(render(&stage, "human", "\x1b]0;x.dql", false));
    assert_string_equal(stage.output, "error[DQL110]: a message\n"
                                      "  --> \xE2\x90\x9B]0;x.dql:1:2\n"
                                      "  |\n"
                                      "1 | a\xE2\x90\x9B[31m\xE2\x90\xA1\xE2\x90\x80\xEF\xBF\xBD\\u202e\\u009b=1\n"
                                      "  |  ^\n"
                                      "  |\n"
                                      "  = help: a raw \xE2\x90\x9B[0m\n");
    strike(&stage);
}

static void test_human_cuts_long_lines(void **state) {
    (void)state;
    scene stage;
    static char text[1000001];
    memset(text, 'a', sizeof text - 1);
    text[500000] = text[500002] = ' ';
    text[500001] = '$';
    set(&stage, text);
    deskql_finding *finding = report(&stage, at(&stage, "$"));
    dql_finding_note(&stage.findings, finding, (dql_range){0, 3}, "the start");
    dql_finding_note(&stage.findings, finding, (dql_range){1000000, 1000000}, "the end");
    dql_finding_note(&stage.findings, finding, (dql_range){500010, 500012}, "near");
    expect(&stage, "human",
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:500002\n"
           "  |\n"
           "1 | "
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaa…\n"
           "  | --- the start\n"
           "1 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaa $ "
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\n"
           "  |                                ^        -- near\n"
           "1 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
           "  |                                - the end\n");
}

static void test_human_places_the_empty_text(void **state) {
    (void)state;
    scene stage;
    set(&stage, "");
    report(&stage, (dql_range){0, 0});
    expect(&stage, "human", "error[DQL110]: a message\n  --> mine.dql:1:1\n  |\n1 |\n  | ^\n");
}

static void test_human_tells_a_fix_without_help(void **state) {
    (void)state;
    scene stage;
    set(&stage, "status == 1");
    deskql_finding *finding = report(&stage, at(&stage, "=="));
    dql_finding_fix(&stage.findings, finding, at(&stage, "=="), "=");
    finding = report(&stage, at(&stage, "1"));
    dql_finding_fix(&stage.findings, finding, (dql_range){11, 11}, "%s", ")");
    finding = dql_report(&stage.findings, DQL_REDUNDANT, (dql_range){0, 6}, "a warning");
    dql_finding_fix(&stage.findings, finding, (dql_range){0, 6}, "%s", "");
    expect(&stage, "human",
           "warning[DQL404]: a warning\n"
           "  --> mine.dql:1:1\n"
           "  |\n"
           "1 | status == 1\n"
           "  | ^^^^^^\n"
           "  |\n"
           "  = help: delete `status`\n"
           "\n"
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:8\n"
           "  |\n"
           "1 | status == 1\n"
           "  |        ^^\n"
           "  |\n"
           "  = help: replace `==` by `=`\n"
           "\n"
           "error[DQL110]: a message\n"
           "  --> mine.dql:1:11\n"
           "  |\n"
           "1 | status == 1\n"
           "  |           ^\n"
           "  |\n"
           "  = help: insert `)` at 1:12\n");
}

static void test_human_in_color(void **state) {
    (void)state;
    scene stage;
    set(&stage, "a = (1");
    deskql_finding *finding = dql_report(&stage.findings, DQL_REDUNDANT, (dql_range){5, 6}, "a warning");
    dql_finding_note(&stage.findings, finding, at(&stage, "("), "opened here");
    dql_finding_note(&stage.findings, finding, (dql_range){5, 6}, "label");
    dql_finding_help(&stage.findings, finding, "do");
    assert_true(render(&stage, "human", "f", true));
    assert_string_equal(stage.output,
                        "\033[1;93mwarning[DQL404]\033[0m\033[1m: a warning\033[0m\n"
                        "  \033[1;94m-->\033[0m f:1:6\n"
                        "\033[1;94m  |\033[0m\n"
                        "\033[1;94m1 |\033[0m a = (1\n"
                        "\033[1;94m  |\033[0m     \033[1;94m-\033[0m\033[1;93m^\033[0m \033[1;93mlabel\033[0m\n"
                        "\033[1;94m  |\033[0m     \033[1;94m|\033[0m\n"
                        "\033[1;94m  |\033[0m     \033[1;94mopened here\033[0m\n"
                        "\033[1;94m  |\033[0m\n"
                        "  \033[1;94m=\033[0m \033[1mhelp\033[0m: do\n");
    strike(&stage);
}

static void test_gcc(void **state) {
    (void)state;
    scene stage;
    set(&stage, "a=1\n \xC3\xA9 b=2");
    deskql_finding *finding = report(&stage, at(&stage, "b"));
    dql_finding_note(&stage.findings, finding, at(&stage, "a"), "a note");
    dql_finding_note(&stage.findings, finding, at(&stage, "b"), "beside the carets");
    dql_finding_help(&stage.findings, finding, "the help");
    expect(&stage, "gcc",
           "mine.dql:2:4: error: a message [DQL110]\n"
           "mine.dql:1:1: note: a note\n"
           "mine.dql:2:4: note: the help\n");
}

static void test_json(void **state) {
    (void)state;
    scene stage;
    set(&stage, "mine: a=1\nand b=2");
    deskql_finding *finding =
        dql_report(&stage.findings, DQL_UNKNOWN_FILTER_FIELD, at(&stage, "a="), "\"quoted\" \\ \n \x01 \xFF \xC3\xA9");
    dql_finding_about(finding, "filter", "a");
    dql_finding_fix(&stage.findings, finding, at(&stage, "b"), "c");
    dql_finding_suggest(&stage.findings, finding, at(&stage, "b"), "d");
    dql_finding_help(&stage.findings, finding, "one help");
    dql_finding_add_help(&stage.findings, finding, "another");
    dql_finding_expect(&stage.findings, finding, "and");
    dql_finding_expect(&stage.findings, finding, "a field");
    dql_finding_note(&stage.findings, finding, at(&stage, "and"), "one");
    dql_finding_note(&stage.findings, finding, at(&stage, "b"), "two");
    dql_report(&stage.findings, DQL_REDUNDANT, at(&stage, "2"), "plain");
    dql_findings_finish(&stage.findings, &stage.source);
    dql_findings_assign(&stage.findings, (dql_range){0, 15}, 0, "mine");
    expect(
        &stage, "json",
        "[{\"code\":\"DQL201\",\"slug\":\"unknown-filter-field\",\"severity\":\"error\","
        "\"message\":\"\\\"quoted\\\" \\\\ \\n \\u0001 \xEF\xBF\xBD "
        "\xC3\xA9\",\"help\":[\"one help\",\"another\"],\"file\":\"mine.dql\",\"query\":\"mine\","
        "\"range\":{\"start\":{\"line\":1,\"column\":7,\"offset\":6},\"end\":{\"line\":1,\"column\":9,\"offset\":8}},"
        "\"parameter\":\"filter\",\"field\":\"a\",\"fix\":{\"range\":{\"start\":{\"line\":2,\"column\":5,\"offset\":14}"
        ","
        "\"end\":{\"line\":2,\"column\":6,\"offset\":15}},\"replacement\":\"c\"},"
        "\"suggestions\":[{\"range\":{\"start\":{\"line\":2,\"column\":5,\"offset\":14},\"end\":{\"line\":2,"
        "\"column\":6,\"offset\":15}},\"replacement\":\"d\"}],\"expected\":[\"and\",\"a field\"],"
        "\"notes\":[{\"message\":\"one\",\"range\":{\"start\":{\"line\":2,\"column\":1,\"offset\":10},"
        "\"end\":{\"line\":2,\"column\":4,\"offset\":13}}},{\"message\":\"two\",\"range\":{\"start\":{\"line\":2,"
        "\"column\":5,\"offset\":14},\"end\":{\"line\":2,\"column\":6,\"offset\":15}}}]},\n"
        " {\"code\":\"DQL404\",\"slug\":\"redundant\",\"severity\":\"warning\",\"message\":\"plain\",\"help\":[],"
        "\"file\":\"mine."
        "dql\","
        "\"query\":null,\"range\":{\"start\":{\"line\":2,\"column\":7,\"offset\":16},\"end\":{\"line\":2,\"column\":8,"
        "\"offset\":17}},\"parameter\":null,\"field\":null,\"fix\":null,\"suggestions\":[],\"expected\":[],\"notes\":[]"
        "}]\n");
}

static void test_json_of_an_argument(void **state) {
    (void)state;
    scene stage;
    set(&stage, "a");
    report(&stage, (dql_range){0, 1});
    assert_true(render(&stage, "json", NULL, false));
    assert_non_null(strstr(stage.output, "\"file\":null,"));
    strike(&stage);
    set(&stage, "a");
    expect(&stage, "json", "[]\n");
}

static void about(scene *stage, dql_code code, const char *parameter, const char *field, const char *phrase) {
    deskql_finding *finding = dql_report(&stage->findings, code, (dql_range){0, 0}, "a message");
    dql_finding_about(finding, parameter, field);
    if (phrase) dql_finding_phrase(&stage->findings, finding, "%s", phrase);
}

static void test_validator(void **state) {
    (void)state;
    scene stage;
    set(&stage, "x");
    about(&stage, DQL_OUT_OF_RANGE, "pageSize", NULL, "must be 100 or lower");
    about(&stage, DQL_WRONG_VALUE_TYPE, "filter", "id", "must be a whole number");
    about(&stage, DQL_REDUNDANT, "filter", "id", NULL);
    about(&stage, DQL_OUT_OF_RANGE, "page", NULL, "must be 1 or higher");
    about(&stage, DQL_SYNTAX, "filter", NULL, NULL);
    about(&stage, DQL_UNKNOWN_FILTER_FIELD, "filter", "agen", "must be one of \xE2\x80\x98id, \"x\"\xE2\x80\x99");
    about(&stage, DQL_NOT_NULLABLE, "filter", "id", NULL);
    about(&stage, DQL_DUPLICATE_NAME, NULL, NULL, NULL);
    expect(&stage, "validator",
           "{\"errors\":{\"filter\":[\"has a syntax error\",\"cannot name two queries alike\"],"
           "\"filter.agen\":[\"must be one of \xE2\x80\x98id, \\\"x\\\"\xE2\x80\x99\"],"
           "\"filter.id\":[\"must be a whole number\",\"cannot be \xE2\x80\x98null\xE2\x80\x99\"],"
           "\"page\":[\"must be 1 or higher\"],\"pageSize\":[\"must be 100 or lower\"]}}\n");
}

static void test_validator_without_errors(void **state) {
    (void)state;
    scene stage;
    set(&stage, "x");
    about(&stage, DQL_REDUNDANT, "filter", "id", NULL);
    expect(&stage, "validator", "{\"errors\":{}}\n");
}

static void test_a_failing_sink_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < dql_render_form_count; i++) {
        scene stage;
        set(&stage, "x");
        report(&stage, (dql_range){0, 1});
        stage.room = 3;
        assert_false(render(&stage, dql_render_forms[i].name, "mine.dql", false));
        assert_null(stage.output);
        strike(&stage);
    }
}

static void test_forms_are_found_by_name(void **state) {
    (void)state;
    assert_ptr_equal(dql_render_form_find("human"), &dql_render_forms[0]);
    assert_null(dql_render_form_find("humane"));
    assert_null(dql_render_form_find(""));
}

static void test_characters_are_decoded_as_the_library_does(void **state) {
    (void)state;
    static const char *const invalid[] = {
        "\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x80"};
    uint32_t character;
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        assert_int_equal(dql_render_decode(invalid[i], strlen(invalid[i]), &character), 1);
        assert_int_equal(character, 0xFFFD);
    }
    static const uint32_t valid[] = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++) {
        char bytes[4];
        size_t size = dql_render_encode(valid[i], bytes);
        assert_int_equal(dql_render_decode(bytes, size, &character), size);
        assert_int_equal(character, valid[i]);
        if (size > 1) assert_int_equal(dql_render_decode(bytes, size - 1, &character), 1);
    }
}

static void test_widths(void **state) {
    (void)state;
    assert_int_equal(dql_render_width('a'), 1);
    assert_int_equal(dql_render_width(0xE9), 1);
    assert_int_equal(dql_render_width(0x301), 0);
    assert_int_equal(dql_render_width(0x200D), 0);
    assert_int_equal(dql_render_width(0x65E5), 2);
    assert_int_equal(dql_render_width(0xFF21), 2);
    assert_int_equal(dql_render_width(0x1F600), 2);
    assert_int_equal(dql_render_width(0x10FFFF), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_human_is_as_documented),
        cmocka_unit_test(test_human_shows_notes_at_their_places),
        cmocka_unit_test(test_human_shows_notes_of_other_lines),
        cmocka_unit_test(test_human_shows_several_lines),
        cmocka_unit_test(test_human_leaves_out_the_middle_of_many_lines),
        cmocka_unit_test(test_human_keeps_carets_under_their_place),
        cmocka_unit_test(test_human_makes_control_characters_visible),
        cmocka_unit_test(test_human_cuts_long_lines),
        cmocka_unit_test(test_human_places_the_empty_text),
        cmocka_unit_test(test_human_tells_a_fix_without_help),
        cmocka_unit_test(test_human_in_color),
        cmocka_unit_test(test_gcc),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_of_an_argument),
        cmocka_unit_test(test_validator),
        cmocka_unit_test(test_validator_without_errors),
        cmocka_unit_test(test_a_failing_sink_is_told),
        cmocka_unit_test(test_forms_are_found_by_name),
        cmocka_unit_test(test_characters_are_decoded_as_the_library_does),
        cmocka_unit_test(test_widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
