#include "syntax/spelling.h"

#include "base/invisible.h"
#include "base/time.h"
#include "syntax/keyword.h"

#include <string.h>

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool begins_with(const char *text, size_t length, const char *word) {
    size_t size = strlen(word);
    if (length < size) return false;
    for (size_t i = 0; i < size; i++) {
        if (lower(text[i]) != word[i]) return false;
    }
    return true;
}

static bool is_word(const char *text, size_t length, const char *word) {
    return strlen(word) == length && begins_with(text, length, word);
}

bool dql_is_special_word(const char *text, size_t length) {
    for (size_t i = DQL_TIME_NOW; i < DQL_TIME_BASES; i++) {
        if (is_word(text, length, dql_time_words[i])) return true;
    }
    return dql_is_keyword(text, length);
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte) {
    return (lower(byte) >= 'a' && lower(byte) <= 'z') || byte == '_';
}

/* `now-7d` has the form of a word, and is a time. */
static bool is_time(const char *text, size_t length) {
    for (size_t i = DQL_TIME_NOW; i < DQL_TIME_BASES; i++) {
        size_t size = strlen(dql_time_words[i]);
        bool begins = begins_with(text, length, dql_time_words[i]);
        if (begins && length > size + 1 && text[size] == '-' && is_digit(text[size + 1])) return true;
    }
    return false;
}

bool dql_is_plain_word(const char *text, size_t length) {
    if (length == 0 || !is_letter(text[0])) return false;
    bool joint = false;
    for (size_t i = 1; i < length; i++) {
        bool joins = text[i] == '.' || text[i] == '-';
        if (joins ? joint : !is_letter(text[i]) && !is_digit(text[i])) return false;
        joint = joins;
    }
    return !joint && !dql_is_special_word(text, length) && !is_time(text, length);
}

bool dql_is_writable_name(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '`' || (unsigned char)text[i] < 0x20) return false;
    }
    return true;
}

/* A character that a string has only as an escape: quotes, controls, and what cannot be seen. */
static void write_escape(dql_writer *writer, uint32_t character) {
    static const char letters[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
    if (character >= sizeof letters || !letters[character]) {
        dql_write_unicode_escape(writer, character);
        return;
    }
    dql_write_byte(writer, '\\');
    dql_write_byte(writer, letters[character]);
}

void dql_write_quoted_string(dql_writer *writer, const char *text, size_t length) {
    dql_write_byte(writer, '"');
    size_t from = 0;
    size_t size;
    for (size_t i = 0; i < length; i += size) {
        uint32_t character;
        bool invisible = dql_is_invisible(text, length, i, &size, &character);
        unsigned char byte = (unsigned char)text[i];
        /* An escape ends with what may be a letter, beside which a joiner would be reported. */
        bool behind_escape = i > 0 && from == i && dql_is_hidden(character);
        if (!invisible && !behind_escape && byte >= 0x20 && byte != '"' && byte != '\\') continue;
        dql_write(writer, text + from, i - from);
        from = i + size;
        write_escape(writer, character);
    }
    dql_write(writer, text + from, length - from);
    dql_write_byte(writer, '"');
}

void dql_write_relative(dql_writer *writer, const char *text, size_t length) {
    bool begun = false;
    for (size_t i = 0; i < length; i++) {
        bool sign = text[i] == '+' || text[i] == '-';
        if (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n') continue;
        if (sign && begun) dql_write_byte(writer, ' ');
        dql_write_byte(writer, lower(text[i]));
        if (sign && begun) dql_write_byte(writer, ' ');
        begun = true;
    }
}

const char *dql_spelled_range(dql_arena *arena, const char *text, size_t length) {
    const char *dots = memchr(text, '.', length);
    size_t rest = dots ? length - (size_t)(dots - text) : 0;
    if (rest < 3 || dots[1] != '.' || dots[2] == '.') return NULL;
    return dql_arena_format(arena, "%.*s and %.*s", (int)(dots - text), text, (int)(rest - 2), dots + 2);
}
