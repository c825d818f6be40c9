/* What is wrong with a token in itself, and what a string holds. */
#include "syntax/token.h"

#include "base/invisible.h"
#include "base/time.h"
#include "base/utf8.h"
#include "generated/query_parser.h"
#include "syntax/operators.h"
#include "syntax/spelling.h"

#include <string.h>

void dql_report_invalid_utf8(const dql_source *source, deskql_findings *findings) {
    uint32_t at = 0;
    while ((at += (uint32_t)dql_utf8_valid_up_to(source->text + at, source->length - at)) < source->length) {
        uint32_t end = at + 1;
        while (end < source->length && dql_utf8_decode(source->text + end, source->length - end, NULL) == 0) end++;
        deskql_finding *finding =
            dql_report(findings, DQL_INVALID_UTF8, (dql_range){at, end}, "invalid UTF-8 at byte offset %u", at);
        dql_finding_about(finding, "filter", NULL);
        dql_finding_help(findings, finding, "save the text as UTF-8");
        at = end;
    }
}

static bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\0';
}

static bool is_operator_byte(char byte) {
    return byte == '=' || byte == '<' || byte == '>' || byte == '!' || byte == '~' || byte == '&' || byte == '|';
}

const char *dql_spelled(const dql_source *source, dql_arena *arena, dql_range range, const char *spelling) {
    const char *text = source->text;
    char last = spelling[strlen(spelling) - 1];
    bool before = is_word_byte(spelling[0]) && range.start > 0 && !is_space(text[range.start - 1]) &&
                  text[range.start - 1] != '(';
    bool after = is_word_byte(last) && !is_space(text[range.end]) && text[range.end] != ')' && text[range.end] != ',';
    if (is_operator_byte(spelling[0])) {
        before = range.start > 0 && is_operator_byte(text[range.start - 1]);
        after = is_operator_byte(text[range.end]);
    }
    const char *spelled = dql_arena_format(arena, "%s%s%s", before ? " " : "", spelling, after ? " " : "");
    return spelled ? spelled : spelling;
}

void dql_report_spelling(const dql_source *source, deskql_findings *findings, dql_range range, const char *spelling) {
    const char *text = source->text;
    size_t length = strlen(spelling);
    dql_findings_mark before = dql_findings_here(findings);
    const char *shown = dql_shown(findings->arena, text + range.start, range.end - range.start);
    deskql_finding *finding;
    if (length) {
        finding = dql_report(findings, DQL_FOREIGN_SPELLING, range, "`%s` is syntax of another language", shown);
        dql_finding_help(findings, finding, "write `%s`", spelling);
    } else {
        finding = dql_report(findings, DQL_FOREIGN_SPELLING, range, "`%s` has no meaning here", shown);
        dql_finding_help(findings, finding, "remove it");
    }
    if (dql_findings_tidy(findings, before)) return;
    dql_finding_about(finding, "filter", NULL);
    /* No comment is dropped: `not # a note⏎= 1`. */
    if (memchr(text + range.start, '#', range.end - range.start)) return;
    if (!length && range.start > 0 && text[range.start - 1] == ' ' && text[range.end] == ' ') range.start--;
    if (!length) {
        dql_finding_replace(findings, finding, text, range, "");
        return;
    }
    dql_finding_fix(findings, finding, range, "%s", dql_spelled(source, findings->arena, range, spelling));
}

uint32_t dql_quote_size(uint8_t detail) {
    return (detail & DQL_QUOTE_MASK) >= DQL_QUOTE_DOUBLE_CURLY ? 3 : 1;
}

static uint32_t closing_size(const dql_source *source, const dql_token *token) {
    return (source->text[token->end - 1] & 0x80) ? 3 : 1;
}

dql_range dql_token_inner(const dql_source *source, const dql_token *token) {
    return (dql_range){token->start + dql_quote_size(token->detail), token->end - closing_size(source, token)};
}

static int hexadecimal(const char *digits) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char digit = digits[i];
        int nibble = digit >= '0' && digit <= '9'   ? digit - '0'
                     : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                     : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                    : -1;
        if (nibble < 0) return -1;
        value = value * 16 + nibble;
    }
    return value;
}

