/* Pieces put on lines. */
#include "format/pieces.h"

dql_piece *dql_add_piece(dql_pieces *pieces, dql_piece_kind kind) {
    if (pieces->count == pieces->capacity) {
        uint32_t capacity = pieces->capacity ? 2 * pieces->capacity : 64;
        dql_piece *items = dql_arena_take(pieces->arena, capacity * sizeof *items);
        if (!items) return NULL;
        if (pieces->count) memcpy(items, pieces->items, pieces->count * sizeof *items);
        pieces->items = items;
        pieces->capacity = capacity;
    }
    dql_piece *piece = &pieces->items[pieces->count++];
    memset(piece, 0, sizeof *piece);
    piece->kind = (uint8_t)kind;
    piece->width = kind == DQL_PIECE_SPACE || kind == DQL_PIECE_BREAK || kind == DQL_PIECE_FILL;
    return piece;
}

#define NONE UINT32_MAX

static bool is_gap(const dql_piece *piece) {
    return piece->kind >= DQL_PIECE_SPACE;
}

/* A line that ends in a gap ends in every group around it. */
static void force(dql_pieces *pieces, uint32_t gap, uint32_t group) {
    pieces->items[gap].forced = true;
    while (group != NONE && !pieces->items[group].forced) {
        dql_piece *open = &pieces->items[group];
        open->forced = true;
        group = open->partner;
    }
}

/*
 * Finds the width of every group and the gaps in which a comment ends the line. While a group is open its partner is the group
 * around it and its width the columns before it; then they get their own meaning.
 */
static void measure(dql_pieces *pieces) {
    uint32_t group = NONE, gap = NONE, gap_group = NONE;
    uint32_t columns = 0;
    bool commented = false;
    for (uint32_t i = 0; i < pieces->count; i++) {
        dql_piece *piece = &pieces->items[i];
        if (piece->kind == DQL_PIECE_OPEN) {
            piece->partner = group;
            piece->width = columns;
            group = i;
        } else if (piece->kind == DQL_PIECE_CLOSE) {
            dql_piece *open = &pieces->items[group];
            uint32_t around = open->partner;
            open->width = columns - open->width;
            open->partner = i;
            piece->partner = group;
            group = around;
        } else {
            columns += piece->width;
        }
        if (is_gap(piece)) {
            gap = i;
            gap_group = group;
            if (commented) force(pieces, gap, gap_group);
            commented = false;
        } else if (piece->kind == DQL_PIECE_TEXT) {
            if (piece->before && gap != NONE) force(pieces, gap, gap_group);
            commented = piece->behind != NULL;
        }
    }
}

typedef struct line_writer {
    dql_writer *writer;
    const dql_layout *layout;
    uint32_t depth;
    uint32_t indented; /* this line's depth */
    uint32_t column;
    const dql_comment *comment; /* the one that ends this line */
} line_writer;

static void write_comment(line_writer *line) {
    if (!line->comment) return;
    dql_write_byte(line->writer, ' ');
    dql_write(line->writer, line->comment->text, line->comment->length);
    line->comment = NULL;
}

static void end_line(line_writer *line, uint32_t depth) {
    static const char spaces[] = "                ";
    write_comment(line);
    dql_write_text(line->writer, line->layout->newline);
    for (uint32_t i = 0; i < depth; i++) dql_write(line->writer, spaces, line->layout->indentation);
    line->indented = depth;
    line->column = depth * line->layout->indentation;
}

static void write_text(line_writer *line, const dql_piece *piece) {
    for (const dql_comment *comment = piece->before; comment; comment = comment->next) {
        dql_write(line->writer, comment->text, comment->length);
        end_line(line, line->indented);
    }
    dql_write(line->writer, piece->text, piece->length);
    line->column += piece->width;
    line->comment = piece->behind;
}

static void write_gap(line_writer *line, const dql_piece *gap, bool broken) {
    bool ends = gap->forced || (broken && (gap->kind == DQL_PIECE_BREAK || gap->kind == DQL_PIECE_EDGE));
    if (gap->kind == DQL_PIECE_FILL) ends = ends || line->column + 1 + gap[1].width > line->layout->width;
    if (ends) {
        /* A line that ends where none would without its comment goes on further in. */
        end_line(line, line->depth + (gap->kind == DQL_PIECE_SPACE));
    } else if (gap->width) {
        dql_write_byte(line->writer, ' ');
        line->column++;
    }
}

static dql_piece *last_text(dql_pieces *pieces) {
    uint32_t i = pieces->count;
    while (i > 0 && pieces->items[i - 1].kind != DQL_PIECE_TEXT) i--;
    return i > 0 ? &pieces->items[i - 1] : NULL;
}

bool dql_write_pieces(dql_writer *writer, dql_pieces *pieces, const dql_layout *layout, const char *terminator) {
    dql_piece *last = last_text(pieces);
    if (last) last->width += (uint32_t)strlen(terminator);
    measure(pieces);
    line_writer line = {writer, layout, 0, 0, 0, NULL};
    /* Outside of broken groups nothing is broken, so the depth of broken ones is all that is known of the groups around. */
    uint32_t flat_end = 0;
    for (uint32_t i = 0; i < pieces->count; i++) {
        const dql_piece *piece = &pieces->items[i];
        switch ((dql_piece_kind)piece->kind) {
        case DQL_PIECE_TEXT:
            write_text(&line, piece);
            break;
        case DQL_PIECE_OPEN:
            if (i >= flat_end && !piece->forced && line.column + piece->width <= layout->width)
                flat_end = piece->partner;
            break;
        case DQL_PIECE_CLOSE:
            break;
        case DQL_PIECE_INDENT:
            line.depth++;
            break;
        case DQL_PIECE_DEDENT:
            line.depth--;
            break;
        case DQL_PIECE_SPACE:
        case DQL_PIECE_BREAK:
        case DQL_PIECE_EDGE:
        case DQL_PIECE_FILL:
            write_gap(&line, piece, i >= flat_end);
            break;
        }
    }
    dql_write_text(writer, terminator);
    bool commented = line.comment != NULL;
    write_comment(&line);
    return commented;
}
