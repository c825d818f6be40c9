/* Names: of the endpoint, of fields in the filter and in `order by`, of includes and of sparse fields. */
#include "check/pass.h"

#include "base/inline.h"
#include "diagnostics/names.h"
#include "schema/schemas.h"

#include <string.h>

static const char *shown_name(dql_pass *pass, const dql_name *name) {
    return dql_shown(pass->arena, name->text, name->length);
}

/* A fix is exact only where one name alone is a single edit away. */
static void offer_fix(dql_pass *pass, deskql_finding *finding, const dql_name *name, const dql_suggestions *suggestions,
                      bool in_list) {
    if (!finding || !suggestions->certain) return;
    dql_replace(pass, finding, name->range, dql_spelled_name(pass, suggestions->certain, in_list));
}

/* What the help and the phrase of an unknown name need to know about the list that it is not in. */
typedef struct name_list {
    dql_names names; /* those that are seen in use alone stand behind the documented ones, which alone are listed */
    uint32_t documented;
    const char *noun;
    const char *others;
    const char *kind;
    bool in_list;
    bool of_filter;
} name_list;

static dql_names documented_of(const name_list *list) {
    return (dql_names){list->names.list, list->documented, list->names.at};
}

typedef struct unknown_name {
    dql_kept_pass kept;
    dql_name name;
    name_list list;
} unknown_name;

/* No filter field is near, but perhaps a field of related things, which can be ordered by alone. */
static void help_order_only(dql_pass *pass, deskql_finding *finding, const dql_name *name) {
    dql_suggestions suggestions;
    dql_suggest_within(pass, name->text, name->length, dql_names_of_list(&pass->endpoint->order), &suggestions);
    if (suggestions.nearest)
        dql_finding_help(pass->findings, finding, "a similar name, `%s`, is for `%s` only", suggestions.names[0],
                         pass->checker->raw ? "orderBy" : "order by");
}

static void explain_name(deskql_findings *findings, deskql_finding *finding, const void *context) {
    const unknown_name *of = context;
    const dql_name *name = &of->name;
    const name_list *list = &of->list;
    dql_checker checker;
    dql_pass pass = dql_resume_pass(&of->kept, &checker, findings);
    dql_suggestions suggestions;
    dql_suggest_within(&pass, name->text, name->length, list->names, &suggestions);
    bool is_clause = list->of_filter && pass.endpoint->ids && name->length == 3 && memcmp(name->text, "ids", 3) == 0;
    if (is_clause) {
        suggestions.certain = NULL;
        dql_finding_help(findings, finding,
                         pass.checker->raw ? "it is a parameter of its own: `ids=1,2`"
                                           : "it is a clause of its own, behind the filter: `ids (1, 2)`");
    } else if (!dql_help_similar(findings, finding, list->noun, &suggestions)) {
        dql_help_others(&pass, finding, documented_of(list),
                        dql_arena_format(pass.arena, "%s %s", pass.endpoint->name, list->others));
    }
    dql_finding_note(findings, finding, name->range, "not %s of %s", list->kind, pass.endpoint->name);
    offer_fix(&pass, finding, name, &suggestions, list->in_list);
    dql_phrase_one_of(&pass, finding, documented_of(list));
    if (list->of_filter && !suggestions.nearest) help_order_only(&pass, finding, name);
}

static void explain_unknown(dql_pass *pass, deskql_finding *finding, const dql_name *name, const name_list *list) {
    unknown_name *of = finding ? dql_arena_take(pass->arena, sizeof *of) : NULL;
    if (!of) return;
    *of = (unknown_name){dql_keep_pass(pass), *name, *list};
    dql_explain_later(pass, finding, explain_name, of);
}

