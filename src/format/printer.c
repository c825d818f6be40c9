/*
 * From a query's tree to its pieces.
 *
 * The tree says what is written, the tokens where the comments go: each text takes the tokens that it was made of, in source order, and with
 * them the comments in between. So a query is gone through twice: first as it stands, to nowhere, to find out with which token each of
 * its parts begins and ends; then in canonical order. A query that no text was parsed to has no tokens, and no comments.
 */
#include "format/pieces.h"

#include "generated/query_parser.h"
#include "syntax/literal.h"
#include "syntax/spelling.h"

#define NONE UINT32_MAX

typedef struct builder {
    dql_printing *printing;
    dql_pieces pieces;
    const dql_source *source;
    const dql_token *tokens; /* NULL: none */
    uint32_t first;
    uint32_t cursor; /* the next token that no text has taken */
    uint32_t end;
    dql_comment *waiting; /* for the next text */
    dql_comment **waiting_end;
    uint32_t last;       /* the last text, NONE at first */
    uint32_t stand_in;   /* the text that takes the comment of the last one; NONE: itself */
    bool follows;        /* while there is none: one of another part stands before it, which takes a comment too */
    uint32_t first_text; /* the cursor when the part got its first text, NONE before */
    uint32_t last_text;  /* and its last one */
} builder;

/* ---- Comments ------------------------------------------------------------------------------------------------------- */

static bool has_line_end(const char *text, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        if (text[i] == '\n' || text[i] == '\r') return true;
    }
    return false;
}

static dql_comment *read_comment(builder *b, uint32_t *at, uint32_t to) {
    const char *text = b->source->text;
    uint32_t start = *at;
    while (*at < to && text[*at] != '\n' && text[*at] != '\r') ++*at;
    uint32_t end = *at;
    while (text[end - 1] == ' ' || text[end - 1] == '\t') end--;
    dql_comment *comment = dql_new_comment(&b->pieces);
    if (!comment) return NULL;
    comment->text = text + start;
    comment->length = end - start;
    return comment;
}

/* Hangs the comment that ends a line on the text before it, where that has none yet. */
static bool hang(builder *b, dql_comment *comment) {
    if (b->waiting) return false;
    if (b->last == NONE) {
        bool taken = b->follows;
        if (taken) dql_drop_comments(&b->pieces, comment);
        b->follows = false;
        return taken;
    }
    dql_piece *text = dql_piece_at(&b->pieces, b->stand_in != NONE ? b->stand_in : b->last);
    if (text->behind) return false;
    text->behind = comment;
    return true;
}

static void put_off(builder *b, dql_comment *comment) {
    *b->waiting_end = comment;
    b->waiting_end = &comment->next;
}

/* The comments between two tokens. */
static void take_comments(builder *b, uint32_t from, uint32_t to) {
    const char *text = b->source->text;
    for (uint32_t at = from; at < to; at++) {
        if (text[at] != '#') continue;
        bool ends_line = !has_line_end(text, from, at);
        dql_comment *comment = read_comment(b, &at, to);
        if (comment && !(ends_line && hang(b, comment))) put_off(b, comment);
    }
}

/* ---- Tokens --------------------------------------------------------------------------------------------------------- */

static const dql_token *take_token(builder *b) {
    const dql_token *token = &b->tokens[b->cursor];
    if (b->cursor > b->first) take_comments(b, token[-1].end, token->start);
    b->cursor++;
    return token;
}

/* NULL at the end, and for a query without tokens. */
static const dql_token *next_token(const builder *b) {
    return b->tokens && b->cursor < b->end ? &b->tokens[b->cursor] : NULL;
}

/* Takes the tokens up to the one that begins there, and that. */
static const dql_token *take_at(builder *b, uint32_t offset) {
    const dql_token *token = NULL;
    for (const dql_token *next; (next = next_token(b)) && next->start <= offset;) token = take_token(b);
    return token;
}

