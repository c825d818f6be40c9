// deskql.hpp, used as its users do; every CHECK can fail.
#include <deskql/deskql.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>

namespace {

int failures = 0;

#define CHECK(...)                                                                                                     \
    do {                                                                                                               \
        if (!(__VA_ARGS__)) {                                                                                          \
            std::printf("FAILED %s:%d: %s\n", __FILE__, __LINE__, #__VA_ARGS__);                                       \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (false)

using namespace std::chrono_literals;
constexpr std::chrono::system_clock::time_point noon{1772366400s};

static_assert(std::is_nothrow_move_constructible_v<deskql::document>);
static_assert(!std::is_copy_constructible_v<deskql::document>);
static_assert(!std::is_copy_constructible_v<deskql::plan>);
static_assert(std::is_copy_constructible_v<deskql::query>);
static_assert(!std::is_constructible_v<deskql::value, std::uint64_t>, "its values do not all fit");
static_assert(std::is_constructible_v<deskql::value, std::uint32_t>);

void test_compile() {
    auto document = deskql::document::parse("status = open and priority > 2 order by users.name desc");
    CHECK(document.has_value());
    CHECK(document->size() == 1);
    CHECK(!document->findings().has_errors());
    auto plan = (*document)[0].compile();
    CHECK(plan.has_value());
    CHECK(plan->filter() == R"({"status":{"$eq":"open"},"priority":{"$gt":2}})");
    auto of_ids = deskql::document::parse("ids (3, 1)");
    CHECK((*of_ids)[0].compile()->query_string() == "ids=3%2C1");
    auto of_path = deskql::document::parse("from ticket_messages ticket = 5 page 2");
    auto messages = (*of_path)[0].compile();
    CHECK(messages->url() == "https://SITE.teamwork.com/desk/api/v2/tickets/5/messages.json?page=2");
    CHECK(messages->query_string().empty() && messages->filter().empty());
    auto of_search = deskql::document::parse("from search_customers tags in (1, 2)");
    auto search = (*of_search)[0].compile();
    CHECK(search->query_string() == "tagIds%5B%5D=1&tagIds%5B%5D=2");
    CHECK(search->filter().empty());
    CHECK(plan->query_string().substr(0, 20) == "filter=%7B%22status%");
    CHECK(plan->url().find("https://SITE.teamwork.com/desk/api/v2/tickets.json?filter=") == 0);
    CHECK(plan->parameters().find("\"orderMode\":\"desc\"") != std::string::npos);
    auto place = plan->locate("filter.priority");
    CHECK(place && place->start.offset == 18);
    CHECK(!plan->locate("filter.subject"));
    deskql::compile_options options;
    options.base_url = "http://localhost";
    CHECK((*document)[0].compile({}, options)->url().find("http://localhost/desk/") == 0);
}

std::string bound(const char *text, deskql::value value) {
    auto document = deskql::document::parse(text);
    auto plan = document.value()[0].compile({{"p", std::move(value)}});
    return plan ? plan->filter() : std::string(plan.error().findings()[0].code_text);
}

void test_bindings() {
    CHECK(bound("id = :p", 7) == R"({"id":{"$eq":7}})");
    CHECK(bound("id = :p", std::int64_t{-1}) == R"({"id":{"$eq":-1}})");
    CHECK(bound("spam_score = :p", 1.5) == R"({"spam_score":{"$eq":1.5}})");
    CHECK(bound("subject = :p", "a\"b") == R"({"subject":{"$eq":"a\"b"}})");
    CHECK(bound("subject = :p", std::string("x\0y", 3)) == R"({"subject":{"$eq":"x\u0000y"}})");
    CHECK(bound("subject = :p", std::string_view("view")) == R"({"subject":{"$eq":"view"}})");
    CHECK(bound("agent = :p", nullptr) == R"({"agent":{"$eq":null}})");
    CHECK(bound("spam_rules = :p", true) == R"({"spam_rules":{"$eq":true}})");
    CHECK(bound("createdAt > :p", noon) == R"({"createdAt":{"$gt":"2026-03-01T12:00:00Z"}})");
    CHECK(bound("createdAt > :p", noon + 5ms) == R"({"createdAt":{"$gt":"2026-03-01T12:00:00.005Z"}})");
    CHECK(bound("createdAt < :p", deskql::day{1}) == R"({"createdAt":{"$lt":"1970-01-02T00:00:00Z"}})");
    CHECK(bound("id in :p", deskql::text{"1,2"}) == R"({"id":{"$in":[1,2]}})");
    CHECK(bound("id in :p", {1, 2, 3}) == R"({"id":{"$in":[1,2,3]}})");
    CHECK(bound("agent in :p", {1, nullptr, "ann"}) == R"({"agent":{"$in":[1,null,"ann"]}})");
    CHECK(bound("id = :p", "x") == "DQL309");
    auto both = deskql::document::parse("status = :status and id in :ids");
    CHECK((*both)[0].compile({{"status", "open"}, {"ids", {1, 2}}})->filter() ==
          R"({"status":{"$eq":"open"},"id":{"$in":[1,2]}})");
    deskql::bindings many;
    many.bind("a", 1).bind("b", std::vector<deskql::value>{"x", "y"});
    auto document = deskql::document::parse("id = :a and subject in :b");
    CHECK((*document)[0].compile(many)->filter() == R"({"id":{"$eq":1},"subject":{"$in":["x","y"]}})");
    CHECK((*document)[0].parameters().size() == 2);
    CHECK((*document)[0].parameters()[1].list);
    CHECK((*document)[0].mentions().size() == 4);
}

void test_failures() {
    auto document = deskql::document::parse("first: id = 1; second: statu = 1; third: id = :p");
    CHECK(document->size() == 3);
    CHECK(document->findings().size() == 1 && document->findings().has_errors());
    for (const deskql::finding &finding : document->findings())
        CHECK(std::string(finding.slug) == "unknown-filter-field");
    CHECK(document->find("second") && !document->find("second")->valid());
    CHECK(!document->find("fourth"));
    CHECK(std::count_if(document->queries().begin(), document->queries().end(),
                        [](deskql::query query) { return query.valid(); }) == 2);
    auto unbound = document->find("third")->compile();
    CHECK(!unbound);
    CHECK(unbound.error().status() == DESKQL_INVALID);
    CHECK(unbound.error().findings().size() == 1);
    // A copy keeps the findings alive.
    deskql::failure kept = unbound.error();
    unbound = document->find("first")->compile();
    CHECK(unbound.has_value());
    CHECK(std::string(kept.findings()[0].code_text) == "DQL308");
    CHECK(std::string(kept.message()) == "the parameter `:p` has no value");
    auto invalid = document->find("second")->compile();
    CHECK(!invalid && invalid.error().status() == DESKQL_INVALID && invalid.error().findings().empty());
    deskql::compile_options options;
    options.utc_offset = std::chrono::hours(100000000);
    CHECK((*document)[0].compile({}, options).error().status() == DESKQL_MISUSE);
    bool thrown = false;
    try {
        (void)document->find("third")->compile().value();
    } catch (const deskql::bad_result &error) {
        thrown = std::string(error.what()) == "the parameter `:p` has no value";
    }
    CHECK(thrown);
}

void test_clock_and_reuse() {
    auto document = deskql::document::parse("createdAt > -1h");
    deskql::query query = (*document)[0];
    CHECK(query.compile().error().status() == DESKQL_MISUSE);
    deskql::plan plan;
    CHECK(plan.filter().empty() && plan.findings().empty());
    deskql::compile_options options;
    for (int hour = 0; hour < 3; hour++) {
        options.now = noon + std::chrono::hours(hour);
        CHECK(query.compile_into(plan, {}, options) == DESKQL_OK);
        CHECK(plan.filter() == R"({"createdAt":{"$gt":"2026-03-01T1)" + std::to_string(hour + 1) + ":00:00Z\"}}");
    }
}

void test_schemas() {
    auto schemas = deskql::schemas::make();
    CHECK(schemas.has_value());
    std::size_t before = schemas->size();
    auto wrong = schemas->add("{}");
    CHECK(!wrong && wrong.error().findings().has_errors());
    CHECK(schemas
              ->add(R"({"version":1,"endpoints":[{"name":"calls","path":"/calls.json","filter":
                       [{"name":"id","type":"integer"}]}]})")
              .has_value());
    CHECK(schemas->size() == before + 1 && schemas->find("calls"));
    CHECK(schemas->add_values(R"({"status":{"open":7}})").has_value());
    deskql::parse_options options;
    options.endpoint = "calls";
    auto document = deskql::document::parse("id = 1", options, &*schemas);
    CHECK((*document)[0].compile()->url() == "https://SITE.teamwork.com/calls.json?"
                                             "filter=%7B%22id%22%3A%7B%22%24eq%22%3A1%7D%7D");
    auto tickets = deskql::document::parse("status = open", {}, &*schemas);
    CHECK((*tickets)[0].compile()->filter() == R"({"status":{"$eq":7}})");
}

