/* For O_NOFOLLOW, which macOS hides from POSIX programs. */
#define _DARWIN_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "cli/walk/ignore.h"

#include "cli/walk/glob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The rules that may hold at one place, in bytes: what bounds the memory, and the time that a file takes. */
#define MOST_BYTES (1024u * 1024)

typedef struct rule {
    /* Without what the flags say. */
    const char *pattern;
    unsigned length;
    /* So many bytes at its start, and at its end, are no part of a wildcard: two stars take the slash behind them. */
    unsigned plain_start;
    unsigned plain_end;
    /* `!`: what it matches is not ignored. */
    bool includes;
    /* A slash at its end: it is for folders. */
    bool is_of_folders;
    /* A slash elsewhere: it is for paths from its file's folder on, not for names at any depth. */
    bool is_of_paths;
} rule;

/* The rules of one file. */
struct dql_cli_ignore {
    dql_cli_ignore *outer;
    size_t base;
    dql_cli_bytes text;
    rule *rules;
    size_t count;
    size_t capacity;
    /* Of this file and all outer ones. */
    size_t bytes;
};

/* ---- Rules ----------------------------------------------------------------------------------------------------------- */

/* Blanks at the end do not count, but for those that a backslash escapes. */
static size_t without_blanks(const char *line, size_t length) {
    size_t end = 0;
    for (size_t i = 0; i < length; i++) {
        bool is_escape = line[i] == '\\' && i + 1 < length;
        if (is_escape) i++;
        if (is_escape || line[i] != ' ') end = i + 1;
    }
    return end;
}

static void read_rule(rule *made, const char *line, size_t length) {
    made->includes = length && *line == '!';
    if (made->includes) line++, length--;
    made->is_of_folders = length && line[length - 1] == '/';
    if (made->is_of_folders) length--;
    made->is_of_paths = memchr(line, '/', length) != NULL;
    if (made->is_of_paths && *line == '/') line++, length--;
    made->pattern = line;
    made->length = (unsigned)length;
    unsigned start = 0;
    unsigned end = made->length;
    while (start < end && !strchr("*?[\\", line[start])) start++;
    while (end > start && !strchr("*?[]\\/", line[end - 1])) end--;
    made->plain_start = start;
    made->plain_end = made->length - end;
}

/* Returns false after a message. */
static bool read_line(dql_cli_session *session, dql_cli_ignore *of, const char *line, size_t length, const char *path) {
    if (length && line[length - 1] == '\r') length--;
    length = without_blanks(line, strnlen(line, length));
    if (length == 0 || *line == '#') return true;
    rule *larger = dql_cli_grown(of->rules, of->count, &of->capacity, sizeof *larger);
    if (!larger) {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
        return false;
    }
    of->rules = larger;
    rule *made = &of->rules[of->count];
    read_rule(made, line, length);
    if (made->length > DQL_CLI_LONGEST_GLOB) {
        dql_cli_fail_at(session, path, "cannot read `%s`: a rule of more than %u bytes", path, DQL_CLI_LONGEST_GLOB);
        return false;
    }
    if (made->length) of->count++;
    return true;
}

static void read_rules(dql_cli_session *session, dql_cli_ignore *of, const char *path) {
    const char *at = of->text.bytes;
    const char *end = at + of->text.length;
    bool good = true;
    if (end - at >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    while (at < end && good) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end) line_end = end;
        good = read_line(session, of, at, (size_t)(line_end - at), path);
        at = line_end + 1;
    }
}

/* ---- Files of rules -------------------------------------------------------------------------------------------------- */

static void free_one(dql_cli_ignore *of) {
    dql_cli_bytes_free(&of->text);
    free(of->rules);
    free(of);
}

/* What messages call a file that is reached from the folder. NULL after a message. */
static char *shown_path(const dql_cli_ignore_folder *folder, const char *path) {
    char *shown = *path == '/' ? strdup(path) : dql_cli_join(folder->shown, path);
    if (!shown) dql_cli_fail(folder->session, DESKQL_NO_MEMORY);
    return shown;
}

/* Reads a file, which need not be there, NUL-terminated. Only a regular one is read, so that nothing waits or is set off; where it is a
   link, only if `follows_link`. DQL_CLI_NOT_READ is after a message. */
static dql_cli_reading load(const dql_cli_ignore_folder *folder, const char *path, bool follows_link, const char *shown,
                            dql_cli_bytes *bytes) {
    int reason = dql_cli_load_regular(folder->open, path, follows_link ? 0 : O_NOFOLLOW, bytes);
    if (!reason) return DQL_CLI_READ;
    if (dql_cli_is_absence(reason)) return DQL_CLI_NOT_THERE;
    dql_cli_fail_to_read(folder->session, shown, reason);
    return DQL_CLI_NOT_READ;
}

static void fill(dql_cli_ignore *made, const dql_cli_ignore_folder *folder, const char *path, bool follows_link) {
    char *shown = shown_path(folder, path);
    if (!shown) return;
    dql_cli_reading reading = load(folder, path, follows_link, shown, &made->text);
    made->bytes += made->text.length;
    if (made->bytes > MOST_BYTES) {
        dql_cli_fail_at(folder->session, shown, "cannot read `%s`: more than %u bytes of rules hold there", shown,
                        MOST_BYTES);
        made->bytes -= made->text.length;
    } else if (reading == DQL_CLI_READ) {
        read_rules(folder->session, made, shown);
    }
    free(shown);
}

