/*
 * Formats documents of random queries:
 *
 *     run_properties COUNT [SEED]
 *
 * Every form of a literal, a name, a comparison and a clause is among them, with comments between any two tokens, in any spacing and
 * letter case. The n-th document of a seed is always the same.
 */
#include "fuzz/format/holds.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fields of every type, some named like what they are not. */
static const char schema[] =
    "{\"version\":1,\"endpoints\":[{\"name\":\"things\",\"path\":\"/things.json\",\"maximumPageSize\":100,\"filter\":["
    "{\"name\":\"count\",\"type\":\"integer\",\"nullable\":true},{\"name\":\"page\",\"type\":\"integer\"},"
    "{\"name\":\"not\",\"type\":\"integer\"},{\"name\":\"limit\",\"type\":\"integer\"},"
    "{\"name\":\"score\",\"type\":\"number\"},{\"name\":\"between\",\"type\":\"number\"},"
    "{\"name\":\"title\",\"type\":\"string\",\"nullable\":true},{\"name\":\"like\",\"type\":\"string\"},"
    "{\"name\":\"order\",\"type\":\"string\"},{\"name\":\"two.parts\",\"type\":\"string\"},"
    "{\"name\":\"open\",\"type\":\"boolean\"},{\"name\":\"true\",\"type\":\"boolean\"},"
    "{\"name\":\"at\",\"type\":\"datetime\",\"nullable\":true},{\"name\":\"now\",\"type\":\"datetime\"},"
    "{\"name\":\"owner\",\"type\":\"reference\",\"nullable\":true},{\"name\":\"in\",\"type\":\"reference\"},"
    "{\"name\":\"state\",\"type\":\"enum\",\"values\":[\"active\",\"on-hold\",\"and\",\"gone away\"]},"
    "{\"name\":\"rules\",\"type\":\"any\",\"nullable\":true},{\"name\":\"is\",\"type\":\"any\",\"nullable\":true}"
    "],\"order\":[\"count\",\"order\",\"desc\",\"users.name\",\"by\",\"empty\"],"
    "\"includes\":[\"users\",\"page\",\"order\",\"and\",\"limit\",\"fields\"]}]}";

typedef enum type { INTEGER, NUMBER, STRING, BOOLEAN, DATETIME, REFERENCE, ENUM, ANY } type;

static const struct {
    const char *name;
    type type;
    bool nullable;
} fields[] = {
    {"count", INTEGER, true}, {"page", INTEGER, false},     {"not", INTEGER, false},    {"limit", INTEGER, false},
    {"score", NUMBER, false}, {"between", NUMBER, false},   {"title", STRING, true},    {"like", STRING, false},
    {"order", STRING, false}, {"two.parts", STRING, false}, {"open", BOOLEAN, false},   {"true", BOOLEAN, false},
    {"at", DATETIME, true},   {"now", DATETIME, false},     {"owner", REFERENCE, true}, {"in", REFERENCE, false},
    {"state", ENUM, false},   {"rules", ANY, true},         {"is", ANY, true},
};

static uint64_t state;

static uint32_t random_below(uint32_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % limit);
}

static bool chance(uint32_t percent) {
    return random_below(100) < percent;
}

#define PICK(list) (list)[random_below(sizeof(list) / sizeof *(list))]

/* ---- Text ----------------------------------------------------------------------------------------------------------- */

static char text[1 << 18];
static size_t length;
static const char *newline;
static uint32_t comment_percent;
static uint32_t comments;
/* The character before is part of a word, so that another word needs a space. */
static bool after_word;

static void put(const char *bytes) {
    size_t size = strlen(bytes);
    if (length + size >= sizeof text) abort();
    for (size_t i = 0; i < size; i++) text[length++] = bytes[i];
}

static void put_comment(void) {
    static const char *const says[] = {"",          " plain", " it's \"half", "# ; and (", "  \xC3\xA4\xE6\xBC\xA2 `",
                                       "=1 or 2\t "};
    char number[16];
    snprintf(number, sizeof number, "#%u", comments++);
    put(number);
    put(PICK(says));
    put(newline);
}

