#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

size_t dql_utf8_decode(const char *bytes, size_t length, uint32_t *character) {
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t value;
    size_t size;
    if (b[0] < 0x80) {
        value = b[0];
        size = 1;
    } else if (b[0] >= 0xC2 && b[0] < 0xE0) {
        value = b[0] & 0x1Fu;
        size = 2;
    } else if (b[0] >= 0xE0 && b[0] < 0xF0) {
        value = b[0] & 0x0Fu;
        size = 3;
    } else if (b[0] >= 0xF0 && b[0] < 0xF5) {
        value = b[0] & 0x07u;
        size = 4;
    } else {
        return 0;
    }
    if (size > length) return 0;
    for (size_t i = 1; i < size; i++) {
        if ((b[i] & 0xC0u) != 0x80u) return 0;
        value = value << 6 | (b[i] & 0x3Fu);
    }
    if ((size == 3 && (value < 0x800 || (value >= 0xD800 && value < 0xE000))) ||
        (size == 4 && (value < 0x10000 || value > 0x10FFFF))) {
        return 0;
    }
    if (character) *character = value;
    return size;
}

size_t dql_utf8_encode(uint32_t character, char *bytes) {
    if (character < 0x80) {
        bytes[0] = (char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80u | (character & 0x3Fu));
        character >>= 6;
    }
    bytes[0] = (char)(lead[size] | character);
    return size;
}

static inline bool sixteen_are_ascii(const char *bytes) {
    uint64_t first;
    uint64_t last;
    memcpy(&first, bytes, 8);
    memcpy(&last, bytes + 8, 8);
    return ((first | last) & 0x8080808080808080u) == 0;
}

size_t dql_utf8_valid_up_to(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length) {
        while (length - i >= 16 && sixteen_are_ascii(bytes + i)) i += 16;
        /* The last ones, with those before them. */
        if (length >= 16 && length - i < 16 && sixteen_are_ascii(bytes + length - 16)) break;
        while (i < length && !(bytes[i] & 0x80)) i++;
        if (i == length) break;
        size_t size = dql_utf8_decode(bytes + i, length - i, NULL);
        if (size == 0) return i;
        i += size;
    }
    return length;
}

size_t dql_utf8_count(const char *bytes, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; count++) {
        for (; length - i >= 16 && sixteen_are_ascii(bytes + i); i += 16) count += 16;
        /* The last ones, with those before them. */
        if (length >= 16 && length - i < 16 && sixteen_are_ascii(bytes + length - 16)) return count + length - i;
        if (i == length) break;
        size_t size = bytes[i] & 0x80 ? dql_utf8_decode(bytes + i, length - i, NULL) : 1;
        i += size ? size : 1;
    }
    return count;
}

/* The NULs among the first eight bytes, as bits, the first byte's the highest; those that are not there count as none. */
static unsigned find_nuls(const char *bytes, size_t length) {
    unsigned nuls = 0;
    for (size_t i = 0; i < 8; i++) nuls = nuls << 1 | (i < length && bytes[i] == '\0');
    return nuls;
}

const char *dql_other_encoding(const char *bytes, size_t length) {
    unsigned nuls = find_nuls(bytes, length);
    bool little_mark = length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0;
    bool big_mark = length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0;
    bool long_mark = length >= 4 && memcmp(bytes, "\0\0\xFE\xFF", 4) == 0;
    if (long_mark || (little_mark && nuls >> 4 == 0x3) || nuls == 0x77 || nuls == 0xEE) return "UTF-32";
    if (little_mark || big_mark || nuls >> 4 == 0x5 || nuls >> 4 == 0xA) return "UTF-16";
    return NULL;
}
