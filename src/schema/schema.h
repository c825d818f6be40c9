/*
 * An endpoint as check/ and emit/ use it: all names, found in one step.
 *
 * Built-in endpoints are constant tables that the build makes of src/schemas/ *.json; loaded ones are built in an arena by the same
 * code. Both find a name through a hash table with open addressing whose hash reads every byte.
 */
#ifndef DQL_SCHEMA_SCHEMA_H
#define DQL_SCHEMA_SCHEMA_H

#include "base/arena.h"
#include "base/operators.h"
#include "diag/findings.h"

#include <deskql/schema.h>

/* One value of an enum field, or name of a reference field. */
typedef struct dql_schema_value {
    const char *name;
    uint32_t length;
    int64_t id; /* reference fields */
} dql_schema_value;

struct dql_field {
    const char *name;
    uint32_t length;
    uint8_t type;   /* deskql_type */
    bool nullable;
    bool open;      /* a value that is not listed is a warning (DQL409), not an error; no values at all: anything passes */
    uint8_t groups; /* dql_operator_group bits that it takes; NULLITY only if nullable or any */
    uint32_t value_count;
    const dql_schema_value *values; /* NULL where none are listed */
    /* `"status":` as it stands in JSON, and percent-encoded, for emit/. */
    const char *key;
    uint32_t key_length;
    const char *encoded_key; /* `%22status%22%3A` */
    uint32_t encoded_key_length;
};

/* What a name is: each index is -1 where it is not that. */
typedef struct dql_name_entry {
    const char *name;
    uint32_t length;
    int32_t filter;  /* index into fields */
    int32_t order;   /* index into order */
    int32_t renamed; /* index into renamed */
} dql_name_entry;

typedef struct dql_renamed {
    const char *from;
    const char *to;
} dql_renamed;

typedef struct dql_name_list {
    const char *const *names;
    uint32_t count;
} dql_name_list;

struct deskql_endpoint {
    const char *name;
    const char *path;
    uint32_t maximum_page_size;
    uint32_t field_count;
    const struct dql_field *fields; /* filter fields, schema order */
    dql_name_list order;
    dql_name_list includes;
    dql_name_list sparse; /* count 0: any name passes */
    const dql_renamed *renamed;
    uint32_t renamed_count;
    /* entries[slots[hash & mask]]; a slot is UINT16_MAX where empty. */
    const dql_name_entry *entries;
    uint32_t entry_count;
    const uint16_t *slots;
    uint32_t slot_mask;
};

typedef struct dql_field dql_field;

/* The hash of a name; reads every byte, eight at a time. */
uint32_t dql_schema_hash(const char *name, size_t length);
/* NULL where the endpoint knows no such filter or order field nor renamed one. */
const dql_name_entry *dql_endpoint_lookup(const deskql_endpoint *endpoint, const char *name, size_t length);
/* The position in a short list of names, -1 where there is none. */
int32_t dql_name_list_find(const dql_name_list *list, const char *name, size_t length);
/* The value of that name; NULL where there is none. */
const dql_schema_value *dql_field_value(const dql_field *field, const char *name, size_t length);

/* The built-in endpoints. */
extern const deskql_endpoint *const dql_builtin_endpoints[];
extern const size_t dql_builtin_endpoint_count;

#endif