static void put_space(bool needed) {
    static const char *const blanks[] = {" ", " ", " ", "  ", "\t", " \t "};
    if (!needed && chance(60)) return;
    put(PICK(blanks));
    if (chance(10)) put(newline);
    while (chance(comment_percent)) {
        if (chance(50)) put(newline);
        put_comment();
        put(PICK(blanks));
    }
    if (chance(5)) put(newline);
}

static bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           strchr("_.-+:\"'`", byte) != NULL;
}

/* A token, with what may stand before it. */
static void token(const char *bytes) {
    put_space(after_word && is_word_byte(bytes[0]));
    put(bytes);
    after_word = is_word_byte(bytes[strlen(bytes) - 1]);
}

static void keyword(const char *word) {
    char cased[32];
    size_t size = strlen(word);
    uint32_t how = random_below(3);
    for (size_t i = 0; i <= size; i++) {
        bool upper = word[i] >= 'a' && word[i] <= 'z' && (how == 1 || (how == 2 && chance(50)));
        cased[i] = upper ? (char)(word[i] - 'a' + 'A') : word[i];
    }
    token(cased);
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

static void put_string(void) {
    static const char *const strings[] = {"\"plain\"",
                                          "'plain'",
                                          "\"two words\"",
                                          "'it\\'s'",
                                          "\"and\"",
                                          "\"ORDER\"",
                                          "'true'",
                                          "\"now\"",
                                          "\"now-7d\"",
                                          "'today-x'",
                                          "\"like\"",
                                          "\"limit\"",
                                          "\"descending\"",
                                          "\"\"",
                                          "\"# no comment\"",
                                          "\"semi;colon\"",
                                          "'say \"hi\"'",
                                          "\"tab\\tand\\u0000and\\u001f\"",
                                          "\"\\ud83d\\ude00\"",
                                          "\"\xE2\x80\x9C\xE2\x80\x9D\"",
                                          "\"007\"",
                                          "\"7\"",
                                          "\"-7d\"",
                                          "\"a-b.c\"",
                                          "\"a-\"",
                                          "\"a..b\"",
                                          "\"-a\"",
                                          "\"\xC3\xA4\"",
                                          "\"back\\\\slash\\/\"",
                                          "\"`\"",
                                          "\"not\"",
                                          "\"_\"",
                                          "\"2026-01-31\"",
                                          "\"asc\"",
                                          "\"eq\"",
                                          "\"empty\"",
                                          "\":name\""};
    token(PICK(strings));
}

static void put_word(void) {
    static const char *const words[] = {"plain",     "on-hold", "v1.2", "in",   "NOT",     "order", "between",
                                        "by",        "desc",    "page", "like", "limit",   "empty", "eq",
                                        "Ascending", "where",   "from", "_x",   "a-b.c-1", "now-x"};
    token(PICK(words));
}

static void put_integer(void) {
    static const char *const integers[] = {"0", "7", "-7", "17", "9007199254740993", "-9223372036854775808"};
    token(PICK(integers));
}

static void put_time(void) {
    static const char *const times[] = {"2026-01-31",
                                        "2026-01-31T10:00",
                                        "2026-01-31T10:00:15Z",
                                        "2026-01-31T10:00:15.250+02:00",
                                        "now",
                                        "TODAY",
                                        "yesterday",
                                        "Tomorrow",
                                        "-7d",
                                        "+2h",
                                        "now-7d",
                                        "today - 1w",
                                        "now  -  1mo\t+2h",
                                        "yesterday+1d-1y",
                                        "-7d -2h",
                                        "today\n- 1d",
                                        "-1d+ 1h"};
    if (chance(15)) {
        token(chance(50) ? "\"2026-01-31\"" : "'2026-01-31T10:00:00Z'");
    } else {
        token(PICK(times));
    }
}

static void put_parameter(type kind, bool list) {
    char name[32];
    snprintf(name, sizeof name, ":p%d%s", (int)kind, list ? "s" : "");
    token(name);
}

static void put_value(type kind, bool nullable) {
    static const char *const numbers[] = {"1.5", "-0.25", "1e3", "2E-2", "0", "12", "-3"};
    static const char *const states[] = {"active", "\"active\"", "on-hold", "'on-hold'", "\"and\"", "\"gone away\""};
    if (nullable && chance(5)) {
        keyword("null");
        return;
    }
    if (chance(5)) {
        put_parameter(kind, false);
        return;
    }
    switch (kind) {
    case INTEGER:
        put_integer();
        break;
    case NUMBER:
        token(PICK(numbers));
        break;
    case STRING:
        if (chance(60)) {
            put_string();
        } else {
            put_word();
        }
        break;
    case BOOLEAN:
        keyword(chance(50) ? "true" : "false");
        break;
    case DATETIME:
        put_time();
        break;
    case REFERENCE:
        if (chance(60)) {
            put_integer();
        } else {
            put_word();
        }
        break;
    case ENUM:
        token(PICK(states));
        break;
    case ANY:
        put_value((type)random_below(ENUM), false);
    }
}

/* ---- Filters -------------------------------------------------------------------------------------------------------- */

static void put_field(const char *name, bool before_sign) {
    static const char *const quoted[] = {"not", "between", "order", "true", "now", "in", "is", "page"};
    bool must = false;
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) must = must || strcmp(name, quoted[i]) == 0;
    char backquoted[32];
    snprintf(backquoted, sizeof backquoted, "`%s`", name);
    token((must && !before_sign) || chance(15) ? backquoted : name);
}

