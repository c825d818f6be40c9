/*
 * Nearest names: for one that does not exist, those that were perhaps meant.
 *
 * Names are near by edit distance (with transpositions, letter case ignored) or by the words that they are made of, so that
 * `created` finds `createdAt` and `dateCreated` does too.
 */
#ifndef DQL_DIAGNOSTICS_SUGGEST_H
#define DQL_DIAGNOSTICS_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

/* A list of names, whatever it is kept in. */
typedef struct dql_names {
    const void *list;
    size_t count;
    const char *(*at)(const void *list, size_t index);
} dql_names;

#define DQL_SUGGESTION_LIMIT 3u

typedef struct dql_suggestions {
    /* The nearest names, the nearest first; of names that are equally near, the one that the list has first. */
    const char *names[DQL_SUGGESTION_LIMIT];
    uint32_t costs[DQL_SUGGESTION_LIMIT];
    uint32_t count;
    /* How many of them are as near as the first, or begin with what was written. */
    uint32_t nearest;
    /* The smallest edit distance of a name in `names`, 1 where letter case alone differs; UINT32_MAX where none is near so. */
    uint32_t distance;
    /* The one that may be put in without asking: the only one that differs by letter case alone; or else the only one at distance 1, where
       none begins with what was written. NULL where there is none. */
    const char *certain;
} dql_suggestions;

/* Each name costs no more than a name of 64 bytes; `count` 0 where nothing is near. A name that the list has twice is one. */
void dql_suggest(const char *name, size_t length, dql_names names, dql_suggestions *suggestions);
/* A dql_names over an array of texts. */
dql_names dql_names_of_texts(const char *const *texts, size_t count);

#endif
