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

/* What a finding is read into. */
typedef struct reading {
    const dql_finding_entry *entry;
    const dql_source *source;
    deskql_unit unit;
    dql_arena *arena;
} reading;

static deskql_range place_of(const reading *of, dql_range range) {
    deskql_range place = dql_source_range(of->source, range);
    if (of->unit == DESKQL_UNIT_BYTE) return place;
    dql_source_count_in(of->source, of->unit, &place.start);
    dql_source_count_in(of->source, of->unit, &place.end);
    return place;
}

/* The first part of a kind from `part` on; NULL where there is none. */
static const dql_finding_part *find_part(const dql_finding_part *part, dql_part_kind kind) {
    while (part && part->kind != kind) part = part->next;
    return part;
}

/* An array for all parts of a kind; NULL where there are none. */
static void *take_array(const reading *of, dql_part_kind kind, size_t size, size_t *count) {
    *count = 0;
    for (const dql_finding_part *part = of->entry->first_part; (part = find_part(part, kind)); part = part->next)
        ++*count;
    return *count ? dql_arena_take(of->arena, *count * size) : NULL;
}

static const char *const *read_texts(const reading *of, dql_part_kind kind, size_t *count) {
    const char **texts = take_array(of, kind, sizeof *texts, count);
    const dql_finding_part *part = of->entry->first_part;
    for (size_t i = 0; texts && (part = find_part(part, kind)); part = part->next)
        texts[i++] = dql_deferred_format(&part->text, of->arena);
    return texts;
}

static const deskql_note *read_notes(const reading *of, size_t *count) {
    deskql_note *notes = take_array(of, DQL_PART_NOTE, sizeof *notes, count);
    const dql_finding_part *part = of->entry->first_part;
    for (size_t i = 0; notes && (part = find_part(part, DQL_PART_NOTE)); part = part->next)
        notes[i++] = (deskql_note){dql_deferred_format(&part->text, of->arena), place_of(of, part->range)};
    return notes;
}

static const deskql_fix *read_edits(const reading *of, dql_part_kind kind, size_t *count) {
    deskql_fix *edits = take_array(of, kind, sizeof *edits, count);
    const dql_finding_part *part = of->entry->first_part;
    for (size_t i = 0; edits && (part = find_part(part, kind)); part = part->next)
        edits[i++] = (deskql_fix){place_of(of, part->range), dql_deferred_format(&part->text, of->arena)};
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

static deskql_finding *read_finding(const deskql_findings *findings, size_t index, deskql_unit unit, dql_arena *arena) {
    const dql_finding_entry entry = dql_finding_explained(findings->sorted[index], arena);
    const reading of = {&entry, &findings->source, unit, arena};
    deskql_finding *finding = dql_arena_take(arena, sizeof *finding);
    if (!finding) return NULL;
    *finding = entry.finding;
    finding->range = place_of(&of, (dql_range){finding->range.start.offset, finding->range.end.offset});
    finding->message = dql_deferred_format(&entry.message, arena);
    finding->help = read_texts(&of, DQL_PART_HELP, &finding->help_count);
    finding->expected = read_texts(&of, DQL_PART_EXPECTED, &finding->expected_count);
    finding->notes = read_notes(&of, &finding->note_count);
    finding->suggestions = read_edits(&of, DQL_PART_SUGGESTION, &finding->suggestion_count);
    size_t count;
    finding->fix = read_edits(&of, DQL_PART_FIX, &count);
    const char *const *phrase = read_texts(&of, DQL_PART_PHRASE, &count);
    if (phrase) finding->phrase = *phrase;
    return arena->failed ? NULL : finding;
}

const deskql_finding *dql_findings_read(const deskql_findings *findings, size_t index, dql_arena *arena) {
    return read_finding(findings, index, DESKQL_UNIT_BYTE, arena);
}

static deskql_finding *read_exact(const deskql_findings *findings, size_t index, deskql_unit unit, dql_arena *arena) {
    deskql_finding *finding = read_finding(findings, index, unit, arena);
    if (!finding || !finding->fix || !findings->try_fix) return finding;
    uint32_t earlier = findings->sorted[index]->earlier_fixes;
    deskql_status status = findings->try_fix(findings, finding->fix, earlier, &arena->allocator);
    if (status == DESKQL_INVALID) suggest_fix(finding, arena);
    if (status == DESKQL_NO_MEMORY) arena->failed = true;
    return arena->failed ? NULL : finding;
}

const deskql_finding *dql_findings_read_exact(const deskql_findings *findings, size_t index, dql_arena *arena) {
    return read_exact(findings, index, DESKQL_UNIT_BYTE, arena);
}

deskql_status deskql_findings_read(const deskql_findings *findings, size_t index, deskql_finding_reader *reader,
                                   const deskql_finding **result) {
    if (result) *result = NULL;
    if (!result || !DQL_LIVE(reader) || index >= deskql_findings_count(findings)) return DESKQL_MISUSE;
    reader->arena.failed = false;
    deskql_finding *finding = reader->fixes ? read_exact(findings, index, reader->unit, &reader->arena)
                                            : read_finding(findings, index, reader->unit, &reader->arena);
    if (!finding) return DESKQL_NO_MEMORY;
    if (!reader->fixes) suggest_fix(finding, &reader->arena);
    if (reader->arena.failed) return DESKQL_NO_MEMORY;
    *result = finding;
    return DESKQL_OK;
}