/* `index` is among the entries, the includes and the sparse fields, in this order. */
static DQL_NEVER_INLINE deskql_finding *warn_seen(dql_pass *pass, const dql_name *name, size_t index,
                                                  const char *parameter, const char *kind) {
    const deskql_endpoint *endpoint = pass->endpoint;
    size_t all = endpoint->entry_count + (size_t)endpoint->includes.count + endpoint->sparse.count;
    if (!pass->seen) pass->seen = dql_arena_take_zeroed(dql_tree_arena(pass), all);
    if (!pass->seen || pass->seen[index]) return NULL;
    pass->seen[index] = true;
    deskql_finding *finding = dql_report(pass->findings, DQL_SEEN_ONLY, name->range,
                                         "`%s` is seen in use, and not documented as %s", shown_name(pass, name), kind);
    dql_finding_about(finding, parameter, name->text);
    dql_finding_help(pass->findings, finding,
                     "whether the server goes by it or ignores it is unknown: try it before you rely on it");
    return finding;
}

static DQL_NEVER_INLINE void report_endpoint(dql_pass *pass, bool named, const char *text) {
    size_t length = named ? pass->query->from.length : strlen(text);
    const struct deskql_query *query = pass->query;
    const deskql_schemas *schemas = pass->checker->schemas;
    dql_range range = named ? query->from.range : (dql_range){query->range.start, query->range.start};
    deskql_finding *finding = dql_report(pass->findings, DQL_UNKNOWN_ENDPOINT, range, "unknown endpoint `%s`",
                                         dql_shown(pass->arena, text, length));
    if (!finding) return;
    dql_finding_about(finding, "from", NULL);
    dql_names names = dql_names_of_endpoints(schemas);
    dql_suggestions suggestions;
    dql_suggest_within(pass, text, length, names, &suggestions);
    if (!dql_help_similar(pass->findings, finding, "endpoint", &suggestions))
        dql_help_others(pass, finding, names, "the endpoints are");
    if (named) offer_fix(pass, finding, &query->from, &suggestions, true);
    dql_phrase_one_of(pass, finding, names);
}

void dql_checker_set_default(dql_checker *checker, const char *name) {
    checker->default_endpoint =
        name ? dql_schemas_find(checker->schemas, name, strlen(name)) : dql_schemas_default(checker->schemas);
    checker->default_name = name ? name : checker->default_endpoint->name;
}

void dql_check_endpoint(dql_pass *pass) {
    struct deskql_query *query = pass->query;
    const dql_checker *checker = pass->checker;
    bool named = query->present & DQL_CLAUSE_FROM;
    if (named && query->from.missing) return;
    const dql_name *from = &query->from;
    pass->endpoint = query->endpoint =
        named ? dql_schemas_find(checker->schemas, from->text, from->length) : checker->default_endpoint;
    if (!pass->endpoint) report_endpoint(pass, named, named ? from->text : checker->default_name);
}

static const dql_name_entry *renamed_entry(dql_pass *pass, const dql_name *name, const dql_name_entry *entry,
                                           const char *parameter, bool in_list) {
    const char *to = pass->endpoint->renamed[entry->renamed].to;
    deskql_finding *finding = dql_report(pass->findings, DQL_RENAMED_FIELD, name->range,
                                         "`%s` is the old name of a field", shown_name(pass, name));
    dql_finding_about(finding, parameter, name->text);
    dql_finding_help(pass->findings, finding, "it is called `%s` now", to);
    dql_finding_phrase(pass->findings, finding, "was renamed to ‘%s’", to);
    const char *spelled = finding ? dql_spelled_name(pass, to, in_list) : NULL;
    dql_replace(pass, finding, name->range, spelled);
    return dql_endpoint_lookup(pass->endpoint, to, strlen(to));
}

static DQL_NEVER_INLINE void report_filter_name(dql_pass *pass, const dql_name *name, bool order_only, bool seen) {
    name_list list = {dql_names_of_fields(pass->endpoint, pass->checker->raw),
                      pass->endpoint->documented,
                      "field",
                      "can be filtered by",
                      "a filter field",
                      false,
                      true};
    const char *shown = shown_name(pass, name);
    deskql_finding *finding =
        order_only
            ? dql_report(pass->findings, DQL_ORDER_ONLY_FIELD, name->range, "`%s` cannot be filtered by", shown)
            : dql_report(pass->findings, DQL_UNKNOWN_FILTER_FIELD, name->range, "unknown filter field `%s`", shown);
    dql_finding_about(finding, "filter", name->text);
    if (order_only) {
        dql_finding_help(pass->findings, finding, "`%s` is for `%s` only", shown,
                         pass->checker->raw ? "orderBy" : "order by");
        if (seen)
            dql_finding_add_help(pass->findings, finding,
                                 "filters of other programs are seen to have it: in a URL it passes, with a warning");
        dql_phrase_one_of(pass, finding, documented_of(&list));
    } else {
        explain_unknown(pass, finding, name, &list);
    }
}

