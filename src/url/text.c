/* Bytes of a raw text, and what they look like. */
#include "url/url.h"

#include "base/percent.h"

#include <string.h>

uint32_t dql_raw_find(const char *text, dql_range range, const char *set) {
    uint32_t at = range.start;
    while (at < range.end && (text[at] == '\0' || !strchr(set, text[at]))) at++;
    return at;
}

bool dql_raw_begins(const char *text, dql_range range, const char *bytes) {
    size_t length = strlen(bytes);
    return range.end - range.start >= length && memcmp(text + range.start, bytes, length) == 0;
}

dql_range dql_raw_trim(const char *text, dql_range range) {
    while (range.start < range.end && dql_raw_is_space(text[range.start])) range.start++;
    while (range.end > range.start && dql_raw_is_space(text[range.end - 1])) range.end--;
    return range;
}

bool dql_raw_says(const char *text, size_t length, const char *word) {
    if (strlen(word) != length) return false;
    for (size_t i = 0; i < length; i++) {
        bool upper = text[i] >= 'A' && text[i] <= 'Z';
        if ((upper ? text[i] | 0x20 : text[i]) != word[i]) return false;
    }
    return true;
}

bool dql_raw_is_integer(const char *text, size_t length) {
    size_t at = length > 0 && text[0] == '-';
    if (at == length || (text[at] == '0' && at + 1 < length)) return false;
    while (at < length && dql_raw_is_digit(text[at])) at++;
    return at == length;
}

bool dql_raw_has_escape(const char *text, size_t length) {
    const char *end = text + length;
    while (length && (text = memchr(text, '%', (size_t)(end - text)))) {
        if (dql_percent_read(text, end) >= 0) return true;
        text++;
    }
    return false;
}

bool dql_raw_is_object_text(const char *text, size_t length) {
    static const char object[] = "[object";
    static const char encoded[] = "%5bobject";
    size_t quote = length && text[0] == '"';
    text += quote;
    length -= quote;
    if (length >= sizeof object && strncmp(text, object, sizeof object - 1) == 0)
        return strchr(" +%", text[sizeof object - 1]) != NULL;
    return length >= sizeof encoded && dql_raw_says(text, sizeof encoded - 1, encoded) &&
           strchr(" +%", text[sizeof encoded - 1]) != NULL;
}
