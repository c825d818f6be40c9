#include "syntax/literal.h"

#include "base/inline.h"
#include "generated/query_parser.h"
#include "syntax/spelling.h"

#include <string.h>

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* 2^1024 - 2^970, halfway from the largest double to the next power: from here on a number rounds to infinity. */
static const char overflow_digits[] =
    "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179775872070963302864166"
    "9288791094655554785194040263065748867150582068190890200070838367627385484581771153176447573027006985557136695962"
    "2842914819860834936475292719074168444365510704342711559699508093042880177904174497792";
#define OVERFLOW_EXPONENT 309

/* Whether a number of JSON's grammar is too large for a double. (strtod would ask the locale for the decimal point.) */
static bool overflows_double(const char *text, uint32_t length) {
    uint32_t at = text[0] == '-';
    uint32_t mantissa_end = at;
    while (mantissa_end < length && text[mantissa_end] != 'e' && text[mantissa_end] != 'E') mantissa_end++;
    int64_t exponent = 0;
    if (mantissa_end < length) {
        uint32_t i = mantissa_end + 1;
        bool negative = text[i] == '-';
        if (!is_digit(text[i])) i++;
        for (; i < length; i++) {
            if (exponent < 1000000000000) exponent = exponent * 10 + (text[i] - '0');
        }
        if (negative) exponent = -exponent;
    }
    /* The number is 0.D1D2D3… times ten to `point`, with D1 the first digit that is not 0. */
    int64_t point = 0;
    uint32_t first = length;
    bool fraction = false;
    for (uint32_t i = at; i < mantissa_end; i++) {
        if (text[i] == '.') {
            fraction = true;
        } else if (first == length && text[i] == '0') {
            point -= fraction;
        } else {
            if (first == length) first = i;
            point += !fraction;
        }
    }
    if (first == length || point + exponent < OVERFLOW_EXPONENT) return false;
    if (point + exponent > OVERFLOW_EXPONENT) return true;
    size_t digit = 0;
    for (uint32_t i = first; i < mantissa_end && digit < sizeof overflow_digits - 1; i++) {
        if (text[i] == '.') continue;
        if (text[i] != overflow_digits[digit]) return text[i] > overflow_digits[digit];
        digit++;
    }
    return digit == sizeof overflow_digits - 1;
}

/* Whether it is one, and not a number with a fraction or an exponent. */
static bool build_integer(dql_literal *literal, const char *text, uint32_t length) {
    const char *end = text + length;
    bool negative = text[0] == '-';
    uint64_t value = 0;
    for (const char *at = text + negative; at < end; at++) {
        unsigned digit = (unsigned)(unsigned char)*at - '0';
        if (digit > 9) return false;
        value = value * 10 + digit;
    }
    literal->kind = DQL_LITERAL_INTEGER;
    /* There are no leading zeros, so 19 digits fit into 64 bits without a sign and 20 are outside those with one. */
    literal->in_range = length < 19 || (length - negative < 20 && value <= (uint64_t)INT64_MAX + negative);
    literal->integer = (int64_t)(negative ? 0 - value : value);
    return true;
}

static DQL_NEVER_INLINE void report_overflow(dql_build *build, const dql_literal *literal) {
    dql_findings_mark before = dql_findings_here(build->findings);
    deskql_finding *finding = dql_report(build->findings, DQL_BAD_NUMBER, literal->range,
                                         "`%s` is larger than any number that JSON readers hold",
                                         dql_shown(build->findings->arena, literal->text, literal->length));
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(build->findings, finding, "the largest is about 1.8e308");
    dql_findings_tidy(build->findings, before);
}

static void build_number(dql_build *build, dql_literal *literal) {
    if (build_integer(literal, literal->text, literal->length)) return;
    literal->kind = DQL_LITERAL_NUMBER;
    if (!overflows_double(literal->text, literal->length)) return;
    report_overflow(build, literal);
    literal->kind = DQL_LITERAL_MISSING;
}

