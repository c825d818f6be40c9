#include "diagnostics/suggest.h"

#include "diagnostics/edit_distance.h"

#include <deskql/nearest.h>
#include <stdbool.h>
#include <string.h>

/* Longer names are compared by the words of their beginning alone, which bounds the cost of a name. */
#define WORDS 8u
#define MOST_EDITS 4u

enum { OTHER_CASE = 1, BY_WORDS = 16, EXTRA_WORD = 2, LOST_WORD = 12 };

typedef struct part {
    const char *text;
    size_t length;
    dql_letter_set set; /* of what was written */
} part;

/* A name in lower case and cut into its words. */
typedef struct outline {
    char folded[DQL_LONGEST_COMPARED];
    size_t length;
    part words[WORDS];
    size_t word_count;
    size_t letters;     /* the sum of the words' lengths */
    bool whole;         /* `folded` is all of it */
    dql_letter_set set; /* of what was written */
} outline;

static bool is_upper(char byte) {
    return byte >= 'A' && byte <= 'Z';
}

/* Of a byte in lower case. */
static bool in_word(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || (unsigned char)byte >= 0x80;
}

static void take_outline(outline *shape, const char *name, size_t length) {
    part *word = NULL; /* what follows the last word that fits belongs to none */
    bool was_in_word = false, was_upper = false;
    shape->whole = length <= DQL_LONGEST_COMPARED;
    shape->length = shape->whole ? length : DQL_LONGEST_COMPARED;
    shape->word_count = 0;
    shape->letters = 0;
    for (size_t i = 0; i < shape->length; i++) {
        bool upper = is_upper(name[i]);
        char byte = shape->folded[i] = upper ? (char)(name[i] - 'A' + 'a') : name[i];
        bool inside = in_word(byte);
        if (inside && (!was_in_word || (upper && !was_upper))) {
            word = shape->word_count < WORDS ? &shape->words[shape->word_count++] : NULL;
            if (word) *word = (part){shape->folded + i, 0, 0};
        }
        if (inside && word) {
            word->length++;
            shape->letters++;
        }
        was_in_word = inside;
        was_upper = upper;
    }
}

static void take_written(outline *written, const char *name, size_t length) {
    take_outline(written, name, length);
    written->set = dql_letters_of(written->folded, written->length);
    for (size_t i = 0; i < written->word_count; i++)
        written->words[i].set = dql_letters_of(written->words[i].text, written->words[i].length);
}

static uint32_t smaller(uint32_t one, uint32_t other) {
    return one < other ? one : other;
}

/* 0 for the same word; DQL_EDIT for a misspelt, shortened or otherwise inflected one (`user`, `users`; `company`, `companies`). */
static uint32_t word_cost(part written, part other) {
    size_t common = 0;
    size_t shorter = written.length < other.length ? written.length : other.length;
    while (common < shorter && written.text[common] == other.text[common]) common++;
    if (common == written.length && common == other.length) return 0;
    if (common == written.length && common >= 3) return DQL_EDIT;
    if (common >= 4 && written.length - common <= 3 && other.length - common <= 3) return DQL_EDIT;
    if (shorter < 4) return DQL_TOO_FAR;
    return dql_edit_cost(written.text, written.length, other.text, other.length, DQL_REPLACEMENT) == DQL_TOO_FAR
               ? DQL_TOO_FAR
               : DQL_EDIT;
}

/* By the words that both have, in any order; DQL_TOO_FAR unless they make at least half of what was written. */
static uint32_t words_cost(const outline *written, const outline *other) {
    uint32_t cost = BY_WORDS;
    size_t found_letters = 0, found_words = 0;
    bool taken[WORDS] = {false};
    for (size_t i = 0; i < written->word_count; i++) {
        uint32_t best = DQL_TOO_FAR;
        size_t which = 0;
        for (size_t j = 0; j < other->word_count && best != 0; j++) {
            uint32_t this_cost = taken[j] ? DQL_TOO_FAR : word_cost(written->words[i], other->words[j]);
            if (this_cost < best) best = this_cost, which = j;
        }
        if (best == DQL_TOO_FAR) {
            cost += LOST_WORD;
            continue;
        }
        taken[which] = true;
        cost += best;
        found_words++;
        found_letters += written->words[i].length;
    }
    if (found_words == 0 || found_letters * 2 < written->letters) return DQL_TOO_FAR;
    return cost + (uint32_t)(other->word_count - found_words) * EXTRA_WORD;
}

/* The most that edits may cost: one for three letters, and never all of a name. */
static uint32_t edit_limit(size_t length) {
    uint32_t edits = (uint32_t)(length / 3);
    if (edits == 0 && length == 2) edits = 1;
    return (edits < MOST_EDITS ? edits : MOST_EDITS) * DQL_REPLACEMENT;
}

static void insert(dql_suggestions *suggestions, const char *name, uint32_t cost) {
    uint32_t place = suggestions->count;
    while (place > 0 && suggestions->costs[place - 1] > cost) place--;
    if (place == DQL_SUGGESTION_LIMIT) return;
    if (suggestions->count < DQL_SUGGESTION_LIMIT) suggestions->count++;
    for (uint32_t i = suggestions->count - 1; i > place; i--) {
        suggestions->names[i] = suggestions->names[i - 1];
        suggestions->costs[i] = suggestions->costs[i - 1];
    }
    suggestions->names[place] = name;
    suggestions->costs[place] = cost;
}

