// ToolNames: the names by which a chat knows the tools of a response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/chat/tool.hpp>

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// A tool of a response that a chat can call.
struct CalledTool {
  /// What kind of item a call of it is.
  enum class Kind {
    function,     ///< `function_call`
    custom,       ///< `custom_tool_call`
    shell,        ///< `shell_call`
    local_shell,  ///< `local_shell_call`
    apply_patch,  ///< `apply_patch_call`
    tool_search,  ///< `tool_search_call`
    file_search,  ///< `file_search_call`, which the server makes
  } kind = Kind::function;
  /// The name of a function or a custom tool; other kinds have none.
  std::string name = {};
  /// Its namespace; empty for none.
  std::string in_namespace = {};
  auto operator<=>(const CalledTool&) const = default;
};

/// The names by which a chat knows the tools of a response, both ways. A function or a custom tool outside namespaces
/// keeps its name. One in a namespace is `<namespace>__<name>`, and the other kinds have the name of their type
/// (`shell`), with `_` for every character that is none of `A-Z a-z 0-9 _ -`. Where that has more than 64 characters,
/// or another tool has it already, its first 55 characters are followed by `_` and 8 hexadecimal digits of a hash of
/// the tool: the same tools in the same order always have the same names.
///
/// **Threads**: one at a time while names are made; any number may read.
class OAICOMPAT_API ToolNames {
 public:
  /// Keeps a name for a tool outside namespaces. Call it for all of these before `name`.
  void reserve(std::string_view name) { plain_.emplace(name); }
  /// The name of a tool: the one that it has, or a new one.
  std::string name(const CalledTool& tool);
  /// Whether the tool has a name yet.
  bool knows(const CalledTool& tool) const;
  /// What a call by this name calls; `type` is the chat's, and decides between functions and custom tools.
  CalledTool called(std::string_view name, const OpenEnum<ToolType>& type) const;
  /// The name of the tool that a choice names. One without a namespace is a tool outside namespaces, or else the first
  /// member of that name. Nothing where there is no such tool.
  std::optional<std::string> find(const CalledTool& chosen) const;
  /// A tool and its name.
  struct Named {
    CalledTool tool{};
    std::string name{};
  };
  /// The members of a namespace, in their order.
  std::vector<Named> members(std::string_view in_namespace) const;

 private:
  const Named* known(const CalledTool& tool) const;

  std::set<std::string, std::less<>> plain_;  // those outside namespaces
  std::vector<Named> named_;                  // the others, in order
  std::map<CalledTool, std::size_t> by_tool_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/tool_names.ipp>
#endif
