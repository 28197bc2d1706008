// Store: where a server keeps its records: responses, conversations, stored completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

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

}  // namespace oaicompat::inline v1
