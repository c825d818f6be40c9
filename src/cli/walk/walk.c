/* The files below a folder. Those that git ignores are left out (cli/walk/ignore.h), and no link is followed out of the folder. */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "cli/io/inside.h"
#include "cli/run/inputs.h"
#include "cli/walk/ignore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXTENSION ".dql"

typedef enum kind { KIND_UNKNOWN = '?', KIND_FILE = 'f', KIND_FOLDER = 'd', KIND_LINK = 'l', KIND_OTHER = 'o' } kind;

typedef struct walk {
    dql_cli_session *session;
    /* As it was named. */
    const char *folder;
    /* The whole path, without links, of what is looked at; behind it a NUL. The root's is empty. */
    dql_cli_bytes place;
    /* The length of the folder's. */
    size_t start;
    /* The length of that of its repository's top; of its own where it is in none. */
    size_t top;
    /* Whether what is found will be written. */
    bool writes;
    /* The folder itself is ignored. */
    bool is_ignored;
    bool has_no_memory;
} walk;

static void walk_folder(walk *of, dql_cli_ignore *rules, const char *path);

static bool has_extension(const char *name) {
    size_t length = strlen(name);
    return length > strlen(EXTENSION) && strcasecmp(name + length - strlen(EXTENSION), EXTENSION) == 0;
}

static void report(walk *of, const char *path, int reason) {
    dql_cli_fail_to_read(of->session, path, reason);
}

/* ---- Where the walk is ----------------------------------------------------------------------------------------------- */

static bool set_place(walk *of, size_t length, const char *name) {
    of->place.length = length;
    bool good = dql_cli_to_bytes(&of->place, "/", 1) == 0 && dql_cli_to_bytes(&of->place, name, strlen(name) + 1) == 0;
    if (good) of->place.length--;
    if (!good) of->has_no_memory = true;
    return good;
}

/* As it is reached from the folder that was named. NULL without memory. */
static char *path_here(walk *of) {
    char *path = dql_cli_join(of->folder, of->place.bytes + of->start + 1);
    if (!path) of->has_no_memory = true;
    return path;
}

/* ---- What is found --------------------------------------------------------------------------------------------------- */

/* Takes the paths. */
static void take_file(walk *of, char *path, char *whole, const char *problem) {
    dql_cli_input found = {.problem = problem};
    found.path = path;
    found.whole = whole;
    if (!whole && !problem) {
        of->has_no_memory = true;
        free(path);
    } else if (!dql_cli_inputs_add(&of->session->inputs, found)) {
        of->has_no_memory = true;
    }
}

/* Why what a link leads to is not taken; NULL: it is. */
static const char *problem_of(const walk *of, const char *target, mode_t mode) {
    size_t bounds = of->writes ? of->start : of->top;
    bool stays = strncmp(target, of->place.bytes, bounds) == 0 && target[bounds] == '/';
    if (!stays || dql_cli_is_git_own(target + bounds)) return "the link leads out of the folder";
    return S_ISREG(mode) ? NULL : "it is not a regular file";
}

/* One to a folder is not followed, so that no loop is; one to a file is the file. Whoever reads one that leads nowhere reports. */
static void take_link(walk *of, char *path) {
    struct stat information;
    bool leads = stat(path, &information) == 0;
    const char *problem = leads ? "the link cannot be followed" : strerror(errno);
    char *target = leads ? realpath(path, NULL) : NULL;
    if (target) problem = problem_of(of, target, information.st_mode);
    if (problem) {
        /* Nothing is looked for where it leads. */
        free(target);
        target = NULL;
    }
    if (leads && S_ISDIR(information.st_mode)) {
        free(path);
        free(target);
    } else {
        take_file(of, path, target, problem);
    }
}

static kind kind_of(mode_t mode) {
    return S_ISREG(mode) ? KIND_FILE : S_ISDIR(mode) ? KIND_FOLDER : S_ISLNK(mode) ? KIND_LINK : KIND_OTHER;
}

