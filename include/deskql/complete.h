/**
 * Completion: what may stand at a place of a text that is being written.
 *
 *     deskql_completion *completion = NULL;
 *     if (deskql_complete(schemas, text, length, offset, NULL, &completion) == DESKQL_OK)
 *         …deskql_completion_at(completion, 0)->text…
 *
 * What the grammar allows there is asked of the parser itself, behind what error recovery made of the mistakes before it; so every
 * candidate, put in, is a text that goes on. What stands behind the place counts for nothing, but the rest of the word.
 */
#ifndef DESKQL_COMPLETE_H
#define DESKQL_COMPLETE_H

#include <deskql/allocator.h>
#include <deskql/position.h>
#include <deskql/schema.h>
#include <deskql/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum deskql_candidate_kind {
    /** A filter field; its detail is its type. Of those that are seen in use alone none is offered that queries do not take. */
    DESKQL_CANDIDATE_FIELD = 1,
    /** What an endpoint's path takes; its detail is the path. */
    DESKQL_CANDIDATE_PATH_PARAMETER,
    /** One that the field's type takes. */
    DESKQL_CANDIDATE_OPERATOR,
    /** One that is listed for the field, or known by a file of values, in quotes where it needs them; its detail is the field. */
    DESKQL_CANDIDATE_VALUE,
    /** `and`, `order by`, `true`, `now`, …; the detail of what begins a clause says so. */
    DESKQL_CANDIDATE_KEYWORD,
    /** Of `from`; its detail is its path. */
    DESKQL_CANDIDATE_ENDPOINT,
    DESKQL_CANDIDATE_ORDER_FIELD,
    DESKQL_CANDIDATE_INCLUDE,
    /** Of the clause `fields`. */
    DESKQL_CANDIDATE_SPARSE_FIELD,
    /** `:name`, which the text has elsewhere. */
    DESKQL_CANDIDATE_PARAMETER,
    /** `(`, `)` or `,`: where no word is begun. */
    DESKQL_CANDIDATE_SIGN
} deskql_candidate_kind;

typedef struct deskql_candidate {
    deskql_candidate_kind kind;
    /** What takes the place of the completion's range. */
    const char *text;
    /** NULL where there is nothing to be said. */
    const char *detail;
} deskql_candidate;

typedef struct deskql_complete_options {
    /** sizeof this struct: DESKQL_COMPLETE_OPTIONS_INIT. */
    size_t size;
    /** The endpoint of queries without `from`; NULL: tickets. */
    const char *endpoint;
    /** The most candidates; 0: 1,000. */
    size_t maximum;
} deskql_complete_options;

#define DESKQL_COMPLETE_OPTIONS_INIT                                                                                   \
    { sizeof(deskql_complete_options), NULL, 0 }

typedef struct deskql_completion deskql_completion;

/**
 * Finds what may stand at byte `offset` of a text of queries: what begins, in any letter case, with the part of a word before it. In a comment
 * there is nothing. `schemas` (NULL: the built-in endpoints) must outlive the completion; the text need not. `options` may be NULL.
 * `*completion` is NULL, or one that is no longer needed, whose memory is used again; `allocator` is used when it is NULL, and may be
 * NULL itself.
 * Returns DESKQL_MISUSE, also for an offset behind the text, DESKQL_INVALID for a text of more than 16 MiB or an endpoint that does not
 * exist, DESKQL_NO_MEMORY; then there are no candidates.
 */
DESKQL_API deskql_status deskql_complete(const deskql_schemas *schemas, const char *text, size_t length, size_t offset,
                                         const deskql_complete_options *options, const deskql_allocator *allocator,
                                         deskql_completion **completion);
DESKQL_API size_t deskql_completion_count(const deskql_completion *completion);
/** In the order in which they are to be shown; NULL past the last. It lives as long as the completion is not used again. */
DESKQL_API const deskql_candidate *deskql_completion_at(const deskql_completion *completion, size_t index);
/** Bytes [*start, *end) of the text: the word that the place is in or at the end of; both are the place where there is none. Each may be NULL. */
DESKQL_API void deskql_completion_range(const deskql_completion *completion, size_t *start, size_t *end);
/** NULL does nothing. */
DESKQL_API void deskql_completion_free(deskql_completion *completion);

#ifdef __cplusplus
}
#endif
#endif
