/*
 * A text that is formatted when somebody reads it: its format, and a copy of its arguments.
 *
 * The formats are those of printf, of which these conversions are known: %% %c %s %d %i %u %x %X, with zeros and a width before them,
 * a precision (a number or a star) before %s, and l, ll and z before the numbers.
 */
#ifndef DQL_DIAGNOSTICS_DEFERRED_H
#define DQL_DIAGNOSTICS_DEFERRED_H

#include "base/writer.h"

#include <stdarg.h>

typedef union dql_argument {
    const char *text;
    int64_t integer;
    uint64_t natural;
} dql_argument;

typedef struct dql_deferred {
    /* Static. NULL: no text. */
    const char *format;
    const dql_argument *arguments;
} dql_deferred;

/* The texts among the arguments are copied. Returns false when there is no memory. */
bool dql_defer(dql_deferred *deferred, dql_arena *arena, const char *format, va_list arguments);
/* One that is formatted already; `text` has to live as long. */
dql_deferred dql_deferred_text(dql_arena *arena, const char *text);
/* Formats it into any arena; NULL when there is no memory. */
const char *dql_deferred_format(const dql_deferred *deferred, dql_arena *arena);

#endif
