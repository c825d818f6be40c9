/* Patterns of gitignore(5): `*`, `?` and classes within a name, `**` over folders. */
#ifndef DQL_CLI_WALK_GLOB_H
#define DQL_CLI_WALK_GLOB_H

#include <stdbool.h>
#include <stddef.h>

#define DQL_CLI_LONGEST_GLOB 4096u

/* Whether a pattern of at most DQL_CLI_LONGEST_GLOB bytes matches the whole of a path. Takes as many steps as the pattern has bytes
   times those of the path, at most, whatever they hold. */
bool dql_cli_glob(const char *pattern, size_t pattern_length, const char *path, size_t path_length);

#endif
