/* What may stand at the end of an unfinished query. It looks at words alone: what stands before need not be right. */
#include "cli/complete/complete.h"

#include <string.h>

#define LONGEST_NAME 255

typedef enum expectation {
    NOTHING,
    FIELD,
    OPERATOR,
    NULL_WORD,
    VALUE,
    CONNECTIVE,
    ENDPOINT,
    BY,
    ORDER_FIELD,
    DIRECTION,
    INCLUDE,
    SPARSE_FIELD,
    CLAUSE
} expectation;

typedef struct scan {
    const deskql_schemas *schemas;
    const deskql_endpoint *usual;
    /* NULL where `from` names none that exists. */
    const deskql_endpoint *endpoint;
    expectation next;
    /* What is expected again after a comma. */
    expectation listed;
    bool in_list;
    bool is_between;
    /* The filter field of the comparison; past the last one where there is none of its name. */
    size_t field;
    bool is_in_ids;
    bool is_in_path; /* it is a parameter of the path */
} scan;

/* ---- From the start of the text to the word that is typed ---------------------------------------------------------- */

static bool is_word(char byte) {
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (unsigned char)byte >= 0x80;
    return letter || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '-';
}

/* Keywords stand in any letter case. What is none has no class and no operand. */
static deskql_keyword_info keyword_of(const char *word) {
    deskql_keyword_info info;
    for (size_t at = 0; deskql_keyword_at(at, &info); at++) {
        size_t i = 0;
        while (info.text[i] && (word[i] | 0x20) == info.text[i]) i++;
        if (!info.text[i] && !word[i]) return info;
    }
    return (deskql_keyword_info){.text = NULL};
}

static expectation behind(deskql_keyword_operand operand) {
    switch (operand) {
    case DESKQL_OPERAND_CONDITION:
    case DESKQL_OPERAND_NEGATED:
        return FIELD;
    case DESKQL_OPERAND_VALUE:
    case DESKQL_OPERAND_LIST:
    case DESKQL_OPERAND_RANGE:
        return VALUE;
    case DESKQL_OPERAND_NULL:
        return NULL_WORD;
    case DESKQL_OPERAND_BY:
        return BY;
    case DESKQL_OPERAND_ORDER_FIELD:
        return ORDER_FIELD;
    case DESKQL_OPERAND_INCLUDES:
        return INCLUDE;
    case DESKQL_OPERAND_FIELDS:
        return SPARSE_FIELD;
    case DESKQL_OPERAND_ENDPOINT:
        return ENDPOINT;
    case DESKQL_OPERAND_NUMBER:
    case DESKQL_OPERAND_NONE:
        break;
    }
    return NOTHING;
}

static void begin_query(scan *state) {
    state->endpoint = state->usual;
    state->next = state->listed = FIELD;
    state->in_list = state->is_between = state->is_in_ids = false;
}

static void expect(scan *state, expectation next) {
    state->next = state->listed = next;
}

static void take_field(scan *state, const char *word) {
    deskql_field_info info;
    state->field = 0;
    state->is_in_path = false;
    while (deskql_endpoint_filter_at(state->endpoint, state->field, &info) && strcmp(info.name, word) != 0)
        state->field++;
    const char *name;
    for (size_t i = 0; (name = deskql_endpoint_path_parameter_at(state->endpoint, i)) != NULL; i++)
        state->is_in_path = state->is_in_path || strcmp(name, word) == 0;
    expect(state, OPERATOR);
}

static void take_operator(scan *state, const deskql_keyword_info *keyword) {
    if (keyword->class_ == DESKQL_KEYWORD_NEGATION) return;
    state->is_between = keyword->operand == DESKQL_OPERAND_RANGE;
    expect(state, keyword->operand == DESKQL_OPERAND_NULL ? NULL_WORD : VALUE);
}

static bool takes_any_name(expectation next) {
    return next == VALUE || next == ENDPOINT || next == ORDER_FIELD || next == INCLUDE || next == SPARSE_FIELD;
}

/* What begins something, wherever it stands. */
static bool take_keyword(scan *state, const deskql_keyword_info *keyword) {
    if (state->in_list || takes_any_name(state->next) || keyword->operand == DESKQL_OPERAND_NONE) return false;
    switch (keyword->class_) {
    case DESKQL_KEYWORD_CONNECTIVE:
        expect(state, state->is_between ? VALUE : FIELD);
        state->is_between = false;
        return true;
    case DESKQL_KEYWORD_CLAUSE:
    case DESKQL_KEYWORD_CLAUSE_WORD:
    case DESKQL_KEYWORD_PREFIX:
        state->is_in_ids = keyword->operand == DESKQL_OPERAND_LIST;
        expect(state, behind(keyword->operand));
        return true;
    case DESKQL_KEYWORD_NEGATION:
    case DESKQL_KEYWORD_OPERATOR:
    case DESKQL_KEYWORD_NULL:
    case DESKQL_KEYWORD_CONSTANT:
        break;
    }
    return false;
}

