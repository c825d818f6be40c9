/** The version, at compile time and at run time (they differ where a program runs with another shared library). */
#ifndef DESKQL_VERSION_H
#define DESKQL_VERSION_H

#include <deskql/status.h>

#define DESKQL_VERSION_MAJOR 0
#define DESKQL_VERSION_MINOR 1
#define DESKQL_VERSION_PATCH 0
#define DESKQL_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/** The library's version as `MAJOR.MINOR.PATCH`. Static text. */
DESKQL_API const char *deskql_version(void);

#ifdef __cplusplus
}
#endif
#endif
