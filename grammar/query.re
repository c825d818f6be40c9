/*
 * The lexer of the query language: docs/language.md, "Tokens". re2c, in UTF-8 mode.
 *
 * Each call cuts one token. Nothing is decoded or judged here but what decides where a token ends: a number or a date that
 * is malformed is still one token, up to where a reader would see its end; syntax/lexical_errors.c says what is wrong with it.
 * The text is followed by a NUL, which is the end only where the text's length says so.
 *
 * This file is included by src/syntax/lexer.c through src/generated/query_lexer.c.
 */

/* The rules of the words that mean something (`words`), and what a relative time begins with (`base`): .ci/generate makes them of
   grammar/keywords.def. */
/*!include:re2c "keywords.re" */

/*!re2c
    re2c:flags:utf-8 = 1;
    re2c:define:YYCTYPE = "unsigned";
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYPEEK = "text[cursor]";
    re2c:define:YYSKIP = "++cursor;";
    re2c:define:YYBACKUP = "marker = cursor;";
    re2c:define:YYRESTORE = "cursor = marker;";
    re2c:yyfill:enable = 0;

    space = [ \t\r\n];
    digit = [0-9];
    letter = [A-Za-z_];
    alphanumeric = [A-Za-z0-9_];
    word = letter alphanumeric* ([.-] alphanumeric+)*;

    // What may belong to a malformed number, date or time, so that it is one token.
    tail = [A-Za-z0-9_.:+-];
    step = space* [+-] space* digit [A-Za-z0-9_.]*;
    relative = base ([+-] digit tail*)? step* | [+-] digit+ letter tail* step*;
    number = "-"? ("0" | [1-9] digit*) ("." digit+)? ([eE] [+-]? digit+)?;
    malformed = [+-]? "."? digit [A-Za-z0-9_.+-]*;
    // Also as other countries write it, so that it is reported as no date rather than no number.
    date = (digit+ "-" digit+ "-" digit+ | digit+ "/" digit+ "/" digit+ | digit{1,2} "." digit{1,2} "." digit{4}) tail*;

    // Letters of other scripts: a word with them is one mistake. Quotes, spaces and punctuation are left out.
    foreign_letter = [\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF\uFE70-\uFEFE\uFF10-\uFFDC\U00010000-\U0010FFFF];
    foreign_word = (letter | foreign_letter) (alphanumeric | foreign_letter | [.-] (alphanumeric | foreign_letter))*;

    double_curly = [\u201C-\u201F];
    single_curly = [\u2018-\u201B];
*/

/* Called in one place: what it gives back stays in registers. Two automata: the first knows the tokens that most texts consist of, in
   their plain forms, and leaves to the second, which knows the others, what begins otherwise or may go on. So it never has to look back. */
static DQL_ALWAYS_INLINE size_t cut_token(const unsigned char *text, size_t cursor, size_t end, size_t *begin, uint32_t *head,
                                          uint8_t *comments) {
    size_t start;
    size_t marker;
    /* Most stand behind one space, for which the automaton would be entered once more. */
    if (text[cursor] == ' ') cursor++;
next:
    start = cursor;
    /*!re2c
        !use:words;
        re2c:flags:utf-8 = 0;
        more = [.\x2D\x80-\xFF];

        [ \t\r\n]              { goto next; }
        "#"                     { cursor = skip_comment(text, cursor, end, comments); goto next; }

        base                    { goto other; }
        letter alphanumeric*    { FOUND(DQL_TOKEN_WORD, 0, 0); }
        letter alphanumeric* more { goto other; }
        "0" | [1-9] digit*      { FOUND(DQL_TOKEN_NUMBER, 0, DQL_NUMBER_NATURAL); }
        "0" digit | digit+ (more | [A-Za-z_+:/]) { goto other; }

        "="                     { FOUND(DQL_TOKEN_COMPARE, 0, DQL_OPERATOR_EQUAL); }
        "!="                    { FOUND(DQL_TOKEN_COMPARE, 0, DQL_OPERATOR_NOT_EQUAL); }
        "<"                     { FOUND(DQL_TOKEN_COMPARE, 0, DQL_OPERATOR_LESS); }
        "<="                    { FOUND(DQL_TOKEN_COMPARE, 0, DQL_OPERATOR_LESS_OR_EQUAL); }
        ">"                     { FOUND(DQL_TOKEN_COMPARE, 0, DQL_OPERATOR_GREATER); }
        ">="                    { FOUND(DQL_TOKEN_COMPARE, 0, DQL_OPERATOR_GREATER_OR_EQUAL); }
        "=" [=<>!] | "!==" | "<>" { goto other; }
        "("                     { FOUND(DQL_TOKEN_LPAREN, 0, 0); }
        ")"                     { FOUND(DQL_TOKEN_RPAREN, 0, 0); }
        ","                     { FOUND(DQL_TOKEN_COMMA, 0, 0); }
        ";"                     { FOUND(DQL_TOKEN_SEMICOLON, 0, 0); }

        ["]                     { STRING(DQL_QUOTE_DOUBLE); }
        [']                     { STRING(DQL_QUOTE_SINGLE); }

        *                       { goto other; }
    */
other:
    cursor = start;
    /*!re2c
        re2c:flags:utf-8 = 1;

        base                    { FOUND(DQL_TOKEN_RELATIVE, 0, 0); }
        // What ends earlier than where it was left for this automaton: `5:`, and `and-`, for which recall_keyword looks again.
        letter alphanumeric*    { FOUND(DQL_TOKEN_WORD, 0, 0); }
        "0" | [1-9] digit*      { FOUND(DQL_TOKEN_NUMBER, 0, DQL_NUMBER_NATURAL); }

        number                  { FOUND(DQL_TOKEN_NUMBER, 0, 0); }
        relative                { FOUND(DQL_TOKEN_RELATIVE, 0, 0); }
        word                    { FOUND(DQL_TOKEN_WORD, 0, 0); }
        date                    { FOUND(DQL_TOKEN_DATE, 0, 0); }
        malformed               { FOUND(DQL_TOKEN_NUMBER, DQL_TOKEN_PROBLEM_NUMBER, 0); }
        [+-] word               { FOUND(DQL_TOKEN_SIGNED_WORD, 0, 0); }
        foreign_word            { FOUND(DQL_TOKEN_WORD, DQL_TOKEN_PROBLEM_CHARACTER, 0); }

        "==" | "==="            { FOUND(DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING, DQL_OPERATOR_EQUAL); }
        "<>" | "!=="            { FOUND(DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING, DQL_OPERATOR_NOT_EQUAL); }
        "=>"                    { FOUND(DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING, DQL_OPERATOR_GREATER_OR_EQUAL); }
        "=<"                    { FOUND(DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING, DQL_OPERATOR_LESS_OR_EQUAL); }
        "=!"                    { FOUND(DQL_TOKEN_COMPARE, DQL_TOKEN_PROBLEM_SPELLING, DQL_OPERATOR_NOT_EQUAL); }
        "~"                     { FOUND(DQL_TOKEN_MATCH, 0, DQL_OPERATOR_CONTAINS); }
        "!~"                    { FOUND(DQL_TOKEN_MATCH, 0, DQL_OPERATOR_NOT_CONTAINS); }
        "&&"                    { FOUND(DQL_TOKEN_AND, DQL_TOKEN_PROBLEM_SPELLING, 0); }
        "||"                    { FOUND(DQL_TOKEN_OR, DQL_TOKEN_PROBLEM_SPELLING, 0); }
        "!"                     { FOUND(DQL_TOKEN_BANG, 0, 0); }
        ":" letter alphanumeric*  { FOUND(DQL_TOKEN_PARAMETER, 0, 0); }
        ":"                     { FOUND(DQL_TOKEN_COLON, 0, 0); }
        "["                     { FOUND(DQL_TOKEN_LBRACKET, 0, 0); }
        "]"                     { FOUND(DQL_TOKEN_RBRACKET, 0, 0); }

        [`]                     { STRING(DQL_QUOTE_BACK); }
        double_curly            { STRING(DQL_QUOTE_DOUBLE_CURLY); }
        single_curly            { STRING(DQL_QUOTE_SINGLE_CURLY); }

        "\x00"                  { if (start == end) { cursor = start; FOUND(DQL_TOKEN_END, 0, 0); }
                                  FOUND(DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_CHARACTER, 0); }
        [^]                     { FOUND(DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_CHARACTER, 0); }
        *                       { FOUND(DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_UTF8, 0); }
    */
done:
    *begin = start;
    return cursor;
}

