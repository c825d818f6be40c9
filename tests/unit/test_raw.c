/* Raw texts: what is read of them, and what is wrong with them and where. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/findings.h"
#include "support/raw.h"

typedef struct raw_case {
    const char *raw;
    /* `DQL501@27-29`, separated by spaces, in bytes. */
    const char *findings;
    /* The filter that it compiles to; NULL where it has errors. */
    const char *filter;
} raw_case;

static char *findings_of(const deskql_document *document) {
    static char text[4096];
    size_t length = 0;
    const deskql_findings *findings = deskql_document_findings(document);
    text[0] = '\0';
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s@%u-%u", i ? " " : "", finding->code_text,
                                   finding->range.start.offset, finding->range.end.offset);
        assert_true(length < sizeof text);
    }
    return text;
}

static char *output_of(const deskql_query *query, deskql_output output) {
    static char text[4096];
    deskql_plan *plan = NULL;
    size_t length;
    assert_int_equal(deskql_compile(query, NULL, &plan), DESKQL_OK);
    assert_int_equal(deskql_plan_write(plan, output, text, sizeof text, &length), DESKQL_OK);
    deskql_plan_free(plan);
    return text;
}

static void check_cases(const raw_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        const char *findings = findings_of(document);
        if (strcmp(findings, cases[i].findings) != 0) print_error("%s\n", cases[i].raw);
        assert_string_equal(findings, cases[i].findings);
        const deskql_query *query = deskql_document_at(document, 0);
        assert_int_equal(deskql_query_valid(query), cases[i].filter != NULL);
        if (cases[i].filter) assert_string_equal(output_of(query, DESKQL_OUTPUT_FILTER), cases[i].filter);
        deskql_document_free(document);
    }
}

/* A schema may have names of any characters, and a raw text may name them; whatever the buffer's size, they are encoded. */
static void encodes_odd_order_names(void **state) {
    (void)state;
    static const char schema[] =
        "{\"version\":1,\"endpoints\":[{\"name\":\"tickets\",\"path\":\"/t.json\",\"maximumPageSize\":5,"
        "\"filter\":[{\"name\":\"id\",\"type\":\"integer\"}],\"order\":[\"a b&=\"]}]}";
    static const char raw[] = "orderBy=a%20b%26%3D&orderMode=asc";
    deskql_schemas *schemas = NULL;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    assert_int_equal(deskql_schemas_new(NULL, &schemas), DESKQL_OK);
    assert_int_equal(deskql_schemas_add(schemas, schema, strlen(schema)), DESKQL_OK);
    assert_int_equal(deskql_parse_raw(schemas, raw, strlen(raw), NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), NULL, &plan), DESKQL_OK);
    for (size_t capacity = sizeof raw; capacity < 2000; capacity += 500) {
        char text[2000];
        assert_int_equal(deskql_plan_write(plan, DESKQL_OUTPUT_QUERY, text, capacity, NULL), DESKQL_OK);
        assert_string_equal(text, raw);
    }
    deskql_plan_free(plan);
    deskql_document_free(document);
    deskql_schemas_free(schemas);
}

#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof *(cases))

