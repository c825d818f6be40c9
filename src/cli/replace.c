/*
 * A file's contents replaced at once: whatever happens, be it a full disk, a killed process or a power cut, the file holds either what it
 * held or what it shall hold. So the new contents go to a file beside it, which then takes its name.
 */
#define _XOPEN_SOURCE 700
#include "cli/replace.h"

#include "cli/cli.h"

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

static bool say_why(const char *target, int reason) {
    dql_cli_complain("cannot replace `%s`: %s", target, strerror(reason));
    return false;
}

/* Who may read the old file may read the new one, and nobody else: better no new file than one without the attributes of the old. */
static bool keep_attributes(const char *target, int file) {
    char refused[DQL_CLI_LONGEST_ATTRIBUTE];
    int old = open(target, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (old < 0) return say_why(target, errno);
    bool kept = dql_cli_keep_attributes(old, file, refused);
    int reason = errno;
    close(old);
    if (kept) return true;
    dql_cli_complain("cannot replace `%s`: its attribute `%s` cannot be kept: %s", target, refused, strerror(reason));
    return false;
}

/* The new file gets the owner and the mode of the old one, as far as that is permitted; where the owner is another, no one shall run it
   in that one's name. */
static bool take_over(int file, const char *target, const struct stat *old) {
    struct stat own;
    if (fstat(file, &own) != 0) return say_why(target, errno);
    mode_t mode = old->st_mode & 07777;
    bool kept = own.st_uid == old->st_uid && own.st_gid == old->st_gid;
    if (!kept && fchown(file, old->st_uid, old->st_gid) != 0) {
        if (fchown(file, (uid_t)-1, old->st_gid) != 0) errno = 0;
        mode &= 01777;
    }
    return keep_attributes(target, file) && (fchmod(file, mode) == 0 || say_why(target, errno));
}

/* Closes the file; returns false after a complaint. */
static bool write_new(int file, const char *target, const struct stat *old, const dql_cli_bytes *contents) {
    bool written = write_all(file, contents->bytes, contents->length) || say_why(target, errno);
    bool good = written && take_over(file, target, old) && (fsync(file) == 0 || say_why(target, errno));
    /* Some file systems tell of a full disk here alone. */
    return (close(file) == 0 || (good && say_why(target, errno))) && good;
}

/* The name is safe once its folder is. Where a file system cannot do that, it is as safe as it gets. */
static void sync_folder(const char *folder) {
    int file = open(folder, O_RDONLY | O_DIRECTORY);
    if (file < 0) return;
    fsync(file);
    close(file);
}

typedef enum state { AS_IT_WAS, AS_IT_SHALL_BE, OTHERWISE } state;

static bool is_same(const char *bytes, size_t length, const dql_cli_bytes *other) {
    return length == other->length && (length == 0 || memcmp(bytes, other->bytes, length) == 0);
}

/* What the file holds by now; one that is named twice has been done already. */
static state look_again(const char *target, const dql_cli_bytes *from, const dql_cli_bytes *to) {
    size_t length;
    char *now = dql_cli_read(target, &length);
    state found = !now                         ? OTHERWISE
                  : is_same(now, length, from) ? AS_IT_WAS
                  : is_same(now, length, to)   ? AS_IT_SHALL_BE
                                               : OTHERWISE;
    if (now && found == OTHERWISE) dql_cli_complain("`%s` has been changed by someone else; it stays as it is", target);
    free(now);
    return found;
}

/* `folder` is target's, and `beside` the template of a name in it. */
static bool replace(const char *target, const char *folder, char *beside, const dql_cli_bytes *from,
                    const dql_cli_bytes *to) {
    struct stat old;
    if (stat(target, &old) != 0) return say_why(target, errno);
    if (!S_ISREG(old.st_mode)) return say_why(target, S_ISDIR(old.st_mode) ? EISDIR : EINVAL);
    /* Renaming asks for the folder's permission alone. */
    if (access(target, W_OK) != 0) return say_why(target, errno);
    int file = dql_cli_new_file(beside);
    if (file < 0) return say_why(target, errno);
    int hold = dup(file);
    bool good = write_new(file, target, &old, to);
    state found = good ? look_again(target, from, to) : OTHERWISE;
    if (found == AS_IT_WAS) good = rename(beside, target) == 0 || say_why(target, errno);
    if (found == AS_IT_WAS && good) {
        sync_folder(folder);
    } else {
        unlink(beside);
    }
    if (hold >= 0) close(hold);
    return good && found != OTHERWISE;
}

/* Once a folder: files come sorted by it. */
static void clear_once(const char *folder) {
    static char *cleared;
    if (cleared && strcmp(cleared, folder) == 0) return;
    free(cleared);
    cleared = strdup(folder);
    dql_cli_clear_new_files(folder);
}

bool dql_cli_replace(const char *path, const dql_cli_bytes *from, const dql_cli_bytes *to) {
    /* A symbolic link stays one; the file that it leads to is replaced. */
    char *target = realpath(path, NULL);
    if (!target) return say_why(path, errno);
    static const char name[] = "/" DQL_CLI_NEW_FILE;
    size_t length = (size_t)(strrchr(target, '/') - target);
    char *folder = malloc(length + 2);
    char *beside = malloc(length + sizeof name);
    bool good = folder && beside;
    if (good) {
        memcpy(folder, target, length + 1);
        folder[length ? length : 1] = '\0';
        memcpy(beside, target, length);
        memcpy(beside + length, name, sizeof name);
        /* An interrupt waits until the new file has its name, so that none is left behind. */
        sigset_t all, before;
        clear_once(folder);
        signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told as a full disk is */
        sigfillset(&all);
        sigprocmask(SIG_BLOCK, &all, &before);
        good = replace(target, folder, beside, from, to);
        sigprocmask(SIG_SETMASK, &before, NULL);
    } else {
        dql_cli_complain("no memory");
    }
    free(folder);
    free(beside);
    free(target);
    return good;
}
