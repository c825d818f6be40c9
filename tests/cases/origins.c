#include "cases/origins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct holding {
    const deskql_plan *plan;
    size_t text_length;
    /* Origins of the filter, and its values, objects and arrays. */
    size_t origins;
    size_t parts;
    char key[8192];
    char *problem;
} holding;

static bool say(holding *of, const char *what, const char *key) {
    snprintf(of->problem, 256, "%s: %.200s", what, key);
    return false;
}

static int look_at(void *context, const deskql_origin *origin) {
    holding *of = context;
    deskql_range found, range = origin->range;
    if (range.start.offset > range.end.offset || range.end.offset > of->text_length) {
        return !say(of, "a place outside the text", origin->key);
    }
    if (!deskql_plan_locate(of->plan, origin->key, &found)) return !say(of, "not found by its key", origin->key);
    if (memcmp(&found, &range, sizeof found) != 0) return !say(of, "another place by its key", origin->key);
    if (strncmp(origin->key, "filter", 6) == 0) of->origins++;
    return 0;
}

/* `length` is that of the key so far. */
static bool locate_all(holding *of, const deskql_json_value *value, size_t length) {
    deskql_range range;
    size_t index = 0;
    of->parts++;
    if (!deskql_plan_locate(of->plan, of->key, &range)) return say(of, "without a place", of->key);
    const deskql_json_value *inside = deskql_json_value_first(value);
    for (; inside; inside = deskql_json_value_next(inside), index++) {
        const char *name = deskql_json_value_key(inside, NULL);
        size_t room = sizeof of->key - length;
        int added =
            name ? snprintf(of->key + length, room, "/%s", name) : snprintf(of->key + length, room, "/%zu", index);
        if (added < 0 || (size_t)added >= room) return say(of, "a key too long for this test", of->key);
        if (!locate_all(of, inside, length + (size_t)added)) return false;
        of->key[length] = '\0';
    }
    return true;
}

bool origins_hold(const deskql_plan *plan, size_t text_length, char problem[256]) {
    holding of = {.plan = plan, .text_length = text_length, .key = "filter"};
    of.problem = problem;
    if (deskql_plan_origins(plan, look_at, &of) != DESKQL_OK) return false;
    size_t length;
    /* Where the path has a part of the query, the filter by itself is none of its outputs. */
    if (deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, NULL, 0, &length) == DESKQL_MISUSE) return true;
    char *filter = malloc(length + 1);
    if (!filter || deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, filter, length + 1, &length) != DESKQL_OK) exit(2);
    deskql_json *json = NULL;
    bool holds = true;
    /* One that is nested deeper than the reader goes is left out. */
    if (strcmp(filter, "{}") != 0 && deskql_json_parse(filter, length, NULL, &json) == DESKQL_OK) {
        holds = locate_all(&of, deskql_json_root(json), strlen(of.key));
        if (holds && of.parts != of.origins) holds = say(&of, "places of parts that the filter has not", filter);
    }
    deskql_json_free(json);
    free(filter);
    return holds;
}
