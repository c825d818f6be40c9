/* One query's check, as the files of this module share it. */
#ifndef DQL_CHECK_PASS_H
#define DQL_CHECK_PASS_H

#include "check/check.h"
#include "diagnostics/suggest.h"

/* A field of the query's with a name that no id is known for, and the finding about it. */
typedef struct dql_unresolved dql_unresolved;
struct dql_unresolved {
    dql_unresolved *next;
    const dql_field *field;
    const dql_literal *name;
    deskql_finding *finding;
    uint32_t others;
};

typedef struct dql_pass {
    const dql_checker *checker;
    dql_arena *arena;
    deskql_findings *findings;
    struct deskql_query *query;
    const deskql_endpoint *endpoint; /* NULL where unknown: names and types are not checked */
    const deskql_endpoint *words; /* the same where names that are not quoted are words of a query's text, else NULL */
    bool *seen;      /* whether DQL412 has been said of each entry, include and sparse field; NULL: of none */
    uint64_t fields; /* those of the filter so far, a bit a field; some share one */
    dql_unresolved *unresolved;
    /* Raw: the comparison before, since the operators of a field's object are comparisons of one and the same name. */
    const dql_node *previous;
    /* Members of the filter that have become clauses: one for `page`, one for `pagesize`. */
    dql_node *misplaced[2];
} dql_pass;

/* What is kept of a pass for explaining a finding of it when that is read. */
typedef struct dql_kept_pass {
    const deskql_endpoint *endpoint;
    const char *text;
    bool raw;
} dql_kept_pass;

/* What stands for a value: a filter field, or the clause `page` or `pagesize`. */
typedef struct dql_place {
    const char *parameter;  /* of the query string */
    const char *name;       /* of the field or clause, for messages */
    const dql_field *field; /* NULL for a clause */
} dql_place;

/* check.c: gives back the texts of findings that were not kept, where queries are looked at in turn. None is in use any more. */
void dql_pass_tidy(dql_pass *pass);

/* names.c */

/* Fills query->endpoint and pass->endpoint, or reports DQL205. */
void dql_check_endpoint(dql_pass *pass);
/* The filter field of that name; NULL when it has been reported. */
const dql_field *dql_check_filter_name(dql_pass *pass, const dql_name *name);
void dql_check_order(dql_pass *pass);
void dql_check_includes(dql_pass *pass);
void dql_check_sparse(dql_pass *pass);
void dql_check_ids(dql_pass *pass);

/* values.c */

/* Where what the tree gets is. */
static inline dql_arena *dql_tree_arena(const dql_pass *pass) {
    return pass->checker->in_turn ? pass->checker->in_turn->tree : pass->arena;
}

static inline bool dql_takes_integers(uint8_t type) {
    return type == DESKQL_TYPE_INTEGER || type == DESKQL_TYPE_NUMBER || type == DESKQL_TYPE_REFERENCE ||
           type == DESKQL_TYPE_ANY;
}

/* Beyond it not every integer is a double, and many readers of JSON know no other number. */
#define DQL_LARGEST_PRECISE (INT64_C(1) << 53)

static inline bool dql_is_precise(const dql_literal *integer) {
    return integer->in_range && integer->integer <= DQL_LARGEST_PRECISE && integer->integer >= -DQL_LARGEST_PRECISE;
}

/* A value of a comparison whose operator the field takes. */
void dql_check_value(dql_pass *pass, const dql_node *node, dql_literal *literal);
/* The same of a parameter of the endpoint's path. */
void dql_check_path_value(dql_pass *pass, const dql_node *node, dql_literal *literal);
/* A value that the syntax has reported, and that would be right as text. */
void dql_help_bad_number(dql_pass *pass, const dql_node *node, const dql_literal *literal);
/* The literal of `page` or `pagesize`; `maximum` 0 where there is none. */
void dql_check_page(dql_pass *pass, dql_clause clause, dql_literal *literal, uint32_t maximum);
/* A parameter whose type is not known: it is named after what it stands with. */
void dql_note_untyped(dql_pass *pass, const dql_node *node, const dql_literal *literal);
/* The first use of null in a query is DQL405. */
void dql_note_null(dql_pass *pass, const dql_node *node, dql_range range);

/* patterns.c */

/* dql_warn_text of a literal. */
void dql_warn_pattern(dql_pass *pass, const dql_node *node, const dql_literal *literal);

/* path.c */

/* What the filter gives the parameters of the endpoint's path, which has some: fills query->path, or reports DQL312. */
void dql_check_path(dql_pass *pass);

/* parameters.c */

/* Reports what the parameters of an endpoint that takes no filter cannot say (DQL310). */
void dql_check_parameters(dql_pass *pass);

/* clauses.c */

/* `page = N` and `pagesize = N` in a filter, where no such field exists: reports, and makes the clause of it. */
bool dql_check_misplaced_clause(dql_pass *pass, dql_node *node);
/* Takes them out of the filter, when all of it has been walked. */
void dql_drop_misplaced_clauses(dql_pass *pass);

/* The offset of the first byte from `at` on, at most `end`, that is neither white space nor of a comment. */
uint32_t dql_skip_blanks(const char *text, uint32_t at, uint32_t end);

/* wording.c */

dql_kept_pass dql_keep_pass(const dql_pass *pass);
/* A pass that explains; `checker` is for its use. */
dql_pass dql_resume_pass(const dql_kept_pass *kept, dql_checker *checker, deskql_findings *findings);
/* Has a finding explained when it is read. What a raw text says is spelled anew before that, and so explained at once. */
void dql_explain_later(const dql_pass *pass, deskql_finding *finding, dql_explainer *explain, const void *context);
/* The phrase `must be one of ‘…’`. */
void dql_phrase_one_of(dql_pass *pass, deskql_finding *finding, dql_names names);
/* dql_suggest, for as many findings as make a bearable cost: of a long list, the first ones alone get suggestions. */
void dql_suggest_within(dql_pass *pass, const char *name, size_t length, dql_names names, dql_suggestions *suggestions);
/* Where none is near, says some of the names that there are; `others` introduces them: `tickets can be filtered by`. */
void dql_help_others(dql_pass *pass, deskql_finding *finding, dql_names names, const char *others);
/* A name as a query writes it: in backquotes where it has to be; NULL where it cannot be written. In a list a keyword is a name. */
const char *dql_spelled_name(dql_pass *pass, const char *name, bool in_list);
/* The fix that puts `text` (NULL: none) in the place of a name or a value. */
void dql_replace(dql_pass *pass, deskql_finding *finding, dql_range range, const char *text);
/* A string value as a query writes it: bare where `bare` and it can be, else in double quotes. */
const char *dql_spelled_value(dql_pass *pass, const char *text, size_t length, bool bare);
/* "an integer", "a date or time", …: a type as a message calls it. */
const char *dql_type_wording(deskql_type type);
/* "`=`, `!=`, `in` and `not in`": what fields of these operator groups take. */
const char *dql_operators_wording(dql_pass *pass, uint8_t groups);
const char *dql_operator_spelling(const dql_pass *pass, dql_operator operator_);

dql_names dql_names_of_list(const dql_name_list *list);
dql_names dql_names_of_fields(const deskql_endpoint *endpoint, bool raw);
dql_names dql_names_of_path(const deskql_endpoint *endpoint);
dql_names dql_names_of_values(const dql_field *field);
dql_names dql_names_of_endpoints(const deskql_schemas *schemas);

#endif
