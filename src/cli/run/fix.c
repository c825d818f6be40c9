/* deskql check --fix and --diff: exact fixes put into the texts, or shown. */
#include "cli/cli.h"

#include <string.h>

/* One fix may uncover what the next round fixes, and one round knows of no more fixes than a document has findings. So a text is done
   after fewer rounds than this, unless one fix brings back what another one took away. */
static size_t most_rounds(const dql_cli_text *text) {
    return 20 + dql_cli_text_bytes(text).length / 100;
}

/* Fills `fixed->document` with the text as the fixes leave it; NULL where there are none. Returns false after a message. */
static bool fix(dql_cli_session *session, const dql_cli_text *text, dql_cli_text *fixed) {
    *fixed = *text;
    fixed->document = NULL;
    const dql_cli_text *current = text;
    size_t most = most_rounds(text);
    for (size_t round = 0;; round++) {
        dql_cli_bytes bytes = {NULL, 0, 0};
        size_t applied;
        deskql_status status = deskql_apply_fixes(current->document, &applied, dql_cli_to_bytes, &bytes);
        /* Misuse: the document has no text, for it was too long. */
        bool good = status == DESKQL_OK || status == DESKQL_MISUSE;
        if (!good) dql_cli_fail(session, DESKQL_NO_MEMORY);
        if (good && applied) good = dql_cli_parse_text(session, fixed, bytes.bytes, bytes.length);
        dql_cli_bytes_free(&bytes);
        if (!good) return false;
        if (!applied) return true;
        current = fixed;
        if (round == most) break;
    }
    session->status = dql_cli_error("`%s` still has fixes after %lu rounds; the last text is taken",
                                    text->file ? text->file : "<query>", (unsigned long)most);
    return true;
}

/* The fixed text takes the place of the text, in its file and here. */
static void put_in(dql_cli_session *session, dql_cli_text *text, dql_cli_text *fixed) {
    dql_cli_bytes before = dql_cli_text_bytes(text);
    dql_cli_bytes after = dql_cli_text_bytes(fixed);
    if (!text->path) {
        dql_cli_print_text(text, &after);
    } else if (!dql_cli_replace(text->path, text->whole, &before, &after)) {
        session->status = DQL_CLI_FAILED;
        return;
    }
    deskql_document *old = text->document;
    text->document = fixed->document;
    fixed->document = old;
}

void dql_cli_show_diff(dql_cli_session *session, const dql_cli_text *text, const dql_cli_bytes *after) {
    dql_cli_bytes before = dql_cli_text_bytes(text);
    const char *name = text->file ? text->file : "<query>";
    if (!dql_cli_diff(stdout, name, &before, after, dql_cli_color(session->call, stdout)))
        dql_cli_fail(session, DESKQL_NO_MEMORY);
}

void dql_cli_fix_all(dql_cli_session *session) {
    bool shows = dql_cli_value(session->call, DQL_OPTION_DIFF) != NULL;
    for (size_t i = 0; i < session->text_count; i++) {
        dql_cli_text *text = &session->texts[i];
        dql_cli_text fixed;
        bool good = fix(session, text, &fixed);
        if (good && fixed.document && shows) {
            dql_cli_bytes after = dql_cli_text_bytes(&fixed);
            dql_cli_show_diff(session, text, &after);
        } else if (good && fixed.document) {
            put_in(session, text, &fixed);
        } else if (good && !shows && !text->path) {
            /* Whoever reads the fixed text gets all of it. */
            dql_cli_bytes same = dql_cli_text_bytes(text);
            dql_cli_print_text(text, &same);
        }
        deskql_document_free(fixed.document);
    }
    dql_cli_find_unasked(session);
}
