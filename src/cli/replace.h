/* What replacing a file needs beside writing: a new file that nobody takes for a leftover, and what belongs to a file but its text. */
#ifndef DQL_CLI_REPLACE_H
#define DQL_CLI_REPLACE_H

#include <stdbool.h>

/* Behind the folder: a name that says whose it is. */
#define DQL_CLI_NEW_FILE ".deskql-replacement-XXXXXX"

/* Makes a new file of a template that ends with DQL_CLI_NEW_FILE, and holds it for as long as it or a duplicate of it is open, so that no
   other run clears it. Returns -1, with errno. */
int dql_cli_new_file(char *path);
/* Removes what runs that were killed have left in a folder: regular files of that name, of this user, which nobody holds. */
void dql_cli_clear_new_files(const char *folder);
/* Gives a new file the extended attributes and the access control list of the old one, and no other list. Returns false, with errno,
   and the attribute that cannot be kept in `refused`. */
#define DQL_CLI_LONGEST_ATTRIBUTE 256
bool dql_cli_keep_attributes(int old, int new_file, char refused[DQL_CLI_LONGEST_ATTRIBUTE]);

#endif
