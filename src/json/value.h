/* A value of a JSON text. The public functions of deskql/json.h read it; inside the library its range is at hand too. */
#ifndef DQL_JSON_VALUE_H
#define DQL_JSON_VALUE_H

#include "base/arena.h"
#include "base/source.h"

#include <deskql/json.h>

typedef struct dql_json_key {
    const char *text; /* decoded; a NUL follows */
    uint32_t length;
    dql_range range; /* quotes included */
} dql_json_key;

struct deskql_json_value {
    deskql_json_value *next;
    const dql_json_key *key; /* NULL but for members of an object */
    union {
        const char *text; /* STRING, NUMBER; a NUL follows */
        deskql_json_value *first;
    } as;
    union {
        deskql_json_value *last; /* while items are added */
        /* OBJECT of more than DQL_JSON_FEW members, when complete: in the order of dql_json_compare_keys. */
        deskql_json_value *const *sorted;
    } more;
    uint32_t count;  /* the length of the text, or the number of items */
    uint8_t type;    /* deskql_json_type */
    bool integer;    /* NUMBER: without fraction and exponent */
    dql_range range; /* quotes and brackets included */
};

/* Up to so many members are looked through one by one. */
#define DQL_JSON_FEW 8u

/* Sorts the members of a complete object for look-up. Returns false when there is no memory. */
bool dql_json_sort_members(dql_arena *arena, deskql_json_value *object);
/* Shorter keys come first, equally long ones by their bytes. */
int dql_json_compare_keys(const char *one, size_t one_length, const char *other, size_t other_length);
/* The member of a key of any bytes; of equal keys any. NULL where there is none or `object` is none. */
const deskql_json_value *dql_json_member(const deskql_json_value *object, const char *key, size_t length);

#endif
