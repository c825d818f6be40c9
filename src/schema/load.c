#include "schema/load.h"

#include "diagnostics/names.h"
#include "schema/index.h"

#define VERSION 2
#define DEFAULT_PAGE_SIZE 100
/* So many names all endpoints of a file may inherit: a few bytes of text could ask for any number. */
#define MOST_INHERITED 250000u

static uint32_t count_of(const deskql_json_value *list) {
    return list ? list->count : 0;
}

/* ---- Endpoints ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* How long the name of letters, digits and `_` is that a text begins with; 0 where a digit is first. */
static size_t plain_name(const char *text) {
    return *text >= '0' && *text <= '9' ? 0 : strspn(text, LETTERS);
}

static const char *read_endpoint_name(dql_load *load, const deskql_json_value *value) {
    const char *name = dql_load_name(load, value->as.text, value->count, value->range, "an endpoint's name", true);
    if (!name) return NULL;
    if (plain_name(name) == value->count) return name;
    dql_report(load->findings, DQL_BAD_SCHEMA, value->range,
               "an endpoint's name has letters, digits and `_` alone, and begins with no digit");
    return NULL;
}

/* How long the `{name}` behind a `/` is; 0 where there is none. What follows it begins no other name. */
static size_t path_parameter(const char *slash) {
    size_t name = slash[1] == '{' ? plain_name(slash + 2) : 0;
    return name && slash[name + 2] == '}' && strchr("/.", slash[name + 3]) ? name + 2 : 0;
}

static const char *read_path(dql_load *load, const deskql_json_value *value) {
    const char *path = value->as.text;
    size_t end = 0;
    uint32_t parameters = 0;
    while (path[end] == '/') {
        size_t parameter = load->version >= 2 ? path_parameter(path + end) : 0;
        parameters += parameter > 0;
        end += 1 + parameter;
        /* The characters of RFC 3986's path. */
        end += strspn(path + end, LETTERS "-.~%!$&'()*+,;=:@");
    }
    bool fits = parameters <= DQL_MOST_PATH_PARAMETERS;
    if (end && end == value->count && fits) return dql_arena_copy(load->arena, path, value->count);
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, value->range,
                                         "a path begins with `/` and has the characters of a URL's path alone");
    if (load->version >= 2 && strchr(path, '{'))
        dql_finding_help(load->findings, finding,
                         "up to %u parameters begin each a part of it: `/tickets/{ticket}/messages.json`",
                         DQL_MOST_PATH_PARAMETERS);
    return NULL;
}

static uint32_t read_page_size(dql_load *load, const deskql_json_value *value, const deskql_endpoint *base) {
    int64_t size = base ? base->maximum_page_size : DEFAULT_PAGE_SIZE;
    if (value && (!deskql_json_value_integer(value, &size) || size < 1 || size > INT32_MAX)) {
        dql_report(load->findings, DQL_BAD_SCHEMA, value->range, "a page's maximum size is a whole number from 1 to %d",
                   INT32_MAX);
    }
    return (uint32_t)size;
}

static bool all_fit(dql_load *load, const deskql_json_value *value, const dql_load_names *from) {
    const deskql_endpoint *base = from->base;
    uint64_t count = count_of(from->added.filter) + (uint64_t)count_of(from->added.order) + count_of(from->renamed);
    dql_range opener = {value->range.start, value->range.start + 1};
    if (base) {
        bool too_many = load->inherited > MOST_INHERITED;
        load->inherited += base->entry_count + (size_t)base->includes.count + base->sparse.count;
        if (load->inherited > MOST_INHERITED) {
            if (!too_many)
                dql_report(load->findings, DQL_BAD_SCHEMA, opener, "the endpoints inherit more than %u names in all",
                           MOST_INHERITED);
            return false;
        }
        count += base->entry_count;
    }
    if (count <= DQL_NAMES_LIMIT) return true;
    dql_report(load->findings, DQL_BAD_SCHEMA, opener,
               "more than %u filter fields, order fields and old names together", DQL_NAMES_LIMIT);
    return false;
}

/* ---- Extension ------------------------------------------------------------------------------------------------------- */

