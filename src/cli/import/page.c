/* The plain text of a reference page: its endpoints, and the lists of names that each parameter of them allows. */
#define _POSIX_C_SOURCE 200809L
#include "cli/import/import.h"

#include <string.h>

/* ---- Parts of a text ----------------------------------------------------------------------------------------------- */

/* Between two codes that stood side by side. */
#define CODES_APART '\x1F'

/* A line break too, inside of a heading that takes two lines. */
static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == CODES_APART;
}

static dql_span trim(dql_span text) {
    while (text.size && is_blank(*text.at)) text = (dql_span){text.at + 1, text.size - 1};
    while (text.size && is_blank(text.at[text.size - 1])) text.size--;
    return text;
}

static dql_span from(dql_span text, size_t size) {
    return (dql_span){text.at + size, text.size - size};
}

static dql_span behind(dql_span text, const char *at) {
    return from(text, (size_t)(at - text.at));
}

static dql_span before(dql_span text, const char *at) {
    return (dql_span){text.at, (size_t)(at - text.at)};
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* `words` in lower case. */
static bool starts_with(dql_span text, const char *words) {
    for (; *words; words++, text = from(text, 1)) {
        if (!text.size || (lower(*text.at) != *words && (*words != ' ' || !is_blank(*text.at)))) return false;
    }
    return true;
}

static const char *find(dql_span text, const char *words) {
    for (; text.size; text = from(text, 1)) {
        if (starts_with(text, words)) return text.at;
    }
    return NULL;
}

/* Whether a word is among `words`, which are in lower case. */
static bool is_among(dql_span word, const char *words) {
    for (size_t size;; words += size + 1) {
        size_t i = 0;
        size = strcspn(words, " ");
        while (i < size && i < word.size && lower(word.at[i]) == words[i]) i++;
        if (i == size && i == word.size) return true;
        if (!words[size]) return false;
    }
}

static bool is_letter(char byte) {
    return (lower(byte) >= 'a' && lower(byte) <= 'z') || byte == '_';
}

static size_t name_size(dql_span text) {
    size_t size = 0;
    if (!text.size || !is_letter(*text.at)) return 0;
    while (size < text.size && (is_letter(text.at[size]) || (text.at[size] && strchr("0123456789.-", text.at[size]))))
        size++;
    while (text.at[size - 1] == '.' || text.at[size - 1] == '-') size--;
    return size > 255 ? 0 : size;
}

bool dql_import_is_name(dql_span text) {
    return text.size && name_size(text) == text.size;
}

static dql_span first_word(dql_span text) {
    size_t size = 0;
    while (size < text.size && !is_blank(text.at[size])) size++;
    return (dql_span){text.at, size};
}

static dql_span last_word(dql_span text) {
    text = trim(text);
    size_t size = 0;
    while (size < text.size && !is_blank(text.at[text.size - 1 - size])) size++;
    return from(text, text.size - size);
}

/* Without the underscores, quotes and brackets that emphasize it, and what ends a sentence. */
static dql_span bare(dql_span word) {
    while (word.size > 1 && strchr("'\"({", word.at[0])) word = from(word, 1);
    while (word.size > 1 && strchr("'\")}[]:;,.", word.at[word.size - 1])) word.size--;
    while (word.size > 2 && word.at[0] == '_' && word.at[word.size - 1] == '_')
        word = from((dql_span){word.at, word.size - 1}, 1);
    return word;
}

dql_import_list dql_import_list_of(dql_span parameter) {
    static const char *const words[] = {"filter filters", "orderby", "includes include", "fields"};
    for (size_t i = 0; i < DQL_IMPORT_LISTS; i++) {
        if (is_among(bare(parameter), words[i])) return (dql_import_list)i;
    }
    return DQL_IMPORT_NONE;
}

/* The length of the bullet or number at the start of a line; 0 where there is none. */
static size_t bullet_size(dql_span text) {
    static const char *const bullets[] = {"\u2022", "\u2023", "\u25E6", "\u25CF", "\u25CB",
                                          "\u25AA", "\u25A0", "\u2043", "\u2219", "\u00B7",
                                          "\u2013", "\u2014", "*",      "-",      "+"};
    size_t size = 0;
    while (size < text.size && size < 9 && text.at[size] >= '0' && text.at[size] <= '9') size++;
    if (size) size = size < text.size && (text.at[size] == '.' || text.at[size] == ')') ? size + 1 : 0;
    for (size_t i = 0; !size && i < sizeof bullets / sizeof bullets[0]; i++) {
        if (starts_with(text, bullets[i])) size = strlen(bullets[i]);
    }
    bool is_ascii = size && (unsigned char)text.at[0] < 0x80;
    return is_ascii && size < text.size && !is_blank(text.at[size]) ? 0 : size;
}

static dql_span without_bullet(dql_span text) {
    return trim(from(text, bullet_size(text)));
}

/* ---- Lists --------------------------------------------------------------------------------------------------------- */

static const char *call_of(const dql_import *import) {
    return import->endpoints[import->endpoint].call;
}

/* What ought to be in the schema, and is not: a part of the page, at most its start. */
static void note_loss(dql_import *import, dql_span text, const char *what, bool is_in_list) {
    dql_import_note(import, true, "%s%s%s%s%.300s: `%.*s`", what, is_in_list ? " the " : "",
                    is_in_list ? dql_import_parameters[import->list] : "", is_in_list ? " list of " : "",
                    import->count ? call_of(import) : "the page", text.size > 70 ? 70 : (int)text.size, text.at);
}

static void end_list(dql_import *import) {
    if (import->list != DQL_IMPORT_NONE && import->is_empty)
        note_loss(import, import->heading, "no name stands below this line of ", false);
    import->list = DQL_IMPORT_NONE;
}

/* What stands between two names of a line: its size, 0 where none begins here. */
static size_t separator_size(dql_span text, const char *at) {
    dql_span rest = behind(text, at);
    if (*at == ',' || *at == CODES_APART) return 1;
    if (starts_with(rest, " and ")) return 5;
    if (starts_with(rest, " or ")) return 4;
    return *at == ' ' && at > text.at && (at[-1] == '"' || at[-1] == '\'') ? 1 : 0;
}

/* `a, b and c`, `"a" "b"`. Returns false, and adds nothing without `adds`, where there is what is no name. */
static bool take_names(dql_import *import, dql_span text, bool adds) {
    size_t count = 0;
    while (text.size) {
        const char *at = text.at;
        while (at < text.at + text.size && !separator_size(text, at)) at++;
        dql_span name = bare(trim(before(text, at)));
        text = behind(text, at < text.at + text.size ? at + separator_size(text, at) : at);
        if (name.size && !dql_import_is_name(name)) return false;
        if (name.size && adds) dql_import_add(import, import->list, name);
        count += name.size > 0;
    }
    return count > 0;
}

/* `id - what it is`, `id: integer`, `id (integer)`: the size of the name; else 0. */
static size_t described_size(dql_span text) {
    size_t size = name_size(text);
    bool is_tab = size < text.size && text.at[size] == '\t';
    dql_span rest = trim(from(text, size));
    return is_tab || (rest.size && (strchr(":|(", *rest.at) || bullet_size(rest))) ? size : 0;
}

/* Of a line whose bullet is off. Returns false where it is no item. */
static bool take_item(dql_import *import, dql_span text, bool has_bullet) {
    size_t size = described_size(text);
    if (take_names(import, text, false)) return take_names(import, text, true);
    if (size) {
        dql_import_add(import, import->list, (dql_span){text.at, size});
    } else if (starts_with(text, "...") || starts_with(text, "\u2026")) {
        note_loss(import, text, "cut off, in", true);
    } else if (has_bullet) {
        note_loss(import, text, "no name, in", true);
    }
    return size || has_bullet;
}

/* Where the first item has a bullet, all have; where none has, a heading, which has a capital, ends the list. */
static bool is_past_list(const dql_import *import, dql_span text, bool has_bullet) {
    bool is_heading = !import->is_empty && *text.at >= 'A' && *text.at <= 'Z';
    return !has_bullet && (import->is_bulleted || is_heading);
}

/* An item of the list that is being read. What is none ends the list, but for a sentence before the first. */
static void read_item(dql_import *import, dql_span text) {
    bool has_bullet = bullet_size(text) || import->has_pending_bullet;
    text = without_bullet(text);
    import->has_pending_bullet = text.size == 0;
    bool is_sentence = import->is_first_item && !has_bullet && text.size && strchr(".:", text.at[text.size - 1]);
    if (text.size == 0 || is_sentence) return;
    if (import->is_first_item) import->is_bulleted = has_bullet;
    import->is_first_item = false;
    if (is_past_list(import, text, has_bullet) || !take_item(import, text, has_bullet)) end_list(import);
}

/* Names may stand in the line of the heading. */
static void begin_list(dql_import *import, dql_import_list list, dql_span heading, dql_span names) {
    end_list(import);
    import->list = list;
    import->heading = heading;
    import->is_empty = import->is_first_item = true;
    import->has_pending_bullet = false;
    if (names.size) take_item(import, names, true);
}

/* ---- Endpoints and headings ---------------------------------------------------------------------------------------- */

static size_t method_size(dql_span text) {
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        size_t size = strlen(methods[i]);
        if (text.size >= size && memcmp(text.at, methods[i], size) == 0) return size;
    }
    return 0;
}

