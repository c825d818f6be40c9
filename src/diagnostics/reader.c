/* Reading findings: texts are formatted here, into the reader's memory. */
#include "diagnostics/findings.h"

#include <string.h>

struct deskql_finding_reader {
    dql_arena arena;
    deskql_unit unit;
    bool fixes;
};

static bool is_unit(deskql_unit unit) {
    switch (unit) {
    case DESKQL_UNIT_BYTE:
    case DESKQL_UNIT_UTF16:
    case DESKQL_UNIT_CODE_POINT:
        return true;
    }
    return false;
}

deskql_status deskql_finding_reader_new(const deskql_reader_options *given, deskql_finding_reader **result) {
    deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
    if (!result || (given && given->size < sizeof options)) return DESKQL_MISUSE;
    if (given) options = *given;
    if (!options.unit) options.unit = DESKQL_UNIT_BYTE;
    if (!is_unit(options.unit) || !dql_allocator_is_complete(options.allocator)) return DESKQL_MISUSE;
    deskql_finding_reader *reader =
        dql_handle_new(options.allocator, sizeof *reader, offsetof(deskql_finding_reader, arena));
    if (!reader) return DESKQL_NO_MEMORY;
    reader->unit = options.unit;
    reader->fixes = options.fixes;
    *result = reader;
    return DESKQL_OK;
}

void deskql_finding_reader_clear(deskql_finding_reader *reader) {
    if (DQL_LIVE(reader)) dql_arena_reset(&reader->arena);
}

void deskql_finding_reader_free(deskql_finding_reader *reader) {
    if (DQL_LIVE(reader)) dql_handle_free(reader, &reader->arena);
}

/* ---- Parts ----------------------------------------------------------------------------------------------------------- */

static size_t count_parts(const dql_finding_entry *entry, dql_part_kind kind) {
    size_t count = 0;
    for (const dql_finding_part *part = entry->first_part; part; part = part->next) count += part->kind == kind;
    return count;
}

/* The texts of all parts of a kind; NULL where there are none. */
static const char *const *read_texts(const dql_finding_entry *entry, dql_part_kind kind, dql_arena *arena,
                                     size_t *count) {
    *count = count_parts(entry, kind);
    const char **texts = *count ? dql_arena_take(arena, *count * sizeof *texts) : NULL;
    size_t at = 0;
    for (const dql_finding_part *part = entry->first_part; part && texts; part = part->next) {
        if (part->kind == kind) texts[at++] = dql_deferred_format(&part->text, arena);
    }
    return texts;
}

static const deskql_note *read_notes(const dql_finding_entry *entry, const dql_source *source, dql_arena *arena,
                                     size_t *count) {
    *count = count_parts(entry, DQL_PART_NOTE);
    deskql_note *notes = *count ? dql_arena_take(arena, *count * sizeof *notes) : NULL;
    size_t at = 0;
    for (const dql_finding_part *part = entry->first_part; part && notes; part = part->next) {
        if (part->kind != DQL_PART_NOTE) continue;
        notes[at++] = (deskql_note){dql_deferred_format(&part->text, arena), dql_source_range(source, part->range)};
    }
    return notes;
}

static const deskql_fix *read_edits(const dql_finding_entry *entry, dql_part_kind kind, const dql_source *source,
                                    dql_arena *arena, size_t *count) {
    *count = count_parts(entry, kind);
    deskql_fix *edits = *count ? dql_arena_take(arena, *count * sizeof *edits) : NULL;
    size_t at = 0;
    for (const dql_finding_part *part = entry->first_part; part && edits; part = part->next) {
        if (part->kind != kind) continue;
        edits[at++] = (deskql_fix){dql_source_range(source, part->range), dql_deferred_format(&part->text, arena)};
    }
    return edits;
}

/* ---- A finding ------------------------------------------------------------------------------------------------------- */

/* What is no exact fix, and what nobody asks for, is a suggestion. */
static void suggest_fix(deskql_finding *finding, dql_arena *arena) {
    if (!finding->fix) return;
    deskql_fix *edits = dql_arena_take(arena, (finding->suggestion_count + 1) * sizeof *edits);
    if (!edits) return;
    edits[0] = *finding->fix;
    if (finding->suggestion_count) memcpy(edits + 1, finding->suggestions, finding->suggestion_count * sizeof *edits);
    finding->suggestions = edits;
    finding->suggestion_count++;
    finding->fix = NULL;
}

