/*
 * The URL of a curl command, as `--output curl` writes it and as people paste it. Of the options, those that leave the URL as it is
 * are known; any other is reported, for it may add to what is asked.
 */
#include "url/url.h"

#include <string.h>

typedef struct word {
    dql_range range; /* without its quotes */
    dql_raw_quoting quoting;
    bool mixed; /* put together from several pieces, or not ended */
} word;

static const char *const flags[] = {"--silent",     "--show-error", "--location",     "--verbose",
                                    "--include",    "--insecure",   "--globoff",      "--fail",
                                    "--compressed", "--no-buffer",  "--http1.1",      "--http2",
                                    "--ipv4",       "--ipv6",       "--progress-bar", "--fail-with-body"};
static const char *const takers[] = {"--header",     "--user",   "--user-agent",    "--referer",  "--cookie",
                                     "--cookie-jar", "--output", "--write-out",     "--max-time", "--connect-timeout",
                                     "--proxy",      "--cacert", "--oauth2-bearer", "--cert",     "--key",
                                     "--retry"};

static bool is_one_of(const char *text, dql_range range, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(names[i]);
        if (length == range.end - range.start && memcmp(text + range.start, names[i], length) == 0) return true;
    }
    return false;
}

static bool is(const char *text, dql_range range, const char *word_) {
    return is_one_of(text, range, &word_, 1);
}

/* ---- Words of a shell ------------------------------------------------------------------------------------------------ */

/* White space, and line ends behind a backslash. */
static void skip_blanks(const char *text, dql_range *rest) {
    for (;;) {
        uint32_t left = rest->end - rest->start;
        const char *at = text + rest->start;
        if (left > 2 && at[0] == '\\' && at[1] == '\r' && at[2] == '\n') {
            rest->start += 3;
        } else if (left > 1 && at[0] == '\\' && at[1] == '\n') {
            rest->start += 2;
        } else if (left && dql_raw_is_space(*at)) {
            rest->start++;
        } else {
            return;
        }
    }
}

static bool ends_word(char byte) {
    return dql_raw_is_space(byte) || (byte && strchr("|&;<>()", byte));
}

static void read_double(const char *text, dql_range *rest, word *to) {
    uint32_t at = rest->start + 1;
    while (at < rest->end && text[at] != '"') at += text[at] == '\\' && at + 1 < rest->end ? 2 : 1;
    to->quoting = DQL_RAW_SHELL_DOUBLE;
    to->range = (dql_range){rest->start + 1, at};
    to->mixed = at >= rest->end;
    rest->start = at < rest->end ? at + 1 : rest->end;
}

static void read_single(const char *text, dql_range *rest, word *to) {
    uint32_t at = rest->start + 1;
    while (at < rest->end && (text[at] != '\'' || (rest->end - at > 3 && memcmp(text + at, "'\\''", 4) == 0)))
        at += text[at] == '\'' ? 4 : 1;
    to->quoting = DQL_RAW_SHELL_SINGLE;
    to->range = (dql_range){rest->start + 1, at};
    to->mixed = at >= rest->end;
    rest->start = at < rest->end ? at + 1 : rest->end;
}

static void read_bare(const char *text, dql_range *rest, word *to) {
    uint32_t at = rest->start;
    while (at < rest->end && !ends_word(text[at]) && text[at] != '"' && text[at] != '\'')
        at += text[at] == '\\' && at + 1 < rest->end ? 2 : 1;
    to->quoting = DQL_RAW_SHELL_BARE;
    to->range = (dql_range){rest->start, at};
    rest->start = at;
}

/* The next word; false at the command's end. */
static bool next_word(const char *text, dql_range *rest, word *to) {
    skip_blanks(text, rest);
    if (rest->start == rest->end || ends_word(text[rest->start])) return false;
    to->mixed = false;
    if (text[rest->start] == '"') {
        read_double(text, rest, to);
    } else if (text[rest->start] == '\'') {
        read_single(text, rest, to);
    } else {
        read_bare(text, rest, to);
    }
    while (rest->start < rest->end && !ends_word(text[rest->start])) {
        to->mixed = true;
        rest->start += text[rest->start] == '\\' && rest->start + 1 < rest->end ? 2 : 1;
    }
    if (to->mixed) to->range.end = rest->start;
    return true;
}

