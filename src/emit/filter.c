#include "emit/filter.h"

#include "base/percent.h"
#include "json/writer.h"

/* A text that a fixed number of stores writes, whatever its length. */
#define PIECE_SIZE 32u
typedef struct piece {
    char text[PIECE_SIZE - 1];
    uint8_t length;
} piece;

#define PIECE(literal)                                                                                                 \
    { literal, sizeof(literal) - 1 }

/* JSON's punctuation as it is written, so that the plain and the percent-encoded form come from the same code. */
typedef struct json_dialect {
    bool encoded;
    piece open_object;
    piece open_array;
    piece close_array;
    piece comma;
    piece next_member; /* `},` */
    piece close_both;  /* `}}` */
    piece quote;
    piece open_and; /* `{"$and":[` */
    piece open_or;
    piece close_group;                   /* `]}` */
    piece operators[DQL_OPERATOR_COUNT]; /* `{"$eq":` */
} json_dialect;

static const json_dialect plain = {
    .encoded = false,
    .open_object = PIECE("{"),
    .open_array = PIECE("["),
    .close_array = PIECE("]"),
    .comma = PIECE(","),
    .next_member = PIECE("},"),
    .close_both = PIECE("}}"),
    .quote = PIECE("\""),
    .open_and = PIECE("{\"$and\":["),
    .open_or = PIECE("{\"$or\":["),
    .close_group = PIECE("]}"),
    .operators =
        {
#define OPERATOR(name, spelling, wire, group, dual) PIECE("{\"" wire "\":"),
#include "operators.def"
#undef OPERATOR
        },
};

#define ENCODED_OPERATOR(word) PIECE("%7B%22%24" word "%22%3A")

/* The wire keys of operators.def once more, since a macro cannot encode their `$`; a test holds the two together. */
static const json_dialect encoded = {
    .encoded = true,
    .open_object = PIECE("%7B"),
    .open_array = PIECE("%5B"),
    .close_array = PIECE("%5D"),
    .comma = PIECE("%2C"),
    .next_member = PIECE("%7D%2C"),
    .close_both = PIECE("%7D%7D"),
    .quote = PIECE("%22"),
    .open_and = PIECE("%7B%22%24and%22%3A%5B"),
    .open_or = PIECE("%7B%22%24or%22%3A%5B"),
    .close_group = PIECE("%5D%7D"),
    .operators =
        {
            [DQL_OPERATOR_EQUAL] = ENCODED_OPERATOR("eq"),
            [DQL_OPERATOR_NOT_EQUAL] = ENCODED_OPERATOR("ne"),
            [DQL_OPERATOR_LESS] = ENCODED_OPERATOR("lt"),
            [DQL_OPERATOR_LESS_OR_EQUAL] = ENCODED_OPERATOR("lte"),
            [DQL_OPERATOR_GREATER] = ENCODED_OPERATOR("gt"),
            [DQL_OPERATOR_GREATER_OR_EQUAL] = ENCODED_OPERATOR("gte"),
            [DQL_OPERATOR_IN] = ENCODED_OPERATOR("in"),
            [DQL_OPERATOR_NOT_IN] = ENCODED_OPERATOR("nin"),
            [DQL_OPERATOR_CONTAINS] = ENCODED_OPERATOR("contains"),
        },
};

/* The functions from here to write_members are compiled for each dialect, whose pieces are constants then. */
#define FOR_EACH_DIALECT static inline __attribute__((always_inline))

FOR_EACH_DIALECT void write_piece(dql_writer *writer, const piece *text) {
    dql_write(writer, text->text, text->length);
}

/* For a piece that is not known when this is compiled. */
static inline void write_any_piece(dql_writer *writer, const piece *text) {
    if ((size_t)(writer->end - writer->at) >= sizeof *text) {
        memcpy(writer->at, text, sizeof *text);
        writer->at += text->length;
    } else {
        dql_write(writer, text->text, text->length);
    }
}

