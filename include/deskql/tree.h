/**
 * What a query says, part by part, so that a program can build a form from it, colour it, or make something else of it.
 *
 * A query's filter is a tree of nodes; a comparison has a field, an operator and literals; `order by`, `include` and `fields` are
 * lists of names. All of it belongs to the query's document, never changes, and may be read by threads freely.
 *
 *     for (const deskql_node *node = deskql_node_first(deskql_query_filter(query)); node; node = deskql_node_next(node))
 *         if (deskql_node_kind_of(node) == DESKQL_NODE_COMPARISON) puts(deskql_node_field(node));
 *
 * The tree is that of the text: `not` and `between` stand in it as they were written, brackets are gone. A query with errors has a
 * tree too, of what was understood; a name that is missing in it is "", a literal that is missing or wrong is
 * DESKQL_LITERAL_NONE. NULL stands for "there is none" and may be passed to every function here: the answer is NULL, 0 or false,
 * and for a range the text's beginning. A node, literal or name is to be passed with its own query.
 */
#ifndef DESKQL_TREE_H
#define DESKQL_TREE_H

#include <deskql/document.h>
#include <deskql/operator.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_node deskql_node;
typedef struct deskql_literal deskql_literal;
typedef struct deskql_name deskql_name;

typedef enum deskql_node_kind {
    DESKQL_NODE_COMPARISON = 1,
    /** Of two or more nodes. */
    DESKQL_NODE_AND,
    DESKQL_NODE_OR,
    /** Of one node. */
    DESKQL_NODE_NOT
} deskql_node_kind;

typedef enum deskql_literal_kind {
    /** What stands there is missing or wrong; a finding says so. */
    DESKQL_LITERAL_NONE = 0,
    /** A bare value: `open`. */
    DESKQL_LITERAL_WORD,
    DESKQL_LITERAL_STRING,
    /** A number without fraction and exponent. */
    DESKQL_LITERAL_INTEGER,
    DESKQL_LITERAL_NUMBER,
    DESKQL_LITERAL_TRUE,
    DESKQL_LITERAL_FALSE,
    DESKQL_LITERAL_NULL,
    /** A date, a date-time or a relative time; also a string that stands for one. */
    DESKQL_LITERAL_TIME,
    /** `:name`. */
    DESKQL_LITERAL_PARAMETER
} deskql_literal_kind;

/** The filter's uppermost node; NULL where the query has no filter. */
DESKQL_API const deskql_node *deskql_query_filter(const deskql_query *query);
/** The first name of `order by`, of `include` and of `fields`; NULL where the query has no such clause. */
DESKQL_API const deskql_name *deskql_query_order(const deskql_query *query);
DESKQL_API const deskql_name *deskql_query_includes(const deskql_query *query);
DESKQL_API const deskql_name *deskql_query_sparse(const deskql_query *query);
/** The number of `page` and of `pagesize`; NULL where the query has no such clause. */
DESKQL_API const deskql_literal *deskql_query_page(const deskql_query *query);
DESKQL_API const deskql_literal *deskql_query_page_size(const deskql_query *query);
/** The first id of `ids`; NULL where the query has no such clause. */
DESKQL_API const deskql_literal *deskql_query_ids(const deskql_query *query);

