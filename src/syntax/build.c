#include "syntax/build.h"

#include "base/inline.h"
#include "generated/query_parser.h"
#include "syntax/literal.h"

#include <string.h>

static DQL_NEVER_INLINE void build_odd_name(dql_build *build, const dql_token *token, dql_name *name) {
    *name = (dql_name){"", 0, dql_token_range(token), false, false};
    name->quoted = build->source->text[token->start] == '`';
    name->missing = (token->flags & DQL_TOKEN_MISSING) != 0;
    if (name->missing) return;
    const char *text = dql_token_content(build->source, build->texts, build->arena, token, &name->length);
    if (text) name->text = text;
}

static inline void build_name(dql_build *build, const dql_token *token, dql_name *name) {
    /* Most are plain words. */
    if (token->kind == DQL_TOKEN_WORD && !token->flags) {
        name->text = dql_token_plain_content(build->texts, token, &name->length);
        name->range = dql_token_range(token);
        name->quoted = name->missing = false;
    } else {
        build_odd_name(build, token, name);
    }
}

/* The constructors are out of line, so that the parser's loop, which calls each in one place, keeps its registers. */

DQL_NEVER_INLINE void dql_build_label(dql_build *build, const dql_token *name) {
    build_name(build, name, &build->query->label);
    build->query->present |= DQL_CLAUSE_LABEL;
}

DQL_NEVER_INLINE void dql_build_from(dql_build *build, const dql_token *name) {
    build_name(build, name, &build->query->from);
    build->query->present |= DQL_CLAUSE_FROM;
}

/* All but the kind and the range is empty, but for the name and the values of a comparison, which are not set. Field by field, for GCC clears a struct of this size in a way that takes three times as
   long. */
static inline void init_node(dql_node *node, dql_node_kind kind, dql_range range) {
    node->next = NULL;
    node->kind = (uint8_t)kind;
    node->operator_ = 0;
    node->parenthesized = false;
    node->broken = false;
    node->range = range;
    node->connective = (dql_range){0, 0};
    node->first = NULL;
    node->last = NULL;
    node->list_parameter = false;
    node->schema_field = NULL;
}

static inline dql_node *new_node(dql_build *build, dql_node_kind kind, dql_range range) {
    dql_node *node = dql_arena_take(build->arena, sizeof *node);
    if (!node) return NULL;
    init_node(node, kind, range);
    node->values = NULL;
    node->value_count = 0;
    if (kind != DQL_NODE_COMPARISON) {
        node->field = (dql_name){"", 0, {0, 0}, false, false};
        node->operator_range = (dql_range){0, 0};
    }
    return node;
}

static void append(dql_node *group, dql_node *member) {
    if (group->last) {
        group->last->next = member;
    } else {
        group->first = member;
    }
    group->last = member;
}

/* `a and b and c` is one node of three members; brackets keep a group apart. */
static inline dql_node *build_group(dql_build *build, dql_node_kind kind, dql_node *left, const dql_token *connective,
                                    dql_node *right) {
    if (!left || !right) return NULL;
    right->connective = dql_token_range(connective);
    if (left->kind == kind && !left->parenthesized) {
        append(left, right);
        left->range.end = right->range.end;
        return left;
    }
    dql_node *group = new_node(build, kind, dql_range_join(left->range, right->range));
    if (!group) return NULL;
    append(group, left);
    append(group, right);
    return group;
}

DQL_NEVER_INLINE dql_node *dql_build_group(dql_build *build, dql_node_kind kind, dql_node *left,
                                           const dql_token *connective, dql_node *right) {
    return build_group(build, kind, left, connective, right);
}

DQL_NEVER_INLINE dql_node *dql_build_not(dql_build *build, const dql_token *word, dql_node *operand) {
    if (!operand) return NULL;
    dql_node *node = new_node(build, DQL_NODE_NOT, (dql_range){word->start, operand->range.end});
    if (!node) return NULL;
    node->operator_range = dql_token_range(word);
    append(node, operand);
    return node;
}

DQL_NEVER_INLINE dql_node *dql_build_brackets(dql_node *operand) {
    if (operand) operand->parenthesized = true;
    return operand;
}

