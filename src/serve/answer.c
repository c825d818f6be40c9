/* What the endpoints answer. */
#include "serve/serve.h"

#include "render/render.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "/desk/api/v2/"
#define TICKETS "tickets"
#define LIST_PATH FOLDER TICKETS ".json"
#define ONE_PATH FOLDER TICKETS "/"
#define ME_PATH FOLDER "users/me.json"
#define ONE_END ".json"
#define SEARCH_PATH FOLDER "search/"

/* One request. */
typedef struct call {
    const dql_serve_data *data;
    /* What is asked for; of a kind that the data has not, an empty one. */
    const dql_serve_kind *kind;
    dql_serve_kind empty;
    /* The path's parameter, as the relationship that an item must have; NULL: none. */
    const char *owner;
    int64_t owner_id;
    dql_serve_answer *answer;
    deskql_document *document;
    const deskql_query *query;
    deskql_plan *plan;
    deskql_matcher *matcher;
    /* Of a search, else 0. */
    int64_t page;
    int64_t size;
} call;

/* What was selected, and what it is ordered by. */
typedef struct hit {
    const deskql_json_value *value;
    size_t index;
    const char *key;
    size_t key_start;
    size_t key_length;
} hit;

typedef struct hits {
    hit *items;
    size_t count;
} hits;

static void put(call *made, const char *text) {
    dql_serve_append(&made->answer->body, text, strlen(text));
}

static void put_value(call *made, const deskql_matcher *writer, const deskql_json_value *value) {
    deskql_matcher_write(writer, value, made->data->text.bytes, dql_serve_append, &made->answer->body);
}

/* ---- Mistakes ---- */

void dql_serve_refuse(dql_serve_answer *answer, unsigned status, const char *key, const char *message) {
    answer->status = status;
    dql_serve_print(&answer->body, "{\"errors\":{\"%s\":[\"%s\"]}}", key, message);
}

/* The codes that the product family has; what has none of its own is a bad request. */
static const struct {
    unsigned status;
    const char *code;
    const char *title;
} titles[] = {{400, "V1", "Bad Request"},        {401, "E1", "Unauthorized"},       {404, "E3", "Not Found"},
              {405, "E4", "Method Not Allowed"}, {413, "E4", "Content Too Large"},  {421, "E4", "Misdirected Request"},
              {429, "E4", "Too Many Requests"},  {0, "E5", "Internal Server Error"}};

void dql_serve_list_errors(dql_serve_answer *answer) {
    deskql_json *json = NULL;
    size_t title = 0;
    dql_serve_bytes map = answer->body;
    if (map.failed || deskql_json_parse(map.bytes, map.length, NULL, &json) != DESKQL_OK) return;
    while (titles[title].status && titles[title].status != answer->status) title++;
    answer->body = (dql_serve_bytes){0};
    const deskql_json_value *keys = deskql_json_value_member(deskql_json_root(json), "errors");
    for (const deskql_json_value *key = deskql_json_value_first(keys); key; key = deskql_json_value_next(key)) {
        for (const deskql_json_value *text = deskql_json_value_first(key); text; text = deskql_json_value_next(text)) {
            size_t length;
            const char *words = deskql_json_value_text(text, &length);
            const char *source = deskql_json_value_key(key, NULL);
            dql_serve_print(&answer->body, "%s{\"id\":\"deskql-serve\",\"code\":\"%s\",\"title\":\"%s\",\"detail\":",
                            answer->body.length ? "," : "{\"errors\":[", titles[title].code, titles[title].title);
            deskql_json_write_string(words, length, dql_serve_append, &answer->body);
            dql_serve_print(&answer->body, ",\"source\":");
            deskql_json_write_string(source, strlen(source), dql_serve_append, &answer->body);
            dql_serve_print(&answer->body, "}");
        }
    }
    dql_serve_print(&answer->body, "]}");
    deskql_json_free(json);
    dql_serve_bytes_free(&map);
}

