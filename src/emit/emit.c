#include "emit/emit.h"

#include "base/number.h"
#include "base/percent.h"
#include "diagnostics/parameters.h"
#include "emit/dump.h"
#include "emit/filter.h"
#include "emit/origins.h"
#include "emit/put.h"
#include "json/writer.h"

char *dql_put_slowly(dql_writer *writer, char *at, const char *bytes, size_t length) {
    writer->at = at;
    dql_write(writer, bytes, length);
    return dql_reserve(writer, writer->at);
}

static inline bool is_present(const deskql_plan *plan, dql_parameter_id parameter) {
    switch (parameter) {
    case DQL_FILTER:
        return plan->filter != NULL;
    case DQL_ORDER_BY:
    case DQL_ORDER_MODE:
        return plan->order != NULL;
    case DQL_PAGE:
        return plan->page != 0;
    case DQL_PAGE_SIZE:
        return plan->page_size != 0;
    case DQL_INCLUDES:
        return plan->query->includes != NULL;
    case DQL_FIELDS:
        return plan->query->fields != NULL;
    case DQL_IDS:
        return plan->ids != NULL;
    case DQL_PARAMETERS:
        break;
    }
    return false;
}

static bool has_parameters(const deskql_plan *plan) {
    bool any = false;
#define PARAMETER(id, name) any = any || is_present(plan, DQL_##id);
#include "parameters.def"
#undef PARAMETER
    return any;
}

