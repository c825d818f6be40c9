/*
 * A query in English sentences.
 *
 * `not` is described as what it comes to, for that is what the query does: it is pushed down to the comparisons. A group within a
 * group is put in brackets, so that no reader has to know which of `and` and `or` binds tighter.
 */
#include "describe/describe.h"

#include "base/invisible.h"
#include "schema/schema.h"

#include <stdlib.h>
#include <string.h>

static const char *const unit_names[] = {"minute", "hour", "day", "week", "month", "year"};

/* Text of the source; its control characters, and what cannot be seen, as JSON escapes. */
static void write_quoted(dql_writer *writer, char quote, const char *text, size_t length) {
    dql_write_byte(writer, quote);
    size_t size;
    for (size_t i = 0; i < length; i += size) {
        uint32_t character;
        unsigned char byte = (unsigned char)text[i];
        if (dql_is_invisible(text, length, i, &size, &character) || byte < 0x20 || byte == 0x7f) {
            dql_write_unicode_escape(writer, character);
            continue;
        }
        if (byte == (unsigned char)quote || (quote == '"' && byte == '\\')) dql_write_byte(writer, '\\');
        dql_write(writer, text + i, size);
    }
    dql_write_byte(writer, quote);
}

static void write_plain(dql_writer *writer, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) dql_write_byte(writer, (unsigned char)text[i] < 0x20 ? ' ' : text[i]);
}

static void write_amount(dql_writer *writer, const dql_time_step *step) {
    long long amount = llabs((long long)step->amount);
    dql_write_format(writer, "%lld %s%s", amount, unit_names[step->unit], amount == 1 ? "" : "s");
}

static void write_time(dql_writer *writer, const dql_literal *literal) {
    const dql_time *time = literal->time;
    if (time->base < DQL_TIME_NOW) {
        write_plain(writer, literal->text, literal->length);
    } else if (time->step_count == 1) {
        bool past = time->steps[0].amount < 0;
        write_amount(writer, time->steps);
        if (time->base == DQL_TIME_NOW) {
            dql_write_text(writer, past ? " ago" : " from now");
        } else {
            dql_write_format(writer, " %s %s", past ? "before" : "after", dql_time_words[time->base]);
        }
    } else {
        dql_write_text(writer, dql_time_words[time->base]);
        for (uint16_t i = 0; i < time->step_count; i++) {
            dql_write_text(writer, time->steps[i].amount < 0 ? " minus " : " plus ");
            write_amount(writer, &time->steps[i]);
        }
    }
}

static void write_value(dql_writer *writer, const dql_literal *literal) {
    switch ((dql_literal_kind)literal->kind) {
    case DQL_LITERAL_WORD:
        write_quoted(writer, '`', literal->text, literal->length);
        break;
    case DQL_LITERAL_STRING:
        write_quoted(writer, '"', literal->text, literal->length);
        break;
    case DQL_LITERAL_INTEGER:
    case DQL_LITERAL_NUMBER:
        write_plain(writer, literal->text, literal->length);
        break;
    case DQL_LITERAL_TRUE:
        dql_write_text(writer, "true");
        break;
    case DQL_LITERAL_FALSE:
        dql_write_text(writer, "false");
        break;
    case DQL_LITERAL_NULL:
        dql_write_text(writer, "not set");
        break;
    case DQL_LITERAL_TIME:
        write_time(writer, literal);
        break;
    case DQL_LITERAL_PARAMETER:
        dql_write_text(writer, "the parameter `:");
        write_plain(writer, literal->text, literal->length);
        dql_write_byte(writer, '`');
        break;
    case DQL_LITERAL_MISSING:
        dql_write_text(writer, "something");
        break;
    }
    if (literal->resolution != DQL_ALIAS) return;
    dql_write_text(writer, " (");
    dql_write_alias(writer, literal->alias);
    dql_write_byte(writer, ')');
}

static bool is_day(const dql_literal *value) {
    return value->kind == DQL_LITERAL_TIME && dql_time_is_day(value->time);
}

/* What stands between "whose createdAt" and the value. */
static const char *comparison_words(const dql_operator_info *operator_, const dql_literal *value) {
    if (value->kind != DQL_LITERAL_TIME) return operator_->words[DQL_WORDS];
    return operator_->words[is_day(value) ? DQL_DAY_WORDS : DQL_TIME_WORDS];
}

/* "either 1, 2 or 3", "neither 1, 2 nor 3" */
static void write_list(dql_writer *writer, const dql_node *node, dql_operator operator_) {
    const dql_operator_info *info = &dql_operators[operator_];
    const dql_literal *value = node->values;
    dql_operator_words which = node->list_parameter ? DQL_DAY_WORDS : value->next ? DQL_TIME_WORDS : DQL_WORDS;
    dql_write_text(writer, info->words[which]);
    const char *last = dql_operator_has_not(operator_) ? " nor " : " or ";
    for (; value; value = value->next) {
        dql_write_text(writer, value == node->values ? " " : value->next ? ", " : last);
        write_value(writer, value);
    }
}

