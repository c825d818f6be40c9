/* What a call names: queries, files, and the files below folders. */
#ifndef DQL_CLI_RUN_INPUTS_H
#define DQL_CLI_RUN_INPUTS_H

#include "cli/cli.h"

/* Adds an input; takes its paths. Returns false without memory. */
bool dql_cli_inputs_add(dql_cli_inputs *inputs, dql_cli_input input);
/* Adds every *.dql below a folder, sorted by its bytes; hidden ones and those that git ignores are left out. Links that lead out of the
   repository, or of the folder where the call writes, are not read. Returns false without memory. What cannot be read is reported. */
bool dql_cli_inputs_walk(dql_cli_session *session, const char *folder);

#endif
