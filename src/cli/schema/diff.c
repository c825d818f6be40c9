/* deskql schema diff: what changes from one schema to another, and which saved queries break by it. */
#include "cli/schema/names.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef enum impact { SAFE, DANGEROUS, BREAKING, IMPACT_COUNT } impact;

static const char *const impact_words[IMPACT_COUNT] = {"safe", "dangerous", "breaking"};
static const char *const impact_colors[IMPACT_COUNT] = {"\033[32m", "\033[33m", "\033[31m"};

typedef struct comparison {
    bool is_json;
    bool color;
    size_t counts[IMPACT_COUNT];
    const deskql_endpoint *old;
    const deskql_endpoint *new_;
    /* The list at hand, the sorted names of both, and the field that is gone. */
    deskql_name_list list;
    dql_schema_name *old_names;
    dql_schema_name *new_names;
    size_t old_count;
    size_t new_count;
    deskql_type type;
    bool failed;
} comparison;

/* ---- What is printed ----------------------------------------------------------------------------------------------- */

/* A change: of an endpoint, or of a name of a list; `renamed` is what a name that is gone probably became. */
__attribute__((format(printf, 5, 6))) static void change(comparison *of, impact level, const char *name,
                                                         const char *renamed, const char *format, ...) {
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    const char *endpoint = deskql_endpoint_name(of->old ? of->old : of->new_);
    bool is_first = of->counts[SAFE] + of->counts[DANGEROUS] + of->counts[BREAKING] == 0;
    of->counts[level]++;
    if (!of->is_json) {
        printf("%s%-10s%s %s: ", of->color ? impact_colors[level] : "", impact_words[level], of->color ? "\033[0m" : "",
               endpoint);
        if (name) printf("%s `%s` ", dql_schema_nouns[of->list], name);
        puts(what);
        if (renamed) printf("           probably \"renamed\": {\"%s\": \"%s\"}\n", name, renamed);
        return;
    }
    dql_cli_print(stdout, "%s\n  {'impact':'%s','endpoint':'%s'", is_first ? "" : ",", impact_words[level], endpoint);
    if (name) dql_cli_print(stdout, ",'list':'%s','name':'%s'", dql_schema_keys[of->list], name);
    dql_cli_print(stdout, ",'change':'%s'", what);
    if (renamed) dql_cli_print(stdout, ",'renamed':{'%s':'%s'}", name, renamed);
    fputs("}", stdout);
}

/* ---- Fields -------------------------------------------------------------------------------------------------------- */

/* The value of a field by its name; the number of values where it has none. */
static size_t find_value(const deskql_endpoint *in, size_t field, size_t count, const char *text) {
    size_t i = 0;
    while (i < count && strcmp(deskql_endpoint_value_at(in, field, i, NULL), text) != 0) i++;
    return i;
}

static bool has_same_ids(const comparison *of, size_t old, size_t old_value, size_t now, size_t new_value) {
    const int64_t *one = NULL;
    const int64_t *other = NULL;
    size_t count = deskql_endpoint_value_ids(of->old, old, old_value, &one);
    bool is_same = count == deskql_endpoint_value_ids(of->new_, now, new_value, &other);
    return is_same && (count == 0 || memcmp(one, other, count * sizeof *one) == 0);
}

static void compare_values(comparison *of, const char *name, size_t old, size_t now, const deskql_field_info *before,
                           const deskql_field_info *after) {
    bool is_enum = after->type == DESKQL_TYPE_ENUM;
    bool is_any_value = is_enum && (after->open || after->value_count == 0);
    for (size_t i = 0; i < before->value_count; i++) {
        const char *value = deskql_endpoint_value_at(of->old, old, i, NULL);
        size_t found = find_value(of->new_, now, after->value_count, value);
        if (found == after->value_count) {
            change(of, is_any_value ? DANGEROUS : BREAKING, name, NULL, "has no value `%s` any more", value);
        } else if (!has_same_ids(of, old, i, now, found)) {
            change(of, DANGEROUS, name, NULL, "has other ids for `%s`", value);
        }
    }
    for (size_t i = 0; i < after->value_count; i++) {
        const char *value = deskql_endpoint_value_at(of->new_, now, i, NULL);
        if (find_value(of->old, old, before->value_count, value) == before->value_count)
            change(of, is_enum ? DANGEROUS : SAFE, name, NULL, "has a new value `%s`", value);
    }
    bool was_any_value = before->open || before->value_count == 0;
    if (is_enum && was_any_value != is_any_value)
        change(of, is_any_value ? SAFE : BREAKING, name, NULL,
               is_any_value ? "takes all values" : "takes listed values alone");
}

