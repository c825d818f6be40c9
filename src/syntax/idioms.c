/*
 * Each token is looked at once, with the few rows of its place that begin as it does; a row reads as many tokens as it has elements, and of a
 * list at most MOST_VALUES. So the work is linear. No row fits what parses: the first token that cannot come is among the first of a row.
 */
#include "syntax/idioms.h"

#include "diagnostics/parameters.h"
#include "generated/query_parser.h"
#include "syntax/keyword.h"
#include "syntax/operators.h"
#include "syntax/spelling.h"
#include "syntax/token_class.h"

#include <string.h>

/* Where a token stands; in the order of the rows, of which those from AT_ANY on are looked for everywhere. */
typedef enum idiom_place {
    AT_NOTHING,
    AT_LIST,
    AT_ENDPOINT,
    AT_OPERATOR,
    AT_SIGN,
    AT_VALUE,
    AT_FIELD,
    AT_ANY,
    AT_ORDER,
    AT_PAGE
} idiom_place;

typedef struct idiom {
    const char *written;
    const char *meant;
    const char *replacement;
    const char *help;
    const char *message;
    bool exact;
} idiom;

enum { MAYBE, EXACT };

#define PLACE(place)
#define IDIOM(place, written, meant, replacement, exact, help) {written, meant, replacement, help, NULL, exact},
#define MISTAKE(place, written, meant, replacement, exact, help, message)                                              \
    {written, meant, replacement, help, message, exact},

static const idiom idioms[] = {
#include "idioms.def"
};

/* The row of each place that is its first: of the lines of the list, those that are rows count. */
#define JOINED(one, other) one##other
#define ROW_OF(line) JOINED(ROW_, line)
enum {
#define PLACE(place) FIRST_##place, BEFORE_##place = FIRST_##place - 1,
#define IDIOM(place, written, meant, replacement, exact, help) ROW_OF(__LINE__),
#define MISTAKE(place, written, meant, replacement, exact, help, message) ROW_OF(__LINE__),
#include "idioms.def"
};

static const uint8_t first_rows[] = {
#define PLACE(place) [AT_##place] = FIRST_##place,
#define IDIOM(place, written, meant, replacement, exact, help)
#define MISTAKE(place, written, meant, replacement, exact, help, message)
#include "idioms.def"
};

#define MOST_VALUES 64u

/* The tokens of a row: of each element the first and the last. */
typedef struct idiom_match {
    const dql_source *source;
    dql_arena *arena;
    dql_token *first[DQL_IDIOM_ELEMENTS];
    dql_token *last[DQL_IDIOM_ELEMENTS];
    size_t count;
    idiom_place place; /* where the row begins */
    bool is_first;     /* with the query */
} idiom_match;

static bool is_sound(const dql_token *token) {
    return !(token->flags & (DQL_TOKEN_PROBLEMS & ~DQL_TOKEN_PROBLEM_STRING)) && !(token->flags & DQL_TOKEN_REPORTED);
}

static bool is_value(const dql_token *token) {
    uint32_t classes = DQL_VALUE_CLASSES & ~(uint32_t)DQL_TOKENS_NULL;
    return dql_is_of(token->kind, classes) && is_sound(token);
}

static bool ends_condition(const dql_token *token) {
    return token->kind == DQL_TOKEN_END ||
           dql_is_of(token->kind, DQL_TOKENS_CONNECTIVE | DQL_CLAUSE_CLASSES | DQL_TOKENS_CLOSER);
}

static const struct {
    const char *word, *letters;
} units[] = {{"minute", "m"}, {"hour", "h"}, {"day", "d"}, {"week", "w"}, {"month", "mo"}, {"year", "y"}};

/* The letters of `days`; NULL of what is no unit. */
static const char *unit_of(const dql_source *source, const dql_token *token) {
    size_t length = token->end - token->start;
    if (length > 1 && (source->text[token->end - 1] | 0x20) == 's') length--;
    dql_token single = {.start = token->start, .end = token->start + (uint32_t)length};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (dql_token_is(source, &single, units[i].word, strlen(units[i].word))) return units[i].letters;
    }
    return NULL;
}