static bool is_suggested(const dql_suggestions *suggestions, const char *name) {
    for (uint32_t i = 0; i < suggestions->count; i++) {
        if (strcmp(suggestions->names[i], name) == 0) return true;
    }
    return false;
}

/* The names that are a single edit away, and those that the written one is the beginning of. */
typedef struct rivals {
    const char *close;
    uint32_t close_count;
    uint32_t longer_count;
    const char *same; /* but for letter case */
    uint32_t same_count;
} rivals;

static bool is_beginning(const outline *written, const outline *other) {
    return written->length > 0 && other->length > written->length &&
           memcmp(written->folded, other->folded, written->length) == 0;
}

static void note_rival(rivals *seen, const outline *written, const outline *other, const char *name,
                       uint32_t by_edits) {
    /* Half of a name of two letters proves nothing. */
    bool close = by_edits == OTHER_CASE || (by_edits != DQL_TOO_FAR && by_edits / DQL_EDIT == 1 && written->length > 2);
    if (close) {
        seen->close = name;
        seen->close_count++;
        if (by_edits == OTHER_CASE) {
            seen->same = name;
            seen->same_count++;
        }
    } else {
        seen->longer_count += is_beginning(written, other);
    }
}

/* How many letters of a word a word may lack that word_cost finds to be near: those behind a common beginning, or one. */
static size_t letters_lacking(size_t length) {
    return length < 4 ? 0 : length < 6 ? 1 : length == 6 ? 2 : 3;
}

/* False where by their letters alone neither edits nor words, nor a common beginning, bring a name near: then it has to be looked at no
   closer, which spares nearly all names of a list. */
static bool may_be_near(const outline *written, const char *name, size_t length) {
    dql_letter_set set = dql_letters_of(name, length);
    size_t edits = edit_limit(written->length) / DQL_EDIT;
    if (dql_nearly_in(written->set, set, edits) && dql_nearly_in(set, written->set, edits)) return true;
    size_t letters = 0;
    for (size_t i = 0; i < written->word_count; i++) {
        const part *word = &written->words[i];
        if (dql_nearly_in(word->set, set, letters_lacking(word->length))) letters += word->length;
    }
    return letters * 2 >= written->letters;
}

static void offer(dql_suggestions *suggestions, rivals *seen, const outline *written, const char *name) {
    size_t length = strlen(name);
    if (!may_be_near(written, name, length) || is_suggested(suggestions, name)) return;
    outline other;
    take_outline(&other, name, length);
    uint32_t by_edits = DQL_TOO_FAR;
    if (written->whole && other.whole) {
        by_edits =
            dql_edit_cost(written->folded, written->length, other.folded, other.length, edit_limit(written->length));
        if (by_edits == 0) by_edits = OTHER_CASE;
    }
    if (by_edits != DQL_TOO_FAR) {
        uint32_t distance = by_edits == OTHER_CASE ? 1 : by_edits / DQL_EDIT;
        suggestions->distance = smaller(suggestions->distance, distance);
    }
    note_rival(seen, written, &other, name, by_edits);
    uint32_t cost = smaller(by_edits, words_cost(written, &other));
    if (cost != DQL_TOO_FAR) insert(suggestions, name, cost);
}

static bool begins_with(const char *name, const outline *written) {
    outline shape;
    take_outline(&shape, name, strlen(name));
    return is_beginning(written, &shape);
}

static const char *text_at(const void *list, size_t index) {
    return ((const char *const *)list)[index];
}

dql_names dql_names_of_texts(const char *const *texts, size_t count) {
    return (dql_names){(const void *)texts, count, text_at};
}

void dql_suggest(const char *name, size_t length, dql_names names, dql_suggestions *suggestions) {
    memset(suggestions, 0, sizeof *suggestions);
    suggestions->distance = UINT32_MAX;
    outline written;
    rivals seen = {0};
    take_written(&written, name, length);
    for (size_t i = 0; i < names.count; i++) offer(suggestions, &seen, &written, names.at(names.list, i));
    bool is_same = seen.same_count == 1;
    bool alone = is_same || (seen.close_count == 1 && seen.longer_count == 0);
    suggestions->certain = is_same ? seen.same : alone ? seen.close : NULL;
    bool listed = !alone && seen.close_count;
    while (suggestions->nearest < suggestions->count &&
           (suggestions->costs[suggestions->nearest] == suggestions->costs[0] ||
            (listed && begins_with(suggestions->names[suggestions->nearest], &written)))) {
        suggestions->nearest++;
    }
}

const char *deskql_nearest_name(const char *name, size_t length, deskql_nearest_at at, const void *list) {
    if (!name || !at) return NULL;
    dql_suggestions suggestions;
    dql_names names = {list, 0, at};
    while (at(list, names.count)) names.count++;
    dql_suggest(name, length, names, &suggestions);
    return suggestions.count ? suggestions.names[0] : NULL;
}
