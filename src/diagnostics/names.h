/* Names in findings: those that are near to one that does not exist, and lists of them. */
#ifndef DQL_DIAGNOSTICS_NAMES_H
#define DQL_DIAGNOSTICS_NAMES_H

#include "diagnostics/findings.h"
#include "diagnostics/suggest.h"

#include <stdbool.h>

/* The first `count` names: `a`, `b` and `c`; where `more` is not 0, `a`, `b`, `c` and 7 more. "" when there is no memory. */
const char *dql_listed_names(dql_arena *arena, dql_names names, size_t count, size_t more);
/* dql_suggest, for as many findings as make a bearable cost: of a long list, the first ones alone get suggestions. */
void dql_suggest_for_finding(const deskql_findings *findings, const char *name, size_t length, dql_names names,
                             dql_suggestions *suggestions);
/* Says which names are near: `a field with a similar name exists: …`. `noun` is `field`. Returns false where none is. */
bool dql_help_similar(deskql_findings *findings, deskql_finding *finding, const char *noun,
                      const dql_suggestions *suggestions);

#endif
