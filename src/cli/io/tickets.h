/* Tickets as they come out of the API and out of exports: distinguished by what they begin with, and read one by one. */
#ifndef DQL_CLI_IO_TICKETS_H
#define DQL_CLI_IO_TICKETS_H

#include <deskql/json.h>
#include <deskql/schema.h>

typedef struct dql_cli_tickets {
    /* Its name is the member of a body that holds the tickets. */
    const deskql_endpoint *endpoint;
    /* The array of `included` that is named; NULL for none. */
    const char *kind;
    /* Each returns false to end the reading. `text` is what the ticket was parsed from. */
    bool (*ticket)(void *context, const deskql_json_value *ticket, const char *text, size_t length);
    bool (*related)(void *context, const deskql_json_value *item);
    /* Another member of a body, `pagination`; NULL: they are passed over. */
    void (*member)(void *context, const char *key, const deskql_json_value *value);
    void *context;
    /* Used again for each value; to be freed by the caller. */
    deskql_json *json;
    /* How many values have been read: bodies, arrays, tickets by themselves. */
    size_t values;
} dql_cli_tickets;

/*
 * Reads a file, or standard input for `-`: any number of tickets (objects), arrays of tickets, and bodies of the API (objects with
 * an array of tickets, or one under its name in the singular, and `included`), one after the other. Returns false after a message, of the file or of a callback.
 */
bool dql_cli_tickets_read(dql_cli_tickets *tickets, const char *path, const char *input_name);

#endif
