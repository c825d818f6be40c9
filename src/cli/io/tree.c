#include "cli/io/tree.h"

#include <stdlib.h>
#include <string.h>

/* Turns a left child of the same level into the parent. */
static dql_cli_tree *skew(dql_cli_tree *top) {
    dql_cli_tree *left = top->left;
    if (!left || left->level != top->level) return top;
    top->left = left->right;
    left->right = top;
    return left;
}

/* Lifts the middle of three of the same level. */
static dql_cli_tree *split(dql_cli_tree *top) {
    dql_cli_tree *right = top->right;
    if (!right || !right->right || right->right->level != top->level) return top;
    top->right = right->left;
    right->left = top;
    right->level++;
    return right;
}

dql_cli_tree *dql_cli_tree_add(dql_cli_tree *top, dql_cli_tree *made) {
    if (!top) {
        *made = (dql_cli_tree){.name = made->name, .level = 1};
        return made;
    }
    if (strcmp(made->name, top->name) < 0) {
        top->left = dql_cli_tree_add(top->left, made);
    } else {
        top->right = dql_cli_tree_add(top->right, made);
    }
    return split(skew(top));
}

dql_cli_tree *dql_cli_tree_find(dql_cli_tree *top, const char *name) {
    while (top) {
        int order = strcmp(name, top->name);
        if (order == 0) break;
        top = order < 0 ? top->left : top->right;
    }
    return top;
}

void dql_cli_tree_free(dql_cli_tree *top) {
    if (!top) return;
    dql_cli_tree_free(top->left);
    dql_cli_tree_free(top->right);
    free(top);
}
