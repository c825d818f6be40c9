#include "render/render.h"

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

uint32_t dql_render_visible(uint32_t character) {
    /* Unicode has a picture for each control character of ASCII. */
    if (character < 0x20) return 0x2400 + character;
    if (character == 0x7F) return 0x2421;
    if (character < 0xA0) return character < 0x7F ? character : REPLACEMENT;
    bool hidden = character == 0xAD || character == 0x61C || (character >= 0x200B && character <= 0x200F) ||
                  (character >= 0x2028 && character <= 0x202E) || (character >= 0x2060 && character <= 0x206F) ||
                  character == 0xFEFF || (character >= 0xE0000 && character <= 0xE007F);
    /* The joiners of emoji and of Indic scripts are part of what is read. */
    return hidden && character != 0x200C && character != 0x200D ? REPLACEMENT : character;
}

void dql_render_safe(dql_render *render, const char *text, size_t length) {
    for (size_t at = 0; at < length;) {
        uint32_t character;
        at += dql_render_decode(text + at, length - at, &character);
        char bytes[4];
        dql_render_write(render, bytes, dql_render_encode(dql_render_visible(character), bytes));
    }
}

static void write_escape(dql_render *render, uint32_t character) {
    static const char digits[] = "0123456789abcdef";
    static const char letters[] = "btn\0fr";
    char escape[] = "\\u0000";
    if (character == '"' || character == '\\') {
        escape[1] = (char)character;
    } else if (character >= '\b' && character <= '\r' && letters[character - '\b']) {
        escape[1] = letters[character - '\b'];
    } else {
        escape[4] = digits[character >> 4];
        escape[5] = digits[character & 15];
        dql_render_write(render, escape, 6);
        return;
    }
    dql_render_write(render, escape, 2);
}

void dql_render_json_escaped(dql_render *render, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t character;
        at += dql_render_decode(text + at, length - at, &character);
        char bytes[4];
        if (character < 0x20 || character == '"' || character == '\\') {
            write_escape(render, character);
        } else {
            dql_render_write(render, bytes, dql_render_encode(character, bytes));
        }
    }
}

void dql_render_json_string(dql_render *render, const char *text) {
    dql_render_write(render, "\"", 1);
    dql_render_json_escaped(render, text);
    dql_render_write(render, "\"", 1);
}