/* `1 and 5` for `1..5`; else NULL. */
static const char *range_of(const idiom_match *of, const dql_token *token) {
    if (token->kind != DQL_TOKEN_NUMBER && token->kind != DQL_TOKEN_DATE) return NULL;
    return dql_spelled_range(of->arena, of->source->text + token->start, token->end - token->start);
}

static bool is_operator(const dql_token *token) {
    return dql_is_of(token->kind, DQL_COMPARISON_CLASSES | DQL_TOKENS_NEGATION);
}

static bool is_same(const dql_source *source, const dql_token *one, const dql_token *other) {
    size_t length = one->end - one->start;
    return other->end - other->start == length &&
           memcmp(source->text + one->start, source->text + other->start, length) == 0;
}

/* `agent = 1 or agent` is a condition begun. */
static bool is_field_again(const dql_source *source, const dql_token *first, const dql_token *at) {
    return at != first && at->kind == DQL_TOKEN_WORD &&
           (first->kind == DQL_TOKEN_NUMBER || is_same(source, at, &first[-2]));
}

/* Values with commas, or `or`, between, up to a condition; a parameter alone may be a list itself. */
static dql_token *end_of_values(const dql_source *source, dql_token *at, uint32_t least, uint8_t divider) {
    const dql_token *first = at;
    if (at->kind == DQL_TOKEN_PARAMETER && at[1].kind != divider) return NULL;
    for (uint32_t count = 1; count <= MOST_VALUES && is_value(at); count++, at++) {
        if (divider == DQL_TOKEN_OR && is_field_again(source, first, at)) return NULL;
        at++;
        bool is_condition =
            divider == DQL_TOKEN_OR && at->kind == divider && (!is_value(&at[1]) || is_operator(&at[2]));
        if (at->kind != divider || is_condition) return count >= least ? at : NULL;
    }
    return NULL;
}

/* Behind what an element stands for; NULL where something else stands there. */
static dql_token *take_element(const idiom_match *of, dql_token *at, const char *element) {
    const dql_source *source = of->source;
    bool good;
    switch (*element) {
    case 'E':
    case 'F':
        if (*element == 'E' && !of->is_first) return NULL;
        good = dql_is_of(at->kind, DQL_TOKENS_WORD | DQL_TOKENS_QUOTED_NAME) && is_sound(at);
        break;
    case 'V':
        good = is_value(at);
        break;
    case 'L':
        return end_of_values(source, at, 1, DQL_TOKEN_COMMA);
    case 'P':
        return end_of_values(source, at, 2, DQL_TOKEN_COMMA);
    case 'O':
        return end_of_values(source, at, 2, DQL_TOKEN_OR);
    case 'N':
    case 'M':
        good = at->kind == DQL_TOKEN_NUMBER && is_sound(at) && (source->text[at->start] == '-') == (*element == 'M');
        break;
    case 'D':
        good = dql_token_lacks_sign(source, at, of->arena);
        break;
    case 'Q':
    case 'S':
        if (*element == 'Q' && !(of->is_first && at[1].kind == DQL_TOKEN_END)) return NULL;
        good = at->kind == DQL_TOKEN_STRING && is_sound(at) && !(at->detail & DQL_QUOTE_ESCAPED);
        break;
    case 'C':
        good = at->kind == DQL_TOKEN_COMPARE && is_sound(at);
        break;
    case 'R':
        good = at->kind == DQL_TOKEN_RELATIVE;
        break;
    case 'U':
        good = at->kind == DQL_TOKEN_WORD && unit_of(source, at);
        break;
    case 'G':
        good = range_of(of, at) != NULL;
        break;
    case 'T':
        good = is_value(at) && at->kind != DQL_TOKEN_WORD;
        break;
    case 'A':
        good = of->place == AT_NOTHING && at->kind == DQL_TOKEN_COMPARE && at->detail == DQL_OPERATOR_EQUAL;
        break;
    case 'X':
        good = dql_is_of(at->kind, DQL_TOKENS_OPENER | DQL_TOKENS_CLOSER) || at->kind == DQL_TOKEN_ILLEGAL;
        break;
    case '.':
        if (element[1] == '.') {
            good = dql_token_is(source, at, "..", 2);
            break;
        }
        return ends_condition(at) ? at : NULL;
    case ';':
        return ends_condition(at) && at->kind != DQL_TOKEN_AND ? at : NULL;
    case ':':
        return ends_condition(at) && !dql_is_of(at->kind, DQL_TOKENS_CLOSER) ? at : NULL;
    case '+':
        return at->start == at[-1].end ? at : NULL;
    default:
        good = at->kind != DQL_TOKEN_STRING && dql_token_is(source, at, element, strcspn(element, " "));
    }
    return good ? at + 1 : NULL;
}

