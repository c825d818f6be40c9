/* What a call names: queries, files, and the files below folders. */
#define _POSIX_C_SOURCE 200809L
#include "cli/inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static dql_cli_status say_no_input(dql_cli_command_id command) {
    if (command == DQL_COMMAND_COMPILE) {
        dql_cli_complain("compile needs a query");
        dql_cli_hint("deskql compile 'status=1', -f FILE, or `-` for standard input");
    } else if (command == DQL_COMMAND_CHECK) {
        dql_cli_complain("check needs a file, a folder or a query");
        dql_cli_hint("deskql check PATH, -q 'status=1', or `-` for standard input");
    } else if (command == DQL_COMMAND_FORMAT) {
        dql_cli_complain("format needs a file, a folder or a query");
        dql_cli_hint("deskql format PATH, -q 'status=1', or `-` for standard input");
    } else if (command == DQL_COMMAND_DECOMPILE) {
        dql_cli_complain("decompile needs a query string, a URL or a filter");
        dql_cli_hint("deskql decompile 'filter={\"status\":1}', -f FILE, or `-` for standard input");
    } else if (command == DQL_COMMAND_MATCH) {
        dql_cli_complain("match needs a query");
        dql_cli_hint("deskql match -q 'status=1' FILE; without a file, tickets are read from standard input");
    } else {
        dql_cli_complain("explain needs a code or a query");
        dql_cli_hint("deskql explain DQL201, -q 'status=1', -f FILE, or `-` for standard input");
    }
    return DQL_CLI_FAILED;
}

bool dql_cli_inputs_add(dql_cli_inputs *inputs, const char *query, char *path) {
    if (inputs->count == inputs->capacity) {
        size_t capacity = 2 * inputs->capacity + 16;
        dql_cli_input *larger = realloc(inputs->list, capacity * sizeof *larger);
        if (!larger) {
            free(path);
            return false;
        }
        inputs->list = larger;
        inputs->capacity = capacity;
    }
    inputs->list[inputs->count++] = (dql_cli_input){query, path, NULL, NULL};
    return true;
}

static bool add_query(dql_cli_inputs *inputs, const char *query) {
    return dql_cli_inputs_add(inputs, query, NULL);
}

static bool add_file(dql_cli_inputs *inputs, const char *path) {
    char *copy = strdup(path);
    return copy && dql_cli_inputs_add(inputs, NULL, copy);
}

static bool is_folder(const char *path) {
    struct stat information;
    return stat(path, &information) == 0 && S_ISDIR(information.st_mode);
}

static bool add_path(const dql_cli_call *call, dql_cli_inputs *inputs, const char *path) {
    bool takes_folders = call->command == DQL_COMMAND_CHECK || call->command == DQL_COMMAND_FORMAT;
    if (!takes_folders || !is_folder(path)) return add_file(inputs, path);
    return dql_cli_inputs_walk(call, inputs, path);
}

/* A file that cannot be read does not keep the others from being looked at. */
dql_cli_status dql_cli_inputs_find(const dql_cli_call *call, dql_cli_inputs *inputs) {
    dql_cli_status status = DQL_CLI_FINE;
    size_t given_count = 0;
    size_t standard_inputs = 0;
    bool good = true;
    memset(inputs, 0, sizeof *inputs);
    for (size_t i = 0; good && i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        bool is_operand = given->option == DQL_OPERAND;
        if (!is_operand && given->option != DQL_OPTION_QUERY && given->option != DQL_OPTION_FILE) continue;
        /* The tickets to look through are no queries. */
        if (is_operand && call->command == DQL_COMMAND_MATCH) continue;
        given_count++;
        bool is_input = given->option != DQL_OPTION_QUERY && strcmp(given->value, "-") == 0;
        bool takes_text = call->command == DQL_COMMAND_COMPILE || call->command == DQL_COMMAND_DECOMPILE;
        bool is_query = given->option == DQL_OPTION_QUERY || (is_operand && takes_text && !is_input);
        if (is_input && standard_inputs++) {
            status = dql_cli_complain("standard input can be read only once");
        } else if (is_query) {
            good = add_query(inputs, given->value);
        } else if (is_input) {
            good = add_file(inputs, "-");
        } else {
            good = add_path(call, inputs, given->value);
        }
    }
    if (!good) return dql_cli_complain("no memory");
    if (inputs->status > status) status = inputs->status;
    return given_count ? status : say_no_input(call->command);
}

bool dql_cli_load_input(const dql_cli_input *input, dql_cli_bytes *bytes, dql_cli_bytes *later) {
    bool is_input = strcmp(input->path, "-") == 0;
    int reason = input->problem ? 0 : dql_cli_load(input->path, bytes);
    if (!input->problem && reason == 0) return true;
    const char *problem = input->problem ? input->problem : strerror(reason);
    if (is_input) {
        dql_cli_complain_later(later, "cannot read standard input: %s", problem);
    } else {
        dql_cli_complain_later(later, "cannot read `%s`: %s", input->path, problem);
    }
    return false;
}

void dql_cli_inputs_free(dql_cli_inputs *inputs) {
    for (size_t i = 0; i < inputs->count; i++) free(inputs->list[i].path);
    free(inputs->list);
}
