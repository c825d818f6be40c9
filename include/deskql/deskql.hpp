/**
 * deskql for C++17, in this header alone: handles that free themselves, results like std::expected, findings and queries as ranges.
 *
 *     auto document = deskql::document::parse("status = :status and priority > 2");
 *     if (!document) return;                                     // no memory, or misuse
 *     for (const deskql::finding &finding : document->findings()) std::cerr << finding.message << '\n';
 *     auto plan = (*document)[0].compile({{"status", "open"}});
 *     if (plan) std::cout << plan->query_string() << '\n';
 *     else for (const deskql::finding &finding : plan.error().findings()) std::cerr << finding.message << '\n';
 *
 * What is true of the C functions is true here: a document, a schemas and a plan that nobody changes may be shared by threads; a
 * query belongs to its document, which must outlive it and the plans made of it; views, and all that a finding points to, live as
 * long as the handle that was asked for them. Nothing here throws but std::bad_alloc of strings, and `value()` of a result without one.
 */
#ifndef DESKQL_DESKQL_HPP
#define DESKQL_DESKQL_HPP

#if defined(__has_include) && !__has_include(<deskql/deskql.h>)
#include "deskql.h"
#else
#include <deskql/deskql.h>
#endif

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace deskql {

using position = deskql_position;
using range = deskql_range;
using finding = deskql_finding;
using parameter = deskql_parameter_info;
using mention = deskql_mention;

/** The library's version at run time. */
inline const char *version() noexcept {
    return deskql_version();
}

namespace detail {

/** A view of things that a C function tells by index. `Get` is called with an index below `size`. */
template <class Handle, class Item, Item (*Get)(Handle, std::size_t)> class indexed_view {
  public:
    class iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = std::remove_cv_t<std::remove_reference_t<Item>>;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = Item;
        iterator(Handle handle, std::size_t index) noexcept : handle_(handle), index_(index) {}
        Item operator*() const { return Get(handle_, index_); }
        iterator &operator++() noexcept {
            ++index_;
            return *this;
        }
        iterator operator++(int) noexcept {
            iterator before = *this;
            ++index_;
            return before;
        }
        friend bool operator==(const iterator &one, const iterator &other) noexcept {
            return one.index_ == other.index_;
        }
        friend bool operator!=(const iterator &one, const iterator &other) noexcept {
            return one.index_ != other.index_;
        }

      private:
        Handle handle_;
        std::size_t index_;
    };

    indexed_view(Handle handle, std::size_t size) noexcept : handle_(std::move(handle)), size_(size) {}
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    /** `index` is below `size()`. */
    Item operator[](std::size_t index) const { return Get(handle_, index); }
    iterator begin() const noexcept { return {handle_, 0}; }
    iterator end() const noexcept { return {handle_, size_}; }

  protected:
    Handle handle_;

  private:
    std::size_t size_;
};

/* A list, and what reads it. */
struct readable_findings {
    const deskql_findings *list = nullptr;
    std::shared_ptr<deskql_finding_reader> reader;
};

inline const finding &finding_at(readable_findings of, std::size_t index) {
    static const finding unreadable = [] {
        finding made{};
        made.code_text = made.slug = made.phrase = "";
        made.message = deskql_status_text(DESKQL_NO_MEMORY);
        made.severity = DESKQL_ERROR;
        return made;
    }();
    const finding *found = nullptr;
    deskql_findings_read(of.list, index, of.reader.get(), &found);
    return found ? *found : unreadable;
}

inline parameter parameter_at(const deskql_query *query, std::size_t index) {
    parameter info{};
    deskql_query_parameter_at(query, index, &info);
    return info;
}

inline int append(void *text, const char *bytes, std::size_t length) {
#if defined(__cpp_exceptions)
    /* No exception may pass through the library. */
    try {
        static_cast<std::string *>(text)->append(bytes, length);
    } catch (...) {
        return 1;
    }
#else
    static_cast<std::string *>(text)->append(bytes, length);
#endif
    return 0;
}

template <auto Free> struct freer {
    template <class Handle> void operator()(Handle *handle) const noexcept { Free(handle); }
};

} // namespace detail

