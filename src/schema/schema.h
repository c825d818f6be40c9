/*
 * An endpoint as check/ and emit/ use it: all names, found in one step.
 *
 * Built-in endpoints are constant tables that the build makes of src/schemas/ *.json; loaded ones are built in an arena by the same
 * code. Both find a name through a hash table with open addressing, at most half full, whose hash reads every byte. However the names
 * of a schema collide, finding one takes the logarithm of their number.
 */
#ifndef DQL_SCHEMA_SCHEMA_H
#define DQL_SCHEMA_SCHEMA_H

#include "base/arena.h"
#include "base/writer.h"
#include "diagnostics/findings.h"
#include "syntax/operators.h"

#include <deskql/schema.h>
#include <string.h>

/* Where the names of an array stand in it, by hash; made by schema/index.h. */
typedef struct dql_name_index {
    const uint16_t *slots; /* the position and 1; 0 where empty */
    uint32_t mask;
    /* The positions of names all of whose DQL_INDEX_REACH slots are taken, in order; of names that were not made to collide, hardly any. */
    uint32_t crowd_count;
    const uint16_t *crowd;
} dql_name_index;

/* How many slots from that of its hash on a name may be in. */
#define DQL_INDEX_REACH 16u

/* One value of an enum field, or name of a reference field. */
typedef struct dql_schema_value {
    const char *name;
    uint32_t length;
    uint32_t id_count; /* of an alias of several ids; else 0 */
    int64_t id;        /* reference fields, but for such an alias */
    const int64_t *ids;
    const char *renamed; /* how it is called now; NULL: it is no old name */
} dql_schema_value;

/* The most ids that an alias stands for. */
#define DQL_ALIAS_LIMIT 250u

/* The query parameter that a comparison by one operator becomes, where the endpoint has named ones instead of a filter. */
typedef struct dql_named_parameter {
    const char *name;  /* NULL: the end of a field's */
    uint8_t operator_; /* EQUAL … GREATER_OR_EQUAL, CONTAINS; EQUAL is IN too where the field takes lists */
    bool seen;         /* what the operator is to the server is not documented */
} dql_named_parameter;

/* How several values of one parameter are written. */
typedef enum dql_parameter_list { DQL_NO_LIST, DQL_REPEATED_LIST, DQL_JOINED_LIST } dql_parameter_list;

struct dql_field {
    const char *name;
    uint32_t length;
    uint8_t type; /* deskql_type */
    bool nullable;
    bool open; /* a value that is not listed is a warning (DQL409), not an error; no values at all: anything passes */
    uint8_t groups; /* dql_operator_group bits that it takes; NULLITY only if nullable or any */
    uint32_t value_count;
    uint32_t old_count;                    /* of old names among `values` */
    bool seen;                             /* in use alone: it is documented nowhere */
    bool in_path;                          /* a part of the endpoint's path, and none of the filter */
    uint8_t list;                          /* dql_parameter_list, of named parameters */
    const dql_named_parameter *parameters; /* NULL: it stands in filters */
    const dql_schema_value
        *values; /* NULL where none are listed; old names stand behind the others, and are not counted */
    dql_name_index value_index;
    const char *kind; /* of what it refers to, as answers call it: `users`; NULL where unknown */
    /* `"status":` as it stands in JSON, and percent-encoded, for emit/. */
    const char *key;
    uint32_t key_length;
    const char *encoded_key; /* `%22status%22%3A` */
    uint32_t encoded_key_length;
};

/* A name's first and last eight bytes, which are all of it up to 16; of one that is shorter than 8 all is in `head`, as if zeros followed. */
typedef struct dql_name_words {
    uint64_t head;
    uint64_t tail;
} dql_name_words;

/* What a name is: each index is -1 where it is not that, and -2 - index where it is seen in use alone, or a part of the path:
   dql_entry_index. */
typedef struct dql_name_entry {
    const char *name;
    dql_name_words words;
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
    const char *const *names; /* those that are seen in use alone stand behind the documented ones */
    uint32_t count;
    uint32_t documented;
    dql_name_index index;
} dql_name_list;

struct deskql_endpoint {
    const char *name;
    size_t name_length;
    const char *path;    /* with a `{name}` for each of its parameters */
    uint32_t path_count; /* of them; they stand in `fields`, behind the filter's, in the path's order */
    uint32_t maximum_page_size;
    bool ids;             /* it takes the parameter `ids` */
    bool named;           /* its fields are parameters of their own, and it takes no filter */
    bool unusual;         /* it is `named`, or its path has parameters: queries of it take steps that others do not */
    uint32_t longest_key; /* the most bytes that a field's encoded_key has */
    uint32_t field_count;
    /* Filter fields: so many are documented; behind them stand those that are seen in use alone, and last such of them as queries do
       not take, for `order by` documents them. Each in schema order. */
    uint32_t documented;
    uint32_t queryable;
    const struct dql_field *fields;
    dql_name_list order;
    dql_name_list includes;
    dql_name_list sparse; /* count 0: any name passes */
    const dql_renamed *renamed;
    uint32_t renamed_count;
    const dql_name_entry *entries;
    uint32_t entry_count;
    dql_name_index index; /* of entries */
};

typedef struct dql_field dql_field;

/* The index of what is documented or seen; -1 where there is none. */
static inline int32_t dql_entry_index(int32_t stored) {
    return stored < -1 ? -2 - stored : stored;
}

static inline int32_t dql_entry_stored(uint32_t index, bool seen) {
    return seen ? -2 - (int32_t)index : (int32_t)index;
}

