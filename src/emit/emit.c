#include "emit/emit.h"

#include "base/percent.h"
#include "emit/filter.h"
#include "emit/outline.h"
#include "json/writer.h"

/* The parameters of the query string, in the order in which they are written. */
typedef enum wire_parameter {
    FILTER,
    ORDER_BY,
    ORDER_MODE,
    PAGE,
    PAGE_SIZE,
    INCLUDES,
    FIELDS,
    PARAMETER_COUNT
} wire_parameter;

static const char *const names[] = {"filter", "orderBy", "orderMode", "page", "pageSize", "includes", "fields"};

static bool has(const deskql_plan *plan, wire_parameter parameter) {
    switch (parameter) {
    case FILTER:
        return plan->filter != NULL;
    case ORDER_BY:
    case ORDER_MODE:
        return plan->order != NULL;
    case PAGE:
        return plan->page != 0;
    case PAGE_SIZE:
        return plan->page_size != 0;
    case INCLUDES:
        return plan->query->includes != NULL;
    default:
        return plan->query->fields != NULL;
    }
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

static void write_value(const deskql_plan *plan, wire_parameter parameter, dql_writer *writer, bool encoded) {
    switch (parameter) {
    case FILTER:
        if (encoded) {
            dql_emit_encoded_filter(plan, writer);
        } else {
            dql_emit_filter(plan, writer);
        }
        return;
    case ORDER_BY:
        if (encoded) {
            dql_percent_write(writer, plan->order, strlen(plan->order));
        } else {
            dql_write_text(writer, plan->order);
        }
        return;
    case ORDER_MODE:
        dql_write_text(writer, plan->descending ? "desc" : "asc");
        return;
    case PAGE:
        dql_json_write_integer(writer, plan->page);
        return;
    case PAGE_SIZE:
        dql_json_write_integer(writer, plan->page_size);
        return;
    case INCLUDES:
        write_names(writer, plan->query->includes, encoded);
        return;
    default:
        write_names(writer, plan->query->fields, encoded);
    }
}

static bool is_empty(const deskql_plan *plan) {
    return !plan->filter && !plan->order && !plan->page && !plan->page_size && !plan->query->includes &&
           !plan->query->fields;
}

static void write_query(const deskql_plan *plan, dql_writer *writer) {
    bool any = false;
    for (wire_parameter parameter = FILTER; parameter < PARAMETER_COUNT; parameter++) {
        if (!has(plan, parameter)) continue;
        if (any) dql_write_byte(writer, '&');
        any = true;
        dql_write_text(writer, names[parameter]);
        dql_write_byte(writer, '=');
        write_value(plan, parameter, writer, true);
    }
}

static void write_url(const deskql_plan *plan, dql_writer *writer) {
    size_t length = strlen(plan->base_url);
    while (length && plan->base_url[length - 1] == '/') length--;
    dql_write(writer, plan->base_url, length);
    dql_write_text(writer, plan->endpoint->path);
    if (is_empty(plan)) return;
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

/* What is written to this writer goes on to `target` through a sink, so that no output has to be kept as a whole. */
#define THROUGH(name, sink, target)                                                                                    \
    char name##_stage[256];                                                                                            \
    dql_writer name;                                                                                                   \
    dql_writer_to_sink(&name, sink, target, name##_stage, sizeof name##_stage)

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
    for (wire_parameter parameter = FILTER; parameter < PARAMETER_COUNT; parameter++) {
        if (!has(plan, parameter)) continue;
        if (any) dql_write_byte(writer, ',');
        any = true;
        dql_json_write_key(writer, names[parameter]);
        dql_write_byte(writer, '"');
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
    }
}

/* No byte of a query becomes more than so many of the query string: the most has `a!=today or`. */
#define GROWTH 24u
#define LONGEST_COMMON_URL 8000u

void dql_warn_long_url(deskql_plan *plan) {
    const struct deskql_query *query = plan->query;
    dql_range range = query->range;
    if (query->parameter_count == 0 && (range.end - range.start) * (uint64_t)GROWTH < LONGEST_COMMON_URL) return;
    dql_writer writer;
    dql_writer_to_buffer(&writer, NULL, 0);
    write_query(plan, &writer);
    size_t length = dql_writer_length(&writer);
    if (length <= LONGEST_COMMON_URL) return;
    deskql_finding *finding =
        dql_report(&plan->findings, DQL_LONG_URL, range, "the query string has %zu bytes", length);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(&plan->findings, finding, "many servers refuse more than 8,000; ask in several requests");
}
