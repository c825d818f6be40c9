#include "diagnostics/edit_distance.h"

#include <stdbool.h>

static uint32_t smaller(uint32_t one, uint32_t other) {
    return one < other ? one : other;
}

uint32_t dql_edit_cost(const char *from, size_t from_length, const char *to, size_t to_length, uint32_t limit) {
    size_t difference = from_length > to_length ? from_length - to_length : to_length - from_length;
    if (difference * DQL_EDIT > limit) return DQL_TOO_FAR;
    uint32_t rows[3][DQL_LONGEST_COMPARED + 1];
    uint32_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= to_length; j++) above[j] = (uint32_t)(j * DQL_EDIT);
    for (size_t i = 1; i <= from_length; i++) {
        uint32_t least = row[0] = (uint32_t)(i * DQL_EDIT);
        for (size_t j = 1; j <= to_length; j++) {
            bool same = from[i - 1] == to[j - 1];
            uint32_t cost = smaller(above[j] + DQL_EDIT, row[j - 1] + DQL_EDIT);
            cost = smaller(cost, above[j - 1] + (same ? 0 : DQL_REPLACEMENT));
            if (i > 1 && j > 1 && !same && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                cost = smaller(cost, before[j - 2] + DQL_EDIT);
            row[j] = cost;
            least = smaller(least, cost);
        }
        /* A transposition reaches back two rows, so one row beyond the limit is not yet the end. */
        if (least > limit + DQL_EDIT) return DQL_TOO_FAR;
        uint32_t *free_row = before;
        before = above, above = row, row = free_row;
    }
    return above[to_length] <= limit ? above[to_length] : DQL_TOO_FAR;
}