/* The path of `/desk/api/v2/tickets.json?page=1` or of a whole URL; else nothing. */
static dql_span path_of(dql_span text) {
    text = trim(text);
    const char *host = starts_with(text, "http") ? find(text, "://") : NULL;
    const char *slash = host ? memchr(host + 3, '/', behind(text, host + 3).size) : NULL;
    if (slash) text = behind(text, slash);
    const char *query = text.size ? memchr(text.at, '?', text.size) : NULL;
    if (query) text = before(text, query);
    bool is_path = text.size > 1 && text.at[0] == '/' && first_word(text).size == text.size;
    return (dql_span){text.at, is_path ? text.size : 0};
}

/* `GET/desk/api/v2/tickets.json`, with or without space between, or on two lines. */
static bool read_endpoint(dql_import *import, dql_span text) {
    dql_span method = {text.at, method_size(text)};
    dql_span path = path_of(import->method.size ? text : from(text, method.size));
    if (import->method.size && path.size) method = import->method;
    import->method.size = 0;
    if (method.size && path.size) {
        end_list(import);
        import->is_in_parameters = false;
        dql_import_begin_endpoint(import, method, (dql_span){NULL, 0}, path);
    } else if (method.size == text.size) {
        import->method = method;
    } else {
        return false;
    }
    return true;
}

