/* What a call names: queries, files, and the files below folders. */
#define _POSIX_C_SOURCE 200809L
#include "cli/run/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void say_no_input(dql_cli_command_id command) {
    if (command == DQL_COMMAND_COMPILE) {
        dql_cli_error("compile needs a query");
        dql_cli_hint("deskql compile 'status=1', -f FILE, or `-` for standard input");
    } else if (command == DQL_COMMAND_CHECK) {
        dql_cli_error("check needs a file, a folder or a query");
        dql_cli_hint("deskql check PATH, -q 'status=1', or `-` for standard input");
    } else if (command == DQL_COMMAND_FORMAT) {
        dql_cli_error("format needs a file, a folder or a query");
        dql_cli_hint("deskql format PATH, -q 'status=1', or `-` for standard input");
    } else if (command == DQL_COMMAND_DECOMPILE) {
        dql_cli_error("decompile needs a query string, a URL or a filter");
        dql_cli_hint("deskql decompile 'filter={\"status\":1}', -f FILE, or `-` for standard input");
    } else if (command == DQL_COMMAND_VERIFY) {
        dql_cli_error("verify needs a query");
        dql_cli_hint("deskql verify -q 'agent != 7' ANSWER.json");
    } else if (command == DQL_COMMAND_MATCH) {
        dql_cli_error("match needs a query");
        dql_cli_hint("deskql match -q 'status=1' FILE; without a file, tickets are read from standard input");
    } else {
        dql_cli_error("explain needs a code or a query");
        dql_cli_hint("deskql explain DQL201, -q 'status=1', -f FILE, or `-` for standard input");
    }
}

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
    say_no_input(call->command);
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

bool dql_cli_load_input(dql_cli_session *session, const dql_cli_input *input, dql_cli_bytes *bytes) {
    if (input->problem) {
        dql_cli_fail_at(session, input->path, "cannot read `%s`: %s", input->path, input->problem);
        return false;
    }
    int reason = input->whole ? dql_cli_load_whole(input->whole, bytes) : dql_cli_load(input->path, bytes);
    if (reason != 0) dql_cli_fail_to_read(session, input->path, reason);
    return reason == 0;
}
