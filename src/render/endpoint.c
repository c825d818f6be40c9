/* What an endpoint allows, as an object of JSON. */
#include "render/render.h"

static void write_operators(dql_render *render, uint32_t operators) {
    const char *separator = "";
    dql_render_print(render, ",'operators':[");
    for (int i = 1; deskql_operator_text((deskql_operator)i); i++) {
        if (!(operators >> i & 1)) continue;
        dql_render_print(render, "%s'%s'", separator, deskql_operator_text((deskql_operator)i));
        separator = ",";
    }
    dql_render_text(render, "]");
}

/* The parameter of each operator, of a field that is no part of a filter. */
static void write_parameters(dql_render *render, const deskql_endpoint *endpoint, size_t index) {
    bool any = false;
    for (int i = 1; deskql_operator_text((deskql_operator)i); i++) {
        const char *name = deskql_endpoint_parameter_at(endpoint, index, (deskql_operator)i);
        if (!name) continue;
        dql_render_print(render, any ? "," : ",'parameters':{");
        dql_render_print(render, "'%s':'%s'", deskql_operator_text((deskql_operator)i), name);
        any = true;
    }
    if (any) dql_render_text(render, "}");
}

/* The id of a reference's value, or all of an alias. */
static void write_ids(dql_render *render, const deskql_endpoint *endpoint, size_t index, size_t value) {
    const int64_t *ids = NULL;
    size_t count = deskql_endpoint_value_ids(endpoint, index, value, &ids);
    dql_render_text(render, count > 1 ? ":[" : ":");
    for (size_t i = 0; i < count; i++) dql_render_print(render, "%s%lld", i ? "," : "", (long long)ids[i]);
    if (count > 1) dql_render_text(render, "]");
}

/* Of a reference an object of name to id or ids, of others an array. */
static void write_values(dql_render *render, const deskql_endpoint *endpoint, size_t index,
                         const deskql_field_info *info) {
    bool is_reference = info->type == DESKQL_TYPE_REFERENCE;
    dql_render_print(render, ",'values':%s", is_reference ? "{" : "[");
    for (size_t i = 0; i < info->value_count; i++) {
        dql_render_print(render, "%s'%s'", i ? "," : "", deskql_endpoint_value_at(endpoint, index, i, NULL));
        if (is_reference) write_ids(render, endpoint, index, i);
    }
    dql_render_print(render, "%s,'open':%s", is_reference ? "}" : "]", info->open ? "true" : "false");
}

static void write_names(dql_render *render, const char *key, const deskql_endpoint *endpoint,
                        const char *(*at)(const deskql_endpoint *endpoint, size_t index)) {
    const char *name;
    dql_render_print(render, ",\n '%s':[", key);
    for (size_t i = 0; (name = at(endpoint, i)) != NULL; i++) dql_render_print(render, "%s'%s'", i ? "," : "", name);
    dql_render_text(render, "]");
}

void dql_render_json_endpoint(dql_render *render, const deskql_endpoint *endpoint) {
    deskql_field_info info;
    dql_render_print(render, "{'endpoint':'%s','path':'%s','maximumPageSize':%u,\n 'filter':[",
                     deskql_endpoint_name(endpoint), deskql_endpoint_path(endpoint),
                     deskql_endpoint_maximum_page_size(endpoint));
    for (size_t i = 0; deskql_endpoint_filter_at(endpoint, i, &info); i++) {
        dql_render_print(render, "%s\n  {'name':'%s','type':'%s','nullable':%s", i ? "," : "", info.name,
                         deskql_type_text(info.type), info.nullable ? "true" : "false");
        write_operators(render, info.operators);
        write_parameters(render, endpoint, i);
        if (info.value_count) write_values(render, endpoint, i, &info);
        dql_render_text(render, "}");
    }
    dql_render_text(render, "]");
    write_names(render, "pathParameters", endpoint, deskql_endpoint_path_parameter_at);
    write_names(render, "order", endpoint, deskql_endpoint_order_at);
    write_names(render, "includes", endpoint, deskql_endpoint_include_at);
    write_names(render, "fields", endpoint, deskql_endpoint_sparse_at);
    dql_render_print(render, ",\n 'documented':{'filter':%zu,'order':%zu,'includes':%zu,'fields':%zu}",
                     deskql_endpoint_documented(endpoint, DESKQL_NAMES_FILTER),
                     deskql_endpoint_documented(endpoint, DESKQL_NAMES_ORDER),
                     deskql_endpoint_documented(endpoint, DESKQL_NAMES_INCLUDES),
                     deskql_endpoint_documented(endpoint, DESKQL_NAMES_SPARSE));
    dql_render_print(render, ",'queryable':%zu,'ids':%s,'takesFilter':%s}", deskql_endpoint_queryable(endpoint),
                     deskql_endpoint_takes_ids(endpoint) ? "true" : "false",
                     deskql_endpoint_takes_filter(endpoint) ? "true" : "false");
}
