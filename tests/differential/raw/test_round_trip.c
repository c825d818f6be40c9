/*
 * What compile writes is read back, and compiles to the same bytes: over generated queries, from the query string, from the bare
 * filter, from the URL, and through the canonical text.
 *
 * Left out is what no text can say: a list of one that a parameter gave, and values that were written differently (a day and an
 * instant, a clock and a date) and came out alike, for those are one value when they are read again.
 */
#include "base/utf8.h"
#include "support/findings.h"

#include <deskql/deskql.h>
#include <deskql/format.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define QUERIES 5000u
#define LONGEST 65536u

/* ---- Queries at random, from a fixed seed ---------------------------------------------------------------------------- */

typedef struct generator {
    uint64_t state;
    char text[LONGEST];
    size_t length;
} generator;

static uint32_t random_below(generator *from, uint32_t limit) {
    from->state = from->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(from->state >> 33) % limit;
}

static bool chance(generator *from, uint32_t percent) {
    return random_below(from, 100) < percent;
}

__attribute__((format(printf, 2, 3))) static void put(generator *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to->text + to->length, LONGEST - to->length, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && to->length + (size_t)length < LONGEST);
    to->length += (size_t)length;
}

typedef enum field_kind { INTEGER, NUMBER, STRING, TIME, REFERENCE, ENUM, ANY } field_kind;

static const struct {
    const char *name;
    field_kind kind;
    bool nullable;
} fields[] = {
    {"id", INTEGER, false},     {"responseTimeMins", INTEGER, true}, {"spam_score", NUMBER, false},
    {"subject", STRING, false}, {"previewText", STRING, false},      {"createdAt", TIME, true},
    {"updatedAt", TIME, true},  {"deletedAt", TIME, true},           {"status", REFERENCE, true},
    {"agent", REFERENCE, true}, {"inbox", REFERENCE, true},          {"state", ENUM, false},
    {"spam_rules", ANY, true},
};

static const char *const strings[] = {
    "open",
    "\"\"",
    "\"a b\"",
    "'it\\'s'",
    "\"\\u0000\\u001f\\n\\t\"",
    "\"100%25 + & # = ?\"",
    "\"\\ud83d\\ude00\"",
    "\"caf\xC3\xA9\"",
    "\"\\\"\\\\\"",
    "\"640138\"",
    "\"true\"",
    "\"null\"",
    "\"2026-01-31\"",
    "\"-7d\"",
    "\"{\\\"a\\\":1}\"",
    "on-hold",
    "page",
    "\"order\"",
};

static void put_time(generator *to) {
    static const char *const bases[] = {"now", "today", "yesterday", "tomorrow"};
    static const char *const units[] = {"m", "h", "d", "w", "mo", "y"};
    switch (random_below(to, 4)) {
    case 0:
        put(to, "20%02u-%02u-%02u", random_below(to, 100), 1 + random_below(to, 12), 1 + random_below(to, 28));
        break;
    case 1:
        put(to, "%s%s%u%s", bases[random_below(to, 4)], chance(to, 50) ? " - " : "+", random_below(to, 40),
            units[random_below(to, 6)]);
        break;
    default:
        put(to, "20%02u-%02u-%02uT%02u:%02u:%02u", random_below(to, 100), 1 + random_below(to, 12),
            1 + random_below(to, 28), random_below(to, 24), random_below(to, 60), random_below(to, 60));
        if (chance(to, 30)) put(to, ".%u", random_below(to, 999));
        put(to, "%s", chance(to, 50) ? "Z" : chance(to, 50) ? "+05:30" : "");
    }
}