/** Findings, in source order. Each is read when it is asked for, and lives as long as the view or a copy of it. */
class findings_view : public detail::indexed_view<detail::readable_findings, const finding &, detail::finding_at> {
  public:
    /** With fixes, each tried when it is read, for it is exact (deskql/finding.h); or these are suggestions. Positions count bytes, or
        the given units. */
    explicit findings_view(const deskql_findings *findings, bool fixes = true, deskql_unit unit = DESKQL_UNIT_BYTE)
        : indexed_view({findings, make_reader(findings, fixes, unit)}, deskql_findings_count(findings)) {}
    bool has_errors() const noexcept { return deskql_findings_count_severity(handle_.list, DESKQL_ERROR) > 0; }
    std::size_t omitted() const noexcept { return deskql_findings_omitted(handle_.list); }

  private:
    static std::shared_ptr<deskql_finding_reader> make_reader(const deskql_findings *findings, bool fixes,
                                                              deskql_unit unit) {
        if (deskql_findings_count(findings) == 0) return nullptr;
        deskql_reader_options options = DESKQL_READER_OPTIONS_INIT;
        options.fixes = fixes;
        options.unit = unit;
        deskql_finding_reader *reader = nullptr;
        deskql_finding_reader_new(&options, &reader);
        return {reader, detail::freer<deskql_finding_reader_free>()};
    }
};

/** The parameters (`:name`) of a query, in the order of their first appearance. */
using parameters_view = detail::indexed_view<const deskql_query *, parameter, detail::parameter_at>;

/** Why there is no result. With DESKQL_INVALID it has the findings that say so. */
class failure {
  public:
    explicit failure(deskql_status status) noexcept : status_(status) {}
    /** `owner` keeps the findings alive. */
    failure(deskql_status status, std::shared_ptr<const void> owner, const deskql_findings *findings)
        : status_(status), owner_(std::move(owner)), findings_(findings) {}
    deskql_status status() const noexcept { return status_; }
    const findings_view &findings() const noexcept { return findings_; }
    /** The first finding's message, else the status in words. */
    const char *message() const { return findings_.empty() ? deskql_status_text(status_) : findings_[0].message; }

  private:
    deskql_status status_;
    std::shared_ptr<const void> owner_;
    findings_view findings_{nullptr};
};

/** What `value()` throws where there is none. */
class bad_result : public std::exception {
  public:
    explicit bad_result(failure why) : failure_(std::move(why)) {}
    const char *what() const noexcept override { return failure_.message(); }
    const failure &error() const noexcept { return failure_; }

  private:
    failure failure_;
};

namespace detail {
[[noreturn]] inline void give_up(const failure &why) {
#if defined(__cpp_exceptions)
    throw bad_result(why);
#else
    (void)why;
    std::abort();
#endif
}
} // namespace detail

/** A value, or the failure to have one. `*` and `->` are for those that have one. */
template <class T> class [[nodiscard]] result {
  public:
    result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    result(failure why) : content_(std::in_place_index<1>, std::move(why)) {}
    bool has_value() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }
    T &operator*() &noexcept { return *std::get_if<0>(&content_); }
    const T &operator*() const &noexcept { return *std::get_if<0>(&content_); }
    T &&operator*() &&noexcept { return std::move(*std::get_if<0>(&content_)); }
    T *operator->() noexcept { return std::get_if<0>(&content_); }
    const T *operator->() const noexcept { return std::get_if<0>(&content_); }
    const failure &error() const noexcept { return *std::get_if<1>(&content_); }
    T &value() & {
        if (!has_value()) detail::give_up(error());
        return **this;
    }
    const T &value() const & {
        if (!has_value()) detail::give_up(error());
        return **this;
    }
    T &&value() && {
        if (!has_value()) detail::give_up(error());
        return std::move(**this);
    }

  private:
    std::variant<T, failure> content_;
};

template <> class [[nodiscard]] result<void> {
  public:
    result() = default;
    result(failure why) : failure_(std::move(why)) {}
    bool has_value() const noexcept { return !failure_; }
    explicit operator bool() const noexcept { return has_value(); }
    const failure &error() const noexcept { return *failure_; }
    void value() const {
        if (failure_) detail::give_up(*failure_);
    }

  private:
    std::optional<failure> failure_;
};

/** Endpoints: the built-in ones, and those that are added. */
class schemas {
  public:
    static result<schemas> make() {
        deskql_schemas *made = nullptr;
        deskql_status status = deskql_schemas_new(nullptr, &made);
        if (status != DESKQL_OK) return failure(status);
        return schemas(made);
    }
    /** Adds the endpoints of a schema file; the failure's findings live until the next call that adds. */
    result<void> add(std::string_view json) { return added(deskql_schemas_add(get(), json.data(), json.size())); }
    /** Gives fields the values of one installation: `{"status":{"open":1}}`. */
    result<void> add_values(std::string_view json) {
        return added(deskql_schemas_add_values(get(), json.data(), json.size()));
    }
    std::size_t size() const noexcept { return deskql_schemas_count(get()); }
    const deskql_endpoint *find(const char *name) const noexcept { return deskql_schemas_find(get(), name); }
    deskql_schemas *get() const noexcept { return handle_.get(); }

