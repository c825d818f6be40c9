/* The files below a folder. In a repository git is asked for them, for nobody else knows as well what it ignores; elsewhere, and
   where git cannot tell, the folder is walked through. */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "cli/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXTENSION ".dql"

/* Deeper than any path that the system takes. */
#define DEEPEST 4096u

typedef struct walk {
    dql_cli_inputs *inputs;
    unsigned depth;
    bool failed;
} walk;

static void walk_folder(walk *of, const char *folder);

static bool has_extension(const char *name) {
    size_t length = strlen(name);
    return length > strlen(EXTENSION) && strcmp(name + length - strlen(EXTENSION), EXTENSION) == 0;
}

/* The working folder is not named. */
static char *join(walk *of, const char *folder, const char *name) {
    size_t length = strcmp(folder, ".") == 0 ? 0 : strlen(folder);
    char *joined = malloc(length + strlen(name) + 2);
    if (!joined) {
        of->failed = true;
        return NULL;
    }
    memcpy(joined, folder, length);
    if (length && joined[length - 1] != '/') joined[length++] = '/';
    memcpy(joined + length, name, strlen(name) + 1);
    return joined;
}

static void take_file(walk *of, char *path) {
    if (!dql_cli_inputs_add(of->inputs, NULL, path)) of->failed = true;
}

/* Takes the path. A link to a folder is not followed, so that no loop is; one to a file is the file. One that leads nowhere is
   taken, for whoever reads it tells. */
static void take(walk *of, char *path) {
    struct stat information;
    if (lstat(path, &information) != 0) {
        free(path);
        return;
    }
    bool is_link = S_ISLNK(information.st_mode);
    bool is_broken = is_link && stat(path, &information) != 0;
    if (S_ISDIR(information.st_mode) && !is_link) {
        walk_folder(of, path);
        free(path);
    } else if (has_extension(path) && (is_broken || S_ISREG(information.st_mode))) {
        take_file(of, path);
    } else {
        free(path);
    }
}

/* ---- As it lies there ------------------------------------------------------------------------------------------------ */

static void list_folder(walk *of, const char *folder) {
    DIR *directory = opendir(folder);
    if (!directory) {
        dql_cli_complain("cannot read `%s`: %s", folder, strerror(errno));
        of->inputs->status = DQL_CLI_FAILED;
        return;
    }
    const struct dirent *entry;
    while (!of->failed && (entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        /* Most file systems say what an entry is, and spare the look at it. */
        bool is_file = entry->d_type == DT_REG;
        if (is_file && !has_extension(entry->d_name)) continue;
        char *path = join(of, folder, entry->d_name);
        if (!path) continue;
        if (is_file) {
            take_file(of, path);
        } else {
            take(of, path);
        }
    }
    closedir(directory);
}

/* ---- As git says ----------------------------------------------------------------------------------------------------- */

/* Whether the folder, or one above it, is a repository's. */
static bool is_in_repository(const char *folder) {
    char *at = realpath(folder, NULL);
    if (!at) return false;
    bool found = false;
    for (size_t length = strlen(at); !found && length;) {
        char path[4096 + sizeof "/.git"];
        struct stat information;
        if (length < 4096) {
            memcpy(path, at, length);
            memcpy(path + length, "/.git", sizeof "/.git");
            found = stat(path, &information) == 0;
        }
        while (length && at[length - 1] != '/') length--;
        if (length) length--;
    }
    free(at);
    return found;
}

/* In the child: becomes git. The variables that a hook has are about another call of git. */
static void run_git(const char *folder, int output) {
    static const char *const variables[] = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) unsetenv(variables[i]);
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 2) < 0 || dup2(output, 1) < 0) _exit(127);
    /* No program that the repository's own configuration names is started. */
    execlp("git", "git", "-C", folder, "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others",
           "--exclude-standard", (char *)NULL);
    _exit(127);
}

static bool read_all(int input, dql_cli_bytes *bytes) {
    char piece[16384];
    ssize_t length;
    while ((length = read(input, piece, sizeof piece)) != 0) {
        if (length < 0 && errno == EINTR) continue;
        if (length < 0 || dql_cli_to_bytes(bytes, piece, (size_t)length) != 0) return false;
    }
    return true;
}

/* The paths below the folder, each with a NUL behind it. Returns false where git does not tell. */
static bool ask_git(const char *folder, dql_cli_bytes *listed) {
    int ends[2];
    if (pipe(ends) != 0) return false;
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        run_git(folder, ends[1]);
    }
    close(ends[1]);
    bool good = child > 0 && read_all(ends[0], listed);
    close(ends[0]);
    int status = 1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_hidden(const char *path) {
    return path[0] == '.' || strstr(path, "/.") != NULL;
}

/* A submodule is listed as what looks like a file, and another repository with a slash behind it. Each is asked itself. */
static void take_listed(walk *of, const char *folder, const dql_cli_bytes *listed) {
    for (size_t at = 0; !of->failed && at < listed->length; at += strlen(listed->bytes + at) + 1) {
        const char *name = listed->bytes + at;
        if (is_hidden(name)) continue;
        char *path = join(of, folder, name);
        if (!path) return;
        size_t length = strlen(path);
        while (length > 1 && path[length - 1] == '/') path[--length] = '\0';
        take(of, path);
    }
}

/* ---- Both ------------------------------------------------------------------------------------------------------------ */

static bool is_repository(walk *of, const char *folder) {
    struct stat information;
    char *path = join(of, folder, ".git");
    bool found = path && stat(path, &information) == 0;
    free(path);
    return found;
}

static void walk_folder(walk *of, const char *folder) {
    dql_cli_bytes listed = {NULL, 0, 0};
    bool asks = of->depth == 0 ? is_in_repository(folder) : is_repository(of, folder);
    if (of->depth == DEEPEST) return;
    of->depth++;
    if (asks && ask_git(folder, &listed)) {
        take_listed(of, folder, &listed);
    } else {
        list_folder(of, folder);
    }
    of->depth--;
    dql_cli_bytes_free(&listed);
}

static int compare(const void *one, const void *other) {
    const dql_cli_input *first = one;
    const dql_cli_input *second = other;
    return strcmp(first->path, second->path);
}

bool dql_cli_inputs_walk(dql_cli_inputs *inputs, const char *folder) {
    walk of = {inputs, 0, false};
    size_t before = inputs->count;
    walk_folder(&of, folder);
    if (inputs->count == before) return !of.failed;
    qsort(inputs->list + before, inputs->count - before, sizeof *inputs->list, compare);
    /* In the middle of a merge git lists a file once for each of its versions. */
    size_t kept = before;
    for (size_t i = before; i < inputs->count; i++) {
        if (kept > before && strcmp(inputs->list[kept - 1].path, inputs->list[i].path) == 0) {
            free(inputs->list[i].path);
        } else {
            inputs->list[kept++] = inputs->list[i];
        }
    }
    inputs->count = kept;
    return !of.failed;
}
