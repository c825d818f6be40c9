/*
 * What a token is where the next token alone does not decide it: a field named like a keyword, a label, a colon that means `=`, `!`, `order`
 * without `by`, `limit`. One pass over the tokens of a query, which also counts how deep it is nested.
 */
#include "syntax/parser.h"

#include "generated/query_parser.h"
#include "syntax/hash.h"
#include "syntax/label.h"
#include "syntax/rsql.h"
#include "syntax/token_class.h"

#include <string.h>

typedef struct dql_resolver {
    const dql_source *source;
    deskql_findings *findings;
    dql_token *tokens;
    uint32_t count;
} dql_resolver;

static bool is_keyword(uint16_t kind) {
    return dql_is_of(kind, DQL_SPECIAL_CLASSES);
}

static bool is_value(uint16_t kind) {
    return dql_is_of(kind, DQL_ANY_VALUE_CLASSES);
}

static bool begins_clause(uint16_t kind) {
    return dql_is_of(kind, DQL_CLAUSE_CLASSES | DQL_TOKENS_FOREIGN_CLAUSE);
}

/* The kind of the token before, passing over what is ignored; END at the query's start. */
static uint16_t kind_before(const dql_resolver *resolver, uint32_t index) {
    while (index > 0) {
        uint16_t kind = resolver->tokens[--index].kind;
        if (kind != DQL_TOKEN_IGNORED) return kind;
    }
    return DQL_TOKEN_END;
}

static bool in_field_place(const dql_resolver *resolver, uint32_t index) {
    uint16_t before = kind_before(resolver, index);
    if (before == DQL_TOKEN_LPAREN) return index < 2 || resolver->tokens[index - 2].kind != DQL_TOKEN_IN;
    return dql_is_of(before, DQL_TOKENS_CONNECTIVE | DQL_TOKENS_NEGATION) || before == DQL_TOKEN_WHERE ||
           before == DQL_TOKEN_LABEL || before == DQL_TOKEN_END ||
           (index >= 2 && kind_before(resolver, index - 1) == DQL_TOKEN_FROM);
}

static bool in_value_place(const dql_resolver *resolver, uint32_t index) {
    uint16_t before = kind_before(resolver, index);
    if (before == DQL_TOKEN_LPAREN) return index >= 2 && resolver->tokens[index - 2].kind == DQL_TOKEN_IN;
    return dql_is_of(before, DQL_TOKENS_SIGN | DQL_TOKENS_FOREIGN_OPERATOR) || before == DQL_TOKEN_CONTAINS ||
           before == DQL_TOKEN_BETWEEN || before == DQL_TOKEN_COMMA || before == DQL_TOKEN_LBRACKET;
}

static bool at_space(const dql_resolver *resolver, uint32_t offset) {
    char byte = resolver->source->text[offset];
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '#' || byte == ';' || byte == '\0';
}

/* `include: users`, with a colon too many. */
static bool is_clause_of_names(const dql_token *token) {
    bool names = token->kind == DQL_TOKEN_INCLUDE || token->kind == DQL_TOKEN_FIELDS || token->kind == DQL_TOKEN_FROM;
    return names && token[1].kind == DQL_TOKEN_COLON && is_value(token[2].kind);
}

/* `urgent :status = 1`, where the colon seems to begin a parameter. */
static bool resolve_label_of_parameter(dql_resolver *resolver) {
    dql_token *first = resolver->tokens;
    dql_token *field = first + 1;
    if (field->kind != DQL_TOKEN_PARAMETER || !dql_label_before(resolver->source, first, field)) return false;
    dql_token label[2] = {*first, *field};
    label[1].end = field->start + 1;
    label[1].kind = DQL_TOKEN_COLON;
    field->kind = DQL_TOKEN_WORD;
    field->start++;
    dql_report_label(resolver->source, resolver->findings, &label[0], &label[1]);
    first->kind = DQL_TOKEN_LABEL;
    return true;
}

/* A label with a whole query behind it, which may not be written as it should be. */
static bool resolve_whole_label(dql_resolver *resolver) {
    dql_token *first = resolver->tokens;
    if (resolve_label_of_parameter(resolver)) return true;
    dql_token *colon = first;
    while (colon->kind != DQL_TOKEN_COLON && colon->kind != DQL_TOKEN_END && colon - first < 9) colon++;
    if (colon->kind != DQL_TOKEN_COLON || dql_label_before(resolver->source, first, colon) != first) return false;
    dql_report_label(resolver->source, resolver->findings, first, colon);
    first->kind = DQL_TOKEN_LABEL;
    first->end = colon[-1].end;
    for (dql_token *at = first + 1; at <= colon; at++) at->kind = DQL_TOKEN_IGNORED;
    return true;
}

