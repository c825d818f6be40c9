/* The line that shows how far a long run is. On a terminal alone, and from the second second on. */
#ifndef DQL_CLI_IO_PROGRESS_H
#define DQL_CLI_IO_PROGRESS_H

#include "cli/cli.h"

#include <time.h>

typedef struct dql_cli_progress {
    size_t total;
    bool is_wanted;
    bool is_shown;
    struct timespec start;
    /* When it is due to be written. */
    struct timespec next;
} dql_cli_progress;

void dql_cli_progress_begin(dql_cli_progress *progress, size_t total);
/* Writes it where it is due. */
void dql_cli_progress_show(dql_cli_progress *progress, size_t done);
/* Takes it away, before something else is written and at the end. */
void dql_cli_progress_erase(dql_cli_progress *progress);
/* When it is due, on the clock that conditions wait by. Returns false where it is not wanted. */
bool dql_cli_progress_next(const dql_cli_progress *progress, struct timespec *next);

#endif