/* The body that `deskql check --raw --format validator` prints, without the end of its line. */
static void refuse_query(call *made, const deskql_findings *parsed, const deskql_findings *compiled) {
    size_t parsed_count = deskql_findings_count(parsed);
    size_t count = parsed_count + deskql_findings_count(compiled);
    const deskql_finding **list = malloc((count + 1) * sizeof(void *));
    deskql_finding_reader *reader = NULL;
    dql_serve_bytes *body = &made->answer->body;
    bool good = list && deskql_finding_reader_new(NULL, &reader) == DESKQL_OK;
    for (size_t i = 0; i < count && good; i++) {
        bool is_parsed = i < parsed_count;
        good = deskql_findings_read(is_parsed ? parsed : compiled, is_parsed ? i : i - parsed_count, reader,
                                    &list[i]) == DESKQL_OK;
    }
    if (!good) {
        body->failed = true;
        deskql_finding_reader_free(reader);
        free(list);
        return;
    }
    dql_render_unit unit = {NULL, "", 0, NULL, list, count};
    dql_render render;
    dql_render_begin(&render, dql_render_form_find("validator"), dql_serve_append, body, false);
    dql_render_query(&render, &unit);
    if (!dql_render_end(&render)) body->failed = true;
    deskql_finding_reader_free(reader);
    free(list);
    if (body->length && body->bytes[body->length - 1] == '\n') body->length--;
    made->answer->status = 400;
}

/* ---- The query string ---- */

/* The API cuts a pageSize that is too large in silence, and of a search takes one out of range for 50, where the language has a finding for
   it. So it is cut here before. */
static void copy_clamped(dql_serve_bytes *to, const char *query, unsigned most, bool searches) {
    static const char name[] = "pageSize=";
    const size_t name_length = sizeof name - 1;
    while (*query) {
        size_t length = strcspn(query, "&");
        size_t digits = 0;
        if (strncmp(query, name, name_length) == 0) digits = strspn(query + name_length, "0123456789");
        bool is_number = digits && name_length + digits == length && (searches || query[name_length] != '0');
        unsigned long number = is_number ? strtoul(query + name_length, NULL, 10) : 1;
        if (number > most || number < 1) {
            dql_serve_print(to, "%s%u", name, searches ? DESKQL_ASSUMED_PAGE_SIZE : most);
        } else {
            dql_serve_append(to, query, length);
        }
        query += length;
        if (*query) dql_serve_append(to, query++, 1);
    }
}

/* A raw text may have anything before an endpoint's path; a server has one address. */
static bool is_path_of(const deskql_endpoint *endpoint, const char *path, size_t length) {
    const char *known = deskql_endpoint_path(endpoint);
    size_t before = strcspn(known, "{");
    if (length < before || memcmp(known, path, before) != 0) return false;
    if (!known[before]) return length == before;
    const char *after = strchr(known + before, '}') + 1;
    size_t value = strcspn(path + before, "/.");
    return length == before + value + strlen(after) && memcmp(path + before + value, after, strlen(after)) == 0;
}

/* The last part of an endpoint's path is what is listed; where a ticket's number stands before it, it is the ticket's. */
static void find_list(call *made, const deskql_endpoint *endpoint, const char *path) {
    const char *known = deskql_endpoint_path(endpoint);
    const char *parameter = strchr(known, '{');
    const char *name = strrchr(known, '/') + 1;
    size_t length = strlen(name) - strlen(ONE_END);
    made->empty = (dql_serve_kind){.name = name, .name_length = length};
    made->kind = dql_serve_find_kind(made->data, name, length);
    if (!made->kind) made->kind = &made->empty;
    if (!parameter) return;
    made->owner = deskql_endpoint_path_parameter_at(endpoint, 0);
    made->owner_id = strtoll(path + (parameter - known), NULL, 10);
}

static deskql_status parse(call *made, const dql_serve_bytes *raw) {
    return raw->failed ? DESKQL_NO_MEMORY : deskql_parse_raw(NULL, raw->bytes, raw->length, NULL, &made->document);
}

/* Puts the list that is searched in the place of a search. */
static deskql_status take_search(call *made) {
    dql_serve_search search;
    deskql_status status = DESKQL_INVALID;
    /* It is named `search_` and what it searches. */
    const char *list = strchr(deskql_endpoint_name(deskql_query_endpoint(made->query)), '_') + 1;
    if (dql_serve_read_search(made->plan, list, &search, made->answer)) status = parse(made, &search.request);
    dql_serve_bytes_free(&search.request);
    made->page = search.page;
    made->size = search.size;
    if (status != DESKQL_OK) return status;
    made->query = deskql_document_at(made->document, 0);
    return deskql_compile(made->query, NULL, &made->plan);
}

