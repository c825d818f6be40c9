/* The program: reads its arguments, runs a command, and makes sure that what it wrote has arrived. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static dql_cli_status no_operands(const dql_cli_call *call, dql_cli_status (*run)(const dql_cli_call *)) {
    const char *operand = dql_cli_value(call, DQL_OPERAND);
    if (!operand) return run(call);
    const char *name = dql_cli_commands[call->command].name;
    dql_cli_error("%s takes no argument, but there is `%s`", name, operand);
    if (call->command == DQL_COMMAND_FIELDS) dql_cli_hint("deskql fields -e %s", operand);
    dql_cli_hint("`deskql help %s` shows how it is used", name);
    return DQL_CLI_FAILED;
}

static const char *command_at(const void *context, size_t index) {
    (void)context;
    return index < DQL_COMMAND_COUNT ? dql_cli_commands[index].name : NULL;
}

static dql_cli_status run_help(const dql_cli_call *call) {
    const char *operand = dql_cli_value(call, DQL_OPERAND);
    if (!operand) {
        dql_cli_help(stdout);
        return DQL_CLI_FINE;
    }
    dql_cli_command_id command = dql_cli_command_find(operand);
    if (command != DQL_COMMAND_COUNT) {
        dql_cli_help_command(stdout, command);
        return DQL_CLI_FINE;
    }
    dql_cli_error("unknown command `%s`", operand);
    const char *nearest = deskql_nearest_name(operand, strlen(operand), command_at, NULL);
    if (nearest) dql_cli_hint("a similar command exists: `%s`", nearest);
    dql_cli_hint("`deskql help` lists the commands");
    return DQL_CLI_FAILED;
}

static dql_cli_status run(const dql_cli_call *call) {
    if (dql_cli_value(call, DQL_OPTION_VERSION)) {
        printf("deskql %s\n", deskql_version());
        return DQL_CLI_FINE;
    }
    if (dql_cli_value(call, DQL_OPTION_HELP)) {
        if (call->command == DQL_COMMAND_COUNT) {
            dql_cli_help(stdout);
        } else {
            dql_cli_help_command(stdout, call->command);
        }
        return DQL_CLI_FINE;
    }
    switch (call->command) {
    case DQL_COMMAND_COMPILE:
        return dql_cli_compile(call);
    case DQL_COMMAND_CHECK:
        return dql_cli_check(call);
    case DQL_COMMAND_DECOMPILE:
        return dql_cli_decompile(call);
    case DQL_COMMAND_FORMAT:
        return dql_cli_format(call);
    case DQL_COMMAND_EXPLAIN:
        return dql_cli_explain(call);
    case DQL_COMMAND_MATCH:
        return dql_cli_match(call);
    case DQL_COMMAND_VERIFY:
        return dql_cli_verify(call);
    case DQL_COMMAND_FIELDS:
        return no_operands(call, dql_cli_fields);
    case DQL_COMMAND_ENDPOINTS:
        return no_operands(call, dql_cli_endpoints);
    case DQL_COMMAND_SERVE:
        return no_operands(call, dql_cli_serve);
    case DQL_COMMAND_SCHEMA:
        return dql_cli_schema(call);
    case DQL_COMMAND_VALUES:
        return dql_cli_values(call);
    case DQL_COMMAND_COMPLETION:
        return dql_cli_completion(call);
    case DQL_COMMAND_HELP:
        return run_help(call);
    case DQL_COMMAND_COUNT:
        break;
    }
    dql_cli_error("a command is missing");
    dql_cli_help(stderr);
    return DQL_CLI_FAILED;
}

/* Full disks and readers that went away are known at the end only, when what was gathered is written. */
static bool finish_output(void) {
    errno = 0;
    bool good = fflush(stdout) == 0;
    int reason = errno;
    if (good && ferror(stdout)) {
        /* The reason why an earlier piece was not written is no longer known; the next one is not written for the same. */
        good = false;
        if (fputc('\n', stdout) == EOF || fflush(stdout) != 0) reason = errno;
    }
    /* A stream that was closed from the start is no matter where nothing was written. */
    if (fclose(stdout) != 0 && good && errno != EBADF) {
        good = false;
        reason = errno;
    }
    if (!good && reason) dql_cli_error("cannot write standard output: %s", strerror(reason));
    if (!good && !reason) dql_cli_error("cannot write standard output");
    return good;
}

int main(int count, char **arguments) {
    /* A reader that has read enough ends the run without a word, whatever the caller of the program does about it. */
    signal(SIGPIPE, SIG_DFL);
    dql_cli_call call;
    dql_cli_status status = dql_cli_parse(&call, count, arguments) ? run(&call) : DQL_CLI_FAILED;
    dql_cli_call_free(&call);
    if (!finish_output()) status = DQL_CLI_FAILED;
    return (int)status;
}
