/* The nearest of a few words, for the help of a finding about a schema. */
#ifndef DQL_SCHEMA_CLOSEST_H
#define DQL_SCHEMA_CLOSEST_H

#include <stddef.h>
#include <stdint.h>

typedef struct dql_closest {
    const char *name;
    size_t length;
    const char *nearest; /* NULL: none is near */
    uint32_t distance;
    uint32_t alike; /* how many letters at the begin are the same */
    uint32_t tried;
} dql_closest;

void dql_closest_begin(dql_closest *closest, const char *name, size_t length);
/* Of equally near candidates the one stays that begins alike longer, then the first. From the thousandth on they are not looked at, for the time that it takes. */
void dql_closest_try(dql_closest *closest, const char *candidate);

#endif
