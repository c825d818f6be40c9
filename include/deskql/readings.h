/**
 * Readings: how a server reads what the API's documentation is silent about, as far as it is known. Matching and the notes on a
 * query (DQL405) follow them; what a query compiles to never depends on them.
 *
 *     {"nullUnderNot":"excluded","containsCase":"folded"}          a file of readings
 *
 *     deskql_readings readings = DESKQL_READINGS_INIT;
 *     deskql_json_parse(text, length, NULL, &json);
 *     deskql_readings_read(deskql_json_root(json), &readings, &wrong);
 */
#ifndef DESKQL_READINGS_H
#define DESKQL_READINGS_H

#include <deskql/json.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Each is one of two words, of which the first is what is assumed where nothing is known. */
typedef enum deskql_reading {
    /** `nullUnderNot`: whether `!=` and `not in` leave null and missing values in: `selected`, `excluded`. */
    DESKQL_READING_NULL,
    /** `containsCase`: whether `contains` takes `A` and `a` for the same: `folded`, `exact`. */
    DESKQL_READING_CASE,
    /** `referenceOrder`: what `<`, `>` and the like compare of references: the `id`, or something `other`. */
    DESKQL_READING_REFERENCE,
    /** `stateDefault`: what a query without `state` selects from: `all`, or those that are `active`. */
    DESKQL_READING_STATE
} deskql_reading;
#define DESKQL_READING_COUNT 4

typedef enum deskql_reading_value {
    DESKQL_READING_UNKNOWN,
    DESKQL_READING_FIRST,
    DESKQL_READING_SECOND
} deskql_reading_value;

typedef struct deskql_readings {
    /** sizeof(deskql_readings). */
    size_t size;
    /** By deskql_reading. */
    deskql_reading_value values[DESKQL_READING_COUNT];
} deskql_readings;

#define DESKQL_READINGS_INIT                                                                                           \
    {                                                                                                                  \
        sizeof(deskql_readings), {                                                                                     \
            DESKQL_READING_UNKNOWN                                                                                     \
        }                                                                                                              \
    }

/** `nullUnderNot`; NULL for a reading that is none. Static. */
DESKQL_API const char *deskql_reading_name(deskql_reading reading);
/** `selected`; NULL for DESKQL_READING_UNKNOWN, and what is none. Static. */
DESKQL_API const char *deskql_reading_word(deskql_reading reading, deskql_reading_value value);
/**
 * Puts what a JSON object says into `readings`; what it does not say stays. Returns DESKQL_INVALID where it is no object, or a member
 * is no reading or has another word: `*wrong` (may be NULL) is that value then, and `readings` stays. DESKQL_MISUSE.
 */
DESKQL_API deskql_status deskql_readings_read(const deskql_json_value *object, deskql_readings *readings,
                                              const deskql_json_value **wrong);

#ifdef __cplusplus
}
#endif
#endif