/* Reads the escape at `at`, which holds a backslash. Returns its length, and its character, or -1 where there is no such. */
static uint32_t read_escape(const char *at, const char *end, int64_t *character) {
    static const char names[] = "\"'\\/bfnrt";
    static const char characters[] = "\"'\\/\b\f\n\r\t";
    *character = -1;
    if (end - at < 2) return 1;
    if (at[1] != 'u') {
        const char *name = at[1] ? strchr(names, at[1]) : NULL;
        if (name) *character = (unsigned char)characters[name - names];
        size_t size = dql_utf8_decode(at + 1, (size_t)(end - at - 1), NULL);
        return 1 + (uint32_t)(size ? size : 1);
    }
    int high = end - at >= 6 ? hexadecimal(at + 2) : -1;
    if (high < 0) return 2;
    if (high < 0xD800 || high > 0xDFFF) {
        *character = high;
        return 6;
    }
    int low = high < 0xDC00 && end - at >= 12 && at[6] == '\\' && at[7] == 'u' ? hexadecimal(at + 8) : -1;
    if (low < 0xDC00 || low > 0xDFFF) return 6;
    *character = 0x10000 + ((int64_t)(high - 0xD800) << 10) + (low - 0xDC00);
    return 12;
}

static bool report_string(const dql_source *source, deskql_findings *findings, const dql_token *token) {
    bool escapes = (token->detail & DQL_QUOTE_MASK) != DQL_QUOTE_BACK;
    bool good = true;
    uint32_t at = token->start + dql_quote_size(token->detail);
    uint32_t end = token->end - (token->flags & DQL_TOKEN_PROBLEM_UNTERMINATED ? 0 : closing_size(source, token));
    while (at < end) {
        unsigned char byte = (unsigned char)source->text[at];
        if (byte == '\\' && escapes) {
            int64_t character;
            uint32_t size = read_escape(source->text + at, source->text + end, &character);
            if (character < 0) {
                good = false;
                const char *shown = dql_shown(findings->arena, source->text + at, size);
                deskql_finding *finding = size == 6 ? dql_report(findings, DQL_BAD_ESCAPE, (dql_range){at, at + size},
                                                                 "`%s` is half a surrogate pair", shown)
                                                    : dql_report(findings, DQL_BAD_ESCAPE, (dql_range){at, at + size},
                                                                 "`%s` is no escape", shown);
                dql_finding_about(finding, "filter", NULL);
                dql_finding_help(findings, finding,
                                 size == 6 ? "write both halves, as `\\ud83d\\ude00`, or the character itself"
                                           : "for a backslash write `\\\\`; the escapes are `\\\" \\' \\\\ \\/ \\b \\f "
                                             "\\n \\r \\t \\uXXXX`");
            }
            at += size;
        } else if (byte < 0x20) {
            uint32_t run = at;
            while (run < end && (unsigned char)source->text[run] < 0x20) run++;
            good = false;
            deskql_finding *finding = dql_report(findings, DQL_UNEXPECTED_CHARACTER, (dql_range){at, run},
                                                 "raw control character U+%04X in a string", byte);
            dql_finding_about(finding, "filter", NULL);
            if (byte == '\t') {
                dql_finding_help(findings, finding, "write `\\t`");
            } else {
                dql_finding_help(findings, finding, "write `\\u%04x`", byte);
            }
            at = run;
        } else {
            at++;
        }
    }
    return good;
}

/* Controls of ASCII and the spaces of Unicode. */
static bool is_blank(uint32_t character) {
    return character < 0x21 || character == 0x7F || character == 0xA0 || (character >= 0x2000 && character <= 0x200A) ||
           character == 0x202F || character == 0x3000;
}

