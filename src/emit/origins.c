#include "emit/origins.h"

#include "diagnostics/parameters.h"
#include "syntax/document.h"
#include "json/writer.h"

/* ---- Places ---------------------------------------------------------------------------------------------------------- */

static bool is_one_object(const dql_plan_node *node) {
    return node->kind == DQL_PLAN_COMPARISON || node->distinct_fields;
}

static const char *group_key(const dql_plan_node *group) {
    return group->kind == DQL_PLAN_AND ? "$and" : "$or";
}

/* The comparisons of an object are the members of a group, or one that has siblings of its own. */
static const dql_plan_node *first_of_object(const dql_plan_node *node) {
    return node->kind == DQL_PLAN_COMPARISON ? node : node->first;
}

static const dql_plan_node *end_of_object(const dql_plan_node *node) {
    return node->kind == DQL_PLAN_COMPARISON ? node->next : NULL;
}

static bool has_list(const dql_plan_node *comparison) {
    return dql_operator_takes_list(comparison->operator_);
}

/* A list that was merged of several has values all over the text. */
static dql_range place_of_values(const dql_plan_node *comparison) {
    dql_range first = comparison->values[0].range;
    dql_range last = comparison->values[comparison->count - 1].range;
    bool together = first.start >= comparison->range.start && last.end <= comparison->range.end;
    return together && first.start <= last.start ? dql_range_join(first, last) : comparison->range;
}

static dql_range place_of_names(const dql_name_item *item) {
    dql_range range = item->name.range;
    for (; item; item = item->next) range.end = item->name.range.end;
    return range;
}

/* Returns false for a part that the query string has not. */
static bool place_of_part(const deskql_plan *plan, dql_parameter_id which, dql_range *range) {
    const struct deskql_query *query = plan->query;
    switch (which) {
    case DQL_FILTER:
        if (plan->filter) *range = plan->filter->range;
        return plan->filter != NULL;
    case DQL_ORDER_BY:
        if (query->order) *range = query->order->name.range;
        return query->order != NULL;
    case DQL_ORDER_MODE:
        if (!query->order) return false;
        /* One that is not written is meant by the field's name. */
        *range = query->order->direction_length ? dql_direction_range(query->order) : query->order->name.range;
        return true;
    case DQL_PAGE:
        if (query->page) *range = query->page->range;
        return query->page != NULL;
    case DQL_PAGE_SIZE:
        if (query->page_size) *range = query->page_size->range;
        return query->page_size != NULL;
    case DQL_INCLUDES:
        if (query->includes) *range = place_of_names(query->includes);
        return query->includes != NULL;
    case DQL_FIELDS:
        if (query->fields) *range = place_of_names(query->fields);
        return query->fields != NULL;
    case DQL_IDS:
        if (query->ids) *range = query->ids->range;
        return query->ids != NULL;
    case DQL_PARAMETERS:
        break;
    }
    return false;
}

/* ---- All parts ------------------------------------------------------------------------------------------------------- */

static bool walk_comparison(dql_origin_walk *walk, const dql_key *object, const dql_plan_node *node) {
    dql_key field = {object, node->field->name, node->field->length, DQL_NO_INDEX};
    const char *api = dql_operators[node->operator_].api;
    dql_key operator_ = {&field, api, strlen(api), DQL_NO_INDEX};
    if (!walk->visit(walk, &field, node->range)) return false;
    if (!walk->visit(walk, &operator_, place_of_values(node))) return false;
    for (uint32_t i = 0; has_list(node) && i < node->count; i++) {
        dql_key item = {&operator_, NULL, 0, i};
        if (!walk->visit(walk, &item, node->values[i].range)) return false;
    }
    return true;
}

static bool walk_node(dql_origin_walk *walk, const dql_key *key, const dql_plan_node *node) {
    if (!walk->visit(walk, key, node->range)) return false;
    if (is_one_object(node)) {
        const dql_plan_node *end = end_of_object(node);
        for (const dql_plan_node *member = first_of_object(node); member != end; member = member->next) {
            if (!walk_comparison(walk, key, member)) return false;
        }
        return true;
    }
    const char *api = group_key(node);
    dql_key group = {key, api, strlen(api), DQL_NO_INDEX};
    if (!walk->visit(walk, &group, node->range)) return false;
    group.index = 0;
    for (const dql_plan_node *member = node->first; member; member = member->next, group.index++) {
        if (!walk_node(walk, &group, member)) return false;
    }
    return true;
}

/* By the name of the parameter that each condition is. */
static bool walk_named(dql_origin_walk *walk, const deskql_plan *plan) {
    for (const dql_plan_node *node = dql_plan_conditions(plan); node; node = node->next) {
        const char *name = dql_parameter_for(node->field, node->operator_)->name;
        dql_key key = {NULL, name, strlen(name), DQL_NO_INDEX};
        if (!walk->visit(walk, &key, node->range)) return false;
        for (key.index = 0; node->count > 1 && key.index < node->count; key.index++) {
            if (!walk->visit(walk, &key, node->values[key.index].range)) return false;
        }
    }
    return true;
}

