// NativeFile: a file that is written to the disk for good, or read from any offset. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/transport/posix/quiet_signal.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What a failed call on a file is: no room `store_full`, else `store_failed`.
inline Error file_failure(int error) {
  const bool full = error == ENOSPC || error == EFBIG
#if defined(EDQUOT)
                    || error == EDQUOT
#endif
      ;
  return api_error(500, "The store failed: " + std::generic_category().message(error) + ".",
                   full ? "store_full" : "store_failed");
}

inline Error file_failure(const std::error_code& error) {
  return file_failure(error.default_error_condition().value());
}

/// A file, closed when it goes. **Threads**: reading from many, writing from one at a time.
class NativeFile {
 public:
  NativeFile() = default;
  NativeFile(NativeFile&& other) noexcept : handle_{std::exchange(other.handle_, -1)} {}
  NativeFile& operator=(NativeFile&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~NativeFile() { (void)close(); }

#if defined(_WIN32)
  int open_to_read(const std::filesystem::path& path) { return opened(::_wopen(path.c_str(), _O_RDONLY | _O_BINARY)); }
  int create(const std::filesystem::path& path) {
    return opened(::_wopen(path.c_str(), _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY, _S_IREAD | _S_IWRITE));
  }
  int sync() { return ::_commit(handle_) == 0 ? 0 : errno; }
  static int sync_folder(const std::filesystem::path&) { return 0; }
#else
  /// 0, or what `errno` said.
  int open_to_read(const std::filesystem::path& path) { return opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); }
  /// Makes a file that was not there, for its owner alone.
  int create(const std::filesystem::path& path) {
    return opened(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  }
  /// Returns when all that was written is on the disk.
  int sync() { return ::fsync(handle_) == 0 ? 0 : errno; }
  /// The same for the names in a folder.
  static int sync_folder(const std::filesystem::path& path) {
    NativeFile folder;
    const int error = folder.open_to_read(path);
    return error != 0 ? error : folder.sync();
  }
#endif

  Result<std::uint64_t> size() const {
#if defined(_WIN32)
    struct _stat64 status {};
    if (::_fstat64(handle_, &status) != 0) return file_failure(errno);
#else
    struct stat status {};
    if (::fstat(handle_, &status) != 0) return file_failure(errno);
    if (!S_ISREG(status.st_mode)) return file_failure(EISDIR);
#endif
    return static_cast<std::uint64_t>(status.st_size);
  }
  bool is_open() const { return handle_ >= 0; }
  int close() {
    if (!is_open()) return 0;
#if defined(_WIN32)
    return ::_close(std::exchange(handle_, -1)) == 0 ? 0 : errno;
#else
    return ::close(std::exchange(handle_, -1)) == 0 ? 0 : errno;
#endif
  }

  int write(std::string_view bytes) {
    const QuietFileSize quiet;
    while (!bytes.empty()) {
#if defined(_WIN32)
      const auto done = ::_write(handle_, bytes.data(), static_cast<unsigned>(std::min(bytes.size(), most_at_once)));
#else
      const auto done = ::write(handle_, bytes.data(), std::min(bytes.size(), most_at_once));
#endif
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return errno;
      bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return 0;
  }

  /// The bytes from `offset` on, until `most` or the end of the file.
  Result<Bytes> read(std::uint64_t offset, std::size_t most) const {
    Bytes out(most, '\0');
    std::size_t got = 0;
    while (got < most) {
      const auto done = read_at(out.data() + got, std::min(most - got, most_at_once), offset + got);
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return file_failure(errno);
      if (done == 0) break;
      got += static_cast<std::size_t>(done);
    }
    out.resize(got);
    return out;
  }

 private:
  static constexpr std::size_t most_at_once = std::size_t{1} << 30;

  int opened(int handle) {
    handle_ = handle;
    return handle >= 0 ? 0 : errno;
  }
#if defined(_WIN32)
  std::int64_t read_at(char* to, std::size_t most, std::uint64_t offset) const {
    static std::mutex moving;  // there is one position
    const std::lock_guard lock{moving};
    if (::_lseeki64(handle_, static_cast<std::int64_t>(offset), SEEK_SET) < 0) return -1;
    return ::_read(handle_, to, static_cast<unsigned>(most));
  }
#else
  std::int64_t read_at(char* to, std::size_t most, std::uint64_t offset) const {
    return ::pread(handle_, to, most, static_cast<off_t>(offset));
  }
#endif

  int handle_ = -1;
};

}  // namespace oaicompat::inline v1::detail
