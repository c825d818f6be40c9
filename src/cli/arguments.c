/* Reads the arguments by the table of options. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

const dql_cli_command dql_cli_commands[DQL_COMMAND_COUNT] = {
#define COMMAND(name, spelling, operands, summary, details) {#spelling, operands, summary, details},
#include "cli/commands.def"
};

const dql_cli_option dql_cli_options[DQL_OPTION_COUNT] = {
#define IN(command) (1u << DQL_COMMAND_##command)
#define OPTION(name, letter, spelling, value, choices, repeatable, commands, summary)                                  \
    {spelling, letter, value, choices, repeatable, commands, summary},
#include "cli/commands.def"
#undef IN
};

/* Where parsing is; `command` is as far as it is known. */
typedef struct parse {
    dql_cli_call *call;
    char **at;
    char **end;
} parse;

static bool takes(dql_cli_command_id command, const dql_cli_option *option) {
    return command == DQL_COMMAND_COUNT || (option->commands >> command & 1u);
}

/* ` compile`, for messages; nothing where no command was named. */
static const char *spaced_name(const dql_cli_call *call, char buffer[32]) {
    buffer[0] = '\0';
    if (call->command != DQL_COMMAND_COUNT) snprintf(buffer, 32, " %s", dql_cli_commands[call->command].name);
    return buffer;
}

static bool say_help(const dql_cli_call *call) {
    char name[32];
    dql_cli_hint("`deskql help%s` shows how it is used", spaced_name(call, name));
    return false;
}

static const char *option_at(const void *context, size_t index) {
    const dql_cli_call *call = context;
    for (size_t i = 0; i < DQL_OPTION_COUNT; i++) {
        if (takes(call->command, &dql_cli_options[i]) && index-- == 0) return dql_cli_options[i].name;
    }
    return NULL;
}

static bool unknown_option(const dql_cli_call *call, const char *text, const char *name) {
    dql_cli_error("unknown option `%s`", text);
    const char *nearest = deskql_nearest_name(name, strlen(name), option_at, call);
    if (nearest) dql_cli_hint("a similar option exists: `--%s`", nearest);
    return say_help(call);
}

/* `-e` or `--endpoint`, whichever was written. */
static const char *written(const dql_cli_option *option, bool is_short, char buffer[40]) {
    if (is_short) {
        snprintf(buffer, 40, "-%c", option->letter);
    } else {
        snprintf(buffer, 40, "--%s", option->name);
    }
    return buffer;
}

/* `attached` is what came after `=` or the letter, else NULL. */
static bool give(parse *state, const dql_cli_option *option, bool is_short, const char *attached) {
    char name[40];
    written(option, is_short, name);
    const char *value = attached;
    if (!option->value) {
        if (attached) {
            dql_cli_error("`%s` takes no value", name);
            return say_help(state->call);
        }
        value = "";
    } else if (!value) {
        if (state->at == state->end) {
            dql_cli_error("`%s` needs a value: %s %s", name, name, option->value);
            return say_help(state->call);
        }
        value = *state->at++;
    }
    if (option->choices && !dql_cli_is_choice(option->choices, value)) {
        dql_cli_error("`%s` cannot be `%s`", name, value);
        dql_cli_hint("it is one of: %s", option->choices);
        return false;
    }
    state->call->given[state->call->count++] = (dql_cli_given){(dql_cli_option_id)(option - dql_cli_options), value};
    return true;
}

const dql_cli_option *dql_cli_option_find(const char *word, const char **attached) {
    const char *equals = strchr(word, '=');
    bool is_long = word[1] == '-';
    size_t length = (equals ? (size_t)(equals - word) : strlen(word)) - 2;
    *attached = !is_long ? word[2] ? word + 2 : NULL : equals ? equals + 1 : NULL;
    for (const dql_cli_option *option = dql_cli_options; option < dql_cli_options + DQL_OPTION_COUNT; option++) {
        bool is_it = is_long ? strlen(option->name) == length && memcmp(option->name, word + 2, length) == 0
                             : option->letter && option->letter == word[1];
        if (is_it) return option;
    }
    return NULL;
}

static bool read_option(parse *state, const char *text) {
    const char *attached;
    const dql_cli_option *option = dql_cli_option_find(text, &attached);
    if (option) return give(state, option, text[1] != '-', attached);
    char name[64];
    const char *bare = text + 1 + (text[1] == '-');
    snprintf(name, sizeof name, "%.*s", (int)strcspn(bare, text[1] == '-' ? "=" : ""), bare);
    return unknown_option(state->call, text, name);
}

