/* The names as a file of values: a field's names one a line, sorted, so that two of them can be compared. */
#include "cli/values/names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A field of the file. */
typedef struct field {
    const char *name;
    /* NULL: none is known, or endpoints differ on it. */
    dql_cli_kind *kind;
    dql_cli_kind *other_kind;
    /* What the other file has; NULL: nothing. */
    const deskql_json_value *kept;
} field;

/* One name of a field. */
typedef struct entry {
    const char *text;
    size_t length;
    int64_t id;
    /* What the other file has for it; NULL: the id holds. */
    const deskql_json_value *kept;
} entry;

typedef struct writing {
    dql_cli_names *names;
    const char *file;
    const deskql_json_value *into;
    dql_cli_bytes *to;
    field *fields;
    size_t field_count;
    size_t field_capacity;
    /* Of the field at hand. */
    const field *field;
    entry *entries;
    size_t entry_count;
    bool failed;
} writing;

/* ---- Bytes --------------------------------------------------------------------------------------------------------- */

static void put(writing *of, const char *text) {
    if (dql_cli_to_bytes(of->to, text, strlen(text)) != 0) of->failed = true;
}

static void put_string(writing *of, const char *text, size_t length) {
    if (deskql_json_write_string(text, length, dql_cli_to_bytes, of->to) != DESKQL_OK) of->failed = true;
}

/* As deep as the JSON is. */
static bool put_items(dql_cli_bytes *to, const deskql_json_value *value) {
    bool is_object = deskql_json_value_type(value) == DESKQL_JSON_OBJECT;
    bool good = dql_cli_to_bytes(to, is_object ? "{" : "[", 1) == 0;
    const deskql_json_value *item = deskql_json_value_first(value);
    for (bool first = true; good && item; item = deskql_json_value_next(item), first = false) {
        size_t length;
        const char *key = deskql_json_value_key(item, &length);
        good = (first || dql_cli_to_bytes(to, ", ", 2) == 0) &&
               (!key || (deskql_json_write_string(key, length, dql_cli_to_bytes, to) == DESKQL_OK &&
                         dql_cli_to_bytes(to, ": ", 2) == 0)) &&
               dql_cli_put_value(to, item);
    }
    return good && dql_cli_to_bytes(to, is_object ? "}" : "]", 1) == 0;
}

bool dql_cli_put_value(dql_cli_bytes *to, const deskql_json_value *value) {
    size_t length;
    const char *text = deskql_json_value_text(value, &length);
    switch (deskql_json_value_type(value)) {
    case DESKQL_JSON_STRING:
        return deskql_json_write_string(text, length, dql_cli_to_bytes, to) == DESKQL_OK;
    case DESKQL_JSON_NUMBER:
        return dql_cli_to_bytes(to, text, length) == 0;
    case DESKQL_JSON_ARRAY:
    case DESKQL_JSON_OBJECT:
        return put_items(to, value);
    case DESKQL_JSON_TRUE:
        return dql_cli_to_bytes(to, "true", 4) == 0;
    case DESKQL_JSON_FALSE:
        return dql_cli_to_bytes(to, "false", 5) == 0;
    case DESKQL_JSON_NULL:
        break;
    }
    return dql_cli_to_bytes(to, "null", 4) == 0;
}

static void put_value(writing *of, const deskql_json_value *value) {
    if (!dql_cli_put_value(of->to, value)) of->failed = true;
}

static bool is_list(const deskql_json_value *value) {
    return deskql_json_value_type(value) == DESKQL_JSON_ARRAY;
}

/* ---- Notes --------------------------------------------------------------------------------------------------------- */

static bool may_note(writing *of) {
    return of->names->notes++ < DQL_CLI_MOST_NOTES;
}

static void note_more(writing *of) {
    dql_cli_names *names = of->names;
    if (names->notes > DQL_CLI_MOST_NOTES) dql_cli_note("and %u more", names->notes - DQL_CLI_MOST_NOTES);
    names->notes = 0;
}

static void note_ambiguous(writing *of, dql_cli_tree *top) {
    if (!top) return;
    note_ambiguous(of, top->left);
    dql_cli_known_name *known = (dql_cli_known_name *)top;
    if (known->is_ambiguous && !known->is_noted && may_note(of))
        dql_cli_note("`%s` stands for %" PRId64 " and for %" PRId64 ": the answers give it no id", known->text,
                     known->id, known->other);
    known->is_noted = true;
    note_ambiguous(of, top->right);
}

