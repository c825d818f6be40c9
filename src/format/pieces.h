/*
 * A query as the pieces that its canonical text is put together from: texts that are never divided, gaps between them in which a line
 * may end, and groups, which decide together whether their gaps end lines. Comments hang on the texts.
 *
 * The pieces of a query are never there all at once: what is made at one end (printer.c) is written at the other (layout.c) as soon as
 * it is known whether it fits on its line, so that no more than a line's worth of them waits in between.
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

/* How a text is written. */
typedef enum dql_text_form {
    DQL_FORM_PLAIN,
    DQL_FORM_NAME, /* in backquotes */
    DQL_FORM_STRING,
    DQL_FORM_RELATIVE, /* a time */
    DQL_FORM_PARAMETER
} dql_text_form;

typedef struct dql_piece {
    uint8_t kind;        /* dql_piece_kind */
    uint8_t form;        /* TEXT: dql_text_form */
    char mark;           /* TEXT: the comma or colon behind it, or NUL */
    bool forced;         /* a gap: a comment ends the line; OPEN: there is such a gap in it */
    bool closed;         /* OPEN: the end of the group has been measured */
    uint32_t width;      /* in characters, on one line; OPEN, until closed: the columns before it */
    uint32_t length;     /* TEXT: in bytes, before it is put into its form */
    uint32_t partner;    /* OPEN: the index of its CLOSE; until closed: of the group around it */
    const char *text;    /* in the document's memory */
    dql_comment *before; /* TEXT: comments on lines of their own before it */
    dql_comment *behind; /* TEXT: the comment that ends its line */
} dql_piece;

typedef struct dql_layout {
    uint32_t width;
    uint32_t indentation;
    const char *newline;
} dql_layout;

/* The pieces on their way. An index counts them from the query's first one. */
typedef struct dql_pieces {
    dql_writer *writer;
    const dql_layout *layout;
    dql_arena *arena;
    dql_comment *unused; /* comments that have been written */
    dql_piece *items;
    uint32_t capacity;
    uint32_t first; /* index of items[0] */
    uint32_t count; /* index of the next one */
    /* Measuring: */
    uint32_t measured; /* index of the next one to be measured */
    uint32_t known;    /* what is before it can be written: nothing that is measured later changes it */
    uint32_t group;    /* the innermost open one */
    uint32_t gap;      /* the last one, and its group */
    uint32_t gap_group;
    uint32_t columns; /* of all that is measured, on one line */
    bool commented;   /* the text behind the last gap has a comment behind it */
    /* Writing: */
    uint32_t written; /* index of the next one to be written */
    /* Outside of broken groups nothing is broken, so the depth of broken ones is all that is known of the groups around. */
    uint32_t flat_end;
    uint32_t depth;
    uint32_t indented; /* this line's depth */
    uint32_t column;
    dql_comment *comment; /* the one that ends this line */
} dql_pieces;

void dql_pieces_init(dql_pieces *pieces, const dql_layout *layout, dql_writer *writer, dql_arena *arena);
/* Appends a piece of no content. NULL when there is no memory. */
dql_piece *dql_add_piece(dql_pieces *pieces, dql_piece_kind kind);
/* The same for a text, which must live as long as the pieces. */
dql_piece *dql_add_text(dql_pieces *pieces, dql_text_form form, const char *text, size_t length);
/* A comment of no content. NULL when there is no memory. */
dql_comment *dql_new_comment(dql_pieces *pieces);
/* Gives a list of comments back. */
void dql_drop_comments(dql_pieces *pieces, dql_comment *comments);
/* No comment will be hung on the pieces before this index: they are written where it is known how. */
void dql_settle_pieces(dql_pieces *pieces, uint32_t end);
/* Writes the rest; `terminator` goes behind the last text, before its comment. Returns whether the last line ends with a comment. */
bool dql_finish_pieces(dql_pieces *pieces, const char *terminator);

static inline dql_piece *dql_piece_at(const dql_pieces *pieces, uint32_t index) {
    return &pieces->items[index - pieces->first];
}

typedef enum dql_query_part_kind {
    DQL_QUERY_PART_LABEL,
    DQL_QUERY_PART_FROM,
    DQL_QUERY_PART_FILTER,
    DQL_QUERY_PART_ORDER,
    DQL_QUERY_PART_PAGE,
    DQL_QUERY_PART_PAGE_SIZE,
    DQL_QUERY_PART_INCLUDE,
    DQL_QUERY_PART_FIELDS,
    DQL_QUERY_PART_IDS,
    DQL_QUERY_PART_COUNT
} dql_query_part_kind;

/* A part of a query, as it stands in the source. */
typedef struct dql_query_part {
    dql_query_part_kind kind;
    uint32_t offset; /* of something in it that no other part stands before */
    uint32_t
        comments; /* the token from which on comments may belong to it: the one behind the last text of the part before it */
    uint32_t begin; /* its first token */
    uint32_t end;   /* behind it: the first token of which no comment before it belongs to the part */
    bool follows;   /* a part stands before it */
    bool ends;      /* no part stands behind it */
} dql_query_part;

/* What it takes to print a query. */
typedef struct dql_printing {
    const struct deskql_query *query;
    bool comments;
    dql_arena *arena;
    dql_query_part parts[DQL_QUERY_PART_COUNT]; /* in canonical order */
    uint32_t part_count;
    dql_comment *leftover; /* comments that nothing follows */
    uint32_t end;          /* offset of the source up to which comments have been taken */
    bool unwritable;       /* it has a name or a group that no text can say */
} dql_printing;

/* Finds the places of the query's parts. With `comments`, the comments among its tokens are printed too, and one behind the last of them
   in its line. The arena is the printing's own: it is reset. */
void dql_prepare_printing(dql_printing *printing, const struct deskql_query *query, bool comments, dql_arena *arena);
/* Returns whether the last line ends with a comment. */
bool dql_print(dql_printing *printing, const dql_layout *layout, const char *terminator, dql_writer *writer);

#endif
