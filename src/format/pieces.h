/*
 * A query as the pieces that its canonical text is put together from: texts that are never divided, gaps between them in which a line
 * may end, and groups, which decide together whether their gaps end lines. Comments hang on the texts.
 */
#ifndef DQL_FORMAT_PIECES_H
#define DQL_FORMAT_PIECES_H

#include "base/writer.h"
#include "document/document.h"

typedef struct dql_comment dql_comment;
struct dql_comment {
    dql_comment *next;
    const char *text;
    uint32_t length;
};

typedef enum dql_piece_kind {
    DQL_PIECE_TEXT,
    DQL_PIECE_OPEN, /* begins a group */
    DQL_PIECE_CLOSE,
    DQL_PIECE_INDENT,
    DQL_PIECE_DEDENT,
    /* Gaps: what they are on one line, and when they end it. A comment in it ends the line in any gap. */
    DQL_PIECE_SPACE, /* a space; never of itself */
    DQL_PIECE_BREAK, /* a space; when its group is broken */
    DQL_PIECE_EDGE,  /* nothing; when its group is broken */
    DQL_PIECE_FILL   /* a space; when what follows does not fit */
} dql_piece_kind;

typedef struct dql_piece {
    uint8_t kind;     /* dql_piece_kind */
    bool forced;      /* a gap: a comment ends the line; OPEN: there is such a gap in it */
    uint32_t width;   /* in characters, on one line */
    uint32_t length;  /* TEXT: in bytes */
    uint32_t partner; /* OPEN: of its CLOSE; CLOSE: of its OPEN */
    const char *text;
    dql_comment *before; /* TEXT: comments on lines of their own before it */
    dql_comment *behind; /* TEXT: the comment that ends its line */
} dql_piece;

typedef struct dql_pieces {
    dql_piece *items;
    uint32_t count;
    uint32_t capacity;
    dql_arena *arena;
} dql_pieces;

/* Appends a piece of no content. NULL when there is no memory. */
dql_piece *dql_add_piece(dql_pieces *pieces, dql_piece_kind kind);

/* What is left of a query's text once its pieces are made. */
typedef struct dql_built {
    dql_pieces pieces;     /* in canonical order */
    dql_comment *leftover; /* comments that nothing follows */
    uint32_t end;          /* offset of the source up to which comments have been taken */
    bool unwritable;       /* it has a name or a group that no text can say */
} dql_built;

/* Takes the query apart. With `comments`, the comments among its tokens too, and one behind the last of them in its line. */
void dql_build_pieces(const struct deskql_query *query, bool comments, dql_arena *arena, dql_built *built);

typedef struct dql_layout {
    uint32_t width;
    uint32_t indentation;
    const char *newline;
} dql_layout;

/* Writes the pieces; `terminator` goes behind the last text, before its comment. Returns whether the last line ends with a comment. */
bool dql_write_pieces(dql_writer *writer, dql_pieces *pieces, const dql_layout *layout, const char *terminator);

#endif
