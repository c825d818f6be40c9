/* What error recovery tries and does, in words for those who work on it: see deskql_query_describe. */
#ifndef DQL_SYNTAX_RECOVERY_TRACE_H
#define DQL_SYNTAX_RECOVERY_TRACE_H

#include "syntax/recovery_edits.h"

/* The token that cannot come. */
void dql_trace_place(const dql_recovery *recovery, uint32_t index);
/* An edit behind which `taken` tokens are taken. */
void dql_trace_edit(const dql_recovery *recovery, const dql_edit *edit, int32_t cost, int32_t taken);
/* The edit that is made. */
void dql_trace_choice(const dql_recovery *recovery, const dql_edit *edit);

#endif