/** 0 for NULL. */
DESKQL_API deskql_node_kind deskql_node_kind_of(const deskql_node *node);
/** Brackets at its ends are no part of it. */
DESKQL_API deskql_range deskql_node_range(const deskql_query *query, const deskql_node *node);
/** The first node inside an AND, OR or NOT; NULL for a comparison. */
DESKQL_API const deskql_node *deskql_node_first(const deskql_node *node);
/** The next node inside the same AND or OR; NULL after the last. */
DESKQL_API const deskql_node *deskql_node_next(const deskql_node *node);
/** The name of a comparison's field, without backquotes; NULL for other nodes. */
DESKQL_API const char *deskql_node_field(const deskql_node *node);
/** Backquotes are part of it. */
DESKQL_API deskql_range deskql_node_field_range(const deskql_query *query, const deskql_node *node);
/** The type of a comparison's field; 0 where the endpoint has no such field. */
DESKQL_API deskql_type deskql_node_type(const deskql_node *node);
/** 0 for other nodes than comparisons. */
DESKQL_API deskql_operator deskql_node_operator(const deskql_node *node);
/** All words of a comparison's operator, and the word of a NOT. */
DESKQL_API deskql_range deskql_node_operator_range(const deskql_query *query, const deskql_node *node);
/** A comparison's first literal; NULL where it has none. */
DESKQL_API const deskql_literal *deskql_node_literal(const deskql_node *node);

DESKQL_API deskql_literal_kind deskql_literal_kind_of(const deskql_literal *literal);
/** Quotes and the colon of a parameter are part of it. */
DESKQL_API deskql_range deskql_literal_range(const deskql_query *query, const deskql_literal *literal);
/** The next literal of the same comparison; NULL after the last. */
DESKQL_API const deskql_literal *deskql_literal_next(const deskql_literal *literal);
/**
 * A string decoded, a parameter's name without its colon, any other literal as it is written; NUL-terminated. `*length` (may be
 * NULL) is in bytes, since a string may hold NULs. NULL where the kind is DESKQL_LITERAL_NONE, TRUE, FALSE or NULL.
 */
DESKQL_API const char *deskql_literal_text(const deskql_literal *literal, size_t *length);
/**
 * True and `*integer` filled for an integer, and for a name that the field's `values` turn into one id. False for integers that
 * do not fit, and for all else.
 */
DESKQL_API bool deskql_literal_integer(const deskql_literal *literal, int64_t *integer);
/**
 * The milliseconds since 1970-01-01T00:00:00Z that a DESKQL_LITERAL_TIME stands for: from `*start` up to, not including, `*end`
 * for a whole day; for an instant both are that. `now` and `utc_offset` are as in deskql_compile_options. Returns false, and
 * leaves both as they were, for other literals, a relative time without a clock, an offset out of range, and a start
 * outside the years 1 to 9999.
 */
DESKQL_API bool deskql_literal_time(const deskql_literal *literal, int64_t now, int32_t utc_offset, int64_t *start,
                                    int64_t *end);

/** The name without backquotes. */
DESKQL_API const char *deskql_name_text(const deskql_name *name);
DESKQL_API deskql_range deskql_name_range(const deskql_query *query, const deskql_name *name);
/** `desc` stands behind it. */
DESKQL_API bool deskql_name_descending(const deskql_name *name);
/** The next name of the same clause; NULL after the last. */
DESKQL_API const deskql_name *deskql_name_next(const deskql_name *name);

typedef enum deskql_mention_kind {
    DESKQL_MENTION_FILTER_FIELD = 1,
    DESKQL_MENTION_PARAMETER,
    DESKQL_MENTION_ORDER_FIELD,
    DESKQL_MENTION_INCLUDE,
    DESKQL_MENTION_SPARSE_FIELD
} deskql_mention_kind;

/** One place of the text that names something. */
typedef struct deskql_mention {
    deskql_mention_kind kind;
    /** Without backquotes and colon. */
    const char *name;
    /** The type of a filter field; of a parameter that of what it stands with at this place. 0 where it is unknown or has none. */
    deskql_type type;
    /** PARAMETER: the field that it stands with here, or `page`, `pagesize`; else NULL. */
    const char *field;
    deskql_range range;
} deskql_mention;

/**
 * Every place at which the query names a field, a parameter or an include: those of the filter, then `order by`, `page`,
 * `pagesize`, `include` and `fields`, each in source order. Fills the first `capacity` of them into `mentions` (NULL if
 * `capacity` is 0) and returns how many there are.
 */
DESKQL_API size_t deskql_query_mentions(const deskql_query *query, deskql_mention *mentions, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