static void take_through(builder *b, uint16_t kind) {
    while (next_token(b) && take_token(b)->kind != kind) {
    }
}

static void take_if(builder *b, uint16_t kind) {
    const dql_token *next = next_token(b);
    if (next && next->kind == kind) take_token(b);
}

static void take_before(builder *b, uint32_t offset) {
    const dql_token *next = next_token(b);
    if (next && next->start < offset) take_token(b);
}

/* ---- Texts ---------------------------------------------------------------------------------------------------------- */

static void add(builder *b, dql_piece_kind kind) {
    dql_add_piece(&b->pieces, kind);
}

static void add_text(builder *b, dql_text_form form, const char *text, size_t length) {
    uint32_t hangs = b->stand_in != NONE ? b->stand_in : b->last;
    if (hangs != NONE) dql_settle_pieces(&b->pieces, hangs);
    dql_piece *piece = dql_add_text(&b->pieces, form, text, length);
    if (!piece) return;
    /* What waits behind an `and` that goes to the next line goes before it. */
    dql_piece *before = b->stand_in != NONE ? dql_piece_at(&b->pieces, b->last) : piece;
    if (b->waiting) before->before = b->waiting;
    b->waiting = NULL;
    b->waiting_end = &b->waiting;
    b->last = b->pieces.count - 1;
    b->stand_in = NONE;
    if (b->first_text == NONE) b->first_text = b->cursor;
    b->last_text = b->cursor;
}

static void add_word(builder *b, const char *word) {
    add_text(b, DQL_FORM_PLAIN, word, strlen(word));
}

/* A comma or a colon belongs to the text before it. */
static void add_mark(builder *b, char mark) {
    if (b->last == NONE) return;
    dql_piece *piece = dql_piece_at(&b->pieces, b->last);
    piece->mark = mark;
    piece->width++;
}

static void add_name(builder *b, const dql_name *name, bool keyword_is_name) {
    bool plain = dql_is_plain_word(name->text, name->length) ||
                 (keyword_is_name && dql_is_special_word(name->text, name->length));
    if (!plain && !dql_is_writable_name(name->text, name->length)) b->printing->unwritable = true;
    add_text(b, plain ? DQL_FORM_PLAIN : DQL_FORM_NAME, name->text, name->length);
}

/* What a literal was before check/ found something wrong with it. */
static dql_literal_kind kind_of(const dql_literal *literal, const dql_token *token) {
    if (literal->kind != DQL_LITERAL_MISSING || !token) return (dql_literal_kind)literal->kind;
    return dql_literal_kind_of_token(token->kind);
}

static dql_text_form form_of(const dql_literal *literal, dql_literal_kind kind) {
    switch (kind) {
    case DQL_LITERAL_WORD:
    case DQL_LITERAL_STRING:
        return dql_is_plain_word(literal->text, literal->length) ? DQL_FORM_PLAIN : DQL_FORM_STRING;
    case DQL_LITERAL_TIME:
        return literal->length && literal->text[0] >= '0' && literal->text[0] <= '9' ? DQL_FORM_PLAIN
                                                                                     : DQL_FORM_RELATIVE;
    case DQL_LITERAL_PARAMETER:
        return DQL_FORM_PARAMETER;
    case DQL_LITERAL_MISSING:
    case DQL_LITERAL_INTEGER:
    case DQL_LITERAL_NUMBER:
    case DQL_LITERAL_TRUE:
    case DQL_LITERAL_FALSE:
    case DQL_LITERAL_NULL:
        break;
    }
    return DQL_FORM_PLAIN;
}

static void add_literal_text(builder *b, const dql_literal *literal, dql_literal_kind kind) {
    if (kind == DQL_LITERAL_TRUE || kind == DQL_LITERAL_FALSE || kind == DQL_LITERAL_NULL) {
        add_word(b, kind == DQL_LITERAL_TRUE ? "true" : kind == DQL_LITERAL_FALSE ? "false" : "null");
    } else {
        add_text(b, form_of(literal, kind), literal->text, literal->length);
    }
}

