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

/* A vector register, where the compiler can be asked for one. */
#if defined(__GNUC__)
typedef uint64_t chunk __attribute__((vector_size(16)));
#else
typedef uint64_t chunk;
#endif

static inline chunk copy_chunk(const char *from, char *one, char *other) {
    chunk bytes;
    memcpy(&bytes, from, sizeof bytes);
    memcpy(one, &bytes, sizeof bytes);
    memcpy(other, &bytes, sizeof bytes);
    return bytes;
}

/* Copies bytes to two places, and returns all of them or-ed, eight beside each other. */
static inline uint64_t copy_twice(const char *from, char *one, char *other, size_t length) {
    uint64_t words[sizeof(chunk) / sizeof(uint64_t)] = {0};
    if (length < sizeof(chunk)) {
        for (size_t i = 0; i < length; i++) {
            one[i] = other[i] = from[i];
            words[0] |= (unsigned char)from[i];
        }
        return words[0];
    }
    /* The last ones are copied with some of those before them. */
    size_t last = length - sizeof(chunk);
    chunk all = copy_chunk(from + last, one + last, other + last);
    for (size_t i = 0; i < last; i += sizeof(chunk)) all |= copy_chunk(from + i, one + i, other + i);
    memcpy(words, &all, sizeof words);
    return words[0] | words[sizeof words / sizeof *words - 1];
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

/* CR, LF and CRLF each end a line. */
static bool ends_line(const dql_source *source, uint32_t at) {
    char byte = source->text[at];
    return byte == '\n' || (byte == '\r' && source->text[at + 1] != '\n');
}

/* Called twice: to count, and to fill. */
static uint32_t find_lines(const dql_source *source, uint32_t *lines) {
    uint32_t count = 1;
    if (lines) lines[0] = 0;
    for (uint32_t i = 0; i < source->length; i++) {
        if (!ends_line(source, i)) continue;
        if (lines) lines[count] = i + 1;
        count++;
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

static void make_marks(dql_source *source) {
    uint32_t count = source->length / MARK_EVERY + 1;
    dql_mark *marks = dql_arena_take(source->arena, count * sizeof *marks);
    if (!marks) return;
    dql_mark mark = {0, 0, 0};
    for (uint32_t i = 0; i < count; i++) {
        read_up_to(source, i * MARK_EVERY, &mark);
        marks[i] = mark;
    }
    source->marks = marks;
}

void dql_source_index(dql_source *source) {
    if (source->lines) return;
    if (source->length >= MARK_EVERY) make_marks(source);
    static const uint32_t only_line[] = {0};
    source->line_count = 1;
    /* Most texts are one line, which costs no memory. */
    if (!memchr(source->text, '\n', source->length) && !memchr(source->text, '\r', source->length)) {
        source->lines = only_line;
        return;
    }
    uint32_t count = find_lines(source, NULL);
    uint32_t *lines = dql_arena_take(source->arena, count * sizeof *lines);
    if (!lines) return;
    find_lines(source, lines);
    source->lines = lines;
    source->line_count = count;
}

/* The last mark that is not behind an offset; the text's start where it has none. */
static dql_mark near_mark(const dql_source *source, uint32_t offset) {
    if (!source->marks) return (dql_mark){0, 0, 0};
    uint32_t near = offset / MARK_EVERY;
    return source->marks[source->marks[near].offset <= offset ? near : near - 1];
}

static uint32_t characters_before(const dql_source *source, uint32_t offset) {
    dql_mark mark = near_mark(source, offset);
    return mark.characters + (uint32_t)dql_utf8_count(source->text + mark.offset, offset - mark.offset);
}

/* From a line's start on; in a long line, by the marks. */
static uint32_t count_characters(const dql_source *source, uint32_t from, uint32_t to) {
    if (to - from < MARK_EVERY) return (uint32_t)dql_utf8_count(source->text + from, to - from);
    return characters_before(source, to) - characters_before(source, from);
}

/* The number of the line that an offset is in, and its start. */
static uint32_t find_line(const dql_source *source, uint32_t offset, uint32_t *start) {
    uint32_t low = 0;
    if (!source->lines) {
        *start = 0;
        for (uint32_t i = 0; i < offset; i++)
            if (ends_line(source, i)) *start = i + 1, low++;
        return low + 1;
    }
    uint32_t high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *start = source->lines[low];
    return low + 1;
}

deskql_position dql_source_position(const dql_source *source, uint32_t offset) {
    uint32_t start;
    uint32_t line = find_line(source, offset, &start);
    uint32_t from = start >= source->bom ? start : source->bom < offset ? source->bom : offset;
    return (deskql_position){line, 1 + count_characters(source, from, offset), offset, offset, offset - start};
}

deskql_range dql_source_range(const dql_source *source, dql_range range) {
    deskql_range result;
    result.start = dql_source_position(source, range.start);
    result.end = dql_source_position(source, range.end);
    return result;
}

static uint32_t units_before(const dql_source *source, deskql_unit unit, uint32_t offset) {
    dql_mark mark = near_mark(source, offset);
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