/* Bytes as a little-endian number, so that a table that the build made serves a target of the other order too. */
static inline uint64_t dql_load_8(const char *bytes) {
    uint64_t value;
    memcpy(&value, bytes, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static inline dql_name_words dql_name_words_of(const char *name, size_t length) {
    if (length >= 8) return (dql_name_words){dql_load_8(name), dql_load_8(name + length - 8)};
    char padded[8] = {0};
    for (size_t i = 0; i < length; i++) padded[i] = name[i];
    return (dql_name_words){dql_load_8(padded), 0};
}

/* The same of a name behind whose first byte seven more can be read. */
static inline dql_name_words dql_name_words_of_readable(const char *name, size_t length) {
    uint64_t head = dql_load_8(name);
    if (length >= 8) return (dql_name_words){head, dql_load_8(name + length - 8)};
    return (dql_name_words){head & ((UINT64_C(1) << length * 8) - 1), 0};
}

/* The hash of a name; it takes in every byte. */
static inline uint32_t dql_name_hash(dql_name_words words, const char *name, size_t length) {
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t hash = ((words.head + words.tail * 5) ^ length) * factor;
    if (length <= 16) return (uint32_t)(hash >> 32);
    for (size_t i = 8; i + 8 < length; i += 8) hash = (hash ^ hash >> 32 ^ dql_load_8(name + i)) * factor;
    return (uint32_t)(hash >> 32);
}

/* Whether two names of one length and with the same words are the same. No memcmp: a call would cost more than it does. */
static inline bool dql_name_same_inside(const char *one, const char *other, size_t length) {
    for (size_t i = 8; i + 8 < length; i += 8) {
        if (dql_load_8(one + i) != dql_load_8(other + i)) return false;
    }
    return true;
}

static inline uint32_t dql_schema_hash(const char *name, size_t length) {
    return dql_name_hash(dql_name_words_of(name, length), name, length);
}

static inline bool dql_name_entry_is(const dql_name_entry *entry, dql_name_words words, const char *name,
                                     size_t length) {
    return entry->words.head == words.head && entry->words.tail == words.tail && entry->length == length &&
           (length <= 16 || dql_name_same_inside(entry->name, name, length));
}

/* The rest of dql_endpoint_find, from the second place on. */
const dql_name_entry *dql_endpoint_find_on(const deskql_endpoint *endpoint, uint32_t hash, dql_name_words words,
                                           const char *name, size_t length);

/* NULL where the endpoint knows no such filter or order field nor renamed one. */
static inline const dql_name_entry *dql_endpoint_find(const deskql_endpoint *endpoint, dql_name_words words,
                                                      const char *name, size_t length) {
    uint32_t hash = dql_name_hash(words, name, length);
    uint32_t slot = endpoint->index.slots[hash & endpoint->index.mask];
    if (slot == 0) return NULL;
    const dql_name_entry *entry = &endpoint->entries[slot - 1];
    if (dql_name_entry_is(entry, words, name, length)) return entry;
    return dql_endpoint_find_on(endpoint, hash, words, name, length);
}

static inline const dql_name_entry *dql_endpoint_lookup(const deskql_endpoint *endpoint, const char *name,
                                                        size_t length) {
    return dql_endpoint_find(endpoint, dql_name_words_of(name, length), name, length);
}

/* What a query takes an entry, which may be NULL, for in its filter: a field, documented or seen, or a part of the path; NULL where it is
   neither. */
static inline const dql_field *dql_entry_condition(const deskql_endpoint *endpoint, const dql_name_entry *entry) {
    int32_t index = entry ? dql_entry_index(entry->filter) : -1;
    return index < 0 ? NULL : &endpoint->fields[index];
}

/* The same of filter fields alone. */
static inline const dql_field *dql_entry_field(const deskql_endpoint *endpoint, const dql_name_entry *entry) {
    const dql_field *field = dql_entry_condition(endpoint, entry);
    return field && field->in_path ? NULL : field;
}

#define DQL_MOST_PATH_PARAMETERS 16u

/* The parameters of a path. */
static inline const dql_field *dql_path_fields(const deskql_endpoint *endpoint) {
    return endpoint->path_count ? endpoint->fields + endpoint->field_count : NULL;
}

/* The parameter of a comparison; NULL where there is none. */
const dql_named_parameter *dql_parameter_for(const dql_field *field, unsigned operator_);
/* The field that a query parameter is of, and by which operator; NULL where it is of none. */
const dql_field *dql_parameter_field(const deskql_endpoint *endpoint, const char *name, size_t length,
                                     const dql_named_parameter **parameter);
/* Why a text cannot be the value of a field's parameter, as the end of a sentence; NULL where it can. */
const char *dql_parameter_problem(const dql_field *field, const char *text, size_t length);

/* What the values of the clause `ids` are checked as. */
extern const dql_field dql_ids_field;

/* Why a text cannot be one of them, as the end of a sentence: `has a slash`; NULL where it can. */
const char *dql_path_problem(const char *text, size_t length);

/* The position in a list of names, -1 where there is none. */
int32_t dql_name_list_find(const dql_name_list *list, const char *name, size_t length);
/* The value of that name, or old name; NULL where there is none. */
const dql_schema_value *dql_field_value(const dql_field *field, const char *name, size_t length);

/* The ids of an alias: `1, 3`. */
void dql_write_alias(dql_writer *writer, const dql_schema_value *alias);

/* The built-in endpoints. */
extern const deskql_endpoint *const dql_builtin_endpoints[];
extern const size_t dql_builtin_endpoint_count;

#endif
