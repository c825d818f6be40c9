/* Writing the tickets that were selected. */
#include "match/matcher.h"
#include "syntax/document.h"

#include <string.h>

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* A text that is JSON, without the white space between its tokens. */
static void write_packed(dql_writer *writer, const char *text, size_t length) {
    size_t at = 0;
    while (at < length) {
        size_t start = at;
        bool in_string = text[at] == '"';
        at++;
        if (in_string) {
            while (text[at] != '"') at += text[at] == '\\' ? 2 : 1;
            at++;
        } else if (is_space(text[start])) {
            continue;
        } else {
            while (at < length && text[at] != '"' && !is_space(text[at])) at++;
        }
        dql_write(writer, text + start, at - start);
    }
}

static void write_range(dql_writer *writer, const char *text, dql_range range) {
    const char *start = text + range.start;
    size_t length = range.end - range.start;
    if (memchr(start, '\n', length) || memchr(start, '\r', length)) {
        write_packed(writer, start, length);
    } else {
        dql_write(writer, start, length);
    }
}

static bool is_asked_for(const struct deskql_query *query, const dql_json_key *key) {
    for (const dql_name_item *item = query->fields; item; item = item->next) {
        if (item->name.length == key->length && memcmp(item->name.text, key->text, key->length) == 0) return true;
    }
    return false;
}

static void write_sparse(dql_writer *writer, const struct deskql_query *query, const deskql_json_value *ticket,
                         const char *text) {
    bool first = true;
    dql_write_byte(writer, '{');
    for (const deskql_json_value *member = ticket->as.first; member; member = member->next) {
        if (!is_asked_for(query, member->key)) continue;
        if (!first) dql_write_byte(writer, ',');
        first = false;
        write_range(writer, text, member->key->range);
        dql_write_byte(writer, ':');
        write_range(writer, text, member->range);
    }
    dql_write_byte(writer, '}');
}

deskql_status deskql_matcher_write(const deskql_matcher *matcher, const deskql_json_value *ticket, const char *text,
                                   deskql_sink sink, void *context) {
    if (!DQL_LIVE(matcher) || !matcher->plan || !ticket || !text || !sink) return DESKQL_MISUSE;
    char stage[1024];
    dql_writer writer;
    dql_writer_to_sink(&writer, sink, context, stage, sizeof stage);
    const struct deskql_query *query = matcher->plan->query;
    if (query->fields && ticket->type == DESKQL_JSON_OBJECT) {
        write_sparse(&writer, query, ticket, text);
    } else {
        write_range(&writer, text, ticket->range);
    }
    return dql_writer_finish(&writer);
}
