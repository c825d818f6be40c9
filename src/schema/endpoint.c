/* What the public interface gives of an endpoint. */
#include "schema/index.h"

const char *deskql_type_text(deskql_type type) {
    switch (type) {
#define TYPE(name, spelling, words, groups)                                                                            \
    case DESKQL_TYPE_##name:                                                                                           \
        return spelling;
#include "types.def"
#undef TYPE
    }
    return NULL;
}

const char *deskql_endpoint_name(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->name : NULL;
}

const char *deskql_endpoint_path(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->path : NULL;
}

size_t deskql_endpoint_path_parameter_count(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->path_count : 0;
}

const char *deskql_endpoint_path_parameter_at(const deskql_endpoint *endpoint, size_t index) {
    return endpoint && index < endpoint->path_count ? dql_path_fields(endpoint)[index].name : NULL;
}

const dql_field dql_ids_field = {.name = "ids", .length = 3, .type = DESKQL_TYPE_INTEGER, .groups = DQL_GROUP_EQUALITY};

bool deskql_endpoint_takes_ids(const deskql_endpoint *endpoint) {
    return endpoint && endpoint->ids;
}

const char *dql_path_problem(const char *text, size_t length) {
    if (!length) return "is empty";
    if (text[0] == '.' && (length == 1 || (length == 2 && text[1] == '.'))) return "leads to another path";
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) return "has a control character";
        if (strchr("/?#", text[i])) return "has one of `/`, `?` and `#`";
    }
    return NULL;
}

bool deskql_endpoint_takes_filter(const deskql_endpoint *endpoint) {
    return endpoint && !endpoint->named;
}

const char *deskql_endpoint_parameter_at(const deskql_endpoint *endpoint, size_t index, deskql_operator operator_) {
    bool known = endpoint && index < endpoint->field_count && operator_ >= DESKQL_OPERATOR_EQUAL;
    const dql_named_parameter *found = known ? dql_parameter_for(&endpoint->fields[index], operator_ - 1u) : NULL;
    return found ? found->name : NULL;
}

const dql_named_parameter *dql_parameter_for(const dql_field *field, unsigned operator_) {
    if (operator_ == DQL_OPERATOR_IN && field->list) operator_ = DQL_OPERATOR_EQUAL;
    for (const dql_named_parameter *one = field->parameters; one && one->name; one++) {
        if (one->operator_ == operator_) return one;
    }
    return NULL;
}

const dql_field *dql_parameter_field(const deskql_endpoint *endpoint, const char *name, size_t length,
                                     const dql_named_parameter **parameter) {
    for (uint32_t i = 0; endpoint && endpoint->named && i < endpoint->field_count; i++) {
        for (const dql_named_parameter *one = endpoint->fields[i].parameters; one && one->name; one++) {
            *parameter = one;
            if (strlen(one->name) == length && memcmp(one->name, name, length) == 0) return &endpoint->fields[i];
        }
    }
    return NULL;
}

const char *dql_parameter_problem(const dql_field *field, const char *text, size_t length) {
    if (!length) return "is empty, which asks for nothing";
    bool joined = field->list == DQL_JOINED_LIST && memchr(text, ',', length);
    return joined ? "has a comma, which divides the values of a list" : NULL;
}

uint32_t deskql_endpoint_maximum_page_size(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->maximum_page_size : 0;
}

static uint32_t operators_of(const dql_field *field) {
    uint32_t set = 0;
    for (unsigned i = 0; i < DQL_OPERATOR_COUNT; i++) {
        bool takes = field->parameters
                         ? dql_parameter_for(field, i) != NULL
                         : (dql_operators[i].group & field->groups) && !dql_operator_has_not((dql_operator)i);
        if (takes) set |= UINT32_C(1) << (i + 1);
    }
    return set;
}

