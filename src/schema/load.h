/*
 * Schema files and files of values, read from JSON. docs/schema.md has their form.
 *
 * Each mistake is a finding (DQL601) at its place, and reading goes on, so that all mistakes of a file are reported at once.
 */
#ifndef DQL_SCHEMA_LOAD_H
#define DQL_SCHEMA_LOAD_H

#include "diagnostics/suggest.h"
#include "schema/schema.h"
#include "json/read.h"

typedef struct dql_load {
    dql_arena *arena;   /* what is made */
    dql_arena *scratch; /* the text, its tree and the findings */
    deskql_findings *findings;
} dql_load;

typedef struct dql_endpoints {
    const deskql_endpoint *const *at;
    size_t count;
} dql_endpoints;

/* The endpoints of a schema file. Returns false where there were mistakes (the findings are finished) or there is no memory. */
bool dql_load_schema(dql_load *load, const char *text, size_t length, dql_endpoints *loaded);
/*
 * The same endpoints with the values of a file of values: those that have a field of which it speaks are copied, the others
 * are passed on. Returns as dql_load_schema.
 */
bool dql_load_values(dql_load *load, const char *text, size_t length, const dql_endpoints *endpoints,
                     dql_endpoints *loaded);

/* ---- What both are read with ---- */

/* The root of a JSON text; NULL where it is none or there is no memory. `source` is for dql_load_end. */
const deskql_json_value *dql_load_begin(dql_load *load, const char *text, size_t length, dql_source *source);
/* Finishes the findings. Returns whether there was neither a mistake nor a lack of memory. */
bool dql_load_end(dql_load *load, dql_source *source);

/* A key that an object may have. */
typedef struct dql_key_rule {
    const char *key;
    uint32_t types; /* bits 1 << deskql_json_type */
    bool required;
} dql_key_rule;

#define DQL_JSON_BIT(type) (1u << DESKQL_JSON_##type)
#define DQL_JSON_BIT_BOOLEAN (DQL_JSON_BIT(TRUE) | DQL_JSON_BIT(FALSE))

/* Holds an object against its rules and fills `found`, one value a rule, NULL where there is none of a right type. `what` names the
   object: "an endpoint". Returns false where it is no object. */
bool dql_load_object(dql_load *load, const deskql_json_value *value, const char *what, const dql_key_rule *rules,
                     size_t count, const deskql_json_value **found);
/* A name: not empty, not longer than 255 bytes, without control characters, and without a comma unless `comma` is true. `what` names
   it: "a field's name". Returns a copy in the arena, NULL for a mistake. */
const char *dql_load_name(dql_load *load, const char *text, size_t length, dql_range range, const char *what,
                          bool comma);
/* Says which of the names that there are is near to one that is none of them. `noun` is "field". Returns false where none is near. */
bool dql_load_help_similar(dql_load *load, deskql_finding *finding, const char *noun, const char *name, size_t length,
                           dql_names names);
/* Reports a name that was there before. */
void dql_load_twice(dql_load *load, const char *name, dql_range range, dql_range first);
/* Reports more than DQL_NAMES_LIMIT of them. */
bool dql_load_fits(dql_load *load, const deskql_json_value *list);
/* A type of JSON as a message calls it: "a string". */
const char *dql_load_type_text(unsigned type);

/* load_field_values.c */

/* Reads a field's `values`: an array of names for an enum, an object of ids and aliases for a reference. */
void dql_load_field_values(dql_load *load, const deskql_json_value *values, dql_field *field);

#endif