/* `add` and `remove`, which may be NULL. */
static void read_lists(dql_load *load, const deskql_json_value *value, const char *what, dql_load_lists *lists) {
    enum { FILTER, ORDER, INCLUDES, FIELDS, VALUES, COUNT };
    static const dql_key_rule rules[COUNT] = {
        [FILTER] = {"filter", DQL_JSON_BIT(ARRAY), false, 0},     [ORDER] = {"order", DQL_JSON_BIT(ARRAY), false, 0},
        [INCLUDES] = {"includes", DQL_JSON_BIT(ARRAY), false, 0}, [FIELDS] = {"fields", DQL_JSON_BIT(ARRAY), false, 0},
        [VALUES] = {"values", DQL_JSON_BIT(OBJECT), false, 0},
    };
    const deskql_json_value *found[COUNT];
    if (!value || !dql_load_object(load, value, what, rules, COUNT, found)) return;
    *lists = (dql_load_lists){found[FILTER], found[ORDER], found[INCLUDES], found[FIELDS], found[VALUES]};
}

/* What one endpoint alone has, of those that extend another and those that do not. */
static void report_misplaced(dql_load *load, const deskql_json_value *member, bool extends) {
    if (!member) return;
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, member->key->range,
                                         extends ? "an endpoint that extends another has no `%s`"
                                                 : "an endpoint that extends no other has no `%s`",
                                         dql_shown(load->scratch, member->key->text, member->key->length));
    if (extends && member->type != DESKQL_JSON_STRING)
        dql_finding_help(load->findings, finding, "it stands in `add`, `remove` or `retype`");
}

/* Whether each field is a parameter of its own. */
static bool read_kind(dql_load *load, const deskql_json_value *kind) {
    bool named = strcmp(kind->as.text, "parameters") == 0;
    if (!named && strcmp(kind->as.text, "filter") != 0)
        dql_report(load->findings, DQL_BAD_SCHEMA, kind->range, "an endpoint's kind is `filter` or `parameters`");
    return named;
}

/* NULL where it has no name or there is no memory; with mistakes of other kinds it is as good as it can be. */
static const deskql_endpoint *read_endpoint(dql_load *load, const deskql_json_value *value,
                                            const deskql_endpoint *base) {
    enum { NAME, PATH, SIZE, KIND, FILTER, ORDER, INCLUDES, FIELDS, RENAMED, EXTENDS, ADD, REMOVE, RETYPE, IDS, COUNT };
    bool extends = value->type == DESKQL_JSON_OBJECT && dql_json_member(value, "extends", 7);
    const dql_key_rule rules[COUNT] = {
        [NAME] = {"name", DQL_JSON_BIT(STRING), true, 0},
        [PATH] = {"path", DQL_JSON_BIT(STRING), !extends, 0},
        [SIZE] = {"maximumPageSize", DQL_JSON_BIT(NUMBER), false, 0},
        [KIND] = {"kind", DQL_JSON_BIT(STRING), false, 2},
        [FILTER] = {"filter", DQL_JSON_BIT(ARRAY), false, 0},
        [ORDER] = {"order", DQL_JSON_BIT(ARRAY), false, 0},
        [INCLUDES] = {"includes", DQL_JSON_BIT(ARRAY), false, 0},
        [FIELDS] = {"fields", DQL_JSON_BIT(ARRAY), false, 0},
        [RENAMED] = {"renamed", DQL_JSON_BIT(OBJECT), false, 0},
        [EXTENDS] = {"extends", DQL_JSON_BIT(STRING), false, 2},
        [ADD] = {"add", DQL_JSON_BIT(OBJECT), false, 2},
        [REMOVE] = {"remove", DQL_JSON_BIT(OBJECT), false, 2},
        [RETYPE] = {"retype", DQL_JSON_BIT(ARRAY), false, 2},
        [IDS] = {"ids", DQL_JSON_BIT_BOOLEAN, false, 2},
    };
    const deskql_json_value *found[COUNT];
    if (!dql_load_object(load, value, "an endpoint", rules, COUNT, found)) return NULL;
    if (extends && !base) return NULL;
    for (unsigned i = base ? KIND : ADD; i <= (base ? FIELDS : RETYPE); i++) report_misplaced(load, found[i], base);
    dql_load_names from = {.base = base, .retyped = base ? found[RETYPE] : NULL, .renamed = found[RENAMED]};
    if (base) {
        read_lists(load, found[ADD], "`add`", &from.added);
        read_lists(load, found[REMOVE], "`remove`", &from.removed);
    } else {
        from.added = (dql_load_lists){found[FILTER], found[ORDER], found[INCLUDES], found[FIELDS], NULL};
    }
    load->named = found[KIND] && !base ? read_kind(load, found[KIND]) : base && base->named;
    deskql_endpoint *endpoint = dql_arena_take_zeroed(load->arena, sizeof *endpoint);
    if (!endpoint || !all_fit(load, value, &from)) return NULL;
    if (found[NAME]) endpoint->name = read_endpoint_name(load, found[NAME]);
    if (endpoint->name) endpoint->name_length = strlen(endpoint->name);
    endpoint->path = found[PATH] ? read_path(load, found[PATH]) : base ? base->path : NULL;
    from.path_range = found[PATH] ? found[PATH]->range : (dql_range){value->range.start, value->range.start + 1};
    endpoint->maximum_page_size = read_page_size(load, found[SIZE], base);
    endpoint->ids = found[IDS] ? found[IDS]->type == DESKQL_JSON_TRUE : base && base->ids;
    endpoint->named = load->named;
    dql_load_all_names(load, &from, endpoint);
    endpoint->unusual = endpoint->named || endpoint->path_count;
    bool whole = !load->arena->failed && !load->scratch->failed;
    return endpoint->name && whole ? endpoint : NULL;
}

