/*
 * The form for people, in the manner of rustc: the message, the place, the source with carets, the notes at their places, the help.
 *
 * The place of a finding and those of its notes become marks, each within one line. The marks of a line that lie near each other
 * share an excerpt: the line, or of a long line the part around them.
 */
#include "render/render.h"

#include <stdlib.h>
#include <string.h>

/* Of an excerpt, in columns: how wide it may be, how much is left before the first mark where it is cut, and how much of a
   mark must fit to be shown in the excerpt of the mark before it. */
#define EXCERPT_WIDTH 120u
#define EXCERPT_LEAD 30u
#define EXCERPT_TAIL 20u
/* A terminal that is narrower is taken for so wide. */
#define LEAST_COLUMNS 60u
/* A tab is shown as that many spaces. */
#define TAB_WIDTH 4u
/* Of a place of many lines, the lines that are shown at its start and at its end. */
#define SHOWN_LINES 3u
/* Room for the last character's columns and a mark behind it. */
#define ROW_WIDTH (EXCERPT_WIDTH + 16u)

#define BOLD "\033[1m"
#define RED "\033[1;91m"
#define YELLOW "\033[1;93m"
#define GREEN "\033[1;92m"
#define BLUE "\033[1;94m"
#define PLAIN "\033[0m"

typedef struct mark {
    uint32_t line;
    uint32_t start;
    uint32_t end;
    bool primary;
    /* NULL: none, or it stands at a later piece of the same place. */
    const char *label;
    /* In the excerpt. */
    uint32_t first_column;
    uint32_t end_column;
} mark;

/* What a row under the source is made of. */
typedef struct row {
    char bytes[ROW_WIDTH];
    /* Per column: nothing, secondary, primary. */
    unsigned char kinds[ROW_WIDTH];
    uint32_t width;
} row;

typedef struct snippet {
    dql_render *render;
    const dql_render_unit *unit;
    const char *primary_color;
    /* Digits of the greatest line number. */
    int gutter;
    /* Of the terminal, 0 for none; and how wide an excerpt may be. */
    uint32_t columns;
    uint32_t width;
    mark *marks;
    size_t count;
} snippet;

static void colored(dql_render *render, const char *color, const char *text) {
    if (render->color) dql_render_text(render, color);
    dql_render_text(render, text);
    if (render->color) dql_render_text(render, PLAIN);
}

static void spaces(dql_render *render, uint32_t count) {
    while (count--) dql_render_write(render, " ", 1);
}

/* ---- Lines --------------------------------------------------------------------------------------------------------- */

static bool is_line_end(const dql_render_unit *unit, uint32_t offset) {
    return offset >= unit->length || unit->text[offset] == '\n' || unit->text[offset] == '\r';
}

/* The end of the line that `offset` is in, looked for no further than an excerpt can reach. */
static uint32_t line_end(const dql_render_unit *unit, uint32_t offset) {
    for (uint32_t i = 0; i < 4 * EXCERPT_WIDTH && !is_line_end(unit, offset); i++) offset++;
    return offset;
}

static bool is_line_start(const dql_render_unit *unit, uint32_t offset) {
    if (offset == 0 || unit->text[offset - 1] == '\n') return true;
    return unit->text[offset - 1] == '\r' && !(offset < unit->length && unit->text[offset] == '\n');
}

/* Up to `most` characters back, but not beyond the line's start. */
static uint32_t step_back(const dql_render_unit *unit, uint32_t offset, uint32_t most) {
    for (uint32_t i = 0; i < most && !is_line_start(unit, offset); i++) {
        offset--;
        for (int j = 0; j < 3 && !is_line_start(unit, offset) && (unit->text[offset] & 0xC0) == 0x80; j++) offset--;
    }
    return offset;
}

static uint32_t skip_bom(const dql_render_unit *unit, uint32_t offset) {
    bool bom = offset == 0 && unit->length >= 3 && memcmp(unit->text, "\xEF\xBB\xBF", 3) == 0;
    return bom ? 3 : offset;
}

/* ---- Marks --------------------------------------------------------------------------------------------------------- */

static void add_mark(snippet *shown, uint32_t line, uint32_t start, uint32_t end, bool primary, const char *label) {
    mark *added = &shown->marks[shown->count++];
    *added = (mark){line, start, end, primary, label, 0, 0};
}

