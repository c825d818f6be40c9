/* deskql-serve: a Desk for the tests of clients. `deskql serve` executes it. */
#define _POSIX_C_SOURCE 200809L
#include "serve/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_TICKETS 10000
#define DEFAULT_SEED 1
#define DEFAULT_TIMEOUT 10

/* As those of `deskql`: a wrong call, a file that cannot be read, no memory. */
enum { FINE = 0, FAILED = 2 };

static const char usage[] =
    "Usage: deskql serve --data FILE [OPTION...]\n"
    "       deskql serve --generate N [--seed S] [OPTION...]\n"
    "\n"
    "Answers GET of the API's lists, as /desk/api/v2/tickets.json, on loopback, from tickets in memory: a\n"
    "stand-in for the tests of clients. `deskql help serve` lists the options.\n";

typedef struct options {
    const char *data;
    const char *generate;
    const char *seed;
    const char *port;
    const char *timeout;
    const char *token;
    const char *readings;
    const char *errors;
    const char *rate_limit;
    bool quiet;
    bool strict;
    bool dump;
    bool help;
    bool version;
} options;

static const char **find_option(options *given, const char *name, size_t length) {
    const struct {
        const char *name;
        const char **value;
    } all[] = {{"data", &given->data},         {"generate", &given->generate}, {"seed", &given->seed},
               {"port", &given->port},         {"timeout", &given->timeout},   {"token", &given->token},
               {"readings", &given->readings}, {"errors", &given->errors},     {"rate-limit", &given->rate_limit}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strlen(all[i].name) == length && memcmp(all[i].name, name, length) == 0) return all[i].value;
    }
    return NULL;
}

static bool is_flag(options *given, const char *name) {
    bool *flag = strcmp(name, "quiet") == 0     ? &given->quiet
                 : strcmp(name, "dump") == 0    ? &given->dump
                 : strcmp(name, "strict") == 0  ? &given->strict
                 : strcmp(name, "help") == 0    ? &given->help
                 : strcmp(name, "version") == 0 ? &given->version
                                                : NULL;
    if (flag) *flag = true;
    return flag != NULL;
}

static bool read_options(options *given, int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        if (strncmp(argument, "--", 2) != 0) return dql_serve_error("unexpected argument `%s`", argument);
        const char *name = argument + 2;
        if (is_flag(given, name)) continue;
        size_t length = strcspn(name, "=");
        const char **value = find_option(given, name, length);
        if (!value) return dql_serve_error("unknown option `%s`", argument);
        *value = name[length] ? name + length + 1 : i + 1 < count ? arguments[++i] : NULL;
        if (!*value) return dql_serve_error("`%s` needs a value", argument);
    }
    return true;
}

/* NULL leaves the number as it is. */
static bool read_number(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *number) {
    if (!text) return true;
    errno = 0;
    char *end = NULL;
    uint64_t read = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    if (!end || *end || errno || read < least || read > most) {
        return dql_serve_error("`--%s` cannot be `%s`: it is a number from %" PRIu64 " to %" PRIu64, option, text,
                               least, most);
    }
    *number = read;
    return true;
}

static bool read_errors(const char *text, dql_serve_errors *errors) {
    if (!text) return true;
    *errors = strcmp(text, "map") == 0 ? DQL_SERVE_ERRORS_MAP : DQL_SERVE_ERRORS_ARRAY;
    return strcmp(text, "map") == 0 || strcmp(text, "array") == 0 ||
           dql_serve_error("`--errors` cannot be `%s`: it is `map` or `array`", text);
}

/* ---- Tickets ---- */

static bool dump(const dql_serve_bytes *text) {
    bool good = fwrite(text->bytes, 1, text->length, stdout) == text->length && fflush(stdout) == 0;
    return good || dql_serve_error("cannot write standard output: %s", strerror(errno));
}

static bool get_text(const options *given, uint64_t count, uint64_t seed, dql_serve_bytes *text) {
    if (given->data) return dql_serve_read(given->data, text);
    dql_serve_generate(text, (uint32_t)count, seed, given->strict);
    return !text->failed || dql_serve_error("no memory for the tickets");
}

/* ---- Serving ---- */

static const char *const error_forms[] = {
    [DQL_SERVE_ERRORS_SEEN] = "400 is a map, as documented; all others are an array, as seen",
    [DQL_SERVE_ERRORS_MAP] = "all are a map, as documented for 400 (--errors map)",
    [DQL_SERVE_ERRORS_ARRAY] = "all are an array, as seen for others than 400 (--errors array)"};

