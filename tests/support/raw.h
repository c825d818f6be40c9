/* A raw text, parsed, and what is found in it first. */
#ifndef SUPPORT_RAW_H
#define SUPPORT_RAW_H

#include "support/findings.h"

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static inline deskql_document *parse_raw(const char *raw, const deskql_parse_options *options) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse_raw(NULL, raw, strlen(raw), options, &document), DESKQL_OK);
    assert_int_equal(deskql_document_count(document), 1);
    return document;
}

static inline const deskql_finding *first_finding(const deskql_document *document) {
    const deskql_finding *finding = finding_at(deskql_document_findings(document), 0);
    assert_non_null(finding);
    return finding;
}

#endif
