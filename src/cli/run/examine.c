/* What is found in a query. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A query gets the values that it asks for, and the first one those that none asks for, as the mistake that they are. */
static void choose_bindings(dql_cli_session *session, const deskql_query *query) {
    size_t count = 0;
    for (size_t i = 0; i < session->binding_count; i++) {
        if (!session->unasked[i] && !dql_cli_asks_for(query, session->bindings[i].name)) continue;
        session->chosen[count++] = session->bindings[i];
        session->unasked[i] = false;
    }
    session->options.bindings = session->chosen;
    session->options.binding_count = count;
}

/* The findings of a query that are shown. */
typedef struct shown {
    const deskql_finding **list;
    size_t count;
    size_t most;
    /* Those whose severity is set, of which there are few: NULL before the first. */
    deskql_finding *changed;
    size_t changed_count;
} shown;

/* Whether a finding is shown, and with which severity. */
static bool is_shown(const dql_cli_session *session, const dql_cli_text *text, int code, deskql_severity *severity) {
    if (session->unbound_passes && code == DESKQL_CODE_UNBOUND_PARAMETER) return false;
    if (!dql_cli_set_severity(text->settings, code, severity)) return false;
    /* New values make errors; what else is known of the queries has been known before. */
    if (session->call->new_values && *severity != DESKQL_ERROR) return false;
    return *severity != DESKQL_NOTE || dql_cli_shows_notes(session, text->settings);
}

static void add_changed(dql_cli_session *session, shown *of, const deskql_finding *finding, deskql_severity severity) {
    if (!of->changed) of->changed = malloc(of->most * sizeof *of->changed);
    if (!of->changed) {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
        return;
    }
    deskql_finding *made = &of->changed[of->changed_count++];
    *made = *finding;
    made->severity = severity;
    of->list[of->count++] = made;
}

/* Reads a finding that is to be shown. */
static void add_finding(dql_cli_session *session, const dql_cli_text *text, const deskql_findings *findings,
                        size_t index, shown *of) {
    deskql_finding_info info;
    if (!deskql_findings_info_at(findings, index, &info)) return;
    if (!is_shown(session, text, info.code, &info.severity)) return;
    const deskql_finding *finding;
    deskql_status status = deskql_findings_read(findings, index, session->reader, &finding);
    if (status != DESKQL_OK) {
        dql_cli_fail(session, status);
    } else if (finding->severity == info.severity) {
        of->list[of->count++] = finding;
    } else {
        add_changed(session, of, finding, info.severity);
    }
}

static void add_parsed(dql_cli_session *session, dql_cli_text *text, size_t index, shown *of) {
    const deskql_findings *findings = deskql_document_findings(text->document);
    deskql_finding_info info;
    for (; deskql_findings_info_at(findings, text->next_finding, &info); text->next_finding++) {
        if (info.query_index > index) break;
        if (info.query_index == index) add_finding(session, text, findings, text->next_finding, of);
    }
}

/* That there were more than are kept is a finding too, at the last of them, so that every form says it. */
typedef struct omission {
    deskql_finding finding;
    char message[80];
} omission;

static void add_omitted(dql_cli_session *session, const dql_cli_text *text, const deskql_findings *findings,
                        omission *made, shown *of) {
    size_t omitted = deskql_findings_omitted(findings);
    if (omitted == 0 || deskql_findings_count(findings) == 0) return;
    const deskql_code_info *info = deskql_codes_get(DESKQL_CODE_FINDINGS_OMITTED);
    deskql_severity severity = info->severity;
    if (!is_shown(session, text, info->code, &severity)) return;
    const deskql_finding *last;
    deskql_status status = deskql_findings_read(findings, deskql_findings_count(findings) - 1, session->reader, &last);
    if (status != DESKQL_OK) {
        dql_cli_fail(session, status);
        return;
    }
    snprintf(made->message, sizeof made->message, "%zu more finding%s not shown", omitted,
             omitted == 1 ? " is" : "s are");
    made->finding = (deskql_finding){.code = info->code,
                                     .code_text = info->code_text,
                                     .slug = info->slug,
                                     .severity = severity,
                                     .message = made->message,
                                     .phrase = made->message,
                                     .range = last->range};
    of->list[of->count++] = &made->finding;
}

