/*
 * A tool of the build: turns the pages of the codes into C.
 *
 *     deskql-generate-pages OUT.c PAGE.md...
 *
 * A page is named after its code (DQL201.md). A code without a page gets an empty text, so that a code can be added before its
 * page; a test of the documents finds it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int codes[] = {
#define CODE(number, name, slug, severity, phrase, summary) number,
#include "diagnostics/codes.def"
#undef CODE
};

static const char *base_name(const char *path) {
    const char *name = path;
    for (const char *at = path; *at; at++) {
        if (*at == '/' || *at == '\\') name = at + 1;
    }
    return name;
}

static const char *page_of(int code, int count, char **paths) {
    char name[32];
    snprintf(name, sizeof name, "DQL%d.md", code);
    for (int i = 0; i < count; i++) {
        if (strcmp(base_name(paths[i]), name) == 0) return paths[i];
    }
    return NULL;
}

/* Bytes as numbers: a literal's length is limited by some compilers, and an escape may run into what follows it. */
static int write_bytes(FILE *out, const char *path) {
    FILE *page = fopen(path, "rb");
    if (!page) {
        perror(path);
        return 0;
    }
    int column = 0;
    for (int byte = getc(page); byte != EOF; byte = getc(page)) {
        if (byte == '\r') continue;
        /* A char may be signed, and an initialiser beyond its range is a warning. */
        fprintf(out, "%d,%s", byte < 128 ? byte : byte - 256, ++column % 24 ? "" : "\n    ");
    }
    int good = !ferror(page);
    if (!good) perror(path);
    fclose(page);
    return good;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: deskql-generate-pages OUT.c PAGE.md...\n");
        return 2;
    }
    FILE *out = fopen(arguments[1], "wb");
    if (!out) {
        perror(arguments[1]);
        return 1;
    }
    int good = 1;
    fprintf(out, "/* Made by deskql-generate-pages of docs/errors/. */\n");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const char *path = page_of(codes[i], count - 2, arguments + 2);
        fprintf(out, "extern const char dql_page_%d[];\nconst char dql_page_%d[] = {\n    ", codes[i], codes[i]);
        if (path && !write_bytes(out, path)) good = 0;
        fprintf(out, "0};\n");
    }
    if (fclose(out) != 0) {
        perror(arguments[1]);
        good = 0;
    }
    if (!good) remove(arguments[1]);
    return good ? 0 : 1;
}