  private:
    explicit schemas(deskql_schemas *made) noexcept : handle_(made) {}
    result<void> added(deskql_status status) const {
        if (status == DESKQL_OK) return {};
        return failure(status, nullptr, deskql_schemas_findings(get()));
    }
    std::unique_ptr<deskql_schemas, detail::freer<deskql_schemas_free>> handle_;
};

/** A whole day, in days since 1970-01-01. */
struct day {
    std::int32_t since_epoch;
};

/** Text that is read by the type of the parameter's field, as `--param NAME=TEXT` is: `12`, `-7d`, `"a","b"`. */
struct text {
    std::string value;
};

/** What is bound to a parameter. It owns its strings and items. */
class value {
  public:
    value(std::nullptr_t) noexcept { plain_.type = DESKQL_VALUE_NULL; }
    /** Any integer type whose values all fit into 64 bits with a sign. */
    template <class Integer, std::enable_if_t<std::is_integral_v<Integer> && !std::is_same_v<Integer, bool> &&
                                                  (std::is_signed_v<Integer> || sizeof(Integer) < 8),
                                              int> = 0>
    value(Integer integer) noexcept {
        plain_.type = DESKQL_VALUE_INTEGER;
        plain_.as.integer = static_cast<std::int64_t>(integer);
    }
    /** Finite; other numbers make the compile misuse. */
    template <class Number, std::enable_if_t<std::is_same_v<Number, double> || std::is_same_v<Number, float>, int> = 0>
    value(Number number) noexcept {
        plain_.type = DESKQL_VALUE_NUMBER;
        plain_.as.number = static_cast<double>(number);
    }
    template <class Boolean, std::enable_if_t<std::is_same_v<Boolean, bool>, int> = 0> value(Boolean boolean) noexcept {
        plain_.type = DESKQL_VALUE_BOOLEAN;
        plain_.as.boolean = boolean;
    }
    value(std::string string) : string_(std::move(string)) { plain_.type = DESKQL_VALUE_STRING; }
    value(std::string_view string) : value(std::string(string)) {}
    value(const char *string) : value(std::string(string)) {}
    value(text read) : string_(std::move(read.value)) { plain_.type = DESKQL_VALUE_TEXT; }
    /** An instant, to the millisecond. */
    value(std::chrono::system_clock::time_point time) noexcept {
        plain_.type = DESKQL_VALUE_TIME;
        plain_.as.time =
            std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch() / std::chrono::milliseconds(1);
    }
    value(day whole) noexcept {
        plain_.type = DESKQL_VALUE_DATE;
        plain_.as.date = whole.since_epoch;
    }
    /** For `in :name`. */
    value(std::vector<value> items) : items_(std::move(items)) { plain_.type = DESKQL_VALUE_LIST; }
    value(std::initializer_list<value> items) : value(std::vector<value>(items)) {}

    /** As the library takes it. It points into this value and into `lists`, which is given room for items of lists. */
    deskql_value lower(std::vector<std::unique_ptr<deskql_value[]>> &lists) const {
        deskql_value result = plain_;
        if (plain_.type == DESKQL_VALUE_STRING || plain_.type == DESKQL_VALUE_TEXT) {
            result.as.string.bytes = string_.data();
            result.as.string.length = string_.size();
        } else if (plain_.type == DESKQL_VALUE_LIST) {
            auto lowered = std::make_unique<deskql_value[]>(items_.size() + 1);
            for (std::size_t i = 0; i < items_.size(); i++) lowered[i] = items_[i].lower(lists);
            result.as.list.items = lowered.get();
            result.as.list.count = items_.size();
            lists.push_back(std::move(lowered));
        }
        return result;
    }

  private:
    deskql_value plain_{};
    std::string string_;
    std::vector<value> items_;
};

/** Names, without the colon, and values: `{{"status", "open"}, {"ids", {1, 2}}}`. */
class bindings {
  public:
    bindings() = default;
    bindings(std::initializer_list<std::pair<std::string, value>> items) : items_(items) {}
    /** A name that is bound twice is a finding (DQL309). */
    bindings &bind(std::string name, value bound) {
        items_.emplace_back(std::move(name), std::move(bound));
        return *this;
    }
    std::size_t size() const noexcept { return items_.size(); }
    auto begin() const noexcept { return items_.begin(); }
    auto end() const noexcept { return items_.end(); }

