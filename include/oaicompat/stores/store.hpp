// Store: where a server keeps responses, conversations and stored completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

#include <cstddef>
#include <cstdint>
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

  friend bool operator==(const Record&, const Record&) = default;
};

/// One step of a write.
struct Change {
  /// The collection: `responses`, `conversations/conv_1/items`. A collection is there once something is in it.
  std::string collection{};
  /// Put in, or in place of the record with its id, whose place in the order it takes.
  std::optional<Record> put{};
  /// The id to remove where there is no `put`; when empty too, the whole collection goes.
  std::string remove{};
};

/// Which records of a collection, in the order in which they were first put.
struct ListRange {
  enum class Order : std::uint8_t { ascending, descending };
  Order order = Order::descending;
  /// Begins behind the record with this id, in the order of the list; at its begin when empty.
  std::string after{};
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
  /// Applies all changes, or none. When it returns they are as durable as the store is.
  virtual Result<void> write(std::vector<Change> changes) = 0;
  /// A record; nothing when there is none, or when its time is over.
  virtual Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const = 0;
  /// A page of a collection. When `after` is not there, the error has status 404.
  virtual Result<RecordPage> list(std::string_view collection, const ListRange& range) const = 0;
};
using StorePtr = std::shared_ptr<Store>;

}  // namespace oaicompat::inline v1
