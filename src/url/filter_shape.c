#include "url/filter_shape.h"

#include "base/percent.h"

#include <string.h>

static const char *const groups[] = {"$and", "$or"};
#define GROUPS (sizeof groups / sizeof *groups)

/* Operators that others have, or that one would expect. */
static const struct {
    const char *name;
    const char *help;
} unsupported[] = {
    {"$not", "write the opposite operator: `$ne` for `$eq`, `$nin` for `$in`, `$lt` for `$gte`"},
    {"$nor", "write the opposite of each condition, and join them with `$and`"},
    {"$all", "write a condition for each value, and join them with `$and`"},
    {"$exists", "write `{\"$ne\": null}` for a field that is set, `{\"$eq\": null}` for one that is not"},
    {"$between", "write `$gte` for the lower end and `$lte` for the upper"},
    {"$regex", "text is searched with `$contains`"},
    {"$search", "text is searched with `$contains`"},
    {"$text", "text is searched with `$contains`"},
    {"$like", "text is searched with `$contains`"},
    {"$elemMatch", "write the condition for the field itself"},
    {"$where", "write conditions with the other operators"},
};

static bool is_key(const dql_json_key *key, const char *text) {
    return key->length == strlen(text) && memcmp(key->text, text, key->length) == 0;
}

dql_range dql_shape_place(const dql_shape *shape, dql_range range) {
    return dql_raw_range(shape->part, range.start, range.end);
}

dql_range dql_shape_bare_key(dql_range string) {
    return (dql_range){string.start + 1, string.end - 1};
}

dql_range dql_shape_inside(const dql_shape *shape, dql_range string) {
    return dql_shape_place(shape, dql_shape_bare_key(string));
}

dql_operator dql_shape_find(const dql_json_key *key) {
    for (size_t i = 0; i < DQL_OPERATOR_COUNT; i++) {
        if (dql_operators[i].api[0] && is_key(key, dql_operators[i].api)) return (dql_operator)i;
    }
    return DQL_OPERATOR_COUNT;
}

bool dql_shape_is_and(const dql_json_key *key) {
    return is_key(key, "$and");
}

bool dql_shape_is_or(const dql_json_key *key) {
    return is_key(key, "$or");
}

bool dql_shape_lacks_dollar(const dql_json_key *key) {
    return dql_shape_find(key) == DQL_OPERATOR_COUNT && dql_shape_find_bare(key) != DQL_OPERATOR_COUNT;
}

dql_operator dql_shape_find_bare(const dql_json_key *key) {
    for (size_t i = 0; i < DQL_OPERATOR_COUNT; i++) {
        const char *api = dql_operators[i].api;
        if (api[0] && (is_key(key, api) || is_key(key, api + 1))) return (dql_operator)i;
    }
    return DQL_OPERATOR_COUNT;
}

const char *dql_shape_spelling(dql_operator operator_) {
    return dql_operators[operator_].api;
}

/* ---- Reports --------------------------------------------------------------------------------------------------------- */

static const char *shown(const dql_shape *shape, const dql_json_key *key) {
    return dql_shown(shape->reader->arena, key->text, key->length);
}

static const char *type_text(const deskql_json_value *value) {
    static const char *const texts[] = {
        [DESKQL_JSON_NULL] = "`null`",     [DESKQL_JSON_FALSE] = "`false`",   [DESKQL_JSON_TRUE] = "`true`",
        [DESKQL_JSON_NUMBER] = "a number", [DESKQL_JSON_STRING] = "a string", [DESKQL_JSON_ARRAY] = "an array",
        [DESKQL_JSON_OBJECT] = "an object"};
    return texts[value->type];
}

/* A value between two pieces of JSON that correct its shape. */
static void fix_around(const dql_shape *shape, deskql_finding *finding, const deskql_json_value *value,
                       const char *before, const char *after) {
    dql_raw_reader *reader = shape->reader;
    dql_range range = dql_shape_place(shape, value->range);
    const char *first = dql_raw_spell(reader->arena, shape->part, before, strlen(before));
    const char *last = dql_raw_spell(reader->arena, shape->part, after, strlen(after));
    if (!first || !last) return;
    dql_finding_fix(reader->findings, finding, range, "%s%.*s%s", first, (int)(range.end - range.start),
                    reader->source->text + range.start, last);
}