/* Returns false where the answer is ready, or there is no memory for one. */
static bool compile(call *made, const char *path, size_t path_length, const char *query_string) {
    bool searches = strncmp(path, SEARCH_PATH, strlen(SEARCH_PATH)) == 0;
    unsigned most = deskql_endpoint_maximum_page_size(deskql_schemas_find(NULL, searches ? "search_tickets" : TICKETS));
    dql_serve_bytes raw = {0};
    dql_serve_append(&raw, path, path_length);
    /* With the `?` it cannot be taken for anything else that the front end reads. */
    dql_serve_append(&raw, "?", 1);
    copy_clamped(&raw, query_string, most, searches);
    deskql_status status = parse(made, &raw);
    dql_serve_bytes_free(&raw);
    if (status == DESKQL_OK) {
        made->query = deskql_document_at(made->document, 0);
        const deskql_endpoint *endpoint = deskql_query_endpoint(made->query);
        if (!endpoint || !is_path_of(endpoint, path, path_length)) {
            dql_serve_refuse(made->answer, 404, "path", "must be one that docs/serve.md lists, as ‘" LIST_PATH "’");
            return false;
        }
        find_list(made, endpoint, path);
        status = DESKQL_INVALID;
        if (deskql_query_valid(made->query)) status = deskql_compile(made->query, NULL, &made->plan);
        if (status == DESKQL_OK && !deskql_endpoint_takes_filter(endpoint)) status = take_search(made);
        if (made->answer->status) return false;
        if (status == DESKQL_INVALID) {
            refuse_query(made, deskql_document_findings(made->document), deskql_plan_findings(made->plan));
            return false;
        }
    }
    if (status == DESKQL_OK) status = deskql_matcher_make_for(made->plan, &made->data->readings, NULL, &made->matcher);
    if (status != DESKQL_OK) made->answer->body.failed = true;
    return status == DESKQL_OK;
}

/* ---- Related things ---- */

/* That these are included at all is our assumption. */
static bool is_assumed(const char *kind) {
    return strcmp(kind, "businesshours") == 0 || strcmp(kind, "ticketpriorities") == 0;
}

static bool is_included(const call *made, const char *kind) {
    if (made->data->strict && is_assumed(kind)) return false;
    for (const deskql_name *name = deskql_query_includes(made->query); name; name = deskql_name_next(name)) {
        if (strcmp(deskql_name_text(name), kind) == 0 || strcmp(deskql_name_text(name), "all") == 0) return true;
    }
    return false;
}

/* A bit for each item of a kind. */
static void mark(unsigned char *marks, const dql_serve_kind *kind, const deskql_json_value *relationship) {
    int64_t id;
    const char *type = deskql_json_value_text(deskql_json_value_member(relationship, "type"), NULL);
    if (!type || strcmp(type, kind->name) != 0) return;
    if (!deskql_json_value_integer(deskql_json_value_member(relationship, "id"), &id)) return;
    const dql_serve_item *item = dql_serve_find(kind->items, kind->count, id);
    if (item) marks[item->index / 8] |= (unsigned char)(1u << item->index % 8);
}

/* Relationships are `{"id":…,"type":…}`, or arrays of them. */
static void mark_ticket(unsigned char *marks, const dql_serve_kind *kind, const deskql_json_value *ticket) {
    for (const deskql_json_value *member = deskql_json_value_first(ticket); member;
         member = deskql_json_value_next(member)) {
        mark(marks, kind, member);
        if (deskql_json_value_type(member) != DESKQL_JSON_ARRAY) continue;
        for (const deskql_json_value *item = deskql_json_value_first(member); item; item = deskql_json_value_next(item))
            mark(marks, kind, item);
    }
}

/* Returns whether any was written. */
static bool put_kind(call *made, const dql_serve_kind *kind, const hits *page, bool any_before) {
    unsigned char *marks = calloc(kind->count / 8 + 1, 1);
    if (!marks) made->answer->body.failed = true;
    for (size_t i = 0; marks && i < page->count; i++) mark_ticket(marks, kind, page->items[i].value);
    bool any = false;
    size_t index = 0;
    for (const deskql_json_value *value = deskql_json_value_first(kind->array); value && marks;
         value = deskql_json_value_next(value)) {
        int64_t id;
        if (!deskql_json_value_integer(deskql_json_value_member(value, "id"), &id)) continue;
        bool marked = (marks[index / 8] & 1u << index % 8) != 0;
        index++;
        if (!marked) continue;
        if (!any) {
            if (any_before) put(made, ",");
            deskql_json_write_string(kind->name, kind->name_length, dql_serve_append, &made->answer->body);
            put(made, ":[");
        } else {
            put(made, ",");
        }
        any = true;
        put_value(made, made->data->matcher, value);
    }
    if (any) put(made, "]");
    free(marks);
    return any;
}

