#include "diagnostics/names.h"

#include "base/writer.h"

#include <string.h>

#define MOST_COMPARISONS 500000u /* of names, in one document */

const char *dql_listed_names(dql_arena *arena, dql_names names, size_t count, size_t more) {
    dql_writer writer;
    dql_writer_to_arena(&writer, arena);
    for (size_t i = 0; i < count; i++) {
        const char *name = names.at(names.list, i);
        if (i) dql_write_text(&writer, i + 1 == count && !more ? " and " : ", ");
        dql_write_byte(&writer, '`');
        dql_write_text(&writer, dql_shown(arena, name, strlen(name)));
        dql_write_byte(&writer, '`');
    }
    if (more) dql_write_format(&writer, " and %zu more", more);
    const char *text = dql_writer_text(&writer, NULL);
    return text ? text : "";
}

void dql_suggest_for_finding(const deskql_findings *findings, const char *name, size_t length, dql_names names,
                             dql_suggestions *suggestions) {
    if (names.count > MOST_COMPARISONS / (findings->count + 1)) names.count = 0;
    dql_suggest(name, length, names, suggestions);
}

bool dql_help_similar(deskql_findings *findings, deskql_finding *finding, const char *noun,
                      const dql_suggestions *suggestions) {
    size_t count = suggestions->nearest;
    if (!count) return false;
    if (!finding) return true;
    const char *near_names = dql_listed_names(findings->arena, dql_names_of_texts(suggestions->names, count), count, 0);
    if (count == 1) {
        dql_finding_help(findings, finding, "%s %s with a similar name exists: %s", strchr("aeiou", *noun) ? "an" : "a",
                         noun, near_names);
    } else {
        dql_finding_help(findings, finding, "%ss with similar names exist: %s", noun, near_names);
    }
    return true;
}
