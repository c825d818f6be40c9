/* Names of parameters, and what is said of those that the API does not have. */
#include "url/parameter.h"
#include "diagnostics/names.h"

#include <string.h>

/* What other APIs, and this one's own SDK, call them: in lower case, without `_` and `-`. */
static const struct {
    const char *name;
    dql_parameter_id id;
} habits[] = {
    {"filters", DQL_FILTER},
    {"where", DQL_FILTER},
    {"$filter", DQL_FILTER},
    {"orderby", DQL_ORDER_BY},
    {"$orderby", DQL_ORDER_BY},
    {"sort", DQL_ORDER_BY},
    {"sortby", DQL_ORDER_BY},
    {"sortfield", DQL_ORDER_BY},
    {"sortkey", DQL_ORDER_BY},
    {"ordermode", DQL_ORDER_MODE},
    {"orderdir", DQL_ORDER_MODE},
    {"orderdirection", DQL_ORDER_MODE},
    {"sortdir", DQL_ORDER_MODE},
    {"sortorder", DQL_ORDER_MODE},
    {"sortdirection", DQL_ORDER_MODE},
    {"sortmode", DQL_ORDER_MODE},
    {"direction", DQL_ORDER_MODE},
    {"dir", DQL_ORDER_MODE},
    {"pagenumber", DQL_PAGE},
    {"pageno", DQL_PAGE},
    {"page[number]", DQL_PAGE},
    {"pagesize", DQL_PAGE_SIZE},
    {"page[size]", DQL_PAGE_SIZE},
    {"perpage", DQL_PAGE_SIZE},
    {"pagelimit", DQL_PAGE_SIZE},
    {"limit", DQL_PAGE_SIZE},
    {"size", DQL_PAGE_SIZE},
    {"maxresults", DQL_PAGE_SIZE},
    {"resultsperpage", DQL_PAGE_SIZE},
    {"top", DQL_PAGE_SIZE},
    {"$top", DQL_PAGE_SIZE},
    {"take", DQL_PAGE_SIZE},
    {"include", DQL_INCLUDES},
    {"embed", DQL_INCLUDES},
    {"expand", DQL_INCLUDES},
    {"$expand", DQL_INCLUDES},
    {"select", DQL_FIELDS},
    {"$select", DQL_FIELDS},
    {"field", DQL_FIELDS},
};

/* What other APIs have, and this one says otherwise. */
static const struct {
    const char *name;
    const char *help;
    bool of_filter;
} others[] = {
    {"offset", "pages are counted: `page=3&pageSize=50` gives the 101st to the 150th", false},
    {"skip", "pages are counted: `page=3&pageSize=50` gives the 101st to the 150th", false},
    {"$skip", "pages are counted: `page=3&pageSize=50` gives the 101st to the 150th", false},
    {"startat", "pages are counted: `page=3&pageSize=50` gives the 101st to the 150th", false},
    {"q", "text is searched with a filter: `filter={\"subject\":{\"$contains\":\"refund\"}}`", true},
    {"query", "text is searched with a filter: `filter={\"subject\":{\"$contains\":\"refund\"}}`", true},
    {"search", "text is searched with a filter: `filter={\"subject\":{\"$contains\":\"refund\"}}`", true},
};

/* Parameters that are seen in use, of a form that no query has; the first two in searches alone, where brackets may follow. */
static const char *const seen[] = {"customfields", "filter",     "archived",       "bulkDryExecute",
                                   "id",           "pageOffset", "skipAggregation"};

static bool is_seen(const dql_raw_reader *reader, const dql_raw_part *name) {
    bool named = reader->endpoint && reader->endpoint->named;
    for (size_t i = named ? 0 : 2; i < sizeof seen / sizeof *seen; i++) {
        size_t length = strlen(seen[i]);
        if (strncmp(seen[i], name->text, length) != 0) continue;
        if (name->length == length || (i < 2 && name->text[length] == '[')) return true;
    }
    return false;
}

static void warn_seen(dql_raw_reader *reader, const dql_raw_part *name) {
    deskql_finding *finding = dql_report(reader->findings, DQL_SEEN_ONLY, name->range,
                                         "the parameter `%s` is seen in use, and not documented", name->text);
    dql_finding_about(finding, name->text, NULL);
    dql_finding_help(reader->findings, finding, "no query has it, so that `decompile` leaves it out");
}

#define LONGEST_HABIT 16u

dql_parameter_id dql_parameter_find(const char *name, size_t length) {
    dql_parameter_id id = DQL_FILTER;
    while (id < DQL_PARAMETERS &&
           (strlen(dql_parameter_names[id]) != length || memcmp(dql_parameter_names[id], name, length) != 0))
        id++;
    return id;
}

/* A name in lower case without what divides its words; false where it is longer than all that are known. */
static bool simplify(const dql_raw_part *name, char simple[LONGEST_HABIT + 1]) {
    size_t length = 0;
    for (uint32_t i = 0; i < name->length; i++) {
        char byte = name->text[i];
        if (byte == '_' || byte == '-') continue;
        if (length == LONGEST_HABIT) return false;
        simple[length++] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    }
    simple[length] = '\0';
    return true;
}