/* `urgent: status = 1` begins with a label; in `state: active` the colon was meant as `=`. */
static void resolve_label(dql_resolver *resolver) {
    dql_token *t = resolver->tokens;
    if (resolve_whole_label(resolver)) return;
    if (resolver->count < 2 || t[1].kind != DQL_TOKEN_COLON || t[1].start != t[0].end) return;
    if (t[0].flags & DQL_TOKEN_PROBLEM_SPELLING) return;
    if (!dql_is_of(t[0].kind, DQL_NAME_CLASSES)) return;
    if (!at_space(resolver, t[1].end) || is_clause_of_names(t)) return;
    if (resolver->count >= 3 && is_value(t[2].kind) && t[2].kind != DQL_TOKEN_QUOTED_NAME) {
        uint16_t after = t[3].kind; /* the end token at the latest */
        bool clause = begins_clause(after) && t[4].kind != DQL_TOKEN_COMPARE && t[4].kind != DQL_TOKEN_MATCH;
        bool next = after == DQL_TOKEN_WORD && t[4].kind == DQL_TOKEN_COLON && dql_begins_line(resolver->source, &t[3]);
        bool lone = after == DQL_TOKEN_END || after == DQL_TOKEN_AND || after == DQL_TOKEN_OR || clause || next;
        if (lone && t[2].kind != DQL_TOKEN_ORDER) return;
    }
    t[0].kind = DQL_TOKEN_LABEL;
    t[1].kind = DQL_TOKEN_IGNORED;
}

/* `pagesize: 20` where a clause stands. */
static void report_clause_colon(dql_resolver *resolver, dql_token *colon) {
    const char *name = colon[-1].kind == DQL_TOKEN_PAGE ? "page" : "pagesize";
    deskql_finding *finding =
        dql_report(resolver->findings, DQL_FOREIGN_SPELLING, dql_token_range(colon), "`:` after `%s`", name);
    dql_finding_about(finding, colon[-1].kind == DQL_TOKEN_PAGE ? "page" : "pageSize", NULL);
    dql_finding_help(resolver->findings, finding, "write `%s` and the number with a space between", name);
    dql_finding_fix(resolver->findings, finding, dql_token_range(colon), "%s",
                    at_space(resolver, colon->end) ? "" : " ");
    colon->kind = DQL_TOKEN_IGNORED;
}

/* Whether a colon behind it may mean `=`. */
static bool can_be_named(uint16_t kind) {
    if (kind == DQL_TOKEN_IN || kind == DQL_TOKEN_CONTAINS || kind == DQL_TOKEN_BETWEEN || kind == DQL_TOKEN_AND)
        return false;
    return dql_is_of(kind, DQL_NAME_CLASSES) || kind == DQL_TOKEN_LABEL;
}

/* Behind one of these a colon says nothing: `order by: id`, `company is : null`. */
static bool needs_no_colon(const dql_resolver *resolver, uint32_t index) {
    const dql_token *colon = &resolver->tokens[index];
    uint16_t before = colon[-1].kind;
    if (before == DQL_TOKEN_IS || before == DQL_TOKEN_BY || before == DQL_TOKEN_INCLUDE || before == DQL_TOKEN_FIELDS ||
        before == DQL_TOKEN_FROM)
        return true;
    if (dql_is_of(before, DQL_TOKENS_OPERATOR)) return !in_field_place(resolver, index - 1);
    /* `id : != 7`, `agent : is null` */
    const dql_token *next = colon + 1;
    bool word = (next->kind == DQL_TOKEN_IS && dql_is_of(next[1].kind, DQL_TOKENS_NULL | DQL_TOKENS_NEGATION)) ||
                (next->kind == DQL_TOKEN_IN && dql_is_of(next[1].kind, DQL_TOKENS_OPENER));
    return ((word && before != DQL_TOKEN_NOT) || dql_is_of(next->kind, DQL_TOKENS_SIGN)) && can_be_named(before);
}

