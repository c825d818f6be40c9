#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>

bool dql_integer_read(const char *text, size_t length, int64_t *integer) {
    bool negative = length > 0 && text[0] == '-';
    uint64_t limit = (uint64_t)INT64_MAX + negative;
    uint64_t magnitude = 0;
    for (size_t i = negative; i < length; i++) {
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (magnitude > (limit - digit) / 10) return false;
        magnitude = magnitude * 10 + digit;
    }
    *integer = negative && magnitude ? -(int64_t)(magnitude - 1) - 1 : (int64_t)magnitude;
    return true;
}

char *dql_integer_put(char *at, int64_t integer) {
    uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    if (integer < 0) *at++ = '-';
    size_t length = 1;
    for (uint64_t limit = 10; rest >= limit; limit *= 10) length++;
    char *digit = at + length;
    for (; rest >= 10; rest /= 10) *--digit = (char)('0' + rest % 10);
    *at = (char)('0' + rest);
    return at + length;
}

/* No double needs more to tell which is nearest, if what is cut off counts as one digit that is not 0. */
#define SIGNIFICANT_DIGITS 780

static int64_t read_exponent(const char *text, size_t length, size_t at) {
    if (at >= length) return 0;
    bool negative = text[at] == '-';
    int64_t exponent = 0;
    for (at += text[at] == '-' || text[at] == '+'; at < length; at++) {
        if (exponent < INT64_MAX / 100) exponent = exponent * 10 + (text[at] - '0');
    }
    return negative ? -exponent : exponent;
}

/* strtod reads the point of the program's locale; a text without a point it reads alike everywhere. */
double dql_number_read(const char *text, size_t length) {
    char digits[SIGNIFICANT_DIGITS + 32];
    size_t count = 0;
    bool negative = length > 0 && text[0] == '-';
    bool fraction = false;
    bool more = false;
    int64_t exponent = 0;
    size_t at = negative;
    for (; at < length && text[at] != 'e' && text[at] != 'E'; at++) {
        if (text[at] == '.') {
            fraction = true;
            continue;
        }
        exponent -= fraction;
        if (count == 0 && text[at] == '0') continue;
        if (count < SIGNIFICANT_DIGITS) {
            digits[count++] = text[at];
        } else {
            exponent++;
            more = more || text[at] != '0';
        }
    }
    if (count == 0) return negative ? -0.0 : 0.0;
    if (more) {
        digits[count++] = '1';
        exponent--;
    }
    exponent += read_exponent(text, length, at + 1);
    /* Beyond these bounds all is 0 or infinite, and strtod need not see how far. */
    if (exponent > 2000) exponent = 2000;
    if (exponent < -4000) exponent = -4000;
    snprintf(digits + count, sizeof digits - count, "e%d", (int)exponent);
    double magnitude = strtod(digits, NULL);
    return negative ? -magnitude : magnitude;
}
