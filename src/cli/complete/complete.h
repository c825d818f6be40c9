/* What the last word of an unfinished call may become: for the shells' completion. */
#ifndef DQL_CLI_COMPLETE_COMPLETE_H
#define DQL_CLI_COMPLETE_COMPLETE_H

#include "cli/cli.h"

#define DQL_CLI_SHELLS "bash zsh fish"
#define DQL_CLI_LONGEST_OFFER 600

/* What is offered for what is typed. Each is a line: the word, what it is, what is not typed yet, with tabs between. */
typedef struct dql_cli_offers {
    /* The part of the last word that a candidate begins with. */
    const char *typed;
    size_t count;
    char last[DQL_CLI_LONGEST_OFFER];
} dql_cli_offers;

/* Offers a word, and behind it, after a space, `more` (NULL: nothing), if it begins with what is typed. */
void dql_cli_offer(dql_cli_offers *offers, const char *word, const char *more, const char *about);
/* Offers each of some words that are separated by spaces. */
void dql_cli_offer_each(dql_cli_offers *offers, const char *words, const char *about);
/* Offers what may stand at the end of a text of queries. `endpoint` is that of queries without `from`, or NULL. */
void dql_cli_complete_query(const char *text, const deskql_schemas *schemas, const char *endpoint);
/* Offers what may stand in the place of the last word of a call, of which there is at least one. The words may be quoted as in a
   shell; they are unquoted in place. */
void dql_cli_complete_call(char **words, size_t count);

#endif
