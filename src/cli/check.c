/* deskql check: what is wrong with queries. */
#include "cli/cli.h"

#include <string.h>

/* Whether standard output is for what becomes of texts, so that findings go elsewhere. */
static bool prints_texts(const dql_cli_call *call) {
    if (dql_cli_value(call, DQL_OPTION_DIFF)) return true;
    for (size_t i = 0; i < call->count && dql_cli_value(call, DQL_OPTION_FIX); i++) {
        const dql_cli_given *given = &call->given[i];
        bool is_file = given->option == DQL_OPERAND || given->option == DQL_OPTION_FILE;
        if (given->option == DQL_OPTION_QUERY || (is_file && strcmp(given->value, "-") == 0)) return true;
    }
    return false;
}

static bool check_modes(const dql_cli_call *call) {
    bool fixes = dql_cli_value(call, DQL_OPTION_FIX) != NULL;
    bool shows = dql_cli_value(call, DQL_OPTION_DIFF) != NULL;
    if (fixes && shows) {
        dql_cli_complain("`--fix` and `--diff` cannot stand together");
        dql_cli_hint("`--fix` mends the files, `--diff` shows how it would");
        return false;
    }
    if ((fixes || shows) && dql_cli_value(call, DQL_OPTION_NAME)) {
        dql_cli_complain("`--name` and `--%s` cannot stand together", fixes ? "fix" : "diff");
        dql_cli_hint("`--%s` is for whole files", fixes ? "fix" : "diff");
        return false;
    }
    return true;
}

dql_cli_status dql_cli_check(const dql_cli_call *call) {
    if (!check_modes(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    bool good = dql_cli_open(&session, call, prints_texts(call) ? stderr : stdout);
    if (good && (dql_cli_value(call, DQL_OPTION_FIX) || dql_cli_value(call, DQL_OPTION_DIFF))) dql_cli_mend(&session);
    session.unbound_passes = true;
    for (size_t i = 0; good && i < session.text_count; i++) {
        dql_cli_text *text = &session.texts[i];
        for (size_t j = 0; j < dql_cli_query_count(text); j++) {
            if (dql_cli_is_chosen(&session, text, j)) dql_cli_examine(&session, text, j);
        }
    }
    return dql_cli_close(&session);
}