/* Of a comma: whether it stands in a list of values. Few tokens are looked at, so that the work is linear. */
static bool is_in_list(const dql_resolver *resolver, uint32_t index) {
    for (uint32_t steps = 0; index > 0 && steps < 64; steps++) {
        uint16_t kind = resolver->tokens[--index].kind;
        if (kind == DQL_TOKEN_LPAREN || kind == DQL_TOKEN_LBRACKET) return true;
        if (kind == DQL_TOKEN_BY || kind == DQL_TOKEN_INCLUDE || kind == DQL_TOKEN_FIELDS) return false;
    }
    return false;
}

/* `error: timeout`: the last of the words behind a colon that are rather a text than the field of a condition. */
static dql_token *end_of_text(const dql_resolver *resolver, dql_token *colon) {
    dql_token *last = colon;
    while ((last[1].kind == DQL_TOKEN_WORD || last[1].kind == DQL_TOKEN_NUMBER) &&
           !dql_begins_line(resolver->source, &last[1]))
        last++;
    uint16_t next = last[1].kind;
    bool ends = next == DQL_TOKEN_END || next == DQL_TOKEN_AND || next == DQL_TOKEN_OR || next == DQL_TOKEN_RPAREN ||
                next == DQL_TOKEN_COMMA || begins_clause(next);
    return ends ? last : colon;
}

/* Behind a value a colon belongs to it, with what follows up to white space: `subject = error:timeout`. */
static bool resolve_colon_in_value(dql_resolver *resolver, uint32_t index) {
    dql_token *value = &resolver->tokens[index - 1];
    dql_token *last = value + 1;
    bool known = value->kind == DQL_TOKEN_WORD || value->kind == DQL_TOKEN_NUMBER;
    if (!known || value->end != last->start || !in_value_place(resolver, index - 1)) return false;
    if (value[-1].kind == DQL_TOKEN_COMMA && !is_in_list(resolver, index - 2)) return false;
    while (last[1].start == last->end && last[1].kind != DQL_TOKEN_COMMA && last[1].kind != DQL_TOKEN_RPAREN &&
           last[1].kind != DQL_TOKEN_RBRACKET && last[1].kind != DQL_TOKEN_END && !dql_hash_is_comment(&last[1]))
        last++;
    if (last->kind == DQL_TOKEN_COLON) last = end_of_text(resolver, last);
    dql_range range = {value->start, last->end};
    const char *text = resolver->source->text + range.start;
    int length = (int)(range.end - range.start);
    deskql_finding *finding = dql_report(resolver->findings, DQL_SYNTAX, range, "a colon in a value without quotes");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(resolver->findings, finding, "in quotes it is one value: `\"%s\"`",
                     dql_shown(resolver->findings->arena, text, (size_t)length));
    bool writable = !memchr(text, '"', (size_t)length) && !memchr(text, '\\', (size_t)length);
    /* `subject = error:` may go on. */
    if (writable && last->kind != DQL_TOKEN_COLON)
        dql_finding_fix(resolver->findings, finding, range, "\"%.*s\"", length, text);
    for (dql_token *at = value + 1; at <= last; at++) {
        at->kind = DQL_TOKEN_IGNORED;
        at->flags = DQL_TOKEN_REPORTED;
    }
    value->kind = DQL_TOKEN_STRING;
    value->end = range.end;
    value->flags = DQL_TOKEN_REPORTED | DQL_TOKEN_MISSING;
    return true;
}

static void resolve_colon(dql_resolver *resolver, uint32_t index) {
    dql_token *colon = &resolver->tokens[index];
    const dql_token *next = colon + 1;
    uint16_t before = index > 0 ? colon[-1].kind : DQL_TOKEN_END;
    if (before == DQL_TOKEN_PAGE || before == DQL_TOKEN_PAGESIZE) {
        report_clause_colon(resolver, colon);
    } else if (index > 0 && needs_no_colon(resolver, index)) {
        colon->flags |= DQL_TOKEN_PROBLEM_SPELLING;
        colon->kind = DQL_TOKEN_IGNORED;
    } else if (index > 1 && resolve_colon_in_value(resolver, index)) {
        return;
    } else if (can_be_named(before)) {
        colon->flags |= DQL_TOKEN_PROBLEM_SPELLING;
        colon->kind = DQL_TOKEN_COMPARE;
        colon->detail = DQL_OPERATOR_EQUAL;
    } else if (next->flags & DQL_TOKEN_PROBLEM_CHARACTER && next->start == colon->end) {
        /* A parameter's name may be wrong, which is then said of the name. */
        colon->flags |= DQL_TOKEN_REPORTED;
    }
}

