/* deskql check: what is wrong with queries. */
#include "cli/cli.h"

dql_cli_status dql_cli_check(const dql_cli_call *call) {
    dql_cli_session session;
    bool good = dql_cli_open(&session, call, stdout);
    session.unbound_passes = true;
    for (size_t i = 0; good && i < session.text_count; i++) {
        dql_cli_text *text = &session.texts[i];
        for (size_t j = 0; j < dql_cli_query_count(text); j++) {
            if (dql_cli_is_chosen(&session, text, j)) dql_cli_examine(&session, text, j);
        }
    }
    return dql_cli_close(&session);
}
