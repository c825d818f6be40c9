/* deskql match: the tickets that a query selects. */
#include "cli/cli.h"
#include "cli/io/tickets.h"

#include <stdlib.h>
#include <string.h>

/* A ticket that is kept until the order is known. */
typedef struct kept {
    /* The key, and behind it the line; or the ticket as it was read, while keys wait for `included`. */
    char *bytes;
    size_t key_length;
    size_t length;
    unsigned long long sequence;
} kept;

typedef struct selection {
    const deskql_matcher *matcher;
    const deskql_endpoint *endpoint;
    deskql_included *included;
    /* Keys are made when all has been read, since what is included may come behind the tickets. */
    bool keys_wait;
    bool is_ordered;
    /* A ticket has what they are ordered by. */
    bool has_order;
    bool counts_only;
    /* What the page leaves out at its beginning, and where it ends. */
    unsigned long long skipped;
    unsigned long long limit;
    unsigned long long read;
    unsigned long long count;
    kept *list;
    size_t list_length;
    size_t list_capacity;
    dql_cli_bytes scratch;
    /* There is nothing more to read. */
    bool is_full;
    bool failed;
} selection;

static bool fail(selection *to) {
    to->failed = true;
    return dql_cli_refuse(NULL, "no memory");
}

/* ---- Order --------------------------------------------------------------------------------------------------------- */

static int compare(const void *one_, const void *other_) {
    const kept *one = one_;
    const kept *other = other_;
    int order = dql_cli_compare_bytes(one->bytes, one->key_length, other->bytes, other->key_length);
    /* Tickets with one key keep their order. */
    return order ? order : (one->sequence > other->sequence) - (one->sequence < other->sequence);
}

/* Orders what is kept, and lets go of what is behind the page. */
static void settle(selection *to) {
    if (to->list_length) qsort(to->list, to->list_length, sizeof *to->list, compare);
    while (to->list_length > to->limit) free(to->list[--to->list_length].bytes);
}

static bool reserve(selection *to) {
    if (to->list_length < to->list_capacity) return true;
    /* A page's worth is kept, and as much again, so that ordering is seldom. */
    if (!to->keys_wait && to->list_length / 2 > to->limit) {
        settle(to);
        return true;
    }
    kept *larger = dql_cli_grown(to->list, to->list_length, &to->list_capacity, sizeof *larger);
    if (!larger) return fail(to);
    to->list = larger;
    return true;
}

/* Keeps what is in `scratch`. */
static bool keep(selection *to, size_t key_length) {
    if (!reserve(to)) return false;
    kept *item = &to->list[to->list_length];
    *item = (kept){malloc(to->scratch.length + 1), key_length, to->scratch.length, to->count};
    if (!item->bytes) return fail(to);
    memcpy(item->bytes, to->scratch.bytes, to->scratch.length);
    to->list_length++;
    return true;
}

/* Writes a ticket's key and line into `scratch`. */
static bool write_ordered(selection *to, const deskql_json_value *ticket, const char *text, size_t *key_length) {
    to->scratch.length = 0;
    if (deskql_matcher_key(to->matcher, ticket, to->included, dql_cli_to_bytes, &to->scratch) != DESKQL_OK)
        return fail(to);
    *key_length = to->scratch.length;
    if (deskql_matcher_write(to->matcher, ticket, text, dql_cli_to_bytes, &to->scratch) != DESKQL_OK) return fail(to);
    return true;
}

/* Gives the tickets that waited their keys and lines. */
static bool make_keys(selection *to) {
    deskql_json *json = NULL;
    for (size_t i = 0; i < to->list_length && !to->failed; i++) {
        kept *item = &to->list[i];
        if (deskql_json_parse(item->bytes, item->length, NULL, &json) != DESKQL_OK) {
            fail(to);
        } else if (write_ordered(to, deskql_json_root(json), item->bytes, &item->key_length)) {
            char *bytes = malloc(to->scratch.length + 1);
            if (!bytes) {
                fail(to);
                break;
            }
            memcpy(bytes, to->scratch.bytes, to->scratch.length);
            free(item->bytes);
            item->bytes = bytes;
            item->length = to->scratch.length;
        }
    }
    deskql_json_free(json);
    return !to->failed;
}

/* ---- What the reader finds ------------------------------------------------------------------------------------------- */

static bool print_line(selection *to, const char *bytes, size_t length) {
    if (fwrite(bytes, 1, length, stdout) == length && putchar('\n') != EOF) return true;
    /* What went wrong is reported when the output is closed. */
    to->failed = true;
    return false;
}

static bool print_ticket(selection *to, const deskql_json_value *ticket, const char *text) {
    to->scratch.length = 0;
    if (deskql_matcher_write(to->matcher, ticket, text, dql_cli_to_bytes, &to->scratch) != DESKQL_OK) return fail(to);
    return print_line(to, to->scratch.bytes, to->scratch.length);
}

static bool take_ticket(void *context, const deskql_json_value *ticket, const char *text, size_t length) {
    selection *to = context;
    size_t key_length = 0;
    to->read++;
    if (to->is_ordered && !to->has_order) to->has_order = deskql_matcher_orders(to->matcher, ticket);
    if (!deskql_matcher_selects(to->matcher, ticket)) return true;
    to->count++;
    if (to->counts_only) return true;
    if (to->keys_wait) {
        to->scratch.length = 0;
        if (dql_cli_to_bytes(&to->scratch, text, length) != 0) return fail(to);
        return keep(to, 0);
    }
    if (to->is_ordered) return write_ordered(to, ticket, text, &key_length) && keep(to, key_length);
    if (to->count > to->skipped && !print_ticket(to, ticket, text)) return false;
    to->is_full = to->count >= to->limit;
    return !to->is_full;
}

