/* SARIF 2.1.0, which code scanning reads: one run, whose rules are the codes. */
#include "render/render.h"

#include <stdlib.h>
#include <string.h>

#define HOME "https://github.com/deskql/deskql"

static void write_key(dql_render *render, const char *key, const char *text) {
    dql_render_text(render, key);
    dql_render_json_string(render, text);
}

static void write_number(dql_render *render, const char *key, unsigned long number) {
    dql_render_text(render, key);
    dql_render_number(render, number);
}

/* ---- Rules ----------------------------------------------------------------------------------------------------------- */

/* `unknown-filter-field` -> `UnknownFilterField`, as the names of rules are written. */
static void write_rule_name(dql_render *render, const char *slug) {
    bool begins = true;
    for (; *slug; slug++) {
        char letter = begins && *slug >= 'a' && *slug <= 'z' ? (char)(*slug - 'a' + 'A') : *slug;
        begins = *slug == '-';
        if (!begins) dql_render_write(render, &letter, 1);
    }
}

static void write_sentence(dql_render *render, const char *text) {
    char first = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
    dql_render_write(render, &first, 1);
    dql_render_json_escaped(render, text + 1);
    dql_render_text(render, ".");
}

static void write_help_uri(dql_render *render, const deskql_code_info *info) {
    dql_render_text(render, HOME "/blob/main/docs/errors/");
    dql_render_text(render, info->code_text);
    dql_render_text(render, ".md");
}

static void write_rule(dql_render *render, const deskql_code_info *info) {
    write_key(render, "{\"id\":", info->code_text);
    dql_render_text(render, ",\"name\":\"");
    write_rule_name(render, info->slug);
    dql_render_text(render, "\",\"shortDescription\":{\"text\":\"");
    write_sentence(render, info->summary);
    dql_render_text(render, "\"},\"helpUri\":\"");
    write_help_uri(render, info);
    dql_render_text(render, "\",\"help\":{\"text\":\"");
    write_sentence(render, info->summary);
    dql_render_text(render, " See ");
    write_help_uri(render, info);
    write_key(render, "\",\"markdown\":", info->page);
    write_key(render, "},\"defaultConfiguration\":{\"level\":", dql_render_severity(info->severity));
    dql_render_text(render, "}}");
}

void dql_render_sarif_begin(dql_render *render) {
    dql_render_text(render,
                    "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n"
                    "\"tool\":{\"driver\":{\"name\":\"deskql\",\"informationUri\":\"" HOME "\"");
    write_key(render, ",\"version\":", deskql_version());
    write_key(render, ",\"semanticVersion\":", deskql_version());
    dql_render_text(render, ",\"rules\":[\n");
    for (size_t i = 0; i < deskql_codes_count(); i++) {
        if (i) dql_render_text(render, ",\n");
        write_rule(render, deskql_codes_at(i));
    }
    /* All three end a line of a query. */
    dql_render_text(render,
                    "]}},\n\"columnKind\":\"unicodeCodePoints\",\"newlineSequences\":[\"\\r\\n\",\"\\n\",\"\\r\"],"
                    "\"originalUriBaseIds\":{\"%SRCROOT%\":{\"description\":{\"text\":\"The folder that deskql ran "
                    "in.\"}}},\n\"results\":[\n");
}

/* ---- Places ---------------------------------------------------------------------------------------------------------- */

static void write_path(dql_render *render, const char *path) {
    static const char digits[] = "0123456789ABCDEF";
    for (; *path; path++) {
        unsigned char byte = (unsigned char)*path;
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                        strchr("-._~/", byte);
        char escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};
        if (is_plain) {
            dql_render_write(render, path, 1);
        } else {
            dql_render_write(render, escape, 3);
        }
    }
}

static void write_file(dql_render *render, const char *path) {
    while (strncmp(path, "./", 2) == 0) path += 2;
    bool is_absolute = path[0] == '/';
    dql_render_text(render,
                    is_absolute ? "\"artifactLocation\":{\"uri\":\"file://" : "\"artifactLocation\":{\"uri\":\"");
    write_path(render, path);
    dql_render_text(render, is_absolute ? "\"}" : "\",\"uriBaseId\":\"%SRCROOT%\"}");
}

static void write_artifact(dql_render *render, const dql_render_unit *unit) {
    write_file(render, dql_render_file(unit));
}

static void write_region(dql_render *render, const char *key, deskql_range range) {
    dql_render_text(render, key);
    write_number(render, "{\"startLine\":", range.start.line);
    write_number(render, ",\"startColumn\":", range.start.column);
    write_number(render, ",\"endLine\":", range.end.line);
    write_number(render, ",\"endColumn\":", range.end.column);
    dql_render_text(render, "}");
}

static void write_place(dql_render *render, const dql_render_unit *unit, deskql_range range) {
    dql_render_text(render, "{\"physicalLocation\":{");
    write_artifact(render, unit);
    write_region(render, ",\"region\":", range);
    dql_render_text(render, "}");
}

/* ---- Fingerprints ---------------------------------------------------------------------------------------------------- */

static uint64_t add_byte(uint64_t hash, char byte) {
    return (hash ^ (unsigned char)byte) * UINT64_C(0x100000001b3);
}

static uint64_t add_text(uint64_t hash, const char *text) {
    for (; text && *text; text++) hash = add_byte(hash, *text);
    return add_byte(hash, '\0');
}

