/* The parameters of the API's query string: grammar/parameters.def. Findings are about one of them. */
#ifndef DQL_DIAGNOSTICS_PARAMETERS_H
#define DQL_DIAGNOSTICS_PARAMETERS_H

typedef enum dql_parameter_id {
#define PARAMETER(name, text) DQL_##name,
#include "parameters.def"
#undef PARAMETER
    DQL_PARAMETERS /* how many there are, and none of them */
} dql_parameter_id;

extern const char *const dql_parameter_names[DQL_PARAMETERS];

#endif
