#include "json/read.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include "generated/json_parser.h"

typedef struct json_reader {
    dql_arena *arena;
    deskql_findings *findings;
    dql_code code;
    const char *text;
    uint32_t length;
    uint32_t depth;
    int previous; /* the token before the one that is parsed */
    bool stopped; /* nothing more can be made of the text */
    deskql_json_value *root;
} json_reader;

typedef struct yyParser yyParser;
static void syntax_error(json_reader *reader, yyParser *parser, int kind, dql_range range);

/* ---- The tree ---- */

static deskql_json_value *make_value(json_reader *reader, deskql_json_type type) {
    deskql_json_value *value = dql_arena_take_zeroed(reader->arena, sizeof *value);
    if (value) value->type = (uint8_t)type;
    return value;
}

static deskql_json_value *append(deskql_json_value *container, deskql_json_value *item) {
    if (!container || !item) return container;
    if (container->more.last) {
        container->more.last->next = item;
    } else {
        container->as.first = item;
    }
    container->more.last = item;
    container->count++;
    return container;
}

static deskql_json_value *close_array(json_reader *reader, deskql_json_value *array, dql_range opener,
                                      dql_range closer) {
    reader->depth--;
    if (array) array->range = dql_range_join(opener, closer);
    return array;
}

static void report_duplicate(json_reader *reader, const dql_json_key *first, const dql_json_key *again) {
    const char *shown = dql_shown(reader->arena, again->text, again->length);
    deskql_finding *finding =
        dql_report(reader->findings, reader->code, again->range, "the key `%s` stands twice in this object", shown);
    dql_finding_note(reader->findings, finding, first->range, "it stands here first");
}

static void find_duplicates_of_few(json_reader *reader, const deskql_json_value *object) {
    for (const deskql_json_value *member = object->as.first; member; member = member->next) {
        const deskql_json_value *first = object->as.first;
        while (dql_json_compare_keys(first->key->text, first->key->length, member->key->text, member->key->length) !=
               0) {
            first = first->next;
        }
        if (first != member) report_duplicate(reader, first->key, member->key);
    }
}

static void find_duplicates_of_many(json_reader *reader, const deskql_json_value *object) {
    const dql_json_key *first = object->more.sorted[0]->key;
    for (uint32_t i = 1; i < object->count; i++) {
        const dql_json_key *key = object->more.sorted[i]->key;
        if (dql_json_compare_keys(first->text, first->length, key->text, key->length) == 0) {
            report_duplicate(reader, first, key);
        } else {
            first = key;
        }
    }
}

static deskql_json_value *close_object(json_reader *reader, deskql_json_value *object, dql_range opener,
                                       dql_range closer) {
    close_array(reader, object, opener, closer);
    /* Without memory there may be members without a key. */
    if (!object || reader->arena->failed) return NULL;
    if (object->count <= DQL_JSON_FEW) {
        find_duplicates_of_few(reader, object);
    } else {
        if (!dql_json_sort_members(reader->arena, object)) return NULL;
        find_duplicates_of_many(reader, object);
    }
    return object;
}

static deskql_json_value *make_scalar(json_reader *reader, int kind, dql_range range) {
    static const uint8_t types[] = {
        [DQL_JSON_TOKEN_INTEGER] = DESKQL_JSON_NUMBER, [DQL_JSON_TOKEN_NUMBER] = DESKQL_JSON_NUMBER,
        [DQL_JSON_TOKEN_TRUE] = DESKQL_JSON_TRUE,      [DQL_JSON_TOKEN_FALSE] = DESKQL_JSON_FALSE,
        [DQL_JSON_TOKEN_NULL] = DESKQL_JSON_NULL,
    };
    deskql_json_value *value = make_value(reader, (deskql_json_type)types[kind]);
    if (!value) return NULL;
    value->range = range;
    if (value->type == DESKQL_JSON_NUMBER) {
        value->integer = kind == DQL_JSON_TOKEN_INTEGER;
        value->count = range.end - range.start;
        value->as.text = dql_arena_copy(reader->arena, reader->text + range.start, value->count);
    }
    return value;
}

/* Four hexadecimal digits, which the lexer has seen to be such. */
static uint32_t read_unit(const char *digits) {
    char text[5] = {digits[0], digits[1], digits[2], digits[3], '\0'};
    return (uint32_t)strtoul(text, NULL, 16);
}

