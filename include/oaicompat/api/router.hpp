// Router: which operation a path leads to.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/config.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// The members of a request that stand in its path, still percent-encoded. They borrow from the path.
class PathMembers {
 public:
  static constexpr std::size_t most = 4;  // few enough to be cleared without a loop
  using Values = std::array<std::string_view, most>;

  PathMembers() = default;
  PathMembers(std::span<const std::string_view> names, const Values& values) : names_{names}, values_{values} {}
  std::size_t size() const { return names_.size(); }
  std::pair<std::string_view, std::string_view> operator[](std::size_t i) const { return {names_[i], values_[i]}; }
  bool has(std::string_view name) const;

 private:
  std::span<const std::string_view> names_;
  Values values_;
};

// Looks paths up a segment at a time. A member that is called `model`, at the end of a pattern, takes all that is left,
// slashes too: the names of models hold some. Where a word and a member both match, the word is tried first.
class OAICOMPAT_API Router {
 public:
  explicit Router(std::span<const Endpoint> endpoints);

  struct Route {
    std::size_t row = 0;  // the endpoint's number
    PathMembers members;
  };
  std::optional<Route> find(std::string_view method, std::string_view path) const;
  // What the path leads to with any method, in the order of the endpoints.
  std::vector<Route> all(std::string_view path) const;

 private:
  struct Node {
    std::size_t member = 0;         // the node that any segment leads to; 0 for none
    std::vector<std::size_t> rows;  // that end here
    std::vector<std::size_t> rest;  // that take all that is left
  };
  // Where a word leads from a node. All stand in one table: open addressing, at most half full.
  struct Step {
    std::size_t from = 0;
    std::string_view word;
    std::size_t to = 0;  // 0 for an empty place
  };
  struct Row {
    std::string_view method;
    std::vector<std::string_view> names;
  };
  void add(std::size_t row, std::string_view pattern);
  std::size_t next(std::size_t node, std::string_view word);
  void grow();
  std::size_t place(std::size_t node, std::string_view word) const;
  template <class Visit>
  bool walk(std::size_t node, std::string_view path, PathMembers::Values& values, std::size_t depth,
            const Visit& visit) const;

  std::vector<Row> rows_;
  std::vector<Node> nodes_;
  std::vector<Step> steps_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/router.ipp>
#endif
