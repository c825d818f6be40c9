/* Each ticket is judged by every way to read the query; the way that explains most of them is the server's. */
#include "cli/verify/verify.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define BY_REFERENCE (1u << DESKQL_READING_REFERENCE)

bool dql_cli_verify_begin(dql_cli_verification *of) {
    for (unsigned way = 0; way < DQL_CLI_WAYS; way++) {
        deskql_readings readings = DESKQL_READINGS_INIT;
        for (unsigned i = 0; i < DESKQL_READING_COUNT; i++)
            readings.values[i] = way >> i & 1u ? DESKQL_READING_SECOND : DESKQL_READING_FIRST;
        if (deskql_matcher_make_for(of->plan, &readings, NULL, &of->matchers[way]) != DESKQL_OK) return false;
    }
    return true;
}

void dql_cli_verify_end(dql_cli_verification *of) {
    deskql_included_free(of->included);
    for (unsigned way = 0; way < DQL_CLI_WAYS; way++) deskql_matcher_free(of->matchers[way]);
    for (size_t i = 0; i < of->group_count; i++) free(of->groups[i].text);
    free(of->groups);
    free(of->kept);
    dql_cli_bytes_free(&of->texts);
    dql_cli_bytes_free(&of->key);
}

/* ---- Tickets ------------------------------------------------------------------------------------------------------- */

static bool add_to_group(dql_cli_verification *of, dql_cli_group like, const char *text) {
    for (size_t i = 0; i < of->group_count; i++) {
        dql_cli_group *group = &of->groups[i];
        if (group->ways != like.ways || group->returned != like.returned || group->place != like.place) continue;
        group->count++;
        return true;
    }
    dql_cli_group *larger = realloc(of->groups, (of->group_count + 1) * sizeof *larger);
    if (!larger) return false;
    of->groups = larger;
    like.text = malloc(like.length + 1);
    if (!like.text) return false;
    memcpy(like.text, text, like.length);
    of->groups[of->group_count++] = like;
    return true;
}

static bool judge(dql_cli_verification *of, const deskql_json_value *ticket, bool returned, const char *text,
                  size_t length) {
    deskql_verdict wrong = returned ? DESKQL_VERDICT_NO : DESKQL_VERDICT_YES;
    dql_cli_group like = {.returned = returned, .count = 1, .length = length};
    deskql_verdict verdicts[DQL_CLI_WAYS];
    for (unsigned way = 0; way < DQL_CLI_WAYS; way++) {
        verdicts[way] = deskql_matcher_judge(of->matchers[way], ticket);
        if (verdicts[way] == wrong) {
            of->unexplained[way]++;
        } else {
            like.ways |= 1u << way;
        }
    }
    if (verdicts[0] != wrong && verdicts[0] != DESKQL_VERDICT_OPEN && verdicts[BY_REFERENCE] == DESKQL_VERDICT_OPEN)
        of->by_id[returned] = true;
    if (like.ways == (1u << DQL_CLI_WAYS) - 1) return true;
    deskql_match_part part;
    if (deskql_matcher_part(of->matchers[0], NULL, ticket, &part)) like.place = part.range.start.offset;
    return add_to_group(of, like, text);
}

/* Tickets that do not show what they are ordered by say nothing of the order. */
static bool check_order(dql_cli_verification *of, const deskql_json_value *ticket, int64_t id) {
    const deskql_matcher *matcher = of->matchers[0];
    dql_cli_bytes key = {NULL, 0, 0};
    if (!deskql_matcher_orders(matcher, ticket) && !deskql_included_orders(of->included)) return true;
    if (deskql_matcher_key(matcher, ticket, of->included, dql_cli_to_bytes, &key) != DESKQL_OK) return false;
    if (!of->is_behind && of->key.bytes &&
        dql_cli_compare_bytes(of->key.bytes, of->key.length, key.bytes, key.length) > 0) {
        of->is_behind = true;
        of->wrong_order[0] = of->before;
        of->wrong_order[1] = id;
    }
    dql_cli_bytes_free(&of->key);
    of->key = key;
    of->before = id;
    return true;
}

static int64_t id_of(const deskql_json_value *ticket) {
    int64_t id = 0;
    deskql_json_value_integer(deskql_json_value_member(ticket, "id"), &id);
    return id;
}

int dql_cli_verify_order(const void *one_, const void *other_) {
    const dql_cli_kept *one = one_;
    const dql_cli_kept *other = other_;
    return (one->id > other->id) - (one->id < other->id);
}

