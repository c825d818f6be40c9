/*
 * The grammar of JSON. Containers are built as their items come: `items` and `members` are the array or object itself.
 */
%name dql_json_parser
%token_prefix DQL_JSON_TOKEN_
%token_type {dql_range}
%default_type {deskql_json_value *}
%extra_argument {json_reader *reader}
/* An open object takes at most 5 places, an open array 3: 200 levels and a few more. */
%stack_size 1040

%syntax_error { syntax_error(reader, yypParser, yymajor, TOKEN); }
%stack_overflow { reader->stopped = true; }
%token_class scalar INTEGER NUMBER TRUE FALSE NULL.
%token_class string STRING ESCAPED.
/* What the lexer has reported already. */
%token BAD.

text ::= value(V). { reader->root = V; }

value(A) ::= scalar(T). { A = make_scalar(reader, @T, T); }
value(A) ::= string(T). { A = make_string(reader, @T, T); }
value(A) ::= LBRACKET(T) RBRACKET(E). { A = close_array(reader, make_value(reader, DESKQL_JSON_ARRAY), T, E); }
value(A) ::= LBRACKET(T) items(V) RBRACKET(E). { A = close_array(reader, V, T, E); }
value(A) ::= LBRACE(T) RBRACE(E). { A = close_array(reader, make_value(reader, DESKQL_JSON_OBJECT), T, E); }
value(A) ::= LBRACE(T) members(V) RBRACE(E). { A = close_object(reader, V, T, E); }

items(A) ::= value(V). { A = append(make_value(reader, DESKQL_JSON_ARRAY), V); }
items(A) ::= items(A) COMMA value(V). { append(A, V); }

members(A) ::= member(V). { A = append(make_value(reader, DESKQL_JSON_OBJECT), V); }
members(A) ::= members(A) COMMA member(V). { append(A, V); }

member(A) ::= string(K) COLON value(V). { A = give_key(reader, V, @K, K); }
