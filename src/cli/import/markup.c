/* What a browser or a converter puts around words, taken off: HTML's tags and entities, Markdown's links and emphasis. The text shrinks
   in place, and each byte is looked at a bounded number of times. */
#include "cli/import/import.h"

#include <stdlib.h>
#include <string.h>

typedef enum tag_kind { TAG_INLINE, TAG_BLOCK, TAG_LIST, TAG_ITEM, TAG_CELL, TAG_SKIPPED, TAG_UNKNOWN } tag_kind;

static const char *const tags[] = {
    " a abbr b bdi button cite code em font i img input kbd label mark s small span strong sub sup tt u var wbr ",
    " br dd div dl dt h1 h2 h3 h4 h5 h6 hr p pre section tbody thead ",
    " ol ul table tr ",
    " li ",
    " td th ",
    " script style svg template title ",
};

/* Of what is no ASCII it matters whether it may stand before an item. */
#define OTHER "\u00B7"

static const struct {
    const char *name;
    const char *text;
} entities[] = {{"amp;", "&"},     {"apos;", "'"},    {"gt;", ">"},      {"lt;", "<"},     {"nbsp;", " "},
                {"quot;", "\""},   {"#160;", " "},    {"#xa0;", " "},    {"shy;", ""},     {"#173;", ""},
                {"zwsp;", ""},     {"#8203;", ""},    {"#x200b;", ""},   {"bull;", OTHER}, {"middot;", OTHER},
                {"ndash;", OTHER}, {"mdash;", OTHER}, {"hellip;", "..."}};

static const struct {
    const char *from;
    const char *to;
} spaces[] = {{"\u00A0", " "}, {"\u00AD", ""}, {"\u200B", ""}, {"\u202F", " "}, {"\xEF\xBB\xBF", ""}};

typedef struct markup {
    const char *at;
    const char *end;
    char *to;
    /* A whole page, of which line breaks are white space. */
    bool is_html;
    bool is_in_item;
    bool is_first_in_line;
    /* What is looked for in vain once is not looked for again: a tag's end outside of quotes, at all, an element's. */
    bool lacks_quotes;
    bool lacks_ends;
    bool lacks_closers;
    /* Where the text of a Markdown link ends; NULL outside of one. */
    const char *link_end;
    /* Behind the last `code`: another that follows at once is one more word. */
    const char *code_end;
} markup;

static bool is_alphanumeric(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool stands_at(const markup *of, const char *at, const char *words) {
    size_t size = strlen(words);
    return (size_t)(of->end - at) >= size && memcmp(at, words, size) == 0;
}

static void put(markup *of, const char *text) {
    size_t size = strlen(text);
    memcpy(of->to, text, size);
    of->to += size;
}

/* ---- HTML ---------------------------------------------------------------------------------------------------------- */

/* The `>` of the tag at hand; NULL where there is none. */
static const char *tag_end(markup *of) {
    char quote = '\0';
    for (const char *at = of->at; !of->lacks_quotes && at < of->end; at++) {
        if (quote ? *at == quote : (*at == '"' || *at == '\'') && at[-1] == '=') {
            quote = quote ? '\0' : *at;
        } else if (*at == '>' && !quote) {
            return at;
        }
    }
    of->lacks_quotes = true;
    const char *found = of->lacks_ends ? NULL : memchr(of->at, '>', (size_t)(of->end - of->at));
    of->lacks_ends = !found;
    return found;
}

/* `name` becomes the tag's, with a space at each end. */
static tag_kind find_tag(const markup *of, const char *at, char name[16]) {
    size_t size = 0;
    while (at < of->end && is_alphanumeric(*at) && size < 13) name[++size] = (char)(*at++ | 0x20);
    name[0] = name[size + 1] = ' ';
    name[size + 2] = '\0';
    tag_kind kind = TAG_INLINE;
    while (kind < TAG_UNKNOWN && (!size || !strstr(tags[kind], name))) kind++;
    return kind == TAG_UNKNOWN && of->is_html && size ? TAG_BLOCK : kind;
}

/* To the end of an element of which the content is no text. */
static void skip_element(markup *of, const char *name) {
    size_t size = strlen(name) - 2;
    for (const char *at = of->at; (at = memchr(at, '<', (size_t)(of->end - at))) != NULL; at++) {
        size_t same = 0;
        if ((size_t)(of->end - at) < size + 2 || at[1] != '/') continue;
        while (same < size && (at[2 + same] | 0x20) == name[1 + same]) same++;
        if (same < size) continue;
        of->at = at;
        return;
    }
    of->lacks_closers = true;
}

/* A line break; inside of an item or a table's row white space alone, so that it stays one line. */
static void put_break(markup *of, tag_kind kind, bool closes) {
    if (kind == TAG_ITEM || kind == TAG_LIST) of->is_in_item = kind == TAG_ITEM && !closes;
    bool stays = kind == TAG_CELL || (kind == TAG_BLOCK && of->is_html && of->is_in_item);
    put(of, kind == TAG_ITEM && !closes ? "\n* " : stays ? "\t" : "\n");
    if (kind == TAG_CELL) of->is_in_item = true;
}

static bool take_comment(markup *of) {
    if (!stands_at(of, of->at, "<!--")) return false;
    const char *at = of->at + 4;
    while ((at = memchr(at, '>', (size_t)(of->end - at))) != NULL && (at[-1] != '-' || at[-2] != '-')) at++;
    of->at = at ? at + 1 : of->end;
    return true;
}

static bool take_tag(markup *of) {
    char name[16];
    if (take_comment(of)) return true;
    bool closes = stands_at(of, of->at, "</");
    bool declares = of->is_html && (stands_at(of, of->at, "<!") || stands_at(of, of->at, "<?"));
    tag_kind kind = find_tag(of, of->at + 1 + closes, name);
    const char *end = kind == TAG_UNKNOWN && !declares ? NULL : tag_end(of);
    if (!end) return false;
    bool is_code = strcmp(name, " code ") == 0;
    if (is_code && !closes && of->at == of->code_end) put(of, "\x1F");
    of->at = end + 1;
    if (is_code && closes) of->code_end = of->at;
    if (kind == TAG_SKIPPED && of->is_html && !closes && end[-1] != '/' && !of->lacks_closers) skip_element(of, name);
    if (kind >= TAG_BLOCK && kind <= TAG_CELL) put_break(of, kind, closes);
    return true;
}

static bool take_entity(markup *of) {
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (!stands_at(of, of->at + 1, entities[i].name)) continue;
        put(of, entities[i].text);
        of->at += 1 + strlen(entities[i].name);
        return true;
    }
    const char *at = of->at + 1;
    char digits[10];
    size_t size = 0;
    while (at < of->end && size < 9 && (is_alphanumeric(*at) || *at == '#')) digits[size++] = *at++;
    digits[size] = '\0';
    if (digits[0] != '#' || at == of->end || *at != ';') return false;
    bool is_hexadecimal = (digits[1] | 0x20) == 'x';
    unsigned long number = strtoul(digits + 1 + is_hexadecimal, NULL, is_hexadecimal ? 16 : 10);
    put(of, number < 0x80 ? (char[]){(char)number, '\0'} : OTHER);
    of->at = at + 1;
    return true;
}