static void reads_all_forms_of_filters(void **state) {
    (void)state;
    static const raw_case cases[] = {
        {"filter={\"status\":1}", "", "{\"status\":{\"$eq\":1}}"},
        {"filter={}", "", "{}"},
        {"filter=", "DQL415@0-7", "{}"},
        {"", "", "{}"},
        {" \t\r\n ", "", "{}"},
        {"{}", "", "{}"},
        {"{\"$or\":[]}", "", "{}"},
        {"{\"$and\":[]}", "", "{}"},
        {"{\"$and\":[{},{\"status\":1},{\"$or\":[]}]}", "", "{\"status\":{\"$eq\":1}}"},
        {"{\"id\":1,\"status\":2}", "", "{\"id\":{\"$eq\":1},\"status\":{\"$eq\":2}}"},
        {"{\"id\":{\"$gt\":1,\"$lte\":9},\"status\":2}", "",
         "{\"$and\":[{\"id\":{\"$gt\":1}},{\"id\":{\"$lte\":9}},{\"status\":{\"$eq\":2}}]}"},
        {"{\"$or\":[{\"id\":1},{\"status\":2,\"agent\":3}]}", "",
         "{\"$or\":[{\"id\":{\"$eq\":1}},{\"status\":{\"$eq\":2},\"agent\":{\"$eq\":3}}]}"},
        {"{\"$or\":[{\"id\":1}]}", "", "{\"id\":{\"$eq\":1}}"},
        {"{\"$or\":[{\"$or\":[{\"id\":1},{\"agent\":2}]},{\"inbox\":3}]}", "",
         "{\"$or\":[{\"id\":{\"$eq\":1}},{\"agent\":{\"$eq\":2}},{\"inbox\":{\"$eq\":3}}]}"},
        {"{\"$and\":[{\"$or\":[{\"id\":1},{\"agent\":2}]},{\"$and\":[{\"inbox\":3}]}],\"source\":4}", "",
         "{\"$and\":[{\"$or\":[{\"id\":{\"$eq\":1}},{\"agent\":{\"$eq\":2}}]},{\"inbox\":{\"$eq\":3}},{\"source\":{\"$"
         "eq\":"
         "4}}]}"},
        {"{\"id\":{\"$eq\":1}}", "", "{\"id\":{\"$eq\":1}}"},
        {"{\"id\":{\"$ne\":1}}", "", "{\"id\":{\"$ne\":1}}"},
        {"{\"id\":{\"$lt\":1}}", "", "{\"id\":{\"$lt\":1}}"},
        {"{\"id\":{\"$gte\":1}}", "", "{\"id\":{\"$gte\":1}}"},
        {"{\"id\":{\"$in\":[1,2]}}", "", "{\"id\":{\"$in\":[1,2]}}"},
        {"{\"id\":{\"$nin\":[2,1]}}", "", "{\"id\":{\"$nin\":[2,1]}}"},
        {"{\"subject\":{\"$contains\":\"a\\n\\u0000\\ud83d\\ude00\"}}", "",
         "{\"subject\":{\"$contains\":\"a\\n\\u0000\xF0\x9F\x98\x80\"}}"},
        {"{\"agent\":null}", "DQL405@9-13", "{\"agent\":{\"$eq\":null}}"},
        {"{\"agent\":{\"$ne\":null}}", "DQL405@16-20", "{\"agent\":{\"$ne\":null}}"},
        {"{\"agent\":{\"$in\":[1,null]}}", "DQL405@19-23", "{\"agent\":{\"$in\":[1,null]}}"},
        {"{\"agent\":\"640138\"}", "", "{\"agent\":{\"$eq\":\"640138\"}}"},
        {"{\"spam_rules\":true,\"spam_score\":1.50e+3}", "",
         "{\"spam_rules\":{\"$eq\":true},\"spam_score\":{\"$eq\":1.50e+3}}"},
        {"{\"spam_rules\":\"2026-01-31\"}", "", "{\"spam_rules\":{\"$eq\":\"2026-01-31\"}}"},
        {"{\"state\":\"zombie\"}", "DQL409@9-17", "{\"state\":{\"$eq\":\"zombie\"}}"},
    };
    CHECK(cases);
}

/* A server knows neither whole days nor the caller's offset. */
static void reads_times_as_instants(void **state) {
    (void)state;
    static const raw_case cases[] = {
        {"{\"createdAt\":{\"$gt\":\"2026-01-31\"}}", "DQL413@20-32",
         "{\"createdAt\":{\"$gt\":\"2026-01-31T00:00:00Z\"}}"},
        {"{\"createdAt\":\"2026-01-31T10:00\"}", "", "{\"createdAt\":{\"$eq\":\"2026-01-31T10:00:00Z\"}}"},
        {"{\"createdAt\":{\"$lt\":\"2025-02-01T00:00:00.000Z\"}}", "",
         "{\"createdAt\":{\"$lt\":\"2025-02-01T00:00:00.000Z\"}}"},
        {"{\"createdAt\":{\"$in\":[\"2026-01-31T01:00:00+02:00\"]}}", "",
         "{\"createdAt\":{\"$eq\":\"2026-01-30T23:00:00Z\"}}"},
        {"{\"createdAt\":\"2026-02-30\"}", "DQL106@13-25", NULL},
        {"{\"createdAt\":\"now\"}", "DQL301@13-18", NULL},
        {"filter={\"createdAt\":\"2026-01-31T01:00:00+02:00\"}", "DQL106@20-47", NULL},
        {"filter={\"createdAt\":\"2026-01-31T01:00:00%2B02:00\"}", "",
         "{\"createdAt\":{\"$eq\":\"2026-01-30T23:00:00Z\"}}"},
    };
    CHECK(cases);
}

