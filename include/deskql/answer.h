/**
 * What the server says of a query, brought back into its text: the errors of an answer as findings (DQL701), each at the part of the
 * query that it is about.
 *
 *     deskql_answer *answer = NULL;
 *     if (deskql_json_parse(body, length, NULL, &json) == DESKQL_OK &&
 *         deskql_answer_read(plan, deskql_json_root(json), NULL, &answer) == DESKQL_OK)
 *         …deskql_answer_findings(answer)…
 *
 * Both shapes of the API's error bodies are read: `{"errors":{"filter.priority":["must be a whole number"]}}`, and an array, under
 * `errors` or by itself, of objects with `code`, `title`, `detail` and `source`.
 */
#ifndef DESKQL_ANSWER_H
#define DESKQL_ANSWER_H

#include <deskql/json.h>
#include <deskql/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_answer deskql_answer;

/**
 * Reads the errors of a body, the answer to what `plan` compiled to. An error's key, or its `source` (a text, or an object with one),
 * names a part as deskql_plan_locate does, or the field alone, or with brackets (`filter[priority]`), or more than there is of it;
 * where it names no part of the query, the finding is about the whole query.
 * `*answer` is NULL, or an answer that is no longer needed, whose memory is used again; `allocator` is used when it is NULL, and may
 * be NULL itself. The plan and its document must outlive it; the body need not.
 * Returns DESKQL_INVALID for a body without an error in either shape, DESKQL_MISUSE, also for a plan whose compile failed,
 * DESKQL_NO_MEMORY. On failure a new `*answer` stays NULL, and one used again has no findings.
 */
DESKQL_API deskql_status deskql_answer_read(const deskql_plan *plan, const deskql_json_value *body,
                                            const deskql_allocator *allocator, deskql_answer **answer);
/** An error for each message of the server's, with its words. Places are those of the query's document. */
DESKQL_API const deskql_findings *deskql_answer_findings(const deskql_answer *answer);
/** NULL does nothing. */
DESKQL_API void deskql_answer_free(deskql_answer *answer);

#ifdef __cplusplus
}
#endif
#endif
