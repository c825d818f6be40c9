/*
 * What may stand at a place of a text: the parser's automaton is run to it, over what error recovery made of the mistakes before, and is
 * then asked which tokens can come. What a name or a value may be follows from the tokens before it.
 */
#include "generated/query_parser.h"
#include "schema/schemas.h"
#include "syntax/keyword.h"
#include "syntax/lalr.h"
#include "syntax/parser.h"
#include "syntax/recovery.h"
#include "syntax/spelling.h"
#include "syntax/token_class.h"

#include <deskql/complete.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_TEXT (16u * 1024u * 1024u)
#define DEFAULT_MAXIMUM 1000u

struct deskql_completion {
    dql_arena arena;
    dql_source source;
    deskql_candidate *candidates;
    size_t count;
    size_t capacity;
    size_t maximum;
    dql_range range;
    /* Of the word before the place, without a quote that it begins with. */
    const char *typed;
    size_t typed_length;
};

typedef struct completing {
    deskql_completion *to;
    const deskql_schemas *schemas;
    const deskql_endpoint *endpoint;
    dql_token_list list;
    const dql_token *tokens; /* of the query, up to the place */
    const dql_token *end;
    dql_automaton automaton;
} completing;

static bool takes(const completing *at, uint16_t kind) {
    return dql_automaton_takes(&at->automaton, kind);
}

/* The token so far before the place; NULL at the query's start. */
static const dql_token *before(const completing *at, size_t back) {
    return (size_t)(at->end - at->tokens) >= back ? at->end - back : NULL;
}

static bool stands(const completing *at, size_t back, uint16_t kind) {
    const dql_token *token = before(at, back);
    return token && token->kind == kind;
}

/* ---- Candidates ------------------------------------------------------------------------------------------------------ */

/* Whether `name` begins with what is typed, in any letter case. */
static bool is_begun(const deskql_completion *to, const char *name) {
    for (size_t i = 0; i < to->typed_length; i++) {
        char one = to->typed[i], other = name[i];
        if (one >= 'A' && one <= 'Z') one = (char)(one | 0x20);
        if (other >= 'A' && other <= 'Z') other = (char)(other | 0x20);
        if (one != other) return false;
    }
    return true;
}

/* `name` is what is compared with what is typed, `text` what is put in. */
static void offer_spelled(completing *at, deskql_candidate_kind kind, const char *name, const char *text,
                          const char *detail) {
    deskql_completion *to = at->to;
    if (!text || to->count == to->maximum || !is_begun(to, name)) return;
    if (to->count == to->capacity) {
        size_t capacity = to->capacity ? 2 * to->capacity : 64;
        deskql_candidate *larger = dql_arena_take(&to->arena, capacity * sizeof *larger);
        if (!larger) return;
        if (to->count) memcpy(larger, to->candidates, to->count * sizeof *larger);
        to->candidates = larger;
        to->capacity = capacity;
    }
    to->candidates[to->count++] = (deskql_candidate){kind, text, detail};
}

static void offer_text(completing *at, deskql_candidate_kind kind, const char *text, const char *detail) {
    offer_spelled(at, kind, text, text, detail);
}

/* A name in backquotes where it needs them; NULL where it cannot be written. */
static const char *spell_name(completing *at, const char *name) {
    size_t length = strlen(name);
    if (dql_is_plain_word(name, length)) return name;
    if (!dql_is_writable_name(name, length)) return NULL;
    char *spelled = dql_arena_take(&at->to->arena, length + 3);
    if (spelled) snprintf(spelled, length + 3, "`%s`", name);
    return spelled;
}

static void offer_name(completing *at, deskql_candidate_kind kind, const char *name, const char *detail) {
    offer_spelled(at, kind, name, spell_name(at, name), detail);
}

