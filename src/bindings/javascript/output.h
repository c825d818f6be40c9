/* The text of the last call, which the next one writes anew; mostly JSON. An instance has one thread, so all calls share it. */
#ifndef DQL_BINDINGS_JAVASCRIPT_OUTPUT_H
#define DQL_BINDINGS_JAVASCRIPT_OUTPUT_H

#include "render/render.h"

#include <deskql/deskql.h>

typedef struct output_buffer {
    char *bytes;
    size_t length;
    size_t capacity;
} output_buffer;

extern output_buffer output;
/* Stages what goes to `output`; it is the renderer's, whose JSON strings are valid UTF-8 whatever they are made of. */
extern dql_render output_writer;

void output_begin(void);
deskql_status output_end(void);
/* The status of a call that wrote to output_bytes: that sink fails for want of memory alone. */
deskql_status output_end_with(deskql_status status);

/* Sinks: into `output` at once, and by way of the writer. */
int output_append(void *context, const char *bytes, size_t length);
int output_bytes(void *context, const char *bytes, size_t length);

/* As dql_render_print. */
__attribute__((format(printf, 1, 2))) void output_print(const char *format, ...);
const char *output_boolean(bool value);
/* Of the document's text, as calls other than a reader's give it. */
void output_place(const deskql_document *document, deskql_range range);

#endif
