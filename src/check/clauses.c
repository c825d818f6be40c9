/*
 * `page = 2` and `pagesize = 50` in a filter: other query languages set them like fields.
 *
 * Where no such field exists the clause is meant. Its fix is one edit that moves it behind the filter; for that the rest of the
 * filter is written anew from where the clause stood.
 */
#include "check/pass.h"

#include "base/inline.h"

#include <string.h>

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

uint32_t dql_skip_blanks(const char *text, uint32_t at, uint32_t end) {
    while (at < end && (is_space(text[at]) || text[at] == '#')) {
        if (text[at] == '#') {
            while (at < end && text[at] != '\n' && text[at] != '\r') at++;
        } else {
            at++;
        }
    }
    return at;
}

static bool says(const char *name, size_t length, const char *word) {
    if (length != strlen(word)) return false;
    size_t at = 0;
    while (at < length && (name[at] | 0x20) == word[at]) at++;
    return at == length;
}

/* What a fix leaves out may hold no comment. */
static bool has_comment(const char *text, uint32_t from, uint32_t to) {
    return from < to && memchr(text + from, '#', to - from);
}

/* Where the filter's last member ends, its brackets included: all that close behind it are its own. */
static uint32_t filter_end(const dql_pass *pass, const dql_node *last) {
    const char *text = pass->checker->text;
    uint32_t end = last->range.end;
    uint32_t limit = pass->query->range.end;
    for (uint32_t at = dql_skip_blanks(text, end, limit); at < limit && text[at] == ')';
         at = dql_skip_blanks(text, end, limit))
        end = at + 1;
    return end;
}

/* The place of the `where` before the filter's first member; its end is its start where there is none. */
static dql_range where_range(const dql_pass *pass, uint32_t filter_start) {
    const struct deskql_query *query = pass->query;
    const char *text = pass->checker->text;
    uint32_t at = query->present & DQL_CLAUSE_FROM    ? query->from.range.end
                  : query->present & DQL_CLAUSE_LABEL ? query->label.range.end
                                                      : query->range.start;
    at = dql_skip_blanks(text, at, filter_start);
    if (at < filter_start && text[at] == ':') at = dql_skip_blanks(text, at + 1, filter_start);
    if (filter_start - at >= 5 && says(text + at, 5, "where")) return (dql_range){at, at + 5};
    return (dql_range){filter_start, filter_start};
}

/* The filter is nothing but this: without it there is no `where` either. */
static void fix_only_member(dql_pass *pass, deskql_finding *finding, const dql_node *node) {
    const char *text = pass->checker->text;
    dql_range where = where_range(pass, node->range.start);
    uint32_t rest = dql_skip_blanks(text, where.end, node->field.range.start);
    if (where.start == where.end) where.start = rest = node->field.range.end;
    const dql_range range = {where.start, node->values->range.start};
    if (has_comment(text, node->field.range.end, range.end)) return;
    if (has_comment(text, where.end, rest)) rest = where.end;
    dql_replace(pass, finding, range,
                dql_arena_format(pass->arena, "%.*s ", (int)(node->field.range.end - rest), text + rest));
}

static void fix_member(dql_pass *pass, deskql_finding *finding, const dql_node *node) {
    const char *text = pass->checker->text;
    const dql_node *next = node->next;
    uint32_t end = filter_end(pass, pass->query->filter->last);
    bool first = node == pass->query->filter->first;
    uint32_t start = first ? node->range.start : node->connective.start;
    /* What comes after it keeps its `and`, unless it comes first now. */
    uint32_t rest = next ? next->connective.start : end;
    if (next && first) rest = dql_skip_blanks(text, next->connective.end, end);
    const dql_range value = node->values->range;
    if (has_comment(text, start, node->field.range.start) || has_comment(text, node->field.range.end, value.start) ||
        has_comment(text, value.end, rest))
        return;
    const char *moved =
        dql_arena_format(pass->arena, "%.*s%s%.*s %.*s", (int)(end - rest), text + rest, rest < end ? " " : "",
                         (int)(node->field.range.end - node->field.range.start), text + node->field.range.start,
                         (int)(value.end - value.start), text + value.start);
    dql_replace(pass, finding, (dql_range){start, end}, moved);
}

/* Whether moving a piece of the filter is sure to keep its meaning. */
static bool is_whole(const dql_node *parent) {
    if (parent->broken) return false;
    for (const dql_node *member = parent->first; member; member = member->next) {
        if (member->broken) return false;
    }
    return true;
}