static bool takes_token(const char *element) {
    return !strchr(".;:+", *element) || element[1] == '.';
}

static bool matches(idiom_match *of, dql_token *at, const char *written) {
    of->count = 0;
    while (*written) {
        dql_token *end = take_element(of, at, written);
        if (!end) return false;
        if (takes_token(written) && of->count < DQL_IDIOM_ELEMENTS) {
            of->first[of->count] = at;
            of->last[of->count++] = end - 1;
        }
        at = end;
        while (*written && *written++ != ' ') {
        }
    }
    return true;
}

/* A name without its quotes, in backquotes where it needs them. */
static void write_name(const idiom_match *of, dql_writer *writer, const dql_token *token) {
    dql_range inner = dql_token_inner(of->source, token);
    const char *text = of->source->text + inner.start;
    size_t length = inner.end - inner.start;
    bool plain = dql_is_plain_word(text, length);
    if (!plain) dql_write_byte(writer, '`');
    dql_write(writer, text, length);
    if (!plain) dql_write_byte(writer, '`');
}

static void write_turned(const idiom_match *of, dql_writer *writer, const dql_token *token) {
    const char *text = of->source->text;
    char sign = text[token->start];
    dql_write_byte(writer, sign == '<' ? '>' : sign == '>' ? '<' : sign);
    dql_write(writer, text + token->start + 1, token->end - token->start - 1);
}

static void write_values(const idiom_match *of, dql_writer *writer, const dql_token *first, const dql_token *last) {
    for (const dql_token *at = first; at <= last; at += 2) {
        if (at != first) dql_write_text(writer, ", ");
        dql_write(writer, of->source->text + at->start, at->end - at->start);
    }
}

/* What is to be written; NULL where there is nothing, or no memory. */
static const char *expand(const idiom_match *of, dql_arena *arena, const char *replacement) {
    if (!replacement) return NULL;
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    const char *text = of->source->text;
    for (;;) {
        size_t length = strcspn(replacement, "$^@%&*");
        dql_write(&writer, replacement, length);
        replacement += length;
        if (!*replacement) break;
        size_t which = (size_t)(replacement[1] - '1');
        const dql_token *first = of->first[which];
        if (*replacement == '$') {
            dql_write(&writer, text + first->start, of->last[which]->end - first->start);
        } else if (*replacement == '*') {
            dql_write_text(&writer, range_of(of, first));
        } else if (*replacement == '^') {
            write_turned(of, &writer, first);
        } else if (*replacement == '&') {
            write_values(of, &writer, first, of->last[which]);
        } else if (*replacement == '@') {
            dql_write_text(&writer, unit_of(of->source, first));
        } else {
            write_name(of, &writer, first);
        }
        replacement += 2;
    }
    return dql_writer_text(&writer, NULL);
}