/* `!` before a group, a comparison or a word operator is `not`. */
static void resolve_bang(dql_resolver *resolver, uint32_t index) {
    dql_token *bang = &resolver->tokens[index];
    uint16_t next = bang[1].kind;
    if (next == DQL_TOKEN_LPAREN || next == DQL_TOKEN_WORD || next == DQL_TOKEN_QUOTED_NAME || next == DQL_TOKEN_BANG ||
        is_keyword(next) || next == DQL_TOKEN_FOREIGN_OPERATOR) {
        bang->kind = DQL_TOKEN_NOT;
        bang->flags |= DQL_TOKEN_PROBLEM_SPELLING;
    }
}

/* A quote right behind a word, with no other to close it, has lost its partner before the word: `subject = refund now"`. */
static void resolve_late_quote(dql_resolver *resolver, uint32_t index) {
    dql_token *quote = &resolver->tokens[index];
    if (!(quote->flags & DQL_TOKEN_PROBLEM_UNTERMINATED) || quote->kind != DQL_TOKEN_STRING || index < 2) return;
    const char *text = resolver->source->text;
    uint32_t first = index;
    while (first > 0 &&
           (is_value(resolver->tokens[first - 1].kind) || is_keyword(resolver->tokens[first - 1].kind) ||
            resolver->tokens[first - 1].kind == DQL_TOKEN_ANYWORD) &&
           resolver->tokens[first - 1].kind != DQL_TOKEN_STRING &&
           resolver->tokens[first - 1].kind != DQL_TOKEN_CONTAINS) {
        first--;
    }
    if (first == index || first == 0 || quote[-1].end != quote->start) return;
    uint16_t before = resolver->tokens[first - 1].kind;
    if (!dql_is_of(before, DQL_TOKENS_SIGN) && before != DQL_TOKEN_CONTAINS && before != DQL_TOKEN_COMMA &&
        before != DQL_TOKEN_LPAREN)
        return;
    /* One word, or words without a comparison among them, up to this quote: the rest of the line is as it was meant. */
    uint32_t start = resolver->tokens[first].start;
    if (memchr(text + start, '\n', quote->start - start)) return;
    deskql_finding *finding = dql_report(resolver->findings, DQL_UNTERMINATED_STRING,
                                         (dql_range){quote->start, quote->start + dql_quote_size(quote->detail)},
                                         "quote without its partner");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_note(resolver->findings, finding, (dql_range){start, start}, "the opening quote may be missing here");
    dql_finding_help(resolver->findings, finding, "put the text between two quotes");
    for (uint32_t i = first; i < index; i++) resolver->tokens[i].kind = DQL_TOKEN_IGNORED;
    quote->start = start;
    quote->flags = DQL_TOKEN_REPORTED | DQL_TOKEN_MISSING;
}

static bool is_text(const dql_resolver *resolver, const dql_token *token, const char *lower) {
    return dql_token_is(resolver->source, token, lower, strlen(lower));
}

/* `nin`, `notin`, `not-in` and `not_in` between a field and a list. */
static void resolve_not_in(dql_resolver *resolver, uint32_t index) {
    static const char *const spellings[] = {"nin", "notin", "not-in", "not_in"};
    dql_token *token = &resolver->tokens[index];
    uint16_t next = token[1].kind;
    if (next != DQL_TOKEN_LPAREN && next != DQL_TOKEN_LBRACKET && next != DQL_TOKEN_PARAMETER) return;
    if (index == 0 || (token[-1].kind != DQL_TOKEN_WORD && token[-1].kind != DQL_TOKEN_QUOTED_NAME)) return;
    if (!in_field_place(resolver, index - 1)) return;
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (!is_text(resolver, token, spellings[i])) continue;
        token->kind = DQL_TOKEN_IN;
        token->detail = DQL_OPERATOR_NOT_IN;
        token->flags |= DQL_TOKEN_PROBLEM_SPELLING;
    }
}

/* The API orders by one field: of a longer list not all are listed. */
#define LONGEST_ORDER 16u

/* Whether a token stands in the list of `order by`. */
static bool in_order(const dql_resolver *resolver, uint32_t index) {
    uint32_t limit = index > LONGEST_ORDER ? index - LONGEST_ORDER : 0;
    while (index-- > limit) {
        uint16_t kind = resolver->tokens[index].kind;
        if (kind == DQL_TOKEN_BY) return index > 0 && resolver->tokens[index - 1].kind == DQL_TOKEN_ORDER;
        bool listed = kind == DQL_TOKEN_WORD || kind == DQL_TOKEN_QUOTED_NAME || kind == DQL_TOKEN_COMMA ||
                      kind == DQL_TOKEN_IGNORED || kind == DQL_TOKEN_SIGNED_WORD || is_keyword(kind) ||
                      kind == DQL_TOKEN_ASCENDING || kind == DQL_TOKEN_DESCENDING;
        if (!listed) return false;
    }
    return false;
}

