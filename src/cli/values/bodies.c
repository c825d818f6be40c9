/* The API's own answers: a list under its kind's name, what is included with it, or one thing under its kind's name in the singular. */
#include "cli/io/pieces.h"
#include "cli/values/names.h"

#include <string.h>

/* One file. */
typedef struct reader {
    dql_cli_names *names;
    dql_cli_pieces pieces;
    /* Whether there was a list with ids in it, or one thing. */
    bool has_list;
    /* The first key of the answer at hand. */
    char first_key[DQL_CLI_LONGEST_KEY];
} reader;

static bool say(const reader *from, const char *what) {
    const dql_cli_stream *stream = &from->pieces.stream;
    return dql_cli_refuse(NULL, "%s:%lu:%lu: %s", stream->name, stream->line, stream->column, what);
}

/* ---- Items --------------------------------------------------------------------------------------------------------- */

/* Once for each kind, as far as they can be remembered. */
static void note_without_field(const reader *from, const char *key) {
    dql_cli_names *names = from->names;
    if (names->is_silent || names->left_out_count == DQL_CLI_MOST_NOTES) return;
    for (size_t i = 0; i < names->left_out_count; i++) {
        if (strcmp(names->left_out[i], key) == 0) return;
    }
    snprintf(names->left_out[names->left_out_count++], DQL_CLI_LONGEST_KEY, "%s", key);
    dql_cli_note("`%s` are left out: no filter field refers to them by id", key);
}

static bool read_item(reader *from, dql_cli_kind *kind, bool needs_id) {
    size_t length;
    int64_t id;
    const deskql_json_value *item = dql_cli_piece_value(&from->pieces, &length);
    if (!item) return false;
    if (deskql_json_value_integer(deskql_json_value_member(item, "id"), &id)) {
        from->has_list = true;
        if (kind && kind->has_field && !dql_cli_names_add(kind, item, id)) return false;
    } else if (needs_id && kind) {
        return say(from, "this item has no `id` that is a whole number");
    }
    dql_cli_stream_take(&from->pieces.stream, length);
    return true;
}

/* An array of things of a kind; where it is not known, items with ids show that it is one. */
static bool read_list(reader *from, const char *key, bool needs_id) {
    dql_cli_kind *kind = dql_cli_names_kind(from->names, key);
    bool had_list = from->has_list;
    bool good;
    from->has_list = kind != NULL;
    dql_cli_stream_skip(&from->pieces.stream);
    for (bool first = true; dql_cli_piece_next(&from->pieces, ']', first, &good); first = false) {
        if (dql_cli_stream_peek(&from->pieces.stream) < 0)
            return dql_cli_stream_expected(&from->pieces.stream, "a value");
        if (!read_item(from, kind, needs_id)) return false;
    }
    if (good && from->has_list && (!kind || !kind->has_field)) note_without_field(from, key);
    from->has_list = from->has_list || had_list;
    return good;
}

static bool read_included(reader *from) {
    bool good;
    char key[DQL_CLI_LONGEST_KEY];
    dql_cli_stream_skip(&from->pieces.stream);
    for (bool first = true; dql_cli_piece_next(&from->pieces, '}', first, &good); first = false) {
        if (!dql_cli_piece_key(&from->pieces, key)) return false;
        bool is_list = dql_cli_stream_peek(&from->pieces.stream) == '[';
        if (!(is_list ? read_list(from, key, false) : dql_cli_piece_skip(&from->pieces))) return false;
    }
    return good;
}

/* ---- One thing ------------------------------------------------------------------------------------------------------ */

static dql_cli_kind *kind_of_singular(dql_cli_names *names, const char *key) {
    for (size_t i = 0; i < names->kind_count; i++) {
        if (dql_cli_is_singular(names->kinds[i].name, key, strlen(key))) return &names->kinds[i];
    }
    return NULL;
}

/* An answer that is one user is that of users/me.json. */
static bool read_one(reader *from, dql_cli_kind *kind) {
    size_t length;
    int64_t id;
    dql_cli_names *names = from->names;
    const deskql_json_value *item = dql_cli_piece_value(&from->pieces, &length);
    if (!item) return false;
    if (!deskql_json_value_integer(deskql_json_value_member(item, "id"), &id))
        return say(from, "this has no `id` that is a whole number");
    from->has_list = true;
    if (!dql_cli_names_add(kind, item, id)) return false;
    if (strcmp(kind->name, "users") == 0) {
        if (!names->is_silent) dql_cli_note("`me` is the user %lld", (long long)id);
        names->has_me = true;
        names->me = id;
    }
    dql_cli_stream_take(&from->pieces.stream, length);
    return true;
}

/* ---- Answers -------------------------------------------------------------------------------------------------------- */

static const char *text_of(const deskql_json_value *value, const char *key) {
    const deskql_json_value *member = deskql_json_value_member(value, key);
    return deskql_json_value_type(member) == DESKQL_JSON_STRING ? deskql_json_value_text(member, NULL) : NULL;
}

