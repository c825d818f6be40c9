/* The canonical text of a document: its queries, and what stands between them. */
#include "format/pieces.h"

#include "generated/query_parser.h"
#include "syntax/hash.h"

#include <deskql/format.h>
#include <stddef.h>
#include <string.h>

typedef struct formatter {
    const struct deskql_document *document;
    dql_writer *writer;
    dql_arena arena; /* reset after each query */
    uint32_t at;     /* up to which the source has been written */
    dql_layout layout;
    uint32_t line_ends; /* since the last thing that was written, or a semicolon behind it */
    bool empty_line;    /* one stood in there */
    bool begun;         /* something has been written */
    bool line_open;     /* a comment may still be put on the line */
    bool kept;          /* a query was written as it stood */
} formatter;

/* ---- Between queries ------------------------------------------------------------------------------------------------ */

/* Begins a line; an empty one before it stays. */
static void begin_line(formatter *f) {
    if (f->begun) {
        dql_write_text(f->writer, f->layout.newline);
        if (f->empty_line) dql_write_text(f->writer, f->layout.newline);
    }
    f->begun = true;
    f->empty_line = false;
    f->line_ends = 0;
    f->line_open = false;
}

/* What stands before the first that is written stays too, where that is damaged or has a NUL: its first line end says how lines end, and
   neither a byte order mark nor NULs that could be of another encoding may come to stand first. */
static void keep_start(formatter *f, uint32_t end) {
    dql_write(f->writer, f->document->source.text + f->at, end - f->at);
    f->begun = true;
    f->empty_line = false;
    f->line_ends = 0;
}

static void write_gap_comment(formatter *f, const char *text, uint32_t length) {
    if (f->line_open && f->line_ends == 0) {
        dql_write_byte(f->writer, ' ');
    } else if (!f->begun && memchr(text, '\0', length)) {
        keep_start(f, (uint32_t)(text - f->document->source.text));
    } else {
        begin_line(f);
    }
    f->line_open = false;
    while (text[length - 1] == ' ' || text[length - 1] == '\t') length--;
    dql_write(f->writer, text, length);
}

/* The comments and line ends of a piece of the source without queries. */
static void write_between(formatter *f, uint32_t from, uint32_t to) {
    const char *text = f->document->source.text;
    for (uint32_t at = from; at < to; at++) {
        if (text[at] == '#') {
            uint32_t start = at;
            while (at < to && text[at] != '\n' && text[at] != '\r') at++;
            write_gap_comment(f, text + start, at - start);
            at--;
        } else if (text[at] == '\n' || (text[at] == '\r' && text[at + 1] != '\n')) {
            if (++f->line_ends > 1) f->empty_line = true;
        } else if (text[at] == ';') {
            f->line_ends = 0;
        }
    }
}

/* ---- Queries -------------------------------------------------------------------------------------------------------- */

static bool reports_damage(const deskql_finding *finding) {
    return dql_is_damage(finding->code, finding->severity);
}

/* What is damaged between queries stays as it is in any case: a comment, of bytes that are no UTF-8. `*index` goes through the findings,
   which are in source order. */
static void pass_between(formatter *f, size_t *index, uint32_t end) {
    const deskql_finding *finding;
    while ((finding = dql_findings_at(&f->document->findings, *index)) != NULL && finding->range.start.offset < end) {
        if (reports_damage(finding)) f->kept = true;
        ++*index;
    }
}

/* Whether the tree is not all that the text says. */
static bool is_damaged(const struct deskql_query *query, size_t *index) {
    const deskql_findings *findings = &query->document->findings;
    bool damaged = query->errors && deskql_findings_omitted(findings);
    const deskql_finding *finding;
    while ((finding = dql_findings_at(findings, *index)) != NULL && finding->range.start.offset <= query->range.end) {
        damaged = damaged || reports_damage(finding);
        ++*index;
    }
    return damaged;
}

/* The kind of the first line end. */
static const char *newline_of(const dql_source *source) {
    for (uint32_t i = 0; i < source->length; i++) {
        if (source->text[i] == '\n') return "\n";
        if (source->text[i] == '\r') return source->text[i + 1] == '\n' ? "\r\n" : "\r";
    }
    return "\n";
}

/* Returns the offset up to which the source has been written. */
static uint32_t write_query(formatter *f, const struct deskql_query *query, const char *terminator) {
    dql_printing printing;
    dql_prepare_printing(&printing, query, true, &f->arena);
    bool commented = dql_print(&printing, &f->layout, terminator, f->writer);
    if (f->arena.failed) return query->range.end;
    f->line_open = !commented;
    for (const dql_comment *comment = printing.leftover; comment; comment = comment->next) {
        begin_line(f);
        dql_write(f->writer, comment->text, comment->length);
    }
    return printing.end;
}

/* Up to its semicolon, for that may be part of what is wrong. */
static uint32_t write_as_it_stands(formatter *f, const struct deskql_query *query, const char *terminator) {
    uint32_t end = *terminator ? f->document->tokens.tokens[query->end_token].start : query->range.end;
    dql_write(f->writer, f->document->source.text + query->range.start, end - query->range.start);
    dql_write_text(f->writer, terminator);
    /* Behind a string without its closing quote, or a `#` that takes the rest of the line, a comment would be part of it. */
    const dql_token *last = &f->document->tokens.tokens[query->end_token - 1];
    f->line_open = *terminator || !(last->flags & DQL_TOKEN_PROBLEM_UNTERMINATED || dql_token_is_hash(last));
    f->kept = true;
    return end;
}

