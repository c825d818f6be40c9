/* A query string: its parameters one by one, and what becomes of each. */
#include "url/parameter.h"

#include "base/percent.h"
#include "diagnostics/names.h"

#include <string.h>

#define LONGEST_NAME 256u

static dql_range next_parameter(const char *text, dql_range *rest) {
    dql_range one = {rest->start, dql_raw_find(text, *rest, "&")};
    rest->start = one.end < rest->end ? one.end + 1 : rest->end;
    return one;
}

/* A name that may be percent-encoded; returns its length, 0 for one that is longer. */
static size_t decode_name(const char *text, dql_range name, char decoded[LONGEST_NAME]) {
    size_t length = 0;
    while (name.start < name.end && length < LONGEST_NAME) {
        int byte = (unsigned char)text[name.start];
        if (byte == '%') byte = dql_percent_read(text + name.start, text + name.end);
        name.start += text[name.start] == '%' ? 3 : 1;
        /* No name has a `%` that encodes nothing, nor a space, which is what a `+` is. */
        decoded[length++] = (char)byte;
    }
    return name.start < name.end ? 0 : length;
}

/* The parameter of that very name; DQL_PARAMETERS where it is another. */
static dql_parameter_id named(const char *text, dql_range name) {
    char decoded[LONGEST_NAME];
    return dql_parameter_find(decoded, decode_name(text, name, decoded));
}

bool dql_raw_has_parameter(const dql_raw_reader *reader, dql_range rest, const char *name) {
    const char *text = reader->source->text;
    while (rest.start < rest.end) {
        char decoded[LONGEST_NAME];
        dql_range one = next_parameter(text, &rest);
        size_t length = decode_name(text, (dql_range){one.start, dql_raw_find(text, one, "=")}, decoded);
        if (length == strlen(name) && memcmp(decoded, name, length) == 0) return true;
    }
    return false;
}

void dql_raw_report_repeated(dql_raw_reader *reader, const char *name, dql_range range, dql_range first,
                             const char *help) {
    deskql_finding *finding = dql_report(reader->findings, DQL_DUPLICATE_CLAUSE, range, "a second `%s`", name);
    dql_finding_about(finding, name, NULL);
    dql_finding_help(reader->findings, finding, help, name);
    dql_finding_note(reader->findings, finding, first, "the first one is here");
}

static void warn_empty(dql_raw_reader *reader, dql_range range) {
    deskql_finding *finding =
        dql_report(reader->findings, DQL_EMPTY_QUERY, range, "`filter` is empty, so everything is selected");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(reader->findings, finding, "give it a condition, or write `filter={}` where that is meant");
}

/* The name to read it as; NULL, and reported, where it is none of a parameter. */
static const char *identify(dql_raw_reader *reader, dql_query_string *string, const dql_raw_part *name,
                            dql_range value) {
    dql_parameter_id id = dql_parameter_find(name->text, name->length);
    const dql_named_parameter *parameter;
    bool takes_filter = !reader->endpoint || !reader->endpoint->named;
    if (id < DQL_PARAMETERS && (id != DQL_FILTER || takes_filter)) return dql_parameter_names[id];
    if (dql_parameter_field(reader->endpoint, name->text, name->length, &parameter)) return parameter->name;
    bool reported = name->reported || name->unusable || (reader->filter && reader->filter->cut);
    return reported ? NULL : dql_parameter_report(reader, string, name, value);
}

static void read_parameter(dql_raw_reader *reader, dql_range range, dql_query_string *string,
                           struct deskql_query *query) {
    uint32_t equals = dql_raw_find(reader->source->text, range, "=");
    dql_range value = {equals < range.end ? equals + 1 : range.end, range.end};
    const dql_raw_part *name = dql_raw_decode(reader, (dql_range){range.start, equals}, false, NULL);
    if (!name) return;
    if (equals < range.end && !(reader->filter && reader->filter->cut) && dql_raw_is_condition(reader, name)) {
        const dql_raw_part *part = dql_raw_decode(reader, value, false, "filter");
        if (part) dql_raw_keep_condition(string, name, part);
        return;
    }
    const char *known = identify(reader, string, name, value);
    if (!known) return;
    const dql_named_parameter *parameter;
    const dql_field *field = dql_parameter_field(reader->endpoint, known, strlen(known), &parameter);
    if (field) {
        dql_raw_read_named(reader, string, field, parameter, name->range, value);
        return;
    }
    dql_parameter_id id = dql_parameter_find(known, strlen(known));
    dql_raw_parameter *given = &string->given[id];
    if (given->given) {
        dql_raw_report_repeated(reader, known, name->range, given->name,
                                id >= DQL_INCLUDES ? "names of one list are separated by commas: `%s=one,two`"
                                                   : "a query takes `%s` once: remove one of the two");
        return;
    }
    given->given = true;
    given->name = name->range;
    /* A parameter with nothing in it asks for nothing. */
    if (value.start == value.end) {
        if (id == DQL_FILTER) warn_empty(reader, range);
        return;
    }
    given->value = dql_raw_decode(reader, value, false, dql_parameter_names[id]);
    if (id != DQL_FILTER || !given->value) return;
    reader->filter = given->value;
    dql_raw_read_filter(reader, given->value, query);
}

void dql_raw_read_query_string(dql_raw_reader *reader, dql_range range, struct deskql_query *query) {
    dql_query_string string;
    memset(&string, 0, sizeof string);
    string.range = range;
    while (range.start < range.end) {
        dql_range one = next_parameter(reader->source->text, &range);
        if (one.start < one.end) read_parameter(reader, one, &string, query);
    }
    dql_raw_report_conditions(reader, &string);
    if (string.named_first) dql_raw_finish_named(reader, &string, query);
    dql_raw_read_order(reader, string.given, query);
    dql_raw_read_pages(reader, string.given, query);
    dql_raw_read_lists(reader, string.given, query);
    dql_raw_read_ids(reader, &string.given[DQL_IDS], query);
}

const char *dql_raw_parameters_in(const dql_raw_reader *reader, dql_range range) {
    const char *text = reader->source->text;
    const char *names[DQL_PARAMETERS];
    size_t count = 0;
    unsigned reported = 0;
    while (range.start < range.end) {
        dql_range one = next_parameter(text, &range);
        /* A router of a page in the browser writes `#/list?page=2`. */
        uint32_t question = dql_raw_find(text, one, "?=");
        if (question < one.end && text[question] == '?') one.start = question + 1;
        uint32_t equals = dql_raw_find(text, one, "=");
        dql_parameter_id id = equals < one.end ? named(text, (dql_range){one.start, equals}) : DQL_PARAMETERS;
        if (id == DQL_PARAMETERS || reported & 1u << id) continue;
        reported |= 1u << id;
        names[count++] = dql_parameter_names[id];
    }
    return count ? dql_listed_names(reader->arena, dql_names_of_texts(names, count), count, 0) : NULL;
}
