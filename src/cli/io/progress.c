#define _POSIX_C_SOURCE 200809L
#include "cli/io/progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NANOSECONDS 1000000000L
#define FIRST_AFTER NANOSECONDS
#define EVERY (NANOSECONDS / 10)
/* The one that a condition waits by; not every system lets another be chosen. */
#define CLOCK CLOCK_REALTIME

static struct timespec later(struct timespec time, long nanoseconds) {
    time.tv_nsec += nanoseconds % NANOSECONDS;
    time.tv_sec += nanoseconds / NANOSECONDS + time.tv_nsec / NANOSECONDS;
    time.tv_nsec %= NANOSECONDS;
    return time;
}

static bool is_before(struct timespec one, struct timespec other) {
    return one.tv_sec != other.tv_sec ? one.tv_sec < other.tv_sec : one.tv_nsec < other.tv_nsec;
}

void dql_cli_progress_begin(dql_cli_progress *progress, size_t total) {
    memset(progress, 0, sizeof *progress);
    progress->total = total;
    if (total < 2) return;
    const char *terminal = getenv("TERM");
    progress->is_wanted = isatty(STDERR_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
    if (!progress->is_wanted) return;
    clock_gettime(CLOCK, &progress->start);
    progress->next = later(progress->start, FIRST_AFTER);
}

bool dql_cli_progress_next(const dql_cli_progress *progress, struct timespec *next) {
    *next = progress->next;
    return progress->is_wanted;
}

void dql_cli_progress_show(dql_cli_progress *progress, size_t done) {
    struct timespec now;
    if (!progress->is_wanted) return;
    clock_gettime(CLOCK, &now);
    if (is_before(now, progress->next)) return;
    progress->next = later(now, EVERY);
    progress->is_shown = true;
    double seconds = (double)(now.tv_sec - progress->start.tv_sec) +
                     (double)(now.tv_nsec - progress->start.tv_nsec) / (double)NANOSECONDS;
    double rate = (double)done / seconds;
    fprintf(stderr, "\r%zu of %zu files", done, progress->total);
    if (done) {
        double left = (double)(progress->total - done) / rate;
        fprintf(stderr, rate < 10 ? ", %.1f a second, %.0f s left" : ", %.0f a second, %.0f s left", rate, left);
    }
    fputs("\033[K", stderr);
    fflush(stderr);
}

void dql_cli_progress_erase(dql_cli_progress *progress) {
    if (!progress->is_shown) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->is_shown = false;
}
