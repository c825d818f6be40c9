/**
 * Schemas: what each endpoint of the API allows.
 *
 * A `deskql_schemas` is a set of endpoints, those that are built in and those that the caller adds. It may be shared
 * by threads freely as long as nobody adds to it. It must outlive every document parsed with it. Where a function
 * takes a `const deskql_schemas *`, NULL means the built-in endpoints alone.
 */
#ifndef DESKQL_SCHEMA_H
#define DESKQL_SCHEMA_H

#include <deskql/allocator.h>
#include <deskql/finding.h>
#include <deskql/operator.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct deskql_schemas deskql_schemas;
typedef struct deskql_endpoint deskql_endpoint;

/** The types of docs/schema.md. */
typedef enum deskql_type {
    DESKQL_TYPE_INTEGER = 1,
    DESKQL_TYPE_NUMBER,
    DESKQL_TYPE_STRING,
    DESKQL_TYPE_BOOLEAN,
    DESKQL_TYPE_DATETIME,
    /** A related thing: an integer id, or a name that the schema or the caller's values turn into one. */
    DESKQL_TYPE_REFERENCE,
    DESKQL_TYPE_ENUM,
    DESKQL_TYPE_ANY
} deskql_type;

/** `integer`, `number`, …; NULL for no type. Static text. */
DESKQL_API const char *deskql_type_text(deskql_type type);

/** The built-in endpoints. Free with deskql_schemas_free. Returns DESKQL_MISUSE, DESKQL_NO_MEMORY. */
DESKQL_API deskql_status deskql_schemas_new(const deskql_allocator *allocator, deskql_schemas **schemas);
/** NULL does nothing. */
DESKQL_API void deskql_schemas_free(deskql_schemas *schemas);

/**
 * Adds the endpoints of a schema file (docs/schema.md) to the set; one of a name that exists takes its place.
 * With mistakes in the file nothing is added: DESKQL_INVALID, and deskql_schemas_findings has them (DQL601).
 * `json` is copied as far as it is needed. Returns also DESKQL_MISUSE, DESKQL_NO_MEMORY.
 */
DESKQL_API deskql_status deskql_schemas_add(deskql_schemas *schemas, const char *json, size_t length);
/**
 * Gives fields of every endpoint of the set the values of one installation: `{"status":{"open":1,"on-hold":4}}`. A name may be an
 * alias of other names or of ids: `{"status":{"Active":1,"On hold":4,"open":["Active",4]}}`.
 * Endpoints added later do not get them. Statuses and findings as of deskql_schemas_add.
 */
DESKQL_API deskql_status deskql_schemas_add_values(deskql_schemas *schemas, const char *json, size_t length);
/** The findings of the last deskql_schemas_add or deskql_schemas_add_values, until the next or the free. NULL for NULL. */
DESKQL_API const deskql_findings *deskql_schemas_findings(const deskql_schemas *schemas);

DESKQL_API size_t deskql_schemas_count(const deskql_schemas *schemas);
/** In the order in which they were added, the built-in ones first. NULL where `index` is out of range. */
DESKQL_API const deskql_endpoint *deskql_schemas_at(const deskql_schemas *schemas, size_t index);
/** NULL where there is none of that name. */
DESKQL_API const deskql_endpoint *deskql_schemas_find(const deskql_schemas *schemas, const char *name);

