/* The lexer's driver: the tokens of a whole text. The rules are in grammar/query.re. */
#include "syntax/token.h"

#include "base/inline.h"
#include "generated/query_parser.h"
#include "syntax/keyword.h"
#include "syntax/operators.h"
#include "syntax/token_class.h"

#include <string.h>

/* What the lexer's driver has to mind of a token, by its kind; nothing of most. */
typedef enum mark {
    MARK_JOINS = 1, /* what it is may depend on the token that it touches */
    MARK_COUNTS = 2,
    MARK_ENDS = 4
} mark;

static const uint8_t marks_of_kinds[UINT8_MAX + 1] = {
    [DQL_TOKEN_END] = MARK_ENDS,
    [DQL_TOKEN_ILLEGAL] = MARK_JOINS,
    [DQL_TOKEN_PARAMETER] = MARK_JOINS | MARK_COUNTS,
    [DQL_TOKEN_STRING] = MARK_JOINS,
    [DQL_TOKEN_LPAREN] = MARK_COUNTS,
    [DQL_TOKEN_NOT] = MARK_COUNTS,
    [DQL_TOKEN_BANG] = MARK_COUNTS,
    [DQL_TOKEN_SEMICOLON] = MARK_COUNTS,
    [DQL_TOKEN_COLON] = MARK_COUNTS,
};

/* The last four bytes of a token, for one store. */
static inline uint32_t token_head(uint8_t kind, uint8_t flags, uint8_t detail) {
    uint32_t marks = marks_of_kinds[kind];
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (uint32_t)kind << 24 | marks << 16 | (uint32_t)flags << 8 | detail;
#else
    return (uint32_t)kind | marks << 8 | (uint32_t)flags << 16 | (uint32_t)detail << 24;
#endif
}

static inline void set_head(dql_token *token, uint32_t head) {
    memcpy((char *)token + offsetof(dql_token, kind), &head, sizeof head);
}

/* Whether the lexer's driver has to look at it: at its marks and flags, which are the two bytes in the middle either way. */
static inline bool is_marked(uint32_t head) {
    return (head & 0x00FFFF00u) != 0;
}

static size_t end_of_line(const unsigned char *text, size_t cursor, size_t end) {
    while (cursor < end && text[cursor] != '\n' && text[cursor] != '\r') cursor++;
    return cursor;
}

static bool is_alphanumeric(unsigned char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || (byte >= '0' && byte <= '9');
}

/* Whether a word, number, string or name ends there. */
static bool ends_text(const unsigned char *text, size_t end) {
    if (end == 0 || (end == 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)) return false;
    unsigned char last = text[end - 1];
    return is_alphanumeric(last) || last >= 0x80 || last == '"' || last == '\'' || last == '`';
}

/* Whether the text goes on behind a `#` that ends at `behind`: where what follows on the line is a keyword, `;`, `,`, `)`, a comment that
   stands apart, or nothing. */
static bool goes_on(const unsigned char *text, size_t behind, size_t end) {
    size_t at = behind;
    while (text[at] == ' ' || text[at] == '\t') at++;
    size_t length = 0;
    while (is_alphanumeric(text[at + length])) length++;
    unsigned char next = text[at + length];
    if (length) return next != '.' && next != '-' && next < 0x80 && dql_is_keyword((const char *)text + at, length);
    if (next == '#') return at > behind;
    return next == '\0' ? at == end : strchr(";,)\r\n", next) != NULL;
}

/* The end of a `#` that stands directly behind a word, number, string or name: where the text does not go on, the rest of the line belongs
   to it. */
static size_t cut_hash(const unsigned char *text, size_t behind, size_t end) {
    return goes_on(text, behind, end) ? behind : end_of_line(text, behind, end);
}

/* The end of what a `#` before `cursor` makes no text of the query: a comment, or what dql_token_is_hash knows. It becomes a token when all
   the others are cut, so that cutting them costs no more. */
static DQL_NEVER_INLINE size_t skip_comment(const unsigned char *text, size_t cursor, size_t end, uint8_t *comments) {
    bool touches = ends_text(text, cursor - 1);
    *comments |= touches ? DQL_COMMENTS_TOUCH : DQL_COMMENTS_STAND;
    return touches ? cut_hash(text, cursor, end) : end_of_line(text, cursor, end);
}

