/* What error recovery reports: which token was not expected, and what was. */
#ifndef DQL_SYNTAX_RECOVERY_REPORT_H
#define DQL_SYNTAX_RECOVERY_REPORT_H

#include "syntax/recovery_edits.h"

/* Reports the mistake at `index` that an edit, not made yet, recovers from; unless a finding stands for it already. */
void dql_recovery_report(dql_recovery *recovery, uint32_t index, const dql_edit *edit);

#endif
