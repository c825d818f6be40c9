/* The list of findings, and names in them. */
#include "diagnostics/findings.h"
#include "diagnostics/names.h"
#include "support/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct scene {
    dql_arena arena;
    dql_source source;
    deskql_findings findings;
} scene;

static void set_limit(scene *stage, const char *text, uint32_t limit) {
    memset(stage, 0, sizeof *stage);
    dql_arena_init(&stage->arena, NULL);
    assert_true(dql_source_init(&stage->source, &stage->arena, text, (uint32_t)strlen(text)));
    dql_findings_init(&stage->findings, &stage->arena, limit);
}

static void set(scene *stage, const char *text) {
    set_limit(stage, text, 1000);
}

static void strike(scene *stage) {
    dql_arena_free(&stage->arena);
}

static deskql_finding *report(scene *stage, dql_code code, uint32_t start, uint32_t end, const char *message) {
    return dql_report(&stage->findings, code, (dql_range){start, end}, "%s", message);
}

static const char *message_at(const scene *stage, size_t index) {
    const deskql_finding *finding = finding_at(&stage->findings, index);
    return finding ? finding->message : "none";
}

static void test_a_finding_has_what_its_code_says(void **state) {
    (void)state;
    scene stage;
    set(&stage, "statu=1");
    deskql_finding *finding =
        dql_report(&stage.findings, DQL_UNKNOWN_FILTER_FIELD, (dql_range){0, 5}, "unknown `%s`", "statu");
    dql_finding_about(finding, "filter", "statu");
    dql_finding_help(&stage.findings, finding, "write `%s`", "status");
    dql_findings_finish(&stage.findings, &stage.source);
    assert_int_equal(deskql_findings_count(&stage.findings), 1);
    const deskql_finding *found = finding_at(&stage.findings, 0);
    assert_int_equal(found->code, 201);
    assert_string_equal(found->code_text, "DQL201");
    assert_string_equal(found->slug, "unknown-filter-field");
    assert_int_equal(found->severity, DESKQL_ERROR);
    assert_string_equal(found->message, "unknown `statu`");
    assert_string_equal(help_of(found), "write `status`");
    assert_string_equal(found->phrase, "is not a filter field");
    assert_string_equal(found->parameter, "filter");
    assert_string_equal(found->field, "statu");
    assert_null(found->query);
    assert_null(found->fix);
    assert_int_equal(found->note_count, 0);
    strike(&stage);
}

static void test_places_are_lines_and_columns(void **state) {
    (void)state;
    scene stage;
    set(&stage, "\xC3\xA9=1\r\nb=\xE6\x97\xA5\rc");
    deskql_finding *finding = report(&stage, DQL_SYNTAX, 6, 11, "b");
    dql_finding_note(&stage.findings, finding, (dql_range){2, 3}, "first %d", 1);
    dql_finding_note(&stage.findings, finding, (dql_range){12, 13}, "last");
    dql_finding_fix(&stage.findings, finding, (dql_range){0, 2}, "%s", "e");
    dql_finding_phrase(&stage.findings, finding, "must be %d", 3);
    dql_findings_finish(&stage.findings, &stage.source);
    const deskql_finding *found = finding_at(&stage.findings, 0);
    assert_int_equal(found->range.start.line, 2);
    assert_int_equal(found->range.start.column, 1);
    assert_int_equal(found->range.start.offset, 6);
    assert_int_equal(found->range.end.line, 2);
    assert_int_equal(found->range.end.column, 4);
    assert_int_equal(found->note_count, 2);
    assert_string_equal(found->notes[0].message, "first 1");
    assert_int_equal(found->notes[0].range.start.column, 2);
    assert_int_equal(found->notes[1].range.start.line, 3);
    assert_int_equal(found->notes[1].range.end.column, 2);
    assert_non_null(found->fix);
    assert_string_equal(found->fix->replacement, "e");
    assert_int_equal(found->fix->range.end.column, 2);
    assert_string_equal(found->phrase, "must be 3");
    strike(&stage);
}

static deskql_finding_reader *reader_of(deskql_unit unit) {
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    deskql_finding_reader *reader = NULL;
    options.unit = unit;
    options.fixes = true;
    assert_int_equal(deskql_finding_reader_new(&options, &reader), DESKQL_OK);
    return reader;
}

