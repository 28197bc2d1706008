// Toolbox: functions of yours that a model may call.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/tool.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

struct ResponseTool;  // resources/responses/hosted_tool.hpp, which is expensive to compile

/// What a handler may know of the call that it performs, beside the arguments. **Lifetime**: of `call_id` the handler's
/// call.
struct ToolContext {
  /// The call's id; empty where there is none.
  std::string_view call_id{};
  /// Fires when nobody waits for the result any more.
  std::stop_token stop{};
};

/// What a call gave.
struct ToolResult {
  /// The text for the model: the result, or what went wrong.
  std::string text{};
  /// Whether the text says what went wrong.
  bool is_error = false;
  bool operator==(const ToolResult&) const = default;
};

/// What a request says of a tool.
struct ToolDefinition {
  /// The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters.
  std::string name{};
  /// What the tool does: the model chooses by it.
  std::string description{};
  /// The parameters as a JSON Schema object; `null` for none.
  Json parameters{};
  /// Whether the server must keep the arguments to the schema, which then has to follow `SchemaRules::strict`. Default
  /// true.
  bool strict = true;
};

/// Performs calls of a tool whose arguments are not a described struct: gets them as the model wrote them.
using ToolHandler = std::function<Result<std::string>(std::string_view arguments, const ToolContext& context)>;

/// Bounds of a toolbox.
struct ToolboxOptions {
  /// The most bytes that the arguments of one call may have; longer ones are an error for the model. Default 1 MiB.
  std::size_t max_arguments = std::size_t{1} << 20;
  /// How arguments are read. Default as a server reads a request: a missing member or another type is an error.
  ReadOptions reading = {};
};

namespace detail {

/// An error as a model reads it, with the path of the member that it is about.
OAICOMPAT_API std::string tool_error_text(const Error& error);

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;

/// What a handler gave, as text.
template <class T>
Result<std::string> tool_text(const T& value) {
  if constexpr (is_result<T>) {
    if (!value) return value.error();
    return tool_text(*value);
  } else if constexpr (std::same_as<T, Done>) {
    return std::string{"Done."};
  } else if constexpr (std::same_as<T, Json>) {
    return std::string{value.view()};
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    return std::string{std::string_view{value}};
  } else {
    return to_json(value);
  }
}

/// A handler of described arguments as one of text.
template <Described Query, class Handler>
ToolHandler tool_handler(Handler handler, const ReadOptions& reading) {
  constexpr bool takes_context = std::invocable<const Handler&, const Query&, const ToolContext&>;
  static_assert(
      takes_context || std::invocable<const Handler&, const Query&>,
      "a tool's handler is a const callable that takes `const Query&`, or `const Query&, const ToolContext&`");
  return [handler = std::move(handler), reading](std::string_view arguments,
                                                 const ToolContext& context) -> Result<std::string> {
    const auto query = parse_owned<Query>(arguments, reading);
    if (!query) return query.error();
    const auto call = [&] {
      if constexpr (takes_context) {
        return handler(*query, context);
      } else {
        return handler(*query);
      }
    };
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return tool_text(Done{});
    } else if constexpr (is_result<decltype(call())>) {
      const auto result = call();
      if (!result) return result.error();
      return tool_text(*result);
    } else {
      return tool_text(call());
    }
  };
}

}  // namespace detail

/// Functions that a model may call, each with its schema and what performs it.
///
///     Toolbox tools;
///     tools.add<WeatherQuery>("weather", "What the weather is.",
///                             [](const WeatherQuery& query) -> Result<Weather> { return look_up(query.city); });
///     request.tools = tools.chat_tools();
///     auto result = tools.run("weather", R"({"city":"Oslo"})");
///
/// **Threads**: once all tools are added, safe to use from many; handlers then run on many threads at once.
/// **Errors**: whatever a model gets wrong, and whatever a handler fails with, becomes a text for the model.
class OAICOMPAT_API Toolbox {
 public:
  explicit Toolbox(ToolboxOptions options = {}) : options_{options} {}

  /// Adds a tool, in place of one of the same name. `Query` is a described struct: its strict schema is the tool's.
  /// The handler is `R(const Query&)` or `R(const Query&, const ToolContext&)`, where R, or the T of a `Result<T>`, is
  /// text (`std::string`, `Text`), `Json`, nothing, or whatever JSON can be written of. **Lifetime**: copies of the
  /// toolbox hold copies of the handler.
  template <Described Query, class Handler>
  Toolbox& add(std::string name, std::string description, Handler handler) {
    return add({.name = std::move(name), .description = std::move(description), .parameters = schema<Query>()},
               detail::tool_handler<Query>(std::move(handler), options_.reading));
  }
  /// Adds a tool whose schema comes from elsewhere, in place of one of the same name.
  Toolbox& add(ToolDefinition definition, ToolHandler handler);

  /// How many tools there are.
  std::size_t size() const noexcept { return entries_.size(); }
  /// Whether there is a tool of this name.
  bool contains(std::string_view name) const { return find(name) != nullptr; }

  /// The tools for `ChatRequest::tools`, in the order in which they were added.
  std::vector<Tool> chat_tools() const;
  /// The tools for `ResponseRequest::tools`. Include `oaicompat/resources/responses/types.hpp` to call it.
  std::vector<ResponseTool> response_tools() const;

  /// Performs a call, on this thread. Empty arguments are those of a tool that takes none. An unknown tool, arguments
  /// that are no JSON, too long or not as the schema has them, an error value and an exception of the handler's become
  /// an error text; it names the path of the member that is wrong. Members that the schema does not have are left
  /// aside.
  ToolResult run(std::string_view name, std::string_view arguments, const ToolContext& context = {}) const;

 private:
  struct Entry {
    ToolDefinition definition;
    ToolHandler handler;
  };
  const Entry* find(std::string_view name) const;
  ToolResult unknown(std::string_view name) const;

  ToolboxOptions options_;
  std::vector<Entry> entries_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/toolbox.ipp>
#endif
