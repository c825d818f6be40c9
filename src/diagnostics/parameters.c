#include "diagnostics/parameters.h"

#define PARAMETER(name, text) [DQL_##name] = (text),

const char *const dql_parameter_names[DQL_PARAMETERS] = {
#include "parameters.def"
};

#undef PARAMETER