static void put_value(generator *to, field_kind kind) {
    static const char *const numbers[] = {"1.0", "-0.5", "1e2", "1E+10", "-1e-7", "0", "-0", "123456789.125"};
    if (kind == ANY) kind = (field_kind)random_below(to, ANY);
    if (kind == REFERENCE && chance(to, 20)) kind = STRING;
    if (kind == NUMBER && chance(to, 30)) kind = INTEGER;
    switch (kind) {
    case NUMBER:
        put(to, "%s", numbers[random_below(to, 8)]);
        break;
    case STRING:
        put(to, "%s", strings[random_below(to, sizeof strings / sizeof *strings)]);
        break;
    case TIME:
        put_time(to);
        break;
    case ENUM:
        put(to, "%s", chance(to, 80) ? "active" : "zombie");
        break;
    default:
        put(to, chance(to, 5) ? "-9007199254740993%u" : "%u", random_below(to, 8));
    }
}

static void put_list(generator *to, size_t field) {
    uint32_t count = 1 + random_below(to, 4);
    put(to, "(");
    for (uint32_t i = 0; i < count; i++) {
        if (i) put(to, ", ");
        if (fields[field].nullable && chance(to, 10)) {
            put(to, "null");
        } else {
            put_value(to, fields[field].kind);
        }
    }
    put(to, ")");
}

static void put_comparison(generator *to, bool negated) {
    static const char *const equalities[] = {"=", "!="};
    static const char *const orders[] = {"<", "<=", ">", ">="};
    size_t field = random_below(to, sizeof fields / sizeof *fields);
    field_kind kind = fields[field].kind;
    bool ordered = kind == INTEGER || kind == NUMBER || kind == TIME || kind == REFERENCE;
    put(to, "%s ", fields[field].name);
    if (fields[field].nullable && chance(to, 10)) {
        put(to, "is %snull", chance(to, 50) ? "not " : "");
    } else if (kind == STRING && !negated && chance(to, 40)) {
        put(to, "contains ");
        put_value(to, kind);
    } else if (chance(to, 30)) {
        put(to, "%sin ", chance(to, 40) ? "not " : "");
        put_list(to, field);
    } else if (ordered && chance(to, 60)) {
        bool between = chance(to, 20);
        put(to, "%s ", between ? chance(to, 50) ? "between" : "not between" : orders[random_below(to, 4)]);
        /* A name has no order. */
        if (kind == REFERENCE) kind = INTEGER;
        put_value(to, kind);
        if (!between) return;
        put(to, " and ");
        put_value(to, kind);
    } else {
        put(to, "%s ", equalities[random_below(to, 2)]);
        put_value(to, kind);
    }
}

static void put_filter(generator *to, uint32_t depth, bool negated) {
    uint32_t choice = depth ? random_below(to, 10) : 9;
    if (choice < 6) {
        uint32_t count = 2 + random_below(to, 3);
        const char *connective = choice < 3 ? "and" : "or";
        for (uint32_t i = 0; i < count; i++) {
            if (i) put(to, " %s ", connective);
            put(to, "(");
            put_filter(to, depth - 1, negated);
            put(to, ")");
        }
    } else if (choice < 7) {
        put(to, "not (");
        put_filter(to, depth - 1, true);
        put(to, ")");
    } else {
        put_comparison(to, negated);
    }
}

static void put_query(generator *to) {
    static const char *const clauses[] = {" order by users.name desc", " order by id",       " page 3", " pagesize 100",
                                          " include users, tags, all", " fields id, subject"};
    to->length = 0;
    to->text[0] = '\0';
    if (chance(to, 95)) put_filter(to, random_below(to, 4), false);
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
        if (i != 1 && chance(to, 20)) put(to, "%s", clauses[i]);
    }
}

/* ---- There and back -------------------------------------------------------------------------------------------------- */

typedef struct text {
    char bytes[LONGEST];
    size_t length;
} text;

typedef struct trip {
    deskql_document *document;
    deskql_plan *plan;
    deskql_compile_options options;
    text query; /* what was asked */
    text wire;
    text filter;
    text url;
    text back;
} trip;

static int append(void *context, const char *bytes, size_t length) {
    text *to = context;
    if (length > LONGEST - to->length) return 1;
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    return 0;
}