/* ---- Files ----------------------------------------------------------------------------------------------------------- */

#define NONE UINT32_MAX

/* An endpoint of the file. Chains of them may be as long as the file, so those that wait for their base are linked, and nothing recurses. */
typedef struct pending {
    const char *name; /* NULL: it has none */
    const deskql_json_value *value;
    const deskql_endpoint *base;
    const deskql_endpoint *endpoint; /* once it is read: NULL where it cannot be used */
    uint32_t waiting;                /* the one that extends this one */
    bool begun;
    bool read;
} pending;

typedef struct file {
    pending *at;
    uint32_t count;
    const char **names;
    uint32_t *places; /* of the names, in `at` */
    dql_index_builder index;
    uint32_t named;
} file;

static const char *present_at(const void *present, size_t index) {
    return ((const dql_endpoints *)present)->at[index]->name;
}

/* The endpoint of the file that one extends; NONE where it extends one that there was before, which is its base then, or none. */
static uint32_t find_base(dql_load *load, const file *of, pending *one) {
    const deskql_json_value *extends = dql_json_member(one->value, "extends", 7);
    if (!extends || extends->type != DESKQL_JSON_STRING || load->version < 2) return NONE;
    const char *text = extends->as.text;
    /* One that takes the place of another may extend it. */
    bool itself = one->name && strcmp(one->name, text) == 0;
    dql_name_index index = dql_index_end(&of->index);
    int32_t found = itself ? -1 : dql_index_find(&index, of->names, sizeof *of->names, text, extends->count);
    if (found >= 0 && !of->at[of->places[found]].begun) return of->places[found];
    if (found >= 0 && of->at[of->places[found]].read) {
        one->base = of->at[of->places[found]].endpoint;
        return NONE;
    }
    const char *shown = dql_shown(load->scratch, text, extends->count);
    if (found >= 0) {
        dql_report(load->findings, DQL_BAD_SCHEMA, extends->range, "`%s` extends this endpoint itself", shown);
        return NONE;
    }
    for (size_t i = 0; i < load->present.count && !one->base; i++) {
        const deskql_endpoint *present = load->present.at[i];
        if (present->name_length == extends->count && memcmp(present->name, text, extends->count) == 0)
            one->base = present;
    }
    if (one->base) return NONE;
    deskql_finding *finding =
        dql_report(load->findings, DQL_BAD_SCHEMA, extends->range, "there is no endpoint `%s` to extend", shown);
    dql_load_help_similar(load, finding, "endpoint", text, extends->count,
                          (dql_names){&load->present, load->present.count, present_at});
    return NONE;
}