static deskql_finding *read_finding(const deskql_findings *findings, size_t index, dql_arena *arena) {
    const dql_finding_entry explained = dql_finding_explained(findings->sorted[index], arena);
    const dql_finding_entry *entry = &explained;
    deskql_finding *finding = dql_arena_take(arena, sizeof *finding);
    if (!finding) return NULL;
    const dql_source *source = &findings->source;
    *finding = entry->finding;
    finding->range.start = dql_source_position(source, entry->finding.range.start.offset);
    finding->range.end = dql_source_position(source, entry->finding.range.end.offset);
    finding->message = dql_deferred_format(&entry->message, arena);
    finding->help = read_texts(entry, DQL_PART_HELP, arena, &finding->help_count);
    finding->expected = read_texts(entry, DQL_PART_EXPECTED, arena, &finding->expected_count);
    finding->notes = read_notes(entry, source, arena, &finding->note_count);
    finding->suggestions = read_edits(entry, DQL_PART_SUGGESTION, source, arena, &finding->suggestion_count);
    size_t count;
    finding->fix = read_edits(entry, DQL_PART_FIX, source, arena, &count);
    const char *const *phrase = read_texts(entry, DQL_PART_PHRASE, arena, &count);
    if (phrase) finding->phrase = *phrase;
    return arena->failed ? NULL : finding;
}

const deskql_finding *dql_findings_read(const deskql_findings *findings, size_t index, dql_arena *arena) {
    return read_finding(findings, index, arena);
}

static deskql_finding *read_exact(const deskql_findings *findings, size_t index, dql_arena *arena) {
    deskql_finding *finding = read_finding(findings, index, arena);
    if (!finding || !finding->fix || !findings->try_fix) return finding;
    uint32_t earlier = findings->sorted[index]->earlier_fixes;
    deskql_status status = findings->try_fix(findings, finding->fix, earlier, &arena->allocator);
    if (status == DESKQL_INVALID) suggest_fix(finding, arena);
    if (status == DESKQL_NO_MEMORY) arena->failed = true;
    return arena->failed ? NULL : finding;
}

const deskql_finding *dql_findings_read_exact(const deskql_findings *findings, size_t index, dql_arena *arena) {
    return read_exact(findings, index, arena);
}

/* The arrays are the reader's own: it may write what others only read. No cast, of which a parent project's -Wcast-qual would warn. */
static void count_range_in(const dql_source *source, deskql_unit unit, const deskql_range *own) {
    union {
        const deskql_range *read;
        deskql_range *written;
    } range = {own};
    dql_source_count_in(source, unit, &range.written->start);
    dql_source_count_in(source, unit, &range.written->end);
}

static void count_in(const dql_source *source, deskql_unit unit, deskql_finding *finding) {
    count_range_in(source, unit, &finding->range);
    if (finding->fix) count_range_in(source, unit, &finding->fix->range);
    for (size_t i = 0; i < finding->suggestion_count; i++) count_range_in(source, unit, &finding->suggestions[i].range);
    for (size_t i = 0; i < finding->note_count; i++) count_range_in(source, unit, &finding->notes[i].range);
}

deskql_status deskql_findings_read(const deskql_findings *findings, size_t index, deskql_finding_reader *reader,
                                   const deskql_finding **result) {
    if (result) *result = NULL;
    if (!result || !DQL_LIVE(reader) || index >= deskql_findings_count(findings)) return DESKQL_MISUSE;
    reader->arena.failed = false;
    deskql_finding *finding =
        reader->fixes ? read_exact(findings, index, &reader->arena) : read_finding(findings, index, &reader->arena);
    if (!finding) return DESKQL_NO_MEMORY;
    if (reader->unit != DESKQL_UNIT_BYTE) count_in(&findings->source, reader->unit, finding);
    if (!reader->fixes) suggest_fix(finding, &reader->arena);
    if (reader->arena.failed) return DESKQL_NO_MEMORY;
    *result = finding;
    return DESKQL_OK;
}