/* A character that begins nothing, by its name where it cannot be seen. */
static void report_character(const dql_source *source, deskql_findings *findings, const dql_token *token) {
    dql_range range = dql_token_range(token);
    if (token->kind == DQL_TOKEN_WORD) {
        /* A word with letters of another script: the first run of them is shown. */
        while (range.start < range.end && !(source->text[range.start] & 0x80)) range.start++;
        range.end = range.start;
        while (range.end < token->end && (source->text[range.end] & 0x80)) range.end++;
    }
    uint32_t character = 0;
    size_t size = dql_utf8_decode(source->text + range.start, range.end - range.start, &character);
    bool single = size == range.end - range.start;
    bool invisible = dql_is_hidden(character) || is_blank(character);
    deskql_finding *finding;
    if (invisible) {
        finding =
            dql_report(findings, DQL_UNEXPECTED_CHARACTER, range, "unexpected invisible character U+%04X", character);
    } else {
        finding = dql_report(findings, DQL_UNEXPECTED_CHARACTER, range, "unexpected %s `%s`",
                             single ? "character" : "characters",
                             dql_shown(findings->arena, source->text + range.start, range.end - range.start));
    }
    dql_finding_about(finding, "filter", NULL);
    if (token->kind == DQL_TOKEN_WORD) {
        dql_finding_help(findings, finding, "text with other letters than a to z is written in quotes: \"%s\"",
                         dql_shown(findings->arena, source->text + token->start, token->end - token->start));
    } else if (source->text[token->end] == ':' && !invisible && (!single || character >= 0x80)) {
        const char *shown = dql_shown(findings->arena, source->text + token->start, token->end - token->start);
        dql_finding_help(findings, finding, "a label with other letters than a to z goes in backquotes: `%s`", shown);
        dql_finding_fix(findings, finding, dql_token_range(token), "`%.*s`", (int)(token->end - token->start),
                        source->text + token->start);
    } else if (invisible && (character == 0xA0 || character >= 0x2000)) {
        dql_finding_help(findings, finding, "replace it by a space");
    }
}

/* The straight spelling of a string in curly quotes. */
static void report_curly(const dql_source *source, deskql_findings *findings, const dql_token *token) {
    uint32_t from = token->start + 3;
    uint32_t to = token->end - closing_size(source, token);
    char *inner = dql_arena_take(findings->arena, 2 * (size_t)(to - from) + 1);
    if (!inner) return;
    size_t length = 0;
    for (uint32_t i = from; i < to; i++) {
        if (source->text[i] == '\\' && i + 1 < to) {
            inner[length++] = source->text[i++];
        } else if (source->text[i] == '"') {
            inner[length++] = '\\';
        }
        inner[length++] = source->text[i];
    }
    inner[length] = '\0';
    dql_range range = dql_token_range(token);
    deskql_finding *finding = dql_report(findings, DQL_FOREIGN_SPELLING, range, "curly quotes around a string");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(findings, finding, "write straight quotes: \"%s\"", dql_shown(findings->arena, inner, length));
    /* A straight quote behind it would be paired with the new one. */
    char after = source->text[range.end];
    if (after == '"' || after == '\'') return;
    dql_finding_fix(findings, finding, range, "\"%s\"", inner);
}

static void report_foreign(const dql_source *source, deskql_findings *findings, const dql_token *token) {
    static const char *const spellings[] = {[DQL_TOKEN_AND] = "and", [DQL_TOKEN_OR] = "or", [DQL_TOKEN_NOT] = "not"};
    dql_range range = dql_token_range(token);
    if (token->kind == DQL_TOKEN_STRING) {
        report_curly(source, findings, token);
    } else if (token->kind == DQL_TOKEN_COMPARE || token->kind == DQL_TOKEN_MATCH || token->kind == DQL_TOKEN_IN) {
        dql_report_spelling(source, findings, range, dql_operators[token->detail].spelling);
    } else if (token->kind == DQL_TOKEN_IGNORED) {
        dql_report_spelling(source, findings, range, "");
    } else {
        dql_report_spelling(source, findings, range, spellings[token->kind]);
    }
}

bool dql_token_lacks_sign(const dql_source *source, const dql_token *token, dql_arena *arena) {
    char text[24] = "-";
    size_t length = token->end - token->start;
    dql_time time;
    if (!(token->flags & DQL_TOKEN_PROBLEM_NUMBER) || length >= sizeof text) return false;
    memcpy(text + 1, source->text + token->start, length);
    return dql_time_read_relative(text, length + 1, arena, &time) == DQL_TIME_OK;
}

