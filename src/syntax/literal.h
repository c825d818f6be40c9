/* A value token turned into a literal. */
#ifndef DQL_SYNTAX_LITERAL_H
#define DQL_SYNTAX_LITERAL_H

#include "generated/query_parser.h"
#include "syntax/build.h"

/* What a token of that kind is as a value, where nothing is wrong with it. */
dql_literal_kind dql_literal_kind_of_token(uint8_t token);

/* For all but plain integers; call dql_fill_literal. */
void dql_fill_odd_literal(dql_build *build, dql_literal *literal, const dql_token *token);

/* 2^63 has 19 digits. */
#define DQL_SURE_DIGITS 18u

/* Reports dates and numbers that do not exist; such a literal is DQL_LITERAL_MISSING. */
static inline void dql_fill_literal(dql_build *build, dql_literal *literal, const dql_token *token) {
    /* The rest is read only where the kind says that it is there. */
    literal->next = NULL;
    literal->range = dql_token_range(token);
    /* Most are natural numbers. */
    if (token->kind == DQL_TOKEN_NUMBER && token->detail == DQL_NUMBER_NATURAL) {
        const char *at = literal->text = dql_token_plain_content(build->texts, token, &literal->length);
        if (literal->length <= DQL_SURE_DIGITS) {
            const char *end = at + literal->length;
            uint64_t number = 0;
            do number = number * 10 + (unsigned char)*at - '0';
            while (++at < end);
            literal->kind = DQL_LITERAL_INTEGER;
            literal->resolution = DQL_UNRESOLVED;
            literal->in_range = true;
            literal->parameter = 0;
            literal->integer = (int64_t)number;
            return;
        }
    }
    dql_fill_odd_literal(build, literal, token);
}

/* The query's parameter of that name; NULL where there is none. */
const dql_parameter *dql_query_parameter(const struct deskql_query *query, const char *name, size_t length);

/* Reports a time that could not be read (DQL106), as check/ does of a string of date form. NULL where nothing was reported. */
deskql_finding *dql_report_time(deskql_findings *findings, dql_range range, const char *shown, dql_time_error error);

#endif
