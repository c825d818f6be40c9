/*
 * Texts that were made to hurt: every one ends with a status, findings have places, and memory and work grow no faster than the
 * text.
 */
#include "support/counting.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define SMALL (128u * 1024u)
#define LARGE (8u * SMALL)

typedef struct pattern {
    /* What comes first, what is repeated to fill the text, and what ends it. */
    const char *head;
    const char *piece;
    const char *tail;
    bool valid;
} pattern;

static const pattern patterns[] = {
    {"", "(", "", false},
    {"", ")", "", false},
    {"", "not ", "", false},
    {"", "!", "", false},
    {"", "not (", "", false},
    {"", "a=1 or ", "", false},
    {"", "id=1 or ", "", false},
    {"", "id=1 or ", "id=2", true},
    {"", "id=1 and agent=2 or ", "id=2", true},
    {"", "(id=1 or agent=2) and ", "id=2", true},
    {"", "not id=1 and ", "id=2", true},
    {"", "createdAt=2026-01-01 or ", "id=2", true},
    {"", "createdAt>now-1d+1d or ", "id=2", true},
    {"createdAt>now", "+1d", "", true},
    {"createdAt>now", "+1d-1d", "", true},
    {"", "\"", "", false},
    {"", "'", "", false},
    {"", "`", "", false},
    {"subject=\"", "x", "\"", true},
    {"subject=\"", "\\u00e9", "\"", true},
    {"subject=\"", "\\ud800", "\"", false},
    {"subject=\"", "\\", "", false},
    {"subject=\"", "\xff", "\"", false},
    {"", ",", "", false},
    {"", ";", "", true},
    {"", "id=1;", "", true},
    {"", "# deskql: allow DQL401 because x\n", "status=open", true},
    {"", "# deskql: allow DQL401\nid=1;", "", true},
    {"", "#deskql: allow-file 404 because x\nstatus=a;", "", true},
    {"# deskql: allow ", "DQL401,", " because x\nstatus=a", true},
    {"", "#", "", true},
    {"", "#\n", "id=1", true},
    {"", "a:id=1;", "", false},
    {"", ":", "", false},
    {"", "status=", "", false},
    {"", "=", "", false},
    {"", "<>", "", false},
    {"", "&&", "", false},
    {"", "@", "", false},
    {"", "@ ", "", false},
    {"", "\xff", "", false},
    {"", "\xc3 ", "", false},
    {"", "\xed\xa0\x80", "", false},
    {"", "\xe2\x80\x8b", "", false},
    {"", "\xef\xbb\xbf", "", false},
    {"", "\n", "", true},
    {"", "\r\n", "", true},
    {"", " ", "", true},
    {"", "#\n", "", true},
    {"#", "x", "", true},
    {"", "x", "", false},
    {"", "x.", "", false},
    {"", "x-", "", false},
    {"", "statu=1 or ", "id=1", false},
    {"", "id=x and ", "id=1", false},
    {"", "order by ", "", false},
    {"order by id", ",id", "", false},
    {"include users", ",users", "", true},
    {"fields id", ",id", "", true},
    {"fields ", "x,", "x", true},
    {"id in (", "1,", "", false},
    {"id in (", "(", "", false},
    {"id in ", "(1,", "", false},
    {"id in ", "[1,", "", false},
    {"id in (1", ",2 ", ")", false},
    {"", "id in (1,2,3) or ", "id=1", true},
    {"", "id not in (1,2,3) and ", "id=1", true},
    {"", "id between 1 and 2 and ", "id=1", true},
    {"", "between ", "", false},
    {"id=", "9", "", false},
    {"id=-", "0", "", false},
    {"id=1.", "9", "", false},
    {"id=1e", "9", "", false},
    {"id=", "1-", "", false},
    {"createdAt=", "2026-01-01T", "", false},
    {"", "id=:p and ", "id=1", true},
    {"", "from ", "", false},
    {"", "page 1 ", "", false},
    {"", "id is null or ", "id=1", false},
    {"", "agent is null or ", "id=1", true},
    {"", "in in in ", "", false},
    {"", "and ", "", false},
};

