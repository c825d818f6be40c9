#include "emit/emit.h"

#include "base/inline.h"
#include "base/percent.h"
#include "diagnostics/parameters.h"
#include "emit/dump.h"
#include "emit/encoded.h"
#include "emit/filter.h"
#include "emit/origins.h"
#include "json/writer.h"

typedef struct parameter_name {
    const char *text; /* behind the ampersand that divides it from the one before */
    size_t length;
} parameter_name;

#define PARAMETER(name, text) [DQL_##name] = {"&" text "=", sizeof(text) + 1},

static const parameter_name names[DQL_PARAMETERS] = {
#include "parameters.def"
};

#undef PARAMETER

/* Those that the query string has, as bits. */
static unsigned parameters_of(const deskql_plan *plan) {
    unsigned present = 0;
    if (plan->filter) present |= 1u << DQL_FILTER;
    if (plan->order) present |= 1u << DQL_ORDER_BY | 1u << DQL_ORDER_MODE;
    if (plan->page) present |= 1u << DQL_PAGE;
    if (plan->page_size) present |= 1u << DQL_PAGE_SIZE;
    if (plan->query->includes) present |= 1u << DQL_INCLUDES;
    if (plan->query->fields) present |= 1u << DQL_FIELDS;
    return present;
}

static void write_names(dql_writer *writer, const dql_name_item *item, bool encoded) {
    for (; item; item = item->next) {
        if (encoded) {
            dql_percent_write(writer, item->name.text, item->name.length);
        } else {
            dql_write(writer, item->name.text, item->name.length);
        }
        if (item->next) dql_write_text(writer, encoded ? "%2C" : ",");
    }
}

/* What is written to this writer goes on to `target` through a sink, so that no output has to be kept as a whole. */
#define THROUGH(name, sink, target)                                                                                    \
    char name##_stage[256];                                                                                            \
    dql_writer name;                                                                                                   \
    dql_writer_to_sink(&name, sink, target, name##_stage, sizeof name##_stage)

static int encode_to(void *writer, const char *bytes, size_t length) {
    dql_percent_write(writer, bytes, length);
    return 0;
}

static void write_encoded_filter(const deskql_plan *plan, dql_writer *writer) {
    THROUGH(encoded, encode_to, writer);
    dql_emit_filter(plan, &encoded);
    dql_writer_finish(&encoded);
}

static void write_value(const deskql_plan *plan, dql_parameter_id parameter, dql_writer *writer, bool encoded) {
    switch (parameter) {
    case DQL_FILTER:
        if (encoded) {
            write_encoded_filter(plan, writer);
        } else {
            dql_emit_filter(plan, writer);
        }
        return;
    case DQL_ORDER_BY:
        if (encoded) {
            dql_percent_write(writer, plan->order->text, plan->order->length);
        } else {
            dql_write(writer, plan->order->text, plan->order->length);
        }
        return;
    case DQL_ORDER_MODE:
        dql_write(writer, plan->descending ? "desc" : "asc", plan->descending ? 4 : 3);
        return;
    case DQL_PAGE:
        dql_json_write_integer(writer, plan->page);
        return;
    case DQL_PAGE_SIZE:
        dql_json_write_integer(writer, plan->page_size);
        return;
    case DQL_INCLUDES:
        write_names(writer, plan->query->includes, encoded);
        return;
    case DQL_FIELDS:
        write_names(writer, plan->query->fields, encoded);
        return;
    case DQL_PARAMETERS:
        return;
    }
}

static DQL_NEVER_INLINE void write_any_query(const deskql_plan *plan, dql_writer *writer) {
    size_t skipped = 1;
    unsigned present = parameters_of(plan);
    for (dql_parameter_id parameter = DQL_FILTER; present; parameter++, present >>= 1) {
        if (!(present & 1)) continue;
        dql_write(writer, names[parameter].text + skipped, names[parameter].length - skipped);
        skipped = 0;
        write_value(plan, parameter, writer, true);
    }
}

static void write_query(const deskql_plan *plan, dql_writer *writer) {
    if ((size_t)(writer->end - writer->at) >= plan->query_bound) {
        writer->at = dql_put_query(plan, writer->at);
    } else {
        write_any_query(plan, writer);
    }
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

static void write_url(const deskql_plan *plan, dql_writer *writer) {
    dql_write(writer, plan->base_url, base_length(plan->base_url, plan->endpoint->path));
    dql_write_text(writer, plan->endpoint->path);
    if (!parameters_of(plan)) return;
    dql_write_byte(writer, '?');
    write_query(plan, writer);
}

static int escape_to(void *writer, const char *bytes, size_t length) {
    dql_json_write_escaped(writer, bytes, length);
    return 0;
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
    unsigned present = parameters_of(plan);
    dql_write_byte(writer, '{');
    for (dql_parameter_id parameter = DQL_FILTER; present; parameter++, present >>= 1) {
        if (!(present & 1)) continue;
        if (any) dql_write_byte(writer, ',');
        any = true;
        dql_json_write_string(writer, names[parameter].text + 1, names[parameter].length - 2);
        dql_write_text(writer, ":\"");
        THROUGH(escaped, escape_to, writer);
        write_value(plan, parameter, &escaped, false);
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
    write_text_member(writer, "path", plan->endpoint->path);
    /* The query string has no character that JSON escapes. */
    dql_write_text(writer, "\"query\":\"");
    write_query(plan, writer);
    dql_write_text(writer, "\",\"url\":\"");
    THROUGH(escaped, escape_to, writer);
    write_url(plan, &escaped);
    dql_writer_finish(&escaped);
    dql_write_text(writer, "\",\"params\":");
    write_parameters(plan, writer);
    dql_write_text(writer, ",\"filter\":");
    dql_emit_filter(plan, writer);
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
        write_parameters(plan, writer);
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

#define LONGEST_COMMON_URL 8000u

static void warn_if_long(deskql_plan *plan) {
    dql_writer writer;
    dql_writer_to_buffer(&writer, NULL, 0);
    write_any_query(plan, &writer);
    size_t length = dql_writer_length(&writer);
    if (length <= LONGEST_COMMON_URL) return;
    deskql_finding *finding =
        dql_report(&plan->findings, DQL_LONG_URL, plan->query->range, "the query string has %zu bytes", length);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(&plan->findings, finding, "many servers refuse more than 8,000; ask in several requests");
}

/* Few are long enough to be counted. */
void dql_measure_query(deskql_plan *plan) {
    plan->query_bound = dql_query_bound(plan);
    if (plan->query_bound > LONGEST_COMMON_URL) warn_if_long(plan);
}
