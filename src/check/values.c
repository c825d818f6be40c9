/* Values: whether a literal is of the type of what it stands with, and in its range. */
#include "check/pass.h"

#include "base/inline.h"
#include "diagnostics/names.h"
#include "syntax/literal.h"

#include <inttypes.h>
#include <string.h>

/* Of one finding, about other places of the same mistake. */
#define MOST_NOTES 100

static const char *shown_literal(dql_pass *pass, const dql_literal *literal) {
    return dql_shown(pass->arena, literal->text, literal->length);
}

/* The literal has been reported: nobody looks at its value again. */
static deskql_finding *report_value(dql_pass *pass, const dql_place *place, dql_literal *literal, dql_code code,
                                    const char *message) {
    literal->kind = DQL_LITERAL_MISSING;
    deskql_finding *finding = dql_report(pass->findings, code, literal->range, "%s", message ? message : "");
    dql_finding_about(finding, place->parameter, place->field ? place->name : NULL);
    return finding;
}

static const char *found_wording(dql_pass *pass, const dql_literal *literal) {
    switch ((dql_literal_kind)literal->kind) {
    case DQL_LITERAL_WORD:
        return dql_arena_format(pass->arena, "the word `%s`", shown_literal(pass, literal));
    case DQL_LITERAL_STRING:
        return "a string";
    case DQL_LITERAL_INTEGER:
        return "an integer";
    case DQL_LITERAL_NUMBER:
        return dql_arena_format(pass->arena, "the number `%s`", shown_literal(pass, literal));
    case DQL_LITERAL_TRUE:
        return "`true`";
    case DQL_LITERAL_FALSE:
        return "`false`";
    case DQL_LITERAL_NULL:
        return "`null`";
    case DQL_LITERAL_TIME:
    case DQL_LITERAL_MISSING:
    case DQL_LITERAL_PARAMETER:
        break;
    }
    return "a time";
}

/* What a type takes: as a message says it, and as the API's Validator does. */
typedef struct expectation {
    const char *expected;
    const char *phrase;
} expectation;

static const expectation whole_number = {"an integer", "must be a whole number"};

static expectation expected_of(uint8_t type) {
    switch ((deskql_type)type) {
    case DESKQL_TYPE_INTEGER:
        return whole_number;
    case DESKQL_TYPE_NUMBER:
        return (expectation){"a number", "must be a number"};
    case DESKQL_TYPE_BOOLEAN:
        return (expectation){"`true` or `false`", "must be a boolean"};
    case DESKQL_TYPE_DATETIME:
        return (expectation){"a date or a time", "must be a date as ‘2006-01-02’"};
    case DESKQL_TYPE_REFERENCE:
        return (expectation){"an id or a name", "must be an id or a name"};
    case DESKQL_TYPE_STRING:
    case DESKQL_TYPE_ENUM:
    case DESKQL_TYPE_ANY:
        break;
    }
    return (expectation){"text", "must be text"};
}

static deskql_finding *report_type(dql_pass *pass, const dql_place *place, dql_literal *literal, expectation wanted) {
    const char *found = found_wording(pass, literal);
    const char *message =
        dql_arena_format(pass->arena, "expected %s for `%s`, found %s", wanted.expected,
                         dql_shown(pass->arena, place->name, strlen(place->name)), found ? found : "");
    deskql_finding *finding = report_value(pass, place, literal, DQL_WRONG_VALUE_TYPE, message);
    if (finding) finding->phrase = wanted.phrase;
    return finding;
}

static void help_replacing(dql_pass *pass, deskql_finding *finding, dql_range range, const char *how,
                           const char *text) {
    if (!finding || !text) return;
    dql_finding_help(pass->findings, finding, "%s: `%s`", how, dql_shown(pass->arena, text, strlen(text)));
    dql_replace(pass, finding, range, text);
}

static bool is_integer_text(const char *text, size_t length) {
    size_t at = length > 0 && text[0] == '-' ? 1 : 0;
    if (at == length || (text[at] == '0' && at + 1 < length)) return false;
    while (at < length && text[at] >= '0' && text[at] <= '9') at++;
    return at == length;
}

