/* What a folder names, and not the user: it is read where it is a regular file that leads nowhere else. */
#define _DARWIN_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "cli/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define REPOSITORY ".git"

char *dql_cli_folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash) return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

bool dql_cli_is_absence(int reason) {
    return reason == ENOENT || reason == ENOTDIR;
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

/* What is no regular file is not even opened: to open a device may do something. */
static int load_regular(const char *path, const struct stat *information, int flags, dql_cli_bytes *bytes) {
    if (!S_ISREG(information->st_mode)) return DQL_CLI_NOT_REGULAR;
    return dql_cli_load_file(path, flags | O_NONBLOCK | O_NOCTTY, bytes);
}

int dql_cli_load_inside(const char *path, const dql_cli_enclosure *enclosure, dql_cli_bytes *bytes) {
    struct stat information;
    char *resolved = realpath(path, NULL);
    if (!resolved) return errno;
    int reason = 0;
    if (!dql_cli_is_inside(resolved, enclosure->folder)) {
        reason = enclosure->is_repository ? DQL_CLI_OUT_OF_REPOSITORY : DQL_CLI_OUT_OF_FOLDER;
    } else if (lstat(resolved, &information) != 0) {
        reason = errno;
    } else {
        reason = load_regular(resolved, &information, O_NOFOLLOW, bytes);
    }
    free(resolved);
    return reason;
}

dql_cli_reading dql_cli_load_found(dql_cli_session *session, const char *path, bool follows_link,
                                   dql_cli_bytes *bytes) {
    struct stat information;
    int failed = follows_link ? stat(path, &information) : lstat(path, &information);
    int reason = failed ? errno : 0;
    if (reason && dql_cli_is_absence(reason)) return DQL_CLI_NOT_THERE;
    if (!reason && S_ISLNK(information.st_mode)) reason = DQL_CLI_A_LINK;
    if (!reason) reason = load_regular(path, &information, follows_link ? 0 : O_NOFOLLOW, bytes);
    if (!reason) return DQL_CLI_READ;
    dql_cli_fail_to_read(session, path, reason);
    return DQL_CLI_NOT_READ;
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
