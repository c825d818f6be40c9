/* What becomes of the parameters beside the filter: order, pages and lists of names. */
#include "url/parameter.h"

#include "base/number.h"

#include <string.h>

/* ---- Lists of names ------------------------------------------------------------------------------------------------- */

static bool is_blank(const char *text, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        if (!dql_raw_is_space(text[i])) return false;
    }
    return true;
}

static void report_missing_name(dql_raw_reader *reader, dql_range range, const char *name) {
    deskql_finding *finding = dql_report(reader->findings, DQL_BAD_SHAPE, range, "a name is missing in `%s`", name);
    dql_finding_about(finding, name, NULL);
    dql_finding_help(reader->findings, finding, "names are separated by one comma each");
    dql_finding_phrase(reader->findings, finding, "lacks a name");
}

/* The names in a range of the decoded text. */
static dql_name_item *read_names(dql_raw_reader *reader, const dql_raw_part *part, dql_range all,
                                 const char *parameter_name) {
    dql_name_item *first = NULL;
    dql_name_item **link = &first;
    if (part->unusable) return NULL;
    for (uint32_t at = all.start; at <= all.end; at++) {
        const char *comma = memchr(part->text + at, ',', all.end - at);
        uint32_t end = comma ? (uint32_t)(comma - part->text) : all.end;
        dql_range range = dql_raw_range(part, at, end);
        if (is_blank(part->text + at, end - at)) {
            report_missing_name(reader, range, parameter_name);
        } else {
            dql_name_item *item = dql_arena_take_zeroed(reader->arena, sizeof *item);
            const char *text = dql_arena_copy(reader->arena, part->text + at, end - at);
            if (!item || !text) return NULL;
            item->name = (dql_name){.text = text, .length = end - at, .range = range, .quoted = true};
            *link = item;
            link = &item->next;
        }
        at = end;
    }
    return first;
}

void dql_raw_read_lists(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query) {
    const dql_raw_part *includes = given[DQL_INCLUDES].value;
    const dql_raw_part *fields = given[DQL_FIELDS].value;
    if (includes) {
        query->present |= DQL_CLAUSE_INCLUDE;
        query->includes = read_names(reader, includes, (dql_range){0, includes->length}, "includes");
    }
    if (fields) {
        query->present |= DQL_CLAUSE_FIELDS;
        query->fields = read_names(reader, fields, (dql_range){0, fields->length}, "fields");
    }
}

/* ---- Order ---------------------------------------------------------------------------------------------------------- */

static const char *const modes[] = {"asc", "desc"};

static void report_mode(dql_raw_reader *reader, const dql_raw_part *part) {
    deskql_finding *finding = dql_report(reader->findings, DQL_UNKNOWN_VALUE, part->range, "`%s` is no order",
                                         dql_shown(reader->arena, part->text, part->length));
    dql_finding_about(finding, "orderMode", NULL);
    dql_finding_help(reader->findings, finding, "an order is `asc` or `desc`");
    dql_finding_phrase(reader->findings, finding, "must be one of ‘asc, desc’");
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(modes[i]);
        if (part->length > length && strncmp(part->text, modes[i], length) == 0)
            dql_finding_fix(reader->findings, finding, part->range, "%s", modes[i]);
    }
}

/* A direction within `orderBy`, as other APIs have it. */
typedef struct direction {
    const char *mode; /* NULL where there is none */
    dql_range field;  /* in the decoded text */
} direction;

static const char *read_mode(const char *text, size_t length) {
    if (dql_raw_says(text, length, "asc") || dql_raw_says(text, length, "ascending")) return modes[0];
    if (dql_raw_says(text, length, "desc") || dql_raw_says(text, length, "descending")) return modes[1];
    return NULL;
}

/* `-createdAt`, `+createdAt`, `createdAt:desc`, `createdAt desc`, `createdAt,desc`, `createdAt.desc`. */
static direction find_direction(const dql_raw_part *by) {
    direction found = {NULL, {0, by->length}};
    char first = by->length > 1 ? by->text[0] : '\0';
    if (first == '-' || first == '+' || first == ' ') {
        found.mode = modes[first == '-'];
        found.field.start = 1;
        return found;
    }
    uint32_t at = by->length;
    while (at > 1 && (dql_raw_is_letter(by->text[at - 1]))) at--;
    if (at < 2 || !strchr(": ,.", by->text[at - 1]) || !by->text[at - 1]) return found;
    found.mode = read_mode(by->text + at, by->length - at);
    if (!found.mode) return found;
    found.field.end = at - 1;
    while (found.field.end > 1 && by->text[found.field.end - 1] == ' ') found.field.end--;
    return found;
}

static void report_direction(dql_raw_reader *reader, const dql_raw_part *by, const dql_raw_part *mode,
                             const direction *within) {
    dql_range field = dql_raw_range(by, within->field.start, within->field.end);
    const char *shown =
        dql_shown(reader->arena, by->text + within->field.start, within->field.end - within->field.start);
    deskql_finding *finding = dql_report(reader->findings, DQL_BAD_SHAPE, by->range, "`orderBy` takes the field alone");
    dql_finding_about(finding, "orderBy", NULL);
    dql_finding_help(reader->findings, finding, "the order is a parameter of its own: `orderBy=%s&orderMode=%s`", shown,
                     within->mode);
    dql_finding_phrase(reader->findings, finding, "must be one field");
    const char *source = reader->source->text + field.start;
    const char *between = by->quoting == DQL_RAW_SHELL_BARE ? "\\&" : "&";
    if (!mode) {
        dql_finding_fix(reader->findings, finding, by->range, "%.*s%sorderMode=%s", (int)(field.end - field.start),
                        source, between, within->mode);
    } else if (read_mode(mode->text, mode->length) == within->mode) {
        dql_finding_fix(reader->findings, finding, by->range, "%.*s", (int)(field.end - field.start), source);
    }
}

