/*
 * The list of findings that every phase fills.
 *
 *     deskql_finding *finding = dql_report(findings, DQL_UNKNOWN_FILTER_FIELD, range, "unknown filter field `%s`", name);
 *     dql_finding_about(finding, "filter", name);
 *     dql_finding_help(findings, finding, "a field with a similar name exists: `%s`", nearest);
 *
 * dql_report gives NULL when the list is full or there is no memory; all that follows takes NULL and does nothing.
 * Formats and arguments are kept, texts, lines and columns are made when a finding is read (diagnostics/reader.c): until then the texts of a
 * deskql_finding are NULL, its counts are 0, and its range holds byte offsets alone.
 */
#ifndef DQL_DIAGNOSTICS_FINDINGS_H
#define DQL_DIAGNOSTICS_FINDINGS_H

#include "base/source.h"
#include "diagnostics/deferred.h"

#include <deskql/finding.h>

/* DQL_UNKNOWN_FILTER_FIELD = 201, … */
typedef enum dql_code {
#define CODE(number, name, slug, severity, phrase, summary) DQL_##name = number,
#include "diagnostics/codes.def"
#undef CODE
} dql_code;

/* What is said beside the message, in the order in which it was reported. */
typedef enum dql_part_kind {
    DQL_PART_HELP,
    DQL_PART_PHRASE,
    DQL_PART_NOTE,
    DQL_PART_FIX,
    DQL_PART_SUGGESTION,
    DQL_PART_EXPECTED
} dql_part_kind;

typedef struct dql_finding_part {
    struct dql_finding_part *next;
    dql_range range; /* of notes, fixes and suggestions */
    dql_deferred text;
    dql_part_kind kind;
} dql_finding_part;

/* Says more of a finding when it is read: adds its parts, in the memory of `findings`, which is a list that holds nothing. */
typedef void dql_explainer(deskql_findings *findings, deskql_finding *finding, const void *context);

/* `finding` is first, so that a finding that dql_report gave leads back to its entry. */
typedef struct dql_finding_entry dql_finding_entry;
struct dql_finding_entry {
    deskql_finding finding;
    dql_deferred message;
    dql_finding_part *first_part;
    dql_finding_part *last_part;
    dql_explainer *explain; /* NULL: there are no parts but those */
    const void *context;
    dql_finding_entry *next;
    dql_finding_entry *earlier; /* of the same severity */
    uint32_t ordinal;           /* how many findings there were with it */
    uint32_t
        earlier_fixes; /* of findings about the same query, after dql_findings_assign; at the most where all are tried */
    bool dropped;
};

/* Of a query the first fixes alone are tried, and no more than these bytes: to try all takes time that grows with the text. */
#define DQL_MOST_TRIED_FIXES 64u
#define DQL_MOST_TRIED_BYTES (1024u * 1024u)
/* Whether the fix of a finding keeps the rule of fixes (deskql/finding.h); `earlier` is the number of those before it in its query. Returns DESKQL_OK,
   DESKQL_INVALID where it does not, or where that would take too long to know, DESKQL_NO_MEMORY. */
typedef deskql_status dql_fix_trial(const deskql_findings *findings, const deskql_fix *fix, uint32_t earlier,
                                    const deskql_allocator *allocator);

/* The warnings that are left out where they start within [start, end): a bit 1 << dql_code_index of each code. */
typedef struct dql_suppression {
    uint32_t start;
    uint32_t end;
    uint64_t codes;
} dql_suppression;

typedef struct dql_suppressions {
    /* In source order, none overlapping another. */
    dql_suppression *list;
    uint32_t count;
    /* Those that are left out everywhere. */
    uint64_t everywhere;
} dql_suppressions;

/* The place of a code in codes.def, from 0; at most 63. */
unsigned dql_code_index(int code);

