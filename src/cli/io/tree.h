/* Things by their names, in an AA tree, which no choice of names makes deep. A thing is one allocation that begins with its node. */
#ifndef DQL_CLI_IO_TREE_H
#define DQL_CLI_IO_TREE_H

typedef struct dql_cli_tree {
    const char *name;
    struct dql_cli_tree *left;
    struct dql_cli_tree *right;
    unsigned level;
} dql_cli_tree;

/* Adds a node of which only the name is filled in; NULL is an empty tree. Returns the new top. */
dql_cli_tree *dql_cli_tree_add(dql_cli_tree *top, dql_cli_tree *made);
/* NULL where there is none of that name. */
dql_cli_tree *dql_cli_tree_find(dql_cli_tree *top, const char *name);
/* Frees the things too. */
void dql_cli_tree_free(dql_cli_tree *top);

#endif
