/* A file that is made whole, or not at all. */
#define _DARWIN_C_SOURCE
#define _XOPEN_SOURCE 700
#include "cli/cli.h"
#include "cli/io/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As open would make it. */
static mode_t usual_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Gives the new file its name, which nobody else has taken meanwhile. Where a file system has no links, it is renamed. */
static bool name_it(int folder, const char *beside, const char *name) {
    if (linkat(folder, beside, folder, name, 0) == 0) return true;
    bool has_links = errno != EPERM && errno != ENOTSUP && errno != ENOSYS;
    return !has_links && renameat(folder, beside, folder, name) == 0;
}

static bool make(int folder, const char *name, const dql_cli_bytes *to) {
    char beside[] = DQL_CLI_NEW_FILE;
    int file = dql_cli_new_file(folder, beside);
    if (file < 0) return false;
    bool good = dql_cli_write_all(file, to->bytes, to->length) && fchmod(file, usual_mode()) == 0 && fsync(file) == 0 &&
                name_it(folder, beside, name);
    int reason = errno;
    unlinkat(folder, beside, 0);
    if (close(file) != 0 && good) return false;
    errno = reason;
    return good;
}

bool dql_cli_create(const char *path, const dql_cli_bytes *to) {
    const char *slash = strrchr(path, '/');
    char *beside = dql_cli_join_beside(path, "");
    int folder = beside ? open(*beside ? beside : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool good = folder >= 0 && make(folder, slash ? slash + 1 : path, to);
    if (!good) dql_cli_error("cannot make `%s`: %s", path, strerror(errno));
    if (folder >= 0) close(folder);
    free(beside);
    return good;
}
