/* Made tickets: numbers of one seed, read as a help desk's year. */
#include "serve/serve.h"

#include <inttypes.h>

#define SECONDS_A_DAY 86400
/* 2025-01-01T00:00:00Z; the tickets begin within a year from it. */
#define FIRST_SECOND INT64_C(1735689600)
#define SECONDS_A_YEAR (INT64_C(365) * SECONDS_A_DAY)
#define FIRST_ID 1000
#define MOST_IDS (2 * DQL_SERVE_MOST_TICKETS)
#define AGENTS 12
#define INBOXES 4

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The ids are those that Teamwork's samples have. */
static const struct {
    unsigned id;
    const char *name;
    const char *code;
} statuses[] = {{1, "Active", "active"},  {3, "Waiting on customer", "waiting"},
                {4, "On-hold", "onhold"}, {5, "Solved", "solved"},
                {6, "Closed", "closed"},  {7, "Spam", "spam"}};
enum { ACTIVE, WAITING, ON_HOLD, SOLVED, CLOSED, SPAM };

static const char *const priorities[] = {"Low", "Medium", "High", "Urgent"};
static const char *const sources[] = {"Email", "Web form", "Phone", "Chat"};
static const char *const types[] = {"Question", "Incident", "Problem", "Feature request", "Refund"};
static const char *const hours[] = {"Office hours", "Around the clock"};
static const char *const tags[] = {"billing", "bug", "how-to", "invoice", "login", "mobile", "shipping", "vip"};
static const char *const inboxes[] = {"Support", "Billing", "Sales", "Partners"};
static const char *const first_names[] = {"Ada",  "Boris", "Chiara", "Dmitri", "Ela",  "Farid", "Grace", "Hanna",
                                          "Ivan", "Jana",  "Kofi",   "Léa",    "Mina", "Noor",  "Óscar", "Priya"};
static const char *const last_names[] = {"Abel",     "Byrne",     "Castro", "Dąbrowski", "Eriksen",
                                         "Fontaine", "García",    "Hughes", "Ito",       "Jensen",
                                         "Kovač",    "Lindqvist", "Murphy", "Nowak",     "O’Brien"};
static const char *const companies[] = {"Acme",        "Birch & Co", "Cobalt",  "Dune Travel", "Evergreen",
                                        "Fjord Foods", "Granite",    "Harbour", "Iris Optics", "Juniper"};
static const char *const topics[] = {"Refund for order",      "Cannot log in to account",    "Question about invoice",
                                     "App crashes on screen", "Change of address for order", "Late delivery of order",
                                     "Feature request",       "Export fails for report"};
static const char *const openings[] = {"Hello, could you please look into this?", "Hi team, it happened again today.",
                                       "Good morning, I have a quick question.",
                                       "I have been waiting for an answer since last week.",
                                       "Thanks for your help so far \xE2\x80\x93 one more thing."};

static const char *const projects[] = {"Relaunch", "Migration", "Support"};

typedef struct maker {
    dql_serve_bytes *text;
    uint64_t state;
    uint64_t seed;
    uint32_t customers;
    bool strict;
} maker;

/* ---- Numbers ---- */

/* SplitMix64: whole numbers alone, so the same everywhere. */
static uint64_t next(maker *make) {
    uint64_t z = make->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* From 0 to `bound` - 1. */
static uint32_t pick(maker *make, uint32_t bound) {
    return (uint32_t)((next(make) >> 32) * bound >> 32);
}

static bool happens(maker *make, uint32_t percent) {
    return pick(make, 100) < percent;
}

/* ---- Members; each is followed by a comma, but for the last, which the caller writes ---- */

static void put_time(maker *make, const char *name, int64_t second) {
    /* Civil from days, by Howard Hinnant's algorithm for the years after 1970. */
    int64_t day = second / SECONDS_A_DAY + 719468;
    int64_t rest = second % SECONDS_A_DAY;
    int64_t era = day / 146097;
    int64_t of_era = day % 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * of_year + 2) / 153;
    int64_t day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);
    dql_serve_print(make->text,
                    "\"%s\":\"%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64 "Z\",",
                    name, year, month, day_of_month, rest / 3600, rest / 60 % 60, rest % 60);
}

static void put_null(maker *make, const char *name) {
    dql_serve_print(make->text, "\"%s\":null,", name);
}

static void put_time_or_null(maker *make, const char *name, bool present, int64_t second) {
    if (present) {
        put_time(make, name, second);
    } else {
        put_null(make, name);
    }
}