static void report_number(const dql_source *source, deskql_findings *findings, const dql_token *token) {
    const char *text = source->text + token->start;
    size_t length = token->end - token->start;
    deskql_finding *finding = dql_report(findings, DQL_BAD_NUMBER, dql_token_range(token), "malformed number `%s`",
                                         dql_shown(findings->arena, text, length));
    dql_finding_about(finding, "filter", NULL);
    const char *range = dql_spelled_range(findings->arena, text, length);
    const char *sign = text[0] == '-' ? "-" : "";
    size_t zeros = 0;
    if (*sign) {
        text++;
        length--;
    }
    while (zeros + 1 < length && text[zeros] == '0') zeros++;
    bool digits = zeros < length && strspn(text + zeros, "0123456789") >= length - zeros;
    if (digits && zeros) {
        dql_finding_help(findings, finding, "write it without leading zeros: `%s%.*s`", sign,
                         (int)(length - zeros > 60 ? 60 : length - zeros), text + zeros);
    } else if (dql_token_lacks_sign(source, token, findings->arena)) {
        dql_finding_help(findings, finding, "a time ago has a sign: `-%.*s`", (int)length, text);
    } else if (range) {
        dql_finding_help(findings, finding, "write `between %s`", range);
    } else if (text[0] == '+') {
        dql_finding_help(findings, finding, "write it without the plus sign");
    } else {
        dql_finding_help(findings, finding,
                         "a number is written as in JSON: `7`, `-7`, `0.5`, `1e6`; text goes in quotes");
    }
}

static void report_unterminated(const dql_source *source, deskql_findings *findings, const dql_token *token) {
    dql_range opener = {token->start, token->start + dql_quote_size(token->detail)};
    bool name = token->kind == DQL_TOKEN_QUOTED_NAME;
    deskql_finding *finding = dql_report(findings, DQL_UNTERMINATED_STRING, opener, "%s without its closing quote",
                                         name ? "backquoted name" : "string");
    dql_finding_about(finding, "filter", NULL);
    if (name) {
        dql_finding_help(findings, finding, "close it with a backquote on the same line");
    } else {
        dql_finding_help(findings, finding, "close it with %.*s on the same line; a line break in a string is `\\n`",
                         (int)(opener.end - opener.start), source->text + opener.start);
    }
}

void dql_token_report(const dql_source *source, deskql_findings *findings, dql_token *token) {
    uint8_t problems = token->flags & DQL_TOKEN_PROBLEMS;
    if (!problems || token->flags & DQL_TOKEN_REPORTED) return;
    bool good = true;
    if (problems & DQL_TOKEN_PROBLEM_UNTERMINATED) {
        report_unterminated(source, findings, token);
        good = false;
    } else if (problems & DQL_TOKEN_PROBLEM_SPELLING) {
        report_foreign(source, findings, token);
    }
    if (problems & DQL_TOKEN_PROBLEM_STRING && !report_string(source, findings, token)) good = false;
    if (problems & DQL_TOKEN_PROBLEM_NUMBER) {
        report_number(source, findings, token);
        good = false;
    }
    if (problems & DQL_TOKEN_PROBLEM_CHARACTER) {
        report_character(source, findings, token);
        good = false;
    }
    /* dql_report_invalid_utf8 has said it. */
    if (problems & DQL_TOKEN_PROBLEM_UTF8) good = false;
    /* A string whose only problem was to be looked into may turn out to have none. */
    if (!good || problems & DQL_TOKEN_PROBLEM_SPELLING) token->flags |= DQL_TOKEN_REPORTED;
    if (!good) token->flags |= DQL_TOKEN_MISSING;
}

static const char *decode(dql_arena *arena, const char *at, const char *end, uint32_t *length) {
    char *content = dql_arena_take(arena, (size_t)(end - at) + 1);
    if (!content) return NULL;
    char *to = content;
    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        int64_t character;
        at += read_escape(at, end, &character);
        to += dql_utf8_encode((uint32_t)character, to);
    }
    *to = '\0';
    *length = (uint32_t)(to - content);
    return content;
}

const char *dql_token_quoted_content(const dql_source *source, char *texts, dql_arena *arena, const dql_token *token,
                                     uint32_t *length) {
    dql_range inner = dql_token_inner(source, token);
    uint32_t start = inner.start;
    uint32_t end = inner.end;
    if (token->kind == DQL_TOKEN_STRING && token->detail & DQL_QUOTE_ESCAPED) {
        return decode(arena, source->text + start, source->text + end, length);
    }
    *length = end - start;
    texts[end] = '\0';
    return texts + start;
}

const char *dql_token_shown(const dql_source *source, dql_arena *arena, const dql_token *token) {
    if (token->kind == DQL_TOKEN_END) return "end of the query";
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    dql_write_byte(&writer, '`');
    dql_write_text(&writer, dql_shown(arena, source->text + token->start, token->end - token->start));
    dql_write_byte(&writer, '`');
    const char *text = dql_writer_text(&writer, NULL);
    return text ? text : "";
}