/* For keys and digits, of which most are shorter than what a call of memcpy pays for. */
static inline void write_short(dql_writer *writer, const char *bytes, size_t length) {
    char *at = writer->at;
    if (length > (size_t)(writer->end - at) || length > 32 || length == 0) {
        dql_write(writer, bytes, length);
        return;
    }
    /* The first and the last bytes, which overlap unless the length is a power of two. */
    if (length >= 16) {
        memcpy(at, bytes, 16);
        memcpy(at + length - 16, bytes + length - 16, 16);
    } else if (length >= 8) {
        memcpy(at, bytes, 8);
        memcpy(at + length - 8, bytes + length - 8, 8);
    } else if (length >= 4) {
        memcpy(at, bytes, 4);
        memcpy(at + length - 4, bytes + length - 4, 4);
    } else {
        at[0] = bytes[0];
        at[length / 2] = bytes[length / 2];
        at[length - 1] = bytes[length - 1];
    }
    writer->at = at + length;
}

/* The longest that a byte of a string can become: `%5Cu001f`. */
#define LONGEST_BYTE 8u

/* A byte that JSON escapes; the two digits of a control character need no encoding. */
static char *encode_escaped(char *at, char byte) {
    char escaped[8];
    dql_writer writer;
    dql_writer_to_buffer(&writer, escaped, sizeof escaped);
    dql_json_write_escaped(&writer, &byte, 1);
    size_t length = dql_writer_length(&writer);
    for (size_t i = 0; i < length; i++) {
        const dql_percent_entry *entry = &dql_percent_table[(unsigned char)escaped[i]];
        memcpy(at, entry->text, entry->length);
        at += entry->length;
    }
    return at;
}

static inline char *encode_byte(char *at, char byte) {
    unsigned char value = (unsigned char)byte;
    /* Most bytes are beyond the quote, so one comparison lets them pass both it and the control characters. */
    if (value <= '"' ? value < ' ' || value == '"' : value == '\\') return encode_escaped(at, byte);
    memcpy(at, &dql_percent_table[value], sizeof *dql_percent_table);
    return at + dql_percent_table[value].length;
}

static void write_encoded_string(dql_writer *writer, const char *bytes, size_t length) {
    const char *end = bytes + length;
    while (bytes < end) {
        size_t fits = (size_t)(writer->end - writer->at) / LONGEST_BYTE;
        if (fits) {
            const char *stop = fits < (size_t)(end - bytes) ? bytes + fits : end;
            char *at = writer->at;
            while (bytes < stop) at = encode_byte(at, *bytes++);
            writer->at = at;
        } else {
            char few[LONGEST_BYTE];
            dql_write(writer, few, (size_t)(encode_byte(few, *bytes++) - few));
        }
    }
}

FOR_EACH_DIALECT void write_string(dql_writer *writer, const json_dialect *dialect, const char *bytes, size_t length) {
    write_piece(writer, &dialect->quote);
    if (dialect->encoded) {
        write_encoded_string(writer, bytes, length);
    } else {
        dql_json_write_escaped(writer, bytes, length);
    }
    write_piece(writer, &dialect->quote);
}

/* Two colons are all that is encoded in a time. */
FOR_EACH_DIALECT void write_time(dql_writer *writer, const json_dialect *dialect, const dql_plan_value *value) {
    char time[32];
    char text[48];
    size_t length = dql_time_format(value->integer, value->fraction, time);
    if (!dialect->encoded) {
        write_string(writer, dialect, time, length);
        return;
    }
    static const size_t hour = sizeof "%222026-01-31T10" - 1;
    memcpy(text, "%22", 3);
    memcpy(text + 3, time, 16);
    memcpy(text + hour, "%3A", 3);
    memcpy(text + hour + 3, time + 14, 2);
    memcpy(text + hour + 5, "%3A", 3);
    memcpy(text + hour + 8, time + 17, 8);
    memcpy(text + length + 7, "%22", 3);
    dql_write(writer, text, length + 10);
}