static inline dql_node *new_comparison(dql_build *build, const dql_token *field, const dql_token *first,
                                       const dql_token *operator_, const dql_token *last) {
    dql_node *node = new_node(build, DQL_NODE_COMPARISON, (dql_range){field->start, last->end});
    if (!node) return NULL;
    build_name(build, field, &node->field);
    node->operator_range = (dql_range){first->start, operator_->end};
    node->broken = ((field->flags | first->flags | operator_->flags | last->flags) & DQL_TOKEN_MISSING) != 0;
    return node;
}

/* What was wrong with a value is about the field that it stands with. */
static DQL_NEVER_INLINE void attribute(dql_build *build, const dql_node *node, const dql_literal *value) {
    if (node->field.missing) return;
    dql_findings_attribute(build->reported, value->range, node->field.text);
    dql_findings_attribute(build->findings, value->range, node->field.text);
}

static dql_literal *new_literal(dql_build *build, const dql_token *token) {
    dql_literal *literal = dql_arena_take(build->arena, sizeof *literal);
    if (literal) dql_fill_literal(build, literal, token);
    return literal;
}

static inline void add_value(dql_build *build, dql_node *node, dql_literal *value) {
    if (!value) return;
    if (value->kind == DQL_LITERAL_MISSING) attribute(build, node, value);
    if (node->values) {
        value->next = node->values->next;
        node->values->next = value;
    } else {
        node->values = value;
    }
    node->value_count++;
}

/* Whether nothing but white space and comments stands there, and so no token that recovery left out. */
static bool is_gap(const dql_source *source, uint32_t start, uint32_t end) {
    for (uint32_t at = start; at < end; at++) {
        char byte = source->text[at];
        if (byte == '#') {
            while (at < end && source->text[at] != '\n' && source->text[at] != '\r') at++;
        } else if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') {
            return false;
        }
    }
    return true;
}

static bool has_wildcard(const char *text, dql_range range) {
    return memchr(text + range.start, '%', range.end - range.start) ||
           memchr(text + range.start, '_', range.end - range.start);
}

/* `like "%refund%"`: with wildcards at its ends alone, it is what `contains` does without any. Others have no spelling here. */
static void report_like(dql_build *build, const dql_token *operator_, const dql_token *value) {
    const char *text = build->source->text;
    bool string = value->kind == DQL_TOKEN_STRING && !(value->flags & DQL_TOKEN_MISSING);
    dql_range range = dql_token_range(operator_);
    dql_range whole = string ? dql_token_inner(build->source, value) : dql_token_range(value);
    if ((!string && value->kind != DQL_TOKEN_WORD) || !has_wildcard(text, whole) ||
        !is_gap(build->source, operator_->end, value->start)) {
        dql_report_spelling(build->source, build->findings, range, "contains");
        return;
    }
    dql_range inner = whole;
    if (text[inner.start] == '%') inner.start++;
    if (inner.end > inner.start && text[inner.end - 1] == '%') inner.end--;
    deskql_finding *finding =
        dql_report(build->findings, DQL_FOREIGN_SPELLING, range, "`%.*s` is syntax of another language",
                   (int)(range.end - range.start), text + range.start);
    dql_finding_about(finding, "filter", NULL);
    if (inner.start == inner.end || has_wildcard(text, inner)) {
        dql_finding_help(build->findings, finding,
                         "`contains` looks for the text as it stands, anywhere in the field, and knows no wildcards");
        return;
    }
    dql_finding_help(build->findings, finding, "write `contains`, which looks anywhere in the field, without `%%`");
    range.end = value->end;
    const char *replacement = dql_arena_format(
        build->arena, "contains%.*s%.*s%.*s", (int)(whole.start - operator_->end), text + operator_->end,
        (int)(inner.end - inner.start), text + inner.start, (int)(value->end - whole.end), text + whole.end);
    if (replacement) dql_finding_replace(build->findings, finding, text, range, replacement);
}