/* A relationship; id 0 is none. */
static void put_related(maker *make, const char *name, uint32_t id, const char *type) {
    if (!id) {
        put_null(make, name);
        return;
    }
    dql_serve_print(make->text, "\"%s\":{\"id\":%" PRIu32 ",\"type\":\"%s\",\"meta\":{}},", name, id, type);
}

static void put_number_or_null(maker *make, const char *name, bool present, uint32_t number) {
    if (present) {
        dql_serve_print(make->text, "\"%s\":%" PRIu32 ",", name, number);
    } else {
        put_null(make, name);
    }
}

/* ---- A ticket ---- */

/* Numbers of the ticket alone, in the order of their making: its messages are made twice, and are the same. */
static maker own_maker(const maker *make, uint32_t id) {
    maker own = *make;
    own.state = make->seed ^ id * UINT64_C(0xD1342543DE82EF95);
    return own;
}

/* What is not chosen is mostly null, and now and then an object with the id 0, as seen. */
static void put_chosen(maker *make, maker *own, const char *name, uint32_t id, const char *type) {
    if (!id && happens(own, 10)) {
        dql_serve_print(make->text, "\"%s\":{\"id\":0,\"type\":\"%s\",\"meta\":{}},", name, type);
    } else {
        put_related(make, name, id, type);
    }
}

/* Likewise what did not happen: null, and now and then the first day of all. */
static void put_event(maker *make, maker *own, const char *name, bool happened, int64_t second) {
    if (!happened && happens(own, 5)) {
        dql_serve_print(make->text, "\"%s\":\"0001-01-01T00:00:00Z\",", name);
    } else {
        put_time_or_null(make, name, happened, second);
    }
}

static uint32_t count_messages(uint32_t id) {
    return id % 3 + 1;
}

/* Ids of the n-th message of a ticket, and of its only task and time log. */
static uint32_t message_id(uint32_t ticket, uint32_t n) {
    return ticket * 4 + n;
}

static void put_list(maker *make, const char *name, const char *type, uint32_t first, uint32_t count) {
    dql_serve_print(make->text, "\"%s\":[", name);
    for (uint32_t i = 0; i < count; i++)
        dql_serve_print(make->text, "%s{\"id\":%" PRIu32 ",\"type\":\"%s\",\"meta\":{}}", i ? "," : "", first + i,
                        type);
    dql_serve_print(make->text, "],");
}

/* What the vendor's model has beside the fields of the filter, and what only the names of `orderBy` speak of. */
static void put_rest(maker *make, uint32_t id, uint32_t agent, int64_t created) {
    maker others = own_maker(make, id + MOST_IDS);
    maker *own = &others;
    put_related(make, "createdBy", happens(own, 20) ? pick(own, AGENTS) + 1 : 0, "users");
    put_list(make, "messages", "messages", message_id(id, 0), count_messages(id));
    dql_serve_print(make->text, "\"messageCount\":%" PRIu32 ",\"isRead\":%s,\"readonly\":false,", count_messages(id),
                    happens(own, 70) ? "true" : "false");
    put_list(make, "tasks", "tasks", id, happens(own, 15));
    put_list(make, "timelogs", "timelogs", id, happens(own, 10));
    put_list(make, "agentsnotified", "agentsnotified", agent, agent && happens(own, 30));
    if (make->strict) return;
    bool has_project = happens(own, 15);
    put_list(make, "projects", "projects", pick(own, COUNT(projects)) + 1, has_project);
    dql_serve_print(make->text, "\"reviewStatus\":%s,", happens(own, 10) ? "\"reviewed\"" : "null");
    dql_serve_print(make->text, "\"tickets_users_deck\":{");
    put_time(make, "createdAt", created + pick(own, SECONDS_A_DAY));
    make->text->length--;
    dql_serve_print(make->text, "},");
}

static void put_texts(maker *make, uint32_t inbox) {
    const char *topic = topics[pick(make, COUNT(topics))];
    const char *opening = openings[pick(make, COUNT(openings))];
    dql_serve_print(make->text, "\"subject\":\"%s %" PRIu32 "\",\"previewText\":\"%s\",", topic,
                    pick(make, 9000) + 1000, opening);
    dql_serve_print(make->text, "\"originalRecipient\":\"%s@example.com\",", inbox == 1 ? "support" : "hello");
}

static void put_spam(maker *make, bool is_spam) {
    uint32_t tenths = is_spam ? 50 + pick(make, 50) : pick(make, 40);
    dql_serve_print(make->text, "\"spam_score\":%" PRIu32 ".%" PRIu32 ",\"spam_rules\":", tenths / 10, tenths % 10);
    dql_serve_print(make->text, is_spam ? "[\"URIBL_BLACK\",\"HTML_IMAGE_ONLY\"]," : "null,");
}