/* What a letter of `meant` makes of a token, but for `k`, which keeps it, `!`, which has it reported, and `f`. */
static const struct {
    char letter;
    uint8_t kind, detail, flags;
} meanings[] = {
    {'E', DQL_TOKEN_COMPARE, DQL_OPERATOR_EQUAL, 0},
    {'N', DQL_TOKEN_COMPARE, DQL_OPERATOR_NOT_EQUAL, 0},
    {'L', DQL_TOKEN_COMPARE, DQL_OPERATOR_LESS, 0},
    {'G', DQL_TOKEN_COMPARE, DQL_OPERATOR_GREATER, 0},
    {'C', DQL_TOKEN_MATCH, DQL_OPERATOR_CONTAINS, 0},
    {'?', DQL_TOKEN_MATCH, DQL_OPERATOR_CONTAINS, DQL_TOKEN_MISSING},
    {'i', DQL_TOKEN_IN, DQL_OPERATOR_IN, 0},
    {'o', DQL_TOKEN_IN, DQL_OPERATOR_NOT_IN, 0},
    {'b', DQL_TOKEN_BETWEEN, 0, 0},
    {'a', DQL_TOKEN_AND, 0, 0},
    {'u', DQL_TOKEN_OR, 0, 0},
    {'r', DQL_TOKEN_ORDER, 0, 0},
    {'B', DQL_TOKEN_BY, 0, 0},
    {'P', DQL_TOKEN_PAGESIZE, 0, 0},
    {'s', DQL_TOKEN_IS, 0, 0},
    {'x', DQL_TOKEN_FROM, 0, 0},
    {'v', DQL_TOKEN_WORD, 0, DQL_TOKEN_MISSING},
    {'p', DQL_TOKEN_PARAMETER, 0, DQL_TOKEN_MISSING},
    {'-', DQL_TOKEN_IGNORED, 0, 0},
};

static void become(dql_token *token, char meant) {
    if (meant == 'f') token->kind = DQL_TOKEN_QUOTED_NAME;
    token->flags |= DQL_TOKEN_REPORTED;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (meanings[i].letter != meant) continue;
        token->kind = meanings[i].kind;
        token->detail = meanings[i].detail;
        token->flags = DQL_TOKEN_REPORTED | meanings[i].flags;
    }
}

/* A fix drops no comment. */
static bool has_comment(const dql_source *source, dql_range range) {
    return memchr(source->text + range.start, '#', range.end - range.start) != NULL;
}

static void write_help(const idiom_match *of, deskql_findings *findings, deskql_finding *finding, const idiom *row,
                       dql_range range) {
    const char *replacement = expand(of, findings->arena, row->replacement);
    if (row->help) {
        dql_finding_help(findings, finding, "%s", row->help);
    } else if (replacement && *replacement) {
        dql_finding_help(findings, finding, "write `%s`", dql_shown(findings->arena, replacement, strlen(replacement)));
    } else {
        dql_finding_help(findings, finding, "remove it");
    }
    if (!replacement || has_comment(of->source, range)) return;
    const char *text = of->source->text;
    if (!*replacement && range.start > 0 && text[range.start - 1] == ' ' && text[range.end] == ' ') range.start--;
    if (row->exact) {
        dql_finding_replace(findings, finding, text, range, replacement);
    } else {
        dql_finding_suggest(findings, finding, range, "%s", replacement);
    }
}

static const char *parameter_of(const idiom *row) {
    return dql_parameter_names[row >= &idioms[FIRST_PAGE]    ? DQL_PAGE
                               : row >= &idioms[FIRST_ORDER] ? DQL_ORDER_BY
                                                             : DQL_FILTER];
}

static void report(const idiom_match *of, deskql_findings *findings, const idiom *row, dql_range range) {
    const char *text = of->source->text + range.start;
    deskql_finding *finding =
        row->message ? dql_report(findings, DQL_SYNTAX, range, "%s", row->message)
                     : dql_report(findings, DQL_FOREIGN_SPELLING, range, "`%s` is syntax of another language",
                                  dql_shown(findings->arena, text, range.end - range.start));
    dql_finding_about(finding, parameter_of(row), NULL);
    write_help(of, findings, finding, row, range);
}