static size_t cut_string(const unsigned char *text, size_t cursor, size_t end, dql_quote quote, uint32_t *head);

/* What the rules of grammar/query.re end in. */
#define FOUND(kind, flags, detail)                                                                                     \
    do {                                                                                                               \
        *head = token_head(kind, flags, detail);                                                                       \
        goto done;                                                                                                     \
    } while (0)
#define STRING(quote)                                                                                                  \
    do {                                                                                                               \
        cursor = cut_string(text, cursor, end, quote, head);                                                           \
        goto done;                                                                                                     \
    } while (0)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include "generated/query_lexer.c"
#pragma GCC diagnostic pop

static bool is_string(uint16_t kind) {
    return kind == DQL_TOKEN_STRING || kind == DQL_TOKEN_QUOTED_NAME;
}

/* A colon right behind one of these is the foreign spelling of `=`, or a label's; elsewhere it begins a parameter. */
static bool ends_operand(const dql_token *token) {
    if (dql_is_of(token->kind, DQL_TOKENS_SIGN | DQL_TOKENS_OPENER | DQL_TOKENS_CLOSER | DQL_TOKENS_PUNCTUATION))
        return false;
    return !(token->flags & DQL_TOKEN_PROBLEM_SPELLING) || is_string(token->kind);
}

/* A quote right behind a word that no other closes: it is the closing one of a pair (syntax/reclassify.c), and the rest of the line is as
   it was meant. */
static DQL_NEVER_INLINE bool is_late_quote(const dql_token *quote, const unsigned char *text,
                                           const dql_token *previous) {
    if (quote->kind != DQL_TOKEN_STRING || !(quote->flags & DQL_TOKEN_PROBLEM_UNTERMINATED)) return false;
    unsigned char after = text[quote->start + 1];
    return ends_operand(previous) && !is_string(previous->kind) &&
           (after == ' ' || after == ')' || after == ',' || after == ';' || after == '\r' || after == '\n' ||
            after == '\0');
}

static void count_token(dql_token_list *list, uint8_t kind, uint8_t before) {
    if (kind == DQL_TOKEN_COLON || kind == DQL_TOKEN_PARAMETER) {
        list->colons += kind == DQL_TOKEN_COLON || before == DQL_TOKEN_WORD;
    } else if (kind == DQL_TOKEN_SEMICOLON) {
        list->semicolons += before != DQL_TOKEN_SEMICOLON;
        list->openers_so_far = 0;
    } else if (kind != DQL_TOKEN_LPAREN || before != DQL_TOKEN_IN) {
        if (++list->openers_so_far > list->openers) list->openers = list->openers_so_far;
    }
}

/* A word behind which something touches it that could have gone on (`and-`) may be one that means something. */
static void recall_keyword(const unsigned char *text, dql_token_list *list, dql_token *word) {
    uint8_t detail;
    uint8_t kind = dql_kind_of_word((const char *)text + word->start, word->end - word->start, &detail);
    set_head(word, token_head(kind, 0, detail));
    if (word->marks & MARK_COUNTS) count_token(list, kind, word[-1].kind);
}

/* What depends on the token before, where the two touch. Returns false where the token is but more of the one before. */
static bool join_previous(const unsigned char *text, dql_token_list *list, dql_token *token, dql_token *previous) {
    if (previous->kind == DQL_TOKEN_WORD && !previous->flags) recall_keyword(text, list, previous);
    if (token->kind == DQL_TOKEN_PARAMETER && ends_operand(previous)) {
        token->kind = DQL_TOKEN_COLON;
        token->marks = MARK_COUNTS;
        token->end = token->start + 1;
    } else if (token->kind == DQL_TOKEN_ILLEGAL && previous->kind == DQL_TOKEN_ILLEGAL &&
               previous->flags == token->flags) {
        /* A run of characters that begin nothing is one mistake. */
        previous->end = token->end;
        return false;
    } else if (is_late_quote(token, text, previous)) {
        token->end = token->start + 1;
    }
    return true;
}

/* The place before the first token is taken too, by a token at which nothing ends. */
static inline dql_token *take_tokens(dql_arena *arena, uint32_t capacity) {
    dql_token *tokens = dql_arena_take(arena, (capacity + (size_t)1) * sizeof *tokens);
    if (!tokens) return NULL;
    *tokens = (dql_token){.start = UINT32_MAX, .end = UINT32_MAX, .kind = DQL_TOKEN_IGNORED};
    return tokens + 1;
}

