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

typedef struct dql_endpoints {
    const deskql_endpoint *const *at;
    size_t count;
} dql_endpoints;

typedef struct dql_load {
    dql_arena *arena;   /* what is made */
    dql_arena *scratch; /* the text, its tree and the findings */
    deskql_findings *findings;
    dql_endpoints present; /* those that there are already */
    int64_t version;       /* of the schema file's form */
    size_t inherited;      /* names, by all endpoints so far */
    bool named;            /* the endpoint in hand has a parameter of its own for each field */
} dql_load;

/* The endpoints of a schema file, which may extend those that there are. Returns false where there were mistakes (the findings are finished) or there is no memory. */
bool dql_load_schema(dql_load *load, const char *text, size_t length, dql_endpoints *loaded);
/*
 * The endpoints that there are, with the values of a file of values: those that have a field of which it speaks are copied, the
 * others are passed on. Returns as dql_load_schema.
 */
bool dql_load_values(dql_load *load, const char *text, size_t length, dql_endpoints *loaded);

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
    uint8_t since; /* the version of the form that has it first; 0: all have it */
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
/* Reports a name that is added and inherited. */
void dql_load_inherited(dql_load *load, const char *name, dql_range range);
/* Reports more than DQL_NAMES_LIMIT of them. */
bool dql_load_fits(dql_load *load, const deskql_json_value *list);
/* A type of JSON as a message calls it: "a string". */
const char *dql_load_type_text(unsigned type);

/* load_fields.c */

/* Returns false where the field has no name to go on with. */
bool dql_load_field(dql_load *load, const deskql_json_value *value, dql_field *field, dql_range *name_range);
/* The parameter of a path that a `{` begins, as a field. Returns false where it has no name to go on with. */
bool dql_load_path_field(dql_load *load, const char *opener, dql_range range, dql_field *field);
/* Values for a field that has a type, beside those that it has. */
void dql_load_values_of(dql_load *load, const deskql_json_value *values, dql_field *field);
/* Whether a `tier`, which may be NULL, is `seen`. */
bool dql_load_tier(dql_load *load, const deskql_json_value *tier);

/* load_field_values.c */

/* Reads a field's `values`: an array of names for an enum, an object of ids and aliases for a reference. They stand behind those that the
   field has. */
void dql_load_field_values(dql_load *load, const deskql_json_value *values, dql_field *field);
/* Takes values of these names, an array, from the field. */
void dql_load_without_values(dql_load *load, const deskql_json_value *removed, dql_field *field);

/* load_names.c: the names of an endpoint, its own and those that it inherits */

/* What an endpoint says of itself beside `name` and the like. Each may be NULL. */
typedef struct dql_load_lists {
    const deskql_json_value *filter;
    const deskql_json_value *order;
    const deskql_json_value *includes;
    const deskql_json_value *fields;
    const deskql_json_value *values; /* by field */
} dql_load_lists;

typedef struct dql_load_names {
    const deskql_endpoint *base; /* NULL: it extends none */
    dql_load_lists added;
    dql_load_lists removed;
    const deskql_json_value *retyped;
    const deskql_json_value *renamed;
    dql_range path_range; /* where the path stands, or the endpoint that inherits it */
} dql_load_names;

/* Fills in all that speaks of names. What there is no memory for is left out. */
void dql_load_all_names(dql_load *load, const dql_load_names *from, deskql_endpoint *endpoint);

#endif