/* Decodes the `\uXXXX` at `at`, and the one after it where the two are a pair. Returns the offset after it. */
static uint32_t decode_unit(json_reader *reader, uint32_t at, uint32_t *character) {
    const char *text = reader->text + at;
    uint32_t unit = read_unit(text + 2);
    *character = unit;
    if (unit < 0xD800 || unit > 0xDFFF) return at + 6;
    /* The closing quote is further on, so there are bytes to look at. */
    if (unit < 0xDC00 && text[6] == '\\' && text[7] == 'u') {
        uint32_t low = read_unit(text + 8);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *character = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return at + 12;
        }
    }
    deskql_finding *finding = dql_report(reader->findings, reader->code, (dql_range){at, at + 6},
                                         "`%.6s` is half of a surrogate pair and no character", text);
    dql_finding_help(reader->findings, finding, "%s",
                     unit < 0xDC00 ? "a second escape from \\udc00 to \\udfff has to follow it"
                                   : "an escape from \\ud800 to \\udbff has to stand before it");
    *character = 0xFFFD;
    return at + 6;
}

static char decode_letter(char letter) {
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

/* A string's characters, decoded: the range without its quotes. */
static const char *decode(json_reader *reader, int kind, dql_range range, uint32_t *length) {
    uint32_t at = range.start + 1;
    uint32_t end = range.end - 1;
    /* Decoding makes no string longer. */
    char *text = dql_arena_copy(reader->arena, reader->text + at, end - at);
    *length = end - at;
    if (!text || kind == DQL_JSON_TOKEN_STRING) return text;
    char *to = text;
    while (at < end) {
        if (reader->text[at] != '\\') {
            *to++ = reader->text[at++];
        } else if (reader->text[at + 1] != 'u') {
            *to++ = decode_letter(reader->text[at + 1]);
            at += 2;
        } else {
            uint32_t character;
            at = decode_unit(reader, at, &character);
            to += dql_utf8_encode(character, to);
        }
    }
    *to = '\0';
    *length = (uint32_t)(to - text);
    return text;
}

static deskql_json_value *make_string(json_reader *reader, int kind, dql_range range) {
    deskql_json_value *value = make_value(reader, DESKQL_JSON_STRING);
    if (!value) return NULL;
    value->range = range;
    value->as.text = decode(reader, kind, range, &value->count);
    return value;
}

static deskql_json_value *give_key(json_reader *reader, deskql_json_value *value, int kind, dql_range range) {
    dql_json_key *key = dql_arena_take(reader->arena, sizeof *key);
    if (!key || !value) return NULL;
    key->range = range;
    key->text = decode(reader, kind, range, &key->length);
    value->key = key;
    return value;
}

/* ---- What is no token ---- */

static uint32_t character_end(const json_reader *reader, uint32_t at) {
    size_t size = at < reader->length ? dql_utf8_decode(reader->text + at, reader->length - at, NULL) : 0;
    return at + (size ? (uint32_t)size : 1);
}

static bool is_control(char byte) {
    return (unsigned char)byte < 0x20 || byte == 0x7F;
}

static void bad_control(json_reader *reader, uint32_t at) {
    static const char letters[] = "\bb\tt\nn\ff\rr";
    unsigned char byte = (unsigned char)reader->text[at];
    char escape[8];
    const char *letter = byte ? strchr(letters, (char)byte) : NULL;
    if (letter) {
        escape[0] = '\\';
        escape[1] = letter[1];
        escape[2] = '\0';
    } else {
        memcpy(escape, "\\u00", 4);
        escape[4] = (char)('0' + (byte >> 4));
        escape[5] = "0123456789abcdef"[byte & 15];
        escape[6] = '\0';
    }
    dql_range range = {at, at + 1};
    deskql_finding *finding =
        dql_report(reader->findings, reader->code, range, "a control character (U+%04X) in a string", byte);
    dql_finding_help(reader->findings, finding, "it is written `%s`", escape);
    dql_finding_fix(reader->findings, finding, range, "%s", escape);
}

static void bad_escape(json_reader *reader, uint32_t at) {
    if (reader->text[at + 1] == 'u') {
        deskql_finding *finding = dql_report(reader->findings, reader->code, (dql_range){at, at + 2},
                                             "`\\u` without four hexadecimal digits");
        dql_finding_help(reader->findings, finding,
                         "four digits follow it, as in `\\u00e9`; a backslash itself is `\\\\`");
        return;
    }
    uint32_t end = character_end(reader, at + 1);
    deskql_finding *finding =
        dql_report(reader->findings, reader->code, (dql_range){at, end}, "JSON has no escape `%s`",
                   dql_shown(reader->arena, reader->text + at, end - at));
    dql_finding_help(reader->findings, finding,
                     "the escapes are `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX`; a backslash itself is `\\\\`");
}

static void bad_byte(json_reader *reader, uint32_t at) {
    dql_report(reader->findings, reader->code, (dql_range){at, at + 1}, "a byte that is not UTF-8 (0x%02X)",
               (unsigned char)reader->text[at]);
}

/* A string that begins at `start` and cannot go on at `at`. */
static int bad_string(json_reader *reader, uint32_t start, uint32_t at) {
    char byte = reader->text[at];
    bool line_end = byte == '\n' || byte == '\r';
    if (at == reader->length || line_end) {
        deskql_finding *finding = dql_report(reader->findings, reader->code, (dql_range){start, start + 1},
                                             "a string without its closing quote");
        if (line_end)
            dql_finding_help(reader->findings, finding,
                             "a string ends on its line; a line break in it is written `\\n`");
    } else if (byte == '\\' && at + 1 < reader->length) {
        bad_escape(reader, at);
    } else if (byte == '\\') {
        dql_report(reader->findings, reader->code, (dql_range){start, start + 1}, "a string without its closing quote");
    } else if (is_control(byte)) {
        bad_control(reader, at);
    } else {
        bad_byte(reader, at);
    }
    return DQL_JSON_TOKEN_BAD;
}

/* Words that others write where JSON has another. */
static const char *meant_word(const char *word, size_t length) {
    static const char *const pairs[][2] = {{"True", "true"},      {"TRUE", "true"},   {"yes", "true"},
                                           {"False", "false"},    {"FALSE", "false"}, {"no", "false"},
                                           {"None", "null"},      {"NULL", "null"},   {"Null", "null"},
                                           {"undefined", "null"}, {"nil", "null"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (strlen(pairs[i][0]) == length && memcmp(pairs[i][0], word, length) == 0) return pairs[i][1];
    }
    return NULL;
}

static int bad_word(json_reader *reader, uint32_t start, uint32_t end) {
    const char *word = reader->text + start;
    dql_range range = {start, end};
    const char *shown = dql_shown(reader->arena, word, end - start);
    if (strchr("+-.0123456789", word[0])) {
        deskql_finding *finding =
            dql_report(reader->findings, reader->code, range, "`%s` is not a number of JSON", shown);
        dql_finding_help(
            reader->findings, finding,
            "numbers are written as in `7`, `-0.5`, `1e9`: no leading zeros or plus, digits on both sides of a point");
        return DQL_JSON_TOKEN_BAD;
    }
    const char *meant = meant_word(word, end - start);
    deskql_finding *finding = dql_report(reader->findings, reader->code, range, "`%s` is not a word of JSON", shown);
    if (meant) {
        dql_finding_help(reader->findings, finding, "JSON writes `%s`", meant);
        dql_finding_fix(reader->findings, finding, range, "%s", meant);
    } else {
        dql_finding_help(reader->findings, finding, "keys and texts stand in double quotes: `\"%s\"`", shown);
    }
    return DQL_JSON_TOKEN_BAD;
}

static int bad_character(json_reader *reader, uint32_t start, uint32_t end) {
    const char *text = reader->text + start;
    if (is_control(*text)) {
        dql_report(reader->findings, reader->code, (dql_range){start, end}, "a control character (U+%04X)",
                   (unsigned char)*text);
        return DQL_JSON_TOKEN_BAD;
    }
    if (dql_utf8_decode(text, end - start, NULL) == 0) {
        bad_byte(reader, start);
        return DQL_JSON_TOKEN_BAD;
    }
    deskql_finding *finding = dql_report(reader->findings, reader->code, (dql_range){start, end},
                                         "`%s` begins nothing in JSON", dql_shown(reader->arena, text, end - start));
    if (*text == '\'' || *text == '`' || (end - start == 3 && memcmp(text, "\xE2\x80", 2) == 0)) {
        dql_finding_help(reader->findings, finding, "keys and texts stand in straight double quotes: `\"…\"`");
    } else if (*text == '/' || *text == '#') {
        dql_finding_help(reader->findings, finding, "JSON has no comments");
    }
    return DQL_JSON_TOKEN_BAD;
}

#define offset_of(pointer) ((uint32_t)((pointer)-text))
#include "generated/json_lexer.c"
#undef offset_of

/* ---- The grammar ---- */

/* The generated parser is held to its grammar, not to our warnings. */
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#define dql_json_parser_ENGINEALWAYSONSTACK 1
#include "generated/json_parser.c"
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

/* No state that an error is found in reduces by default, so its own shifts are all that may stand there. */
static bool may_stand(const yyParser *parser, int kind) {
    return yy_find_shift_action((YYCODETYPE)kind, parser->yytos->stateno) != YY_ERROR_ACTION;
}

/* What may stand there, in plain words. */
static const char *expected(const yyParser *parser) {
    bool value = may_stand(parser, DQL_JSON_TOKEN_NUMBER);
    bool comma = may_stand(parser, DQL_JSON_TOKEN_COMMA);
    if (may_stand(parser, DQL_JSON_TOKEN_RBRACKET)) return value ? "a value or `]`" : "`,` or `]`";
    if (may_stand(parser, DQL_JSON_TOKEN_RBRACE)) return comma ? "`,` or `}`" : "a key in double quotes or `}`";
    if (may_stand(parser, DQL_JSON_TOKEN_COLON)) return "`:`";
    if (may_stand(parser, DQL_JSON_TOKEN_STRING)) return value ? "a value" : "a key in double quotes";
    return "the end of the text";
}

/* The innermost bracket that is open; NULL where none is. */
static const yyStackEntry *find_opener(const yyParser *parser) {
    for (const yyStackEntry *entry = parser->yytos; entry > parser->yystack; entry--) {
        if (entry->major == DQL_JSON_TOKEN_LBRACKET || entry->major == DQL_JSON_TOKEN_LBRACE) return entry;
    }
    return NULL;
}

static void syntax_error(json_reader *reader, yyParser *parser, int kind, dql_range range) {
    reader->stopped = true;
    const char *shown = dql_shown(reader->arena, reader->text + range.start, range.end - range.start);
    deskql_finding *finding =
        kind == 0
            ? dql_report(reader->findings, reader->code, range, "expected %s, but the text ends", expected(parser))
            : dql_report(reader->findings, reader->code, range, "expected %s, found `%s`", expected(parser), shown);
    bool closer = kind == DQL_JSON_TOKEN_RBRACKET || kind == DQL_JSON_TOKEN_RBRACE;
    const yyStackEntry *opener = kind == 0 || closer ? find_opener(parser) : NULL;
    if (opener) {
        dql_range place = opener->minor.yy0;
        dql_finding_note(reader->findings, finding, place, "`%c` is open since here", reader->text[place.start]);
    }
    if (closer && reader->previous == DQL_JSON_TOKEN_COMMA) {
        dql_finding_help(reader->findings, finding, "no comma follows the last item");
    }
}

/* Reports brackets beyond the limit. */
static bool too_deep(json_reader *reader, int kind, dql_range range) {
    if (kind != DQL_JSON_TOKEN_LBRACKET && kind != DQL_JSON_TOKEN_LBRACE) return false;
    if (++reader->depth <= DQL_JSON_DEPTH) return false;
    dql_report(reader->findings, reader->code, range, "nested more than %u levels deep", DQL_JSON_DEPTH);
    return true;
}

const deskql_json_value *dql_json_read(dql_arena *arena, deskql_findings *findings, dql_code code, const char *text,
                                       uint32_t length) {
    json_reader reader = {.arena = arena, .findings = findings, .code = code, .text = text, .length = length};
    yyParser parser;
    dql_json_parserInit(&parser);
    uint32_t at = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    int kind;
    do {
        dql_range range;
        kind = next_token(&reader, &range.start, &at);
        range.end = at;
        if (kind == DQL_JSON_TOKEN_BAD || too_deep(&reader, kind, range)) {
            reader.stopped = true;
            break;
        }
        dql_json_parser(&parser, kind, range, &reader);
        reader.previous = kind;
    } while (kind != 0 && !reader.stopped && !arena->failed);
    dql_json_parserFinalize(&parser);
    return reader.stopped || arena->failed ? NULL : reader.root;
}