bool dql_cli_verify_returned(dql_cli_verification *of, const deskql_json_value *ticket, const char *text,
                             size_t length) {
    return check_order(of, ticket, id_of(ticket)) && judge(of, ticket, true, text, length);
}

bool dql_cli_verify_left_out(dql_cli_verification *of, const deskql_json_value *ticket, const char *text,
                             size_t length) {
    dql_cli_kept key = {.id = id_of(ticket)};
    bool is_returned = of->kept_count && bsearch(&key, of->kept, of->kept_count, sizeof key, dql_cli_verify_order);
    return is_returned || judge(of, ticket, false, text, length);
}

/* ---- Findings ------------------------------------------------------------------------------------------------------ */

static void say(dql_cli_verification *of, int code, deskql_severity severity, deskql_range range, const char *help,
                const char *message) {
    const deskql_code_info *info = deskql_codes_get(code);
    deskql_finding finding = {.code = code, .code_text = info->code_text, .slug = info->slug, .severity = severity};
    finding.message = finding.phrase = message;
    finding.help = &help;
    finding.help_count = help != NULL;
    finding.range = range;
    const deskql_finding *list = &finding;
    dql_render_unit unit = {of->text->file, NULL, 0, deskql_query_name(of->query), &list, 1};
    unit.text = deskql_document_text(of->text->document, &unit.length);
    dql_render_query(&of->session->render, &unit);
    if (severity == DESKQL_ERROR && of->session->status == DQL_CLI_FINE) of->session->status = DQL_CLI_FOUND;
}

__attribute__((format(printf, 3, 4))) static void differs(dql_cli_verification *of, const char *parameter,
                                                          const char *format, ...) {
    char message[256];
    deskql_range range = deskql_query_range(of->query);
    deskql_plan_locate(of->plan, parameter, &range);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    say(of, DESKQL_CODE_SERVER_DIFFERS, DESKQL_ERROR, range, NULL, message);
}

