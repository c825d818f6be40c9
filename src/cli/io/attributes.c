/* Extended attributes and access control lists, which a new file gets from the one whose place it takes. */
#define _DARWIN_C_SOURCE
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700
#include "cli/io/replace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__APPLE__)

#include <copyfile.h>

bool dql_cli_keep_attributes(int old, int new_file, char refused[DQL_CLI_LONGEST_ATTRIBUTE]) {
    snprintf(refused, DQL_CLI_LONGEST_ATTRIBUTE, "access control list");
    return fcopyfile(old, new_file, NULL, COPYFILE_ACL | COPYFILE_XATTR) == 0;
}

#elif defined(__linux__)

#include <sys/xattr.h>

#define ACCESS_LIST "system.posix_acl_access"

/* The list of names, or with a name its value. NULL with errno; 0 there: there is none. Free with free. */
static char *read_attribute(int file, const char *name, size_t *length) {
    for (;;) {
        ssize_t size = name ? fgetxattr(file, name, NULL, 0) : flistxattr(file, NULL, 0);
        if (size < 0) {
            /* The file system has none at all, or it has gone. */
            if (errno == ENOTSUP || errno == ENODATA) errno = 0;
            return NULL;
        }
        char *bytes = malloc((size_t)size + 1);
        if (!bytes) return NULL;
        ssize_t got = name ? fgetxattr(file, name, bytes, (size_t)size) : flistxattr(file, bytes, (size_t)size);
        if (got >= 0) {
            *length = (size_t)got;
            return bytes;
        }
        int reason = errno;
        free(bytes);
        errno = reason;
        if (reason != ERANGE) return NULL;
    }
}

/* What the system has given the new file already, a label for instance, need not be permitted to be set. */
static bool has_already(int file, const char *name, const char *value, size_t length) {
    size_t own_length = 0;
    char *own = read_attribute(file, name, &own_length);
    bool same = own && own_length == length && memcmp(own, value, length) == 0;
    free(own);
    return same;
}

static bool keep(int old, int new_file, const char *name) {
    size_t length = 0;
    char *value = read_attribute(old, name, &length);
    if (!value) return errno == 0;
    bool kept = has_already(new_file, name, value, length) || fsetxattr(new_file, name, value, length, 0) == 0;
    int reason = errno;
    free(value);
    errno = reason;
    return kept;
}

/* A new file may have a list of its own, from its folder, which would let others in. */
static bool drop_list(int file) {
    return fremovexattr(file, ACCESS_LIST) == 0 || errno == ENODATA || errno == ENOTSUP;
}

bool dql_cli_keep_attributes(int old, int new_file, char refused[DQL_CLI_LONGEST_ATTRIBUTE]) {
    size_t length = 0;
    snprintf(refused, DQL_CLI_LONGEST_ATTRIBUTE, "%s", ACCESS_LIST);
    if (!drop_list(new_file)) return false;
    char *names = read_attribute(old, NULL, &length);
    if (!names) return errno == 0;
    bool good = true;
    for (size_t at = 0; at < length && good; at += strlen(names + at) + 1) {
        snprintf(refused, DQL_CLI_LONGEST_ATTRIBUTE, "%s", names + at);
        good = keep(old, new_file, names + at);
    }
    int reason = errno;
    free(names);
    errno = reason;
    return good;
}

#else

bool dql_cli_keep_attributes(int old, int new_file, char refused[DQL_CLI_LONGEST_ATTRIBUTE]) {
    (void)old, (void)new_file;
    refused[0] = '\0';
    return true;
}

#endif
