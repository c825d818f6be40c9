/* Readings: their names, and the files that they stand in. */
#include "base/arena.h"

#include <deskql/readings.h>
#include <string.h>

static const struct {
    const char *name;
    const char *words[2];
} rows[DESKQL_READING_COUNT] = {
    [DESKQL_READING_NULL] = {"nullUnderNot", {"selected", "excluded"}},
    [DESKQL_READING_CASE] = {"containsCase", {"folded", "exact"}},
    [DESKQL_READING_REFERENCE] = {"referenceOrder", {"id", "other"}},
    [DESKQL_READING_STATE] = {"stateDefault", {"all", "active"}},
};

const char *deskql_reading_name(deskql_reading reading) {
    return (unsigned)reading < DESKQL_READING_COUNT ? rows[reading].name : NULL;
}

const char *deskql_reading_word(deskql_reading reading, deskql_reading_value value) {
    bool is_one = value == DESKQL_READING_FIRST || value == DESKQL_READING_SECOND;
    return is_one && deskql_reading_name(reading) ? rows[reading].words[value - DESKQL_READING_FIRST] : NULL;
}

static bool is_text(const char *text, size_t length, const char *word) {
    return text && strlen(word) == length && memcmp(text, word, length) == 0;
}

static bool read_member(const deskql_json_value *member, deskql_readings *readings) {
    size_t key_length;
    size_t length = 0;
    const char *key = deskql_json_value_key(member, &key_length);
    bool is_string = deskql_json_value_type(member) == DESKQL_JSON_STRING;
    const char *text = is_string ? deskql_json_value_text(member, &length) : NULL;
    for (size_t i = 0; i < DESKQL_READING_COUNT; i++) {
        if (!is_text(key, key_length, rows[i].name)) continue;
        readings->values[i] = is_text(text, length, rows[i].words[0])   ? DESKQL_READING_FIRST
                              : is_text(text, length, rows[i].words[1]) ? DESKQL_READING_SECOND
                                                                        : DESKQL_READING_UNKNOWN;
        return readings->values[i] != DESKQL_READING_UNKNOWN;
    }
    return false;
}

deskql_status deskql_readings_read(const deskql_json_value *object, deskql_readings *readings,
                                   const deskql_json_value **wrong) {
    if (!object || !readings || readings->size < sizeof *readings) return DESKQL_MISUSE;
    deskql_readings read = *readings;
    const deskql_json_value *bad = deskql_json_value_type(object) == DESKQL_JSON_OBJECT ? NULL : object;
    const deskql_json_value *member = bad ? NULL : deskql_json_value_first(object);
    for (; member && !bad; member = deskql_json_value_next(member)) {
        if (!read_member(member, &read)) bad = member;
    }
    if (wrong) *wrong = bad;
    if (!bad) *readings = read;
    return bad ? DESKQL_INVALID : DESKQL_OK;
}
