/* The parameters of a query string, and names that are none. */
#ifndef DQL_URL_PARAMETER_H
#define DQL_URL_PARAMETER_H

#include "diagnostics/parameters.h"
#include "schema/schema.h"
#include "url/url.h"

typedef struct dql_raw_parameter {
    bool given;
    dql_range name;
    dql_raw_part *value; /* NULL where it is empty */
} dql_raw_parameter;

/* A field as a parameter of its own: `status=1`, `filter[status][gt]=1`. */
typedef struct dql_raw_condition {
    const dql_raw_part *name;
    const dql_raw_part *value;
    dql_range field;     /* in the decoded name, as the next is */
    dql_range operator_; /* its end is 0 where there is none */
    bool list;           /* `[]` stands behind it */
} dql_raw_condition;

#define DQL_RAW_MOST_CONDITIONS 12u /* that one finding names */

typedef struct dql_query_string {
    dql_raw_parameter given[DQL_PARAMETERS];
    dql_raw_condition conditions[DQL_RAW_MOST_CONDITIONS];
    uint32_t condition_count;
    bool more_conditions;
    dql_range range; /* all of it */
    /* Of an endpoint that takes no filter: the comparisons that its parameters are, linked. */
    dql_node *named_first;
    dql_node *named_last;
} dql_query_string;

/* parameter.c */

/* DQL_PARAMETERS where it is none. */
dql_parameter_id dql_parameter_find(const char *name, size_t length);
/* Reports a name that is no parameter. Gives the name of the one that is meant, where a fix says so, to be read as that; else NULL. */
const char *dql_parameter_report(dql_raw_reader *reader, const dql_query_string *string, const dql_raw_part *name,
                                 dql_range value);

/* query_string.c */

/* Whether a parameter of that very name, which may be percent-encoded, stands in a query string. */
bool dql_raw_has_parameter(const dql_raw_reader *reader, dql_range rest, const char *name);
/* Reports a parameter that was there before; `help` speaks of `%s`. */
void dql_raw_report_repeated(dql_raw_reader *reader, const char *name, dql_range range, dql_range first,
                             const char *help);

/* named.c */

/* The parameters that an endpoint's requests have, which may be NULL. */
dql_names dql_raw_parameter_names(dql_arena *arena, const deskql_endpoint *endpoint);
/* Reads a parameter that is a field. */
void dql_raw_read_named(dql_raw_reader *reader, dql_query_string *string, const dql_field *field,
                        const dql_named_parameter *parameter, dql_range name, dql_range value);
/* Makes the filter of all. */
void dql_raw_finish_named(dql_raw_reader *reader, const dql_query_string *string, struct deskql_query *query);

/* conditions.c */

/* Whether a name that is no parameter's is a field of filters, or `filter[…]`. */
bool dql_raw_is_condition(const dql_raw_reader *reader, const dql_raw_part *name);
/* Keeps such a parameter. */
void dql_raw_keep_condition(dql_query_string *string, const dql_raw_part *name, const dql_raw_part *value);
/* Reports all that were kept as one mistake. */
void dql_raw_report_conditions(dql_raw_reader *reader, const dql_query_string *string);

/* clauses.c */

void dql_raw_read_order(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query);
void dql_raw_read_pages(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query);
void dql_raw_read_ids(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query);
void dql_raw_read_lists(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query);

#endif
