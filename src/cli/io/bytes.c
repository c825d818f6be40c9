/* Text that grows, and text of documents. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

void *dql_cli_grown(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return items;
    size_t larger = 2 * *capacity + 16;
    void *moved = larger <= SIZE_MAX / size ? realloc(items, larger * size) : NULL;
    if (moved) *capacity = larger;
    return moved;
}

int dql_cli_compare_bytes(const char *one, size_t one_length, const char *other, size_t other_length) {
    size_t shorter = one_length < other_length ? one_length : other_length;
    int order = shorter ? memcmp(one, other, shorter) : 0;
    return order ? order : (one_length > other_length) - (one_length < other_length);
}

int dql_cli_to_bytes(void *context, const char *bytes, size_t length) {
    dql_cli_bytes *to = context;
    if (length > to->capacity - to->length) {
        size_t capacity = 2 * (to->length + length) + 1024;
        char *larger = realloc(to->bytes, capacity);
        if (!larger) return 1;
        to->bytes = larger;
        to->capacity = capacity;
    }
    if (length) memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    return 0;
}

void dql_cli_bytes_free(dql_cli_bytes *bytes) {
    free(bytes->bytes);
    *bytes = (dql_cli_bytes){NULL, 0, 0};
}

static char *join(const char *folder, size_t length, const char *name) {
    char *joined = malloc(length + strlen(name) + 2);
    if (!joined) return NULL;
    memcpy(joined, folder, length);
    if (length && joined[length - 1] != '/') joined[length++] = '/';
    memcpy(joined + length, name, strlen(name) + 1);
    return joined;
}

char *dql_cli_join(const char *folder, const char *name) {
    return join(folder, strcmp(folder, ".") == 0 ? 0 : strlen(folder), name);
}

char *dql_cli_join_beside(const char *file, const char *named) {
    const char *slash = strrchr(file, '/');
    return join(file, slash && *named != '/' ? (size_t)(slash - file) + 1 : 0, named);
}

dql_cli_bytes dql_cli_text_bytes(const dql_cli_text *text) {
    dql_cli_bytes bytes = {NULL, 0, 0};
    bytes.bytes = (char *)deskql_document_text(text->document, &bytes.length);
    return bytes;
}

void dql_cli_print_text(const dql_cli_text *text, const dql_cli_bytes *bytes) {
    if (bytes->length) fwrite(bytes->bytes, 1, bytes->length, stdout);
    bool ends = bytes->length && bytes->bytes[bytes->length - 1] == '\n';
    if (!text->file && !ends) putchar('\n');
}