static void add_literal(builder *b, const dql_literal *literal) {
    const dql_token *token = take_at(b, literal->range.start);
    add_literal_text(b, literal, kind_of(literal, token));
}

/* ---- The filter ----------------------------------------------------------------------------------------------------- */

static void add_operator(builder *b, const dql_node *node) {
    const char *word = dql_operators[node->operator_].spelling;
    uint32_t end = node->operator_range.end;
    while (*word) {
        take_before(b, end);
        const char *space = strchr(word, ' ');
        size_t length = space ? (size_t)(space - word) : strlen(word);
        add(b, DQL_PIECE_SPACE);
        add_text(b, DQL_FORM_PLAIN, word, length);
        word += length + (word[length] == ' ');
    }
    if (end) take_at(b, end - 1);
}

/* What stands between a word and its bracket goes into the brackets, so that the two stay together. */
static void open_brackets(builder *b) {
    uint32_t count = b->pieces.count;
    bool spaced = count && dql_piece_at(&b->pieces, count - 1)->kind == DQL_PIECE_SPACE;
    bool behind_word = spaced && b->stand_in == NONE;
    add(b, DQL_PIECE_OPEN);
    if (!behind_word) take_if(b, DQL_TOKEN_LPAREN);
    add_word(b, "(");
    if (behind_word) take_if(b, DQL_TOKEN_LPAREN);
    add(b, DQL_PIECE_INDENT);
    add(b, DQL_PIECE_EDGE);
}

static void close_brackets(builder *b) {
    add(b, DQL_PIECE_DEDENT);
    add(b, DQL_PIECE_EDGE);
    take_if(b, DQL_TOKEN_RPAREN);
    add_word(b, ")");
    add(b, DQL_PIECE_CLOSE);
}

static void add_list(builder *b, const dql_literal *values) {
    add(b, DQL_PIECE_SPACE);
    open_brackets(b);
    for (const dql_literal *value = values; value; value = value->next) {
        add_literal(b, value);
        if (!value->next) break;
        take_if(b, DQL_TOKEN_COMMA);
        add_mark(b, ',');
        add(b, DQL_PIECE_FILL);
    }
    close_brackets(b);
}

static void add_comparison(builder *b, const dql_node *node) {
    bool sign = dql_operators[node->operator_].spelling[0] < 'a';
    bool list = dql_operator_takes_list(node->operator_);
    take_at(b, node->field.range.start);
    add_name(b, &node->field, sign);
    add_operator(b, node);
    if (list && !node->list_parameter) {
        add_list(b, node->values);
        return;
    }
    for (const dql_literal *value = node->values; value; value = value->next) {
        add(b, DQL_PIECE_SPACE);
        add_literal(b, value);
        if (!value->next) break;
        take_through(b, DQL_TOKEN_AND);
        add(b, DQL_PIECE_SPACE);
        add_word(b, "and");
    }
}

/* Whether brackets say something: that an `or` comes first, or that an `and` beside an `or` does. A query that was not written by anyone
   has the latter always. */
static bool needs_brackets(const dql_node *node, dql_node_kind parent) {
    if (node->kind == DQL_NODE_OR) return parent != DQL_NODE_OR && parent != DQL_NODE_COMPARISON;
    if (node->kind != DQL_NODE_AND) return false;
    const dql_node *second = node->first ? node->first->next : NULL;
    bool written = second && second->connective.start < second->connective.end;
    return parent == DQL_NODE_NOT || (parent == DQL_NODE_OR && (node->parenthesized || !written));
}

