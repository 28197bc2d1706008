// Body: the bytes of a request, which may be too many to hold in memory.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Keeps bytes that others look at: a file that is mapped into memory, a request that owns a recording.
/// **Threads**: `forget` may be called from any.
class BufferOwner {
 public:
  BufferOwner() = default;
  BufferOwner(const BufferOwner&) = delete;
  BufferOwner& operator=(const BufferOwner&) = delete;
  virtual ~BufferOwner() = default;
  /// These were read and are not needed soon: memory that can be filled again may be given back. They stay readable.
  virtual void forget(std::string_view) const {}
};
using BufferOwnerPtr = std::shared_ptr<const BufferOwner>;

/// Bytes and who keeps them.
struct BodyPiece {
  std::string_view bytes{};
  BufferOwnerPtr keeper{};
};

/// The body of a request: bytes of its own, or pieces that others keep and that copies share.
///
/// A transport that puts large forms into files gives one piece, a file that is mapped; a form that is sent is pieces
/// around the files in it, which are not copied. **Threads**: like a `std::string`.
class OAICOMPAT_API Body {
 public:
  Body() = default;
  Body(Bytes bytes) : bytes_{std::move(bytes)} {}
  Body(const char* text) : bytes_{text} {}
  explicit Body(std::vector<BodyPiece> pieces);

  std::size_t size() const { return pieces_ ? size_ : bytes_.size(); }
  bool empty() const { return size() == 0; }
  /// The bytes from `offset` on, as far as they lie together in memory; none at the end.
  std::string_view from(std::size_t offset) const;
  /// All in one run. Several pieces are joined for it first, which copies them.
  std::string_view view();
  /// A copy of all.
  Bytes str() const;
  /// All as a string: its own bytes are moved out, others' are copied. The body is empty then.
  Bytes take();
  /// Who keeps the piece at `offset`; null for bytes of its own.
  BufferOwnerPtr keeper(std::size_t offset = 0) const;
  /// The bytes before `offset` were read and are not needed soon.
  void forget_before(std::size_t offset) const;

  friend bool operator==(const Body& a, std::string_view b) { return a.equals(b); }

 private:
  bool equals(std::string_view bytes) const;
  const BodyPiece* at(std::size_t& offset) const;

  Bytes bytes_;
  std::shared_ptr<const std::vector<BodyPiece>> pieces_;
  std::size_t size_ = 0;  // of the pieces
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/body.ipp>
#endif
