/* The parameters of a query string, and names that are none. */
#ifndef DQL_URL_PARAMETER_H
#define DQL_URL_PARAMETER_H

#include "diagnostics/parameters.h"
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
    /* Those that stand somewhere in it by their own names, a bit each. */
    unsigned named;
    dql_raw_condition conditions[DQL_RAW_MOST_CONDITIONS];
    uint32_t condition_count;
    bool more_conditions;
} dql_query_string;

/* parameter.c */

/* DQL_PARAMETERS where it is none. */
dql_parameter_id dql_parameter_find(const char *name, size_t length);
/* Reports a name that is no parameter. Gives the one that is meant, where a fix says so, to be read as that. */
dql_parameter_id dql_parameter_report(dql_raw_reader *reader, const dql_query_string *string, const dql_raw_part *name,
                                      dql_range value);

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
