/* Messages, colors, reading and writing. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Names of files and what else is quoted may hold anything; a terminal must not obey it. */
static void write_message(const char *before, const char *format, va_list arguments) {
    char text[1024];
    vsnprintf(text, sizeof text, format, arguments);
    fputs(before, stderr);
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t character;
        char bytes[4];
        at += dql_render_decode(text + at, length - at, &character);
        size_t size = dql_render_encode(dql_render_visible(character), bytes);
        fwrite(bytes, 1, size, stderr);
    }
    fputc('\n', stderr);
}

dql_cli_status dql_cli_complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message("deskql: ", format, arguments);
    va_end(arguments);
    return DQL_CLI_FAILED;
}

void dql_cli_hint(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message("  ", format, arguments);
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

bool dql_cli_color(const dql_cli_call *call, FILE *stream) {
    const char *when = dql_cli_value(call, DQL_OPTION_COLOR);
    if (when && strcmp(when, "auto") != 0) return strcmp(when, "always") == 0;
    const char *no_color = getenv("NO_COLOR");
    if (no_color && *no_color) return false;
    const char *force = getenv("CLICOLOR_FORCE");
    if (force && *force && strcmp(force, "0") != 0) return true;
    const char *terminal = getenv("TERM");
    return isatty(fileno(stream)) && !(terminal && strcmp(terminal, "dumb") == 0);
}

int dql_cli_to_stream(void *stream, const char *bytes, size_t length) {
    return fwrite(bytes, 1, length, stream) == length ? 0 : 1;
}

void dql_cli_json_string(FILE *stream, const char *text) {
    static const char letters[] = "btn\0fr";
    fputc('"', stream);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            fprintf(stream, "\\%c", byte);
        } else if (byte >= '\b' && byte <= '\r' && letters[byte - '\b']) {
            fprintf(stream, "\\%c", letters[byte - '\b']);
        } else if (byte < 0x20) {
            fprintf(stream, "\\u%04x", byte);
        } else {
            fputc(byte, stream);
        }
    }
    fputc('"', stream);
}

/* Reads up to one byte more than the longest, which the library then reports as too long. */
static char *read_stream(FILE *stream, size_t *length) {
    size_t room = 8192;
    size_t used = 0;
    char *bytes = malloc(room + 1);
    while (bytes) {
        size_t read = fread(bytes + used, 1, room - used, stream);
        used += read;
        if (read == 0 || used > DQL_CLI_LONGEST_FILE) break;
        if (used < room) continue;
        room *= 2;
        if (room > DQL_CLI_LONGEST_FILE + 1) room = DQL_CLI_LONGEST_FILE + 1;
        char *larger = realloc(bytes, room + 1);
        if (!larger) free(bytes);
        bytes = larger;
    }
    if (!bytes) {
        errno = ENOMEM;
        return NULL;
    }
    bytes[used] = '\0';
    *length = used;
    return bytes;
}

char *dql_cli_read(const char *path, size_t *length) {
    bool is_input = strcmp(path, "-") == 0;
    FILE *stream = is_input ? stdin : fopen(path, "rb");
    errno = stream ? 0 : errno;
    char *bytes = stream ? read_stream(stream, length) : NULL;
    int reason = errno;
    if (bytes && ferror(stream)) {
        free(bytes);
        bytes = NULL;
    }
    if (!bytes && is_input) dql_cli_complain("cannot read standard input: %s", strerror(reason));
    if (!bytes && !is_input) dql_cli_complain("cannot read `%s`: %s", path, strerror(reason));
    if (stream && !is_input) fclose(stream);
    return bytes;
}
