/* The fixes of a document that can be put in together. */
#ifndef DQL_FORMAT_FIXES_H
#define DQL_FORMAT_FIXES_H

#include "document/document.h"

/* In the order of their places, none overlapping another. */
typedef struct dql_fix_list {
    deskql_fix *items;
    size_t count;
} dql_fix_list;

/* Returns false when there is no memory. */
bool dql_list_fixes(const deskql_document *document, dql_arena *arena, dql_fix_list *list);

#endif
