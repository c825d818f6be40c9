/* Names, types and values: the tree held against the schema of its endpoint. */
#ifndef DQL_CHECK_CHECK_H
#define DQL_CHECK_CHECK_H

#include "diagnostics/findings.h"
#include "schema/schema.h"
#include "syntax/ast.h"

#include <deskql/readings.h>

typedef struct dql_checker {
    dql_arena *arena;
    deskql_findings *findings;
    const char *text;              /* the whole source, for fixes that move a piece of it */
    const deskql_schemas *schemas; /* NULL: the built-in ones */
    /* Of queries that name none, and its name; NULL where that is the name of none. */
    const deskql_endpoint *default_endpoint;
    const char *default_name;
    /* The source is a raw text: findings speak of it in the API's words, none of its bytes are those of a query, and times
       without an offset are UTC. */
    bool raw;
    /* What is known of the server; NULL: nothing. For notes. */
    const deskql_readings *readings;
    /* Of queries that are looked at in turn; NULL for others. */
    struct dql_in_turn *in_turn;
} dql_checker;

/* The arena is for texts of findings alone, and those of findings that are not kept are given back. */
typedef struct dql_in_turn {
    dql_findings_mark kept;
    dql_arena *tree; /* for what is filled in */
} dql_in_turn;

/* `name` may be NULL. */
void dql_checker_set_default(dql_checker *checker, const char *name);
/* Fills in what ast.h marks as check's, and reports. A query whose filter is broken is checked as far as it goes. */
void dql_check_query(const dql_checker *checker, struct deskql_query *query);
/* The notes on a checked query without errors; there are none on any other. */
void dql_note_query(const dql_checker *checker, struct deskql_query *query);

#endif
