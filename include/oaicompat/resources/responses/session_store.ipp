// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/store_support.hpp>

#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// What a connection keeps for itself, before what the server keeps. Writes go to one of the two; those to the session,
/// which nobody else writes to, without conditions, which may be about what the server keeps.
class SessionStore final : public Store {
 public:
  enum class Writes { to_session, to_server };

  /// `server` may be null, where writes go to the session.
  SessionStore(StorePtr session, StorePtr server, Writes writes)
      : session_{std::move(session)}, server_{std::move(server)}, writes_{writes} {}

  Result<void> write(std::vector<Change> changes) override {
    if (writes_ == Writes::to_server) return server_->write(std::move(changes));
    std::erase_if(changes, is_check);
    for (auto& change : changes) change.if_revision.reset();
    return session_->write(std::move(changes));
  }
  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    auto own = session_->read(collection, id);
    return (own && *own) || !server_ ? own : server_->read(collection, id);
  }
  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    auto own = session_->list(collection, range);
    return (own && !own->records.empty()) || !server_ ? own : server_->list(collection, range);
  }

 private:
  const StorePtr session_, server_;
  const Writes writes_;
};

}  // namespace oaicompat::inline v1::detail
