// Parser: tells content, reasoning and tool calls apart in a model's raw text, as it streams.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/parsers/event.hpp>
#include <oaicompat/parsers/format.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// A tool that the model was offered.
struct ParserTool {
  std::string name{};
  std::string parameters{};  ///< The JSON Schema of its arguments, as text; empty for none.
  bool strict = true;        ///< Whether a `hint` holds the arguments to the schema.
};

/// How a parser behaves.
struct ParserOptions {
  /// The tools of the request. Their schemas type the values of formats that write values as plain text.
  std::vector<ParserTool> tools = {};
  /// What markers of calls are: calls, or text (as for `tool_choice: "none"`, or where no tool is offered). Default
  /// calls.
  enum class Calls : std::uint8_t { calls, text } calls = Calls::calls;
  /// Whether calls after the first are given, or dropped with a problem. Default all.
  enum class Parallel : std::uint8_t { all, first } parallel = Parallel::all;
  /// What becomes of the call of a tool that is not offered, where any is: a call all the same, text, or nothing with a
  /// problem. Calls beside it are not touched. Default a call.
  enum class UnknownTool : std::uint8_t { call, text, drop } unknown_tool = UnknownTool::call;
  /// Whether reasoning is given apart, or with its markers as text. Default apart.
  enum class Reasoning : std::uint8_t { apart, text } reasoning = Reasoning::apart;
  /// Where the answer begins: the template may have opened the reasoning. Default as the format says.
  std::optional<ReasoningRule::Start> start = {};
  /// What becomes of reasoning that was never closed, where nothing else was said: it stays, or is given again as text
  /// at the end. Default it stays.
  enum class Unclosed : std::uint8_t { reasoning, text } unclosed = Unclosed::reasoning;
  /// What the model's turn begins with in the prompt, after its header: `<think>\n`. It is read, and gives no events.
  std::string prefix = {};
  /// Texts that end the answer where they occur in the raw text; they are not part of it. Default none.
  std::vector<std::string> stops = {};
  /// Texts that are special tokens of the model. Where there are any, a marker that begins with one counts only where
  /// such a token was fed as `TokenKind::special`; spelled in other tokens it is text. The engine then has to keep
  /// special tokens in its text. Default none: a marker counts wherever its text stands.
  std::vector<std::string> special_tokens = {};
  /// The tool that the answer is a call of, for the format `json_arguments`: the text is its arguments. Default none.
  std::string named = {};
  /// Where stop texts are looked for: in the raw text, or in the content alone. Default in the raw text.
  enum class StopIn : std::uint8_t { all, text } stop_in = StopIn::all;
  /// What becomes of the arguments of a call that the end of the text cuts off: they stay a prefix of JSON, or are
  /// closed, so that they are JSON that the model did not write; the call ends as truncated all the same. Default they
  /// stay.
  enum class Truncated : std::uint8_t { open, close } truncated = Truncated::open;
  /// What a value between tags is whose type no schema tells: a string, or JSON where it is a spelling of that: `12` is
  /// then a number. Default a string.
  enum class Untyped : std::uint8_t { string, infer } untyped = Untyped::string;
  /// What becomes of a lone argument under one of `Format::wrapper_keys` that the tool's schema does not have: its
  /// value is the arguments, or it is one as any other. Such a value is held until its call ends. Default it is taken
  /// out.
  enum class Wrapped : std::uint8_t { unwrap, keep } wrapped = Wrapped::unwrap;
  /// What messages to tools of the engine itself are, where a format has them (`python` and `browser.search` of
  /// gpt-oss): reasoning, or events of their own. Default reasoning.
  enum class Builtin : std::uint8_t { reasoning, event } builtin = Builtin::reasoning;
  /// How many calls earlier turns made, for formats whose ids count over the conversation. Default none.
  std::size_t calls_before = 0;
  /// Makes the id of a call that has none, or one that another call of the answer has. Default random, as the format's
  /// rule says.
  std::function<std::string()> make_id = {};
};

/// Why the text ended.
enum class TextEnd : std::uint8_t {
  stopped,  ///< The model ended its turn.
  cut,      ///< A limit ended it.
};

/// What a piece of text is to the model.
enum class TokenKind : std::uint8_t {
  ordinary,
  special,  ///< One special token, whole.
};

namespace detail {
class ParserEngine;
}

/// Reads the text of one choice.
///
///     Parser parser{formats::hermes(), {.tools = tools}};
///     for (std::string_view piece : engine.generate(prompt))
///       for (const auto& event : parser.feed(piece)) use(event);
///     for (const auto& event : parser.finish(TextEnd::stopped)) use(event);
///
/// The events do not depend on how the text is cut, once neighbours of one kind are joined. No byte sequence of UTF-8
/// is split; bytes that are no UTF-8 become U+FFFD. Only what may be the beginning of a marker is held back.
/// **Lifetime**: events hold until the next call; the format must outlive the parser. **Threads**: one at a time.
/// **Errors**: none; a call that breaks its format before its name is whole is text, and after that ends as malformed.
class OAICOMPAT_API Parser {
 public:
  explicit Parser(const Format& format, ParserOptions options = {});
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  /// Reads a piece. What follows the end, or a stop text, is ignored.
  std::span<const ParserEvent> feed(std::string_view piece);
  /// The same, where the engine knows special tokens; see `ParserOptions::special_tokens`.
  std::span<const ParserEvent> feed(std::string_view piece, TokenKind kind);
  /// The text has ended: gives what was held back, and ends an open call.
  std::span<const ParserEvent> finish(TextEnd end);
  /// Whether one of `ParserOptions::stops` was found: the engine may stop.
  bool stopped() const;
  /// How many calls have begun.
  std::size_t calls() const;

 private:
  std::unique_ptr<detail::ParserEngine> engine_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/parser.ipp>
#endif