static void add_connective(builder *b, const dql_node *node, dql_node_kind kind) {
    uint32_t before = b->last;
    uint32_t place = b->cursor;
    take_at(b, node->connective.start);
    add(b, DQL_PIECE_BREAK);
    add_word(b, kind == DQL_NODE_AND ? "and" : "or");
    /* It goes to the next line; a comment behind it stays on the line that it was written on. */
    bool same_line = b->tokens && place && b->cursor > place &&
                     !has_line_end(b->source->text, b->tokens[place - 1].end, b->tokens[b->cursor - 1].start);
    if (same_line) b->stand_in = before;
}

static void add_node(builder *b, const dql_node *node, dql_node_kind parent);

/* `*indent`: the lines from the second member on stand further in; set to false once they do. */
static void add_members(builder *b, const dql_node *group, bool *indent) {
    for (const dql_node *member = group->first; member; member = member->next) {
        if (member != group->first) {
            if (*indent) add(b, DQL_PIECE_INDENT);
            *indent = false;
            add_connective(b, member, (dql_node_kind)group->kind);
            add(b, DQL_PIECE_SPACE);
        }
        if (member->kind == group->kind && member->first) {
            add_members(b, member, indent);
        } else {
            add_node(b, member, (dql_node_kind)group->kind);
        }
    }
}

/* COMPARISON as the parent stands for none. */
static void add_node(builder *b, const dql_node *node, dql_node_kind parent) {
    bool indent = false;
    if (node->kind == DQL_NODE_COMPARISON) {
        add_comparison(b, node);
    } else if (!node->first) {
        b->printing->unwritable = true;
    } else if (node->kind == DQL_NODE_NOT) {
        take_at(b, node->operator_range.start);
        add_word(b, "not");
        add(b, DQL_PIECE_SPACE);
        add_node(b, node->first, DQL_NODE_NOT);
    } else if (!node->first->next) {
        add_node(b, node->first, parent);
    } else if (needs_brackets(node, parent)) {
        open_brackets(b);
        add_members(b, node, &indent);
        close_brackets(b);
    } else {
        bool inner = parent == DQL_NODE_OR;
        indent = inner;
        add(b, DQL_PIECE_OPEN);
        add_members(b, node, &indent);
        if (inner) add(b, DQL_PIECE_DEDENT);
        add(b, DQL_PIECE_CLOSE);
    }
}

/* ---- The clauses ---------------------------------------------------------------------------------------------------- */

static void add_items(builder *b, const dql_name_item *items) {
    add(b, DQL_PIECE_SPACE);
    add(b, DQL_PIECE_OPEN);
    add(b, DQL_PIECE_INDENT);
    for (const dql_name_item *item = items; item; item = item->next) {
        take_at(b, item->name.range.start);
        add_name(b, &item->name, false);
        if (item->descending || item->direction_length) {
            if (item->direction_length) take_at(b, item->direction);
            add(b, DQL_PIECE_SPACE);
            add_word(b, item->descending ? "desc" : "asc");
        }
        if (!item->next) break;
        take_if(b, DQL_TOKEN_COMMA);
        add_mark(b, ',');
        add(b, DQL_PIECE_FILL);
    }
    add(b, DQL_PIECE_DEDENT);
    add(b, DQL_PIECE_CLOSE);
}

static void add_clause_word(builder *b, const char *word, uint16_t kind) {
    take_through(b, kind);
    add_word(b, word);
}

