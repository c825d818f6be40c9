/* Text that grows, its compression, and messages. */
#include "render/render.h"
#include "serve/serve.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static bool reserve(dql_serve_bytes *bytes, size_t more) {
    if (bytes->failed) return false;
    if (bytes->capacity - bytes->length >= more) return true;
    size_t capacity = bytes->capacity ? bytes->capacity : 512;
    while (capacity - bytes->length < more && capacity <= SIZE_MAX / 2) capacity *= 2;
    char *larger = capacity - bytes->length < more ? NULL : realloc(bytes->bytes, capacity);
    bytes->failed = !larger;
    if (!larger) return false;
    bytes->bytes = larger;
    bytes->capacity = capacity;
    return true;
}

int dql_serve_append(void *context, const char *bytes, size_t length) {
    dql_serve_bytes *to = context;
    if (!reserve(to, length)) return 1;
    if (length) memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    return 0;
}

static void print(dql_serve_bytes *bytes, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0 || !reserve(bytes, (size_t)length + 1)) return;
    vsnprintf(bytes->bytes + bytes->length, (size_t)length + 1, format, arguments);
    bytes->length += (size_t)length;
}

void dql_serve_print(dql_serve_bytes *bytes, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print(bytes, format, arguments);
    va_end(arguments);
}

void dql_serve_append_visible(dql_serve_bytes *bytes, const char *text, size_t length) {
    dql_render_shown shown;
    for (size_t at = 0; at < length;) {
        at += dql_render_show(text, length, at, &shown);
        dql_serve_append(bytes, shown.bytes, shown.length);
    }
}

void dql_serve_bytes_free(dql_serve_bytes *bytes) {
    free(bytes->bytes);
    *bytes = (dql_serve_bytes){NULL, 0, 0, false};
}

/* ---- Compression ---- */

bool dql_serve_compress(dql_serve_bytes *bytes) {
    z_stream stream = {0};
    /* 16 more than the window's bits: gzip's header, not zlib's. */
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    dql_serve_bytes packed = {0};
    uLong bound = deflateBound(&stream, (uLong)bytes->length);
    bool good = bytes->length <= UINT32_MAX / 2 && reserve(&packed, bound);
    if (good) {
        stream.next_in = (Bytef *)bytes->bytes;
        stream.avail_in = (uInt)bytes->length;
        stream.next_out = (Bytef *)packed.bytes;
        stream.avail_out = (uInt)bound;
        good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        packed.length = stream.total_out;
    }
    deflateEnd(&stream);
    dql_serve_bytes unneeded = good ? *bytes : packed;
    if (good) *bytes = packed;
    dql_serve_bytes_free(&unneeded);
    return good;
}

static bool is_word(const char *text, size_t length, const char *word) {
    if (strlen(word) != length) return false;
    for (size_t i = 0; i < length; i++) {
        char byte = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
        if (byte != word[i]) return false;
    }
    return true;
}

/* A weight of nothing but zeros means: not this one. */
static bool is_refused(const char *parameters, size_t length) {
    size_t at = 0;
    while (at < length && (parameters[at] == ';' || parameters[at] == ' ' || parameters[at] == '\t')) at++;
    if (length - at < 3 || (parameters[at] | 0x20) != 'q' || parameters[at + 1] != '=') return false;
    for (at += 2; at < length; at++) {
        if (parameters[at] >= '1' && parameters[at] <= '9') return false;
    }
    return true;
}

bool dql_serve_takes_gzip(const char *accepted) {
    bool any = false;
    for (const char *at = accepted ? accepted : ""; *at;) {
        at += strspn(at, " \t,");
        size_t length = strcspn(at, ",");
        size_t name = strcspn(at, " \t,;");
        bool refused = is_refused(at + name, length - name);
        if (is_word(at, name, "gzip") || is_word(at, name, "x-gzip")) return !refused;
        if (is_word(at, name, "*")) any = !refused;
        at += length;
    }
    return any;
}

/* ---- Messages ---- */

/* In one piece, since several threads log requests. */
static void log_line(const char *before, const char *format, va_list arguments) {
    dql_serve_bytes text = {0};
    dql_serve_bytes line = {0};
    print(&text, format, arguments);
    dql_serve_print(&line, "%s", before);
    dql_serve_append_visible(&line, text.bytes, text.length);
    dql_serve_print(&line, "\n");
    fwrite(line.bytes, 1, line.length, stderr);
    dql_serve_bytes_free(&text);
    dql_serve_bytes_free(&line);
}

bool dql_serve_error(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log_line("deskql-serve: ", format, arguments);
    va_end(arguments);
    return false;
}

bool dql_serve_log(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log_line("", format, arguments);
    va_end(arguments);
    return false;
}