/* Adds the rules of a file. The top of a repository is known by its rules, even where there are none. */
static dql_cli_ignore *add_file(const dql_cli_ignore_folder *folder, dql_cli_ignore *outer, const char *path,
                                bool follows_link, size_t base) {
    dql_cli_ignore *made = calloc(1, sizeof *made);
    if (!made) {
        dql_cli_fail(folder->session, DESKQL_NO_MEMORY);
        return outer;
    }
    *made = (dql_cli_ignore){.outer = outer, .base = base, .bytes = outer ? outer->bytes : 0};
    fill(made, folder, path, follows_link);
    if (made->count || !outer) return made;
    free_one(made);
    return outer;
}

/* The path that a file holds behind `before`, as it is reached from the folder; NULL where there is none. */
static char *read_path(const dql_cli_ignore_folder *folder, const char *file, const char *before) {
    dql_cli_bytes text = {NULL, 0, 0};
    size_t skipped = strlen(before);
    char *shown = shown_path(folder, file);
    dql_cli_reading reading = shown ? load(folder, file, true, shown, &text) : DQL_CLI_NOT_READ;
    char *path = NULL;
    if (reading == DQL_CLI_READ && strncmp(text.bytes, before, skipped) == 0) {
        char *named = text.bytes + skipped;
        named[strcspn(named, "\r\n")] = '\0';
        if (*named) path = dql_cli_join_beside(file, named);
        if (*named && !path) dql_cli_fail(folder->session, DESKQL_NO_MEMORY);
    }
    dql_cli_bytes_free(&text);
    free(shown);
    return path;
}

/* The folder with info/exclude: a file `.git` names another folder than itself, and in that of a further working tree a file names the
   first one's. NULL without memory, after a message. */
static char *common_folder(const dql_cli_ignore_folder *folder) {
    struct stat information;
    bool is_file = fstatat(folder->open, ".git", &information, 0) == 0 && !S_ISDIR(information.st_mode);
    char *git = is_file ? read_path(folder, ".git", "gitdir: ") : NULL;
    if (!git) git = strdup(".git");
    char *file = git ? dql_cli_join(git, "commondir") : NULL;
    char *common = file ? read_path(folder, file, "") : NULL;
    free(file);
    if (!git) dql_cli_fail(folder->session, DESKQL_NO_MEMORY);
    if (!common) return git;
    free(git);
    return common;
}

dql_cli_reading dql_cli_find_repository(const dql_cli_ignore_folder *folder) {
    struct stat information;
    if (fstatat(folder->open, ".git", &information, AT_SYMLINK_NOFOLLOW) == 0) return DQL_CLI_READ;
    if (dql_cli_is_absence(errno)) return DQL_CLI_NOT_THERE;
    dql_cli_fail_at(folder->session, folder->shown, "cannot look for `.git` in `%s`: %s", folder->shown,
                    dql_cli_reason(errno));
    return DQL_CLI_NOT_READ;
}

static dql_cli_ignore *enter_repository(const dql_cli_ignore_folder *folder, size_t base) {
    char *common = common_folder(folder);
    char *exclude = common ? dql_cli_join(common, "info/exclude") : NULL;
    if (common && !exclude) dql_cli_fail(folder->session, DESKQL_NO_MEMORY);
    dql_cli_ignore *rules = exclude ? add_file(folder, NULL, exclude, true, base) : NULL;
    free(exclude);
    free(common);
    return rules;
}

dql_cli_ignore *dql_cli_ignore_enter(const dql_cli_ignore_folder *folder, dql_cli_ignore *outer, size_t base) {
    dql_cli_reading repository = dql_cli_find_repository(folder);
    if (repository == DQL_CLI_READ) outer = enter_repository(folder, base);
    /* Where the one cannot be looked for, the other cannot either. */
    if (repository == DQL_CLI_NOT_READ || !outer) return outer;
    return add_file(folder, outer, ".gitignore", false, base);
}

void dql_cli_ignore_leave(dql_cli_ignore *rules, const dql_cli_ignore *outer) {
    while (rules && rules != outer) {
        dql_cli_ignore *next = rules->outer;
        free_one(rules);
        rules = next;
    }
}

/* ---- Matching -------------------------------------------------------------------------------------------------------- */

static bool matches(const rule *of, const char *text, size_t length) {
    if (length < of->plain_start || memcmp(text, of->pattern, of->plain_start) != 0) return false;
    if (of->plain_start == of->length) return length == of->length;
    const char *pattern_end = of->pattern + of->length - of->plain_end;
    if (length < of->plain_end || memcmp(text + length - of->plain_end, pattern_end, of->plain_end) != 0) return false;
    return dql_cli_glob(of->pattern, of->length, text, length);
}

bool dql_cli_is_ignored(const dql_cli_ignore *rules, const char *path, size_t length, bool is_folder) {
    size_t name = length;
    while (name && path[name - 1] != '/') name--;
    for (; rules; rules = rules->outer) {
        for (size_t i = rules->count; i-- > 0;) {
            const rule *at = &rules->rules[i];
            size_t start = at->is_of_paths ? rules->base : name;
            if (at->is_of_folders && !is_folder) continue;
            if (matches(at, path + start, length - start)) return !at->includes;
        }
    }
    return false;
}
