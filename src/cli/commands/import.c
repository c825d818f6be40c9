/* deskql schema import: the text of an API reference page, as a browser gives it, turned into a schema in JSON. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

typedef enum list_kind { LIST_FILTER, LIST_ORDER, LIST_INCLUDES, LIST_FIELDS, LIST_COUNT, LIST_NONE } list_kind;

static const struct {
    const char *parameter; /* as the page calls it */
    const char *key;       /* as a schema does */
} lists[LIST_COUNT] = {{"filter", "filter"}, {"orderBy", "order"}, {"includes", "includes"}, {"fields", "fields"}};

typedef struct name_list {
    char **names;
    size_t count;
    size_t capacity;
} name_list;

typedef struct page_endpoint {
    char *method;
    char *path;
    name_list lists[LIST_COUNT];
} page_endpoint;

typedef struct reference_page {
    const char *file;
    page_endpoint *endpoints;
    size_t count;
    size_t capacity;
    /* Where in the text we are: the list that is being read, and what its items begin with. */
    list_kind list;
    bool bulleted;
    bool bullet_pending;
    bool first_item;
    /* A method that stood on a line of its own. */
    char *method;
    bool failed;
} reference_page;

static char *copy(const char *text, size_t length) {
    char *result = malloc(length + 1);
    if (!result) return NULL;
    memcpy(result, text, length);
    result[length] = '\0';
    return result;
}

/* Makes capacity for one more in a growing array. */
static bool reserve(void **items, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) return true;
    size_t larger = *capacity ? 2 * *capacity : 8;
    void *moved = realloc(*items, larger * size);
    if (!moved) return false;
    *items = moved;
    *capacity = larger;
    return true;
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_name(const char *text, size_t length) {
    if (length == 0 || length > 255 || !is_letter(text[0])) return false;
    for (size_t i = 0; i < length; i++) {
        bool inside = is_letter(text[i]) || (text[i] >= '0' && text[i] <= '9') || text[i] == '.' || text[i] == '-';
        if (!inside) return false;
    }
    return true;
}

/* The length of the bullet at the start of a line; 0 where there is none. */
static size_t bullet_size(const char *text, size_t length) {
    static const char *const bullets[] = {"\u2022", "\u2023", "\u25E6", "\u25CF", "\u25CB", "\u25AA",
                                          "\u00B7", "\u2013", "*",      "-",      "+"};
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
        size_t size = strlen(bullets[i]);
        if (length >= size && memcmp(text, bullets[i], size) == 0) return size;
    }
    return 0;
}

/* White space as browsers copy it: tabs and no-break spaces too. */
static size_t space_size(const char *text, size_t length) {
    if (length >= 1 && (text[0] == ' ' || text[0] == '\t' || text[0] == '\r')) return 1;
    if (length >= 2 && memcmp(text, "\u00A0", 2) == 0) return 2;
    if (length >= 3 && memcmp(text, "\u200B", 3) == 0) return 3;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) return 3;
    return 0;
}

static void trim(const char **text, size_t *length) {
    size_t size;
    while ((size = space_size(*text, *length)) != 0) {
        *text += size;
        *length -= size;
    }
    while (*length > 0 && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t' || (*text)[*length - 1] == '\r'))
        --*length;
    while (*length > 1 && memcmp(*text + *length - 2, "\u00A0", 2) == 0) *length -= 2;
}

static size_t method_size(const char *text, size_t length) {
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        size_t size = strlen(methods[i]);
        if (length >= size && memcmp(text, methods[i], size) == 0) return size;
    }
    return 0;
}

static void begin_endpoint(reference_page *page, const char *method, size_t method_length, const char *path,
                           size_t length) {
    if (!reserve((void **)&page->endpoints, &page->capacity, page->count, sizeof *page->endpoints)) {
        page->failed = true;
        return;
    }
    page_endpoint *endpoint = &page->endpoints[page->count++];
    memset(endpoint, 0, sizeof *endpoint);
    endpoint->method = copy(method, method_length);
    endpoint->path = copy(path, length);
    if (!endpoint->method || !endpoint->path) page->failed = true;
    page->list = LIST_NONE;
}

