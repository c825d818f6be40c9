/* Messages, colors, reading and writing. */
#define _DARWIN_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "cli/io/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_MESSAGE 8192

/* Names of files and what else is quoted may hold anything; a terminal must not obey it. */
static void write_message(const char *before, const char *format, va_list arguments) {
    char text[LONGEST_MESSAGE];
    vsnprintf(text, sizeof text, format, arguments);
    fputs(before, stderr);
    size_t length = strlen(text);
    dql_render_shown shown;
    for (size_t at = 0; at < length;) {
        at += dql_render_show(text, length, at, &shown);
        dql_cli_to_stream(stderr, shown.bytes, shown.length);
    }
    fputc('\n', stderr);
}

dql_cli_status dql_cli_error(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message("deskql: ", format, arguments);
    va_end(arguments);
    return DQL_CLI_FAILED;
}

bool dql_cli_refuse(const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message("deskql: ", format, arguments);
    va_end(arguments);
    if (hint) dql_cli_hint("%s", hint);
    return false;
}

void dql_cli_hint(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message("  ", format, arguments);
    va_end(arguments);
}

void dql_cli_note(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message("note: ", format, arguments);
    va_end(arguments);
}

bool dql_cli_is_choice(const char *choices, const char *value) {
    size_t length = strlen(value);
    if (length == 0 || strchr(value, ' ')) return false;
    for (const char *at = choices; (at = strstr(at, value)) != NULL; at++) {
        bool starts = at == choices || at[-1] == ' ';
        if (starts && (at[length] == ' ' || at[length] == '\0')) return true;
    }
    return false;
}

unsigned dql_cli_columns(FILE *stream) {
    const char *given = getenv("COLUMNS");
    unsigned long columns = given ? strtoul(given, NULL, 10) : 0;
    if (columns && columns < 10000) return (unsigned)columns;
    struct winsize size;
    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int dql_cli_to_stream(void *stream, const char *bytes, size_t length) {
    return fwrite(bytes, 1, length, stream) == length ? 0 : 1;
}

void dql_cli_print(FILE *stream, const char *format, ...) {
    dql_render writer;
    va_list arguments;
    va_start(arguments, format);
    dql_render_begin_part(&writer, NULL, dql_cli_to_stream, stream, false);
    dql_render_print_list(&writer, NULL, format, arguments);
    dql_render_end_part(&writer);
    va_end(arguments);
}

/* Reads up to one byte more than the longest, which the library then reports as too long. Returns 0 or an errno. */
static int read_file(int file, dql_cli_bytes *bytes) {
    while (bytes->length <= DQL_CLI_LONGEST_FILE) {
        size_t free_bytes = bytes->capacity - bytes->length;
        if (free_bytes < 2) {
            size_t capacity = 2 * bytes->capacity + 8192;
            char *larger = realloc(bytes->bytes, capacity);
            if (!larger) return ENOMEM;
            bytes->bytes = larger;
            bytes->capacity = capacity;
            continue;
        }
        size_t most = DQL_CLI_LONGEST_FILE + 1 - bytes->length;
        ssize_t length = read(file, bytes->bytes + bytes->length, free_bytes - 1 < most ? free_bytes - 1 : most);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) return errno;
        if (length == 0) break;
        bytes->length += (size_t)length;
    }
    bytes->bytes[bytes->length] = '\0';
    return 0;
}

/* For all of a file whose size is known, and the end behind it. */
static int reserve(int file, dql_cli_bytes *bytes) {
    struct stat information;
    bool is_known = fstat(file, &information) == 0 && S_ISREG(information.st_mode) && information.st_size >= 0;
    size_t size = !is_known                                    ? 8192
                  : information.st_size < DQL_CLI_LONGEST_FILE ? (size_t)information.st_size
                                                               : DQL_CLI_LONGEST_FILE;
    if (bytes->capacity >= size + 3) return 0;
    char *larger = realloc(bytes->bytes, size + 3);
    if (!larger) return ENOMEM;
    bytes->bytes = larger;
    bytes->capacity = size + 3;
    return 0;
}

int dql_cli_load_open(int file, dql_cli_bytes *bytes) {
    bytes->length = 0;
    int reason = reserve(file, bytes);
    return reason == 0 ? read_file(file, bytes) : reason;
}

int dql_cli_load_file(const char *path, dql_cli_bytes *bytes) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno;
    int reason = dql_cli_load_open(file, bytes);
    close(file);
    return reason;
}

int dql_cli_load(const char *path, dql_cli_bytes *bytes) {
    return strcmp(path, "-") == 0 ? dql_cli_load_open(STDIN_FILENO, bytes) : dql_cli_load_file(path, bytes);
}

bool dql_cli_is_absence(int reason) {
    return reason == ENOENT || reason == ENOTDIR;
}

const char *dql_cli_reason(int reason) {
    switch (reason) {
    case DQL_CLI_OUT_OF_REPOSITORY:
        return "it is outside of the repository";
    case DQL_CLI_OUT_OF_FOLDER:
        return "it is outside of the folder";
    case DQL_CLI_A_LINK:
        return "it is a symbolic link";
    case DQL_CLI_NOT_REGULAR:
        return "it is not a regular file";
    default:
        return strerror(reason);
    }
}