/* ---- The command ------------------------------------------------------------------------------------------------------ */

typedef enum option { OPERAND, FLAG, TAKES_WORD, TAKES_METHOD, TAKES_URL, UNKNOWN } option;

/* `-sS`, `-o`: flags, of which the last may take a word. */
static option short_option(const char *text, dql_range range) {
    for (uint32_t at = range.start + 1; at < range.end; at++) {
        bool last = at + 1 == range.end;
        if (strchr("sSLvikgfN#46", text[at]) && text[at]) continue;
        if (last && text[at] == 'X') return TAKES_METHOD;
        if (!text[at] || !strchr("HuAebcowmxE", text[at])) return UNKNOWN;
        return last ? TAKES_WORD : FLAG; /* the word may follow at once: `-ofile` */
    }
    return FLAG;
}

static option option_of(const char *text, const word *of) {
    dql_range range = of->range;
    if (range.end - range.start < 2 || text[range.start] != '-') return OPERAND;
    if (text[range.start + 1] != '-') return of->mixed ? UNKNOWN : short_option(text, range);
    if (is(text, range, "--url")) return TAKES_URL;
    if (is(text, range, "--request")) return TAKES_METHOD;
    if (is_one_of(text, range, flags, sizeof flags / sizeof *flags)) return FLAG;
    return is_one_of(text, range, takers, sizeof takers / sizeof *takers) ? TAKES_WORD : UNKNOWN;
}

static void report(dql_raw_reader *reader, dql_range range, const char *message, const char *help) {
    const char *shown = dql_shown(reader->arena, reader->source->text + range.start, range.end - range.start);
    deskql_finding *finding = dql_report(reader->findings, DQL_BAD_SHAPE, range, message, shown);
    dql_finding_help(reader->findings, finding, "%s", help);
}

/* A word that is to be the URL; false, and reported, where it cannot be. */
static bool take_url(dql_raw_reader *reader, const word *from, const dql_range *rest, word *url) {
    const char *text = reader->source->text;
    bool second = url->range.start < url->range.end;
    bool ended = from->quoting == DQL_RAW_SHELL_BARE && rest->start + 1 < rest->end && text[rest->start] == '&' &&
                 !ends_word(text[rest->start + 1]);
    *url = *from;
    if (second) {
        report(reader, from->range, "a second URL, `%s`", "give each a line of its own");
    } else if (from->mixed) {
        report(reader, from->range, "`%s` is put together from several quoted pieces",
               "give the URL that they make, in one");
    } else if (ended) {
        report(reader, (dql_range){rest->start, rest->start + 1}, "in a shell, `%s` ends the command",
               "an URL with several parameters stands in quotes");
    } else {
        return true;
    }
    return false;
}

/* False, and reported, where a word is not understood. */
static bool take_word(dql_raw_reader *reader, dql_range *rest, const word *from, word *url) {
    static const char help[] = "give the URL that is asked for, with all its parameters";
    const char *text = reader->source->text;
    option kind = option_of(text, from);
    word value = *from;
    bool takes = kind == TAKES_WORD || kind == TAKES_METHOD || kind == TAKES_URL;
    if (takes && !next_word(text, rest, &value)) kind = UNKNOWN;
    switch (kind) {
    case FLAG:
    case TAKES_WORD:
        return true;
    case TAKES_METHOD:
        if (is(text, value.range, "GET")) return true;
        report(reader, value.range, "a list is asked for by `GET`, not by `%s`", help);
        return false;
    case OPERAND:
    case TAKES_URL:
        return take_url(reader, &value, rest, url);
    case UNKNOWN:
        break;
    }
    report(reader, from->range, "curl's `%s` is not read", help);
    return false;
}

dql_range dql_raw_read_curl(dql_raw_reader *reader, dql_range range) {
    const char *text = reader->source->text;
    word url = {{range.end, range.end}, DQL_RAW_UNQUOTED, false};
    word next;
    dql_range rest = {range.start + 4, range.end};
    bool good = true;
    while (good && next_word(text, &rest, &next)) good = take_word(reader, &rest, &next, &url);
    if (good && url.range.start == url.range.end)
        report(reader, (dql_range){range.start, range.start + 4}, "`%s` without a URL", "write the URL behind it");
    reader->quoting = url.quoting;
    return good ? url.range : (dql_range){range.end, range.end};
}
