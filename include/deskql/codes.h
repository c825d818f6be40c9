/**
 * The codes of findings, as numbers: what `code` of a finding is compared with. deskql_codes_get (deskql/finding.h) gives what
 * is known of one. A number never changes its meaning; later versions have more.
 * Made from src/diagnostics/codes.def by .ci/generate.
 */
#ifndef DESKQL_CODES_H
#define DESKQL_CODES_H

typedef enum deskql_code {
    /** a byte that belongs to no UTF-8 character */
    DESKQL_CODE_INVALID_UTF8 = 101,
    /** a character that begins nothing in the language */
    DESKQL_CODE_UNEXPECTED_CHARACTER = 102,
    /** a string or a backquoted name that the line's end cuts off */
    DESKQL_CODE_UNTERMINATED_STRING = 103,
    /** a backslash in a string that begins no escape */
    DESKQL_CODE_BAD_ESCAPE = 104,
    /** a word that begins like a number and is none */
    DESKQL_CODE_BAD_NUMBER = 105,
    /** a date, date-time or relative time that is malformed or does not exist */
    DESKQL_CODE_BAD_DATE = 106,
    /** something stands where it cannot, or something is missing */
    DESKQL_CODE_SYNTAX = 110,
    /** syntax of SQL, JQL, C or another language, understood and fixed */
    DESKQL_CODE_FOREIGN_SPELLING = 111,
    /** a clause that the query has already */
    DESKQL_CODE_DUPLICATE_CLAUSE = 112,
    /** two queries of a file with the same name */
    DESKQL_CODE_DUPLICATE_NAME = 113,
    /** more nested brackets and `not` than the limit */
    DESKQL_CODE_TOO_DEEP = 120,
    /** a text or a list that is longer than the limit */
    DESKQL_CODE_TOO_LONG = 121,
    /** a field that the endpoint cannot filter by */
    DESKQL_CODE_UNKNOWN_FILTER_FIELD = 201,
    /** a field in a filter that the endpoint can only order by */
    DESKQL_CODE_ORDER_ONLY_FIELD = 202,
    /** a field that the endpoint cannot order by */
    DESKQL_CODE_UNKNOWN_ORDER_FIELD = 203,
    /** a field in `order by` that the endpoint can only filter by */
    DESKQL_CODE_FILTER_ONLY_FIELD = 204,
    /** an endpoint that no schema describes */
    DESKQL_CODE_UNKNOWN_ENDPOINT = 205,
    /** a name that the endpoint cannot include */
    DESKQL_CODE_UNKNOWN_INCLUDE = 206,
    /** a name in `fields` that the endpoint does not have */
    DESKQL_CODE_UNKNOWN_SPARSE_FIELD = 207,
    /** a field's old name */
    DESKQL_CODE_RENAMED_FIELD = 208,
    /** a value of a type that the field does not have */
    DESKQL_CODE_WRONG_VALUE_TYPE = 301,
    /** an operator that the field's type does not take */
    DESKQL_CODE_OPERATOR_NOT_ALLOWED = 302,
    /** a value that the field's list of values does not have */
    DESKQL_CODE_UNKNOWN_VALUE = 303,
    /** a number that is too low or too high */
    DESKQL_CODE_OUT_OF_RANGE = 304,
    /** null for a field that always has a value */
    DESKQL_CODE_NOT_NULLABLE = 305,
    /** a `not` before `contains`, which the API cannot express */
    DESKQL_CODE_UNNEGATABLE = 306,
    /** a second field in `order by` */
    DESKQL_CODE_TOO_MANY_ORDER_FIELDS = 307,
    /** a parameter of the query that was given no value */
    DESKQL_CODE_UNBOUND_PARAMETER = 308,
    /** a parameter whose value does not fit, or that the query does not have */
    DESKQL_CODE_BAD_BINDING = 309,
    /** a condition that the endpoint's parameters cannot say */
    DESKQL_CODE_NOT_EXPRESSIBLE = 310,
    /** a value's old name */
    DESKQL_CODE_RENAMED_VALUE = 311,
    /** a part of the endpoint's path that is missing, or given in a way that no path has */
    DESKQL_CODE_PATH_PARAMETER = 312,
    /** a name where the API documents an id, and no list of names says which */
    DESKQL_CODE_UNRESOLVED_NAME = 401,
    /** conditions that no ticket can fulfil together */
    DESKQL_CODE_NEVER_MATCHES = 402,
    /** conditions of which every ticket fulfils one */
    DESKQL_CODE_ALWAYS_MATCHES = 403,
    /** a condition or a value that stands there already */
    DESKQL_CODE_REDUNDANT = 404,
    /** null, or an order without its mode, on which the API's documentation is silent */
    DESKQL_CODE_UNDOCUMENTED = 405,
    /** a query string of more than 8,000 bytes */
    DESKQL_CODE_LONG_URL = 406,
    /** an integer beyond 2^53, or a time with more digits than milliseconds have */
    DESKQL_CODE_IMPRECISE_NUMBER = 407,
    /** `and` and `or` side by side without brackets */
    DESKQL_CODE_MIXED_AND_OR = 408,
    /** a value that the field's open list does not have */
    DESKQL_CODE_UNLISTED_VALUE = 409,
    /** a `*`, `%` or another wildcard in a text, which is looked for as it stands */
    DESKQL_CODE_WILDCARD = 410,
    /** a character that cannot be seen, or that changes the direction of what follows */
    DESKQL_CODE_INVISIBLE_CHARACTER = 411,
    /** a name that is seen in use, and not documented */
    DESKQL_CODE_SEEN_ONLY = 412,
    /** a date by itself in a raw filter, which is midnight there and no whole day */
    DESKQL_CODE_DATE_IS_MIDNIGHT = 413,
    /** a `+` that is a space, or a value that is percent-encoded twice */
    DESKQL_CODE_ENCODING = 414,
    /** a label, or an empty `filter=`, that selects everything */
    DESKQL_CODE_EMPTY_QUERY = 415,
    /** a `#` in a URL before parameters, which are not sent */
    DESKQL_CODE_FRAGMENT = 416,
    /** a `%` that two hexadecimal digits do not follow, or bytes that are not UTF-8 */
    DESKQL_CODE_BAD_PERCENT_ENCODING = 501,
    /** text that is not JSON */
    DESKQL_CODE_BAD_JSON = 502,
    /** a `$` operator that the API does not document */
    DESKQL_CODE_UNKNOWN_OPERATOR = 503,
    /** a parameter that the endpoint does not have */
    DESKQL_CODE_UNKNOWN_PARAMETER = 504,
    /** a filter or a parameter of a shape that no query has */
    DESKQL_CODE_BAD_SHAPE = 505,
    /** a mistake in a schema file or a file of values */
    DESKQL_CODE_BAD_SCHEMA = 601,
    /** a mistake in a configuration file */
    DESKQL_CODE_BAD_CONFIGURATION = 602,
    /** a comment that allows a warning which does not occur, or gives no reason */
    DESKQL_CODE_UNNEEDED_ALLOW = 603,
    /** a text with more findings than are kept */
    DESKQL_CODE_FINDINGS_OMITTED = 606,
    /** what the server says of a query that it refused */
    DESKQL_CODE_SERVER_SAYS = 701,
    /** an answer that no known way to read the query explains */
    DESKQL_CODE_SERVER_DIFFERS = 702
} deskql_code;

#endif
