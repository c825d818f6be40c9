/*
 * What changes from one text to another, as a unified diff that `patch` reads.
 *
 * Myers' algorithm, in the lines between what both texts begin and end with. Where the texts have too little in common for that to be
 * quick, those lines are one change.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define CONTEXT 3
#define MOST_EDITS 1000

typedef struct line {
    const char *bytes;
    size_t length; /* its end included */
} line;

typedef struct lines {
    line *items;
    size_t count;
} lines;

/* Lines [old, old + removed) become [new, new + added). */
typedef struct change {
    size_t old;
    size_t removed;
    size_t new;
    size_t added;
} change;

typedef struct comparison {
    lines old;
    lines new;
    change *changes;
    size_t count;
} comparison;

static bool divide(const dql_cli_bytes *text, lines *list) {
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++) count += text->bytes[i] == '\n';
    list->items = malloc((count + 1) * sizeof *list->items);
    list->count = 0;
    if (!list->items) return false;
    for (size_t at = 0; at < text->length;) {
        const char *end = memchr(text->bytes + at, '\n', text->length - at);
        size_t length = end ? (size_t)(end - (text->bytes + at)) + 1 : text->length - at;
        list->items[list->count++] = (line){text->bytes + at, length};
        at += length;
    }
    return true;
}

static bool same(const comparison *c, size_t old, size_t new) {
    const line *one = &c->old.items[old];
    const line *other = &c->new.items[new];
    return one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0;
}

/* Changes come last first; one that touches the one before is joined to it. */
static void add_change(comparison *c, size_t old, size_t removed, size_t new, size_t added) {
    change *last = c->count ? &c->changes[c->count - 1] : NULL;
    if (last && old + removed == last->old && new + added == last->new) {
        *last = (change){old, removed + last->removed, new, added + last->added};
    } else {
        c->changes[c->count++] = (change){old, removed, new, added};
    }
}

/* Walks back through the rounds, of which the d-th has the farthest old line on each diagonal (old minus new) from -d to d. */
static void trace_back(comparison *c, long *const *rounds, long edits, size_t start, long old, long new) {
    for (long d = edits; d > 0; d--) {
        const long *before = rounds[d - 1] + (d - 1);
        long k = old - new;
        bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);
        long from = down ? k + 1 : k - 1;
        long from_old = before[from];
        long from_new = from_old - from;
        if (down) {
            add_change(c, start + (size_t)from_old, 0, start + (size_t)from_new, 1);
        } else {
            add_change(c, start + (size_t)from_old, 1, start + (size_t)from_new, 0);
        }
        old = from_old;
        new = from_new;
    }
}

/* Finds the changes in `old_count` and `new_count` lines from `start` on. Returns false where there are too many, or no memory. */
static bool find_changes(comparison *c, size_t start, long old_count, long new_count) {
    long *rounds[MOST_EDITS + 1];
    long d = 0;
    bool found = false;
    for (; d <= MOST_EDITS && !found; d++) {
        rounds[d] = malloc((size_t)(2 * d + 1) * sizeof(long));
        if (!rounds[d]) break;
        for (long k = -d; k <= d && !found; k += 2) {
            const long *before = d ? rounds[d - 1] + (d - 1) : NULL;
            bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);
            long old = !before ? 0 : down ? before[k + 1] : before[k - 1] + 1;
            long new = old - k;
            while (old < old_count && new < new_count && same(c, start + (size_t)old, start + (size_t) new))
                old++, new ++;
            rounds[d][d + k] = old;
            found = old >= old_count && new >= new_count;
        }
    }
    if (found) trace_back(c, rounds, d - 1, start, old_count, new_count);
    while (d-- > 0) free(rounds[d]);
    return found;
}

static bool compare(comparison *c) {
    size_t least = c->old.count < c->new.count ? c->old.count : c->new.count;
    size_t start = 0, end = 0;
    while (start < least && same(c, start, start)) start++;
    while (end < least - start && same(c, c->old.count - 1 - end, c->new.count - 1 - end)) end++;
    size_t old_count = c->old.count - start - end;
    size_t new_count = c->new.count - start - end;
    c->changes = malloc((old_count + new_count + 1) * sizeof *c->changes);
    if (!c->changes) return false;
    if (!find_changes(c, start, (long)old_count, (long)new_count)) {
        c->count = 0;
        add_change(c, start, old_count, start, new_count);
    }
    return true;
}

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

static void begin_color(FILE *stream, bool color, const char *code) {
    if (color) fprintf(stream, "\033[%sm", code);
}

static void end_color(FILE *stream, bool color) {
    if (color) fputs("\033[0m", stream);
}

/* An escape that stands for a character is in reverse video, unlike the same escape where the text has it. */
static void write_shown(FILE *stream, const dql_render_shown *shown, const char *character, size_t size) {
    bool stands_for_it = shown->length != size || memcmp(shown->bytes, character, size) != 0;
    if (stands_for_it) fputs("\033[7m", stream);
    fwrite(shown->bytes, 1, shown->length, stream);
    if (stands_for_it) fputs("\033[27m", stream);
}

