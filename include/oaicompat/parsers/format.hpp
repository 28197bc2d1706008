// Format: how a family of models spells reasoning and tool calls in its raw text, as a table.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oaicompat::inline v1 {

/// What a state does with the bytes that are none of its markers.
enum class Take : std::uint8_t {
  space,            ///< White space is skipped; any other byte leaves by `State::then`.
  anything,         ///< Bytes are dropped.
  name,             ///< They are the name of the call.
  id,               ///< They are the id of the call.
  name_in_id,       ///< They are an id that holds the name: `functions.NAME:0`.
  call_attributes,  ///< They are attributes of a call, `name="w" id="1"`; `Format::attributes` says which is what.
  key_attributes,   ///< They are attributes of an argument: `key="city" type="string"`.
  key,              ///< They are the key of an argument.
  value,            ///< They are the value of an argument, typed by the tool's schema.
  json_call,        ///< A JSON object that holds the name and the arguments of a call.
  json_named,       ///< A JSON object whose one key is the name, and its value the arguments.
  json_arguments,   ///< A JSON object that is the arguments.
  python_call,      ///< `name(key=literal, ...)`.
  python_object,    ///< A Python dictionary that holds the name and the arguments of a call.
  gemma_arguments,  ///< `{key:value,...}` as the Gemma models write it, with `Format::string_mark` around strings.
  header,           ///< They are the header of a message, by `Format::headers`.
  code,             ///< All that follows is the argument `code` of a call of `python`.
  elements,         ///< Nested elements `<K>value</K>`, each tag after `Format::tag_prefix`, typed by the schema.
};

/// What happens besides, when a marker is read. Flags.
namespace edge {
inline constexpr std::uint16_t keep = 1;      ///< The marker's bytes are read again by the next state.
inline constexpr std::uint16_t call = 2;      ///< The call's name is whole: the call begins.
inline constexpr std::uint16_t end_call = 4;  ///< The call ends.
inline constexpr std::uint16_t confirm =
    8;  ///< A value's closer only where a marker of the next state, or the end, follows.
inline constexpr std::uint16_t suffix = 16;  ///< `>` follows, or a colon, a word and `>`: `<tool_call:opensource>`.
inline constexpr std::uint16_t known =
    32;  ///< Only where a declared name (of a tool, of a key) and `>` or a line's end follow.
inline constexpr std::uint16_t inside = 128;  ///< The value goes on in the next state.
inline constexpr std::uint16_t line = 64;     ///< Only where nothing stands before it, or the end of a line.
inline constexpr std::uint16_t pop = 256;     ///< A value that holds others ends.
}  // namespace edge

/// Where a state leads: out of the calls, to text or reasoning.
inline constexpr std::uint8_t outside = 255;
/// Where a state leads: what was held is no call.
inline constexpr std::uint8_t no_call = 254;

/// A marker that a state knows, and the state that follows.
struct Edge {
  std::string_view marker{};
  std::uint8_t next = outside;
  std::uint16_t flags = 0;
};

/// What is expected at a place inside a block of calls.
struct State {
  Take take = Take::space;
  std::span<const Edge> edges{};
  std::uint8_t then = no_call;  ///< After a whole object or call; in `space` for a byte that is not expected.
};

/// How reasoning is told apart.
struct ReasoningRule {
  /// Where an answer begins when the prompt does not say.
  enum class Start : std::uint8_t { text, reasoning };
  /// What the opener of a call does while the reasoning has not been closed.
  enum class Calls : std::uint8_t {
    end_it,      ///< Once its header is confirmed it ends the reasoning.
    are_drafts,  ///< The calls are part of the reasoning.
  };
  std::span<const std::string_view> open{};
  std::span<const std::string_view> close{};
  Start start = Start::text;
  Calls calls = Calls::end_it;
  bool reopens = true;  ///< Whether a later opener begins reasoning again; else it is text.
};

/// How ids of calls are made where the model gives none.
enum class Ids : std::uint8_t {
  random,     ///< `call_` and 24 letters and digits.
  nine,       ///< 9 letters and digits.
  functions,  ///< `functions.NAME:INDEX`; the index counts over the conversation.
};

/// How messages with headers are told apart, where a format has them.
/// Then state 0 reads a header, state 1 the body of a call, and the edges of state 2 are what ends a body.
enum class MessageHeaders : std::uint8_t { none, harmony, muse };

/// Whitespace that is taken off a tagged value.
enum class Trim : std::uint8_t { none, line, all };