static const pattern raw_patterns[] = {
    {"", "%", "", false},
    {"", "&", "", true},
    {"", "=", "", false},
    {"", "a&", "", false},
    {"", "page=1&", "", false},
    {"", "%7B", "", false},
    {"", "{", "", false},
    {"", "[", "", false},
    {"filter=", "+", "{}", true},
    {"filter=", "%FF", "", false},
    {"filter=%22", "%E9", "%22", false},
    {"filter={\"subject\":\"", "%41", "\"}", true},
    {"filter={\"subject\":\"", "\\u0041", "\"}", true},
    {"{\"id\":{\"$in\":[", "1,", "2]}}", false},
    {"{\"id\":{\"$in\":[", "[],", "2]}}", false},
    {"{\"$or\":[", "{\"id\":1},", "{\"id\":2}]}", true},
    {"{\"$or\":[", "{\"$or\":[{\"id\":1,\"agent\":2}]},", "{\"id\":2}]}", true},
    {"{\"$or\":[", "{},", "{\"id\":2}]}", true},
    {"{\"$and\":[", "{\"statsu\":{\"gt\":1}},", "{\"id\":2}]}", false},
    {"{", "\"id\":1,", "\"id\":2}", false},
    {"{\"id\":{", "\"$gt\":1,", "\"$gt\":2}}", false},
    {"includes=", "users,", "users", true},
    {"includes=", ",", "", false},
    {"https://x/", "a/", "?page=1", false},
    {"x", "x", ": page=1", true},
};

static char *fill(const pattern *of, size_t size, size_t *length) {
    char *text = malloc(size);
    assert_non_null(text);
    size_t head = strlen(of->head), piece = strlen(of->piece), tail = strlen(of->tail);
    memcpy(text, of->head, head);
    size_t at = head;
    while (at + piece + tail <= size) {
        memcpy(text + at, of->piece, piece);
        at += piece;
    }
    memcpy(text + at, of->tail, tail);
    *length = at + tail;
    return text;
}

static void check_place(deskql_range range, size_t length) {
    assert_true(range.start.line >= 1 && range.start.column >= 1);
    assert_true(range.start.offset <= range.end.offset && range.end.offset <= length);
    assert_true(range.start.line < range.end.line ||
                (range.start.line == range.end.line && range.start.column <= range.end.column));
}

static void check_findings(const deskql_findings *findings, size_t length) {
    uint32_t last = 0;
    assert_true(deskql_findings_count(findings) <= 1000);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        check_place(finding->range, length);
        assert_true(finding->range.start.offset >= last);
        last = finding->range.start.offset;
        assert_true(strlen(finding->message) > 0 && strlen(finding->message) < 2000);
        if (finding->fix) check_place(finding->fix->range, length);
        for (size_t j = 0; j < finding->note_count; j++) check_place(finding->notes[j].range, length);
    }
}

static int count_bytes(void *context, const char *bytes, size_t length) {
    (void)bytes;
    *(size_t *)context += length;
    return 0;
}

/* As many parameters as get a value. */
#define SOME 4

static size_t bind(const deskql_query *query, deskql_binding bound[SOME]) {
    static const deskql_value one = {.type = DESKQL_VALUE_INTEGER, .as.integer = 1};
    size_t count = 0;
    deskql_parameter_info info;
    while (count < SOME && deskql_query_parameter_at(query, count, &info)) {
        bound[count].name = info.name;
        bound[count].value = one;
        if (info.list) bound[count].value = (deskql_value){.type = DESKQL_VALUE_LIST, .as.list = {&one, 1}};
        count++;
    }
    return count;
}

typedef struct cost {
    size_t bytes;
    double seconds;
    bool valid;
} cost;

typedef deskql_status parser(const deskql_schemas *schemas, const char *text, size_t length,
                             const deskql_parse_options *options, deskql_document **document);

