/**
 * The canonical text of queries, and the fixes of findings.
 *
 * Canonical is: one space between words, keywords in lower case, `contains` for `~`, quotes and backquotes where they are
 * needed alone, no brackets that change nothing (but those around an `and` beside an `or`), no `where`; the clauses in the
 * order `from`, filter, `order by`, `page`, `pagesize`, `include`, `fields`. A query that is wider than a line has a line for
 * each clause; what is still too wide is divided before each `and` or `or`, and lists are filled.
 * The meaning stays: both texts compile to the same bytes. A canonical text is its own canonical text.
 */
#ifndef DESKQL_FORMAT_H
#define DESKQL_FORMAT_H

#include <deskql/document.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_format_options {
    /** sizeof(deskql_format_options). */
    size_t size;
    /** The widest line, in characters, that is not divided where it can be. 0 means 100. */
    uint32_t width;
    /** The spaces of a level of indentation, 16 at the most. 0 means 4. */
    uint32_t indentation;
} deskql_format_options;

#define DESKQL_FORMAT_OPTIONS_INIT                                                                                     \
    { sizeof(deskql_format_options), 0, 0 }

/**
 * Writes the canonical text of a whole document. `options` may be NULL.
 * Every comment is kept: one that ends a line stays behind what it stood behind, one on a line of its own stays before what
 * follows. Empty lines between queries are kept, one at the most; `;` stands between queries alone. The byte order mark, the kind of
 * line ends (that of the first) and whether the last line has one stay as they are.
 * A query with an error of syntax (DQL1xx, but not DQL113) is written as it stands, byte for byte; where that was so the result is
 * DESKQL_INVALID, and the text is complete all the same. Returns DESKQL_OK or DESKQL_INVALID where the text is complete; else
 * DESKQL_MISUSE (also for a document whose text was too long, or was never a query's), DESKQL_NO_MEMORY, DESKQL_SINK_FAILED.
 */
DESKQL_API deskql_status deskql_format(const deskql_document *document, const deskql_format_options *options,
                                       deskql_sink sink, void *context);

/**
 * The same from a text to its canonical text, in less memory: no query is kept when the next is read. The text's copies, its tokens
 * and the one query in hand take at most 40 bytes a byte of the text, whatever it is, and up to 4 MiB. `schemas`, `text`, `length` and
 * `parse_options` are those of deskql_parse. `*document` is as in deskql_parse; it then has the text, no queries, and for findings
 * those that say why queries stay as they are; in a query of more than 4,096 tokens with mistakes not all may be found at once.
 * DESKQL_MISUSE also where the text was too long or is no UTF-8; then `*document` says so. (Where findings are left out of a
 * document, deskql_format lets its queries with any error stay; this does not.)
 */
DESKQL_API deskql_status deskql_format_text(const deskql_schemas *schemas, const char *text, size_t length,
                                            const deskql_parse_options *parse_options,
                                            const deskql_format_options *options, deskql_sink sink, void *context,
                                            deskql_document **document);

/**
 * Writes the canonical text of one query, without comments, in lines that end with LF but for the last, made from what the
 * query means alone. Returns DESKQL_INVALID, having written nothing, for a query with errors or one that no text can say;
 * DESKQL_MISUSE, DESKQL_NO_MEMORY, DESKQL_SINK_FAILED.
 */
DESKQL_API deskql_status deskql_query_format(const deskql_query *query, deskql_sink sink, void *context);

/**
 * Writes the document's text with the exact fixes of its findings applied, from the first on; one that overlaps an earlier one
 * is left out, as are those that would together add an error to their query. `*applied` (may be NULL) is their number. A fixed text
 * may have findings that hid behind the first: parse and fix it again until none is applied. Returns DESKQL_MISUSE (also for a
 * document whose text was too long), DESKQL_NO_MEMORY, DESKQL_SINK_FAILED.
 */
DESKQL_API deskql_status deskql_apply_fixes(const deskql_document *document, size_t *applied, deskql_sink sink,
                                            void *context);

#ifdef __cplusplus
}
#endif
#endif
