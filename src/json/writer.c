#include "json/writer.h"

#include "base/number.h"

const char dql_json_escapes[256] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',         'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

size_t dql_json_escape(unsigned char byte, char text[6]) {
    text[0] = '\\';
    text[1] = dql_json_escapes[byte];
    if (text[1] != 'u') return 2;
    text[2] = text[3] = '0';
    text[4] = (char)('0' + (byte >> 4));
    text[5] = "0123456789abcdef"[byte & 15];
    return 6;
}

void dql_json_write_escaped(dql_writer *writer, const char *bytes, size_t length) {
    size_t passed = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (!dql_json_escapes[byte]) continue;
        char text[6];
        dql_write(writer, bytes + passed, i - passed);
        passed = i + 1;
        dql_write(writer, text, dql_json_escape(byte, text));
    }
    if (passed < length) dql_write(writer, bytes + passed, length - passed);
}

int dql_json_escape_to(void *writer, const char *bytes, size_t length) {
    dql_json_write_escaped(writer, bytes, length);
    return 0;
}

void dql_json_write_string(dql_writer *writer, const char *bytes, size_t length) {
    dql_write_byte(writer, '"');
    dql_json_write_escaped(writer, bytes, length);
    dql_write_byte(writer, '"');
}

void dql_json_write_key(dql_writer *writer, const char *key) {
    dql_json_write_string(writer, key, strlen(key));
    dql_write_byte(writer, ':');
}

void dql_json_write_integer(dql_writer *writer, int64_t integer) {
    char text[DQL_INTEGER_LENGTH];
    dql_write(writer, text, (size_t)(dql_integer_put(text, integer) - text));
}
