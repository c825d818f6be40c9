/* Which readings of a query explain an answer, and what none explains. */
#ifndef DQL_CLI_VERIFY_VERIFY_H
#define DQL_CLI_VERIFY_VERIFY_H

#include "cli/cli.h"

/* The ways to read a query: bit 1 << reading of one is whether that reading is its second word. */
#define DQL_CLI_WAYS (1u << DESKQL_READING_COUNT)

typedef struct dql_cli_kept {
    int64_t id;
    size_t start; /* in `texts` */
    size_t length;
} dql_cli_kept;

/* Tickets that say the same of the ways, and the first of them. */
typedef struct dql_cli_group {
    uint32_t ways; /* those that explain them */
    bool returned;
    uint32_t place; /* of the part that decides by the first way */
    size_t count;
    char *text;
    size_t length;
} dql_cli_group;

typedef struct dql_cli_verification {
    dql_cli_session *session;
    dql_cli_text *text;
    size_t index;
    const deskql_query *query;
    const deskql_plan *plan;
    /* What messages call the files; `all` may be NULL. */
    const char *answer;
    const char *all;
    deskql_matcher *matchers[DQL_CLI_WAYS];
    deskql_included *included;
    /* The tickets of the answer: in its order, later by id. */
    dql_cli_kept *kept;
    size_t kept_count;
    dql_cli_bytes texts;
    /* What the answer says of its page; -1 and 0: nothing. */
    int has_more;
    int64_t page;
    bool is_one_page;
    /* The key and id of the ticket before, and the first pair in a wrong order. */
    dql_cli_bytes key;
    int64_t before;
    bool is_behind;
    int64_t wrong_order[2];
    /* How many tickets each way does not explain. */
    size_t unexplained[DQL_CLI_WAYS];
    /* A ticket was returned, one was left out, as ids are ordered and nothing else would say. */
    bool by_id[2];
    dql_cli_group *groups;
    size_t group_count;
    bool failed;
} dql_cli_verification;

/* Makes the matchers. Returns false without memory; dql_cli_verify_end in either case. */
bool dql_cli_verify_begin(dql_cli_verification *of);
void dql_cli_verify_end(dql_cli_verification *of);
/* Compares two dql_cli_kept by their ids. */
int dql_cli_verify_order(const void *one, const void *other);
/* A ticket of the answer, in its order; one of all. Return false without memory. */
bool dql_cli_verify_returned(dql_cli_verification *of, const deskql_json_value *ticket, const char *text,
                             size_t length);
bool dql_cli_verify_left_out(dql_cli_verification *of, const deskql_json_value *ticket, const char *text,
                             size_t length);
/* Whether nothing that the query selects is on another page. */
bool dql_cli_verify_is_whole(const dql_cli_verification *of);
/* Renders what was found, and fills in the readings that were seen. Returns whether these explain which tickets came. */
bool dql_cli_verify_report(dql_cli_verification *of, deskql_readings *seen);

#endif
