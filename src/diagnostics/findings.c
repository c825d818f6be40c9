#include "diagnostics/findings.h"

#include "base/invisible.h"

#include <string.h>

#define LONGEST_SHOWN 60u

typedef struct code_row {
    int code;
    const char *code_text;
    const char *slug;
    deskql_severity severity;
    const char *phrase;
} code_row;

static const code_row code_rows[] = {
#define CODE(number, name, slug, severity, phrase, summary) {number, "DQL" #number, slug, DESKQL_##severity, phrase},
#include "diagnostics/codes.def"
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

/* Whether one more can be kept. A full list gives up the latest of the least severity, so that no number of warnings hides an
   error, and no number of notes a warning. That notes are left out is not counted: it would be a warning itself. */
static bool reserve(deskql_findings *findings, deskql_severity severity) {
    if (findings->count < findings->limit) return true;
    unsigned least = DESKQL_NOTE;
    while (least > severity && !findings->latest[least]) least--;
    if (least != DESKQL_NOTE) findings->omitted++;
    if (least == severity) return false;
    dql_finding_entry *entry = findings->latest[least];
    entry->dropped = true;
    findings->latest[least] = entry->earlier;
    findings->counts[least]--;
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
    findings->additions++;
    deskql_severity severity = entry->finding.severity;
    findings->counts[severity]++;
    entry->earlier = findings->latest[severity];
    findings->latest[severity] = entry;
}

/* The suppression that holds an offset; the number of them where none does. */
static uint32_t find_suppression(const dql_suppressions *suppressions, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = suppressions->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (suppressions->list[middle].end > offset) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low < suppressions->count && suppressions->list[low].start <= offset ? low : suppressions->count;
}

static bool is_allowed(const deskql_findings *findings, unsigned code_index, uint32_t offset) {
    const dql_suppressions *suppressions = findings->suppressions;
    uint64_t bit = UINT64_C(1) << code_index;
    uint32_t which = find_suppression(suppressions, offset);
    bool nearby = which < suppressions->count && suppressions->list[which].codes & bit;
    if (!nearby && !(suppressions->everywhere & bit)) return false;
    if (findings->used) findings->used[nearby ? which : suppressions->count] |= bit;
    return true;
}

deskql_finding *dql_report_as(deskql_findings *findings, dql_code code, dql_severity_choice chosen, dql_range range,
                              const char *format, ...) {
    unsigned index = dql_code_index((int)code);
    const code_row *row = &code_rows[index];
    deskql_severity severity = chosen == DQL_AS_ITS_CODE ? row->severity : (deskql_severity)chosen;
    findings->touched = true;
    if (findings->damage_alone && !dql_is_damage((int)code, severity)) return NULL;
    if (severity == DESKQL_ERROR) {
        findings->reported_errors++;
    } else if (findings->suppressions && is_allowed(findings, index, range.start)) {
        return NULL;
    }
    if (!reserve(findings, severity)) return NULL;
    dql_finding_entry *entry = dql_arena_take_zeroed(findings->arena, sizeof *entry);
    va_list arguments;
    va_start(arguments, format);
    bool kept = entry && dql_defer(&entry->message, findings->arena, format, arguments);
    va_end(arguments);
    if (!kept) return NULL;
    entry->finding.code = row->code;
    entry->finding.code_text = row->code_text;
    entry->finding.slug = row->slug;
    entry->finding.severity = severity;
    entry->finding.phrase = row->phrase;
    entry->finding.range = (deskql_range){{.offset = range.start}, {.offset = range.end}};
    append(findings, entry);
    entry->ordinal = findings->count;
    return &entry->finding;
}

bool dql_findings_tidy(deskql_findings *findings, dql_findings_mark mark) {
    if (findings->additions != mark.additions) return false;
    dql_arena_rewind(findings->arena, mark.memory);
    return true;
}

void dql_finding_about(deskql_finding *finding, const char *parameter, const char *field) {
    if (!finding) return;
    finding->parameter = parameter;
    finding->field = field;
}

static dql_finding_part *find_part(const deskql_finding *finding, dql_part_kind kind) {
    dql_finding_part *part = finding ? ((const dql_finding_entry *)finding)->first_part : NULL;
    while (part && part->kind != kind) part = part->next;
    return part;
}

static void drop_parts(deskql_finding *finding, dql_part_kind kind) {
    dql_finding_entry *entry = (dql_finding_entry *)finding;
    dql_finding_part **link = &entry->first_part;
    entry->last_part = NULL;
    while (*link) {
        if ((*link)->kind == kind) {
            *link = (*link)->next;
        } else {
            entry->last_part = *link;
            link = &(*link)->next;
        }
    }
}

static void add_part(deskql_findings *findings, deskql_finding *finding, dql_finding_part *part) {
    findings->additions++;
    dql_finding_entry *entry = (dql_finding_entry *)finding;
    if (entry->last_part) {
        entry->last_part->next = part;
    } else {
        entry->first_part = part;
    }
    entry->last_part = part;
}

static void defer_part(deskql_findings *findings, deskql_finding *finding, dql_part_kind kind, dql_range range,
                       const char *format, va_list arguments) {
    dql_finding_part *part = dql_arena_take(findings->arena, sizeof *part);
    if (!part || !dql_defer(&part->text, findings->arena, format, arguments)) return;
    part->next = NULL;
    part->kind = kind;
    part->range = range;
    add_part(findings, finding, part);
}

void dql_finding_message(deskql_findings *findings, deskql_finding *finding, const char *format, ...) {
    if (!finding) return;
    va_list arguments;
    va_start(arguments, format);
    dql_defer(&((dql_finding_entry *)finding)->message, findings->arena, format, arguments);
    va_end(arguments);
}

void dql_finding_add(deskql_findings *findings, deskql_finding *finding, dql_part_kind kind, dql_range range,
                     const char *format, ...) {
    if (!finding) return;
    va_list arguments;
    va_start(arguments, format);
    defer_part(findings, finding, kind, range, format, arguments);
    va_end(arguments);
}

void dql_finding_set(deskql_findings *findings, deskql_finding *finding, dql_part_kind kind, dql_range range,
                     const char *format, ...) {
    if (!finding) return;
    drop_parts(finding, kind);
    va_list arguments;
    va_start(arguments, format);
    defer_part(findings, finding, kind, range, format, arguments);
    va_end(arguments);
}

void dql_finding_defer(deskql_finding *finding, dql_explainer *explain, const void *context) {
    if (!finding) return;
    dql_finding_entry *entry = (dql_finding_entry *)finding;
    entry->explain = explain;
    entry->context = context;
}

dql_finding_entry dql_finding_explained(const dql_finding_entry *entry, dql_arena *arena) {
    dql_finding_entry copy = *entry;
    if (!entry->explain) return copy;
    deskql_findings findings;
    dql_findings_init(&findings, arena, 0);
    findings.count = entry->ordinal;
    /* The list's own parts stay as they are: others read them, maybe at once. */
    copy.first_part = copy.last_part = NULL;
    for (const dql_finding_part *part = entry->first_part; part; part = part->next) {
        dql_finding_part *own = dql_arena_take(arena, sizeof *own);
        if (!own) return copy;
        *own = *part;
        own->next = NULL;
        add_part(&findings, &copy.finding, own);
    }
    entry->explain(&findings, &copy.finding, entry->context);
    copy.explain = NULL;
    return copy;
}

void dql_finding_expect(deskql_findings *findings, deskql_finding *finding, const char *word) {
    dql_finding_part *part = finding ? dql_arena_take_zeroed(findings->arena, sizeof *part) : NULL;
    if (!part) return;
    part->kind = DQL_PART_EXPECTED;
    part->text = dql_deferred_text(findings->arena, word);
    add_part(findings, finding, part);
}

const char *dql_finding_replacement(const deskql_findings *findings, const deskql_finding *finding) {
    const dql_finding_part *part = find_part(finding, DQL_PART_FIX);
    return part ? dql_deferred_format(&part->text, findings->arena) : NULL;
}

void dql_finding_respell(deskql_findings *findings, deskql_finding *finding, const char *replacement) {
    dql_finding_part *part = find_part(finding, DQL_PART_FIX);
    findings->additions++;
    if (part && replacement) {
        part->text = dql_deferred_text(findings->arena, replacement);
    } else if (part) {
        drop_parts(finding, DQL_PART_FIX);
    }
}

/* Whether a byte may be part of a word, a number or a string. */
static bool is_joining(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.' || byte == '-' || byte == '+' || byte == '"' || byte == '\'' || byte == '`' ||
           byte & 0x80;
}

static bool ends_byte_order_mark(const char *text, uint32_t offset) {
    return offset == 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
}

void dql_finding_replace(deskql_findings *findings, deskql_finding *finding, const char *text, dql_range range,
                         const char *replacement) {
    size_t length = strlen(replacement);
    /* What stands on both sides of what is left out is kept apart. */
    bool goes_on = is_joining(text[range.end]) || text[range.end] == ':';
    bool comes_from = range.start && is_joining(text[range.start - 1]) && !ends_byte_order_mark(text, range.start);
    if (!length && comes_from && goes_on) replacement = " ";
    bool before = length && is_joining(replacement[0]) && comes_from;
    bool after = length && is_joining(replacement[length - 1]) && is_joining(text[range.end]);
    dql_finding_fix(findings, finding, range, "%s%s%s", before ? " " : "", replacement, after ? " " : "");
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

void dql_findings_finish(deskql_findings *findings, const dql_source *source) {
    if (findings->count == 0) return;
    sort_item *items = dql_arena_take(findings->arena, findings->count * sizeof *items);
    dql_finding_entry **sorted = dql_arena_take(findings->arena, findings->count * sizeof(void *));
    if (!items || !sorted) return;
    size_t count = 0;
    for (dql_finding_entry *entry = findings->first; entry; entry = entry->next) {
        if (!entry->dropped) items[count++] = (sort_item){entry->finding.range.start.offset, entry};
    }
    if (!sort_by_offset(findings->arena, items, count)) return;
    for (size_t i = 0; i < count; i++) sorted[i] = items[i].item;
    findings->sorted = sorted;
    findings->source = *source;
}

void dql_findings_assign(deskql_findings *findings, dql_range range, uint32_t query_index, const char *name) {
    if (!findings->sorted) return;
    uint32_t low = 0;
    uint32_t high = findings->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (findings->sorted[middle]->finding.range.start.offset < range.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    uint32_t behind = low;
    while (behind < findings->count && findings->sorted[behind]->finding.range.start.offset < range.end) behind++;
    bool all_tried = behind - low <= DQL_MOST_TRIED_FIXES &&
                     (uint64_t)(behind - low) * findings->source.length <= DQL_MOST_TRIED_BYTES;
    for (uint32_t fixes = 0; low < behind; low++) {
        dql_finding_entry *entry = findings->sorted[low];
        entry->finding.query = name;
        entry->finding.query_index = query_index;
        entry->earlier_fixes = fixes;
        if (!all_tried && entry->explain) *entry = dql_finding_explained(entry, findings->arena);
        fixes += all_tried || find_part(&entry->finding, DQL_PART_FIX);
    }
}

/* What a terminal obeys, and what cannot be seen or makes a line read in another order than it is written, as an escape. */
static void write_shown(dql_writer *writer, const char *bytes, size_t length, size_t at, size_t *size) {
    uint32_t character;
    bool invisible = dql_is_invisible(bytes, length, at, size, &character);
    if (character == 0 && bytes[at] != '\0') {
        dql_write_text(writer, "\xEF\xBF\xBD");
    } else if (invisible || character < 0x20 || character == 0x7F) {
        dql_write_unicode_escape(writer, character);
    } else {
        dql_write(writer, bytes + at, *size);
    }
}

const char *dql_shown(dql_arena *arena, const char *bytes, size_t length) {
    return dql_shown_up_to(arena, bytes, length, LONGEST_SHOWN);
}

const char *dql_shown_up_to(dql_arena *arena, const char *bytes, size_t length, uint32_t most) {
    size_t at = 0;
    while (at < length && at < most && bytes[at] >= ' ' && bytes[at] < 0x7F) at++;
    if (at == length) {
        const char *copy = dql_arena_copy(arena, bytes, length);
        return copy ? copy : "";
    }
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    at = 0;
    size_t size;
    for (uint32_t count = 0; at < length && count < most; count++, at += size)
        write_shown(&writer, bytes, length, at, &size);
    if (at < length) dql_write_text(&writer, "\xE2\x80\xA6");
    const char *shown = dql_writer_text(&writer, NULL);
    return shown ? shown : "";
}

bool deskql_is_invisible(const char *text, size_t length, size_t at) {
    size_t size;
    uint32_t character;
    return text && at < length && dql_is_invisible(text, length, at, &size, &character);
}

size_t deskql_findings_count(const deskql_findings *findings) {
    return findings && findings->sorted ? findings->count : 0;
}

size_t deskql_findings_count_severity(const deskql_findings *findings, deskql_severity severity) {
    if (!findings || !findings->sorted) return 0;
    return severity >= DESKQL_ERROR && severity <= DESKQL_NOTE ? findings->counts[severity] : 0;
}

deskql_finding *dql_findings_at(const deskql_findings *findings, size_t index) {
    return index < deskql_findings_count(findings) ? &findings->sorted[index]->finding : NULL;
}

bool deskql_findings_info_at(const deskql_findings *findings, size_t index, deskql_finding_info *info) {
    const deskql_finding *finding = dql_findings_at(findings, index);
    if (!finding || !info) return false;
    *info = (deskql_finding_info){finding->code, finding->severity, finding->query_index, finding->range.start.offset,
                                  finding->range.end.offset};
    return true;
}

size_t deskql_findings_omitted(const deskql_findings *findings) {
    return findings ? findings->omitted : 0;
}