/* A value as it is written: in double quotes where it is no plain word, or where a quote begins it already. */
static void offer_value(completing *at, const char *value, const char *detail, bool quoted) {
    size_t length = strlen(value);
    const char *text = value;
    if (quoted || !dql_is_plain_word(value, length)) {
        dql_writer writer;
        dql_writer_to_arena(&writer, &at->to->arena);
        dql_write_quoted_string(&writer, value, length);
        text = dql_writer_text(&writer, NULL);
    }
    offer_spelled(at, DESKQL_CANDIDATE_VALUE, value, text, detail);
}

static void offer_sign(completing *at, uint16_t kind, const char *sign) {
    if (!at->to->typed_length && takes(at, kind)) offer_text(at, DESKQL_CANDIDATE_SIGN, sign, NULL);
}

/* ---- Names ----------------------------------------------------------------------------------------------------------- */

/* A name that a token is, out of its backquotes, in the arena; NULL without memory, and where recovery put the token in. */
static const char *name_of_token(const completing *at, const dql_token *token) {
    if (token->flags & (DQL_TOKEN_MISSING | DQL_TOKEN_PROBLEM_UNTERMINATED)) return NULL;
    dql_range range =
        token->kind == DQL_TOKEN_QUOTED_NAME ? dql_token_inner(&at->to->source, token) : dql_token_range(token);
    return dql_arena_copy(&at->to->arena, at->to->source.text + range.start, range.end - range.start);
}

static void offer_list(completing *at, deskql_candidate_kind kind, const dql_name_list *list) {
    for (uint32_t i = 0; i < list->count; i++) offer_name(at, kind, list->names[i], NULL);
}

