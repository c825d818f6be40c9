/**
 * Findings: what is wrong with a text, where, and how it is right.
 *
 *     deskql_finding_reader *reader = NULL;
 *     const deskql_finding *finding;
 *     deskql_finding_reader_new(NULL, &reader);
 *     for (size_t i = 0; i < deskql_findings_count(findings); i++)
 *         if (deskql_findings_read(findings, i, reader, &finding) == DESKQL_OK) puts(finding->message);
 *     deskql_finding_reader_free(reader);
 *
 * A list of findings belongs to the handle that it was asked of (a document, a plan, a set of schemas) and lives until that
 * handle is freed or used again. It is in source order. Threads may share it, each with a reader of its own.
 * Messages are formatted and places are worked out when a finding is read, into the reader's memory: a finding that nobody reads
 * costs next to nothing. What a reader gave lives until it is cleared or freed, or the list's handle is freed or used again.
 * All text is UTF-8 and NUL-terminated. A text of the source that is quoted in a message has its control characters, and what cannot
 * be seen, written as escapes (`\u202e`), so a message is safe to print.
 */
#ifndef DESKQL_FINDING_H
#define DESKQL_FINDING_H

#include <deskql/allocator.h>
#include <deskql/codes.h>
#include <deskql/position.h>
#include <deskql/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum deskql_severity {
    DESKQL_ERROR = 1,
    DESKQL_WARNING = 2,
    /** What one may want to know. Only for whoever asks (`notes` of deskql_parse_options); it keeps nothing from being valid. */
    DESKQL_NOTE = 3
} deskql_severity;

/** An edit: the text of `range` is to be replaced. */
typedef struct deskql_fix {
    deskql_range range;
    const char *replacement;
} deskql_fix;

/**
 * Another place that has to do with the finding, as the opener of an unclosed bracket. A note at the finding's own range says
 * what stands there, in a few words: it is shown beside the carets.
 */
typedef struct deskql_note {
    const char *message;
    deskql_range range;
} deskql_note;

typedef struct deskql_finding {
    /** A deskql_code: 201 of `DQL201`. It never changes its meaning. */
    int code;
    deskql_severity severity;
    /** The code as it is written: `DQL201`. */
    const char *code_text;
    /** `unknown-filter-field`. */
    const char *slug;
    /** One line that says what is wrong, without the fix: "unknown filter field `statu`". */
    const char *message;
    /** How it is right, one line each: "a field with a similar name exists: `status`". */
    const char *const *help;
    size_t help_count;
    /** The message of the API's Validator: "must be a whole number". */
    const char *phrase;
    deskql_range range;
    /** The parameter of the query string that it is about (`filter`, `orderBy`, …), or NULL. */
    const char *parameter;
    /** The field or name that it is about, or NULL. */
    const char *field;
    /** The name of the query in its file, or NULL. */
    const char *query;
    /** Which query of the document it is about, from 0. */
    uint32_t query_index;
    /**
     * The exact fix, for readers that ask for fixes; NULL where there is none. It is the only repair of its cost; with it the query has
     * no error more; and no other token, comment or label is lost or joined. To know that, the query is parsed again, without the fix
     * and with it, but of a query no more than its first 64 fixes are tried, and no more than a MiB altogether. A fix that is not
     * exact is the first of the suggestions. The errors that were hidden by an unknown endpoint (DQL205) are not counted.
     */
    const deskql_fix *fix;
    /** Edits that may be what is wanted; whoever puts them in has to look. */
    const deskql_fix *suggestions;
    size_t suggestion_count;
    /** What may stand at the place of an error of syntax: words as one writes them (`and`, `)`), else their kind (`a field`, `a value`). */
    const char *const *expected;
    size_t expected_count;
    const deskql_note *notes;
    size_t note_count;
} deskql_finding;

typedef struct deskql_findings deskql_findings;

/** 0 for NULL. */
DESKQL_API size_t deskql_findings_count(const deskql_findings *findings);
/** How many of them are of that severity. 0 for NULL. */
DESKQL_API size_t deskql_findings_count_severity(const deskql_findings *findings, deskql_severity severity);
/** How many errors and warnings were left out because of the limit on the number of findings. 0 for NULL. */
DESKQL_API size_t deskql_findings_omitted(const deskql_findings *findings);

/** What is known of a finding without reading it. */
typedef struct deskql_finding_info {
    int code;
    deskql_severity severity;
    uint32_t query_index;
    /** Its range, in bytes. */
    uint32_t start;
    uint32_t end;
} deskql_finding_info;

/** Fills `info`. Returns false where `index` is out of range or a pointer is NULL. */
DESKQL_API bool deskql_findings_info_at(const deskql_findings *findings, size_t index, deskql_finding_info *info);

typedef struct deskql_finding_reader deskql_finding_reader;

typedef struct deskql_reader_options {
    /** sizeof(deskql_reader_options). */
    size_t size;
    const deskql_allocator *allocator;
    /** Of `index` and `character`; 0 means bytes. */
    deskql_unit unit;
    /**
     * Whether `fix` is given. To a reader that does not ask, it is the first of the suggestions, and nothing is parsed again.
     */
    bool fixes;
} deskql_reader_options;

#define DESKQL_READER_OPTIONS_INIT                                                                                     \
    { sizeof(deskql_reader_options), 0, DESKQL_UNIT_BYTE, false }

/** `options` may be NULL. Free with deskql_finding_reader_free. Returns DESKQL_MISUSE, DESKQL_NO_MEMORY. */
DESKQL_API deskql_status deskql_finding_reader_new(const deskql_reader_options *options,
                                                   deskql_finding_reader **reader);
/** What it gave is gone; its memory is used again. NULL does nothing. */
DESKQL_API void deskql_finding_reader_clear(deskql_finding_reader *reader);
/** NULL does nothing. */
DESKQL_API void deskql_finding_reader_free(deskql_finding_reader *reader);
/**
 * Reads a finding into the reader's memory. Returns DESKQL_MISUSE, also where `index` is out of range, and DESKQL_NO_MEMORY;
 * `*finding` is NULL then.
 */
DESKQL_API deskql_status deskql_findings_read(const deskql_findings *findings, size_t index,
                                              deskql_finding_reader *reader, const deskql_finding **finding);

/**
 * Whether the character at `text + at` cannot be seen, or changes the direction in which those around it are shown, as DQL411 says; for
 * those who show a text. Of joiners and marks that many scripts need it depends on their neighbours, so the whole text is given.
 */
DESKQL_API bool deskql_is_invisible(const char *text, size_t length, size_t at);

/** What is said of a code wherever it appears. */
typedef struct deskql_code_info {
    int code;
    const char *code_text;
    const char *slug;
    deskql_severity severity;
    /** One line on what the code means. */
    const char *summary;
    /** The page docs/errors/DQLnnn.md in Markdown. */
    const char *page;
} deskql_code_info;

/** The number of codes. */
DESKQL_API size_t deskql_codes_count(void);
/** In ascending order of the code; NULL where `index` is out of range. Static. */
DESKQL_API const deskql_code_info *deskql_codes_at(size_t index);
/** NULL where there is none such. Static. */
DESKQL_API const deskql_code_info *deskql_codes_get(int code);
/** By `DQL201`, `dql201`, `201` or the slug; NULL where there is none. Static. */
DESKQL_API const deskql_code_info *deskql_codes_find(const char *text);

#ifdef __cplusplus
}
#endif
#endif