/* Of what was found in which words, and of nothing that changes where lines are moved or spaces added. */
static uint64_t fingerprint_of(const dql_render_unit *unit, const deskql_finding *finding) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    hash = add_text(hash, finding->code_text);
    hash = add_text(hash, finding->query);
    hash = add_text(hash, finding->message);
    for (size_t i = finding->range.start.offset; i < finding->range.end.offset && i < unit->length; i++) {
        char byte = unit->text[i];
        if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') hash = add_byte(hash, byte);
    }
    return hash;
}

/* How many findings of the file had the fingerprint before, so that the same mistake made twice is distinguished. */
static size_t count_seen(dql_render *render, uint64_t fingerprint) {
    size_t count = 0;
    for (size_t i = 0; i < render->seen_count; i++) count += render->seen[i] == fingerprint;
    if (render->seen_count == render->seen_capacity) {
        size_t capacity = 2 * render->seen_capacity + 64;
        uint64_t *larger = realloc(render->seen, capacity * sizeof *larger);
        if (!larger) {
            dql_render_lacks_memory(render);
            return count;
        }
        render->seen = larger;
        render->seen_capacity = capacity;
    }
    render->seen[render->seen_count++] = fingerprint;
    return count;
}

static void write_fingerprint(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    static const char digits[] = "0123456789abcdef";
    uint64_t fingerprint = fingerprint_of(unit, finding);
    char text[16];
    for (unsigned i = 0; i < 16; i++) text[i] = digits[fingerprint >> (60 - 4 * i) & 15];
    dql_render_text(render, ",\n \"partialFingerprints\":{\"deskql/v1\":\"");
    dql_render_write(render, text, sizeof text);
    write_number(render, ":", count_seen(render, fingerprint) + 1);
    dql_render_text(render, "\"}");
}

/* ---- Results --------------------------------------------------------------------------------------------------------- */

static size_t rule_index(const deskql_finding *finding) {
    size_t i = 0;
    while (deskql_codes_at(i) && deskql_codes_at(i)->code != finding->code) i++;
    return i;
}

static void write_related(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    bool any = false;
    for (size_t i = 0; i < finding->note_count; i++) {
        const deskql_note *note = &finding->notes[i];
        if (dql_render_same_range(note->range, finding->range)) continue;
        dql_render_text(render, any ? "," : ",\n \"relatedLocations\":[");
        any = true;
        write_place(render, unit, note->range);
        write_key(render, ",\"message\":{\"text\":", note->message);
        dql_render_text(render, "}}");
    }
    if (any) dql_render_text(render, "]");
}

static void write_fix(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    if (!finding->fix) return;
    write_key(render,
              ",\n \"fixes\":[{\"description\":{\"text\":", finding->help_count ? finding->help[0] : "the exact fix");
    dql_render_text(render, "},\"artifactChanges\":[{");
    write_artifact(render, unit);
    write_region(render, ",\"replacements\":[{\"deletedRegion\":", finding->fix->range);
    write_key(render, ",\"insertedContent\":{\"text\":", finding->fix->replacement);
    dql_render_text(render, "}}]}]}]");
}

static void write_message(dql_render *render, const deskql_finding *finding) {
    dql_render_text(render, ",\"message\":{\"text\":\"");
    dql_render_json_escaped(render, finding->message);
    for (size_t i = 0; i < finding->help_count; i++) {
        dql_render_text(render, "\\nhelp: ");
        dql_render_json_escaped(render, finding->help[i]);
    }
    dql_render_text(render, "\"}");
}

static void write_result(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    write_key(render, "{\"ruleId\":", finding->code_text);
    write_number(render, ",\"ruleIndex\":", rule_index(finding));
    write_key(render, ",\"level\":", dql_render_severity(finding->severity));
    write_message(render, finding);
    dql_render_text(render, ",\n \"locations\":[");
    write_place(render, unit, finding->range);
    if (finding->query) {
        write_key(render, ",\"logicalLocations\":[{\"name\":", finding->query);
        dql_render_text(render, ",\"kind\":\"query\"}]");
    }
    dql_render_text(render, "}]");
    write_related(render, unit, finding);
    write_fingerprint(render, unit, finding);
    write_fix(render, unit, finding);
    dql_render_text(render, "}");
}

void dql_render_sarif_query(dql_render *render, const dql_render_unit *unit) {
    if (dql_render_enter_file(render, unit)) render->seen_count = 0;
    for (size_t i = 0; i < unit->count; i++) {
        dql_render_between(render);
        write_result(render, unit, unit->findings[i]);
    }
}

/* ---- The run itself -------------------------------------------------------------------------------------------------- */

/* Notifications stand behind the results, so they are held back. */
void dql_render_sarif_failure(dql_render *render, const char *file, const char *message) {
    bool is_first = render->held_length == 0;
    render->holding = true;
    write_key(render,
              is_first ? "{\"level\":\"error\",\"message\":{\"text\":"
                       : ",\n{\"level\":\"error\",\"message\":{\"text\":",
              message);
    dql_render_text(render, "}");
    if (file) {
        dql_render_text(render, ",\"locations\":[{\"physicalLocation\":{");
        write_file(render, file);
        dql_render_text(render, "}}]");
    }
    dql_render_text(render, "}");
    render->holding = false;
}

void dql_render_sarif_end(dql_render *render) {
    dql_render_text(render, "],\n\"invocations\":[{\"executionSuccessful\":");
    dql_render_text(render, render->is_incomplete ? "false" : "true");
    if (render->held_length) {
        dql_render_text(render, ",\"toolExecutionNotifications\":[\n");
        dql_render_write(render, render->held, render->held_length);
        dql_render_text(render, "]");
    }
    dql_render_text(render, "}]}]}\n");
}