/* The first line after the one that `offset` is in. */
static uint32_t next_line(const dql_render_unit *unit, uint32_t offset) {
    while (!is_line_end(unit, offset)) offset++;
    bool pair = offset + 1 < unit->length && unit->text[offset] == '\r' && unit->text[offset + 1] == '\n';
    return offset + (pair ? 2 : 1);
}

/* The start of the line before the one that starts at `offset`. */
static uint32_t previous_line(const dql_render_unit *unit, uint32_t offset) {
    offset--;
    if (unit->text[offset] == '\n' && offset > 0 && unit->text[offset - 1] == '\r') offset--;
    while (!is_line_start(unit, offset)) offset--;
    return offset;
}

/* A whole line of a place, or its last: up to `limit`. */
static void add_line_mark(snippet *shown, uint32_t line, uint32_t start, uint32_t limit, bool primary,
                          const char *label) {
    uint32_t end = line_end(shown->unit, start);
    if (end > limit) end = limit;
    while (start < end && (shown->unit->text[start] == ' ' || shown->unit->text[start] == '\t')) start++;
    if (start < end || label) add_mark(shown, line, start, end, primary, label);
}

/* At most 2 * SHOWN_LINES marks: one, or of a place of several lines one a line, the middle of many lines left out. */
static void add_marks(snippet *shown, deskql_range range, bool primary, const char *label) {
    const dql_render_unit *unit = shown->unit;
    if (range.start.line == range.end.line) {
        add_mark(shown, range.start.line, range.start.offset, range.end.offset, primary, label);
        return;
    }
    uint32_t lines = range.end.line - range.start.line;
    add_mark(shown, range.start.line, range.start.offset, line_end(unit, range.start.offset), primary, NULL);
    uint32_t at = range.start.offset;
    uint32_t head = lines < SHOWN_LINES ? lines : SHOWN_LINES;
    for (uint32_t i = 1; i < head; i++) {
        at = next_line(unit, at);
        add_line_mark(shown, range.start.line + i, at, range.end.offset, primary, NULL);
    }
    uint32_t tail = lines - head + 1 < SHOWN_LINES ? lines - head + 1 : SHOWN_LINES;
    at = range.end.offset;
    while (!is_line_start(unit, at)) at--;
    for (uint32_t i = 0; i < tail; i++) {
        add_line_mark(shown, range.end.line - i, at, range.end.offset, primary, i == 0 ? label : NULL);
        if (i + 1 < tail) at = previous_line(unit, at);
    }
}

static int compare_marks(const void *first, const void *second) {
    const mark *one = first;
    const mark *other = second;
    if (one->line != other->line) return one->line < other->line ? -1 : 1;
    if (one->start != other->start) return one->start < other->start ? -1 : 1;
    if (one->primary != other->primary) return one->primary ? -1 : 1;
    return one->end < other->end ? -1 : one->end > other->end;
}

/* The first note at the finding's own place is what stands beside its carets. */
static bool make_marks(snippet *shown, const deskql_finding *finding) {
    shown->marks = malloc((finding->note_count + 1) * 2 * SHOWN_LINES * sizeof *shown->marks);
    if (!shown->marks) return false;
    const deskql_note *own = NULL;
    for (size_t i = 0; i < finding->note_count; i++) {
        const deskql_note *note = &finding->notes[i];
        if (!own && dql_render_same_range(note->range, finding->range)) {
            own = note;
        } else {
            add_marks(shown, note->range, false, note->message);
        }
    }
    add_marks(shown, finding->range, true, own ? own->message : NULL);
    qsort(shown->marks, shown->count, sizeof *shown->marks, compare_marks);
    return true;
}

/* ---- An excerpt ---------------------------------------------------------------------------------------------------- */

typedef struct excerpt {
    uint32_t start;
    uint32_t end;
    bool cut_before;
    bool cut_after;
} excerpt;

static size_t show(const dql_render_unit *unit, uint32_t offset, dql_render_shown *shown) {
    size_t size = dql_render_show(unit->text, unit->length, offset, shown);
    if (shown->character == '\t') {
        memset(shown->bytes, ' ', TAB_WIDTH);
        shown->length = shown->columns = TAB_WIDTH;
    }
    return size;
}

