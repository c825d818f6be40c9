/* What a ticket is ordered by: a member of its own, or of the things that it is related to. */
#include "base/set.h"
#include "match/matcher.h"
#include "schema/schemas.h"

#include <string.h>

/* ---- From the field's name to where its value stands ---- */

/* Whether the first part of an order field's name, `users`, `statuses`, is what a field refers to: `users`, `ticketstatuses`. */
static bool is_of_kind(const dql_field *field, const char *head, size_t length) {
    static const char prefix[] = "ticket";
    const char *kind = field->kind;
    if (kind && strncmp(kind, head, length) == 0 && kind[length] == '\0') return true;
    if (!kind || strncmp(kind, prefix, sizeof prefix - 1) != 0) return false;
    kind += sizeof prefix - 1;
    return strncmp(kind, head, length) == 0 && kind[length] == '\0';
}

/* The first field that refers to such things, in the endpoint or else in tickets, whose fields others have too: `customers` is the
   table of `customer`. Which tables the API's order fields name is assumed (docs/matching.md). NULL where there is none. */
static const dql_field *find_relationship(const deskql_endpoint *endpoint, const char *head, size_t length) {
    const deskql_endpoint *const places[] = {endpoint, dql_schemas_default(NULL)};
    for (size_t i = 0; i < 2; i++) {
        for (uint32_t j = 0; places[i] && j < places[i]->field_count; j++) {
            if (is_of_kind(&places[i]->fields[j], head, length)) return &places[i]->fields[j];
        }
    }
    return NULL;
}

static bool ends_with(const char *text, size_t length, const char *end) {
    size_t end_length = strlen(end);
    return length >= end_length && memcmp(text + length - end_length, end, end_length) == 0;
}

static bool is_time(const deskql_endpoint *endpoint, const char *field, size_t length) {
    const dql_name_entry *entry = endpoint ? dql_endpoint_lookup(endpoint, field, length) : NULL;
    const dql_field *of = dql_entry_field(endpoint, entry);
    if (of) return of->type == DESKQL_TYPE_DATETIME;
    return ends_with(field, length, "At");
}

void dql_match_make_order(deskql_matcher *matcher) {
    dql_match_order *order = &matcher->order;
    const dql_name *name = matcher->plan->order;
    memset(order, 0, sizeof *order);
    if (!name) return;
    order->endpoint = matcher->plan->endpoint;
    order->field = name->text;
    order->descending = matcher->plan->descending;
    order->is_time = is_time(matcher->plan->endpoint, name->text, name->length);
    const char *dot = memchr(name->text, '.', name->length);
    if (!dot) return;
    order->rest = dot + 1;
    order->head_length = (size_t)(dot - name->text);
    const dql_field *relationship = find_relationship(order->endpoint, name->text, order->head_length);
    order->kind = relationship ? relationship->kind : dql_arena_copy(&matcher->arena, name->text, order->head_length);
    /* The id stands in the ticket. */
    if (strcmp(order->rest, "id") == 0) order->kind = NULL;
}

/* ---- Values ---- */

/* Of several values the one that comes first counts: the least in ascending order, the greatest in descending. */
typedef struct choice {
    const dql_match_order *order;
    bool any;
    dql_scalar best;
} choice;

static void consider(choice *chosen, dql_scalar scalar) {
    dql_scalar time;
    if (chosen->order->is_time && scalar.class_ == DQL_SCALAR_STRING && dql_scalar_to_time(&scalar, &time))
        scalar = time;
    int order = chosen->any ? dql_scalar_compare(&scalar, &chosen->best) : 0;
    if (chosen->any && (chosen->order->descending ? order <= 0 : order >= 0)) return;
    chosen->any = true;
    chosen->best = scalar;
}

static void consider_value(choice *chosen, const deskql_json_value *value) {
    if (!value || value->type != DESKQL_JSON_ARRAY) {
        consider(chosen, dql_scalar_of_json(dql_scalar_stands_for(value)));
        return;
    }
    if (!value->as.first) consider(chosen, (dql_scalar){.class_ = DQL_SCALAR_EMPTY});
    for (const deskql_json_value *item = value->as.first; item; item = item->next) {
        consider(chosen, dql_scalar_of_json(dql_scalar_stands_for(item)));
    }
}

/* The member of a name that the API's tables have: `customers` is `customer` in a ticket, or else `customers` itself. */
static const deskql_json_value *find_related(const dql_match_order *order, const deskql_json_value *object,
                                             const char *head, size_t length) {
    const dql_field *relationship = find_relationship(order->endpoint, head, length);
    const deskql_json_value *member = relationship ? deskql_json_value_member(object, relationship->name) : NULL;
    return member ? member : dql_json_member(object, head, length);
}

