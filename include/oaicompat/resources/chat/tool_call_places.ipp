// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/chat/chunk_json.hpp>
#include <oaicompat/resources/chat/tool_call_places.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void JsonEnd::feed(std::string_view piece) {
  for (const char c : piece) {
    if (in_string_) {
      if (!std::exchange(escaped_, !escaped_ && c == '\\') && c == '"') in_string_ = false;
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
      reached_ = false;
    } else if ((c == '}' || c == ']') && depth_ != 0) {
      reached_ = --depth_ == 0;
    }
  }
}

OAICOMPAT_INLINE ToolCallPlaces::Piece ToolCallPlaces::look_at(const ToolCallDelta& delta) {
  Piece out;
  const auto* form = delta.extra.form("index");
  out.is_numbered = !was_absent(delta, "index") && (!form || form->json.view() != "null");
  out.index = counted_index(delta.index);
  if (delta.id) out.id = *delta.id;
  if (delta.function && delta.function->name) out.name = *delta.function->name;
  if (delta.function && delta.function->arguments) out.arguments = *delta.function->arguments;
  out.is_custom = delta.extra.find("custom") != nullptr;
  return out;
}

OAICOMPAT_INLINE ToolCallPlaces::Call* ToolCallPlaces::known(const Piece& piece, std::size_t position,
                                                             std::size_t pieces) {
  if (piece.is_numbered) {
    const auto at = by_index_.find(piece.index);
    return at == by_index_.end() ? nullptr : &calls_[at->second];
  }
  if (calls_.empty()) return nullptr;
  if (!piece.id.empty()) {
    const auto same = std::find_if(calls_.begin(), calls_.end(), [&](const Call& c) { return c.id == piece.id; });
    if (same != calls_.end()) return &*same;
  } else if (!piece.begins() && pieces > 1 && position < calls_.size()) {
    return &calls_[position];
  }
  return &calls_.back();
}

OAICOMPAT_INLINE bool ToolCallPlaces::is_another(const Call& call, const Piece& piece) {
  if (!piece.id.empty() && piece.id == call.id) return false;
  if (call.in_this_delta && (piece.begins() || !piece.id.empty())) return true;
  if (!piece.id.empty() && !call.id.empty() && piece.begins()) return true;
  const bool said_again = piece.name == call.name && piece.arguments.empty();
  return !piece.name.empty() && !call.name.empty() && call.arguments.reached() && !said_again;
}

OAICOMPAT_INLINE void ToolCallPlaces::take(Call& call, const Piece& piece) {
  call.in_this_delta = true;
  if (call.id.empty()) call.id = piece.id;
  if (call.name.empty()) call.name = piece.name;
  call.arguments.feed(piece.arguments);
}

OAICOMPAT_INLINE Result<std::vector<std::size_t>> ToolCallPlaces::place(const std::vector<ToolCallDelta>& pieces,
                                                                        std::int64_t most) {
  std::vector<std::size_t> out;
  for (auto& call : calls_) call.in_this_delta = false;
  for (const auto& delta : pieces) {
    const auto piece = look_at(delta);
    if (piece.is_numbered && (piece.index < 0 || piece.index >= most)) return bad_index("tool call", delta.index);
    auto* call = known(piece, out.size(), pieces.size());
    if (!call || is_another(*call, piece)) {
      if (calls_.size() >= static_cast<std::size_t>(most)) return bad_index("tool call", delta.index);
      if (piece.is_numbered) by_index_[piece.index] = calls_.size();
      call = &calls_.emplace_back();
    }
    take(*call, piece);
    out.push_back(static_cast<std::size_t>(call - calls_.data()));
  }
  return out;
}

}  // namespace oaicompat::inline v1::detail
