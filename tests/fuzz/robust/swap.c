/* Loaded before a program: just before the call to the file system whose number is in SWAP_AT, the file or folder SWAP_WHAT becomes a link to
   SWAP_TARGET. A byte to the file descriptor in SWAP_REPORT says that the call was reached. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void count(void) {
    static long calls;
    const char *number = getenv("SWAP_AT");
    if (!number || ++calls != atol(number)) return;
    char kept[4096];
    const char *what = getenv("SWAP_WHAT");
    snprintf(kept, sizeof kept, "%s.kept", what);
    int (*move)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    if (move(what, kept) != 0 || symlink(getenv("SWAP_TARGET"), what) != 0) _exit(3);
    if (write(atoi(getenv("SWAP_REPORT")), "x", 1) != 1) _exit(3);
}

#define WRAP(type, name, parameters, arguments)                                                                        \
    type name parameters {                                                                                             \
        count();                                                                                                       \
        type(*next) parameters = (type(*) parameters)dlsym(RTLD_NEXT, #name);                                          \
        return next arguments;                                                                                         \
    }

WRAP(int, stat, (const char *path, struct stat *made), (path, made))
WRAP(int, lstat, (const char *path, struct stat *made), (path, made))
WRAP(int, fstatat, (int folder, const char *path, struct stat *made, int flags), (folder, path, made, flags))
WRAP(char *, realpath, (const char *path, char *made), (path, made))
WRAP(int, access, (const char *path, int mode), (path, mode))
WRAP(int, faccessat, (int folder, const char *path, int mode, int flags), (folder, path, mode, flags))
WRAP(int, rename, (const char *old, const char *new), (old, new))
WRAP(int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new))
WRAP(int, mkstemp, (char *path), (path))

static int mode_of(int flags, va_list more) {
    return flags & O_CREAT ? va_arg(more, int) : 0;
}

int open(const char *path, int flags, ...) {
    count();
    va_list more;
    va_start(more, flags);
    int mode = mode_of(flags, more);
    va_end(more);
    int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    return next(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    count();
    va_list more;
    va_start(more, flags);
    int mode = mode_of(flags, more);
    va_end(more);
    int (*next)(int, const char *, int, ...) = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat");
    return next(folder, path, flags, mode);
}
