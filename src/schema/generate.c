/*
 * A tool of the build: the built-in endpoints as constant tables.
 *     deskql-generate-schemas OUT.c FILE.json…
 * It reads the files as any schema is read, so that what is built in has passed the same checks, and writes what that made.
 */
#include "schema/load.h"

#include <stdio.h>
#include <stdlib.h>

#define ENDPOINTS_LIMIT 64
#define FINDINGS_LIMIT 100

static void print_string(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        /* Octal escapes end after three digits, whatever follows. */
        if (byte < 0x20 || byte >= 0x7F || byte == '"' || byte == '\\' || byte == '?') {
            fprintf(out, "\\%03o", byte);
        } else {
            fputc(byte, out);
        }
    }
    fputc('"', out);
}

static void print_slots(FILE *out, const dql_name_index *index, const char *name, uint32_t endpoint) {
    fprintf(out, "static const uint16_t %s_%u[] = {", name, endpoint);
    for (uint32_t i = 0; i <= index->mask; i++) fprintf(out, "%s%u,", i % 16 ? " " : "\n    ", index->slots[i]);
    fprintf(out, "\n};\n");
}

/* The rest of an index's initializer, behind the name of its slots. */
static void print_index(FILE *out, const dql_name_index *index) {
    fprintf(out, "%u, %u, ", index->mask, index->crowd_count);
    if (index->crowd_count) fprintf(out, "(const uint16_t[]){");
    for (uint32_t i = 0; i < index->crowd_count; i++) fprintf(out, "%u,", index->crowd[i]);
    fprintf(out, index->crowd_count ? "}" : "NULL");
}

static void print_values(FILE *out, const dql_field *field, uint32_t endpoint, uint32_t position) {
    if (field->value_count == 0) return;
    fprintf(out, "static const dql_schema_value values_%u_%u[] = {\n", endpoint, position);
    for (uint32_t i = 0; i < field->value_count; i++) {
        const dql_schema_value *value = &field->values[i];
        fprintf(out, "    {");
        print_string(out, value->name);
        fprintf(out, ", %u, 0, INT64_C(%lld), NULL, NULL},\n", value->length, (long long)value->id);
    }
    fprintf(out, "};\n");
    char name[32];
    snprintf(name, sizeof name, "value_slots_%u", endpoint);
    print_slots(out, &field->value_index, name, position);
}

static void print_parameters(FILE *out, const dql_field *field, uint32_t endpoint, uint32_t position) {
    if (!field->parameters) return;
    fprintf(out, "static const dql_named_parameter parameters_%u_%u[] = {", endpoint, position);
    for (const dql_named_parameter *one = field->parameters; one->name; one++) {
        fprintf(out, "{");
        print_string(out, one->name);
        fprintf(out, ", %u, %d}, ", one->operator_, one->seen);
    }
    fprintf(out, "{NULL, 0, false}};\n");
}

static void print_field(FILE *out, const dql_field *field, uint32_t endpoint, uint32_t position) {
    fprintf(out, "    {.name = ");
    print_string(out, field->name);
    fprintf(out, ", .length = %u, .type = %u, .nullable = %d, .open = %d, .groups = %u", field->length, field->type,
            field->nullable, field->open, field->groups);
    if (field->in_path) {
        fprintf(out, ", .in_path = true},\n");
        return;
    }
    fprintf(out, ", .seen = %d", field->seen);
    if (field->parameters) {
        fprintf(out, ", .list = %u, .parameters = parameters_%u_%u", field->list, endpoint, position);
    } else {
        fprintf(out, ",\n     .key = ");
        print_string(out, field->key);
        fprintf(out, ", .key_length = %u,\n     .encoded_key = ", field->key_length);
        print_string(out, field->encoded_key);
        fprintf(out, ", .encoded_key_length = %u", field->encoded_key_length);
    }
    if (field->kind) {
        fprintf(out, ", .kind = ");
        print_string(out, field->kind);
    }
    if (field->value_count) {
        fprintf(out, ",\n     .value_count = %u, .values = values_%u_%u, .value_index = {value_slots_%u_%u, ",
                field->value_count, endpoint, position, endpoint, position);
        print_index(out, &field->value_index);
        fprintf(out, "}");
    }
    fprintf(out, "},\n");
}