struct deskql_findings {
    dql_arena *arena;
    dql_finding_entry *first;
    dql_finding_entry *last;
    dql_finding_entry *latest[DESKQL_NOTE + 1]; /* of each severity */
    dql_finding_entry **sorted;
    dql_source source; /* of `sorted` */
    uint32_t count;
    uint32_t counts[DESKQL_NOTE + 1]; /* of each severity, among `count` */
    uint32_t reported_errors;         /* those beyond the limit too: what a query's validity is counted by */
    uint32_t limit;
    uint32_t omitted;                     /* errors and warnings */
    uint32_t additions;                   /* findings, and parts of them, that were kept */
    bool touched;                         /* it is no longer as dql_findings_init left it */
    bool damage_alone;                    /* what dql_is_damage is not of is not reported */
    const dql_suppressions *suppressions; /* NULL: none */
    /* What was left out because of each suppression, and at [count] because of `everywhere`; NULL where nobody asks. */
    uint64_t *used;
    /* NULL where fixes are exact as they are reported. */
    dql_fix_trial *try_fix;
};

/* The limit of findings where the caller sets none. */
#define DQL_DEFAULT_MAXIMUM_FINDINGS 1000u

/* `limit` is the most findings that are kept. */
void dql_findings_init(deskql_findings *findings, dql_arena *arena, uint32_t limit);
/* The same of a list that may be so already, which most are, for most texts give no findings. */
static inline void dql_findings_reset(deskql_findings *findings, dql_arena *arena, uint32_t limit) {
    if (findings->touched || findings->arena != arena || findings->limit != limit)
        dql_findings_init(findings, arena, limit);
}
/* Whether it says that something of a query was not understood: an error of syntax, but for a name that two queries have. */
static inline bool dql_is_damage(int code, deskql_severity severity) {
    return severity == DESKQL_ERROR && code < DQL_UNKNOWN_FILTER_FIELD && code != DQL_DUPLICATE_NAME;
}
/* A place in the list, before something is looked at. */
typedef struct dql_findings_mark {
    dql_arena_mark memory;
    uint32_t additions;
} dql_findings_mark;
static inline dql_findings_mark dql_findings_here(const deskql_findings *findings) {
    return (dql_findings_mark){dql_arena_here(findings->arena), findings->additions};
}
/* Gives back what was taken since from the list's arena, for texts alone, where no finding was kept. Returns whether it was so. */
bool dql_findings_tidy(deskql_findings *findings, dql_findings_mark mark);
/* With which severity something is reported. */
typedef enum dql_severity_choice {
    DQL_AS_ITS_CODE,
    DQL_AS_ERROR = DESKQL_ERROR,
    DQL_AS_NOTE = DESKQL_NOTE
} dql_severity_choice;
/* A piece of the source in a message goes through dql_shown first. The phrase of codes.def is the finding's until dql_finding_phrase
   gives it another. An allowed warning is not reported. */
#define dql_report(findings, code, ...) dql_report_as(findings, code, DQL_AS_ITS_CODE, __VA_ARGS__)
/* The same of what is an error although its code's row says that it is a warning: no suppression leaves it out. */
#define dql_report_error(findings, code, ...) dql_report_as(findings, code, DQL_AS_ERROR, __VA_ARGS__)
/* The same of a note, although its code's row says that it is a warning. */
#define dql_report_note(findings, code, ...) dql_report_as(findings, code, DQL_AS_NOTE, __VA_ARGS__)
DQL_FORMAT(5, 6)
deskql_finding *dql_report_as(deskql_findings *findings, dql_code code, dql_severity_choice chosen, dql_range range,
                              const char *format, ...);
/* Both texts must live as long as the list (static, or of the schema or the arena); either may be NULL. */
void dql_finding_about(deskql_finding *finding, const char *parameter, const char *field);
/* The message, in the place of what there is. */
DQL_FORMAT(3, 4) void dql_finding_message(deskql_findings *findings, deskql_finding *finding, const char *format, ...);
/* The help, in the place of what there is. */
#define dql_finding_help(findings, finding, ...)                                                                       \
    dql_finding_set(findings, finding, DQL_PART_HELP, DQL_NOWHERE, __VA_ARGS__)
/* One more line of help. */
#define dql_finding_add_help(findings, finding, ...)                                                                   \
    dql_finding_add(findings, finding, DQL_PART_HELP, DQL_NOWHERE, __VA_ARGS__)