/* From `offset` on to the line's end, or as far as `width` columns reach. */
static uint32_t reach(const dql_render_unit *unit, uint32_t offset, uint32_t width) {
    /* No run of characters without width makes a line endless. */
    uint32_t most = 4 * width;
    while (!is_line_end(unit, offset)) {
        dql_render_shown shown;
        uint32_t size = (uint32_t)show(unit, offset, &shown);
        if (shown.columns > width || most-- == 0) break;
        width -= shown.columns;
        offset += size;
    }
    return offset;
}

/* A line that fits is shown whole. */
static excerpt choose_excerpt(const snippet *shown, uint32_t place) {
    const dql_render_unit *unit = shown->unit;
    excerpt chosen = {0};
    chosen.start = step_back(unit, place, shown->width);
    bool from_start = is_line_start(unit, chosen.start);
    chosen.start = skip_bom(unit, chosen.start);
    chosen.end = reach(unit, chosen.start, shown->width);
    if (!from_start || chosen.end < place || !is_line_end(unit, chosen.end)) {
        chosen.start = skip_bom(unit, step_back(unit, place, EXCERPT_LEAD));
        chosen.end = reach(unit, chosen.start, shown->width);
        chosen.cut_before = !is_line_start(unit, chosen.start) && skip_bom(unit, 0) != chosen.start;
        chosen.cut_after = !is_line_end(unit, chosen.end);
    }
    return chosen;
}

/* How many of the marks from the first on, all of one line, the excerpt shows. */
static size_t marks_within(excerpt chosen, const mark *marks, size_t count) {
    size_t taken = 1;
    while (taken < count && marks[taken].line == marks[0].line) {
        uint32_t needed = marks[taken].start + EXCERPT_TAIL;
        if (needed > marks[taken].end) needed = marks[taken].end;
        if (needed > chosen.end || (chosen.cut_after && needed == chosen.end)) break;
        taken++;
    }
    return taken;
}

static void set_columns(mark *marks, size_t count, uint32_t offset, uint32_t column) {
    for (size_t i = 0; i < count; i++) {
        if (marks[i].start >= offset) marks[i].first_column = column;
        if (marks[i].end >= offset) marks[i].end_column = column;
    }
}

/* Writes the source and finds the columns of the marks. */
static void write_source(const snippet *shown, excerpt chosen, mark *marks, size_t count) {
    const dql_render_unit *unit = shown->unit;
    uint32_t column = 0;
    if (chosen.cut_before) {
        dql_render_text(shown->render, "\xE2\x80\xA6");
        column++;
    }
    uint32_t offset = chosen.start;
    while (offset < chosen.end) {
        set_columns(marks, count, offset, column);
        dql_render_shown character;
        offset += (uint32_t)show(unit, offset, &character);
        dql_render_write(shown->render, character.bytes, character.length);
        column += character.columns;
    }
    set_columns(marks, count, offset, column);
    if (chosen.cut_after) dql_render_text(shown->render, "\xE2\x80\xA6");
    for (size_t i = 0; i < count; i++) {
        if (marks[i].end_column <= marks[i].first_column) marks[i].end_column = marks[i].first_column + 1;
    }
}

/* ---- Rows under the source ----------------------------------------------------------------------------------------- */

static void put(row *line, uint32_t column, char byte, unsigned char kind) {
    while (line->width <= column) {
        line->bytes[line->width] = ' ';
        line->kinds[line->width++] = 0;
    }
    line->bytes[column] = byte;
    line->kinds[column] = kind;
}

static const char *kind_color(const snippet *shown, unsigned char kind) {
    return kind == 2 ? shown->primary_color : BLUE;
}

static void write_row(const snippet *shown, const row *line) {
    for (uint32_t at = 0; at < line->width;) {
        uint32_t end = at;
        while (end < line->width && line->kinds[end] == line->kinds[at]) end++;
        bool color = shown->render->color && line->kinds[at];
        if (color) dql_render_text(shown->render, kind_color(shown, line->kinds[at]));
        dql_render_write(shown->render, line->bytes + at, end - at);
        if (color) dql_render_text(shown->render, PLAIN);
        at = end;
    }
}

static void write_gutter(const snippet *shown, uint32_t number) {
    dql_render *render = shown->render;
    int length = 0;
    for (uint32_t rest = number; rest; rest /= 10) length++;
    if (render->color) dql_render_text(render, BLUE);
    spaces(render, (uint32_t)(shown->gutter - length));
    if (number) dql_render_number(render, number);
    dql_render_text(render, " |");
    if (render->color) dql_render_text(render, PLAIN);
}

