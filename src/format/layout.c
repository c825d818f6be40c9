/* Pieces put on lines. */
#include "format/pieces.h"

#include "base/utf8.h"
#include "syntax/spelling.h"

#define NONE UINT32_MAX

/* ---- Pieces --------------------------------------------------------------------------------------------------------- */

void dql_pieces_init(dql_pieces *pieces, const dql_layout *layout, dql_writer *writer, dql_arena *arena) {
    *pieces = (dql_pieces){.layout = layout, .writer = writer, .arena = arena, .group = NONE, .gap = NONE};
}

/* In the place of what is written, where that is half of it; else there is more. */
static bool reserve(dql_pieces *pieces) {
    uint32_t kept = pieces->count - pieces->written;
    dql_piece *items = pieces->items;
    if (kept > pieces->capacity / 2 || !items) {
        uint32_t capacity = items ? 2 * pieces->capacity : 64;
        items = dql_arena_take(pieces->arena, capacity * sizeof *items);
        if (!items) return false;
        pieces->capacity = capacity;
    }
    if (kept) memmove(items, dql_piece_at(pieces, pieces->written), kept * sizeof *items);
    pieces->items = items;
    pieces->first = pieces->written;
    return true;
}

dql_piece *dql_add_piece(dql_pieces *pieces, dql_piece_kind kind) {
    if (pieces->count - pieces->first == pieces->capacity && !reserve(pieces)) return NULL;
    dql_piece *piece = dql_piece_at(pieces, pieces->count++);
    memset(piece, 0, sizeof *piece);
    piece->kind = (uint8_t)kind;
    piece->width = kind == DQL_PIECE_SPACE || kind == DQL_PIECE_BREAK || kind == DQL_PIECE_FILL;
    return piece;
}

/* ---- Texts ---------------------------------------------------------------------------------------------------------- */

static void write_form(dql_writer *writer, dql_text_form form, const char *text, size_t length) {
    switch (form) {
    case DQL_FORM_PLAIN:
        dql_write(writer, text, length);
        break;
    case DQL_FORM_NAME:
        dql_write_byte(writer, '`');
        dql_write(writer, text, length);
        dql_write_byte(writer, '`');
        break;
    case DQL_FORM_STRING:
        dql_write_quoted_string(writer, text, length);
        break;
    case DQL_FORM_RELATIVE:
        dql_write_relative(writer, text, length);
        break;
    case DQL_FORM_PARAMETER:
        dql_write_byte(writer, ':');
        dql_write(writer, text, length);
        break;
    }
}

/* A sink. All but its first byte are left out of a character. */
static int count_characters(void *context, const char *bytes, size_t length) {
    size_t *count = context;
    for (size_t i = 0; i < length; i++) *count += (bytes[i] & 0xC0) != 0x80;
    return 0;
}

static size_t width_of(dql_text_form form, const char *text, size_t length) {
    if (form == DQL_FORM_PLAIN) return dql_utf8_count(text, length);
    size_t count = 0;
    char stage[64];
    dql_writer writer;
    dql_writer_to_sink(&writer, count_characters, &count, stage, sizeof stage);
    write_form(&writer, form, text, length);
    dql_writer_finish(&writer);
    return count;
}

dql_piece *dql_add_text(dql_pieces *pieces, dql_text_form form, const char *text, size_t length) {
    dql_piece *piece = dql_add_piece(pieces, DQL_PIECE_TEXT);
    if (!piece) return NULL;
    piece->form = (uint8_t)form;
    piece->text = text;
    piece->length = (uint32_t)length;
    piece->width = (uint32_t)width_of(form, text, length);
    return piece;
}

dql_comment *dql_new_comment(dql_pieces *pieces) {
    dql_comment *comment = pieces->unused;
    if (!comment) return dql_arena_take_zeroed(pieces->arena, sizeof *comment);
    pieces->unused = comment->next;
    *comment = (dql_comment){.next = NULL};
    return comment;
}

void dql_drop_comments(dql_pieces *pieces, dql_comment *comments) {
    while (comments) {
        dql_comment *next = comments->next;
        comments->next = pieces->unused;
        pieces->unused = comments;
        comments = next;
    }
}

/* ---- Measuring ------------------------------------------------------------------------------------------------------ */

/* What is written is decided. A group that is written and still open is broken, and so are all around it. */
static bool waits(const dql_pieces *pieces, uint32_t index) {
    return index != NONE && index >= pieces->written;
}

/* A line that ends in the last gap ends in every group around it. */
static void force_gap(dql_pieces *pieces) {
    if (!waits(pieces, pieces->gap)) return;
    dql_piece_at(pieces, pieces->gap)->forced = true;
    for (uint32_t group = pieces->gap_group; waits(pieces, group) && !dql_piece_at(pieces, group)->forced;) {
        dql_piece *open = dql_piece_at(pieces, group);
        open->forced = true;
        group = open->partner;
    }
}

static void open_group(dql_pieces *pieces, uint32_t index) {
    dql_piece *open = dql_piece_at(pieces, index);
    open->partner = pieces->group;
    open->width = pieces->columns;
    pieces->group = index;
}

static void close_group(dql_pieces *pieces, uint32_t index) {
    if (!waits(pieces, pieces->group)) return;
    dql_piece *open = dql_piece_at(pieces, pieces->group);
    pieces->group = open->partner;
    open->width = pieces->columns - open->width;
    open->partner = index;
    open->closed = true;
}

