/* deskql verify: a server's answer, held against the query that it answers. */
#include "cli/verify/verify.h"
#include "cli/cli.h"
#include "cli/io/tickets.h"

#include <stdlib.h>
#include <string.h>

/* ---- The answer ---------------------------------------------------------------------------------------------------- */

static bool no_memory(void) {
    return dql_cli_refuse(NULL, "no memory");
}

/* Tickets of the answer wait, since what is included comes behind them. */
static bool keep_ticket(void *context, const deskql_json_value *ticket, const char *text, size_t length) {
    dql_cli_verification *of = context;
    dql_cli_kept *larger = realloc(of->kept, (of->kept_count + 1) * sizeof *larger);
    if (!larger) return no_memory();
    of->kept = larger;
    dql_cli_kept *item = &of->kept[of->kept_count];
    *item = (dql_cli_kept){.start = of->texts.length, .length = length};
    if (!deskql_json_value_integer(deskql_json_value_member(ticket, "id"), &item->id))
        return dql_cli_refuse(NULL, "`%s`: ticket number %zu has no `id` that is a whole number", of->answer,
                              of->kept_count + 1);
    of->kept_count++;
    return dql_cli_to_bytes(&of->texts, text, length) == 0 || no_memory();
}

static bool take_related(void *context, const deskql_json_value *item) {
    dql_cli_verification *of = context;
    return deskql_included_add(of->included, item) == DESKQL_OK || no_memory();
}

/* `pagination`, or the older `meta.page`. */
static void take_page(void *context, const char *key, const deskql_json_value *value) {
    dql_cli_verification *of = context;
    if (strcmp(key, "pagination") == 0) deskql_json_value_integer(deskql_json_value_member(value, "page"), &of->page);
    if (strcmp(key, "meta") == 0) value = deskql_json_value_member(value, "page");
    const deskql_json_value *more = deskql_json_value_member(value, "hasMorePages");
    if (!more) more = deskql_json_value_member(value, "hasMore");
    if (more) of->has_more = deskql_json_value_type(more) == DESKQL_JSON_TRUE ? 1 : 0;
}

static bool take_other(void *context, const deskql_json_value *ticket, const char *text, size_t length) {
    return dql_cli_verify_left_out(context, ticket, text, length) || no_memory();
}

static bool read_file(dql_cli_verification *of, dql_cli_tickets *tickets, const char *path) {
    tickets->values = 0;
    if (!dql_cli_tickets_read(tickets, path, "<stdin>")) return false;
    if (tickets->values) return true;
    return dql_cli_refuse(NULL, "`%s` is empty: it is no answer", dql_cli_shown_file(of->session->call, path));
}

static bool read_answer(dql_cli_verification *of) {
    const char *kind = deskql_matcher_included_kind(of->matchers[0]);
    if (kind && deskql_included_new(of->matchers[0], NULL, &of->included) != DESKQL_OK) return no_memory();
    dql_cli_tickets tickets = {.endpoint = deskql_query_endpoint(of->query), .kind = kind, .ticket = keep_ticket};
    tickets.related = take_related;
    tickets.member = take_page;
    tickets.context = of;
    bool good = read_file(of, &tickets, dql_cli_value(of->session->call, DQL_OPERAND));
    of->is_one_page = tickets.values == 1;
    for (size_t i = 0; good && i < of->kept_count; i++) {
        const dql_cli_kept *item = &of->kept[i];
        const char *text = of->texts.bytes + item->start;
        good = deskql_json_parse(text, item->length, NULL, &tickets.json) == DESKQL_OK &&
               dql_cli_verify_returned(of, deskql_json_root(tickets.json), text, item->length);
        if (!good) no_memory();
    }
    deskql_json_free(tickets.json);
    return good;
}

/* All that there is. What a page leaves for the next is not missing. */
static bool read_all(dql_cli_verification *of) {
    if (!of->all) return true;
    if (!dql_cli_verify_is_whole(of)) {
        dql_cli_note("the answer is one page of several: nothing of `%s` is missing for that", of->all);
        return true;
    }
    if (of->kept_count) qsort(of->kept, of->kept_count, sizeof *of->kept, dql_cli_verify_order);
    dql_cli_tickets tickets = {.endpoint = deskql_query_endpoint(of->query), .ticket = take_other, .context = of};
    bool good = read_file(of, &tickets, of->all);
    deskql_json_free(tickets.json);
    return good;
}