static void put_list(type kind, bool nullable) {
    if (chance(8)) {
        put_parameter(kind, true);
        return;
    }
    token("(");
    uint32_t count = chance(10) ? 1 + random_below(60) : 1 + random_below(4);
    for (uint32_t i = 0; i < count; i++) {
        if (i) token(",");
        put_value(kind, nullable);
    }
    token(")");
}

static void put_comparison(void) {
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    uint32_t which = random_below(sizeof fields / sizeof *fields);
    type kind = fields[which].type;
    bool nullable = fields[which].nullable;
    bool ordered = kind == INTEGER || kind == NUMBER || kind == DATETIME || kind == ANY;
    bool contains = kind == STRING || kind == ANY;
    uint32_t form = random_below(10);
    if (form == 0 && nullable) {
        put_field(fields[which].name, false);
        keyword("is");
        if (chance(50)) keyword("not");
        keyword("null");
    } else if (form == 1 && ordered) {
        put_field(fields[which].name, false);
        if (chance(30)) keyword("not");
        keyword("between");
        put_value(kind, false);
        keyword("and");
        put_value(kind, false);
    } else if (form <= 3 && contains) {
        bool sign = chance(50);
        put_field(fields[which].name, sign);
        if (sign) {
            token("~");
        } else {
            keyword("contains");
        }
        put_value(STRING, false);
    } else if (form <= 5) {
        put_field(fields[which].name, false);
        if (chance(30)) keyword("not");
        keyword("in");
        put_list(kind, nullable);
    } else {
        uint32_t sign = random_below(ordered ? 6 : 2);
        put_field(fields[which].name, true);
        token(signs[sign]);
        put_value(kind, nullable && sign < 2);
    }
}

static void put_filter(uint32_t depth) {
    uint32_t form = depth ? random_below(10) : 0;
    if (form < 4) {
        put_comparison();
    } else if (form < 6) {
        keyword("not");
        put_filter(depth - 1);
    } else if (form < 8) {
        uint32_t levels = chance(20) ? 2 : 1;
        for (uint32_t i = 0; i < levels; i++) token("(");
        put_filter(depth - 1);
        for (uint32_t i = 0; i < levels; i++) token(")");
    } else {
        uint32_t members = 2 + random_below(3);
        for (uint32_t i = 0; i < members; i++) {
            if (i) keyword(chance(50) ? "and" : "or");
            put_filter(depth - 1);
        }
    }
}

/* ---- Clauses and documents ------------------------------------------------------------------------------------------ */

static void put_names(const char *word, const char *const *names, uint32_t count) {
    keyword(word);
    uint32_t items = chance(10) ? 30 : 1 + random_below(3);
    for (uint32_t i = 0; i < items; i++) {
        if (i) token(",");
        char backquoted[32];
        const char *name = names[random_below(count)];
        snprintf(backquoted, sizeof backquoted, "`%s`", name);
        token(chance(20) ? backquoted : name);
    }
}