/* Text was wanted, and what was found would be that in quotes. */
static void help_quoting(dql_pass *pass, deskql_finding *finding, const dql_literal *literal) {
    if (finding) {
        help_replacing(pass, finding, literal->range, "in quotes it is text",
                       dql_arena_format(pass->arena, "\"%.*s\"", (int)literal->length, literal->text));
    }
}

static bool says(const dql_literal *literal, const char *text) {
    return literal->length == strlen(text) && memcmp(literal->text, text, literal->length) == 0;
}

/* What looks like a number that it is not, `0049123` or `+49123`, is text where text is wanted. The syntax has reported it, and knows no
   fields. */
DQL_NEVER_INLINE void dql_help_bad_number(dql_pass *pass, const dql_node *node, const dql_literal *literal) {
    const dql_field *field = node->schema_field;
    if (!field || field->type != DESKQL_TYPE_STRING || pass->checker->raw) return;
    /* A list of findings that is full has none for those that follow. */
    if (pass->findings->omitted) return;
    const char *text = pass->checker->text + literal->range.start;
    static const char delimiters[] = " \t\r\n()[],;#=<>!~";
    /* What touches it may belong to the same text: `01-31T10:00`. */
    if (!strchr(delimiters, text[-1]) || !strchr(delimiters, pass->checker->text[literal->range.end])) return;
    deskql_finding *finding = dql_findings_find(pass->findings, DQL_BAD_NUMBER, literal->range);
    int length = (int)(literal->range.end - literal->range.start);
    help_replacing(pass, finding, literal->range, "in quotes it is text",
                   dql_arena_format(pass->arena, "\"%.*s\"", length, text));
}

/* A string that would be right without its quotes, or how the type is written at all. */
static void help_unquoting(dql_pass *pass, deskql_finding *finding, const dql_literal *literal, uint8_t kind,
                           uint8_t type) {
    if (!finding) return;
    bool string = kind == DQL_LITERAL_STRING;
    dql_time time;
    bool bare = string && ((type == DESKQL_TYPE_BOOLEAN && (says(literal, "true") || says(literal, "false"))) ||
                           ((type == DESKQL_TYPE_INTEGER || type == DESKQL_TYPE_NUMBER) &&
                            is_integer_text(literal->text, literal->length)) ||
                           (type == DESKQL_TYPE_DATETIME && !pass->checker->raw &&
                            dql_time_read_relative(literal->text, literal->length, pass->arena, &time) == DQL_TIME_OK));
    if (bare) {
        help_replacing(pass, finding, literal->range, "write it without quotes", literal->text);
    } else if (type == DESKQL_TYPE_BOOLEAN) {
        dql_finding_help(pass->findings, finding, "write `true` or `false`");
    } else if (type == DESKQL_TYPE_DATETIME && pass->checker->raw) {
        dql_finding_help(pass->findings, finding, "a time is written `\"2026-01-31T10:00:00Z\"`");
    } else if (type == DESKQL_TYPE_DATETIME) {
        dql_finding_help(
            pass->findings, finding,
            "write a date as `2026-01-31`, a time as `2026-01-31T10:00Z` or `now`, or a time ago as `-7d`");
    }
}

static void check_integer(dql_pass *pass, const dql_place *place, dql_literal *literal) {
    if (!literal->in_range) {
        bool low = literal->text[0] == '-';
        const char *message = dql_arena_format(pass->arena, "`%s` is beyond 64 bits", shown_literal(pass, literal));
        deskql_finding *finding = report_value(pass, place, literal, DQL_OUT_OF_RANGE, message);
        int64_t limit = low ? INT64_MIN : INT64_MAX;
        const char *direction = low ? "higher" : "lower";
        dql_finding_help(pass->findings, finding, "an integer is %" PRId64 " or %s", limit, direction);
        dql_finding_phrase(pass->findings, finding, "must be %" PRId64 " or %s", limit, direction);
    } else if (!dql_is_precise(literal)) {
        deskql_finding *finding = dql_report(pass->findings, DQL_IMPRECISE_NUMBER, literal->range,
                                             "`%s` is beyond 2^53", shown_literal(pass, literal));
        dql_finding_about(finding, place->parameter, place->name);
        dql_finding_help(pass->findings, finding, "many readers of JSON round such integers");
    }
}