/* `createdAt:desc`, where the colon, `:` of a token `:desc` or one of its own, divides a field from its direction. */
static bool resolve_direction(dql_resolver *resolver, uint32_t index) {
    dql_token *colon = &resolver->tokens[index];
    dql_token *word = colon->kind == DQL_TOKEN_PARAMETER ? colon : colon + 1;
    dql_token direction = *word;
    if (word == colon) direction.start++;
    bool descending = is_text(resolver, &direction, "desc") || is_text(resolver, &direction, "descending");
    bool ascending = is_text(resolver, &direction, "asc") || is_text(resolver, &direction, "ascending");
    if ((!descending && !ascending) || index == 0 || !in_order(resolver, index)) return false;
    const char *shown = descending ? "desc" : "asc";
    dql_range range = {colon->start, colon->start + 1};
    deskql_finding *finding =
        dql_report(resolver->findings, DQL_FOREIGN_SPELLING, range, "`:` between a field and `%s`", shown);
    dql_finding_about(finding, "orderBy", NULL);
    dql_finding_help(resolver->findings, finding, "write a space there");
    bool space = at_space(resolver, range.end) || at_space(resolver, range.start - 1);
    dql_finding_fix(resolver->findings, finding, range, "%s", space ? "" : " ");
    if (word == colon) {
        *colon = direction;
        colon->kind = descending ? DQL_TOKEN_DESC : DQL_TOKEN_ASC;
    } else {
        colon->kind = DQL_TOKEN_IGNORED;
    }
    return true;
}

/* `customers..name`, where no value stands: one name, of which check/ says what it is. */
static void resolve_dots(dql_resolver *resolver, uint32_t index) {
    dql_token *dots = &resolver->tokens[index];
    if (index == 0 || dots[-1].kind != DQL_TOKEN_WORD || dots[1].kind != DQL_TOKEN_WORD) return;
    if (dots[-1].end != dots->start || dots[1].start != dots->end || in_value_place(resolver, index - 1)) return;
    for (uint32_t at = dots->start; at < dots->end; at++) {
        if (resolver->source->text[at] != '.') return;
    }
    dots[1].start = dots[-1].start;
    dots[-1].kind = dots->kind = DQL_TOKEN_IGNORED;
    /* Without its problem, which of an ignored token is a `#`. */
    dots->flags = DQL_TOKEN_REPORTED;
}

/* What is said of a value before says so of the `#` too. */
static void resolve_hash(dql_resolver *resolver, uint32_t index) {
    dql_token *hash = &resolver->tokens[index];
    dql_token *value = hash - 1;
    if (!dql_token_is_hash(hash) || hash->flags & DQL_TOKEN_REPORTED) return;
    bool listed = index < 2 || value[-1].kind != DQL_TOKEN_COMMA || is_in_list(resolver, index - 2);
    dql_report_hash(resolver->source, resolver->findings, value, listed && in_value_place(resolver, index - 1));
}

