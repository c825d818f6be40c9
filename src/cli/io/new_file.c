/* New files, which take the place of others, and what killed runs leave of them. A lock tells one from the other: it goes with the
   process that has it. */
#define _DARWIN_C_SOURCE
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700
#include "cli/io/replace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RANDOM_LETTERS 6

/* Letters that are most likely new; whether they are is for whoever makes the file to see. */
static void choose(char letters[RANDOM_LETTERS]) {
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static uint64_t state;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    state = (state ^ (uint64_t)now.tv_nsec ^ (uint64_t)getpid() << 32) * 6364136223846793005u + 1442695040888963407u;
    uint64_t rest = state >> 16;
    for (int i = 0; i < RANDOM_LETTERS; i++, rest /= sizeof alphabet - 1)
        letters[i] = alphabet[rest % (sizeof alphabet - 1)];
}

int dql_cli_new_file(int folder, char *name) {
    for (;;) {
        struct stat information;
        choose(name + strlen(name) - RANDOM_LETTERS);
        int file = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file < 0 && errno == EEXIST) continue;
        /* Where a file system has no locks, nothing is cleared either. */
        if (file < 0 || flock(file, LOCK_EX) != 0) return file;
        if (fstat(file, &information) == 0 && information.st_nlink > 0) return file;
        /* Another run has cleared it before it could be locked. */
        close(file);
    }
}

static bool has_new_name(const char *name) {
    static const char template[] = DQL_CLI_NEW_FILE;
    return strlen(name) == sizeof template - 1 && memcmp(name, template, sizeof template - 1 - RANDOM_LETTERS) == 0;
}

/* The name is looked at again once the lock is there: what is removed is what was locked. */
static void clear(int folder, const char *name) {
    struct stat held, named;
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return;
    bool left = fstat(file, &held) == 0 && S_ISREG(held.st_mode) && held.st_nlink == 1 &&
                (held.st_uid == geteuid() || geteuid() == 0) && flock(file, LOCK_EX | LOCK_NB) == 0 &&
                fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && named.st_dev == held.st_dev &&
                named.st_ino == held.st_ino;
    if (left) unlinkat(folder, name, 0);
    close(file);
}

void dql_cli_clear_new_files(int folder) {
    int file = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = file < 0 ? NULL : fdopendir(file);
    if (!entries) {
        if (file >= 0) close(file);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(entries));) {
        if (has_new_name(entry->d_name)) clear(dirfd(entries), entry->d_name);
    }
    closedir(entries);
}
