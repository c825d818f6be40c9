#include "diag/findings.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_SHOWN 60u

typedef struct note_entry {
    struct note_entry *next;
    deskql_note note;
} note_entry;

/* `finding` is first, so that a finding that dql_report gave leads back to its entry. */
struct dql_finding_entry {
    deskql_finding finding;
    deskql_fix fix;
    note_entry *first_note;
    note_entry *last_note;
    dql_finding_entry *next;
    dql_finding_entry *earlier_warning;
    bool dropped;
};

typedef struct code_row {
    int code;
    const char *code_text;
    const char *slug;
    deskql_severity severity;
    const char *phrase;
} code_row;

static const code_row code_rows[] = {
#define CODE(number, name, slug, severity, phrase, summary) {number, "DQL" #number, slug, DESKQL_##severity, phrase},
#include "diag/codes.def"
#undef CODE
};

_Static_assert(sizeof code_rows / sizeof code_rows[0] <= 64, "the codes are bits of a uint64_t");

unsigned dql_code_index(int code) {
    unsigned i = 0;
    while (code_rows[i].code != code) i++;
    return i;
}

void dql_findings_init(deskql_findings *findings, dql_arena *arena, uint32_t limit) {
    memset(findings, 0, sizeof *findings);
    findings->arena = arena;
    findings->limit = limit;
}

