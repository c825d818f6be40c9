#include "diagnostics/deferred.h"

#include <string.h>

/* More arguments than any message has; what is beyond them is formatted as nothing. */
#define MOST_ARGUMENTS 16

#define NO_PRECISION SIZE_MAX

typedef enum size_of_integer { SIZE_INT, SIZE_LONG, SIZE_LONG_LONG, SIZE_SIZE } size_of_integer;

/* `%` and what follows it, up to its letter. */
typedef struct conversion {
    char letter;
    bool zeros;
    bool star;
    size_t width;
    size_t precision;
    size_of_integer size;
} conversion;

static const char *read_number(const char *at, size_t *number) {
    *number = 0;
    for (; *at >= '0' && *at <= '9'; at++) *number = *number * 10 + (size_t)(*at - '0');
    return at;
}

/* Reads what stands behind a `%`; returns what stands behind it. */
static const char *read_conversion(const char *at, conversion *found) {
    *found = (conversion){.precision = NO_PRECISION};
    found->zeros = *at == '0';
    at = read_number(at, &found->width);
    if (*at == '.') {
        found->star = at[1] == '*';
        at = found->star ? at + 2 : read_number(at + 1, &found->precision);
    }
    for (; *at == 'l' || *at == 'z'; at++)
        found->size = *at == 'z' ? SIZE_SIZE : found->size == SIZE_LONG ? SIZE_LONG_LONG : SIZE_LONG;
    found->letter = *at;
    return *at ? at + 1 : at;
}

/* ---- Capturing ------------------------------------------------------------------------------------------------------- */

static size_t bounded_length(const char *text, size_t most) {
    const char *end = most == NO_PRECISION ? NULL : memchr(text, '\0', most);
    if (most == NO_PRECISION) return strlen(text);
    return end ? (size_t)(end - text) : most;
}

/* The bits of a number, signed or not. */
static uint64_t take_number(size_of_integer size, bool is_signed, va_list *arguments) {
    switch (size) {
    case SIZE_INT:
        return is_signed ? (uint64_t)va_arg(*arguments, int) : va_arg(*arguments, unsigned);
    case SIZE_LONG:
        return is_signed ? (uint64_t)va_arg(*arguments, long) : va_arg(*arguments, unsigned long);
    case SIZE_LONG_LONG:
        return is_signed ? (uint64_t)va_arg(*arguments, long long) : va_arg(*arguments, unsigned long long);
    case SIZE_SIZE:
        return va_arg(*arguments, size_t);
    }
    return 0;
}

static dql_argument take_argument(const conversion *of, dql_arena *arena, va_list *arguments) {
    dql_argument taken;
    if (of->letter == 's') {
        size_t most = of->star ? (size_t)va_arg(*arguments, int) : of->precision;
        const char *text = va_arg(*arguments, const char *);
        taken.text = dql_arena_copy(arena, text, bounded_length(text, most));
    } else {
        bool is_signed = of->letter == 'd' || of->letter == 'i' || of->letter == 'c';
        taken.natural = take_number(of->size, is_signed, arguments);
    }
    return taken;
}

bool dql_defer(dql_deferred *deferred, dql_arena *arena, const char *format, va_list given) {
    dql_argument taken[MOST_ARGUMENTS];
    size_t count = 0;
    va_list arguments;
    va_copy(arguments, given);
    for (const char *at = strchr(format, '%'); at && count < MOST_ARGUMENTS; at = strchr(at, '%')) {
        conversion found;
        at = read_conversion(at + 1, &found);
        if (found.letter != '%') taken[count++] = take_argument(&found, arena, &arguments);
    }
    va_end(arguments);
    dql_argument *kept = count ? dql_arena_take(arena, count * sizeof *kept) : NULL;
    if (kept) memcpy(kept, taken, count * sizeof *kept);
    *deferred = (dql_deferred){count && !kept ? "" : format, kept};
    return !arena->failed;
}

dql_deferred dql_deferred_text(dql_arena *arena, const char *text) {
    dql_argument *only = dql_arena_take(arena, sizeof *only);
    if (only) only->text = text;
    return (dql_deferred){only ? "%s" : "", only};
}

/* ---- Formatting ------------------------------------------------------------------------------------------------------ */

static void write_natural(dql_writer *writer, const conversion *of, uint64_t number, bool negative) {
    const char *letters = of->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned base = of->letter == 'x' || of->letter == 'X' ? 16 : 10;
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = letters[number % base];
        number /= base;
    } while (number);
    if (negative) dql_write_byte(writer, '-');
    for (size_t i = sizeof digits - at + negative; i < of->width; i++) dql_write_byte(writer, of->zeros ? '0' : ' ');
    dql_write(writer, digits + at, sizeof digits - at);
}

static void write_argument(dql_writer *writer, const conversion *of, const dql_argument *argument) {
    if (of->letter == 's') {
        if (argument->text) dql_write_text(writer, argument->text);
    } else if (of->letter == 'c') {
        dql_write_byte(writer, (char)argument->integer);
    } else if (of->letter == 'd' || of->letter == 'i') {
        bool negative = argument->integer < 0;
        write_natural(writer, of, negative ? 0 - argument->natural : argument->natural, negative);
    } else {
        write_natural(writer, of, argument->natural, false);
    }
}

static void write_deferred(dql_writer *writer, const dql_deferred *deferred) {
    size_t count = 0;
    const char *at = deferred->format;
    for (const char *mark = strchr(at, '%'); mark; mark = strchr(at, '%')) {
        conversion found;
        dql_write(writer, at, (size_t)(mark - at));
        at = read_conversion(mark + 1, &found);
        if (found.letter == '%') {
            dql_write_byte(writer, '%');
        } else if (count < MOST_ARGUMENTS) {
            write_argument(writer, &found, &deferred->arguments[count++]);
        }
    }
    dql_write_text(writer, at);
}

const char *dql_deferred_format(const dql_deferred *deferred, dql_arena *arena) {
    /* What is formatted already, and what has nothing in it to be formatted. */
    if (strcmp(deferred->format, "%s") == 0 && deferred->arguments) return deferred->arguments[0].text;
    if (!strchr(deferred->format, '%')) return deferred->format;
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    write_deferred(&writer, deferred);
    return dql_writer_text(&writer, NULL);
}