static void count_query(dql_cli_session *session, const dql_cli_text *text, const deskql_query *query,
                        const dql_render_unit *unit) {
    size_t errors = 0;
    size_t warnings = 0;
    for (size_t i = 0; i < unit->count; i++) {
        errors += unit->findings[i]->severity == DESKQL_ERROR;
        warnings += unit->findings[i]->severity == DESKQL_WARNING;
    }
    session->errors += errors;
    session->warnings += warnings;
    bool found = errors || !deskql_query_valid(query) || (warnings && text->settings->warnings_fail);
    if (found && session->status == DQL_CLI_FINE) session->status = DQL_CLI_FOUND;
}

/* A list for the most findings that there may be; most queries have none. */
static const deskql_finding **take_list(size_t most, const deskql_finding *few[8]) {
    return most <= 8 ? few : malloc(most * sizeof(void *));
}

static void render_query(dql_cli_session *session, dql_cli_text *text, size_t index, const deskql_findings *compiled) {
    const deskql_findings *parsed = deskql_document_findings(text->document);
    const deskql_query *query = deskql_document_at(text->document, index);
    const deskql_finding *few[8];
    shown found = {.most = deskql_findings_count(parsed) - text->next_finding + deskql_findings_count(compiled) + 2};
    found.list = dql_cli_reader(session) ? take_list(found.most, few) : NULL;
    if (!found.list) {
        dql_cli_fail(session, DESKQL_NO_MEMORY);
        return;
    }
    dql_render_unit unit = {text->file, NULL, 0, deskql_query_name(query), found.list, 0};
    unit.text = deskql_document_text(text->document, &unit.length);
    add_parsed(session, text, index, &found);
    for (size_t i = 0; i < deskql_findings_count(compiled); i++) add_finding(session, text, compiled, i, &found);
    omission of_parsed;
    omission of_compiled;
    bool is_last = index + 1 >= deskql_document_count(text->document);
    if (is_last) add_omitted(session, text, parsed, &of_parsed, &found);
    add_omitted(session, text, compiled, &of_compiled, &found);
    unit.count = found.count;
    session->render.warnings_fail = text->settings->warnings_fail;
    dql_render_query(&session->render, &unit);
    count_query(session, text, query, &unit);
    free(found.changed);
    if (found.list != few) free(found.list);
}

void dql_cli_show(dql_cli_session *session, dql_cli_text *text, size_t index, const deskql_findings *findings) {
    render_query(session, text, index, findings);
}

bool dql_cli_takes_filter(dql_cli_session *session, const deskql_query *query, const char *what) {
    const deskql_endpoint *endpoint = deskql_query_endpoint(query);
    if (deskql_endpoint_takes_filter(endpoint)) return true;
    dql_cli_fail_at(session, NULL,
                    "`%s` is about a filter, and `%s` takes none: each condition is a parameter of its own", what,
                    deskql_endpoint_name(endpoint));
    return false;
}

const deskql_plan *dql_cli_examine(dql_cli_session *session, dql_cli_text *text, size_t index) {
    const deskql_query *query = deskql_document_at(text->document, index);
    deskql_status status = DESKQL_INVALID;
    const deskql_findings *compiled = NULL;
    if (deskql_query_valid(query)) {
        choose_bindings(session, query);
        session->options.now = text->settings->now;
        session->options.utc_offset = text->settings->utc_offset;
        status = deskql_compile(query, &session->options, &session->plan);
        if (status == DESKQL_OK || status == DESKQL_INVALID) {
            compiled = deskql_plan_findings(session->plan);
        } else {
            dql_cli_fail(session, status);
        }
    }
    render_query(session, text, index, compiled);
    return status == DESKQL_OK ? session->plan : NULL;
}