static bool is_member(const dql_node *parent, const dql_node *node) {
    if (!parent || parent->kind != DQL_NODE_AND || parent->parenthesized) return false;
    const dql_node *member = parent->first;
    while (member && member != node) member = member->next;
    return member != NULL;
}

static void fix_place(dql_pass *pass, deskql_finding *finding, const dql_node *node) {
    const dql_node *filter = pass->query->filter;
    if (!finding || node->parenthesized) return;
    if (filter == node) {
        fix_only_member(pass, finding, node);
    } else if (is_member(filter, node) && is_whole(filter)) {
        fix_member(pass, finding, node);
    }
}

static deskql_finding *report_misplaced(dql_pass *pass, const dql_node *node, bool size) {
    const char *word = size ? "pagesize" : "page";
    /* `page: 2` is one mistake, which the parser has reported at the colon; what it means is known only here. */
    bool colon = pass->checker->text[node->operator_range.start] == ':';
    deskql_finding *finding =
        colon ? dql_findings_find(pass->findings, DQL_FOREIGN_SPELLING, node->operator_range)
              : dql_report(pass->findings, DQL_FOREIGN_SPELLING, node->range, "`%s` is not a field", word);
    dql_finding_about(finding, size ? "pageSize" : "page", NULL);
    const dql_range value = node->values->range;
    dql_finding_help(pass->findings, finding, "it is a clause of its own, behind the filter: `%s %s`", word,
                     dql_shown(pass->arena, pass->checker->text + value.start, value.end - value.start));
    return finding;
}

bool dql_check_misplaced_clause(dql_pass *pass, dql_node *node) {
    struct deskql_query *query = pass->query;
    const dql_name *name = &node->field;
    /* Nearly all fields are known by their first letter. */
    if ((name->text[0] | 0x20) != 'p') return false;
    bool size = says(name->text, name->length, "pagesize");
    if (!size && !says(name->text, name->length, "page")) return false;
    if (pass->checker->raw || name->quoted || node->operator_ != DQL_OPERATOR_EQUAL) return false;
    if (dql_endpoint_lookup(pass->endpoint, name->text, name->length)) return false;
    if (node->broken || !node->values) return true;
    deskql_finding *finding = report_misplaced(pass, node, size);
    uint32_t clause = size ? DQL_CLAUSE_PAGE_SIZE : DQL_CLAUSE_PAGE;
    if (query->present & clause) return true;
    query->present |= clause;
    *(size ? &query->page_size : &query->page) = node->values;
    pass->misplaced[size] = node;
    fix_place(pass, finding, node);
    return true;
}

static DQL_NEVER_INLINE void drop(struct deskql_query *query, const dql_node *node) {
    dql_node *filter = query->filter;
    if (filter == node) {
        query->filter = NULL;
        return;
    }
    if (!is_member(filter, node)) return;
    dql_node **link = &filter->first;
    dql_node *previous = NULL;
    while (*link != node) {
        previous = *link;
        link = &previous->next;
    }
    *link = node->next;
    if (filter->last == node) filter->last = previous;
    filter->first->connective = (dql_range){0, 0};
    if (filter->first == filter->last) query->filter = filter->first;
}

void dql_drop_misplaced_clauses(dql_pass *pass) {
    for (size_t i = 0; i < 2; i++) {
        if (pass->misplaced[i]) drop(pass->query, pass->misplaced[i]);
    }
}

void dql_check_ids(dql_pass *pass) {
    dql_node *ids = pass->query->ids;
    ids->schema_field = &dql_ids_field;
    for (dql_literal *value = ids->values; value; value = value->next) dql_check_value(pass, ids, value);
    if (!pass->endpoint || pass->endpoint->ids) return;
    static const char message[] = "`%s` takes no `ids`";
    bool raw = pass->checker->raw;
    deskql_finding *finding =
        raw ? dql_report(pass->findings, DQL_UNKNOWN_PARAMETER, ids->field.range, message, pass->endpoint->name)
            : dql_report_error(pass->findings, DQL_UNKNOWN_PARAMETER, ids->field.range, message, pass->endpoint->name);
    dql_finding_about(finding, "ids", NULL);
    dql_finding_help(pass->findings, finding,
                     raw ? "most likely it is ignored, and a query goes without it"
                         : "its schema does not have it; a filter field may say the same: `id in (1, 2)`");
    if (raw) pass->query->ids = NULL;
}