/* What no millisecond holds is cut. */
static DQL_NEVER_INLINE void warn_precision(dql_pass *pass, const dql_place *place, const dql_literal *literal) {
    deskql_finding *finding = dql_report(pass->findings, DQL_IMPRECISE_NUMBER, literal->range,
                                         "`%s` is more precise than a millisecond", shown_literal(pass, literal));
    dql_finding_about(finding, place->parameter, place->name);
    dql_finding_help(pass->findings, finding, "times are sent with three digits of a fraction, the rest is cut");
}

/* How a whole day is asked for, where it can be said. */
static void help_day(dql_pass *pass, deskql_finding *finding, const dql_node *node, const dql_literal *literal) {
    int64_t next_day = literal->time->milliseconds + INT64_C(24) * 60 * 60 * 1000;
    if (!dql_time_in_years(next_day)) return;
    char next[32];
    dql_time_format(next_day, false, next);
    next[strlen("2026-01-31")] = '\0';
    const char *day = literal->text;
    switch ((dql_operator)node->operator_) {
    case DQL_OPERATOR_LESS_OR_EQUAL:
        dql_finding_help(pass->findings, finding, "with all of that day it is `{\"$lt\":\"%s\"}`", next);
        return;
    case DQL_OPERATOR_GREATER:
        dql_finding_help(pass->findings, finding, "without that day it is `{\"$gte\":\"%s\"}`", next);
        return;
    case DQL_OPERATOR_NOT_EQUAL:
    case DQL_OPERATOR_NOT_IN:
        dql_finding_help(pass->findings, finding,
                         "a day is left out by an `$or` of `{\"$lt\":\"%s\"}` and `{\"$gte\":\"%s\"}`", day, next);
        return;
    case DQL_OPERATOR_EQUAL:
    case DQL_OPERATOR_IN:
        dql_finding_help(pass->findings, finding, "a day is `{\"$gte\":\"%s\",\"$lt\":\"%s\"}`", day, next);
        return;
    case DQL_OPERATOR_LESS:
    case DQL_OPERATOR_GREATER_OR_EQUAL:
    case DQL_OPERATOR_BETWEEN:
    case DQL_OPERATOR_NOT_BETWEEN:
    case DQL_OPERATOR_CONTAINS:
    case DQL_OPERATOR_NOT_CONTAINS:
    case DQL_OPERATOR_IS_NULL:
    case DQL_OPERATOR_IS_NOT_NULL:
    case DQL_OPERATOR_COUNT:
        return;
    }
}

/* A date by itself is midnight: as a lower end that is inclusive, and an upper that is not, it is the day's too. */
static void warn_of_midnight(dql_pass *pass, const dql_node *node, const dql_literal *literal) {
    if (node->operator_ == DQL_OPERATOR_GREATER_OR_EQUAL || node->operator_ == DQL_OPERATOR_LESS) return;
    deskql_finding *finding =
        dql_report(pass->findings, DQL_DATE_IS_MIDNIGHT, literal->range,
                   "in a filter of the API, `%s` is midnight and not the whole day", shown_literal(pass, literal));
    dql_finding_about(finding, "filter", node->field.text);
    help_day(pass, finding, node, literal);
}

/* A raw text asks a server, which knows no caller's offset and no whole days. */
static void fix_offset(dql_pass *pass, const dql_node *node, dql_literal *literal) {
    if (literal->time->base == DQL_TIME_INSTANT) return;
    if (literal->time->base == DQL_TIME_DATE) warn_of_midnight(pass, node, literal);
    literal->time->base = DQL_TIME_INSTANT;
    char text[32];
    size_t length = dql_time_format(literal->time->milliseconds, literal->time->has_fraction, text);
    const char *copy = dql_arena_copy(dql_tree_arena(pass), text, length);
    if (!copy) return;
    literal->text = copy;
    literal->length = (uint32_t)length;
}

