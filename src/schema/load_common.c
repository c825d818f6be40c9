/* What schema files and files of values have in common. */
#include "base/writer.h"
#include "diagnostics/names.h"
#include "schema/index.h"
#include "schema/load.h"

#define LONGEST_NAME 255u

const deskql_json_value *dql_load_begin(dql_load *load, const char *text, size_t length, dql_source *source) {
    bool too_long = length >= UINT32_MAX;
    if (!dql_source_init(source, load->scratch, too_long ? "" : text, too_long ? 0 : (uint32_t)length)) return NULL;
    if (too_long) {
        dql_report(load->findings, DQL_BAD_SCHEMA, (dql_range){0, 0}, "the file is longer than 4 GiB");
        return NULL;
    }
    return dql_json_read(load->scratch, load->findings, DQL_BAD_SCHEMA, source->text, source->length);
}

bool dql_load_end(dql_load *load, dql_source *source) {
    dql_source_index(source);
    if (source->text) dql_findings_finish(load->findings, source);
    return load->findings->counts[DESKQL_ERROR] == 0 && !load->arena->failed && !load->scratch->failed;
}

const char *dql_load_type_text(unsigned type) {
    static const char *const texts[] = {
        [DESKQL_JSON_NULL] = "`null`",      [DESKQL_JSON_FALSE] = "`false`",   [DESKQL_JSON_TRUE] = "`true`",
        [DESKQL_JSON_NUMBER] = "a number",  [DESKQL_JSON_STRING] = "a string", [DESKQL_JSON_ARRAY] = "an array",
        [DESKQL_JSON_OBJECT] = "an object",
    };
    return texts[type];
}

static const char *types_text(uint32_t types) {
    if (types == DQL_JSON_BIT_BOOLEAN) return "`true` or `false`";
    if (types == (DQL_JSON_BIT(ARRAY) | DQL_JSON_BIT(OBJECT))) return "an array or an object";
    for (unsigned type = DESKQL_JSON_NULL; type < DESKQL_JSON_OBJECT; type++) {
        if (types == 1u << type) return dql_load_type_text(type);
    }
    return dql_load_type_text(DESKQL_JSON_OBJECT);
}

bool dql_load_help_similar(dql_load *load, deskql_finding *finding, const char *noun, const char *name, size_t length,
                           dql_names names) {
    if (!finding) return false;
    dql_suggestions suggestions;
    dql_suggest_for_finding(load->findings, name, length, names, &suggestions);
    return dql_help_similar(load->findings, finding, noun, &suggestions);
}

static const char *rule_at(const void *list, size_t index) {
    return ((const dql_key_rule *)list)[index].key;
}

static void report_unknown_key(dql_load *load, const dql_json_key *key, const char *what, const dql_key_rule *rules,
                               size_t count) {
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, key->range, "%s has no key `%s`", what,
                                         dql_shown(load->scratch, key->text, key->length));
    dql_names keys = {rules, count, rule_at};
    if (dql_load_help_similar(load, finding, "key", key->text, key->length, keys)) return;
    dql_writer list;
    dql_writer_to_arena(&list, load->scratch);
    for (size_t i = 0; i < count; i++)
        if (rules[i].since <= load->version) dql_write_format(&list, "%s`%s`", i ? ", " : "", rules[i].key);
    const char *text = dql_writer_text(&list, NULL);
    if (text) dql_finding_help(load->findings, finding, "its keys are %s", text);
}

static void read_member(dql_load *load, const deskql_json_value *member, const char *what, const dql_key_rule *rules,
                        size_t count, const deskql_json_value **found) {
    const dql_json_key *key = member->key;
    /* Remarks, since JSON has no comments. */
    if (dql_json_compare_keys(key->text, key->length, "$comment", 8) == 0) return;
    for (size_t i = 0; i < count; i++) {
        if (dql_json_compare_keys(key->text, key->length, rules[i].key, strlen(rules[i].key)) != 0) continue;
        if (rules[i].since > load->version) {
            dql_report(load->findings, DQL_BAD_SCHEMA, key->range, "`%s` needs version %u of the form", rules[i].key,
                       rules[i].since);
        } else if (rules[i].types & 1u << member->type) {
            found[i] = member;
        } else {
            dql_report(load->findings, DQL_BAD_SCHEMA, member->range, "`%s` is %s, but has to be %s", rules[i].key,
                       dql_load_type_text(member->type), types_text(rules[i].types));
        }
        return;
    }
    report_unknown_key(load, key, what, rules, count);
}

bool dql_load_object(dql_load *load, const deskql_json_value *value, const char *what, const dql_key_rule *rules,
                     size_t count, const deskql_json_value **found) {
    for (size_t i = 0; i < count; i++) found[i] = NULL;
    if (value->type != DESKQL_JSON_OBJECT) {
        dql_report(load->findings, DQL_BAD_SCHEMA, value->range, "%s has to be an object, but is %s", what,
                   dql_load_type_text(value->type));
        return false;
    }
    for (const deskql_json_value *member = value->as.first; member; member = member->next) {
        read_member(load, member, what, rules, count, found);
    }
    for (size_t i = 0; i < count; i++) {
        if (!rules[i].required || dql_json_member(value, rules[i].key, strlen(rules[i].key))) continue;
        dql_range opener = {value->range.start, value->range.start + 1};
        dql_report(load->findings, DQL_BAD_SCHEMA, opener, "%s needs the key `%s`", what, rules[i].key);
    }
    return true;
}

const char *dql_load_name(dql_load *load, const char *text, size_t length, dql_range range, const char *what,
                          bool comma) {
    const char *mistake = NULL;
    if (length == 0) mistake = "is empty";
    if (length > LONGEST_NAME) mistake = "is longer than 255 bytes";
    for (size_t i = 0; i < length && !mistake; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) mistake = "has a control character";
        if (text[i] == ',' && !comma) mistake = "has a comma, which divides names in the query string";
    }
    if (!mistake) return dql_arena_copy(load->arena, text, length);
    dql_report(load->findings, DQL_BAD_SCHEMA, range, "%s %s", what, mistake);
    return NULL;
}

void dql_load_twice(dql_load *load, const char *name, dql_range range, dql_range first) {
    const char *shown = dql_shown(load->scratch, name, strlen(name));
    deskql_finding *finding = dql_report(load->findings, DQL_BAD_SCHEMA, range, "`%s` is listed twice", shown);
    dql_finding_note(load->findings, finding, first, "it stands here first");
}

void dql_load_inherited(dql_load *load, const char *name, dql_range range) {
    dql_report(load->findings, DQL_BAD_SCHEMA, range, "`%s` is inherited, so it cannot be added",
               dql_shown(load->scratch, name, strlen(name)));
}

bool dql_load_fits(dql_load *load, const deskql_json_value *list) {
    if (list->count <= DQL_NAMES_LIMIT) return true;
    dql_report(load->findings, DQL_BAD_SCHEMA, (dql_range){list->range.start, list->range.start + 1},
               "a list of more than %u names", DQL_NAMES_LIMIT);
    return false;
}
