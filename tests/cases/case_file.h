/*
 * Case files: queries, and what is expected of them.
 *
 *     # a comment, between cases or between a case's title and its query
 *     == title
 *     -- query
 *     status = 1
 *     -- now 2026-03-01T12:00:00Z
 *     -- filter
 *     {"status":{"$eq":1}}
 *
 * A section is a line `-- NAME` or `-- NAME VALUE` and the lines after it up to the next that begins with `-- ` or `== `;
 * blank lines at its end are no part of it, nor, in a section that is compared, comment lines.
 */
#ifndef CASES_CASE_FILE_H
#define CASES_CASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that grow; all functions here exit the program when memory ends. A NUL follows the bytes. */
typedef struct text {
    char *bytes;
    size_t length;
    size_t capacity;
} text;

void text_add(text *to, const char *bytes, size_t length);
__attribute__((format(printf, 2, 3))) void text_format(text *to, const char *format, ...);
void text_free(text *of);
/* The file's bytes; exits where it cannot be read. */
text text_of_file(const char *path);

typedef struct case_section {
    char *name;
    /* What stands behind the name on its line; "" where nothing does. */
    const char *value;
    /* The lines below it, joined by LF. */
    text body;
    /* The lines of the file that are `body`: [first_line, end_line). */
    size_t first_line;
    size_t end_line;
} case_section;

typedef struct test_case {
    const char *title;
    size_t line;
    case_section *sections;
    size_t section_count;
} test_case;

typedef struct case_file {
    text content;
    const char **lines;
    size_t line_count;
    test_case *cases;
    size_t case_count;
} case_file;

/* Reads a file; exits with a message where it has not the form. */
case_file case_file_read(const char *path);
void case_file_free(case_file *file);
/* Whether a section of that name is compared; all others say what the case is. */
bool case_is_expected(const char *name);
/* NULL where the case has none of that name. */
const case_section *case_find(const test_case *of, const char *name);

/* The queries of case files, of which texts for other tests are made. */
typedef struct case_queries {
    text *texts;
    size_t count;
} case_queries;

/* Adds those of a file that are no longer than `longest`; with a NUL in them if `with_nul`. */
void case_queries_add(case_queries *to, const char *path, size_t longest, bool with_nul);
void case_queries_free(case_queries *of);

/* Writes the file again, with `bodies[i]` (one for every section of every case in order) for the section's body where its bytes
   are not NULL. */
void case_file_write(const case_file *file, const char *path, const text *bodies);

#endif
