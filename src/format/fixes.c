/* Fixes put into the text. */
#include "document.h"

#include "base/writer.h"

#include <deskql/format.h>

/* The fixes in the order of their places; findings are in the order of theirs, which is nearly the same. */
typedef struct fix_list {
    const deskql_fix **items;
    size_t count;
} fix_list;

static bool comes_before(const deskql_fix *one, const deskql_fix *other) {
    return one->range.start.offset < other->range.start.offset;
}

static void insert(fix_list *list, const deskql_fix *fix) {
    size_t place = list->count++;
    for (; place > 0 && comes_before(fix, list->items[place - 1]); place--) list->items[place] = list->items[place - 1];
    list->items[place] = fix;
}

static size_t write_fixed(dql_writer *writer, const dql_source *source, const fix_list *list) {
    uint32_t at = 0;
    size_t applied = 0;
    for (size_t i = 0; i < list->count; i++) {
        const deskql_fix *fix = list->items[i];
        if (fix->range.start.offset < at || fix->range.end.offset > source->length) continue;
        dql_write(writer, source->text + at, fix->range.start.offset - at);
        dql_write_text(writer, fix->replacement);
        at = fix->range.end.offset;
        applied++;
    }
    dql_write(writer, source->text + at, source->length - at);
    return applied;
}

deskql_status deskql_apply_fixes(const deskql_document *document, size_t *applied, deskql_sink sink, void *context) {
    if (applied) *applied = 0;
    if (!DQL_LIVE(document) || !sink || !document->query_count) return DESKQL_MISUSE;
    const deskql_findings *findings = &document->findings;
    dql_arena arena;
    dql_arena_init(&arena, &document->arena.allocator);
    size_t most = deskql_findings_count(findings) + 1;
    fix_list list = {dql_arena_take(&arena, most * sizeof(const deskql_fix *)), 0};
    deskql_status status = DESKQL_NO_MEMORY;
    if (list.items) {
        for (size_t i = 0; i + 1 < most; i++) {
            const deskql_finding *finding = dql_findings_read(findings, i, &arena);
            if (finding && finding->fix) insert(&list, finding->fix);
        }
        char stage[1024];
        dql_writer writer;
        dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
        size_t count = write_fixed(&writer, &document->source, &list);
        if (applied) *applied = count;
        status = dql_writer_finish(&writer);
        if (arena.failed) status = DESKQL_NO_MEMORY;
    }
    dql_arena_free(&arena);
    return status;
}