/* A string on a datetime is read as the date that it spells. */
static void check_date_string(dql_pass *pass, const dql_place *place, dql_literal *literal) {
    dql_time time;
    dql_time_error error = dql_time_read_fixed(literal->text, literal->length, &time);
    if (error == DQL_TIME_OK) {
        literal->time = dql_arena_take(dql_tree_arena(pass), sizeof time);
        literal->kind = literal->time ? DQL_LITERAL_TIME : DQL_LITERAL_MISSING;
        if (literal->time) *literal->time = time;
    } else if (literal->length && literal->text[0] >= '0' && literal->text[0] <= '9') {
        deskql_finding *finding = dql_report_time(pass->findings, literal->range, shown_literal(pass, literal), error);
        dql_finding_about(finding, place->parameter, place->name);
        literal->kind = DQL_LITERAL_MISSING;
    } else {
        deskql_finding *finding = report_type(pass, place, literal, expected_of(DESKQL_TYPE_DATETIME));
        help_unquoting(pass, finding, literal, DQL_LITERAL_STRING, DESKQL_TYPE_DATETIME);
    }
}

/* So many values are listed; of more, some, and only where none is near. */
#define LISTED_VALUES 30u
#define SOME_VALUES 3u

typedef struct unlisted {
    dql_kept_pass kept;
    const dql_field *field;
    const char *name; /* of the field, as written */
    dql_literal literal;
    bool open;
} unlisted;

static void explain_unlisted(deskql_findings *findings, deskql_finding *finding, const void *context) {
    const unlisted *of = context;
    const dql_literal *literal = &of->literal;
    dql_checker checker;
    dql_pass pass = dql_resume_pass(&of->kept, &checker, findings);
    dql_names names = dql_names_of_values(of->field);
    dql_suggestions suggestions;
    dql_suggest_within(&pass, literal->text, literal->length, names, &suggestions);
    bool is_near = dql_help_similar(findings, finding, "value", &suggestions);
    size_t listed = names.count <= LISTED_VALUES ? names.count : is_near ? 0 : SOME_VALUES;
    if (listed) {
        dql_finding_add_help(findings, finding, "the values of `%s` are %s", of->name,
                             dql_listed_names(pass.arena, names, listed, names.count - listed));
    }
    if (of->open) return;
    const char *name = suggestions.certain;
    if (name) {
        bool bare = literal->kind == DQL_LITERAL_WORD;
        dql_replace(&pass, finding, literal->range, dql_spelled_value(&pass, name, strlen(name), bare));
    }
    dql_phrase_one_of(&pass, finding, names);
}

/* A value that is not among those that the field lists. Open lists are no more than what is known. */
static void check_unlisted(dql_pass *pass, const dql_place *place, dql_literal *literal, bool open) {
    uint8_t kind = literal->kind;
    const char *message =
        dql_arena_format(pass->arena, open ? "`%s` is not a known value of `%s`" : "`%s` is not a value of `%s`",
                         shown_literal(pass, literal), place->name);
    deskql_finding *finding;
    if (open) {
        finding = dql_report(pass->findings, DQL_UNLISTED_VALUE, literal->range, "%s", message ? message : "");
        dql_finding_about(finding, place->parameter, place->name);
    } else {
        finding = report_value(pass, place, literal, DQL_UNKNOWN_VALUE, message);
    }
    unlisted *of = finding ? dql_arena_take(pass->arena, sizeof *of) : NULL;
    if (!of) return;
    *of = (unlisted){dql_keep_pass(pass), place->field, place->name, *literal, open};
    of->literal.kind = kind;
    dql_explain_later(pass, finding, explain_unlisted, of);
}

