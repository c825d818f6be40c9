#include "base/invisible.h"

#include "base/utf8.h"

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_always(uint32_t character) {
    return (character >= 0x80 && character < 0xA0) || character == 0x00AD || character == 0x200B ||
           (character >= 0x2028 && character <= 0x202E) || (character >= 0x2060 && character <= 0x206F) ||
           character == 0xFEFF || (character >= 0xE0000 && character <= 0xE007F);
}

/* Of joiners (U+200C, U+200D) and marks (U+200E, U+200F, U+061C). */
static bool is_needed(uint32_t character) {
    return (character >= 0x200C && character <= 0x200F) || character == 0x061C;
}

bool dql_is_hidden(uint32_t character) {
    return is_always(character) || is_needed(character);
}

bool dql_is_invisible(const char *text, size_t length, size_t at, size_t *size, uint32_t *character) {
    *character = 0;
    *size = dql_utf8_decode(text + at, length - at, character);
    if (*size == 0) *size = 1;
    if (is_always(*character)) return true;
    if (!is_needed(*character)) return false;
    return (at > 0 && is_letter(text[at - 1])) || (at + *size < length && is_letter(text[at + *size]));
}

void dql_write_unicode_escape(dql_writer *writer, uint32_t character) {
    if (character < 0x10000) {
        dql_write_format(writer, "\\u%04x", character);
        return;
    }
    character -= 0x10000;
    dql_write_format(writer, "\\u%04x\\u%04x", 0xD800 + (character >> 10), 0xDC00 + (character & 0x3FF));
}