static void compare_fields(comparison *of, const char *name, size_t old, size_t now) {
    deskql_field_info before;
    deskql_field_info after;
    deskql_endpoint_filter_at(of->old, old, &before);
    deskql_endpoint_filter_at(of->new_, now, &after);
    if (before.type != after.type) {
        change(of, after.type == DESKQL_TYPE_ANY ? SAFE : BREAKING, name, NULL, "is %s, and was %s",
               deskql_type_text(after.type), deskql_type_text(before.type));
        return;
    }
    if (before.nullable != after.nullable)
        change(of, after.nullable ? SAFE : BREAKING, name, NULL,
               after.nullable ? "can be null" : "cannot be null any more");
    for (int i = 1; deskql_operator_text((deskql_operator)i); i++) {
        bool had = before.operators >> i & 1;
        bool has = after.operators >> i & 1;
        bool is_null = i == DESKQL_OPERATOR_IS_NULL || i == DESKQL_OPERATOR_IS_NOT_NULL;
        if (had != has && !is_null)
            change(of, has ? SAFE : BREAKING, name, NULL, has ? "takes `%s` too" : "does not take `%s` any more",
                   deskql_operator_text((deskql_operator)i));
        const char *was = deskql_endpoint_parameter_at(of->old, old, (deskql_operator)i);
        const char *is = deskql_endpoint_parameter_at(of->new_, now, (deskql_operator)i);
        if (had && has && strcmp(was ? was : "filter", is ? is : "filter") != 0)
            change(of, DANGEROUS, name, NULL, "sends `%s` as `%s`, and sent `%s`",
                   deskql_operator_text((deskql_operator)i), is ? is : "filter", was ? was : "filter");
    }
    compare_values(of, name, old, now, &before, &after);
}

/* ---- Lists --------------------------------------------------------------------------------------------------------- */

/* The names that are new, in the list at hand, of the type of the one that is gone. */
static const char *new_name_at(const void *context, size_t index) {
    const comparison *of = context;
    if (index >= of->new_count) return NULL;
    const dql_schema_name *name = &of->new_names[index];
    deskql_field_info info = {.type = of->type};
    if (of->list == DESKQL_NAMES_FILTER) deskql_endpoint_filter_at(of->new_, name->index, &info);
    bool fits = !dql_schema_find(of->old_names, of->old_count, name->text) && info.type == of->type;
    return fits ? name->text : "";
}

static void compare_name(comparison *of, const dql_schema_name *old) {
    const dql_schema_name *now = dql_schema_find(of->new_names, of->new_count, old->text);
    if (!now) {
        deskql_field_info info = {.type = DESKQL_TYPE_ANY};
        if (of->list == DESKQL_NAMES_FILTER) deskql_endpoint_filter_at(of->old, old->index, &info);
        of->type = info.type;
        bool can_be_renamed = of->list == DESKQL_NAMES_FILTER || of->list == DESKQL_NAMES_ORDER;
        const char *renamed =
            can_be_renamed ? deskql_nearest_name(old->text, strlen(old->text), new_name_at, of) : NULL;
        change(of, BREAKING, old->text, renamed, "is gone");
        return;
    }
    bool was_seen = old->index >= deskql_endpoint_documented(of->old, of->list);
    bool is_seen = now->index >= deskql_endpoint_documented(of->new_, of->list);
    if (was_seen != is_seen)
        change(of, is_seen ? DANGEROUS : SAFE, old->text, NULL, is_seen ? "is seen in use alone" : "is documented");
    if (of->list == DESKQL_NAMES_FILTER) compare_fields(of, old->text, old->index, now->index);
}

