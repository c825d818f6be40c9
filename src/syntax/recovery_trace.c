#include "syntax/recovery_trace.h"

void dql_trace_place(const dql_recovery *recovery, uint32_t index) {
    const dql_token *token = &recovery->in[index];
    dql_write_format(recovery->trace, "%u-%u unexpected %s %s\n", token->start, token->end,
                     dql_automaton_kind_name(token->kind), dql_token_shown(recovery->source, recovery->arena, token));
}

/* `put in AND WORD`, `leave out 2`, `leave out 1, put in COMPARE`, `take back 1, put in ORDER`. */
static void write_edit(dql_writer *writer, const dql_edit *edit) {
    const char *between = "";
    if (edit->back) dql_write_text(writer, "take back 1");
    if (edit->deleted) dql_write_format(writer, "leave out %u", edit->deleted);
    if (edit->back || edit->deleted) between = ", ";
    if (edit->closers) dql_write_format(writer, "%sput in %u of RPAREN", between, edit->closers);
    if (edit->inserted) dql_write_format(writer, "%sput in", between);
    if (edit->swapped) dql_write_format(writer, "%schange places", between);
    for (uint32_t i = 0; i < edit->inserted; i++)
        dql_write_format(writer, " %s", dql_automaton_kind_name(edit->kinds[i]));
}

void dql_trace_edit(const dql_recovery *recovery, const dql_edit *edit, int32_t cost, int32_t taken) {
    dql_write_text(recovery->trace, "  ");
    write_edit(recovery->trace, edit);
    dql_write_format(recovery->trace, ": score %d, %d tokens follow, cost %d\n", (int)edit->score, (int)taken,
                     (int)cost);
}

void dql_trace_choice(const dql_recovery *recovery, const dql_edit *edit) {
    dql_write_text(recovery->trace, "  made: ");
    write_edit(recovery->trace, edit);
    dql_write_byte(recovery->trace, '\n');
}
