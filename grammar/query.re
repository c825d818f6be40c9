/*
 * The lexer of the query language: docs/language.md, "Tokens". re2c, in UTF-8 mode.
 *
 * Each call cuts one token. Nothing is decoded or judged here but what decides where a token ends: a number or a date that
 * is malformed is still one token, up to where a reader would see its end; syntax/tokens.c says what is wrong with it.
 * The text is followed by a NUL, which is the end only where the text's length says so.
 *
 * This file is included by src/syntax/lex.c through src/generated/query_lexer.c.
 */

/*!re2c
    re2c:flags:utf-8 = 1;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = cursor;
    re2c:define:YYMARKER = marker;
    re2c:yyfill:enable = 0;

    space = [ \t\r\n];
    digit = [0-9];
    letter = [A-Za-z_];
    alphanumeric = [A-Za-z0-9_];
    word = letter alphanumeric* ([.-] alphanumeric+)*;

    // What may belong to a malformed number, date or time, so that it is one token.
    tail = [A-Za-z0-9_.:+-];
    base = 'now' | 'today' | 'yesterday' | 'tomorrow';
    step = space* [+-] space* digit [A-Za-z0-9_.]*;
    relative = base ([+-] digit tail*)? step* | [+-] digit+ letter tail* step*;
    number = "-"? ("0" | [1-9] digit*) ("." digit+)? ([eE] [+-]? digit+)?;
    malformed = [+-]? "."? digit [A-Za-z0-9_.+-]*;
    // Also as other countries write it, so that it is told to be no date rather than no number.
    date = (digit+ "-" digit+ "-" digit+ | digit+ "/" digit+ "/" digit+ | digit{1,2} "." digit{1,2} "." digit{4}) tail*;

    // Letters of other scripts: a word with them is one mistake. Quotes, spaces and punctuation are left out.
    foreign_letter = [\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF\uFE70-\uFEFE\uFF10-\uFFDC\U00010000-\U0010FFFF];
    foreign_word = (letter | foreign_letter) (alphanumeric | foreign_letter | [.-] (alphanumeric | foreign_letter))*;

    double_curly = [\u201C-\u201F];
    single_curly = [\u2018-\u201B];
*/