const dql_field *dql_check_filter_name(dql_pass *pass, const dql_name *name) {
    const dql_name_entry *entry = dql_endpoint_lookup(pass->endpoint, name->text, name->length);
    if (entry && entry->filter == -1 && entry->renamed >= 0) entry = renamed_entry(pass, name, entry, "filter", false);
    const dql_field *field = dql_entry_condition(pass->endpoint, entry);
    bool in_path = field && field->in_path;
    bool in_query = in_path || (field && field < pass->endpoint->fields + pass->endpoint->queryable);
    if (!field || (pass->checker->raw ? in_path : !in_query)) {
        bool order_only = entry && entry->order >= 0;
        if (!entry || entry->renamed < 0) report_filter_name(pass, name, order_only, field && !in_path);
        return NULL;
    }
    if (field->seen || in_path) pass->query->repeats = true;
    if (field->seen) {
        deskql_finding *finding =
            warn_seen(pass, name, (size_t)(entry - pass->endpoint->entries), "filter", "a filter field");
        if (!in_query)
            dql_finding_add_help(pass->findings, finding, "queries do not take it, for `orderBy` alone documents it");
    }
    return field;
}

static DQL_NEVER_INLINE void report_order_name(dql_pass *pass, const dql_name *name, bool filter_only) {
    name_list list = {dql_names_of_list(&pass->endpoint->order),
                      pass->endpoint->order.documented,
                      "field",
                      "can be ordered by",
                      "an order field",
                      true,
                      false};
    const char *shown = shown_name(pass, name);
    deskql_finding *finding =
        filter_only
            ? dql_report(pass->findings, DQL_FILTER_ONLY_FIELD, name->range, "`%s` cannot be ordered by", shown)
            : dql_report(pass->findings, DQL_UNKNOWN_ORDER_FIELD, name->range, "unknown order field `%s`", shown);
    dql_finding_about(finding, "orderBy", name->text);
    if (filter_only) {
        dql_finding_help(pass->findings, finding, "`%s` is for filters only", shown);
        dql_phrase_one_of(pass, finding, documented_of(&list));
    } else {
        explain_unknown(pass, finding, name, &list);
    }
}

static void check_order_name(dql_pass *pass, const dql_name *name) {
    if (name->missing || !pass->endpoint) return;
    bool readable = pass->words && !name->quoted;
    dql_name_words words =
        readable ? dql_name_words_of_readable(name->text, name->length) : dql_name_words_of(name->text, name->length);
    const dql_name_entry *entry = dql_endpoint_find(pass->endpoint, words, name->text, name->length);
    if (entry && entry->order >= 0) return;
    if (entry && entry->order < -1) {
        warn_seen(pass, name, (size_t)(entry - pass->endpoint->entries), "orderBy", "an order field");
        return;
    }
    if (entry && entry->filter == -1 && entry->renamed >= 0) {
        renamed_entry(pass, name, entry, "orderBy", true);
        return;
    }
    report_order_name(pass, name, entry && entry->filter != -1);
}

/* `createdAt, desc`: a direction was meant, and no field. What recovery left out may stand there too. */
static bool is_direction(const dql_pass *pass, const dql_name_item *first) {
    const dql_name_item *item = first->next;
    const char *text = pass->checker->text;
    if (text[dql_skip_blanks(text, first->name.range.end, item->name.range.start)] != ',') return false;
    const dql_name *name = &item->name;
    static const char *const directions[] = {"asc", "desc"};
    if (name->quoted || item->next || item->direction_length) return false;
    for (size_t i = 0; i < 2; i++) {
        size_t at = 0;
        while (at < name->length && (name->text[at] | 0x20) == directions[i][at]) at++;
        if (at == name->length && !directions[i][at]) return true;
    }
    return false;
}

