/* Reading a time for callers, whose clock may be given to them as text. */
#include "base/time.h"

#include <deskql/plan.h>

deskql_status deskql_time_read(const char *text, size_t length, int32_t utc_offset, int64_t *milliseconds) {
    if (!text || !milliseconds || !dql_is_utc_offset(utc_offset)) return DESKQL_MISUSE;
    dql_time time;
    int64_t end;
    if (dql_time_read_fixed(text, length, &time) != DQL_TIME_OK) return DESKQL_INVALID;
    return dql_time_resolve(&time, 0, utc_offset, milliseconds, &end) == DQL_TIME_OK ? DESKQL_OK : DESKQL_INVALID;
}
