/* Making a document: the queries of a text, their labels, and the findings' places. */
#ifndef DQL_DOCUMENT_DOCUMENT_H
#define DQL_DOCUMENT_DOCUMENT_H

#include "syntax/document.h"

static inline uint32_t dql_or_default(uint32_t given, uint32_t standard) {
    return given ? given : standard;
}

/* Limits of a query, of options in which 0 stands for the default. */
static inline uint32_t dql_maximum_depth(const deskql_parse_options *options) {
    uint32_t depth = dql_or_default(options->maximum_depth, 200);
    return depth < DQL_DEEPEST ? depth : DQL_DEEPEST;
}

static inline uint32_t dql_maximum_list(const deskql_parse_options *options) {
    return dql_or_default(options->maximum_list, 10000);
}

/* Every way into a document: `given` and `result` are as of deskql_parse. */
deskql_status dql_document_make(const deskql_schemas *schemas, const char *text, size_t length,
                                const deskql_parse_options *given, deskql_document **result,
                                dql_document_parser *parse);
/* Reports what is invisible in the name of the document's file, once (DQL411). */
void dql_check_file_name(struct deskql_document *document, const char *name);
/* NULL without memory. */
struct deskql_document *dql_document_new(const deskql_allocator *allocator);
/* deskql_parse */
deskql_status dql_document_parse(const deskql_schemas *schemas, const char *text, size_t length,
                                 const deskql_parse_options *options, deskql_document **document);
/* The same for queries that are not kept: each is given to `visit` in its turn, checked, and gone when the next is parsed. The
   findings are those that say that something was not understood (dql_is_damage); `errors` of a query counts these alone. */
deskql_status dql_document_visit(const deskql_schemas *schemas, const char *text, size_t length,
                                 const deskql_parse_options *given, const dql_visit *visit, deskql_document **result);
/* Reports queries of one name (DQL113). */
void dql_document_finish(struct deskql_document *document);
/* Gives all findings their places and queries: once, where there are any, before they are read. */
void dql_document_place(struct deskql_document *document);

/* Whether a text with these edits, which are in order and do not overlap, keeps the rule of fixes (deskql/finding.h): the queries that they touch
   are parsed again. Returns DESKQL_OK, DESKQL_INVALID where they do not, DESKQL_NO_MEMORY. */
deskql_status dql_try_edits(const struct deskql_document *document, const deskql_fix *edits, size_t count,
                            const deskql_allocator *allocator);
/* Whether two edits, one behind the other, may touch the same query. */
bool dql_edits_meet(const struct deskql_document *document, const deskql_fix *one, const deskql_fix *next);
/* The dql_fix_trial of a document. */
deskql_status dql_try_fix(const deskql_findings *findings, const deskql_fix *fix, uint32_t earlier,
                          const deskql_allocator *allocator);

#endif
