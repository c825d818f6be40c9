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

void output_text(const char *text);
/* JSON; `key` is all that stands before the value, as `,"line":`. */
void output_member(const char *key, const char *text);
void output_number(const char *key, uint64_t number);
void output_boolean(const char *key, bool value);
void output_range(const char *key, deskql_range range);
/* Of the document's text, as calls other than a reader's give it. */
void output_place(const char *key, const deskql_document *document, deskql_range range);
void output_integer(int64_t value);

#endif
