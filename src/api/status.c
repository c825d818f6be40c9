/* The version and the words for a status. */
#include <deskql/status.h>
#include <deskql/version.h>

const char *deskql_version(void) {
    return DESKQL_VERSION;
}

const char *deskql_status_text(deskql_status status) {
    switch (status) {
    case DESKQL_OK:
        return "ok";
    case DESKQL_MISUSE:
        return "misuse of the library";
    case DESKQL_NO_MEMORY:
        return "no memory";
    case DESKQL_SHORT_BUFFER:
        return "the buffer is too small";
    case DESKQL_SINK_FAILED:
        return "the sink failed";
    case DESKQL_INVALID:
        return "there are errors";
    }
    return "unknown status";
}
