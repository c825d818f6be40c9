/*
 * Comments that allow warnings:
 *
 *     # deskql: allow DQL401, DQL405 because our server resolves names      for the query that it stands in or before
 *     # deskql: allow-file DQL401 because our server resolves names         for the whole text
 */
#ifndef DQL_DOCUMENT_SUPPRESSIONS_H
#define DQL_DOCUMENT_SUPPRESSIONS_H

#include "document/document.h"

/* Reads the comments of a document that has some, is divided into queries and not parsed yet; from then on its findings are without the
   warnings that they allow. */
void dql_allow_read(struct deskql_document *document);
/* When all queries are checked: reports what was allowed in vain (DQL603). */
void dql_allow_finish(struct deskql_document *document);

#endif