static void write_label(const snippet *shown, const mark *labelled) {
    dql_render *render = shown->render;
    if (render->color) dql_render_text(render, kind_color(shown, labelled->primary ? 2 : 1));
    dql_render_safe(render, labelled->label, strlen(labelled->label));
    if (render->color) dql_render_text(render, PLAIN);
}

/* The bars that hang from the marks before `count` that still wait for their labels. */
static row hang(const mark *marks, size_t count) {
    row bars = {.width = 0};
    for (size_t i = 0; i < count; i++) {
        if (marks[i].label) put(&bars, marks[i].first_column, '|', marks[i].primary ? 2 : 1);
    }
    return bars;
}

/* The labels that found no place beside their carets hang below them, the rightmost first. */
static void write_hanging(const snippet *shown, const mark *marks, size_t count) {
    bool first = true;
    for (size_t i = count; i-- > 0;) {
        if (!marks[i].label) continue;
        row bars = hang(marks, i + 1);
        if (first) {
            write_gutter(shown, 0);
            spaces(shown->render, 1);
            write_row(shown, &bars);
            dql_render_text(shown->render, "\n");
            first = false;
        }
        bars = hang(marks, i);
        if (bars.width > marks[i].first_column) bars.width = marks[i].first_column;
        write_gutter(shown, 0);
        spaces(shown->render, 1);
        write_row(shown, &bars);
        spaces(shown->render, marks[i].first_column - bars.width);
        write_label(shown, &marks[i]);
        dql_render_text(shown->render, "\n");
    }
}

static void write_underlines(const snippet *shown, mark *marks, size_t count) {
    row underlines = {.width = 0};
    for (int primary = 0; primary <= 1; primary++) {
        for (size_t i = 0; i < count; i++) {
            if (marks[i].primary != (primary == 1)) continue;
            for (uint32_t column = marks[i].first_column; column < marks[i].end_column; column++) {
                put(&underlines, column, primary ? '^' : '-', primary ? 2 : 1);
            }
        }
    }
    write_gutter(shown, 0);
    spaces(shown->render, 1);
    write_row(shown, &underlines);
    mark *last = &marks[count - 1];
    if (last->label && last->end_column == underlines.width) {
        spaces(shown->render, 1);
        write_label(shown, last);
        count--;
    }
    dql_render_text(shown->render, "\n");
    write_hanging(shown, marks, count);
}

static size_t write_excerpt(const snippet *shown, mark *marks, size_t count) {
    excerpt chosen = choose_excerpt(shown, marks[0].start);
    size_t taken = marks_within(chosen, marks, count);
    write_gutter(shown, marks[0].line);
    if (chosen.end > chosen.start) spaces(shown->render, 1);
    write_source(shown, chosen, marks, taken);
    dql_render_text(shown->render, "\n");
    write_underlines(shown, marks, taken);
    return taken;
}

/* ---- A finding ----------------------------------------------------------------------------------------------------- */

static void write_place(const snippet *shown, deskql_position place) {
    dql_render *render = shown->render;
    const char *file = dql_render_file(shown->unit);
    spaces(render, (uint32_t)shown->gutter + 1);
    colored(render, BLUE, "-->");
    spaces(render, 1);
    dql_render_safe(render, file, strlen(file));
    dql_render_print(render, ":%u:%u\n", place.line, place.column);
}

static void write_blank(const snippet *shown) {
    write_gutter(shown, 0);
    dql_render_text(shown->render, "\n");
}

static void begin_help(const snippet *shown, bool is_first) {
    if (is_first) write_blank(shown);
    spaces(shown->render, (uint32_t)shown->gutter + 1);
    colored(shown->render, BLUE, "=");
    spaces(shown->render, 1);
    colored(shown->render, BOLD, "help");
    dql_render_text(shown->render, ": ");
}

static uint32_t columns_of(const char *text, size_t length) {
    uint32_t columns = 0;
    dql_render_shown shown;
    for (size_t at = 0; at < length; columns += shown.columns) at += dql_render_show(text, length, at, &shown);
    return columns;
}

