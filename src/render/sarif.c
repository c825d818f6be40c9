/* SARIF 2.1.0, which code scanning reads: one run, whose rules are the codes. */
#include "render/render.h"

#include <stdlib.h>
#include <string.h>

#define HOME "https://github.com/deskql/deskql"
#define PAGES HOME "/blob/main/docs/errors/"

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

static void write_rule(dql_render *render, const deskql_code_info *info) {
    dql_render_print(render, "{'id':'%s','name':'", info->code_text);
    write_rule_name(render, info->slug);
    dql_render_print(render, "','shortDescription':{'text':'");
    write_sentence(render, info->summary);
    dql_render_print(render, "'},'helpUri':'" PAGES "%s.md','help':{'text':'", info->code_text);
    write_sentence(render, info->summary);
    dql_render_print(render, " See " PAGES "%s.md','markdown':'%s'},'defaultConfiguration':{'level':'%s'}}",
                     info->code_text, info->page, dql_render_severity(info->severity));
}

void dql_render_sarif_begin(dql_render *render) {
    dql_render_print(render,
                     "{'$schema':'https://json.schemastore.org/sarif-2.1.0.json','version':'2.1.0','runs':[{\n"
                     "'tool':{'driver':{'name':'deskql','informationUri':'" HOME
                     "','version':'%s','semanticVersion':'%s','rules':[\n",
                     deskql_version(), deskql_version());
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
    dql_render_print(render, "'artifactLocation':{'uri':'%s", *path == '/' ? "file://" : "");
    write_path(render, path);
    dql_render_print(render, "'%s}", *path == '/' ? "" : ",\"uriBaseId\":\"%SRCROOT%\"");
}

static void write_region(dql_render *render, deskql_range range) {
    dql_render_print(render, "{'startLine':%u,'startColumn':%u,'endLine':%u,'endColumn':%u}", range.start.line,
                     range.start.column, range.end.line, range.end.column);
}

static void write_place(dql_render *render, const dql_render_unit *unit, deskql_range range) {
    dql_render_print(render, "{'physicalLocation':{");
    write_file(render, dql_render_file(unit));
    dql_render_print(render, ",'region':");
    write_region(render, range);
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
    dql_render_print(render, ",\n 'partialFingerprints':{'deskql/v1':'");
    dql_render_write(render, text, sizeof text);
    dql_render_print(render, ":%zu'}", count_seen(render, fingerprint) + 1);
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
        dql_render_print(render, ",'message':{'text':'%s'}}", note->message);
    }
    if (any) dql_render_text(render, "]");
}

static void write_fix(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    if (!finding->fix) return;
    dql_render_print(render, ",\n 'fixes':[{'description':{'text':'%s'},'artifactChanges':[{",
                     finding->help_count ? finding->help[0] : "the exact fix");
    write_file(render, dql_render_file(unit));
    dql_render_print(render, ",'replacements':[{'deletedRegion':");
    write_region(render, finding->fix->range);
    dql_render_print(render, ",'insertedContent':{'text':'%s'}}]}]}]", finding->fix->replacement);
}

static void write_result(dql_render *render, const dql_render_unit *unit, const deskql_finding *finding) {
    dql_render_print(render, "{'ruleId':'%s','ruleIndex':%zu,'level':'%s','message':{'text':'", finding->code_text,
                     rule_index(finding), dql_render_severity(finding->severity));
    dql_render_json_escaped(render, finding->message);
    for (size_t i = 0; i < finding->help_count; i++) {
        dql_render_text(render, "\\nhelp: ");
        dql_render_json_escaped(render, finding->help[i]);
    }
    dql_render_print(render, "'},\n 'locations':[");
    write_place(render, unit, finding->range);
    if (finding->query) dql_render_print(render, ",'logicalLocations':[{'name':'%s','kind':'query'}]", finding->query);
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
    const char *separator = render->held_length ? ",\n" : "";
    render->holding = true;
    dql_render_print(render, "%s{'level':'error','message':{'text':'%s'}", separator, message);
    if (file) {
        dql_render_print(render, ",'locations':[{'physicalLocation':{");
        write_file(render, file);
        dql_render_text(render, "}}]");
    }
    dql_render_text(render, "}");
    render->holding = false;
}

void dql_render_sarif_end(dql_render *render) {
    dql_render_print(render, "],\n'invocations':[{'executionSuccessful':%s", render->is_incomplete ? "false" : "true");
    if (render->held_length) {
        dql_render_print(render, ",'toolExecutionNotifications':[\n");
        dql_render_write(render, render->held, render->held_length);
        dql_render_text(render, "]");
    }
    dql_render_text(render, "}]}]}\n");
}