static void introduce(const options *given, const dql_serve_settings *settings, const dql_serve_data *data,
                      uint64_t seed) {
    dql_serve_log("deskql-serve %s: a stand-in for tests, not Teamwork Desk", deskql_version());
    dql_serve_log("  documented: paths, parameters, names, the operators, the form of the answers 200 and 400");
    dql_serve_log("  inferred:   field types, 100 tickets a page at the most, the words of messages");
    dql_serve_log(
        "  assumed:    the keys of messages, what a filter makes of null, %d tickets a page, the order without",
        DESKQL_ASSUMED_PAGE_SIZE);
    dql_serve_log("              orderBy (the data's), meta.page, one ticket's answer");
    dql_serve_log("  errors:     %s", error_forms[settings->errors]);
    for (deskql_reading i = 0; i < DESKQL_READING_COUNT; i++) {
        const char *word = deskql_reading_word(i, data->readings.values[i]);
        if (word) dql_serve_log("  by --readings: %s is %s", deskql_reading_name(i), word);
    }
    if (given->data) {
        dql_serve_log("%zu tickets of `%s`", data->kinds[0].count, given->data);
    } else {
        dql_serve_log("%zu made tickets, seed %" PRIu64, data->kinds[0].count, seed);
    }
}

static bool serve(const options *given, dql_serve_settings *settings, uint64_t count, uint64_t seed) {
    dql_serve_bytes text = {0};
    dql_serve_data data = {.readings = DESKQL_READINGS_INIT, .strict = given->strict};
    bool good = (!given->readings || dql_serve_read_readings(given->readings, &data.readings)) &&
                get_text(given, count, seed, &text);
    if (good && given->dump) {
        good = dump(&text);
    } else if (good) {
        const char *name = !given->data ? "<made>" : strcmp(given->data, "-") == 0 ? "<stdin>" : given->data;
        good = dql_serve_load(&data, &text, name);
        if (good && !settings->quiet) introduce(given, settings, &data, seed);
        if (good) good = dql_serve_run(&data, settings);
    }
    dql_serve_data_free(&data);
    dql_serve_bytes_free(&text);
    return good;
}

static bool check_options(const options *given) {
    bool makes = given->generate || given->seed;
    if (given->data && makes)
        return dql_serve_error("`--data` is for tickets that exist, `--generate` makes them: give one");
    if (!given->data && !makes)
        return dql_serve_error("which tickets? Give `--data FILE`, or `--generate N` for made ones");
    if (given->data && given->strict)
        return dql_serve_error("`--strict` is about made tickets: give it with `--generate N`");
    if (given->data && given->dump) return dql_serve_error("`--dump` prints made tickets: give it with `--generate N`");
    return true;
}

/* Files and sockets would take the places of standard streams that are closed, and get what is written to those. */
static bool open_streams(void) {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) >= 0) continue;
        if (open("/dev/null", O_RDWR) != stream) return false;
        if (stream == STDOUT_FILENO)
            return dql_serve_error("standard output is closed; `> /dev/null` drops what is written there");
    }
    return true;
}

int main(int argument_count, char **arguments) {
    /* A client or a log's reader that went away is reported as any other failure to write. */
    signal(SIGPIPE, SIG_IGN);
    if (!open_streams()) return FAILED;
    options given = {0};
    uint64_t count = DEFAULT_TICKETS;
    uint64_t seed = DEFAULT_SEED;
    uint64_t port = 0;
    uint64_t timeout = DEFAULT_TIMEOUT;
    uint64_t rate_limit = 0;
    dql_serve_errors errors = DQL_SERVE_ERRORS_SEEN;
    if (!read_options(&given, argument_count, arguments)) return FAILED;
    if (given.help || given.version) {
        if (given.help) fputs(usage, stdout);
        if (!given.help) printf("deskql-serve %s\n", deskql_version());
        return fflush(stdout) == 0 ? FINE : FAILED;
    }
    bool good = check_options(&given) && read_number("generate", given.generate, 0, DQL_SERVE_MOST_TICKETS, &count) &&
                read_number("seed", given.seed, 0, UINT64_MAX, &seed) &&
                read_number("port", given.port, 0, UINT16_MAX, &port) &&
                read_number("timeout", given.timeout, 1, 3600, &timeout) &&
                read_number("rate-limit", given.rate_limit, 1, 1000000, &rate_limit) &&
                read_errors(given.errors, &errors);
    dql_serve_settings settings = {(uint16_t)port, (unsigned)timeout, given.token, (unsigned)rate_limit,
                                   errors,         given.quiet};
    return good && serve(&given, &settings, count, seed) ? FINE : FAILED;
}