static void write_start(formatter *f, const struct deskql_document *document) {
    f->document = document;
    f->layout.newline = newline_of(&document->source);
    f->at = document->source.bom;
    dql_write(f->writer, document->source.text, f->at);
    dql_arena_init(&f->arena, &document->arena.allocator);
}

/* With what stands before it. */
static void write_next(formatter *f, const struct deskql_query *query, bool is_damaged, bool is_last) {
    /* Where it is missing, that is an error, and it is not put in. */
    bool ends = f->document->tokens.tokens[query->end_token].kind == DQL_TOKEN_SEMICOLON;
    const char *terminator = ends && !is_last ? ";" : "";
    if (is_damaged && !f->begun) {
        keep_start(f, query->range.start);
    } else {
        write_between(f, f->at, query->range.start);
        begin_line(f);
    }
    f->at = is_damaged ? write_as_it_stands(f, query, terminator) : write_query(f, query, terminator);
    if (!f->arena.failed) dql_arena_reset(&f->arena);
}

static void write_end(formatter *f) {
    write_between(f, f->at, f->document->source.length);
    if (f->line_ends) dql_write_text(f->writer, f->layout.newline);
}

static void write_document(formatter *f, const struct deskql_document *document) {
    size_t finding = 0;
    write_start(f, document);
    for (uint32_t i = 0; i < document->query_count && !f->arena.failed; i++) {
        const struct deskql_query *query = &document->queries[i];
        if (query->first_token == query->end_token) continue;
        pass_between(f, &finding, query->range.start);
        bool damaged = is_damaged(query, &finding);
        write_next(f, query, damaged, i + 1 == document->query_count);
    }
    pass_between(f, &finding, UINT32_MAX);
    write_end(f);
}

/* Of dql_document_visit. */
static bool visit_query(void *context, const struct deskql_query *query, bool is_last) {
    formatter *f = context;
    if (!f->document) write_start(f, query->document);
    if (query->first_token < query->end_token) write_next(f, query, query->errors > 0, is_last);
    return !f->arena.failed;
}

/* ---- The public functions ------------------------------------------------------------------------------------------------------- */

#define DEFAULT_WIDTH 100u
#define DEFAULT_INDENTATION 4u
#define LARGEST_INDENTATION 16u

static bool read_options(const deskql_format_options *given, deskql_format_options *options) {
    memset(options, 0, sizeof *options);
    if (given) {
        if (given->size < offsetof(deskql_format_options, width)) return false;
        memcpy(options, given, given->size < sizeof *options ? given->size : sizeof *options);
    }
    if (!options->width) options->width = DEFAULT_WIDTH;
    if (!options->indentation) options->indentation = DEFAULT_INDENTATION;
    return options->indentation <= LARGEST_INDENTATION;
}

static formatter begin(const deskql_format_options *options, dql_writer *writer) {
    return (formatter){.writer = writer, .layout = {options->width, options->indentation, "\n"}};
}

/* `status`: what has gone wrong so far. */
static deskql_status finish(formatter *f, deskql_status status) {
    if (f->document && f->arena.failed) status = DESKQL_NO_MEMORY;
    if (f->document) dql_arena_free(&f->arena);
    if (status == DESKQL_OK) status = dql_writer_finish(f->writer);
    return status == DESKQL_OK && f->kept ? DESKQL_INVALID : status;
}

deskql_status deskql_format(const deskql_document *document, const deskql_format_options *given, deskql_sink sink,
                            void *context) {
    deskql_format_options options;
    if (!DQL_LIVE(document) || !sink || !read_options(given, &options)) return DESKQL_MISUSE;
    /* Every text that was parsed has a query, be it an empty one. */
    if (!document->query_count || !document->tokens.tokens) return DESKQL_MISUSE;
    char stage[1024];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    formatter f = begin(&options, &writer);
    write_document(&f, document);
    return finish(&f, DESKQL_OK);
}

deskql_status deskql_format_text(const deskql_schemas *schemas, const char *text, size_t length,
                                 const deskql_parse_options *parse_options, const deskql_format_options *given,
                                 deskql_sink sink, void *context, deskql_document **document) {
    deskql_format_options options;
    if (!sink || !document || !read_options(given, &options)) return DESKQL_MISUSE;
    char stage[1024];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    formatter f = begin(&options, &writer);
    const dql_visit visit = {visit_query, &f};
    deskql_status status = dql_document_visit(schemas, text, length, parse_options, &visit, document);
    if (status == DESKQL_OK && !f.document) return DESKQL_MISUSE;
    if (status == DESKQL_OK) write_end(&f);
    f.kept = f.kept || (status == DESKQL_OK && (*document)->findings.count);
    return finish(&f, status);
}

deskql_status deskql_query_format(const deskql_query *query, deskql_sink sink, void *context) {
    if (!dql_query_is_live(query) || !sink) return DESKQL_MISUSE;
    if (query->errors) return DESKQL_INVALID;
    dql_arena arena;
    dql_arena_init(&arena, &query->document->arena.allocator);
    dql_printing printing;
    dql_prepare_printing(&printing, query, false, &arena);
    deskql_status status = arena.failed ? DESKQL_NO_MEMORY : printing.unwritable ? DESKQL_INVALID : DESKQL_OK;
    if (status == DESKQL_OK) {
        char stage[1024];
        dql_writer writer;
        dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
        const dql_layout layout = {DEFAULT_WIDTH, DEFAULT_INDENTATION, "\n"};
        dql_print(&printing, &layout, "", &writer);
        status = dql_writer_finish(&writer);
        if (arena.failed) status = DESKQL_NO_MEMORY;
    }
    dql_arena_free(&arena);
    return status;
}
