/* What settings.c, configuration.c and setup.c share. */
#ifndef DQL_CLI_CONFIG_SETTINGS_H
#define DQL_CLI_CONFIG_SETTINGS_H

#include "cli/io/inside.h"

/* A configuration file. What it says lives as long as it. */
typedef struct dql_cli_configuration {
    const char *path;
    /* What its paths may not lead out of; NULL: it was named on the command line, and they lead where they like. */
    const dql_cli_enclosure *enclosure;
    dql_cli_bytes text;
    deskql_json *json;
    const char *endpoint;
    deskql_range endpoint_range;
    /* A string or an array of strings; NULL where the file has none. */
    const deskql_json_value *schema;
    const deskql_json_value *values;
    const deskql_json_value *readings;
    const deskql_json_value *allow;
    /* An object of codes and levels. */
    const deskql_json_value *severity;
    bool warnings_fail;
    int32_t utc_offset;
} dql_cli_configuration;

/* Reads the file of `path`, which is set, as the enclosure is, and must outlive it. Returns false after a message; to be freed all
   the same. */
bool dql_cli_configuration_read(dql_cli_session *session, dql_cli_configuration *of);
/* Whether there is the endpoint that it names. Returns false after a message. */
bool dql_cli_configuration_check(dql_cli_session *session, const dql_cli_configuration *of,
                                 const deskql_schemas *schemas);
/* Reports that a file that it names, at `value`, cannot be read. */
void dql_cli_configuration_refuse(dql_cli_session *session, const dql_cli_configuration *of,
                                  const deskql_json_value *value, int reason);
void dql_cli_configuration_free(dql_cli_configuration *of);

/* What the command line says by itself: returns false after a message. */
bool dql_cli_settings_check(const dql_cli_call *call);
/* What the command line and a configuration (NULL: none) say together. `clock` is the system's. Returns false after a message. */
bool dql_cli_settings_make(dql_cli_session *session, const dql_cli_configuration *configuration, int64_t clock,
                           dql_cli_settings *settings);
void dql_cli_settings_free(dql_cli_settings *settings);
/* What the command line says of codes: returns false after a message. */
bool dql_cli_levels_check(const dql_cli_call *call);
/* The level of each code, by what the configuration (NULL: none) says and then the command line. */
void dql_cli_levels_read(const dql_cli_call *call, const dql_cli_configuration *configuration,
                         unsigned char levels[DQL_CLI_MOST_CODES]);
/* `off`, `note`, `warning` or `error`; DQL_CLI_AS_IT_IS for any other word, and for NULL. */
dql_cli_level dql_cli_level_find(const char *word);
/* `+02:00` or `Z`. */
bool dql_cli_read_offset(const char *text, int32_t *minutes);

#endif