/* What is written to this writer goes on to `target` through a sink, so that no output has to be kept as a whole. */
#define THROUGH(name, sink, target)                                                                                    \
    char name##_stage[256];                                                                                            \
    dql_writer name;                                                                                                   \
    dql_writer_to_sink(&name, sink, target, name##_stage, sizeof name##_stage)

/* A name that is not quoted is a word, which has unreserved characters alone. */
static inline char *put_name(dql_writer *writer, char *at, const dql_name *name, bool encoded) {
    if (!encoded || !name->quoted) return dql_put_bytes(writer, at, name->text, name->length);
    writer->at = at;
    dql_percent_write(writer, name->text, name->length);
    return dql_reserve(writer, writer->at);
}

static DQL_NEVER_INLINE char *put_names(dql_writer *writer, char *at, const dql_name_item *item, bool encoded) {
    for (; item; item = item->next) {
        at = put_name(writer, dql_reserve(writer, at), &item->name, encoded);
        if (item->next) at = dql_put(at, encoded ? "%2C" : ",");
    }
    return at;
}

static DQL_NEVER_INLINE char *put_ids(dql_writer *writer, char *at, const dql_plan_node *ids, bool encoded) {
    writer->at = at;
    for (uint32_t i = 0; i < ids->count; i++) {
        if (i) dql_write_text(writer, encoded ? "%2C" : ",");
        dql_emit_value(&ids->values[i], writer);
    }
    return dql_reserve(writer, writer->at);
}

static DQL_ALWAYS_INLINE char *put_value(dql_writer *writer, char *at, const deskql_plan *plan,
                                         dql_parameter_id parameter, bool encoded) {
    switch (parameter) {
    case DQL_FILTER:
        return dql_put_filter(writer, at, plan->filter, encoded);
    case DQL_ORDER_BY:
        return put_name(writer, dql_reserve(writer, at), plan->order, encoded);
    case DQL_ORDER_MODE:
        return plan->descending ? dql_put(at, "desc") : dql_put(at, "asc");
    case DQL_PAGE:
        return dql_integer_put(dql_reserve(writer, at), plan->page);
    case DQL_PAGE_SIZE:
        return dql_integer_put(dql_reserve(writer, at), plan->page_size);
    case DQL_INCLUDES:
        return put_names(writer, at, plan->query->includes, encoded);
    case DQL_FIELDS:
        return put_names(writer, at, plan->query->fields, encoded);
    case DQL_IDS:
        return put_ids(writer, at, plan->ids, encoded);
    case DQL_PARAMETERS:
        break;
    }
    return at;
}

static DQL_ALWAYS_INLINE void put_query(const deskql_plan *plan, dql_writer *writer) {
    if (plan->long_query) {
        dql_write(writer, plan->long_query, plan->long_query_length);
        return;
    }
    char *at = dql_reserve(writer, writer->at);
#define PARAMETER(id, name)                                                                                            \
    if (is_present(plan, DQL_##id)) at = dql_put(put_value(writer, dql_put(at, name "="), plan, DQL_##id, true), "&");
#include "parameters.def"
#undef PARAMETER
    /* The last ampersand is none between two parameters. */
    writer->at = has_parameters(plan) ? at - 1 : at;
}

static DQL_NEVER_INLINE void write_query(const deskql_plan *plan, dql_writer *writer) {
    put_query(plan, writer);
}

/* ---- Named parameters: the fields of an endpoint that takes no filter ------------------------------------------------- */

/* A value as a query string has it, decoded; what is no text is put into the buffer. */
static const char *plain_value(const dql_plan_value *value, char buffer[64], size_t *length) {
    bool is_number = value->kind == DQL_PLAN_INTEGER || value->kind == DQL_PLAN_NUMBER;
    if (value->kind == DQL_PLAN_STRING || (is_number && value->text)) {
        *length = value->length;
        return value->text;
    }
    if (value->kind == DQL_PLAN_TIME) {
        *length = dql_time_format(value->integer, value->fraction, buffer);
        return buffer;
    }
    dql_writer writer;
    dql_writer_to_buffer(&writer, buffer, 64);
    dql_emit_value(value, &writer);
    dql_writer_finish(&writer);
    *length = dql_writer_length(&writer);
    return buffer;
}

static void write_named(const deskql_plan *plan, dql_writer *writer) {
    bool any = false;
    for (const dql_plan_node *node = dql_plan_conditions(plan); node; node = node->next) {
        const char *name = dql_parameter_for(node->field, node->operator_)->name;
        for (uint32_t i = 0; i < node->count; i++) {
            char buffer[64];
            size_t length;
            const char *text = plain_value(&node->values[i], buffer, &length);
            if (i && node->field->list == DQL_JOINED_LIST) {
                dql_write_text(writer, "%2C");
            } else {
                if (any) dql_write_byte(writer, '&');
                dql_percent_write(writer, name, strlen(name));
                dql_write_byte(writer, '=');
            }
            any = true;
            dql_percent_write(writer, text, length);
        }
    }
}

/* One member, or an array where the parameter repeats. */
static void write_named_member(const dql_plan_node *node, dql_writer *writer) {
    bool joined = node->field->list == DQL_JOINED_LIST;
    bool array = node->count > 1 && !joined;
    dql_json_write_key(writer, dql_parameter_for(node->field, node->operator_)->name);
    dql_write_text(writer, array ? "[\"" : "\"");
    for (uint32_t i = 0; i < node->count; i++) {
        char buffer[64];
        size_t length;
        const char *text = plain_value(&node->values[i], buffer, &length);
        if (i) dql_write_text(writer, joined ? "," : "\",\"");
        dql_json_escape_to(writer, text, length);
    }
    dql_write_text(writer, array ? "\"]" : "\"");
}

/* The query string where named parameters take the place of the filter. */
static void write_all(deskql_plan *plan, dql_writer *writer) {
    dql_plan_node *filter = plan->filter;
    if (plan->endpoint->named && filter) {
        write_named(plan, writer);
        plan->filter = NULL;
        if (has_parameters(plan)) dql_write_byte(writer, '&');
    }
    write_query(plan, writer);
    plan->filter = filter;
}

/* Behind the scheme and its `://`; 0 where there is none. */
static size_t host_start(const char *url) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t length = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return *url && strchr(letters, *url) && strncmp(url + length, "://", 3) == 0 ? length + 3 : 0;
}

bool dql_is_base_url(const char *text) {
    size_t host = host_start(text);
    if (host == 0 || strcspn(text + host, "/") == 0) return false;
    for (const char *at = text; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte <= ' ' || byte == 0x7F || byte == '?' || byte == '#') return false;
    }
    return true;
}

static size_t without_slashes(const char *url, size_t host_end, size_t length) {
    while (length > host_end && url[length - 1] == '/') length--;
    return length;
}

/* How much of a base stands before an endpoint's path: what the path begins with (`/desk/api/v2`) is not written twice. */
static size_t base_length(const char *base, const char *path) {
    size_t host = host_start(base);
    size_t host_end = host + strcspn(base + host, "/");
    size_t length = without_slashes(base, host_end, strlen(base));
    for (size_t part = strlen(path); part > 0; part--) {
        bool is_whole = path[part] == '/' || path[part] == '\0';
        if (!is_whole || part > length - host_end || memcmp(base + length - part, path, part) != 0) continue;
        return without_slashes(base, host_end, length - part);
    }
    return length;
}

static void write_path_value(const dql_plan_value *value, dql_writer *writer) {
    if (value->text) {
        dql_percent_write(writer, value->text, value->length);
    } else {
        dql_json_write_integer(writer, value->integer);
    }
}

void dql_emit_path(const deskql_plan *plan, dql_writer *writer) {
    const char *path = plan->endpoint->path;
    for (uint32_t i = 0; i < plan->endpoint->path_count; i++) {
        size_t length = strcspn(path, "{");
        dql_write(writer, path, length);
        write_path_value(&plan->path[i], writer);
        path += length + strcspn(path + length, "}") + 1;
    }
    dql_write_text(writer, path);
}

static void write_url(const deskql_plan *plan, dql_writer *writer) {
    dql_write(writer, plan->base_url, base_length(plan->base_url, plan->endpoint->path));
    dql_emit_path(plan, writer);
    if (!has_parameters(plan)) return;
    dql_write_byte(writer, '?');
    write_query(plan, writer);
}

/* A quote ends the quoted text, stands escaped outside it, and a new one begins. */
static int quote_to(void *writer, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\'') {
            dql_write_text(writer, "'\\''");
        } else {
            dql_write_byte(writer, bytes[i]);
        }
    }
    return 0;
}