static void reads_every_encoding(void **state) {
    (void)state;
    static const raw_case cases[] = {
        {"filter=%7B%22status%22%3A1%7D", "", "{\"status\":{\"$eq\":1}}"},
        {"filter=%7b%22status%22%3a+1%7d", "", "{\"status\":{\"$eq\":1}}"},
        {"%66ilter={%22status%22:1}", "", "{\"status\":{\"$eq\":1}}"},
        {"%7B%22status%22%3A1%7D", "", "{\"status\":{\"$eq\":1}}"},
        {"{%22status%22:1}", "", "{\"status\":{\"$eq\":1}}"},
        {"{\"subject\":\"100%25 a+b\"}", "", "{\"subject\":{\"$eq\":\"100%25 a+b\"}}"},
        {"filter={\"subject\":\"100%25 a+b\"}", "DQL414@27-28", "{\"subject\":{\"$eq\":\"100% a b\"}}"},
        {"filter=%7B%22subject%22:%22caf%C3%A9%22%7D", "", "{\"subject\":{\"$eq\":\"caf\xC3\xA9\"}}"},
        {"filter={\"\\u0073tatus\":{\"\\u0024gt\":1}}", "", "{\"status\":{\"$gt\":1}}"},
        {"\xEF\xBB\xBF{\"status\":1}\r\n", "", "{\"status\":{\"$eq\":1}}"},
        /* Broken encoding is one mistake, whatever it leads to. */
        {"filter=%7B%22status%22%3A1%7&page=0", "DQL501@26-28 DQL304@34-35", NULL},
        {"filter=%7B%22statsu%22%3A%221%\"%7D", "DQL201@13-19 DQL501@29-30", NULL},
        {"filter={\"subject\":\"50%\"}", "DQL501@21-22", NULL},
        {"filter=%", "DQL501@7-8", NULL},
        {"page=%zz", "DQL501@5-6", NULL},
        {"pag%e=1", "DQL501@3-5", NULL},
        {"filter=%FF%FE", "DQL501@7-13", NULL},
        {"filter={\"subject\":\"%C3%28\"}", "DQL501@19-22", NULL},
        {"includes=%E9", "DQL501@9-12", NULL},
        {"filter={\"subject\":\"\xC3\"}", "DQL101@19-20", NULL},
        {"filter=%257B%2522status%2522%253A1%257D", "DQL502@7-10", NULL},
    };
    CHECK(cases);
}

