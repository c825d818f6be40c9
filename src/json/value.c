#include "json/value.h"

#include "base/number.h"

#include <string.h>

int dql_json_compare_keys(const char *one, size_t one_length, const char *other, size_t other_length) {
    if (one_length != other_length) return one_length < other_length ? -1 : 1;
    return one_length ? memcmp(one, other, one_length) : 0;
}

static bool in_order(const deskql_json_value *one, const deskql_json_value *other) {
    return dql_json_compare_keys(one->key->text, one->key->length, other->key->text, other->key->length) <= 0;
}

static void merge(deskql_json_value **from, deskql_json_value **to, uint32_t low, uint32_t middle, uint32_t high) {
    uint32_t left = low;
    uint32_t right = middle;
    for (uint32_t at = low; at < high; at++) {
        bool take_left = right >= high || (left < middle && in_order(from[left], from[right]));
        to[at] = from[take_left ? left++ : right++];
    }
}

/* A merge sort and not a hash table, since no choice of keys can make it slow. It keeps equal keys in source order. */
bool dql_json_sort_members(dql_arena *arena, deskql_json_value *object) {
    uint32_t count = object->count;
    deskql_json_value **from = dql_arena_take(arena, count * sizeof *from);
    deskql_json_value **to = dql_arena_take(arena, count * sizeof *to);
    if (!from || !to) return false;
    uint32_t filled = 0;
    for (deskql_json_value *member = object->as.first; member; member = member->next) from[filled++] = member;
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t low = 0; low < count; low += 2 * width) {
            uint32_t middle = (uint32_t)(low + width < count ? low + width : count);
            uint32_t high = (uint32_t)(low + 2 * width < count ? low + 2 * width : count);
            merge(from, to, (uint32_t)low, middle, high);
        }
        deskql_json_value **swapped = from;
        from = to;
        to = swapped;
    }
    object->more.sorted = from;
    return true;
}

const deskql_json_value *dql_json_member(const deskql_json_value *object, const char *key, size_t length) {
    if (!object || object->type != DESKQL_JSON_OBJECT) return NULL;
    if (object->count <= DQL_JSON_FEW) {
        const deskql_json_value *member = object->as.first;
        while (member && dql_json_compare_keys(member->key->text, member->key->length, key, length) != 0) {
            member = member->next;
        }
        return member;
    }
    uint32_t low = 0;
    uint32_t high = object->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const deskql_json_value *member = object->more.sorted[middle];
        int order = dql_json_compare_keys(member->key->text, member->key->length, key, length);
        if (order == 0) return member;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool has_text(const deskql_json_value *value) {
    return value && (value->type == DESKQL_JSON_STRING || value->type == DESKQL_JSON_NUMBER);
}

static bool has_items(const deskql_json_value *value) {
    return value && (value->type == DESKQL_JSON_ARRAY || value->type == DESKQL_JSON_OBJECT);
}

deskql_json_type deskql_json_value_type(const deskql_json_value *value) {
    return value ? (deskql_json_type)value->type : (deskql_json_type)0;
}

const char *deskql_json_value_text(const deskql_json_value *value, size_t *length) {
    bool text = has_text(value);
    if (length) *length = text ? value->count : 0;
    return text ? value->as.text : NULL;
}

bool deskql_json_value_integer(const deskql_json_value *value, int64_t *integer) {
    if (!integer || !value || value->type != DESKQL_JSON_NUMBER || !value->integer) return false;
    return dql_integer_read(value->as.text, value->count, integer);
}

double deskql_json_value_number(const deskql_json_value *value) {
    return value && value->type == DESKQL_JSON_NUMBER ? dql_number_read(value->as.text, value->count) : 0;
}

size_t deskql_json_value_count(const deskql_json_value *value) {
    return has_items(value) ? value->count : 0;
}

const deskql_json_value *deskql_json_value_first(const deskql_json_value *value) {
    return has_items(value) ? value->as.first : NULL;
}

const deskql_json_value *deskql_json_value_next(const deskql_json_value *value) {
    return value ? value->next : NULL;
}

const char *deskql_json_value_key(const deskql_json_value *member, size_t *length) {
    const dql_json_key *key = member ? member->key : NULL;
    if (length) *length = key ? key->length : 0;
    return key ? key->text : NULL;
}

const deskql_json_value *deskql_json_value_member(const deskql_json_value *object, const char *key) {
    return key ? dql_json_member(object, key, strlen(key)) : NULL;
}
