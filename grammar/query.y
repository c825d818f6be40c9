/*
 * The grammar of the query language: docs/language.md, "Grammar", and grammar/query.ebnf, which a test holds to this file.
 *
 * Each action calls one constructor of src/syntax/build.h. Precedence takes the place of a rule a level, so that no unit rule
 * is reduced. There is no error recovery here: where the parse fails, src/syntax/recovery.c edits the tokens with this very
 * grammar's tables, reports each mistake, and the recovered tokens are parsed again, which cannot fail.
 *
 * Keywords are names and values too where nothing else can be meant: a keyword that cannot stand where it does falls back to
 * ANYWORD, which `value` and `name` accept. What needs more than the next token to decide (a field named like a keyword, a
 * label, a colon) is decided in src/syntax/reclassify.c before.
 *
 * This file is included by src/syntax/lalr.c through src/generated/query_parser.c.
 */

%name dql_query_parser
%token_prefix DQL_TOKEN_
%token_type {const dql_token *}
%extra_context {dql_build *build}
%default_type {dql_node *}
%stack_size 2600


%fallback ANYWORD NOT IN BETWEEN IS CONTAINS BY ASC DESC PAGE PAGESIZE INCLUDE FIELDS IDS FROM WHERE LIMIT.
%fallback WORD FOREIGN_OPERATOR EMPTY ASCENDING DESCENDING.

// Never in a rule: src/syntax/reclassify.c turns them into something else, or they are mistakes wherever they stand.
%token SEMICOLON COLON BANG ILLEGAL IGNORED.

// No token of the text: src/syntax/fuse.h gives tokens that cannot be anything but a comparison at once, as this one: WORD COMPARE and any value, and
// WORD IN with any values between round brackets. With an `and` before, which binds tighter than what may follow, they are AND_COMPARISON.
%token COMPARISON AND_COMPARISON.

%left OR.
%left AND AND_COMPARISON.
%right NOT.

%token_class field     WORD|QUOTED_NAME.
%token_class value     WORD|ANYWORD|STRING|NUMBER|DATE|RELATIVE|TRUE|FALSE|NULL|PARAMETER|SIGNED_WORD.
%token_class name      WORD|QUOTED_NAME|ANYWORD|AND|OR|ORDER|TRUE|FALSE|NULL|RELATIVE.
%token_class open      LPAREN|LBRACKET.
%token_class close     RPAREN|RBRACKET.
%token_class comparer  COMPARE|CONTAINS|MATCH|FOREIGN_OPERATOR.
%token_class null      NULL|EMPTY.
%token_class ascending  ASC|ASCENDING.
%token_class descending DESC|DESCENDING.

query ::= clauses.
query ::= expression(A) clauses.                           { build->query->filter = A; }
query ::= prefix clauses.
query ::= prefix expression(A) clauses.                    { build->query->filter = A; }
query ::= WHERE expression(A) clauses.                     { build->query->filter = A; }
query ::= prefix WHERE expression(A) clauses.              { build->query->filter = A; }

// Spelled out, so that a query without them costs no reductions.
%type prefix {int}
prefix ::= LABEL(A).                                       { dql_build_label(build, A); }
prefix ::= FROM name(B).                                   { dql_build_from(build, B); }
prefix ::= LABEL(A) FROM name(B).                          { dql_build_label(build, A); dql_build_from(build, B); }

expression(A) ::= expression(B) OR(O) expression(C).       { A = dql_build_group(build, DQL_NODE_OR, B, O, C); }
expression(A) ::= expression(B) AND(O) expression(C).      { A = dql_build_group(build, DQL_NODE_AND, B, O, C); }
expression(A) ::= expression(B) AND_COMPARISON(O).         { A = dql_build_and_comparison(build, B, O); }
expression(A) ::= NOT(O) expression(B).                    { A = dql_build_not(build, O, B); }
expression(A) ::= LPAREN expression(B) RPAREN.             { A = dql_build_brackets(B); }

