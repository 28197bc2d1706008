// Store: where a server keeps its records: responses, conversations, stored completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// A document under an id. Within a collection an id is there once.
struct Record {
  std::string id{};
  /// What is kept: usually JSON. A store does not look into it.
  Bytes value{};
  /// What `list` may filter by: `{"metadata.topic", "weather"}`, `{"model", "demo"}`.
  std::vector<std::pair<std::string, std::string>> tags{};
  /// When it may be forgotten, in seconds since 1970. Default: what the store's own options say.
  std::optional<std::int64_t> expires_at{};
  /// Which write made it what it is: `read` and `list` give it, `put` does not look at it. It is never 0, and a record
  /// that is put again, or again after it was removed, never has an earlier revision.
  std::uint64_t revision = 0;

  friend bool operator==(const Record&, const Record&) = default;
};

/// One step of a write: a `put`, the removal of a record or of a collection, or only the check of a condition.
///
///     store->write({{.collection = "jobs", .put = taken, .if_revision = found.revision}});   // compare and set
///     store->write({{.collection = "jobs", .put = made, .if_revision = Change::absent}});    // only where it is new
struct Change {
  /// Conditions on whether there is a record, instead of a revision.
  static constexpr std::uint64_t absent = 0, present = std::numeric_limits<std::uint64_t>::max();

  /// The collection: `responses`, `conversations/conv_1/items`. A collection is there once something is in it.
  std::string collection{};
  /// Put in, or in place of the record with its id, whose place in the order it takes.
  std::optional<Record> put{};
  /// The id to remove where there is neither `put` nor `check`; when empty too, the whole collection goes. What is
  /// beneath goes with it: the collections whose names begin with `<collection>/<id>/`, or `<collection>/`.
  std::string remove{};
  /// The id of a record that stays as it is, for a condition alone.
  std::string check{};
  /// The revision that the record has before the write, or `absent` or `present`; not for a whole collection. Default:
  /// no condition.
  std::optional<std::uint64_t> if_revision{};
};

/// The code of the error, of status 409, of a write of which a condition does not hold: read again, and try again.
inline constexpr std::string_view store_conflict = "store_conflict";
/// Whether an error says that a condition of a write does not hold.
inline bool is_conflict(const Error& error) { return error.status == 409 && error.code == store_conflict; }

/// Which records of a collection, in the order in which they were first put: each has a sequence number from then on,
/// whatever the clock says.
struct ListRange {
  enum class Order : std::uint8_t { ascending, descending };
  Order order = Order::descending;
  /// Begins behind the record with this id, in the order of the list; at its begin when empty. The record may have been
  /// removed since, or be over: its place is remembered for a while.
  std::string after{};
  /// Ends before the record with this id. Without `after` the page is the one that ends there, and `has_more` says
  /// whether there is something before it.
  std::string before{};
  /// The most records. Default 20.
  std::size_t limit = 20;
  /// Only records that have all of these.
  std::vector<std::pair<std::string, std::string>> tags{};
};

/// A page of a collection.
struct RecordPage {
  std::vector<Record> records{};
  /// Whether there are more behind it.
  bool has_more = false;
};

/// Keeps records. An implementation is a few lines over any ordered key-value store: a collection is a hash and an
/// order.
///
/// **Threads**: safe to use from many at once. It may block: a server on event loops puts what uses it through
/// `offload`. **Errors**: a failure of the store itself is an error with status 500; what is not there is none.
class Store {
 public:
  virtual ~Store() = default;
  /// Applies all changes in their order, or none; none where a condition did not hold before the first of them, with
  /// `store_conflict`. When it returns they are as durable as the store is.
  virtual Result<void> write(std::vector<Change> changes) = 0;
  /// A record; nothing when there is none, or when its time is over.
  virtual Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const = 0;
  /// A page of a collection. When `after` or `before` never was there, or was removed too long ago, or with its
  /// collection, the error has status 404 and its name as `param`.
  virtual Result<RecordPage> list(std::string_view collection, const ListRange& range) const = 0;
};
using StorePtr = std::shared_ptr<Store>;

// For those who implement a store.
namespace detail {

inline Error conflict_at(std::string_view id) {
  return api_error(409, "The record '" + std::string{id} + "' is not as it was expected to be.",
                   std::string{store_conflict});
}
inline Error too_large_for_store() { return api_error(500, "The store cannot hold that much.", "store_full"); }
inline Error no_such_cursor(std::string_view id, std::string param) {
  return api_error(404, "There is no '" + std::string{id} + "' in the list.", "", std::move(param));
}

// The id that a change is about; empty for a whole collection.
inline const std::string& id_of(const Change& change) {
  return change.put ? change.put->id : change.check.empty() ? change.remove : change.check;
}
inline bool is_check(const Change& change) { return !change.put && !change.check.empty(); }
// Whether a record with this revision, 0 for none, is what a change expects.
inline bool is_expected(const Change& change, std::uint64_t revision) {
  if (!change.if_revision) return true;
  return *change.if_revision == Change::present ? revision != 0 : *change.if_revision == revision;
}
inline Result<void> well_formed(const std::vector<Change>& changes) {
  const auto wrong = [](const char* why) { return local_error(ErrorKind::invalid_argument, why); };
  for (const auto& change : changes) {
    if (change.put && change.put->id.empty()) return wrong("A record needs an id.");
    if (change.if_revision && id_of(change).empty()) return wrong("A whole collection has no revision.");
  }
  return {};
}
inline bool has_tags(const Record& record, const std::vector<std::pair<std::string, std::string>>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& tag) {
    return std::find(record.tags.begin(), record.tags.end(), tag) != record.tags.end();
  });
}
// How the names of the collections beneath a record begin, or beneath a collection where there is no id.
inline std::string beneath(std::string_view collection, std::string_view id) {
  auto out = std::string{collection} + "/";
  return id.empty() ? out : out.append(id) + "/";
}
// The first name behind all that begin with a prefix that ends with a slash.
inline std::string end_of(std::string prefix) {
  prefix.back() = '0';
  return prefix;
}

// A page that ends before a record is the one that begins behind it in the other order.
template <class List>
Result<RecordPage> list_before(ListRange range, List list) {
  range.after = std::exchange(range.before, {});
  range.order = range.order == ListRange::Order::ascending ? ListRange::Order::descending : ListRange::Order::ascending;
  Result<RecordPage> page = list(range);
  if (!page) {
    auto error = page.error();
    if (error.param == "after") error.param = "before";
    return error;
  }
  std::reverse(page->records.begin(), page->records.end());
  return page;
}

}  // namespace detail

}  // namespace oaicompat::inline v1