static void put_clause(uint32_t which) {
    static const char *const orders[] = {"count", "order", "desc", "users.name", "by", "empty"};
    static const char *const includes[] = {"users", "page", "order", "and", "limit", "fields"};
    static const char *const sparse[] = {"id", "subject", "asc", "or", "include", "null", "a_rather_long_name"};
    switch (which) {
    case 0:
        keyword("order");
        keyword("by");
        token(PICK(orders));
        if (chance(60)) keyword(chance(50) ? "asc" : "desc");
        break;
    case 1:
        keyword("page");
        token(chance(80) ? "3" : ":page_number");
        break;
    case 2:
        keyword("pagesize");
        token("50");
        break;
    case 3:
        put_names("include", includes, sizeof includes / sizeof *includes);
        break;
    default:
        put_names("fields", sparse, sizeof sparse / sizeof *sparse);
    }
}

static void put_query(uint32_t index) {
    static const char *const labels[] = {"urgent", "on-hold", "order",   "`two words`",
                                         "from",   "Page",    "`where`", "like"};
    bool where = chance(20);
    bool filter = where || chance(85);
    after_word = false;
    if (chance(40)) {
        char label[48];
        const char *name = PICK(labels);
        snprintf(label, sizeof label,
                 name[0] == '`' ? "`%.*s%u`: " : "%.*s%u: ", (int)strcspn(name + 1, "`") + (name[0] != '`'),
                 name + (name[0] == '`'), index);
        token(label);
        after_word = false;
    }
    /* Without it nothing of the schema is known. */
    keyword("from");
    token(chance(20) ? "`things`" : "things");
    if (where) keyword("where");
    if (filter) put_filter(random_below(5));
    uint32_t order[] = {0, 1, 2, 3, 4};
    for (uint32_t i = 0; i < 5; i++) {
        uint32_t other = random_below(5), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    for (uint32_t i = 0; i < 5; i++) {
        if (chance(25)) put_clause(order[i]);
    }
}

static void put_document(void) {
    static const char *const newlines[] = {"\n", "\n", "\r\n", "\r"};
    length = 0;
    comments = 0;
    newline = PICK(newlines);
    comment_percent = chance(30) ? 0 : random_below(12);
    uint32_t queries = 1 + random_below(3);
    if (chance(10)) put("\xEF\xBB\xBF");
    for (uint32_t i = 0; i < queries; i++) {
        put_query(i);
        while (chance(20)) put(newline);
        if (chance(comment_percent)) {
            put_space(true);
            put_comment();
        }
        if (i + 1 < queries || chance(20)) put(";");
        while (chance(50)) put(newline);
    }
}

int main(int count, char **arguments) {
    uint32_t documents = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 1000;
    uint32_t seed = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 10) : 1;
    deskql_schemas *schemas = NULL;
    if (deskql_schemas_new(NULL, &schemas) != DESKQL_OK ||
        deskql_schemas_add(schemas, schema, sizeof schema - 1) != DESKQL_OK)
        return 2;
    deskql_document *document = NULL;
    uint32_t valid = 0, queries = 0;
    for (uint32_t i = 0; i < documents; i++) {
        state = ((uint64_t)seed << 32) + i;
        deskql_format_options options = DESKQL_FORMAT_OPTIONS_INIT;
        random_below(1);
        options.width = chance(50) ? 0 : 10 + random_below(120);
        options.indentation = chance(50) ? 0 : 2;
        put_document();
        check_format(schemas, text, length, &options);
        if (deskql_parse(schemas, text, length, NULL, &document) != DESKQL_OK) return 2;
        for (size_t j = 0; j < deskql_document_count(document); j++, queries++)
            valid += deskql_query_valid(deskql_document_at(document, j));
    }
    printf("%u documents, %u queries, of which %u are valid\n", documents, queries, valid);
    deskql_document_free(document);
    deskql_schemas_free(schemas);
    /* Queries that do not compile say nothing about what is compiled. */
    return valid * 10 < queries * 9;
}
