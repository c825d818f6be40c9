/*
 * Lists the tickets that a query selects, with libcurl. A complaint of the server about the filter is shown at the words that it is
 * about.
 *
 *     cc tickets.c $(pkg-config --cflags --libs deskql libcurl) -o tickets
 *     DESK_TOKEN=… ./tickets https://SITE.teamwork.com 'status = :status order by createdAt desc' status=1
 */
#include <curl/curl.h>
#include <deskql/deskql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_PARAMETERS 16

typedef struct answer {
    char *bytes;
    size_t length;
} answer;

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    answer *to = context;
    char *larger = realloc(to->bytes, to->length + size * count + 1);
    if (!larger) return 0;
    memcpy(larger + to->length, bytes, size * count);
    to->bytes = larger;
    to->length += size * count;
    return size * count;
}

static long get(const char *url, answer *body) {
    long code = 0;
    char authorization[1024];
    const char *token = getenv("DESK_TOKEN");
    snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", token ? token : "");
    struct curl_slist *headers = curl_slist_append(NULL, authorization);
    CURL *curl = curl_easy_init();
    if (!curl) return 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    CURLcode result = curl_easy_perform(curl);
    if (result == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    if (result != CURLE_OK) fprintf(stderr, "%s: %s\n", url, curl_easy_strerror(result));
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    return code;
}

static void print_findings(const deskql_findings *findings) {
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    if (deskql_finding_reader_new(NULL, &reader) != DESKQL_OK) return;
    for (size_t i = 0; deskql_findings_read(findings, i, reader, &finding) == DESKQL_OK; i++) {
        fprintf(stderr, "%u:%u: %s [%s]\n", finding->range.start.line, finding->range.start.column, finding->message,
                finding->code_text);
    }
    deskql_finding_reader_free(reader);
}

/* {"tickets":[{"id":1,"subject":"…"},…]} */
static void print_tickets(const deskql_json_value *body) {
    const deskql_json_value *ticket = deskql_json_value_first(deskql_json_value_member(body, "tickets"));
    for (; ticket; ticket = deskql_json_value_next(ticket)) {
        const char *id = deskql_json_value_text(deskql_json_value_member(ticket, "id"), NULL);
        const char *subject = deskql_json_value_text(deskql_json_value_member(ticket, "subject"), NULL);
        printf("%s\t%s\n", id ? id : "", subject ? subject : "");
    }
}

/* What the server says of the query, in either of its forms, each with the words that it is about. */
static void print_complaints(const deskql_json_value *body, const deskql_plan *plan, const char *query) {
    deskql_answer *complaints = NULL;
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    if (deskql_answer_read(plan, body, NULL, &complaints) == DESKQL_OK &&
        deskql_finding_reader_new(NULL, &reader) == DESKQL_OK) {
        const deskql_findings *findings = deskql_answer_findings(complaints);
        for (size_t i = 0; deskql_findings_read(findings, i, reader, &finding) == DESKQL_OK; i++) {
            deskql_range range = finding->range;
            fprintf(stderr, "%s\n    %.*s\n", finding->message, (int)(range.end.offset - range.start.offset),
                    query + range.start.offset);
        }
    }
    deskql_finding_reader_free(reader);
    deskql_answer_free(complaints);
}

static int list(const deskql_plan *plan, const char *query) {
    size_t length;
    answer body = {NULL, 0};
    deskql_json *json = NULL;
    deskql_plan_write(plan, DESKQL_OUTPUT_URL, NULL, 0, &length);
    char *url = malloc(length + 1);
    if (!url) return 2;
    deskql_plan_write(plan, DESKQL_OUTPUT_URL, url, length + 1, NULL);
    long code = get(url, &body);
    free(url);
    bool understood = code != 0 && deskql_json_parse(body.bytes, body.length, NULL, &json) == DESKQL_OK;
    if (understood && code == 200) print_tickets(deskql_json_root(json));
    if (understood && code != 200) print_complaints(deskql_json_root(json), plan, query);
    if (code && (code != 200 || !understood)) fprintf(stderr, "the server answered %ld\n", code);
    deskql_json_free(json);
    free(body.bytes);
    return understood && code == 200 ? 0 : 1;
}

int main(int count, char **arguments) {
    deskql_binding bindings[MOST_PARAMETERS];
    if (count < 3 || count - 3 > MOST_PARAMETERS) {
        fputs("usage: tickets BASE_URL QUERY [NAME=VALUE]...\n", stderr);
        return 2;
    }
    /* NAME=VALUE becomes a name and a text that is read by the type of the parameter's field. */
    for (int i = 3; i < count; i++) {
        char *equal = strchr(arguments[i], '=');
        if (!equal) return 2;
        *equal = '\0';
        bindings[i - 3].name = arguments[i];
        bindings[i - 3].value.type = DESKQL_VALUE_TEXT;
        bindings[i - 3].value.as.string.bytes = equal + 1;
        bindings[i - 3].value.as.string.length = strlen(equal + 1);
    }
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_compile_options options = DESKQL_COMPILE_OPTIONS_INIT;
    options.now = time(NULL);
    options.base_url = arguments[1];
    options.bindings = bindings;
    options.binding_count = (size_t)count - 3;
    if (deskql_parse(NULL, arguments[2], strlen(arguments[2]), NULL, &document) != DESKQL_OK) return 2;
    deskql_status status = deskql_compile(deskql_document_at(document, 0), &options, &plan);
    print_findings(deskql_document_findings(document));
    print_findings(deskql_plan_findings(plan));
    int result = status == DESKQL_OK ? list(plan, arguments[2]) : 1;
    deskql_plan_free(plan);
    deskql_document_free(document);
    return result;
}
