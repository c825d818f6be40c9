/**
 * Where each part of what a query compiles to came from: the way from an answer of the server back into the text.
 *
 * A part has a key: a parameter of the query string, as `orderBy`; and for a part of the filter `filter` with the JSON Pointer
 * (RFC 6901) of that part behind it:
 *
 *     status = open and priority in (1, 2)          the query
 *     {"status":{"$eq":"open"},"priority":{"$in":[1,2]}}     its filter
 *     filter                      status = open and priority in (1, 2)
 *     filter/status               status = open
 *     filter/status/$eq           open
 *     filter/priority/$in         1, 2
 *     filter/priority/$in/1       2
 *
 * Whatever became of a part on its way (a day that became an interval, comparisons that were merged, a `not` that was pushed
 * down), its place is that of the words that it stands for; a merged comparison's is that of the first, while each of its
 * values has its own. Brackets of a group are left out at the ends.
 */
#ifndef DESKQL_ORIGIN_H
#define DESKQL_ORIGIN_H

#include <deskql/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The place of one part. `key` is as above, or what the API's error bodies have: a parameter, a dot and a name, which is the
 * first comparison on that field (`filter.priority`) or the name in a list (`includes.users`). Returns false, and leaves
 * `*range` as it was, where the plan has no such part, is not valid, or a pointer is NULL.
 */
DESKQL_API bool deskql_plan_locate(const deskql_plan *plan, const char *key, deskql_range *range);

typedef struct deskql_origin {
    const char *key;
    deskql_range range;
} deskql_origin;

/** Receives one part; it lives until the call returns. Returns 0 to go on; any other value ends the walk. */
typedef int (*deskql_origin_visitor)(void *context, const deskql_origin *origin);

/**
 * Visits the parts: what went into the path (`path/ticket`), the filter, each object and array before what is in it, then `orderBy`,
 * `orderMode`, `page`, `pageSize`, `includes`, `fields` and `ids`, as far as the query has them. DESKQL_OUTPUT_MAP writes the same as JSON.
 * Returns DESKQL_MISUSE, also for a plan whose compile failed, DESKQL_NO_MEMORY, DESKQL_SINK_FAILED where the visitor ended it.
 */
DESKQL_API deskql_status deskql_plan_origins(const deskql_plan *plan, deskql_origin_visitor visitor, void *context);

#ifdef __cplusplus
}
#endif
#endif
