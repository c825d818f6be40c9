/* --name: the queries that it leaves in, and the one that a command takes. */
#include "cli/cli.h"

#include <string.h>

size_t dql_cli_query_count(const dql_cli_text *text) {
    size_t count = deskql_document_count(text->document);
    return count ? count : 1;
}

bool dql_cli_is_chosen(const dql_cli_session *session, const dql_cli_text *text, size_t index) {
    bool all = !dql_cli_value(session->call, DQL_OPTION_NAME) || deskql_document_count(text->document) == 0;
    return all || text->named == deskql_document_at(text->document, index);
}

bool dql_cli_next_query(const dql_cli_session *session, dql_cli_text **text, size_t *index) {
    dql_cli_text *at = *text ? *text : session->texts;
    size_t next = *text ? *index + 1 : 0;
    for (size_t left = session->text_count - (size_t)(at - session->texts); left > 0; left--, at++, next = 0) {
        for (; next < dql_cli_query_count(at); next++) {
            if (!dql_cli_is_chosen(session, at, next)) continue;
            *text = at;
            *index = next;
            return true;
        }
    }
    return false;
}

static const char *query_name_at(const void *context, size_t index) {
    const dql_cli_session *session = context;
    for (size_t i = 0; i < session->text_count; i++) {
        const deskql_document *document = session->texts[i].document;
        for (size_t j = 0; j < deskql_document_count(document); j++) {
            const char *name = deskql_query_name(deskql_document_at(document, j));
            if (name && index-- == 0) return name;
        }
    }
    return NULL;
}

bool dql_cli_check_name(dql_cli_session *session) {
    const char *name = dql_cli_value(session->call, DQL_OPTION_NAME);
    if (!name) return true;
    bool found = false;
    for (size_t i = 0; i < session->text_count; i++) {
        session->texts[i].named = deskql_document_find(session->texts[i].document, name);
        if (session->texts[i].named || deskql_document_count(session->texts[i].document) == 0) found = true;
    }
    if (found) return true;
    dql_cli_fail_at(session, NULL, "no query is named `%s`", name);
    const char *nearest = deskql_nearest_name(name, strlen(name), query_name_at, session);
    if (nearest) dql_cli_hint("a similar name exists: `%s`", nearest);
    return false;
}

bool dql_cli_find_query(dql_cli_session *session, dql_cli_text **text, size_t *index) {
    size_t count = 0;
    size_t next = 0;
    for (dql_cli_text *at = NULL; dql_cli_next_query(session, &at, &next);) {
        if (count++) continue;
        *text = at;
        *index = next;
    }
    if (count == 1) return true;
    session->status = DQL_CLI_FAILED;
    if (count == 0) return false;
    dql_cli_error("%s takes one query, and there are %lu", dql_cli_commands[session->call->command].name,
                  (unsigned long)count);
    if (!dql_cli_value(session->call, DQL_OPTION_NAME)) dql_cli_hint("--name NAME takes the query of that name alone");
    return false;
}

bool dql_cli_reads_once(const dql_cli_call *call) {
    size_t count = 0;
    for (size_t i = 0; i < call->count; i++) {
        dql_cli_option_id option = call->given[i].option;
        bool is_file = option == DQL_OPERAND || option == DQL_OPTION_FILE || option == DQL_OPTION_ANSWER ||
                       option == DQL_OPTION_ALL;
        count += is_file && strcmp(call->given[i].value, "-") == 0;
    }
    if (count < 2) return true;
    return dql_cli_refuse(NULL, "standard input can be read only once");
}
