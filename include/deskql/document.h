/**
 * Documents: a text with one query, or with several that `;` divides, parsed and checked.
 *
 * A document is immutable until it is used again or freed, and may be shared by threads freely.
 */
#ifndef DESKQL_DOCUMENT_H
#define DESKQL_DOCUMENT_H

#include <deskql/allocator.h>
#include <deskql/finding.h>
#include <deskql/readings.h>
#include <deskql/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_document deskql_document;
typedef struct deskql_query deskql_query;

typedef struct deskql_parse_options {
    /** sizeof(deskql_parse_options). */
    size_t size;
    /** The endpoint of queries without `from`; NULL means `tickets`. */
    const char *endpoint;
    /** The longest text, in bytes; more is DQL121. 0 means 16 MiB. */
    uint32_t maximum_bytes;
    /** The deepest nesting of brackets and `not`; more is DQL120. 0 means 200; 500 at the most. Calls take up to a quarter of a
        KiB of stack a level: 64 KiB are enough for 200, 128 KiB for 500 (measured without sanitizers, on x86-64; a thread
        should have twice that). */
    uint32_t maximum_depth;
    /** The longest list of an `in`; more is DQL121. 0 means 10,000. */
    uint32_t maximum_list;
    /** The most findings that are kept; 0 means 1,000. The rest is counted (deskql_findings_omitted). */
    uint32_t maximum_findings;
    /** Used when the document is made anew, not when one is used again. */
    const deskql_allocator *allocator;
    /** Whether there are notes among the findings: what hangs on how the server reads a query (DQL405). For whoever looks at a query
        while it is written; they take time, but not the place of an error or a warning. */
    bool notes;
    /** The name of the text's file, or NULL. It is looked at for what cannot be seen alone, which is DQL411 at the text's start. */
    const char *file;
    /** What is known of the server: of what it reads as is assumed there is no note, of what it reads otherwise a note says how.
        NULL: nothing. */
    const deskql_readings *readings;
} deskql_parse_options;

#define DESKQL_PARSE_OPTIONS_INIT                                                                                      \
    { sizeof(deskql_parse_options), 0, 0, 0, 0, 0, 0, false, 0, 0 }

/**
 * Parses and checks `text`, any `length` bytes, which are copied. `options` may be NULL.
 * `*document` is NULL, or a document that is no longer needed: its memory is then used again, so that a program that
 * parses many texts in turn soon allocates nothing. On failure of a reused document it holds no queries.
 * Mistakes in the text are findings of the document, not a status. Returns DESKQL_MISUSE, DESKQL_NO_MEMORY.
 */
DESKQL_API deskql_status deskql_parse(const deskql_schemas *schemas, const char *text, size_t length,
                                      const deskql_parse_options *options, deskql_document **document);
/** NULL does nothing. */
DESKQL_API void deskql_document_free(deskql_document *document);

/** The document's copy of the text; NUL-terminated. `*length` (may be NULL) counts its bytes. */
DESKQL_API const char *deskql_document_text(const deskql_document *document, size_t *length);
/**
 * The range with `index` and `character` counted in `unit`. It is one of the document's text that a call other than a reader of findings
 * gave: those count in bytes. Any other comes back as it is.
 */
DESKQL_API deskql_range deskql_document_count_in(const deskql_document *document, deskql_unit unit, deskql_range range);
DESKQL_API const deskql_findings *deskql_document_findings(const deskql_document *document);
/** The number of queries; a text without any is one empty query, one that is too long or no UTF-8 (UTF-16, say) is none. */
DESKQL_API size_t deskql_document_count(const deskql_document *document);
/** In source order; NULL where `index` is out of range. It lives as long as the document's contents. */
DESKQL_API const deskql_query *deskql_document_at(const deskql_document *document, size_t index);
/** The query of that label; NULL where there is none. */
DESKQL_API const deskql_query *deskql_document_find(const deskql_document *document, const char *name);

/** The query's label, or NULL. */
DESKQL_API const char *deskql_query_name(const deskql_query *query);
/** False where a finding of severity error is about this query: it cannot be compiled. */
DESKQL_API bool deskql_query_valid(const deskql_query *query);
/** From the query's first token to the end of its last. */
DESKQL_API deskql_range deskql_query_range(const deskql_query *query);
/** The endpoint that it was checked against; NULL where that is unknown (DQL205). */
DESKQL_API const deskql_endpoint *deskql_query_endpoint(const deskql_query *query);
/** The number of different parameters (`:name`) that it names. */
DESKQL_API size_t deskql_query_parameter_count(const deskql_query *query);

/** What stands for a parameter is decided by where it stands. */
typedef struct deskql_parameter_info {
    const char *name;
    /** The type of the field or clause that it stands with. */
    deskql_type type;
    bool nullable;
    /** It stands after `in`: it takes a list. */
    bool list;
    /** The field that it stands with, or `page`, `pagesize`. */
    const char *field;
    /** Its first place, the colon included. */
    deskql_range range;
} deskql_parameter_info;

/** Fills `info`, in the order of first appearance. Returns false where `index` is out of range or a pointer is NULL. */
DESKQL_API bool deskql_query_parameter_at(const deskql_query *query, size_t index, deskql_parameter_info *info);

typedef enum deskql_description {
    /** What the query means, in plain English sentences. */
    DESKQL_DESCRIBE_ENGLISH = 1,
    /** The parsed tree, a node a line, indented. */
    DESKQL_DESCRIBE_TREE,
    /** For those who work on the parser, in words that may change: the tokens, one a line, as grammar/query.y names them. Nothing of
        a query of deskql_raw_parse. */
    DESKQL_DESCRIBE_TOKENS,
    /** The same: each place that cannot be parsed as it stands, the edits of tokens that error recovery tried there with what they earn
        above their cost, and the one that it made; of a query that parses, that there was none. Takes memory of malloc meanwhile. */
    DESKQL_DESCRIBE_RECOVERY
} deskql_description;

/** Writes a description to the sink. Returns DESKQL_MISUSE, DESKQL_SINK_FAILED, DESKQL_NO_MEMORY. */
DESKQL_API deskql_status deskql_query_describe(const deskql_query *query, deskql_description description,
                                               deskql_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