static void take_word(scan *state, const char *word) {
    deskql_keyword_info keyword = keyword_of(word);
    if (keyword.text && take_keyword(state, &keyword)) return;
    switch (state->next) {
    case FIELD:
        if (keyword.class_ != DESKQL_KEYWORD_NEGATION) take_field(state, word);
        break;
    case OPERATOR:
        take_operator(state, &keyword);
        break;
    case NULL_WORD:
        if (keyword.class_ != DESKQL_KEYWORD_NEGATION) state->next = CONNECTIVE;
        break;
    case VALUE:
        state->next = state->in_list ? NOTHING : CONNECTIVE;
        break;
    case ENDPOINT:
        state->endpoint = deskql_schemas_find(state->schemas, word);
        state->next = FIELD;
        break;
    case ORDER_FIELD:
        state->next = DIRECTION;
        break;
    case NOTHING:
    case DIRECTION:
    case INCLUDE:
    case SPARSE_FIELD:
        state->next = state->in_list ? NOTHING : CLAUSE;
        break;
    case BY:
    case CONNECTIVE:
    case CLAUSE:
        break;
    }
}

static void take_mark(scan *state, char mark) {
    if (mark == ';') {
        begin_query(state);
    } else if (mark == ',') {
        state->next = state->listed;
    } else if (mark == '(') {
        state->in_list = state->next == VALUE;
    } else if (mark == ')') {
        state->in_list = false;
        state->next = state->is_in_ids ? CLAUSE : CONNECTIVE;
    } else if (strchr("=<>!~", mark)) {
        expect(state, VALUE);
    }
}

/* The end of a quoted text; NULL where it is open. */
static const char *skip_quoted(const char *at) {
    char quote = *at++;
    while (*at && *at != quote) at += *at == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : NULL;
}

/* A word is taken when it is known to be whole. Returns the one that is typed, which may be empty; NULL in a comment or in quotes. */
static const char *scan_text(scan *state, const char *at) {
    begin_query(state);
    for (;;) {
        at += strspn(at, " \t\r\n");
        const char *start = at;
        while (is_word(*at)) at++;
        if (!*at) return start;
        if (at > start) {
            char word[LONGEST_NAME + 1];
            snprintf(word, sizeof word, "%.*s", at - start < LONGEST_NAME ? (int)(at - start) : LONGEST_NAME, start);
            /* `urgent:` is a label, and the query begins behind it. */
            if (*at != ':') take_word(state, word);
        } else if (*at == '#') {
            at += strcspn(at, "\r\n");
            if (!*at) return NULL;
        } else if (*at == '"' || *at == '\'' || *at == '`') {
            at = skip_quoted(at);
            if (!at) return NULL;
            take_word(state, "quoted");
        } else if (*at == ':' && is_word(at[1])) {
            /* A parameter. */
            do at++;
            while (is_word(*at));
            if (!*at) return NULL;
            take_word(state, "parameter");
        } else {
            take_mark(state, *at++);
        }
    }
}

/* ---- What may stand there ------------------------------------------------------------------------------------------ */

typedef const char *(*name_at)(const deskql_endpoint *endpoint, size_t index);

static void offer_names(dql_cli_offers *offers, const deskql_endpoint *endpoint, name_at at, const char *about) {
    const char *name;
    for (size_t i = 0; (name = at(endpoint, i)) != NULL; i++) dql_cli_offer(offers, name, NULL, about);
}

static void offer_operators(dql_cli_offers *offers, const deskql_field_info *info, const char *field) {
    for (int i = 1; deskql_operator_text((deskql_operator)i); i++) {
        const char *text = deskql_operator_text((deskql_operator)i);
        if (info->operators >> i & 1) dql_cli_offer(offers, field ? field : text, field ? text : NULL, "operator");
    }
}

/* A lone field is offered with its operators too, so that the shell does not take the query for finished. */
static void offer_fields(dql_cli_offers *offers, const deskql_endpoint *endpoint) {
    deskql_field_info info;
    deskql_field_info lone = {.name = NULL};
    size_t count = deskql_endpoint_queryable(endpoint);
    for (size_t i = 0; i < count && deskql_endpoint_filter_at(endpoint, i, &info); i++) {
        size_t before = offers->count;
        dql_cli_offer(offers, info.name, NULL, deskql_type_text(info.type));
        if (offers->count > before) lone = info;
    }
    for (size_t i = 0; i < deskql_endpoint_path_parameter_count(endpoint); i++) {
        const char *name = deskql_endpoint_path_parameter_at(endpoint, i);
        dql_cli_offer(offers, name, deskql_operator_text(DESKQL_OPERATOR_EQUAL), "path");
    }
    if (offers->count == 1 && lone.name) offer_operators(offers, &lone, lone.name);
}