/* A word, a negated operator, or a foreign one. */
static DQL_NEVER_INLINE dql_operator odd_operator(dql_build *build, const dql_node *node, const dql_token *operator_,
                                                  const dql_token *value, bool negated) {
    dql_operator which =
        operator_->kind == DQL_TOKEN_CONTAINS ? DQL_OPERATOR_CONTAINS : (dql_operator)operator_->detail;
    if (negated) which = dql_operator_negation(which);
    bool word = operator_->kind == DQL_TOKEN_CONTAINS || operator_->kind == DQL_TOKEN_MATCH;
    bool like = operator_->kind == DQL_TOKEN_FOREIGN_OPERATOR && operator_->detail == DQL_OPERATOR_CONTAINS;
    if (like) {
        report_like(build, operator_, value);
    } else if (!word && (negated || operator_->kind == DQL_TOKEN_FOREIGN_OPERATOR) && !node->broken &&
               (!negated || is_gap(build->source, node->operator_range.start + 3, operator_->start))) {
        /* `not =`, `not eq`, `gt` */
        dql_report_spelling(build->source, build->findings, node->operator_range, dql_operators[which].spelling);
    }
    return which;
}

DQL_NEVER_INLINE dql_node *dql_build_comparison(dql_build *build, const dql_token *field, const dql_token *first,
                                                const dql_token *operator_, const dql_token *value) {
    dql_node *node = new_comparison(build, field, first, operator_, value);
    if (!node) return NULL;
    node->operator_ = first == operator_ && operator_->kind == DQL_TOKEN_COMPARE
                          ? operator_->detail
                          : (uint8_t)odd_operator(build, node, operator_, value, first != operator_);
    add_value(build, node, new_literal(build, value));
    return node;
}

DQL_NEVER_INLINE dql_node *dql_build_and_comparison(dql_build *build, dql_node *left, const dql_token *and_) {
    return build_group(build, DQL_NODE_AND, left, and_, dql_build_plain_comparison(build, and_ + 1));
}

DQL_NEVER_INLINE dql_node *dql_build_between(dql_build *build, const dql_token *field, const dql_token *first,
                                             const dql_token *operator_, const dql_token *low, const dql_token *high) {
    dql_node *node = new_comparison(build, field, first, operator_, high);
    if (!node) return NULL;
    node->operator_ = first != operator_ ? DQL_OPERATOR_NOT_BETWEEN : DQL_OPERATOR_BETWEEN;
    node->broken = node->broken || low->flags & DQL_TOKEN_MISSING;
    add_value(build, node, new_literal(build, low));
    add_value(build, node, new_literal(build, high));
    return node;
}

/* `[1,2]` is one mistake, as is one bracket of the two. */
static void check_brackets(dql_build *build, const dql_token *open, const dql_token *close) {
    /* That a list has no value is said already; with other brackets it would be no better. */
    if (open[1].flags & DQL_TOKEN_MISSING && &open[2] == close) return;
    bool opens = open->kind == DQL_TOKEN_LBRACKET;
    bool closes = close->kind == DQL_TOKEN_RBRACKET;
    if (!opens && !closes) return;
    const char *text = build->source->text;
    dql_range range = opens && closes ? (dql_range){open->start, close->end} : dql_token_range(opens ? open : close);
    deskql_finding *finding = dql_report(build->findings, DQL_FOREIGN_SPELLING, range, "a list in square brackets");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(build->findings, finding, "lists are written in round brackets: `(1, 2)`");
    if (opens && closes) {
        dql_finding_fix(build->findings, finding, range, "(%.*s)", (int)(close->start - open->end), text + open->end);
    } else {
        dql_finding_fix(build->findings, finding, range, opens ? "(" : ")");
    }
}

/* Opens the circle, and cuts the list where it is longer than the limit. */
static void add_list(dql_build *build, dql_node *node, dql_literal_ring list) {
    if (!list) return;
    node->values = list->next;
    list->next = NULL;
    for (dql_literal *value = node->values; value; value = value->next) {
        if (value->kind == DQL_LITERAL_MISSING) attribute(build, node, value);
        if (++node->value_count < build->maximum_list || !value->next) continue;
        deskql_finding *finding = dql_report(build->findings, DQL_TOO_LONG, value->next->range,
                                             "a list of more than %u values", build->maximum_list);
        dql_finding_about(finding, "filter", NULL);
        dql_finding_help(build->findings, finding, "divide it into several queries");
        value->next = NULL;
    }
}