static void add_part(builder *b, const struct deskql_query *query, dql_query_part_kind kind) {
    switch (kind) {
    case DQL_QUERY_PART_LABEL:
        take_at(b, query->label.range.start);
        add_name(b, &query->label, true);
        take_if(b, DQL_TOKEN_IGNORED);
        add_mark(b, ':');
        break;
    case DQL_QUERY_PART_FROM:
        add_clause_word(b, "from", DQL_TOKEN_FROM);
        take_at(b, query->from.range.start);
        add(b, DQL_PIECE_SPACE);
        add_name(b, &query->from, false);
        break;
    case DQL_QUERY_PART_FILTER:
        add_node(b, query->filter, DQL_NODE_COMPARISON);
        break;
    case DQL_QUERY_PART_ORDER:
        add_clause_word(b, "order", DQL_TOKEN_ORDER);
        add(b, DQL_PIECE_SPACE);
        add_clause_word(b, "by", DQL_TOKEN_BY);
        add_items(b, query->order);
        break;
    case DQL_QUERY_PART_PAGE:
        add_clause_word(b, "page", DQL_TOKEN_PAGE);
        add(b, DQL_PIECE_SPACE);
        add_literal(b, query->page);
        break;
    case DQL_QUERY_PART_PAGE_SIZE:
        add_clause_word(b, "pagesize", DQL_TOKEN_PAGESIZE);
        add(b, DQL_PIECE_SPACE);
        add_literal(b, query->page_size);
        break;
    case DQL_QUERY_PART_INCLUDE:
        add_clause_word(b, "include", DQL_TOKEN_INCLUDE);
        add_items(b, query->includes);
        break;
    case DQL_QUERY_PART_FIELDS:
        add_clause_word(b, "fields", DQL_TOKEN_FIELDS);
        add_items(b, query->fields);
        break;
    case DQL_QUERY_PART_IDS:
        add_clause_word(b, "ids", DQL_TOKEN_IDS);
        if (query->ids->list_parameter) {
            add(b, DQL_PIECE_SPACE);
            add_literal(b, query->ids->values);
        } else {
            add_list(b, query->ids->values);
        }
        break;
    case DQL_QUERY_PART_COUNT:
        break;
    }
}

/* ---- The query ------------------------------------------------------------------------------------------------------ */

/* The parts that the query has, in canonical order. Their offsets are 0 for a query without tokens. */
static uint32_t list_parts(const struct deskql_query *query, dql_query_part *parts) {
    const struct {
        bool there;
        uint32_t offset;
    } all[DQL_QUERY_PART_COUNT] = {
        [DQL_QUERY_PART_LABEL] = {(query->present & DQL_CLAUSE_LABEL) != 0, query->label.range.start},
        [DQL_QUERY_PART_FROM] = {(query->present & DQL_CLAUSE_FROM) != 0, query->from.range.start},
        [DQL_QUERY_PART_FILTER] = {query->filter != NULL, query->filter ? query->filter->range.start : 0},
        [DQL_QUERY_PART_ORDER] = {query->order != NULL, query->order ? query->order->name.range.start : 0},
        [DQL_QUERY_PART_PAGE] = {query->page != NULL, query->page ? query->page->range.start : 0},
        [DQL_QUERY_PART_PAGE_SIZE] = {query->page_size != NULL, query->page_size ? query->page_size->range.start : 0},
        [DQL_QUERY_PART_INCLUDE] = {query->includes != NULL, query->includes ? query->includes->name.range.start : 0},
        [DQL_QUERY_PART_FIELDS] = {query->fields != NULL, query->fields ? query->fields->name.range.start : 0},
        [DQL_QUERY_PART_IDS] = {query->ids != NULL, query->ids ? query->ids->range.start : 0},
    };
    uint32_t count = 0;
    for (int kind = DQL_QUERY_PART_LABEL; kind < DQL_QUERY_PART_COUNT; kind++) {
        if (all[kind].there)
            parts[count++] = (dql_query_part){.kind = (dql_query_part_kind)kind, .offset = all[kind].offset};
    }
    return count;
}

static builder begin_building(dql_printing *printing, const dql_layout *layout, dql_writer *writer) {
    const struct deskql_query *query = printing->query;
    builder b = {.printing = printing,
                 .source = &query->document->source,
                 .tokens = printing->comments ? query->document->tokens.tokens : NULL,
                 .first = query->first_token,
                 .cursor = query->first_token,
                 .end = query->end_token,
                 .last = NONE,
                 .stand_in = NONE,
                 .first_text = NONE,
                 .last_text = query->first_token};
    dql_pieces_init(&b.pieces, layout, writer, printing->arena);
    return b;
}

