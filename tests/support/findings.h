/* Findings, read by one reader that all of a test shares. */
#ifndef SUPPORT_FINDINGS_H
#define SUPPORT_FINDINGS_H

#include <deskql/finding.h>
#include <stdlib.h>

static deskql_finding_reader *shared_reader;

/* NULL where there is none of that index. It lives as long as its list, until forget_findings. */
static inline const deskql_finding *finding_at(const deskql_findings *findings, size_t index) {
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    const deskql_finding *finding = NULL;
    options.fixes = true;
    if (index >= deskql_findings_count(findings)) return NULL;
    if (!shared_reader && deskql_finding_reader_new(&options, &shared_reader) != DESKQL_OK) abort();
    if (deskql_findings_read(findings, index, shared_reader, &finding) != DESKQL_OK) abort();
    return finding;
}

static inline void forget_findings(void) {
    deskql_finding_reader_clear(shared_reader);
}

/* The first line of help, or NULL. */
static inline const char *help_of(const deskql_finding *finding) {
    return finding->help_count ? finding->help[0] : NULL;
}

#endif
