/*
 * Two commands in turns, so that whatever else the machine does befalls both:
 *
 *     deskql-bench-turns TIMES COMMAND… -- COMMAND…
 *
 * Prints the least and the median wall time of each in microseconds, a line a command; then the least and the median of what the
 * second took of the first in the same turn. What they print is thrown away.
 */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double run(char **command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int status;
    double start = microseconds();
    if (posix_spawn(&child, command[0], &actions, NULL, command, environ) != 0 || waitpid(child, &status, 0) != child ||
        !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        fprintf(stderr, "cannot run %s\n", command[0]);
        exit(EXIT_FAILURE);
    }
    double end = microseconds();
    posix_spawn_file_actions_destroy(&actions);
    return end - start;
}

static int compare(const void *one, const void *other) {
    double first = *(const double *)one;
    double second = *(const double *)other;
    return (first > second) - (first < second);
}

int main(int count, char **arguments) {
    size_t times = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
    char **second = arguments + 2;
    while (count > 2 && *second && strcmp(*second, "--") != 0) second++;
    if (times == 0 || count < 5 || !*second || !second[1]) {
        fputs("deskql-bench-turns TIMES COMMAND... -- COMMAND...\n", stderr);
        return EXIT_FAILURE;
    }
    *second++ = NULL;
    double *taken[] = {calloc(times, sizeof(double)), calloc(times, sizeof(double)), calloc(times, sizeof(double))};
    if (!taken[0] || !taken[1] || !taken[2]) return EXIT_FAILURE;
    for (size_t i = 0; i < times; i++) {
        taken[0][i] = run(arguments + 2);
        taken[1][i] = run(second);
        taken[2][i] = taken[1][i] / taken[0][i];
    }
    for (size_t i = 0; i < 3; i++) {
        qsort(taken[i], times, sizeof(double), compare);
        printf(i < 2 ? "%.1f %.1f\n" : "%.3f %.3f\n", taken[i][0], taken[i][times / 2]);
        free(taken[i]);
    }
    return EXIT_SUCCESS;
}
