/* The body that the API itself answers a wrong request with: the errors, by the parameter and field that they are about. */
#include "render/render.h"

#include <stdlib.h>
#include <string.h>

typedef struct message {
    const char *parameter;
    /* NULL: it is about the parameter as a whole. */
    const char *field;
    const char *phrase;
    size_t order;
} message;

/* As the keys `parameter.field` compare: no parameter has a character below the dot. */
static int compare_keys(const message *one, const message *other) {
    int order = strcmp(one->parameter, other->parameter);
    if (order) return order;
    return strcmp(one->field ? one->field : "", other->field ? other->field : "");
}

static int compare(const void *first, const void *second) {
    const message *one = first;
    const message *other = second;
    int order = compare_keys(one, other);
    if (order) return order;
    return one->order < other->order ? -1 : 1;
}

static size_t gather(const dql_render_unit *unit, message *messages) {
    size_t count = 0;
    for (size_t i = 0; i < unit->count; i++) {
        const deskql_finding *finding = unit->findings[i];
        if (finding->severity != DESKQL_ERROR) continue;
        messages[count].parameter = finding->parameter ? finding->parameter : "filter";
        messages[count].field = finding->field;
        messages[count].phrase = finding->phrase;
        messages[count].order = i;
        count++;
    }
    qsort(messages, count, sizeof *messages, compare);
    return count;
}

/* As encoding/json of Go writes a string, byte for byte, for that is what the API answers with. */
static void put(dql_render *render, const char *text, bool is_quoted) {
    static const struct {
        const char *character;
        const char *escape;
    } escapes[] = {
        {"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}, {"\xE2\x80\xA8", "\\u2028"}, {"\xE2\x80\xA9", "\\u2029"}};
    size_t length = strlen(text);
    (void)is_quoted;
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t character;
        size = dql_render_decode(text + at, length - at, &character);
        char piece[5] = {0};
        memcpy(piece, text + at, size);
        const char *escape = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
            if (strcmp(piece, escapes[i].character) == 0) escape = escapes[i].escape;
        }
        if (escape) {
            dql_render_text(render, escape);
        } else {
            dql_render_json_character(render, character);
        }
    }
}

static void write_messages(dql_render *render, const message *messages, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const message *this = &messages[i];
        bool is_same_key = i > 0 && compare_keys(this - 1, this) == 0;
        if (!is_same_key)
            dql_render_print_by(render, put, "%s'%s%s%s':[", i ? "]," : "", this->parameter, this->field ? "." : "",
                                this->field ? this->field : "");
        dql_render_print_by(render, put, "%s'%s'", is_same_key ? "," : "", this->phrase);
    }
    if (count) dql_render_text(render, "]");
}

void dql_render_validator_query(dql_render *render, const dql_render_unit *unit) {
    message *messages = malloc((unit->count + 1) * sizeof *messages);
    if (!messages) {
        dql_render_lacks_memory(render);
        return;
    }
    size_t count = gather(unit, messages);
    dql_render_print(render, "{'errors':{");
    write_messages(render, messages, count);
    dql_render_text(render, "}}\n");
    free(messages);
}
