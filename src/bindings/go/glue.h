/* What cgo cannot say itself: unions, option macros, and a sink that gathers. */
#ifndef DESKQL_GO_GLUE_H
#define DESKQL_GO_GLUE_H

#include "deskql.h"

/* Bytes that a sink gathered; free(bytes). */
typedef struct gathered {
    char *bytes;
    size_t length;
    size_t capacity;
} gathered;

deskql_status glue_parse(const deskql_schemas *schemas, const char *text, size_t length, const char *endpoint,
                         uint32_t maximum_bytes, uint32_t maximum_depth, uint32_t maximum_list,
                         uint32_t maximum_findings, int notes, int raw, deskql_document **document);
deskql_status glue_compile(const deskql_query *query, int64_t now, int32_t utc_offset, const deskql_binding *bindings,
                           size_t count, const char *base_url, deskql_plan **plan);
deskql_status glue_write(const deskql_plan *plan, deskql_output output, gathered *out);
deskql_status glue_describe(const deskql_query *query, deskql_description description, gathered *out);
deskql_status glue_format(const deskql_document *document, gathered *out);
deskql_status glue_format_query(const deskql_query *query, gathered *out);
deskql_status glue_fix(const deskql_document *document, size_t *applied, gathered *out);

/* NULL when there is no memory. */
deskql_finding_reader *glue_reader(void);
deskql_binding *glue_bindings(size_t count);
deskql_value *glue_binding(deskql_binding *bindings, size_t index, const char *name);
deskql_value *glue_list(deskql_value *value, size_t count);
void glue_null(deskql_value *value);
void glue_integer(deskql_value *value, int64_t integer);
void glue_number(deskql_value *value, double number);
void glue_boolean(deskql_value *value, int boolean);
void glue_string(deskql_value *value, const char *bytes, size_t length, int text);
void glue_time(deskql_value *value, int64_t milliseconds);
void glue_date(deskql_value *value, int32_t days);

#endif
