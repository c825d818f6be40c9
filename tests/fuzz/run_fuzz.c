/*
 * Feeds the fuzz target with mutations of the queries of case files: the same ones every time.
 *
 *     run_fuzz COUNT CASE_FILE…           runs that many
 *     run_fuzz --seeds FOLDER CASE_FILE…  writes the queries into a folder, as libFuzzer wants them
 */
#include "cases/case_file.h"
#include "fuzz/fuzz_query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 4096u

static uint64_t state = 88172645463325252u;

static size_t below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit ? (size_t)(state % limit) : 0;
}

static void insert(char *to, size_t *length, size_t at, const char *bytes, size_t count) {
    if (*length + count > LONGEST) return;
    memmove(to + at + count, to + at, *length - at);
    memcpy(to + at, bytes, count);
    *length += count;
}

static void drop(char *from, size_t *length, size_t at, size_t count) {
    if (count > *length - at) count = *length - at;
    memmove(from + at, from + at + count, *length - at - count);
    *length -= count;
}

static void mutate(char *bytes, size_t *length, const text *other) {
    static const char *const tokens[] = {
        "and ",  "or ", "not ", "(",   ")",     "in (", ",",     "between ",   "is null",   "order by ",
        "page ", ":p",  "\"",   "\\u", "\xff",  "\0",   "-7d",   "2026-01-31", "now",       "=",
        "!=",    "~",   ";",    "a: ", "from ", "null", "true",  "`",          "#",         "\n",
        "7up",   "1e9", "[",    "&&",  "!",     "==",   "like ", "limit 1",    "contains ", "\xe2\x80\x9c"};
    size_t at = below(*length + 1);
    switch (below(5)) {
    case 0:
        if (at < *length) bytes[at] = (char)below(256);
        break;
    case 1:
        drop(bytes, length, at, 1 + below(12));
        break;
    case 2: {
        const char *token = tokens[below(sizeof tokens / sizeof *tokens)];
        insert(bytes, length, at, token, *token ? strlen(token) : 1);
        break;
    }
    case 3: {
        char piece[32];
        size_t count = below(sizeof piece);
        if (count > *length - at) count = *length - at;
        memcpy(piece, bytes + at, count);
        insert(bytes, length, below(*length + 1), piece, count);
        break;
    }
    default: {
        size_t start = below(other->length + 1);
        insert(bytes, length, at, other->bytes + start, below(other->length - start + 1));
    }
    }
}

static void write_seeds(const case_queries *from, const char *folder) {
    for (size_t i = 0; i < from->count; i++) {
        text path = {0};
        text_format(&path, "%s/%zu.dql", folder, i);
        FILE *out = fopen(path.bytes, "wb");
        if (!out || fwrite(from->texts[i].bytes, 1, from->texts[i].length, out) != from->texts[i].length ||
            fclose(out) != 0) {
            perror(path.bytes);
            exit(2);
        }
        text_free(&path);
    }
}

static void run(const case_queries *from, size_t count) {
    static char buffer[LONGEST];
    for (size_t i = 0; i < count; i++) {
        const text *seed = &from->texts[i % from->count];
        size_t length = seed->length;
        memcpy(buffer, seed->bytes, length);
        for (size_t steps = i < from->count ? 0 : 1 + below(6); steps > 0; steps--) {
            mutate(buffer, &length, &from->texts[below(from->count)]);
        }
        /* A block of the exact size, so that a sanitizer sees a read past its end. */
        uint8_t *data = malloc(length ? length : 1);
        if (!data) exit(2);
        memcpy(data, buffer, length);
        LLVMFuzzerTestOneInput(data, length);
        free(data);
    }
}

int main(int count, char **arguments) {
    bool write = count > 2 && strcmp(arguments[1], "--seeds") == 0;
    if (count < 3 + write) {
        fputs("usage: run_fuzz COUNT CASE_FILE... | --seeds FOLDER CASE_FILE...\n", stderr);
        return 2;
    }
    case_queries from = {0};
    for (int i = 2 + write; i < count; i++) case_queries_add(&from, arguments[i], LONGEST, true);
    if (!from.count) return 2;
    if (write) {
        write_seeds(&from, arguments[2]);
    } else {
        run(&from, strtoul(arguments[1], NULL, 10));
    }
    printf("%zu seeds\n", from.count);
    case_queries_free(&from);
    return 0;
}