static char *format_text(dql_arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length >= 0 ? dql_arena_take(arena, (size_t)length + 1) : NULL;
    if (text) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

/* Offsets alone, until dql_findings_finish. */
static deskql_range unplaced(dql_range range) {
    return (deskql_range){{0, 0, range.start}, {0, 0, range.end}};
}

/* Whether there is room for one more. In a full list an error takes the place of the latest warning, so that no number of
   warnings hides an error. */
static bool make_room(deskql_findings *findings, deskql_severity severity) {
    if (findings->count < findings->limit) return true;
    findings->omitted++;
    dql_finding_entry *warning = findings->last_warning;
    if (severity != DESKQL_ERROR || !warning) return false;
    warning->dropped = true;
    findings->last_warning = warning->earlier_warning;
    findings->count--;
    return true;
}

static void append(deskql_findings *findings, dql_finding_entry *entry) {
    if (findings->last) {
        findings->last->next = entry;
    } else {
        findings->first = entry;
    }
    findings->last = entry;
    findings->count++;
    if (entry->finding.severity == DESKQL_ERROR) {
        findings->errors++;
    } else {
        entry->earlier_warning = findings->last_warning;
        findings->last_warning = entry;
    }
}

/* The allowance that holds an offset; the number of them where none does. */
static uint32_t find_allowance(const dql_allowances *allowances, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = allowances->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (allowances->list[middle].end > offset) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low < allowances->count && allowances->list[low].start <= offset ? low : allowances->count;
}

static bool is_allowed(const deskql_findings *findings, unsigned code_index, uint32_t offset) {
    const dql_allowances *allowances = findings->allowances;
    uint64_t bit = UINT64_C(1) << code_index;
    uint32_t which = find_allowance(allowances, offset);
    bool nearby = which < allowances->count && allowances->list[which].codes & bit;
    if (!nearby && !(allowances->everywhere & bit)) return false;
    if (findings->used) findings->used[nearby ? which : allowances->count] |= bit;
    return true;
}

static deskql_finding *report(deskql_findings *findings, dql_code code, deskql_severity severity, dql_range range,
                              const char *format, va_list arguments) {
    unsigned index = dql_code_index((int)code);
    const code_row *row = &code_rows[index];
    findings->touched = true;
    if (severity == DESKQL_ERROR) {
        findings->reported_errors++;
    } else if (findings->allowances && is_allowed(findings, index, range.start)) {
        return NULL;
    }
    if (!make_room(findings, severity)) return NULL;
    dql_finding_entry *entry = dql_arena_take_zeroed(findings->arena, sizeof *entry);
    char *message = format_text(findings->arena, format, arguments);
    if (!entry || !message) return NULL;
    entry->finding.code = row->code;
    entry->finding.code_text = row->code_text;
    entry->finding.slug = row->slug;
    entry->finding.severity = severity;
    entry->finding.phrase = row->phrase;
    entry->finding.message = message;
    entry->finding.range = unplaced(range);
    append(findings, entry);
    return &entry->finding;
}

deskql_finding *dql_report(deskql_findings *findings, dql_code code, dql_range range, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    deskql_severity severity = code_rows[dql_code_index((int)code)].severity;
    deskql_finding *finding = report(findings, code, severity, range, format, arguments);
    va_end(arguments);
    return finding;
}

deskql_finding *dql_report_error(deskql_findings *findings, dql_code code, dql_range range, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    deskql_finding *finding = report(findings, code, DESKQL_ERROR, range, format, arguments);
    va_end(arguments);
    return finding;
}

void dql_finding_about(deskql_finding *finding, const char *parameter, const char *field) {
    if (!finding) return;
    finding->parameter = parameter;
    finding->field = field;
}

void dql_finding_help(deskql_findings *findings, deskql_finding *finding, const char *format, ...) {
    if (!finding) return;
    va_list arguments;
    va_start(arguments, format);
    finding->help = format_text(findings->arena, format, arguments);
    va_end(arguments);
}

void dql_finding_phrase(deskql_findings *findings, deskql_finding *finding, const char *format, ...) {
    if (!finding) return;
    va_list arguments;
    va_start(arguments, format);
    char *phrase = format_text(findings->arena, format, arguments);
    va_end(arguments);
    if (phrase) finding->phrase = phrase;
}

void dql_finding_note(deskql_findings *findings, deskql_finding *finding, dql_range range, const char *format, ...) {
    if (!finding) return;
    note_entry *note = dql_arena_take_zeroed(findings->arena, sizeof *note);
    va_list arguments;
    va_start(arguments, format);
    char *message = format_text(findings->arena, format, arguments);
    va_end(arguments);
    if (!note || !message) return;
    note->note.message = message;
    note->note.range = unplaced(range);
    dql_finding_entry *entry = (dql_finding_entry *)finding;
    if (entry->last_note) {
        entry->last_note->next = note;
    } else {
        entry->first_note = note;
    }
    entry->last_note = note;
    finding->note_count++;
}

void dql_finding_fix(deskql_findings *findings, deskql_finding *finding, dql_range range, const char *format, ...) {
    if (!finding) return;
    va_list arguments;
    va_start(arguments, format);
    char *replacement = format_text(findings->arena, format, arguments);
    va_end(arguments);
    if (!replacement) return;
    dql_finding_entry *entry = (dql_finding_entry *)finding;
    entry->fix.range = unplaced(range);
    entry->fix.replacement = replacement;
    finding->fix = &entry->fix;
}

deskql_finding *dql_findings_find(deskql_findings *findings, dql_code code, dql_range range) {
    for (dql_finding_entry *entry = findings->first; entry; entry = entry->next) {
        deskql_finding *finding = &entry->finding;
        if (finding->code == (int)code && finding->range.start.offset == range.start &&
            finding->range.end.offset == range.end && !entry->dropped) {
            return finding;
        }
    }
    return NULL;
}

void dql_findings_attribute(deskql_findings *findings, dql_range range, const char *field) {
    for (dql_finding_entry *entry = findings->first; entry; entry = entry->next) {
        deskql_finding *finding = &entry->finding;
        if (finding->range.start.offset >= range.start && finding->range.end.offset <= range.end && !finding->field &&
            finding->code != DQL_SYNTAX && finding->code != DQL_INVALID_UTF8) {
            finding->field = field;
        }
    }
}

typedef struct sort_item {
    uint32_t offset;
    void *item;
} sort_item;

/* Merge sort, bottom up: stable, and unlike qsort it takes no memory but the arena's. Returns false without memory. */
static bool sort_by_offset(dql_arena *arena, sort_item *items, size_t count) {
    sort_item *scratch = dql_arena_take(arena, count * sizeof *scratch);
    if (!scratch) return false;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = start + 2 * width < count ? start + 2 * width : count;
            size_t left = start;
            size_t right = middle;
            for (size_t to = start; to < end; to++) {
                bool from_left = left < middle && (right == end || items[left].offset <= items[right].offset);
                scratch[to] = from_left ? items[left++] : items[right++];
            }
        }
        memcpy(items, scratch, count * sizeof *items);
    }
    return true;
}

static void add_range(sort_item *items, size_t *count, deskql_range *range) {
    items[(*count)++] = (sort_item){range->start.offset, &range->start};
    items[(*count)++] = (sort_item){range->end.offset, &range->end};
}

/* Lines and columns of all places of all findings in one sweep over the text, for counting columns anew from the start of a long
   line for each would take time that grows with the square. */
