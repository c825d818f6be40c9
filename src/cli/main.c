/* The program: reads its arguments, runs a command, and makes sure that what it wrote has arrived. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static dql_cli_status (*const runs[DQL_COMMAND_COUNT])(const dql_cli_call *call) = {
#define COMMAND(name, spelling, operands, summary, details) dql_cli_##spelling,
#include "cli/commands.def"
};

static dql_cli_status refuse_operand(const dql_cli_call *call, const char *operand) {
    const char *name = dql_cli_commands[call->command].name;
    dql_cli_error("%s takes no argument, but there is `%s`", name, operand);
    if (call->command == DQL_COMMAND_FIELDS) dql_cli_hint("deskql fields -e %s", operand);
    dql_cli_hint("`deskql help %s` shows how it is used", name);
    return DQL_CLI_FAILED;
}

static dql_cli_status run(const dql_cli_call *call) {
    const char *operand = dql_cli_value(call, DQL_OPERAND);
    if (dql_cli_value(call, DQL_OPTION_VERSION)) {
        printf("deskql %s\n", deskql_version());
    } else if (dql_cli_value(call, DQL_OPTION_HELP)) {
        dql_cli_write_help(stdout, call->command);
    } else if (call->command == DQL_COMMAND_COUNT) {
        dql_cli_error("a command is missing");
        dql_cli_write_help(stderr, call->command);
        return DQL_CLI_FAILED;
    } else {
        bool takes_operands = *dql_cli_commands[call->command].operands != '\0';
        return operand && !takes_operands ? refuse_operand(call, operand) : runs[call->command](call);
    }
    return DQL_CLI_FINE;
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
