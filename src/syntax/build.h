/* The constructors that the actions of grammar/query.y call. Each takes tokens (never NULL but where it says so) and the nodes made
   before, which are NULL when memory has run out. */
#ifndef DQL_SYNTAX_BUILD_H
#define DQL_SYNTAX_BUILD_H

#include "syntax/ast.h"
#include "syntax/token.h"

typedef struct dql_build {
    dql_arena *arena;
    deskql_findings *findings;
    deskql_findings *reported; /* where the findings of the tokens themselves are */
    const dql_source *source;
    char *texts; /* see dql_token_content */
    struct deskql_query *query;
    uint32_t maximum_list;
    uint32_t parameter_capacity;
} dql_build;

/*
 * A list while it grows: its last item, whose `next` is the first. One pointer, so that the parser's stack stays small.
 */
typedef dql_literal *dql_literal_ring;
typedef dql_name_item *dql_circular_names;

/* More parameters in one query than anyone binds. */
#define DQL_MAXIMUM_PARAMETERS (UINT8_MAX + 1u)

void dql_build_label(dql_build *build, const dql_token *name);
void dql_build_from(dql_build *build, const dql_token *name);
dql_node *dql_build_group(dql_build *build, dql_node_kind kind, dql_node *left, const dql_token *connective,
                          dql_node *right);
dql_node *dql_build_not(dql_build *build, const dql_token *word, dql_node *operand);
dql_node *dql_build_brackets(dql_node *operand);
/* `first` is the `not` before the operator, or the operator itself. */
dql_node *dql_build_comparison(dql_build *build, const dql_token *field, const dql_token *first,
                               const dql_token *operator_, const dql_token *value);
/* Of tokens in a row: a word, a comparison operator and any value, or a word, `in` and a list. */
dql_node *dql_build_plain_comparison(dql_build *build, const dql_token *field);
/* The same behind the `and` that joins it to what stands before it. */
dql_node *dql_build_and_comparison(dql_build *build, dql_node *left, const dql_token *and_);
dql_node *dql_build_between(dql_build *build, const dql_token *field, const dql_token *first,
                            const dql_token *operator_, const dql_token *low, const dql_token *high);
dql_node *dql_build_in(dql_build *build, const dql_token *field, const dql_token *first, const dql_token *operator_,
                       const dql_token *open, dql_literal_ring list, const dql_token *close);
dql_node *dql_build_in_parameter(dql_build *build, const dql_token *field, const dql_token *first,
                                 const dql_token *operator_, const dql_token *parameter);
/* `not_` may be NULL. */
dql_node *dql_build_null(dql_build *build, const dql_token *field, const dql_token *is, const dql_token *not_,
                         const dql_token *null);
dql_literal_ring dql_build_list(dql_build *build, const dql_token *value);
dql_literal_ring dql_build_list_item(dql_build *build, dql_literal_ring list, const dql_token *value);
void dql_build_order(dql_build *build, const dql_token *word, dql_circular_names items);
/* `equals` may be NULL. */
void dql_build_page(dql_build *build, const dql_token *word, const dql_token *equals, const dql_token *value);
void dql_build_page_size(dql_build *build, const dql_token *word, const dql_token *equals, const dql_token *value);
void dql_build_limit(dql_build *build, const dql_token *word, const dql_token *value);
void dql_build_includes(dql_build *build, const dql_token *word, dql_circular_names items);
void dql_build_ids(dql_build *build, const dql_token *word, dql_node *ids);
void dql_build_fields(dql_build *build, const dql_token *word, dql_circular_names items);
/* The names with one more behind them; without any, a circle of one. `direction` may be NULL. */
dql_circular_names dql_build_item(dql_build *build, dql_circular_names items, const dql_token *name,
                                  const dql_token *direction);
dql_circular_names dql_build_signed_item(dql_build *build, dql_circular_names items, const dql_token *name);

#endif