static void report_renamed(dql_pass *pass, const dql_place *place, dql_literal *literal, const char *name) {
    bool bare = literal->kind == DQL_LITERAL_WORD;
    const char *message = dql_arena_format(pass->arena, "`%s` is the old name of a value of `%s`",
                                           shown_literal(pass, literal), place->name);
    deskql_finding *finding = report_value(pass, place, literal, DQL_RENAMED_VALUE, message);
    dql_finding_help(pass->findings, finding, "it is called `%s` now", name);
    dql_finding_phrase(pass->findings, finding, "was renamed to ‘%s’", name);
    if (finding) dql_replace(pass, finding, literal->range, dql_spelled_value(pass, name, strlen(name), bare));
}

/* Words that no installation has, but English. */
static const char *unresolved_help(const dql_pass *pass, const dql_literal *literal) {
    static const char *const none[] = {"none", "nobody", "unassigned", "unset"};
    const dql_source source = {.text = pass->checker->text};
    const dql_token token = {.start = literal->range.start, .end = literal->range.end};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        if (dql_token_is(&source, &token, none[i], strlen(none[i]))) return "what has none is `%s is null`";
    }
    if (dql_token_is(&source, &token, "me", 2))
        return "the API compares `%s` by ids, and knows no `me`: write your id, or give `me` one as a value";
    return "it is sent as a name, but the API documents ids for `%s`: write the id, or give the ids of names as values";
}

/* The first of a field and query is reported, the others are notes of it: it is one thing that is missing, the field's values. */
static void report_unresolved(dql_pass *pass, const dql_place *place, const dql_literal *literal) {
    dql_unresolved *first = pass->unresolved;
    while (first && first->field != place->field) first = first->next;
    if (first) {
        bool again =
            first->name->length == literal->length && memcmp(first->name->text, literal->text, literal->length) == 0;
        const char *note =
            again ? "here too" : dql_arena_format(pass->arena, "nor for `%s`", shown_literal(pass, literal));
        if (first->others++ < MOST_NOTES)
            dql_finding_note(pass->findings, first->finding, literal->range, "%s", note ? note : "");
        return;
    }
    deskql_finding *finding = dql_report(pass->findings, DQL_UNRESOLVED_NAME, literal->range,
                                         "no id is known for the name `%s`", shown_literal(pass, literal));
    dql_finding_about(finding, place->parameter, place->name);
    dql_finding_help(pass->findings, finding, unresolved_help(pass, literal), place->name);
    first = dql_arena_take(dql_tree_arena(pass), sizeof *first);
    if (!first) return;
    *first = (dql_unresolved){pass->unresolved, place->field, literal, finding, 0};
    pass->unresolved = first;
}

static void check_reference_name(dql_pass *pass, const dql_place *place, dql_literal *literal) {
    const dql_field *field = place->field;
    if (field->value_count) {
        const dql_schema_value *value = dql_field_value(field, literal->text, literal->length);
        if (value && value->renamed) {
            report_renamed(pass, place, literal, value->renamed);
            return;
        }
        if (value) {
            literal->resolution = value->ids ? DQL_ALIAS : DQL_ID;
            if (value->ids) {
                literal->alias = value;
            } else {
                literal->integer = value->id;
            }
            return;
        }
    }
    if (literal->kind == DQL_LITERAL_STRING && literal->length &&
        strspn(literal->text, "0123456789") == literal->length)
        return;
    if (field->value_count) {
        check_unlisted(pass, place, literal, false);
        return;
    }
    report_unresolved(pass, place, literal);
}