static const char path_key[] = "path";

void dql_walk_origins(const deskql_plan *plan, dql_origin_walk *walk) {
    dql_key path = {NULL, path_key, sizeof path_key - 1, DQL_NO_INDEX};
    for (uint32_t i = 0; i < plan->endpoint->path_count; i++) {
        const dql_field *field = &dql_path_fields(plan->endpoint)[i];
        dql_key key = {&path, field->name, field->length, DQL_NO_INDEX};
        if (!walk->visit(walk, &key, plan->query->path[i]->range)) return;
    }
    for (dql_parameter_id which = DQL_FILTER; which < DQL_PARAMETERS; which++) {
        dql_key key = {NULL, dql_parameter_names[which], strlen(dql_parameter_names[which]), DQL_NO_INDEX};
        dql_range range;
        if (!place_of_part(plan, which, &range)) continue;
        bool goes_on = which != DQL_FILTER     ? walk->visit(walk, &key, range)
                       : plan->endpoint->named ? walk_named(walk, plan)
                                               : walk_node(walk, &key, plan->filter);
        if (!goes_on) return;
    }
}

/* A JSON Pointer has escapes of its own for its two special characters. */
static void write_piece(const char *text, size_t length, dql_writer *writer) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '~' || text[i] == '/') {
            dql_write(writer, text[i] == '~' ? "~0" : "~1", 2);
        } else {
            dql_write_byte(writer, text[i]);
        }
    }
}

void dql_write_key(const dql_key *key, dql_writer *writer) {
    if (key->before) dql_write_key(key->before, writer);
    if (key->before && key->text) dql_write_byte(writer, '/');
    if (key->text) write_piece(key->text, key->length, writer);
    if (key->index == DQL_NO_INDEX) return;
    dql_write_byte(writer, '/');
    dql_json_write_integer(writer, key->index);
}

/* ---- One part ---------------------------------------------------------------------------------------------------------- */

/* Takes a token of a JSON Pointer, if it is that text. */
static bool take_text(const char **pointer, const char *text, size_t length) {
    const char *at = *pointer;
    if (*at++ != '/') return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '~' || text[i] == '/') {
            if (*at++ != '~') return false;
            if (*at++ != (text[i] == '~' ? '0' : '1')) return false;
        } else if (*at++ != text[i]) {
            return false;
        }
    }
    if (*at && *at != '/') return false;
    *pointer = at;
    return true;
}

static bool take_index(const char **pointer, uint32_t *index) {
    const char *at = *pointer;
    if (*at++ != '/' || *at < '0' || *at > '9') return false;
    uint64_t number = 0;
    const char *first = at;
    for (; *at >= '0' && *at <= '9' && number < UINT32_MAX; at++) number = number * 10 + (uint64_t)(*at - '0');
    if (number >= UINT32_MAX || (*first == '0' && at > first + 1) || (*at && *at != '/')) return false;
    *index = (uint32_t)number;
    *pointer = at;
    return true;
}

static bool locate_in_comparison(const dql_plan_node *node, const char *pointer, dql_range *range) {
    const char *api = dql_operators[node->operator_].api;
    uint32_t index;
    if (!*pointer) {
        *range = node->range;
    } else if (!take_text(&pointer, api, strlen(api))) {
        return false;
    } else if (!*pointer) {
        *range = place_of_values(node);
    } else if (has_list(node) && take_index(&pointer, &index) && index < node->count && !*pointer) {
        *range = node->values[index].range;
    } else {
        return false;
    }
    return true;
}

static bool locate_in_object(const dql_plan_node *node, const char *pointer, dql_range *range) {
    const dql_plan_node *end = end_of_object(node);
    for (const dql_plan_node *member = first_of_object(node); member != end; member = member->next) {
        const char *rest = pointer;
        if (take_text(&rest, member->field->name, member->field->length)) {
            return locate_in_comparison(member, rest, range);
        }
    }
    return false;
}

static bool locate_in_filter(const dql_plan_node *node, const char *pointer, dql_range *range) {
    while (*pointer && !is_one_object(node)) {
        uint32_t index;
        const char *api = group_key(node);
        if (!take_text(&pointer, api, strlen(api))) return false;
        if (!*pointer) break;
        if (!take_index(&pointer, &index) || index >= node->count) return false;
        node = node->first;
        while (index--) node = node->next;
    }
    if (*pointer) return locate_in_object(node, pointer, range);
    *range = node->range;
    return true;
}

/* By the name of the field, or of its parameter, with the brackets that stand behind it or without. */
static bool is_about(const dql_plan_node *comparison, const char *name) {
    const dql_named_parameter *parameter = dql_parameter_for(comparison->field, comparison->operator_);
    size_t length = strlen(name);
    return strcmp(comparison->field->name, name) == 0 ||
           (parameter && strncmp(parameter->name, name, length) == 0 && strchr("[", parameter->name[length]));
}

