/**
 * Status codes, and the marks of the public interface.
 *
 * A problem of the query is a finding (deskql/finding.h), never a status. A status says that a call could not do its
 * work: it was called wrongly, memory ran out, the caller's sink failed. Every function that can fail returns one.
 */
#ifndef DESKQL_STATUS_H
#define DESKQL_STATUS_H

#include <stddef.h>

#if defined(DESKQL_STATIC)
#define DESKQL_API
#elif defined(_WIN32) && defined(DESKQL_BUILDING)
#define DESKQL_API __declspec(dllexport)
#elif defined(_WIN32)
#define DESKQL_API __declspec(dllimport)
#elif defined(__GNUC__)
#define DESKQL_API __attribute__((visibility("default")))
#else
#define DESKQL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum deskql_status {
    DESKQL_OK = 0,
    /**
     * A NULL where a value is needed, an enum value out of range, an option struct whose `size` is not set, half an allocator. Debug builds
     * of the library (without NDEBUG) know handles that were freed too, as long as nobody has got their memory since.
     */
    DESKQL_MISUSE = 1,
    /** The allocator gave NULL. Nothing of the call's result exists; what existed before is as it was. */
    DESKQL_NO_MEMORY = 2,
    /** The buffer is too small; the length that it needs is in the call's `length`. */
    DESKQL_SHORT_BUFFER = 3,
    /** The caller's sink returned other than 0; what it was given before is all that was written. */
    DESKQL_SINK_FAILED = 4,
    /** There are findings of severity error, so there is no result. Look at the handle's findings. */
    DESKQL_INVALID = 5
} deskql_status;

/** A short English name of a status (`no memory`); never NULL. Static text. */
DESKQL_API const char *deskql_status_text(deskql_status status);

/**
 * Receives bytes. `length` is at least 1; `bytes` is not NUL-terminated and lives until the call returns.
 * Returns 0 to go on; any other value ends the writing call with DESKQL_SINK_FAILED.
 */
typedef int (*deskql_sink)(void *context, const char *bytes, size_t length);

#ifdef __cplusplus
}
#endif
#endif