/// Which attribute is what; an empty name for none.
struct AttributeNames {
  std::string_view name{}, key{}, type{}, id{};
  std::string_view text_type{};                  ///< The value of `type` that says text; other values say JSON.
  std::string_view object_type{}, array_type{};  ///< Those that say that other values stand inside.
};

/// How a model spells calls and reasoning itself: what it is prompted with of earlier turns, and constrained to.
struct Spelling {
  /// What stands between `name_end` and `call_end`.
  enum class Form : std::uint8_t {
    none,           ///< The format is not spelled by this library.
    object,         ///< A JSON object with the name under `name_key` and the arguments under `arguments_key`.
    named,          ///< A JSON object whose one key is the name.
    arguments,      ///< The arguments as JSON, after the name.
    values,         ///< Tagged values, after the name.
    elements,       ///< Nested elements, each tag after `Format::tag_prefix`, after the name.
    python,         ///< `name(key=literal, ...)`.
    python_object,  ///< A Python dictionary with the name under `name_key` and the arguments under `arguments_key`.
    gemma,          ///< `{key:value,...}`, after the name.
    bare,           ///< The arguments as JSON and nothing else: one call, of the tool that the request names.
  };
  /// Where an id, or the number of a call, is spelled.
  enum class IdPlace : std::uint8_t {
    none,
    before_name,        ///< The id between `call_begin` and `id_text`, which the name follows.
    number_after_name,  ///< The number between `id_text`, which follows the name, and `name_end`.
    first_in_object,    ///< The number as a string under the key `id_text`.
    last_in_object,     ///< The id under the key `id_text`, where there is one.
  };
  Form form = Form::none;
  std::string_view begin{}, call_begin{}, name_end{}, call_end{}, between{}, end{};
  std::string_view name_key = "name", arguments_key = "arguments";
  bool compact = false;  ///< Whether no space stands between the members of `Form::object`.
  IdPlace id_place = IdPlace::none;
  std::string_view id_text{};
  std::uint8_t first_number = 0;
  bool json_literals = false;  ///< Whether the literals of `Form::python` are those of JSON.
  std::string_view key_begin{}, text_begin{}, json_begin{};  ///< Before keys and values; by their type.
  std::string_view type_end{};  ///< What follows `json_begin` and the value's type, where that is spelled.
  std::string_view value_end{};
  std::string_view reasoning_begin{}, reasoning_end{};
  std::string_view text_begin_mark{}, text_end_mark{};  ///< Around text, where a format marks it.
  std::string_view preamble_mark{};  ///< In place of `text_begin_mark` where calls follow; empty where it is the same.
  std::string_view text_gap{};       ///< Between text and calls.
  std::string_view message_mark{};   ///< Before each message of a turn but the first.
  std::string_view recipient_begin{}, recipient_end{};  ///< Around the first call's name, before `begin`.
  std::span<const std::string_view> triggers{};         ///< What calls are told by, where it is no opener of a block.
  std::string_view
      xgrammar_style{};  ///< The name that xgrammar has for the style of the arguments, where it is not JSON.
};

/// A format. All views must outlive the parsers that use it: those of `formats()` live for ever.
struct Format {
  std::string_view name{};
  std::span<const std::string_view> models{};     ///< Globs of model names, in lower case.
  std::span<const std::string_view> templates{};  ///< Texts of which the chat template holds one.
  ReasoningRule reasoning{};
  std::span<const Edge> openers{};               ///< What begins a block of calls, in text or reasoning.
  std::span<const std::string_view> wrappers{};  ///< Pairs around text that are dropped: `<response>`, `</response>`.
  std::span<const std::string_view> orphans{};   ///< Closers that are dropped where nothing is open.
  std::span<const State> states{};
  std::uint8_t start = outside;  ///< The state that an answer begins in.
  MessageHeaders headers = MessageHeaders::none;
  Ids ids = Ids::random;
  bool model_ids = false;  ///< Whether an id before the arguments is the call's.
  Trim trim = Trim::none;  ///< Of tagged values.
  AttributeNames attributes{};
  std::string_view text_name{};    ///< A name that is no call's, but says that text follows.
  std::string_view string_mark{};  ///< Around strings, for `Take::gemma_arguments`.
  std::string_view tag_prefix{};   ///< For `Take::elements`.
  /// Keys that some models put all arguments under; see `ParserOptions::wrapped`.
  std::span<const std::string_view> wrapper_keys{};
  std::span<const std::string_view> stops{};  ///< Texts that end the model's turn.
  Spelling spelling{};                        ///< How the model itself writes calls and reasoning.
};

}  // namespace oaicompat::inline v1