static const dql_plan_node *first_about(const dql_plan_node *node, const char *field) {
    if (node->kind == DQL_PLAN_COMPARISON) return is_about(node, field) ? node : NULL;
    for (const dql_plan_node *member = node->first; member; member = member->next) {
        const dql_plan_node *found = first_about(member, field);
        if (found) return found;
    }
    return NULL;
}

static bool locate_name(const dql_name_item *item, const char *name, dql_range *range) {
    for (; item; item = item->next) {
        if (strcmp(item->name.text, name) != 0) continue;
        *range = item->name.range;
        return true;
    }
    return false;
}

static bool locate_by_name(const deskql_plan *plan, dql_parameter_id which, const char *name, dql_range *range) {
    if (which == DQL_FILTER) {
        const dql_plan_node *found = first_about(plan->filter, name);
        if (found) *range = found->range;
        return found != NULL;
    }
    const struct deskql_query *query = plan->query;
    const dql_name_item *items = which == DQL_ORDER_BY   ? query->order
                                 : which == DQL_INCLUDES ? query->includes
                                 : which == DQL_FIELDS   ? query->fields
                                                         : NULL;
    return locate_name(items, name, range);
}

static bool locate_in_path(const deskql_plan *plan, const char *name, dql_range *range) {
    for (uint32_t i = 0; i < plan->endpoint->path_count; i++) {
        if (strcmp(dql_path_fields(plan->endpoint)[i].name, name) != 0) continue;
        *range = plan->query->path[i]->range;
        return true;
    }
    return false;
}

static bool locate_named(const deskql_plan *plan, const char *key, size_t length, dql_range *range) {
    for (const dql_plan_node *node = dql_plan_conditions(plan); node; node = node->next) {
        const char *name = dql_parameter_for(node->field, node->operator_)->name;
        const char *rest = key + length;
        uint32_t index = 0;
        if (strlen(name) != length || memcmp(name, key, length) != 0) continue;
        if (*rest && !(take_index(&rest, &index) && index < node->count && node->count > 1 && !*rest)) continue;
        *range = key[length] ? node->values[index].range : node->range;
        return true;
    }
    return false;
}

bool dql_locate_origin(const deskql_plan *plan, const char *key, dql_range *range) {
    size_t length = strcspn(key, "./");
    if (plan->endpoint->named && locate_named(plan, key, length, range)) return true;
    if (key[length] && length == sizeof path_key - 1 && memcmp(key, path_key, length) == 0)
        return locate_in_path(plan, key + length + 1, range);
    for (dql_parameter_id which = DQL_FILTER; which < DQL_PARAMETERS; which++) {
        if (strlen(dql_parameter_names[which]) != length || memcmp(dql_parameter_names[which], key, length) != 0)
            continue;
        const char *rest = key + length;
        dql_range whole;
        if (!place_of_part(plan, which, &whole)) return false;
        if (*rest == '.') return locate_by_name(plan, which, rest + 1, range);
        if (which == DQL_FILTER && !plan->endpoint->named) return locate_in_filter(plan->filter, rest, range);
        if (*rest) return false;
        *range = whole;
        return true;
    }
    return false;
}

/* ---- As JSON ----------------------------------------------------------------------------------------------------------- */

typedef struct map_writing {
    dql_origin_walk walk;
    dql_writer *writer;
    const dql_source *source;
    bool any;
} map_writing;

static void write_position(dql_writer *writer, const char *key, deskql_position position) {
    dql_json_write_key(writer, key);
    dql_write_format(writer, "{\"line\":%u,\"column\":%u,\"offset\":%u}", (unsigned)position.line,
                     (unsigned)position.column, (unsigned)position.offset);
}

static bool write_origin(dql_origin_walk *walk, const dql_key *key, dql_range range) {
    map_writing *map = (map_writing *)walk;
    char stage[256];
    dql_writer escaped;
    dql_write_text(map->writer, map->any ? ",\"" : "\"");
    map->any = true;
    dql_writer_to_sink(&escaped, dql_json_escape_to, map->writer, stage, sizeof stage);
    dql_write_key(key, &escaped);
    dql_writer_finish(&escaped);
    dql_write_text(map->writer, "\":{");
    deskql_range place = dql_source_range(map->source, range);
    write_position(map->writer, "start", place.start);
    dql_write_byte(map->writer, ',');
    write_position(map->writer, "end", place.end);
    dql_write_byte(map->writer, '}');
    return true;
}

void dql_emit_map(const deskql_plan *plan, dql_writer *writer) {
    map_writing map = {{write_origin}, writer, &plan->query->document->source, false};
    dql_write_byte(writer, '{');
    dql_walk_origins(plan, &map.walk);
    dql_write_byte(writer, '}');
}
