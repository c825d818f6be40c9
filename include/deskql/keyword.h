/** The keywords of the language, for programs that complete or colour queries. Each stands in any letter case. */
#ifndef DESKQL_KEYWORD_H
#define DESKQL_KEYWORD_H

#include <deskql/status.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum deskql_keyword_class {
    /** `and`, `or` */
    DESKQL_KEYWORD_CONNECTIVE = 1,
    /** `not` */
    DESKQL_KEYWORD_NEGATION,
    DESKQL_KEYWORD_OPERATOR,
    DESKQL_KEYWORD_NULL,
    /** `true`, `false` */
    DESKQL_KEYWORD_CONSTANT,
    /** What begins a clause behind the filter. */
    DESKQL_KEYWORD_CLAUSE,
    /** What stands inside of one: `by`, `asc`, `desc` */
    DESKQL_KEYWORD_CLAUSE_WORD,
    /** What begins a query: `from`, `where` */
    DESKQL_KEYWORD_PREFIX
} deskql_keyword_class;

/** What stands behind a keyword. */
typedef enum deskql_keyword_operand {
    /** Nothing of its own: a condition ends with it, or a clause. */
    DESKQL_OPERAND_NONE = 1,
    DESKQL_OPERAND_CONDITION,
    /** Of `not`: a condition; before an operator or `null`, that. */
    DESKQL_OPERAND_NEGATED,
    DESKQL_OPERAND_VALUE,
    /** Values between brackets. */
    DESKQL_OPERAND_LIST,
    /** Two values with `and` between. */
    DESKQL_OPERAND_RANGE,
    DESKQL_OPERAND_NULL,
    /** The word `by`. */
    DESKQL_OPERAND_BY,
    DESKQL_OPERAND_ORDER_FIELD,
    DESKQL_OPERAND_NUMBER,
    DESKQL_OPERAND_INCLUDES,
    DESKQL_OPERAND_FIELDS,
    DESKQL_OPERAND_ENDPOINT
} deskql_keyword_operand;

typedef struct deskql_keyword_info {
    /** In lower case. Static text. */
    const char *text;
    deskql_keyword_class class_;
    deskql_keyword_operand operand;
} deskql_keyword_info;

/** Fills `info`. Returns false where `index` is past the last, or `info` is NULL. */
DESKQL_API bool deskql_keyword_at(size_t index, deskql_keyword_info *info);

#ifdef __cplusplus
}
#endif
#endif