static void write_curl(const deskql_plan *plan, dql_writer *writer) {
    dql_write_text(writer, "curl -H \"Authorization: Bearer $DESK_TOKEN\" '");
    THROUGH(quoted, quote_to, writer);
    write_url(plan, &quoted);
    dql_writer_finish(&quoted);
    dql_write_byte(writer, '\'');
}

static void write_parameters(const deskql_plan *plan, dql_writer *writer) {
    bool any = false;
    dql_write_byte(writer, '{');
    for (dql_parameter_id parameter = DQL_FILTER; parameter < DQL_PARAMETERS; parameter++) {
        if (!is_present(plan, parameter)) continue;
        if (any) dql_write_byte(writer, ',');
        any = true;
        if (parameter == DQL_FILTER && plan->endpoint->named) {
            for (const dql_plan_node *node = dql_plan_conditions(plan); node; node = node->next) {
                write_named_member(node, writer);
                if (node->next) dql_write_byte(writer, ',');
            }
            continue;
        }
        dql_json_write_key(writer, dql_parameter_names[parameter]);
        dql_write_byte(writer, '"');
        THROUGH(escaped, dql_json_escape_to, writer);
        escaped.at = put_value(&escaped, escaped.at, plan, parameter, false);
        dql_writer_finish(&escaped);
        dql_write_byte(writer, '"');
    }
    dql_write_byte(writer, '}');
}

static void write_text_member(dql_writer *writer, const char *key, const char *text) {
    dql_json_write_key(writer, key);
    dql_json_write_string(writer, text, strlen(text));
    dql_write_byte(writer, ',');
}

static void write_json(const deskql_plan *plan, dql_writer *writer) {
    const dql_name *label = &plan->query->label;
    bool named = plan->query->present & DQL_CLAUSE_LABEL && !label->missing;
    dql_write_text(writer, "{\"name\":");
    if (named) {
        dql_json_write_string(writer, label->text, label->length);
    } else {
        dql_write_text(writer, "null");
    }
    dql_write_byte(writer, ',');
    write_text_member(writer, "endpoint", plan->endpoint->name);
    /* The path and the query string have no character that JSON escapes. */
    dql_write_text(writer, "\"path\":\"");
    dql_emit_path(plan, writer);
    dql_write_text(writer, "\",\"query\":\"");
    write_query(plan, writer);
    dql_write_text(writer, "\",\"url\":\"");
    THROUGH(escaped, dql_json_escape_to, writer);
    write_url(plan, &escaped);
    dql_writer_finish(&escaped);
    dql_write_text(writer, "\",\"params\":");
    write_parameters(plan, writer);
    dql_write_text(writer, ",\"filter\":");
    if (plan->endpoint->named) {
        dql_write_text(writer, "null");
    } else {
        dql_emit_filter(plan, writer);
    }
    dql_write_byte(writer, '}');
}