/* Returns how many tokens there are up to the last that is not kept: what stands behind that may be a mistake too. */
static uint32_t take_row(const idiom_match *of, deskql_findings *findings, const idiom *row) {
    dql_range range = {0, 0};
    uint32_t taken = 0;
    for (size_t i = 0; i < of->count; i++) {
        if (row->meant[i] == 'k') continue;
        if (!taken) range.start = of->first[i]->start;
        range.end = of->last[i]->end;
        taken = (uint32_t)(of->last[i] + 1 - of->first[0]);
    }
    report(of, findings, row, range);
    for (size_t i = 0; i < of->count; i++) {
        if (row->meant[i] == 'k') continue;
        become(of->first[i], row->meant[i]);
        for (dql_token *token = of->first[i] + 1; token <= of->last[i]; token++) become(token, '-');
    }
    return taken;
}

static const idiom *find_row(idiom_match *of, dql_token *token, idiom_place place);

/* ---- What has no row ---- */

static bool is_wordlike(const dql_token *token) {
    return dql_is_of(token->kind, DQL_TOKENS_WORD | DQL_TOKENS_SIGNED_WORD | DQL_TOKENS_CONSTANT |
                                      DQL_TOKENS_FOREIGN_OPERATOR | DQL_TOKENS_TIME) ||
           token->kind == DQL_TOKEN_NUMBER;
}

static bool touches(const dql_token *token) {
    return token->start == token[-1].end;
}

/* What begins no token but can be seen, as the sign of `jo@example.com`. */
static bool is_visible_sign(const dql_source *source, const dql_token *token) {
    return token->kind == DQL_TOKEN_ILLEGAL && source->text[token->start] > ' ' && source->text[token->start] < 0x7F;
}

/* `fiedls id` */
static bool is_nearly_clause(const dql_source *source, const dql_token *token) {
    const uint32_t long_words = 1u << DQL_KEYWORD_FIELDS | 1u << DQL_KEYWORD_INCLUDE | 1u << DQL_KEYWORD_PAGESIZE;
    return token->end - token->start > 4 && token[1].kind != DQL_TOKEN_END &&
           dql_nearly_keywords(source, token) & long_words;
}

/* `On Hold`, `jo@example.com`: text that needs quotes. Returns how many tokens it has, 0 where there is none. */
static uint32_t take_text(const dql_source *source, deskql_findings *findings, dql_token *first) {
    if (!is_wordlike(first)) return 0;
    idiom_match of = {.source = source, .arena = findings->arena, .place = AT_NOTHING};
    dql_token *end = first + 1;
    while (end - first < MOST_VALUES && !find_row(&of, end, AT_ANY) && !is_nearly_clause(source, end) &&
           (is_wordlike(end) || (is_visible_sign(source, end) && touches(end))))
        end++;
    /* What stands before an operator is a field. */
    if (is_operator(end) && !touches(end)) end--;
    bool ends = ends_condition(end) || end->kind == DQL_TOKEN_COMMA || is_wordlike(end);
    if (end - first < 2 || !ends || (end - first == 2 && is_same(source, first, first + 1))) return 0;
    bool words = first->kind == DQL_TOKEN_WORD;
    for (dql_token *at = first + 1; at < end; at++) words = words || touches(at);
    /* `1^` is a number with something behind it. */
    if (!words || (end - first == 2 && first->kind == DQL_TOKEN_NUMBER && is_visible_sign(source, first + 1))) return 0;
    dql_range range = {first->start, end[-1].end};
    if (has_comment(source, range)) return 0;
    dql_writer writer;
    dql_writer_to_arena(&writer, findings->arena);
    dql_write_quoted_string(&writer, source->text + range.start, range.end - range.start);
    const char *quoted = dql_writer_text(&writer, NULL);
    deskql_finding *finding = dql_report(findings, DQL_SYNTAX, range, "text that is not one word needs quotes");
    dql_finding_about(finding, "filter", NULL);
    if (quoted) {
        dql_finding_help(findings, finding, "write `%s`", dql_shown(findings->arena, quoted, strlen(quoted)));
        dql_finding_fix(findings, finding, range, "%s", quoted);
    }
    become(first, 'v');
    for (dql_token *at = first + 1; at < end; at++) become(at, '-');
    return (uint32_t)(end - first);
}