/** `tickets`. All that is asked of an endpoint lives as long as its set; NULL and 0 for a NULL endpoint. */
DESKQL_API const char *deskql_endpoint_name(const deskql_endpoint *endpoint);
/** `/desk/api/v2/tickets.json`; with the names of its parameters, `/desk/api/v2/tickets/{ticket}/messages.json`. */
DESKQL_API const char *deskql_endpoint_path(const deskql_endpoint *endpoint);
/** The path's parameters, in its order: a query gives each a value as if it were a filter field, `ticket = 5`. NULL out of range. */
DESKQL_API size_t deskql_endpoint_path_parameter_count(const deskql_endpoint *endpoint);
DESKQL_API const char *deskql_endpoint_path_parameter_at(const deskql_endpoint *endpoint, size_t index);
DESKQL_API uint32_t deskql_endpoint_maximum_page_size(const deskql_endpoint *endpoint);
/** Whether it takes a filter. One that does not has a query parameter of its own for each field, and a filter is an `and` of them (docs/schema.md). */
DESKQL_API bool deskql_endpoint_takes_filter(const deskql_endpoint *endpoint);
/** Whether it takes the clause `ids`. */
DESKQL_API bool deskql_endpoint_takes_ids(const deskql_endpoint *endpoint);

typedef struct deskql_field_info {
    const char *name;
    deskql_type type;
    bool nullable;
    /** The set of the operators that it takes (deskql/operator.h); of `in` and `not in`, and of their like, the first alone. */
    uint32_t operators;
    /** How many values are listed for it, and whether others pass too (with a warning). */
    size_t value_count;
    bool open;
} deskql_field_info;

/** The lists of names that an endpoint has. */
typedef enum deskql_name_list {
    DESKQL_NAMES_FILTER = 1,
    DESKQL_NAMES_ORDER,
    DESKQL_NAMES_INCLUDES,
    DESKQL_NAMES_SPARSE
} deskql_name_list;

/** How many names of a list are documented. Those behind them are seen in use alone, and pass with a warning (DQL412). 0 for no list. */
DESKQL_API size_t deskql_endpoint_documented(const deskql_endpoint *endpoint, deskql_name_list list);
/** How many filter fields a query takes. Those behind them are seen in use, documented for `order by` alone, and pass in raw texts. */
DESKQL_API size_t deskql_endpoint_queryable(const deskql_endpoint *endpoint);

DESKQL_API size_t deskql_endpoint_filter_count(const deskql_endpoint *endpoint);
/** Fills `info`, in schema order. Returns false where `index` is out of range or a pointer is NULL. */
DESKQL_API bool deskql_endpoint_filter_at(const deskql_endpoint *endpoint, size_t index, deskql_field_info *info);
/**
 * The name of the `value`-th value of the `index`-th filter field; `*id` (may be NULL) is its id where the field is a reference, and 0
 * for an alias of several ids.
 */
DESKQL_API const char *deskql_endpoint_value_at(const deskql_endpoint *endpoint, size_t index, size_t value,
                                                int64_t *id);
/** How many ids a reference's value stands for: 1, or several for an alias. 0, and `*ids` as it was, where there is no such value. */
DESKQL_API size_t deskql_endpoint_value_ids(const deskql_endpoint *endpoint, size_t index, size_t value,
                                            const int64_t **ids);
/** The query parameter that `operator_` on the `index`-th field becomes, of an endpoint that takes no filter; NULL where there is none. */
DESKQL_API const char *deskql_endpoint_parameter_at(const deskql_endpoint *endpoint, size_t index,
                                                    deskql_operator operator_);
/** The kind of what the `index`-th filter field refers to, as the API's answers call it: `users`. NULL where the schema has none. */
DESKQL_API const char *deskql_endpoint_kind_at(const deskql_endpoint *endpoint, size_t index);
DESKQL_API size_t deskql_endpoint_order_count(const deskql_endpoint *endpoint);
DESKQL_API const char *deskql_endpoint_order_at(const deskql_endpoint *endpoint, size_t index);
DESKQL_API size_t deskql_endpoint_include_count(const deskql_endpoint *endpoint);
DESKQL_API const char *deskql_endpoint_include_at(const deskql_endpoint *endpoint, size_t index);
/** The sparse fields that the schema lists; 0 where any name passes. */
DESKQL_API size_t deskql_endpoint_sparse_count(const deskql_endpoint *endpoint);
DESKQL_API const char *deskql_endpoint_sparse_at(const deskql_endpoint *endpoint, size_t index);

#ifdef __cplusplus
}
#endif
#endif