/* `nin` and the like are one token, which has the operator as its detail. */
static inline uint8_t in_operator(const dql_token *first, const dql_token *operator_) {
    bool negated = first != operator_ || operator_->detail == DQL_OPERATOR_NOT_IN;
    return negated ? DQL_OPERATOR_NOT_IN : DQL_OPERATOR_IN;
}

/* The most literals of a list that are taken in one piece: larger ones would leave much of the arena's blocks empty. */
#define LONGEST_PIECE 256u

static DQL_NEVER_INLINE dql_node *build_long_list(dql_build *build, const dql_token *field, const dql_token *close) {
    const dql_token *operator_ = field + 1;
    const dql_token *open = field + 2;
    dql_literal_ring list = dql_build_list(build, open + 1);
    for (const dql_token *value = open + 3; value < close; value += 2) list = dql_build_list_item(build, list, value);
    return dql_build_in(build, field, operator_, operator_, open, list, close);
}

/* `word in (1, 2)`, of which only the values may be odd. */
static DQL_NEVER_INLINE dql_node *build_plain_list(dql_build *build, const dql_token *field) {
    const dql_token *operator_ = field + 1;
    const dql_token *open = field + 2;
    const dql_token *close = open + 2;
    while (close->kind != DQL_TOKEN_RPAREN) close += 2;
    size_t count = (size_t)(close - open) / 2;
    if (count > LONGEST_PIECE) return build_long_list(build, field, close);
    dql_node *node = dql_arena_take(build->arena, sizeof *node + count * sizeof(dql_literal));
    if (!node) return NULL;
    dql_literal *values = (dql_literal *)(node + 1);
    init_node(node, DQL_NODE_COMPARISON, (dql_range){field->start, close->end});
    node->value_count = 0;
    build_name(build, field, &node->field);
    node->operator_ = in_operator(operator_, operator_);
    node->operator_range = dql_token_range(operator_);
    node->broken = (field->flags | operator_->flags | close->flags | open->flags) & DQL_TOKEN_MISSING;
    for (size_t i = 0; i < count; i++) {
        dql_fill_literal(build, &values[i], &open[1 + 2 * i]);
        values[i].next = &values[i + 1];
    }
    values[count - 1].next = values;
    add_list(build, node, &values[count - 1]);
    return node;
}

DQL_NEVER_INLINE dql_node *dql_build_plain_comparison(dql_build *build, const dql_token *field) {
    typedef struct comparison {
        dql_node node;
        dql_literal value;
    } comparison;
    const dql_token *operator_ = field + 1;
    const dql_token *value = field + 2;
    if (operator_->kind == DQL_TOKEN_IN) return build_plain_list(build, field);
    comparison *made = dql_arena_take(build->arena, sizeof *made);
    if (!made) return NULL;
    dql_node *node = &made->node;
    init_node(node, DQL_NODE_COMPARISON, (dql_range){field->start, value->end});
    build_name(build, field, &node->field);
    node->operator_ = operator_->detail;
    node->operator_range = dql_token_range(operator_);
    node->values = &made->value;
    node->value_count = 1;
    dql_fill_literal(build, &made->value, value);
    if ((field->flags | operator_->flags | value->flags) & DQL_TOKEN_MISSING) node->broken = true;
    if (made->value.kind == DQL_LITERAL_MISSING) attribute(build, node, &made->value);
    return node;
}

DQL_NEVER_INLINE dql_node *dql_build_in(dql_build *build, const dql_token *field, const dql_token *first,
                                        const dql_token *operator_, const dql_token *open, dql_literal_ring list,
                                        const dql_token *close) {
    dql_node *node = new_comparison(build, field, first, operator_, close);
    if (!node) return NULL;
    node->operator_ = in_operator(first, operator_);
    node->broken = node->broken || open->flags & DQL_TOKEN_MISSING;
    add_list(build, node, list);
    check_brackets(build, open, close);
    return node;
}

