// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/base/utf8.ipp>
#include <oaicompat/kit/toolbox.hpp>
#include <oaicompat/resources/responses/hosted_tool.hpp>

#include <algorithm>
#include <exception>

namespace oaicompat::inline v1 {
namespace detail {

/// The most bytes of one error text: what a model, or a stranger, wrote may stand in it.
inline constexpr std::size_t max_tool_error = 2000;

/// The beginning of a text, at most so many bytes, cut between characters.
inline std::string beginning_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  const auto start = text.substr(0, most);
  return std::string{start.substr(0, most - Utf8Joiner::open_tail(start))} + "...";
}

/// What the exception that is being handled says.
inline std::string caught_text() {
  std::string text = "The tool failed.";
#if OAICOMPAT_EXCEPTIONS
  try {
    throw;
  } catch (const Exception& e) {
    text = to_string(e.error());
  } catch (const std::exception& e) {
    text = std::string{"The tool failed: "} + e.what();
  } catch (...) {
  }
#endif
  return text;
}

inline ToolResult failed_call(std::string_view why) {
  return {.text = "error: " + beginning_of(why, max_tool_error), .is_error = true};
}

OAICOMPAT_INLINE std::string tool_error_text(const Error& error) {
  auto text = error.message.empty() ? to_string(error) : error.message;
  if (const auto at = "'" + error.param + "'"; !error.param.empty() && text.find(at) == std::string::npos) {
    text += " (at " + at + ")";
  }
  // What reads arguments speaks of a request's body.
  constexpr std::string_view body = "The body is";
  if (error.kind == ErrorKind::parse && text.starts_with(body)) text.replace(0, body.size(), "The arguments are");
  return text;
}

}  // namespace detail

OAICOMPAT_INLINE Toolbox& Toolbox::add(ToolDefinition definition, ToolHandler handler) {
  const auto same = [&](const Entry& each) { return each.definition.name == definition.name; };
  if (const auto old = std::find_if(entries_.begin(), entries_.end(), same); old != entries_.end()) {
    *old = {std::move(definition), std::move(handler)};
  } else {
    entries_.push_back({std::move(definition), std::move(handler)});
  }
  return *this;
}

OAICOMPAT_INLINE const Toolbox::Entry* Toolbox::find(std::string_view name) const {
  for (const auto& each : entries_) {
    if (each.definition.name == name) return &each;
  }
  return nullptr;
}

OAICOMPAT_INLINE std::vector<Tool> Toolbox::chat_tools() const {
  std::vector<Tool> out;
  for (const auto& [definition, handler] : entries_) {
    FunctionTool tool;
    tool.function.name = definition.name;
    if (!definition.description.empty()) tool.function.description = definition.description;
    if (!definition.parameters.text.empty()) tool.function.parameters = definition.parameters;
    if (definition.strict) tool.function.strict = true;
    out.push_back(std::move(tool));
  }
  return out;
}

OAICOMPAT_INLINE std::vector<ResponseTool> Toolbox::response_tools() const {
  std::vector<ResponseTool> out;
  for (const auto& [definition, handler] : entries_) {
    ResponseFunctionTool tool;
    tool.name = definition.name;
    if (!definition.description.empty()) tool.description = definition.description;
    if (!definition.parameters.text.empty()) tool.parameters = definition.parameters;
    tool.strict = definition.strict;
    out.push_back(std::move(tool));
  }
  return out;
}

OAICOMPAT_INLINE ToolResult Toolbox::unknown(std::string_view name) const {
  auto text = name.empty() ? std::string{"The call names no tool."}
                           : "There is no tool '" + detail::beginning_of(name, 64) + "'.";
  text += entries_.empty() ? " There are none." : " There are:";
  for (const auto& each : entries_) text += " " + each.definition.name;
  return detail::failed_call(text);
}

OAICOMPAT_INLINE ToolResult Toolbox::run(std::string_view name, std::string_view arguments,
                                         const ToolContext& context) const {
  const auto* entry = find(name);
  if (!entry) return unknown(name);
  if (!entry->handler) return detail::failed_call("The tool cannot be called.");
  if (arguments.size() > options_.max_arguments) {
    return detail::failed_call("The arguments are longer than " + std::to_string(options_.max_arguments) + " bytes.");
  }
  if (arguments.find_first_not_of(" \t\r\n") == std::string_view::npos) arguments = "{}";
  return detail::guarded(
      [&]() -> ToolResult {
        auto result = entry->handler(arguments, context);
        if (!result) return detail::failed_call(detail::tool_error_text(result.error()));
        return {.text = *std::move(result), .is_error = false};
      },
      [] { return detail::failed_call(detail::caught_text()); });
}

}  // namespace oaicompat::inline v1
