/* A program that uses deskql; C99 and C++17 alike. */
#include <deskql/deskql.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    const char *text = "priority > 2";
    char buffer[100];
    size_t length = 0;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    int failed = deskql_parse(NULL, text, strlen(text), NULL, &document) != DESKQL_OK ||
                 deskql_compile(deskql_document_at(document, 0), NULL, &plan) != DESKQL_OK ||
                 deskql_plan_write(plan, DESKQL_OUTPUT_FILTER, buffer, sizeof buffer, &length) != DESKQL_OK ||
                 length != strlen(buffer) || strcmp(deskql_version(), DESKQL_VERSION) != 0;
    if (!failed) printf("%s %s\n", buffer, deskql_version());
    deskql_plan_free(plan);
    deskql_document_free(document);
    return failed;
}
