/*
 * A file made, or its contents replaced, at once: whatever happens, be it a full disk, a killed process or a power cut, the file holds either what it
 * held or what it shall hold. So the new contents go to a file beside it, which then takes its name.
 */
#define _DARWIN_C_SOURCE
#define _XOPEN_SOURCE 700
#include "cli/io/replace.h"

#include "cli/io/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int file, const char *bytes, size_t length) {
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno != EINTR) return false;
        if (written < 0) continue;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* A file by its name in its folder, which is open: whatever becomes of the path to it, it is this folder's. */
typedef struct place {
    int folder;
    const char *name;
    /* For messages. */
    const char *shown;
} place;

static bool say_why(const char *target, int reason) {
    return dql_cli_refuse(NULL, "cannot replace `%s`: %s", target, strerror(reason));
}

/* Who may read the old file may read the new one, and nobody else: better no new file than one without the attributes of the old. */
static bool keep_attributes(const place *target, int file) {
    char refused[DQL_CLI_LONGEST_ATTRIBUTE];
    int old = openat(target->folder, target->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (old < 0) return say_why(target->shown, errno);
    bool kept = dql_cli_keep_attributes(old, file, refused);
    int reason = errno;
    close(old);
    if (kept) return true;
    return dql_cli_refuse(NULL, "cannot replace `%s`: its attribute `%s` cannot be kept: %s", target->shown, refused,
                          strerror(reason));
}

/* The new file gets the owner and the mode of the old one, as far as that is permitted; where the owner is another, no one shall run it
   in that one's name. */
static bool take_over(int file, const place *target, const struct stat *old) {
    struct stat own;
    if (fstat(file, &own) != 0) return say_why(target->shown, errno);
    mode_t mode = old->st_mode & 07777;
    bool kept = own.st_uid == old->st_uid && own.st_gid == old->st_gid;
    if (!kept && fchown(file, old->st_uid, old->st_gid) != 0) {
        if (fchown(file, (uid_t)-1, old->st_gid) != 0) errno = 0;
        mode &= 01777;
    }
    return keep_attributes(target, file) && (fchmod(file, mode) == 0 || say_why(target->shown, errno));
}

/* Closes the file; returns false after a message. */
static bool write_new(int file, const place *target, const struct stat *old, const dql_cli_bytes *contents) {
    bool written = write_all(file, contents->bytes, contents->length) || say_why(target->shown, errno);
    bool good = written && take_over(file, target, old) && (fsync(file) == 0 || say_why(target->shown, errno));
    /* Some file systems report a full disk here alone. */
    return (close(file) == 0 || (good && say_why(target->shown, errno))) && good;
}

/* The name is safe once its folder is. Where a file system cannot do that, it is as safe as it gets. */
static void sync_folder(int folder) {
    int file = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    fsync(file);
    close(file);
}

typedef enum state { AS_IT_WAS, AS_IT_SHALL_BE, OTHERWISE } state;

static bool is_same(const char *bytes, size_t length, const dql_cli_bytes *other) {
    return length == other->length && (length == 0 || memcmp(bytes, other->bytes, length) == 0);
}

/* What the file holds by now; one that is named twice has been done already. */
static state look_again(const place *target, const dql_cli_bytes *from, const dql_cli_bytes *to) {
    dql_cli_bytes now = {NULL, 0, 0};
    int reason = dql_cli_load_regular(target->folder, target->name, O_NOFOLLOW, &now);
    state found = reason                                 ? OTHERWISE
                  : is_same(now.bytes, now.length, from) ? AS_IT_WAS
                  : is_same(now.bytes, now.length, to)   ? AS_IT_SHALL_BE
                                                         : OTHERWISE;
    if (reason) {
        dql_cli_error("cannot read `%s`: %s", target->shown, dql_cli_reason(reason));
    } else if (found == OTHERWISE) {
        dql_cli_error("`%s` has been changed by someone else; it stays as it is", target->shown);
    }
    dql_cli_bytes_free(&now);
    return found;
}

/* Whether it is a file that may be written: renaming asks for the folder's permission alone. Returns false after a message. */
static bool may_write(const place *target, struct stat *old) {
    if (fstatat(target->folder, target->name, old, AT_SYMLINK_NOFOLLOW) != 0) return say_why(target->shown, errno);
    if (!S_ISREG(old->st_mode)) return say_why(target->shown, S_ISDIR(old->st_mode) ? EISDIR : EINVAL);
    return faccessat(target->folder, target->name, W_OK, 0) == 0 || say_why(target->shown, errno);
}

static bool replace(const place *target, const dql_cli_bytes *from, const dql_cli_bytes *to) {
    struct stat old;
    char beside[] = DQL_CLI_NEW_FILE;
    if (!may_write(target, &old)) return false;
    int file = dql_cli_new_file(target->folder, beside);
    if (file < 0) return say_why(target->shown, errno);
    int hold = dup(file);
    bool good = write_new(file, target, &old, to);
    state found = good ? look_again(target, from, to) : OTHERWISE;
    if (found == AS_IT_WAS)
        good = renameat(target->folder, beside, target->folder, target->name) == 0 || say_why(target->shown, errno);
    if (found == AS_IT_WAS && good) {
        sync_folder(target->folder);
    } else {
        unlinkat(target->folder, beside, 0);
    }
    if (hold >= 0) close(hold);
    return good && found != OTHERWISE;
}

/* Once a folder: files come sorted by it. */
static void clear_once(int folder) {
    static struct stat cleared;
    struct stat now;
    if (fstat(folder, &now) != 0 || (now.st_dev == cleared.st_dev && now.st_ino == cleared.st_ino)) return;
    cleared = now;
    dql_cli_clear_new_files(folder);
}

/* An interrupt waits until the new file has its name, so that none is left behind. */
static bool replace_undisturbed(const place *target, const dql_cli_bytes *from, const dql_cli_bytes *to) {
    sigset_t all, before;
    clear_once(target->folder);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is reported as a full disk is */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    bool good = replace(target, from, to);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return good;
}

bool dql_cli_replace(const char *path, const char *whole, const dql_cli_bytes *from, const dql_cli_bytes *to) {
    /* A symbolic link that was named stays one; the file that it leads to is replaced. */
    char *resolved = whole ? NULL : realpath(path, NULL);
    if (!whole && !resolved) return say_why(path, errno);
    place target = {.shown = whole ? whole : resolved};
    target.folder = dql_cli_open_folder(target.shown, &target.name);
    bool good = target.folder >= 0 || say_why(target.shown, errno);
    if (good) good = replace_undisturbed(&target, from, to);
    if (target.folder >= 0) close(target.folder);
    free(resolved);
    return good;
}

/* ---- Files that are not there --------------------------------------------------------------------------------------- */

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
    bool good = write_all(file, to->bytes, to->length) && fchmod(file, usual_mode()) == 0 && fsync(file) == 0 &&
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

bool dql_cli_put_file(dql_cli_session *session, const char *path, const dql_cli_bytes *to) {
    dql_cli_bytes old = {NULL, 0, 0};
    int reason = dql_cli_load_file(path, &old);
    bool good = reason == 0 ? dql_cli_replace(path, NULL, &old, to) : reason == ENOENT && dql_cli_create(path, to);
    if (reason != 0 && reason != ENOENT) dql_cli_fail_to_read(session, path, reason);
    dql_cli_bytes_free(&old);
    return good;
}
