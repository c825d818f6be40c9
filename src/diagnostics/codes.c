#include <deskql/finding.h>

#include <stdbool.h>
#include <string.h>

/* The pages, of a C file that the build makes of docs/errors/ (generate_pages.c). */
#define CODE(number, name, slug, severity, phrase, summary) extern const char dql_page_##number[];
#include "diagnostics/codes.def"
#undef CODE

/* The public constants are these rows: .ci/generate makes them. */
#define CODE(number, name, slug, severity, phrase, summary)                                                            \
    _Static_assert(DESKQL_CODE_##name == (number), "run .ci/generate codes");
#include "diagnostics/codes.def"
#undef CODE

static const deskql_code_info codes[] = {
#define CODE(number, name, slug, severity, phrase, summary)                                                            \
    {number, "DQL" #number, slug, DESKQL_##severity, summary, dql_page_##number},
#include "diagnostics/codes.def"
#undef CODE
};

#define CODE_COUNT (sizeof codes / sizeof codes[0])

size_t deskql_codes_count(void) {
    return CODE_COUNT;
}

const deskql_code_info *deskql_codes_at(size_t index) {
    return index < CODE_COUNT ? &codes[index] : NULL;
}

const deskql_code_info *deskql_codes_get(int code) {
    for (size_t i = 0; i < CODE_COUNT; i++)
        if (codes[i].code == code) return &codes[i];
    return NULL;
}

/* In any letter case; the C library's function for this asks the locale. */
static bool same_word(const char *text, const char *lower) {
    while (*text && *lower) {
        char letter = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if (letter != *lower) return false;
        text++;
        lower++;
    }
    return *text == *lower;
}

const deskql_code_info *deskql_codes_find(const char *text) {
    if (!text) return NULL;
    for (size_t i = 0; i < CODE_COUNT; i++) {
        const char *digits = codes[i].code_text + strlen("DQL");
        bool has_prefix = (text[0] == 'D' || text[0] == 'd') && (text[1] == 'Q' || text[1] == 'q') &&
                          (text[2] == 'L' || text[2] == 'l');
        if (strcmp(has_prefix ? text + strlen("DQL") : text, digits) == 0) return &codes[i];
        if (same_word(text, codes[i].slug)) return &codes[i];
    }
    return NULL;
}