/* The place of an offset, as a finding there has it. */
static deskql_position place_in(const char *text, size_t offset, deskql_unit unit) {
    scene stage;
    set(&stage, text);
    report(&stage, DQL_SYNTAX, (uint32_t)offset, (uint32_t)strlen(text), "x");
    dql_findings_finish(&stage.findings, &stage.source);
    deskql_finding_reader *reader = reader_of(unit);
    const deskql_finding *finding;
    assert_int_equal(deskql_findings_read(&stage.findings, 0, reader, &finding), DESKQL_OK);
    deskql_position place = finding->range.start;
    assert_int_equal(place.offset, offset);
    deskql_finding_reader_free(reader);
    strike(&stage);
    return place;
}

static void test_index_and_character_count_in_the_readers_unit(void **state) {
    (void)state;
    static const struct {
        const char *text; /* up to the `x` */
        uint32_t index[3];
        uint32_t character[3];
    } cases[] = {
        {"x", {0, 0, 0}, {0, 0, 0}},
        {"abx", {2, 2, 2}, {2, 2, 2}},
        {"\xC3\xA4x", {2, 1, 1}, {2, 1, 1}},
        {"\xF0\x9F\x98\x80x", {4, 2, 1}, {4, 2, 1}},
        {"\xEF\xBB\xBFx", {3, 1, 1}, {3, 1, 1}},
        {"\xEF\xBB\xBF\xC3\xA4x", {5, 2, 2}, {5, 2, 2}},
        {"\xC3\xA4\nx", {3, 2, 2}, {0, 0, 0}},
        {"\xF0\x9F\x98\x80\r\n\xC3\xA4x", {8, 5, 4}, {2, 1, 1}},
        {"\xC3\xA4\r\xF0\x9F\x98\x80x", {7, 4, 3}, {4, 2, 1}},
        {"\xFF\xC3\xF0\x9F\x98x", {5, 5, 5}, {5, 5, 5}},
        {"\xED\xA0\x80\xC3\xA4x", {5, 4, 4}, {5, 4, 4}},
        {"12345678\xC3\xA4\xC3\xA4"
         "12345678x",
         {20, 18, 18},
         {20, 18, 18}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t offset = strlen(cases[i].text) - 1;
        for (int unit = DESKQL_UNIT_BYTE; unit <= DESKQL_UNIT_CODE_POINT; unit++) {
            deskql_position place = place_in(cases[i].text, offset, (deskql_unit)unit);
            assert_int_equal(place.index, cases[i].index[unit - 1]);
            assert_int_equal(place.character, cases[i].character[unit - 1]);
        }
    }
}

static void test_every_range_of_a_finding_counts_in_the_readers_unit(void **state) {
    (void)state;
    scene stage;
    set(&stage, "\xF0\x9F\x98\x80=1\n\xC3\xA4=2");
    deskql_finding *finding = report(&stage, DQL_SYNTAX, 4, 9, "x");
    dql_finding_note(&stage.findings, finding, (dql_range){0, 4}, "here");
    dql_finding_fix(&stage.findings, finding, (dql_range){9, 10}, "%s", "==");
    dql_finding_suggest(&stage.findings, finding, (dql_range){4, 5}, "%s", "==");
    dql_findings_finish(&stage.findings, &stage.source);
    deskql_finding_reader *reader = reader_of(DESKQL_UNIT_UTF16);
    const deskql_finding *found;
    assert_int_equal(deskql_findings_read(&stage.findings, 0, reader, &found), DESKQL_OK);
    assert_int_equal(found->range.start.index, 2);
    assert_int_equal(found->range.end.index, 6);
    assert_int_equal(found->range.end.character, 1);
    assert_int_equal(found->notes[0].range.end.index, 2);
    assert_int_equal(found->fix->range.start.index, 6);
    assert_int_equal(found->fix->range.start.character, 1);
    assert_int_equal(found->suggestions[0].range.end.character, 3);
    assert_int_equal(found->suggestions[0].range.end.offset, 5);
    deskql_finding_reader_free(reader);
    strike(&stage);
}

/* Places far from the start of a long text are as counting from its start gives them. */
static void test_units_of_a_long_text(void **state) {
    (void)state;
    static const char *const pieces[] = {"abcdefghijk", "\xC3\xA4", "\xF0\x9F\x98\x80", "\xE6\x97\xA5", "\n", "\xFF"};
    static char text[5000];
    static uint32_t starts[5000][3]; /* offset, UTF-16 units, characters */
    uint32_t at[3] = {0, 0, 0};
    size_t count = 0;
    for (size_t i = 0; at[0] + 11 < sizeof text; i++) {
        const char *piece = pieces[(i * 7 + i / 13) % 6];
        memcpy(starts[count++], at, sizeof at);
        memcpy(text + at[0], piece, strlen(piece));
        at[0] += (uint32_t)strlen(piece);
        at[1] += *piece == 'a' ? 11 : *piece == '\xF0' ? 2 : 1;
        at[2] += *piece == 'a' ? 11 : 1;
    }
    scene stage;
    set_limit(&stage, text, 5000);
    for (size_t i = 0; i < count; i++) report(&stage, DQL_SYNTAX, starts[i][0], starts[i][0], "x");
    dql_findings_finish(&stage.findings, &stage.source);
    for (int unit = DESKQL_UNIT_UTF16; unit <= DESKQL_UNIT_CODE_POINT; unit++) {
        deskql_finding_reader *reader = reader_of((deskql_unit)unit);
        for (size_t i = 0; i < count; i++) {
            const deskql_finding *found;
            assert_int_equal(deskql_findings_read(&stage.findings, i, reader, &found), DESKQL_OK);
            assert_int_equal(found->range.start.offset, starts[i][0]);
            assert_int_equal(found->range.start.index, starts[i][unit - 1]);
        }
        deskql_finding_reader_free(reader);
    }
    strike(&stage);
}

static void test_findings_are_sorted_and_ties_keep_their_order(void **state) {
    (void)state;
    scene stage;
    set(&stage, "abcdefghij");
    report(&stage, DQL_SYNTAX, 5, 6, "5a");
    report(&stage, DQL_SYNTAX, 0, 9, "0a");
    report(&stage, DQL_REDUNDANT, 5, 5, "5b");
    report(&stage, DQL_SYNTAX, 9, 10, "9a");
    report(&stage, DQL_SYNTAX, 0, 1, "0b");
    dql_findings_finish(&stage.findings, &stage.source);
    static const char *const order[] = {"0a", "0b", "5a", "5b", "9a", "none"};
    for (size_t i = 0; i < 6; i++) assert_string_equal(message_at(&stage, i), order[i]);
    assert_int_equal(deskql_findings_count_severity(&stage.findings, DESKQL_ERROR), 4);
    assert_int_equal(deskql_findings_count_severity(&stage.findings, DESKQL_WARNING), 1);
    strike(&stage);
}

static void test_the_limit_leaves_out_and_counts(void **state) {
    (void)state;
    scene stage;
    set_limit(&stage, "abcdefghij", 2);
    assert_non_null(report(&stage, DQL_SYNTAX, 3, 3, "3"));
    assert_non_null(report(&stage, DQL_SYNTAX, 2, 2, "2"));
    deskql_finding *none = report(&stage, DQL_SYNTAX, 1, 1, "1");
    assert_null(none);
    dql_finding_about(none, "filter", "x");
    dql_finding_help(&stage.findings, none, "%s", "x");
    dql_finding_phrase(&stage.findings, none, "%s", "x");
    dql_finding_note(&stage.findings, none, (dql_range){0, 0}, "%s", "x");
    dql_finding_fix(&stage.findings, none, (dql_range){0, 0}, "%s", "x");
    dql_findings_finish(&stage.findings, &stage.source);
    assert_int_equal(deskql_findings_count(&stage.findings), 2);
    assert_int_equal(deskql_findings_omitted(&stage.findings), 1);
    assert_int_equal(stage.findings.reported_errors, 3);
    assert_string_equal(message_at(&stage, 0), "2");
    strike(&stage);
}

static void test_warnings_give_way_to_errors(void **state) {
    (void)state;
    scene stage;
    set_limit(&stage, "abcdefghij", 3);
    report(&stage, DQL_REDUNDANT, 1, 1, "w1");
    report(&stage, DQL_REDUNDANT, 2, 2, "w2");
    report(&stage, DQL_SYNTAX, 3, 3, "e3");
    assert_null(report(&stage, DQL_REDUNDANT, 4, 4, "w4"));
    assert_non_null(report(&stage, DQL_SYNTAX, 5, 5, "e5"));
    assert_non_null(report(&stage, DQL_SYNTAX, 6, 6, "e6"));
    assert_null(report(&stage, DQL_SYNTAX, 7, 7, "e7"));
    dql_findings_finish(&stage.findings, &stage.source);
    static const char *const order[] = {"e3", "e5", "e6", "none"};
    for (size_t i = 0; i < 4; i++) assert_string_equal(message_at(&stage, i), order[i]);
    assert_int_equal(deskql_findings_count_severity(&stage.findings, DESKQL_ERROR), 3);
    assert_int_equal(deskql_findings_count_severity(&stage.findings, DESKQL_WARNING), 0);
    assert_int_equal(deskql_findings_omitted(&stage.findings), 4);
    strike(&stage);
}

static void test_notes_give_way_and_are_not_counted(void **state) {
    (void)state;
    scene stage;
    set_limit(&stage, "abcdefghij", 3);
    for (uint32_t i = 1; i <= 3; i++)
        dql_report_note(&stage.findings, DQL_UNDOCUMENTED, (dql_range){i, i}, "n%u", (unsigned)i);
    assert_null(dql_report_note(&stage.findings, DQL_UNDOCUMENTED, (dql_range){4, 4}, "n4"));
    assert_non_null(report(&stage, DQL_REDUNDANT, 5, 5, "w5"));
    assert_non_null(report(&stage, DQL_SYNTAX, 6, 6, "e6"));
    dql_findings_finish(&stage.findings, &stage.source);
    static const char *const order[] = {"n1", "w5", "e6", "none"};
    for (size_t i = 0; i < 4; i++) assert_string_equal(message_at(&stage, i), order[i]);
    for (int i = DESKQL_ERROR; i <= DESKQL_NOTE; i++)
        assert_int_equal(deskql_findings_count_severity(&stage.findings, (deskql_severity)i), 1);
    assert_int_equal(deskql_findings_count_severity(&stage.findings, (deskql_severity)0), 0);
    assert_int_equal(deskql_findings_count_severity(&stage.findings, (deskql_severity)4), 0);
    assert_int_equal(deskql_findings_omitted(&stage.findings), 0);
    strike(&stage);
}

/* A warning goes only where there is no note. */
static void test_notes_go_before_warnings(void **state) {
    (void)state;
    scene stage;
    set_limit(&stage, "abcdefghij", 2);
    dql_report_note(&stage.findings, DQL_UNDOCUMENTED, (dql_range){1, 1}, "n1");
    report(&stage, DQL_REDUNDANT, 2, 2, "w2");
    assert_non_null(report(&stage, DQL_SYNTAX, 3, 3, "e3"));
    assert_int_equal(deskql_findings_omitted(&stage.findings), 0);
    assert_non_null(report(&stage, DQL_SYNTAX, 4, 4, "e4"));
    dql_findings_finish(&stage.findings, &stage.source);
    static const char *const order[] = {"e3", "e4", "none"};
    for (size_t i = 0; i < 3; i++) assert_string_equal(message_at(&stage, i), order[i]);
    assert_int_equal(deskql_findings_omitted(&stage.findings), 1);
    strike(&stage);
}

static void test_findings_get_their_query(void **state) {
    (void)state;
    scene stage;
    set(&stage, "abcdefghij");
    report(&stage, DQL_SYNTAX, 8, 9, "8");
    report(&stage, DQL_SYNTAX, 4, 4, "4");
    report(&stage, DQL_SYNTAX, 2, 3, "2");
    report(&stage, DQL_SYNTAX, 1, 1, "1");
    dql_findings_assign(&stage.findings, (dql_range){0, 10}, 7, "too early");
    dql_findings_finish(&stage.findings, &stage.source);
    dql_findings_assign(&stage.findings, (dql_range){2, 4}, 1, "first");
    dql_findings_assign(&stage.findings, (dql_range){4, UINT32_MAX}, 2, NULL);
    static const uint32_t indices[] = {0, 1, 2, 2};
    for (size_t i = 0; i < 4; i++) assert_int_equal(finding_at(&stage.findings, i)->query_index, indices[i]);
    assert_null(finding_at(&stage.findings, 0)->query);
    assert_string_equal(finding_at(&stage.findings, 1)->query, "first");
    assert_null(finding_at(&stage.findings, 2)->query);
    strike(&stage);
}

static void test_nothing_is_seen_before_the_end(void **state) {
    (void)state;
    scene stage;
    set(&stage, "a");
    report(&stage, DQL_SYNTAX, 0, 0, "0");
    assert_int_equal(deskql_findings_count(&stage.findings), 0);
    assert_null(finding_at(&stage.findings, 0));
    strike(&stage);
    assert_int_equal(deskql_findings_count(NULL), 0);
    assert_int_equal(deskql_findings_count_severity(NULL, DESKQL_ERROR), 0);
    assert_int_equal(deskql_findings_omitted(NULL), 0);
    assert_null(finding_at(NULL, 0));
}

/* Each asks for a place at the end of the line and for one at its start: without marks, the line is read 2,000 times. */
static void test_a_long_line_is_read_once(void **state) {
    (void)state;
    size_t length = 4000000;
    char *text = malloc(length + 1);
    assert_non_null(text);
    memset(text, 'a', length);
    text[length] = '\0';
    scene stage;
    set(&stage, text);
    for (uint32_t i = 0; i < 1000; i++) {
        deskql_finding *finding = report(&stage, DQL_SYNTAX, (uint32_t)length - i, (uint32_t)length - i, "x");
        dql_finding_note(&stage.findings, finding, (dql_range){i, i + 1}, "y");
    }
    dql_source_index(&stage.source);
    dql_findings_finish(&stage.findings, &stage.source);
    for (uint32_t i = 0; i < 1000; i++) {
        const deskql_finding *finding = finding_at(&stage.findings, i);
        assert_int_equal(finding->range.start.column, length - 999 + i + 1);
        assert_int_equal(finding->notes[0].range.start.column, 999 - i + 1);
    }
    strike(&stage);
    free(text);
}

typedef struct quota {
    size_t left;
} quota;

static void *allocate_within(void *context, size_t size) {
    quota *limit = context;
    if (limit->left == 0) return NULL;
    limit->left--;
    return malloc(size);
}

static void release(void *context, void *block) {
    (void)context;
    free(block);
}

/* Whichever allocation fails: nothing breaks, and the arena tells. */
static void test_memory_may_run_out_anywhere(void **state) {
    (void)state;
    bool complete = false;
    for (size_t allocations = 1; !complete; allocations++) {
        quota limit = {allocations};
        deskql_allocator allocator = {&limit, allocate_within, release};
        scene stage;
        memset(&stage, 0, sizeof stage);
        dql_arena_init(&stage.arena, &allocator);
        dql_findings_init(&stage.findings, &stage.arena, 1000);
        if (dql_source_init(&stage.source, &stage.arena, "a=1", 3)) {
            for (int i = 0; i < 300; i++) {
                deskql_finding *finding = report(&stage, DQL_SYNTAX, 0, 1, "some message");
                dql_finding_note(&stage.findings, finding, (dql_range){1, 2}, "%080d", i);
                dql_finding_fix(&stage.findings, finding, (dql_range){1, 2}, "%080d", i);
            }
            dql_findings_finish(&stage.findings, &stage.source);
        }
        complete = !stage.arena.failed;
        if (complete) assert_int_equal(deskql_findings_count(&stage.findings), 300);
        dql_arena_free(&stage.arena);
        assert_true(allocations < 100);
    }
}

#define REPLACED "\xEF\xBF\xBD"
#define ELLIPSIS "\xE2\x80\xA6"

static void shows(const char *bytes, size_t length, const char *expected) {
    dql_arena arena;
    dql_arena_init(&arena, NULL);
    assert_string_equal(dql_shown(&arena, bytes, length), expected);
    dql_arena_free(&arena);
}

/* `piece`, `count` times, and `end`. */
static const char *repeated(const char *piece, size_t count, const char *end) {
    static char text[1000];
    size_t used = 0;
    for (size_t i = 0; i < count; i++) used += (size_t)snprintf(text + used, sizeof text - used, "%s", piece);
    snprintf(text + used, sizeof text - used, "%s", end);
    return text;
}

static void test_shown_text_is_safe_and_short(void **state) {
    (void)state;
    shows("", 0, "");
    shows("plain \xC3\xA9", 8, "plain \xC3\xA9");
    /* ESC, NUL, a byte of no character, CSI, RIGHT-TO-LEFT OVERRIDE. */
    const char unsafe[] = {'a', 0x1B, 0, (char)0xFF, (char)0xC2, (char)0x9B, (char)0xE2, (char)0x80, (char)0xAE};
    shows(unsafe, sizeof unsafe, "a\\u001b\\u0000" REPLACED "\\u009b\\u202e");
    /* A byte order mark, a tag; a joiner beside a letter, and between emoji. */
    shows("\xEF\xBB\xBF\xF3\xA0\x81\x81", 7, "\\ufeff\\udb40\\udc41");
    shows("a\xE2\x80\x8D", 4, "a\\u200d");
    shows("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7", 11, "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7");
    char text[200];
    snprintf(text, sizeof text, "%s", repeated("\xC3\xA9", 60, "x"));
    shows(text, 120, repeated("\xC3\xA9", 60, ""));
    shows(text, 121, repeated("\xC3\xA9", 60, ELLIPSIS));
    char invalid[100];
    memset(invalid, 0xFF, sizeof invalid);
    shows(invalid, sizeof invalid, repeated(REPLACED, 60, ELLIPSIS));
}

/* What is said of a name that is none of `names`; NULL where none is near. */
static const char *similar(scene *stage, const char *name, const char *noun, const char *const *names, size_t count) {
    deskql_finding *finding = report(stage, DQL_UNKNOWN_FILTER_FIELD, 0, 1, "unknown");
    size_t index = stage->findings.count - 1;
    dql_suggestions suggestions;
    dql_suggest_for_finding(&stage->findings, name, strlen(name), dql_names_of_texts(names, count), &suggestions);
    bool near = dql_help_similar(&stage->findings, finding, noun, &suggestions);
    assert_int_equal(near, dql_help_similar(&stage->findings, NULL, noun, &suggestions));
    dql_findings_finish(&stage->findings, &stage->source);
    const char *help = help_of(finding_at(&stage->findings, index));
    assert_int_equal(near, help != NULL);
    return help;
}

static void test_near_names_are_all_named(void **state) {
    (void)state;
    static const char *const names[] = {"createdAt", "updatedAt", "updatedBy", "updatedOn", "state"};
    scene stage;
    set(&stage, "x");
    assert_string_equal(similar(&stage, "sate", "field", names, 5), "a field with a similar name exists: `state`");
    assert_string_equal(similar(&stage, "created", "include", names, 5),
                        "an include with a similar name exists: `createdAt`");
    assert_string_equal(similar(&stage, "updated", "field", names, 3),
                        "fields with similar names exist: `updatedAt` and `updatedBy`");
    assert_string_equal(similar(&stage, "updated", "include", names, 5),
                        "includes with similar names exist: `updatedAt`, `updatedBy` and `updatedOn`");
    assert_null(similar(&stage, "zzz", "field", names, 5));
    strike(&stage);
}

static void test_lists_of_names(void **state) {
    (void)state;
    static const char *const texts[] = {"a", "b\n", "c"};
    dql_names names = dql_names_of_texts(texts, 3);
    scene stage;
    set(&stage, "x");
    assert_string_equal(dql_listed_names(&stage.arena, names, 0, 0), "");
    assert_string_equal(dql_listed_names(&stage.arena, names, 1, 0), "`a`");
    assert_string_equal(dql_listed_names(&stage.arena, names, 3, 0), "`a`, `b\\u000a` and `c`");
    assert_string_equal(dql_listed_names(&stage.arena, names, 1, 2), "`a` and 2 more");
    strike(&stage);
}

static const char *same_name(const void *list, size_t index) {
    (void)index;
    return list;
}

/* Of a list of any length, the first findings alone get names. */
static void test_long_lists_are_not_compared_again_and_again(void **state) {
    (void)state;
    scene stage;
    set(&stage, "x");
    dql_names names = {"status", 200000, same_name};
    dql_suggestions suggestions;
    dql_suggest_for_finding(&stage.findings, "statu", 5, names, &suggestions);
    assert_true(suggestions.count > 0);
    for (uint32_t i = 0; i < 2; i++) report(&stage, DQL_UNKNOWN_FILTER_FIELD, i, i, "unknown");
    dql_suggest_for_finding(&stage.findings, "statu", 5, names, &suggestions);
    assert_int_equal(suggestions.count, 0);
    names.count = 100000;
    dql_suggest_for_finding(&stage.findings, "statu", 5, names, &suggestions);
    assert_true(suggestions.count > 0);
    strike(&stage);
}

/* Counts how often it is asked, and says how many findings there were. */
static void explain_counting(deskql_findings *findings, deskql_finding *finding, const void *context) {
    ++*(int *)context;
    dql_finding_help(findings, finding, "the %uth", (unsigned)findings->count);
    dql_finding_fix(findings, finding, (dql_range){0, 1}, "b");
}

static void test_what_is_deferred_is_found_out_when_read(void **state) {
    (void)state;
    scene stage;
    set(&stage, "a");
    int asked = 0;
    report(&stage, DQL_SYNTAX, 0, 1, "0");
    deskql_finding *deferred = report(&stage, DQL_SYNTAX, 0, 1, "1");
    dql_finding_note(&stage.findings, deferred, (dql_range){0, 1}, "known before");
    dql_finding_defer(deferred, explain_counting, &asked);
    report(&stage, DQL_SYNTAX, 0, 1, "2");
    dql_findings_finish(&stage.findings, &stage.source);
    dql_findings_assign(&stage.findings, (dql_range){0, 2}, 0, NULL);
    assert_int_equal(asked, 0);
    size_t taken = (size_t)(stage.arena.end - stage.arena.at);
    for (int i = 1; i <= 2; i++) {
        const deskql_finding *found = finding_at(&stage.findings, 1);
        assert_int_equal(asked, i);
        assert_int_equal(found->help_count, 1);
        assert_string_equal(found->help[0], "the 2th");
        assert_string_equal(found->fix->replacement, "b");
        assert_int_equal(found->note_count, 1);
        assert_string_equal(found->message, "1");
    }
    /* Others may read the list's own parts meanwhile. */
    assert_null(((const dql_finding_entry *)deferred)->first_part->next);
    assert_int_equal(stage.arena.end - stage.arena.at, taken);
    strike(&stage);
}

/* Of many, the first alone are tried: then it is found out at once which have a fix, and no more often. */
static void test_what_is_deferred_is_found_out_once_where_there_are_many(void **state) {
    (void)state;
    for (int count = 64; count <= 65; count++) {
        scene stage;
        set(&stage, "a");
        int asked = 0;
        for (int i = 0; i < count; i++)
            dql_finding_defer(report(&stage, DQL_SYNTAX, 0, 1, "x"), explain_counting, &asked);
        dql_findings_finish(&stage.findings, &stage.source);
        dql_findings_assign(&stage.findings, (dql_range){0, 2}, 0, NULL);
        assert_int_equal(asked, count == 64 ? 0 : 65);
        assert_string_equal(finding_at(&stage.findings, 63)->help[0], "the 64th");
        assert_int_equal(asked, count == 64 ? 1 : 65);
        assert_int_equal(stage.findings.sorted[count - 1]->earlier_fixes, count - 1);
        strike(&stage);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_finding_has_what_its_code_says),
        cmocka_unit_test(test_places_are_lines_and_columns),
        cmocka_unit_test(test_index_and_character_count_in_the_readers_unit),
        cmocka_unit_test(test_every_range_of_a_finding_counts_in_the_readers_unit),
        cmocka_unit_test(test_units_of_a_long_text),
        cmocka_unit_test(test_findings_are_sorted_and_ties_keep_their_order),
        cmocka_unit_test(test_the_limit_leaves_out_and_counts),
        cmocka_unit_test(test_warnings_give_way_to_errors),
        cmocka_unit_test(test_notes_give_way_and_are_not_counted),
        cmocka_unit_test(test_notes_go_before_warnings),
        cmocka_unit_test(test_findings_get_their_query),
        cmocka_unit_test(test_nothing_is_seen_before_the_end),
        cmocka_unit_test(test_a_long_line_is_read_once),
        cmocka_unit_test(test_memory_may_run_out_anywhere),
        cmocka_unit_test(test_shown_text_is_safe_and_short),
        cmocka_unit_test(test_near_names_are_all_named),
        cmocka_unit_test(test_lists_of_names),
        cmocka_unit_test(test_long_lists_are_not_compared_again_and_again),
        cmocka_unit_test(test_what_is_deferred_is_found_out_when_read),
        cmocka_unit_test(test_what_is_deferred_is_found_out_once_where_there_are_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