/* Ids have an order, names have none. */
static void check_ordered_reference(dql_pass *pass, const dql_place *place, dql_literal *literal) {
    bool named = literal->kind == DQL_LITERAL_WORD || literal->kind == DQL_LITERAL_STRING;
    bool digits = literal->kind == DQL_LITERAL_STRING && is_integer_text(literal->text, literal->length);
    deskql_finding *finding = report_type(pass, place, literal, whole_number);
    if (!finding) return;
    const dql_schema_value *value = named ? dql_field_value(place->field, literal->text, literal->length) : NULL;
    if (value && value->renamed) value = dql_field_value(place->field, value->renamed, strlen(value->renamed));
    if (value && value->ids) {
        dql_writer writer;
        dql_writer_to_arena(&writer, pass->arena);
        dql_write_alias(&writer, value);
        const char *ids = dql_writer_text(&writer, NULL);
        if (ids) dql_finding_help(pass->findings, finding, "it is an alias of several ids: %s", ids);
    } else if (value) {
        help_replacing(pass, finding, literal->range, "the id of that name is",
                       dql_arena_format(pass->arena, "%" PRId64, value->id));
    } else if (digits) {
        help_replacing(pass, finding, literal->range, "write it without quotes", literal->text);
    } else {
        dql_finding_help(pass->findings, finding, "`%s` is compared by its ids", place->name);
    }
}

void dql_note_null(dql_pass *pass, const dql_node *node, dql_range range) {
    if (pass->query->uses_null) return;
    pass->query->uses_null = true;
    deskql_finding *finding = dql_report(pass->findings, DQL_UNDOCUMENTED, range, "null in a filter is not documented");
    dql_finding_about(finding, "filter", node->field.text);
    dql_finding_help(pass->findings, finding, "the API's documentation does not say what null does in a filter");
}

static void check_null(dql_pass *pass, const dql_node *node, const dql_place *place, dql_literal *literal,
                       bool equality) {
    const dql_field *field = place->field;
    if (!(field->groups & DQL_GROUP_NULLITY)) {
        const char *message = dql_arena_format(pass->arena, "`%s` is never null", place->name);
        report_value(pass, place, literal, DQL_NOT_NULLABLE, message);
    } else if (equality) {
        dql_note_null(pass, node, literal->range);
    } else {
        expectation wanted = expected_of(field->type);
        if (field->type == DESKQL_TYPE_REFERENCE) wanted = whole_number;
        if (field->type == DESKQL_TYPE_ANY) wanted = (expectation){"a value", "cannot be ‘null’"};
        deskql_finding *finding = report_type(pass, place, literal, wanted);
        dql_finding_help(pass->findings, finding, "null has no order and no text: `%s` and `%s` ask for it",
                         pass->checker->raw ? "$eq" : "is null", pass->checker->raw ? "$ne" : "is not null");
    }
}

static void name_parameter(dql_parameter *parameter, const dql_place *place, dql_clause clause, uint8_t type,
                           bool nullable, bool list) {
    parameter->type = type;
    parameter->nullable = nullable;
    parameter->list = list;
    parameter->field = place->field;
    parameter->field_name = place->name;
    parameter->clause = clause == DQL_CLAUSE_PAGE ? 1 : clause == DQL_CLAUSE_PAGE_SIZE ? 2 : 0;
}

static const char *takes_wording(dql_pass *pass, uint8_t type, bool list, const char *name) {
    const char *text = dql_arena_format(pass->arena, "%s%s for `%s`", list ? "a list, each item " : "",
                                        dql_type_wording((deskql_type)type), name);
    return text ? text : "";
}

/* `clause` is 0 in a filter. The first place of a known type decides; at any other the type has to be the same. */
static void note_parameter(dql_pass *pass, const dql_place *place, dql_clause clause, dql_literal *literal,
                           bool nullable, bool list) {
    dql_parameter *parameter = &pass->query->parameters[literal->parameter];
    uint8_t type = place->field ? place->field->type : (uint8_t)DESKQL_TYPE_INTEGER;
    if (parameter->type == 0) {
        name_parameter(parameter, place, clause, type, nullable, list);
    } else if (parameter->type == type && parameter->list == list) {
        parameter->nullable = parameter->nullable && nullable;
    } else {
        const char *message = dql_arena_format(pass->arena, "parameter `:%s` would need two types",
                                               dql_shown(pass->arena, parameter->name, parameter->length));
        deskql_finding *finding = report_value(pass, place, literal, DQL_BAD_BINDING, message);
        if (!finding) return;
        finding->phrase = "has a parameter of two types";
        dql_finding_help(pass->findings, finding, "it is %s, and %s; name them differently",
                         takes_wording(pass, parameter->type, parameter->list, parameter->field_name),
                         takes_wording(pass, type, list, place->name));
        dql_finding_note(pass->findings, finding, parameter->range, "it stands here first");
    }
}

