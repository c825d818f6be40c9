/* Writes the help, from the table of commands and options. */
#include "cli/cli.h"

#include <string.h>

#define LEFT_WIDTH 28

/* A row of two columns; a left one that is too wide gets a line of its own. */
static void write_row(FILE *stream, const char *left, const char *right) {
    if (strlen(left) > LEFT_WIDTH - 2) {
        fprintf(stream, "  %s\n  %*s%s\n", left, LEFT_WIDTH, "", right);
    } else {
        fprintf(stream, "  %-*s%s\n", LEFT_WIDTH, left, right);
    }
}

static void write_option(FILE *stream, const dql_cli_option *option) {
    char left[80];
    char letter[8] = "    ";
    if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
             option->value ? option->value : "");
    write_row(stream, left, option->summary);
    if (option->choices) fprintf(stream, "  %*s%s: %s\n", LEFT_WIDTH, "", option->value, option->choices);
}

static void write_program(FILE *stream) {
    fputs("deskql compiles a small query language to the query strings of the Teamwork Desk API v2.\n"
          "\n"
          "Usage: deskql COMMAND [OPTION...] [...]\n"
          "\n"
          "Commands:\n",
          stream);
    for (size_t i = 0; i < DQL_COMMAND_COUNT; i++) {
        const dql_cli_command *command = &dql_cli_commands[i];
        char left[80];
        snprintf(left, sizeof left, "%s %s", command->name, command->operands);
        write_row(stream, left, command->summary);
    }
    fputs("\n"
          "A first query:\n"
          "  deskql compile 'status=open and priority>2 order by users.name desc'\n"
          "\n"
          "Exit status: 0 fine; 1 findings; 2 a wrong call, a file that cannot be read, no memory.\n"
          "`deskql help COMMAND` shows more, `deskql --version` the version.\n",
          stream);
}

void dql_cli_write_help(FILE *stream, dql_cli_command_id command) {
    if (command == DQL_COMMAND_COUNT) {
        write_program(stream);
        return;
    }
    const dql_cli_command *about = &dql_cli_commands[command];
    fprintf(stream, "Usage: deskql %s [OPTION...]%s%s\n\n%s", about->name, *about->operands ? " " : "", about->operands,
            about->details);
    fputs("\nOptions:\n", stream);
    for (size_t i = 0; i < DQL_OPTION_COUNT; i++) {
        if (dql_cli_options[i].commands >> command & 1u) write_option(stream, &dql_cli_options[i]);
    }
}

dql_cli_status dql_cli_help(const dql_cli_call *call) {
    const char *operand = dql_cli_value(call, DQL_OPERAND);
    dql_cli_command_id command = operand ? dql_cli_command_find(operand) : DQL_COMMAND_COUNT;
    if (!operand || command != DQL_COMMAND_COUNT) {
        dql_cli_write_help(stdout, command);
        return DQL_CLI_FINE;
    }
    dql_cli_unknown_command(operand);
    dql_cli_hint("`deskql help` lists the commands");
    return DQL_CLI_FAILED;
}
