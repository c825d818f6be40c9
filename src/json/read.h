/* JSON read into a tree whose every value has its range. */
#ifndef DQL_JSON_READ_H
#define DQL_JSON_READ_H

#include "diagnostics/findings.h"
#include "json/value.h"

/* Deeper nesting of arrays and objects is a finding. */
#define DQL_JSON_DEPTH 200u

/*
 * Reads `length` bytes that a NUL follows; ranges count from `text`. Each mistake is a finding of that code. After a mistake
 * that leaves no tree the result is NULL, as it is without memory; duplicate keys and halves of surrogate pairs leave one, so a
 * caller that wants a faultless text looks at findings->errors too.
 */
const deskql_json_value *dql_json_read(dql_arena *arena, deskql_findings *findings, dql_code code, const char *text,
                                       uint32_t length);

#endif
