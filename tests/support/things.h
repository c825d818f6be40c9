/* One of everything that the library makes, to be misused. */
#ifndef SUPPORT_THINGS_H
#define SUPPORT_THINGS_H

#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* An allocator that keeps what is released, so that a freed handle can be looked at, until `keep_nothing`. */
typedef struct keeper {
    void **blocks;
    size_t count;
} keeper;

static void *keep_allocate(void *context, size_t size) {
    (void)context;
    return malloc(size);
}

static void keep_release(void *context, void *block) {
    keeper *kept = context;
    void **blocks = realloc(kept->blocks, (kept->count + 1) * sizeof *blocks);
    assert_non_null(blocks);
    kept->blocks = blocks;
    kept->blocks[kept->count++] = block;
}

static inline void keep_nothing(keeper *kept) {
    for (size_t i = 0; i < kept->count; i++) free(kept->blocks[i]);
    free(kept->blocks);
}

typedef struct things {
    deskql_allocator allocator;
    keeper kept;
    deskql_schemas *schemas;
    deskql_document *document;
    const deskql_query *query;
    deskql_plan *plan;
    deskql_matcher *matcher;
    deskql_included *included;
    deskql_json *json;
} things;

static const char things_text[] = "mine: status = 1 and subject contains :s order by users.name page 2";
static const char things_ticket[] = "{\"id\":1,\"users\":{\"id\":2,\"type\":\"users\"},\"subject\":\"x\"}";

static inline void make_things(things *all) {
    *all = (things){.allocator = {&all->kept, keep_allocate, keep_release}};
    deskql_parse_options parse = DESKQL_PARSE_OPTIONS_INIT;
    deskql_compile_options compile = DESKQL_COMPILE_OPTIONS_INIT;
    deskql_binding binding = {"s", {.type = DESKQL_VALUE_STRING, .as.string = {"x", 1}}};
    parse.allocator = compile.allocator = &all->allocator;
    compile.bindings = &binding;
    compile.binding_count = 1;
    assert_int_equal(deskql_schemas_new(&all->allocator, &all->schemas), DESKQL_OK);
    assert_int_equal(deskql_parse(all->schemas, things_text, sizeof things_text - 1, &parse, &all->document),
                     DESKQL_OK);
    all->query = deskql_document_at(all->document, 0);
    assert_int_equal(deskql_compile(all->query, &compile, &all->plan), DESKQL_OK);
    assert_int_equal(deskql_json_parse(things_ticket, sizeof things_ticket - 1, &all->allocator, &all->json),
                     DESKQL_OK);
    assert_int_equal(deskql_matcher_make(all->plan, &all->allocator, &all->matcher), DESKQL_OK);
    assert_int_equal(deskql_included_new(all->matcher, &all->allocator, &all->included), DESKQL_OK);
}

static inline void free_things(const things *all) {
    deskql_included_free(all->included);
    deskql_matcher_free(all->matcher);
    deskql_json_free(all->json);
    deskql_plan_free(all->plan);
    deskql_document_free(all->document);
    deskql_schemas_free(all->schemas);
}

static inline int swallow(void *context, const char *bytes, size_t length) {
    (void)bytes;
    if (context) *(size_t *)context += length;
    return 0;
}

static inline int visit_nothing(void *context, const deskql_origin *origin) {
    (void)context;
    (void)origin;
    return 0;
}

static inline bool is_beginning(deskql_range range) {
    return range.start.offset == 0 && range.end.offset == 0;
}

#endif
