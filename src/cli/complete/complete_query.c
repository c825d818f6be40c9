/* What may stand at the end of an unfinished query, as the library completes it. */
#include "cli/complete/complete.h"

#include <stdlib.h>
#include <string.h>

/* What each kind of candidate is called where it has no detail, by deskql_candidate_kind; NULL for what is not offered. */
static const char *const abouts[] = {
    [DESKQL_CANDIDATE_FIELD] = "field",
    [DESKQL_CANDIDATE_PATH_PARAMETER] = "path",
    [DESKQL_CANDIDATE_OPERATOR] = "operator",
    [DESKQL_CANDIDATE_VALUE] = "value",
    [DESKQL_CANDIDATE_KEYWORD] = "keyword",
    [DESKQL_CANDIDATE_ENDPOINT] = "endpoint",
    [DESKQL_CANDIDATE_ORDER_FIELD] = "order field",
    [DESKQL_CANDIDATE_INCLUDE] = "include",
    [DESKQL_CANDIDATE_SPARSE_FIELD] = "field",
    [DESKQL_CANDIDATE_PARAMETER] = "parameter",
    [DESKQL_CANDIDATE_SIGN] = NULL,
};

/* A value that needs quotes is not offered: it would have to be quoted for the shell as well. */
static bool is_offered(const deskql_candidate *candidate) {
    return abouts[candidate->kind] && !strchr("\"`", *candidate->text);
}

static void offer(dql_cli_offers *offers, const deskql_candidate *candidate, const char *more) {
    if (!is_offered(candidate)) return;
    dql_cli_offer(offers, candidate->text, more, candidate->detail ? candidate->detail : abouts[candidate->kind]);
}

/* A lone field is offered with its operators too, so that the shell does not take the query for finished. */
static void offer_on(dql_cli_offers *offers, const char *text, size_t start, const deskql_candidate *lone,
                     const deskql_schemas *schemas, const deskql_complete_options *options) {
    size_t capacity = start + strlen(lone->text) + 2;
    char *longer = malloc(capacity);
    deskql_completion *operators = NULL;
    if (!longer) return;
    int length = snprintf(longer, capacity, "%.*s%s ", (int)start, text, lone->text);
    if (deskql_complete(schemas, longer, (size_t)length, (size_t)length, options, NULL, &operators) == DESKQL_OK) {
        for (size_t i = 0; i < deskql_completion_count(operators); i++) {
            const deskql_candidate *next = deskql_completion_at(operators, i);
            if (next->kind == DESKQL_CANDIDATE_OPERATOR) dql_cli_offer(offers, lone->text, next->text, "operator");
        }
    }
    deskql_completion_free(operators);
    free(longer);
}

void dql_cli_complete_query(const char *text, const deskql_schemas *schemas, const char *endpoint) {
    deskql_complete_options options = DESKQL_COMPLETE_OPTIONS_INIT;
    deskql_completion *completion = NULL;
    size_t length = strlen(text), start, end;
    options.endpoint = endpoint;
    if (deskql_complete(schemas, text, length, length, &options, NULL, &completion) != DESKQL_OK) return;
    deskql_completion_range(completion, &start, &end);
    dql_cli_offers offers = {text + start, 0, ""};
    const deskql_candidate *lone = NULL;
    for (size_t i = 0; i < deskql_completion_count(completion); i++) {
        const deskql_candidate *candidate = deskql_completion_at(completion, i);
        size_t before = offers.count;
        offer(&offers, candidate, NULL);
        if (offers.count > before) lone = candidate;
    }
    if (offers.count == 1 && (lone->kind == DESKQL_CANDIDATE_FIELD || lone->kind == DESKQL_CANDIDATE_PATH_PARAMETER))
        offer_on(&offers, text, start, lone, schemas, &options);
    deskql_completion_free(completion);
    if (offers.count == 1) dql_cli_offer(&offers, offers.last, "", "and on");
}
