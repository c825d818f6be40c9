/* The endpoints and names of an import, each kept once. */
#define _POSIX_C_SOURCE 200809L
#include "cli/import/import.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a schema may have is far less. */
#define MOST_NAMES 1000000u

const char *const dql_import_parameters[DQL_IMPORT_LISTS] = {"filter", "orderBy", "includes", "fields"};

dql_span dql_span_of(const char *text) {
    return (dql_span){text, strlen(text)};
}

void dql_import_note(dql_import *import, bool is_loss, const char *format, ...) {
    char text[1024];
    va_list arguments;
    import->has_lost = import->has_lost || is_loss;
    if (import->note_count++ >= DQL_IMPORT_MOST_NOTES) return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    dql_cli_note("%s", text);
}

/* Begins with an address, so that no page can choose names that fall on one slot. */
static size_t *slot_of(const dql_import *import, size_t scope, dql_span text) {
    uint64_t hash = (uintptr_t)import->slots ^ scope * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001B3);
    for (size_t at = (size_t)(hash ^ hash >> 29);; at++) {
        size_t *slot = &import->slots[at & (import->slot_count - 1)];
        const dql_import_name *name = &import->names[*slot];
        if (!*slot ||
            (name->scope == scope && name->text.size == text.size && memcmp(name->text.at, text.at, text.size) == 0))
            return slot;
    }
}

static bool grow_slots(dql_import *import) {
    if (2 * import->name_count < import->slot_count) return true;
    size_t *old = import->slots;
    import->slot_count = import->slot_count ? 4 * import->slot_count : 256;
    import->slots = calloc(import->slot_count, sizeof *import->slots);
    for (size_t i = 1; import->slots && i < import->name_count; i++)
        *slot_of(import, import->names[i].scope, import->names[i].text) = i;
    free(old);
    return import->slots != NULL;
}

size_t dql_import_keep(dql_import *import, size_t scope, dql_span text, bool *is_new) {
    if (import->name_count == 0) import->name_count = 1;
    dql_import_name *larger =
        import->failed || import->name_count >= MOST_NAMES
            ? NULL
            : dql_cli_grown(import->names, import->name_count, &import->name_capacity, sizeof *larger);
    if (larger) import->names = larger;
    import->failed = !larger || !grow_slots(import);
    if (import->failed) return 0;
    size_t *slot = slot_of(import, scope, text);
    *is_new = *slot == 0;
    if (!*is_new) return *slot;
    if (scope >= DQL_IMPORT_CALLED) text.at = strndup(text.at, text.size);
    import->failed = !text.at;
    if (import->failed) return 0;
    import->names[import->name_count] = (dql_import_name){.text = text, .scope = scope};
    return *slot = import->name_count++;
}

/* A page may print an endpoint several times: they are one. */
void dql_import_begin_endpoint(dql_import *import, dql_span method, dql_span base, dql_span path) {
    size_t size = method.size + base.size + path.size + 2;
    char *call = malloc(size);
    if (call)
        snprintf(call, size, "%.*s %.*s%.*s", (int)method.size, method.at, (int)base.size, base.size ? base.at : "",
                 (int)path.size, path.at);
    bool is_new = false;
    size_t place = call ? dql_import_keep(import, DQL_IMPORT_CALLS, dql_span_of(call), &is_new) : 0;
    free(call);
    dql_import_endpoint *larger =
        place ? dql_cli_grown(import->endpoints, import->count, &import->capacity, sizeof *larger) : NULL;
    import->failed = !larger;
    if (!larger) return;
    import->endpoints = larger;
    const char *kept = import->names[place].text.at;
    if (is_new) import->names[place].next = import->count;
    if (is_new)
        import->endpoints[import->count++] = (dql_import_endpoint){.call = kept, .path = kept + method.size + 1};
    import->is_printed_again = !is_new;
    import->endpoint = import->names[place].next;
}

void dql_import_add(dql_import *import, dql_import_list list, dql_span name) {
    dql_import_endpoint *endpoint = &import->endpoints[import->endpoint];
    bool is_new = false;
    size_t place = dql_import_keep(import, DQL_IMPORT_LISTS * import->endpoint + list, name, &is_new);
    import->is_empty = false;
    if (place && !is_new && !import->is_printed_again && !import->has_types)
        dql_import_note(import, false, "`%.*s` stands more than once in the %s list of %s; it is taken once",
                        (int)name.size, name.at, dql_import_parameters[list], endpoint->call);
    if (!place || !is_new) return;
    if (endpoint->last[list]) import->names[endpoint->last[list]].next = place;
    if (!endpoint->first[list]) endpoint->first[list] = place;
    endpoint->last[list] = place;
}
