/* What replacing a file needs beside writing: a new file that nobody takes for a leftover, and what belongs to a file but its text. */
#ifndef DQL_CLI_IO_REPLACE_H
#define DQL_CLI_IO_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

/* A name that says whose it is. */
#define DQL_CLI_NEW_FILE ".deskql-replacement-XXXXXX"

/* Makes a new file in an open folder, by a name that is DQL_CLI_NEW_FILE before, and holds it for as long as it or a duplicate of it is open, so that no
   other run clears it. Returns -1, with errno. */
int dql_cli_new_file(int folder, char *name);
/* Removes what runs that were killed have left in an open folder: regular files of that name, of this user, which nobody holds. */
void dql_cli_clear_new_files(int folder);
/* Gives a new file the extended attributes and the access control list of the old one, and no other list. Returns false, with errno,
   and the attribute that cannot be kept in `refused`. */
#define DQL_CLI_LONGEST_ATTRIBUTE 256
bool dql_cli_keep_attributes(int old, int new_file, char refused[DQL_CLI_LONGEST_ATTRIBUTE]);

#endif
