/* The values of --param. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Whether an option before the `index`-th begins with the same `NAME=`. */
static bool is_repeated(const dql_cli_call *call, size_t index, size_t length) {
    for (size_t i = 0; i < index; i++) {
        if (call->given[i].option != DQL_OPTION_PARAM) continue;
        if (strncmp(call->given[i].value, call->given[index].value, length) == 0) return true;
    }
    return false;
}

static bool add_binding(dql_cli_session *session, size_t index) {
    const char *text = session->call->given[index].value;
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || *text == ':')
        return dql_cli_refuse("it is written as NAME=VALUE, without a colon", "`--param` cannot be `%s`", text);
    size_t length = (size_t)(equals - text);
    if (is_repeated(session->call, index, length + 1))
        return dql_cli_refuse(NULL, "`--param %.*s` is given twice", (int)(length < 100 ? length : 100), text);
    char *name = malloc(length + 1);
    if (!name) return dql_cli_refuse(NULL, "no memory");
    memcpy(name, text, length);
    name[length] = '\0';
    deskql_binding *binding = &session->bindings[session->binding_count++];
    binding->name = name;
    binding->value.type = DESKQL_VALUE_TEXT;
    binding->value.as.string.bytes = equals + 1;
    binding->value.as.string.length = strlen(equals + 1);
    return true;
}

bool dql_cli_set_bindings(dql_cli_session *session) {
    const dql_cli_call *call = session->call;
    size_t count = dql_cli_count(call, DQL_OPTION_PARAM);
    session->bindings = calloc(count + 1, sizeof *session->bindings);
    session->chosen = calloc(count + 1, sizeof *session->chosen);
    session->unasked = calloc(count + 1, sizeof *session->unasked);
    if (!session->bindings || !session->chosen || !session->unasked) return dql_cli_refuse(NULL, "no memory");
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option == DQL_OPTION_PARAM && !add_binding(session, i)) return false;
    }
    return true;
}

bool dql_cli_asks_for(const deskql_query *query, const char *name) {
    deskql_parameter_info info;
    for (size_t i = 0; deskql_query_parameter_at(query, i, &info); i++) {
        if (strcmp(info.name, name) == 0) return true;
    }
    return false;
}

/* The values that no query asks for. */
void dql_cli_find_unasked(dql_cli_session *session) {
    for (size_t i = 0; i < session->binding_count; i++) {
        size_t index;
        session->unasked[i] = true;
        for (dql_cli_text *text = NULL; session->unasked[i] && dql_cli_next_query(session, &text, &index);)
            session->unasked[i] =
                !dql_cli_asks_for(deskql_document_at(text->document, index), session->bindings[i].name);
    }
}