void dql_note_untyped(dql_pass *pass, const dql_node *node, const dql_literal *literal) {
    if (literal->kind != DQL_LITERAL_PARAMETER) return;
    dql_parameter *parameter = &pass->query->parameters[literal->parameter];
    if (!parameter->field_name) parameter->field_name = node->field.text;
}

/* Whether the literal is of a kind that the type takes; what depends on its content is checked here too. */
static bool check_typed(dql_pass *pass, const dql_place *place, dql_literal *literal, bool ordered) {
    uint8_t kind = literal->kind;
    bool text = kind == DQL_LITERAL_WORD || kind == DQL_LITERAL_STRING;
    if (kind == DQL_LITERAL_INTEGER && dql_takes_integers(place->field->type)) check_integer(pass, place, literal);
    switch ((deskql_type)place->field->type) {
    case DESKQL_TYPE_INTEGER:
        return kind == DQL_LITERAL_INTEGER;
    case DESKQL_TYPE_NUMBER:
        return kind == DQL_LITERAL_INTEGER || kind == DQL_LITERAL_NUMBER;
    case DESKQL_TYPE_STRING:
        return text;
    case DESKQL_TYPE_BOOLEAN:
        return kind == DQL_LITERAL_TRUE || kind == DQL_LITERAL_FALSE;
    case DESKQL_TYPE_DATETIME:
        if (kind == DQL_LITERAL_STRING) check_date_string(pass, place, literal);
        return kind == DQL_LITERAL_TIME || kind == DQL_LITERAL_STRING;
    case DESKQL_TYPE_REFERENCE:
        if (text && !ordered) check_reference_name(pass, place, literal);
        return kind == DQL_LITERAL_INTEGER || (text && !ordered);
    case DESKQL_TYPE_ENUM:
        if (text && place->field->value_count && !dql_field_value(place->field, literal->text, literal->length))
            check_unlisted(pass, place, literal, place->field->open);
        return text;
    case DESKQL_TYPE_ANY:
        break;
    }
    return true;
}

static void report_wrong(dql_pass *pass, const dql_place *place, dql_literal *literal, bool ordered) {
    uint8_t type = place->field->type;
    uint8_t kind = literal->kind;
    if (type == DESKQL_TYPE_REFERENCE && ordered) {
        check_ordered_reference(pass, place, literal);
        return;
    }
    deskql_finding *finding = report_type(pass, place, literal, expected_of(type));
    bool number = kind == DQL_LITERAL_INTEGER || kind == DQL_LITERAL_NUMBER;
    bool keyword = kind == DQL_LITERAL_TRUE || kind == DQL_LITERAL_FALSE || kind == DQL_LITERAL_TIME;
    bool takes_text = type == DESKQL_TYPE_STRING || type == DESKQL_TYPE_ENUM || type == DESKQL_TYPE_REFERENCE;
    if ((keyword && takes_text) || (number && type == DESKQL_TYPE_STRING)) {
        help_quoting(pass, finding, literal);
    } else {
        help_unquoting(pass, finding, literal, kind, type);
    }
}

