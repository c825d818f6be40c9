/* Raw texts. */
#include "document/document.h"
#include "url/url.h"

#include <deskql/raw.h>

deskql_status deskql_parse_raw(const deskql_schemas *schemas, const char *text, size_t length,
                               const deskql_parse_options *options, deskql_document **document) {
    return dql_document_make(schemas, text, length, options, document, dql_raw_parse);
}

deskql_status deskql_parse_raw_lines(const deskql_schemas *schemas, const char *text, size_t length,
                                     const deskql_parse_options *options, deskql_document **document) {
    return dql_document_make(schemas, text, length, options, document, dql_raw_parse_lines);
}
