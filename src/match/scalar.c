#include "match/scalar.h"

#include "base/number.h"
#include "base/time.h"

#include <string.h>

const deskql_json_value *dql_scalar_stands_for(const deskql_json_value *value) {
    if (!value || value->type != DESKQL_JSON_OBJECT) return value;
    const deskql_json_value *id = dql_json_member(value, "id", 2);
    bool relationship = id && (id->type == DESKQL_JSON_NUMBER || id->type == DESKQL_JSON_STRING);
    return relationship ? id : value;
}

/* ---- Reading ---- */

static void set_integer(dql_scalar *scalar, int64_t integer) {
    scalar->class_ = DQL_SCALAR_NUMBER;
    scalar->number = (double)integer;
    /* The largest integers round to 2^63, which no int64_t holds. */
    scalar->rest =
        scalar->number >= 0x1p63 ? (int32_t)(integer - INT64_MAX) - 1 : (int32_t)(integer - (int64_t)scalar->number);
}

static void set_number(dql_scalar *scalar, const char *text, size_t length) {
    scalar->class_ = DQL_SCALAR_NUMBER;
    /* Adding 0 makes 0 of -0. */
    scalar->number = dql_number_read(text, length) + 0.0;
}

dql_scalar dql_scalar_of_json(const deskql_json_value *value) {
    dql_scalar scalar = {.class_ = DQL_SCALAR_NULL};
    int64_t integer;
    switch (deskql_json_value_type(value)) {
    case DESKQL_JSON_FALSE:
    case DESKQL_JSON_TRUE:
        scalar.class_ = DQL_SCALAR_BOOLEAN;
        scalar.boolean = value->type == DESKQL_JSON_TRUE;
        break;
    case DESKQL_JSON_NUMBER:
        if (deskql_json_value_integer(value, &integer)) {
            set_integer(&scalar, integer);
        } else {
            set_number(&scalar, value->as.text, value->count);
        }
        break;
    case DESKQL_JSON_STRING:
        scalar.class_ = DQL_SCALAR_STRING;
        scalar.text = value->as.text;
        scalar.length = value->count;
        break;
    case DESKQL_JSON_ARRAY:
        scalar.class_ = DQL_SCALAR_ARRAY;
        break;
    case DESKQL_JSON_OBJECT:
        scalar.class_ = DQL_SCALAR_OBJECT;
        break;
    case DESKQL_JSON_NULL:
        break;
    }
    return scalar;
}

#define LONGEST_TIME 64u
#define SHORTEST_TIME (sizeof "2026-01-31T10:00Z" - 1)
#define END_OF_NANOSECONDS (sizeof "2026-01-31T10:00:15.123456789" - 1)

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* Queries know nanoseconds, tickets may have more digits: those are cut out of the text. */
static size_t cut_fraction(const char *text, size_t length, char cut[LONGEST_TIME]) {
    size_t at = END_OF_NANOSECONDS;
    while (at < length && is_digit(text[at])) at++;
    memcpy(cut, text, END_OF_NANOSECONDS);
    memcpy(cut + END_OF_NANOSECONDS, text + at, length - at);
    return END_OF_NANOSECONDS + length - at;
}

bool dql_scalar_to_time(const dql_scalar *string, dql_scalar *time) {
    char cut[LONGEST_TIME];
    const char *text = string->text;
    size_t length = string->length;
    if (length < SHORTEST_TIME || length > LONGEST_TIME || text[4] != '-') return false;
    if (length > END_OF_NANOSECONDS && is_digit(text[END_OF_NANOSECONDS - 1]) && is_digit(text[END_OF_NANOSECONDS])) {
        length = cut_fraction(text, length, cut);
        text = cut;
    }
    dql_time read;
    if (dql_time_read_fixed(text, length, &read) != DQL_TIME_OK || read.base != DQL_TIME_INSTANT) return false;
    *time = (dql_scalar){.class_ = DQL_SCALAR_TIME, .milliseconds = read.milliseconds, .nanoseconds = read.nanoseconds};
    return true;
}

static void set_time(dql_scalar *scalar, const dql_plan_value *value, dql_arena *arena) {
    char text[32];
    scalar->class_ = DQL_SCALAR_TIME;
    scalar->milliseconds = value->integer;
    scalar->length = dql_time_format(value->integer, value->fraction, text);
    scalar->text = dql_arena_copy(arena, text, scalar->length);
}