/* `-- a note`, `// a note`, to the end of its line. Returns how many tokens it has. */
static uint32_t take_comment(const dql_source *source, deskql_findings *findings, dql_token *first) {
    bool closed = dql_token_is(source, first, "/*", 2);
    if (touches(first) || (!closed && !dql_token_is(source, first, "--", 2) && !dql_token_is(source, first, "//", 2)))
        return 0;
    dql_range range = dql_token_range(first);
    deskql_finding *finding =
        dql_report(findings, DQL_FOREIGN_SPELLING, range, "`%.*s` begins no comment", 2, source->text + range.start);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "a comment begins with `#`, and ends with its line");
    if (!closed) dql_finding_suggest(findings, finding, range, "#");
    uint32_t count = 0;
    do {
        become(&first[count++], '-');
    } while (first[count].kind != DQL_TOKEN_END && !dql_begins_line(source, &first[count]));
    return count;
}

/* `select id, subject`, up to `from` or `where`. Returns how many tokens it has. */
static uint32_t take_select(const dql_source *source, deskql_findings *findings, dql_token *first) {
    if (first->kind != DQL_TOKEN_WORD || !dql_token_is(source, first, "select", 6)) return 0;
    uint32_t count = 1;
    while (count < MOST_VALUES && first[count].kind != DQL_TOKEN_END && first[count].kind != DQL_TOKEN_FROM &&
           first[count].kind != DQL_TOKEN_WHERE)
        count++;
    if (first[count].kind != DQL_TOKEN_FROM && first[count].kind != DQL_TOKEN_WHERE) return 0;
    dql_range range = {first->start, first[count - 1].end};
    deskql_finding *finding =
        dql_report(findings, DQL_FOREIGN_SPELLING, range, "`select` is syntax of another language");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding,
                     "a query begins with `from` or with its conditions; `fields id, subject` behind "
                     "them asks for fields");
    for (uint32_t i = 0; i < count; i++) become(&first[i], '-');
    return count;
}

/* Behind `is:open`; NULL where there is none. */
static dql_token *end_of_pair(const dql_source *source, dql_token *at) {
    if (!is_wordlike(at) || !dql_token_is(source, &at[1], ":", 1) || !touches(&at[1]) || !touches(&at[2])) return NULL;
    for (at += 2; at->kind != DQL_TOKEN_END && !dql_is_of(at->kind, DQL_TOKENS_CLOSER);) {
        if (!touches(++at)) break;
    }
    return at;
}

/* `is:open label:urgent`, which a search engine takes. Returns how many tokens it has. */
static uint32_t take_search(const dql_source *source, deskql_findings *findings, dql_token *first) {
    dql_token *end = end_of_pair(source, first), *next = end;
    for (uint32_t pairs = 1; next && pairs < MOST_VALUES; pairs++) {
        end = next;
        next = end_of_pair(source, end);
        if (!next && pairs == 1) return 0;
    }
    if (!end) return 0;
    dql_range range = {first->start, end[-1].end};
    if (has_comment(source, range)) return 0;
    deskql_finding *finding =
        dql_report(findings, DQL_FOREIGN_SPELLING, range, "`%s` is syntax of another language",
                   dql_shown(findings->arena, source->text + range.start, range.end - range.start));
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding,
                     "write `=` between field and value, and `and` between two conditions: `status = 1 and agent = 7`");
    for (dql_token *at = first; at < end; at++) become(at, at == &first[1] ? 'E' : at <= &first[2] ? 'v' : '-');
    return (uint32_t)(end - first);
}