/* A key for another. */
static void fix_key(const dql_shape *shape, deskql_finding *finding, const dql_json_key *key, const char *text) {
    const char *spelled = dql_raw_spell(shape->reader->arena, shape->part, text, strlen(text));
    if (spelled) dql_finding_fix(shape->reader->findings, finding, dql_shape_inside(shape, key->range), "%s", spelled);
}

bool dql_shape_enter(dql_shape *shape, const dql_json_key *key) {
    dql_raw_reader *reader = shape->reader;
    if (shape->depth < reader->maximum_depth) {
        shape->depth++;
        return true;
    }
    deskql_finding *finding = dql_report(reader->findings, DQL_TOO_DEEP, dql_shape_inside(shape, key->range),
                                         "more than %u groups in one another", reader->maximum_depth);
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(reader->findings, finding, "divide it into several queries");
    return false;
}

static deskql_finding *report_shape(const dql_shape *shape, dql_range range, const dql_json_key *field,
                                    const char *message) {
    deskql_finding *finding =
        dql_report(shape->reader->findings, DQL_BAD_SHAPE, dql_shape_place(shape, range), "%s", message ? message : "");
    dql_finding_about(finding, "filter", field ? field->text : NULL);
    return finding;
}

void dql_shape_report_root(const dql_shape *shape, const deskql_json_value *root) {
    const char *message = dql_arena_format(shape->reader->arena, "a filter is an object, not %s", type_text(root));
    deskql_finding *finding = report_shape(shape, root->range, NULL, message);
    if (root->type == DESKQL_JSON_ARRAY) {
        dql_finding_help(shape->reader->findings, finding, "conditions are joined by `{\"$and\": […]}`");
    } else if (root->type == DESKQL_JSON_STRING && root->count && root->as.text[0] == '{') {
        dql_finding_help(shape->reader->findings, finding, "it was serialized twice");
    } else {
        dql_finding_help(shape->reader->findings, finding, "it is written `{\"status\": 1}`");
    }
}

void dql_shape_report_object_text(const dql_shape *shape) {
    deskql_finding *finding =
        dql_report(shape->reader->findings, DQL_BAD_JSON, shape->part->range, "an object was turned into text");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(shape->reader->findings, finding, "serialize it as JSON, in JavaScript by `JSON.stringify`");
}

void dql_shape_report_group(const dql_shape *shape, const deskql_json_value *member) {
    const char *name = shown(shape, member->key);
    const char *message =
        dql_arena_format(shape->reader->arena, "`%s` takes an array of conditions, not %s", name, type_text(member));
    deskql_finding *finding = report_shape(shape, member->range, NULL, message);
    dql_finding_help(shape->reader->findings, finding, "each condition is an object of its own: `{\"%s\": [{…}, {…}]}`",
                     name);
    if (member->type == DESKQL_JSON_OBJECT && member->count == 1) fix_around(shape, finding, member, "[", "]");
}

void dql_shape_report_condition(const dql_shape *shape, const dql_json_key *group, const deskql_json_value *item) {
    const char *message = dql_arena_format(shape->reader->arena, "a condition of `%s` is an object, not %s",
                                           shown(shape, group), type_text(item));
    deskql_finding *finding = report_shape(shape, item->range, NULL, message);
    dql_finding_help(shape->reader->findings, finding, "it is written `{\"status\": 1}`");
}

void dql_shape_report_field(const dql_shape *shape, const deskql_json_value *field) {
    dql_raw_reader *reader = shape->reader;
    const char *name = shown(shape, field->key);
    bool list = field->type == DESKQL_JSON_ARRAY;
    const char *message = !list && field->count == 0
                              ? dql_arena_format(reader->arena, "`%s` is compared with nothing", name)
                              : dql_arena_format(reader->arena, "`%s` is compared with %s", name, type_text(field));
    deskql_finding *finding = report_shape(shape, field->range, field->key, message);
    if (list) {
        dql_finding_help(reader->findings, finding, "a list of values is written `{\"$in\": […]}`");
        if (field->count) fix_around(shape, finding, field, "{\"$in\":", "}");
    } else if (field->count) {
        dql_finding_help(reader->findings, finding,
                         "a field is compared with a value, or with operators: `{\"$gt\": 2}`; of a related thing the "
                         "value is its id");
    } else {
        dql_finding_help(reader->findings, finding, "an operator is missing, as in `{\"$gt\": 2}`");
    }
}

/* Returns false where it is none of those that are known to be missing. */
static bool help_unsupported(const dql_shape *shape, deskql_finding *finding, const dql_json_key *key) {
    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++) {
        if (!is_key(key, unsupported[i].name)) continue;
        dql_finding_help(shape->reader->findings, finding, "%s", unsupported[i].help);
        return true;
    }
    return false;
}

