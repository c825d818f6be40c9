/* Made tickets: numbers of one seed, read as a help desk's year. */
#include "serve/serve.h"

#include <inttypes.h>

#define SECONDS_A_DAY 86400
/* 2025-01-01T00:00:00Z; the tickets begin within a year from it. */
#define FIRST_SECOND INT64_C(1735689600)
#define SECONDS_A_YEAR (INT64_C(365) * SECONDS_A_DAY)
#define FIRST_ID 1000
#define AGENTS 12
#define INBOXES 4

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The ids are those that Teamwork's samples have. */
static const struct {
    unsigned id;
    const char *name;
} statuses[] = {{1, "Active"}, {3, "Waiting on customer"}, {4, "On-hold"}, {5, "Solved"}, {6, "Closed"}, {7, "Spam"}};
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

typedef struct maker {
    dql_serve_bytes *text;
    uint64_t state;
    uint32_t customers;
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
    dql_serve_print(make->text, "{\"id\":%" PRIu32 ",", id);
    put_texts(make, inbox);
    uint32_t response = pick(make, 600) + 1;
    put_number_or_null(make, "responseTimeMins", is_assigned && happens(make, 80), response);
    put_number_or_null(make, "resolutionTimeMins", is_done, (uint32_t)((updated - created) / 60));
    put_time_or_null(make, "happinessSurveySentAt", is_done && happens(make, 50), updated);
    put_spam(make, status == SPAM);
    put_related(make, "customer", customer, "customers");
    put_related(make, "contact", customer, "contacts");
    put_related(make, "inbox", inbox, "inboxes");
    put_related(make, "agent", agent, "users");
    put_related(make, "status", statuses[status].id, "ticketstatuses");
    put_related(make, "priority", happens(make, 80) ? pick(make, COUNT(priorities)) + 1 : 0, "ticketpriorities");
    put_related(make, "source", pick(make, COUNT(sources)) + 1, "ticketsources");
    put_related(make, "type", happens(make, 70) ? pick(make, COUNT(types)) + 1 : 0, "tickettypes");
    put_related(make, "businesshours", pick(make, COUNT(hours)) + 1, "businesshours");
    /* A customer's company is always the same. */
    put_related(make, "company", customer % 3 ? customer % COUNT(companies) + 1 : 0, "companies");
    put_tags(make);
    put_time(make, "createdAt", created);
    put_time(make, "updatedAt", updated);
    put_time_or_null(make, "deletedAt", is_deleted, updated);
    put_related(make, "updatedBy", agent, "users");
    put_related(make, "deletedBy", is_deleted ? pick(make, AGENTS) + 1 : 0, "users");
    const char *state = is_deleted         ? "deleted"
                        : happens(make, 2) ? "merged"
                        : happens(make, 1) ? "scheduled"
                                           : "active";
    dql_serve_print(make->text, "\"state\":\"%s\"}", state);
}

/* ---- What tickets are related to ---- */

static void put_names(maker *make, const char *kind, const char *const *names, uint32_t count) {
    dql_serve_print(make->text, ",\n\"%s\":[", kind);
    for (uint32_t i = 0; i < count; i++)
        dql_serve_print(make->text, "%s{\"id\":%" PRIu32 ",\"name\":\"%s\"}", i ? "," : "", i + 1, names[i]);
    dql_serve_print(make->text, "]");
}

static void put_person(maker *make, uint32_t id, const char *domain) {
    const char *first = first_names[pick(make, COUNT(first_names))];
    const char *last = last_names[pick(make, COUNT(last_names))];
    dql_serve_print(make->text,
                    "%s{\"id\":%" PRIu32 ",\"firstName\":\"%s\",\"lastName\":\"%s\",\"email\":\"person%" PRIu32
                    "@%s\"}",
                    id > 1 ? ",\n" : "", id, first, last, id, domain);
}

static void put_included(maker *make) {
    dql_serve_print(make->text, "\"users\":[");
    for (uint32_t id = 1; id <= AGENTS; id++) put_person(make, id, "desk.example.com");
    dql_serve_print(make->text, "],\n\"customers\":[");
    for (uint32_t id = 1; id <= make->customers; id++) put_person(make, id, "example.com");
    dql_serve_print(make->text, "],\n\"contacts\":[");
    for (uint32_t id = 1; id <= make->customers; id++)
        dql_serve_print(make->text,
                        "%s{\"id\":%" PRIu32 ",\"type\":\"email\",\"value\":\"person%" PRIu32 "@example.com\"}",
                        id > 1 ? ",\n" : "", id, id);
    dql_serve_print(make->text, "],\n\"ticketstatuses\":[");
    for (uint32_t i = 0; i < COUNT(statuses); i++)
        dql_serve_print(make->text, "%s{\"id\":%u,\"name\":\"%s\"}", i ? "," : "", statuses[i].id, statuses[i].name);
    dql_serve_print(make->text, "]");
    put_names(make, "inboxes", inboxes, INBOXES);
    put_names(make, "companies", companies, COUNT(companies));
    put_names(make, "ticketpriorities", priorities, COUNT(priorities));
    put_names(make, "ticketsources", sources, COUNT(sources));
    put_names(make, "tickettypes", types, COUNT(types));
    put_names(make, "businesshours", hours, COUNT(hours));
    put_names(make, "tags", tags, COUNT(tags));
}

void dql_serve_generate(dql_serve_bytes *text, uint32_t count, uint64_t seed) {
    maker make = {text, seed, count / 20 + 1};
    dql_serve_print(text, "{\"tickets\":[\n");
    for (uint32_t i = 0; i < count; i++) {
        if (i) dql_serve_print(text, ",\n");
        put_ticket(&make, FIRST_ID + i);
    }
    dql_serve_print(text, "\n],\"included\":{\n");
    put_included(&make);
    dql_serve_print(text, "\n}}\n");
}
