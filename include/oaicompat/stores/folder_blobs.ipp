// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/blob_pieces.hpp>
#include <oaicompat/stores/blobs.hpp>
#include <oaicompat/transport/posix/native_file.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Blobs without a name yet; no name of a blob begins so.
inline constexpr std::string_view unnamed_blob = ".new-";

class FolderBlob final : public BlobReader {
 public:
  FolderBlob(NativeFile file, std::uint64_t size) : file_{std::move(file)}, size_{size} {}
  std::uint64_t size() const override { return size_; }
  Result<Bytes> read(std::uint64_t offset, std::size_t most) const override {
    if (offset >= size_) return Bytes{};
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - offset));
    auto bytes = file_.read(offset, wanted);
    if (bytes && bytes->size() < wanted) return api_error(500, "The blob's file was cut short.", "store_failed");
    return bytes;
  }

 private:
  const NativeFile file_;
  const std::uint64_t size_;
};

class FolderBlobWriter final : public BlobWriter {
 public:
  FolderBlobWriter(std::filesystem::path folder, std::filesystem::path path, NativeFile file)
      : folder_{std::move(folder)}, path_{std::move(path)}, file_{std::move(file)} {}
  ~FolderBlobWriter() override { drop(); }

  Result<void> write(std::string_view piece) override {
    if (!file_.is_open()) return blob_was_committed();
    return done(file_.write(piece));
  }
  Result<void> commit(std::string_view name) override {
    if (!is_blob_name(name)) return bad_blob_name();
    if (!file_.is_open()) return blob_was_committed();
    if (auto synced = done(file_.sync()); !synced) return synced;
    if (auto closed = done(file_.close()); !closed) return closed;
    std::error_code error;
    std::filesystem::rename(path_, folder_ / name, error);
    if (error) return done(error.default_error_condition().value());
    path_.clear();
    if (const int code = NativeFile::sync_folder(folder_)) return file_failure(code);
    return {};
  }

 private:
  Result<void> done(int error) {
    if (error == 0) return {};
    drop();
    return file_failure(error);
  }
  void drop() {
    (void)file_.close();
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(std::exchange(path_, {}), ignored);
  }

  const std::filesystem::path folder_;
  std::filesystem::path path_;
  NativeFile file_;
};

class FolderBlobs final : public Blobs {
 public:
  explicit FolderBlobs(std::filesystem::path folder) : folder_{std::move(folder)} {}

  // Makes the folder, and removes what killed writers have left in it.
  Result<void> begin(std::chrono::seconds stale_after) const {
    namespace fs = std::filesystem;
    std::error_code error;
    if (fs::create_directory(folder_, error)) fs::permissions(folder_, fs::perms::owner_all, error);
    if (error) return file_failure(error);
    const auto now = fs::file_time_type::clock::now();
    auto each = fs::directory_iterator{folder_, error};
    for (; !error && each != fs::directory_iterator{}; each.increment(error)) {
      std::error_code ignored;
      const auto written = fs::last_write_time(each->path(), ignored);
      const bool unnamed = each->path().filename().string().starts_with(unnamed_blob);
      if (unnamed && !ignored && now - written >= stale_after) fs::remove(each->path(), ignored);
    }
    if (error) return file_failure(error);
    return {};
  }

  Result<BlobWriterPtr> create() override {
    const auto path = folder_ / random_id(unnamed_blob);
    NativeFile file;
    if (const int error = file.create(path)) return file_failure(error);
    return BlobWriterPtr{std::make_unique<FolderBlobWriter>(folder_, path, std::move(file))};
  }
  Result<BlobReaderPtr> open(std::string_view name) const override {
    if (!is_blob_name(name)) return bad_blob_name();
    const auto path = folder_ / name;
    NativeFile file;
    if (const int error = file.open_to_read(path)) {
      std::error_code ignored;
      const bool is_absent = error == ENOENT && std::filesystem::exists(folder_, ignored);
      return is_absent ? no_such_blob(name) : file_failure(error);
    }
    const auto size = file.size();
    if (!size) return size.error();
    return BlobReaderPtr{std::make_shared<FolderBlob>(std::move(file), *size)};
  }
  Result<void> remove(std::string_view name) override {
    if (!is_blob_name(name)) return bad_blob_name();
    std::error_code error;
    std::filesystem::remove(folder_ / name, error);
    if (error) return file_failure(error);
    return {};
  }

 private:
  const std::filesystem::path folder_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<BlobsPtr> folder_blobs(FolderBlobsOptions options) {
  const auto& folder = options.folder;
  if (folder.empty()) return local_error(ErrorKind::invalid_argument, "Blobs need a folder.");
  auto blobs =
      std::make_shared<detail::FolderBlobs>(std::filesystem::path{std::u8string{folder.begin(), folder.end()}});
  if (auto begun = blobs->begin(options.stale_after); !begun) return begun.error();
  return BlobsPtr{std::move(blobs)};
}

}  // namespace oaicompat::inline v1
