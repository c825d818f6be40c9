// Saved queries of a file, compiled for one person, in C++17.
//
//     c++ -std=c++17 saved.cpp $(pkg-config --cflags --libs deskql) -o saved && ./saved 7
#include <deskql/deskql.hpp>

#include <cstdlib>
#include <iostream>

namespace {

// What people keep in a file of their own: queries with names, and parameters where something differs.
constexpr std::string_view library = R"(
mine: agent = :me and status in (1, 4) order by priority desc;
late: agent = :me and updatedAt < now -3d order by updatedAt;
team: inbox in :inboxes and agent is null
)";

void print(deskql::findings_view findings) {
    for (const deskql::finding &finding : findings) {
        std::cout << "  " << finding.range.start.line << ':' << finding.range.start.column << ": " << finding.message
                  << '\n';
    }
}

// Each query is given those of the values that it has parameters for: an unknown one would be a finding.
deskql::bindings bindings_of(deskql::query query, std::int64_t me) {
    deskql::bindings bindings;
    for (const deskql::parameter &parameter : query.parameters()) {
        if (std::string_view(parameter.name) == "me") bindings.bind("me", me);
    }
    return bindings;
}

} // namespace

int main(int count, char **arguments) {
    const std::int64_t me = count > 1 ? std::atoll(arguments[1]) : 1;
    auto document = deskql::document::parse(library);
    if (!document) {
        std::cerr << document.error().message() << '\n';
        return 2;
    }
    print(document->findings());
    deskql::compile_options options;
    // 2026-03-01T12:00:00Z, where a program that does not print the same each time has system_clock::now().
    options.now = std::chrono::system_clock::time_point(std::chrono::seconds(1772366400));
    for (deskql::query query : document->queries()) {
        auto plan = query.compile(bindings_of(query, me), options);
        std::cout << query.name() << ": " << (plan ? plan->filter() : plan.error().message()) << '\n';
    }
    return 0;
}
