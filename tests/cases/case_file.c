#define _POSIX_C_SOURCE 200809L /* strndup */

#include "cases/case_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const expected_sections[] = {"filter", "output",  "params", "url",       "curl",
                                                "plan",   "english", "tree",   "validator", "findings"};

static void *checked(void *memory) {
    if (!memory) {
        fputs("no memory\n", stderr);
        exit(2);
    }
    return memory;
}

static void reserve(text *to, size_t more) {
    if (to->capacity - to->length > more) return;
    to->capacity = (to->length + more + 1) * 2;
    to->bytes = checked(realloc(to->bytes, to->capacity));
}

void text_add(text *to, const char *bytes, size_t length) {
    reserve(to, length);
    if (length) memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    to->bytes[to->length] = '\0';
}

void text_format(text *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0) {
        reserve(to, (size_t)length);
        vsnprintf(to->bytes + to->length, (size_t)length + 1, format, again);
        to->length += (size_t)length;
    }
    va_end(again);
}

void text_free(text *of) {
    free(of->bytes);
    *of = (text){0};
}

text text_of_file(const char *path) {
    text content = {0};
    text_add(&content, "", 0);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    char piece[4096];
    size_t length;
    while ((length = fread(piece, 1, sizeof piece, file)) > 0) text_add(&content, piece, length);
    fclose(file);
    return content;
}

static void split_lines(case_file *file) {
    file->lines = checked(calloc(file->content.length + 1, sizeof *file->lines));
    char *at = file->content.bytes;
    while (*at) {
        file->lines[file->line_count++] = at;
        char *end = strchr(at, '\n');
        if (!end) break;
        *end = '\0';
        at = end + 1;
    }
}

static bool begins(const char *line, const char *with) {
    return strncmp(line, with, strlen(with)) == 0;
}

bool case_is_expected(const char *name) {
    for (size_t i = 0; i < sizeof expected_sections / sizeof *expected_sections; i++) {
        if (strcmp(name, expected_sections[i]) == 0) return true;
    }
    return false;
}

/* The line after the section's last. */
static size_t section_end(const case_file *file, size_t first, bool expected) {
    size_t end = first;
    while (end < file->line_count && !begins(file->lines[end], "-- ") && !begins(file->lines[end], "== ")) end++;
    while (end > first && (!*file->lines[end - 1] || (expected && file->lines[end - 1][0] == '#'))) end--;
    return end;
}

static case_section read_section(const case_file *file, size_t line) {
    const char *header = file->lines[line] + 3;
    size_t name_length = strcspn(header, " ");
    case_section section = {.first_line = line + 1};
    section.name = checked(strndup(header, name_length));
    section.value = header[name_length] ? header + name_length + 1 : "";
    section.end_line = section_end(file, section.first_line, case_is_expected(section.name));
    text_add(&section.body, "", 0);
    for (size_t i = section.first_line; i < section.end_line; i++) {
        text_format(&section.body, "%s%s", i > section.first_line ? "\n" : "", file->lines[i]);
    }
    return section;
}

_Noreturn static void malformed(const char *path, size_t line, const char *problem) {
    fprintf(stderr, "%s:%zu: %s\n", path, line + 1, problem);
    exit(2);
}

case_file case_file_read(const char *path) {
    case_file file = {.content = text_of_file(path)};
    if (strlen(file.content.bytes) != file.content.length) malformed(path, 0, "a NUL byte");
    split_lines(&file);
    file.cases = checked(calloc(file.line_count + 1, sizeof *file.cases));
    test_case *current = NULL;
    for (size_t line = 0; line < file.line_count; line++) {
        if (begins(file.lines[line], "== ")) {
            current = &file.cases[file.case_count++];
            *current = (test_case){.title = file.lines[line] + 3, .line = line + 1};
            for (const test_case *other = file.cases; other < current; other++) {
                if (strcmp(other->title, current->title) == 0) malformed(path, line, "a title for the second time");
            }
        } else if (begins(file.lines[line], "-- ")) {
            if (!current) malformed(path, line, "a section before the first title");
            case_section section = read_section(&file, line);
            current->sections = checked(realloc(current->sections, (current->section_count + 1) * sizeof section));
            current->sections[current->section_count++] = section;
            if (section.end_line > section.first_line) line = section.end_line - 1;
        } else if (file.lines[line][0] && file.lines[line][0] != '#') {
            malformed(path, line, "a line that belongs to no section");
        }
    }
    return file;
}

void case_file_free(case_file *file) {
    for (size_t i = 0; i < file->case_count; i++) {
        for (size_t j = 0; j < file->cases[i].section_count; j++) {
            free(file->cases[i].sections[j].name);
            text_free(&file->cases[i].sections[j].body);
        }
        free(file->cases[i].sections);
    }
    free(file->cases);
    free(file->lines);
    text_free(&file->content);
}

const case_section *case_find(const test_case *of, const char *name) {
    for (size_t i = 0; i < of->section_count; i++) {
        if (strcmp(of->sections[i].name, name) == 0) return &of->sections[i];
    }
    return NULL;
}

void case_file_write(const case_file *file, const char *path, const text *bodies) {
    FILE *out = fopen(path, "wb");
    if (!out) {
        perror(path);
        exit(2);
    }
    size_t line = 0;
    for (size_t i = 0; i < file->case_count; i++) {
        for (size_t j = 0; j < file->cases[i].section_count; j++) {
            const case_section *section = &file->cases[i].sections[j];
            const text *body = bodies++;
            if (!body->bytes) continue;
            while (line < section->first_line) fprintf(out, "%s\n", file->lines[line++]);
            if (body->length) fprintf(out, "%s\n", body->bytes);
            line = section->end_line;
        }
    }
    while (line < file->line_count) fprintf(out, "%s\n", file->lines[line++]);
    fclose(out);
}

void case_queries_add(case_queries *to, const char *path, size_t longest, bool with_nul) {
    case_file file = case_file_read(path);
    to->texts = realloc(to->texts, (to->count + file.case_count + 1) * sizeof *to->texts);
    if (!to->texts) exit(2);
    for (size_t i = 0; i < file.case_count; i++) {
        const case_section *query = case_find(&file.cases[i], "query");
        if (!query || query->body.length > longest) continue;
        if (!with_nul && memchr(query->body.bytes, '\0', query->body.length)) continue;
        text *added = &to->texts[to->count++];
        *added = (text){0};
        text_add(added, query->body.bytes, query->body.length);
    }
    case_file_free(&file);
}

void case_queries_free(case_queries *of) {
    for (size_t i = 0; i < of->count; i++) text_free(&of->texts[i]);
    free(of->texts);
}