/* Finds the width of the groups, and the gaps in which a comment ends the line. */
static void measure(dql_pieces *pieces, uint32_t index) {
    const dql_piece *piece = dql_piece_at(pieces, index);
    switch ((dql_piece_kind)piece->kind) {
    case DQL_PIECE_TEXT:
        if (piece->before) force_gap(pieces);
        pieces->commented = piece->behind != NULL;
        pieces->columns += piece->width;
        pieces->known = index + 1;
        break;
    case DQL_PIECE_OPEN:
        open_group(pieces, index);
        break;
    case DQL_PIECE_CLOSE:
        close_group(pieces, index);
        break;
    case DQL_PIECE_INDENT:
    case DQL_PIECE_DEDENT:
        break;
    case DQL_PIECE_SPACE:
    case DQL_PIECE_BREAK:
    case DQL_PIECE_EDGE:
    case DQL_PIECE_FILL:
        pieces->columns += piece->width;
        pieces->gap = index;
        pieces->gap_group = pieces->group;
        if (pieces->commented) force_gap(pieces);
        pieces->commented = false;
        break;
    }
}

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

static void write_comment(dql_pieces *pieces) {
    if (!pieces->comment) return;
    dql_write_byte(pieces->writer, ' ');
    dql_write(pieces->writer, pieces->comment->text, pieces->comment->length);
    dql_drop_comments(pieces, pieces->comment);
    pieces->comment = NULL;
}

static void end_line(dql_pieces *pieces, uint32_t depth) {
    static const char spaces[] = "                ";
    const dql_layout *layout = pieces->layout;
    write_comment(pieces);
    dql_write_text(pieces->writer, layout->newline);
    for (uint32_t i = 0; i < depth; i++) dql_write(pieces->writer, spaces, layout->indentation);
    pieces->indented = depth;
    pieces->column = depth * layout->indentation;
}

static void write_text(dql_pieces *pieces, const dql_piece *piece) {
    for (const dql_comment *comment = piece->before; comment; comment = comment->next) {
        dql_write(pieces->writer, comment->text, comment->length);
        end_line(pieces, pieces->indented);
    }
    dql_drop_comments(pieces, piece->before);
    write_form(pieces->writer, (dql_text_form)piece->form, piece->text, piece->length);
    if (piece->mark) dql_write_byte(pieces->writer, piece->mark);
    pieces->column += piece->width;
    pieces->comment = piece->behind;
}

static void write_gap(dql_pieces *pieces, const dql_piece *gap) {
    bool broken = pieces->written >= pieces->flat_end;
    bool ends = gap->forced || (broken && (gap->kind == DQL_PIECE_BREAK || gap->kind == DQL_PIECE_EDGE));
    if (gap->kind == DQL_PIECE_FILL) ends = ends || pieces->column + 1 + gap[1].width > pieces->layout->width;
    if (ends) {
        /* A line that ends where none would without its comment goes on further in. */
        end_line(pieces, pieces->depth + (gap->kind == DQL_PIECE_SPACE));
    } else if (gap->width) {
        dql_write_byte(pieces->writer, ' ');
        pieces->column++;
    }
}

/* Returns false as long as it is not known whether the group fits on the line. */
static bool enter_group(dql_pieces *pieces, const dql_piece *open) {
    if (pieces->written < pieces->flat_end) return true;
    uint32_t width = open->closed ? open->width : pieces->columns - open->width;
    bool fits = !open->forced && pieces->column + width <= pieces->layout->width;
    if (fits && open->closed) pieces->flat_end = open->partner;
    return !fits || open->closed;
}

static bool write_piece(dql_pieces *pieces, const dql_piece *piece) {
    switch ((dql_piece_kind)piece->kind) {
    case DQL_PIECE_TEXT:
        write_text(pieces, piece);
        break;
    case DQL_PIECE_OPEN:
        return enter_group(pieces, piece);
    case DQL_PIECE_CLOSE:
        break;
    case DQL_PIECE_INDENT:
        pieces->depth++;
        break;
    case DQL_PIECE_DEDENT:
        pieces->depth--;
        break;
    case DQL_PIECE_SPACE:
    case DQL_PIECE_BREAK:
    case DQL_PIECE_EDGE:
    case DQL_PIECE_FILL:
        write_gap(pieces, piece);
        break;
    }
    return true;
}

static void write_known(dql_pieces *pieces) {
    while (pieces->written < pieces->known && write_piece(pieces, dql_piece_at(pieces, pieces->written))) {
        pieces->written++;
    }
}

void dql_settle_pieces(dql_pieces *pieces, uint32_t end) {
    while (pieces->measured < end) measure(pieces, pieces->measured++);
    write_known(pieces);
}

static dql_piece *last_text(const dql_pieces *pieces) {
    uint32_t i = pieces->count;
    while (i > pieces->written && dql_piece_at(pieces, i - 1)->kind != DQL_PIECE_TEXT) i--;
    return i > pieces->written ? dql_piece_at(pieces, i - 1) : NULL;
}

bool dql_finish_pieces(dql_pieces *pieces, const char *terminator) {
    dql_piece *last = last_text(pieces);
    if (last) last->width += (uint32_t)strlen(terminator);
    dql_settle_pieces(pieces, pieces->count);
    pieces->known = pieces->count;
    write_known(pieces);
    dql_write_text(pieces->writer, terminator);
    bool commented = pieces->comment != NULL;
    write_comment(pieces);
    return commented;
}