deskql_finding *dql_report_time(deskql_findings *findings, dql_range range, const char *shown, dql_time_error error) {
    static const char *const messages[] = {
        [DQL_TIME_FORM] = "`%s` is not a date or a time",
        [DQL_TIME_CALENDAR] = "there is no day `%s`",
        [DQL_TIME_CLOCK] = "there is no time of day as in `%s`",
        [DQL_TIME_OFFSET] = "the offset of `%s` is out of range",
        [DQL_TIME_UNIT] = "`%s` has a step without a known unit",
        [DQL_TIME_YEARS] = "`%s` is outside the years 1 to 9999",
    };
    static const char *const helps[] = {
        [DQL_TIME_FORM] =
            "dates are written `2026-01-31` or `2026-01-31T10:00:00Z`; relative times `now`, `today - 7d`, `-2h`",
        [DQL_TIME_CALENDAR] = "dates are written year-month-day",
        [DQL_TIME_CLOCK] = "hours go from 00 to 23, minutes and seconds from 00 to 59",
        [DQL_TIME_OFFSET] = "offsets go from -23:59 to +23:59",
        [DQL_TIME_UNIT] = "the units are m (minute), h, d, w, mo (month) and y, right behind the number",
        [DQL_TIME_YEARS] = "choose a time between the years 1 and 9999",
    };
    if (error == DQL_TIME_OK || error == DQL_TIME_MEMORY) return NULL;
    deskql_finding *finding = dql_report(findings, DQL_BAD_DATE, range, messages[error], shown);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "%s", helps[error]);
    return finding;
}

static DQL_NEVER_INLINE void report_bad_time(dql_build *build, const dql_literal *literal, dql_time_error error) {
    dql_findings_mark before = dql_findings_here(build->findings);
    const char *shown = dql_shown(build->findings->arena, literal->text, literal->length);
    deskql_finding *finding = dql_report_time(build->findings, literal->range, shown, error);
    const char *range = dql_spelled_range(build->findings->arena, literal->text, literal->length);
    if (range) dql_finding_add_help(build->findings, finding, "write `between %s`", range);
    dql_findings_tidy(build->findings, before);
}

static void build_time(dql_build *build, dql_literal *literal, const dql_token *token) {
    const char *text = build->source->text + token->start;
    dql_time *time = dql_arena_take(build->arena, sizeof *time);
    if (!time) return;
    dql_time_error error = token->kind == DQL_TOKEN_DATE
                               ? dql_time_read_fixed(text, literal->length, time)
                               : dql_time_read_relative(text, literal->length, build->arena, time);
    if (error == DQL_TIME_OK) {
        literal->kind = DQL_LITERAL_TIME;
        literal->time = time;
        return;
    }
    report_bad_time(build, literal, error);
}

static int order_texts(const void *one_, const void *other_) {
    const dql_literal *one = one_;
    const dql_literal *other = other_;
    return dql_compare_bytes(one->text, one->length, other->text, other->length);
}

static const dql_literal *find_parameter(const struct deskql_query *query, const dql_literal *named) {
    return query->parameter_count ? dql_set_find(query->parameter_names, named) : NULL;
}

const dql_parameter *dql_query_parameter(const struct deskql_query *query, const char *name, size_t length) {
    dql_literal named = {.text = name, .length = (uint32_t)length};
    const dql_literal *known = length <= UINT32_MAX ? find_parameter(query, &named) : NULL;
    return known ? &query->parameters[known->parameter] : NULL;
}

static bool know_parameter(dql_build *build, const dql_literal *literal) {
    struct deskql_query *query = build->query;
    if (query->parameter_count == 0) {
        query->parameter_names = dql_arena_take(build->arena, sizeof *query->parameter_names);
        if (!query->parameter_names) return false;
        dql_set_init(query->parameter_names, build->arena, 1, order_texts, NULL);
    }
    dql_set_add(query->parameter_names, literal);
    return true;
}