/* `groups_only` where only `$and` and `$or` could stand. */
static deskql_finding *report_unknown(const dql_shape *shape, const dql_json_key *key, bool groups_only) {
    dql_raw_reader *reader = shape->reader;
    dql_range inside = dql_shape_inside(shape, key->range);
    deskql_finding *finding =
        dql_report(reader->findings, DQL_UNKNOWN_OPERATOR, inside, "the API has no operator `%s`", shown(shape, key));
    if (help_unsupported(shape, finding, key)) return finding;
    const char *names[DQL_OPERATOR_COUNT + GROUPS];
    size_t count = 0;
    for (size_t i = 0; i < DQL_OPERATOR_COUNT && !groups_only; i++) {
        if (dql_operators[i].api[0]) names[count++] = dql_operators[i].api;
    }
    for (size_t i = 0; i < GROUPS && groups_only; i++) names[count++] = groups[i];
    dql_raw_help_names(reader, finding, shape->part, inside, dql_shape_bare_key(key->range), "operator", names, count);
    return finding;
}

void dql_shape_report_stray(const dql_shape *shape, const dql_json_key *key) {
    dql_raw_reader *reader = shape->reader;
    if (dql_shape_find(key) == DQL_OPERATOR_COUNT) {
        dql_finding_about(report_unknown(shape, key, true), "filter", NULL);
        return;
    }
    const char *message = dql_arena_format(reader->arena, "`%s` stands without a field", shown(shape, key));
    deskql_finding *finding = report_shape(shape, dql_shape_bare_key(key->range), NULL, message);
    dql_finding_help(reader->findings, finding, "an operator belongs to a field: `{\"priority\": {\"%s\": 2}}`",
                     key->text);
}

void dql_shape_report_operator(const dql_shape *shape, const dql_json_key *field, const dql_json_key *key) {
    dql_raw_reader *reader = shape->reader;
    dql_range bare = dql_shape_bare_key(key->range);
    const char *name = shown(shape, key);
    if (dql_shape_is_and(key) || dql_shape_is_or(key)) {
        const char *message = dql_arena_format(reader->arena, "`%s` stands within a field", name);
        deskql_finding *finding = report_shape(shape, bare, field, message);
        dql_finding_help(reader->findings, finding, "it joins conditions: `{\"%s\": [{\"%s\": …}, {\"%s\": …}]}`", name,
                         shown(shape, field), shown(shape, field));
    } else if (key->text[0] == '$') {
        dql_finding_about(report_unknown(shape, key, false), "filter", field->text);
    } else {
        deskql_finding *finding = dql_report(reader->findings, DQL_UNKNOWN_OPERATOR, dql_shape_place(shape, bare),
                                             "`%s` is no operator", name);
        dql_finding_about(finding, "filter", field->text);
        if (!dql_shape_lacks_dollar(key)) return;
        dql_finding_help(reader->findings, finding, "it is written `$%s`", key->text);
        const char *fixed = dql_arena_format(reader->arena, "$%s", key->text);
        if (fixed) fix_key(shape, finding, key, fixed);
    }
}

void dql_shape_report_operand(const dql_shape *shape, const dql_json_key *field, const deskql_json_value *member,
                              dql_operator operator_) {
    dql_raw_reader *reader = shape->reader;
    bool list = dql_operator_takes_list(operator_);
    const char *name = dql_operators[operator_].api;
    if (list && member->type == DESKQL_JSON_ARRAY) {
        deskql_finding *finding =
            report_shape(shape, member->range, field, dql_arena_format(reader->arena, "`%s` with an empty list", name));
        dql_finding_help(reader->findings, finding, "a condition that %s ticket fulfils cannot be said in a query",
                         operator_ == DQL_OPERATOR_IN ? "no" : "every");
        return;
    }
    const char *message = dql_arena_format(reader->arena, "`%s` takes %s, not %s", name,
                                           list ? "a list of values" : "one value", type_text(member));
    deskql_finding *finding = report_shape(shape, member->range, field, message);
    bool equality = operator_ == DQL_OPERATOR_EQUAL || operator_ == DQL_OPERATOR_NOT_EQUAL;
    if (list) {
        dql_finding_help(reader->findings, finding, "lists stand in square brackets");
        if (member->type != DESKQL_JSON_OBJECT) fix_around(shape, finding, member, "[", "]");
    } else if (equality && member->type == DESKQL_JSON_ARRAY) {
        const char *other = dql_operators[operator_ == DQL_OPERATOR_EQUAL ? DQL_OPERATOR_IN : DQL_OPERATOR_NOT_IN].api;
        dql_finding_help(reader->findings, finding, "the operator with a list is `%s`", other);
        if (member->count) fix_key(shape, finding, member->key, other);
    }
}