static void report_comma(dql_pass *pass, const dql_name_item *first) {
    const char *text = pass->checker->text;
    const dql_name *direction = &first->next->name;
    uint32_t comma = dql_skip_blanks(text, first->name.range.end, direction->range.start);
    dql_range range = {comma, comma + 1};
    deskql_finding *finding = dql_report(pass->findings, DQL_FOREIGN_SPELLING, range, "`,` between a field and `%s`",
                                         shown_name(pass, direction));
    dql_finding_about(finding, "orderBy", NULL);
    dql_finding_help(pass->findings, finding, "write a space there");
    dql_finding_fix(pass->findings, finding, range, range.end == direction->range.start ? " " : "");
}

/* Where nothing but blanks stands between the two, a syntax finding says so already. */
static bool divided(const dql_pass *pass, const dql_name_item *item, const dql_name_item *next) {
    if (pass->checker->raw) return true;
    uint32_t start = item->direction_length ? dql_direction_range(item).end : item->name.range.end;
    return dql_skip_blanks(pass->checker->text, start, next->name.range.start) < next->name.range.start;
}

void dql_check_order(dql_pass *pass) {
    const dql_name_item *first = pass->query->order;
    check_order_name(pass, &first->name);
    if (!first->next || first->name.missing || first->next->name.missing || !divided(pass, first, first->next)) return;
    if (!pass->checker->raw && !first->direction_length && is_direction(pass, first)) {
        report_comma(pass, first);
        return;
    }
    deskql_finding *finding =
        dql_report(pass->findings, DQL_TOO_MANY_ORDER_FIELDS, first->next->name.range, "a second field to order by");
    dql_finding_about(finding, "orderBy", NULL);
    if (finding) {
        dql_finding_help(pass->findings, finding, "the API orders by one field; leave `%s` alone",
                         shown_name(pass, &first->name));
    }
}

/* `first` is that of the list's names for warn_seen. */
static void check_list(dql_pass *pass, const dql_name_item *items, const dql_name_list *allowed, const name_list *list,
                       dql_code code, const char *parameter, size_t first) {
    for (const dql_name_item *item = items; item; item = item->next) {
        const dql_name *name = &item->name;
        int32_t position = name->missing ? 0 : dql_name_list_find(allowed, name->text, name->length);
        if (!name->missing && position >= (int64_t)allowed->documented)
            warn_seen(pass, name, first + (size_t)position, parameter, list->kind);
        if (position >= 0) continue;
        deskql_finding *finding =
            dql_report(pass->findings, code, name->range, "unknown %s `%s`", list->noun, shown_name(pass, name));
        dql_finding_about(finding, parameter, name->text);
        explain_unknown(pass, finding, name, list);
        dql_pass_tidy(pass);
    }
}

DQL_NEVER_INLINE void dql_check_includes(dql_pass *pass) {
    if (!pass->endpoint) return;
    const dql_name_list *allowed = &pass->endpoint->includes;
    name_list list = {
        dql_names_of_list(allowed), allowed->documented, "include", "can include", "an include", true, false};
    check_list(pass, pass->query->includes, allowed, &list, DQL_UNKNOWN_INCLUDE, "includes",
               pass->endpoint->entry_count);
}

DQL_NEVER_INLINE void dql_check_sparse(dql_pass *pass) {
    if (!pass->endpoint || pass->endpoint->sparse.count == 0) return;
    const dql_name_list *allowed = &pass->endpoint->sparse;
    name_list list = {dql_names_of_list(allowed),
                      allowed->documented,
                      "sparse field",
                      "has the fields",
                      "a sparse field",
                      true,
                      false};
    check_list(pass, pass->query->fields, allowed, &list, DQL_UNKNOWN_SPARSE_FIELD, "fields",
               pass->endpoint->entry_count + (size_t)pass->endpoint->includes.count);
}