void dql_emit(const deskql_plan *plan, deskql_output output, dql_writer *writer) {
    switch (output) {
    case DESKQL_OUTPUT_QUERY:
        write_query(plan, writer);
        return;
    case DESKQL_OUTPUT_FILTER:
        dql_emit_filter(plan, writer);
        return;
    case DESKQL_OUTPUT_PARAMETERS:
        if (plan->endpoint->path_count) {
            dql_write_text(writer, "{\"path\":\"");
            dql_emit_path(plan, writer);
            dql_write_text(writer, "\",\"params\":");
        }
        write_parameters(plan, writer);
        if (plan->endpoint->path_count) dql_write_byte(writer, '}');
        return;
    case DESKQL_OUTPUT_URL:
        write_url(plan, writer);
        return;
    case DESKQL_OUTPUT_CURL:
        write_curl(plan, writer);
        return;
    case DESKQL_OUTPUT_JSON:
        write_json(plan, writer);
        return;
    case DESKQL_OUTPUT_PLAN:
        dql_emit_outline(plan, writer);
        return;
    case DESKQL_OUTPUT_MAP:
        dql_emit_map(plan, writer);
        return;
    }
}

size_t dql_emit_to_buffer(const deskql_plan *plan, deskql_output output, char *buffer, size_t capacity) {
    dql_writer writer;
    dql_writer_to_buffer(&writer, buffer, capacity);
    if (output == DESKQL_OUTPUT_QUERY) {
        put_query(plan, &writer);
    } else {
        dql_emit(plan, output, &writer);
    }
    dql_writer_finish(&writer);
    return dql_writer_length(&writer);
}

#define LONGEST_COMMON_URL 8000u
/* Of a comparison or group, but for the key; of a value, but for its text; of a byte of that; of the clauses' names and numbers. */
#define NODE_BOUND 60u
#define VALUE_BOUND 40u
#define BYTE_BOUND 8u
#define CLAUSES_BOUND 160u

/* Each node of the filter takes its place of the plan's arena, with its values; few queries need more than the arena's first block. */
static bool may_be_long(const deskql_plan *plan) {
    const struct deskql_query *query = plan->query;
    const dql_arena *arena = &plan->arena;
    if (query->parameter_count || arena->current != arena->first || plan->endpoint->unusual) return true;
    _Static_assert(2 * sizeof(dql_plan_value) >= sizeof(dql_plan_node),
                   "more than two values take the place of a node");
    uint64_t taken = arena->first ? (uint64_t)(arena->at - (char *)(arena->first + 1)) : 0;
    uint64_t rest = (query->range.end - query->range.start) * (uint64_t)BYTE_BOUND + CLAUSES_BOUND;
    uint64_t nodes = taken * (NODE_BOUND + 2 * VALUE_BOUND + plan->endpoint->longest_key);
    return nodes + rest * sizeof(dql_plan_node) > LONGEST_COMMON_URL * sizeof(dql_plan_node);
}

/* What a query gives the path, written as well: of the path without it, as of the host, nothing is counted. */
static size_t path_length(const deskql_plan *plan) {
    dql_writer writer;
    dql_writer_to_buffer(&writer, NULL, 0);
    for (uint32_t i = 0; i < plan->endpoint->path_count; i++) write_path_value(&plan->path[i], &writer);
    dql_writer_finish(&writer);
    return dql_writer_length(&writer);
}

static DQL_NEVER_INLINE void keep_long_query(deskql_plan *plan) {
    dql_writer writer;
    dql_writer_to_arena(&writer, &plan->arena);
    write_all(plan, &writer);
    plan->long_query = dql_writer_text(&writer, &plan->long_query_length);
    size_t length = plan->long_query_length + path_length(plan);
    if (!plan->long_query || length <= LONGEST_COMMON_URL) return;
    deskql_finding *finding =
        dql_report(&plan->findings, DQL_LONG_URL, plan->query->range, "the query string%s has %zu bytes",
                   plan->endpoint->path_count ? ", with what goes into the path," : "", length);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(&plan->findings, finding, "many servers refuse more than 8,000; ask in several requests");
}

/* Few are so long that they are written to be counted; what is written then is kept. */
void dql_measure_query(deskql_plan *plan) {
    if (may_be_long(plan)) keep_long_query(plan);
}