/* A list of sparse fields that is empty allows all. */
static void compare_lists(comparison *of) {
    bool is_sparse = of->list == DESKQL_NAMES_SPARSE;
    if (is_sparse && !of->old_count && of->new_count)
        change(of, BREAKING, NULL, NULL, "lists its sparse fields, and had any");
    if (is_sparse && of->old_count && !of->new_count) change(of, SAFE, NULL, NULL, "has any sparse field");
    if (is_sparse && (!of->old_count || !of->new_count)) return;
    for (size_t i = 0; i < of->old_count; i++) compare_name(of, &of->old_names[i]);
    for (size_t i = 0; i < of->new_count; i++) {
        const char *name = of->new_names[i].text;
        if (!dql_schema_find(of->old_names, of->old_count, name)) change(of, SAFE, name, NULL, "is new");
    }
}

/* What a query has to give for the path. */
static bool has_same_parameters(const comparison *of) {
    size_t count = deskql_endpoint_path_parameter_count(of->old);
    bool is_same = count == deskql_endpoint_path_parameter_count(of->new_);
    for (size_t i = 0; is_same && i < count; i++)
        is_same =
            strcmp(deskql_endpoint_path_parameter_at(of->old, i), deskql_endpoint_path_parameter_at(of->new_, i)) == 0;
    return is_same;
}

static void compare_endpoints(comparison *of) {
    if (!of->old || !of->new_) {
        change(of, of->old ? BREAKING : SAFE, NULL, NULL, "the endpoint is %s", of->old ? "gone" : "new");
        return;
    }
    const char *path = deskql_endpoint_path(of->new_);
    uint32_t before = deskql_endpoint_maximum_page_size(of->old);
    uint32_t after = deskql_endpoint_maximum_page_size(of->new_);
    if (strcmp(deskql_endpoint_path(of->old), path) != 0)
        change(of, has_same_parameters(of) ? DANGEROUS : BREAKING, NULL, NULL, "the path is `%s`, and was `%s`", path,
               deskql_endpoint_path(of->old));
    if (before != after)
        change(of, after < before ? BREAKING : SAFE, NULL, NULL, "`pagesize` goes up to %lu, and went to %lu",
               (unsigned long)after, (unsigned long)before);
    if (deskql_endpoint_takes_ids(of->old) != deskql_endpoint_takes_ids(of->new_))
        change(of, deskql_endpoint_takes_ids(of->old) ? BREAKING : SAFE, NULL, NULL,
               deskql_endpoint_takes_ids(of->old) ? "does not take `ids` any more" : "takes `ids`");
    for (of->list = DESKQL_NAMES_FILTER; of->list <= DESKQL_NAMES_SPARSE; of->list++) {
        of->old_names = dql_schema_sorted(of->old, of->list, &of->old_count);
        of->new_names = dql_schema_sorted(of->new_, of->list, &of->new_count);
        if (of->old_names && of->new_names) compare_lists(of);
        of->failed = of->failed || !of->old_names || !of->new_names;
        free(of->old_names);
        free(of->new_names);
    }
}

/* ---- Saved queries ------------------------------------------------------------------------------------------------- */

/* What breaks: of a query that was right, the findings. */
static size_t compare_queries(const dql_cli_session *before, dql_cli_session *after, bool is_json) {
    size_t broken = 0;
    for (size_t i = 0; i < after->text_count && i < before->text_count; i++) {
        dql_cli_text *text = &after->texts[i];
        for (size_t j = 0; j < dql_cli_query_count(text); j++) {
            const deskql_query *query = deskql_document_at(text->document, j);
            const deskql_query *old = deskql_document_at(before->texts[i].document, j);
            if (!deskql_query_valid(old) || deskql_query_valid(query)) continue;
            if (!is_json && !broken) puts("\nSaved queries that break:\n");
            if (!is_json) dql_cli_examine(after, text, j);
            broken++;
            if (!is_json) continue;
            dql_cli_print(stdout, "%s\n  {'file':'%s','line':%u", broken > 1 ? "," : "", text->file ? text->file : "",
                          deskql_query_range(query).start.line);
            if (deskql_query_name(query)) dql_cli_print(stdout, ",'query':'%s'", deskql_query_name(query));
            fputs("}", stdout);
        }
    }
    return broken;
}

