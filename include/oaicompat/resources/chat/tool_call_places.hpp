// ToolCallPlaces: which calls the pieces of a stream belong to, however a server numbers them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/chunk.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// Whether JSON that comes in pieces is a whole object or array.
class JsonEnd {
 public:
  void feed(std::string_view piece);
  bool reached() const { return reached_; }

 private:
  std::size_t depth_ = 0;
  bool in_string_ = false, escaped_ = false, reached_ = false;
};

// Gives each piece of a choice's tool calls the place of its call, in the order in which calls begin.
//
// A piece belongs to the call of its index; where it has none to that of its id, else to the last one. It begins a new
// call where its index is new; where it brings another id and a name; where it brings a name after a name and whole
// arguments; and beside another piece of the same call in one delta.
class OAICOMPAT_API ToolCallPlaces {
 public:
  // The pieces of one delta: their places, or an error where an index is out of bounds or there are too many calls.
  Result<std::vector<std::size_t>> place(const std::vector<ToolCallDelta>& pieces, std::int64_t most);

 private:
  struct Call {
    std::string id, name;
    JsonEnd arguments;
    bool in_this_delta = false;
  };
  // What a piece says of its call.
  struct Piece {
    bool is_numbered = false;
    std::int64_t index = 0;
    std::string_view id, name, arguments;
    bool is_custom = false;
    bool begins() const { return !name.empty() || is_custom; }
  };
  static Piece look_at(const ToolCallDelta& delta);
  Call* known(const Piece& piece, std::size_t position, std::size_t pieces);
  static bool is_another(const Call& call, const Piece& piece);
  static void take(Call& call, const Piece& piece);

  std::vector<Call> calls_;
  std::map<std::int64_t, std::size_t> by_index_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/tool_call_places.ipp>
#endif
