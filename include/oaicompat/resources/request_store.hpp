// RequestStore: what operations over a store have in common, whatever they keep.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/list_order.hpp>
#include <oaicompat/api/offload.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/json/value_kinds.hpp>
#include <oaicompat/stores/tenant_store.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// A record as what it was written from.
template <class T>
Result<T> read_stored(const Record& record) {
  auto read = parse_owned<T>(record.value, {.reading = Reading::lenient});
  if (!read) return api_error(500, "What is kept under '" + record.id + "' cannot be read.", "store_unreadable");
  return *std::move(read);
}

inline Error not_stored(std::string_view what, std::string_view id, std::string param) {
  return api_error(404, std::string{what} + " with id '" + std::string{id} + "' not found.", "", std::move(param));
}

// Reads, changes and writes, again while others write in between; after 100 times with the conflict.
template <class Attempt>
auto without_conflict(Attempt attempt) -> decltype(attempt()) {
  for (int left = 100;; --left) {
    auto done = attempt();
    if (done || !is_conflict(done.error()) || left == 0) return done;
  }
}

// Runs on a thread of the pool what asks a store; where a thread waits for the answer anyway, there.
template <class T>
StreamPtr<T> ask_store(WorkerPool& pool, const Context& context, std::function<Result<T>()> ask) {
  if (context.may_block) {
    auto got = ask();
    return got ? one_item(*std::move(got)) : failed<T>(got.error());
  }
  return offload_stream<T>(pool, [ask = std::move(ask)](ChannelWriter<T>& out) {
    auto got = ask();
    if (!got) return out.fail(got.error());
    out.send(*std::move(got));
    out.end();
  });
}

// A store, and the threads on which it is asked. Whoever keeps records for requests has it from here, so that a request
// sees the records of its tenant alone.
class RequestStore {
 public:
  RequestStore(StorePtr store, std::shared_ptr<WorkerPool> pool) : store_{std::move(store)}, pool_{std::move(pool)} {
    if (!pool_) pool_ = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 64});
  }
  StorePtr store_of(const Context& context) const { return tenant_store(store_, tenant_of(context)); }
  WorkerPool& pool() const { return *pool_; }

 private:
  StorePtr store_;
  std::shared_ptr<WorkerPool> pool_;
};

// Offers an operation that a member function of a `RequestStore` performs.
template <Operation Op, class Service>
void offer_stored(Backend& to, const std::shared_ptr<Service>& kept,
                  Result<typename Op::Response> (Service::*how)(const StorePtr&, const typename Op::Request&)) {
  to.on<Op>([kept, how](Parsed<typename Op::Request> request, const Context& context) {
    return ask_store<typename Op::Response>(
        kept->pool(), context,
        [kept, how, store = kept->store_of(context), request] { return (kept.get()->*how)(store, *request); });
  });
}

// The bounds of the API: 16 labels, keys of 64 characters, values of 512.
inline std::optional<Error> bad_labels(const Maybe<Map<Text>>& labels) {
  if (!labels) return std::nullopt;
  const auto refused = [](std::string why) { return api_error(400, std::move(why), "invalid_value", "metadata"); };
  if (labels->items.size() > 16) return refused("'metadata' may have at most 16 keys.");
  const auto characters = [](std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  };
  for (const auto& [key, value] : labels->items) {
    if (characters(key) > 64 || characters(value) > 512)
      return refused("Keys of 'metadata' have at most 64 characters, values 512.");
  }
  return std::nullopt;
}

using Tags = std::vector<std::pair<std::string, std::string>>;
inline void add_label_tags(Tags& tags, const Maybe<Map<Text>>& labels) {
  if (!labels) return;
  for (const auto& [key, value] : labels->items) tags.emplace_back("metadata." + key.str(), value.str());
}

// How many records a page holds.
struct PageLimits {
  std::int64_t standard = 20, least = 0, most = 100;
};
// The page that a request asks for. **Errors**: 400.
template <class Request>
Result<ListRange> range_of(const Request& request, ListOrder standard, PageLimits limits = {}) {
  const auto limit = request.limit.value_or(limits.standard);
  if (limit < limits.least || limit > limits.most) {
    return api_error(400,
                     "'limit' must be " + std::to_string(limits.least) + " to " + std::to_string(limits.most) + ".",
                     "invalid_value", "limit");
  }
  const auto order = request.order.value_or(standard);
  if (!order.known()) return api_error(400, "'order' must be asc or desc.", "invalid_value", "order");
  ListRange range{.limit = static_cast<std::size_t>(limit)};
  range.order = order == ListOrder::asc ? ListRange::Order::ascending : ListRange::Order::descending;
  if (request.after) range.after = request.after->str();
  return range;
}

// A page of records as a page of the API's.
template <class Page>
Result<Page> read_page(const Store& store, std::string_view collection, const ListRange& range) {
  const auto found = store.list(collection, range);
  if (!found) return found.error();
  Page out;
  for (const auto& record : found->records) {
    auto each = read_stored<typename decltype(out.data)::value_type>(record);
    if (!each) return each.error();
    out.data.push_back(*std::move(each));
  }
  out.has_more = found->has_more;
  if (found->records.empty()) return out;
  out.first_id = Text{found->records.front().id};
  out.last_id = Text{found->records.back().id};
  return out;
}

}  // namespace oaicompat::inline v1::detail