static void find_parts(builder *b, dql_printing *printing) {
    bool done[DQL_QUERY_PART_COUNT] = {false};
    dql_query_part *before = NULL;
    for (uint32_t round = 0; round < printing->part_count; round++) {
        uint32_t next = 0;
        while (done[next]) next++;
        for (uint32_t i = next + 1; i < printing->part_count; i++) {
            if (!done[i] && printing->parts[i].offset < printing->parts[next].offset) next = i;
        }
        done[next] = true;
        dql_query_part *part = &printing->parts[next];
        part->follows = before != NULL;
        part->comments = b->last_text;
        part->begin = b->cursor;
        b->first_text = NONE;
        add_part(b, printing->query, part->kind);
        if (before) before->end = b->first_text;
        before = part;
    }
    if (!before) return;
    before->end = b->end;
    before->ends = true;
}

void dql_prepare_printing(dql_printing *printing, const struct deskql_query *query, bool comments, dql_arena *arena) {
    static const dql_layout narrow = {.newline = ""};
    *printing = (dql_printing){.query = query, .comments = comments, .arena = arena, .end = query->range.end};
    printing->part_count = list_parts(query, printing->parts);
    dql_writer nowhere;
    dql_writer_to_buffer(&nowhere, NULL, 0);
    builder b = begin_building(printing, &narrow, &nowhere);
    b.waiting_end = &b.waiting;
    find_parts(&b, printing);
    /* What is gone through next needs as much, and no more. */
    if (!arena->failed) dql_arena_reset(arena);
}

/* The comment behind the last token, in its line. */
static void take_last_comment(builder *b, uint32_t limit) {
    const char *text = b->source->text;
    uint32_t at = b->printing->end;
    while (at < limit && (text[at] == ' ' || text[at] == '\t')) at++;
    if (at == limit || text[at] != '#') return;
    dql_comment *comment = read_comment(b, &at, limit);
    if (comment && hang(b, comment)) b->printing->end = at;
}

static void take_up_to(builder *b, uint32_t token) {
    while (next_token(b) && b->cursor < token) take_token(b);
}

/* With the comments before its first text, and the one behind its last. */
static void add_whole_part(builder *b, const dql_query_part *part) {
    b->last = NONE;
    b->follows = part->follows;
    b->cursor = part->comments;
    take_up_to(b, part->begin);
    add_part(b, b->printing->query, part->kind);
    take_up_to(b, part->end);
    if (part->ends && b->tokens && b->last != NONE) take_last_comment(b, b->tokens[b->end].start);
    if (part->ends) {
        b->printing->leftover = b->waiting;
    } else {
        dql_drop_comments(&b->pieces, b->waiting);
    }
    b->waiting = NULL;
    b->waiting_end = &b->waiting;
}

bool dql_print(dql_printing *printing, const dql_layout *layout, const char *terminator, dql_writer *writer) {
    builder b = begin_building(printing, layout, writer);
    b.waiting_end = &b.waiting;
    const dql_query_part *parts = printing->parts;
    uint32_t count = printing->part_count;
    add(&b, DQL_PIECE_OPEN);
    for (uint32_t i = 0; i < count; i++) {
        if (i) add(&b, DQL_PIECE_BREAK);
        add_whole_part(&b, &parts[i]);
        if (parts[i].kind == DQL_QUERY_PART_LABEL) add(&b, DQL_PIECE_INDENT);
    }
    if (count && parts[0].kind == DQL_QUERY_PART_LABEL) add(&b, DQL_PIECE_DEDENT);
    add(&b, DQL_PIECE_CLOSE);
    return !printing->arena->failed && dql_finish_pieces(&b.pieces, terminator);
}