  private:
    std::vector<std::pair<std::string, value>> items_;
};

struct parse_options {
    /** The endpoint of queries without `from`; empty means `tickets`. */
    std::string endpoint;
    /** 0 means the defaults of deskql/document.h. */
    std::uint32_t maximum_bytes = 0;
    std::uint32_t maximum_depth = 0;
    std::uint32_t maximum_list = 0;
    std::uint32_t maximum_findings = 0;
    bool notes = false;
};

struct compile_options {
    /** The clock of `now` and the like; without one a query that has them is misuse. */
    std::optional<std::chrono::system_clock::time_point> now;
    /** Of times without an offset and of days, east of UTC. */
    std::chrono::minutes utc_offset{0};
    /** What URLs begin with; empty means `https://SITE.teamwork.com`. */
    std::string base_url;
};

class document;
class query;

/** A compiled query, ready to be written. */
class plan {
  public:
    /** An empty plan, for query::compile_into. Nothing may be written of it. */
    plan() = default;

    /** This and the filter are empty where the query gives something to the path, for that would be lost. */
    std::string query_string() const { return write(DESKQL_OUTPUT_QUERY); }
    /** The filter's JSON. */
    std::string filter() const { return write(DESKQL_OUTPUT_FILTER); }
    /** A JSON object of parameter to unencoded string, with the path apart where the query gives it something (deskql/plan.h). */
    std::string parameters() const { return write(DESKQL_OUTPUT_PARAMETERS); }
    std::string url() const { return write(DESKQL_OUTPUT_URL); }
    /** Any output; empty where the plan is empty or its compile failed. */
    std::string write(deskql_output output) const {
        std::string written;
        if (deskql_plan_stream(get(), output, detail::append, &written) != DESKQL_OK) written.clear();
        return written;
    }
    findings_view findings() const { return findings_view(deskql_plan_findings(get())); }
    /** The words that a part of the output came from: `filter.priority`, `filter/status/$eq`, `orderBy` (deskql/origin.h). */
    std::optional<range> locate(const char *key) const noexcept {
        range found{};
        if (!deskql_plan_locate(get(), key, &found)) return std::nullopt;
        return found;
    }
    deskql_plan *get() const noexcept { return handle_.get(); }

  private:
    friend class query;
    std::unique_ptr<deskql_plan, detail::freer<deskql_plan_free>> handle_;
};

/** One query of a document. A pointer, to be copied freely. */
class query {
  public:
    explicit query(const deskql_query *handle) noexcept : handle_(handle) {}
    /** The label; empty where it has none. */
    std::string_view name() const noexcept {
        const char *name = deskql_query_name(handle_);
        return name ? name : std::string_view();
    }
    bool valid() const noexcept { return deskql_query_valid(handle_); }
    deskql::range range() const noexcept { return deskql_query_range(handle_); }
    /** NULL where it is unknown (DQL205). */
    const deskql_endpoint *endpoint() const noexcept { return deskql_query_endpoint(handle_); }
    parameters_view parameters() const noexcept { return {handle_, deskql_query_parameter_count(handle_)}; }
    /** Every place that names a field, a parameter or an include. */
    std::vector<mention> mentions() const {
        std::vector<mention> all(deskql_query_mentions(handle_, nullptr, 0));
        deskql_query_mentions(handle_, all.data(), all.size());
        return all;
    }
    /** What it means, in plain English. */
    std::string english() const { return describe(DESKQL_DESCRIBE_ENGLISH); }
    std::string describe(deskql_description description) const {
        std::string written;
        if (deskql_query_describe(handle_, description, detail::append, &written) != DESKQL_OK) written.clear();
        return written;
    }
    /** The canonical text; empty for a query with errors. */
    std::string format() const {
        std::string written;
        if (deskql_query_format(handle_, detail::append, &written) != DESKQL_OK) written.clear();
        return written;
    }

    /** The failure's findings are those of the bindings; those of a query that is not valid are its document's. */
    result<plan> compile(const bindings &bound = {}, const compile_options &options = {}) const {
        plan made;
        deskql_status status = compile_into(made, bound, options);
        if (status == DESKQL_OK) return made;
        const deskql_findings *findings = deskql_plan_findings(made.get());
        std::shared_ptr<const void> owner(made.handle_.release(), [](const void *handle) {
            deskql_plan_free(static_cast<deskql_plan *>(const_cast<void *>(handle)));
        });
        return failure(status, std::move(owner), findings);
    }