/* The index of a parameter of that name, which is new or known. */
static void build_parameter(dql_build *build, dql_literal *literal) {
    struct deskql_query *query = build->query;
    literal->kind = DQL_LITERAL_PARAMETER;
    const dql_literal *known = find_parameter(query, literal);
    if (known) {
        literal->parameter = known->parameter;
        return;
    }
    if (query->parameter_count == DQL_MAXIMUM_PARAMETERS) {
        literal->kind = DQL_LITERAL_MISSING;
        deskql_finding *finding = dql_report(build->findings, DQL_TOO_LONG, literal->range,
                                             "more than %u different parameters", DQL_MAXIMUM_PARAMETERS);
        dql_finding_about(finding, "filter", NULL);
        return;
    }
    if (query->parameter_count == build->parameter_capacity) {
        uint32_t capacity = build->parameter_capacity ? 4 * build->parameter_capacity : 4;
        dql_parameter *parameters = dql_arena_take_zeroed(build->arena, capacity * sizeof *parameters);
        if (!parameters) return;
        if (query->parameter_count) memcpy(parameters, query->parameters, query->parameter_count * sizeof *parameters);
        query->parameters = parameters;
        build->parameter_capacity = capacity;
    }
    if (!know_parameter(build, literal)) return;
    dql_parameter *parameter = &query->parameters[query->parameter_count];
    parameter->name = literal->text;
    parameter->length = literal->length;
    parameter->range = literal->range;
    literal->parameter = (uint8_t)query->parameter_count++;
}

static DQL_NEVER_INLINE void report_signed_word(dql_build *build, const dql_literal *literal) {
    dql_findings_mark before = dql_findings_here(build->findings);
    deskql_finding *finding = dql_report(build->findings, DQL_BAD_NUMBER, literal->range, "malformed number `%s`",
                                         dql_shown(build->findings->arena, literal->text, literal->length));
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(build->findings, finding, "text that begins with a sign goes in quotes");
    dql_findings_tidy(build->findings, before);
}

dql_literal_kind dql_literal_kind_of_token(uint8_t token) {
    static const uint8_t kinds[UINT8_MAX + 1] = {
        [DQL_TOKEN_STRING] = DQL_LITERAL_STRING, [DQL_TOKEN_NUMBER] = DQL_LITERAL_NUMBER,
        [DQL_TOKEN_DATE] = DQL_LITERAL_TIME,     [DQL_TOKEN_RELATIVE] = DQL_LITERAL_TIME,
        [DQL_TOKEN_TRUE] = DQL_LITERAL_TRUE,     [DQL_TOKEN_FALSE] = DQL_LITERAL_FALSE,
        [DQL_TOKEN_NULL] = DQL_LITERAL_NULL,     [DQL_TOKEN_PARAMETER] = DQL_LITERAL_PARAMETER,
    };
    return kinds[token] ? (dql_literal_kind)kinds[token] : DQL_LITERAL_WORD;
}

DQL_NEVER_INLINE void dql_fill_odd_literal(dql_build *build, dql_literal *literal, const dql_token *token) {
    literal->length = 0;
    literal->text = "";
    literal->kind = DQL_LITERAL_MISSING;
    literal->resolution = DQL_UNRESOLVED;
    if (token->flags & DQL_TOKEN_MISSING) return;
    literal->text = dql_token_content(build->source, build->texts, build->arena, token, &literal->length);
    if (!literal->text) {
        literal->text = "";
        return;
    }
    if (token->kind == DQL_TOKEN_SIGNED_WORD) {
        report_signed_word(build, literal);
        return;
    }
    dql_literal_kind kind = dql_literal_kind_of_token(token->kind);
    switch (kind) {
    case DQL_LITERAL_INTEGER:
    case DQL_LITERAL_NUMBER:
        build_number(build, literal);
        break;
    case DQL_LITERAL_TIME:
        build_time(build, literal, token);
        break;
    case DQL_LITERAL_PARAMETER:
        literal->text++;
        literal->length--;
        build_parameter(build, literal);
        break;
    case DQL_LITERAL_MISSING:
    case DQL_LITERAL_WORD:
    case DQL_LITERAL_STRING:
    case DQL_LITERAL_TRUE:
    case DQL_LITERAL_FALSE:
    case DQL_LITERAL_NULL:
        literal->kind = (uint8_t)kind;
        break;
    }
}
