/* Finds the name that was meant. */
#include "cli/cli.h"

#include <string.h>

#define LONGEST_NAME 40u

static size_t least(size_t one, size_t other) {
    return one < other ? one : other;
}

/* Edit distance, where swapping two neighbours is one step. */
static size_t distance(const char *one, const char *other) {
    size_t rows[3][LONGEST_NAME + 1];
    size_t length = strlen(other);
    for (size_t j = 0; j <= length; j++) rows[0][j] = j;
    size_t i = 1;
    for (; one[i - 1]; i++) {
        size_t *row = rows[i % 3];
        const size_t *before = rows[(i - 1) % 3];
        const size_t *earlier = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            row[j] = least(before[j] + 1, row[j - 1] + 1);
            row[j] = least(row[j], before[j - 1] + (one[i - 1] != other[j - 1]));
            bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if (swapped) row[j] = least(row[j], earlier[j - 2] + 1);
        }
    }
    return rows[(i - 1) % 3][length];
}

const char *dql_cli_nearest(const char *name, const char *(*at)(const void *context, size_t index),
                            const void *context) {
    size_t length = strlen(name);
    if (length < 2 || length > LONGEST_NAME) return NULL;
    const char *nearest = NULL;
    size_t best = length / 3 + 1;
    for (size_t i = 0; at(context, i); i++) {
        const char *candidate = at(context, i);
        if (strlen(candidate) > LONGEST_NAME) continue;
        size_t steps = distance(name, candidate);
        /* A name that was cut short is as good as one letter wrong. */
        if (length >= 3 && strncmp(candidate, name, length) == 0) steps = 1;
        if (steps <= best && (!nearest || steps < best)) {
            nearest = candidate;
            best = steps;
        }
    }
    return nearest;
}
