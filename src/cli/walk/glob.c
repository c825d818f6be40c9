/*
 * Patterns of gitignore(5).
 *
 * All places of the pattern that the bytes so far may have led to are followed at once, so that no byte of the path is looked at
 * twice, however many stars there are.
 */
#include "cli/walk/glob.h"

#include <ctype.h>
#include <string.h>

typedef enum place {
    PLACE_OUT,
    PLACE_WITHIN, /* in a folder that `**` takes: what follows the stars can begin behind the next slash only */
    PLACE_IN
} place;

typedef struct glob {
    const unsigned char *pattern;
    size_t length;
} glob;

/* ---- Stars ----------------------------------------------------------------------------------------------------------- */

typedef struct stars {
    /* Where the pattern goes on behind them. */
    size_t end;
    /* Whether they match slashes too. */
    bool cross;
    /* Whether they match nothing but whole folders: the slash behind them is theirs. */
    bool are_folders;
} stars;

/* Two stars or more mean folders where they stand alone between slashes, and are one star elsewhere. */
static stars stars_at(const glob *of, size_t at) {
    size_t end = at;
    while (end < of->length && of->pattern[end] == '*') end++;
    const unsigned char *behind = of->pattern + end;
    bool escaped_slash = end + 1 < of->length && behind[0] == '\\' && behind[1] == '/';
    bool slash = end < of->length && behind[0] == '/';
    bool begins = at == 0 || of->pattern[at - 1] == '/';
    stars found = {end, end - at > 1 && begins && (end == of->length || slash || escaped_slash), false};
    found.are_folders = found.cross && slash;
    if (found.are_folders) found.end++;
    return found;
}

/* ---- Classes --------------------------------------------------------------------------------------------------------- */

/* Whether a byte is of the named class; -1 where there is none of that name. */
static int is_of_class(const unsigned char *name, size_t length, unsigned char byte) {
    static const struct {
        const char *name;
        int (*holds)(int);
    } classes[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
                   {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
                   {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) == length && memcmp(classes[i].name, name, length) == 0)
            return byte < 0x80 && classes[i].holds(byte);
    }
    return -1;
}

/* Reads `[:name:]` at `at`. Returns where it ends; `at` where there is none, the end of the pattern where it is malformed. */
static size_t read_named_class(const glob *of, size_t at, unsigned char byte, bool *found) {
    if (at + 1 >= of->length || of->pattern[at] != '[' || of->pattern[at + 1] != ':') return at;
    const unsigned char *name = of->pattern + at + 2;
    const unsigned char *close = memchr(name, ']', of->length - at - 2);
    if (!close) return of->length;
    if (close == name || close[-1] != ':') return at;
    int holds = is_of_class(name, (size_t)(close - name) - 1, byte);
    if (holds > 0) *found = true;
    return holds < 0 ? of->length : (size_t)(close - of->pattern) + 1;
}

/* The byte at `*at`, or the one that a backslash there escapes; 0 at the end. */
static unsigned char take_byte(const glob *of, size_t *at) {
    if (*at < of->length && of->pattern[*at] == '\\') ++*at;
    return *at < of->length ? of->pattern[(*at)++] : 0;
}

/* Reads the class behind the `[` at `at`. Returns where the pattern goes on if the byte is in it; 0 where it is not. A class without
   its end has no byte. */
static size_t read_class(const glob *of, size_t at, unsigned char byte) {
    bool found = false;
    unsigned char first = 0;
    at++;
    bool negated = at < of->length && (of->pattern[at] == '!' || of->pattern[at] == '^');
    if (negated) at++;
    for (size_t begin = at; at < of->length && (at == begin || of->pattern[at] != ']');) {
        size_t behind = read_named_class(of, at, byte, &found);
        bool is_range = of->pattern[at] == '-' && first && at + 1 < of->length && of->pattern[at + 1] != ']';
        if (behind != at) {
            at = behind;
            first = 0;
        } else if (is_range) {
            at++;
            unsigned char last = take_byte(of, &at);
            if (first <= byte && byte <= last) found = true;
            first = 0;
        } else {
            first = take_byte(of, &at);
            if (first == byte) found = true;
        }
    }
    return at < of->length && found != negated && byte != '/' ? at + 1 : 0;
}

/* ---- Places ---------------------------------------------------------------------------------------------------------- */

/* Goes to a place, and on to those that follow stars which match nothing. */
static void enter(const glob *of, unsigned char *places, size_t at) {
    while (places[at] != PLACE_IN) {
        places[at] = PLACE_IN;
        if (at == of->length || of->pattern[at] != '*') return;
        at = stars_at(of, at).end;
    }
}

static void stay(const glob *of, unsigned char *places, size_t at, unsigned char byte) {
    stars found = stars_at(of, at);
    if (byte == '/' && !found.cross) return;
    if (!found.are_folders || byte == '/') {
        enter(of, places, at);
    } else if (places[at] == PLACE_OUT) {
        places[at] = PLACE_WITHIN;
    }
}

/* Where a byte leads from one place. */
static void step(const glob *of, unsigned char *places, size_t at, unsigned char byte) {
    unsigned char wanted = of->pattern[at];
    size_t behind = at;
    if (wanted == '*') {
        stay(of, places, at, byte);
    } else if (wanted == '[') {
        size_t end = read_class(of, at, byte);
        if (end) enter(of, places, end);
    } else if (wanted == '?') {
        if (byte != '/') enter(of, places, at + 1);
    } else if (take_byte(of, &behind) == byte) {
        enter(of, places, behind);
    }
}

bool dql_cli_glob(const char *pattern, size_t pattern_length, const char *path, size_t path_length) {
    glob of = {(const unsigned char *)pattern, pattern_length};
    unsigned char both[2][DQL_CLI_LONGEST_GLOB + 1];
    unsigned char *places = both[0];
    unsigned char *next = both[1];
    if (pattern_length > DQL_CLI_LONGEST_GLOB) return false;
    memset(places, PLACE_OUT, pattern_length + 1);
    enter(&of, places, 0);
    for (size_t i = 0; i < path_length; i++) {
        memset(next, PLACE_OUT, pattern_length + 1);
        for (size_t at = 0; at < pattern_length; at++) {
            if (places[at] != PLACE_OUT) step(&of, next, at, (unsigned char)path[i]);
        }
        unsigned char *before = places;
        places = next;
        next = before;
    }
    return places[pattern_length] == PLACE_IN;
}
