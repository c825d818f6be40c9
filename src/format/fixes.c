/* Fixes put into the text. */
#include "format/fixes.h"

#include "base/writer.h"

#include <deskql/format.h>

/* Findings are in the order of their places, which is nearly that of their fixes. */
static bool comes_before(const deskql_fix *one, const deskql_fix *other) {
    return one->range.start.offset < other->range.start.offset;
}

static void insert(dql_fix_list *list, const deskql_fix *fix) {
    size_t place = list->count++;
    for (; place > 0 && comes_before(fix, &list->items[place - 1]); place--)
        list->items[place] = list->items[place - 1];
    list->items[place] = *fix;
}

/* Of fixes that overlap, the first stays. */
static void leave_out_overlapping(dql_fix_list *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (kept && list->items[i].range.start.offset < list->items[kept - 1].range.end.offset) continue;
        list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

/* Each fix of a query is exact by itself; of those that are not so together the first half is tried, and so on. */
static bool leave_out_hindering(const deskql_document *document, dql_arena *arena, dql_fix_list *list) {
    size_t kept = 0;
    for (size_t i = 0, next; i < list->count; i = next) {
        deskql_fix *group = &list->items[i];
        next = i + 1;
        while (next < list->count && dql_edits_meet(document, &list->items[next - 1], &list->items[next])) next++;
        size_t count = next - i;
        deskql_status status = DESKQL_OK;
        while (count > 1 && (status = dql_try_edits(document, group, count, &arena->allocator)) == DESKQL_INVALID)
            count /= 2;
        if (status == DESKQL_NO_MEMORY) return false;
        memmove(&list->items[kept], group, count * sizeof *group);
        kept += count;
    }
    list->count = kept;
    return true;
}

bool dql_list_fixes(const deskql_document *document, dql_arena *arena, dql_fix_list *list) {
    const deskql_findings *findings = &document->findings;
    size_t count = deskql_findings_count(findings);
    *list = (dql_fix_list){dql_arena_take(arena, (count + 1) * sizeof *list->items), 0};
    if (!list->items) return false;
    for (size_t i = 0; i < count; i++) {
        const deskql_finding *finding = dql_findings_read_exact(findings, i, arena);
        if (!finding) return false;
        if (finding->fix) insert(list, finding->fix);
    }
    leave_out_overlapping(list);
    return leave_out_hindering(document, arena, list);
}

static void write_fixed(dql_writer *writer, const dql_source *source, const dql_fix_list *list) {
    uint32_t at = 0;
    for (size_t i = 0; i < list->count; i++) {
        const deskql_fix *fix = &list->items[i];
        dql_write(writer, source->text + at, fix->range.start.offset - at);
        dql_write_text(writer, fix->replacement);
        at = fix->range.end.offset;
    }
    dql_write(writer, source->text + at, source->length - at);
}

deskql_status deskql_apply_fixes(const deskql_document *document, size_t *applied, deskql_sink sink, void *context) {
    if (applied) *applied = 0;
    if (!DQL_LIVE(document) || !sink || !document->query_count) return DESKQL_MISUSE;
    dql_arena arena;
    dql_arena_init(&arena, &document->arena.allocator);
    dql_fix_list list;
    deskql_status status = DESKQL_NO_MEMORY;
    if (dql_list_fixes(document, &arena, &list)) {
        char stage[1024];
        dql_writer writer;
        dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
        write_fixed(&writer, &document->source, &list);
        if (applied) *applied = list.count;
        status = dql_writer_finish(&writer);
    }
    dql_arena_free(&arena);
    return status;
}
