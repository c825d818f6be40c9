/* The errors of a server's answer, at the parts of the query that they are about. */
#include "diagnostics/parameters.h"
#include "document/document.h"
#include "emit/origins.h"
#include "json/value.h"

#include <deskql/answer.h>
#include <string.h>

struct deskql_answer {
    dql_arena arena;
    deskql_findings findings;
    const deskql_plan *plan;
};

/* ---- Places ---------------------------------------------------------------------------------------------------------- */

/* Longer names are those of no part. */
#define LONGEST_KEY 256u

/* With dots as the source map has them, or the brackets of another API's, or as a JSON Pointer. */
static bool locate_either(const deskql_plan *plan, const char *key, dql_range *range) {
    char pointer[LONGEST_KEY + 16];
    size_t i = 0;
    if (dql_locate_origin(plan, key, range)) return true;
    for (; key[i]; i++) pointer[i] = (char)(key[i] == '.' ? '/' : key[i]);
    pointer[i] = '\0';
    return dql_locate_origin(plan, pointer, range);
}

/* The part of that key, or the least that it is in: what is left of the key at least `least` characters long. */
static bool locate(const deskql_plan *plan, char *key, size_t least, dql_range *range) {
    for (size_t length = strlen(key); length > least;) {
        key[length] = '\0';
        if (locate_either(plan, key, range)) return true;
        while (--length > least && key[length] != '.' && key[length] != '/') {
        }
    }
    return false;
}

/* A key without what stands around its pieces: `#/filter/status`, `filter[status]`, `filter["status"]`. */
static void tidy(const char *text, char key[LONGEST_KEY]) {
    size_t length = 0;
    while (*text && strchr("#/?.", *text)) text++;
    for (; *text; text++) {
        if (!strchr("]\"'", *text)) key[length++] = (char)(*text == '[' ? '.' : *text);
    }
    key[length] = '\0';
}

/* The parameter that a key begins with; DQL_PARAMETERS where it does with none. */
static dql_parameter_id parameter_of(const char *key) {
    size_t length = strcspn(key, "./");
    dql_parameter_id which = DQL_FILTER;
    while (which < DQL_PARAMETERS &&
           (strlen(dql_parameter_names[which]) != length || memcmp(dql_parameter_names[which], key, length) != 0))
        which++;
    return which;
}

static bool locate_under(const deskql_plan *plan, const char *name, const char *key, dql_range *range) {
    char longer[LONGEST_KEY + 16];
    size_t length = strlen(name);
    memcpy(longer, name, length);
    longer[length] = '.';
    memcpy(longer + length + 1, key, strlen(key) + 1);
    return *key && locate(plan, longer, length + 1, range);
}

/* Where an error stands, and which parameter it is about: NULL, and the whole query, for one that names none of its parts. */
static const char *find_place(const deskql_plan *plan, const char *about, dql_range *range) {
    char key[LONGEST_KEY];
    *range = plan->query->range;
    if (!about || strlen(about) >= LONGEST_KEY) return NULL;
    tidy(about, key);
    dql_parameter_id which = parameter_of(key);
    if (which < DQL_PARAMETERS) return locate(plan, key, 0, range) ? dql_parameter_names[which] : NULL;
    for (which = DQL_FILTER; which < DQL_PARAMETERS; which++) {
        if (locate_under(plan, dql_parameter_names[which], key, range)) return dql_parameter_names[which];
    }
    /* `path.ticket` as well as `ticket`. */
    const char *name = strncmp(key, "path.", 5) == 0 || strncmp(key, "path/", 5) == 0 ? key + 5 : key;
    return locate_under(plan, "path", name, range) ? "path" : NULL;
}

/* ---- Errors ---------------------------------------------------------------------------------------------------------- */

/* A member that is a text, and not an empty one, fit for a message; NULL for none. */
static const char *text_of(deskql_answer *answer, const deskql_json_value *object, const char *key) {
    size_t length;
    const deskql_json_value *member = key ? deskql_json_value_member(object, key) : object;
    if (deskql_json_value_type(member) != DESKQL_JSON_STRING) return NULL;
    const char *text = deskql_json_value_text(member, &length);
    return length ? dql_shown_up_to(&answer->arena, text, length, 1000) : NULL;
}

/* `about` and `code` may be NULL; nothing is said to be about an empty name. */
static void report(deskql_answer *answer, const char *about, const char *words, const char *code) {
    if (about && !*about) about = NULL;
    deskql_findings *findings = &answer->findings;
    dql_range range = answer->plan->query->range;
    const char *parameter = findings->count < findings->limit ? find_place(answer->plan, about, &range) : NULL;
    const char *in[] = {about ? " of `" : "", about ? about : "", about ? "`" : ""};
    const char *by[] = {code ? " (" : "", code ? code : "", code ? ")" : ""};
    deskql_finding *finding = dql_report(findings, DQL_SERVER_SAYS, range, "the server says%s%s%s: %s%s%s%s", in[0],
                                         in[1], in[2], words, by[0], by[1], by[2]);
    const char *field = about;
    size_t length = parameter ? strlen(parameter) : 0;
    if (about && parameter && strncmp(about, parameter, length) == 0 && strchr("./", about[length]))
        field = about[length] ? about + length + 1 : NULL;
    dql_finding_about(finding, parameter, field);
    dql_finding_phrase(findings, finding, "%s", words);
}

