// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/repository.hpp>
#include <oaicompat/resources/request_store.hpp>

#include <algorithm>
#include <charconv>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE BatchRepository::BatchRepository(StorePtr store, std::string_view tenant)
    : all_{std::move(store)}, store_{tenant_store(all_, tenant)}, batches_{tenant_collection(tenant, "batches")} {}

OAICOMPAT_INLINE std::string BatchRepository::results_of(std::string_view id) const {
  return batches_ + "/" + std::string{id} + "/results";
}

OAICOMPAT_INLINE Result<StoredBatch> BatchRepository::read(std::string_view id) const {
  if (id.empty()) return no_such_batch(id);
  const auto record = all_->read(batches_, id);
  if (!record) return record.error();
  if (!*record) return no_such_batch(id);
  auto batch = read_stored<Batch>(**record);
  if (!batch) return batch.error();
  return StoredBatch{*std::move(batch), (*record)->revision};
}

OAICOMPAT_INLINE Result<BatchList> BatchRepository::list(const ListBatchesRequest& request) const {
  const auto limit = request.limit.value_or(20);
  if (limit < 0 || limit > 100) return api_error(400, "'limit' must be 0 to 100.", "invalid_value", "limit");
  ListRange range{.limit = static_cast<std::size_t>(limit)};
  if (request.after) range.after = request.after->str();
  return read_page<BatchList>(*store_, "batches", range);
}

OAICOMPAT_INLINE Change BatchRepository::put(const Batch& batch, std::uint64_t revision) const {
  Record record{.id = batch.id.str(), .value = to_json(batch)};
  add_label_tags(record.tags, batch.metadata);
  return {.collection = batches_, .put = std::move(record), .if_revision = revision};
}

// A line each: the line's number, how it went, and the result.
OAICOMPAT_INLINE Change BatchRepository::put_results(std::string_view id,
                                                     const std::vector<LineResult>& results) const {
  Record record{.id = random_id("results_")};
  for (const auto& each : results) {
    record.value += std::to_string(each.line);
    record.value += each.succeeded ? " + " : " - ";
    record.value.append(each.json).append("\n");
  }
  return {.collection = results_of(id), .put = std::move(record), .if_revision = Change::absent};
}
OAICOMPAT_INLINE Change BatchRepository::remove_results(std::string_view id) const {
  return {.collection = results_of(id)};
}

OAICOMPAT_INLINE Result<void> BatchRepository::results(
    std::string_view id, const std::function<Result<void>(const LineResult&)>& each) const {
  ListRange range{.order = ListRange::Order::ascending, .limit = 4};  // a record may be large
  for (bool more = true; more;) {
    const auto page = all_->list(results_of(id), range);
    if (!page) return page.error();
    for (const auto& record : page->records) {
      for (std::string_view rest = record.value; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        LineResult result;
        const auto number = std::from_chars(line.data(), line.data() + line.size(), result.line);
        const auto form = line.substr(static_cast<std::size_t>(number.ptr - line.data()));
        if (form.size() < 3) return api_error(500, "The kept results of the batch cannot be read.", "store_unreadable");
        result.succeeded = form[1] == '+';
        result.json = form.substr(3);
        if (auto done = each(result); !done) return done;
      }
    }
    more = page->has_more && !page->records.empty();
    if (more) range.after = page->records.back().id;
  }
  return {};
}

}  // namespace oaicompat::inline v1::detail