/* `GET/desk/api/v2/tickets.json`, with or without space between, or on two lines. */
static bool read_endpoint(reference_page *page, const char *text, size_t length) {
    if (page->method && length > 1 && text[0] == '/' && !memchr(text, ' ', length)) {
        begin_endpoint(page, page->method, strlen(page->method), text, length);
        free(page->method);
        page->method = NULL;
        return true;
    }
    free(page->method);
    page->method = NULL;
    size_t size = method_size(text, length);
    if (size == 0) return false;
    if (size == length) {
        page->method = copy(text, size);
        if (!page->method) page->failed = true;
        return true;
    }
    const char *path = text + size;
    size_t path_length = length - size;
    trim(&path, &path_length);
    if (path_length < 2 || path[0] != '/' || memchr(path, ' ', path_length)) return false;
    begin_endpoint(page, text, size, path, path_length);
    return true;
}

/* "The following values are allowed in the filter query parameter:" */
static bool read_heading(reference_page *page, const char *text, size_t length) {
    static const char before[] = "values are allowed in the ";
    static const char after[] = " query parameter";
    char line[256];
    if (length >= sizeof line) return false;
    memcpy(line, text, length);
    line[length] = '\0';
    const char *name = strstr(line, before);
    const char *end = name ? strstr(name, after) : NULL;
    if (!end) return false;
    name += sizeof before - 1;
    page->list = LIST_NONE;
    for (size_t i = 0; i < LIST_COUNT; i++) {
        size_t size = strlen(lists[i].parameter);
        if ((size_t)(end - name) == size && memcmp(name, lists[i].parameter, size) == 0) page->list = (list_kind)i;
    }
    page->first_item = true;
    page->bullet_pending = false;
    return true;
}

static void add_name(reference_page *page, const char *text, size_t length) {
    page_endpoint *endpoint = &page->endpoints[page->count - 1];
    name_list *list = &endpoint->lists[page->list];
    for (size_t i = 0; i < list->count; i++) {
        if (strlen(list->names[i]) == length && memcmp(list->names[i], text, length) == 0) {
            fprintf(stderr, "note: `%.*s` stands more than once in the %s list of %s %s; it is taken once\n",
                    (int)length, text, lists[page->list].parameter, endpoint->method, endpoint->path);
            return;
        }
    }
    char *name =
        reserve((void **)&list->names, &list->capacity, list->count, sizeof *list->names) ? copy(text, length) : NULL;
    if (!name) {
        page->failed = true;
        return;
    }
    list->names[list->count++] = name;
}

/* An item of the list that is being read. What is none ends the list: where the first item had a bullet, all have. */
static void read_item(reference_page *page, const char *text, size_t length) {
    size_t bullet = bullet_size(text, length);
    if (bullet) {
        text += bullet;
        length -= bullet;
        trim(&text, &length);
        if (length == 0) {
            page->bullet_pending = true;
            return;
        }
    }
    bool has_bullet = bullet != 0 || page->bullet_pending;
    page->bullet_pending = false;
    if (page->first_item) page->bulleted = has_bullet;
    page->first_item = false;
    if (!is_name(text, length) || (page->bulleted && !has_bullet) ||
        (length == 9 && memcmp(text, "Responses", 9) == 0)) {
        page->list = LIST_NONE;
        return;
    }
    add_name(page, text, length);
}

static void read_line(reference_page *page, const char *text, size_t length) {
    trim(&text, &length);
    if (length == 0 || read_endpoint(page, text, length)) return;
    if (page->count == 0 || read_heading(page, text, length)) return;
    if (page->list != LIST_NONE) read_item(page, text, length);
}

/* ---- Writing ------------------------------------------------------------------------------------------------------- */

