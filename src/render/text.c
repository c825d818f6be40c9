#include "render/render.h"

#include <stdio.h>
#include <string.h>

#define REPLACEMENT 0xFFFDu

size_t dql_render_decode(const char *bytes, size_t length, uint32_t *character) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *b = (const unsigned char *)bytes;
    size_t size = b[0] < 0x80 ? 1 : b[0] < 0xC0 ? 0 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : b[0] < 0xF8 ? 4 : 0;
    uint32_t value = size == 1 ? b[0] : size == 0 ? REPLACEMENT : b[0] & (0x7Fu >> size);
    bool valid = size != 0 && size <= length;
    for (size_t i = 1; valid && i < size; i++) {
        if ((b[i] & 0xC0u) != 0x80u) valid = false;
        value = value << 6 | (b[i] & 0x3Fu);
    }
    if (!valid || value < least[size] || (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF) {
        *character = REPLACEMENT;
        return 1;
    }
    *character = value;
    return size;
}

size_t dql_render_encode(uint32_t character, char bytes[4]) {
    static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    if (character < 0x80) {
        bytes[0] = (char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80u | (character & 0x3Fu));
        character >>= 6;
    }
    bytes[0] = (char)(lead[size] | character);
    return size;
}

size_t dql_render_escape(uint32_t character, char bytes[13]) {
    if (character < 0x10000) return (size_t)snprintf(bytes, 13, "\\u%04lx", (unsigned long)character);
    unsigned long above = character - 0x10000;
    return (size_t)snprintf(bytes, 13, "\\u%04lx\\u%04lx", 0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF));
}

/* Unicode has a picture for each control character of ASCII. */
static uint32_t picture_of(uint32_t character) {
    if (character == 0x7F) return 0x2421;
    return character < 0x20 ? 0x2400 + character : character;
}

size_t dql_render_show(const char *text, size_t length, size_t at, dql_render_shown *shown) {
    size_t size = dql_render_decode(text + at, length - at, &shown->character);
    if (deskql_is_invisible(text, length, at)) {
        shown->length = shown->columns = (unsigned)dql_render_escape(shown->character, shown->bytes);
        return size;
    }
    uint32_t picture = picture_of(shown->character);
    shown->length = (unsigned)dql_render_encode(picture, shown->bytes);
    shown->columns = dql_render_width(picture);
    return size;
}

/* Writes what is ASCII and stands for itself, as most does; returns its length. */
static size_t write_plain(dql_render *render, const char *text, size_t length, bool is_json) {
    size_t plain = 0;
    while (plain < length && text[plain] >= ' ' && text[plain] < 0x7F &&
           !(is_json && (text[plain] == '"' || text[plain] == '\\')))
        plain++;
    dql_render_write(render, text, plain);
    return plain;
}

void dql_render_safe(dql_render *render, const char *text, size_t length) {
    dql_render_shown shown;
    for (size_t at = 0; (at += write_plain(render, text + at, length - at, false)) < length;) {
        at += dql_render_show(text, length, at, &shown);
        dql_render_write(render, shown.bytes, shown.length);
    }
}

/* What JSON cannot have in a string. */
static void write_escape(dql_render *render, uint32_t character) {
    static const char letters[] = "btn\0fr";
    char bytes[13] = {'\\', (char)character};
    size_t length = 2;
    if (character >= '\b' && character <= '\r' && letters[character - '\b']) {
        bytes[1] = letters[character - '\b'];
    } else if (character != '"' && character != '\\') {
        length = dql_render_escape(character, bytes);
    }
    dql_render_write(render, bytes, length);
}

void dql_render_json_character(dql_render *render, uint32_t character) {
    char bytes[4];
    if (character < 0x20 || character == '"' || character == '\\') {
        write_escape(render, character);
    } else {
        dql_render_write(render, bytes, dql_render_encode(character, bytes));
    }
}

void dql_render_json_escaped(dql_render *render, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0, size; (at += write_plain(render, text + at, length - at, true)) < length; at += size) {
        uint32_t character;
        size = dql_render_decode(text + at, length - at, &character);
        if (deskql_is_invisible(text, length, at)) {
            write_escape(render, character);
        } else {
            dql_render_json_character(render, character);
        }
    }
}

static void print_integer(dql_render *render, long long number) {
    if (number < 0) dql_render_text(render, "-");
    dql_render_number(render, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

/* Between quotes alone, since other texts are parts of the template. */
static void put_json(dql_render *render, const char *text, bool is_quoted) {
    if (is_quoted) {
        dql_render_json_escaped(render, text);
    } else {
        dql_render_text(render, text);
    }
}

static void print_text(dql_render *render, dql_render_put_text *put, const char *text, bool is_quoted) {
    if (is_quoted) dql_render_text(render, text ? "\"" : "null");
    if (text) put(render, text, is_quoted);
    if (is_quoted && text) dql_render_text(render, "\"");
}

void dql_render_print_list(dql_render *render, dql_render_put_text *put, const char *format, va_list arguments) {
    while (*format) {
        size_t length = strcspn(format, "'%");
        dql_render_write(render, format, length);
        format += length;
        bool is_quoted = strncmp(format, "'%s'", 4) == 0;
        if (*format == '\'' && !is_quoted) {
            dql_render_write(render, "\"", 1);
            format++;
        } else if (*format) {
            const char *kind = format + is_quoted + 1;
            if (*kind == 's') print_text(render, put ? put : put_json, va_arg(arguments, const char *), is_quoted);
            if (*kind == 'u') dql_render_number(render, va_arg(arguments, unsigned));
            if (*kind == 'z') dql_render_number(render, va_arg(arguments, size_t));
            if (*kind == 'l') print_integer(render, va_arg(arguments, long long));
            format = kind + strcspn(kind, "sud") + 1 + is_quoted;
        }
    }
}

void dql_render_print(dql_render *render, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    dql_render_print_list(render, NULL, format, arguments);
    va_end(arguments);
}

void dql_render_print_by(dql_render *render, dql_render_put_text *put, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    dql_render_print_list(render, put, format, arguments);
    va_end(arguments);
}