/* Considers all values at a path into an object; as deep as the JSON is. Returns false where there are none. */
static bool consider_path(choice *chosen, const deskql_json_value *object, const char *path) {
    const char *dot = strchr(path, '.');
    if (!dot) {
        const deskql_json_value *value = deskql_json_value_member(object, path);
        if (value) consider_value(chosen, value);
        return value != NULL;
    }
    const deskql_json_value *member = find_related(chosen->order, object, path, (size_t)(dot - path));
    if (member && strcmp(dot + 1, "id") == 0) {
        /* What is related stands for its id. */
        consider_value(chosen, member);
        return true;
    }
    if (!member || member->type != DESKQL_JSON_ARRAY) return member && consider_path(chosen, member, dot + 1);
    bool any = false;
    for (const deskql_json_value *item = member->as.first; item; item = item->next) {
        if (item->type == DESKQL_JSON_OBJECT && consider_path(chosen, item, dot + 1)) any = true;
    }
    return any;
}

/* People have two names in the API; without a `name` it is made of them. Returns the text, in the arena; NULL for none. */
static const char *join_names(dql_arena *arena, const deskql_json_value *item, size_t *length) {
    size_t first_length;
    size_t last_length;
    const char *first = deskql_json_value_text(deskql_json_value_member(item, "firstName"), &first_length);
    const char *last = deskql_json_value_text(deskql_json_value_member(item, "lastName"), &last_length);
    if (!first && !last) return NULL;
    char *joined = dql_arena_take(arena, first_length + last_length + 2);
    if (!joined) return NULL;
    if (first) memcpy(joined, first, first_length);
    *length = first_length;
    if (first_length && last_length) joined[(*length)++] = ' ';
    if (last) memcpy(joined + *length, last, last_length);
    *length += last_length;
    return joined;
}

/* ---- Related things ---- */

typedef struct entry {
    const char *id; /* as a key */
    size_t id_length;
    const char *key;
    size_t key_length;
} entry;

struct deskql_included {
    dql_arena arena;
    const deskql_matcher *matcher;
    dql_set entries;
    bool orders; /* an entry has a key */
};

static int order_entries(const void *one_, const void *other_) {
    const entry *one = one_;
    const entry *other = other_;
    return dql_compare_bytes(one->id, one->id_length, other->id, other->id_length);
}

static uint32_t hash_entry(const void *entry_) {
    const entry *hashed = entry_;
    return dql_hash_bytes(DQL_HASH_START, hashed->id, hashed->id_length);
}

#define SHORT_KEY 64u
/* Of things that a response has beside its tickets. */
#define USUAL_COUNT 1000u

/* Ids are numbers or texts; the key of one is the same however it is written. A longer text than there is room for is none. */
static size_t make_id(const deskql_json_value *id, char key[SHORT_KEY]) {
    dql_scalar scalar = dql_scalar_of_json(dql_scalar_stands_for(id));
    if (scalar.class_ != DQL_SCALAR_NUMBER && scalar.class_ != DQL_SCALAR_STRING) return 0;
    dql_writer writer;
    dql_writer_to_buffer(&writer, key, SHORT_KEY);
    dql_scalar_write_key(&scalar, false, &writer);
    size_t length = dql_writer_length(&writer);
    return length <= SHORT_KEY ? length : 0;
}

static choice choose(const deskql_included *included, const deskql_json_value *item, dql_arena *arena) {
    const dql_match_order *order = &included->matcher->order;
    choice chosen = {.order = order};
    if (consider_path(&chosen, item, order->rest) || strcmp(order->rest, "name") != 0) return chosen;
    dql_scalar joined = {.class_ = DQL_SCALAR_STRING};
    joined.text = join_names(arena, item, &joined.length);
    if (joined.text) consider(&chosen, joined);
    return chosen;
}

deskql_status deskql_included_new(const deskql_matcher *matcher, const deskql_allocator *allocator,
                                  deskql_included **result) {
    if (!deskql_matcher_included_kind(matcher) || !result || !dql_allocator_is_complete(allocator))
        return DESKQL_MISUSE;
    deskql_included *included = dql_handle_new(allocator, sizeof *included, offsetof(deskql_included, arena));
    if (!included) return DESKQL_NO_MEMORY;
    included->matcher = matcher;
    *result = included;
    return DESKQL_OK;
}

void deskql_included_free(deskql_included *included) {
    if (DQL_LIVE(included)) dql_handle_free(included, &included->arena);
}