/* What is known of names on all pages. A name that is not here is known by its ending. */
static const struct {
    const char *name;
    bool ending;
    const char *rest;
} guesses[] = {
    {"id", false, "\"type\": \"integer\""},
    {"state", false,
     "\"type\": \"enum\", \"values\": [\"active\", \"deleted\", \"merged\", \"scheduled\"], \"open\": true"},
    {"subject", false, "\"type\": \"string\""},
    {"previewText", false, "\"type\": \"string\""},
    {"originalRecipient", false, "\"type\": \"string\""},
    {"name", false, "\"type\": \"string\""},
    {"email", false, "\"type\": \"string\""},
    {"spam_score", false, "\"type\": \"number\""},
    {"spam_rules", false, "\"type\": \"any\", \"nullable\": true"},
    {".id", true, "\"type\": \"integer\""},
    {".name", true, "\"type\": \"string\", \"nullable\": true"},
    {"At", true, "\"type\": \"datetime\", \"nullable\": true"},
    {"Mins", true, "\"type\": \"integer\", \"nullable\": true"},
    {"Count", true, "\"type\": \"integer\", \"nullable\": true"},
    {"", true, "\"type\": \"any\", \"nullable\": true"},
};

static const char *guess(const char *name) {
    size_t length = strlen(name);
    size_t i = 0;
    for (;; i++) {
        size_t size = strlen(guesses[i].name);
        if (guesses[i].ending ? length >= size && strcmp(name + length - size, guesses[i].name) == 0
                              : strcmp(name, guesses[i].name) == 0) {
            return guesses[i].rest;
        }
    }
}

/* The kind of what a field of that name refers to in tickets; NULL where there is no such field. */
static const char *kind_in_tickets(const char *name) {
    const deskql_endpoint *tickets = deskql_schemas_find(NULL, "tickets");
    deskql_field_info info;
    for (size_t i = 0; deskql_endpoint_filter_at(tickets, i, &info); i++) {
        if (info.type == DESKQL_TYPE_REFERENCE && strcmp(info.name, name) == 0)
            return deskql_endpoint_kind_at(tickets, i);
    }
    return NULL;
}

static void write_guess(const char *name) {
    const char *kind = kind_in_tickets(name);
    if (kind) {
        printf(", \"type\": \"reference\", \"nullable\": true, \"kind\": \"%s\"", kind);
    } else {
        printf(", %s", guess(name));
    }
    fputs(", \"$comment\": \"guessed\"}", stdout);
}

/* A path with a place to fill in is of one thing, not of a list of them. */
static bool is_usable(const page_endpoint *endpoint) {
    size_t count = 0;
    if (strchr(endpoint->path, '{')) return false;
    for (size_t i = 0; i < LIST_COUNT; i++) count += endpoint->lists[i].count;
    return count != 0;
}

/* `/desk/api/v2/search/customers.json` is called search_customers. */
static void write_name(FILE *stream, const char *path) {
    const char *from = path;
    for (const char *at = path; *at; at++) {
        /* What comes before the version says nothing of the endpoint. */
        if (at[0] == '/' && at[1] == 'v' && at[2] >= '0' && at[2] <= '9') {
            from = at + 2;
            while (*from && *from != '/') from++;
        }
    }
    bool begun = false;
    bool gap = false;
    for (; *from && strcmp(from, ".json") != 0; from++) {
        bool inside = is_letter(*from) || (begun && *from >= '0' && *from <= '9');
        if (inside && gap) fputc('_', stream);
        if (inside) fputc(*from, stream);
        gap = begun && !inside;
        begun = begun || inside;
    }
    if (!begun) fputs("endpoint", stream);
}

static void write_names(const name_list *list) {
    fputs("[", stdout);
    int column = 0;
    for (size_t i = 0; i < list->count; i++) {
        int width = (int)strlen(list->names[i]) + 4;
        bool wraps = i == 0 || column + width > 110;
        fputs(i == 0 ? "\n        " : wraps ? ",\n        " : ", ", stdout);
        if (wraps) column = 8;
        dql_cli_json_string(stdout, list->names[i]);
        column += width;
    }
    fputs(list->count ? "\n      ]" : "]", stdout);
}

