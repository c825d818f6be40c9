#include "schema/closest.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST 32u
#define MOST_TRIED 1000u

static int fold(char letter) {
    return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
}

static uint32_t smaller(uint32_t one, uint32_t other) {
    return one < other ? one : other;
}

/* Insertions, deletions, replacements and swaps of neighbours that make one word the other, letter case ignored. */
static uint32_t edit_distance(const char *one, size_t one_length, const char *other, size_t other_length) {
    uint32_t rows[3][LONGEST + 1];
    for (uint32_t j = 0; j <= other_length; j++) rows[0][j] = j;
    for (size_t i = 1; i <= one_length; i++) {
        uint32_t *row = rows[i % 3];
        const uint32_t *above = rows[(i + 2) % 3];
        const uint32_t *two_above = rows[(i + 1) % 3];
        row[0] = (uint32_t)i;
        for (size_t j = 1; j <= other_length; j++) {
            bool same = fold(one[i - 1]) == fold(other[j - 1]);
            row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && fold(one[i - 1]) == fold(other[j - 2]) && fold(one[i - 2]) == fold(other[j - 1])) {
                row[j] = smaller(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return rows[one_length % 3][other_length];
}

static uint32_t count_alike(const char *one, const char *other, size_t length) {
    uint32_t alike = 0;
    while (alike < length && fold(one[alike]) == fold(other[alike])) alike++;
    return alike;
}

void dql_closest_begin(dql_closest *closest, const char *name, size_t length) {
    *closest = (dql_closest){.name = name, .length = length};
    /* A third of the letters may be wrong, but at least one. */
    closest->distance = length < 3 ? 2 : (uint32_t)(length < LONGEST ? length : LONGEST) / 3 + 1;
}

void dql_closest_try(dql_closest *closest, const char *candidate) {
    size_t length = strlen(candidate);
    if (length > LONGEST || closest->length > LONGEST || ++closest->tried > MOST_TRIED) return;
    uint32_t distance = edit_distance(closest->name, closest->length, candidate, length);
    if (distance > closest->distance) return;
    uint32_t alike = count_alike(closest->name, candidate, length < closest->length ? length : closest->length);
    if (distance == closest->distance && (!closest->nearest || alike <= closest->alike)) return;
    closest->distance = distance;
    closest->alike = alike;
    closest->nearest = candidate;
}