/* Those that need no quotes. */
static void offer_values(dql_cli_offers *offers, const deskql_endpoint *endpoint, size_t field) {
    deskql_field_info info;
    if (!deskql_endpoint_filter_at(endpoint, field, &info)) return;
    for (size_t i = 0; i < info.value_count; i++) {
        const char *value = deskql_endpoint_value_at(endpoint, field, i, NULL);
        const char *end = value;
        while (is_word(*end)) end++;
        if (!*end) dql_cli_offer(offers, value, NULL, info.name);
    }
}

/* The first keyword of a class that takes an operand. */
static const char *word_of(deskql_keyword_class class_, deskql_keyword_operand operand) {
    deskql_keyword_info info;
    for (size_t i = 0; deskql_keyword_at(i, &info); i++) {
        if (info.class_ == class_ && info.operand == operand) return info.text;
    }
    return NULL;
}

static const char *by_word(void) {
    return word_of(DESKQL_KEYWORD_CLAUSE_WORD, DESKQL_OPERAND_ORDER_FIELD);
}

static void offer_clauses(dql_cli_offers *offers) {
    deskql_keyword_info info;
    for (size_t i = 0; deskql_keyword_at(i, &info); i++) {
        const char *more = info.operand == DESKQL_OPERAND_BY ? by_word() : NULL;
        if (info.class_ == DESKQL_KEYWORD_CLAUSE) dql_cli_offer(offers, info.text, more, "clause");
    }
}

static void offer_keywords(dql_cli_offers *offers, deskql_keyword_class class_, deskql_keyword_operand operand,
                           const char *about) {
    deskql_keyword_info info;
    for (size_t i = 0; deskql_keyword_at(i, &info); i++) {
        if (info.class_ == class_ && info.operand == operand) dql_cli_offer(offers, info.text, NULL, about);
    }
}

static void offer_null(dql_cli_offers *offers) {
    const char *null = word_of(DESKQL_KEYWORD_NULL, DESKQL_OPERAND_NONE);
    dql_cli_offer(offers, null, NULL, "keyword");
    dql_cli_offer(offers, word_of(DESKQL_KEYWORD_NEGATION, DESKQL_OPERAND_NEGATED), null, "keyword");
}

static void offer_expected(dql_cli_offers *offers, const scan *state) {
    switch (state->next) {
    case FIELD:
        offer_fields(offers, state->endpoint);
        break;
    case OPERATOR: {
        deskql_field_info info;
        if (state->is_in_path) dql_cli_offer(offers, deskql_operator_text(DESKQL_OPERATOR_EQUAL), NULL, "operator");
        if (deskql_endpoint_filter_at(state->endpoint, state->field, &info)) offer_operators(offers, &info, NULL);
        break;
    }
    case NULL_WORD:
        offer_null(offers);
        break;
    case VALUE:
        if (!state->is_in_ids) offer_values(offers, state->endpoint, state->field);
        break;
    case CONNECTIVE:
        offer_keywords(offers, DESKQL_KEYWORD_CONNECTIVE, DESKQL_OPERAND_CONDITION, "keyword");
        offer_clauses(offers);
        break;
    case ENDPOINT:
        for (size_t i = 0; i < deskql_schemas_count(state->schemas); i++) {
            const deskql_endpoint *endpoint = deskql_schemas_at(state->schemas, i);
            dql_cli_offer(offers, deskql_endpoint_name(endpoint), NULL, deskql_endpoint_path(endpoint));
        }
        break;
    case BY:
        dql_cli_offer(offers, by_word(), NULL, "keyword");
        break;
    case ORDER_FIELD:
        offer_names(offers, state->endpoint, deskql_endpoint_order_at, "order field");
        break;
    case DIRECTION:
        offer_keywords(offers, DESKQL_KEYWORD_CLAUSE_WORD, DESKQL_OPERAND_NONE, "direction");
        offer_clauses(offers);
        break;
    case INCLUDE:
        offer_names(offers, state->endpoint, deskql_endpoint_include_at, "include");
        break;
    case SPARSE_FIELD:
        offer_names(offers, state->endpoint, deskql_endpoint_sparse_at, "field");
        break;
    case CLAUSE:
        offer_clauses(offers);
        break;
    case NOTHING:
        break;
    }
}

void dql_cli_complete_query(const char *text, const deskql_schemas *schemas, const deskql_endpoint *endpoint) {
    scan state = {schemas, endpoint, endpoint, FIELD, FIELD, false, false, 0, false, false};
    dql_cli_offers offers = {scan_text(&state, text), 0, ""};
    if (!offers.typed) return;
    offer_expected(&offers, &state);
    if (offers.count == 1) dql_cli_offer(&offers, offers.last, "", "and on");
}
