#include "syntax/operators.h"

#include <deskql/operator.h>

_Static_assert(DQL_OPERATOR_COUNT < 31, "operators are bits of an int");

const dql_operator_info dql_operators[DQL_OPERATOR_COUNT] = {
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    {spelling,          sizeof(api) > 1 ? "$" api : "", (const char *const[]){words, time_words, day_words},           \
     DQL_GROUP_##group, DQL_OPERATOR_##negation,        DQL_##operands},
#include "operators.def"
#undef OPERATOR
};

#define OPENING(text, operands)                                                                                        \
    { text, sizeof(text) - 1, DQL_##operands == DQL_LIST }

const dql_operator_opening dql_operator_openings[DQL_OPERATOR_COUNT] = {
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    OPENING("{\"$" api "\":", operands),
#include "operators.def"
#undef OPERATOR
};

const dql_operator_opening dql_operator_encoded_openings[DQL_OPERATOR_COUNT] = {
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    OPENING("%7B%22%24" api "%22%3A", operands),
#include "operators.def"
#undef OPERATOR
};

/* The public enumeration counts from 1, so that 0 is "none". */
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    _Static_assert((int)DESKQL_OPERATOR_##name == (int)DQL_OPERATOR_##name + 1, "deskql/operator.h differs");
#include "operators.def"
#undef OPERATOR

const char *deskql_operator_text(deskql_operator operator_) {
    switch (operator_) {
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    case DESKQL_OPERATOR_##name:                                                                                       \
        return spelling;
#include "operators.def"
#undef OPERATOR
    }
    return NULL;
}
