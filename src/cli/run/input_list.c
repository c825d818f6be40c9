/* The list of what a call names and what it finds. */
#include "cli/run/inputs.h"

#include <stdlib.h>

bool dql_cli_inputs_add(dql_cli_inputs *inputs, dql_cli_input input) {
    dql_cli_input *larger = dql_cli_grown(inputs->list, inputs->count, &inputs->capacity, sizeof *larger);
    if (!larger) {
        free(input.path);
        free(input.whole);
        return false;
    }
    inputs->list = larger;
    inputs->list[inputs->count++] = input;
    return true;
}

void dql_cli_inputs_free(dql_cli_inputs *inputs) {
    for (size_t i = 0; i < inputs->count; i++) {
        free(inputs->list[i].path);
        free(inputs->list[i].whole);
    }
    free(inputs->list);
}
