#include "diagnostics/edit_distance.h"

dql_letter_set dql_letters_of(const char *text, size_t length) {
    dql_letter_set set = 0;
    for (size_t i = 0; i < length; i++) set |= 1u << (text[i] & 31);
    return set;
}

bool dql_nearly_in(dql_letter_set set, dql_letter_set other, size_t most) {
    dql_letter_set rest = set & ~other;
    for (size_t i = 0; rest && i < most; i++) rest &= rest - 1;
    return !rest;
}

static uint32_t smaller(uint32_t one, uint32_t other) {
    return one < other ? one : other;
}

/* A cell of the table that no way within the limit leads through. */
#define OUTSIDE (UINT32_MAX / 2)

uint32_t dql_edit_cost(const char *from, size_t from_length, const char *to, size_t to_length, uint32_t limit) {
    size_t difference = from_length > to_length ? from_length - to_length : to_length - from_length;
    size_t edits = limit / DQL_EDIT;
    if (difference > edits) return DQL_TOO_FAR;
    /* Each letter that the other has not takes an edit, which settles it for most pairs. */
    dql_letter_set letters = dql_letters_of(from, from_length), wanted = dql_letters_of(to, to_length);
    if (!dql_nearly_in(letters, wanted, edits) || !dql_nearly_in(wanted, letters, edits)) return DQL_TOO_FAR;
    uint32_t rows[3][DQL_LONGEST_COMPARED + 2] = {{0}};
    uint32_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= to_length; j++) above[j] = (uint32_t)(j * DQL_EDIT);
    for (size_t i = 1; i <= from_length; i++) {
        /* Each column away from the diagonal takes an edit. */
        size_t first = i > edits ? i - edits : 1, last = i + edits < to_length ? i + edits : to_length;
        uint32_t left = first == 1 ? (uint32_t)(i * DQL_EDIT) : OUTSIDE, least = left;
        row[first - 1] = left;
        for (size_t j = first; j <= last; j++) {
            bool same = from[i - 1] == to[j - 1];
            uint32_t cost = smaller(above[j], left) + DQL_EDIT;
            cost = smaller(cost, above[j - 1] + (same ? 0 : DQL_REPLACEMENT));
            if (i > 1 && j > 1 && !same && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                cost = smaller(cost, before[j - 2] + DQL_EDIT);
            left = row[j] = cost;
            least = smaller(least, cost);
        }
        row[last + 1] = OUTSIDE;
        /* A transposition reaches back two rows, so one row beyond the limit is not yet the end. */
        if (least > limit + DQL_EDIT) return DQL_TOO_FAR;
        uint32_t *free_row = before;
        before = above, above = row, row = free_row;
    }
    return above[to_length] <= limit ? above[to_length] : DQL_TOO_FAR;
}
