/* How the findings of this module are worded: lists of names, and names and values as a query spells them. */
#include "base/writer.h"
#include "check/pass.h"
#include "diagnostics/names.h"
#include "schema/schemas.h"
#include "syntax/spelling.h"

#include <string.h>

#define NAMED 3u /* so many names stand in a help that cannot name all */

static const char *field_at(const void *list, size_t index) {
    return ((const dql_field *)list)[index].name;
}
static const char *value_at(const void *list, size_t index) {
    return ((const dql_schema_value *)list)[index].name;
}
static const char *endpoint_at(const void *list, size_t index) {
    return deskql_endpoint_name(deskql_schemas_at(list, index));
}

dql_names dql_names_of_list(const dql_name_list *list) {
    return dql_names_of_texts(list->names, list->count);
}

/* What queries take as a field: those of the path stand behind those that raw texts alone take. */
static const char *query_field_at(const void *endpoint_, size_t index) {
    const deskql_endpoint *endpoint = endpoint_;
    if (index >= endpoint->queryable) index += endpoint->field_count - endpoint->queryable;
    return endpoint->fields[index].name;
}

dql_names dql_names_of_fields(const deskql_endpoint *endpoint, bool raw) {
    if (raw) return (dql_names){endpoint->fields, endpoint->field_count, field_at};
    return (dql_names){endpoint, endpoint->queryable + (size_t)endpoint->path_count, query_field_at};
}

dql_names dql_names_of_path(const deskql_endpoint *endpoint) {
    return (dql_names){dql_path_fields(endpoint), endpoint->path_count, field_at};
}

dql_names dql_names_of_values(const dql_field *field) {
    return (dql_names){field->values, field->value_count, value_at};
}

dql_names dql_names_of_endpoints(const deskql_schemas *schemas) {
    return (dql_names){schemas, deskql_schemas_count(schemas), endpoint_at};
}

dql_kept_pass dql_keep_pass(const dql_pass *pass) {
    return (dql_kept_pass){pass->endpoint, pass->checker->text, pass->checker->raw};
}

dql_pass dql_resume_pass(const dql_kept_pass *kept, dql_checker *checker, deskql_findings *findings) {
    *checker = (dql_checker){.text = kept->text, .raw = kept->raw};
    return (dql_pass){.checker = checker, .arena = findings->arena, .findings = findings, .endpoint = kept->endpoint};
}

void dql_explain_later(const dql_pass *pass, deskql_finding *finding, dql_explainer *explain, const void *context) {
    if (pass->checker->raw) {
        explain(pass->findings, finding, context);
    } else {
        dql_finding_defer(finding, explain, context);
    }
}

void dql_phrase_one_of(dql_pass *pass, deskql_finding *finding, dql_names names) {
    if (!finding) return;
    dql_writer writer;
    dql_writer_to_arena(&writer, pass->arena);
    dql_write_text(&writer, "must be one of ‘");
    for (size_t i = 0; i < names.count; i++) {
        if (i) dql_write_text(&writer, ", ");
        dql_write_text(&writer, names.at(names.list, i));
    }
    dql_write_text(&writer, "’");
    const char *phrase = dql_writer_text(&writer, NULL);
    if (phrase) finding->phrase = phrase;
}

void dql_suggest_within(dql_pass *pass, const char *name, size_t length, dql_names names,
                        dql_suggestions *suggestions) {
    dql_suggest_for_finding(pass->findings, name, length, names, suggestions);
}

void dql_help_others(dql_pass *pass, deskql_finding *finding, dql_names names, const char *others) {
    if (!finding || !names.count) return;
    /* One more name is no longer than "and 1 more". */
    size_t count = names.count <= NAMED + 1 ? names.count : NAMED;
    dql_finding_help(pass->findings, finding, "%s %s", others ? others : "",
                     dql_listed_names(pass->arena, names, count, names.count - count));
}

const char *dql_spelled_name(dql_pass *pass, const char *name, bool in_list) {
    size_t length = strlen(name);
    if (dql_is_plain_word(name, length) || (in_list && dql_is_special_word(name, length))) return name;
    return dql_is_writable_name(name, length) ? dql_arena_format(pass->arena, "`%s`", name) : NULL;
}

void dql_replace(dql_pass *pass, deskql_finding *finding, dql_range range, const char *text) {
    if (!text) return;
    if (pass->checker->raw) {
        dql_finding_fix(pass->findings, finding, range, "%s", text);
    } else {
        dql_finding_replace(pass->findings, finding, pass->checker->text, range, text);
    }
}

const char *dql_spelled_value(dql_pass *pass, const char *text, size_t length, bool bare) {
    if (bare && dql_is_plain_word(text, length)) return text;
    dql_writer writer;
    dql_writer_to_arena(&writer, pass->arena);
    dql_write_quoted_string(&writer, text, length);
    return dql_writer_text(&writer, NULL);
}

const char *dql_type_wording(deskql_type type) {
    switch (type) {
#define TYPE(name, spelling, words, groups)                                                                            \
    case DESKQL_TYPE_##name:                                                                                           \
        return words;
#include "types.def"
#undef TYPE
    }
    return "";
}

const char *dql_operator_spelling(const dql_pass *pass, dql_operator operator_) {
    const dql_operator_info *info = &dql_operators[operator_];
    return pass->checker->raw ? info->api : info->spelling;
}

const char *dql_operators_wording(dql_pass *pass, uint8_t groups) {
    const char *spellings[DQL_OPERATOR_COUNT];
    size_t count = 0;
    for (dql_operator operator_ = 0; operator_ < DQL_OPERATOR_COUNT; operator_++) {
        /* `not contains` is looked up to be reported as missing. */
        if (!(dql_operators[operator_].group & groups) || operator_ == DQL_OPERATOR_NOT_CONTAINS) continue;
        const char *spelling = dql_operator_spelling(pass, operator_);
        if (*spelling) spellings[count++] = spelling;
    }
    return dql_listed_names(pass->arena, dql_names_of_texts(spellings, count), count, 0);
}