/* The rest of a string behind its opening quote. A string ends at its quote, at the line's end or at the text's end. */
static size_t cut_string(const unsigned char *text, size_t cursor, size_t end, dql_quote quote, uint32_t *head) {
    size_t marker = cursor;
    uint8_t problem = quote == DQL_QUOTE_DOUBLE_CURLY || quote == DQL_QUOTE_SINGLE_CURLY ? DQL_TOKEN_PROBLEM_SPELLING : 0;
    uint8_t detail = (uint8_t)quote;
    /* A curly quote may be closed by a straight one, the last on the line, where no curly one follows. */
    size_t straight = 0;
    size_t start;
next:
    start = cursor;
    /*!re2c
        hexadecimal = [0-9A-Fa-f];

        ["]                     { if (quote == DQL_QUOTE_DOUBLE) { goto done; }
                                  if (quote == DQL_QUOTE_DOUBLE_CURLY) { straight = cursor; } goto next; }
        [']                     { if (quote == DQL_QUOTE_SINGLE) { goto done; }
                                  if (quote == DQL_QUOTE_SINGLE_CURLY) { straight = cursor; } goto next; }
        [`]                     { if (quote == DQL_QUOTE_BACK) { goto done; } goto next; }
        double_curly            { if (quote == DQL_QUOTE_DOUBLE_CURLY) { goto done; } goto next; }
        single_curly            { if (quote == DQL_QUOTE_SINGLE_CURLY) { goto done; } goto next; }
        "\\" (["'\\/bfnrt] | "u" hexadecimal{4}) { detail |= DQL_QUOTE_ESCAPED; goto next; }
        "\\"                    { detail |= DQL_QUOTE_ESCAPED; goto next; }
        [\r\n]                  { goto unterminated; }
        "\x00"                  { if (start == end) { goto unterminated; } problem |= DQL_TOKEN_PROBLEM_STRING; goto next; }
        [\x01-\x09\x0B\x0C\x0E-\x1F]  { problem |= DQL_TOKEN_PROBLEM_STRING; goto next; }
        [^"'`\\\x00-\x1F\u2018-\u201F]+ { goto next; }
        *                       { problem |= DQL_TOKEN_PROBLEM_UTF8; goto next; }
    */
unterminated:
    cursor = straight ? straight : start;
    if (straight) { goto done; }
    problem |= DQL_TOKEN_PROBLEM_UNTERMINATED;
done:
    if (detail & DQL_QUOTE_ESCAPED && quote != DQL_QUOTE_BACK) problem |= DQL_TOKEN_PROBLEM_STRING;
    *head = token_head(quote == DQL_QUOTE_BACK ? DQL_TOKEN_QUOTED_NAME : DQL_TOKEN_STRING, problem, detail);
    return cursor;
}
