/* Findings that were made in the words of queries, in those of raw texts. */
#include "url/url.h"

#include "base/percent.h"

#include <string.h>

static bool is_json_word(const char *text) {
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 || dql_raw_is_integer(text, strlen(text));
}

/* A name or value as JSON or a list of names has it; NULL where it has no such thing. */
static const char *unquery(dql_arena *arena, const dql_raw_part *part, const deskql_finding *finding,
                           const char *text) {
    size_t length = strlen(text);
    if (part->bare && text[0] == '"' && length > 2)
        return memchr(text, '\\', length) ? NULL : dql_arena_copy(arena, text + 1, length - 2);
    bool filter = finding->parameter && strcmp(finding->parameter, "filter") == 0;
    bool value = filter && !part->bare && (finding->code == DQL_WRONG_VALUE_TYPE || finding->code == DQL_UNKNOWN_VALUE);
    if (text[0] == '`' && length > 2) return dql_arena_copy(arena, text + 1, length - 2);
    /* A query's string in double quotes has JSON's own escapes. */
    if (value && text[0] != '"' && !is_json_word(text)) return NULL;
    return text;
}

/* What is wrong with a name or a value. */
static bool is_of_check(const deskql_finding *finding) {
    return finding->code < DQL_BAD_PERCENT_ENCODING && finding->code >= DQL_UNKNOWN_FILTER_FIELD;
}

/* How a name or a value came to be what no fix can be found for. */
static const char *help_encoding(const dql_raw_reader *reader, const deskql_finding *finding) {
    const char *text = reader->source->text + finding->range.start.offset;
    const char *end = reader->source->text + finding->range.end.offset;
    if (dql_raw_is_object_text(text, (size_t)(end - text)))
        return "an object was turned into text: serialize it as JSON";
    for (; (text = memchr(text, '%', (size_t)(end - text))); text++) {
        bool is_percent = end - text > 4 && text[1] == '2' && text[2] == '5';
        char escape[] = {'%', is_percent ? text[3] : ' ', is_percent ? text[4] : ' '};
        if (dql_percent_read(escape, escape + sizeof escape) >= 0) return "it is percent-encoded twice";
    }
    return NULL;
}

static void respell(const dql_raw_reader *reader, const dql_raw_part *part, deskql_finding *finding,
                    const char *replacement) {
    const char *text = part ? unquery(reader->arena, part, finding, replacement) : NULL;
    const char *spelled = text ? dql_raw_spell(reader->arena, part, text, strlen(text)) : NULL;
    dql_finding_respell(reader->findings, finding, spelled);
}

void dql_raw_respell(const dql_raw_reader *reader) {
    const dql_raw_part *part = reader->first;
    for (size_t i = 0; i < deskql_findings_count(reader->findings); i++) {
        deskql_finding *finding = dql_findings_at(reader->findings, i);
        while (part && part->range.end < finding->range.start.offset) part = part->next;
        if (!is_of_check(finding)) continue;
        bool decoded = part && part->form != DQL_RAW_VERBATIM && finding->severity == DESKQL_ERROR;
        const char *replacement = dql_finding_replacement(reader->findings, finding);
        const char *help = decoded && !replacement ? help_encoding(reader, finding) : NULL;
        if (help) dql_finding_help(reader->findings, finding, "%s", help);
        if (replacement && finding->code < DQL_ENCODING && finding->code != DQL_BAD_DATE)
            respell(reader, part, finding, replacement);
    }
}