static bool place_all(deskql_findings *findings, dql_source *source) {
    size_t ranges = 0;
    for (dql_finding_entry *entry = findings->first; entry; entry = entry->next)
        ranges += 2 + entry->finding.note_count;
    sort_item *items = dql_arena_take(findings->arena, 2 * ranges * sizeof *items);
    if (!items) return false;
    size_t count = 0;
    for (dql_finding_entry *entry = findings->first; entry; entry = entry->next) {
        add_range(items, &count, &entry->finding.range);
        if (entry->finding.fix) add_range(items, &count, &entry->fix.range);
        for (note_entry *note = entry->first_note; note; note = note->next) add_range(items, &count, &note->note.range);
    }
    if (!sort_by_offset(findings->arena, items, count)) return false;
    for (size_t i = 0; i < count; i++) {
        *(deskql_position *)items[i].item = dql_source_position(source, items[i].offset);
    }
    return true;
}

static bool gather_notes(dql_arena *arena, dql_finding_entry *entry) {
    if (!entry->first_note) return true;
    deskql_note *notes = dql_arena_take(arena, entry->finding.note_count * sizeof *notes);
    if (!notes) return false;
    entry->finding.notes = notes;
    for (note_entry *note = entry->first_note; note; note = note->next) *notes++ = note->note;
    return true;
}

void dql_findings_finish(deskql_findings *findings, dql_source *source) {
    if (findings->count == 0 || !place_all(findings, source)) return;
    sort_item *items = dql_arena_take(findings->arena, findings->count * sizeof *items);
    const deskql_finding **sorted = dql_arena_take(findings->arena, findings->count * sizeof(void *));
    if (!items || !sorted) return;
    size_t count = 0;
    for (dql_finding_entry *entry = findings->first; entry; entry = entry->next) {
        if (entry->dropped) continue;
        if (!gather_notes(findings->arena, entry)) return;
        items[count++] = (sort_item){entry->finding.range.start.offset, entry};
    }
    if (!sort_by_offset(findings->arena, items, count)) return;
    for (size_t i = 0; i < count; i++) sorted[i] = &((dql_finding_entry *)items[i].item)->finding;
    findings->sorted = sorted;
}

void dql_findings_assign(deskql_findings *findings, dql_range range, uint32_t query_index, const char *name) {
    if (!findings->sorted) return;
    uint32_t low = 0;
    uint32_t high = findings->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (findings->sorted[middle]->range.start.offset < range.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < findings->count && findings->sorted[low]->range.start.offset < range.end; low++) {
        deskql_finding *finding = (deskql_finding *)findings->sorted[low];
        finding->query = name;
        finding->query_index = query_index;
    }
}

/* Those that a terminal obeys, and those that make a line read in another order than it is written. */
static bool is_unsafe(uint32_t character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

const char *dql_shown(dql_arena *arena, const char *bytes, size_t length) {
    static const char replacement[] = "\xEF\xBF\xBD";
    static const char ellipsis[] = "\xE2\x80\xA6";
    /* A character is 4 bytes at the most, and the replacement is 3 for each invalid byte. */
    size_t most = length < LONGEST_SHOWN ? length : LONGEST_SHOWN;
    char *shown = dql_arena_take(arena, 4 * most + sizeof ellipsis);
    if (!shown) return "";
    char *to = shown;
    size_t at = 0;
    for (uint32_t count = 0; at < length && count < LONGEST_SHOWN; count++) {
        uint32_t character = 0;
        size_t size = dql_utf8_decode(bytes + at, length - at, &character);
        bool unsafe = size == 0 || is_unsafe(character);
        size_t written = unsafe ? 3 : size;
        memcpy(to, unsafe ? replacement : bytes + at, written);
        to += written;
        at += size ? size : 1;
    }
    if (at < length) {
        memcpy(to, ellipsis, 3);
        to += 3;
    }
    *to = '\0';
    return shown;
}

size_t deskql_findings_count(const deskql_findings *findings) {
    return findings && findings->sorted ? findings->count : 0;
}

size_t deskql_findings_count_severity(const deskql_findings *findings, deskql_severity severity) {
    if (!findings || !findings->sorted) return 0;
    if (severity == DESKQL_ERROR) return findings->errors;
    return severity == DESKQL_WARNING ? findings->count - findings->errors : 0;
}

const deskql_finding *deskql_findings_at(const deskql_findings *findings, size_t index) {
    return index < deskql_findings_count(findings) ? findings->sorted[index] : NULL;
}

size_t deskql_findings_omitted(const deskql_findings *findings) {
    return findings ? findings->omitted : 0;
}
