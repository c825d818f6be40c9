/* What an import finds in a reference page or an OpenAPI file, before it is written as a schema. */
#ifndef DQL_CLI_IMPORT_IMPORT_H
#define DQL_CLI_IMPORT_IMPORT_H

#include "cli/cli.h"

typedef enum dql_import_list {
    DQL_IMPORT_FILTER,
    DQL_IMPORT_ORDER,
    DQL_IMPORT_INCLUDES,
    DQL_IMPORT_FIELDS,
    DQL_IMPORT_LISTS,
    DQL_IMPORT_NONE = DQL_IMPORT_LISTS
} dql_import_list;

/* A part of a text that somebody else owns. */
typedef struct dql_span {
    const char *at;
    size_t size;
} dql_span;

/* A name of a list, or another text that is kept once in its scope. */
typedef struct dql_import_name {
    dql_span text;
    size_t scope;
    /* The next of the same list; of another text what belongs to it. */
    size_t next;
    /* Its schema, in an OpenAPI file; NULL: nothing is known. */
    const deskql_json_value *type;
} dql_import_name;

typedef struct dql_import_endpoint {
    /* `GET /desk/api/v2/tickets.json`, and the path in it. */
    const char *call;
    const char *path;
    /* The first name of each list, and the last; 0: none. */
    size_t first[DQL_IMPORT_LISTS];
    size_t last[DQL_IMPORT_LISTS];
    /* It has the query parameter of the clause `ids`. */
    bool takes_ids;
} dql_import_endpoint;

typedef struct dql_import {
    const char *file;
    dql_import_endpoint *endpoints;
    size_t count;
    size_t capacity;
    /* From 1 on; `slots` finds them by their hashes. */
    dql_import_name *names;
    size_t name_count;
    size_t name_capacity;
    size_t *slots;
    size_t slot_count;
    /* Where in the text we are: the endpoint, the list that is being read, what stands before it and what its items begin with. */
    size_t endpoint;
    bool is_printed_again;
    dql_import_list list;
    dql_span heading;
    bool is_empty;
    bool is_first_item;
    bool is_bulleted;
    bool has_pending_bullet;
    /* A method that stood on a line of its own. */
    dql_span method;
    /* Inside of a table of query parameters: the one whose row this is. */
    bool is_in_parameters;
    bool expects_parameter;
    dql_span parameter;
    /* Of an OpenAPI file: it has types, and says which may be null, as version 2 cannot. */
    bool has_types;
    bool says_null;
    /* Where the next text of it is put without its markup: as many bytes as the file has are enough for all. */
    char *texts;
    /* Something is not in the schema, and ought to be. */
    bool has_lost;
    size_t note_count;
    bool failed;
} dql_import;

dql_span dql_span_of(const char *text);
bool dql_import_is_name(dql_span text);
/* The list of a query parameter of that name, `filter[]` too; DQL_IMPORT_NONE where it has none. */
dql_import_list dql_import_list_of(dql_span parameter);
/* What the query parameter of a list is called. */
extern const char *const dql_import_parameters[DQL_IMPORT_LISTS];
/* The place of a text that is kept once in its scope, and whether it is new; 0 without memory. Of the scopes that are no lists it is a
   copy that ends with a NUL. */
size_t dql_import_keep(dql_import *import, size_t scope, dql_span text, bool *is_new);
#define DQL_IMPORT_CALLS ((size_t)-1)
#define DQL_IMPORT_CALLED ((size_t)-2)
void dql_import_begin_endpoint(dql_import *import, dql_span method, dql_span base, dql_span path);
void dql_import_add(dql_import *import, dql_import_list list, dql_span name);
/* Who has read so many notes reads no more; they are counted. */
#define DQL_IMPORT_MOST_NOTES 200u
/* Says what a reader of the schema ought to know; where `is_loss`, it ought to be in it. */
__attribute__((format(printf, 3, 4))) void dql_import_note(dql_import *import, bool is_loss, const char *format, ...);
/* Takes note of a query parameter: says so where a schema has nothing for it, and deskql does not write it for itself. */
void dql_import_note_parameter(dql_import *import, dql_span parameter);
/* Takes markup out of a text: HTML, Markdown, entities, CRs; in place. Returns what is left of the length. */
size_t dql_import_plain(char *text, size_t length);
/* Reads lines without markup, up to the end of the last list. The text outlives the import. */
void dql_import_read(dql_import *import, dql_span text);
/* The same of what is said of one query parameter of the last endpoint. */
void dql_import_read_parameter(dql_import *import, dql_span parameter, dql_span text);
/* Reads an OpenAPI file, 2 or 3. Returns false after a message. */
bool dql_import_read_openapi(dql_import *import, const deskql_json_value *root);
/* Writes the schema; `name`, of the only endpoint, may be NULL. Returns false after a message. */
bool dql_import_write(dql_import *import, const char *name, FILE *to);

#endif