expression(A) ::= COMPARISON(F).                           { A = dql_build_plain_comparison(build, F); }
expression(A) ::= field(F) comparer(O) value(V).           { A = dql_build_comparison(build, F, O, O, V); }
expression(A) ::= field(F) NOT(N) comparer(O) value(V).    { A = dql_build_comparison(build, F, N, O, V); }
expression(A) ::= field(F) BETWEEN(O) value(V) AND value(W).    { A = dql_build_between(build, F, O, O, V, W); }
expression(A) ::= field(F) NOT(N) BETWEEN(O) value(V) AND value(W). { A = dql_build_between(build, F, N, O, V, W); }
expression(A) ::= field(F) IN(O) open(L) list(V) close(R).      { A = dql_build_in(build, F, O, O, L, V, R); }
expression(A) ::= field(F) NOT(N) IN(O) open(L) list(V) close(R). { A = dql_build_in(build, F, N, O, L, V, R); }
expression(A) ::= field(F) IN(O) PARAMETER(V).             { A = dql_build_in_parameter(build, F, O, O, V); }
expression(A) ::= field(F) NOT(N) IN(O) PARAMETER(V).      { A = dql_build_in_parameter(build, F, N, O, V); }
expression(A) ::= field(F) IS(O) null(V).                  { A = dql_build_null(build, F, O, NULL, V); }
expression(A) ::= field(F) IS(O) NOT(N) null(V).           { A = dql_build_null(build, F, O, N, V); }

%type list {dql_literal_ring}
list(A) ::= value(V).                                      { A = dql_build_list(build, V); }
list(A) ::= list(B) COMMA value(V).                        { A = dql_build_list_item(build, B, V); }

%type clauses {int}
clauses ::= .
clauses ::= clauses ORDER(O) BY orders(L).                 { dql_build_order(build, O, L); }
clauses ::= clauses PAGE(O) value(V).                      { dql_build_page(build, O, NULL, V); }
clauses ::= clauses PAGE(O) COMPARE(C) value(V).           { dql_build_page(build, O, C, V); }
clauses ::= clauses PAGESIZE(O) value(V).                  { dql_build_page_size(build, O, NULL, V); }
clauses ::= clauses PAGESIZE(O) COMPARE(C) value(V).       { dql_build_page_size(build, O, C, V); }
clauses ::= clauses LIMIT(O) value(V).                     { dql_build_limit(build, O, V); }
clauses ::= clauses INCLUDE(O) names(L).                   { dql_build_includes(build, O, L); }
clauses ::= clauses FIELDS(O) names(L).                    { dql_build_fields(build, O, L); }
clauses ::= clauses IDS(O) open(L) list(V) close(R).       { dql_build_ids(build, O, dql_build_in(build, O, O, O, L, V, R)); }
clauses ::= clauses IDS(O) PARAMETER(V).                   { dql_build_ids(build, O, dql_build_in_parameter(build, O, O, O, V)); }

// Spelled out too.
%type orders {dql_circular_names}
orders(A) ::= name(N).                                     { A = dql_build_item(build, NULL, N, NULL); }
orders(A) ::= name(N) ascending(D).                        { A = dql_build_item(build, NULL, N, D); }
orders(A) ::= name(N) descending(D).                       { A = dql_build_item(build, NULL, N, D); }
orders(A) ::= SIGNED_WORD(N).                              { A = dql_build_signed_item(build, NULL, N); }
orders(A) ::= orders(B) COMMA name(N).                     { A = dql_build_item(build, B, N, NULL); }
orders(A) ::= orders(B) COMMA name(N) ascending(D).        { A = dql_build_item(build, B, N, D); }
orders(A) ::= orders(B) COMMA name(N) descending(D).       { A = dql_build_item(build, B, N, D); }
orders(A) ::= orders(B) COMMA SIGNED_WORD(N).              { A = dql_build_signed_item(build, B, N); }

%type names {dql_circular_names}
names(A) ::= name(N).                                      { A = dql_build_item(build, NULL, N, NULL); }
names(A) ::= names(B) COMMA name(N).                       { A = dql_build_item(build, B, N, NULL); }
