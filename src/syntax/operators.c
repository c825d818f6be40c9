#include "syntax/operators.h"

_Static_assert(DQL_OPERATOR_COUNT < 31, "operators are bits of an int");

const dql_operator_info dql_operators[DQL_OPERATOR_COUNT] = {
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    {spelling,                                                                                                         \
     sizeof(api) > 1 ? "$" api : "",                                                                                   \
     (const char *const[]){words, time_words, day_words},                                                              \
     DQL_GROUP_##group,                                                                                                \
     DQL_OPERATOR_##negation,                                                                                          \
     DQL_##operands,                                                                                                   \
     sizeof("%7B%22%24" api "%22%3A") - 1,                                                                             \
     "%7B%22%24" api "%22%3A"},
#include "operators.def"
#undef OPERATOR
};
