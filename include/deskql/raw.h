/**
 * The way back: query strings, URLs and filters that exist already, read as queries.
 *
 *     deskql_document *document = NULL;
 *     const char *text = "filter=%7B%22status%22%3A1%7D&orderBy=id&orderMode=desc";
 *     if (deskql_parse_raw(NULL, text, strlen(text), NULL, &document) == DESKQL_OK)
 *         deskql_query_describe(deskql_document_at(document, 0), DESKQL_DESCRIBE_ENGLISH, sink, context);
 *
 * A raw text is one of these, percent-encoded or not, white space around it ignored:
 *
 *     filter={"status":1}&page=2      a query string, with or without a `?` before it
 *     https://…/tickets.json?page=2   a whole URL, or one from any part of its path on; a fragment is ignored
 *     {"status":1}                    the JSON of a filter
 *
 * Quotes and angle brackets around it are taken off, as are `GET` and `HTTP/1.1`; a `curl` command is read as its URL.
 * A label may stand before it, `urgent: filter=…`, and names the query. An URL's endpoint is the one whose path ends as its own
 * (DQL205 where no schema has it), else that of the options. The document is like any other: it is checked by the same rules, has
 * findings whose places are bytes of the raw text, and its queries can be described, compiled and printed (deskql/format.h).
 */
#ifndef DESKQL_RAW_H
#define DESKQL_RAW_H

#include <deskql/document.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Parses and checks a raw text into a document of one query. All else is as of deskql_parse; the fixes of findings are
 * encoded as the text around them is.
 */
DESKQL_API deskql_status deskql_parse_raw(const deskql_schemas *schemas, const char *text, size_t length,
                                          const deskql_parse_options *options, deskql_document **document);
/**
 * The same for raw texts that stand one a line, in a document of as many queries; the JSON of a filter may take several lines.
 * Blank lines and those that begin with `#` are skipped; a text without any other is one empty query.
 */
DESKQL_API deskql_status deskql_parse_raw_lines(const deskql_schemas *schemas, const char *text, size_t length,
                                                const deskql_parse_options *options, deskql_document **document);

#ifdef __cplusplus
}
#endif
#endif
