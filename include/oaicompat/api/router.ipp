// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/router.hpp>
#include <oaicompat/json/key_index.hpp>

#include <algorithm>
#include <cassert>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE bool PathMembers::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

OAICOMPAT_INLINE Router::Router(std::span<const Endpoint> endpoints) : nodes_(1), steps_(64) {
  rows_.reserve(endpoints.size());
  for (const auto& endpoint : endpoints) {
    rows_.push_back({endpoint.method, {}});
    add(rows_.size() - 1, endpoint.path);
  }
}

OAICOMPAT_INLINE void Router::add(std::size_t row, std::string_view pattern) {
  auto& names = rows_[row].names;
  std::size_t node = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    const auto segment = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(segment.size());
    if (!segment.starts_with('{')) {
      node = next(node, segment);
      continue;
    }
    assert(segment.ends_with('}') && names.size() < PathMembers::most);
    names.push_back(segment.substr(1, segment.size() - 2));
    if (names.back() == "model" && pattern.empty()) return nodes_[node].rest.push_back(row);
    if (nodes_[node].member == 0) {
      nodes_.emplace_back();
      nodes_[node].member = nodes_.size() - 1;
    }
    node = nodes_[node].member;
  }
  nodes_[node].rows.push_back(row);
}

// Where the step stands, or the empty one that it would take.
OAICOMPAT_INLINE std::size_t Router::place(std::size_t node, std::string_view word) const {
  const auto mask = steps_.size() - 1;
  auto at = (key_hash(word) + node * 0x9E3779B1u) & mask;
  while (steps_[at].to != 0 && (steps_[at].from != node || steps_[at].word != word)) at = (at + 1) & mask;
  return at;
}

OAICOMPAT_INLINE std::size_t Router::next(std::size_t node, std::string_view word) {
  if (const auto to = steps_[place(node, word)].to; to != 0) return to;
  nodes_.emplace_back();
  if (2 * nodes_.size() > steps_.size()) grow();
  steps_[place(node, word)] = {node, word, nodes_.size() - 1};
  return nodes_.size() - 1;
}

OAICOMPAT_INLINE void Router::grow() {
  const auto before = std::exchange(steps_, std::vector<Step>(2 * steps_.size()));
  for (const auto& each : before) {
    if (each.to != 0) steps_[place(each.from, each.word)] = each;
  }
}

// Visits the rows at each end that the path leads to, until one is taken.
template <class Visit>
bool Router::walk(std::size_t node, std::string_view path, PathMembers::Values& values, std::size_t depth,
                  const Visit& visit) const {
  const auto& at = nodes_[node];
  if (path.empty()) return visit(at.rows);
  if (path.front() != '/') return false;
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  const auto left = path.substr(segment.size());
  if (const auto child = steps_[place(node, segment)].to; child != 0 && walk(child, left, values, depth, visit))
    return true;
  if (path.empty()) return false;
  if (at.member != 0 && !segment.empty()) {
    values[depth] = segment;
    if (walk(at.member, left, values, depth + 1, visit)) return true;
  }
  if (at.rest.empty()) return false;
  values[depth] = path;
  return visit(at.rest);
}

OAICOMPAT_INLINE std::optional<Router::Route> Router::find(std::string_view method, std::string_view path) const {
  PathMembers::Values values;
  std::size_t found = rows_.size();
  walk(0, path, values, 0, [&](const std::vector<std::size_t>& rows) {
    for (const auto row : rows) {
      if (rows_[row].method == method) return found = row, true;
    }
    return false;
  });
  if (found == rows_.size()) return std::nullopt;
  return Route{found, {rows_[found].names, values}};
}

OAICOMPAT_INLINE std::vector<Router::Route> Router::all(std::string_view path) const {
  PathMembers::Values values;
  std::vector<Route> out;
  walk(0, path, values, 0, [&](const std::vector<std::size_t>& rows) {
    for (const auto row : rows) out.push_back({row, {rows_[row].names, values}});
    return false;
  });
  std::sort(out.begin(), out.end(), [](const Route& a, const Route& b) { return a.row < b.row; });
  return out;
}

}  // namespace oaicompat::inline v1::detail
