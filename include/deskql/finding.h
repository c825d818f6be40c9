/**
 * Findings: what is wrong with a text, where, and how it is right.
 *
 * A list of findings belongs to the handle that it was asked of (a document, a plan, a set of schemas): it and all
 * that it points to lives until that handle is freed or used again. Findings are in source order.
 * All text is UTF-8 and NUL-terminated. A text of the source that is quoted in a message has its control characters
 * replaced, so a message is safe to print.
 */
#ifndef DESKQL_FINDING_H
#define DESKQL_FINDING_H

#include <deskql/status.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A place in a text. Line and column count from 1, columns in characters (code points; a BOM is none); offset counts bytes from 0. */
typedef struct deskql_position {
    uint32_t line;
    uint32_t column;
    uint32_t offset;
} deskql_position;

/** From `start` up to, not including, `end`. Empty where something is missing. */
typedef struct deskql_range {
    deskql_position start;
    deskql_position end;
} deskql_range;

typedef enum deskql_severity { DESKQL_ERROR = 1, DESKQL_WARNING = 2 } deskql_severity;

/** An edit that mends the finding exactly: the bytes of `range` are to be replaced. */
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
    /** The number of the code: 201 of `DQL201`. It never changes its meaning. */
    int code;
    /** The code as it is written: `DQL201`. */
    const char *code_text;
    /** `unknown-filter-field`. */
    const char *slug;
    deskql_severity severity;
    /** One line that says what is wrong, without the mend: "unknown filter field `statu`". */
    const char *message;
    /** The mend, in one line, or NULL: "a field with a similar name exists: `status`". */
    const char *help;
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
    /** NULL where there is no exact mend. */
    const deskql_fix *fix;
    const deskql_note *notes;
    size_t note_count;
} deskql_finding;

typedef struct deskql_findings deskql_findings;

/** 0 for NULL. */
DESKQL_API size_t deskql_findings_count(const deskql_findings *findings);
/** How many of them are of that severity. 0 for NULL. */
DESKQL_API size_t deskql_findings_count_severity(const deskql_findings *findings, deskql_severity severity);
/** NULL where `index` is out of range. */
DESKQL_API const deskql_finding *deskql_findings_at(const deskql_findings *findings, size_t index);
/** How many findings were left out because of the limit on their number. 0 for NULL. */
DESKQL_API size_t deskql_findings_omitted(const deskql_findings *findings);

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
/** By `DQL201`, `dql201`, `201` or the slug; NULL where there is none. Static. */
DESKQL_API const deskql_code_info *deskql_codes_find(const char *text);

#ifdef __cplusplus
}
#endif
#endif