DQL_NEVER_INLINE void dql_check_value(dql_pass *pass, const dql_node *node, dql_literal *literal) {
    dql_place place = {node->schema_field == &dql_ids_field ? "ids" : "filter", node->field.text, node->schema_field};
    bool ordered = dql_operators[node->operator_].group != DQL_GROUP_EQUALITY;
    switch ((dql_literal_kind)literal->kind) {
    case DQL_LITERAL_MISSING:
        dql_help_bad_number(pass, node, literal);
        return;
    case DQL_LITERAL_PARAMETER:
        note_parameter(pass, &place, 0, literal, !ordered && place.field->groups & DQL_GROUP_NULLITY,
                       node->list_parameter);
        return;
    case DQL_LITERAL_NULL:
        check_null(pass, node, &place, literal, !ordered);
        return;
    case DQL_LITERAL_TIME:
        if (literal->time->base >= DQL_TIME_NOW) pass->query->uses_clock = true;
        break;
    case DQL_LITERAL_WORD:
    case DQL_LITERAL_STRING:
    case DQL_LITERAL_INTEGER:
    case DQL_LITERAL_NUMBER:
    case DQL_LITERAL_TRUE:
    case DQL_LITERAL_FALSE:
        break;
    }
    if (!check_typed(pass, &place, literal, ordered)) report_wrong(pass, &place, literal, ordered);
    /* A word has no wildcards. */
    if (literal->kind == DQL_LITERAL_STRING) dql_warn_pattern(pass, node, literal);
    if (literal->kind != DQL_LITERAL_TIME) return;
    if (literal->time->nanoseconds) warn_precision(pass, &place, literal);
    if (pass->checker->raw) fix_offset(pass, node, literal);
}

/* A whole number goes as it is written, a text where it stays within its part of the path. */
void dql_check_path_value(dql_pass *pass, const dql_node *node, dql_literal *literal) {
    dql_place place = {"path", node->field.text, node->schema_field};
    if (literal->kind == DQL_LITERAL_MISSING || literal->kind == DQL_LITERAL_INTEGER) return;
    if (literal->kind == DQL_LITERAL_PARAMETER) {
        note_parameter(pass, &place, 0, literal, false, node->list_parameter);
    } else if (literal->kind != DQL_LITERAL_WORD && literal->kind != DQL_LITERAL_STRING) {
        report_wrong(pass, &place, literal, false);
    } else if (dql_path_problem(literal->text, literal->length)) {
        const char *message = dql_arena_format(pass->arena, "the value of `%s` %s, so it cannot go into the path",
                                               place.name, dql_path_problem(literal->text, literal->length));
        report_value(pass, &place, literal, DQL_PATH_PARAMETER, message);
    }
}

DQL_NEVER_INLINE void dql_check_page(dql_pass *pass, dql_clause clause, dql_literal *literal, uint32_t maximum) {
    bool size = clause == DQL_CLAUSE_PAGE_SIZE;
    bool raw = pass->checker->raw;
    dql_place place = {size ? "pageSize" : "page", !size ? "page" : raw ? "pageSize" : "pagesize", NULL};
    if (literal->kind == DQL_LITERAL_MISSING) return;
    if (literal->kind == DQL_LITERAL_PARAMETER) {
        note_parameter(pass, &place, clause, literal, false, false);
        return;
    }
    if (literal->kind != DQL_LITERAL_INTEGER) {
        uint8_t kind = literal->kind;
        deskql_finding *finding = report_type(pass, &place, literal, whole_number);
        help_unquoting(pass, finding, literal, kind, DESKQL_TYPE_INTEGER);
        return;
    }
    bool low = literal->in_range ? literal->integer < 1 : literal->text[0] == '-';
    int64_t most = maximum ? maximum : INT64_MAX;
    if (!low && literal->in_range && literal->integer <= most) return;
    const char *message = dql_arena_format(pass->arena, "`%s%s%s` is too %s", place.name, raw ? "=" : " ",
                                           shown_literal(pass, literal), low ? "low" : "high");
    deskql_finding *finding = report_value(pass, &place, literal, DQL_OUT_OF_RANGE, message);
    if (!low && maximum) {
        dql_finding_help(pass->findings, finding, "the API gives at most %" PRIu32 " a page", maximum);
    } else if (low) {
        dql_finding_help(pass->findings, finding, size ? "a page has at least 1" : "pages are counted from 1");
    }
    dql_finding_phrase(pass->findings, finding, "must be %" PRId64 " or %s", low ? 1 : most, low ? "higher" : "lower");
}
