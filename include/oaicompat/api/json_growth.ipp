// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/json_growth.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace oaicompat::inline v1::detail {

// An object's members, whichever they are.
struct GrowingMembers {
  Extras extra;
};
constexpr auto describe(Type<GrowingMembers>) { return object("GrowingMembers"); }

// How many keys, and how many items from the end, are compared with a new one: no list makes joining it slow.
inline constexpr std::size_t growth_looks_at = 256;

// Texts that tell what an item is rather than say something: the last one counts.
inline bool tells_what_it_is(std::string_view key) {
  constexpr std::array<std::string_view, 11> keys{"type", "id",    "index",  "format",    "role",      "name",
                                                  "url",  "title", "status", "mime_type", "media_type"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

OAICOMPAT_INLINE JsonGrowth::Node JsonGrowth::made(const Json& json, std::size_t& bytes) const {
  constexpr ReadOptions lenient{.reading = Reading::lenient};
  Node out;
  const auto text = json.view();
  bytes += sizeof(Node);
  if (text.starts_with('{')) {
    const auto read = Codec<GrowingMembers>::parse_owned(text, lenient);
    if (!read) return out;
    out.kind = Kind::object;
    for (const auto& each : read->extra) {
      out.keys.push_back(each.key.str());
      out.values.push_back(made(each.json, bytes));
      bytes += sizeof(std::string) + each.key.size();
    }
  } else if (text.starts_with('[')) {
    const auto read = Codec<std::vector<Json>>::parse_owned(text, lenient);
    if (!read) return out;
    out.kind = Kind::array;
    for (const auto& each : *read) out.values.push_back(made(each, bytes));
  } else {
    Extras one;
    one.set("text", json);
    const auto words = text.starts_with('"') ? one.get(ExtraKey<std::string>{"text"}) : std::nullopt;
    out.kind = words ? Kind::text : Kind::other;
    out.words = words ? *words : std::string{text};
    bytes += out.words.size();
  }
  return out;
}

OAICOMPAT_INLINE const JsonGrowth::Node* JsonGrowth::member(const Node& node, std::string_view key) {
  const auto at = std::find(node.keys.begin(), node.keys.end(), key);
  return at == node.keys.end() ? nullptr : &node.values[static_cast<std::size_t>(at - node.keys.begin())];
}

OAICOMPAT_INLINE void JsonGrowth::merge(Node& node, std::string_view key, Node piece) const {
  if (piece.kind == Kind::other && piece.words == "null") return;
  if (node.kind != piece.kind) {
    node = std::move(piece);
  } else if (node.kind == Kind::object) {
    merge_object(node, std::move(piece));
  } else if (node.kind == Kind::array) {
    merge_list(node, std::move(piece));
  } else if (node.kind == Kind::other || tells_what_it_is(key)) {
    if (!piece.words.empty()) node.words = std::move(piece.words);
  } else {
    node.words += piece.words;
  }
}

OAICOMPAT_INLINE void JsonGrowth::merge_object(Node& node, Node piece) const {
  for (std::size_t i = 0; i < piece.keys.size(); ++i) {
    const auto end = node.keys.begin() + static_cast<std::ptrdiff_t>(std::min(growth_looks_at, node.keys.size()));
    const auto at = std::find(node.keys.begin(), end, piece.keys[i]);
    if (at != end) {
      merge(node.values[static_cast<std::size_t>(at - node.keys.begin())], *at, std::move(piece.values[i]));
    } else {
      node.keys.push_back(std::move(piece.keys[i]));
      node.values.push_back(std::move(piece.values[i]));
    }
  }
}

OAICOMPAT_INLINE JsonGrowth::Node* JsonGrowth::same_item(Node& list, const Node& item) const {
  const auto same = [&](const Node& other, std::string_view key) {
    const auto *one = member(item, key), *two = member(other, key);
    return one && two ? one->kind == two->kind && one->words == two->words : one == two;
  };
  if (item.kind != Kind::object) return nullptr;
  if (!member(item, "index")) {
    const bool more = items_ == Items::by_type && !list.values.empty() && member(item, "type") &&
                      same(list.values.back(), "type") && same(list.values.back(), "index");
    return more ? &list.values.back() : nullptr;
  }
  for (std::size_t i = 0; i < std::min(growth_looks_at, list.values.size()); ++i) {
    auto& each = list.values[list.values.size() - 1 - i];
    if (same(each, "index")) return same(each, "type") || !member(item, "type") ? &each : nullptr;
  }
  return nullptr;
}

OAICOMPAT_INLINE void JsonGrowth::merge_list(Node& node, Node piece) const {
  for (auto& item : piece.values) {
    if (auto* known = same_item(node, item)) {
      merge_object(*known, std::move(item));
    } else {
      node.values.push_back(std::move(item));
    }
  }
}

OAICOMPAT_INLINE std::size_t JsonGrowth::add(const Json& list) {
  std::size_t bytes = 0;
  auto piece = made(list, bytes);
  if (piece.kind != Kind::array) return bytes;
  merge_list(root_, std::move(piece));
  only_ = pieces_++ == 0 ? Text{list.view()} : Text{};
  return bytes + only_.size();
}

OAICOMPAT_INLINE void JsonGrowth::write(Bytes& out, const Node& node) {
  if (node.kind == Kind::other) return void(out += node.words);
  if (node.kind == Kind::text) return write_quoted(out, node.words);
  const bool is_object = node.kind == Kind::object;
  out += is_object ? '{' : '[';
  for (std::size_t i = 0; i < node.values.size(); ++i) {
    if (i != 0) out += ',';
    if (is_object) {
      write_quoted(out, node.keys[i]);
      out += ':';
    }
    write(out, node.values[i]);
  }
  out += is_object ? '}' : ']';
}

OAICOMPAT_INLINE Json JsonGrowth::whole() const {
  if (pieces_ == 1) return {only_};
  Bytes out;
  write(out, root_);
  return {Text{out}};
}

}  // namespace oaicompat::inline v1::detail