/* An object with `code`, `title`, `detail` and `source`; what it is about may be said by the key that it stands under, too. */
static void report_object(deskql_answer *answer, const char *about, const deskql_json_value *object) {
    const char *title = text_of(answer, object, "title");
    const char *detail = text_of(answer, object, "detail");
    const deskql_json_value *source = deskql_json_value_member(object, "source");
    const char *said = text_of(answer, source, NULL);
    for (const deskql_json_value *part = deskql_json_value_first(source); part && !said;
         part = deskql_json_value_next(part))
        said = text_of(answer, part, NULL);
    const char *code = text_of(answer, object, "code");
    if (!title && !detail && !code) return;
    if (title && detail && strcmp(title, detail) != 0) {
        dql_writer writer;
        dql_writer_to_arena(&writer, &answer->arena);
        dql_write_format(&writer, "%s: %s", title, detail);
        detail = dql_writer_text(&writer, NULL);
    }
    const char *words = detail ? detail : title;
    report(answer, said ? said : about, words ? words : code, words ? code : NULL);
}

/* A message, an object with one, or an array of them. As deep as the JSON is. */
static void report_all(deskql_answer *answer, const char *about, const deskql_json_value *value) {
    const char *words = text_of(answer, value, NULL);
    deskql_json_type type = deskql_json_value_type(value);
    if (words) report(answer, about, words, NULL);
    if (type == DESKQL_JSON_OBJECT) report_object(answer, about, value);
    if (type != DESKQL_JSON_ARRAY) return;
    for (const deskql_json_value *item = deskql_json_value_first(value); item; item = deskql_json_value_next(item))
        report_all(answer, about, item);
}

static void read_body(deskql_answer *answer, const deskql_json_value *body) {
    const deskql_json_value *errors = deskql_json_value_member(body, "errors");
    if (deskql_json_value_type(body) == DESKQL_JSON_ARRAY) errors = body;
    if (deskql_json_value_type(errors) != DESKQL_JSON_OBJECT) {
        report_all(answer, NULL, errors);
        return;
    }
    for (const deskql_json_value *member = deskql_json_value_first(errors); member;
         member = deskql_json_value_next(member)) {
        size_t length;
        const char *key = deskql_json_value_key(member, &length);
        report_all(answer, dql_shown_up_to(&answer->arena, key, length, LONGEST_KEY), member);
    }
}

/* ---- The public functions -------------------------------------------------------------------------------------------- */

deskql_status deskql_answer_read(const deskql_plan *plan, const deskql_json_value *body,
                                 const deskql_allocator *allocator, deskql_answer **result) {
    if (!dql_plan_is_usable(plan) || !body || !result || !dql_allocator_is_complete(allocator)) return DESKQL_MISUSE;
    deskql_answer *answer = *result;
    if (answer && !DQL_LIVE(answer)) return DESKQL_MISUSE;
    if (!answer) answer = dql_handle_new(allocator, sizeof *answer, offsetof(deskql_answer, arena));
    if (!answer) return DESKQL_NO_MEMORY;
    dql_arena_reset(&answer->arena);
    dql_findings_init(&answer->findings, &answer->arena, DQL_DEFAULT_MAXIMUM_FINDINGS);
    answer->plan = plan;
    read_body(answer, body);
    const struct deskql_document *document = plan->query->document;
    dql_findings_finish(&answer->findings, &document->source);
    dql_findings_assign(&answer->findings, (dql_range){0, UINT32_MAX}, (uint32_t)(plan->query - document->queries),
                        dql_query_label(plan->query));
    deskql_status status = answer->arena.failed     ? DESKQL_NO_MEMORY
                           : answer->findings.count ? DESKQL_OK
                                                    : DESKQL_INVALID;
    if (status != DESKQL_OK) dql_findings_init(&answer->findings, &answer->arena, 0);
    if (status == DESKQL_OK || *result) {
        *result = answer;
    } else {
        deskql_answer_free(answer);
    }
    return status;
}

const deskql_findings *deskql_answer_findings(const deskql_answer *answer) {
    return DQL_LIVE(answer) ? &answer->findings : NULL;
}

void deskql_answer_free(deskql_answer *answer) {
    if (DQL_LIVE(answer)) dql_handle_free(answer, &answer->arena);
}