static void fail_with(const trip *at, const char *what, const text *raw) {
    print_error("%s\n  query:  %.*s\n  wrote:  %.*s\n  read:   %.*s\n  became: %.*s\n", what, (int)at->query.length,
                at->query.bytes, (int)at->filter.length, at->filter.bytes, (int)raw->length, raw->bytes,
                (int)at->back.length, at->back.bytes);
    const deskql_findings *findings = deskql_document_findings(at->document);
    for (size_t i = 0; i < deskql_findings_count(findings); i++)
        print_error("  %s\n", finding_at(findings, i)->message);
    fail();
}

static void write_output(trip *at, deskql_output output, text *to) {
    to->length = 0;
    assert_int_equal(deskql_plan_stream(at->plan, output, append, to), DESKQL_OK);
}

static bool same(const text *one, const text *other) {
    return one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0;
}

/* Compiles the document's query, which has to give what was written before. */
static void compare(trip *at, deskql_output output, const text *raw, const text *expected) {
    const deskql_query *query = deskql_document_at(at->document, 0);
    if (!deskql_query_valid(query)) fail_with(at, "what was written is not accepted", raw);
    assert_int_equal(deskql_compile(query, &at->options, &at->plan), DESKQL_OK);
    write_output(at, output, &at->back);
    if (!same(&at->back, expected)) fail_with(at, "what was written comes back as something else", raw);
}

static void read_back(trip *at, const text *raw, deskql_output output, const text *expected) {
    assert_int_equal(deskql_parse_raw(NULL, raw->bytes, raw->length, NULL, &at->document), DESKQL_OK);
    compare(at, output, raw, expected);
    static text canonical;
    canonical.length = 0;
    const deskql_query *query = deskql_document_at(at->document, 0);
    assert_int_equal(deskql_query_format(query, append, &canonical), DESKQL_OK);
    assert_int_equal(deskql_parse(NULL, canonical.bytes, canonical.length, NULL, &at->document), DESKQL_OK);
    compare(at, output, &canonical, expected);
}

/* Whether two values of one list, or two conditions, came out alike though they were written differently. */
static bool has_twins(trip *at) {
    assert_int_equal(deskql_parse_raw(NULL, at->filter.bytes, at->filter.length, NULL, &at->document), DESKQL_OK);
    const deskql_findings *findings = deskql_document_findings(at->document);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        if (finding_at(findings, i)->code == 404) return true;
    }
    return false;
}

static void reads_back_what_it_writes(void **state) {
    (void)state;
    static generator from = {.state = 20260131};
    static trip at;
    at.options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    at.options.now = 1767225600;
    uint32_t twins = 0;
    for (uint32_t i = 0; i < QUERIES; i++) {
        at.options.utc_offset = i % 3 == 0 ? -330 : 0;
        put_query(&from);
        at.query.length = 0;
        append(&at.query, from.text, from.length);
        assert_int_equal(deskql_parse(NULL, from.text, from.length, NULL, &at.document), DESKQL_OK);
        const deskql_query *query = deskql_document_at(at.document, 0);
        if (!deskql_query_valid(query)) fail_with(&at, "a generated query is wrong", &at.query);
        assert_int_equal(deskql_compile(query, &at.options, &at.plan), DESKQL_OK);
        write_output(&at, DESKQL_OUTPUT_QUERY, &at.wire);
        write_output(&at, DESKQL_OUTPUT_FILTER, &at.filter);
        write_output(&at, DESKQL_OUTPUT_URL, &at.url);
        if (has_twins(&at)) {
            twins++;
            continue;
        }
        read_back(&at, &at.wire, DESKQL_OUTPUT_QUERY, &at.wire);
        read_back(&at, &at.url, DESKQL_OUTPUT_URL, &at.url);
        read_back(&at, &at.filter, DESKQL_OUTPUT_FILTER, &at.filter);
    }
    /* The test would prove nothing if most queries were left out. */
    assert_true(twins < QUERIES / 50);
    print_message("%u queries, %u left out\n", QUERIES, twins);
    deskql_document_free(at.document);
    deskql_plan_free(at.plan);
}

