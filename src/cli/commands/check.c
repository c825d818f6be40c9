/* deskql check: what is wrong with queries. */
#include "cli/cli.h"

#include <stdlib.h>
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

static bool check_jobs(const dql_cli_call *call) {
    const char *given = dql_cli_value(call, DQL_OPTION_JOBS);
    if (!given || (strspn(given, "0123456789") == strlen(given) && strlen(given) < 6 && strtol(given, NULL, 10) > 0))
        return true;
    return dql_cli_refuse("it is a number from 1 on", "`--jobs` cannot be `%s`", given);
}

static bool check_modes(const dql_cli_call *call) {
    bool fixes = dql_cli_value(call, DQL_OPTION_FIX) != NULL;
    bool shows = dql_cli_value(call, DQL_OPTION_DIFF) != NULL;
    if (fixes && shows)
        return dql_cli_refuse("`--fix` fixes the files, `--diff` shows how it would",
                              "`--fix` and `--diff` cannot stand together");
    if ((fixes || shows) && dql_cli_value(call, DQL_OPTION_NAME)) {
        dql_cli_error("`--name` and `--%s` cannot stand together", fixes ? "fix" : "diff");
        dql_cli_hint("`--%s` is for whole files", fixes ? "fix" : "diff");
        return false;
    }
    return true;
}

/* What is done with several texts at once, in a file that need not be kept; the rest needs them all. */
static bool needs_all(const dql_cli_call *call) {
    static const dql_cli_option_id options[] = {DQL_OPTION_FIX, DQL_OPTION_DIFF, DQL_OPTION_NAME, DQL_OPTION_PARAM};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (dql_cli_value(call, options[i])) return true;
    }
    return false;
}

/* Returns the number of texts with findings. */
static size_t check_each(dql_cli_session *session) {
    size_t found = 0;
    for (size_t i = 0; i < session->text_count; i++) {
        dql_cli_text *text = &session->texts[i];
        size_t before = session->errors + session->warnings;
        for (size_t j = 0; j < dql_cli_query_count(text); j++) {
            if (dql_cli_is_chosen(session, text, j)) dql_cli_examine(session, text, j);
        }
        found += session->errors + session->warnings > before;
    }
    return found;
}

static void write_count(FILE *stream, size_t count, const char *what) {
    fprintf(stream, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

/* For people, where there is more than one text to lose count of. */
static void write_summary(const dql_cli_session *session, FILE *stream, size_t found) {
    bool is_human = dql_cli_form(session->call) == &dql_render_forms[0];
    bool are_files = !dql_cli_value(session->call, DQL_OPTION_QUERY);
    if (!is_human || !are_files || found == 0 || session->inputs.count < 2) return;
    fputc('\n', stream);
    if (session->errors) write_count(stream, session->errors, "error");
    if (session->errors && session->warnings) fputs(" and ", stream);
    if (session->warnings) write_count(stream, session->warnings, "warning");
    fprintf(stream, " in %zu of ", found);
    write_count(stream, session->inputs.count, "file");
    fputc('\n', stream);
}

dql_cli_status dql_cli_check(const dql_cli_call *call) {
    if (!check_jobs(call) || !check_modes(call)) return DQL_CLI_FAILED;
    dql_cli_session session;
    size_t found = 0;
    FILE *stream = prints_texts(call) ? stderr : stdout;
    if (needs_all(call)) {
        bool good = dql_cli_open(&session, call, stream);
        if (good && (dql_cli_value(call, DQL_OPTION_FIX) || dql_cli_value(call, DQL_OPTION_DIFF)))
            dql_cli_fix_all(&session);
        session.unbound_passes = true;
        if (good) found = check_each(&session);
    } else if (dql_cli_prepare(&session, call, stream)) {
        found = dql_cli_check_many(&session);
    }
    write_summary(&session, stream, found);
    return dql_cli_close(&session);
}
