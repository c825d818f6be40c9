/* What a server says of a query, at its part: a body, and the words that each finding stands at with its message. */
#include <deskql/deskql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char query[] =
    "mine: priority in (1, 2) and (agent = 5 or inbox = 7) order by users.name page 3 include users, tags;";

typedef struct row {
    const char *body;
    const char *expected; /* NULL: no answer with errors */
} row;

static const row rows[] = {
    /* The Validator's map. */
    {"{'errors':{'filter.agent':['must be set']}}", "agent = 5|the server says of `filter.agent`: must be set\n"},
    {"{'errors':{'filter.agent':['a','b']}}",
     "agent = 5|the server says of `filter.agent`: a\nagent = 5|the server says of `filter.agent`: b\n"},
    {"{'errors':{'orderBy':'no','page':['x']}}",
     "users.name|the server says of `orderBy`: no\n3|the server says of `page`: x\n"},
    {"{'errors':{'includes.tags':['x']}}", "tags|the server says of `includes.tags`: x\n"},
    {"{'errors':{'filter.zork':['x']}}",
     "priority in (1, 2) and (agent = 5 or inbox = 7|the server says of `filter.zork`: x\n"},
    /* What names no part, or one that the query has not, is about the query. */
    {"{'errors':{'zork':['x']}}", "*|the server says of `zork`: x\n"},
    {"{'errors':{'pageSize':['x']}}", "*|the server says of `pageSize`: x\n"},
    {"{'errors':{'':['x'],'/':['y']}}", "*|the server says: x\n*|the server says of `/`: y\n"},
    /* The array. */
    {"{'errors':[{'id':'1','title':'Internal Server Error','code':'E5','detail':'boom'}]}",
     "*|the server says: Internal Server Error: boom (E5)\n"},
    {"[{'title':'Forbidden','code':'E2'}]", "*|the server says: Forbidden (E2)\n"},
    {"[{'title':'same','detail':'same'},{'code':'V1'}]", "*|the server says: same\n*|the server says: V1\n"},
    {"{'errors':[{'detail':'must be set','source':'inbox'}]}", "inbox = 7|the server says of `inbox`: must be set\n"},
    {"{'errors':[{'detail':'x','source':{'pointer':'/filter/$and/0/priority/$in/1'}}]}",
     "2|the server says of `/filter/$and/0/priority/$in/1`: x\n"},
    {"{'errors':[{'detail':'x','source':{'parameter':'filter[priority]'}}]}",
     "priority in (1, 2)|the server says of `filter[priority]`: x\n"},
    {"{'errors':[{'detail':'x','source':'users.name'},{'detail':'y','source':'priority.$in[1]'}]}",
     "priority in (1, 2)|the server says of `priority.$in[1]`: y\nusers.name|the server says of `users.name`: x\n"},
    {"{'errors':[{'detail':'x','source':'filter.$and.1.$or.0.agent.id'}]}",
     "agent = 5|the server says of `filter.$and.1.$or.0.agent.id`: x\n"},
    {"{'errors':['only words']}", "*|the server says: only words\n"},
    {"{'errors':{'agent':[{'detail':'x','code':'V2'}]}}", "agent = 5|the server says of `agent`: x (V2)\n"},
    {"[{'detail':'a\\u001b[2J\\u202e'}]", "*|the server says: a\\u001b[2J\\u202e\n"},
    /* No errors. */
    {"{'tickets':[]}", NULL},
    {"{'errors':[]}", NULL},
    {"{'errors':{'agent':[]}}", NULL},
    {"{'errors':[1,null,{},{'detail':''}]}", NULL},
    {"17", NULL},
};

static void describe(const deskql_findings *findings, const char *text, char *to, size_t capacity) {
    deskql_finding_reader *reader = NULL;
    const deskql_finding *finding;
    assert_int_equal(deskql_finding_reader_new(NULL, &reader), DESKQL_OK);
    to[0] = '\0';
    for (size_t i = 0; i < deskql_findings_count(findings); i++) {
        assert_int_equal(deskql_findings_read(findings, i, reader, &finding), DESKQL_OK);
        assert_int_equal(finding->code, DESKQL_CODE_SERVER_SAYS);
        assert_string_equal(finding->query, "mine");
        size_t start = finding->range.start.offset;
        size_t length = finding->range.end.offset - start;
        bool is_whole = start == 0 && length == sizeof query - 2;
        size_t used = strlen(to);
        snprintf(to + used, capacity - used, "%.*s|%s\n", is_whole ? 1 : (int)length, is_whole ? "*" : text + start,
                 finding->message);
    }
    deskql_finding_reader_free(reader);
}

static void test_rows(void **state) {
    (void)state;
    deskql_document *document = NULL;
    deskql_plan *plan = NULL;
    deskql_json *json = NULL;
    deskql_answer *answer = NULL;
    char body[512];
    char described[1024];
    assert_int_equal(deskql_parse(NULL, query, sizeof query - 1, NULL, &document), DESKQL_OK);
    assert_int_equal(deskql_compile(deskql_document_at(document, 0), NULL, &plan), DESKQL_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].body);
        for (size_t at = 0; at <= length; at++) body[at] = (char)(rows[i].body[at] == '\'' ? '"' : rows[i].body[at]);
        assert_int_equal(deskql_json_parse(body, length, NULL, &json), DESKQL_OK);
        deskql_status status = deskql_answer_read(plan, deskql_json_root(json), NULL, &answer);
        assert_int_equal(status, rows[i].expected ? DESKQL_OK : DESKQL_INVALID);
        describe(deskql_answer_findings(answer), query, described, sizeof described);
        assert_string_equal(described, rows[i].expected ? rows[i].expected : "");
    }
    deskql_answer_free(answer);
    deskql_json_free(json);
    deskql_plan_free(plan);
    deskql_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
