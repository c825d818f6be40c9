/* What must hold of every plan's source map. */
#ifndef CASES_ORIGINS_H
#define CASES_ORIGINS_H

#include <deskql/deskql.h>

/* Every value, object and array of the filter has a place inside a text of `text_length` bytes, and each place that is reported is found
   by its key too. Else `problem` says what is wrong. */
bool origins_hold(const deskql_plan *plan, size_t text_length, char problem[256]);

#endif
