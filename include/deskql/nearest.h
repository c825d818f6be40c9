/** The name that was meant, for programs that take names of their own: options, files, labels. */
#ifndef DESKQL_NEAREST_H
#define DESKQL_NEAREST_H

#include <deskql/status.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The name of an index of a list, whatever that is kept in; NULL past the last. It lives as long as the list. */
typedef const char *(*deskql_nearest_at)(const void *list, size_t index);

/**
 * The name of a list that is nearest to one that is not in it, measured as findings measure for their suggestions: by letters or by
 * whole words, in any letter case. Of names that are equally near, the first. NULL where none is near, or a pointer is NULL.
 */
DESKQL_API const char *deskql_nearest_name(const char *name, size_t length, deskql_nearest_at at, const void *list);

#ifdef __cplusplus
}
#endif
#endif