static const char *command_at(const void *context, size_t index) {
    (void)context;
    return index < DQL_COMMAND_COUNT ? dql_cli_commands[index].name : NULL;
}

dql_cli_command_id dql_cli_command_find(const char *name) {
    size_t i = 0;
    while (i < DQL_COMMAND_COUNT && strcmp(dql_cli_commands[i].name, name) != 0) i++;
    return (dql_cli_command_id)i;
}

bool dql_cli_unknown_command(const char *name) {
    dql_cli_error("unknown command `%s`", name);
    const char *nearest = deskql_nearest_name(name, strlen(name), command_at, NULL);
    if (nearest) dql_cli_hint("a similar command exists: `%s`", nearest);
    return nearest != NULL;
}

/* The first operand names the command. */
static bool read_operand(parse *state, const char *text) {
    dql_cli_call *call = state->call;
    if (call->command != DQL_COMMAND_COUNT) {
        call->given[call->count++] = (dql_cli_given){DQL_OPERAND, text};
        return true;
    }
    call->command = dql_cli_command_find(text);
    if (call->command != DQL_COMMAND_COUNT) return true;
    if (!dql_cli_unknown_command(text) && strpbrk(text, " =<>~"))
        dql_cli_hint("a query follows a command: deskql compile '...'");
    return say_help(call);
}

static bool check_options(const dql_cli_call *call) {
    if (call->command == DQL_COMMAND_COUNT) return true;
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option == DQL_OPERAND) continue;
        const dql_cli_option *option = &dql_cli_options[call->given[i].option];
        if (takes(call->command, option)) continue;
        dql_cli_error("`%s` has no option `--%s`", dql_cli_commands[call->command].name, option->name);
        return say_help(call);
    }
    return true;
}

bool dql_cli_parse(dql_cli_call *call, int count, char **arguments) {
    *call = (dql_cli_call){.command = DQL_COMMAND_COUNT};
    call->given = calloc((size_t)(count > 0 ? count : 1), sizeof *call->given);
    if (!call->given) return dql_cli_refuse(NULL, "no memory");
    parse state = {call, arguments + 1, arguments + count};
    bool options_end = false;
    while (state.at < state.end) {
        const char *text = *state.at++;
        bool good;
        if (options_end || text[0] != '-' || text[1] == '\0') {
            good = read_operand(&state, text);
        } else if (strcmp(text, "--") == 0) {
            options_end = good = true;
        } else {
            good = read_option(&state, text);
        }
        if (!good) return false;
    }
    return check_options(call);
}

void dql_cli_call_free(dql_cli_call *call) {
    free(call->given);
}

const char *dql_cli_value(const dql_cli_call *call, dql_cli_option_id option) {
    for (size_t i = call->count; i-- > 0;) {
        if (call->given[i].option == option) return call->given[i].value;
    }
    return NULL;
}

size_t dql_cli_count(const dql_cli_call *call, dql_cli_option_id option) {
    size_t count = 0;
    for (size_t i = 0; i < call->count; i++) count += call->given[i].option == option;
    return count;
}

const char *dql_cli_operand(const dql_cli_call *call, size_t index) {
    for (size_t i = 0; i < call->count; i++) {
        if (call->given[i].option == DQL_OPERAND && index-- == 0) return call->given[i].value;
    }
    return NULL;
}

bool dql_cli_derive_check(const dql_cli_call *call, size_t first, dql_cli_call *derived) {
    *derived = (dql_cli_call){.command = DQL_COMMAND_CHECK, .given = calloc(call->count + 1, sizeof *call->given)};
    if (!derived->given) return dql_cli_refuse(NULL, "no memory");
    size_t operands = 0;
    for (size_t i = 0; i < call->count; i++) {
        bool is_operand = call->given[i].option == DQL_OPERAND;
        bool is_taken = is_operand ? operands >= first : call->given[i].option != DQL_OPTION_OUTPUT;
        if (is_taken) derived->given[derived->count++] = call->given[i];
        operands += is_operand;
    }
    if (operands <= first) derived->given[derived->count++] = (dql_cli_given){DQL_OPERAND, "."};
    return true;
}
