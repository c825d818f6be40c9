/*
 * What is known of each operator: grammar/operators.def, handed out. Nothing else includes that list, so that a new operator is a row of
 * it; where code treats operators apart, it is a `switch` without `default`, which the compiler holds to the list.
 */
#ifndef DQL_SYNTAX_OPERATORS_H
#define DQL_SYNTAX_OPERATORS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum dql_operator {
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words) DQL_OPERATOR_##name,
#include "operators.def"
#undef OPERATOR
    DQL_OPERATOR_COUNT
} dql_operator;

/* Which operators a field takes, as bits of its `groups`. */
typedef enum dql_operator_group {
#define GROUP(name, spelling, bit) name = bit,
#include "types.def"
#undef GROUP
    DQL_GROUP_NULLITY = 8 /* is null; also null as a value: of nullable fields, whatever their type */
} dql_operator_group;

typedef enum dql_operands { DQL_NO_VALUE, DQL_ONE_VALUE, DQL_TWO_VALUES, DQL_LIST } dql_operands;

/* The English words of an operator: grammar/operators.def. */
typedef enum dql_operator_words { DQL_WORDS, DQL_TIME_WORDS, DQL_DAY_WORDS } dql_operator_words;

/* 32 bytes, so that finding a row takes no multiplication. */
typedef struct dql_operator_info {
    const char *spelling;
    const char *api;          /* with its `$`; "" where the API has none */
    const char *const *words; /* by dql_operator_words */
    uint8_t group;            /* dql_operator_group */
    uint8_t negation;
    uint8_t operands; /* dql_operands */
} dql_operator_info;

extern const dql_operator_info dql_operators[DQL_OPERATOR_COUNT];

/* What stands before its values, `{"$eq":`, of a size that a fixed number of stores copies. */
typedef struct dql_operator_opening {
    char text[30];
    uint8_t length;
    bool list;
} dql_operator_opening;

/* As JSON, and percent-encoded. */
extern const dql_operator_opening dql_operator_openings[DQL_OPERATOR_COUNT];
extern const dql_operator_opening dql_operator_encoded_openings[DQL_OPERATOR_COUNT];

static inline dql_operator dql_operator_negation(dql_operator operator_) {
    return (dql_operator)dql_operators[operator_].negation;
}

static inline bool dql_operator_takes_list(dql_operator operator_) {
    return dql_operators[operator_].operands == DQL_LIST;
}

/* Whether it is the second of a pair of words, as `not in`: a list of operators names the first alone. */
static inline bool dql_operator_has_not(dql_operator operator_) {
    return dql_operators[operator_].spelling[0] >= 'a' && dql_operators[operator_].negation < operator_;
}

/* Whether lower/ takes it as it stands: it has one value, and the API has the operator too. */
static inline bool dql_operator_is_simple(dql_operator operator_) {
    enum {
        SIMPLE = 0
#define OPERATOR(name, spelling, api, group, negation, operands, words, time_words, day_words)                         \
    | (DQL_##operands == DQL_ONE_VALUE && sizeof(api) > 1 ? 1 << DQL_OPERATOR_##name : 0)
#include "operators.def"
#undef OPERATOR
    };
    return SIMPLE >> operator_ & 1;
}

#endif