static bool take_related(void *context, const deskql_json_value *item) {
    selection *to = context;
    return deskql_included_add(to->included, item) == DESKQL_OK || fail(to);
}

/* ---- The command --------------------------------------------------------------------------------------------------- */

static void choose_page(selection *to) {
    int64_t page;
    int64_t size;
    to->limit = UINT64_MAX;
    if (to->counts_only || !deskql_matcher_page(to->matcher, &page, &size)) return;
    /* A page so far behind has nothing on it. */
    uint64_t before = (uint64_t)(page - 1);
    to->skipped = before < UINT64_MAX / 2 / (uint64_t)size ? before * (uint64_t)size : UINT64_MAX / 2;
    to->limit = to->skipped + (uint64_t)size;
}

static bool read_all(const dql_cli_call *call, selection *to) {
    const char *input_name = dql_cli_value(call, DQL_OPTION_STDIN_FILENAME);
    dql_cli_tickets tickets = {
        .endpoint = to->endpoint,
        .kind = to->included ? deskql_matcher_included_kind(to->matcher) : NULL,
        .ticket = take_ticket,
        .related = take_related,
        .context = to,
    };
    if (!input_name) input_name = "<stdin>";
    bool good = true;
    const char *file = dql_cli_operand(call, 0);
    if (!file) good = dql_cli_tickets_read(&tickets, "-", input_name);
    for (size_t i = 1; good && file; file = dql_cli_operand(call, i++))
        good = dql_cli_tickets_read(&tickets, file, input_name);
    deskql_json_free(tickets.json);
    return good || (to->is_full && !to->failed);
}

static bool print_all(selection *to) {
    if (to->counts_only) return printf("%llu\n", to->count) > 0;
    if (to->keys_wait && !make_keys(to)) return false;
    settle(to);
    for (size_t i = 0; i < to->list_length; i++) {
        const kept *item = &to->list[i];
        if (i < to->skipped) continue;
        if (!print_line(to, item->bytes + item->key_length, item->length - item->key_length)) return false;
    }
    return true;
}

/* Of a single ticket there is no order. */
static void report_order(const selection *to) {
    if (!to->is_ordered || to->has_order || to->read < 2 || deskql_included_orders(to->included)) return;
    dql_cli_error("warning: none of the %llu tickets read has `%s`: they keep the order that they had", to->read,
                  deskql_matcher_order(to->matcher));
}

static dql_cli_status match(dql_cli_session *session, const deskql_query *query, const deskql_plan *plan,
                            const deskql_readings *readings) {
    deskql_matcher *matcher = NULL;
    deskql_range range;
    deskql_status status = deskql_matcher_make_for(plan, readings, NULL, &matcher);
    if (deskql_matcher_leaves_out(matcher, &range)) {
        dql_cli_error("%u:%u: nobody knows which tickets this comparison selects", range.start.line,
                      range.start.column);
        dql_cli_hint("by `referenceOrder` of the readings, the server compares something else than ids: name the ids");
        deskql_matcher_free(matcher);
        return DQL_CLI_FAILED;
    }
    selection to = {.matcher = matcher, .endpoint = deskql_query_endpoint(query)};
    to.counts_only = dql_cli_value(session->call, DQL_OPTION_COUNT_ONLY) != NULL;
    to.is_ordered = deskql_matcher_order(matcher) && !to.counts_only;
    to.keys_wait = to.is_ordered && deskql_matcher_included_kind(matcher);
    if (status == DESKQL_OK && to.keys_wait) status = deskql_included_new(matcher, NULL, &to.included);
    bool good = status == DESKQL_OK;
    if (good) {
        choose_page(&to);
        good = read_all(session->call, &to) && print_all(&to);
        if (good) report_order(&to);
    } else {
        dql_cli_fail(session, status);
    }
    for (size_t i = 0; i < to.list_length; i++) free(to.list[i].bytes);
    free(to.list);
    dql_cli_bytes_free(&to.scratch);
    deskql_included_free(to.included);
    deskql_matcher_free(matcher);
    if (!good) return DQL_CLI_FAILED;
    return to.count == 0 && dql_cli_value(session->call, DQL_OPTION_EXIT_STATUS) ? DQL_CLI_FOUND : DQL_CLI_FINE;
}

static bool check_input(const dql_cli_call *call) {
    size_t count = 0;
    size_t operands = 0;
    for (size_t i = 0; i < call->count; i++) {
        dql_cli_option_id option = call->given[i].option;
        operands += option == DQL_OPERAND;
        count += (option == DQL_OPERAND || option == DQL_OPTION_FILE) && strcmp(call->given[i].value, "-") == 0;
    }
    if (count + (operands == 0) < 2) return true;
    return dql_cli_refuse("the query comes from it, so the tickets come from a file: deskql match -f - FILE",
                          "standard input can be read only once");
}

dql_cli_status dql_cli_match(const dql_cli_call *call) {
    if (!check_input(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    dql_cli_text *text = NULL;
    size_t index = 0;
    bool good = dql_cli_open(&session, call, stderr) && dql_cli_find_query(&session, &text, &index);
    const deskql_plan *plan = good ? dql_cli_examine(&session, text, index) : NULL;
    const deskql_query *query = plan ? deskql_document_at(text->document, index) : NULL;
    if (plan && dql_cli_takes_filter(&session, query, "match")) {
        dql_cli_status status = match(&session, query, plan, &text->settings->readings);
        if (status > session.status) session.status = status;
    }
    return dql_cli_close(&session);
}
