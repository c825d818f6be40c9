/* The canonical text of a document: its queries, and what stands between them. */
#include "format/pieces.h"

#include "generated/query_parser.h"

#include <deskql/format.h>
#include <stddef.h>

typedef struct formatter {
    const struct deskql_document *document;
    dql_writer *writer;
    dql_arena *arena; /* reset after each query */
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

static void write_gap_comment(formatter *f, const char *text, uint32_t length) {
    if (f->line_open && f->line_ends == 0) {
        dql_write_byte(f->writer, ' ');
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

/* Whether a finding says that something was not understood. */
static bool reports_damage(const deskql_finding *finding) {
    return finding->severity == DESKQL_ERROR && finding->code < DQL_UNKNOWN_FILTER_FIELD &&
           finding->code != DQL_DUPLICATE_NAME;
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

/* Returns the offset up to which the source has been written. */
static uint32_t write_query(formatter *f, const struct deskql_query *query, const char *terminator) {
    dql_printing printing;
    dql_prepare_printing(&printing, query, true, f->arena);
    bool commented = dql_print(&printing, &f->layout, terminator, f->writer);
    if (f->arena->failed) return query->range.end;
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
    /* Behind a string without its closing quote a comment would be part of it. */
    const dql_token *last = &f->document->tokens.tokens[query->end_token - 1];
    f->line_open = *terminator || !(last->flags & DQL_TOKEN_PROBLEM_UNTERMINATED);
    f->kept = true;
    return end;
}

static void write_document(formatter *f) {
    const struct deskql_document *document = f->document;
    const dql_source *source = &document->source;
    uint32_t at = source->bom;
    size_t finding = 0;
    dql_write(f->writer, source->text, source->bom);
    for (uint32_t i = 0; i < document->query_count; i++) {
        const struct deskql_query *query = &document->queries[i];
        if (query->first_token == query->end_token) continue;
        /* Where it is missing, that is an error, and it is not put in. */
        bool ends = document->tokens.tokens[query->end_token].kind == DQL_TOKEN_SEMICOLON;
        const char *terminator = ends && i + 1 < document->query_count ? ";" : "";
        pass_between(f, &finding, query->range.start);
        bool damaged = is_damaged(query, &finding);
        if (damaged && !f->begun) {
            /* What stands before it stays too: its first line end says how lines end, and a byte order mark behind it must not come to
               stand first. */
            dql_write(f->writer, source->text + at, query->range.start - at);
            f->begun = true;
        } else {
            write_between(f, at, query->range.start);
            begin_line(f);
        }
        at = damaged ? write_as_it_stands(f, query, terminator) : write_query(f, query, terminator);
        if (f->arena->failed) return;
        dql_arena_reset(f->arena);
    }
    pass_between(f, &finding, UINT32_MAX);
    write_between(f, at, source->length);
    if (f->line_ends) dql_write_text(f->writer, f->layout.newline);
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

/* The kind of the first line end. */
static const char *newline_of(const dql_source *source) {
    for (uint32_t i = 0; i < source->length; i++) {
        if (source->text[i] == '\n') return "\n";
        if (source->text[i] == '\r') return source->text[i + 1] == '\n' ? "\r\n" : "\r";
    }
    return "\n";
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
    dql_arena arena;
    dql_arena_init(&arena, &document->arena.allocator);
    formatter f = {.document = document,
                   .writer = &writer,
                   .arena = &arena,
                   .layout = {options.width, options.indentation, newline_of(&document->source)}};
    write_document(&f);
    bool failed = arena.failed;
    dql_arena_free(&arena);
    if (failed) return DESKQL_NO_MEMORY;
    deskql_status status = dql_writer_finish(&writer);
    return status == DESKQL_OK && f.kept ? DESKQL_INVALID : status;
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
