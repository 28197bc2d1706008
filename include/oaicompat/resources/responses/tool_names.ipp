// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/tool_names.hpp>

#include <cstdint>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline bool is_plain(const CalledTool& tool) {
  using Kind = CalledTool::Kind;
  return tool.in_namespace.empty() && (tool.kind == Kind::function || tool.kind == Kind::custom);
}

// The name of a tool that is not plain, before its length and other tools are looked at.
inline std::string wanted_name(const CalledTool& tool) {
  std::string out;
  switch (tool.kind) {
    case CalledTool::Kind::shell: return "shell";
    case CalledTool::Kind::local_shell: return "local_shell";
    case CalledTool::Kind::apply_patch: return "apply_patch";
    case CalledTool::Kind::tool_search: return "tool_search";
    case CalledTool::Kind::file_search: return "file_search";
    default: out = tool.in_namespace + "__" + tool.name;
  }
  for (char& c : out) {
    const bool allowed =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!allowed) c = '_';
  }
  return out;
}

// Eight digits that are another tool's only by chance, and others in each round (FNV-1a).
inline std::string digits_of(const CalledTool& tool, std::uint32_t round) {
  std::uint32_t hash = 2166136261U ^ round;
  const auto take = [&](unsigned char byte) { hash = (hash ^ byte) * 16777619U; };
  take(static_cast<unsigned char>(tool.kind));
  for (const char c : tool.in_namespace) take(static_cast<unsigned char>(c));
  take(0);
  for (const char c : tool.name) take(static_cast<unsigned char>(c));
  std::string out;
  for (int shift = 28; shift >= 0; shift -= 4) out += "0123456789abcdef"[(hash >> shift) & 15U];
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE const ToolNames::Named* ToolNames::known(const CalledTool& tool) const {
  const auto found = by_tool_.find(tool);
  return found == by_tool_.end() ? nullptr : &named_[found->second];
}

OAICOMPAT_INLINE std::string ToolNames::name(const CalledTool& tool) {
  if (detail::is_plain(tool)) return tool.name;
  if (const auto* has = known(tool)) return has->name;
  constexpr std::size_t longest = 64, kept = 55;
  const auto wanted = detail::wanted_name(tool);
  auto made = wanted;
  const auto taken = [&] { return made.size() > longest || plain_.contains(made) || by_name_.contains(made); };
  for (std::uint32_t round = 0; taken(); ++round) made = wanted.substr(0, kept) + "_" + detail::digits_of(tool, round);
  by_name_.emplace(made, named_.size());
  by_tool_.emplace(tool, named_.size());
  named_.push_back({tool, made});
  return made;
}

OAICOMPAT_INLINE bool ToolNames::knows(const CalledTool& tool) const {
  return detail::is_plain(tool) ? plain_.contains(tool.name) : known(tool) != nullptr;
}

OAICOMPAT_INLINE CalledTool ToolNames::called(std::string_view name, const OpenEnum<ToolType>& type) const {
  using Kind = CalledTool::Kind;
  const auto said = type == ToolType::custom ? Kind::custom : Kind::function;
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return {.kind = said, .name = std::string{name}};
  auto tool = named_[found->second].tool;
  if (tool.kind == Kind::function || tool.kind == Kind::custom) tool.kind = said;
  return tool;
}

OAICOMPAT_INLINE std::optional<std::string> ToolNames::find(const CalledTool& chosen) const {
  if (knows(chosen)) return detail::is_plain(chosen) ? chosen.name : known(chosen)->name;
  if (!detail::is_plain(chosen)) return std::nullopt;
  for (const auto& each : named_) {
    if (each.tool.kind == chosen.kind && each.tool.name == chosen.name) return each.name;
  }
  return std::nullopt;
}

OAICOMPAT_INLINE std::vector<ToolNames::Named> ToolNames::members(std::string_view in_namespace) const {
  std::vector<Named> out;
  for (const auto& each : named_) {
    if (!each.tool.in_namespace.empty() && each.tool.in_namespace == in_namespace) out.push_back(each);
  }
  return out;
}

}  // namespace oaicompat::inline v1