/* ---- All of them ---- */

/* What may stand at the next token. */
typedef struct idiom_walk {
    idiom_place place;
    bool in_list;
    bool between;
} idiom_walk;

static void step(idiom_walk *at, const dql_token *token) {
    idiom_place here = at->place;
    at->place = AT_NOTHING;
    if (token->kind == DQL_TOKEN_LPAREN || token->kind == DQL_TOKEN_LBRACKET) {
        at->in_list = here == AT_LIST;
        at->place = here == AT_LIST ? AT_VALUE : AT_FIELD;
    } else if (token->kind == DQL_TOKEN_COMMA) {
        at->place = at->in_list ? AT_VALUE : AT_NOTHING;
    } else if (dql_is_of(token->kind, DQL_TOKENS_CLOSER)) {
        at->in_list = false;
    } else if (dql_is_of(token->kind, DQL_TOKENS_CONNECTIVE)) {
        at->place = at->between && token->kind == DQL_TOKEN_AND ? AT_VALUE : AT_FIELD;
        at->between = at->in_list = false;
    } else if (dql_is_of(token->kind, DQL_TOKENS_NEGATION)) {
        at->place = here;
    } else if (token->kind == DQL_TOKEN_WHERE || token->kind == DQL_TOKEN_LABEL) {
        at->place = AT_FIELD;
    } else if (token->kind == DQL_TOKEN_FROM) {
        at->place = AT_ENDPOINT;
    } else if (here == AT_ENDPOINT) {
        at->place = AT_FIELD;
    } else if (here == AT_FIELD && dql_is_of(token->kind, DQL_TOKENS_WORD | DQL_TOKENS_QUOTED_NAME)) {
        at->place = AT_OPERATOR;
    } else if (token->kind == DQL_TOKEN_IN) {
        at->place = AT_LIST;
    } else if (here != AT_FIELD && dql_is_of(token->kind, DQL_COMPARISON_CLASSES) && token->kind != DQL_TOKEN_IS) {
        at->place = AT_VALUE;
        at->between = token->kind == DQL_TOKEN_BETWEEN;
    }
}

/* Most tokens begin nothing: they are what the grammar has there, with what it has behind them. */
static bool is_usual(idiom_place here, const dql_token *token) {
    switch (here) {
    case AT_FIELD:
        if (dql_is_of(token->kind, DQL_TOKENS_OPENER)) return true;
        return dql_is_of(token->kind, DQL_TOKENS_WORD | DQL_TOKENS_QUOTED_NAME | DQL_TOKENS_NEGATION) &&
               dql_is_of(token[1].kind, DQL_COMPARISON_CLASSES | DQL_TOKENS_NEGATION) &&
               !(token[1].flags & DQL_TOKEN_PROBLEM_SPELLING);
    case AT_OPERATOR:
        if (token->kind == DQL_TOKEN_COMPARE)
            return is_value(&token[1]) && token[2].kind != DQL_TOKEN_OR && token[2].kind != DQL_TOKEN_COMMA &&
                   token[2].kind != DQL_TOKEN_ILLEGAL;
        return token->kind == DQL_TOKEN_IN && token[1].kind == DQL_TOKEN_LPAREN;
    case AT_VALUE:
        return is_value(token) && (ends_condition(&token[1]) || token[1].kind == DQL_TOKEN_COMMA);
    case AT_NOTHING:
    case AT_LIST:
    case AT_ENDPOINT:
    case AT_SIGN:
    case AT_ANY:
    case AT_ORDER:
    case AT_PAGE:
        if (token->kind == DQL_TOKEN_WORD)
            return ends_condition(&token[1]) || token[1].kind == DQL_TOKEN_ASC || token[1].kind == DQL_TOKEN_DESC;
        if (token->kind == DQL_TOKEN_ORDER) return token[1].kind == DQL_TOKEN_BY && token[2].kind == DQL_TOKEN_WORD;
        return token->kind != DQL_TOKEN_ILLEGAL && token[1].kind != token->kind;
    }
    return false;
}