DQL_NEVER_INLINE dql_node *dql_build_in_parameter(dql_build *build, const dql_token *field, const dql_token *first,
                                                  const dql_token *operator_, const dql_token *parameter) {
    dql_node *node = new_comparison(build, field, first, operator_, parameter);
    if (!node) return NULL;
    node->operator_ = in_operator(first, operator_);
    node->list_parameter = true;
    add_value(build, node, new_literal(build, parameter));
    return node;
}

DQL_NEVER_INLINE dql_node *dql_build_null(dql_build *build, const dql_token *field, const dql_token *is,
                                          const dql_token *not_, const dql_token *null) {
    dql_node *node = new_comparison(build, field, is, null, null);
    if (!node) return NULL;
    node->operator_ = not_ ? DQL_OPERATOR_IS_NOT_NULL : DQL_OPERATOR_IS_NULL;
    if (null->kind == DQL_TOKEN_EMPTY)
        dql_report_spelling(build->source, build->findings, dql_token_range(null), "null");
    return node;
}

DQL_NEVER_INLINE dql_literal_ring dql_build_list(dql_build *build, const dql_token *value) {
    dql_literal *literal = new_literal(build, value);
    if (literal) literal->next = literal;
    return literal;
}

DQL_NEVER_INLINE dql_literal_ring dql_build_list_item(dql_build *build, dql_literal_ring list, const dql_token *value) {
    dql_literal *literal = new_literal(build, value);
    if (!literal || !list) return NULL;
    literal->next = list->next;
    list->next = literal;
    return literal;
}

static DQL_NEVER_INLINE void report_second(dql_build *build, const dql_token *word, const char *name,
                                           const char *parameter) {
    deskql_finding *finding =
        dql_report(build->findings, DQL_DUPLICATE_CLAUSE, dql_token_range(word), "a second `%s`", name);
    dql_finding_about(finding, parameter, NULL);
    dql_finding_help(build->findings, finding, "a query takes each clause once: remove one of the two");
}

/* Whether the clause is the first of its kind. The second of two counts for nothing else. */
static inline bool first_of_its_kind(dql_build *build, const dql_token *word, dql_clause clause, const char *name,
                                     const char *parameter) {
    bool first = !(build->query->present & (uint32_t)clause);
    build->query->present |= (uint32_t)clause;
    if (!first) report_second(build, word, name, parameter);
    return first;
}

static dql_name_item *open_circle(dql_circular_names items) {
    if (!items) return NULL;
    dql_name_item *first = items->next;
    items->next = NULL;
    return first;
}

DQL_NEVER_INLINE void dql_build_order(dql_build *build, const dql_token *word, dql_circular_names items) {
    if (!(word->flags & DQL_TOKEN_MISSING) && first_of_its_kind(build, word, DQL_CLAUSE_ORDER, "order by", "orderBy"))
        build->query->order = open_circle(items);
}

/* `page = 2` */
static void report_equals(dql_build *build, const dql_token *equals, const dql_token *value, const char *word,
                          const char *parameter) {
    if (equals->flags & (DQL_TOKEN_REPORTED | DQL_TOKEN_MISSING)) return;
    const char *text = build->source->text;
    /* Where the word is missing, nothing need stand before it. */
    char before = equals->start ? text[equals->start - 1] : '\0';
    bool space = before == ' ' || before == '\t' || text[equals->end] == ' ' || text[equals->end] == '\t';
    deskql_finding *finding =
        dql_report(build->findings, DQL_FOREIGN_SPELLING, dql_token_range(equals), "`%.*s` after `%s`",
                   (int)(equals->end - equals->start), text + equals->start, word);
    dql_finding_about(finding, parameter, NULL);
    dql_finding_help(build->findings, finding, "write `%s %s`", word,
                     dql_shown(build->arena, text + value->start, value->end - value->start));
    dql_finding_fix(build->findings, finding, dql_token_range(equals), "%s", space ? "" : " ");
}

