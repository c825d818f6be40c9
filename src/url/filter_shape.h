/* The JSON of a filter as the API writes it: its operators, its places, and what can be wrong with its shape. */
#ifndef DQL_URL_FILTER_SHAPE_H
#define DQL_URL_FILTER_SHAPE_H

#include "url/url.h"
#include "json/read.h"

typedef struct dql_shape {
    dql_raw_reader *reader;
    dql_raw_part *part;
    uint32_t depth;         /* of `$and` and `$or` */
    uint32_t errors_before; /* that had been reported before this filter was read */
} dql_shape;

/* The place in the source of a range of the decoded text. */
dql_range dql_shape_place(const dql_shape *shape, dql_range range);
/* The same for a string without its quotes. */
dql_range dql_shape_inside(const dql_shape *shape, dql_range string);
/* A string's range in the decoded text, without its quotes. */
dql_range dql_shape_bare_key(dql_range string);

/* DQL_OPERATOR_COUNT where a key is no operator of a comparison. */
dql_operator dql_shape_find(const dql_json_key *key);
bool dql_shape_is_and(const dql_json_key *key);
bool dql_shape_is_or(const dql_json_key *key);
/* An operator but for its `$`. */
bool dql_shape_lacks_dollar(const dql_json_key *key);
/* The operator of a comparison, with or without its `$`; DQL_OPERATOR_COUNT where there is none. */
dql_operator dql_shape_find_bare(const dql_json_key *key);
const char *dql_shape_spelling(dql_operator operator_);
/* Goes into a `$and` or `$or`; false, and reported, where that is too deep. */
bool dql_shape_enter(dql_shape *shape, const dql_json_key *key);

/* Reads the JSON and reports its mistakes at their places in the source. NULL where there is no tree. */
const deskql_json_value *dql_shape_read_json(const dql_shape *shape);

/* `[object Object]` in the place of JSON. */
void dql_shape_report_object_text(const dql_shape *shape);
/* A filter that is no object. */
void dql_shape_report_root(const dql_shape *shape, const deskql_json_value *root);
/* `$…` where a field belongs. */
void dql_shape_report_stray(const dql_shape *shape, const dql_json_key *key);
/* `$and` or `$or` that is no array. */
void dql_shape_report_group(const dql_shape *shape, const deskql_json_value *member);
/* An item of a `$and` or `$or` that is no object. */
void dql_shape_report_condition(const dql_shape *shape, const dql_json_key *group, const deskql_json_value *item);
/* A field with an array, or with an object that has no operators. */
void dql_shape_report_field(const dql_shape *shape, const deskql_json_value *field);
/* A key of a field's object that is no operator of a comparison. */
void dql_shape_report_operator(const dql_shape *shape, const dql_json_key *field, const dql_json_key *key);
/* A value that the operator does not take. */
void dql_shape_report_operand(const dql_shape *shape, const dql_json_key *field, const deskql_json_value *member,
                              dql_operator operator_);
void dql_shape_report_list_item(const dql_shape *shape, const dql_json_key *field, const deskql_json_value *item);
/* A member of an `or` that selects everything. */
void dql_shape_warn_everything(const dql_shape *shape, dql_range item);

#endif
