/* deskql fields: what an endpoint allows. */
#include "cli/schema/names.h"

#include <string.h>

#define LINE_WIDTH 100u

static const deskql_endpoint *find_endpoint(const dql_cli_settings *settings) {
    const char *name = settings->endpoint ? settings->endpoint : "tickets";
    const deskql_schemas *schemas = settings->schemas;
    const deskql_endpoint *endpoint = deskql_schemas_find(schemas, name);
    if (endpoint) return endpoint;
    dql_cli_error("unknown endpoint `%s`", name);
    const char *nearest = dql_cli_nearest_endpoint(schemas, name);
    if (nearest) dql_cli_hint("a similar one exists: `%s`", nearest);
    dql_cli_hint("`deskql endpoints` lists them");
    return NULL;
}

/* ---- For people ---------------------------------------------------------------------------------------------------- */

static void heading(const char *text, size_t count, bool color) {
    printf(color ? "\n\033[1m%s\033[0m (%lu)\n" : "\n%s (%lu)\n", text, (unsigned long)count);
}

static void write_operators(uint32_t operators) {
    for (int i = 1; deskql_operator_text((deskql_operator)i); i++)
        if (operators >> i & 1) printf(" %s", deskql_operator_text((deskql_operator)i));
    putchar('\n');
}

/* The id of a reference's value, or all of an alias. */
static void write_ids(const deskql_endpoint *endpoint, size_t index, size_t value) {
    const int64_t *ids = NULL;
    size_t count = deskql_endpoint_value_ids(endpoint, index, value, &ids);
    for (size_t i = 0; i < count; i++) printf("%s%lld", i ? ", " : count > 1 ? "(" : "", (long long)ids[i]);
    if (count > 1) putchar(')');
}

static void write_values(const deskql_endpoint *endpoint, size_t index, const deskql_field_info *info, int indent) {
    printf("  %*s", indent, "");
    for (size_t i = 0; i < info->value_count; i++) {
        printf(i ? ", %s" : "%s", deskql_endpoint_value_at(endpoint, index, i, NULL));
        if (info->type == DESKQL_TYPE_REFERENCE) fputs(" = ", stdout);
        write_ids(endpoint, index, i);
    }
    puts(info->open ? ", ..." : "");
}

static void write_filter_fields(const deskql_endpoint *endpoint, bool color) {
    size_t count = deskql_endpoint_filter_count(endpoint);
    size_t documented = deskql_endpoint_documented(endpoint, DESKQL_NAMES_FILTER);
    size_t queryable = deskql_endpoint_queryable(endpoint);
    int widest = 0;
    deskql_field_info info;
    for (size_t i = 0; deskql_endpoint_filter_at(endpoint, i, &info); i++) {
        if ((int)strlen(info.name) > widest) widest = (int)strlen(info.name);
    }
    if (documented || !count) heading("Filter fields", documented, color);
    for (size_t i = 0; deskql_endpoint_filter_at(endpoint, i, &info); i++) {
        if (i == documented && queryable > i) heading("Filter fields seen in use alone", queryable - documented, color);
        if (i == queryable) heading("Filter fields seen in URLs alone", count - queryable, color);
        printf("  %-*s  %-9s ", widest, info.name, deskql_type_text(info.type));
        write_operators(info.operators);
        if (info.value_count) write_values(endpoint, i, &info, widest + 2 + 9 + 2);
    }
}

/* Names side by side, in lines that a terminal shows whole: those from `first` up to `end`. */
static void write_names(const char *title, const deskql_endpoint *endpoint, deskql_name_list list, size_t first,
                        size_t end, bool color) {
    if (first == end) return;
    heading(title, end - first, color);
    size_t column = 0;
    for (size_t i = first; i < end; i++) {
        const char *name = dql_schema_name_at(endpoint, list, i);
        bool breaks = column > 0 && column + 2 + strlen(name) > LINE_WIDTH;
        if (breaks) column = 0;
        printf(breaks ? ",\n  %s" : column ? ", %s" : "  %s", name);
        column += 2 + strlen(name);
    }
    puts("");
}

static void write_list(const char *title, const char *seen_title, const deskql_endpoint *endpoint,
                       deskql_name_list list, bool color) {
    size_t documented = deskql_endpoint_documented(endpoint, list);
    size_t count = documented;
    while (dql_schema_name_at(endpoint, list, count)) count++;
    write_names(title, endpoint, list, 0, documented, color);
    write_names(seen_title, endpoint, list, documented, count, color);
}

static void write_path_parameters(const deskql_endpoint *endpoint, bool color) {
    size_t count = deskql_endpoint_path_parameter_count(endpoint);
    if (count) heading("In the path", count, color);
    for (size_t i = 0; i < count; i++) printf("  %s  =\n", deskql_endpoint_path_parameter_at(endpoint, i));
}

static void write_table(const deskql_endpoint *endpoint, bool color) {
    printf(color ? "\033[1m%s\033[0m  %s  pagesize 1 to %lu%s\n" : "%s  %s  pagesize 1 to %lu%s\n",
           deskql_endpoint_name(endpoint), deskql_endpoint_path(endpoint),
           (unsigned long)deskql_endpoint_maximum_page_size(endpoint),
           deskql_endpoint_takes_filter(endpoint) ? deskql_endpoint_takes_ids(endpoint) ? "  ids" : ""
                                                  : "  no filter: each field is a parameter");
    write_path_parameters(endpoint, color);
    write_filter_fields(endpoint, color);
    write_list("Order fields", "Order fields seen in use alone", endpoint, DESKQL_NAMES_ORDER, color);
    write_list("Includes", "Includes seen in use alone", endpoint, DESKQL_NAMES_INCLUDES, color);
    write_list("Sparse fields", "Sparse fields seen in use alone", endpoint, DESKQL_NAMES_SPARSE, color);
}

/* ---- The command ----------------------------------------------------------------------------------------------------- */

static void write_json(const deskql_endpoint *endpoint) {
    dql_render writer;
    dql_render_begin_part(&writer, NULL, dql_cli_to_stream, stdout, false);
    dql_render_json_endpoint(&writer, endpoint);
    dql_render_text(&writer, "\n");
    dql_render_end_part(&writer);
}

dql_cli_status dql_cli_fields(const dql_cli_call *call) {
    dql_cli_session session;
    bool good = dql_cli_begin(&session, call, stderr);
    const dql_cli_settings *settings = good ? dql_cli_settings_of(session.setup, NULL, NULL) : NULL;
    const deskql_endpoint *endpoint = settings ? find_endpoint(settings) : NULL;
    if (endpoint && dql_cli_value(call, DQL_OPTION_JSON)) {
        write_json(endpoint);
    } else if (endpoint) {
        write_table(endpoint, dql_cli_color(call, stdout));
    }
    dql_cli_status status = dql_cli_close(&session);
    return endpoint ? status : DQL_CLI_FAILED;
}