static dql_cli_status check_queries(const dql_cli_call *call, const char *old, const char *new_, bool is_json,
                                    size_t *broken) {
    dql_cli_session before;
    dql_cli_session after;
    dql_cli_call calls[2];
    bool good = dql_schema_open(&before, &calls[0], call, 3, old);
    good = dql_schema_open(&after, &calls[1], call, 3, new_) && good;
    if (good) *broken = compare_queries(&before, &after, is_json);
    dql_cli_status status = dql_cli_close(&after);
    dql_cli_close(&before);
    dql_cli_call_free(&calls[0]);
    dql_cli_call_free(&calls[1]);
    return status;
}

/* ---- The whole ----------------------------------------------------------------------------------------------------- */

/* The built-in endpoints and those of the file. NULL after a message. */
static deskql_schemas *load(dql_cli_session *session, const char *path) {
    deskql_schemas *schemas = NULL;
    dql_cli_bytes text = {NULL, 0, 0};
    bool is_read = dql_cli_read(session, path, &text);
    deskql_status status = is_read ? deskql_schemas_new(NULL, &schemas) : DESKQL_OK;
    if (is_read && status == DESKQL_OK) status = deskql_schemas_add(schemas, text.bytes, text.length);
    if (status != DESKQL_OK)
        dql_cli_fail_to_use(session, dql_cli_shown_file(session->call, path), "schema", &text,
                            deskql_schemas_findings(schemas), status);
    dql_cli_bytes_free(&text);
    if (is_read && status == DESKQL_OK) return schemas;
    deskql_schemas_free(schemas);
    return NULL;
}

static void compare(comparison *of, const deskql_schemas *old, const deskql_schemas *new_) {
    for (size_t i = 0; i < deskql_schemas_count(old); i++) {
        of->old = deskql_schemas_at(old, i);
        of->new_ = deskql_schemas_find(new_, deskql_endpoint_name(of->old));
        compare_endpoints(of);
    }
    of->old = NULL;
    for (size_t i = 0; i < deskql_schemas_count(new_); i++) {
        of->new_ = deskql_schemas_at(new_, i);
        if (!deskql_schemas_find(old, deskql_endpoint_name(of->new_))) compare_endpoints(of);
    }
}

dql_cli_status dql_cli_schema_diff(const dql_cli_call *call, const char *old, const char *new_, bool has_paths) {
    dql_cli_session session;
    comparison of = {.is_json = dql_cli_value(call, DQL_OPTION_OUTPUT) != NULL};
    of.color = dql_cli_color(call, stdout);
    size_t broken = 0;
    bool good = dql_cli_begin(&session, call, stderr);
    deskql_schemas *before = good ? load(&session, old) : NULL;
    deskql_schemas *after = good ? load(&session, new_) : NULL;
    good = before && after;
    if (good && of.is_json) fputs("{\"changes\":[", stdout);
    if (good) compare(&of, before, after);
    if (good && of.is_json) fputs("],\n\"broken\":[", stdout);
    if (good && !of.is_json)
        printf("%zu breaking, %zu dangerous, %zu safe\n", of.counts[BREAKING], of.counts[DANGEROUS], of.counts[SAFE]);
    if (good && has_paths) {
        dql_cli_status status = check_queries(call, old, new_, of.is_json, &broken);
        if (status > session.status) session.status = status;
    }
    if (good && of.is_json) puts("]}");
    if (of.failed) dql_cli_fail(&session, DESKQL_NO_MEMORY);
    if ((of.counts[BREAKING] || broken) && session.status == DQL_CLI_FINE) session.status = DQL_CLI_FOUND;
    deskql_schemas_free(before);
    deskql_schemas_free(after);
    return dql_cli_close(&session);
}