static void put_included(call *made, const hits *page) {
    bool any = false;
    put(made, ",\"included\":{");
    for (size_t i = 1; i < made->data->kind_count; i++) {
        const dql_serve_kind *kind = &made->data->kinds[i];
        if (is_included(made, kind->name) && put_kind(made, kind, page, any)) any = true;
    }
    put(made, "}");
}

/* ---- The list ---- */

static int compare_hits(const void *first, const void *second) {
    const hit *one = first;
    const hit *other = second;
    size_t shorter = one->key_length < other->key_length ? one->key_length : other->key_length;
    int order = shorter ? memcmp(one->key, other->key, shorter) : 0;
    if (order) return order;
    if (one->key_length != other->key_length) return one->key_length < other->key_length ? -1 : 1;
    return one->index < other->index ? -1 : 1;
}

static deskql_status make_included(const call *made, deskql_included **included) {
    const char *name = deskql_matcher_included_kind(made->matcher);
    const dql_serve_kind *kind = name ? dql_serve_find_kind(made->data, name, strlen(name)) : NULL;
    if (!kind) return DESKQL_OK;
    deskql_status status = deskql_included_new(made->matcher, NULL, included);
    for (const deskql_json_value *value = deskql_json_value_first(kind->array); value && status == DESKQL_OK;
         value = deskql_json_value_next(value))
        status = deskql_included_add(*included, value);
    return status;
}

/* Of a single one there is no order. */
static void warn_of_order(const call *made, const deskql_included *included) {
    size_t count = deskql_json_value_count(made->kind->array);
    if (count < 2 || deskql_included_orders(included)) return;
    for (const deskql_json_value *value = deskql_json_value_first(made->kind->array); value;
         value = deskql_json_value_next(value)) {
        if (deskql_matcher_orders(made->matcher, value)) return;
    }
    dql_serve_print(&made->answer->warning, "none of the %zu %.*s has `%s`: they keep the order that they had", count,
                    (int)made->kind->name_length, made->kind->name, deskql_matcher_order(made->matcher));
}

static bool sort(const call *made, hits *found) {
    if (!deskql_matcher_order(made->matcher)) return true;
    deskql_included *included = NULL;
    dql_serve_bytes keys = {0};
    deskql_status status = make_included(made, &included);
    if (status == DESKQL_OK) warn_of_order(made, included);
    for (size_t i = 0; i < found->count && status == DESKQL_OK; i++) {
        hit *item = &found->items[i];
        item->key_start = keys.length;
        status = deskql_matcher_key(made->matcher, item->value, included, dql_serve_append, &keys);
        item->key_length = keys.length - item->key_start;
    }
    if (status == DESKQL_OK && found->count) {
        for (size_t i = 0; i < found->count; i++) found->items[i].key = keys.bytes + found->items[i].key_start;
        qsort(found->items, found->count, sizeof *found->items, compare_hits);
    }
    /* Whether two tickets are in order is known by now. */
    dql_serve_bytes_free(&keys);
    deskql_included_free(included);
    return status == DESKQL_OK;
}

static bool is_owned(const call *made, const deskql_json_value *value) {
    int64_t id;
    if (!made->owner) return true;
    const deskql_json_value *owner = deskql_json_value_member(value, made->owner);
    return deskql_json_value_integer(deskql_json_value_member(owner, "id"), &id) && id == made->owner_id;
}

static bool find_hits(const call *made, hits *found) {
    found->items = calloc(deskql_json_value_count(made->kind->array) + 1, sizeof *found->items);
    if (!found->items) return false;
    size_t index = 0;
    for (const deskql_json_value *value = deskql_json_value_first(made->kind->array); value;
         value = deskql_json_value_next(value), index++) {
        if (is_owned(made, value) && deskql_matcher_selects(made->matcher, value))
            found->items[found->count++] = (hit){value, index, NULL, 0, 0};
    }
    return sort(made, found);
}

