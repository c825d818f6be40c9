/* deskql schema coverage: which allowed names no saved query uses, and which queries use names that are seen alone. */
#include "cli/schema/names.h"

#include <stdlib.h>
#include <string.h>

#define LINE_WIDTH 80u

/* A name that a query uses; of the query itself without a list. */
typedef struct use {
    const deskql_endpoint *endpoint;
    deskql_name_list list;
    const char *name;
} use;

typedef struct coverage {
    bool is_json;
    use *uses;
    size_t count;
    size_t capacity;
    /* How many endpoints, and how many names that are seen alone, have been printed. */
    size_t endpoints;
    size_t seen;
    bool failed;
} coverage;

static const deskql_name_list list_of[] = {[DESKQL_MENTION_FILTER_FIELD] = DESKQL_NAMES_FILTER,
                                           [DESKQL_MENTION_ORDER_FIELD] = DESKQL_NAMES_ORDER,
                                           [DESKQL_MENTION_INCLUDE] = DESKQL_NAMES_INCLUDES,
                                           [DESKQL_MENTION_SPARSE_FIELD] = DESKQL_NAMES_SPARSE};

/* ---- Queries ------------------------------------------------------------------------------------------------------- */

static void add_use(coverage *of, use made) {
    use *larger = dql_cli_grown(of->uses, of->count, &of->capacity, sizeof *larger);
    of->failed = of->failed || !larger;
    if (!larger) return;
    of->uses = larger;
    of->uses[of->count++] = made;
}

static bool is_seen(const deskql_endpoint *endpoint, deskql_name_list list, const char *name) {
    const char *at;
    for (size_t i = deskql_endpoint_documented(endpoint, list); (at = dql_schema_name_at(endpoint, list, i)); i++) {
        if (strcmp(at, name) == 0) return true;
    }
    return false;
}

static void write_seen(coverage *of, const dql_cli_text *text, const deskql_query *query, const deskql_mention *at) {
    const char *file = text->file ? text->file : "";
    const char *label = deskql_query_name(query);
    unsigned line = at->range.start.line;
    if (!of->is_json) {
        if (!of->seen++) puts("\nNames that are seen in use alone:");
        printf("  %s:%u:%s%s `%s`\n", file, line, label ? " " : "", label ? label : "", at->name);
        return;
    }
    dql_cli_print(stdout, "%s\n  {'file':'%s','line':%u,'query':'%s','name':'%s'}", of->seen++ ? "," : "", file, line,
                  label ? label : "", at->name);
}

/* Gathers what a query uses, or writes what of it is seen alone. */
static void read_query(coverage *of, const dql_cli_text *text, const deskql_query *query, bool writes) {
    const deskql_endpoint *endpoint = deskql_query_endpoint(query);
    size_t count = endpoint ? deskql_query_mentions(query, NULL, 0) : 0;
    deskql_mention *mentions = malloc((count + 1) * sizeof *mentions);
    of->failed = of->failed || !mentions;
    if (!mentions || !endpoint) count = 0;
    if (count) deskql_query_mentions(query, mentions, count);
    if (endpoint && !writes) add_use(of, (use){endpoint, (deskql_name_list)0, ""});
    for (size_t i = 0; i < count; i++) {
        if (mentions[i].kind == DESKQL_MENTION_PARAMETER) continue;
        use made = {endpoint, list_of[mentions[i].kind], mentions[i].name};
        if (!writes) add_use(of, made);
        if (writes && is_seen(endpoint, made.list, made.name)) write_seen(of, text, query, &mentions[i]);
    }
    free(mentions);
}

static void read_queries(coverage *of, const dql_cli_session *session, bool writes) {
    for (size_t i = 0; i < session->text_count; i++) {
        const dql_cli_text *text = &session->texts[i];
        for (size_t j = 0; j < deskql_document_count(text->document); j++)
            read_query(of, text, deskql_document_at(text->document, j), writes);
    }
}

/* ---- Endpoints ----------------------------------------------------------------------------------------------------- */