void test_texts() {
    auto document = deskql::document::parse("ID  =  1;  mine: status=open");
    CHECK(document->text() == "ID  =  1;  mine: status=open");
    document = deskql::document::parse("mine:  status=open  and id<3");
    CHECK(document->format() == "mine: status = open and id < 3");
    CHECK((*document)[0].name() == "mine");
    CHECK((*document)[0].format() == "mine: status = open and id < 3");
    CHECK(!(*document)[0].english().empty());
    CHECK((*document)[0].range().end.offset == 28);
    auto raw = deskql::document::parse_raw(R"({"status":1})");
    CHECK((*raw)[0].format() == "status = 1");
}

void test_threads() {
    auto document = deskql::document::parse("id = :id and createdAt > -7d");
    const deskql::query query = (*document)[0];
    std::vector<std::thread> threads;
    std::vector<std::string> filters(8);
    for (std::size_t i = 0; i < filters.size(); i++) {
        threads.emplace_back([&filters, query, i] {
            deskql::compile_options options;
            options.now = noon;
            for (int round = 0; round < 100; round++) filters[i] = query.compile({{"id", int(i)}}, options)->filter();
        });
    }
    for (std::thread &thread : threads) thread.join();
    for (std::size_t i = 0; i < filters.size(); i++) {
        CHECK(filters[i] ==
              R"({"id":{"$eq":)" + std::to_string(i) + R"(},"createdAt":{"$gt":"2026-02-22T12:00:00Z"}})");
    }
}

} // namespace

int main() {
    CHECK(std::string(deskql::version()) == DESKQL_VERSION);
    test_compile();
    test_bindings();
    test_failures();
    test_clock_and_reuse();
    test_schemas();
    test_texts();
    test_threads();
    std::printf("%d failures\n", failures);
    return failures ? 1 : 0;
}
