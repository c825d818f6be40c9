/* Queries to measure with. */
#include "bench/queries.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t seed = 2026;

static unsigned below(unsigned limit) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % limit;
}

__attribute__((format(printf, 2, 3))) static void append(query_text *query, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    query->length +=
        (size_t)vsnprintf(query->bytes + query->length, sizeof query->bytes - query->length, format, arguments);
    va_end(arguments);
}

/* The conditions that saved searches have: mostly ids, some lists, dates and words. None gives a finding. */
static void append_condition(query_text *query, unsigned kind) {
    static const char *const references[] = {"status",   "priority", "agent",  "inbox",
                                             "customer", "company",  "source", "type"};
    static const char *const times[] = {"createdAt", "updatedAt", "happinessSurveySentAt"};
    static const char *const orders[] = {"<", "<=", ">", ">="};
    static const char *const words[] = {"refund", "invoice", "login", "shipping", "broken"};
    const char *reference = references[kind % 8];
    switch (kind) {
    case 8:
        append(query, "%s %s 2026-%02u-%02u", times[below(3)], orders[below(4)], 1 + below(12), 1 + below(28));
        return;
    case 9:
        append(query, "%s > -%ud", times[below(3)], 1 + below(90));
        return;
    case 10:
        append(query, "subject contains \"%s %u\"", words[below(5)], below(1000));
        return;
    case 11:
        append(query, "state = %s", below(2) ? "active" : "deleted");
        return;
    default:
        if (below(4) == 0) {
            append(query, "%s in (%u,%u,%u)", reference, below(100), 100 + below(100), 200 + below(100));
        } else {
            append(query, "%s%s%u", reference, below(3) ? "=" : below(2) ? " != " : " > ", below(100000));
        }
    }
}

/* A field's name with a letter left out, twice or swapped with the next one. */
static void append_misspelt(query_text *query) {
    static const char *const names[] = {"status", "priority", "agent", "customer", "createdAt", "subject", "company"};
    const char *name = names[below(7)];
    int length = (int)strlen(name);
    int at = 1 + (int)below((unsigned)length - 2);
    switch (below(3)) {
    case 0:
        append(query, "%.*s%s", at, name, name + at + 1);
        break;
    case 1:
        append(query, "%.*s%s", at + 1, name, name + at);
        break;
    default:
        append(query, "%.*s%c%c%s", at, name, name[at + 1], name[at], name + at + 2);
    }
    append(query, " = %u", below(1000));
}

/* One each of the warnings that people get: a condition twice, two that exclude each other, a pattern. */
static void append_doubtful(query_text *query) {
    unsigned number = below(1000);
    switch (below(3)) {
    case 0:
        append(query, "spam_score = %u and spam_score = %u", number, number);
        break;
    case 1:
        append(query, "spam_score = %u and spam_score = %u", number, number + 1);
        break;
    default:
        append(query, "previewText contains \"order %u*\"", number);
    }
}

static void append_broken(query_text *query) {
    static const char *const forms[] = {"agent = and id = %u", "agent %u",         "(agent = %u", "agent = %u)",
                                        "and agent = %u",      "agent in (%u,,2)", "agent ! %u"};
    append(query, forms[below(7)], below(1000));
}

/* What is wrong with a query stands behind its conditions. */
static void append_mistake(query_text *query, bench_kind kind) {
    switch (kind) {
    case BENCH_CORRECT:
        return;
    case BENCH_WARNING:
        append(query, " and ");
        append_doubtful(query);
        return;
    case BENCH_MISSPELT:
        append(query, " and ");
        append_misspelt(query);
        return;
    case BENCH_SYNTAX:
        append(query, " and ");
        append_broken(query);
        return;
    }
}

void bench_make_query(query_text *query, bench_kind kind) {
    static const char *const fields[] = {"createdAt", "updatedAt", "users.name", "id", "priority"};
    unsigned count = 2;
    if (below(5) < 2) count++;
    if (below(5) == 0) count++;
    unsigned first = below(12);
    bool grouped = count > 2 && below(3) == 0;
    for (unsigned i = 0; i < count; i++) {
        if (i) append(query, grouped && i > 1 ? " or " : " and ");
        if (grouped && i == 1) append(query, "(");
        append_condition(query, (first + i * 5) % 12);
    }
    if (grouped) append(query, ")");
    append_mistake(query, kind);
    if (below(2)) append(query, " order by %s%s", fields[below(5)], below(2) ? " desc" : "");
    if (below(4) == 0) append(query, " pagesize %u", 10 * (1 + below(10)));
}

size_t bench_make_long_query(char *bytes, size_t capacity, size_t conditions) {
    size_t length = 0;
    for (size_t i = 0; i < conditions; i++) {
        query_text one = {.length = 0};
        append_condition(&one, below(12));
        length += (size_t)snprintf(bytes + length, capacity - length, "%s%s", i ? " or " : "", one.bytes);
    }
    return length;
}
