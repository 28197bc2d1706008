// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/ask_blocking.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/hex.hpp>
#include <oaicompat/base/sha256.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/files/pieces.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/idempotency_keys.hpp>
#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/resources/uploads/codec.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#undef CreateFile  // a macro of the headers of Windows

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::size_t request_digest_size = 64;

template <class Request>
std::string request_digest(const Parsed<Request>& request) {
  Sha256 out;
  out.add(to_json(*request));
  return hex_of_array(out.finish());
}
// A file is digested where it lies.
template <class Request>
std::string request_digest(const Request& without_bytes, std::string_view bytes, const BufferOwnerPtr& keeper) {
  Sha256 out;
  out.add(to_json(without_bytes));
  static_cast<void>(write_pieces(bytes, keeper, {}, [&](std::string_view piece) -> Result<void> {
    out.add(piece);
    return {};
  }));
  return hex_of_array(out.finish());
}
inline Upload without_body(const Upload& upload) {
  return {.filename = upload.filename, .content_type = upload.content_type};
}
inline std::string request_digest(const Parsed<CreateFileRequest>& request) {
  return request_digest(CreateFileRequest{.file = without_body(request->file),
                                          .purpose = request->purpose,
                                          .expires_after = request->expires_after,
                                          .extra = request->extra},
                        request->file.body, request.keeper());
}
inline std::string request_digest(const Parsed<AddUploadPartRequest>& request) {
  return request_digest(
      AddUploadPartRequest{
          .upload_id = request->upload_id, .data = without_body(request->data), .extra = request->extra},
      request->data.body, request.keeper());
}

inline Error key_reused() {
  auto error = api_error(409, "The same 'Idempotency-Key' was sent with another request.", "idempotency_key_reused");
  error.headers.set("x-should-retry", "false");
  return error;
}
inline Error key_in_use() {
  return api_error(409, "A request with the same 'Idempotency-Key' is being answered.", "idempotency_key_in_use");
}

// The keys of all tenants. A record is a digest of the request, and behind it the answer, once there is one.
class IdempotencyKeys {
 public:
  IdempotencyKeys(Backend backend, StorePtr store, IdempotencyOptions options)
      : backend_{std::move(backend)}, options_{std::move(options)}, requests_{std::move(store), options_.pool} {}

  const Backend& backend() const { return backend_; }
  WorkerPool& pool() const { return requests_.pool(); }

  template <Operation Op>
  Result<typename Op::Response> answer(const Parsed<typename Op::Request>& request, const Context& context) {
    const auto store = requests_.store_of(context);
    const auto id = id_of(Op::endpoint, header_of(context, "idempotency-key"));
    const Turn turn{*this, tenant_of(context) + id, context.stop};
    if (!turn.came()) return gave_up({.stop = context.stop});
    const auto digest = request_digest(request);
    const auto before = take(*store, id, digest);
    if (!before) return before.error();
    if (!before->empty()) return read_stored<typename Op::Response>({.id = id, .value = *before});
    auto made = answer_of<Op>(request, context);
    // Where the store fails now, the key stays taken until its lease is over.
    if (made) {
      static_cast<void>(keep(*store, id, digest + to_json(*made), options_.kept_for));
      trim(*store, tenant_of(context));
    } else {
      static_cast<void>(store->write({{.collection = collection(), .remove = id}}));
    }
    return made;
  }

 private:
  // Requests of one key are answered one after the other.
  class Turn {
   public:
    Turn(IdempotencyKeys& keys, std::string key, const std::stop_token& stop) : keys_{keys}, key_{std::move(key)} {
      std::unique_lock lock{keys_.mutex_};
      came_ = keys_.ended_.wait(lock, stop, [&] { return !keys_.answering_.contains(key_); });
      if (came_) keys_.answering_.insert(key_);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (!came_) return;
      {
        const std::lock_guard lock{keys_.mutex_};
        keys_.answering_.erase(key_);
      }
      keys_.ended_.notify_all();
    }
    // False where the request was given up first.
    bool came() const { return came_; }

