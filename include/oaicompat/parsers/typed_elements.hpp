// TypedElements: nested elements, as JSON of the types that a schema allows.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/typed_value.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Builds one argument of elements: `item` and repeated names are arrays, others objects.
class OAICOMPAT_API TypedElements {
 public:
  static constexpr std::size_t max_depth = 64, max_bytes = std::size_t{8} << 20;

  /// `first`: the types of the argument itself.
  void begin(const ToolTypes* types, std::string_view key, ValueTypes first);
  /// An element opens inside; false where it is too deep or too much.
  bool open(std::string_view name);
  void text(std::string_view piece);
  /// An element of that name closes; false where another is open.
  bool close(std::string_view name);
  bool done() const { return frames_.empty(); }
  std::string_view name() const { return frames_.empty() ? std::string_view{} : std::string_view{frames_.back().name}; }
  /// The argument as JSON, once it is done.
  const std::string& json() const { return json_; }

 private:
  struct Frame {
    std::string name;
    ValueTypes types;
    std::string text;
    std::vector<std::pair<std::string, std::string>> members;  // names and JSON
  };
  std::string value(const Frame& frame) const;
  const ToolTypes* types_ = nullptr;
  std::vector<Frame> frames_;
  std::size_t bytes_ = 0;
  std::string json_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/typed_elements.ipp>
#endif
