/* A set of endpoints: the built-in ones and those that the caller added. */
#ifndef DQL_SCHEMA_SCHEMAS_H
#define DQL_SCHEMA_SCHEMAS_H

#include "schema/schema.h"

struct deskql_schemas {
    dql_arena arena;          /* what was added */
    dql_arena findings_arena; /* the last load's findings */
    deskql_findings findings;
    const deskql_endpoint *const *endpoints;
    size_t count;
};

/* All take NULL for the built-in endpoints. */
const deskql_endpoint *dql_schemas_find(const deskql_schemas *schemas, const char *name, size_t length);
/* The endpoint of whoever names none: tickets. */
const deskql_endpoint *dql_schemas_default(const deskql_schemas *schemas);

#endif
