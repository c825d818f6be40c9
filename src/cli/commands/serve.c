/* deskql serve: runs deskql-serve, which is a program of its own, so that this one needs no library for HTTP. */
#define _XOPEN_SOURCE 700
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "deskql-serve"

/* The build says where it is installed. */
#ifndef DESKQL_LIBEXEC_FOLDER
#define DESKQL_LIBEXEC_FOLDER "/usr/local/libexec"
#endif

#define LONGEST_PATH 4096

/* The folder of this program, where the system tells it. */
static bool own_folder(char folder[LONGEST_PATH]) {
    ssize_t length = readlink("/proc/self/exe", folder, LONGEST_PATH - 1);
    if (length <= 0) return false;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    if (!slash) return false;
    *slash = '\0';
    return true;
}

/* As it is installed; as it is built; where it was to be installed. */
static bool find_program(char path[2 * LONGEST_PATH]) {
    static const char *const places[] = {"/../libexec/" PROGRAM, "/" PROGRAM};
    char folder[LONGEST_PATH];
    bool known = own_folder(folder);
    for (size_t i = 0; known && i < sizeof places / sizeof places[0]; i++) {
        snprintf(path, 2 * (size_t)LONGEST_PATH, "%s%s", folder, places[i]);
        if (access(path, X_OK) == 0) return true;
    }
    snprintf(path, 2 * (size_t)LONGEST_PATH, "%s/%s", DESKQL_LIBEXEC_FOLDER, PROGRAM);
    return access(path, X_OK) == 0;
}

/* Whether the program starts at all: the library that it needs may not be installed. */
static bool starts(const char *path) {
    pid_t child = fork();
    if (child < 0) return false;
    if (child == 0) {
        /* It may have a closed stream's number already, which must stay open. */
        int nothing = open("/dev/null", O_WRONLY);
        if (nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0 || dup2(nothing, STDERR_FILENO) < 0) _exit(1);
        execl(path, PROGRAM, "--version", (char *)NULL);
        _exit(1);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void free_arguments(char **arguments) {
    /* The first is the program's own. */
    for (size_t i = 1; arguments && arguments[i]; i++) free(arguments[i]);
    free(arguments);
}

/* The call as it was read. NULL where there is no memory. */
static char **make_arguments(const dql_cli_call *call, char *program) {
    char **arguments = calloc(call->count + 2, sizeof *arguments);
    size_t count = 0;
    if (arguments) arguments[count++] = program;
    for (size_t i = 0; arguments && i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        if (given->option == DQL_OPTION_COLOR) continue; /* nothing that it prints has colors */
        const dql_cli_option *option = &dql_cli_options[given->option];
        size_t size = strlen(option->name) + strlen(given->value) + sizeof "--=";
        arguments[count] = malloc(size);
        if (!arguments[count]) {
            free_arguments(arguments);
            return NULL;
        }
        snprintf(arguments[count++], size, "--%s%s%s", option->name, option->value ? "=" : "", given->value);
    }
    return arguments;
}

dql_cli_status dql_cli_serve(const dql_cli_call *call) {
    char path[2 * LONGEST_PATH];
    if (!find_program(path)) {
        dql_cli_error("%s, which serves, is not installed", PROGRAM);
        dql_cli_hint("it is built where libmicrohttpd and zlib are found: docs/serve.md has more");
        return DQL_CLI_FAILED;
    }
    if (!starts(path)) {
        dql_cli_error("`%s` does not start", path);
        dql_cli_hint("it needs libmicrohttpd; on Debian: apt-get install libmicrohttpd12");
        return DQL_CLI_FAILED;
    }
    char **arguments = make_arguments(call, path);
    if (!arguments) return dql_cli_error("no memory");
    execv(path, arguments);
    dql_cli_error("cannot run `%s`: %s", path, strerror(errno));
    free_arguments(arguments);
    return DQL_CLI_FAILED;
}
