/*
 * A caller's own allocator: everything comes from one block of a fixed size, and a text that needs more is refused, not the program
 * ended. A server that reads queries of strangers can give each a budget so.
 *
 *     cc allocator.c $(pkg-config --cflags --libs deskql) -o allocator && ./allocator
 */
#include <deskql/deskql.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct budget {
    alignas(max_align_t) char bytes[64 * 1024];
    size_t used;
    size_t blocks;
} budget;

/* Blocks are few and large, and mostly given back all at once, so the simplest allocator that there is does. */
static void *take(void *context, size_t size) {
    budget *from = context;
    size_t rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (rounded < size || rounded > sizeof from->bytes - from->used) return NULL;
    void *block = from->bytes + from->used;
    from->used += rounded;
    from->blocks++;
    return block;
}

static void give_back(void *context, void *block) {
    budget *to = context;
    (void)block;
    if (--to->blocks == 0) to->used = 0;
}

static void compile(const char *text, size_t length, budget *memory) {
    deskql_allocator allocator = {memory, take, give_back};
    deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
    deskql_compile_options compile = DESKQL_COMPILE_OPTIONS_INIT;
    parse.allocator = compile.allocator = &allocator;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    size_t needed = 0;
    deskql_status status = deskql_parse(NULL, text, length, &parse, &document);
    if (status == DESKQL_OK) status = deskql_compile(deskql_document_at(document, 0), &compile, &plan);
    if (status == DESKQL_OK) deskql_plan_write(plan, DESKQL_OUTPUT_QUERY, NULL, 0, &needed);
    printf("a query of %zu bytes: %s", length, deskql_status_text(status));
    if (status == DESKQL_OK) printf(", a query string of %zu bytes", needed);
    printf("\n");
    deskql_plan_free(plan);
    deskql_document_free(document);
    printf("blocks that were not given back: %zu\n", memory->blocks);
}

int main(void) {
    static budget memory;
    static char many[60000]; /* id in (1,1,1,…) */
    static const char one[] = "status = 1 and priority > 2";
    compile(one, sizeof one - 1, &memory);
    for (size_t i = 0; i < sizeof many; i++) many[i] = i % 2 ? ',' : '1';
    memcpy(many, "id in (", 7);
    many[sizeof many - 1] = ')';
    compile(many, sizeof many, &memory);
    compile(one, sizeof one - 1, &memory);
    return 0;
}
