// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/body.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Body::Body(std::vector<BodyPiece> pieces) {
  std::erase_if(pieces, [](const BodyPiece& each) { return each.bytes.empty(); });
  for (const auto& each : pieces) size_ += each.bytes.size();
  pieces_ = std::make_shared<const std::vector<BodyPiece>>(std::move(pieces));
}

// The piece that holds the offset, which is then counted from its beginning.
OAICOMPAT_INLINE const BodyPiece* Body::at(std::size_t& offset) const {
  if (!pieces_) return nullptr;
  for (const auto& each : *pieces_) {
    if (offset < each.bytes.size()) return &each;
    offset -= each.bytes.size();
  }
  return nullptr;
}

OAICOMPAT_INLINE std::string_view Body::from(std::size_t offset) const {
  if (!pieces_) return std::string_view{bytes_}.substr(std::min(offset, bytes_.size()));
  const auto* piece = at(offset);
  return piece ? piece->bytes.substr(offset) : std::string_view{};
}

OAICOMPAT_INLINE std::string_view Body::view() {
  if (pieces_ && pieces_->size() > 1) *this = Body{str()};
  return from(0);
}

OAICOMPAT_INLINE Bytes Body::str() const {
  if (!pieces_) return bytes_;
  Bytes out;
  out.reserve(size_);
  for (const auto& each : *pieces_) out += each.bytes;
  return out;
}

OAICOMPAT_INLINE Bytes Body::take() {
  auto whole = std::move(*this);
  *this = {};
  return whole.pieces_ ? whole.str() : std::move(whole.bytes_);
}

OAICOMPAT_INLINE BufferOwnerPtr Body::keeper(std::size_t offset) const {
  const auto* piece = at(offset);
  return piece ? piece->keeper : nullptr;
}

OAICOMPAT_INLINE void Body::forget_before(std::size_t offset) const {
  if (!pieces_) return;
  for (const auto& [bytes, keeper] : *pieces_) {
    if (keeper) keeper->forget(bytes.substr(0, offset));
    if (offset <= bytes.size()) return;
    offset -= bytes.size();
  }
}

OAICOMPAT_INLINE bool Body::equals(std::string_view bytes) const {
  if (size() != bytes.size()) return false;
  for (std::size_t n = 0; n < bytes.size();) {
    const auto run = from(n);
    if (bytes.substr(n, run.size()) != run) return false;
    n += run.size();
  }
  return true;
}

}  // namespace oaicompat::inline v1
