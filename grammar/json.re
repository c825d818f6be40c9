/*
 * The tokens of JSON (RFC 8259), strictly. What is no token is reported here, at its own place, and ends the text.
 *
 * The text is followed by a NUL, which is where the scanner stops by itself; a NUL inside the text is a mistake like any other.
 */

/*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = cursor;
    re2c:define:YYMARKER = marker;
    re2c:yyfill:enable = 0;

    tail = [\x80-\xBF];
    wide = [\xC2-\xDF] tail | "\xE0" [\xA0-\xBF] tail | [\xE1-\xEC\xEE\xEF] tail tail | "\xED" [\x80-\x9F] tail
         | "\xF0" [\x90-\xBF] tail tail | [\xF1-\xF3] tail tail tail | "\xF4" [\x80-\x8F] tail tail;

    plain = [\x20-\x7F] \ ["\\] | wide;
    escape = "\\" ( ["\\/bfnrt] | "u" [0-9A-Fa-f]{4} );
    integer = "-"? ( "0" | [1-9] [0-9]* );
    number = integer ( "." [0-9]+ )? ( [eE] [+-]? [0-9]+ )?;
    word = [A-Za-z0-9_.+-]+;
*/

/* The next token, from `*at` on; its range is [*start, *at). */
static int next_token(json_reader *reader, uint32_t *start, uint32_t *at) {
    const unsigned char *text = (const unsigned char *)reader->text;
    const unsigned char *cursor = text + *at;
    const unsigned char *marker = cursor;
    const unsigned char *token;
    int kind;
    for (;;) {
        token = cursor;
        /*!re2c
            [ \t\r\n]+ { continue; }
            "{" { kind = DQL_JSON_TOKEN_LBRACE; break; }
            "}" { kind = DQL_JSON_TOKEN_RBRACE; break; }
            "[" { kind = DQL_JSON_TOKEN_LBRACKET; break; }
            "]" { kind = DQL_JSON_TOKEN_RBRACKET; break; }
            "," { kind = DQL_JSON_TOKEN_COMMA; break; }
            ":" { kind = DQL_JSON_TOKEN_COLON; break; }
            "true" { kind = DQL_JSON_TOKEN_TRUE; break; }
            "false" { kind = DQL_JSON_TOKEN_FALSE; break; }
            "null" { kind = DQL_JSON_TOKEN_NULL; break; }
            integer { kind = DQL_JSON_TOKEN_INTEGER; break; }
            number { kind = DQL_JSON_TOKEN_NUMBER; break; }
            ["] plain* ["] { kind = DQL_JSON_TOKEN_STRING; break; }
            ["] ( plain | escape )* ["] { kind = DQL_JSON_TOKEN_ESCAPED; break; }
            ["] ( plain | escape )* { kind = bad_string(reader, offset_of(token), offset_of(cursor)); break; }
            word { kind = bad_word(reader, offset_of(token), offset_of(cursor)); break; }
            wide { kind = bad_character(reader, offset_of(token), offset_of(cursor)); break; }
            "\x00" {
                if (offset_of(token) == reader->length) {
                    cursor = token;
                    kind = 0;
                } else {
                    kind = bad_character(reader, offset_of(token), offset_of(cursor));
                }
                break;
            }
            * { kind = bad_character(reader, offset_of(token), offset_of(cursor)); break; }
        */
    }
    *start = offset_of(token);
    *at = offset_of(cursor);
    return kind;
}