/* ---- What was seen ------------------------------------------------------------------------------------------------- */

static void print_readings(const dql_cli_verification *of, const deskql_readings *seen) {
    if (of->session->render.written) putchar('\n');
    puts("Readings");
    for (deskql_reading i = 0; i < DESKQL_READING_COUNT; i++) {
        const char *word = deskql_reading_word(i, seen->values[i]);
        printf("  %-15s %s\n", deskql_reading_name(i), word ? word : "not seen");
    }
    if (!of->all) puts("  with --all ALL.json, what is missing from the answer is seen too");
}

/* What was known before stays where it was not seen. */
static bool write_readings(const dql_cli_verification *of, const deskql_readings *seen, const char *path) {
    dql_cli_bytes made = {NULL, 0, 0};
    char line[80];
    bool good = dql_cli_to_bytes(&made, "{", 1) == 0;
    for (deskql_reading i = 0; i < DESKQL_READING_COUNT; i++) {
        const char *word = deskql_reading_word(i, seen->values[i]);
        if (!word) word = deskql_reading_word(i, of->text->settings->readings.values[i]);
        if (!word) continue;
        int length =
            snprintf(line, sizeof line, "%s\"%s\":\"%s\"", made.length > 1 ? "," : "", deskql_reading_name(i), word);
        good = good && dql_cli_to_bytes(&made, line, (size_t)length) == 0;
    }
    good = (good && dql_cli_to_bytes(&made, "}\n", 2) == 0) || no_memory();
    good = good && dql_cli_put_file(of->session, path, &made);
    dql_cli_bytes_free(&made);
    return good;
}

static bool report(dql_cli_verification *of) {
    deskql_readings seen = DESKQL_READINGS_INIT;
    const char *path = dql_cli_value(of->session->call, DQL_OPTION_OUTPUT_FILE);
    bool is_explained = dql_cli_verify_report(of, &seen);
    if (of->failed) return no_memory();
    if (dql_cli_form(of->session->call) == &dql_render_forms[0]) print_readings(of, &seen);
    if (path && !is_explained) dql_cli_note("`%s` is not written: no readings explain this answer", path);
    return !path || !is_explained || write_readings(of, &seen, path);
}

/* ---- The command --------------------------------------------------------------------------------------------------- */

static bool verify(dql_cli_verification *of, const deskql_plan *plan) {
    of->plan = plan;
    of->query = deskql_document_at(of->text->document, of->index);
    of->all = dql_cli_value(of->session->call, DQL_OPTION_ALL);
    of->answer = dql_cli_shown_file(of->session->call, dql_cli_value(of->session->call, DQL_OPERAND));
    of->has_more = -1;
    bool good = dql_cli_verify_begin(of) || no_memory();
    good = good && read_answer(of) && read_all(of) && report(of);
    dql_cli_verify_end(of);
    return good;
}

dql_cli_status dql_cli_verify(const dql_cli_call *call) {
    if (dql_cli_count(call, DQL_OPERAND) != 1) {
        dql_cli_error("verify needs a query and the answer to it, a file");
        dql_cli_hint("deskql verify -q 'agent != 7' ANSWER.json --all ALL.json");
        return DQL_CLI_FAILED;
    }
    if (!dql_cli_reads_once(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    dql_cli_verification of = {.session = &session};
    bool good = dql_cli_open(&session, call, stdout) && dql_cli_find_query(&session, &of.text, &of.index);
    const deskql_plan *plan = good ? dql_cli_examine(&session, of.text, of.index) : NULL;
    if (plan && dql_cli_takes_filter(&session, deskql_document_at(of.text->document, of.index), "verify") &&
        !verify(&of, plan))
        session.status = DQL_CLI_FAILED;
    return dql_cli_close(&session);
}