/* ---- Markdown ------------------------------------------------------------------------------------------------------ */

/* `[text](target)`, `[text][target]`: the text stays. */
static bool take_bracket(markup *of) {
    const char *at = of->at + 1;
    if (*of->at == '[') {
        while (at < of->end && !strchr("[]\n", *at)) at++;
        if (!stands_at(of, at, "](") && !stands_at(of, at, "][")) return false;
        of->link_end = at;
        of->at++;
        return true;
    }
    if (of->at != of->link_end) return false;
    char closer = *at++ == '(' ? ')' : ']';
    size_t depth = 0;
    for (; at < of->end && *at != '\n' && *at != '[' && (*at != closer || depth); at++) {
        depth += *at == '(';
        depth -= *at == ')' && depth;
    }
    of->link_end = NULL;
    of->at = at < of->end && *at == closer ? at + 1 : of->at + 1;
    return true;
}

static bool take_space(markup *of) {
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        if (!stands_at(of, of->at, spaces[i].from)) continue;
        put(of, spaces[i].to);
        of->at += strlen(spaces[i].from);
        return true;
    }
    return false;
}

/* A `*` that begins an item stays; others emphasize. */
static bool is_emphasis(const markup *of) {
    char next = of->end - of->at > 1 ? of->at[1] : '\n';
    return of->is_html || !of->is_first_in_line || (next != ' ' && next != '\t' && next != '\r' && next != '\n');
}

/* Takes what is no plain byte. Returns false where it is one. */
static bool take_markup(markup *of) {
    char byte = *of->at;
    char next = of->end - of->at > 1 ? of->at[1] : 'a';
    if (byte == '<') return take_tag(of);
    if (byte == '&') return take_entity(of);
    if (byte == '[' || byte == ']') return take_bracket(of);
    if ((unsigned char)byte >= 0xC2) return take_space(of);
    bool escapes = byte == '\\' && !of->is_html && next != '\\' && !is_alphanumeric(next);
    bool is_dropped = byte == '`' || byte == '\0' || escapes || (byte == '*' && is_emphasis(of));
    if (byte == '`' && of->at == of->code_end) put(of, "\x1F");
    if (is_dropped) of->at++;
    if (byte == '`') of->code_end = of->at;
    return is_dropped;
}

static void take_byte(markup *of) {
    char byte = *of->at++;
    if (byte == '\r' && of->at < of->end && *of->at == '\n') return;
    if (byte == '\r') byte = '\n';
    *of->to++ = of->is_html && (byte == '\n' || byte == '\t') ? ' ' : byte;
    of->is_first_in_line = byte == '\n' || (of->is_first_in_line && (byte == ' ' || byte == '\t'));
}

size_t dql_import_plain(char *text, size_t length) {
    markup of = {.at = text, .end = text + length, .to = text, .is_first_in_line = true};
    const char *first = text + (stands_at(&of, text, "\xEF\xBB\xBF") ? 3 : 0);
    while (first < of.end && (*first == ' ' || *first == '\t' || *first == '\r' || *first == '\n')) first++;
    of.is_html = of.end - first > 1 && *first == '<' && (first[1] == '!' || is_alphanumeric(first[1]));
    while (of.at < of.end) {
        char byte = *of.at;
        if (!take_markup(&of)) {
            take_byte(&of);
        } else if (byte == '*') {
            of.is_first_in_line = false;
        }
    }
    return (size_t)(of.to - text);
}