static void print_fields(FILE *out, const deskql_endpoint *endpoint, uint32_t number) {
    uint32_t count = endpoint->field_count + endpoint->path_count;
    for (uint32_t i = 0; i < count; i++) {
        print_values(out, &endpoint->fields[i], number, i);
        print_parameters(out, &endpoint->fields[i], number, i);
    }
    if (count == 0) return;
    fprintf(out, "static const dql_field fields_%u[] = {\n", number);
    for (uint32_t i = 0; i < count; i++) print_field(out, &endpoint->fields[i], number, i);
    fprintf(out, "};\n");
}

static void print_list(FILE *out, const dql_name_list *list, const char *name, uint32_t number) {
    if (list->count == 0) return;
    fprintf(out, "static const char *const %s_%u[] = {\n", name, number);
    for (uint32_t i = 0; i < list->count; i++) {
        fprintf(out, "    ");
        print_string(out, list->names[i]);
        fprintf(out, ",\n");
    }
    fprintf(out, "};\n");
    char slots[32];
    snprintf(slots, sizeof slots, "%s_slots", name);
    print_slots(out, &list->index, slots, number);
}

static void print_renamed(FILE *out, const deskql_endpoint *endpoint, uint32_t number) {
    if (endpoint->renamed_count == 0) return;
    fprintf(out, "static const dql_renamed renamed_%u[] = {\n", number);
    for (uint32_t i = 0; i < endpoint->renamed_count; i++) {
        fprintf(out, "    {");
        print_string(out, endpoint->renamed[i].from);
        fprintf(out, ", ");
        print_string(out, endpoint->renamed[i].to);
        fprintf(out, "},\n");
    }
    fprintf(out, "};\n");
}

static void print_entries(FILE *out, const deskql_endpoint *endpoint, uint32_t number) {
    if (endpoint->entry_count) fprintf(out, "static const dql_name_entry entries_%u[] = {\n", number);
    for (uint32_t i = 0; i < endpoint->entry_count; i++) {
        const dql_name_entry *entry = &endpoint->entries[i];
        fprintf(out, "    {");
        print_string(out, entry->name);
        fprintf(out, ", {UINT64_C(%llu), UINT64_C(%llu)}, %u, %d, %d, %d},\n", (unsigned long long)entry->words.head,
                (unsigned long long)entry->words.tail, entry->length, entry->filter, entry->order, entry->renamed);
    }
    if (endpoint->entry_count) fprintf(out, "};\n");
    print_slots(out, &endpoint->index, "entry_slots", number);
}

static void print_list_use(FILE *out, const dql_name_list *list, const char *member, const char *name,
                           uint32_t number) {
    if (list->count == 0) return;
    fprintf(out, "    .%s = {%s_%u, %u, %u, {%s_slots_%u, ", member, name, number, list->count, list->documented, name,
            number);
    print_index(out, &list->index);
    fprintf(out, "}},\n");
}

