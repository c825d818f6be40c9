#include "json/writer.h"

#include "base/number.h"

/* What follows the backslash; 'u' for a control character without an escape of its own, 0 for a byte that passes. */
static const char escapes[256] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',         'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\',
};

void dql_json_write_escaped(dql_writer *writer, const char *bytes, size_t length) {
    size_t passed = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        char escape = escapes[byte];
        if (!escape) continue;
        dql_write(writer, bytes + passed, i - passed);
        passed = i + 1;
        char text[6] = {'\\', escape, '0', '0', (char)('0' + (byte >> 4)), "0123456789abcdef"[byte & 15]};
        dql_write(writer, text, escape == 'u' ? 6 : 2);
    }
    if (passed < length) dql_write(writer, bytes + passed, length - passed);
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