/* Both shapes of errors: an array of them, or an object of lists of messages. */
static bool report_errors(reader *from) {
    size_t length;
    say(from, "this is an answer with errors, and no list");
    const deskql_json_value *errors = dql_cli_piece_value(&from->pieces, &length);
    const deskql_json_value *first = deskql_json_value_first(errors);
    const char *key = deskql_json_value_key(first, NULL);
    const char *words = text_of(first, "detail");
    if (!words) words = text_of(first, "title");
    if (key) words = deskql_json_value_text(deskql_json_value_first(first), NULL);
    if (words) dql_cli_hint("%s%s%s", key ? key : "", key ? ": " : "", words);
    return false;
}

static bool read_member(reader *from, const char *key) {
    int byte = dql_cli_stream_peek(&from->pieces.stream);
    dql_cli_kind *one = byte == '{' ? kind_of_singular(from->names, key) : NULL;
    if (strcmp(key, "errors") == 0) return report_errors(from);
    if (one && one->has_field) return read_one(from, one);
    if (byte == '{' && strcmp(key, "included") == 0) return read_included(from);
    return byte == '[' ? read_list(from, key, true) : dql_cli_piece_skip(&from->pieces);
}

static bool report_no_list(const reader *from, unsigned long line, unsigned long column) {
    dql_cli_error("%s:%lu:%lu: this answer has no list of things with ids", from->pieces.stream.name, line, column);
    if (*from->first_key) dql_cli_hint("it begins with `%s`", from->first_key);
    dql_cli_hint("a list is as the API answers it: `{\"ticketstatuses\": [{\"id\": 1, \"name\": \"Active\"}]}`");
    return false;
}

static bool read_answer(reader *from) {
    bool good;
    char key[DQL_CLI_LONGEST_KEY];
    unsigned long line = from->pieces.stream.line;
    unsigned long column = from->pieces.stream.column;
    from->has_list = false;
    from->first_key[0] = '\0';
    dql_cli_stream_skip(&from->pieces.stream);
    for (bool first = true; dql_cli_piece_next(&from->pieces, '}', first, &good); first = false) {
        if (!dql_cli_piece_key(&from->pieces, key)) return false;
        if (first) snprintf(from->first_key, sizeof from->first_key, "%s", key);
        if (!read_member(from, key)) return false;
    }
    return good && (from->has_list || report_no_list(from, line, column));
}

/* Nothing that begins otherwise is an answer. */
static bool report_other(reader *from, int byte) {
    dql_cli_stream_expected(&from->pieces.stream, "`{`");
    if (byte == '<') dql_cli_hint("it looks like a web page, as one that asks for a login: the API answers in JSON");
    if (byte == '[')
        dql_cli_hint("a whole answer is read, `{\"ticketstatuses\": [...]}`: its key says what the ids are of");
    return false;
}

static bool read_all(reader *from) {
    dql_cli_stream *stream = &from->pieces.stream;
    int byte = dql_cli_stream_peek(stream);
    bool good = true;
    if (byte == DQL_CLI_STREAM_END) good = dql_cli_stream_expected(stream, "`{`");
    for (; good && byte != DQL_CLI_STREAM_END; byte = good ? dql_cli_stream_peek(stream) : byte)
        good = byte == '{' ? read_answer(from) : byte != DQL_CLI_STREAM_FAILED && report_other(from, byte);
    dql_cli_stream_close(stream);
    return good;
}

bool dql_cli_names_read(dql_cli_names *names, const char *path, const char *input_name) {
    reader from = {.names = names, .pieces.json = &names->json};
    return dql_cli_stream_open(&from.pieces.stream, path, input_name) && read_all(&from);
}

bool dql_cli_names_read_text(dql_cli_names *names, const char *name, const char *text, size_t length) {
    reader from = {.names = names, .pieces.json = &names->json};
    return dql_cli_stream_open_text(&from.pieces.stream, name, text, length) && read_all(&from);
}

/* A file of values has names and ids in its objects, and names in its arrays. */
static bool belongs_to_answer(const deskql_json_value *member) {
    const deskql_json_value *first = deskql_json_value_first(member);
    if (deskql_json_value_type(member) == DESKQL_JSON_ARRAY) return deskql_json_value_type(first) == DESKQL_JSON_OBJECT;
    return deskql_json_value_member(member, "id") &&
           (text_of(member, "name") || text_of(member, "firstName") || text_of(member, "email"));
}

bool dql_cli_is_body(const char *text, size_t length) {
    deskql_json *json = NULL;
    bool found = false;
    if (deskql_json_parse(text, length, NULL, &json) == DESKQL_OK) {
        const deskql_json_value *root = deskql_json_root(json);
        bool is_object = deskql_json_value_type(root) == DESKQL_JSON_OBJECT;
        const deskql_json_value *member = is_object ? deskql_json_value_first(root) : NULL;
        found = deskql_json_value_member(root, "errors") || deskql_json_value_member(root, "pagination");
        for (; member && !found; member = deskql_json_value_next(member)) found = belongs_to_answer(member);
    }
    deskql_json_free(json);
    return found;
}