/* Called in one place: what it gives back stays in registers. */
static DQL_ALWAYS_INLINE const unsigned char *cut_token(const unsigned char *cursor, const unsigned char *end,
                                                        const unsigned char **begin, dql_token *token) {
    const unsigned char *marker = cursor;
    const unsigned char *start;
    /* Most stand behind one space, for which the automaton would be entered once more. */
    if (*cursor == ' ') cursor++;
next:
    start = *begin = cursor;
    /*!re2c
        space+                  { goto next; }
        "#"                     { cursor = skip_comment(cursor, end); goto next; }

        'and'                   { return keyword(cursor, token, DQL_TOKEN_AND); }
        'or'                    { return keyword(cursor, token, DQL_TOKEN_OR); }
        'not'                   { return keyword(cursor, token, DQL_TOKEN_NOT); }
        'in'                    { return keyword(cursor, token, DQL_TOKEN_IN); }
        'between'               { return keyword(cursor, token, DQL_TOKEN_BETWEEN); }
        'is'                    { return keyword(cursor, token, DQL_TOKEN_IS); }
        'null'                  { return keyword(cursor, token, DQL_TOKEN_NULL); }
        'contains'              { return keyword(cursor, token, DQL_TOKEN_CONTAINS); }
        'order'                 { return keyword(cursor, token, DQL_TOKEN_ORDER); }
        'by'                    { return keyword(cursor, token, DQL_TOKEN_BY); }
        'asc'                   { return keyword(cursor, token, DQL_TOKEN_ASC); }
        'desc'                  { return keyword(cursor, token, DQL_TOKEN_DESC); }
        'page'                  { return keyword(cursor, token, DQL_TOKEN_PAGE); }
        'pagesize'              { return keyword(cursor, token, DQL_TOKEN_PAGESIZE); }
        'include'               { return keyword(cursor, token, DQL_TOKEN_INCLUDE); }
        'fields'                { return keyword(cursor, token, DQL_TOKEN_FIELDS); }
        'from'                  { return keyword(cursor, token, DQL_TOKEN_FROM); }
        'where'                 { return keyword(cursor, token, DQL_TOKEN_WHERE); }
        'true'                  { return keyword(cursor, token, DQL_TOKEN_TRUE); }
        'false'                 { return keyword(cursor, token, DQL_TOKEN_FALSE); }
        base                    { return keyword(cursor, token, DQL_TOKEN_RELATIVE); }

        // Words of other languages, which mean something in one place and are plain words in all others.
        'eq'                    { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_EQUAL); }
        'ne'                    { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_NOT_EQUAL); }
        'gt'                    { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_GREATER); }
        'ge' | 'gte'            { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_GREATER_OR_EQUAL); }
        'lt'                    { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_LESS); }
        'le' | 'lte'            { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_LESS_OR_EQUAL); }
        'like'                  { return foreign(cursor, token, DQL_TOKEN_FOREIGN_OPERATOR, DQL_OPERATOR_CONTAINS); }
        'empty'                 { return foreign(cursor, token, DQL_TOKEN_EMPTY, 0); }
        'ascending'             { return foreign(cursor, token, DQL_TOKEN_ASCENDING, 0); }
        'descending'            { return foreign(cursor, token, DQL_TOKEN_DESCENDING, 0); }
        'limit'                 { return foreign(cursor, token, DQL_TOKEN_LIMIT, 0); }

        number                  { return value(cursor, token, DQL_TOKEN_NUMBER, 0); }
        relative                { return value(cursor, token, DQL_TOKEN_RELATIVE, 0); }
        word                    { return value(cursor, token, DQL_TOKEN_WORD, 0); }
        date                    { return value(cursor, token, DQL_TOKEN_DATE, 0); }
        malformed               { return value(cursor, token, DQL_TOKEN_NUMBER, DQL_TOKEN_PROBLEM_NUMBER); }
        [+-] word               { return value(cursor, token, DQL_TOKEN_SIGNED_WORD, 0); }
        foreign_word            { return value(cursor, token, DQL_TOKEN_WORD, DQL_TOKEN_PROBLEM_CHARACTER); }

        ":" letter alphanumeric*  { return value(cursor, token, DQL_TOKEN_PARAMETER, 0); }
        ":"                     { return value(cursor, token, DQL_TOKEN_COLON, 0); }

        "="                     { return operator_(cursor, token, DQL_OPERATOR_EQUAL, 0); }
        "!="                    { return operator_(cursor, token, DQL_OPERATOR_NOT_EQUAL, 0); }
        "<"                     { return operator_(cursor, token, DQL_OPERATOR_LESS, 0); }
        "<="                    { return operator_(cursor, token, DQL_OPERATOR_LESS_OR_EQUAL, 0); }
        ">"                     { return operator_(cursor, token, DQL_OPERATOR_GREATER, 0); }
        ">="                    { return operator_(cursor, token, DQL_OPERATOR_GREATER_OR_EQUAL, 0); }
        "==" | "==="            { return operator_(cursor, token, DQL_OPERATOR_EQUAL, DQL_TOKEN_PROBLEM_SPELLING); }
        "<>" | "!=="            { return operator_(cursor, token, DQL_OPERATOR_NOT_EQUAL, DQL_TOKEN_PROBLEM_SPELLING); }
        "=>"                    { return operator_(cursor, token, DQL_OPERATOR_GREATER_OR_EQUAL, DQL_TOKEN_PROBLEM_SPELLING); }
        "=<"                    { return operator_(cursor, token, DQL_OPERATOR_LESS_OR_EQUAL, DQL_TOKEN_PROBLEM_SPELLING); }
        "=!"                    { return operator_(cursor, token, DQL_OPERATOR_NOT_EQUAL, DQL_TOKEN_PROBLEM_SPELLING); }
        "~"                     { return foreign(cursor, token, DQL_TOKEN_MATCH, DQL_OPERATOR_CONTAINS); }
        "!~"                    { return foreign(cursor, token, DQL_TOKEN_MATCH, DQL_OPERATOR_NOT_CONTAINS); }
        "&&"                    { return value(cursor, token, DQL_TOKEN_AND, DQL_TOKEN_PROBLEM_SPELLING); }
        "||"                    { return value(cursor, token, DQL_TOKEN_OR, DQL_TOKEN_PROBLEM_SPELLING); }
        "!"                     { return value(cursor, token, DQL_TOKEN_BANG, 0); }
        "("                     { return value(cursor, token, DQL_TOKEN_LPAREN, 0); }
        ")"                     { return value(cursor, token, DQL_TOKEN_RPAREN, 0); }
        "["                     { return value(cursor, token, DQL_TOKEN_LBRACKET, 0); }
        "]"                     { return value(cursor, token, DQL_TOKEN_RBRACKET, 0); }
        ","                     { return value(cursor, token, DQL_TOKEN_COMMA, 0); }
        ";"                     { return value(cursor, token, DQL_TOKEN_SEMICOLON, 0); }

        ["]                     { return cut_string(cursor, end, token, DQL_QUOTE_DOUBLE); }
        [']                     { return cut_string(cursor, end, token, DQL_QUOTE_SINGLE); }
        double_curly            { return cut_string(cursor, end, token, DQL_QUOTE_DOUBLE_CURLY); }
        single_curly            { return cut_string(cursor, end, token, DQL_QUOTE_SINGLE_CURLY); }
        [`]                     { return cut_string(cursor, end, token, DQL_QUOTE_BACK); }

        "\x00"                  { if (start == end) { return value(start, token, DQL_TOKEN_END, 0); }
                                  return value(cursor, token, DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_CHARACTER); }
        [^]                     { return value(cursor, token, DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_CHARACTER); }
        *                       { return value(cursor, token, DQL_TOKEN_ILLEGAL, DQL_TOKEN_PROBLEM_UTF8); }
    */
}

/* The rest of a string behind its opening quote. A string ends at its quote, at the line's end or at the text's end. */
static const unsigned char *cut_string(const unsigned char *cursor, const unsigned char *end, dql_token *token,
                                       dql_quote quote) {
    const unsigned char *marker = cursor;
    uint8_t problem = quote == DQL_QUOTE_DOUBLE_CURLY || quote == DQL_QUOTE_SINGLE_CURLY ? DQL_TOKEN_PROBLEM_SPELLING : 0;
    uint8_t detail = (uint8_t)quote;
    /* A curly quote may be closed by a straight one, the last on the line, where no curly one follows. */
    const unsigned char *straight = NULL;
    const unsigned char *start;
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
    token->kind = quote == DQL_QUOTE_BACK ? DQL_TOKEN_QUOTED_NAME : DQL_TOKEN_STRING;
    token->flags = problem;
    token->detail = detail;
    return cursor;
}