/* The id and the key, one behind the other in the arena. NULL without memory. */
static const entry *make_entry(dql_arena *arena, const char *id, size_t id_length, const choice *chosen) {
    dql_writer writer;
    dql_writer_to_buffer(&writer, NULL, 0);
    if (chosen->any) dql_scalar_write_key(&chosen->best, chosen->order->descending, &writer);
    size_t key_length = dql_writer_length(&writer);
    entry *made = dql_arena_take(arena, sizeof *made);
    char *bytes = dql_arena_take(arena, id_length + key_length);
    if (!made || !bytes) return NULL;
    memcpy(bytes, id, id_length);
    dql_writer_to_buffer(&writer, bytes + id_length, key_length);
    if (chosen->any) dql_scalar_write_key(&chosen->best, chosen->order->descending, &writer);
    *made = (entry){bytes, id_length, bytes + id_length, key_length};
    return made;
}

deskql_status deskql_included_add(deskql_included *included, const deskql_json_value *item) {
    if (!DQL_LIVE(included) || !item) return DESKQL_MISUSE;
    char id[SHORT_KEY];
    size_t id_length = make_id(deskql_json_value_member(item, "id"), id);
    if (!id_length) return DESKQL_OK;
    dql_arena *arena = &included->arena;
    arena->failed = false;
    dql_set *entries = &included->entries;
    if (entries->count == 0 && !dql_set_init(entries, arena, USUAL_COUNT, order_entries, hash_entry))
        return DESKQL_NO_MEMORY;
    if (dql_set_find(entries, &(entry){.id = id, .id_length = id_length})) return DESKQL_OK;
    choice chosen = choose(included, item, arena);
    const entry *made = make_entry(arena, id, id_length, &chosen);
    if (made) dql_set_add(entries, made);
    if (chosen.any) included->orders = true;
    return arena->failed ? DESKQL_NO_MEMORY : DESKQL_OK;
}

/* ---- Keys ---- */

/* The key of a ticket that is related to several things is the least of theirs, which is the first in either direction. */
typedef struct least_key {
    const char *bytes;
    size_t length;
} least_key;

static void consider_entry(const deskql_included *included, const deskql_json_value *related, least_key *least) {
    char id[SHORT_KEY];
    size_t id_length = make_id(related, id);
    if (!included || included->entries.count == 0 || !id_length) return;
    const entry *found = dql_set_find(&included->entries, &(entry){.id = id, .id_length = id_length});
    if (!found || !found->key_length) return;
    size_t shorter = least->length < found->key_length ? least->length : found->key_length;
    int order = least->bytes ? memcmp(found->key, least->bytes, shorter) : -1;
    if (order < 0) *least = (least_key){found->key, found->key_length};
}

static least_key find_least(const deskql_included *included, const deskql_json_value *related) {
    least_key least = {NULL, 0};
    if (!related || related->type != DESKQL_JSON_ARRAY) {
        consider_entry(included, related, &least);
        return least;
    }
    for (const deskql_json_value *item = related->as.first; item; item = item->next) {
        consider_entry(included, item, &least);
    }
    return least;
}

/* A value in the ticket itself, if there is one, comes before one of `included`. */
static void write_key(const deskql_matcher *matcher, const deskql_json_value *ticket, const deskql_included *included,
                      dql_writer *writer) {
    const dql_match_order *order = &matcher->order;
    choice chosen = {.order = order};
    if (!order->rest) {
        consider_value(&chosen, deskql_json_value_member(ticket, order->field));
    } else if (!consider_path(&chosen, ticket, order->field)) {
        const deskql_json_value *related = find_related(order, ticket, order->field, order->head_length);
        least_key least = find_least(included, related);
        dql_write(writer, least.bytes, least.length);
        if (least.bytes) return;
        consider(&chosen, (dql_scalar){.class_ = DQL_SCALAR_NULL});
    }
    dql_scalar_write_key(&chosen.best, order->descending, writer);
}

const char *deskql_matcher_order(const deskql_matcher *matcher) {
    return DQL_LIVE(matcher) && matcher->plan ? matcher->order.field : NULL;
}

const char *deskql_matcher_included_kind(const deskql_matcher *matcher) {
    return DQL_LIVE(matcher) && matcher->plan ? matcher->order.kind : NULL;
}

bool deskql_matcher_orders(const deskql_matcher *matcher, const deskql_json_value *ticket) {
    if (!deskql_matcher_order(matcher) || !ticket) return false;
    choice chosen = {.order = &matcher->order};
    return consider_path(&chosen, ticket, matcher->order.field);
}

bool deskql_included_orders(const deskql_included *included) {
    return DQL_LIVE(included) && included->orders;
}

deskql_status deskql_matcher_key(const deskql_matcher *matcher, const deskql_json_value *ticket,
                                 const deskql_included *included, deskql_sink sink, void *context) {
    if (!DQL_LIVE(matcher) || !matcher->plan || !ticket || !sink) return DESKQL_MISUSE;
    if (included && !DQL_LIVE(included)) return DESKQL_MISUSE;
    if (!matcher->order.field) return DESKQL_OK;
    char stage[256];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    write_key(matcher, ticket, included, &writer);
    return dql_writer_finish(&writer);
}
