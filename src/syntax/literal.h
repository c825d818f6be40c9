/* A value token turned into a literal. */
#ifndef DQL_SYNTAX_LITERAL_H
#define DQL_SYNTAX_LITERAL_H

#include "syntax/build.h"

/* NULL when there is no memory. Reports dates and numbers that do not exist; such a literal is DQL_LITERAL_MISSING. */
dql_literal *dql_build_literal(dql_build *build, const dql_token *token);

/* Reports a time that could not be read (DQL106), as check/ does of a string of date form. NULL where nothing was reported. */
deskql_finding *dql_report_time(deskql_findings *findings, dql_range range, const char *shown, dql_time_error error);

#endif