/* The canonical text, and the fixed one. */
static void format(const deskql_document *document) {
    size_t written = 0;
    deskql_status status = deskql_format(document, NULL, count_bytes, &written);
    /* Raw texts have none. */
    assert_true(status == DESKQL_OK || status == DESKQL_INVALID || status == DESKQL_MISUSE);
    status = deskql_apply_fixes(document, NULL, count_bytes, &written);
    assert_true(status == DESKQL_OK || status == DESKQL_MISUSE);
    for (size_t i = 0; i < deskql_document_count(document); i++) {
        const deskql_query *query = deskql_document_at(document, i);
        status = deskql_query_format(query, count_bytes, &written);
        assert_true(status == DESKQL_OK || status == DESKQL_INVALID);
    }
}

/* Parses a text, compiles its queries and writes them; and formats it, whose memory is not counted. */
static cost measure_by(parser *parse_by, const char *text, size_t length) {
    counting count = {.fail_at = SIZE_MAX};
    deskql_allocator allocator = counting_allocator(&count);
    deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
    deskql_compile_options compile = DESKQL_COMPILE_OPTIONS_INIT;
    deskql_binding bound[SOME];
    compile.bindings = bound;
    parse.allocator = compile.allocator = &allocator;
    compile.now = 1772366400;
    clock_t start = clock();
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    assert_int_equal(parse_by(NULL, text, length, &parse, &document), DESKQL_OK);
    check_findings(deskql_document_findings(document), length);
    cost of = {.valid = deskql_findings_count_severity(deskql_document_findings(document), DESKQL_ERROR) == 0};
    for (size_t i = 0; i < deskql_document_count(document); i++) {
        const deskql_query *query = deskql_document_at(document, i);
        size_t parameters = deskql_query_parameter_count(query);
        compile.binding_count = bind(query, bound);
        deskql_status status = deskql_compile(query, &compile, &plan);
        assert_int_equal(status, deskql_query_valid(query) && parameters <= SOME ? DESKQL_OK : DESKQL_INVALID);
        check_findings(deskql_plan_findings(plan), length);
        size_t written = 0;
        if (status == DESKQL_OK)
            assert_int_equal(deskql_plan_stream(plan, DESKQL_OUTPUT_URL, count_bytes, &written), DESKQL_OK);
    }
    of.bytes = count.bytes;
    format(document);
    deskql_plan_free(plan);
    deskql_document_free(document);
    of.seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_int_equal(count.outstanding, 0);
    return of;
}

static cost measure(const char *text, size_t length) {
    return measure_by(deskql_parse, text, length);
}

static cost measure_pattern(parser *parse_by, const pattern *of, size_t size) {
    size_t length;
    char *text = fill(of, size, &length);
    cost found = measure_by(parse_by, text, length);
    free(text);
    return found;
}

/* Eight times the text may cost twelve times as much time (sixteen times as much memory, since blocks double), and what no measure can tell from nothing; a square would cost 64 times.
   A byte of text may cost so many bytes of memory: the shortest query with a mistake takes the most. */
#define MOST_MEMORY 256u

static bool is_linear(const cost *small, const cost *large) {
    return large->bytes <= 16 * small->bytes + 65536 && large->bytes <= (size_t)MOST_MEMORY * LARGE &&
           large->seconds <= 12 * small->seconds + 0.25;
}

static void measure_patterns(parser *parse_by, const pattern *list, size_t count) {
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const pattern *of = &list[i];
        cost small = measure_pattern(parse_by, of, SMALL), large = measure_pattern(parse_by, of, LARGE);
        if (is_linear(&small, &large) && large.valid == of->valid && small.valid == of->valid) continue;
        wrong++;
        print_error("`%s%s…%s`: %s; %zu and %zu bytes, %.3f and %.3f s\n", of->head, of->piece, of->tail,
                    large.valid ? "valid" : "invalid", small.bytes, large.bytes, small.seconds, large.seconds);
    }
    assert_int_equal(wrong, 0);
}

static void repeated_pieces_cost_no_more_than_their_length(void **state) {
    (void)state;
    measure_patterns(deskql_parse, patterns, sizeof patterns / sizeof *patterns);
}

static void raw_texts_cost_no_more_than_their_length(void **state) {
    (void)state;
    measure_patterns(deskql_parse_raw, raw_patterns, sizeof raw_patterns / sizeof *raw_patterns);
    static const pattern lines[] = {{"", "page=1\n", "", true}, {"", "#\n", "", true}, {"", "\r", "", true}};
    measure_patterns(deskql_parse_raw_lines, lines, sizeof lines / sizeof *lines);
}

