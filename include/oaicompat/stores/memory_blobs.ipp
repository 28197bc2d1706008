// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/blob_pieces.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// The memory that blobs share.
class BlobBudget {
 public:
  explicit BlobBudget(std::size_t most) : left_{most} {}
  bool take(std::size_t bytes) {
    const std::lock_guard lock{mutex_};
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }
  void give_back(std::size_t bytes) {
    const std::lock_guard lock{mutex_};
    left_ += bytes;
  }

 private:
  std::mutex mutex_;
  std::size_t left_;
};

struct MemoryBlob final : BlobReader {
  explicit MemoryBlob(std::shared_ptr<BlobBudget> from) : budget{std::move(from)} {}
  MemoryBlob(const MemoryBlob&) = delete;
  MemoryBlob& operator=(const MemoryBlob&) = delete;
  ~MemoryBlob() override { budget->give_back(static_cast<std::size_t>(written.size())); }

  std::uint64_t size() const override { return written.size(); }
  Result<Bytes> read(std::uint64_t offset, std::size_t most) const override {
    return read_pieces(size(), offset, most,
                       [&](std::uint64_t i) -> const Result<Bytes>& { return pieces[static_cast<std::size_t>(i)]; });
  }

  const std::shared_ptr<BlobBudget> budget;
  std::vector<Result<Bytes>> pieces;
  BlobPieces written;
};

class MemoryBlobs final : public Blobs, public std::enable_shared_from_this<MemoryBlobs> {
 public:
  explicit MemoryBlobs(MemoryBlobsOptions options) : budget_{std::make_shared<BlobBudget>(options.max_bytes)} {}

  Result<BlobWriterPtr> create() override { return BlobWriterPtr{std::make_unique<Writer>(shared_from_this())}; }
  Result<BlobReaderPtr> open(std::string_view name) const override {
    if (!is_blob_name(name)) return bad_blob_name();
    const std::lock_guard lock{mutex_};
    const auto found = blobs_.find(name);
    if (found == blobs_.end()) return no_such_blob(name);
    return BlobReaderPtr{found->second};
  }
  Result<void> remove(std::string_view name) override {
    if (!is_blob_name(name)) return bad_blob_name();
    const std::lock_guard lock{mutex_};
    if (const auto found = blobs_.find(name); found != blobs_.end()) blobs_.erase(found);
    return {};
  }

 private:
  class Writer final : public BlobWriter {
   public:
    explicit Writer(std::shared_ptr<MemoryBlobs> to) : to_{std::move(to)} {}
    Result<void> write(std::string_view piece) override {
      if (!blob_) return blob_was_committed();
      if (!to_->budget_->take(piece.size())) {
        blob_.reset();
        return api_error(500, "There is no memory left for blobs.", "store_full");
      }
      return blob_->written.add(piece, [&](Bytes full) -> Result<void> {
        blob_->pieces.emplace_back(std::move(full));
        return {};
      });
    }
    Result<void> commit(std::string_view name) override {
      if (!is_blob_name(name)) return bad_blob_name();
      if (!blob_) return blob_was_committed();
      blob_->pieces.emplace_back(std::move(blob_->written.last()));
      const std::lock_guard lock{to_->mutex_};
      to_->blobs_.insert_or_assign(std::string{name}, std::exchange(blob_, nullptr));
      return {};
    }

   private:
    const std::shared_ptr<MemoryBlobs> to_;
    std::shared_ptr<MemoryBlob> blob_ = std::make_shared<MemoryBlob>(to_->budget_);
  };

  const std::shared_ptr<BlobBudget> budget_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<MemoryBlob>, std::less<>> blobs_;
};

}  // namespace detail

OAICOMPAT_INLINE BlobsPtr memory_blobs(MemoryBlobsOptions options) {
  return std::make_shared<detail::MemoryBlobs>(options);
}

}  // namespace oaicompat::inline v1
