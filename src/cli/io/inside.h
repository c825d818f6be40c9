/* What a folder names, and not the user: the one is not trusted, the other is. */
#ifndef DQL_CLI_IO_INSIDE_H
#define DQL_CLI_IO_INSIDE_H

#include "cli/cli.h"

/* Reasons beside those of errno. */
enum { DQL_CLI_OUT_OF_REPOSITORY = -1, DQL_CLI_OUT_OF_FOLDER = -2, DQL_CLI_NOT_REGULAR = -3, DQL_CLI_A_LINK = -4 };

/* What a folder's files may not lead out of. */
typedef struct dql_cli_enclosure {
    /* A whole path, without symbolic links. */
    char *folder;
    bool is_repository;
} dql_cli_enclosure;

/* The top of the repository that `folder` is in; `otherwise` where it is in none: whole paths. Returns 0, or the errno of what could
   not be looked at. */
int dql_cli_enclose(const char *folder, const char *otherwise, dql_cli_enclosure *made);
/* Whether a whole path without symbolic links is below a folder, and not git's own. */
bool dql_cli_is_inside(const char *path, const char *folder);
/* Whether a path, or the rest of one from a slash on, is git's own: no part of what it keeps for others, and it may hold passwords. */
bool dql_cli_is_git_own(const char *path);
/* Opens the folder that a whole path without symbolic links is in, each part of the path by itself, so that none is followed that has
   become a link since. `name` is the path's last part, or `.`. Returns -1, with errno. */
int dql_cli_open_folder(const char *whole, const char **name);
/* The same of the folder that has this path: to list it, or only to go through it. */
int dql_cli_open_folder_itself(const char *whole, bool to_list);
/* Reads a regular file in an open folder; `flags` is 0 or O_NOFOLLOW. What is no regular file is not even opened: to open a device may do
   something. Returns 0 or a reason. */
int dql_cli_load_regular(int folder, const char *name, int flags, dql_cli_bytes *bytes);
/* Reads a regular file of the enclosure. Returns 0 or a reason. */
int dql_cli_load_inside(const char *path, const dql_cli_enclosure *enclosure, dql_cli_bytes *bytes);

/* Whether a folder has an entry, be it a link that leads nowhere. Returns 0, or the errno of why nobody knows. */
int dql_cli_look_for(const char *folder, const char *name, bool *found);
/* NULL without memory. */
char *dql_cli_folder_of(const char *path);

#endif