static void note_kinds(writing *of) {
    dql_cli_names *names = of->names;
    for (size_t i = 0; i < names->kind_count; i++) {
        dql_cli_kind *kind = &names->kinds[i];
        note_ambiguous(of, kind->names);
        if (kind->has_too_many && !kind->is_noted && may_note(of))
            dql_cli_note("`%s` are left out: they have more than %u names, the most of a field", kind->name,
                         DQL_CLI_MOST_NAMES);
        kind->is_noted = kind->is_noted || kind->has_too_many;
    }
    note_more(of);
}

/* ---- Fields -------------------------------------------------------------------------------------------------------- */

/* NULL without memory. */
static field *field_of(writing *of, const char *name) {
    for (size_t i = 0; i < of->field_count; i++) {
        if (strcmp(of->fields[i].name, name) == 0) return &of->fields[i];
    }
    field *larger = dql_cli_grown(of->fields, of->field_count, &of->field_capacity, sizeof *larger);
    if (!larger) return NULL;
    of->fields = larger;
    of->fields[of->field_count] = (field){.name = name};
    return &of->fields[of->field_count++];
}

/* A file of values gives a name to a field of every endpoint, so that what two endpoints mean otherwise gets none. */
static bool gather_fields(writing *of) {
    dql_cli_names *names = of->names;
    for (size_t i = 0; i < deskql_schemas_count(names->schemas); i++) {
        const deskql_endpoint *endpoint = deskql_schemas_at(names->schemas, i);
        deskql_field_info info;
        for (size_t j = 0; deskql_endpoint_filter_at(endpoint, j, &info); j++) {
            const char *kind = deskql_endpoint_kind_at(endpoint, j);
            if (!kind || info.type != DESKQL_TYPE_REFERENCE) continue;
            field *known = field_of(of, info.name);
            if (!known) return false;
            dql_cli_kind *found = dql_cli_names_kind(names, kind);
            if (!known->kind) known->kind = found;
            if (known->kind != found) known->other_kind = found;
        }
    }
    for (const deskql_json_value *member = deskql_json_value_first(of->into); member;
         member = deskql_json_value_next(member)) {
        field *known = field_of(of, deskql_json_value_key(member, NULL));
        if (!known) return false;
        known->kept = member;
    }
    for (size_t i = 0; i < of->field_count; i++) {
        field *known = &of->fields[i];
        if (!known->other_kind) continue;
        if (known->kind->count + known->other_kind->count && may_note(of))
            dql_cli_note("`%s` gets no names: it refers to `%s` in one endpoint and to `%s` in another", known->name,
                         known->kind->name, known->other_kind->name);
        known->kind = NULL;
    }
    return true;
}

static int order_fields(const void *one, const void *other) {
    return strcmp(((const field *)one)->name, ((const field *)other)->name);
}

/* ---- Names of a field ---------------------------------------------------------------------------------------------- */

static bool is_me(const writing *of, const char *text) {
    return of->names->has_me && strcmp(of->field->kind->name, "users") == 0 && strcmp(text, "me") == 0;
}

/* What the answers say of a name, unless a person has made an alias of it. */
static void add_known(writing *of, const dql_cli_tree *top) {
    if (!top) return;
    add_known(of, top->left);
    const dql_cli_known_name *known = (const dql_cli_known_name *)top;
    const deskql_json_value *kept = deskql_json_value_member(of->field->kept, known->text);
    int64_t before;
    if (!known->is_ambiguous && !is_me(of, known->text) && !is_list(kept)) {
        of->entries[of->entry_count++] = (entry){known->text, strlen(known->text), known->id, NULL};
        if (deskql_json_value_integer(kept, &before) && before != known->id && may_note(of))
            dql_cli_note("`%s` of `%s` was %" PRId64 ", and is %" PRId64 " now", known->text, of->field->name, before,
                         known->id);
    } else if (is_list(kept) && !known->is_ambiguous && may_note(of)) {
        dql_cli_note("`%s` of `%s` is the name of %" PRId64 ", and stays the alias that it was", known->text,
                     of->field->name, known->id);
    }
    add_known(of, top->right);
}

