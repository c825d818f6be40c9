/**
 * JSON as deskql reads and writes it: strict (RFC 8259), with the place of every value.
 *
 * A `deskql_json` is a parsed text; its values live until it is freed or used again. Until then it does not change and may be
 * shared by threads. Values are reached by pointer; NULL stands for "no such
 * value" and may be passed to every function here.
 */
#ifndef DESKQL_JSON_H
#define DESKQL_JSON_H

#include <deskql/allocator.h>
#include <deskql/finding.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_json deskql_json;
typedef struct deskql_json_value deskql_json_value;

typedef enum deskql_json_type {
    DESKQL_JSON_NULL = 1,
    DESKQL_JSON_FALSE,
    DESKQL_JSON_TRUE,
    DESKQL_JSON_NUMBER,
    DESKQL_JSON_STRING,
    DESKQL_JSON_ARRAY,
    DESKQL_JSON_OBJECT
} deskql_json_type;

/**
 * Parses `length` bytes, which are copied. `*json` is NULL or a parsed text that is no longer needed, whose memory is used
 * again. A leading BOM is skipped. With mistakes the result is DESKQL_INVALID, `*json` holds the findings (DQL502), and there
 * is no root: the first place that is not JSON, nesting beyond 200, every key that stands twice in its object, every half of a
 * surrogate pair. Returns also DESKQL_MISUSE, DESKQL_NO_MEMORY (a new `*json` stays NULL, one used again is empty).
 * `allocator` is used when `*json` is NULL; it may be NULL.
 */
DESKQL_API deskql_status deskql_json_parse(const char *text, size_t length, const deskql_allocator *allocator,
                                           deskql_json **json);
/** NULL does nothing. */
DESKQL_API void deskql_json_free(deskql_json *json);
DESKQL_API const deskql_findings *deskql_json_findings(const deskql_json *json);
/** The text's value; NULL if it was not JSON. */
DESKQL_API const deskql_json_value *deskql_json_root(const deskql_json *json);

/** 0 for NULL. */
DESKQL_API deskql_json_type deskql_json_value_type(const deskql_json_value *value);
/** Where it stands in the text, quotes and brackets included. */
DESKQL_API deskql_range deskql_json_value_range(const deskql_json *json, const deskql_json_value *value);
/** A string decoded, or a number as written; NUL-terminated, `*length` (may be NULL) in bytes. NULL for other types. */
DESKQL_API const char *deskql_json_value_text(const deskql_json_value *value, size_t *length);
/** True and `*integer` filled where it is a number that is written as an integer and fits. */
DESKQL_API bool deskql_json_value_integer(const deskql_json_value *value, int64_t *integer);
/** The nearest double of a number, infinite where it is beyond all of them; 0 for other types. Independent of the locale. */
DESKQL_API double deskql_json_value_number(const deskql_json_value *value);
/** The number of items of an array or members of an object. */
DESKQL_API size_t deskql_json_value_count(const deskql_json_value *value);
/** The first item or member; NULL where there is none. */
DESKQL_API const deskql_json_value *deskql_json_value_first(const deskql_json_value *value);
/** The next item or member of the same array or object; NULL after the last. */
DESKQL_API const deskql_json_value *deskql_json_value_next(const deskql_json_value *value);
/** The key of an object's member, decoded; NULL elsewhere. */
DESKQL_API const char *deskql_json_value_key(const deskql_json_value *member, size_t *length);
/** Where the key stands, quotes included. */
DESKQL_API deskql_range deskql_json_value_key_range(const deskql_json *json, const deskql_json_value *member);
/** The member of that key; NULL where there is none or `object` is none. */
DESKQL_API const deskql_json_value *deskql_json_value_member(const deskql_json_value *object, const char *key);

/**
 * Writes a string in its quotes as deskql escapes it: `"`, `\`, `\b \t \n \f \r`, other control characters as `\u001f`; all
 * other bytes pass. Returns DESKQL_MISUSE, DESKQL_SINK_FAILED.
 */
DESKQL_API deskql_status deskql_json_write_string(const char *bytes, size_t length, deskql_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
