/*
 * What the edits of error recovery cost, and what they earn. The edit that earns most above its cost is the one that is
 * made; of two that earn as much, the one that is tried first. A cost means something only beside the others.
 */
#ifndef DQL_SYNTAX_RECOVERY_COSTS_H
#define DQL_SYNTAX_RECOVERY_COSTS_H

/* What an edit earns for each token behind it that is then taken. */
#define DQL_EARN_TOKEN 8

/* How many tokens are looked at behind an edit: it earns no more than all of these, nor less where it leads to the end. */
#define DQL_LOOK_AHEAD 6

/* A token put in: it has to make more than itself fit. Closing brackets at one place are one. */
#define DQL_COST_INSERT 8

/* A token left out. More than one put in, so that what was written stays where either helps. */
#define DQL_COST_DELETE 9

/* A token taken for another: more than one left out or put in, less than both. */
#define DQL_COST_REPLACE 14

/* The same of a byte that begins no token: nobody meant it, but leaving it out comes first. */
#define DQL_COST_REPLACE_ILLEGAL (DQL_COST_DELETE + 1)

/* A token left out that stands twice: less than one put in between the two. */
#define DQL_COST_TWICE 7

/* Two neighbours that change places: less than one of them left out, for both were written. */
#define DQL_COST_SWAP 8

/* A token taken for the keyword that it is nearly spelt as: less than anything else, for it explains the mistake. */
#define DQL_COST_RESPELL 4

/* An edit that earns less is no better than a filter behind a clause left out as a whole. */
#define DQL_EARN_LITTLE DQL_EARN_TOKEN

/* How many tokens one edit puts in. */
#define DQL_MOST_INSERTED 3

/* How many edits are made at one place; then the token there is dropped. At the end, where whatever is open is
   completed, as many for each symbol on the stack; then the query is given up. No query comes so far: it keeps a fault
   of the grammar from an endless loop. */
#define DQL_MOST_EDITS 10

/* How many mistakes are recovered from. Whoever makes more is not helped by more findings. */
#define DQL_MOST_MISTAKES 1000u

#endif