/* Reads one, and before it those that it extends. */
static void read_pending(dql_load *load, file *of, uint32_t which) {
    uint32_t waiting = NONE;
    while (which != NONE) {
        pending *one = &of->at[which];
        one->begun = true;
        one->waiting = waiting;
        waiting = which;
        which = find_base(load, of, one);
    }
    const deskql_endpoint *base = NULL;
    for (which = waiting; which != NONE; which = of->at[which].waiting) {
        pending *one = &of->at[which];
        if (base) one->base = base;
        one->endpoint = base = read_endpoint(load, one->value, one->base);
        one->read = true;
    }
}

/* Its name, where it has one that no other of the file has. */
static void take_name(dql_load *load, file *of, pending *one) {
    const deskql_json_value *name = dql_json_member(one->value, "name", 4);
    if (!name || name->type != DESKQL_JSON_STRING) return;
    uint32_t position = dql_index_add(&of->index, of->names, sizeof *of->names, of->named, name->as.text, name->count);
    if (position < of->named) {
        const deskql_json_value *first = of->at[of->places[position]].value;
        dql_load_twice(load, name->as.text, name->range, dql_json_member(first, "name", 4)->range);
        return;
    }
    of->names[of->named] = one->name = name->as.text;
    of->places[of->named++] = (uint32_t)(one - of->at);
}

static void read_endpoints(dql_load *load, const deskql_json_value *list, dql_endpoints *loaded) {
    if (!dql_load_fits(load, list)) return;
    const deskql_endpoint **made = dql_arena_take(load->arena, list->count * sizeof *made + 1);
    file of = {.count = list->count};
    of.at = dql_arena_take_zeroed(load->scratch, list->count * sizeof *of.at + 1);
    of.names = dql_arena_take(load->scratch, list->count * sizeof *of.names + 1);
    of.places = dql_arena_take(load->scratch, list->count * sizeof *of.places + 1);
    if (!made || !of.at || !of.names || !of.places || !dql_index_begin(&of.index, load->scratch, list->count)) return;
    uint32_t count = 0;
    for (const deskql_json_value *item = list->as.first; item; item = item->next, count++) {
        of.at[count].value = item;
        if (item->type == DESKQL_JSON_OBJECT) take_name(load, &of, &of.at[count]);
    }
    for (uint32_t i = 0; i < of.count; i++) {
        if (!of.at[i].begun) read_pending(load, &of, i);
    }
    count = 0;
    for (uint32_t i = 0; i < of.count; i++) {
        if (of.at[i].endpoint) made[count++] = of.at[i].endpoint;
    }
    *loaded = (dql_endpoints){made, count};
}

bool dql_load_schema(dql_load *load, const char *text, size_t length, dql_endpoints *loaded) {
    enum { SCHEMA, VERSION_, ENDPOINTS, COUNT };
    static const dql_key_rule rules[COUNT] = {
        [SCHEMA] = {"$schema", DQL_JSON_BIT(STRING), false, 0},
        [VERSION_] = {"version", DQL_JSON_BIT(NUMBER), true, 0},
        [ENDPOINTS] = {"endpoints", DQL_JSON_BIT(ARRAY), true, 0},
    };
    const deskql_json_value *found[COUNT];
    dql_source source = {0};
    *loaded = (dql_endpoints){NULL, 0};
    load->version = VERSION;
    const deskql_json_value *root = dql_load_begin(load, text, length, &source);
    if (root && dql_load_object(load, root, "a schema", rules, COUNT, found)) {
        int64_t *version = &load->version;
        if (found[VERSION_] &&
            (!deskql_json_value_integer(found[VERSION_], version) || *version < 1 || *version > VERSION)) {
            /* Of another version's form nothing is known. */
            dql_report(load->findings, DQL_BAD_SCHEMA, found[VERSION_]->range, "the version has to be from 1 to %d",
                       VERSION);
        } else if (found[ENDPOINTS]) {
            read_endpoints(load, found[ENDPOINTS], loaded);
        }
    }
    return dql_load_end(load, &source);
}