static int order_uses(const void *one_, const void *other_) {
    const use *one = one_;
    const use *other = other_;
    int order = strcmp(deskql_endpoint_name(one->endpoint), deskql_endpoint_name(other->endpoint));
    if (!order) order = (one->list > other->list) - (one->list < other->list);
    return order ? order : strcmp(one->name, other->name);
}

static bool is_used(const coverage *of, const deskql_endpoint *endpoint, deskql_name_list list, const char *name) {
    use key = {endpoint, list, name};
    return bsearch(&key, of->uses, of->count, sizeof key, order_uses) != NULL;
}

/* The names of a list that no query uses. */
static void write_unused(const coverage *of, const deskql_endpoint *endpoint, deskql_name_list list) {
    size_t column = 0;
    size_t total = 0;
    size_t used = 0;
    const char *name;
    for (; (name = dql_schema_name_at(endpoint, list, total)); total++) used += is_used(of, endpoint, list, name);
    if (of->is_json) printf("%s\"%s\":[", list == DESKQL_NAMES_FILTER ? "" : ",", dql_schema_keys[list]);
    if (!of->is_json && total) column = (size_t)printf("  %zu of %zu %ss used", used, total, dql_schema_nouns[list]);
    for (size_t i = 0, written = 0; (name = dql_schema_name_at(endpoint, list, i)); i++) {
        if (is_used(of, endpoint, list, name)) continue;
        bool wraps = !of->is_json && written && column + strlen(name) + 3 > LINE_WIDTH;
        column = (wraps ? 4 : column) + strlen(name) + 2;
        bool is_first = !written++;
        if (of->is_json) dql_cli_print(stdout, "%s'%s'", is_first ? "" : ",", name);
        if (!of->is_json) printf("%s%s", is_first ? "; not " : wraps ? ",\n    " : ", ", name);
    }
    if (of->is_json) fputc(']', stdout);
    if (!of->is_json && total) puts("");
}

static void write_endpoint(coverage *of, const deskql_endpoint *endpoint, size_t queries) {
    const char *name = deskql_endpoint_name(endpoint);
    bool is_first = of->endpoints++ == 0;
    if (of->is_json) {
        printf("%s\n  {\"endpoint\":\"%s\",\"queries\":%zu,\"unused\":{", is_first ? "" : ",", name, queries);
    } else {
        printf("%s%s: %zu quer%s\n", is_first ? "" : "\n", name, queries, queries == 1 ? "y" : "ies");
    }
    for (deskql_name_list list = DESKQL_NAMES_FILTER; list <= DESKQL_NAMES_SPARSE; list++)
        write_unused(of, endpoint, list);
    if (of->is_json) fputs("}}", stdout);
}

/* Those that queries name. */
static void write_endpoints(coverage *of) {
    if (of->count) qsort(of->uses, of->count, sizeof *of->uses, order_uses);
    for (size_t i = 0; i < of->count;) {
        const deskql_endpoint *endpoint = of->uses[i].endpoint;
        size_t queries = 0;
        for (; i < of->count && strcmp(deskql_endpoint_name(of->uses[i].endpoint), deskql_endpoint_name(endpoint)) == 0;
             i++)
            queries += of->uses[i].list == 0;
        write_endpoint(of, endpoint, queries);
    }
}

dql_cli_status dql_cli_schema_coverage(const dql_cli_call *call) {
    dql_cli_session session;
    dql_cli_call derived;
    coverage of = {.is_json = dql_cli_value(call, DQL_OPTION_OUTPUT) != NULL};
    bool good = dql_schema_open(&session, &derived, call, 1, NULL);
    if (good) read_queries(&of, &session, false);
    if (good && of.is_json) fputs("{\"endpoints\":[", stdout);
    if (good) write_endpoints(&of);
    if (good && of.is_json) fputs("],\n\"seen\":[", stdout);
    if (good) read_queries(&of, &session, true);
    if (good && of.is_json) puts("]}");
    if (of.failed) dql_cli_fail(&session, DESKQL_NO_MEMORY);
    free(of.uses);
    dql_cli_status status = dql_cli_close(&session);
    dql_cli_call_free(&derived);
    return status;
}