DQL_NEVER_INLINE void dql_build_page(dql_build *build, const dql_token *word, const dql_token *equals,
                                     const dql_token *value) {
    if (equals) report_equals(build, equals, value, "page", "page");
    if (first_of_its_kind(build, word, DQL_CLAUSE_PAGE, "page", "page")) build->query->page = new_literal(build, value);
}

DQL_NEVER_INLINE void dql_build_page_size(dql_build *build, const dql_token *word, const dql_token *equals,
                                          const dql_token *value) {
    if (equals) report_equals(build, equals, value, "pagesize", "pageSize");
    if (first_of_its_kind(build, word, DQL_CLAUSE_PAGE_SIZE, "pagesize", "pageSize"))
        build->query->page_size = new_literal(build, value);
}

DQL_NEVER_INLINE void dql_build_limit(dql_build *build, const dql_token *word, const dql_token *value) {
    dql_report_spelling(build->source, build->findings, dql_token_range(word), "pagesize");
    dql_build_page_size(build, word, NULL, value);
}

DQL_NEVER_INLINE void dql_build_includes(dql_build *build, const dql_token *word, dql_circular_names items) {
    if (first_of_its_kind(build, word, DQL_CLAUSE_INCLUDE, "include", "includes"))
        build->query->includes = open_circle(items);
}

DQL_NEVER_INLINE void dql_build_fields(dql_build *build, const dql_token *word, dql_circular_names items) {
    if (first_of_its_kind(build, word, DQL_CLAUSE_FIELDS, "fields", "fields"))
        build->query->fields = open_circle(items);
}

DQL_NEVER_INLINE void dql_build_ids(dql_build *build, const dql_token *word, dql_node *ids) {
    if (first_of_its_kind(build, word, DQL_CLAUSE_IDS, "ids", "ids")) build->query->ids = ids;
}

static dql_name_item *new_item(dql_build *build, const dql_token *name, const dql_token *direction) {
    dql_name_item *item = dql_arena_take_zeroed(build->arena, sizeof *item);
    if (!item) return NULL;
    build_name(build, name, &item->name);
    if (!direction) return item;
    dql_set_direction(item, dql_token_range(direction));
    item->descending = direction->kind == DQL_TOKEN_DESC || direction->kind == DQL_TOKEN_DESCENDING;
    if (direction->kind == DQL_TOKEN_ASCENDING || direction->kind == DQL_TOKEN_DESCENDING) {
        dql_report_spelling(build->source, build->findings, dql_token_range(direction),
                            item->descending ? "desc" : "asc");
    }
    return item;
}

static dql_circular_names add_item(dql_circular_names items, dql_name_item *item) {
    if (!item) return NULL;
    item->next = items ? items->next : item;
    if (items) items->next = item;
    return item;
}

DQL_NEVER_INLINE dql_circular_names dql_build_item(dql_build *build, dql_circular_names items, const dql_token *name,
                                                   const dql_token *direction) {
    return add_item(items, new_item(build, name, direction));
}

DQL_NEVER_INLINE dql_circular_names dql_build_signed_item(dql_build *build, dql_circular_names items,
                                                          const dql_token *name) {
    dql_token word = *name;
    word.start++;
    word.kind = DQL_TOKEN_WORD;
    dql_name_item *item = new_item(build, &word, NULL);
    if (!item) return NULL;
    item->descending = build->source->text[name->start] == '-';
    dql_range range = dql_token_range(name);
    dql_findings_mark before = dql_findings_here(build->findings);
    const char *shown = dql_shown(build->findings->arena, item->name.text, item->name.length);
    const char *direction = item->descending ? " desc" : "";
    deskql_finding *finding = dql_report(build->findings, DQL_FOREIGN_SPELLING, range, "a sign before an order field");
    dql_finding_about(finding, "orderBy", NULL);
    dql_finding_help(build->findings, finding, "write `%s%s`", shown, direction);
    const char *spelled = dql_arena_format(build->findings->arena, "%s%s", item->name.text, direction);
    if (spelled) dql_finding_replace(build->findings, finding, build->source->text, range, spelled);
    dql_findings_tidy(build->findings, before);
    return add_item(items, item);
}