FOR_EACH_DIALECT void write_value(dql_writer *writer, const json_dialect *dialect, const dql_plan_value *value) {
    switch ((dql_plan_value_kind)value->kind) {
    case DQL_PLAN_NULL:
        dql_write(writer, "null", 4);
        return;
    case DQL_PLAN_BOOLEAN:
        dql_write_text(writer, value->boolean ? "true" : "false");
        return;
    case DQL_PLAN_INTEGER:
        if (value->text) {
            write_short(writer, value->text, value->length);
        } else {
            dql_json_write_integer(writer, value->integer);
        }
        return;
    case DQL_PLAN_NUMBER:
        /* The plus of an exponent is no unreserved character. */
        if (dialect->encoded) {
            dql_percent_write(writer, value->text, value->length);
        } else {
            dql_write(writer, value->text, value->length);
        }
        return;
    case DQL_PLAN_STRING:
        write_string(writer, dialect, value->text, value->length);
        return;
    case DQL_PLAN_TIME:
        write_time(writer, dialect, value);
        return;
    }
}

/* `"status":{"$in":[1,2]`; whoever calls closes the object, with what comes behind it. */
FOR_EACH_DIALECT void write_comparison(dql_writer *writer, const json_dialect *dialect, const dql_plan_node *node) {
    const dql_field *field = node->field;
    if (dialect->encoded) {
        write_short(writer, field->encoded_key, field->encoded_key_length);
    } else {
        dql_write(writer, field->key, field->key_length);
    }
    write_any_piece(writer, &dialect->operators[node->operator_]);
    if (node->operator_ == DQL_OPERATOR_IN || node->operator_ == DQL_OPERATOR_NOT_IN) {
        write_piece(writer, &dialect->open_array);
        for (uint32_t i = 0; i < node->count; i++) {
            if (i) write_piece(writer, &dialect->comma);
            write_value(writer, dialect, &node->values[i]);
        }
        write_piece(writer, &dialect->close_array);
    } else {
        write_value(writer, dialect, node->values);
    }
}

/* A comparison, or those of a group of different fields, in one object. */
FOR_EACH_DIALECT void write_object(dql_writer *writer, const json_dialect *dialect, const dql_plan_node *node) {
    const dql_plan_node *first = node->kind == DQL_PLAN_COMPARISON ? node : node->first;
    const dql_plan_node *end = node->kind == DQL_PLAN_COMPARISON ? node->next : NULL;
    write_piece(writer, &dialect->open_object);
    for (const dql_plan_node *member = first;; write_piece(writer, &dialect->next_member)) {
        write_comparison(writer, dialect, member);
        member = member->next;
        if (member == end) break;
    }
    write_piece(writer, &dialect->close_both);
}

FOR_EACH_DIALECT void write_members(dql_writer *writer, const json_dialect *dialect, const dql_plan_node *group,
                                    void (*write_node)(dql_writer *, const dql_plan_node *)) {
    write_any_piece(writer, group->kind == DQL_PLAN_AND ? &dialect->open_and : &dialect->open_or);
    for (const dql_plan_node *member = group->first; member; member = member->next) {
        if (member != group->first) write_piece(writer, &dialect->comma);
        write_node(writer, member);
    }
    write_piece(writer, &dialect->close_group);
}

static bool is_one_object(const dql_plan_node *node) {
    return node->kind == DQL_PLAN_COMPARISON || node->distinct_fields;
}

static void write_plain(dql_writer *writer, const dql_plan_node *node) {
    if (is_one_object(node)) {
        write_object(writer, &plain, node);
    } else {
        write_members(writer, &plain, node, write_plain);
    }
}

static void write_encoded(dql_writer *writer, const dql_plan_node *node) {
    if (is_one_object(node)) {
        write_object(writer, &encoded, node);
    } else {
        write_members(writer, &encoded, node, write_encoded);
    }
}

void dql_emit_filter(const deskql_plan *plan, dql_writer *writer) {
    if (plan->filter) {
        write_plain(writer, plan->filter);
    } else {
        dql_write(writer, "{}", 2);
    }
}

void dql_emit_encoded_filter(const deskql_plan *plan, dql_writer *writer) {
    if (plan->filter) {
        write_encoded(writer, plan->filter);
    } else {
        dql_write(writer, "%7B%7D", 6);
    }
}

void dql_emit_value(const dql_plan_value *value, dql_writer *writer) {
    write_value(writer, &plain, value);
}