/* `order=desc` is a direction, `order=createdAt` a field. */
static dql_parameter_id find_habit(const dql_raw_reader *reader, const char *simple, dql_range value) {
    const char *text = reader->source->text + value.start;
    size_t length = value.end - value.start;
    if (strcmp(simple, "order") == 0) {
        bool is_mode = dql_raw_says(text, length, "asc") || dql_raw_says(text, length, "desc");
        return is_mode ? DQL_ORDER_MODE : DQL_ORDER_BY;
    }
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        if (strcmp(habits[i].name, simple) == 0) return habits[i].id;
    }
    return DQL_PARAMETERS;
}

static const char *find_other(const char *simple, bool takes_filter) {
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].of_filter && !takes_filter) continue;
        if (strcmp(others[i].name, simple) == 0) return others[i].help;
    }
    return NULL;
}

/* Names that a parameter can have, though this API has none such. */
static bool is_plausible(const dql_raw_part *name) {
    for (uint32_t i = 0; i < name->length; i++) {
        char byte = name->text[i];
        if (!dql_raw_is_letter(byte) && !dql_raw_is_digit(byte) && (!byte || !strchr("-.$[]:@", byte))) return false;
    }
    return name->length > 0;
}

/* The name that is right takes the place of one that is not, where that makes no second one. */
static const char *offer_name(dql_raw_reader *reader, const dql_query_string *string, deskql_finding *finding,
                              const dql_raw_part *name, const char *right) {
    dql_parameter_id id = dql_parameter_find(right, strlen(right));
    if (dql_raw_has_parameter(reader, string->range, right) || (id < DQL_PARAMETERS && string->given[id].given)) {
        dql_finding_help(reader->findings, finding, "it is called `%s`, which is given too: leave one of them", right);
        return NULL;
    }
    dql_finding_help(reader->findings, finding, "it is called `%s`", right);
    const char *spelled = finding ? dql_raw_spell(reader->arena, name, right, strlen(right)) : NULL;
    if (spelled) dql_finding_fix(reader->findings, finding, name->range, "%s", spelled);
    return right;
}

/* What is wrong is the encoding: of the `=` too, or twice. */
static const char *help_encoding(const dql_raw_part *name) {
    if (dql_raw_has_escape(name->text, name->length)) return "it is percent-encoded twice";
    const char *equals = memchr(name->text, '=', name->length);
    bool encoded = equals && dql_parameter_find(name->text, (size_t)(equals - name->text)) != DQL_PARAMETERS;
    return encoded ? "`=` and `&` are not encoded between parameters: encode their values alone" : NULL;
}

const char *dql_parameter_report(dql_raw_reader *reader, const dql_query_string *string, const dql_raw_part *name,
                                 dql_range value) {
    char simple[LONGEST_HABIT + 1];
    bool named = reader->endpoint && reader->endpoint->named;
    if (is_seen(reader, name) && name->range.end != value.start) {
        warn_seen(reader, name);
        return NULL;
    }
    bool short_enough = simplify(name, simple);
    const char *help = help_encoding(name);
    const dql_field *field =
        named ? dql_entry_field(reader->endpoint, dql_endpoint_lookup(reader->endpoint, name->text, name->length))
              : NULL;
    if (!help && field)
        help = dql_arena_format(reader->arena, "the field `%s` is sent as `%s`", field->name, field->parameters->name);
    if (!help && short_enough) help = find_other(simple, !named);
    dql_parameter_id habit = !help && short_enough ? find_habit(reader, simple, value) : DQL_PARAMETERS;
    if (habit == DQL_FILTER && named) habit = DQL_PARAMETERS;
    dql_suggestions near = {.count = 0};
    dql_names all = dql_raw_parameter_names(reader->arena, reader->endpoint);
    if (!help && habit == DQL_PARAMETERS) dql_suggest(name->text, name->length, all, &near);
    bool is_text = name->range.end == value.start && !reader->is_url; /* without a `=`, it may be anything */
    bool passes = !help && habit == DQL_PARAMETERS && !near.count && is_plausible(name) && !is_text;
    /* The endpoint that nobody knows may have it. */
    if (passes && !reader->endpoint) return NULL;
    static const char message[] = "unknown parameter `%s`";
    const char *shown = dql_shown(reader->arena, name->text, name->length);
    deskql_finding *finding =
        passes ? dql_report(reader->findings, DQL_UNKNOWN_PARAMETER, name->range, message, shown)
               : dql_report_error(reader->findings, DQL_UNKNOWN_PARAMETER, name->range, message, shown);
    dql_finding_about(finding, name->text, NULL);
    if (habit != DQL_PARAMETERS) return offer_name(reader, string, finding, name, dql_parameter_names[habit]);
    if (passes) {
        dql_finding_help(reader->findings, finding,
                         "the API documents no such parameter: most likely it is ignored, and a query goes without it");
    } else if (help) {
        dql_finding_help(reader->findings, finding, "%s", help);
    } else if (near.certain) {
        return offer_name(reader, string, finding, name, near.certain);
    } else if (!dql_help_similar(reader->findings, finding, "parameter", &near) && finding) {
        dql_finding_help(reader->findings, finding, "the parameters are %s",
                         dql_listed_names(reader->arena, all, all.count, 0));
    }
    return NULL;
}
