/* What a folder names, and not the user: it is read where it is a regular file that leads nowhere else. */
#define _DARWIN_C_SOURCE
#define _GNU_SOURCE
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "cli/io/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPOSITORY ".git"
#define LONGEST_NAME 255

/* To go through a folder asks for less than to list it. */
#if defined(O_SEARCH)
#define TO_SEARCH O_SEARCH
#elif defined(O_PATH)
#define TO_SEARCH O_PATH
#else
#define TO_SEARCH O_RDONLY
#endif

char *dql_cli_folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash) return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

int dql_cli_look_for(const char *folder, const char *name, bool *found) {
    struct stat information;
    char *path = dql_cli_join(folder, name);
    if (!path) return ENOMEM;
    *found = lstat(path, &information) == 0;
    int reason = *found ? 0 : errno;
    free(path);
    return dql_cli_is_absence(reason) ? 0 : reason;
}

int dql_cli_enclose(const char *folder, const char *otherwise, dql_cli_enclosure *made) {
    made->is_repository = false;
    made->folder = strdup(folder);
    int reason = made->folder ? 0 : ENOMEM;
    while (reason == 0 && !made->is_repository) {
        reason = dql_cli_look_for(made->folder, REPOSITORY, &made->is_repository);
        if (made->is_repository || strcmp(made->folder, "/") == 0) break;
        char *above = dql_cli_folder_of(made->folder);
        free(made->folder);
        made->folder = above;
        if (!above) reason = ENOMEM;
    }
    if (reason == 0 && made->is_repository) return 0;
    free(made->folder);
    made->folder = reason == 0 ? strdup(otherwise) : NULL;
    return reason == 0 && !made->folder ? ENOMEM : reason;
}

bool dql_cli_is_git_own(const char *path) {
    for (const char *at = path; at; at = strchr(at + 1, '/')) {
        if (strncasecmp(at, "/" REPOSITORY, 5) == 0 && (at[5] == '/' || at[5] == '\0')) return true;
    }
    return false;
}

bool dql_cli_is_inside(const char *path, const char *folder) {
    size_t length = strlen(folder);
    while (length && folder[length - 1] == '/') length--;
    return strncmp(path, folder, length) == 0 && path[length] == '/' && !dql_cli_is_git_own(path + length);
}

/* Opens a folder in one that is closed; the name need not end behind its length. */
static int enter_folder(int folder, const char *name, size_t length, int access) {
    char part[LONGEST_NAME + 1] = {0};
    int next = -1;
    if (length <= LONGEST_NAME) {
        memcpy(part, name, length);
        next = openat(folder, part, access | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    } else {
        errno = ENAMETOOLONG;
    }
    int reason = errno;
    close(folder);
    errno = reason;
    return next;
}

int dql_cli_open_folder(const char *whole, const char **name) {
    const char *at = *whole ? whole + 1 : whole;
    int folder = strlen(whole) < PATH_MAX ? open("/", TO_SEARCH | O_DIRECTORY | O_CLOEXEC) : -1;
    if (strlen(whole) >= PATH_MAX) errno = ENAMETOOLONG;
    for (const char *slash; folder >= 0 && (slash = strchr(at, '/')); at = slash + 1)
        folder = enter_folder(folder, at, (size_t)(slash - at), TO_SEARCH);
    *name = *at ? at : ".";
    return folder;
}

int dql_cli_open_folder_itself(const char *whole, bool to_list) {
    const char *name;
    int above = dql_cli_open_folder(whole, &name);
    return above < 0 ? above : enter_folder(above, name, strlen(name), to_list ? O_RDONLY : TO_SEARCH);
}

int dql_cli_load_regular(int folder, const char *name, int flags, dql_cli_bytes *bytes) {
    struct stat information;
    if (fstatat(folder, name, &information, flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0) != 0) return errno;
    if (S_ISLNK(information.st_mode)) return DQL_CLI_A_LINK;
    if (!S_ISREG(information.st_mode)) return DQL_CLI_NOT_REGULAR;
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
    if (file < 0) return errno;
    int reason = dql_cli_load_open(file, bytes);
    close(file);
    return reason;
}

int dql_cli_load_whole(const char *whole, dql_cli_bytes *bytes) {
    const char *name;
    int folder = dql_cli_open_folder(whole, &name);
    if (folder < 0) return errno;
    int reason = dql_cli_load_regular(folder, name, O_NOFOLLOW, bytes);
    close(folder);
    return reason;
}

int dql_cli_load_inside(const char *path, const dql_cli_enclosure *enclosure, dql_cli_bytes *bytes) {
    char *resolved = realpath(path, NULL);
    if (!resolved) return errno;
    int outside = enclosure->is_repository ? DQL_CLI_OUT_OF_REPOSITORY : DQL_CLI_OUT_OF_FOLDER;
    int reason = dql_cli_is_inside(resolved, enclosure->folder) ? dql_cli_load_whole(resolved, bytes) : outside;
    free(resolved);
    return reason;
}