static void resolve_token(dql_resolver *resolver, uint32_t index) {
    dql_token *token = &resolver->tokens[index];
    uint16_t next = token[1].kind;
    if (token->kind == DQL_TOKEN_COLON || token->kind == DQL_TOKEN_PARAMETER) {
        if (!resolve_direction(resolver, index) && token->kind == DQL_TOKEN_COLON) resolve_colon(resolver, index);
    } else if (token->kind == DQL_TOKEN_IGNORED) {
        resolve_hash(resolver, index);
    } else if (dql_is_of(token->kind, DQL_TOKENS_CONNECTIVE) && token->flags & DQL_TOKEN_PROBLEM_SPELLING) {
        dql_report_rsql(resolver->source, resolver->findings, resolver->tokens, resolver->count, index);
    } else if (token->kind == DQL_TOKEN_ILLEGAL) {
        resolve_dots(resolver, index);
    } else if (token->kind == DQL_TOKEN_BANG) {
        resolve_bang(resolver, index);
    } else if (token->kind == DQL_TOKEN_STRING) {
        resolve_late_quote(resolver, index);
    } else if (token->kind == DQL_TOKEN_DATE) {
        dql_resolve_clock(resolver->source, resolver->findings, token);
    } else if ((next == DQL_TOKEN_COMPARE || next == DQL_TOKEN_MATCH ||
                (next == DQL_TOKEN_COLON && token->end == token[1].start)) &&
               is_keyword(token->kind) && !(token->flags & DQL_TOKEN_PROBLEM_SPELLING) && !is_clause_of_names(token) &&
               in_field_place(resolver, index)) {
        /* `and = 1` names a field, `&& = 1` does not. */
        token->kind = DQL_TOKEN_WORD;
    } else if (token->kind == DQL_TOKEN_IDS && !dql_is_of(next, DQL_TOKENS_OPENER) && next != DQL_TOKEN_NUMBER &&
               (next != DQL_TOKEN_PARAMETER || token->end == token[1].start)) {
        token->kind = DQL_TOKEN_WORD;
    } else if (token->kind == DQL_TOKEN_ORDER && next != DQL_TOKEN_BY && in_value_place(resolver, index)) {
        token->kind = DQL_TOKEN_ANYWORD;
    } else if (token->kind == DQL_TOKEN_LIMIT && next != DQL_TOKEN_NUMBER && next != DQL_TOKEN_PARAMETER) {
        token->kind = DQL_TOKEN_WORD;
    }
}

static void report_depth(dql_resolver *resolver, uint32_t index, uint32_t maximum) {
    deskql_finding *finding = dql_report(resolver->findings, DQL_TOO_DEEP, dql_token_range(&resolver->tokens[index]),
                                         "nested more than %u levels deep", maximum);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(resolver->findings, finding, "brackets and `not` each count as a level; take some away");
}

/* Whether what needs to be resolved is there at all. */
static bool is_plain(uint16_t kind) {
    return kind == DQL_TOKEN_WORD || kind == DQL_TOKEN_COMPARE || kind == DQL_TOKEN_NUMBER || kind == DQL_TOKEN_COMMA;
}

/* How deep the query is nested at a token. */
typedef struct nesting {
    uint32_t maximum;
    uint32_t level;
    uint32_t brackets;
    bool in_list; /* whose bracket is no level, for nothing nests in it */
    /* The level at which each open bracket's contents begin: every `not` of a comparison ends with it. */
    uint16_t bases[DQL_DEEPEST + 2];
} nesting;

static void nest(const dql_resolver *resolver, nesting *nested, uint32_t index) {
    uint16_t kind = resolver->tokens[index].kind;
    if (kind == DQL_TOKEN_LPAREN) {
        nested->in_list = kind_before(resolver, index) == DQL_TOKEN_IN;
        if (!nested->in_list && ++nested->level <= nested->maximum)
            nested->bases[++nested->brackets] = (uint16_t)nested->level;
    } else if (kind == DQL_TOKEN_NOT) {
        if (in_field_place(resolver, index)) nested->level++;
    } else if (kind == DQL_TOKEN_RPAREN || dql_is_of(kind, DQL_TOKENS_CONNECTIVE)) {
        if (kind == DQL_TOKEN_RPAREN && nested->brackets && !nested->in_list) nested->brackets--;
        nested->in_list = false;
        nested->level = nested->bases[nested->brackets];
    }
}

uint32_t dql_resolve(const dql_source *source, deskql_findings *findings, dql_token *tokens, uint32_t count,
                     uint32_t maximum_depth) {
    dql_resolver resolver = {source, findings, tokens, count};
    nesting nested;
    nested.maximum = maximum_depth;
    nested.level = nested.brackets = nested.bases[0] = 0;
    nested.in_list = false;
    resolve_label(&resolver);
    for (uint32_t i = 1; i < count; i++) {
        if (tokens[i].kind == DQL_TOKEN_COMMA) dql_take_rsql_or(source, tokens, &tokens[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (tokens[i].kind == DQL_TOKEN_WORD) resolve_not_in(&resolver, i);
        if (tokens[i].kind == DQL_TOKEN_COMPARE) dql_join_rsql_operator(source, &tokens[i]);
        if (is_plain(tokens[i].kind)) continue;
        dql_findings_mark before = dql_findings_here(findings);
        resolve_token(&resolver, i);
        dql_findings_tidy(findings, before);
        nest(&resolver, &nested, i);
        if (nested.level > maximum_depth) {
            report_depth(&resolver, i, maximum_depth);
            return i;
        }
    }
    return count;
}