static void write_endpoint(const page_endpoint *endpoint, const char *name) {
    fputs("    {\n      \"$comment\": ", stdout);
    dql_cli_json_string(stdout, "The types are guessed from the names; fix those that are wrong.");
    fputs(",\n      \"name\": \"", stdout);
    if (name) {
        fputs(name, stdout);
    } else {
        write_name(stdout, endpoint->path);
    }
    fputs("\",\n      \"path\": ", stdout);
    dql_cli_json_string(stdout, endpoint->path);
    fputs(",\n      \"filter\": [", stdout);
    const name_list *filter = &endpoint->lists[LIST_FILTER];
    for (size_t i = 0; i < filter->count; i++) {
        fputs(i ? ",\n        {\"name\": " : "\n        {\"name\": ", stdout);
        dql_cli_json_string(stdout, filter->names[i]);
        write_guess(filter->names[i]);
    }
    fputs(filter->count ? "\n      ]" : "]", stdout);
    for (size_t i = LIST_ORDER; i < LIST_COUNT; i++) {
        if (i == LIST_FIELDS && endpoint->lists[i].count == 0) continue;
        printf(",\n      \"%s\": ", lists[i].key);
        write_names(&endpoint->lists[i]);
    }
    fputs("\n    }", stdout);
}

static dql_cli_status write_schema(const reference_page *page, const char *name) {
    size_t usable = 0;
    for (size_t i = 0; i < page->count; i++) {
        const page_endpoint *endpoint = &page->endpoints[i];
        if (is_usable(endpoint)) {
            usable++;
        } else {
            fprintf(stderr, "note: %s %s %s; it is left out\n", endpoint->method, endpoint->path,
                    strchr(endpoint->path, '{') ? "is of one item" : "has no list of allowed values");
        }
    }
    if (page->count == 0) {
        dql_cli_error("`%s` names no endpoint", page->file);
        dql_cli_hint("the text of a reference page has a line like `GET /desk/api/v2/tickets.json`");
        return DQL_CLI_FAILED;
    }
    if (usable == 0) {
        dql_cli_error("`%s` lists no allowed values", page->file);
        dql_cli_hint("they stand below a line like `The following values are allowed in the filter query parameter:`");
        return DQL_CLI_FAILED;
    }
    if (name && usable > 1) {
        dql_cli_error("`--name` names one endpoint, but `%s` has %zu", page->file, usable);
        return DQL_CLI_FAILED;
    }
    fputs("{\n  \"version\": 1,\n  \"endpoints\": [\n", stdout);
    for (size_t i = 0, written = 0; i < page->count; i++) {
        if (!is_usable(&page->endpoints[i])) continue;
        if (written++) fputs(",\n", stdout);
        write_endpoint(&page->endpoints[i], name);
    }
    fputs("\n  ]\n}\n", stdout);
    return DQL_CLI_FINE;
}

static void free_page(reference_page *page) {
    for (size_t i = 0; i < page->count; i++) {
        page_endpoint *endpoint = &page->endpoints[i];
        for (size_t k = 0; k < LIST_COUNT; k++) {
            for (size_t n = 0; n < endpoint->lists[k].count; n++) free(endpoint->lists[k].names[n]);
            free(endpoint->lists[k].names);
        }
        free(endpoint->method);
        free(endpoint->path);
    }
    free(page->endpoints);
    free(page->method);
}

dql_cli_status dql_cli_import(const char *file, const char *name) {
    if (name && (!is_name(name, strlen(name)) || strpbrk(name, ".-"))) {
        dql_cli_error("an endpoint cannot be called `%s`", name);
        dql_cli_hint("its name is made of letters, digits and `_`, no digit first");
        return DQL_CLI_FAILED;
    }
    size_t length;
    char *bytes = dql_cli_read(file, &length);
    if (!bytes) return DQL_CLI_FAILED;
    reference_page page = {.file = file, .list = LIST_NONE};
    const char *end = bytes + length;
    for (const char *at = bytes; at < end && !page.failed;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        read_line(&page, at, (size_t)(stop - at));
        at = newline ? newline + 1 : end;
    }
    dql_cli_status status = page.failed ? dql_cli_error("no memory") : write_schema(&page, name);
    free_page(&page);
    free(bytes);
    return status;
}