static void print_endpoint(FILE *out, const deskql_endpoint *endpoint, uint32_t number) {
    fprintf(out, "\n/* %s */\n", endpoint->name);
    print_fields(out, endpoint, number);
    print_list(out, &endpoint->order, "order", number);
    print_list(out, &endpoint->includes, "includes", number);
    print_list(out, &endpoint->sparse, "sparse", number);
    print_renamed(out, endpoint, number);
    print_entries(out, endpoint, number);
    fprintf(out, "static const deskql_endpoint endpoint_%u = {\n    .name = ", number);
    print_string(out, endpoint->name);
    fprintf(out, ",\n    .name_length = %zu,\n    .path = ", endpoint->name_length);
    print_string(out, endpoint->path);
    fprintf(out, ",\n    .maximum_page_size = %u,\n    .ids = %d,\n    .named = %d,\n    .unusual = %d,\n",
            endpoint->maximum_page_size, endpoint->ids, endpoint->named, endpoint->unusual);
    if (endpoint->field_count + endpoint->path_count)
        fprintf(out,
                "    .path_count = %u,\n    .longest_key = %u,\n    .field_count = %u,\n    .documented = %u,\n"
                "    .queryable = %u,\n    .fields = fields_%u,\n",
                endpoint->path_count, endpoint->longest_key, endpoint->field_count, endpoint->documented,
                endpoint->queryable, number);
    print_list_use(out, &endpoint->order, "order", "order", number);
    print_list_use(out, &endpoint->includes, "includes", "includes", number);
    print_list_use(out, &endpoint->sparse, "sparse", "sparse", number);
    if (endpoint->renamed_count) {
        fprintf(out, "    .renamed = renamed_%u,\n    .renamed_count = %u,\n", number, endpoint->renamed_count);
    }
    if (endpoint->entry_count) fprintf(out, "    .entries = entries_%u,\n", number);
    fprintf(out, "    .entry_count = %u,\n    .index = {entry_slots_%u, ", endpoint->entry_count, number);
    print_index(out, &endpoint->index);
    fprintf(out, "},\n};\n");
}

static char *read_file(dql_arena *arena, const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    rewind(file);
    char *text = size >= 0 ? dql_arena_take(arena, (size_t)size + 1) : NULL;
    *length = size >= 0 ? (size_t)size : 0;
    if (text && fread(text, 1, *length, file) != *length) text = NULL;
    fclose(file);
    return text;
}

/* Returns false after a message. */
static bool load_file(dql_arena *arena, const char *path, const dql_endpoints *present, dql_endpoints *loaded) {
    deskql_findings findings;
    dql_findings_init(&findings, arena, FINDINGS_LIMIT);
    dql_load load = {.arena = arena, .scratch = arena, .findings = &findings, .present = *present};
    size_t length;
    const char *text = read_file(arena, path, &length);
    if (!text) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    if (dql_load_schema(&load, text, length, loaded)) return true;
    for (uint32_t i = 0; i < findings.count && !arena->failed; i++) {
        const deskql_finding *finding = dql_findings_read(&findings, i, arena);
        if (!finding) break;
        fprintf(stderr, "%s:%u:%u: error: %s\n", path, finding->range.start.line, finding->range.start.column,
                finding->message);
    }
    return false;
}

static void print_all(FILE *out, const dql_endpoints *all) {
    fprintf(out, "/* Made from src/schemas by src/schema/generate.c. */\n#include \"schema/schema.h\"\n");
    for (uint32_t i = 0; i < all->count; i++) print_endpoint(out, all->at[i], i);
    fprintf(out, "\nconst deskql_endpoint *const dql_builtin_endpoints[] = {\n");
    for (uint32_t i = 0; i < all->count; i++) fprintf(out, "    &endpoint_%u,\n", i);
    fprintf(out, "};\nconst size_t dql_builtin_endpoint_count = %zu;\n", all->count);
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: deskql-generate-schemas OUT.c FILE.json...\n");
        return 2;
    }
    dql_arena arena;
    dql_arena_init(&arena, NULL);
    const deskql_endpoint *at[ENDPOINTS_LIMIT];
    dql_endpoints all = {at, 0};
    bool fine = true;
    for (int i = 2; i < count; i++) {
        dql_endpoints loaded;
        fine = load_file(&arena, arguments[i], &all, &loaded) && all.count + loaded.count <= ENDPOINTS_LIMIT && fine;
        for (size_t j = 0; fine && j < loaded.count; j++) at[all.count++] = loaded.at[j];
    }
    FILE *out = fine ? fopen(arguments[1], "wb") : NULL;
    if (fine && !out) fprintf(stderr, "%s: cannot be written\n", arguments[1]);
    if (out) {
        print_all(out, &all);
        bool failed = ferror(out) != 0;
        fine = fclose(out) == 0 && !failed;
    }
    dql_arena_free(&arena);
    return fine && out ? 0 : 1;
}