static void write_predicate(dql_writer *writer, const dql_node *node, dql_operator operator_) {
    const dql_operator_info *info = &dql_operators[operator_];
    const dql_literal *value = node->values;
    if (!value) {
        dql_write_text(writer, info->operands == DQL_NO_VALUE ? info->words[DQL_WORDS] : "is something");
        return;
    }
    switch ((dql_operands)info->operands) {
    case DQL_NO_VALUE:
        dql_write_text(writer, info->words[DQL_WORDS]);
        return;
    case DQL_LIST:
        write_list(writer, node, operator_);
        return;
    case DQL_ONE_VALUE:
        if (value->kind == DQL_LITERAL_NULL && info->group == DQL_GROUP_EQUALITY) {
            dql_write_text(writer, operator_ == DQL_OPERATOR_EQUAL ? "is not set" : "is set");
            return;
        }
        break;
    case DQL_TWO_VALUES:
        break;
    }
    dql_write_text(writer, comparison_words(info, value));
    dql_write_byte(writer, ' ');
    write_value(writer, value);
    if (!value->next) return;
    dql_write_text(writer, " and ");
    write_value(writer, value->next);
    dql_write_text(writer, " (inclusive)");
}

static void write_condition(dql_writer *writer, const dql_node *node, bool negated, bool outermost) {
    while (node->kind == DQL_NODE_NOT) {
        negated = !negated;
        node = node->first;
    }
    if (node->kind == DQL_NODE_COMPARISON) {
        dql_write_text(writer, "whose ");
        write_plain(writer, node->field.text, node->field.length);
        dql_write_byte(writer, ' ');
        write_predicate(writer, node, negated ? dql_operator_negation(node->operator_) : node->operator_);
        return;
    }
    bool all = (node->kind == DQL_NODE_AND) != negated;
    if (!outermost) dql_write_byte(writer, '(');
    for (const dql_node *member = node->first; member; member = member->next) {
        if (member != node->first) dql_write_text(writer, member->next ? ", " : all ? " and " : " or ");
        write_condition(writer, member, negated, false);
    }
    if (!outermost) dql_write_byte(writer, ')');
}

static void write_subject(const struct deskql_query *query, dql_writer *writer) {
    const char *name = query->endpoint ? deskql_endpoint_name(query->endpoint) : query->from.text;
    if (!query->filter) dql_write_text(writer, "All ");
    if (!name || !*name) {
        dql_write_text(writer, query->filter ? "Entries" : "entries");
        return;
    }
    char first = name[0];
    if (query->filter && first >= 'a' && first <= 'z') first = (char)(first - 'a' + 'A');
    dql_write_byte(writer, first);
    write_plain(writer, name + 1, strlen(name + 1));
}

static void write_names(dql_writer *writer, const dql_name_item *items) {
    for (const dql_name_item *item = items; item; item = item->next) {
        if (item != items) dql_write_text(writer, item->next ? ", " : " and ");
        write_plain(writer, item->name.text ? item->name.text : "", item->name.length);
    }
}

static void write_order(dql_writer *writer, const dql_name_item *items) {
    for (const dql_name_item *item = items; item; item = item->next) {
        dql_write_text(writer, item == items ? ", ordered by " : ", then by ");
        write_plain(writer, item->name.text ? item->name.text : "", item->name.length);
        dql_write_text(writer, item->descending ? ", descending" : ", ascending");
    }
}

/* "Page 2 of 50 a page; with users included; only the fields id and subject." */
static void write_paging(const struct deskql_query *query, dql_writer *writer) {
    bool begun = false;
    if (query->page) {
        dql_write_text(writer, " Page ");
        write_value(writer, query->page);
        begun = true;
    }
    if (query->page_size) {
        dql_write_text(writer, begun ? " of " : " Pages of ");
        write_value(writer, query->page_size);
        if (begun) dql_write_text(writer, " a page");
        begun = true;
    }
    if (query->includes) {
        dql_write_text(writer, begun ? "; with " : " With ");
        write_names(writer, query->includes);
        dql_write_text(writer, " included");
        begun = true;
    }
    if (query->fields) {
        dql_write_text(writer, begun ? "; only the " : " Only the ");
        dql_write_text(writer, query->fields->next ? "fields " : "field ");
        write_names(writer, query->fields);
        begun = true;
    }
    if (query->ids) {
        dql_write_text(writer, begun ? "; of the ids " : " Of the ids ");
        for (const dql_literal *id = query->ids->values; id; id = id->next) {
            write_value(writer, id);
            if (id->next) dql_write_text(writer, ", ");
        }
        begun = true;
    }
    if (begun) dql_write_byte(writer, '.');
}

void dql_describe_english(const struct deskql_query *query, dql_writer *writer) {
    write_subject(query, writer);
    if (query->filter) {
        dql_write_byte(writer, ' ');
        write_condition(writer, query->filter, false, true);
    }
    if (query->order) write_order(writer, query->order);
    dql_write_byte(writer, '.');
    write_paging(query, writer);
    dql_write_byte(writer, '\n');
}