/* Parameters of their own, each given once at most; an empty text, the second of `strings`, asks for nothing. */
static void put_search(generator *to) {
    static const struct {
        const char *condition;
        field_kind kind;
        bool list;
    } conditions[] = {
        {"text contains ", STRING, false},       {"createdAt >= ", TIME, false}, {"createdAt < ", TIME, false},
        {"updatedAt >= ", TIME, false},          {"tags in ", INTEGER, true},    {"companies = ", INTEGER, false},
        {"excludeCompanies in ", INTEGER, true}, {"domain = ", STRING, false},
    };
    const char *before = "from search_customers ";
    to->length = 0;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        if (!chance(to, 40)) continue;
        put(to, "%s%s", before, conditions[i].condition);
        before = " and ";
        if (conditions[i].list) {
            put_list(to, 0);
        } else if (conditions[i].kind == STRING) {
            put(to, "%s", strings[2 + random_below(to, sizeof strings / sizeof *strings - 2)]);
        } else {
            put_value(to, conditions[i].kind);
        }
    }
    put(to, "%s%s", to->length ? "" : before, chance(to, 30) ? " page 2" : "");
}

static void reads_back_searches(void **state) {
    (void)state;
    static generator from = {.state = 310};
    static trip at;
    at.options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    at.options.now = 1767225600;
    for (uint32_t i = 0; i < QUERIES; i++) {
        put_search(&from);
        at.query.length = 0;
        append(&at.query, from.text, from.length);
        assert_int_equal(deskql_parse(NULL, from.text, from.length, NULL, &at.document), DESKQL_OK);
        const deskql_query *query = deskql_document_at(at.document, 0);
        if (!deskql_query_valid(query)) fail_with(&at, "a generated query is wrong", &at.query);
        assert_int_equal(deskql_compile(query, &at.options, &at.plan), DESKQL_OK);
        write_output(&at, DESKQL_OUTPUT_URL, &at.url);
        read_back(&at, &at.url, DESKQL_OUTPUT_URL, &at.url);
    }
    deskql_document_free(at.document);
    deskql_plan_free(at.plan);
}

/* Of each kind, and those that they are beside. */
static void put_character(generator *to) {
    static const uint32_t ranges[][2] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},    {0x200B, 0x200F},
                                         {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF},  {0xE0000, 0xE007F},
                                         {'a', 'z'},       {0x627, 0x62A},   {0x1F600, 0x1F610}};
    const uint32_t *range = ranges[random_below(to, sizeof ranges / sizeof *ranges)];
    char bytes[5] = "";
    dql_utf8_encode(range[0] + random_below(to, range[1] - range[0] + 1), bytes);
    put(to, "%s", bytes);
}

static void reads_back_what_cannot_be_seen(void **state) {
    (void)state;
    static generator from = {.state = 411};
    static trip at;
    at.options = (deskql_compile_options)DESKQL_COMPILE_OPTIONS_INIT;
    for (uint32_t i = 0; i < QUERIES; i++) {
        from.length = 0;
        put(&from, "{\"subject\":{\"$eq\":\"");
        for (uint32_t count = 1 + random_below(&from, 8); count; count--) put_character(&from);
        put(&from, "\"}}");
        at.filter.length = 0;
        append(&at.filter, from.text, from.length);
        read_back(&at, &at.filter, DESKQL_OUTPUT_FILTER, &at.filter);
        const deskql_findings *findings = deskql_document_findings(at.document);
        if (deskql_findings_count(findings)) fail_with(&at, "the canonical text has what cannot be seen", &at.filter);
    }
    deskql_document_free(at.document);
    deskql_plan_free(at.plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_back_what_it_writes),
                                       cmocka_unit_test(reads_back_searches),
                                       cmocka_unit_test(reads_back_what_cannot_be_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
