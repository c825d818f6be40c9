/* How much it takes to make one word of another. */
#ifndef DQL_DIAGNOSTICS_EDIT_DISTANCE_H
#define DQL_DIAGNOSTICS_EDIT_DISTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is compared at the most. */
#define DQL_LONGEST_COMPARED 64u
#define DQL_TOO_FAR UINT32_MAX

/* Which letters a text has, as bits; some letters share one, and both cases of a letter do. */
typedef uint32_t dql_letter_set;

dql_letter_set dql_letters_of(const char *text, size_t length);
/* Whether no more than `most` letters of a set are not in another. */
bool dql_nearly_in(dql_letter_set set, dql_letter_set other, size_t most);

/* A letter too many, one missing or two swapped cost DQL_EDIT, but a replaced letter a little more: who types `statu` has rather lost a
   letter (`status`) than taken a wrong one (`state`). Costs divided by DQL_EDIT are edit distances as long as there are fewer than
   DQL_EDIT edits. */
enum { DQL_EDIT = 8, DQL_REPLACEMENT = 9 };

/* The weighted distance of optimal string alignment; DQL_TOO_FAR as soon as it is sure to be beyond `limit`. Both words are in one letter case
   and have at most DQL_LONGEST_COMPARED bytes. */
uint32_t dql_edit_cost(const char *from, size_t from_length, const char *to, size_t to_length, uint32_t limit);

#endif