/* How many tokens there will be if the rest of the text is much like what has been cut; but never so few more that growing takes more than
   linear time. No token is without a byte, but for the end. */
static uint32_t estimate_tokens(uint32_t length, const dql_token_list *list) {
    uint32_t cut = list->tokens[list->count - 1].end;
    uint32_t left = length - cut + 1;
    uint64_t likely = (uint64_t)list->count * left / (cut + 1u);
    uint64_t more = likely + likely / 16 + 16;
    if (more < list->count / 4) more = list->count / 4;
    return list->count + (more < left ? (uint32_t)more : left);
}

/* Returns how many there is room for now, 0 when there is no memory. */
static DQL_NEVER_INLINE uint32_t grow(dql_arena *arena, dql_token_list *list, uint32_t length) {
    uint32_t capacity = estimate_tokens(length, list);
    size_t size = (list->count + (size_t)1) * sizeof *list->tokens;
    dql_token *tokens = dql_arena_enlarge(arena, list->tokens - 1, size, (capacity + (size_t)1) * sizeof *list->tokens);
    if (!tokens) return 0;
    list->tokens = tokens + 1;
    return capacity;
}

/* Puts the tokens in that skip_comment left out. */
static DQL_NEVER_INLINE bool insert_hashes(const dql_source *source, dql_arena *arena, dql_token_list *list) {
    const unsigned char *text = (const unsigned char *)source->text;
    dql_token *tokens = take_tokens(arena, 2 * list->count);
    if (!tokens) return false;
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t end = list->tokens[i].end;
        tokens[count++] = list->tokens[i];
        if (end == source->length || text[end] != '#' || !ends_text(text, end)) continue;
        dql_token *hash = &tokens[count++];
        hash->start = end;
        hash->end = (uint32_t)cut_hash(text, end + 1, source->length);
        set_head(hash, token_head(DQL_TOKEN_IGNORED, DQL_TOKEN_PROBLEM_CHARACTER, 0));
    }
    list->tokens = tokens;
    list->count = count;
    list->has_errors = true;
    return true;
}

static DQL_NEVER_INLINE bool cut_tokens(const dql_source *source, dql_arena *arena, dql_token_list *list) {
    const unsigned char *text = (const unsigned char *)source->text;
    const size_t end = source->length;
    size_t cursor = source->bom;
    uint32_t capacity = source->length / 4 + 16;
    *list = (dql_token_list){.tokens = NULL};
    dql_token *place = list->tokens = take_tokens(arena, capacity);
    if (!place) return false;
    const dql_token *room_end = place + capacity;
    for (;; place++) {
        if (place == room_end) {
            list->count = capacity;
            capacity = grow(arena, list, (uint32_t)end);
            if (!capacity) return false;
            place = list->tokens + list->count;
            room_end = list->tokens + capacity;
        }
        size_t begin;
        uint32_t head;
    again:
        cursor = cut_token(text, cursor, end, &begin, &head, &list->comments);
        set_head(place, head);
        place->start = (uint32_t)begin;
        place->end = (uint32_t)cursor;
        if (!is_marked(head)) continue;
        dql_token *previous = place - 1;
        if (place->marks & MARK_JOINS && previous->end == place->start) {
            if (!join_previous(text, list, place, previous)) goto again;
            cursor = place->end;
        }
        if (place->flags) list->has_errors = true;
        if (place->marks & MARK_COUNTS) count_token(list, place->kind, previous->kind);
        if (place->marks & MARK_ENDS) break;
    }
    list->count = (uint32_t)(place - list->tokens) + 1;
    return true;
}

bool dql_begins_line(const dql_source *source, const dql_token *token) {
    uint32_t behind = token[-1].end;
    /* Before the first token stands one that ends nowhere. */
    return behind > token->start || memchr(source->text + behind, '\n', token->start - behind) ||
           memchr(source->text + behind, '\r', token->start - behind);
}

bool dql_lex(const dql_source *source, dql_arena *arena, dql_token_list *list) {
    if (!cut_tokens(source, arena, list)) return false;
    return !(list->comments & DQL_COMMENTS_TOUCH) || insert_hashes(source, arena, list);
}