/* In color it is for a terminal, which must not obey what stands in a file. */
static void write_bytes(FILE *stream, const char *bytes, size_t length, bool color) {
    if (!color) {
        fwrite(bytes, 1, length, stream);
        return;
    }
    for (size_t at = 0; at < length;) {
        dql_render_shown shown;
        size_t size = dql_render_show(bytes, length, at, &shown);
        if (shown.character == '\t') {
            fputc('\t', stream);
        } else {
            write_shown(stream, &shown, bytes + at, size);
        }
        at += size;
    }
}

static void write_line(FILE *stream, char mark, const line *which, bool color) {
    bool ends = which->length && which->bytes[which->length - 1] == '\n';
    bool colored = color && mark != ' ';
    begin_color(stream, colored, mark == '-' ? "31" : "32");
    fputc(mark, stream);
    write_bytes(stream, which->bytes, which->length - ends, color);
    end_color(stream, colored);
    fputc('\n', stream);
    if (!ends) fputs("\\ No newline at end of file\n", stream);
}

/* A count of 1 is left out; of no lines the place is the line before. */
static void write_span(FILE *stream, char mark, size_t first, size_t count) {
    fprintf(stream, "%c%zu", mark, count ? first + 1 : first);
    if (count != 1) fprintf(stream, ",%zu", count);
}

/* The changes from `c->changes[from]` down to `[to]`, which are last first, with what stands around them. */
static void write_hunk(FILE *stream, const comparison *c, size_t from, size_t to, bool color) {
    const change *first = &c->changes[from];
    const change *last = &c->changes[to];
    size_t before = first->old < CONTEXT ? first->old : CONTEXT;
    size_t old_end = last->old + last->removed;
    size_t behind = c->old.count - old_end < CONTEXT ? c->old.count - old_end : CONTEXT;
    begin_color(stream, color, "36");
    fputs("@@ ", stream);
    write_span(stream, '-', first->old - before, old_end + behind - (first->old - before));
    fputc(' ', stream);
    write_span(stream, '+', first->new - before, last->new + last->added + behind - (first->new - before));
    fputs(" @@", stream);
    end_color(stream, color);
    fputc('\n', stream);
    size_t at = first->old - before;
    for (size_t i = from + 1; i-- > to;) {
        const change *this = &c->changes[i];
        for (; at < this->old; at++) write_line(stream, ' ', &c->old.items[at], color);
        for (; at < this->old + this->removed; at++) write_line(stream, '-', &c->old.items[at], color);
        for (size_t j = 0; j < this->added; j++) write_line(stream, '+', &c->new.items[this->new + j], color);
    }
    for (; at < old_end + behind; at++) write_line(stream, ' ', &c->old.items[at], color);
}

static bool is_escaped(char byte) {
    return (unsigned char)byte < ' ' || byte == 0x7F || byte == '"' || byte == '\\';
}

static size_t plain_length(const char *name) {
    size_t length = 0;
    while (name[length] && !is_escaped(name[length])) length++;
    return length;
}

/* As a string of C, which `patch` and `git apply` read. */
static void write_quoted(FILE *stream, const char *name, bool color) {
    fputc('"', stream);
    while (*name) {
        size_t length = plain_length(name);
        write_bytes(stream, name, length, color);
        name += length;
        if (*name) fprintf(stream, "\\%03o", (unsigned char)*name++);
    }
    fputc('"', stream);
}

/* A tab ends a name with a blank in it, behind which a time could stand. `git apply` takes no `./`. */
static void write_header(FILE *stream, const char *mark, const char *name, bool color) {
    while (strncmp(name, "./", 2) == 0) name += 2;
    begin_color(stream, color, "1");
    fprintf(stream, "%s ", mark);
    if (*name == ' ' || name[plain_length(name)]) {
        write_quoted(stream, name, color);
    } else {
        write_bytes(stream, name, strlen(name), color);
        if (strchr(name, ' ')) fputc('\t', stream);
    }
    end_color(stream, color);
    fputc('\n', stream);
}

static void write_changes(FILE *stream, const comparison *c, const char *name, bool color) {
    write_header(stream, "---", name, color);
    write_header(stream, "+++", name, color);
    for (size_t from = c->count; from > 0;) {
        size_t to = from - 1;
        while (to > 0 && c->changes[to - 1].old - (c->changes[to].old + c->changes[to].removed) <= 2 * CONTEXT) to--;
        write_hunk(stream, c, from - 1, to, color);
        from = to;
    }
}

bool dql_cli_diff(FILE *stream, const char *name, const dql_cli_bytes *old, const dql_cli_bytes *new, bool color) {
    comparison c = {.count = 0};
    bool good = divide(old, &c.old) && divide(new, &c.new) && compare(&c);
    if (good) write_changes(stream, &c, name, color);
    free(c.old.items);
    free(c.new.items);
    free(c.changes);
    return good;
}
