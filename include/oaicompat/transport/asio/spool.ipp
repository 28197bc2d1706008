// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/body.hpp>
#include <oaicompat/transport/posix/quiet_signal.hpp>

#if !defined(_WIN32)
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// How much of the disk the uploads of a server may take at once. **Threads**: safe to use from many.
class AsioSpoolRoom {
 public:
  explicit AsioSpoolRoom(std::size_t most) : most_{most} {}
  bool take(std::size_t n) {
    if (used_.fetch_add(n) + n <= most_) return true;
    used_ -= n;
    return false;
  }
  void give_back(std::size_t n) { used_ -= n; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> used_ = 0;
};

#if defined(_WIN32)

/// Nothing is put into files here: bodies stay in memory.
class AsioSpool {
 public:
  static constexpr bool works = false;
  static std::unique_ptr<AsioSpool> open(const std::string&, std::shared_ptr<AsioSpoolRoom>) { return nullptr; }
  bool append(std::string_view) { return false; }
  std::optional<Body> finish() { return std::nullopt; }
};

#else

/// A body that is written into a file as it comes, and then read where it lies. The file has no name and is readable
/// for its owner alone; it goes with the body, or with the process.
class AsioSpool {
 public:
  static constexpr bool works = true;
  /// Null when there can be no file. An empty directory stands for the system's.
  static std::unique_ptr<AsioSpool> open(const std::string& directory, std::shared_ptr<AsioSpoolRoom> room) {
    auto name = (directory.empty() ? system_directory() : directory) + "/oaicompat-XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) return nullptr;
    ::unlink(name.c_str());
    return std::unique_ptr<AsioSpool>{new AsioSpool{file, std::move(room)}};
  }
  AsioSpool(const AsioSpool&) = delete;
  AsioSpool& operator=(const AsioSpool&) = delete;
  ~AsioSpool() { ::close(file_); }

  /// False when there is no room for it, or the process may not write as much.
  bool append(std::string_view bytes) {
    if (!share_.take(bytes.size())) return false;
    const QuietFileSize quiet;
    while (!bytes.empty()) {
      const auto n = ::write(file_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// All that was appended; nothing when it cannot be mapped.
  std::optional<Body> finish() {
    const auto size = share_.size;
    auto* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file_, 0);
    if (at == MAP_FAILED) return std::nullopt;
    auto keeper = std::make_shared<const Mapped>(static_cast<char*>(at), std::move(share_));
    return Body{{BodyPiece{.bytes = {static_cast<const char*>(at), size}, .keeper = std::move(keeper)}}};
  }

 private:
  // What one file takes of the room.
  struct Share {
    explicit Share(std::shared_ptr<AsioSpoolRoom> r) : room{std::move(r)} {}
    Share(Share&& other) noexcept : room{std::move(other.room)}, size{std::exchange(other.size, 0)} {}
    ~Share() {
      if (room) room->give_back(size);
    }
    bool take(std::size_t n) {
      if (!room->take(n)) return false;
      size += n;
      return true;
    }
    std::shared_ptr<AsioSpoolRoom> room;
    std::size_t size = 0;
  };

  class Mapped final : public BufferOwner {
   public:
    Mapped(char* at, Share share) : at_{at}, share_{std::move(share)} {}
    ~Mapped() override { ::munmap(at_, share_.size); }
    // The pages lie in the file as well, so that they can be dropped at any time.
    void forget(std::string_view bytes) const override {
      const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
      const auto from = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
      const auto to = reinterpret_cast<std::uintptr_t>(bytes.data() + bytes.size()) / page * page;
      if (from < to) ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
    }

   private:
    char* const at_;
    const Share share_;
  };

  AsioSpool(int file, std::shared_ptr<AsioSpoolRoom> room) : file_{file}, share_{std::move(room)} {}

  static std::string system_directory() {
    const auto* set = std::getenv("TMPDIR");
    if (set && *set) return set;
    return ::access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp";  // the first lies on a disk, mostly
  }

  const int file_;
  Share share_;
};

#endif

}  // namespace oaicompat::inline v1::detail