#define IDIOMS (sizeof idioms / sizeof idioms[0])

/* The row that matches at a token. */
static const idiom *find_row(idiom_match *of, dql_token *token, idiom_place place) {
    /* A clause stands behind a condition. */
    bool clause = of->place == AT_NOTHING || of->place == AT_FIELD;
    size_t end = place != AT_ANY ? first_rows[place + 1] : clause ? IDIOMS : FIRST_ORDER;
    char first = of->source->text[token->start];
    if (first >= 'A' && first <= 'Z') first = (char)(first | 0x20);
    for (size_t i = first_rows[place]; i < end; i++) {
        char lead = idioms[i].written[0];
        if (lead != first && (lead < 'A' || lead > 'Z')) continue;
        if (!matches(of, token, idioms[i].written)) continue;
        /* `status is nul` lacks a letter. */
        const dql_token *behind = of->last[of->count - 1];
        bool is = token->kind == DQL_TOKEN_IS;
        uint32_t nearly = is ? dql_nearly_keywords(of->source, behind) : 0;
        if (!(nearly & (1u << DQL_KEYWORD_NULL | 1u << DQL_KEYWORD_NOT))) return &idioms[i];
    }
    return NULL;
}

static uint32_t take(const dql_source *source, deskql_findings *findings, dql_token *token, idiom_place here,
                     bool is_first) {
    idiom_match of = {.source = source, .arena = findings->arena, .place = here, .is_first = is_first};
    bool sign = here == AT_OPERATOR && dql_is_of(token->kind, DQL_TOKENS_SIGN | DQL_TOKENS_OPERATOR);
    const idiom *row = sign ? find_row(&of, token, AT_SIGN) : NULL;
    if (!row && here != AT_NOTHING) row = find_row(&of, token, here);
    if (!row) row = find_row(&of, token, AT_ANY);
    if (row) return take_row(&of, findings, row);
    if (here == AT_VALUE) return take_text(source, findings, token);
    if (token->kind == DQL_TOKEN_ILLEGAL && !is_first) return take_comment(source, findings, token);
    uint32_t taken = here == AT_FIELD ? take_select(source, findings, token) : 0;
    return taken || here != AT_FIELD ? taken : take_search(source, findings, token);
}

/* How many tokens of a row parse at the most, as `= open or closed`. */
#define MOST_GOOD 4u

/* Where the last condition before `end` begins that is sure to begin one, for `and` stands in `between` too. */
static uint32_t last_condition(const dql_token *tokens, uint32_t end) {
    while (end > 2 && !(dql_is_of(tokens[end - 1].kind, DQL_TOKENS_CONNECTIVE) && is_value(&tokens[end - 2]) &&
                        dql_is_of(tokens[end - 3].kind, DQL_TOKENS_SIGN)))
        end--;
    return end > 2 ? end : 0;
}

bool dql_take_idioms(const dql_source *source, deskql_findings *findings, dql_token *tokens, uint32_t count,
                     uint32_t unexpected) {
    idiom_walk at = {.place = AT_FIELD};
    uint32_t next = unexpected > MOST_GOOD ? unexpected - MOST_GOOD : 0;
    bool taken = false;
    for (uint32_t i = last_condition(tokens, next); i < count; i++) {
        dql_token *token = &tokens[i];
        if (token->kind == DQL_TOKEN_IGNORED) continue;
        if (i >= next && !is_usual(at.place, token)) {
            next = i + take(source, findings, token, at.place, i == 0);
            taken = taken || next > i;
        }
        if (token->kind != DQL_TOKEN_IGNORED) step(&at, token);
    }
    return taken;
}
