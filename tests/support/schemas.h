/* Sets of schemas, and what is found in their files. */
#ifndef SUPPORT_SCHEMAS_H
#define SUPPORT_SCHEMAS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/schemas.h"
#include "support/findings.h"

#include <stdio.h>
#include <string.h>

static inline deskql_schemas *make_schemas(void) {
    deskql_schemas *schemas = NULL;
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    return schemas;
}

static inline deskql_status add(deskql_schemas *schemas, const char *json) {
    return deskql_schemas_add(schemas, json, strlen(json));
}

static inline deskql_status add_values(deskql_schemas *schemas, const char *json) {
    return deskql_schemas_add_values(schemas, json, strlen(json));
}

/* The findings of the last call, each `line:column message`, its help and notes after it. */
static inline const char *reported(const deskql_schemas *schemas) {
    static char text[8192];
    size_t length = 0;
    const deskql_findings *findings = deskql_schemas_findings(schemas);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        assert_int_equal(finding->code, 601);
        assert_int_equal(finding->severity, DESKQL_ERROR);
        assert_true(finding->range.end.offset >= finding->range.start.offset);
        length += (size_t)snprintf(text + length, sizeof text - length, "%u:%u %s\n", finding->range.start.line,
                                   finding->range.start.column, finding->message);
        if (help_of(finding))
            length += (size_t)snprintf(text + length, sizeof text - length, "  help: %s\n", help_of(finding));
        for (size_t j = 0; j < finding->note_count; j++) {
            length += (size_t)snprintf(text + length, sizeof text - length, "  %u:%u %s\n",
                                       finding->notes[j].range.start.line, finding->notes[j].range.start.column,
                                       finding->notes[j].message);
        }
    }
    text[length] = '\0';
    return text;
}

static inline const dql_field *field_of(const deskql_endpoint *endpoint, const char *name) {
    const dql_name_entry *entry = dql_endpoint_lookup(endpoint, name, strlen(name));
    return dql_entry_field(endpoint, entry);
}

/* A schema of which each key has something in it. */
static const char calls[] =
    "{\"$schema\":\"x\",\"version\":1,\"endpoints\":[{\"$comment\":\"\",\"name\":\"calls\",\"path\":\"/v3/"
    "calls.json\",\n"
    "\"maximumPageSize\":500,\"filter\":[\n"
    "{\"name\":\"id\",\"type\":\"integer\",\"operators\":[\"equality\"]},\n"
    "{\"name\":\"kind\",\"type\":\"enum\",\"values\":[\"in\",\"out\"],\"nullable\":true},\n"
    "{\"name\":\"agent\",\"type\":\"reference\",\"values\":{\"Ann\":7,\"Bob \\\"B\\\"\":-8}},\n"
    "{\"name\":\"no\\\"te.\xC3\xA9\",\"type\":\"string\"},{\"name\":\"from\",\"type\":\"any\"}],\n"
    "\"order\":[\"id\",\"agent.name\"],\"includes\":[\"users\",\"all\"],\"fields\":[\"id\"],\n"
    "\"renamed\":{\"note\":\"no\\\"te.\xC3\xA9\",\"agentName\":\"agent.name\"}}]}";

#endif