static void offer_endpoints(completing *at) {
    for (size_t i = 0; i < deskql_schemas_count(at->schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(at->schemas, i);
        offer_name(at, DESKQL_CANDIDATE_ENDPOINT, endpoint->name, endpoint->path);
    }
}

/* What a list of names is one of stands before its first. */
static void offer_listed_names(completing *at) {
    size_t back = 1;
    while (stands(at, back, DQL_TOKEN_COMMA)) {
        back++;
        if (stands(at, back, DQL_TOKEN_ASC) || stands(at, back, DQL_TOKEN_DESC)) back++;
        back++;
    }
    if (stands(at, back, DQL_TOKEN_FROM)) offer_endpoints(at);
    if (!at->endpoint) return;
    if (stands(at, back, DQL_TOKEN_BY)) offer_list(at, DESKQL_CANDIDATE_ORDER_FIELD, &at->endpoint->order);
    if (stands(at, back, DQL_TOKEN_INCLUDE)) offer_list(at, DESKQL_CANDIDATE_INCLUDE, &at->endpoint->includes);
    if (stands(at, back, DQL_TOKEN_FIELDS)) offer_list(at, DESKQL_CANDIDATE_SPARSE_FIELD, &at->endpoint->sparse);
}

static void offer_fields(completing *at) {
    const deskql_endpoint *endpoint = at->endpoint;
    if (!endpoint) return;
    for (size_t i = 0; i < endpoint->path_count; i++) {
        const char *name = deskql_endpoint_path_parameter_at(endpoint, i);
        offer_name(at, DESKQL_CANDIDATE_PATH_PARAMETER, name, endpoint->path);
    }
    for (uint32_t i = 0; i < endpoint->queryable; i++) {
        const dql_field *field = &endpoint->fields[i];
        offer_name(at, DESKQL_CANDIDATE_FIELD, field->name, deskql_type_text((deskql_type)field->type));
    }
}

/* ---- Comparisons ----------------------------------------------------------------------------------------------------- */

/* The field of the endpoint that is so far before the place, a `not` between them or none; NULL where there is none of that name, or the path
   takes it. */
static const dql_field *find_field(const completing *at, const deskql_endpoint *endpoint, size_t back, bool *in_path) {
    if (stands(at, back, DQL_TOKEN_NOT)) back++;
    const dql_token *token = before(at, back);
    const char *name = token && dql_is_of(token->kind, DQL_NAME_CLASSES) ? name_of_token(at, token) : NULL;
    *in_path = false;
    if (!name) return NULL;
    for (size_t i = 0; i < endpoint->path_count && !*in_path; i++)
        *in_path = strcmp(deskql_endpoint_path_parameter_at(endpoint, i), name) == 0;
    for (size_t i = 0; i < endpoint->field_count && !*in_path; i++)
        if (strcmp(endpoint->fields[i].name, name) == 0) return &endpoint->fields[i];
    return NULL;
}

/* Those that the field's type takes; behind a `not` what goes on so. Of `not contains` none can be said (DQL306). */
static void offer_operators(completing *at) {
    static const char negation[] = "not ";
    bool in_path;
    deskql_field_info info;
    const deskql_endpoint *endpoint = at->endpoint;
    if (!endpoint) return;
    bool negated = stands(at, 1, DQL_TOKEN_NOT);
    const dql_field *field = find_field(at, endpoint, 1, &in_path);
    bool known = field && deskql_endpoint_filter_at(endpoint, (size_t)(field - endpoint->fields), &info);
    if (in_path) offer_text(at, DESKQL_CANDIDATE_OPERATOR, deskql_operator_text(DESKQL_OPERATOR_EQUAL), NULL);
    for (int i = 0; known && i < DQL_OPERATOR_COUNT; i++) {
        dql_operator operator_ = (dql_operator)i;
        const char *text = dql_operators[i].spelling;
        dql_operator listed = dql_operator_has_not(operator_) ? dql_operator_negation(operator_) : operator_;
        if (!(info.operators >> (listed + 1) & 1) || operator_ == DQL_OPERATOR_NOT_CONTAINS) continue;
        if (negated && strncmp(text, negation, sizeof negation - 1) != 0) continue;
        offer_text(at, DESKQL_CANDIDATE_OPERATOR, negated ? text + sizeof negation - 1 : text, NULL);
    }
}

static void offer_times(completing *at) {
    static const char *const words[] = {
#define TIME_WORD(word, base) word,
#include "keywords.def"
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) offer_text(at, DESKQL_CANDIDATE_KEYWORD, words[i], NULL);
}

/* The parameters that the text has, each once. */
static void offer_parameters(completing *at) {
    size_t first = at->to->count;
    for (uint32_t i = 0; i < at->list.count; i++) {
        const dql_token *token = &at->list.tokens[i];
        if (token->kind != DQL_TOKEN_PARAMETER || token->start == at->to->range.start) continue;
        const char *name = name_of_token(at, token);
        size_t known = first;
        while (name && known < at->to->count && strcmp(at->to->candidates[known].text, name) != 0) known++;
        if (name && known == at->to->count) offer_text(at, DESKQL_CANDIDATE_PARAMETER, name, NULL);
    }
}

/* Values of the field, which stands before the operator, and that before the first value. */
static void offer_values(completing *at, bool quoted) {
    size_t back = 1;
    while (stands(at, back, DQL_TOKEN_COMMA) || stands(at, back, DQL_TOKEN_AND)) back += 2;
    if (before(at, back) && dql_is_of(before(at, back)->kind, DQL_TOKENS_OPENER)) back++;
    const dql_token *operator_ = before(at, back);
    bool in_path;
    const deskql_endpoint *endpoint = at->endpoint;
    if (!endpoint || !operator_ || !dql_is_of(operator_->kind, DQL_COMPARISON_CLASSES)) return;
    if (!quoted && stands(at, 1, DQL_TOKEN_IN)) return;
    const dql_field *field = find_field(at, endpoint, back + 1, &in_path);
    if (!field) return;
    size_t index = (size_t)(field - endpoint->fields);
    for (size_t i = 0; i < field->value_count; i++)
        offer_value(at, deskql_endpoint_value_at(endpoint, index, i, NULL), field->name, quoted);
    if (quoted) return;
    if (field->type == DESKQL_TYPE_BOOLEAN) {
        offer_text(at, DESKQL_CANDIDATE_KEYWORD, "true", NULL);
        offer_text(at, DESKQL_CANDIDATE_KEYWORD, "false", NULL);
    }
    if (field->type == DESKQL_TYPE_DATETIME) offer_times(at);
}

/* ---- Keywords -------------------------------------------------------------------------------------------------------- */

static bool has_clause(const completing *at, uint16_t kind) {
    const dql_token *token = at->tokens;
    while (token < at->end && token->kind != kind) token++;
    return token < at->end;
}

/* Each that the automaton takes; a clause once, and with the word that it takes. */
static void offer_keywords(completing *at, bool in_operator) {
    for (size_t i = 0; i < DQL_KEYWORDS; i++) {
        const dql_keyword *keyword = &dql_keywords[i];
        bool clause = dql_is_of(keyword->kind, DQL_CLAUSE_CLASSES);
        bool names_operator = dql_is_of(keyword->kind, DQL_TOKENS_OPERATOR | DQL_TOKENS_NEGATION);
        if (!takes(at, keyword->kind) || (in_operator && names_operator)) continue;
        if (clause && has_clause(at, keyword->kind)) continue;
        if (keyword->kind == DQL_TOKEN_IDS && !(at->endpoint && at->endpoint->ids)) continue;
        const char *text = keyword->text;
        if (keyword->kind == DQL_TOKEN_ORDER) text = "order by";
        if (keyword->kind == DQL_TOKEN_IDS) text = "ids (";
        if (keyword->kind == DQL_TOKEN_NOT && stands(at, 1, DQL_TOKEN_IS)) text = "not null";
        bool direction = keyword->kind == DQL_TOKEN_ASC || keyword->kind == DQL_TOKEN_DESC;
        offer_text(at, DESKQL_CANDIDATE_KEYWORD, text, clause ? "clause" : direction ? "direction" : NULL);
    }
}

static void offer_all(completing *at, bool quoted) {
    bool value = takes(at, DQL_TOKEN_STRING);
    bool name = takes(at, DQL_TOKEN_ANYWORD);
    bool in_operator = !name && takes(at, DQL_TOKEN_COMPARE);
    if (value) offer_values(at, quoted);
    if (quoted) return;
    if (value || takes(at, DQL_TOKEN_PARAMETER)) offer_parameters(at);
    if (name && !value) offer_listed_names(at);
    if (!name && takes(at, DQL_TOKEN_QUOTED_NAME)) offer_fields(at);
    if (in_operator) offer_operators(at);
    if (!name) offer_keywords(at, in_operator);
    offer_sign(at, DQL_TOKEN_LPAREN, "(");
    offer_sign(at, DQL_TOKEN_RPAREN, ")");
    offer_sign(at, DQL_TOKEN_COMMA, ",");
}

/* ---- The place ------------------------------------------------------------------------------------------------------- */

static bool is_word(const dql_token *token) {
    return dql_is_of(token->kind, DQL_NAME_CLASSES) || dql_is_of(token->kind, DQL_ANY_VALUE_CLASSES) ||
           token->kind == DQL_TOKEN_PARAMETER || token->kind == DQL_TOKEN_COLON;
}

/* Whether the place is in a comment, which begins behind the last token before it. */
static bool in_comment(const dql_source *source, uint32_t start, uint32_t offset) {
    bool found = false;
    for (; start < offset; start++) {
        char byte = source->text[start];
        found = (found || byte == '#') && byte != '\n' && byte != '\r';
    }
    return found;
}

/* Takes what stands at the place for what is typed. Returns the number of tokens before it. */
static uint32_t find_typed(completing *at, uint32_t offset, bool *quoted) {
    deskql_completion *to = at->to;
    const dql_token *tokens = at->list.tokens;
    uint32_t count = 0;
    while (tokens[count].end < offset && tokens[count].kind != DQL_TOKEN_END) count++;
    const dql_token *token = &tokens[count];
    bool open = token->flags & DQL_TOKEN_PROBLEM_UNTERMINATED;
    bool string = token->kind == DQL_TOKEN_STRING || token->kind == DQL_TOKEN_QUOTED_NAME;
    to->range = (dql_range){offset, offset};
    to->typed = "";
    to->typed_length = 0;
    if (token->kind == DQL_TOKEN_END || token->start >= offset) return count;
    if (string && token->end == offset && !open) return count + 1;
    bool sign = dql_is_of(token->kind, DQL_TOKENS_SIGN | DQL_TOKENS_PUNCTUATION);
    if (!is_word(token) && !(sign && token->kind != DQL_TOKEN_COMMA && token->kind != DQL_TOKEN_SEMICOLON))
        return count + 1;
    const dql_token *begin = token;
    /* `users.`, which is no word yet. */
    while (token->kind == DQL_TOKEN_ILLEGAL && begin > tokens && begin[-1].end == begin->start && is_word(begin - 1))
        begin--;
    count -= (uint32_t)(token - begin);
    uint32_t from = begin->start + (string ? dql_quote_size(begin->detail) : 0);
    if (from > offset) from = offset;
    to->range = (dql_range){begin->start, open ? offset : token->end};
    to->typed = to->source.text + from;
    to->typed_length = offset - from;
    *quoted = token->kind == DQL_TOKEN_STRING;
    return count;
}

/* A name and a colon with white space behind it begin the query, whatever is to come. Returns the number of tokens that are left. */
static uint32_t take_label(const dql_source *source, dql_token *tokens, uint32_t count) {
    if (count < 2 || !dql_is_of(tokens[0].kind, DQL_NAME_CLASSES) || tokens[1].kind != DQL_TOKEN_COLON) return count;
    if (tokens[1].start != tokens[0].end || !strchr(" \t\r\n#", source->text[tokens[1].end])) return count;
    tokens[0].kind = DQL_TOKEN_LABEL;
    memmove(tokens + 1, tokens + 2, (count - 2) * sizeof *tokens);
    return count - 1;
}

/* Runs the automaton to the place. Returns false where there is no memory, or no way. */
static bool run_to(completing *at, uint32_t first, uint32_t count) {
    dql_arena *arena = &at->to->arena;
    deskql_findings nobodys;
    dql_findings_init(&nobodys, arena, 1);
    dql_token *tokens = dql_arena_take(arena, (count + (size_t)1) * sizeof *tokens);
    if (!tokens) return false;
    uint32_t place = at->to->range.start;
    memcpy(tokens, at->list.tokens + first, count * sizeof *tokens);
    count = take_label(&at->to->source, tokens, count);
    tokens[count] = (dql_token){.start = place, .end = place, .kind = DQL_TOKEN_END};
    bool ids = count && tokens[count - 1].kind == DQL_TOKEN_IDS;
    if (count && dql_resolve(&at->to->source, &nobodys, tokens, count, DQL_DEEPEST) < count) return false;
    /* It is a clause where a bracket is behind it, which is yet to come. */
    if (ids) tokens[count - 1].kind = DQL_TOKEN_IDS;
    at->tokens = tokens;
    at->end = tokens + count;
    dql_automaton_start(&at->automaton);
    const dql_token *good = dql_automaton_run(&at->automaton, tokens, at->end);
    if (good == at->end) return true;
    at->tokens = dql_recover(&at->to->source, arena, &nobodys, tokens, (uint32_t)(good - tokens), &count, NULL);
    if (!at->tokens) return false;
    for (at->end = at->tokens; at->end->kind != DQL_TOKEN_END;) at->end++;
    /* What recovery put in for want of what is to come. */
    while (at->end > at->tokens && at->end[-1].flags & DQL_TOKEN_MISSING && at->end[-1].start >= place) at->end--;
    dql_automaton_start(&at->automaton);
    return dql_automaton_run(&at->automaton, at->tokens, at->end) == at->end;
}

static void find_endpoint(completing *at) {
    const dql_token *token = at->tokens;
    if (token < at->end && token->kind == DQL_TOKEN_LABEL) token++;
    if (token + 1 >= at->end || token->kind != DQL_TOKEN_FROM) return;
    const char *name = name_of_token(at, token + 1);
    at->endpoint = name ? deskql_schemas_find(at->schemas, name) : NULL;
}

static void find_candidates(completing *at, uint32_t offset) {
    bool quoted = false;
    if (!dql_lex(&at->to->source, &at->to->arena, &at->list)) return;
    uint32_t count = find_typed(at, offset, &quoted);
    uint32_t first = count;
    while (first > 0 && at->list.tokens[first - 1].kind != DQL_TOKEN_SEMICOLON) first--;
    while (count > first && at->list.tokens[count - 1].kind == DQL_TOKEN_IGNORED) count--;
    if (in_comment(&at->to->source, count ? at->list.tokens[count - 1].end : 0, at->to->range.start)) return;
    if (!run_to(at, first, count - first)) return;
    find_endpoint(at);
    offer_all(at, quoted);
}

/* ---- The public functions -------------------------------------------------------------------------------------------- */

deskql_status deskql_complete(const deskql_schemas *schemas, const char *text, size_t length, size_t offset,
                              const deskql_complete_options *options, const deskql_allocator *allocator,
                              deskql_completion **result) {
    static const deskql_complete_options usual = DESKQL_COMPLETE_OPTIONS_INIT;
    if (!options) options = &usual;
    if (!text || offset > length || !result || options->size < sizeof *options) return DESKQL_MISUSE;
    if (!dql_allocator_is_complete(allocator) || (schemas && !DQL_LIVE(schemas))) return DESKQL_MISUSE;
    deskql_completion *to = *result;
    if (to && !DQL_LIVE(to)) return DESKQL_MISUSE;
    if (!to) to = dql_handle_new(allocator, sizeof *to, offsetof(deskql_completion, arena));
    if (!to) return DESKQL_NO_MEMORY;
    dql_arena_reset(&to->arena);
    to->count = to->capacity = 0;
    to->maximum = options->maximum ? options->maximum : DEFAULT_MAXIMUM;
    to->range = (dql_range){0, 0};
    completing at = {.to = to, .schemas = schemas, .endpoint = dql_schemas_default(schemas)};
    if (options->endpoint) at.endpoint = deskql_schemas_find(schemas, options->endpoint);
    deskql_status status = length > LONGEST_TEXT || !at.endpoint ? DESKQL_INVALID : DESKQL_OK;
    if (status == DESKQL_OK && dql_source_init(&to->source, &to->arena, text, (uint32_t)length))
        find_candidates(&at, (uint32_t)offset);
    if (to->arena.failed) status = DESKQL_NO_MEMORY;
    if (status != DESKQL_OK) to->count = 0;
    if (status == DESKQL_OK || *result) {
        *result = to;
    } else {
        deskql_completion_free(to);
    }
    return status;
}

size_t deskql_completion_count(const deskql_completion *completion) {
    return DQL_LIVE(completion) ? completion->count : 0;
}

const deskql_candidate *deskql_completion_at(const deskql_completion *completion, size_t index) {
    return index < deskql_completion_count(completion) ? &completion->candidates[index] : NULL;
}

void deskql_completion_range(const deskql_completion *completion, size_t *start, size_t *end) {
    bool live = DQL_LIVE(completion);
    if (start) *start = live ? completion->range.start : 0;
    if (end) *end = live ? completion->range.end : 0;
}

void deskql_completion_free(deskql_completion *completion) {
    if (DQL_LIVE(completion)) dql_handle_free(completion, &completion->arena);
}
