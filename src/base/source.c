#include "base/source.h"

#include "base/utf8.h"

#include <string.h>

#define MARK_EVERY 1024u

static inline void init(dql_source *source, dql_arena *arena, const char *copy, uint32_t length) {
    *source = (dql_source){.text = copy, .length = length, .arena = arena};
    source->bom = length >= 3 && memcmp(copy, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

bool dql_source_init(dql_source *source, dql_arena *arena, const char *text, uint32_t length) {
    const char *copy = dql_arena_copy(arena, text, length);
    init(source, arena, copy ? copy : "", copy ? length : 0);
    return copy != NULL;
}

/* A vector register of most machines; where there is none, the compiler makes do. */
typedef uint64_t sixteen __attribute__((vector_size(16)));

static inline sixteen copy_sixteen(const char *from, char *one, char *other) {
    sixteen bytes;
    memcpy(&bytes, from, sizeof bytes);
    memcpy(one, &bytes, sizeof bytes);
    memcpy(other, &bytes, sizeof bytes);
    return bytes;
}

/* Copies bytes to two places, and returns all of them or-ed, eight beside each other. */
static inline uint64_t copy_twice(const char *from, char *one, char *other, size_t length) {
    sixteen all = {0, 0};
    if (length < sizeof(sixteen)) {
        for (size_t i = 0; i < length; i++) {
            one[i] = other[i] = from[i];
            all[0] |= (unsigned char)from[i];
        }
        return all[0];
    }
    /* The last ones are copied with some of those before them. */
    size_t last = length - sizeof(sixteen);
    for (size_t i = 0; i < last; i += sizeof(sixteen)) all |= copy_sixteen(from + i, one + i, other + i);
    all |= copy_sixteen(from + last, one + last, other + last);
    return all[0] | all[1];
}

char *dql_source_init_twice(dql_source *source, dql_arena *arena, const char *text, uint32_t length, bool *ascii) {
    size_t size = (size_t)length + 1;
    char *copy = dql_arena_take(arena, 2 * size + sizeof(uint64_t));
    char *second = copy ? copy + size : NULL;
    if (copy) {
        *ascii = (copy_twice(text, copy, second, length) & 0x8080808080808080u) == 0;
        copy[length] = '\0';
        memset(second + length, 0, 1 + sizeof(uint64_t));
    }
    init(source, arena, copy ? copy : "", copy ? length : 0);
    return second;
}

/* CR, LF and CRLF each end a line. Called twice: to count, and to fill. */
static uint32_t find_lines(const dql_source *source, uint32_t *lines) {
    uint32_t count = 1;
    if (lines) lines[0] = 0;
    for (uint32_t i = 0; i < source->length; i++) {
        char byte = source->text[i];
        if (byte == '\n' || (byte == '\r' && source->text[i + 1] != '\n')) {
            if (lines) lines[count] = i + 1;
            count++;
        }
    }
    return count;
}

static bool eight_are_ascii(const char *bytes) {
    uint64_t all;
    memcpy(&all, bytes, sizeof all);
    return (all & 0x8080808080808080u) == 0;
}

/* Reads characters up to the first boundary that is not before `end`. */
static void read_up_to(const dql_source *source, uint32_t end, dql_mark *mark) {
    while (mark->offset < end) {
        while (end - mark->offset >= 8 && eight_are_ascii(source->text + mark->offset)) {
            mark->offset += 8;
            mark->characters += 8;
        }
        if (mark->offset == end) return;
        size_t size = dql_utf8_decode(source->text + mark->offset, source->length - mark->offset, NULL);
        mark->offset += size ? (uint32_t)size : 1;
        mark->characters++;
        mark->pairs += size == 4;
    }
}

static bool make_marks(dql_source *source) {
    if (source->length < MARK_EVERY) return true;
    uint32_t count = source->length / MARK_EVERY + 1;
    dql_mark *marks = source->arena ? dql_arena_take(source->arena, count * sizeof *marks) : NULL;
    if (!marks) return false;
    dql_mark mark = {0, 0, 0};
    for (uint32_t i = 0; i < count; i++) {
        read_up_to(source, i * MARK_EVERY, &mark);
        marks[i] = mark;
    }
    source->marks = marks;
    return true;
}

static bool make_lines(dql_source *source) {
    static const uint32_t only_line[] = {0};
    if (source->lines) return true;
    if (!make_marks(source)) return false;
    /* Most texts are one line, which costs no memory. */
    if (!memchr(source->text, '\n', source->length) && !memchr(source->text, '\r', source->length)) {
        source->lines = only_line;
        source->line_count = 1;
        return true;
    }
    if (!source->arena) return false;
    uint32_t count = find_lines(source, NULL);
    uint32_t *lines = dql_arena_take(source->arena, count * sizeof *lines);
    if (!lines) return false;
    find_lines(source, lines);
    source->lines = lines;
    source->line_count = count;
    return true;
}

/* Without a table of lines: from the text's start. */
static deskql_position walk_to(const dql_source *source, uint32_t offset) {
    uint32_t line = 1;
    uint32_t start = 0;
    for (uint32_t i = 0; i < offset; i++) {
        char byte = source->text[i];
        if (byte == '\n' || (byte == '\r' && source->text[i + 1] != '\n')) {
            line++;
            start = i + 1;
        }
    }
    uint32_t from = start ? start : source->bom < offset ? source->bom : offset;
    uint32_t column = 1 + (uint32_t)dql_utf8_count(source->text + from, offset - from);
    return (deskql_position){line, column, offset, offset, offset - start};
}

deskql_position dql_source_position(dql_source *source, uint32_t offset) {
    if (!make_lines(source)) return walk_to(source, offset);
    uint32_t low = 0;
    uint32_t high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    uint32_t from = source->lines[low];
    uint32_t column = 1;
    if (source->last.line == low + 1 && source->last.offset <= offset) {
        from = source->last.offset;
        column = source->last.column;
    }
    if (from < source->bom) from = source->bom < offset ? source->bom : offset;
    column += (uint32_t)dql_utf8_count(source->text + from, offset - from);
    source->last = (deskql_position){low + 1, column, offset, offset, offset - source->lines[low]};
    return source->last;
}

deskql_range dql_source_range(dql_source *source, dql_range range) {
    deskql_range result;
    result.start = dql_source_position(source, range.start);
    result.end = dql_source_position(source, range.end);
    return result;
}

static uint32_t units_before(const dql_source *source, deskql_unit unit, uint32_t offset) {
    dql_mark mark = {0, 0, 0};
    uint32_t near = offset / MARK_EVERY;
    if (source->marks) mark = source->marks[source->marks[near].offset <= offset ? near : near - 1];
    switch (unit) {
    case DESKQL_UNIT_BYTE:
        return offset;
    case DESKQL_UNIT_UTF16:
        read_up_to(source, offset, &mark);
        return mark.characters + mark.pairs;
    case DESKQL_UNIT_CODE_POINT:
        read_up_to(source, offset, &mark);
        return mark.characters;
    }
    return offset;
}

void dql_source_count_in(const dql_source *source, deskql_unit unit, deskql_position *place) {
    uint32_t line_start = place->offset - place->character;
    place->index = units_before(source, unit, place->offset);
    place->character = place->index - units_before(source, unit, line_start);
}