/* Takes the path. */
static void take(walk *of, dql_cli_ignore *rules, kind found, char *path) {
    bool is_folder = found == KIND_FOLDER;
    bool is_left_out = !is_folder && !has_extension(path);
    if (is_left_out || dql_cli_is_ignored(rules, of->place.bytes, of->place.length, is_folder)) {
        free(path);
    } else if (is_folder) {
        walk_folder(of, rules, path);
        free(path);
    } else if (found == KIND_LINK) {
        take_link(of, path);
    } else {
        take_file(of, path, strdup(of->place.bytes), found == KIND_FILE ? NULL : "it is not a regular file");
    }
}

/* What is gone by now was not there. */
static void look_at(walk *of, dql_cli_ignore *rules, kind found, const char *name, size_t folder) {
    if (found == KIND_FILE && !has_extension(name)) return;
    char *path = set_place(of, folder, name) ? path_here(of) : NULL;
    if (!path) return;
    struct stat information;
    if (found != KIND_UNKNOWN) {
        take(of, rules, found, path);
    } else if (lstat(path, &information) == 0) {
        take(of, rules, kind_of(information.st_mode), path);
    } else {
        if (!dql_cli_is_absence(errno)) report(of, path, errno);
        free(path);
    }
}

/* ---- Folders --------------------------------------------------------------------------------------------------------- */

/* Most file systems say what an entry is, and spare the look at it. */
static kind kind_of_entry(const struct dirent *entry) {
#ifdef DT_REG
    if (entry->d_type == DT_REG) return KIND_FILE;
    if (entry->d_type == DT_DIR) return KIND_FOLDER;
    if (entry->d_type == DT_LNK) return KIND_LINK;
#else
    (void)entry;
#endif
    return KIND_UNKNOWN;
}

/* What is not hidden: of each its kind, one byte, its name and a NUL. Returns 0 or an errno. */
static int list_entries(DIR *directory, dql_cli_bytes *entries) {
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (!entry) return errno;
        if (entry->d_name[0] == '.') continue;
        char found = (char)kind_of_entry(entry);
        if (dql_cli_to_bytes(entries, &found, 1) != 0 ||
            dql_cli_to_bytes(entries, entry->d_name, strlen(entry->d_name) + 1) != 0)
            return ENOMEM;
    }
}

static int list_folder(int folder, dql_cli_bytes *entries) {
    int file = fcntl(folder, F_DUPFD_CLOEXEC, 0);
    DIR *directory = file < 0 ? NULL : fdopendir(file);
    if (!directory) {
        int reason = errno;
        if (file >= 0) close(file);
        return reason;
    }
    int reason = list_entries(directory, entries);
    closedir(directory);
    return reason;
}

/* What the folder at the place has, and the rules that hold in it. It is closed before those in it are opened, of which there may be more
   than a process may have open. */
static dql_cli_ignore *read_folder(walk *of, dql_cli_ignore *rules, const char *path, dql_cli_bytes *entries) {
    int folder = dql_cli_open_folder_itself(of->place.length ? of->place.bytes : "/", true);
    int reason = folder < 0 ? errno : list_folder(folder, entries);
    if (reason) report(of, path, reason);
    if (folder < 0) return rules;
    dql_cli_ignore_folder opened = {of->session, folder, path};
    if (entries->length) rules = dql_cli_ignore_enter(&opened, rules, of->place.length + 1);
    close(folder);
    return rules;
}

/* `rules` are those of the folder above. */
static void walk_folder(walk *of, dql_cli_ignore *rules, const char *path) {
    dql_cli_bytes entries = {NULL, 0, 0};
    size_t folder = of->place.length;
    dql_cli_ignore *here = read_folder(of, rules, path, &entries);
    for (size_t at = 0; at < entries.length && !of->has_no_memory; at += strlen(entries.bytes + at) + 1)
        look_at(of, here, (kind)entries.bytes[at], entries.bytes + at + 1, folder);
    dql_cli_ignore_leave(here, rules);
    dql_cli_bytes_free(&entries);
}

/* ---- The folder that was named --------------------------------------------------------------------------------------- */

