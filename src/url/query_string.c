/* A query string: its parameters one by one, and what becomes of each. */
#include "url/parameter.h"

#include "base/percent.h"
#include "diagnostics/names.h"

#include <string.h>

static dql_range next_parameter(const char *text, dql_range *rest) {
    dql_range one = {rest->start, dql_raw_find(text, *rest, "&")};
    rest->start = one.end < rest->end ? one.end + 1 : rest->end;
    return one;
}

/* The parameter of that very name, which may be percent-encoded; DQL_PARAMETERS where it is another. */
static dql_parameter_id named(const char *text, dql_range name) {
    char decoded[32];
    size_t length = 0;
    while (name.start < name.end && length < sizeof decoded) {
        int byte = (unsigned char)text[name.start];
        if (byte == '%') byte = dql_percent_read(text + name.start, text + name.end);
        name.start += text[name.start] == '%' ? 3 : 1;
        /* No name has a `%` that encodes nothing, nor a space, which is what a `+` is. */
        decoded[length++] = (char)byte;
    }
    if (name.start < name.end) return DQL_PARAMETERS;
    return dql_parameter_find(decoded, length);
}

static unsigned find_named(const char *text, dql_range rest) {
    unsigned found = 0;
    while (rest.start < rest.end) {
        dql_range one = next_parameter(text, &rest);
        found |= 1u << named(text, (dql_range){one.start, dql_raw_find(text, one, "=")});
    }
    return found;
}

static void report_repeated(dql_raw_reader *reader, dql_parameter_id id, dql_range range, dql_range first) {
    deskql_finding *finding =
        dql_report(reader->findings, DQL_DUPLICATE_CLAUSE, range, "a second `%s`", dql_parameter_names[id]);
    dql_finding_about(finding, dql_parameter_names[id], NULL);
    dql_finding_help(reader->findings, finding,
                     id >= DQL_INCLUDES ? "names of one list are separated by commas: `%s=one,two`"
                                        : "a query takes `%s` once: remove one of the two",
                     dql_parameter_names[id]);
    dql_finding_note(reader->findings, finding, first, "the first one is here");
}

static void warn_empty(dql_raw_reader *reader, dql_range range) {
    deskql_finding *finding =
        dql_report(reader->findings, DQL_EMPTY_QUERY, range, "`filter` is empty, so everything is selected");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(reader->findings, finding, "give it a condition, or write `filter={}` where that is meant");
}

/* The parameter to read it as; DQL_PARAMETERS, and reported, where it is none. */
static dql_parameter_id identify(dql_raw_reader *reader, dql_query_string *string, const dql_raw_part *name,
                                 dql_range value) {
    dql_parameter_id id = dql_parameter_find(name->text, name->length);
    if (id != DQL_PARAMETERS) return id;
    bool reported = name->reported || name->unusable || (reader->filter && reader->filter->cut);
    return reported ? DQL_PARAMETERS : dql_parameter_report(reader, string, name, value);
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
    dql_parameter_id id = identify(reader, string, name, value);
    if (id == DQL_PARAMETERS) return;
    dql_raw_parameter *given = &string->given[id];
    if (given->given) {
        report_repeated(reader, id, name->range, given->name);
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
    string.named = find_named(reader->source->text, range);
    while (range.start < range.end) {
        dql_range one = next_parameter(reader->source->text, &range);
        if (one.start < one.end) read_parameter(reader, one, &string, query);
    }
    dql_raw_report_conditions(reader, &string);
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