/* How many of the first bytes are whole characters. */
static int whole(const char *text, size_t most) {
    size_t length = strlen(text);
    if (length > most) length = most;
    while (length && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    return (int)length;
}

/* `, agent null`: what a ticket has in a part. */
static void describe_value(const deskql_match_part *part, char *text, size_t size) {
    const char *value = deskql_json_value_text(part->value, NULL);
    if (deskql_json_value_type(part->value) == DESKQL_JSON_NULL) value = "null";
    text[0] = '\0';
    if (part->field && value) snprintf(text, size, ", `%.40s` %.*s,", part->field, whole(value, 60), value);
}

/* The reading that was seen without which a way does not explain the tickets. */
static const char *explanation(uint32_t ways, unsigned way, const deskql_readings *seen) {
    static const char *const texts[DESKQL_READING_COUNT] = {
        [DESKQL_READING_NULL] = "this server leaves null out under `!=` and `not in`",
        [DESKQL_READING_CASE] = "case counts under `contains` on this server",
        [DESKQL_READING_REFERENCE] = "this server does not compare references by their ids",
        [DESKQL_READING_STATE] = "without a condition on `state` this server selects active tickets alone",
    };
    for (unsigned i = 0; i < DESKQL_READING_COUNT; i++) {
        if (seen->values[i] == DESKQL_READING_SECOND && !(ways >> (way & ~(1u << i)) & 1u)) return texts[i];
    }
    return "more than one reading explains it, so that none is seen";
}

/* Whether a group needs no finding: the first way explains it too, or what explains it has been said of its part. */
static bool is_said(const dql_cli_verification *of, const dql_cli_group *group, unsigned way,
                    const deskql_readings *seen) {
    const char *text = explanation(group->ways, way, seen);
    if (!(group->ways >> way & 1u)) return false;
    if (group->ways & 1u) return true;
    for (const dql_cli_group *said = of->groups; said < group; said++) {
        if (!(said->ways >> way & 1u) || said->ways & 1u || said->place != group->place) continue;
        if (said->returned == group->returned && explanation(said->ways, way, seen) == text) return true;
    }
    return false;
}

static void report_group(dql_cli_verification *of, const dql_cli_group *group, unsigned way,
                         const deskql_readings *seen) {
    deskql_json *json = NULL;
    deskql_match_part part;
    char value[128];
    char others[48] = "";
    char where[128] = "in the answer";
    char message[512];
    bool is_explained = group->ways >> way & 1u;
    of->failed = of->failed || deskql_json_parse(group->text, group->length, NULL, &json) != DESKQL_OK;
    const deskql_json_value *ticket = deskql_json_root(json);
    const deskql_matcher *other = is_explained ? of->matchers[way] : NULL;
    if (deskql_matcher_part(of->matchers[is_explained ? 0 : way], other, ticket, &part)) {
        describe_value(&part, value, sizeof value);
        if (group->count > 1) snprintf(others, sizeof others, " (and %zu more)", group->count - 1);
        if (!group->returned) snprintf(where, sizeof where, "in `%.90s` and not in the answer", of->all);
        snprintf(message, sizeof message, "ticket %lld%s%s is %s: %s", (long long)id_of(ticket), others, value, where,
                 is_explained      ? explanation(group->ways, way, seen)
                 : group->returned ? "the server ignores this part, or reads it otherwise"
                                   : "the query selects it");
        say(of, is_explained ? DESKQL_CODE_UNDOCUMENTED : DESKQL_CODE_SERVER_DIFFERS,
            is_explained ? DESKQL_NOTE : DESKQL_ERROR, part.range, NULL, message);
    }
    deskql_json_free(json);
}

bool dql_cli_verify_is_whole(const dql_cli_verification *of) {
    int64_t page = 1;
    int64_t size = 0;
    bool is_paged = deskql_matcher_page(of->matchers[0], &page, &size);
    if (of->has_more >= 0) return of->has_more == 0 && (page == 1 || !of->is_one_page);
    return !is_paged || (page == 1 && of->kept_count < (size_t)size);
}

static void report_page(dql_cli_verification *of) {
    int64_t page = 1;
    int64_t size;
    deskql_range range;
    if (!deskql_matcher_page(of->matchers[0], &page, &size) || !of->is_one_page) return;
    bool names_size = deskql_plan_locate(of->plan, "pageSize", &range);
    if (names_size && of->kept_count > (size_t)size)
        differs(of, "pageSize", "%zu tickets came on a page of %lld", of->kept_count, (long long)size);
    if (names_size && of->kept_count < (size_t)size && of->has_more == 1)
        differs(of, "pageSize", "%zu tickets came on a page of %lld, and there are more pages", of->kept_count,
                (long long)size);
    if (of->page && of->page != page) differs(of, "page", "the answer is page %lld", (long long)of->page);
}

/* What all of the best ways say. That ids are ordered is seen where tickets on both sides of a comparison show it. */
static void find_seen(const dql_cli_verification *of, size_t least, bool by_id, deskql_readings *seen) {
    for (unsigned i = 0; i < DESKQL_READING_COUNT; i++) {
        bool words[2] = {false, false};
        for (unsigned way = 0; way < DQL_CLI_WAYS; way++) {
            if (of->unexplained[way] == least && !(by_id && way & BY_REFERENCE)) words[way >> i & 1u] = true;
        }
        if (words[0] != words[1]) seen->values[i] = words[0] ? DESKQL_READING_FIRST : DESKQL_READING_SECOND;
    }
    if (by_id && !(of->by_id[0] && of->by_id[1])) seen->values[DESKQL_READING_REFERENCE] = DESKQL_READING_UNKNOWN;
}

bool dql_cli_verify_report(dql_cli_verification *of, deskql_readings *seen) {
    unsigned best = 0;
    for (unsigned way = 1; way < DQL_CLI_WAYS; way++) {
        /* Without an order of references any answer is explained, so it is the last resort. */
        bool is_simpler = (best & BY_REFERENCE) > (way & BY_REFERENCE);
        size_t count = of->unexplained[way];
        if (count < of->unexplained[best] || (count == of->unexplained[best] && is_simpler)) best = way;
    }
    bool by_id = !(best & BY_REFERENCE);
    find_seen(of, of->unexplained[best], by_id, seen);
    for (size_t i = 0; i < of->group_count; i++) {
        if (!is_said(of, &of->groups[i], best, seen)) report_group(of, &of->groups[i], best, seen);
    }
    if (of->is_behind)
        differs(of, "orderBy", "ticket %lld comes behind ticket %lld, and before it by this order",
                (long long)of->wrong_order[1], (long long)of->wrong_order[0]);
    report_page(of);
    return of->unexplained[best] == 0;
}