#define dql_finding_phrase(findings, finding, ...)                                                                     \
    dql_finding_set(findings, finding, DQL_PART_PHRASE, DQL_NOWHERE, __VA_ARGS__)
/* These three take a range and a format. A note; the exact fix, in the place of one that there is; an edit that is no exact fix. */
#define dql_finding_note(findings, finding, ...) dql_finding_add(findings, finding, DQL_PART_NOTE, __VA_ARGS__)
#define dql_finding_fix(findings, finding, ...) dql_finding_set(findings, finding, DQL_PART_FIX, __VA_ARGS__)
#define dql_finding_suggest(findings, finding, ...) dql_finding_add(findings, finding, DQL_PART_SUGGESTION, __VA_ARGS__)
/* One more part of a kind; the only one, in the place of those that there are. */
#define DQL_NOWHERE ((dql_range){0, 0})
DQL_FORMAT(5, 6)
void dql_finding_add(deskql_findings *findings, deskql_finding *finding, dql_part_kind kind, dql_range range,
                     const char *format, ...);
DQL_FORMAT(5, 6)
void dql_finding_set(deskql_findings *findings, deskql_finding *finding, dql_part_kind kind, dql_range range,
                     const char *format, ...);
/* The same where `range` is whole tokens of `text`: with a space where the replacement would join what stands beside it. */
void dql_finding_replace(deskql_findings *findings, deskql_finding *finding, const char *text, dql_range range,
                         const char *replacement);
/* Has all that is said beside the message found out when the finding is read, for it takes long. `context` has to live as long as the list. */
void dql_finding_defer(deskql_finding *finding, dql_explainer *explain, const void *context);
/* The entry with all its parts, those that are made now in any arena, for as long as that lives. */
dql_finding_entry dql_finding_explained(const dql_finding_entry *entry, dql_arena *arena);
/* A word that may stand at the finding's place; it must live as long as the list. */
void dql_finding_expect(deskql_findings *findings, deskql_finding *finding, const char *word);
/* What the exact fix puts in; NULL where there is none, or no memory. */
const char *dql_finding_replacement(const deskql_findings *findings, const deskql_finding *finding);
/* The fix that there is puts in another text, which must live as long as the list; with NULL there is none any more. */
void dql_finding_respell(deskql_findings *findings, deskql_finding *finding, const char *replacement);
/* The finding of that code and place among those so far; NULL where there is none. */
deskql_finding *dql_findings_find(deskql_findings *findings, dql_code code, dql_range range);
/* Says of every finding so far that lies within `range` which field it is about, but of those about syntax: what is wrong with a
   literal is known before the comparison that it stands in. */
void dql_findings_attribute(deskql_findings *findings, dql_range range, const char *field);
/* Sorts by place (of equal places, the one reported first comes first). `source` is what lines and columns are read of, as long as the
   list lives. Call once, when all phases are done; until then the public functions see no findings. */
void dql_findings_finish(deskql_findings *findings, const dql_source *source);
/* In the sorted list, while it is not shared yet; NULL where `index` is out of range. */
deskql_finding *dql_findings_at(const deskql_findings *findings, size_t index);
/* A copy with all texts, in any arena; NULL when there is no memory. Positions are in bytes, and no fix is tried. */
const deskql_finding *dql_findings_read(const deskql_findings *findings, size_t index, dql_arena *arena);
/* The same, with a fix only where it is exact; else it is a suggestion. */
const deskql_finding *dql_findings_read_exact(const deskql_findings *findings, size_t index, dql_arena *arena);
/* After dql_findings_finish: the findings that start within `range` are about that query. `name` may be NULL, and must live as long
   as the list. */
void dql_findings_assign(deskql_findings *findings, dql_range range, uint32_t query_index, const char *name);

/* A piece of the source, fit for a message: control characters and what is invisible as escapes, invalid bytes as U+FFFD, and
   cut after 60 characters with an ellipsis. In the arena; "" when there is no memory. */
const char *dql_shown(dql_arena *arena, const char *bytes, size_t length);
/* The same, cut after `most` characters. */
const char *dql_shown_up_to(dql_arena *arena, const char *bytes, size_t length, uint32_t most);

#endif