dql_scalar dql_scalar_of_plan(const dql_plan_value *value, dql_arena *arena) {
    dql_scalar scalar = {.class_ = DQL_SCALAR_NULL};
    int64_t integer = value->integer;
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        break;
    case DQL_PLAN_BOOLEAN:
        scalar.class_ = DQL_SCALAR_BOOLEAN;
        scalar.boolean = value->boolean;
        break;
    case DQL_PLAN_INTEGER:
        if (value->text) dql_integer_read(value->text, value->length, &integer);
        set_integer(&scalar, integer);
        break;
    case DQL_PLAN_NUMBER:
        set_number(&scalar, value->text, value->length);
        break;
    case DQL_PLAN_STRING:
        scalar.class_ = DQL_SCALAR_STRING;
        scalar.text = value->text;
        scalar.length = value->length;
        break;
    case DQL_PLAN_TIME:
        set_time(&scalar, value, arena);
        break;
    }
    return scalar;
}

/* ---- Comparing ---- */

static int order_of(bool less, bool greater) {
    return greater - less;
}

/* By bytes, which in UTF-8 is by characters. */
static int compare_texts(const dql_scalar *one, const dql_scalar *other) {
    size_t shorter = one->length < other->length ? one->length : other->length;
    int order = shorter ? memcmp(one->text, other->text, shorter) : 0;
    return order ? order : order_of(one->length<other->length, one->length> other->length);
}

int dql_scalar_compare(const dql_scalar *one, const dql_scalar *other) {
    if (one->class_ != other->class_) return order_of(one->class_<other->class_, one->class_> other->class_);
    int order;
    switch ((dql_scalar_class)one->class_) {
    case DQL_SCALAR_NUMBER:
        order = order_of(one->number<other->number, one->number> other->number);
        return order ? order : order_of(one->rest<other->rest, one->rest> other->rest);
    case DQL_SCALAR_STRING:
        return compare_texts(one, other);
    case DQL_SCALAR_BOOLEAN:
        return order_of(one->boolean<other->boolean, one->boolean> other->boolean);
    case DQL_SCALAR_TIME:
        order = order_of(one->milliseconds<other->milliseconds, one->milliseconds> other->milliseconds);
        return order ? order : order_of(one->nanoseconds<other->nanoseconds, one->nanoseconds> other->nanoseconds);
    case DQL_SCALAR_EMPTY:
    case DQL_SCALAR_NULL:
    case DQL_SCALAR_OBJECT:
    case DQL_SCALAR_ARRAY:
        break;
    }
    return 0;
}

/* ---- Keys ---- */

typedef struct key_writer {
    dql_writer *writer;
    bool descending;
} key_writer;

/* A key of a descending order is the complement of the ascending one's. */
static void write_byte(key_writer *key, unsigned byte) {
    dql_write_byte(key->writer, (char)(key->descending ? ~byte : byte));
}

static void write_unsigned(key_writer *key, uint64_t number, unsigned bytes) {
    for (unsigned i = bytes; i-- > 0;) write_byte(key, (unsigned)(number >> 8 * i) & 0xFF);
}

#define SIGN_64 (UINT64_C(1) << 63)
#define SIGN_32 (UINT32_C(1) << 31)

static void write_number(key_writer *key, const dql_scalar *scalar) {
    uint64_t bits;
    memcpy(&bits, &scalar->number, sizeof bits);
    /* A double's bits are in order but for the sign, which turns the order around. */
    write_unsigned(key, (bits & SIGN_64) ? ~bits : bits ^ SIGN_64, 8);
    write_unsigned(key, (uint32_t)scalar->rest ^ SIGN_32, 4);
}

/* Two NULs end a text; one inside is followed by 0xFF. */
static void write_text(key_writer *key, const dql_scalar *scalar) {
    for (size_t i = 0; i < scalar->length; i++) {
        write_byte(key, (unsigned char)scalar->text[i]);
        if (scalar->text[i] == '\0') write_byte(key, 0xFF);
    }
    write_byte(key, 0);
    write_byte(key, 0);
}

void dql_scalar_write_key(const dql_scalar *scalar, bool descending, dql_writer *writer) {
    key_writer key = {writer, descending};
    write_byte(&key, scalar->class_);
    switch ((dql_scalar_class)scalar->class_) {
    case DQL_SCALAR_NUMBER:
        write_number(&key, scalar);
        break;
    case DQL_SCALAR_STRING:
        write_text(&key, scalar);
        break;
    case DQL_SCALAR_BOOLEAN:
        write_byte(&key, scalar->boolean);
        break;
    case DQL_SCALAR_TIME:
        write_unsigned(&key, (uint64_t)scalar->milliseconds ^ SIGN_64, 8);
        write_unsigned(&key, (uint32_t)scalar->nanoseconds, 4);
        break;
    case DQL_SCALAR_EMPTY:
    case DQL_SCALAR_NULL:
    case DQL_SCALAR_OBJECT:
    case DQL_SCALAR_ARRAY:
        break;
    }
}