   private:
    IdempotencyKeys& keys_;
    const std::string key_;
    bool came_ = false;
  };

  static constexpr std::size_t trimmed_every = 64;
  static std::string collection() { return "idempotency_keys"; }
  static std::string id_of(const Endpoint& endpoint, std::string_view key) {
    Sha256 out;
    out.add(endpoint.path);
    out.add("\n");
    out.add(key);
    return hex_of_array(out.finish());
  }

  template <Operation Op>
  Result<typename Op::Response> answer_of(const Parsed<typename Op::Request>& request, Context context) const {
    context.may_block = true;
    auto came = ask_blocking<Op>(backend_, request, std::move(context));
    if (!came) return came.error();
    if (!*came) return api_error(500, "The backend gave no answer.", "no_answer");
    return **std::move(came);
  }
  // The answer that a request of this digest was given; empty where it is to be answered now.
  Result<std::string> take(Store& store, const std::string& id, const std::string& digest) const {
    const auto taken = keep(store, id, digest, options_.lease, Change::absent);
    if (taken) return std::string{};
    if (!is_conflict(taken.error())) return taken.error();
    const auto found = store.read(collection(), id);
    if (!found) return found.error();
    if (!*found) return key_in_use();
    const std::string_view value = (*found)->value;
    if (!value.starts_with(digest)) return key_reused();
    if (value.size() == request_digest_size) return key_in_use();
    return std::string{value.substr(request_digest_size)};
  }
  Result<void> keep(Store& store, const std::string& id, std::string value, std::chrono::seconds how_long,
                    std::optional<std::uint64_t> if_revision = {}) const {
    Record record{.id = id, .value = std::move(value)};
    record.expires_at = options_.clock->unix_time() + how_long.count();
    return store.write({{.collection = collection(), .put = std::move(record), .if_revision = if_revision}});
  }

  void trim(Store& store, const std::string& tenant) {
    {
      const std::lock_guard lock{mutex_};
      if (++made_[tenant] % trimmed_every != 0) return;
    }
    const auto newest = store.list(collection(), {.limit = options_.max_keys});
    if (!newest || !newest->has_more || newest->records.empty()) return;
    const auto old =
        store.list(collection(), {.after = newest->records.back().id, .limit = std::size_t{2} * trimmed_every});
    if (!old) return;
    for (const auto& each : old->records)
      static_cast<void>(store.write({{.collection = collection(), .remove = each.id}}));
  }

  const Backend backend_;
  const IdempotencyOptions options_;
  const RequestStore requests_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::set<std::string> answering_;          // tenant and id
  std::map<std::string, std::size_t> made_;  // by each tenant
};

template <Operation... Ops>
void offer_once(Backend& to, const std::shared_ptr<IdempotencyKeys>& keys) {
  const auto offer = [&]<Operation Op>(std::type_identity<Op>) {
    if (!to.offers<Op>()) return;
    to.on<Op>([keys](Parsed<typename Op::Request> request, Context context) -> StreamPtr<typename Op::Response> {
      if (header_of(context, "idempotency-key").empty())
        return keys->backend().template run<Op>(std::move(request), std::move(context));
      return ask_store<typename Op::Response>(
          keys->pool(), context, [keys, request, context] { return keys->template answer<Op>(request, context); });
    });
  };
  (offer(std::type_identity<Ops>{}), ...);
}

}  // namespace detail

OAICOMPAT_INLINE Backend with_idempotency_keys(Backend beside, StorePtr store, IdempotencyOptions options) {
  const auto keys = std::make_shared<detail::IdempotencyKeys>(beside, std::move(store), std::move(options));
  detail::offer_once<CreateFile, CreateUpload, AddUploadPart, CreateBatch, CreateVectorStore, CreateVectorStoreFile,
                     CreateVectorStoreFileBatch, CreateFineTuningJob, CreateCheckpointPermission>(beside, keys);
  return beside;
}

}  // namespace oaicompat::inline v1