static void put_tags(maker *make) {
    dql_serve_print(make->text, "\"tags\":[");
    uint32_t count = pick(make, 3);
    uint32_t first = pick(make, COUNT(tags));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = (first + 3 * i) % COUNT(tags) + 1;
        dql_serve_print(make->text, "%s{\"id\":%" PRIu32 ",\"type\":\"tags\",\"meta\":{}}", i ? "," : "", id);
    }
    dql_serve_print(make->text, "],");
}

static unsigned pick_status(maker *make) {
    static const unsigned percent[COUNT(statuses)] = {30, 15, 8, 20, 24, 3};
    uint32_t rest = pick(make, 100);
    unsigned status = 0;
    while (rest >= percent[status]) rest -= percent[status++];
    return status;
}

/* A customer's company is always the same. */
static uint32_t company_of(uint32_t customer) {
    return customer % 3 ? customer % COUNT(companies) + 1 : 0;
}

static void put_ticket(maker *make, uint32_t id) {
    unsigned status = pick_status(make);
    bool is_done = status == SOLVED || status == CLOSED;
    bool is_deleted = status == SPAM || happens(make, 3);
    bool is_assigned = !is_deleted && happens(make, 85);
    uint32_t customer = pick(make, make->customers) + 1;
    uint32_t inbox = pick(make, INBOXES) + 1;
    uint32_t agent = is_assigned ? pick(make, AGENTS) + 1 : 0;
    int64_t created = FIRST_SECOND + (int64_t)(next(make) % (uint64_t)SECONDS_A_YEAR);
    int64_t updated = created + pick(make, 30 * SECONDS_A_DAY);
    maker own = own_maker(make, id);
    dql_serve_print(make->text, "{\"id\":%" PRIu32 ",", id);
    put_texts(make, inbox);
    uint32_t response = pick(make, 600) + 1;
    put_number_or_null(make, "responseTimeMins", is_assigned && happens(make, 80), response);
    put_number_or_null(make, "resolutionTimeMins", is_done, (uint32_t)((updated - created) / 60));
    put_event(make, &own, "happinessSurveySentAt", is_done && happens(make, 50), updated);
    put_spam(make, status == SPAM);
    put_related(make, "customer", customer, "customers");
    put_related(make, "contact", customer, "contacts");
    put_related(make, "inbox", inbox, "inboxes");
    put_related(make, "agent", agent, "users");
    put_related(make, "status", statuses[status].id, "ticketstatuses");
    put_chosen(make, &own, "priority", happens(make, 80) ? pick(make, COUNT(priorities)) + 1 : 0, "ticketpriorities");
    put_related(make, "source", pick(make, COUNT(sources)) + 1, "ticketsources");
    put_chosen(make, &own, "type", happens(make, 70) ? pick(make, COUNT(types)) + 1 : 0, "tickettypes");
    uint32_t hour = pick(make, COUNT(hours)) + 1;
    if (!make->strict) {
        put_related(make, "businesshours", hour, "businesshours");
        put_related(make, "company", company_of(customer), "companies");
    }
    put_tags(make);
    put_time(make, "createdAt", created);
    put_time(make, "updatedAt", updated);
    put_related(make, "updatedBy", agent, "users");
    uint32_t deleted_by = is_deleted ? pick(make, AGENTS) + 1 : 0;
    if (!make->strict) {
        put_event(make, &own, "deletedAt", is_deleted, updated);
        put_related(make, "deletedBy", deleted_by, "users");
    }
    put_rest(make, id, agent, created);
    const char *state = is_deleted         ? "deleted"
                        : happens(make, 2) ? "merged"
                        : happens(make, 1) ? "scheduled"
                                           : "active";
    dql_serve_print(make->text, "\"state\":\"%s\"}", state);
}

/* ---- What tickets are related to ---- */

/* The beginning of an array, or of an item in it. */
static void begin_kind(maker *make, const char *kind) {
    dql_serve_print(make->text, "%s\"%s\":[", make->text->bytes[make->text->length - 1] == ']' ? ",\n" : "", kind);
}

static void begin_item(maker *make, const char *kind, uint32_t id) {
    bool is_first = make->text->bytes[make->text->length - 1] == '[';
    dql_serve_print(make->text, "%s{\"id\":%" PRIu32 ",\"type\":\"%s\",", is_first ? "" : ",\n", id, kind);
}