/* "The following values are allowed in the filter query parameter:", and what else says so. */
static bool read_heading(dql_import *import, dql_span text) {
    const char *parameter = find(text, "query param");
    if (!parameter || !find(text, "values") || (!find(text, "allow") && text.at[text.size - 1] != ':')) return false;
    end_list(import);
    dql_span rest = behind(text, parameter + strlen("query param"));
    while (rest.size && is_letter(*rest.at)) rest = from(rest, 1);
    const char *colon = rest.size ? memchr(rest.at, ':', rest.size) : NULL;
    dql_import_list list = dql_import_list_of(last_word(before(text, parameter)));
    if (list == DQL_IMPORT_NONE) list = dql_import_list_of(first_word(trim(rest)));
    if (import->count == 0) {
        note_loss(import, text, "no endpoint stands above this line of ", false);
    } else if (list == DQL_IMPORT_NONE) {
        note_loss(import, text, "not understood, and left out, in ", false);
    } else if (!starts_with(text, "no ")) {
        begin_list(import, list, text, trim(colon ? behind(rest, colon + 1) : from(rest, rest.size)));
    }
    return true;
}

/* ---- Tables of query parameters ------------------------------------------------------------------------------------ */

/* The heading of a table of query parameters, and those of what comes behind. */
static bool read_table_heading(dql_import *import, dql_span text) {
    bool is_short = text.size < 20;
    bool is_of_query = is_short && (starts_with(text, "query param") || starts_with(text, "parameters"));
    bool is_of_others =
        is_short && (find(text, " param") || is_among(first_word(text), "response responses example examples"));
    if (!is_of_query && !is_of_others) return false;
    end_list(import);
    import->is_in_parameters = is_of_query;
    import->expects_parameter = false;
    import->parameter.size = 0;
    return true;
}

/* Behind "Allowed values:" and its like; NULL where it does not stand there. */
static const char *values_in(dql_span text) {
    static const char *const words[] = {"values", "one of", "enum"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *at = find(text, words[i]);
        const char *colon = at ? memchr(at, ':', behind(text, at).size) : NULL;
        if (colon && colon - at < 48) return colon + 1;
    }
    return NULL;
}

void dql_import_note_parameter(dql_import *import, dql_span parameter) {
    if (is_among(bare(parameter), "ids")) import->endpoints[import->endpoint].takes_ids = true;
    bool is_own = dql_import_list_of(parameter) != DQL_IMPORT_NONE ||
                  is_among(bare(parameter), "page pagesize pageoffset ordermode id ids");
    if (!is_own)
        dql_import_note(import, false, "left out, for a schema has no list of it: the query parameter `%.*s` of %s",
                        (int)parameter.size, parameter.at, call_of(import));
}