static char *copy_place(walk *of, size_t length) {
    char *path = length ? strndup(of->place.bytes, length) : strdup("/");
    if (!path) of->has_no_memory = true;
    return path;
}

/* Takes a whole path. What cannot be opened is reported. */
static bool is_repository(walk *of, char *whole) {
    int folder = whole ? dql_cli_open_folder_itself(whole, false) : -1;
    if (whole && folder < 0) report(of, whole, errno);
    dql_cli_ignore_folder opened = {of->session, folder, whole};
    bool found = folder >= 0 && dql_cli_find_repository(&opened) == DQL_CLI_READ;
    if (folder >= 0) close(folder);
    free(whole);
    return found;
}

/* Takes a whole path. */
static dql_cli_ignore *add_rules(walk *of, dql_cli_ignore *outer, char *whole, size_t base) {
    int folder = whole ? dql_cli_open_folder_itself(whole, false) : -1;
    dql_cli_ignore_folder opened = {of->session, folder, whole};
    if (folder >= 0) outer = dql_cli_ignore_enter(&opened, outer, base);
    if (folder >= 0) close(folder);
    free(whole);
    return outer;
}

/* The rules of the folder above one whose whole path has this length, from the repository's top on; NULL where that is the top itself,
   or in no repository. */
static dql_cli_ignore *rules_above(walk *of, size_t length) {
    bool is_top = is_repository(of, copy_place(of, length));
    if (is_top) of->top = length;
    if (is_top || length == 0 || of->has_no_memory) return NULL;
    size_t above = length - 1;
    while (of->place.bytes[above] != '/') above--;
    dql_cli_ignore *outer = add_rules(of, rules_above(of, above), copy_place(of, above), above + 1);
    if (dql_cli_is_ignored(outer, of->place.bytes, length, true)) of->is_ignored = true;
    return outer;
}

static void walk_named(walk *of) {
    dql_cli_ignore *rules = rules_above(of, of->start);
    if (of->is_ignored) {
        dql_cli_error("`%s` is ignored by the rules of its repository; a file in it is taken where it is named",
                      of->folder);
    } else if (!of->has_no_memory) {
        walk_folder(of, rules, of->folder);
    }
    dql_cli_ignore_leave(rules, NULL);
}

static bool set_start(walk *of) {
    char *whole = realpath(of->folder, NULL);
    if (!whole) {
        report(of, of->folder, errno);
        return false;
    }
    /* The place begins with the root, which is empty. */
    bool good = strcmp(whole, "/") == 0 ? dql_cli_to_bytes(&of->place, "", 1) == 0 : set_place(of, 0, whole + 1);
    if (!good) of->has_no_memory = true;
    if (good && strcmp(whole, "/") == 0) of->place.length = 0;
    of->start = of->top = of->place.length;
    free(whole);
    return good;
}

static int compare(const void *one, const void *other) {
    const dql_cli_input *first = one;
    const dql_cli_input *second = other;
    return strcmp(first->path, second->path);
}

bool dql_cli_inputs_walk(dql_cli_session *session, const char *folder) {
    const dql_cli_call *call = session->call;
    dql_cli_inputs *inputs = &session->inputs;
    walk of = {.session = session, .folder = folder};
    of.writes = dql_cli_value(call, DQL_OPTION_FIX) || dql_cli_value(call, DQL_OPTION_WRITE);
    size_t before = inputs->count;
    dql_cli_status status = session->status;
    session->status = DQL_CLI_FINE;
    if (set_start(&of)) walk_named(&of);
    bool is_empty = inputs->count == before && session->status == DQL_CLI_FINE && !of.is_ignored && !of.has_no_memory;
    /* Most likely it is not the folder that was meant. */
    if (is_empty) dql_cli_error("there is no *.dql below `%s`", folder);
    if (status > session->status) session->status = status;
    if (inputs->count > before) qsort(inputs->list + before, inputs->count - before, sizeof *inputs->list, compare);
    dql_cli_bytes_free(&of.place);
    return !of.has_no_memory;
}