size_t deskql_endpoint_documented(const deskql_endpoint *endpoint, deskql_name_list list) {
    if (!endpoint) return 0;
    switch (list) {
    case DESKQL_NAMES_FILTER:
        return endpoint->documented;
    case DESKQL_NAMES_ORDER:
        return endpoint->order.documented;
    case DESKQL_NAMES_INCLUDES:
        return endpoint->includes.documented;
    case DESKQL_NAMES_SPARSE:
        return endpoint->sparse.documented;
    }
    return 0;
}

size_t deskql_endpoint_queryable(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->queryable : 0;
}

size_t deskql_endpoint_filter_count(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->field_count : 0;
}

bool deskql_endpoint_filter_at(const deskql_endpoint *endpoint, size_t index, deskql_field_info *info) {
    if (!endpoint || !info || index >= endpoint->field_count) return false;
    const dql_field *field = &endpoint->fields[index];
    *info = (deskql_field_info){
        .name = field->name,
        .type = (deskql_type)field->type,
        .nullable = field->nullable,
        .operators = operators_of(field),
        .value_count = field->value_count,
        .open = field->open,
    };
    return true;
}

const char *deskql_endpoint_value_at(const deskql_endpoint *endpoint, size_t index, size_t value, int64_t *id) {
    if (!endpoint || index >= endpoint->field_count || value >= endpoint->fields[index].value_count) return NULL;
    const dql_schema_value *found = &endpoint->fields[index].values[value];
    if (id) *id = found->id;
    return found->name;
}

size_t deskql_endpoint_value_ids(const deskql_endpoint *endpoint, size_t index, size_t value, const int64_t **ids) {
    if (!ids || !deskql_endpoint_value_at(endpoint, index, value, NULL)) return 0;
    if (endpoint->fields[index].type != DESKQL_TYPE_REFERENCE) return 0;
    const dql_schema_value *found = &endpoint->fields[index].values[value];
    *ids = found->ids ? found->ids : &found->id;
    return found->ids ? found->id_count : 1;
}

const char *deskql_endpoint_kind_at(const deskql_endpoint *endpoint, size_t index) {
    return endpoint && index < endpoint->field_count ? endpoint->fields[index].kind : NULL;
}

void dql_write_alias(dql_writer *writer, const dql_schema_value *alias) {
    for (uint32_t i = 0; i < alias->id_count; i++)
        dql_write_format(writer, "%s%lld", i ? ", " : "", (long long)alias->ids[i]);
}

static const char *name_at(const dql_name_list *list, size_t index) {
    return index < list->count ? list->names[index] : NULL;
}

size_t deskql_endpoint_order_count(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->order.count : 0;
}

const char *deskql_endpoint_order_at(const deskql_endpoint *endpoint, size_t index) {
    return endpoint ? name_at(&endpoint->order, index) : NULL;
}

size_t deskql_endpoint_include_count(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->includes.count : 0;
}

const char *deskql_endpoint_include_at(const deskql_endpoint *endpoint, size_t index) {
    return endpoint ? name_at(&endpoint->includes, index) : NULL;
}

size_t deskql_endpoint_sparse_count(const deskql_endpoint *endpoint) {
    return endpoint ? endpoint->sparse.count : 0;
}

const char *deskql_endpoint_sparse_at(const deskql_endpoint *endpoint, size_t index) {
    return endpoint ? name_at(&endpoint->sparse, index) : NULL;
}

const dql_name_entry *dql_endpoint_find_on(const deskql_endpoint *endpoint, uint32_t hash, dql_name_words words,
                                           const char *name, size_t length) {
    const dql_name_index *index = &endpoint->index;
    for (uint32_t i = 1; i < DQL_INDEX_REACH; i++) {
        uint32_t slot = index->slots[(hash + i) & index->mask];
        if (slot == 0) return NULL;
        const dql_name_entry *entry = &endpoint->entries[slot - 1];
        if (dql_name_entry_is(entry, words, name, length)) return entry;
    }
    int32_t crowded = dql_index_find_crowded(index, endpoint->entries, sizeof *endpoint->entries, name, length);
    return crowded < 0 ? NULL : &endpoint->entries[crowded];
}