static void put_list(call *made, const hits *found) {
    int64_t page = 1;
    int64_t size = DESKQL_ASSUMED_PAGE_SIZE;
    deskql_matcher_page(made->matcher, &page, &size);
    if (made->page) page = made->page;
    if (made->size) size = made->size;
    uint64_t count = found->count;
    uint64_t pages = (count + (uint64_t)size - 1) / (uint64_t)size;
    bool exists = (uint64_t)page <= pages;
    bool more = (uint64_t)page < pages;
    uint64_t start = exists ? (uint64_t)(page - 1) * (uint64_t)size : count;
    hits shown = {found->items + start, count - start < (uint64_t)size ? (size_t)(count - start) : (size_t)size};
    put(made, "{");
    deskql_json_write_string(made->kind->name, made->kind->name_length, dql_serve_append, &made->answer->body);
    put(made, ":[");
    for (size_t i = 0; i < shown.count; i++) {
        if (i) put(made, ",");
        put_value(made, made->matcher, shown.items[i].value);
    }
    put(made, "]");
    put_included(made, &shown);
    dql_serve_print(&made->answer->body,
                    ",\"pagination\":{\"records\":%" PRIu64 ",\"pageSize\":%" PRId64 ",\"pages\":%" PRIu64
                    ",\"page\":%" PRId64 ",\"hasMorePages\":%s},\"meta\":{\"page\":{\"pageOffset\":%" PRId64
                    ",\"pageSize\":%" PRId64 ",\"count\":%" PRIu64 ",\"pages\":%" PRIu64 ",\"hasMore\":%s}}}",
                    count, size, pages, page, more ? "true" : "false", page - 1, size, count, pages,
                    more ? "true" : "false");
}

static void answer_list(call *made) {
    hits found = {NULL, 0};
    if (find_hits(made, &found)) {
        made->answer->status = 200;
        put_list(made, &found);
    } else {
        made->answer->body.failed = true;
    }
    free(found.items);
}

/* ---- One ticket ---- */

static void answer_one(call *made, int64_t id) {
    const dql_serve_item *item = dql_serve_find(made->kind->items, made->kind->count, id);
    if (!item) {
        dql_serve_refuse(made->answer, 404, "id", "is no ticket’s");
        return;
    }
    hit only = {item->value, 0, NULL, 0, 0};
    hits page = {&only, 1};
    made->answer->status = 200;
    put(made, "{\"ticket\":");
    put_value(made, made->matcher, item->value);
    put_included(made, &page);
    put(made, "}");
}

/* The id of `/desk/api/v2/tickets/17.json`; returns false for other paths. */
static bool read_one_path(const char *path, size_t length, int64_t *id) {
    size_t start = strlen(ONE_PATH);
    size_t end = strlen(ONE_END);
    if (length <= start + end || length > start + end + 18 || memcmp(path, ONE_PATH, start) != 0) return false;
    if (memcmp(path + length - end, ONE_END, end) != 0) return false;
    *id = 0;
    for (size_t i = start; i < length - end; i++) {
        if (path[i] < '0' || path[i] > '9') return false;
        *id = *id * 10 + (path[i] - '0');
    }
    return true;
}

/* ---- The public functions ---- */

/* A target may be a whole URL, as clients of proxies write it. */
static const char *skip_authority(const char *target) {
    static const char scheme[] = "http://";
    if (strncmp(target, scheme, sizeof scheme - 1) != 0) return target;
    target += sizeof scheme - 1;
    return target + strcspn(target, "/?");
}

/* The one who asks is the first of the users. */
static void answer_me(call *made) {
    const dql_serve_kind *users = dql_serve_find_kind(made->data, "users", strlen("users"));
    if (!users || !users->count) {
        dql_serve_refuse(made->answer, 404, "path", "has no user");
        return;
    }
    made->answer->status = 200;
    put(made, "{\"user\":");
    put_value(made, made->data->matcher, deskql_json_value_first(users->array));
    put(made, "}");
}

void dql_serve_get(const dql_serve_data *data, const char *target, dql_serve_answer *answer) {
    call made = {.data = data, .answer = answer};
    target = skip_authority(target);
    size_t length = strcspn(target, "?");
    const char *query = target[length] ? target + length + 1 : "";
    int64_t id = 0;
    if (length == strlen(ME_PATH) && memcmp(target, ME_PATH, length) == 0) {
        answer_me(&made);
    } else if (read_one_path(target, length, &id)) {
        if (compile(&made, LIST_PATH, strlen(LIST_PATH), query)) answer_one(&made, id);
    } else if (compile(&made, target, length, query)) {
        answer_list(&made);
    }
    deskql_matcher_free(made.matcher);
    deskql_plan_free(made.plan);
    deskql_document_free(made.document);
}