/* A heading of a table's column has a capital. */
static void begin_parameter(dql_import *import, dql_span text) {
    end_list(import);
    import->expects_parameter = false;
    import->parameter = bare(first_word(text));
    if (!dql_import_is_name(import->parameter) || *text.at < 'a') import->parameter.size = 0;
    if (import->parameter.size) dql_import_note_parameter(import, import->parameter);
}

/* `orderBy`, `orderBy string optional`. */
static bool is_parameter(dql_span text) {
    if (dql_import_list_of(first_word(text)) == DQL_IMPORT_NONE && !is_among(bare(first_word(text)), "ids"))
        return false;
    do {
        text = trim(from(text, first_word(text).size));
    } while (is_among(bare(first_word(text)), "string array object integer required optional query enum array[string"));
    return text.size == 0;
}

/* A line, or a cell of an item. Returns false where it may be an item of a list. */
static bool read_cell(dql_import *import, dql_span text, bool is_parameter_cell) {
    const char *values = values_in(text);
    dql_import_list list = dql_import_list_of(import->parameter);
    bool is_label = *text.at < 'a' && is_among(text, "name type description required default example");
    if (values && list != DQL_IMPORT_NONE) {
        begin_list(import, list, text, trim(behind(text, values)));
        /* Without bullets, the next parameter would look like one more of the names. */
        import->is_first_item = false;
        import->is_bulleted = true;
    } else if (values && import->parameter.size) {
        end_list(import);
    } else if (import->expects_parameter || is_parameter_cell || is_parameter(text)) {
        begin_parameter(import, text);
    } else if (is_label) {
        end_list(import);
        import->expects_parameter = *text.at == 'N';
    } else {
        return false;
    }
    return true;
}

/* The first cell of a row is the parameter; an item says of its cells what each is. */
static bool read_row(dql_import *import, dql_span text) {
    bool is_item = bullet_size(text) != 0;
    bool is_first = true;
    text = without_bullet(text);
    if (is_item && import->list != DQL_IMPORT_NONE && dql_import_is_name(text) && *text.at >= 'a') return false;
    if (!memchr(text.at, '|', text.size) && !memchr(text.at, '\t', text.size)) return read_cell(import, text, false);
    while (text.size) {
        size_t size = 0;
        while (size < text.size && text.at[size] != '|' && text.at[size] != '\t') size++;
        dql_span cell = trim((dql_span){text.at, size});
        text = from(text, size < text.size ? size + 1 : size);
        if (cell.size) read_cell(import, cell, !is_item && is_first);
        if (cell.size) is_first = false;
    }
    return true;
}

/* ---- Lines --------------------------------------------------------------------------------------------------------- */

static void read_line(dql_import *import, dql_span line) {
    line = trim(line);
    while (line.size && *line.at == '#') line = trim(from(line, 1));
    dql_span words = without_bullet(line);
    if (line.size == 0) return;
    if (words.size && (read_endpoint(import, words) || read_heading(import, words))) return;
    if (import->count == 0 || (words.size && read_table_heading(import, words))) return;
    if (import->is_in_parameters && words.size && read_row(import, line)) return;
    if (import->list != DQL_IMPORT_NONE) read_item(import, line);
}

/* A heading that is broken into two lines. */
static bool goes_on(dql_span line) {
    return find(line, "values are allowed") && !find(line, "query param") && !memchr(line.at, ':', line.size);
}

void dql_import_read(dql_import *import, dql_span text) {
    while (text.size && !import->failed) {
        const char *end = memchr(text.at, '\n', text.size);
        const char *next = end && goes_on(before(text, end)) ? memchr(end + 1, '\n', behind(text, end + 1).size) : NULL;
        if (next) end = next;
        dql_span line = end ? before(text, end) : text;
        read_line(import, line);
        text = end ? behind(text, end + 1) : from(text, text.size);
        if (!end && trim(line).size && import->list != DQL_IMPORT_NONE)
            note_loss(import, trim(line), "the text ends, and may be cut off, in", true);
    }
    if (import->count) end_list(import);
}

void dql_import_read_parameter(dql_import *import, dql_span parameter, dql_span text) {
    import->is_in_parameters = true;
    import->parameter = parameter;
    dql_import_read(import, text);
    import->is_in_parameters = false;
}