/* Breaks the lines of a help between words, where the terminal's width is known. */
static void write_help(const snippet *shown, const char *text) {
    static const char before[] = " = help: ";
    uint32_t indentation = (uint32_t)shown->gutter + (uint32_t)sizeof before - 1;
    uint32_t column = indentation;
    size_t length;
    for (const char *word = text; word; word = word[length] ? word + length + 1 : NULL) {
        length = strcspn(word, " ");
        uint32_t columns = columns_of(word, length);
        bool breaks = shown->columns && column + 1 + columns > shown->columns && column > indentation;
        if (breaks) {
            dql_render_text(shown->render, "\n");
            spaces(shown->render, column = indentation);
        } else if (word != text) {
            spaces(shown->render, 1);
            column++;
        }
        dql_render_safe(shown->render, word, length);
        column += columns;
    }
    dql_render_text(shown->render, "\n");
}

/* A piece of text in backquotes, cut where it is long. */
static void write_quoted(dql_render *render, const char *text, size_t length) {
    size_t at = 0;
    for (uint32_t count = 0; at < length && count < EXCERPT_WIDTH / 2; count++) {
        uint32_t character;
        at += dql_render_decode(text + at, length - at, &character);
    }
    dql_render_text(render, "`");
    dql_render_safe(render, text, at);
    dql_render_text(render, at < length ? "\xE2\x80\xA6`" : "`");
}

/* A fix, or the only suggestion, speaks for itself where the finding has no help in words. */
static void write_edit(const snippet *shown, const deskql_finding *finding) {
    dql_render *render = shown->render;
    const deskql_fix *fix = finding->fix ? finding->fix : finding->suggestion_count == 1 ? finding->suggestions : NULL;
    if (!fix) return;
    size_t old = fix->range.end.offset - fix->range.start.offset;
    size_t new = strlen(fix->replacement);
    begin_help(shown, true);
    dql_render_text(render, old && new ? "replace " : old ? "delete " : "insert ");
    if (old) write_quoted(render, shown->unit->text + fix->range.start.offset, old);
    if (old && new) dql_render_text(render, " by ");
    if (new) write_quoted(render, fix->replacement, new);
    if (fix->range.start.offset != finding->range.start.offset)
        dql_render_print(render, " at %u:%u", fix->range.start.line, fix->range.start.column);
    dql_render_text(render, "\n");
}

static void write_headline(dql_render *render, const deskql_finding *finding, const char *color) {
    dql_render_print(render, "%s%s[%s]%s: ", render->color ? color : "", dql_render_severity(finding->severity),
                     finding->code_text, render->color ? PLAIN BOLD : "");
    dql_render_safe(render, finding->message, strlen(finding->message));
    if (render->color) dql_render_text(render, PLAIN);
    dql_render_text(render, "\n");
}

static const char *severity_color(deskql_severity severity) {
    switch (severity) {
    case DESKQL_ERROR:
        return RED;
    case DESKQL_WARNING:
        return YELLOW;
    case DESKQL_NOTE:
        return GREEN;
    }
    return BOLD;
}

static void write_finding(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    snippet shown = {render, unit, severity_color(finding->severity), 1, render->columns, EXCERPT_WIDTH, NULL, 0};
    if (!make_marks(&shown, finding)) {
        dql_render_lacks_memory(render);
        return;
    }
    for (uint32_t rest = shown.marks[shown.count - 1].line; rest >= 10; rest /= 10) shown.gutter++;
    if (shown.columns && shown.columns < LEAST_COLUMNS) shown.columns = LEAST_COLUMNS;
    /* Beside the source stand the line's number, ` | ` and the ellipses. */
    uint32_t beside = (uint32_t)shown.gutter + 5;
    if (shown.columns && shown.columns - beside < shown.width) shown.width = shown.columns - beside;
    write_headline(render, finding, shown.primary_color);
    write_place(&shown, finding->range.start);
    write_blank(&shown);
    for (size_t i = 0; i < shown.count;) {
        if (i > 0 && shown.marks[i].line > shown.marks[i - 1].line + 1) colored(render, BLUE, "...\n");
        i += write_excerpt(&shown, shown.marks + i, shown.count - i);
    }
    for (size_t i = 0; i < finding->help_count; i++) {
        begin_help(&shown, i == 0);
        write_help(&shown, finding->help[i]);
    }
    if (!finding->help_count) write_edit(&shown, finding);
    free(shown.marks);
}

void dql_render_human_query(dql_render *render, const dql_render_unit *unit) {
    for (size_t i = 0; i < unit->count; i++) {
        dql_render_between(render);
        write_finding(render, unit, unit->findings[i]);
    }
}