static void add_kept(writing *of) {
    const field *at = of->field;
    for (const deskql_json_value *member = deskql_json_value_first(at->kept); member;
         member = deskql_json_value_next(member)) {
        size_t length;
        const char *text = deskql_json_value_key(member, &length);
        const dql_cli_known_name *known = at->kind ? dql_cli_names_find(at->kind, text) : NULL;
        bool is_known = known && !known->is_ambiguous && !is_list(member);
        if (is_known || (at->kind && is_me(of, text))) continue;
        of->entries[of->entry_count++] = (entry){text, length, 0, member};
    }
}

static int order_entries(const void *one_, const void *other_) {
    const entry *one = one_;
    const entry *other = other_;
    return dql_cli_compare_bytes(one->text, one->length, other->text, other->length);
}

static void put_entries(writing *of) {
    qsort(of->entries, of->entry_count, sizeof *of->entries, order_entries);
    for (size_t i = 0; i < of->entry_count; i++) {
        const entry *at = &of->entries[i];
        char id[32];
        snprintf(id, sizeof id, "%" PRId64, at->id);
        put(of, i ? ",\n    " : "{\n    ");
        put_string(of, at->text, at->length);
        put(of, ": ");
        if (at->kept) {
            put_value(of, at->kept);
        } else {
            put(of, id);
        }
    }
    put(of, "\n  }");
}

/* Returns false without memory. */
static bool gather_entries(writing *of) {
    const field *at = of->field;
    size_t most = (at->kind ? at->kind->count : 0) + deskql_json_value_count(at->kept) + 1;
    free(of->entries);
    of->entries = malloc(most * sizeof *of->entries);
    of->entry_count = 0;
    if (!of->entries) return false;
    if (at->kind) add_known(of, at->kind->names);
    add_kept(of);
    if (at->kind && is_me(of, "me")) of->entries[of->entry_count++] = (entry){"me", 2, of->names->me, NULL};
    return true;
}

static bool put_fields(writing *of) {
    const char *separator = "{\n  ";
    for (size_t i = 0; of->fields && i < of->field_count; i++) {
        of->field = &of->fields[i];
        bool is_enum = is_list(of->field->kept);
        if (!is_enum && !gather_entries(of)) return false;
        if (!is_enum && of->entry_count == 0) continue;
        put(of, separator);
        put_string(of, of->field->name, strlen(of->field->name));
        put(of, ": ");
        if (is_enum) {
            put_value(of, of->field->kept);
        } else {
            put_entries(of);
        }
        separator = ",\n  ";
    }
    put(of, *separator == '{' ? "{}\n" : "\n}\n");
    return !of->failed;
}

/* ---- The file ------------------------------------------------------------------------------------------------------ */

/* Whether the other file is one of values, as far as it has to be to be copied. */
static bool check_into(const char *file, const deskql_json *json) {
    const deskql_json_value *wrong = deskql_json_root(json);
    if (deskql_json_value_type(wrong) == DESKQL_JSON_OBJECT) {
        wrong = deskql_json_value_first(wrong);
        while (wrong && (is_list(wrong) || deskql_json_value_type(wrong) == DESKQL_JSON_OBJECT))
            wrong = deskql_json_value_next(wrong);
    }
    if (!wrong) return true;
    deskql_position at = deskql_json_value_range(json, wrong).start;
    return dql_cli_refuse(NULL, "%s:%u:%u: a file of values has objects of name and id, and arrays of names", file,
                          at.line, at.column);
}

size_t dql_cli_names_count(const dql_cli_names *names) {
    size_t count = names->has_me;
    for (size_t i = 0; i < names->kind_count; i++) count += names->kinds[i].count;
    return count;
}

bool dql_cli_names_write(dql_cli_names *names, const char *file, const deskql_json *into, dql_cli_bytes *to) {
    writing of = {.names = names, .file = file, .to = to};
    if (file && !check_into(file, into)) return false;
    of.into = file ? deskql_json_root(into) : NULL;
    note_kinds(&of);
    bool good = gather_fields(&of);
    if (good && of.fields) qsort(of.fields, of.field_count, sizeof *of.fields, order_fields);
    good = good && put_fields(&of);
    note_more(&of);
    free(of.fields);
    free(of.entries);
    if (!good) dql_cli_error("no memory");
    return good;
}
