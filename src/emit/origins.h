/* Which part of the query string came from which part of the text. */
#ifndef DQL_EMIT_ORIGINS_H
#define DQL_EMIT_ORIGINS_H

#include "base/writer.h"
#include "lower/plan.h"

/* A key, from its last piece to its first. A deep filter makes no piece larger, nor takes memory. */
typedef struct dql_key {
    const struct dql_key *before; /* NULL: the name of a parameter */
    const char *text;             /* a name, or an operator's API key; NULL: the index alone */
    size_t length;
    uint32_t index; /* of an item; DQL_NO_INDEX: none */
} dql_key;

#define DQL_NO_INDEX UINT32_MAX

/* As deskql/origin.h has it. */
void dql_write_key(const dql_key *key, dql_writer *writer);

typedef struct dql_origin_walk dql_origin_walk;
struct dql_origin_walk {
    /* Returns false to end the walk. */
    bool (*visit)(dql_origin_walk *walk, const dql_key *key, dql_range range);
};

void dql_walk_origins(const deskql_plan *plan, dql_origin_walk *walk);
bool dql_locate_origin(const deskql_plan *plan, const char *key, dql_range *range);

/* DESKQL_OUTPUT_MAP */
void dql_emit_map(const deskql_plan *plan, dql_writer *writer);

#endif