static void put_names(maker *make, const char *kind, const char *const *names, size_t count) {
    begin_kind(make, kind);
    for (uint32_t i = 0; i < count; i++) {
        begin_item(make, kind, i + 1);
        dql_serve_print(make->text, "\"name\":\"%s\"}", names[i]);
    }
    dql_serve_print(make->text, "]");
}

static void put_people(maker *make, const char *kind, uint32_t count, const char *domain) {
    begin_kind(make, kind);
    for (uint32_t id = 1; id <= count; id++) {
        const char *first = first_names[pick(make, COUNT(first_names))];
        const char *last = last_names[pick(make, COUNT(last_names))];
        begin_item(make, kind, id);
        dql_serve_print(make->text, "\"firstName\":\"%s\",\"lastName\":\"%s\",\"email\":\"person%" PRIu32 "@%s\"}",
                        first, last, id, domain);
    }
    dql_serve_print(make->text, "]");
}

/* What belongs to a customer, who has the same id. */
static void put_of_customers(maker *make, const char *kind, const char *member, const char *value) {
    begin_kind(make, kind);
    for (uint32_t id = 1; id <= make->customers; id++) {
        begin_item(make, kind, id);
        put_related(make, "customer", id, "customers");
        dql_serve_print(make->text, "\"isMain\":true,\"%s\":\"", member);
        dql_serve_print(make->text, value, id);
        dql_serve_print(make->text, "\"}");
    }
    dql_serve_print(make->text, "]");
}

static void put_statuses(maker *make) {
    begin_kind(make, "ticketstatuses");
    for (uint32_t i = 0; i < COUNT(statuses); i++) {
        begin_item(make, "ticketstatuses", statuses[i].id);
        dql_serve_print(make->text, "\"name\":\"%s\",\"code\":\"%s\",\"isCustom\":false}", statuses[i].name,
                        statuses[i].code);
    }
    dql_serve_print(make->text, "]");
}

static void put_messages(maker *make, uint32_t count) {
    begin_kind(make, "messages");
    for (uint32_t ticket = FIRST_ID; ticket < FIRST_ID + count; ticket++) {
        maker own = own_maker(make, ticket + 2 * MOST_IDS);
        int64_t sent = FIRST_SECOND + (int64_t)(next(&own) % (uint64_t)SECONDS_A_YEAR);
        for (uint32_t i = 0; i < count_messages(ticket); i++) {
            begin_item(make, "messages", message_id(ticket, i));
            put_related(make, "ticket", ticket, "tickets");
            put_related(make, "customer", pick(&own, make->customers) + 1, "customers");
            dql_serve_print(make->text, "\"messageId\":\"<%" PRIu32 "@example.com>\",\"threadType\":%" PRIu32 ",",
                            message_id(ticket, i), i ? pick(&own, 3) + 1 : 1);
            put_time(make, "createdAt", sent + (int64_t)i * SECONDS_A_DAY);
            dql_serve_print(make->text, "\"message\":\"%s\"}", openings[pick(&own, COUNT(openings))]);
        }
    }
    dql_serve_print(make->text, "]");
}

static void put_included(maker *make, uint32_t count) {
    maker again = *make;
    put_people(make, "users", AGENTS, "desk.example.com");
    put_people(make, "customers", make->customers, "example.com");
    put_of_customers(make, "contacts", "value", "person%" PRIu32 "@example.com");
    put_of_customers(make, "addresses", "address", "%" PRIu32 " Main Street");
    put_people(&again, "agentsnotified", AGENTS, "desk.example.com");
    put_statuses(make);
    put_names(make, "inboxes", inboxes, INBOXES);
    put_names(make, "companies", companies, COUNT(companies));
    put_names(make, "ticketsources", sources, COUNT(sources));
    put_names(make, "tickettypes", types, COUNT(types));
    put_names(make, "tags", tags, COUNT(tags));
    put_messages(make, count);
    put_names(make, "ticketpriorities", priorities, COUNT(priorities));
    put_names(make, "businesshours", hours, COUNT(hours));
    if (!make->strict) put_names(make, "projects", projects, COUNT(projects));
}

void dql_serve_generate(dql_serve_bytes *text, uint32_t count, uint64_t seed, bool strict) {
    maker make = {text, seed, seed, count / 20 + 1, strict};
    dql_serve_print(text, "{\"tickets\":[\n");
    for (uint32_t i = 0; i < count; i++) {
        if (i) dql_serve_print(text, ",\n");
        put_ticket(&make, FIRST_ID + i);
    }
    dql_serve_print(text, "\n],\"included\":{\n");
    put_included(&make, count);
    dql_serve_print(text, "\n}}\n");
}