static void places_what_is_wrong_with_filters(void **state) {
    (void)state;
    static const raw_case cases[] = {
        {"filter={'status': 1}", "DQL502@8-9", NULL},
        {"filter={\"status\": 1", "DQL502@19-19", NULL},
        {"{\"status\":1,\"status\":2,\"x\":1}", "DQL502@12-20 DQL201@24-25", NULL},
        {"filter={\"subject\":\"a&b\"}&page=0", "DQL502@18-19 DQL304@30-31", NULL},
        {"filter={\"subject\":\"a#b\"}", "DQL502@18-19", NULL},
        {"filter=%7B%22priority%22%3A%7B%22%24get%22%3A2%7D%7D", "DQL503@33-39", NULL},
        {"{\"id\":{\"$not\":{\"$eq\":1}}}", "DQL503@8-12", NULL},
        {"{\"$nor\":[{\"id\":1}]}", "DQL503@2-6", NULL},
        {"{\"ids\":{\"gt\":1,\"$foo\":[2]}}", "DQL201@2-5 DQL503@9-11 DQL503@16-20", NULL},
        {"{\"statsu\":{\"$gt\":1,\"$lt\":5}}", "DQL201@2-8", NULL},
        {"{\"users.name\":{\"$eq\":1}}", "DQL202@2-12", NULL},
        {"[]", "DQL505@0-2", NULL},
        {"\"x\"", "DQL505@0-3", NULL},
        {"filter=5", "DQL505@7-8", NULL},
        {"{\"$or\":{\"id\":1}}", "DQL505@7-15", NULL},
        {"{\"$and\":[1,{\"id\":2},[]]}", "DQL505@9-10 DQL505@20-22", NULL},
        {"{\"$or\":[1,{\"id\":\"x\"}]}", "DQL505@8-9 DQL301@16-19", NULL},
        {"{\"$gt\":5}", "DQL505@2-5", NULL},
        {"{\"status\":{\"$or\":[1,2]}}", "DQL505@12-15", NULL},
        {"{\"status\":{}}", "DQL505@10-12", NULL},
        {"{\"status\":[1]}", "DQL505@10-13", NULL},
        {"{\"status\":{\"id\":1}}", "DQL505@10-18", NULL},
        {"{\"id\":{\"$eq\":[1]}}", "DQL505@13-16", NULL},
        {"{\"id\":{\"$gt\":{}}}", "DQL505@13-15", NULL},
        {"{\"id\":{\"$in\":1}}", "DQL505@13-14", NULL},
        {"{\"id\":{\"$in\":[]}}", "DQL505@13-15", NULL},
        {"{\"id\":{\"$in\":[[1],{},\"x\"]}}", "DQL505@14-17 DQL505@18-20 DQL301@21-24", NULL},
        {"{\"subject\":{\"$gt\":3}}", "DQL302@13-16", NULL},
        {"{\"id\":{\"$gt\":null}}", "DQL305@13-17", NULL},
        {"{\"id\":null}", "DQL305@6-10", NULL},
        {"{\"page\":2}", "DQL201@2-6", NULL},
        {"{\"id\":99999999999999999999,\"spam_score\":1e999}", "DQL304@6-26 DQL105@40-45", NULL},
        {"{\"status\":\"open\"}", "DQL401@10-16", "{\"status\":{\"$eq\":\"open\"}}"},
        {"{\"status\":1,\"$and\":[{\"status\":2}]}", "DQL402@21-31",
         "{\"$and\":[{\"status\":{\"$eq\":1}},{\"status\":{\"$eq\":2}}]}"},
        {"{\"$or\":[{\"id\":1},{},{\"id\":2}]}", "DQL403@17-19", "{}"},
        {"{\"$or\":[{},{}]}", "", "{}"},
        {"{\"id\":{\"$in\":[1,1]}}", "DQL404@16-17", "{\"id\":{\"$eq\":1}}"},
    };
    CHECK(cases);
}

static void reads_parameters(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *findings;
        const char *query;
    } cases[] = {
        {"page=2&pageSize=10&includes=users,tags&orderMode=DESC&fields=id,subject&orderBy=users.name", "",
         "orderBy=users.name&orderMode=desc&page=2&pageSize=10&includes=users%2Ctags&fields=id%2Csubject"},
        {"?orderBy=id&orderMode=Asc&&page=&", "", "orderBy=id&orderMode=asc"},
        {"orderBy=id", "DQL405@8-10", "orderBy=id&orderMode=asc"},
        {"includes=users%2ctags", "", "includes=users%2Ctags"},
        {"orderMode=desc", "DQL505@0-14", NULL},
        {"orderBy=id&orderMode=up", "DQL303@21-23", NULL},
        {"orderBy=id,subject&orderMode=asc", "DQL307@11-18", NULL},
        {"orderBy=id%2Csubject&orderMode=asc", "DQL307@13-20", NULL},
        {"orderBy=crated&orderMode=asc", "DQL203@8-14", NULL},
        {"includes=users,,tags", "DQL505@15-15", NULL},
        {"includes=,", "DQL505@9-9 DQL505@10-10", NULL},
        {"includes=user", "DQL206@9-13", NULL},
        {"page=0&pageSize=101", "DQL304@5-6 DQL304@16-19", NULL},
        {"page=x", "DQL301@5-6", NULL},
        {"page=1.5", "DQL301@5-8", NULL},
        {"page=99999999999999999999", "DQL304@5-25", NULL},
        {"pagesize=10&Filter={}", "DQL504@0-8 DQL504@12-18", NULL},
        {"hello", "DQL504@0-5", NULL},
        {"=1", "DQL504@0-0", NULL},
        {"page=1&page=2&filter=&filter={}", "DQL112@7-11 DQL415@14-21 DQL112@22-28", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        assert_string_equal(findings_of(document), cases[i].findings);
        const deskql_query *query = deskql_document_at(document, 0);
        assert_int_equal(deskql_query_valid(query), cases[i].query != NULL);
        if (cases[i].query) assert_string_equal(output_of(query, DESKQL_OUTPUT_QUERY), cases[i].query);
        deskql_document_free(document);
    }
}