static void report_lonely_mode(dql_raw_reader *reader, dql_range range) {
    deskql_finding *finding = dql_report(reader->findings, DQL_BAD_SHAPE, range, "`orderMode` without `orderBy`");
    dql_finding_about(finding, "orderMode", NULL);
    dql_finding_help(reader->findings, finding,
                     "no document says what is ordered by then: give `orderBy` a field, or leave `orderMode` out");
    dql_finding_phrase(reader->findings, finding, "needs ‘orderBy’");
}

static void warn_of_missing_mode(dql_raw_reader *reader, dql_range range) {
    deskql_finding *finding =
        dql_report(reader->findings, DQL_UNDOCUMENTED, range, "the order without `orderMode` is not documented");
    dql_finding_about(finding, "orderBy", NULL);
    dql_finding_help(reader->findings, finding, "it is read as `orderMode=asc`; say which of `asc` and `desc` it is");
}

void dql_raw_read_order(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query) {
    const dql_raw_part *by = given[DQL_ORDER_BY].value;
    const dql_raw_part *mode = given[DQL_ORDER_MODE].value;
    /* `DESC` is in real use, so letter case counts for nothing. */
    bool descending = mode && dql_raw_says(mode->text, mode->length, modes[1]);
    bool ascending = mode && dql_raw_says(mode->text, mode->length, modes[0]);
    if (mode && !descending && !ascending && !mode->reported && !mode->unusable) report_mode(reader, mode);
    if (!by) {
        if (mode) report_lonely_mode(reader, (dql_range){given[DQL_ORDER_MODE].name.start, mode->range.end});
        return;
    }
    direction within = find_direction(by);
    query->present |= DQL_CLAUSE_ORDER;
    query->order = read_names(reader, by, within.field, "orderBy");
    if (within.mode) {
        report_direction(reader, by, mode, &within);
    } else if (!mode && reader->endpoint && !dql_raw_is_object_text(by->text, by->length)) {
        warn_of_missing_mode(reader, by->range);
    }
    if (!query->order) return;
    query->order->descending = descending;
    if (mode) dql_set_direction(query->order, mode->range);
}

/* ---- Pages ---------------------------------------------------------------------------------------------------------- */

static dql_literal *read_page(dql_raw_reader *reader, const dql_raw_part *part) {
    dql_literal *literal = dql_arena_take_zeroed(reader->arena, sizeof *literal);
    if (!literal) return NULL;
    literal->text = part->text;
    literal->length = part->length;
    literal->range = part->range;
    literal->kind = part->unusable || part->reported ? DQL_LITERAL_MISSING : DQL_LITERAL_WORD;
    if (dql_raw_is_integer(part->text, part->length)) {
        literal->kind = DQL_LITERAL_INTEGER;
        literal->in_range = dql_integer_read(part->text, part->length, &literal->integer);
    }
    return literal;
}

void dql_raw_read_pages(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query) {
    if (given[DQL_PAGE].value) {
        query->present |= DQL_CLAUSE_PAGE;
        query->page = read_page(reader, given[DQL_PAGE].value);
    }
    if (given[DQL_PAGE_SIZE].value) {
        query->present |= DQL_CLAUSE_PAGE_SIZE;
        query->page_size = read_page(reader, given[DQL_PAGE_SIZE].value);
    }
}

/* ---- Ids ------------------------------------------------------------------------------------------------------------ */

static void add_id(dql_raw_reader *reader, const dql_raw_part *part, uint32_t start, uint32_t end, dql_node *ids,
                   dql_literal ***link) {
    dql_literal *id = dql_arena_take_zeroed(reader->arena, sizeof *id);
    const char *text = dql_arena_copy(reader->arena, part->text + start, end - start);
    if (!id || !text) return;
    *id = (dql_literal){.text = text, .length = end - start, .range = dql_raw_range(part, start, end)};
    id->kind = part->reported || part->unusable ? DQL_LITERAL_MISSING : DQL_LITERAL_STRING;
    if (dql_raw_is_integer(text, id->length)) {
        id->kind = DQL_LITERAL_INTEGER;
        id->in_range = dql_integer_read(text, id->length, &id->integer);
    }
    **link = id;
    *link = &id->next;
    ids->value_count++;
}

void dql_raw_read_ids(dql_raw_reader *reader, const dql_raw_parameter *given, struct deskql_query *query) {
    const dql_raw_part *part = given->value;
    dql_node *ids = part ? dql_arena_take_zeroed(reader->arena, sizeof *ids) : NULL;
    if (!ids) return;
    *ids = (dql_node){.kind = DQL_NODE_COMPARISON,
                      .operator_ = DQL_OPERATOR_IN,
                      .range = part->range,
                      .field = {.text = "ids", .length = 3, .range = given->name, .quoted = true},
                      .operator_range = given->name};
    dql_literal **link = &ids->values;
    for (uint32_t at = 0; at <= part->length; at++) {
        const char *comma = memchr(part->text + at, ',', part->length - at);
        uint32_t end = comma ? (uint32_t)(comma - part->text) : part->length;
        add_id(reader, part, at, end, ids, &link);
        at = end;
    }
    query->present |= DQL_CLAUSE_IDS;
    query->ids = ids;
}