void dql_shape_report_list_item(const dql_shape *shape, const dql_json_key *field, const deskql_json_value *item) {
    const char *message = dql_arena_format(shape->reader->arena, "a list holds values, not %s", type_text(item));
    report_shape(shape, item->range, field, message);
}

void dql_shape_warn_everything(const dql_shape *shape, dql_range item) {
    dql_raw_reader *reader = shape->reader;
    if (reader->findings->reported_errors != shape->errors_before) return;
    deskql_finding *finding = dql_report(reader->findings, DQL_ALWAYS_MATCHES, dql_shape_place(shape, item),
                                         "this sets no condition, so the `$or` around it selects everything");
    dql_finding_about(finding, "filter", NULL);
    dql_finding_help(reader->findings, finding, "give it a condition, or leave the `$or` out");
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

/* What is wrong is often the query string around the JSON. */
static const char *help_encoding(const dql_shape *shape, dql_range decoded) {
    dql_raw_part *part = shape->part;
    const char *text = shape->reader->source->text;
    if (part->form == DQL_RAW_VERBATIM) return NULL;
    dql_range range = dql_shape_place(shape, decoded);
    char next = text[part->range.end];
    bool cut = part->text[decoded.start] == '"' && decoded.end == decoded.start + 1;
    part->cut = cut && (next == '&' || next == '#');
    if (cut && next == '&') return "an `&` ends the parameter; within a value it is written `%26`";
    if (cut && next == '#') return "a `#` ends the query string; within a value it is written `%23`";
    if (text[range.end] == '+') return "a `+` is a space in a query string; a plus is written `%2B`";
    if (dql_percent_read(part->text + decoded.start, part->text + part->length) >= 0)
        return "it is percent-encoded twice";
    return NULL;
}

/* Findings have offsets alone until they are placed in the source. */
static dql_range range_of(deskql_range range) {
    return (dql_range){range.start.offset, range.end.offset};
}

static void repeat(const dql_shape *shape, const deskql_finding *from) {
    dql_raw_reader *reader = shape->reader;
    dql_range decoded = range_of(from->range);
    deskql_finding *finding =
        dql_report(reader->findings, (dql_code)from->code, dql_shape_place(shape, decoded), "%s", from->message);
    dql_finding_about(finding, "filter", NULL);
    const char *encoding = help_encoding(shape, decoded);
    if (encoding) dql_finding_help(reader->findings, finding, "%s", encoding);
    for (size_t i = 0; i < from->help_count && !encoding; i++)
        dql_finding_add_help(reader->findings, finding, "%s", from->help[i]);
    for (size_t i = 0; i < from->note_count; i++) {
        dql_finding_note(reader->findings, finding, dql_shape_place(shape, range_of(from->notes[i].range)), "%s",
                         from->notes[i].message);
    }
    if (!from->fix || encoding) return;
    const char *text = from->fix->replacement;
    const char *spelled = dql_raw_spell(reader->arena, shape->part, text, strlen(text));
    if (spelled)
        dql_finding_fix(reader->findings, finding, dql_shape_place(shape, range_of(from->fix->range)), "%s", spelled);
}

const deskql_json_value *dql_shape_read_json(const dql_shape *shape) {
    dql_raw_reader *reader = shape->reader;
    const dql_raw_part *part = shape->part;
    dql_source decoded = {.text = part->text, .length = part->length, .arena = reader->arena};
    deskql_findings findings;
    dql_findings_init(&findings, reader->arena, reader->findings->limit);
    const deskql_json_value *root = dql_json_read(reader->arena, &findings, DQL_BAD_JSON, part->text, part->length);
    dql_findings_finish(&findings, &decoded);
    /* Broken encoding breaks the JSON too; that is one mistake. */
    if (!root && part->reported) return NULL;
    for (size_t i = 0; i < deskql_findings_count(&findings); i++) {
        const deskql_finding *from = dql_findings_read(&findings, i, reader->arena);
        if (from) repeat(shape, from);
    }
    reader->findings->omitted += findings.omitted;
    return root;
}