static void chooses_the_endpoint_by_the_path(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *endpoint;
        const char *findings;
    } cases[] = {
        {"https://x.teamwork.com/desk/api/v2/tickets.json?filter={\"id\":1}#top", "tickets", ""},
        {"http://x/desk/api/v2/customers.json?page=1", "customers", ""},
        {"x.teamwork.com/desk/api/v2/users.json?page=1", "users", ""},
        {"/desk/api/v2/companies.json?page=1", "companies", ""},
        {"/desk/api/v2/companies.json", "companies", ""},
        {"/desk/api/v2/companies.json#?page=0", "companies", "DQL416@27-28"},
        {"/desk/api/v2/companies.json#top", "companies", ""},
        {"page=1", "tickets", ""},
        {"?filter={\"subject\":\"http://a/b\"}", "tickets", ""},
        {"https://x/desk/api/v2/tickts.json?filter={\"nothing\":\"x\"}&pages=1", NULL, "DQL205@9-33 DQL504@57-62"},
        {"https://x?page=1", NULL, "DQL205@9-9"},
        {"https://x", NULL, "DQL205@9-9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        assert_string_equal(findings_of(document), cases[i].findings);
        const deskql_endpoint *endpoint = deskql_query_endpoint(deskql_document_at(document, 0));
        assert_int_equal(endpoint != NULL, cases[i].endpoint != NULL);
        if (endpoint) assert_string_equal(deskql_endpoint_name(endpoint), cases[i].endpoint);
        deskql_document_free(document);
    }
}

/* Without a path, the options say which endpoint it is. */
static void takes_the_endpoint_of_the_options(void **state) {
    (void)state;
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.endpoint = "customers";
    const char *const raws[] = {"page=1", "/desk/api/v2/customers.json?page=1", "/desk/api/v2/tickets.json?page=1"};
    for (size_t i = 0; i < 3; i++) {
        deskql_document *document = parse_raw(raws[i], &options);
        const deskql_endpoint *endpoint = deskql_query_endpoint(deskql_document_at(document, 0));
        assert_string_equal(deskql_endpoint_name(endpoint), i < 2 ? "customers" : "tickets");
        deskql_document_free(document);
    }
}

static void reads_labels(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        const char *name;
    } cases[] = {
        {"urgent: filter={\"id\":1}", "urgent"},
        {"urgent:\t{\"id\":1}", "urgent"},
        {"all_2:", "all_2"},
        {"a: https://x/desk/api/v2/tickets.json", "a"},
        {"https://x/desk/api/v2/tickets.json", NULL},
        {"page=1", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, NULL);
        const deskql_query *query = deskql_document_at(document, 0);
        assert_true(deskql_query_valid(query));
        assert_int_equal(deskql_query_name(query) != NULL, cases[i].name != NULL);
        if (cases[i].name) assert_string_equal(deskql_query_name(query), cases[i].name);
        deskql_document_free(document);
    }
}

