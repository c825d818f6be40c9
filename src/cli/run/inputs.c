/* What a call names: queries, files, and the files below folders. */
#define _POSIX_C_SOURCE 200809L
#include "cli/run/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What a command needs, and how it is given. */
static const char *const needs[DQL_COMMAND_COUNT][2] = {
    [DQL_COMMAND_COMPILE] = {"a query", "deskql compile 'status=1', -f FILE, or `-` for standard input"},
    [DQL_COMMAND_CHECK] = {"a file, a folder or a query",
                           "deskql check PATH, -q 'status=1', or `-` for standard input"},
    [DQL_COMMAND_FORMAT] = {"a file, a folder or a query",
                            "deskql format PATH, -q 'status=1', or `-` for standard input"},
    [DQL_COMMAND_DECOMPILE] = {"a query string, a URL or a filter",
                               "deskql decompile 'filter={\"status\":1}', -f FILE, or `-` for standard input"},
    [DQL_COMMAND_VERIFY] = {"a query", "deskql verify -q 'agent != 7' ANSWER.json"},
    [DQL_COMMAND_MATCH] = {"a query",
                           "deskql match -q 'status=1' FILE; without a file, tickets are read from standard input"},
    [DQL_COMMAND_EXPLAIN] = {"a code or a query",
                             "deskql explain DQL201, -q 'status=1', -f FILE, or `-` for standard input"}};

static bool add_query(dql_cli_inputs *inputs, const char *query) {
    return dql_cli_inputs_add(inputs, (dql_cli_input){.query = query});
}

static bool add_file(dql_cli_inputs *inputs, const char *path) {
    dql_cli_input input = {.path = strdup(path)};
    return input.path && dql_cli_inputs_add(inputs, input);
}

static bool is_folder(const char *path) {
    struct stat information;
    return stat(path, &information) == 0 && S_ISDIR(information.st_mode);
}

/* A query where a path is meant. */
static bool is_query(const char *path) {
    struct stat information;
    return strpbrk(path, " =<>") && lstat(path, &information) != 0 && dql_cli_is_absence(errno);
}

static bool add_path(dql_cli_session *session, const char *path) {
    dql_cli_command_id command = session->call->command;
    bool takes_folders = command == DQL_COMMAND_CHECK || command == DQL_COMMAND_FORMAT;
    if (takes_folders && is_query(path)) {
        dql_cli_fail_at(session, path, "there is no file `%s`", path);
        dql_cli_hint("a query is given by -q: deskql %s -q '%s'", dql_cli_commands[command].name, path);
        return true;
    }
    if (!takes_folders || !is_folder(path)) return add_file(&session->inputs, path);
    return dql_cli_inputs_walk(session, path);
}

/* The tickets to look through are no queries. */
static bool is_input(const dql_cli_call *call, const dql_cli_given *given) {
    bool takes_tickets = call->command == DQL_COMMAND_MATCH || call->command == DQL_COMMAND_VERIFY;
    if (given->option == DQL_OPERAND) return !takes_tickets;
    return given->option == DQL_OPTION_QUERY || given->option == DQL_OPTION_FILE;
}

bool dql_cli_inputs_named(const dql_cli_call *call) {
    for (size_t i = 0; i < call->count; i++) {
        if (is_input(call, &call->given[i])) return true;
    }
    dql_cli_error("%s needs %s", dql_cli_commands[call->command].name, needs[call->command][0]);
    dql_cli_hint("%s", needs[call->command][1]);
    return false;
}

/* A file that cannot be read does not keep the others from being looked at. */
void dql_cli_inputs_find(dql_cli_session *session) {
    const dql_cli_call *call = session->call;
    dql_cli_inputs *inputs = &session->inputs;
    bool takes_text = call->command == DQL_COMMAND_COMPILE || call->command == DQL_COMMAND_DECOMPILE;
    size_t standard_inputs = 0;
    bool good = true;
    for (size_t i = 0; good && i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        if (!is_input(call, given)) continue;
        bool is_standard = given->option != DQL_OPTION_QUERY && strcmp(given->value, "-") == 0;
        if (is_standard && standard_inputs++) {
            dql_cli_fail_at(session, NULL, "standard input can be read only once");
        } else if (given->option == DQL_OPTION_QUERY || (given->option == DQL_OPERAND && takes_text && !is_standard)) {
            good = add_query(inputs, given->value);
        } else if (is_standard) {
            good = add_file(inputs, "-");
        } else {
            good = add_path(session, given->value);
        }
    }
    if (!good) dql_cli_fail(session, DESKQL_NO_MEMORY);
}
