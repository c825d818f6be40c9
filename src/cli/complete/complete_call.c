/* What the last word of an unfinished call may become, by the table of commands and options. */
#include "cli/complete/complete.h"

#include <stdlib.h>
#include <string.h>

/* ---- The words before the last ------------------------------------------------------------------------------------- */

typedef struct scene {
    dql_cli_call call;
    /* The option whose value comes next; NULL where none does. */
    const dql_cli_option *wanting;
    bool options_end;
} scene;

/* Takes the quotes off a word, of which the last may be open. */
static void unquote(char *word) {
    char quote = '\0';
    char *to = word;
    for (const char *at = word; *at; at++) {
        if (quote ? *at == quote : *at == '\'' || *at == '"') {
            quote = quote ? '\0' : *at;
        } else {
            if (*at == '\\' && quote != '\'' && at[1]) at++;
            *to++ = *at;
        }
    }
    *to = '\0';
}

static void give(scene *state, dql_cli_option_id option, const char *value) {
    state->call.given[state->call.count++] = (dql_cli_given){option, value};
}

static bool is_option(const scene *state, const char *word) {
    return !state->options_end && word[0] == '-';
}

static void take_option(scene *state, const char *word) {
    const char *attached;
    const dql_cli_option *option = dql_cli_option_find(word, &attached);
    if (!option) return;
    if (option->value && !attached) {
        state->wanting = option;
    } else {
        give(state, (dql_cli_option_id)(option - dql_cli_options), attached ? attached : "");
    }
}

static void take_word(scene *state, const char *word) {
    if (state->wanting) {
        give(state, (dql_cli_option_id)(state->wanting - dql_cli_options), word);
        state->wanting = NULL;
    } else if (strcmp(word, "--") == 0 && !state->options_end) {
        state->options_end = true;
    } else if (is_option(state, word) && word[1]) {
        take_option(state, word);
    } else if (state->call.command == DQL_COMMAND_COUNT) {
        state->call.command = dql_cli_command_find(word);
    } else {
        give(state, DQL_OPERAND, word);
    }
}

/* ---- The last one -------------------------------------------------------------------------------------------------- */

static void offer_commands(dql_cli_offers *offers) {
    for (size_t i = 0; i < DQL_COMMAND_COUNT; i++) {
        dql_cli_offer(offers, dql_cli_commands[i].name, NULL, dql_cli_commands[i].summary);
    }
}

/* Before the command: what `help` has is of no command in particular. */
static void offer_options(dql_cli_offers *offers, dql_cli_command_id command) {
    if (command == DQL_COMMAND_COUNT) command = DQL_COMMAND_HELP;
    for (size_t i = 0; i < DQL_OPTION_COUNT; i++) {
        const dql_cli_option *option = &dql_cli_options[i];
        if (!(option->commands >> command & 1u)) continue;
        char name[40];
        snprintf(name, sizeof name, "--%s", option->name);
        dql_cli_offer(offers, name, NULL, option->summary);
    }
}

/* A code's slug is offered when it is begun. */
static void offer_codes(dql_cli_offers *offers, bool warnings_alone) {
    for (size_t i = 0; i < deskql_codes_count(); i++) {
        const deskql_code_info *info = deskql_codes_at(i);
        if (warnings_alone && info->severity != DESKQL_WARNING) continue;
        dql_cli_offer(offers, info->code_text, NULL, info->slug);
        if (*offers->typed) dql_cli_offer(offers, info->slug, NULL, info->code_text);
    }
}

/* CODE=LEVEL: first the code, then each level behind it. */
static void offer_severities(dql_cli_offers *offers) {
    static const char *const levels[] = {"off", "note", "warning", "error"};
    const char *equals = strchr(offers->typed, '=');
    if (!equals) {
        offer_codes(offers, true);
        return;
    }
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        char word[DQL_CLI_LONGEST_OFFER];
        snprintf(word, sizeof word, "%.*s=%s", (int)(equals - offers->typed), offers->typed, levels[i]);
        dql_cli_offer(offers, word, NULL, "severity");
    }
}

static void offer_endpoints(dql_cli_offers *offers, const deskql_schemas *schemas) {
    for (size_t i = 0; i < deskql_schemas_count(schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(schemas, i);
        dql_cli_offer(offers, deskql_endpoint_name(endpoint), NULL, deskql_endpoint_path(endpoint));
    }
}

/* Offers what may be in the place of an operand or a value, by what help calls it. Files are the shell's matter. */
static void offer_kind(const scene *state, const char *kind, bool is_endpoint, const char *typed) {
    dql_cli_offers offers = {typed, 0, ""};
    bool is_query = strstr(kind, "QUERY") != NULL;
    if (strstr(kind, "LEVEL")) {
        offer_severities(&offers);
    } else if (strstr(kind, "CODE")) {
        offer_codes(&offers, state->wanting != NULL);
    }
    if (strstr(kind, "COMMAND")) offer_commands(&offers);
    if (strstr(kind, "SHELL")) dql_cli_offer_each(&offers, DQL_CLI_SHELLS, "shell");
    if (strstr(kind, "ACTION")) dql_cli_offer_each(&offers, "import check", "action");
    if (!is_query && !is_endpoint) return;
    dql_cli_session session;
    bool good = dql_cli_begin(&session, &state->call, stderr);
    const dql_cli_settings *settings = good ? dql_cli_settings_of(session.setup, NULL, NULL) : NULL;
    const deskql_schemas *schemas = settings ? settings->schemas : NULL;
    if (is_query) {
        dql_cli_complete_query(typed, schemas, settings ? settings->endpoint : NULL);
    } else {
        offer_endpoints(&offers, schemas);
    }
    dql_cli_close(&session);
}

static void offer_value(const scene *state, const dql_cli_option *option, const char *typed) {
    dql_cli_offers offers = {typed, 0, ""};
    if (option->choices) {
        dql_cli_offer_each(&offers, option->choices, option->summary);
    } else {
        offer_kind(state, option->value, option == &dql_cli_options[DQL_OPTION_ENDPOINT], typed);
    }
}

static void offer_last(const scene *state, const char *typed) {
    dql_cli_offers offers = {typed, 0, ""};
    if (state->wanting) {
        offer_value(state, state->wanting, typed);
    } else if (is_option(state, typed)) {
        const char *attached = NULL;
        const dql_cli_option *option = typed[1] ? dql_cli_option_find(typed, &attached) : NULL;
        if (option && option->value && attached) {
            offer_value(state, option, attached);
        } else {
            offer_options(&offers, state->call.command);
        }
    } else if (state->call.command == DQL_COMMAND_COUNT) {
        offer_commands(&offers);
    } else {
        const char *operands = dql_cli_commands[state->call.command].operands;
        const char *next = dql_cli_value(&state->call, DQL_OPERAND) ? strchr(operands, ' ') : NULL;
        offer_kind(state, next ? next : operands, false, typed);
    }
}

void dql_cli_complete_call(char **words, size_t count) {
    scene state = {{.command = DQL_COMMAND_COUNT, .given = calloc(count, sizeof(dql_cli_given))}, NULL, false};
    if (!state.call.given) return;
    for (size_t i = 0; i < count; i++) {
        unquote(words[i]);
        if (i + 1 < count) take_word(&state, words[i]);
    }
    offer_last(&state, words[count - 1]);
    dql_cli_call_free(&state.call);
}