/* How many texts are in lines, and how many of them are right. */
static void assert_texts(const char *text, size_t count, size_t right) {
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse_raw_lines(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    size_t valid = 0;
    for (size_t i = 0; i < deskql_document_count(document); i++)
        valid += deskql_query_valid(deskql_document_at(document, i));
    if (deskql_document_count(document) != count || valid != right) print_error("%s\n", text);
    assert_int_equal(deskql_document_count(document), count);
    assert_int_equal(valid, right);
    deskql_document_free(document);
}

static void reads_json_of_several_lines(void **state) {
    (void)state;
    assert_texts("{\n  \"status\": {\n    \"$in\": [\n      1,\n      2\n    ]\n  }\n}\n", 1, 1);
    assert_texts("{\"status\"\n:\n{\"$eq\"\r\n:1\r\n\r\n}}\r\n", 1, 1);
    assert_texts("a: {\n\"status\":1}\nb: {\n\"status\":2\n}\npage=2\n{\"id\":1}\n{\"id\":2}", 5, 5);
    /* What is not closed swallows no other text. */
    assert_texts("{\"status\":{\"$in\":[1,2\n{\"id\":1}\npage=2", 3, 2);
    assert_texts("{\n\"status\": 1\npage=2", 2, 1);
    assert_texts("{\n\"status\": 1,\n}", 1, 0);
    assert_texts("{\n# a note\n\"status\": 1\n}", 1, 0);
    /* Other texts end with their lines, whatever stands there. */
    assert_texts("fields=id,\npage=2", 2, 1);
    assert_texts("filter={\n\"status\":1}", 2, 0);
}

static void reads_lines(void **state) {
    (void)state;
    static const char text[] = "\xEF\xBB\xBF# saved\n\none: filter={\"id\":1}\r\n  page=0 \r\r\n#x=1\n"
                               "one: {\"statsu\":2}";
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse_raw_lines(NULL, text, strlen(text), NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_document_count(document), 3);
    assert_true(deskql_query_valid(deskql_document_at(document, 0)));
    assert_string_equal(deskql_query_name(deskql_document_at(document, 0)), "one");
    assert_false(deskql_query_valid(deskql_document_at(document, 1)));
    const deskql_findings *findings = deskql_document_findings(document);
    assert_int_equal(deskql_findings_count(findings), 3);
    static const struct {
        int code;
        uint32_t line;
        uint32_t column;
        const char *query;
    } expected[] = {{304, 4, 8, NULL}, {113, 7, 1, "one"}, {201, 7, 8, "one"}};
    for (size_t i = 0; i < 3; i++) {
        const deskql_finding *finding = finding_at(findings, i);
        assert_int_equal(finding->code, expected[i].code);
        assert_int_equal(finding->range.start.line, expected[i].line);
        assert_int_equal(finding->range.start.column, expected[i].column);
        if (expected[i].query) assert_string_equal(finding->query, expected[i].query);
    }
    assert_int_equal(deskql_parse_raw_lines(NULL, "# nothing\n", 10, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_document_count(document), 1);
    assert_int_equal(deskql_parse_raw_lines(NULL, NULL, 0, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_document_count(document), 1);
    assert_true(deskql_query_valid(deskql_document_at(document, 0)));
    deskql_document_free(document);
}

static char *repeated(const char *piece, size_t count, const char *middle, const char *closing) {
    size_t length = count * (strlen(piece) + strlen(closing)) + strlen(middle) + 1;
    char *text = malloc(length);
    assert_non_null(text);
    char *at = text;
    for (size_t i = 0; i < count; i++) at += sprintf(at, "%s", piece);
    at += sprintf(at, "%s", middle);
    for (size_t i = 0; i < count; i++) at += sprintf(at, "%s", closing);
    return text;
}

static void has_limits(void **state) {
    (void)state;
    deskql_parse_options options = DESKQL_PARSE_OPTIONS_INIT;
    options.maximum_list = 2;
    options.maximum_depth = 2;
    options.maximum_bytes = 120;
    options.maximum_findings = 2;
    static const struct {
        const char *raw;
        const char *findings;
    } cases[] = {
        {"{\"id\":{\"$in\":[1,2]}}", ""},
        {"{\"id\":{\"$in\":[1,2,3,4]}}", "DQL121@18-19"},
        {"{\"$or\":[{\"$and\":[{\"id\":1}]}]}", ""},
        {"{\"$or\":[{\"$and\":[{\"$or\":[{\"id\":1}]}]}]}", "DQL120@19-22"},
        {"a=1&b=2&c=3", "DQL504@0-1 DQL504@4-5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deskql_document *document = parse_raw(cases[i].raw, &options);
        assert_string_equal(findings_of(document), cases[i].findings);
        assert_int_equal(deskql_findings_omitted(deskql_document_findings(document)), i == 4 ? 1 : 0);
        deskql_document_free(document);
    }
    char *deep = repeated("{\"$or\":[{\"id\":2},", 250, "{\"id\":1}", "]}");
    deskql_document *document = parse_raw(deep, NULL);
    assert_int_equal(first_finding(document)->code, 502);
    assert_int_equal(deskql_parse_raw(NULL, deep, strlen(deep), &options, &document), DESKQL_OK);
    assert_string_equal(findings_of(document), "DQL121@0-0");
    assert_int_equal(deskql_document_count(document), 0);
    free(deep);
    deskql_document_free(document);
}

static void tells_misuse(void **state) {
    (void)state;
    deskql_document *document = NULL;
    assert_int_equal(deskql_parse_raw(NULL, "x", 1, NULL, NULL), DESKQL_MISUSE);
    assert_int_equal(deskql_parse_raw(NULL, NULL, 1, NULL, &document), DESKQL_MISUSE);
    deskql_parse_options options = {0};
    assert_int_equal(deskql_parse_raw_lines(NULL, "x", 1, &options, &document), DESKQL_MISUSE);
    assert_null(document);
}

static int count_bytes(void *context, const char *bytes, size_t length) {
    (void)bytes;
    *(size_t *)context += length;
    return 0;
}

/* Texts in every form, for the damage below. */
static const char *const samples[] = {
    "filter=%7B%22%24and%22%3A%5B%7B%22inbox%22%3A4364%7D%2C%7B%22status%22%3A%7B%22%24in%22%3A%5B1%2C3%5D%7D%7D%5D%7D"
    "&orderBy=createdAt&orderMode=desc&pageSize=50&includes=inboxes%2Ccustomers",
    "https://x.teamwork.com/desk/api/v2/tickets.json?filter={\"$or\":[{\"id\":{\"$gt\":20}},{\"subject\":\"caf\xC3\xA9 "
    "\\ud83d\\ude00\"}]}&page=2#x",
    "{\"createdAt\":{\"$gt\":\"2025-01-01T00:00:00Z\",\"$lt\":\"2026-01-01\"},\"agent\":[null],\"spam_score\":1.5e3,"
    "\"state\":{\"$nin\":[\"a\",true]}}",
    "urgent: filter={\"statsu\":{\"gt\":1},\"id\":{\"$in\":5}}&pagesize=%1&fields=a,,b&page=x",
};

/* No crash, no place outside the text; and the same text gives the same findings, in a document that is used again. */
static void check_damaged(const char *raw, size_t length, deskql_document **document) {
    assert_int_equal(deskql_parse_raw(NULL, raw, length, NULL, document), DESKQL_OK);
    const deskql_findings *findings = deskql_document_findings(*document);
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        const deskql_finding *finding = finding_at(findings, i);
        assert_true(finding->range.start.offset <= finding->range.end.offset);
        assert_true(finding->range.end.offset <= length);
        assert_true(finding->message && *finding->message);
        for (size_t j = 0; j < finding->note_count; j++) assert_true(finding->notes[j].range.end.offset <= length);
        if (finding->fix) assert_true(finding->fix->range.end.offset <= length);
    }
    const deskql_query *query = deskql_document_at(*document, 0);
    bool valid = deskql_findings_count_severity(findings, DESKQL_ERROR) == 0;
    assert_int_equal(deskql_query_valid(query), valid);
    size_t written = 0;
    assert_int_equal(deskql_query_describe(query, DESKQL_DESCRIBE_TREE, count_bytes, &written), DESKQL_OK);
    if (!valid) return;
    deskql_plan *plan = NULL;
    assert_int_equal(deskql_compile(query, NULL, &plan), DESKQL_OK);
    deskql_plan_free(plan);
}

static void survives_every_damage(void **state) {
    (void)state;
    static const char bytes[] = {'\0', '"', '%', '&', '#', '+', '{', ']', ',', '$', '\\', '=', '9', '\n', '\xC3'};
    deskql_document *document = NULL;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        size_t length = strlen(samples[i]);
        char *text = malloc(length + 1);
        assert_non_null(text);
        for (size_t at = 0; at <= length; at++) {
            memcpy(text, samples[i], length);
            check_damaged(text, at, &document);
            check_damaged(text + at, length - at, &document);
            for (size_t j = 0; j < sizeof bytes && at < length; j++) {
                text[at] = bytes[j];
                check_damaged(text, length, &document);
            }
        }
        free(text);
    }
    deskql_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_odd_order_names),
        cmocka_unit_test(reads_all_forms_of_filters),
        cmocka_unit_test(reads_times_as_instants),
        cmocka_unit_test(reads_every_encoding),
        cmocka_unit_test(places_what_is_wrong_with_filters),
        cmocka_unit_test(reads_parameters),
        cmocka_unit_test(chooses_the_endpoint_by_the_path),
        cmocka_unit_test(takes_the_endpoint_of_the_options),
        cmocka_unit_test(reads_labels),
        cmocka_unit_test(reads_json_of_several_lines),
        cmocka_unit_test(reads_lines),
        cmocka_unit_test(has_limits),
        cmocka_unit_test(tells_misuse),
        cmocka_unit_test(survives_every_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
