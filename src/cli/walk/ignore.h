/* What git ignores below a folder: gitignore(5), read without git, for git runs what a repository's configuration names. Of the rules,
   `.gitignore` at each level and `.git/info/exclude` hold; neither the configuration nor the index is read. */
#ifndef DQL_CLI_WALK_IGNORE_H
#define DQL_CLI_WALK_IGNORE_H

#include "cli/io/inside.h"

/* The rules that hold in a folder: its own, and those of the folders above it up to the repository's top. */
typedef struct dql_cli_ignore dql_cli_ignore;

/* A folder that was opened through no link, and what messages call it. All that is read of its rules is reached from there. */
typedef struct dql_cli_ignore_folder {
    dql_cli_session *session;
    int open;
    const char *shown;
} dql_cli_ignore_folder;

/* The rules of a folder, where `outer` are those of the folder above it; NULL: it is in no repository. One with `.git` begins
   a repository of its own. Whole paths of what is in the folder have `base` bytes before the name. What cannot be read is reported. */
dql_cli_ignore *dql_cli_ignore_enter(const dql_cli_ignore_folder *folder, dql_cli_ignore *outer, size_t base);
/* Frees the rules that have come to `outer`; NULL: all. */
void dql_cli_ignore_leave(dql_cli_ignore *rules, const dql_cli_ignore *outer);
/* Whether what has this whole path is ignored, of itself: not because a folder above it is. */
bool dql_cli_is_ignored(const dql_cli_ignore *rules, const char *path, size_t length, bool is_folder);
/* Whether a folder has `.git`, and so is a repository's top. DQL_CLI_NOT_READ is after a message. */
dql_cli_reading dql_cli_find_repository(const dql_cli_ignore_folder *folder);

#endif
