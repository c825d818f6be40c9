/**
 * Matching: which tickets a query selects, and in which order, without the API. docs/matching.md says what each operator makes of
 * null, missing members, arrays and values of other types.
 *
 *     deskql_matcher *matcher = NULL;
 *     if (deskql_matcher_make(plan, NULL, &matcher) == DESKQL_OK && deskql_json_parse(text, length, NULL, &json) == DESKQL_OK &&
 *         deskql_matcher_selects(matcher, deskql_json_root(json)))
 *         …the query selects the ticket…
 *
 * A ticket is a JSON object as the API answers it: a relationship is an object with an `id`, and stands for that id. Tickets of
 * every endpoint are called so here.
 * A matcher does not change after it is made, and may be shared by threads freely.
 */
#ifndef DESKQL_MATCH_H
#define DESKQL_MATCH_H

#include <deskql/allocator.h>
#include <deskql/json.h>
#include <deskql/plan.h>
#include <deskql/readings.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_matcher deskql_matcher;
typedef struct deskql_included deskql_included;

/** What a page holds where the query gives its number alone. The API does not say what it takes. */
#define DESKQL_ASSUMED_PAGE_SIZE 50

/**
 * Makes the matcher of a plan, which must outlive it, as must the plan's document. `*matcher` is NULL, or a matcher that is no
 * longer needed, whose memory is used again; `allocator` is used when it is NULL, and may be NULL itself.
 * Returns DESKQL_MISUSE, also for a plan whose compile failed, DESKQL_NO_MEMORY (a new `*matcher` stays NULL, one used again is
 * good for being made again or freed, no more).
 */
DESKQL_API deskql_status deskql_matcher_make(const deskql_plan *plan, const deskql_allocator *allocator,
                                             deskql_matcher **matcher);
/**
 * The same for a server of which something is known; `readings` may be NULL. Comparisons by `<`, `>` and the like on references, of
 * which it is known that their order is not that of the ids, are left out by deskql_matcher_selects: they select all.
 */
DESKQL_API deskql_status deskql_matcher_make_for(const deskql_plan *plan, const deskql_readings *readings,
                                                 const deskql_allocator *allocator, deskql_matcher **matcher);
/** Whether the filter has a comparison that is left out so; `*range` (may be NULL) is the place of the first. False for NULL. */
DESKQL_API bool deskql_matcher_leaves_out(const deskql_matcher *matcher, deskql_range *range);
/** NULL does nothing. */
DESKQL_API void deskql_matcher_free(deskql_matcher *matcher);

/** Whether the filter selects the ticket. Allocates nothing. False for NULL, and for what is no object. */
DESKQL_API bool deskql_matcher_selects(const deskql_matcher *matcher, const deskql_json_value *ticket);

/** What a ticket shows: a server's answer may leave members out, and nobody knows what comparisons select that are left out. */
typedef enum deskql_verdict { DESKQL_VERDICT_OPEN, DESKQL_VERDICT_NO, DESKQL_VERDICT_YES } deskql_verdict;
/**
 * Whether the filter selects the ticket, for whoever holds an answer against its query: as deskql_matcher_selects, but open where it
 * depends on a member that the ticket does not have, or on what is left out. Open for NULL.
 */
DESKQL_API deskql_verdict deskql_matcher_judge(const deskql_matcher *matcher, const deskql_json_value *ticket);

/** A part of a query, and what a ticket has there. */
typedef struct deskql_match_part {
    deskql_range range;
    /** Of a comparison its field, else NULL. */
    const char *field;
    /** The ticket's value of it, the id in the place of a relationship; NULL where it has none. It lives as long as the ticket. */
    const deskql_json_value *value;
} deskql_match_part;

/**
 * The smallest part of the filter that decides about a ticket: the comparison that leaves it out, or an `or` of which nothing holds;
 * where it is selected, what selects it. With `other`, a matcher of the same plan by other readings: the first comparison that they
 * differ about. The whole query where there is no such part. Returns false for NULL and for matchers of two plans.
 */
DESKQL_API bool deskql_matcher_part(const deskql_matcher *matcher, const deskql_matcher *other,
                                    const deskql_json_value *ticket, deskql_match_part *part);

/** The field that the query orders by; NULL for none: then the tickets keep the order that they have. */
DESKQL_API const char *deskql_matcher_order(const deskql_matcher *matcher);
/**
 * The query's page, from 1, and how many tickets it holds. Returns false, and fills in nothing, where the query names neither: then
 * all tickets are meant. Where it names one of the two, the other is 1 or DESKQL_ASSUMED_PAGE_SIZE.
 */
DESKQL_API bool deskql_matcher_page(const deskql_matcher *matcher, int64_t *page, int64_t *page_size);

/**
 * The kind of related things, as `users`, whose contents the order depends on: an array of `included`. NULL where it depends on the
 * tickets alone.
 */
DESKQL_API const char *deskql_matcher_included_kind(const deskql_matcher *matcher);
/**
 * Makes an empty table of related things for a matcher, which must outlive it. Returns DESKQL_MISUSE, also where the order depends
 * on tickets alone, DESKQL_NO_MEMORY.
 */
DESKQL_API deskql_status deskql_included_new(const deskql_matcher *matcher, const deskql_allocator *allocator,
                                             deskql_included **included);
/** NULL does nothing. */
DESKQL_API void deskql_included_free(deskql_included *included);
/**
 * Adds one thing of that kind: an object with an `id`. Of it only what the order depends on is kept. What has no id is passed over;
 * of two with one id the first stays. Returns DESKQL_MISUSE, DESKQL_NO_MEMORY.
 */
DESKQL_API deskql_status deskql_included_add(deskql_included *included, const deskql_json_value *item);

/**
 * Whether the ticket itself has what the query orders by, null included. Where that is so of no ticket, nor of what is included, the
 * tickets keep the order that they have. False for NULL, and without an order.
 */
DESKQL_API bool deskql_matcher_orders(const deskql_matcher *matcher, const deskql_json_value *ticket);
/** Whether any of the things that were added has it. False for NULL. */
DESKQL_API bool deskql_included_orders(const deskql_included *included);
/**
 * Writes what a ticket is ordered by, as bytes: of two tickets the one whose bytes are the lesser (memcmp, a text before its
 * continuations) comes first, whether the order is ascending or descending. Tickets with the same bytes keep the order that they
 * have. Without an order nothing is written. `included` may be NULL. Returns DESKQL_MISUSE, DESKQL_SINK_FAILED.
 */
DESKQL_API deskql_status deskql_matcher_key(const deskql_matcher *matcher, const deskql_json_value *ticket,
                                            const deskql_included *included, deskql_sink sink, void *context);

/**
 * Writes a ticket in one line, without its end: the bytes that it has in `text`, which is what deskql_json_parse was given; of a
 * ticket in several lines the white space between them is left out. Where the query names `fields`, only those members are written,
 * in the ticket's order. Returns DESKQL_MISUSE, DESKQL_SINK_FAILED.
 */
DESKQL_API deskql_status deskql_matcher_write(const deskql_matcher *matcher, const deskql_json_value *ticket,
                                              const char *text, deskql_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