    /** The same into a plan that is no longer needed, whose memory is used again; its findings say what was wrong. */
    [[nodiscard]] deskql_status compile_into(plan &into, const bindings &bound = {},
                                             const compile_options &options = {}) const {
        std::vector<std::unique_ptr<deskql_value[]>> lists;
        std::vector<deskql_binding> lowered;
        for (const auto &[name, bound_value] : bound) lowered.push_back({name.c_str(), bound_value.lower(lists)});
        deskql_compile_options given = DESKQL_COMPILE_OPTIONS_INIT;
        if (options.now) given.now = std::chrono::floor<std::chrono::seconds>(*options.now).time_since_epoch().count();
        /* What does not fit is out of range anyhow. */
        auto minutes = options.utc_offset.count();
        given.utc_offset = minutes > 10000 || minutes < -10000 ? 10000 : static_cast<std::int32_t>(minutes);
        given.bindings = lowered.data();
        given.binding_count = lowered.size();
        if (!options.base_url.empty()) given.base_url = options.base_url.c_str();
        deskql_plan *handle = into.handle_.release();
        deskql_status status = deskql_compile(handle_, &given, &handle);
        into.handle_.reset(handle);
        return status;
    }
    const deskql_query *get() const noexcept { return handle_; }

  private:
    const deskql_query *handle_;
};

namespace detail {
inline query query_at(const deskql_document *document, std::size_t index) {
    return query(deskql_document_at(document, index));
}
} // namespace detail

using queries_view = detail::indexed_view<const deskql_document *, query, detail::query_at>;

/** A parsed and checked text. That it has findings of errors is no failure: see `findings`. */
class document {
  public:
    /** `schemas` is NULL for the built-in endpoints, or outlives the document. */
    static result<document> parse(std::string_view text, const parse_options &options = {},
                                  const schemas *endpoints = nullptr) {
        return make(deskql_parse, text, options, endpoints);
    }
    /** A query string, an URL or the JSON of a filter (deskql/raw.h). */
    static result<document> parse_raw(std::string_view text, const parse_options &options = {},
                                      const schemas *endpoints = nullptr) {
        return make(deskql_parse_raw, text, options, endpoints);
    }
    std::string_view text() const noexcept {
        std::size_t length = 0;
        const char *bytes = deskql_document_text(get(), &length);
        return {bytes, length};
    }
    findings_view findings() const { return findings_view(deskql_document_findings(get())); }
    std::size_t size() const noexcept { return deskql_document_count(get()); }
    query operator[](std::size_t index) const noexcept { return query(deskql_document_at(get(), index)); }
    queries_view queries() const noexcept { return {get(), size()}; }
    /** The query of that label. */
    std::optional<query> find(const char *name) const noexcept {
        const deskql_query *found = deskql_document_find(get(), name);
        return found ? std::optional<query>(query(found)) : std::nullopt;
    }
    /** The canonical text of the whole document; what has errors of syntax in it stays as it is. */
    std::string format() const {
        std::string written;
        deskql_status status = deskql_format(get(), nullptr, detail::append, &written);
        if (status != DESKQL_OK && status != DESKQL_INVALID) written.clear();
        return written;
    }
    deskql_document *get() const noexcept { return handle_.get(); }

  private:
    using parser = deskql_status (*)(const deskql_schemas *, const char *, std::size_t, const deskql_parse_options *,
                                     deskql_document **);
    explicit document(deskql_document *made) noexcept : handle_(made) {}
    static result<document> make(parser parse, std::string_view text, const parse_options &options,
                                 const schemas *endpoints) {
        deskql_parse_options given = DESKQL_PARSE_OPTIONS_INIT;
        if (!options.endpoint.empty()) given.endpoint = options.endpoint.c_str();
        given.maximum_bytes = options.maximum_bytes;
        given.maximum_depth = options.maximum_depth;
        given.maximum_list = options.maximum_list;
        given.maximum_findings = options.maximum_findings;
        given.notes = options.notes;
        deskql_document *made = nullptr;
        deskql_status status = parse(endpoints ? endpoints->get() : nullptr, text.data(), text.size(), &given, &made);
        if (status != DESKQL_OK) return failure(status);
        return document(made);
    }
    std::unique_ptr<deskql_document, detail::freer<deskql_document_free>> handle_;
};

} // namespace deskql

#endif