static void nul_bytes_are_findings(void **state) {
    (void)state;
    static const char text[] = "id = 1\0and id = 2";
    assert_false(measure(text, sizeof text - 1).valid);
    char *nuls = calloc(LARGE, 1);
    assert_non_null(nuls);
    assert_false(measure(nuls, LARGE).valid);
    free(nuls);
}

/* As many different names as fit: what is looked up, compared or suggested must not be so pair by pair. */
static void different_pieces_cost_no_more_than_their_length(void **state) {
    (void)state;
    static const char *const forms[] = {"id=%u or ",          "id!=%u and ", "f%u=1 or ",
                                        "id=:p%u and ",       "q%u: id=1;",  "createdAt=2026-01-01T00:00:%02u or ",
                                        "subject=\"%u\" or ", "id<%u or "};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cost costs[2];
        for (size_t j = 0; j < 2; j++) {
            size_t size = j ? LARGE : SMALL, length = 0;
            char *text = malloc(size + 64);
            assert_non_null(text);
            for (unsigned k = 0; length < size; k++) {
                length += (size_t)snprintf(text + length, 64, forms[i], i == 5 ? k % 60 : k);
            }
            costs[j] = measure(text, length);
            free(text);
        }
        bool linear = is_linear(&costs[0], &costs[1]);
        if (!linear) {
            print_error("`%s`: %zu and %zu bytes, %.3f and %.3f s\n", forms[i], costs[0].bytes, costs[1].bytes,
                        costs[0].seconds, costs[1].seconds);
        }
        assert_true(linear);
    }
}

static void random_bytes_are_normal_input(void **state) {
    (void)state;
    uint64_t seed = 20260131;
    for (int i = 0; i < 3000; i++) {
        char text[200];
        size_t length = (size_t)i % sizeof text;
        for (size_t j = 0; j < length; j++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[j] = (char)(seed >> 56);
        }
        measure(text, length);
    }
}

static void every_cut_of_a_valid_text_has_an_end(void **state) {
    (void)state;
    static const char *const texts[] = {
        "\xef\xbb\xbfmine: from tickets where not (status in (1, 'two', \"\\ud83d\\ude00\") or createdAt between now "
        "-7d and "
        "2026-01-31T10:00:15.250+02:00) and `subject` contains \"caf\xc3\xa9\" # why\r\norder by users.name desc page "
        "2 pagesize 50 "
        "include users, agents fields id, subject;\n other: agent is not null and priority not in :list",
        "status==1&&(id<>2||id!~3) limit 5; x:>1 like [1,2) order by -a ascending",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t length = strlen(texts[i]);
        for (size_t start = 0; start <= length; start++) measure(texts[i] + start, length - start);
        for (size_t end = 0; end <= length; end++) measure(texts[i], end);
    }
}

static void limits_are_findings(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int code;
    } cases[] = {{"id = 1 or id = 2", 121}, {"((id=1))", 120}, {"id in (1,2,3)", 121}};
    for (size_t i = 0; i < 3; i++) {
        deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
        options.maximum_bytes = i == 0 ? 15 : 0;
        options.maximum_depth = i == 1 ? 1 : 0;
        options.maximum_list = i == 2 ? 2 : 0;
        deskql_document *document = NULL;
        assert_int_equal(deskql_parse(NULL, cases[i].text, strlen(cases[i].text), &options, &document), DESKQL_OK);
        const deskql_finding *finding = finding_at(deskql_document_findings(document), 0);
        assert_non_null(finding);
        assert_int_equal(finding->code, cases[i].code);
        deskql_document_free(document);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeated_pieces_cost_no_more_than_their_length),
        cmocka_unit_test(raw_texts_cost_no_more_than_their_length),
        cmocka_unit_test(different_pieces_cost_no_more_than_their_length),
        cmocka_unit_test(nul_bytes_are_findings),
        cmocka_unit_test(random_bytes_are_normal_input),
        cmocka_unit_test(every_cut_of_a_valid_text_has_an_end),
        cmocka_unit_test(limits_are_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
