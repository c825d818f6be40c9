#include "base/percent.h"

#define UNRESERVED(byte)                                                                                               \
    (((byte) >= 'A' && (byte) <= 'Z') || ((byte) >= 'a' && (byte) <= 'z') || ((byte) >= '0' && (byte) <= '9') ||       \
     (byte) == '-' || (byte) == '.' || (byte) == '_' || (byte) == '~')
#define DIGIT(value) ((char)((value) < 10 ? '0' + (value) : 'A' + (value)-10))
#define ENTRY(byte)                                                                                                    \
    { {(char)(UNRESERVED(byte) ? (byte) : '%'), DIGIT((byte) >> 4), DIGIT((byte)&15)}, UNRESERVED(byte) ? 1 : 3 }
#define FOUR(byte) ENTRY(byte), ENTRY((byte) + 1), ENTRY((byte) + 2), ENTRY((byte) + 3)
#define ROW(byte) FOUR(byte), FOUR((byte) + 4), FOUR((byte) + 8), FOUR((byte) + 12)

const dql_percent_entry dql_percent_table[256] = {
    ROW(0x00), ROW(0x10), ROW(0x20), ROW(0x30), ROW(0x40), ROW(0x50), ROW(0x60), ROW(0x70),
    ROW(0x80), ROW(0x90), ROW(0xA0), ROW(0xB0), ROW(0xC0), ROW(0xD0), ROW(0xE0), ROW(0xF0),
};

void dql_percent_write(dql_writer *writer, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        const dql_percent_entry *entry = &dql_percent_table[(unsigned char)bytes[i]];
        if ((size_t)(writer->end - writer->at) >= sizeof *entry) {
            memcpy(writer->at, entry, sizeof *entry);
            writer->at += entry->length;
        } else {
            dql_write(writer, entry->text, entry->length);
        }
    }
}

int dql_hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

int dql_percent_read(const char *at, const char *end) {
    int high = end - at > 2 && *at == '%' ? dql_hexadecimal(at[1]) : -1;
    int low = high >= 0 ? dql_hexadecimal(at[2]) : -1;
    return low < 0 ? -1 : high * 16 + low;
}
