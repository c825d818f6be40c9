/*
 * The names of an installation, gathered from the API's own list answers, and written as a file of values.
 *
 * Memory is that of the names alone, and of one item at a time: a kind has at most DQL_CLI_MOST_NAMES names, or none at all.
 */
#ifndef DQL_CLI_VALUES_NAMES_H
#define DQL_CLI_VALUES_NAMES_H

#include "cli/cli.h"
#include "cli/io/pieces.h"
#include "cli/io/tree.h"

/* Of one sort; then it is counted how many more there are. */
#define DQL_CLI_MOST_NOTES 20u

/* Of a field: what the library takes. */
#define DQL_CLI_MOST_NAMES 65000u

/* A name of one kind. */
typedef struct dql_cli_known_name {
    dql_cli_tree node;
    bool is_ambiguous;
    bool is_noted;
    int64_t id;
    /* The first other id that has the name too; then it stands for neither. */
    int64_t other;
    char text[];
} dql_cli_known_name;

/* The names of one kind, `users`. */
typedef struct dql_cli_kind {
    const char *name;
    /* Whether a field takes them. */
    bool has_field;
    bool has_too_many;
    bool is_noted;
    /* Of dql_cli_known_name. */
    dql_cli_tree *names;
    size_t count;
} dql_cli_kind;

typedef struct dql_cli_names {
    const deskql_schemas *schemas;
    dql_cli_kind *kinds;
    size_t kind_count;
    /* Whether nothing is said but that a name is ambiguous. */
    bool is_silent;
    unsigned notes;
    /* The kinds of which it has been said that no field refers to them. */
    char left_out[DQL_CLI_MOST_NOTES][DQL_CLI_LONGEST_KEY];
    size_t left_out_count;
    /* Who asks. */
    bool has_me;
    int64_t me;
    deskql_json *json;
} dql_cli_names;

/* Of the kinds that the schemas' fields refer to. `schemas` outlives it. Returns false without memory, after a message. */
bool dql_cli_names_begin(dql_cli_names *names, const deskql_schemas *schemas);
void dql_cli_names_free(dql_cli_names *names);
/* NULL where no field refers to such things. */
dql_cli_kind *dql_cli_names_kind(dql_cli_names *names, const char *kind);
/* Adds all names that an item of that kind has. Returns false without memory, after a message. */
bool dql_cli_names_add(dql_cli_kind *kind, const deskql_json_value *item, int64_t id);
const dql_cli_known_name *dql_cli_names_find(const dql_cli_kind *kind, const char *text);

/* bodies.c: reads the answers in a file, `-` for standard input, or in a text. Returns false after a message. */
bool dql_cli_names_read(dql_cli_names *names, const char *path, const char *input_name);
bool dql_cli_names_read_text(dql_cli_names *names, const char *name, const char *text, size_t length);
/* Whether a text is an answer of the API, and no file of values. */
bool dql_cli_is_body(const char *text, size_t length);

/* write.c: the names as a file of values, with what stands in another one, `into`, called `file` (NULL: none). Returns false after a
   message. */
bool dql_cli_names_write(dql_cli_names *names, const char *file, const deskql_json *into, dql_cli_bytes *to);
/* Writes any value of JSON. Returns false without memory. */
bool dql_cli_put_value(dql_cli_bytes *to, const deskql_json_value *value);
/* compare.c: new values, `text`, and what stays of those that a set has: aliases, `me`, and each name that is gone as the old one of what
   its id is called now. Returns false without memory. */
bool dql_cli_values_compare(const deskql_schemas *schemas, const dql_cli_bytes *text, dql_cli_bytes *to);
/* How many names are known of kinds that fields refer to. */
size_t dql_cli_names_count(const dql_cli_names *names);

#endif
